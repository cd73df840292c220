/* sheet_picks.c - some columns of a result table as a sheet: words for people, small counts hidden, units with their names. */
#include "run/sheet_picks.h"

#include <math.h>
#include <string.h>

#include "analysis/suppress.h"
#include "base/alloc.h"

/* What columns with the unit of a level begin with. */
static const char UNIT_PREFIX[] = "unit_";

/* What columns with shares end in: the sheet shows them in per cent. */
static const char RATIO_SUFFIX[] = "_ratio";

/* Columns whose texts are sentences of the program. */
static const char *const spoken[] = {"barrier", "found", "done"};
enum { SPOKEN_COUNT = sizeof(spoken) / sizeof(spoken[0]) };

/* A result table of which some columns are shown. */
struct writer {
    const struct lci_job *job;
    struct lci_table table;
    const struct lci_pick *picks; /* pick_count */
    size_t *columns;              /* pick_count: of the table */
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
show_value(struct writer *writer, const struct lci_pick *pick, size_t row, size_t column, struct lci_cells *cells)
{
    const struct lci_value *value = &writer->values[column];

    if (!value->is_null && ((pick->counts_people && lci_suppress_count(value->real, writer->below)) ||
                            (pick->hidden && pick->hidden[row])))
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
            show_value(writer, &writer->picks[p], index, writer->columns[p], &cells);
    if (writer->adds_place)
        fill_place(&row, &cells);
    return LCI_OK;
}

/* The name of a pick's column in the sheet, where the sheet shows something else of it; NULL: out of memory. */
static const char *
shown_name(struct lci_arena *arena, const struct lci_pick *pick)
{
    const size_t length = strlen(pick->name);
    const size_t suffix = strlen(RATIO_SUFFIX);
    const char *stem = NULL;

    if (pick->names_unit)
        return lci_sheet_joined(arena, pick->name, "_", "name");
    if (length <= suffix || strcmp(pick->name + length - suffix, RATIO_SUFFIX) != 0)
        return pick->name;
    stem = lci_arena_text(arena, pick->name, length - suffix);
    return stem ? lci_sheet_joined(arena, stem, "_", "percent") : NULL;
}

enum lci_status
lci_sheet_picked(struct lci_job *job, const struct lci_table *table, const struct lci_pick *picks, size_t pick_count,
                 struct lci_sheet *out, struct lci_error *err)
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
        writer->columns[p] = picks[p].make ? 0 : lci_table_column(table, picks[p].name);
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

size_t
lci_sheet_unit_picks(struct lci_job *job, const struct lci_table *table, struct lci_pick *picks)
{
    size_t count = 0;

    for (size_t c = 0; c < table->column_count; c++)
        if (strncmp(table->columns[c].name, UNIT_PREFIX, strlen(UNIT_PREFIX)) == 0) {
            const struct lci_words heading = unit_heading(job, table->columns[c].name);

            picks[count++] = (struct lci_pick){.name = table->columns[c].name, .heading = code_heading(&job->arena, heading)};
            picks[count++] = (struct lci_pick){.name = table->columns[c].name, .heading = heading, .names_unit = true};
        }
    return count;
}
