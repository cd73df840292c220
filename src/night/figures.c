/* figures.c - the figures of a night's units, out of the tables that are published. */
#include "night/figures.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "run/tables.h"

/* What a figure consists of, and the column of each table that says it; NULL: that table does not. */
enum part {
    PROFILE, LEVEL, CODE, NAME, DEFINITION, CATEGORY, CATEGORY_SET, K, WEIGHT, LIMIT_M, LIMIT_MIN, RADIUS_M, COUNTED_LEVEL, DETAIL,
    NUMERATOR, DENOMINATOR, VALUE, PART_COUNT
};

static const char *const of_coverage[PART_COUNT] = {
    [PROFILE] = "profile", [LEVEL] = "level", [CODE] = "unit_code", [NAME] = "unit_name", [DEFINITION] = "definition",
    [CATEGORY] = "category", [CATEGORY_SET] = "category_set", [K] = "k", [WEIGHT] = "weight", [LIMIT_M] = "limit_m",
    [LIMIT_MIN] = "limit_min", [RADIUS_M] = "radius_m", [COUNTED_LEVEL] = "counted_level", [DETAIL] = "detail",
    [NUMERATOR] = "numerator", [DENOMINATOR] = "denominator", [VALUE] = "ratio",
};

static const char *const of_indicators[PART_COUNT] = {
    [PROFILE] = "profile", [LEVEL] = "level", [CODE] = "unit_code", [NAME] = "unit_name", [CATEGORY] = "indicator",
    [NUMERATOR] = "numerator", [DENOMINATOR] = "denominator", [VALUE] = "value",
};

/* A table, and where its parts are. */
struct source {
    const struct lci_table *table;
    struct lci_row row;
    const struct lci_value *parts[PART_COUNT]; /* cells of `row`; NULL: the table does not say it */
    const char *definition;                    /* of all rows; NULL: each says its own */
};

static const char *
text_of(const struct source *source, enum part part)
{
    const struct lci_value *value = source->parts[part];

    return value && !value->is_null ? value->text : NULL;
}

static double
real_of(const struct source *source, enum part part)
{
    const struct lci_value *value = source->parts[part];

    return value && !value->is_null ? value->real : NAN;
}

/* Finds the cells of the parts; values: one a column. */
static void
find_parts(struct source *source, const char *const *names, struct lci_value *values)
{
    for (size_t part = 0; part < PART_COUNT; part++)
        for (size_t c = 0; names[part] && c < source->table->column_count; c++)
            if (strcmp(source->table->columns[c].name, names[part]) == 0)
                source->parts[part] = &values[c];
}

static enum lci_status
add_row(struct lci_history *history, const struct source *source, struct lci_error *err)
{
    const struct lci_value *k = source->parts[K];
    const char *name = text_of(source, NAME);
    const struct lci_history_unit unit = {text_of(source, LEVEL), text_of(source, CODE), name ? name : ""};
    const struct lci_history_figure figure = {
        .profile = text_of(source, PROFILE),
        .definition = source->definition ? source->definition : text_of(source, DEFINITION),
        .category = text_of(source, CATEGORY),
        .category_set = text_of(source, CATEGORY_SET),
        .k = k && !k->is_null ? k->integer : 0,
        .weight = text_of(source, WEIGHT),
        .limit_m = real_of(source, LIMIT_M),
        .limit_min = real_of(source, LIMIT_MIN),
        .radius_m = real_of(source, RADIUS_M),
        .counted_level = text_of(source, COUNTED_LEVEL),
        .detail = text_of(source, DETAIL),
    };
    const struct lci_history_value value = {real_of(source, NUMERATOR), real_of(source, DENOMINATOR), real_of(source, VALUE)};

    return lci_history_add(history, &unit, &figure, &value, err);
}

static enum lci_status
add_table(struct lci_history *history, const struct lci_table *table, const char *const *names, const char *definition,
          struct lci_error *err)
{
    struct lci_value *values = lci_new_array(struct lci_value, table->column_count);
    struct source source = {.table = table, .row = {.values = values}, .definition = definition};
    enum lci_status status = values ? LCI_OK : lci_fail_nomem(err, table->name);

    if (status == LCI_OK)
        find_parts(&source, names, values);
    for (size_t row = 0; row < table->row_count && status == LCI_OK; row++) {
        for (size_t c = 0; c < table->column_count; c++)
            values[c] = (struct lci_value){.is_null = true};
        status = table->fill(table->user, row, &source.row, err);
        if (status == LCI_OK)
            status = add_row(history, &source, err);
    }
    lci_free(values);
    return status;
}

enum lci_status
lci_night_figures_add(struct lci_passes *passes, struct lci_history *history, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < passes->count && status == LCI_OK; i++) {
        struct lci_table table = {0};

        status = lci_table_coverage(&passes->items[i], &table, err);
        if (status == LCI_OK)
            status = add_table(history, &table, of_coverage, NULL, err);
        if (status == LCI_OK && passes->items[i].config->indicator_count > 0)
            status = lci_table_indicators(&passes->items[i], &table, err);
        if (status == LCI_OK && passes->items[i].config->indicator_count > 0)
            status = add_table(history, &table, of_indicators, "indicator", err);
    }
    return status;
}
