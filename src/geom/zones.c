/* zones.c - places inside homes with private ways, found by place and by the vertices that the ways lead from. */
#include "geom/zones.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "network/segment_grid.h"

static void
box_of(const struct lci_polygons *polygons, double box[4])
{
    box[0] = box[1] = INFINITY;
    box[2] = box[3] = -INFINITY;
    for (uint32_t r = polygons->polygon_count > 0 ? polygons->ring_first[0] : 0;
         polygons->polygon_count > 0 && r < polygons->ring_first[polygons->polygon_count]; r++)
        for (uint32_t p = polygons->point_first[r]; p < polygons->point_first[r + 1]; p++) {
            box[0] = fmin(box[0], polygons->xy_m[2 * p]);
            box[1] = fmin(box[1], polygons->xy_m[2 * p + 1]);
            box[2] = fmax(box[2], polygons->xy_m[2 * p]);
            box[3] = fmax(box[3], polygons->xy_m[2 * p + 1]);
        }
}

static int32_t
cell_of(double at_m, double origin_m, double cell_m, int32_t count)
{
    const double cell = floor((at_m - origin_m) / cell_m);

    return cell < 0.0 ? 0 : cell > count - 1 ? count - 1 : (int32_t)cell;
}

static struct lci_cell_range
cells_of(const struct lci_zones *zones, const double box_m[4])
{
    return (struct lci_cell_range){
        .first_column = cell_of(box_m[0], zones->x0_m, zones->cell_m, zones->column_count),
        .last_column = cell_of(box_m[2], zones->x0_m, zones->cell_m, zones->column_count),
        .first_row = cell_of(box_m[1], zones->y0_m, zones->cell_m, zones->row_count),
        .last_row = cell_of(box_m[3], zones->y0_m, zones->cell_m, zones->row_count),
    };
}

static bool
is_empty(const double box_m[4])
{
    return !(box_m[0] <= box_m[2]);
}

/*
 * Cells of the mean room of a zone; wider where few zones lie far apart in a row, and where zones lie over each other, so that even
 * then the n boxes touch n^1.5 cells at most.
 */
static void
lay_cells(struct lci_zones *zones)
{
    double all_m[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    double extent_m = 0.0; /* of all boxes together */
    double width_m = 0.0;
    double height_m = 0.0;

    for (size_t i = 0; i < zones->count; i++) {
        const double *box_m = zones->box_m + 4 * i;

        if (is_empty(box_m))
            continue;
        for (int axis = 0; axis < 2; axis++) {
            all_m[axis] = fmin(all_m[axis], box_m[axis]);
            all_m[axis + 2] = fmax(all_m[axis + 2], box_m[axis + 2]);
        }
        extent_m += fmax(box_m[2] - box_m[0], box_m[3] - box_m[1]);
    }
    if (is_empty(all_m))
        return;
    width_m = all_m[2] - all_m[0];
    height_m = all_m[3] - all_m[1];
    zones->x0_m = all_m[0];
    zones->y0_m = all_m[1];
    zones->cell_m = fmax(fmax(sqrt(width_m * height_m / (double)zones->count),
                              fmax(width_m, height_m) / (double)zones->count),
                         fmax(extent_m / (double)zones->count, 1.0));
    zones->column_count = 1 + (int32_t)fmin(width_m / zones->cell_m, (double)zones->count);
    zones->row_count = 1 + (int32_t)fmin(height_m / zones->cell_m, (double)zones->count);
}

/* Counts the zones of each cell in the entry after its own, or files them from there on and moves that entry to their end. */
static void
visit_cells(struct lci_zones *zones, bool file)
{
    for (size_t i = 0; i < zones->count; i++) {
        const double *box_m = zones->box_m + 4 * i;
        const struct lci_cell_range range = cells_of(zones, box_m);

        for (int32_t row = range.first_row; !is_empty(box_m) && row <= range.last_row; row++)
            for (int32_t column = range.first_column; column <= range.last_column; column++) {
                uint32_t *at = &zones->cell_first[(size_t)row * (size_t)zones->column_count +
                                                  (size_t)column + 1];

                if (file)
                    zones->cell_zone[*at] = (uint32_t)i;
                (*at)++;
            }
    }
}

static bool
file_boxes(struct lci_zones *zones)
{
    size_t cell_count = 0;

    lay_cells(zones);
    cell_count = (size_t)zones->column_count * (size_t)zones->row_count;
    zones->cell_first = lci_new_array(uint32_t, cell_count + 1);
    if (!zones->cell_first)
        return false;
    visit_cells(zones, false);
    for (size_t cell = 0; cell < cell_count; cell++)
        zones->cell_first[cell + 1] += zones->cell_first[cell];
    zones->cell_zone = lci_new_array(uint32_t, zones->cell_first[cell_count]);
    if (!zones->cell_zone)
        return false;
    for (size_t cell = cell_count; cell > 0; cell--)
        zones->cell_first[cell] = zones->cell_first[cell - 1];
    visit_cells(zones, true);
    return true;
}

static int
by_vertex(const void *left, const void *right)
{
    const struct lci_zone_door *a = left;
    const struct lci_zone_door *b = right;

    if (a->vertex != b->vertex)
        return a->vertex < b->vertex ? -1 : 1;
    return (a->zone > b->zone) - (a->zone < b->zone);
}

static bool
list_doors(struct lci_zones *zones, const struct lci_network *net)
{
    size_t count = 0;

    for (size_t i = 0; i < zones->count; i++)
        count += 2 * zones->items[i].edge_count;
    zones->doors = lci_new_array(struct lci_zone_door, count);
    if (!zones->doors)
        return false;
    count = 0;
    for (size_t i = 0; i < zones->count; i++)
        for (size_t e = 0; e < zones->items[i].edge_count; e++) {
            const struct lci_edge *edge = &net->edges[zones->items[i].edges[e]];

            zones->doors[count++] = (struct lci_zone_door){edge->from, (uint32_t)i};
            zones->doors[count++] = (struct lci_zone_door){edge->to, (uint32_t)i};
        }
    if (count > 0)
        qsort(zones->doors, count, sizeof(*zones->doors), by_vertex);
    for (size_t i = 0; i < count; i++)
        if (zones->door_count == 0 ||
            by_vertex(&zones->doors[zones->door_count - 1], &zones->doors[i]) != 0)
            zones->doors[zones->door_count++] = zones->doors[i];
    return true;
}

enum lci_status
lci_zones_init(struct lci_zones *zones, const struct lci_network *net,
               const struct lci_zone *items, size_t count, struct lci_error *err)
{
    *zones = (struct lci_zones){.items = items, .count = count};
    zones->box_m = lci_new_array(double, 4 * count);
    for (size_t i = 0; zones->box_m && i < count; i++)
        box_of(&items[i].polygons, zones->box_m + 4 * i);
    if (!zones->box_m || !file_boxes(zones) || !list_doors(zones, net)) {
        lci_zones_fini(zones);
        return lci_fail_nomem(err, "private ways");
    }
    return LCI_OK;
}

void
lci_zones_fini(struct lci_zones *zones)
{
    lci_free(zones->box_m);
    lci_free(zones->doors);
    lci_free(zones->cell_first);
    lci_free(zones->cell_zone);
    *zones = (struct lci_zones){0};
}

static bool
boxes_meet(const double a[4], const double b[4])
{
    return a[0] <= b[2] && a[2] >= b[0] && a[1] <= b[3] && a[3] >= b[1];
}

static int
by_id(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

bool
lci_zones_near(const struct lci_zones *zones, const double box_m[4], uint32_t **found,
               size_t *count, size_t *capacity)
{
    const struct lci_cell_range range = cells_of(zones, box_m);

    *count = 0;
    for (int32_t row = range.first_row; zones->column_count > 0 && row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)zones->column_count + (size_t)column;

            for (uint32_t k = zones->cell_first[cell]; k < zones->cell_first[cell + 1]; k++) {
                const double *zone_m = zones->box_m + 4 * (size_t)zones->cell_zone[k];
                const struct lci_cell_range own = cells_of(zones, zone_m);

                /* Of the cells that both touch the first one tells. */
                if (row != (own.first_row > range.first_row ? own.first_row : range.first_row) ||
                    column != (own.first_column > range.first_column ? own.first_column
                                                                     : range.first_column) ||
                    !boxes_meet(zone_m, box_m))
                    continue;
                if (!lci_grow(found, *count, capacity))
                    return false;
                (*found)[(*count)++] = zones->cell_zone[k];
            }
        }
    if (*count > 1)
        qsort(*found, *count, sizeof(**found), by_id);
    return true;
}

const struct lci_zone_door *
lci_zones_at(const struct lci_zones *zones, lci_vertex_id vertex, size_t *count)
{
    size_t low = 0;
    size_t high = zones->door_count;
    size_t end = 0;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (zones->doors[middle].vertex < vertex)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < zones->door_count && zones->doors[end].vertex == vertex;)
        end++;
    *count = end - low;
    return zones->doors + low;
}

bool
lci_zones_hold(const struct lci_zones *zones, size_t zone, double x_m, double y_m)
{
    const struct lci_polygons *polygons = &zones->items[zone].polygons;
    bool inside = false;

    if (!boxes_meet(zones->box_m + 4 * zone, (const double[4]){x_m, y_m, x_m, y_m}))
        return false;
    for (uint32_t r = polygons->ring_first[0]; r < polygons->ring_first[polygons->polygon_count];
         r++)
        for (uint32_t p = polygons->point_first[r]; p + 1 < polygons->point_first[r + 1]; p++) {
            const double *a = polygons->xy_m + 2 * (size_t)p;

            if ((a[1] > y_m) != (a[3] > y_m) &&
                x_m < a[0] + (y_m - a[1]) / (a[3] - a[1]) * (a[2] - a[0]))
                inside = !inside;
        }
    return inside;
}

bool
lci_zones_serve(const struct lci_zones *zones, size_t zone, lci_edge_id edge)
{
    const struct lci_zone *z = &zones->items[zone];

    return bsearch(&edge, z->edges, z->edge_count, sizeof(edge), by_id) != NULL;
}
