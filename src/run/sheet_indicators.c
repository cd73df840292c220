/* sheet_indicators.c - T4: the indicators of the standard by unit, as a list for people. */
#include <math.h>
#include <string.h>

#include "analysis/suppress.h"
#include "analysis/weights.h"
#include "base/alloc.h"
#include "run/sheets.h"

/* The table of indicators with what is hidden in it. */
struct writer {
    struct lci_table table;
    const struct lci_job *job;
    bool *is_hidden; /* row_count */
    bool *hides;     /* column_count: hidden where the row is */
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

static enum lci_status
hide(struct writer *writer, struct lci_error *err)
{
    const struct lci_job *job = writer->job;
    const struct lci_indicators *indicators = &job->indicators;
    const double below = job->config->parameters.suppress_below;
    enum lci_status status = LCI_OK;
    size_t end = 0;

    for (size_t first = 0; first < indicators->row_count && status == LCI_OK; first = end) {
        const uint32_t number = indicators->rows[first].indicator;

        for (end = first; end < indicators->row_count && indicators->rows[end].indicator == number; end++)
            writer->is_hidden[end] = is_too_small(&job->config->indicators[number], &indicators->rows[end], below);
        status = hide_with_others(writer, first, end, err);
    }
    return status;
}

static enum lci_status
fill_indicator(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    struct writer *writer = user;
    const enum lci_status status = writer->table.fill(writer->table.user, index, out, err);

    out->stands_out = writer->job->indicators.rows[index].unit == LCI_NONE;
    for (size_t c = 0; c < writer->table.column_count && status == LCI_OK; c++)
        if (writer->is_hidden[index] && writer->hides[c])
            out->values[c] = (struct lci_value){.is_null = true, .text = "*"};
        else if (out->values[c].is_null && strcmp(writer->table.columns[c].name, "value") == 0)
            out->values[c].text = "n/a";
        else if (!out->values[c].is_null && strcmp(writer->table.columns[c].name, "note") == 0)
            out->values[c].text = lci_sheet_phrase(writer->job, out->values[c].text, writer->note, sizeof(writer->note));
        else if (!out->values[c].is_null && writer->table.columns[c].kind == LCI_COLUMN_TEXT)
            out->values[c].text =
                lci_sheet_value(writer->job, writer->table.columns[c].name, out->values[c].text);
    return status;
}

enum lci_status
lci_sheet_indicators(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    static const struct {
        const char *name;
        struct lci_words heading;
        bool hides;
    } known[] = {
        {"profile", {"人群", "Profile"}, false},        {"level", {"层级", "Level"}, false},
        {"unit_code", {"单元代码", "Unit code"}, false}, {"unit_name", {"单元名称", "Unit"}, false},
        {"indicator", {"指标代码", "Indicator"}, false}, {"number", {"序号", "Number"}, false},
        {"name_zh", {"指标名称", "Name in Chinese"}, false}, {"name_en", {"英文名称", "Name"}, false},
        {"kind", {"计算方式", "Kind"}, false},          {"value", {"数值", "Value"}, true},
        {"target", {"目标", "Target"}, false},          {"sense", {"方向", "Sense"}, false},
        {"gap", {"差距", "Gap"}, true},                 {"gap_measure", {"差距计量", "Gap counts"}, false},
        {"pass", {"达标", "Pass"}, true},               {"numerator", {"分子", "Numerator"}, true},
        {"denominator", {"分母", "Denominator"}, true}, {"measure", {"计量单位", "Measure"}, false},
        {"low", {"95%区间下限", "95 % low"}, true},     {"high", {"95%区间上限", "95 % high"}, true},
        {"base", {"基数", "Base"}, false},              {"date", {"数据日期", "Date of data"}, false},
        {"target_date", {"目标年", "Target date"}, false}, {"binding", {"属性", "Binding"}, false},
        {"note", {"备注", "Note"}, false},
    };
    struct lci_sheet_columns columns = {.arena = &job->arena, .english = job->config->output.tables.english};
    struct writer *writer = NULL;
    enum lci_status status = LCI_OK;

    if (job->config->indicator_count == 0)
        return LCI_OK;
    writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    if (!writer)
        return lci_fail_nomem(err, "T4");
    writer->job = job;
    status = lci_table_indicators(job, &writer->table, err);
    if (status != LCI_OK)
        return status;
    writer->is_hidden = lci_arena_alloc(&job->arena, writer->table.row_count, sizeof(bool));
    writer->hides = lci_arena_alloc(&job->arena, writer->table.column_count, sizeof(bool));
    status = writer->is_hidden && writer->hides ? hide(writer, err) : lci_fail_nomem(err, "T4");
    if (status != LCI_OK)
        return status;
    out->tab = lci_word(columns.english, (struct lci_words){"T4 指标表", "T4 indicators"});
    out->frozen_columns = 4;
    out->table = (struct lci_table){.name = "T4_indicators",
                                    .shape = LCI_TABLE_PLAIN,
                                    .row_count = writer->table.row_count,
                                    .fill = fill_indicator,
                                    .user = writer};
    for (size_t c = 0; c < writer->table.column_count; c++) {
        const struct lci_column *column = &writer->table.columns[c];
        struct lci_words heading = {column->name, column->name};

        for (size_t k = 0; k < sizeof(known) / sizeof(known[0]); k++)
            if (strcmp(known[k].name, column->name) == 0) {
                heading = known[k].heading;
                writer->hides[c] = known[k].hides;
            }
        lci_sheet_column(&columns, column->kind, column->kind == LCI_COLUMN_REAL ? LCI_SHEET_FACTOR : LCI_SHEET_PLAIN,
                         column->name, heading);
    }
    return lci_sheet_columns_finish(&columns, out, err);
}
