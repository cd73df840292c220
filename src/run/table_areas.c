/* table_areas.c - service areas and reached streets: a row per facility (or category) and limit. */
#include <math.h>

#include "base/alloc.h"
#include "run/tables.h"

enum { SECONDS_A_MINUTE = 60 };

static const char *
facility_id(const struct lci_job *job, const struct lci_job_area *area)
{
    return area->facility == LCI_NONE ? NULL : job->facilities.items[area->facility].id;
}

static enum lci_status
fill_area(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_job_area *area = &job->areas[index];
    struct lci_cells cells = {.values = row->values};

    lci_cell_text(&cells, job->config->profile.id);
    lci_cell_text(&cells, facility_id(job, area));
    lci_cell_text(&cells,
                  area->facility == LCI_NONE ? NULL : job->facilities.items[area->facility].name);
    lci_cell_text(&cells, job->categories[area->category].id);
    lci_cell_m(&cells, area->limit_m);
    lci_cell_m(&cells, area->limit_m / job->config->profile.speed_mps / SECONDS_A_MINUTE);
    lci_cell_m(&cells, area->from_m);
    lci_cell_m(&cells, area->area_m2);
    lci_cell_m(&cells, (double)area->street_mm / 1000.0);
    row->has_geometry = area->polygons.counts[0] > 0;
    return lci_spool_get_polygons(job->spool, LCI_SPOOL_AREAS, &area->polygons, &row->polygons, err);
}

enum lci_status
lci_table_service_areas(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "service_areas",
        .description =
            "Service areas: the ground from which a facility can be walked to within a limit",
        .shape = LCI_TABLE_MULTIPOLYGON,
        .row_count = job->config->parameters.areas ? job->area_count : 0,
        .fill = fill_area,
        .user = job,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_add(&columns, LCI_COLUMN_TEXT,
                    "id of the facility, none where a whole category is one", "facility_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "name of the facility", "facility_name");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "category of the facility", "category");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "longest walk from inside", "limit_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "the same in minutes at the profile's speed",
                    "limit_min");
    lci_columns_add(&columns, LCI_COLUMN_REAL,
                    "where the area begins: 0, or of rings the limit before", "from_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "area on the ground", "area_m2");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "street within the limit", "reached_street_m");
    return lci_columns_finish(&columns, out, err);
}

/* Geometry of the row that was filled last. */
struct street_writer {
    const struct lci_job *job;
    double *xy_m;
    size_t point_count, point_capacity; /* capacity in doubles */
    uint32_t *line_first;
    size_t line_count, line_capacity;
};

static void
add_point(struct street_writer *writer, double x_m, double y_m)
{
    writer->xy_m[2 * writer->point_count] = x_m;
    writer->xy_m[2 * writer->point_count + 1] = y_m;
    writer->point_count++;
}

static bool
end_line(struct street_writer *writer)
{
    if (!lci_grow(&writer->line_first, writer->line_count, &writer->line_capacity))
        return false;
    writer->line_first[writer->line_count++] = (uint32_t)writer->point_count;
    return true;
}

/* The geometry of a stretch: its ends, and the edge's points between them. */
static bool
add_stretch(struct street_writer *writer, const struct lci_stretch *stretch)
{
    const struct lci_network *net = writer->job->net;
    const struct lci_edge *edge = &net->edges[stretch->edge];
    double x_m = 0.0;
    double y_m = 0.0;

    if (!lci_reserve(&writer->xy_m, 2 * (writer->point_count + edge->point_count + 2), &writer->point_capacity))
        return false;
    lci_network_place(net, stretch->edge, stretch->begin_mm, &x_m, &y_m);
    add_point(writer, x_m, y_m);
    for (uint32_t p = edge->first_point; p < edge->first_point + edge->point_count; p++) {
        const double at_mm = net->point_at_m[p] * 1000.0;

        if (at_mm > stretch->begin_mm && at_mm < stretch->end_mm)
            add_point(writer, net->point_xy_m[2 * (size_t)p], net->point_xy_m[2 * (size_t)p + 1]);
    }
    lci_network_place(net, stretch->edge, stretch->end_mm, &x_m, &y_m);
    add_point(writer, x_m, y_m);
    return end_line(writer);
}

static enum lci_status
fill_streets(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    struct street_writer *writer = user;
    const struct lci_job *job = writer->job;
    const struct lci_job_area *area = &job->areas[index];
    const struct lci_stretch *stretches = NULL;
    struct lci_cells cells = {.values = row->values};
    enum lci_status status = LCI_OK;
    bool room = true;

    lci_cell_text(&cells, job->config->profile.id);
    lci_cell_text(&cells, facility_id(job, area));
    lci_cell_text(&cells, job->categories[area->category].id);
    lci_cell_m(&cells, area->limit_m);
    lci_cell_m(&cells, (double)area->street_mm / 1000.0);
    status = lci_spool_get_stretches(job->spool, &area->stretches, &stretches, err);
    if (status != LCI_OK)
        return status;
    writer->point_count = writer->line_count = 0;
    room = end_line(writer); /* line 0 begins at point 0 */
    for (uint32_t s = 0; s < area->stretches.counts[0] && room; s++)
        if (stretches[s].end_mm > stretches[s].begin_mm) /* a mere point is no street */
            room = add_stretch(writer, &stretches[s]);
    if (!room)
        return lci_fail_nomem(err, "reached_streets");
    row->has_geometry = writer->line_count > 1;
    row->lines = (struct lci_polygons){.ring_count = writer->line_count - 1,
                                       .point_count = writer->point_count,
                                       .point_first = writer->line_first,
                                       .xy_m = writer->xy_m};
    return LCI_OK;
}

enum lci_status
lci_table_reached_streets(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct street_writer *writer = lci_new(struct street_writer);

    if (!writer)
        return lci_fail_nomem(err, "reached_streets");
    writer->job = job;
    *out = (struct lci_table){
        .name = "reached_streets",
        .description = "Reached streets: the parts of streets within a limit of a facility",
        .shape = LCI_TABLE_MULTILINE,
        .row_count = job->area_count,
        .fill = fill_streets,
        .user = writer,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_add(&columns, LCI_COLUMN_TEXT,
                    "id of the facility, none where a whole category is one", "facility_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "category of the facility", "category");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "longest walk from there to the facility",
                    "limit_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "length on the ground", "length_m");
    return lci_columns_finish(&columns, out, err);
}

void
lci_table_reached_streets_fini(struct lci_table *table)
{
    struct street_writer *writer = table->user;

    if (!writer)
        return;
    lci_free(writer->xy_m);
    lci_free(writer->line_first);
    lci_free(writer);
    table->user = NULL;
}
