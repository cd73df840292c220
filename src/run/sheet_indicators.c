/* sheet_indicators.c - T4: the indicators of the standard by unit, as a list for people. */
#include <math.h>
#include <string.h>

#include "analysis/suppress.h"
#include "analysis/weights.h"
#include "base/alloc.h"
#include "run/hidden.h"
#include "run/sheets.h"

/* A column of the sheet. */
struct shown {
    size_t column; /* of the table */
    bool hides;    /* hidden where the row is */
};

/* The table of indicators with what is hidden in it. */
struct writer {
    struct lci_table table;
    struct lci_job *job;
    bool *is_hidden;          /* row_count */
    struct lci_value *values; /* column_count of the table */
    struct shown *shown;      /* shown_count */
    size_t shown_count;
    char note[LCI_PHRASE_SIZE]; /* of the row in hand */
};

static bool
sums_people(const struct lci_quantities *quantities)
{
    for (size_t i = 0; i < quantities->count; i++)
        if (quantities->items[i].homes && lci_known_weight(quantities->items[i].homes))
            return true;
    return false;
}

/* Counts of people and households only: communities, facilities and square metres are nobody's secret. */
static bool
is_too_small(const struct lci_indicator *indicator, const struct lci_indicator_row *row, double below)
{
    if (indicator->kind == LCI_INDICATOR_COVERAGE)
        return indicator->coverage.weight && lci_known_weight(indicator->coverage.weight) &&
               lci_suppress_share(row->numerator, row->denominator, below);
    return (sums_people(&indicator->numerator) && lci_suppress_count(row->numerator, below)) ||
           (sums_people(&indicator->denominator) && lci_suppress_count(row->denominator, below));
}

/* One hidden unit of a level would follow from the whole: another is hidden with it, or else the whole. */
static enum lci_status
hide_with_others(struct writer *writer, size_t first, size_t end, struct lci_error *err)
{
    const struct lci_job *job = writer->job;
    const struct lci_indicator_row *rows = job->indicators.rows;
    const double below = job->config->parameters.suppress_below;
    double *parts = lci_new_array(double, end - first);
    bool *hidden = lci_new_array(bool, end - first);
    size_t whole = end;

    for (size_t level = 0; level < job->units.level_count && parts && hidden; level++) {
        for (size_t r = first; r < end; r++) {
            const bool of_level = rows[r].unit != LCI_NONE && job->units.items[rows[r].unit].depth == level;

            whole = rows[r].unit == LCI_NONE ? r : whole;
            parts[r - first] = !of_level || isnan(rows[r].numerator) ? NAN
                               : writer->is_hidden[r]               ? 0.5 * below
                                                                    : fmax(rows[r].numerator, below);
        }
        if (!lci_suppress_parts(parts, end - first, below, hidden) && whole < end)
            writer->is_hidden[whole] = true;
        for (size_t r = first; r < end; r++)
            writer->is_hidden[r] = writer->is_hidden[r] || hidden[r - first];
    }
    lci_free(parts);
    lci_free(hidden);
    return parts && hidden ? LCI_OK : lci_fail_nomem(err, "T4");
}

static bool
hides_row(const struct writer *writer, const struct lci_hidden *hidden, const struct lci_indicator_row *row, double below)
{
    const struct lci_job *job = writer->job;
    const struct lci_indicator *indicator = &job->config->indicators[row->indicator];

    return is_too_small(indicator, row, below) ||
           lci_hidden_indicator(hidden, job, indicator, row->unit == LCI_NONE ? job->units.count : row->unit);
}

static enum lci_status
hide(struct writer *writer, struct lci_error *err)
{
    struct lci_job *job = writer->job;
    const struct lci_indicators *indicators = &job->indicators;
    const double below = job->config->parameters.suppress_below;
    const struct lci_hidden *hidden = NULL;
    enum lci_status status = lci_job_hidden(job, &hidden, err);
    size_t end = 0;

    for (size_t first = 0; first < indicators->row_count && status == LCI_OK; first = end) {
        const uint32_t number = indicators->rows[first].indicator;

        for (end = first; end < indicators->row_count && indicators->rows[end].indicator == number; end++)
            writer->is_hidden[end] = hides_row(writer, hidden, &indicators->rows[end], below);
        status = hide_with_others(writer, first, end, err);
    }
    return status;
}

static void
show(struct writer *writer, const struct lci_indicator_row *row, size_t column, struct lci_value *value)
{
    const char *name = writer->table.columns[column].name;

    if (value->is_null && strcmp(name, "value") == 0)
        value->text = "n/a";
    else if (value->is_null || writer->table.columns[column].kind != LCI_COLUMN_TEXT)
        return;
    else if (strcmp(name, "note") == 0)
        value->text = lci_sheet_phrase(writer->job, value->text, writer->note, sizeof(writer->note));
    else if (strcmp(name, "pass") == 0 && row->pass != LCI_PASS_NONE)
        value->text = lci_sheet_verdict(writer->job, row->pass == LCI_PASS_YES);
    else
        value->text = lci_sheet_value(writer->job, name, value->text);
}

static enum lci_status
fill_indicator(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    struct writer *writer = user;
    struct lci_row row = {.values = writer->values};
    enum lci_status status = LCI_OK;

    for (size_t c = 0; c < writer->table.column_count; c++)
        writer->values[c] = (struct lci_value){.is_null = true};
    status = writer->table.fill(writer->table.user, index, &row, err);
    out->stands_out = writer->job->indicators.rows[index].unit == LCI_NONE;
    for (size_t i = 0; i < writer->shown_count && status == LCI_OK; i++) {
        const struct shown *shown = &writer->shown[i];

        out->values[i] = writer->values[shown->column];
        if (writer->is_hidden[index] && shown->hides)
            out->values[i] = (struct lci_value){.is_null = true, .text = "*"};
        else
            show(writer, &writer->job->indicators.rows[index], shown->column, &out->values[i]);
    }
    return status;
}

/* The columns of the sheet: what is measured, where, how much, and what of. */
static const struct {
    const char *name;
    struct lci_words heading;
    bool hides;
} asked[] = {
    {"profile", {"人群", "Profile"}, false},
    {"number", {"序号", "No."}, false},
    {"name_zh", {"指标名称", NULL}, false},
    {"name_en", {NULL, "Name"}, false},
    {"level", {"层级", "Level"}, false},
    {"unit_code", {"单元代码", "Unit code"}, false},
    {"unit_name", {"单元名称", "Unit"}, false},
    {"value", {"数值", "Value"}, true},
    {"measure", {"计量单位", "Measure"}, false},
    {"sense", {"方向", "Sense"}, false},
    {"target", {"目标", "Target"}, false},
    {"pass", {"达标", "Pass"}, true},
    {"gap", {"差距", "Gap"}, true},
    {"gap_measure", {"差距计量", "Gap counts"}, false},
    {"numerator", {"分子", "Numerator"}, true},
    {"denominator", {"分母", "Denominator"}, true},
    {"low", {"95%区间下限", "95 % low"}, true},
    {"high", {"95%区间上限", "95 % high"}, true},
    {"base", {"基数", "Base"}, false},
    {"date", {"数据日期", "Date of data"}, false},
    {"target_date", {"目标年", "Target date"}, false},
    {"binding", {"属性", "Binding"}, false},
    {"indicator", {"指标代码", "Indicator"}, false},
    {"kind", {"计算方式", "Kind"}, false},
    {"note", {"备注", "Note"}, false},
};

static enum lci_sheet_format
format_of(const struct lci_column *column)
{
    if (strcmp(column->name, "pass") == 0)
        return LCI_SHEET_VERDICT;
    return column->kind == LCI_COLUMN_REAL ? LCI_SHEET_FACTOR : LCI_SHEET_PLAIN;
}

static enum lci_status
new_writer(struct lci_job *job, struct writer **out, struct lci_error *err)
{
    struct lci_arena *arena = &job->arena;
    struct writer *writer = lci_arena_alloc(arena, 1, sizeof(*writer));
    enum lci_status status = LCI_OK;

    *out = writer;
    if (!writer)
        return lci_fail_nomem(err, "T4");
    writer->job = job;
    status = lci_table_indicators(job, &writer->table, err);
    if (status != LCI_OK)
        return status;
    writer->is_hidden = lci_arena_alloc(arena, writer->table.row_count, sizeof(bool));
    writer->values = lci_arena_alloc(arena, writer->table.column_count, sizeof(*writer->values));
    writer->shown = lci_arena_alloc(arena, sizeof(asked) / sizeof(asked[0]), sizeof(*writer->shown));
    return writer->is_hidden && writer->values && writer->shown ? hide(writer, err) : lci_fail_nomem(err, "T4");
}

enum lci_status
lci_sheet_indicators(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    const bool english = job->config->output.tables.english;
    struct lci_sheet_columns columns = {.arena = &job->arena, .english = english};
    struct writer *writer = NULL;
    enum lci_status status = LCI_OK;

    if (job->config->indicator_count == 0)
        return LCI_OK;
    status = new_writer(job, &writer, err);
    if (status != LCI_OK)
        return status;
    out->tab = lci_word(english, (struct lci_words){"T4 指标表", "T4 indicators"});
    out->frozen_columns = 6;
    out->table = (struct lci_table){.name = "T4_indicators",
                                    .shape = LCI_TABLE_PLAIN,
                                    .row_count = writer->table.row_count,
                                    .fill = fill_indicator,
                                    .user = writer};
    for (size_t i = 0; i < sizeof(asked) / sizeof(asked[0]); i++) {
        const size_t c = lci_table_column(&writer->table, asked[i].name);
        const struct lci_column *column = &writer->table.columns[c];

        if (!lci_word(english, asked[i].heading))
            continue;
        writer->shown[writer->shown_count++] = (struct shown){c, asked[i].hides};
        lci_sheet_column(&columns, column->kind, format_of(column), column->name, asked[i].heading);
    }
    return lci_sheet_columns_finish(&columns, out, err);
}
