/* read_figures.c - figures of tables: a column each, a row each, or a register whose rows are counted. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/remark.h"
#include "base/alloc.h"
#include "io/number.h"
#include "run/attributes.h"
#include "run/job.h"

enum { ROLE_CODE, ROLE_INDICATOR, ROLE_VALUE, ROLE_NUMERATOR, ROLE_DENOMINATOR, ROLE_DATE, ROLE_BASE, ROLE_COUNT };

static const char *const roles[ROLE_COUNT] = {"code",        "indicator", "value", "numerator",
                                              "denominator", "date",      "base"};

static const struct lci_read_request request = {
    .kind = "figures", .shape = LCI_SHAPE_NONE, .roles = roles, .role_count = ROLE_COUNT};

/* A source while its rows are taken. */
struct table {
    struct lci_job *job;
    const struct lci_source *source;
    const struct lci_features *features;
    const struct lci_read_request *asked;
    bool has_code; /* some row has one */
    size_t figure_count;
};

static const char *
cell(const struct table *table, size_t role, size_t row)
{
    return table->features->texts[role * table->features->count + row];
}

static enum lci_status
remark(const struct table *table, size_t row, const char *code, const char *field, const char *found, const char *done,
       struct lci_error *err)
{
    const bool is_guess = strcmp(code, "number_guessed") == 0;
    const struct lci_quality_row quality = {
        .severity = is_guess ? LCI_SEVERITY_WARNING : LCI_SEVERITY_ERROR,
        .stage = "read",
        .code = code,
        .source = table->source->label,
        .layer = "figures",
        .layer_name = table->features->layer_name,
        .feature_id = table->features->ids[row],
        .field = field,
        .found = found,
        .done = done,
    };

    return lci_job_remark(table->job, &quality, err);
}

/* NAN where the cell is empty, or no number at or above 0; the latter is reported. */
static enum lci_status
read_number(const struct table *table, size_t row, size_t role, double *value, struct lci_error *err)
{
    const char *text = cell(table, role, row);
    const enum lci_number_kind kind = text ? lci_number_from_text(text, value) : LCI_NUMBER_NONE;
    char number[LCI_NUMBER_TEXT_SIZE];
    char done[80];

    if (kind == LCI_NUMBER_NONE || kind == LCI_NUMBER_BAD)
        *value = NAN;
    if (kind == LCI_NUMBER_BAD)
        return remark(table, row, "number_not_readable", table->asked->roles[role], text, "taken as no value", err);
    if (kind != LCI_NUMBER_NONE && *value < 0.0) {
        *value = NAN;
        return remark(table, row, "number_negative", table->asked->roles[role], text, "taken as no value", err);
    }
    if (kind != LCI_NUMBER_GUESSED)
        return LCI_OK;
    (void)snprintf(done, sizeof(done), "read as %s", lci_number_text(*value, number));
    return remark(table, row, "number_guessed", table->asked->roles[role], text, done, err);
}

static enum lci_status
add_figure(struct table *table, const struct lci_handed_figure *figure, struct lci_error *err)
{
    struct lci_handed_figures *figures = &table->job->figures;

    if (!lci_grow(&figures->items, figures->count, &figures->capacity))
        return lci_fail_nomem(err, "figures");
    figures->items[figures->count++] = *figure;
    table->figure_count++;
    return LCI_OK;
}

/* The figures of a row's own columns. */
static enum lci_status
take_columns(struct table *table, size_t row, struct lci_handed_figure *figure, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t role = ROLE_COUNT; role < table->asked->role_count && !status; role++) {
        figure->name = table->asked->roles[role] + sizeof(LCI_ATTRIBUTE_ROLE) - 1;
        status = read_number(table, row, role, &figure->value, err);
        if (!status && !isnan(figure->value))
            status = add_figure(table, figure, err);
    }
    return status;
}

/* What a table calls an indicator - its id, number or title - as the name of its figures; else the text is the name. */
static const char *
name_of(const struct lci_config *config, const char *text)
{
    char number[16];

    for (size_t i = 0; i < config->indicator_count; i++) {
        const struct lci_indicator *indicator = &config->indicators[i];

        if (indicator->kind != LCI_INDICATOR_REPORTED)
            continue;
        (void)snprintf(number, sizeof(number), "%u", indicator->number);
        if (strcmp(text, indicator->id) == 0 || strcmp(text, indicator->title_zh) == 0 ||
            strcmp(text, indicator->title_en) == 0 || (indicator->number > 0 && strcmp(text, number) == 0))
            return indicator->figures;
    }
    return text;
}

/* A row that names its indicator. */
static enum lci_status
take_named(struct table *table, size_t row, struct lci_handed_figure *figure, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    figure->name = name_of(table->job->config, cell(table, ROLE_INDICATOR, row));
    status = read_number(table, row, ROLE_VALUE, &figure->value, err);
    if (!status)
        status = read_number(table, row, ROLE_NUMERATOR, &figure->numerator, err);
    if (!status)
        status = read_number(table, row, ROLE_DENOMINATOR, &figure->denominator, err);
    if (status)
        return status;
    if (isnan(figure->value) && (isnan(figure->numerator) || isnan(figure->denominator)))
        return remark(table, row, "no_value", figure->name, "no value, and not both numerator and denominator", "left out", err);
    return add_figure(table, figure, err);
}

static enum lci_status
take_row(struct table *table, size_t row, struct lci_error *err)
{
    const char *date = cell(table, ROLE_DATE, row);
    const char *base = cell(table, ROLE_BASE, row);
    struct lci_handed_figure figure = {
        .code = cell(table, ROLE_CODE, row),
        .row_id = table->features->ids[row],
        .value = NAN,
        .numerator = NAN,
        .denominator = NAN,
        .date = date ? date : table->source->date,
        .base = base ? base : table->source->base,
        .origin = {table->source->label, table->features->layer_name},
        .unit = LCI_NONE,
    };
    enum lci_status status = LCI_OK;

    if (table->has_code && !figure.code)
        return remark(table, row, "no_code", "code", "no value", "left out: it says no unit", err);
    if (table->source->count) {
        figure.name = table->source->count;
        figure.value = 1.0;
        figure.is_count = true;
        return add_figure(table, &figure, err);
    }
    status = take_columns(table, row, &figure, err);
    figure.value = NAN;
    if (!status && cell(table, ROLE_INDICATOR, row))
        status = take_named(table, row, &figure, err);
    return status;
}

static enum lci_status
read_table(struct lci_job *job, const struct lci_source *source, struct lci_error *err)
{
    struct lci_features features = {0};
    struct lci_read_request asked = {0};
    struct table table = {.job = job, .source = source, .features = &features, .asked = &asked};
    enum lci_status status = lci_job_ask_attributes(job, source, &request, &asked, err);

    if (status == LCI_OK)
        status = lci_read_features(source, &asked, job->system, &job->quality, &features, err);
    for (size_t i = 0; i < features.count && status == LCI_OK; i++)
        table.has_code = table.has_code || cell(&table, ROLE_CODE, i);
    for (size_t i = 0; i < features.count && status == LCI_OK; i++)
        status = take_row(&table, i, err);
    if (status == LCI_OK && table.figure_count == 0)
        status = lci_fail(err, LCI_E_DATA,
                          "%s (figures): no figure in %zu rows; expected attributes: {name: column}, count: name, or columns for "
                          "indicator and value",
                          source->label, features.count);
    if (status == LCI_OK)
        status = lci_job_keep_texts(job, source, features.count, &features, err);
    lci_features_fini(&features);
    return status;
}

enum lci_status
lci_job_read_figures(struct lci_job *job, struct lci_error *err)
{
    const struct lci_sources *sources = &job->config->figures;
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < sources->count && status == LCI_OK; s++)
        status = read_table(job, &sources->items[s], err);
    return status;
}
