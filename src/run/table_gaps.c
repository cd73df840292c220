/* table_gaps.c - a row per gap: where demand is uncovered, how much, and how far it has it; and the homes of each gap. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/alloc.h"
#include "run/tables.h"

static const char WHOLE_CIRCLE[] = "whole_circle";

/* What filling rows of both tables takes. In the job's arena. */
struct gap_writer {
    const struct lci_job *job;
    const struct lci_job *walking; /* whose facilities and demand are meant */
    double *people;       /* unit count: of the gap in each unit, zero between rows */
    char id[LCI_GAP_ID_SIZE]; /* of the row that was filled last */
    size_t row;           /* gap_homes: the gap that the next row is of ... */
    size_t first, end;    /* ... and the rows of its homes */
};

static const char *
gap_category(const struct lci_job *job, const struct lci_gap *gap)
{
    return gap->category == LCI_NONE ? WHOLE_CIRCLE : job->categories[gap->category].id;
}

static const struct lci_gap *
gap_of_row(const struct lci_job *job, size_t row)
{
    return &job->gaps.lists[job->gap_rows[row].list].items[job->gap_rows[row].item];
}

void
lci_gap_write_id(const struct lci_job *job, const struct lci_gap *gap, char *id)
{
    (void)snprintf(id, LCI_GAP_ID_SIZE, "%s-%" PRIu32, gap_category(job, gap), gap->rank_population);
}

static const char *
write_id(struct gap_writer *writer, const struct lci_gap *gap)
{
    lci_gap_write_id(writer->job, gap, writer->id);
    return writer->id;
}

/* Of a weight what of a home is in the gap. */
static double
part_of_home(const struct lci_job *job, const struct lci_gap_home *part, size_t weight)
{
    const struct lci_job *walking = lci_job_walking(job);

    return job->homes.items[part->home].weights[weight].value *
           ((double)part->share / (double)walking->demand.home_share[part->home]);
}

uint32_t
lci_gap_main_unit(const struct lci_job *job, const struct lci_gap_list *list, const struct lci_gap *gap, size_t level,
                  double *people)
{
    const struct lci_gap_home *homes = list->homes + gap->home_first;
    const uint32_t *units = job->coverage.home_unit;
    const size_t levels = job->coverage.level_count;
    uint32_t best = LCI_NONE;

    for (size_t i = 0; i < gap->home_count; i++) {
        const uint32_t unit = units[homes[i].home * levels + level];

        if (unit != LCI_NONE)
            people[unit] += 1e-9 + part_of_home(job, &homes[i], LCI_WEIGHT_POPULATION) +
                            1e-3 * part_of_home(job, &homes[i], LCI_WEIGHT_HOUSEHOLDS);
    }
    for (size_t i = 0; i < gap->home_count; i++) {
        const uint32_t unit = units[homes[i].home * levels + level];

        if (unit != LCI_NONE &&
            (best == LCI_NONE || people[unit] > people[best] || (people[unit] >= people[best] && unit < best)))
            best = unit;
    }
    for (size_t i = 0; i < gap->home_count; i++)
        if (units[homes[i].home * levels + level] != LCI_NONE)
            people[units[homes[i].home * levels + level]] = 0.0;
    return best;
}

static void
fill_units(struct gap_writer *writer, const struct lci_gap_list *list, const struct lci_gap *gap, struct lci_cells *cells)
{
    const struct lci_job *job = writer->job;

    for (size_t level = 0; level < job->coverage.level_count; level++) {
        const uint32_t unit = lci_gap_main_unit(job, list, gap, level, writer->people);

        lci_cell_text(cells, unit == LCI_NONE ? NULL : job->units.items[unit].code);
    }
}

static void
fill_ways(const struct lci_facilities *facilities, const struct lci_gap *gap, struct lci_cells *cells)
{
    lci_cell_text(cells, gap->facility == LCI_NONE ? NULL : facilities->items[gap->facility].id);
    lci_cell_text(cells, gap->facility == LCI_NONE ? NULL : facilities->items[gap->facility].name);
    lci_cell_m(cells, gap->straight_m);
    lci_cell_m(cells, gap->walk_m);
    lci_cell_m(cells, gap->walk_min);
    lci_cell_number(cells, gap->detour_factor);
}

/* The change that closes the gap best: where, and what it gains. */
static void
fill_change(const struct lci_job *job, const struct lci_gap *gap, struct lci_cells *cells)
{
    const struct lci_gap_change *change = &gap->change;
    const bool any = change->kind != LCI_CHANGE_NONE;
    const bool is_line = change->kind == LCI_CHANGE_LINK || change->kind == LCI_CHANGE_STREET;

    lci_cell_text(cells, any ? lci_change_kind_text(change->kind) : NULL);
    if (change->facility == LCI_NONE)
        lci_cell_null(cells);
    else
        lci_cell_text(cells, (change->kind == LCI_CHANGE_OPEN ? &job->idle : &job->facilities)->items[change->facility].id);
    lci_cell_text(cells, change->kind == LCI_CHANGE_GATE ? job->homes.items[change->home].id : NULL);
    lci_cell_m(cells, any ? change->line.ax_m : NAN);
    lci_cell_m(cells, any ? change->line.ay_m : NAN);
    lci_cell_m(cells, is_line ? change->line.bx_m : NAN);
    lci_cell_m(cells, is_line ? change->line.by_m : NAN);
    lci_cell_m(cells, is_line ? change->length_m : NAN);
    lci_cell_number(cells, change->kind == LCI_CHANGE_CAPACITY ? change->capacity : NAN);
    lci_cell_ratio(cells, any ? change->closes_ratio : 0.0);
    for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
        lci_cell_number(cells, any ? change->gain.weights[w] : 0.0);
    lci_cell_number(cells, any ? change->gain.homes : 0.0);
}

static enum lci_status
fill_gap(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    struct gap_writer *writer = user;
    const struct lci_job *job = writer->job;
    const struct lci_job_gap *at = &job->gap_rows[index];
    const struct lci_gap_list *list = &job->gaps.lists[at->list];
    const struct lci_gap *gap = &list->items[at->item];
    struct lci_cells cells = {.values = row->values};

    lci_cell_text(&cells, job->config->profile.id);
    lci_cell_text(&cells, write_id(writer, gap));
    lci_cell_text(&cells, gap_category(job, gap));
    lci_cell_integer(&cells, gap->rank_population);
    lci_cell_integer(&cells, gap->rank_elders);
    lci_cell_integer(&cells, gap->home_count);
    for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
        lci_cell_number(&cells, gap->weights[w]);
    lci_cell_m(&cells, at->area_m2);
    fill_units(writer, list, gap, &cells);
    fill_ways(&writer->walking->facilities, gap, &cells);
    lci_cell_text(&cells, job->categories[gap->missing].id);
    lci_cell_text(&cells, lci_gap_cause_text(gap->cause));
    lci_cell_text(&cells, at->barrier);
    fill_change(writer->walking, gap, &cells);
    row->has_geometry = at->polygons.counts[0] > 0;
    return lci_spool_get_polygons(job->spool, LCI_SPOOL_GAPS, &at->polygons, &row->polygons, err);
}

static struct gap_writer *
new_writer(struct lci_job *job, struct lci_error *err)
{
    struct gap_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));

    if (writer) {
        *writer = (struct gap_writer){.job = job, .walking = lci_job_walking(job)};
        writer->people = lci_arena_alloc(&job->arena, job->units.count, sizeof(*writer->people));
    }
    if (!writer || !writer->people) {
        (void)lci_fail_nomem(err, "gaps");
        return NULL;
    }
    for (size_t unit = 0; unit < job->units.count; unit++)
        writer->people[unit] = 0.0;
    return writer;
}

static void
add_gap_columns(struct lci_columns *columns, const struct lci_job *job)
{
    lci_columns_add(columns, LCI_COLUMN_TEXT, "profile of those who walk", "profile");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "category and rank", "gap_id");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "category that is out of reach; whole_circle: at least one is", "category");
    lci_columns_add(columns, LCI_COLUMN_INTEGER, "1: the most people of the category's gaps", "rank_population");
    lci_columns_add(columns, LCI_COLUMN_INTEGER, "1: the most people of 60 and over of the category's gaps", "rank_elders");
    lci_columns_add(columns, LCI_COLUMN_INTEGER, "homes with a part in the gap", "home_count");
    lci_columns_add(columns, LCI_COLUMN_REAL, "households in the gap", "households");
    lci_columns_add(columns, LCI_COLUMN_REAL, "people in the gap", "population");
    lci_columns_add(columns, LCI_COLUMN_REAL, "people of 60 and over in the gap", "elders");
    lci_columns_add(columns, LCI_COLUMN_REAL, "people under 18 in the gap", "minors");
    lci_columns_add(columns, LCI_COLUMN_REAL, "area of the polygons on the ground", "area_m2");
    for (size_t l = 0; l < job->coverage.level_count; l++)
        lci_columns_add(columns, LCI_COLUMN_TEXT, "code of the unit of this level that holds most of its people", "unit_%s",
                        job->units.levels[l]);
    lci_columns_add(columns, LCI_COLUMN_TEXT, "facility that is nearest to most of its people, in a straight line",
                    "facility_id");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "its name", "facility_name");
    lci_columns_add(columns, LCI_COLUMN_REAL, "straight way to the nearest facility, mean over the people", "straight_m");
    lci_columns_add(columns, LCI_COLUMN_REAL, "walk to the nearest facility, mean over those who have one", "walk_m");
    lci_columns_add(columns, LCI_COLUMN_REAL, "the same in minutes, each at the speed of who walks", "walk_min");
    lci_columns_add(columns, LCI_COLUMN_REAL, "that walk over the straight way of the same people", "detour_factor");
    lci_columns_add(columns, LCI_COLUMN_TEXT,
                    "the category; of the whole circle that which most people miss and no other: what follows is about it",
                    "missing");
    lci_columns_add(columns, LCI_COLUMN_TEXT,
                    "no_street, island, detour, no_facility, gate, closed_now, data; capacity: they are covered, but not served",
                    "cause");
    lci_columns_add(columns, LCI_COLUMN_TEXT,
                    "where the cause is a detour or an island: the barrier that the straight way to facility_id crosses first",
                    "barrier");
    lci_columns_add(columns, LCI_COLUMN_TEXT,
                    "smallest change that closes the gap or most of it: locate_facility, open_facility, gate, link, street, "
                    "facility or add_capacity",
                    "change");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "facility that the change is about", "change_facility_id");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "walled home that the new gate is for", "change_home_id");
    lci_columns_add(columns, LCI_COLUMN_REAL, "easting of the change, or of one end of the new street", "change_x_m");
    lci_columns_add(columns, LCI_COLUMN_REAL, "northing of it", "change_y_m");
    lci_columns_add(columns, LCI_COLUMN_REAL, "easting of the other end of the new street", "change_to_x_m");
    lci_columns_add(columns, LCI_COLUMN_REAL, "northing of it", "change_to_y_m");
    lci_columns_add(columns, LCI_COLUMN_REAL, "length of the new street on the ground", "change_length_m");
    lci_columns_add(columns, LCI_COLUMN_REAL, "how much larger the facility has to be, in units of its attribute",
                    "change_capacity");
    lci_columns_add(columns, LCI_COLUMN_REAL, "share of the gap's people that the change covers (0 to 1)", "closes_ratio");
    lci_columns_add(columns, LCI_COLUMN_REAL, "households that the change covers (or serves), in this gap and elsewhere",
                    "gain_households");
    lci_columns_add(columns, LCI_COLUMN_REAL, "people that it covers", "gain_population");
    lci_columns_add(columns, LCI_COLUMN_REAL, "people of 60 and over that it covers", "gain_elders");
    lci_columns_add(columns, LCI_COLUMN_REAL, "people under 18 that it covers", "gain_minors");
    lci_columns_add(columns, LCI_COLUMN_REAL, "homes that it covers, parts of homes as parts", "gain_homes");
}

enum lci_status
lci_table_gaps(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct gap_writer *writer = new_writer(job, err);

    if (!writer)
        return LCI_E_NOMEM;
    *out = (struct lci_table){
        .name = "gaps",
        .description = "Gaps: demand beyond the largest limit of a category, where it hangs together, or beyond a capacity",
        .shape = LCI_TABLE_MULTIPOLYGON,
        .row_count = job->gap_count,
        .fill = fill_gap,
        .user = writer,
    };
    add_gap_columns(&columns, job);
    return lci_columns_finish(&columns, out, err);
}

/* Finds the gap of row `index`; rows are asked for in order, from the first. */
static const struct lci_gap *
seek_gap(struct gap_writer *writer, size_t index)
{
    const struct lci_job *job = writer->job;

    if (index < writer->first) {
        writer->row = writer->first = 0;
        writer->end = 0;
    }
    if (writer->end == 0)
        writer->end = gap_of_row(job, 0)->home_count;
    while (index >= writer->end) {
        writer->first = writer->end;
        writer->end += gap_of_row(job, ++writer->row)->home_count;
    }
    return gap_of_row(job, writer->row);
}

static enum lci_status
fill_gap_home(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    struct gap_writer *writer = user;
    const struct lci_job *job = writer->job;
    const struct lci_gap *gap = seek_gap(writer, index);
    const struct lci_gap_list *list = &job->gaps.lists[job->gap_rows[writer->row].list];
    const struct lci_gap_home *part = &list->homes[gap->home_first + index - writer->first];
    struct lci_cells cells = {.values = row->values};

    (void)err;
    lci_cell_text(&cells, job->config->profile.id);
    lci_cell_text(&cells, write_id(writer, gap));
    lci_cell_text(&cells, gap_category(job, gap));
    lci_cell_text(&cells, job->homes.items[part->home].id);
    lci_cell_share(&cells, (double)part->share, (double)writer->walking->demand.home_share[part->home]);
    lci_cell_text(&cells, lci_gap_cause_text(part->cause));
    for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
        lci_cell_number(&cells, part_of_home(writer->job, part, w));
    return LCI_OK;
}

enum lci_status
lci_table_gap_homes(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct gap_writer *writer = new_writer(job, err);
    size_t row_count = 0;

    if (!writer)
        return LCI_E_NOMEM;
    for (size_t l = 0; l < job->gaps.list_count; l++)
        row_count += job->gaps.lists[l].home_count;
    *out = (struct lci_table){
        .name = "gap_homes",
        .description = "The homes of each gap, with the part that is in it",
        .shape = LCI_TABLE_PLAIN,
        .row_count = row_count,
        .fill = fill_gap_home,
        .user = writer,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "profile of those who walk", "profile");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "the gap", "gap_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "category that is out of reach; whole_circle: at least one is", "category");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "id of the home", "home_id");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "share of the home that is in the gap (0 to 1)", "uncovered_ratio");
    lci_columns_add(&columns, LCI_COLUMN_TEXT,
                    "why most of that part is uncovered: no_street, island, detour or no_facility; capacity: it is covered",
                    "cause");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "its households", "households");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "its people", "population");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "its people of 60 and over", "elders");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "its people under 18", "minors");
    return lci_columns_finish(&columns, out, err);
}
