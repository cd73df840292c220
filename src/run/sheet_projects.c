/* sheet_projects.c - T6: the changes that close gaps as projects, each with what it gains alone and with those above it. */
#include <math.h>
#include <string.h>

#include "analysis/suppress.h"
#include "base/alloc.h"
#include "run/sheet_picks.h"

/* What is said of those covered once a project is done. */
static const size_t weights[] = {LCI_WEIGHT_HOUSEHOLDS, LCI_WEIGHT_POPULATION, LCI_WEIGHT_ELDERS};
enum { WEIGHT_COUNT = sizeof(weights) / sizeof(weights[0]) };

/* Sums of parts of whole numbers are off by less: nobody is nobody. */
static const double ROUNDING = 1e-6;

/* Rows of projects: those of their first gaps, and what is known of the project behind. */
struct writer {
    const struct lci_job *job;
    const struct lci_job *walking; /* whose facilities are meant */
    struct lci_table gaps;
    size_t *list_first;   /* category count: the row of its first gap */
    bool *hidden;         /* [project * WEIGHT_COUNT + weight]: what is covered then is not published */
    const char **gap_ids; /* a project */
};

static double
covered_then(const struct lci_job *job, const struct lci_project *project, size_t weight)
{
    const size_t last = job->limits[project->category].limit_count - 1;

    return lci_hand_in_covered(job, job->units.count, project->category, last, (uint32_t)weight) + project->more[weight];
}

static double
whole(const struct lci_job *job, size_t weight)
{
    return lci_hand_in_whole(job, job->units.count, (uint32_t)weight);
}

static double
without_noise(double count)
{
    return fabs(count) < ROUNDING ? 0.0 : fabs(count);
}

/*
 * Small counts are hidden, and so is what would tell them: the difference from the row above, and then all below it, from which
 * that could be taken again.
 */
static void
hide_small(struct writer *writer)
{
    const struct lci_job *job = writer->job;
    const double below = job->config->parameters.suppress_below;

    for (size_t i = 0; i < job->projects.count; i++) {
        const struct lci_project *project = &job->projects.items[i];

        for (size_t k = 0; k < WEIGHT_COUNT; k++) {
            const size_t w = weights[k];
            const double before = project->number > 1 ? job->projects.items[i - 1].more[w] : 0.0;
            const double covered = covered_then(job, project, w);
            const bool above = project->number > 1 && writer->hidden[(i - 1) * WEIGHT_COUNT + k];

            writer->hidden[i * WEIGHT_COUNT + k] =
                above || lci_suppress_count(without_noise(project->more[w] - before), below) ||
                lci_suppress_count(without_noise(covered), below) ||
                lci_suppress_count(without_noise(whole(job, w) - covered), below);
        }
    }
}

/* What is covered once the project and those above it are done, and its share of all. */
static void
fill_covered(const struct writer *writer, size_t index, struct lci_cells *cells)
{
    const struct lci_project *project = &writer->job->projects.items[index];

    for (size_t i = 0; i < 2 * (size_t)WEIGHT_COUNT; i++) {
        const size_t k = i % WEIGHT_COUNT;
        const double all = whole(writer->job, weights[k]);
        const double covered = covered_then(writer->job, project, weights[k]);

        if (!project->covers)
            lci_cell_null(cells);
        else if (i >= WEIGHT_COUNT && !(all > 0.0))
            lci_cell_not_applicable(cells);
        else if (writer->hidden[index * WEIGHT_COUNT + k])
            lci_cell_hidden(cells);
        else if (i < WEIGHT_COUNT)
            lci_cell_number(cells, covered);
        else
            lci_cell_ratio(cells, covered / all);
    }
}

/* The nearest planned facility of a category within its limit of a place, in a straight line; LCI_NONE. */
static uint32_t
nearest_planned(const struct lci_job *walking, uint32_t category, const struct lci_segment *place, double *straight_m)
{
    const struct lci_facilities *idle = &walking->idle;
    uint32_t best = LCI_NONE;

    *straight_m = lci_job_limit_m(walking, category);
    for (uint32_t i = 0; i < idle->count; i++) {
        const struct lci_facility *item = &idle->items[i];
        double away_m = 0.0;

        if (item->category != category || item->state != LCI_FACILITY_PLANNED)
            continue;
        away_m = lci_metric_distance_m(&walking->metric, place->ax_m, place->ay_m, item->x_m, item->y_m);
        if (away_m < *straight_m || (best == LCI_NONE && away_m <= *straight_m)) {
            *straight_m = away_m;
            best = i;
        }
    }
    return best;
}

/* What is planned already: the facility itself, or one near a new one. */
static void
fill_planned(const struct writer *writer, const struct lci_gap_change *change, struct lci_cells *cells)
{
    const struct lci_facilities *idle = &writer->walking->idle;
    double straight_m = NAN;
    const uint32_t planned = change->kind == LCI_CHANGE_FACILITY
                                 ? nearest_planned(writer->walking, change->category, &change->line, &straight_m) : LCI_NONE;

    lci_cell_text(cells, change->kind == LCI_CHANGE_OPEN ? lci_facility_state_text(idle->items[change->facility].state) : NULL);
    lci_cell_text(cells, planned == LCI_NONE ? NULL : idle->items[planned].id);
    lci_cell_text(cells, planned == LCI_NONE ? NULL : idle->items[planned].name);
    lci_cell_m(cells, planned == LCI_NONE ? NAN : straight_m);
}

static enum lci_status
fill_project(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct writer *writer = user;
    const struct lci_job *job = writer->job;
    const struct lci_project *project = &job->projects.items[index];
    const struct lci_gap_change *change = &lci_project_gap(&job->projects, &job->gaps, project)->change;
    const struct lci_job *walking = writer->walking;
    const struct lci_facilities *facilities = change->kind == LCI_CHANGE_OPEN ? &walking->idle : &walking->facilities;
    const size_t row = writer->list_first[project->category] + job->projects.gaps[project->gap_first];
    struct lci_cells cells = {.values = out->values + writer->gaps.column_count};

    lci_cell_integer(&cells, project->number);
    lci_cell_text(&cells, change->facility == LCI_NONE ? NULL : facilities->items[change->facility].name);
    lci_cell_text(&cells, writer->gap_ids[index]);
    lci_cell_integer(&cells, project->gap_count);
    fill_covered(writer, index, &cells);
    fill_planned(writer, change, &cells);
    return writer->gaps.fill(writer->gaps.user, row, out, err);
}

/* "elderly-1, elderly-4": NULL: out of memory. */
static const char *
list_gap_ids(struct lci_job *job, const struct lci_project *project)
{
    const struct lci_gap *items = job->gaps.lists[project->category].items;
    const char *text = "";
    char id[LCI_GAP_ID_SIZE];

    for (uint32_t i = 0; i < project->gap_count && text; i++) {
        lci_gap_write_id(job, &items[job->projects.gaps[project->gap_first + i]], id);
        text = lci_sheet_joined(&job->arena, text, i == 0 ? "" : ", ", id);
    }
    return text;
}

/* Errors: LCI_E_NOMEM. */
static enum lci_status
new_writer(struct lci_job *job, struct writer **out, struct lci_error *err)
{
    struct lci_arena *arena = &job->arena;
    struct writer *writer = lci_arena_alloc(arena, 1, sizeof(*writer));
    size_t row = 0;
    enum lci_status status = LCI_OK;

    if (!writer)
        return lci_fail_nomem(err, "T6");
    *writer = (struct writer){
        .job = job,
        .walking = lci_job_walking(job),
        .list_first = lci_arena_alloc(arena, job->category_count, sizeof(*writer->list_first)),
        .hidden = lci_arena_alloc(arena, job->projects.count * WEIGHT_COUNT, sizeof(*writer->hidden)),
        .gap_ids = lci_arena_alloc(arena, job->projects.count, sizeof(*writer->gap_ids)),
    };
    status = lci_table_gaps(job, &writer->gaps, err);
    if (!status && !(writer->list_first && writer->hidden && writer->gap_ids))
        status = lci_fail_nomem(err, "T6");
    for (size_t category = 0; category < job->category_count && !status; category++) {
        writer->list_first[category] = row;
        row += job->gaps.lists[category].count;
    }
    for (size_t i = 0; i < job->projects.count && !status; i++) {
        writer->gap_ids[i] = list_gap_ids(job, &job->projects.items[i]);
        if (!writer->gap_ids[i])
            status = lci_fail_nomem(err, "T6");
    }
    if (!status)
        hide_small(writer);
    *out = writer;
    return status;
}

/* A row a project: the columns of gaps, and those of projects behind. */
static enum lci_status
make_table(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct writer *writer = NULL;
    const enum lci_status status = new_writer(job, &writer, err);

    if (status)
        return status;
    *out = (struct lci_table){
        .shape = LCI_TABLE_PLAIN, .row_count = job->projects.count, .fill = fill_project, .user = writer};
    lci_columns_add_list(&columns, writer->gaps.columns, writer->gaps.column_count);
    lci_columns_add(&columns, LCI_COLUMN_INTEGER, "place in the order of its category", "number");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "name of the facility to change", "change_facility_name");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "gaps whose change it is", "gap_ids");
    lci_columns_add(&columns, LCI_COLUMN_INTEGER, "how many", "gap_count");
    for (size_t i = 0; i < 2 * (size_t)WEIGHT_COUNT; i++)
        lci_columns_add(&columns, LCI_COLUMN_REAL, "covered once it and those above it are done",
                        i < WEIGHT_COUNT ? "covered_%s" : "covered_%s_ratio", job->homes.weight_names[weights[i % WEIGHT_COUNT]]);
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "status of the facility that would open", "change_status");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "planned facility of the category near a new one", "planned_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "its name", "planned_name");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "straight way to it", "planned_m");
    return lci_columns_finish(&columns, out, err);
}

static struct lci_words
project_category(const struct lci_job *job, size_t row)
{
    const struct lci_job_category *category = &job->categories[job->projects.items[row].category];

    return (struct lci_words){category->title_zh, category->id};
}

static const struct lci_pick before[] = {
    {"profile", {"人群", "Profile"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"category", {"设施类别", "Category"}, LCI_SHEET_PLAIN, false, project_category, false, NULL},
    {"number", {"序号", "No."}, LCI_SHEET_COUNT, false, NULL, false, NULL},
    {"change", {"改动", "Change"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"change_facility_id", {"改动设施编号", "Facility to change"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"change_facility_name", {"改动设施", "Its name"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"change_home_id", {"增开出入口的小区", "Home of the gate"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
};
static const struct lci_pick after[] = {
    {"gap_ids", {"对应缺口", "Gaps"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"gap_count", {"缺口数", "How many"}, LCI_SHEET_COUNT, false, NULL, false, NULL},
    {"change_x_m", {"X（米）", "Easting (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
    {"change_y_m", {"Y（米）", "Northing (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
    {"change_to_x_m", {"道路终点 X（米）", "Other end, easting (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
    {"change_to_y_m", {"道路终点 Y（米）", "Other end, northing (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
    {"change_length_m", {"道路长度（米）", "Length (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
    {"change_capacity", {"增加容量", "Capacity to add"}, LCI_SHEET_COUNT, false, NULL, false, NULL},
    {"gain_households", {"单项增益（户）", "Gain alone (households)"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"gain_population", {"单项增益（人）", "Gain alone (people)"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"gain_elders", {"单项增益（60岁以上）", "Gain alone (people of 60+)"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"gain_minors", {"单项增益（未成年人）", "Gain alone (people under 18)"}, LCI_SHEET_COUNT, true, NULL, false, NULL},
    {"covered_households", {"累计覆盖（户）", "Covered then (households)"}, LCI_SHEET_COUNT, false, NULL, false, NULL},
    {"covered_population", {"累计覆盖（人）", "Covered then (people)"}, LCI_SHEET_COUNT, false, NULL, false, NULL},
    {"covered_elders", {"累计覆盖（60岁以上）", "Covered then (people of 60+)"}, LCI_SHEET_COUNT, false, NULL, false, NULL},
    {"covered_households_ratio", {"累计覆盖率（户，%）", "Covered then (% of households)"}, LCI_SHEET_SHARE, false, NULL, false, NULL},
    {"covered_population_ratio", {"累计覆盖率（人，%）", "Covered then (% of people)"}, LCI_SHEET_SHARE, false, NULL, false, NULL},
    {"covered_elders_ratio", {"累计覆盖率（60岁以上，%）", "Covered then (% of people of 60+)"}, LCI_SHEET_SHARE, false, NULL, false, NULL},
    {"change_status", {"设施现状", "Status of the facility"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"planned_id", {"附近规划设施编号", "Planned nearby"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"planned_name", {"附近规划设施", "Its name"}, LCI_SHEET_PLAIN, false, NULL, false, NULL},
    {"planned_m", {"与规划设施直线距离（米）", "Straight way to it (m)"}, LCI_SHEET_DECIMAL, false, NULL, false, NULL},
};
enum { BEFORE_COUNT = sizeof(before) / sizeof(before[0]), AFTER_COUNT = sizeof(after) / sizeof(after[0]) };

enum lci_status
lci_sheet_projects(struct lci_job *job, struct lci_sheet *out, struct lci_error *err)
{
    struct lci_table table = {0};
    struct lci_pick *picks = NULL;
    size_t count = BEFORE_COUNT;
    enum lci_status status = LCI_OK;

    if (!job->config->parameters.gaps)
        return LCI_OK;
    status = make_table(job, &table, err);
    if (status)
        return status;
    picks = lci_arena_alloc(&job->arena, BEFORE_COUNT + 2 * table.column_count + AFTER_COUNT, sizeof(*picks));
    if (!picks)
        return lci_fail_nomem(err, "T6");
    memcpy(picks, before, sizeof(before));
    count += lci_sheet_unit_picks(job, &table, picks + count);
    memcpy(picks + count, after, sizeof(after));
    count += AFTER_COUNT;
    out->tab = lci_word(job->config->output.tables.english, (struct lci_words){"T6 项目清单", "T6 projects"});
    out->table.name = "T6_projects";
    out->frozen_columns = 4;
    return lci_sheet_picked(job, &table, picks, count, out, err);
}
