/* sheet_lists.c - T5 and T7: gaps, and what is known about the quality of the data, as lists for people. */
#include <assert.h>
#include <math.h>
#include <string.h>

#include "analysis/suppress.h"
#include "base/alloc.h"
#include "run/sheets.h"

/* What columns with the unit of a level begin with. */
#define UNIT_PREFIX "unit_"

/* A share, which the sheet shows in per cent. */
#define CLOSES "closes_ratio"

/* A column of a sheet: of the result table that it shows, or made of a row of the job. */
struct pick {
    const char *name;
    struct lci_words heading;
    enum lci_sheet_format format;
    bool counts_people; /* small counts are not published */
    struct lci_words (*make)(const struct lci_job *job, size_t row); /* NULL: the table has a column of that name */
    bool names_unit; /* shown is the name of the unit whose code the table has */
};

/* Columns whose texts are sentences of the program. */
static const char *const spoken[] = {"barrier", "found", "done"};
enum { SPOKEN_COUNT = sizeof(spoken) / sizeof(spoken[0]) };

/* A result table of which some columns are shown. */
struct writer {
    const struct lci_job *job;
    struct lci_table table;
    const struct pick *picks; /* pick_count */
    size_t *columns;          /* pick_count: of the table */
    size_t pick_count;
    struct lci_value *values; /* of the table */
    double below;
    bool adds_place, english;
    char phrases[SPOKEN_COUNT][LCI_PHRASE_SIZE]; /* of the row in hand */
};

/* The centroid of all rings by area: of polygons that are there. */
static void
fill_place(const struct lci_row *row, struct lci_cells *cells)
{
    const struct lci_polygons *polygons = &row->polygons;
    double area = 0.0;
    double sums[2] = {0.0, 0.0};
    const uint32_t first = row->has_geometry ? polygons->ring_first[0] : 0;
    const uint32_t end = row->has_geometry ? polygons->ring_first[polygons->polygon_count] : 0;

    for (uint32_t ring = first; ring < end; ring++)
        for (uint32_t p = polygons->point_first[ring]; p + 1 < polygons->point_first[ring + 1]; p++) {
            const double *a = polygons->xy_m + 2 * (size_t)p;
            const double *o = polygons->xy_m + 2 * (size_t)polygons->point_first[first];
            const double cross = (a[0] - o[0]) * (a[3] - o[1]) - (a[2] - o[0]) * (a[1] - o[1]);

            area += cross;
            sums[0] += cross * (a[0] + a[2] - 2.0 * o[0]);
            sums[1] += cross * (a[1] + a[3] - 2.0 * o[1]);
        }
    for (size_t axis = 0; axis < 2; axis++)
        lci_cell_m(cells, end > first && fabs(area) > 0.0
                              ? polygons->xy_m[2 * (size_t)polygons->point_first[first] + axis] + sums[axis] / (3.0 * area)
                              : NAN);
}

/* The name of the unit of a level ("unit_circle") with that code. */
static const char *
unit_name(const struct lci_job *job, const char *column, const char *code)
{
    const uint32_t level = lci_job_level(job, column + strlen(UNIT_PREFIX));

    if (level == LCI_NONE)
        return NULL;
    for (uint32_t unit = job->units.level_first[level]; unit < job->units.level_first[level + 1]; unit++)
        if (strcmp(job->units.items[unit].code, code) == 0)
            return job->units.items[unit].name;
    return NULL;
}

/* A text as the sheet says it; it stays until the next row. */
static const char *
said(struct writer *writer, const char *column, const char *text)
{
    for (size_t i = 0; i < SPOKEN_COUNT; i++)
        if (strcmp(spoken[i], column) == 0)
            return lci_sheet_phrase(writer->job, text, writer->phrases[i], LCI_PHRASE_SIZE);
    return lci_sheet_value(writer->job, column, text);
}

static void
show_value(struct writer *writer, const struct pick *pick, size_t column, struct lci_cells *cells)
{
    const struct lci_value *value = &writer->values[column];

    if (pick->counts_people && !value->is_null && lci_suppress_count(value->real, writer->below))
        lci_cell_hidden(cells);
    else if (writer->table.columns[column].kind == LCI_COLUMN_TEXT && !value->is_null)
        lci_cell_text(cells, pick->names_unit ? unit_name(writer->job, pick->name, value->text)
                                              : said(writer, pick->name, value->text));
    else
        cells->values[cells->next++] = *value;
}

static enum lci_status
fill_picked(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    struct writer *writer = user;
    struct lci_row row = {.values = writer->values};
    struct lci_cells cells = {.values = out->values};
    enum lci_status status = LCI_OK;

    for (size_t c = 0; c < writer->table.column_count; c++)
        writer->values[c] = (struct lci_value){.is_null = true};
    status = writer->table.fill(writer->table.user, index, &row, err);
    if (status != LCI_OK)
        return status;
    for (size_t p = 0; p < writer->pick_count; p++)
        if (writer->picks[p].make)
            lci_cell_text(&cells, lci_word(writer->english, writer->picks[p].make(writer->job, index)));
        else
            show_value(writer, &writer->picks[p], writer->columns[p], &cells);
    if (writer->adds_place)
        fill_place(&row, &cells);
    return LCI_OK;
}

/* The column of that name, which is there. */
static size_t
find_column(const struct lci_table *table, const char *name)
{
    size_t c = 0;

    while (c < table->column_count && strcmp(table->columns[c].name, name) != 0)
        c++;
    assert(c < table->column_count);
    return c;
}

/* The name of a pick's column in the sheet, where the sheet shows something else of it; NULL: out of memory. */
static const char *
shown_name(struct lci_arena *arena, const struct pick *pick)
{
    if (pick->names_unit)
        return lci_sheet_joined(arena, pick->name, "_", "name");
    return strcmp(pick->name, CLOSES) == 0 ? "closes_percent" : pick->name;
}

/* Shows the picks, which live as long as the sheet. */
static enum lci_status
project(struct lci_job *job, const struct lci_table *table, const struct pick *picks, size_t pick_count, struct lci_sheet *out,
        struct lci_error *err)
{
    struct lci_arena *arena = &job->arena;
    struct lci_sheet_columns columns = {.arena = arena, .english = job->config->output.tables.english};
    struct writer *writer = lci_arena_alloc(arena, 1, sizeof(*writer));

    if (!writer)
        return lci_fail_nomem(err, out->tab);
    *writer = (struct writer){.job = job,
                              .table = *table,
                              .picks = picks,
                              .pick_count = pick_count,
                              .columns = lci_arena_alloc(arena, pick_count, sizeof(*writer->columns)),
                              .values = lci_arena_alloc(arena, table->column_count, sizeof(*writer->values)),
                              .below = job->config->parameters.suppress_below,
                              .adds_place = table->shape == LCI_TABLE_MULTIPOLYGON,
                              .english = columns.english};
    if (!writer->columns || !writer->values)
        return lci_fail_nomem(err, out->tab);
    for (size_t p = 0; p < pick_count; p++) {
        writer->columns[p] = picks[p].make ? 0 : find_column(table, picks[p].name);
        lci_sheet_column(&columns, picks[p].make ? LCI_COLUMN_TEXT : table->columns[writer->columns[p]].kind, picks[p].format,
                         shown_name(arena, &picks[p]), picks[p].heading);
    }
    if (writer->adds_place) {
        lci_sheet_column(&columns, LCI_COLUMN_REAL, LCI_SHEET_DECIMAL, "x_m",
                         (struct lci_words){"中心 X（米）", "Centre, easting (m)"});
        lci_sheet_column(&columns, LCI_COLUMN_REAL, LCI_SHEET_DECIMAL, "y_m",
                         (struct lci_words){"中心 Y（米）", "Centre, northing (m)"});
    }
    out->table.shape = LCI_TABLE_PLAIN;
    out->table.row_count = table->row_count;
    out->table.fill = fill_picked;
    out->table.user = writer;
    return lci_sheet_columns_finish(&columns, out, err);
}

static struct lci_words
gap_category(const struct lci_job *job, size_t row)
{
    const uint32_t category = job->gaps.lists[job->gap_rows[row].list].items[job->gap_rows[row].item].category;

    if (category == LCI_NONE)
        return (struct lci_words){"全部类别", "whole_circle"};
    return (struct lci_words){job->categories[category].title_zh, job->categories[category].id};
}

enum { GAP_PICKS_BEFORE = 3, GAP_PICKS_AFTER = 24 };

static const struct pick gap_before[GAP_PICKS_BEFORE] = {
    {"profile", {"人群", "Profile"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"gap_id", {"缺口编号", "Gap"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"category", {"设施类别", "Category"}, LCI_SHEET_PLAIN, false, gap_category, false},
};
static const struct pick gap_after[GAP_PICKS_AFTER] = {
    {"rank_population", {"人口排名", "Rank by people"}, LCI_SHEET_COUNT, false, NULL, false},
    {"rank_elders", {"60岁以上排名", "Rank by people of 60+"}, LCI_SHEET_COUNT, false, NULL, false},
    {"home_count", {"涉及住宅数", "Homes"}, LCI_SHEET_COUNT, false, NULL, false},
    {"households", {"缺口户数", "Households in the gap"}, LCI_SHEET_COUNT, true, NULL, false},
    {"population", {"缺口人口", "People in the gap"}, LCI_SHEET_COUNT, true, NULL, false},
    {"elders", {"缺口60岁以上", "People of 60+ in the gap"}, LCI_SHEET_COUNT, true, NULL, false},
    {"facility_id", {"最近设施编号", "Nearest facility"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"facility_name", {"最近设施", "Its name"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"straight_m", {"直线距离（米）", "Straight (m)"}, LCI_SHEET_DECIMAL, false, NULL, false},
    {"walk_m", {"步行距离（米）", "Walk (m)"}, LCI_SHEET_DECIMAL, false, NULL, false},
    {"walk_min", {"步行时间（分钟）", "Walk (min)"}, LCI_SHEET_DECIMAL, false, NULL, false},
    {"detour_factor", {"绕行系数", "Detour"}, LCI_SHEET_FACTOR, false, NULL, false},
    {"barrier", {"阻隔", "Barrier crossed"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"cause", {"原因", "Cause"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"change", {"最小改动", "Smallest change"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"change_facility_id", {"改动设施编号", "Facility to change"}, LCI_SHEET_PLAIN, false, NULL, false},
    {"change_length_m", {"改动长度（米）", "Its length (m)"}, LCI_SHEET_DECIMAL, false, NULL, false},
    {"change_capacity", {"增加容量", "Capacity to add"}, LCI_SHEET_COUNT, false, NULL, false},
    {CLOSES, {"缺口消除比例（%）", "Share of the gap it closes (%)"}, LCI_SHEET_PERCENT, false, NULL, false},
    {"gain_households", {"增益（户）", "Gain (households)"}, LCI_SHEET_COUNT, true, NULL, false},
    {"gain_population", {"增益（人）", "Gain (people)"}, LCI_SHEET_COUNT, true, NULL, false},
    {"gain_elders", {"增益（60岁以上）", "Gain (people of 60+)"}, LCI_SHEET_COUNT, true, NULL, false},
    {"gain_minors", {"增益（未成年人）", "Gain (people under 18)"}, LCI_SHEET_COUNT, true, NULL, false},
    {"area_m2", {"面积（平方米）", "Area (m2)"}, LCI_SHEET_COUNT, false, NULL, false},
};

/* The heading of a column with the unit of a level: in Chinese by the name of the level. `zh` NULL: out of memory. */
static struct lci_words
unit_heading(struct lci_job *job, const char *name)
{
    static const struct {
        const char *name, *english;
    } known[] = {{"unit_district", "District"}, {"unit_tier", "Tier"},           {"unit_subdistrict", "Subdistrict"},
                 {"unit_circle", "Circle"},     {"unit_community", "Community"}, {"unit_group", "Group"}};
    const char *level = name + strlen(UNIT_PREFIX);
    struct lci_words heading = {lci_sheet_joined(&job->arena, "所属", "", lci_sheet_value(job, "level", level)), name};

    for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
        if (strcmp(known[i].name, name) == 0)
            heading.en = known[i].english;
    return heading;
}

/* The same of its code. */
static struct lci_words
code_heading(struct lci_arena *arena, struct lci_words heading)
{
    if (!heading.zh)
        return heading;
    return (struct lci_words){lci_sheet_joined(arena, heading.zh, "", "代码"), lci_sheet_joined(arena, heading.en, " ", "code")};
}

enum lci_status
lci_sheet_gaps(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    struct lci_table table = {0};
    struct pick *picks = NULL;
    size_t count = 0;
    enum lci_status status = LCI_OK;

    if (!job->config->parameters.gaps)
        return LCI_OK;
    status = lci_table_gaps(job, &table, err);
    if (status != LCI_OK)
        return status;
    picks = lci_arena_alloc(&job->arena, GAP_PICKS_BEFORE + 2 * table.column_count + GAP_PICKS_AFTER, sizeof(*picks));
    if (!picks)
        return lci_fail_nomem(err, "T5");
    for (size_t p = 0; p < GAP_PICKS_BEFORE; p++)
        picks[count++] = gap_before[p];
    for (size_t c = 0; c < table.column_count; c++)
        if (strncmp(table.columns[c].name, UNIT_PREFIX, strlen(UNIT_PREFIX)) == 0) {
            const struct lci_words heading = unit_heading(job, table.columns[c].name);

            picks[count++] = (struct pick){.name = table.columns[c].name, .heading = code_heading(&job->arena, heading)};
            picks[count++] = (struct pick){.name = table.columns[c].name, .heading = heading, .names_unit = true};
        }
    for (size_t p = 0; p < GAP_PICKS_AFTER; p++)
        picks[count++] = gap_after[p];
    out->tab = lci_word(job->config->output.tables.english, (struct lci_words){"T5 缺口清单", "T5 gaps"});
    out->table.name = "T5_gaps";
    out->frozen_columns = 3;
    return project(job, &table, picks, count, out, err);
}

/* What became of the thing that a remark is about; by the words of what was done, which say so. */
static struct lci_words
class_of(const struct lci_job *job, size_t remark)
{
    const struct lci_quality_row *row = &job->quality.rows[remark];

    if (strstr(row->done, "dropped") || strstr(row->done, "left out"))
        return (struct lci_words){"剔除", "dropped"};
    if (strstr(row->code, "duplicate_facility"))
        return (struct lci_words){"合并", "merged"};
    if (strstr(row->code, "repaired") || strstr(row->code, "guessed") || strstr(row->code, "damaged"))
        return (struct lci_words){"修复", "repaired"};
    if (strncmp(row->code, "crs_", 4) == 0 || strcmp(row->code, "working_system") == 0 || strstr(row->code, "datum"))
        return (struct lci_words){"坐标系", "crs"};
    if (strncmp(row->code, "encoding_", 9) == 0)
        return (struct lci_words){"编码", "encoding"};
    if (strstr(row->code, "far_from_street") || strstr(row->code, "not_joined") || strstr(row->code, "no_street"))
        return (struct lci_words){"远离道路", "far from streets"};
    return (struct lci_words){"其他", "other"};
}

/* What kind of remark it is: in Chinese by the phrase for its code. */
static struct lci_words
kind_of(const struct lci_job *job, size_t remark)
{
    const struct lci_phrases *phrases = &job->config->phrases;
    const char *code = job->quality.rows[remark].code;

    for (size_t i = 0; i < phrases->count; i++)
        if (strcmp(phrases->items[i].en, code) == 0)
            return (struct lci_words){phrases->items[i].zh, code};
    return (struct lci_words){code, code};
}

enum lci_status
lci_sheet_quality(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    static const struct pick picks[] = {
        {"kind", {"类型", "Kind"}, LCI_SHEET_PLAIN, false, kind_of, false}, /* in Chinese only: in English it is the code */
        {"severity", {"级别", "Severity"}, LCI_SHEET_PLAIN, false, NULL, false},
        {"class", {"处理", "Class"}, LCI_SHEET_PLAIN, false, class_of, false},
        {"profile", {"人群", "Profile"}, LCI_SHEET_PLAIN, false, NULL, false},
        {"layer", {"输入类别", "Input"}, LCI_SHEET_PLAIN, false, NULL, false},
        {"source", {"数据源", "Source"}, LCI_SHEET_PLAIN, false, NULL, false},
        {"layer_name", {"图层", "Layer"}, LCI_SHEET_PLAIN, false, NULL, false},
        {"feature_id", {"要素编号", "Feature"}, LCI_SHEET_PLAIN, false, NULL, false},
        {"field", {"字段", "Field"}, LCI_SHEET_PLAIN, false, NULL, false},
        {"code", {"代码", "Code"}, LCI_SHEET_PLAIN, false, NULL, false},
        {"found", {"发现", "Found"}, LCI_SHEET_PLAIN, false, NULL, false},
        {"done", {"所做处理", "Done"}, LCI_SHEET_PLAIN, false, NULL, false},
        {"x_m", {"X（米）", "Easting (m)"}, LCI_SHEET_DECIMAL, false, NULL, false},
        {"y_m", {"Y（米）", "Northing (m)"}, LCI_SHEET_DECIMAL, false, NULL, false},
    };
    const size_t english = job->config->output.tables.english ? 1 : 0;
    struct lci_table table = {0};
    const enum lci_status status = lci_table_quality(job, &table, err);

    if (status != LCI_OK)
        return status;
    out->tab = lci_word(english > 0, (struct lci_words){"T7 数据质量", "T7 quality"});
    out->table.name = "T7_quality";
    out->frozen_columns = 2;
    return project(job, &table, picks + english, sizeof(picks) / sizeof(picks[0]) - english, out, err);
}
