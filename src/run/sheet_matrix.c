/* sheet_matrix.c - T1 and T2: subdistricts, and communities, by categories: share, numerator, denominator, rank, pass. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "io/number_text.h"
#include "run/matrix.h"

/* A matrix as a sheet. */
struct writer {
    struct lci_matrix *matrix;
    bool english, subtotals;
};

static const struct lci_words kind_words[] = {
    [LCI_MATRIX_UNIT] = {"单元", "unit"},
    [LCI_MATRIX_SUBTOTAL] = {"小计", "subtotal"},
    [LCI_MATRIX_OUTSIDE] = {"未划入", "outside"},
    [LCI_MATRIX_TOTAL] = {"合计", "total"},
};

static void
fill_group(const struct writer *writer, const struct lci_matrix_row *row, size_t group, struct lci_cells *cells)
{
    const struct lci_matrix *matrix = writer->matrix;
    const double target = matrix->groups[group].target_ratio;
    const bool hidden = row->is_hidden[group];
    const bool applies = row->whole > 0.0;

    if (hidden)
        lci_cell_hidden(cells);
    else
        lci_cell_number(cells, row->covered[group]);
    if (row->whole_is_hidden)
        lci_cell_hidden(cells);
    else
        lci_cell_number(cells, row->whole);
    if (hidden)
        lci_cell_hidden(cells);
    else if (applies)
        lci_cell_ratio(cells, row->covered[group] / row->whole);
    else
        lci_cell_not_applicable(cells);
    if (row->rank[group] > 0)
        lci_cell_integer(cells, row->rank[group]);
    else
        lci_cell_null(cells);
    if (target <= 0.0)
        lci_cell_null(cells);
    else if (hidden)
        lci_cell_text(cells, "*");
    else if (!applies)
        lci_cell_text(cells, "n/a");
    else
        lci_cell_text(cells, lci_sheet_verdict(matrix->job, row->covered[group] >= (target - 1e-9) * row->whole));
}

static enum lci_status
fill_matrix(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct writer *writer = user;
    const struct lci_matrix *matrix = writer->matrix;
    const struct lci_job *job = matrix->job;
    const struct lci_matrix_row *row = &matrix->rows[index];
    const struct lci_unit *unit = row->unit == LCI_NONE ? NULL : &job->units.items[row->unit];
    const struct lci_unit *above = row->above == LCI_NONE ? NULL : &job->units.items[row->above];
    struct lci_cells cells = {.values = out->values};

    (void)err;
    out->stands_out = row->kind != LCI_MATRIX_UNIT;
    lci_cell_text(&cells, lci_sheet_profile(job));
    lci_cell_text(&cells, lci_word(writer->english, kind_words[row->kind]));
    lci_cell_text(&cells, above ? above->code : NULL);
    lci_cell_text(&cells, above ? above->name : NULL);
    lci_cell_text(&cells, unit ? unit->code : NULL);
    lci_cell_text(&cells, unit ? unit->name : lci_word(writer->english, kind_words[row->kind]));
    lci_cell_text(&cells, lci_sheet_value(job, "definition", matrix->weight == LCI_NONE ? "land_network" : "weight"));
    lci_cell_text(&cells, lci_hand_in_weight_name(job, matrix->weight));
    lci_cell_text(&cells, lci_hand_in_measure(job, matrix->weight));
    for (size_t g = 0; g < matrix->group_count; g++)
        fill_group(writer, row, g, &cells);
    return LCI_OK;
}

static void
write_limit(double limit, char text[LCI_NUMBER_TEXT_SIZE])
{
    lci_number_to_text(isnan(limit) ? 0.0 : round(limit * 10.0) / 10.0, text);
}

/* "综合为老服务中心 ≤1080 米", or where passes walk at different speeds "≤15 分钟"; by an attribute "公园 ≤300–500 米（按 area_m2）". */
static const char *
group_heading(struct lci_arena *arena, const struct lci_matrix_group *group, bool english)
{
    const bool in_m = !isnan(group->limit_m);
    const double limit = in_m ? group->limit_m : group->limit_min;
    const char *unit = lci_word(english, in_m ? (struct lci_words){"米", "m"} : (struct lci_words){"分钟", "min"});
    const char *by = group->limits_attribute;
    char least[LCI_NUMBER_TEXT_SIZE];
    char most[LCI_NUMBER_TEXT_SIZE];
    const size_t size = strlen(group->title) + (by ? strlen(by) : 0) + sizeof(least) + sizeof(most) + 32;
    char *text = lci_arena_alloc(arena, size, 1);

    write_limit(limit * group->least_ratio, least);
    write_limit(limit, most);
    if (text && isnan(limit))
        (void)snprintf(text, size, "%s", group->title);
    else if (text && by)
        (void)snprintf(text, size, english ? "%s ≤%s–%s %s (by %s)" : "%s ≤%s–%s %s（按 %s）", group->title, least, most, unit, by);
    else if (text)
        (void)snprintf(text, size, "%s ≤%s %s", group->title, most, unit);
    return text;
}

static void
add_columns(struct lci_sheet_columns *columns, const struct lci_matrix *matrix, bool subtotals)
{
    const enum lci_column_kind text = LCI_COLUMN_TEXT;

    lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "profile", (struct lci_words){"人群", "Profile"});
    lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "row_kind", (struct lci_words){"行类别", "Row"});
    if (subtotals) {
        lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "tier_code", (struct lci_words){"圈层代码", "Tier code"});
        lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "tier_name", (struct lci_words){"圈层", "Tier"});
    } else {
        lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "subdistrict_code", (struct lci_words){"街镇代码", "Subdistrict code"});
        lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "subdistrict_name", (struct lci_words){"街镇", "Subdistrict"});
    }
    lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "unit_code", (struct lci_words){"单元代码", "Unit code"});
    lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "unit_name", (struct lci_words){"单元名称", "Unit name"});
    lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "definition", (struct lci_words){"定义", "Definition"});
    lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "weight", (struct lci_words){"权重", "Weight"});
    lci_sheet_column(columns, text, LCI_SHEET_PLAIN, "measure", (struct lci_words){"计量", "Measure"});
    for (size_t g = 0; g < matrix->group_count; g++) {
        const char *id = matrix->groups[g].id;
        const char *heading = group_heading(columns->arena, &matrix->groups[g], columns->english);

        if (!heading) {
            columns->failed = true;
            return;
        }
        lci_sheet_column_of(columns, LCI_SHEET_COUNT, id, heading, "numerator", (struct lci_words){"分子", "numerator"});
        lci_sheet_column_of(columns, LCI_SHEET_COUNT, id, heading, "denominator", (struct lci_words){"分母", "denominator"});
        lci_sheet_column_of(columns, LCI_SHEET_SHARE, id, heading, "percent", (struct lci_words){"覆盖率（%）", "share (%)"});
        lci_sheet_column_of(columns, LCI_SHEET_COUNT, id, heading, "rank", (struct lci_words){"排名", "rank"});
        if (!columns->failed)
            columns->items[columns->count - 1].kind = LCI_COLUMN_INTEGER;
        lci_sheet_column_of(columns, LCI_SHEET_VERDICT, id, heading, "pass", (struct lci_words){"达标", "pass"});
    }
}

static enum lci_status
make_sheet(struct lci_matrix *matrix, bool subtotals, struct lci_sheet *out, struct lci_error *err)
{
    struct lci_job *job = matrix->job;
    const bool english = job->config->output.tables.english;
    struct lci_sheet_columns columns = {.arena = &job->arena, .english = english};
    struct writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));

    if (!writer)
        return lci_fail_nomem(err, out->tab);
    *writer = (struct writer){matrix, english, subtotals};
    out->table.shape = LCI_TABLE_PLAIN;
    out->table.row_count = matrix->row_count;
    out->table.fill = fill_matrix;
    out->table.user = writer;
    out->frozen_columns = 6;
    add_columns(&columns, matrix, subtotals);
    return lci_sheet_columns_finish(&columns, out, err);
}

enum lci_status
lci_sheet_subdistricts(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    const struct lci_hand_in *asked = &job->config->output.tables;
    const uint32_t level = lci_job_level(job, asked->subdistricts);
    const uint32_t tiers = lci_job_level(job, asked->tiers);
    struct lci_matrix *matrix = NULL;
    enum lci_status status = LCI_OK;

    if (level == LCI_NONE)
        return LCI_OK;
    status = lci_matrix_build(job, level, tiers, true, lci_job_level(job, asked->communities), &matrix, err);
    out->tab = lci_word(asked->english, (struct lci_words){"T1 街镇覆盖矩阵", "T1 subdistricts"});
    out->table.name = "T1_subdistricts";
    return status ? status : make_sheet(matrix, true, out, err);
}

enum lci_status
lci_sheet_communities(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    const struct lci_hand_in *asked = &job->config->output.tables;
    const uint32_t level = lci_job_level(job, asked->communities);
    struct lci_matrix *matrix = NULL;
    enum lci_status status = LCI_OK;

    if (level == LCI_NONE)
        return LCI_OK;
    status = lci_matrix_build(job, level, lci_job_level(job, asked->subdistricts), false, LCI_NONE, &matrix, err);
    out->tab = lci_word(asked->english, (struct lci_words){"T2 居村覆盖矩阵", "T2 communities"});
    out->table.name = "T2_communities";
    return status ? status : make_sheet(matrix, false, out, err);
}
