/* table_backdrop.c - streets and barriers as they were read: what maps of the results are drawn upon. */
#include "run/tables.h"

static enum lci_status
fill_street(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_backdrop_thing *way = &job->backdrop.streets.items[index];
    struct lci_cells cells = {.values = row->values};

    (void)err;
    lci_cell_integer(&cells, (int64_t)way->source + 1);
    lci_cell_text(&cells, way->id);
    lci_cell_text(&cells, way->highway);
    lci_cell_text(&cells, way->name);
    lci_cell_integer(&cells, way->level);
    lci_cell_integer(&cells, (way->flags & LCI_WAY_BRIDGE) != 0);
    lci_cell_integer(&cells, (way->flags & LCI_WAY_TUNNEL) != 0);
    lci_cell_integer(&cells, (way->flags & LCI_WAY_RING) != 0);
    row->has_geometry = way->shape.point_count > 1;
    row->lines = way->shape;
    return LCI_OK;
}

enum lci_status
lci_table_streets(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    static const struct lci_column items[] = {
        {"source_number", "which source of the network, from 1", LCI_COLUMN_INTEGER},
        {"way_id", "id in its source", LCI_COLUMN_TEXT},
        {"highway", "kind of street, by the words of OpenStreetMap", LCI_COLUMN_TEXT},
        {"name", "name", LCI_COLUMN_TEXT},
        {"street_level", "level: 0 is the ground", LCI_COLUMN_INTEGER},
        {"bridge", "1: on a bridge", LCI_COLUMN_INTEGER},
        {"tunnel", "1: in a tunnel", LCI_COLUMN_INTEGER},
        {"square", "1: outline of an area that is walked on all over", LCI_COLUMN_INTEGER},
    };
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "streets",
        .description = "Streets: those that the first profile may walk, as they were read",
        .shape = LCI_TABLE_MULTILINE,
        .row_count = job->backdrop.streets.count,
        .fill = fill_street,
        .user = job,
    };
    lci_columns_add_list(&columns, items, sizeof(items) / sizeof(items[0]));
    return lci_columns_finish(&columns, out, err);
}

static void
fill_barrier(const struct lci_backdrop_thing *barrier, struct lci_row *row)
{
    struct lci_cells cells = {.values = row->values};

    lci_cell_text(&cells, barrier->id);
    lci_cell_text(&cells, lci_barrier_kind(barrier->id));
    row->has_geometry = true;
}

static enum lci_status
fill_barrier_line(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_job *job = user;

    (void)err;
    fill_barrier(&job->backdrop.lines.items[index], row);
    row->lines = job->backdrop.lines.items[index].shape;
    return LCI_OK;
}

static enum lci_status
fill_barrier_area(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_job *job = user;

    (void)err;
    fill_barrier(&job->backdrop.areas.items[index], row);
    row->polygons = job->backdrop.areas.items[index].shape;
    return LCI_OK;
}

static enum lci_status
make_barriers(struct lci_job *job, struct lci_table *table, struct lci_error *err)
{
    static const struct lci_column items[] = {
        {"barrier", "what it is, and its id: as gaps call it", LCI_COLUMN_TEXT},
        {"kind", "water, railway, road, wall or other", LCI_COLUMN_TEXT},
    };
    struct lci_columns columns = {.arena = &job->arena};

    table->user = job;
    lci_columns_add_list(&columns, items, sizeof(items) / sizeof(items[0]));
    return lci_columns_finish(&columns, table, err);
}

enum lci_status
lci_table_barriers(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    *out = (struct lci_table){
        .name = "barriers",
        .description = "Barriers: lines that nobody crosses on the way to a street",
        .shape = LCI_TABLE_MULTILINE,
        .row_count = job->backdrop.lines.count,
        .fill = fill_barrier_line,
    };
    return make_barriers(job, out, err);
}

enum lci_status
lci_table_barrier_areas(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    *out = (struct lci_table){
        .name = "barrier_areas",
        .description = "Barrier areas: ground, most of it water, that nobody crosses on the way to a street",
        .shape = LCI_TABLE_MULTIPOLYGON,
        .row_count = job->backdrop.areas.count,
        .fill = fill_barrier_area,
    };
    return make_barriers(job, out, err);
}
