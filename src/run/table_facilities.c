/* table_facilities.c - a row per facility: where it joins the streets and whom it reaches. */
#include <math.h>

#include "analysis/weights.h"
#include "run/tables.h"

enum { LOAD_COLUMNS = 5 };

/* Where a facility joins and what it reaches; one that does not count reaches nothing, and joins nothing. */
static void
fill_reach(const struct lci_job *job, const struct lci_facility *facility, const struct lci_job_reach *reach,
           struct lci_cells *cells)
{
    const bool joined = facility->join.edge != LCI_NONE;
    const uint32_t component = joined ? job->net->edges[facility->join.edge].component : LCI_NONE;

    lci_cell_m(cells, joined ? facility->join.leg_mm / 1000.0 : NAN);
    if (reach)
        lci_cell_text(cells, facility->by_gates      ? "by_gates"
                             : joined                ? "joined"
                             : facility->inside_only ? "inside_only"
                                                     : "far_from_street");
    else
        lci_cell_text(cells, lci_facility_state_text(facility->state));
    lci_cell_m(cells, reach ? lci_facility_limit_m(facility, lci_job_limit_m(job, facility->category)) : NAN);
    lci_cell_m(cells, component == LCI_NONE ? NAN : (double)job->net->components[component].length_mm / 1000.0);
    lci_cell_m(cells, reach ? (double)reach->street_mm / 1000.0 : NAN);
    if (reach)
        lci_cell_integer(cells, reach->home_count);
    else
        lci_cell_null(cells);
    for (size_t w = 0; w < job->homes.known_count; w++)
        lci_cell_number(cells, reach ? reach->weights[w] : NAN);
}

/* Its load beside what it can serve; nothing of one that does not count, or of a category that has no capacities. */
static void
fill_load(const struct lci_job *job, const struct lci_facility *facility, const struct lci_load *load, struct lci_cells *cells)
{
    const struct lci_access_category *category = &job->limits[facility->category];

    if (!load || !category->has_capacity) {
        for (int i = 0; i < LOAD_COLUMNS; i++)
            lci_cell_null(cells);
        return;
    }
    lci_cell_text(cells, job->homes.weight_names[category->capacity_weight]);
    lci_cell_number(cells, load->capacity);
    lci_cell_number(cells, load->load);
    lci_cell_number(cells, load->capacity > 0.0 ? load->load / load->capacity : NAN);
    lci_cell_number(cells, load->load - load->served);
}

/* Those that count come first, then the others. */
static enum lci_status
fill_facility(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_job *job = user;
    const bool counts = index < job->facilities.count;
    const struct lci_facility *facility =
        counts ? &job->facilities.items[index] : &job->idle.items[index - job->facilities.count];
    struct lci_cells cells = {.values = row->values};

    (void)err;
    lci_cell_text(&cells, facility->id);
    lci_cell_text(&cells, facility->name);
    lci_cell_text(&cells, job->categories[facility->category].id);
    lci_cell_text(&cells, facility->origin.source);
    lci_cell_m(&cells, facility->x_m);
    lci_cell_m(&cells, facility->y_m);
    fill_reach(job, facility, counts ? &job->reach[index] : NULL, &cells);
    if (lci_job_has_capacities(job))
        fill_load(job, facility, counts ? &job->loads.items[index] : NULL, &cells);
    lci_cell_attributes(&cells, facility->attributes, job->facilities.attribute_count);
    row->has_geometry = true;
    row->x_m = facility->x_m;
    row->y_m = facility->y_m;
    return LCI_OK;
}

static void
add_load_columns(struct lci_columns *columns)
{
    lci_columns_add(columns, LCI_COLUMN_TEXT, "whom its capacity is counted in", "capacity_weight");
    lci_columns_add(columns, LCI_COLUMN_REAL, "how many of them it can serve; none: not known, all who come", "capacity");
    lci_columns_add(columns, LCI_COLUMN_REAL, "how many have it as the nearest within their limit, and go there", "load");
    lci_columns_add(columns, LCI_COLUMN_REAL, "load over capacity: above 1 it cannot serve all", "load_ratio");
    lci_columns_add(columns, LCI_COLUMN_REAL, "those that it cannot serve, the farthest: a gap of cause capacity", "unserved");
}

enum lci_status
lci_table_facilities(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = lci_layer_name(job, "facilities"),
        .description = "Facilities: where they join the streets and whom they reach",
        .shape = LCI_TABLE_POINT,
        .row_count = job->facilities.count + job->idle.count,
        .fill = fill_facility,
        .user = job,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "id of the facility in its source", "facility_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "name of the facility", "name");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "category of the facility", "category");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "source it was read from", "source");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "easting in the working system", "x_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "northing in the working system", "y_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL,
                    "straight leg to the street joined, part of every walk", "snap_m");
    lci_columns_add(&columns, LCI_COLUMN_TEXT,
                    "joined, by_gates (of the walled home that it is in), inside_only (no gate lets visitors in), "
                    "far_from_street (reaches nothing), or why it does not count: planned, closed, "
                    "status_unknown, closed_now, hours_unknown, below_limits, limit_unknown", "status");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "largest limit within which it counts", "limit_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "street that hangs together with the street joined",
                    "component_street_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "street within the largest limit",
                    "reached_street_m");
    lci_columns_add(&columns, LCI_COLUMN_INTEGER, "homes with a part within the largest limit",
                    "reached_home_count");
    for (size_t w = 0; w < job->homes.known_count; w++)
        lci_columns_add(&columns, LCI_COLUMN_REAL, lci_known_weight(job->homes.weight_names[w])->reached_description,
                        "reached_%s", job->homes.weight_names[w]);
    if (lci_job_has_capacities(job))
        add_load_columns(&columns);
    lci_columns_add_attributes(&columns, job->facilities.attribute_names, job->facilities.attribute_count);
    return lci_columns_finish(&columns, out, err);
}

/* Goes through the pairs in the spool, one facility's at a time. */
struct pair_reader {
    const struct lci_job *job;
    uint32_t next;               /* facility whose pairs come after `pairs` */
    size_t first, end;           /* rows that are in `pairs` */
    const struct lci_pair *pairs; /* of facility next - 1 */
};

/* Brings the pairs of row `index` in; every place that is written to asks for the rows in order, from the first. */
static enum lci_status
seek_pair(struct pair_reader *reader, size_t index, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (index < reader->first)
        *reader = (struct pair_reader){.job = reader->job};
    while (index >= reader->end && status == LCI_OK) {
        const struct lci_spool_item *item = &reader->job->reach[reader->next++].pairs;

        reader->first = reader->end;
        reader->end += item->counts[0];
        if (index < reader->end)
            status = lci_spool_get_pairs(reader->job->spool, item, &reader->pairs, err);
    }
    return status;
}

static enum lci_status
fill_pair(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    struct pair_reader *reader = user;
    const struct lci_job *job = reader->job;
    const enum lci_status status = seek_pair(reader, index, err);
    struct lci_cells cells = {.values = row->values};
    const struct lci_facility *facility = NULL;
    const struct lci_pair *pair = NULL;

    if (status != LCI_OK) {
        *reader = (struct pair_reader){.job = job};
        return status;
    }
    facility = &job->facilities.items[reader->next - 1];
    pair = &reader->pairs[index - reader->first];
    lci_cell_text(&cells, job->config->profile.id);
    lci_cell_text(&cells, facility->id);
    lci_cell_text(&cells, job->categories[facility->category].id);
    lci_cell_text(&cells, job->homes.items[pair->home].id);
    lci_cell_m(&cells, pair->walk_m);
    lci_cell_ratio(&cells, pair->covered_ratio);
    return LCI_OK;
}

enum lci_status
lci_table_access(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct pair_reader *reader = lci_arena_alloc(&job->arena, 1, sizeof(*reader));

    if (!reader)
        return lci_fail_nomem(err, "access");
    reader->job = job;
    *out = (struct lci_table){
        .name = "access",
        .description = "Every facility and home within the largest limit of each other",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->pair_count,
        .fill = fill_pair,
        .user = reader,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "id of the facility", "facility_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "category of the facility", "category");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "id of the home", "home_id");
    lci_columns_add(
        &columns, LCI_COLUMN_REAL,
        "walk from the home to the facility, weighted mean over the part within the limit",
        "walk_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "share of the home within the limit (0 to 1)",
                    "covered_ratio");
    return lci_columns_finish(&columns, out, err);
}
