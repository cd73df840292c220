/* table_indicators.c - indicators by unit, and how they spread over the units below. */
#include <math.h>

#include "run/tables.h"

static const char *const kinds[] = {
    [LCI_INDICATOR_COVERAGE] = "coverage",
    [LCI_INDICATOR_AREA_PER_100_HOUSEHOLDS] = "area_per_100_households",
    [LCI_INDICATOR_RATIO_OF_SUMS] = "ratio_of_sums",
    [LCI_INDICATOR_PER_10000_PEOPLE] = "per_10000_people",
    [LCI_INDICATOR_COUNT] = "count",
    [LCI_INDICATOR_REPORTED] = "reported",
};

/* A value that fails is not rounded to its target. */
static double
shown(const struct lci_indicator *indicator, const struct lci_indicator_row *row)
{
    const double step = indicator->at_most ? 1e-6 : -1e-6;

    if (row->pass == LCI_PASS_NO && fabs(row->value - indicator->target) < 1e-6)
        return indicator->target + step;
    return row->value;
}

static const char *
or_null(const char *text)
{
    return text[0] ? text : NULL;
}

/* What both tables say first: who walks, which unit, which indicator. */
static void
add_indicator_columns(struct lci_columns *columns)
{
    static const struct lci_column items[] = {
        {"profile", "who walks", LCI_COLUMN_TEXT},
        {"level", "level of the unit; all: all units together", LCI_COLUMN_TEXT},
        {"unit_code", "code of the unit", LCI_COLUMN_TEXT},
        {"unit_name", "name of the unit", LCI_COLUMN_TEXT},
        {"indicator", "id of the indicator", LCI_COLUMN_TEXT},
        {"number", "its number in the standard", LCI_COLUMN_INTEGER},
        {"name_zh", "its name in Chinese", LCI_COLUMN_TEXT},
        {"name_en", "its name in English", LCI_COLUMN_TEXT},
        {"kind", "how it is computed", LCI_COLUMN_TEXT},
    };

    lci_columns_add_list(columns, items, sizeof(items) / sizeof(items[0]));
}

static void
fill_indicator(const struct lci_job *job, uint32_t unit, const struct lci_indicator *indicator, struct lci_cells *cells)
{
    lci_cell_text(cells, job->config->profile.id);
    lci_cells_unit(cells, job, unit);
    lci_cell_text(cells, indicator->id);
    if (indicator->number > 0)
        lci_cell_integer(cells, indicator->number);
    else
        lci_cell_null(cells);
    lci_cell_text(cells, indicator->title_zh);
    lci_cell_text(cells, indicator->title_en);
    lci_cell_text(cells, kinds[indicator->kind]);
}

static enum lci_status
fill_row(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_indicator_row *row = &job->indicators.rows[index];
    const struct lci_indicator *indicator = &job->config->indicators[row->indicator];
    struct lci_cells cells = {.values = out->values};

    (void)err;
    fill_indicator(job, row->unit, indicator, &cells);
    lci_cell_number(&cells, shown(indicator, row));
    lci_cell_number(&cells, indicator->target);
    lci_cell_text(&cells, isnan(indicator->target) ? NULL : indicator->at_most ? "at_most" : "at_least");
    lci_cell_number(&cells, row->gap);
    lci_cell_text(&cells, isnan(row->gap) ? NULL : or_null(row->gap_measure));
    lci_cell_text(&cells, lci_pass_text(row->pass));
    lci_cell_number(&cells, row->numerator);
    lci_cell_number(&cells, row->denominator);
    lci_cell_text(&cells, or_null(indicator->measure));
    lci_cell_number(&cells, row->low);
    lci_cell_number(&cells, row->high);
    lci_cell_text(&cells, or_null(row->base));
    lci_cell_text(&cells, or_null(row->date));
    lci_cell_text(&cells, or_null(indicator->target_date));
    lci_cell_text(&cells, indicator->binding ? "binding" : "expected");
    lci_cell_text(&cells, or_null(row->note));
    return LCI_OK;
}

enum lci_status
lci_table_indicators(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    static const struct lci_column items[] = {
        {"value", "scale * numerator / denominator, of sums; none: n/a", LCI_COLUMN_REAL},
        {"target", "of the standard", LCI_COLUMN_REAL},
        {"sense", "at_least or at_most", LCI_COLUMN_TEXT},
        {"gap", "what the numerator lacks (or has too much) to meet the target; 0: met", LCI_COLUMN_REAL},
        {"gap_measure", "what the gap counts", LCI_COLUMN_TEXT},
        {"pass", "yes, no or n/a", LCI_COLUMN_TEXT},
        {"numerator", "sum over the unit", LCI_COLUMN_REAL},
        {"denominator", "sum over the unit", LCI_COLUMN_REAL},
        {"measure", "of value and target", LCI_COLUMN_TEXT},
        {"low", "95 % interval of a sampled share, lower end", LCI_COLUMN_REAL},
        {"high", "95 % interval of a sampled share, upper end", LCI_COLUMN_REAL},
        {"base", "what the denominator counts, as the data say", LCI_COLUMN_TEXT},
        {"date", "of the data", LCI_COLUMN_TEXT},
        {"target_date", "by when the target is to be met", LCI_COLUMN_TEXT},
        {"binding", "binding or expected", LCI_COLUMN_TEXT},
        {"note", "what was merged, missing or not handed in", LCI_COLUMN_TEXT},
    };
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "indicators",
        .description = "Indicators: every figure of the standard by unit, with target, gap and what it was made from",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->indicators.row_count,
        .fill = fill_row,
        .user = job,
    };
    add_indicator_columns(&columns);
    lci_columns_add_list(&columns, items, sizeof(items) / sizeof(items[0]));
    return lci_columns_finish(&columns, out, err);
}

static enum lci_status
fill_spread(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_indicator_spread *row = &job->indicators.spreads[index];
    const struct lci_indicator *indicator = &job->config->indicators[row->indicator];
    struct lci_cells cells = {.values = out->values};

    (void)err;
    fill_indicator(job, row->unit, indicator, &cells);
    lci_cell_text(&cells, job->units.levels[row->level]);
    lci_cell_integer(&cells, row->unit_count);
    lci_cell_integer(&cells, row->pass_count);
    lci_cell_integer(&cells, row->fail_count);
    lci_cell_integer(&cells, row->unit_count - row->value_count);
    lci_cell_number(&cells, row->min);
    lci_cell_text(&cells, row->min_unit == LCI_NONE ? NULL : job->units.items[row->min_unit].code);
    lci_cell_number(&cells, row->median);
    lci_cell_number(&cells, row->max);
    lci_cell_text(&cells, row->max_unit == LCI_NONE ? NULL : job->units.items[row->max_unit].code);
    lci_cell_number(&cells, row->gini);
    lci_cell_text(&cells, or_null(indicator->measure));
    return LCI_OK;
}

enum lci_status
lci_table_spread(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    static const struct lci_column items[] = {
        {"counted_level", "level of the units inside that are looked at", LCI_COLUMN_TEXT},
        {"unit_count", "units of that level", LCI_COLUMN_INTEGER},
        {"pass_count", "units that pass", LCI_COLUMN_INTEGER},
        {"fail_count", "units that fail", LCI_COLUMN_INTEGER},
        {"na_count", "units without a value", LCI_COLUMN_INTEGER},
        {"min", "least value", LCI_COLUMN_REAL},
        {"min_unit", "code of the first unit that has it", LCI_COLUMN_TEXT},
        {"median", "median over the units", LCI_COLUMN_REAL},
        {"max", "greatest value", LCI_COLUMN_REAL},
        {"max_unit", "code of the first unit that has it", LCI_COLUMN_TEXT},
        {"gini", "0: all units alike; towards 1: few have all; units are not weighed", LCI_COLUMN_REAL},
        {"measure", "of the values", LCI_COLUMN_TEXT},
    };
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "indicator_spread",
        .description = "Spread of indicators: how many units pass, and how evenly the values lie",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->indicators.spread_count,
        .fill = fill_spread,
        .user = job,
    };
    add_indicator_columns(&columns);
    lci_columns_add_list(&columns, items, sizeof(items) / sizeof(items[0]));
    return lci_columns_finish(&columns, out, err);
}
