/* zones.c - places inside homes with private ways, found by place and by the vertices that the ways lead from. */
#include "geom/zones.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/order.h"

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
    enum lci_status status = LCI_OK;

    *zones = (struct lci_zones){.items = items, .count = count};
    zones->box_m = lci_new_array(double, 4 * count);
    for (size_t i = 0; zones->box_m && i < count; i++)
        box_of(&items[i].polygons, zones->box_m + 4 * i);
    if (!zones->box_m || !list_doors(zones, net))
        status = lci_fail_nomem(err, "private ways");
    if (status == LCI_OK)
        status = lci_box_tree_new(zones->box_m, count, &zones->tree, err);
    if (status != LCI_OK)
        lci_zones_fini(zones);
    return status;
}

bool
lci_zones_equal(const struct lci_zones *a, const struct lci_zones *b)
{
    if (a->count != b->count)
        return false;
    for (size_t i = 0; i < a->count; i++) {
        const struct lci_zone *one = &a->items[i];
        const struct lci_zone *other = &b->items[i];

        if (one->polygons.xy_m != other->polygons.xy_m || one->polygons.ring_first != other->polygons.ring_first ||
            one->edge_count != other->edge_count)
            return false;
        for (size_t e = 0; e < one->edge_count; e++)
            if (one->edges[e] != other->edges[e])
                return false;
    }
    return true;
}

void
lci_zones_fini(struct lci_zones *zones)
{
    lci_box_tree_free(zones->tree);
    lci_free(zones->box_m);
    lci_free(zones->doors);
    *zones = (struct lci_zones){0};
}

/* A list that grows while a tree is asked. */
struct found {
    uint32_t **items;
    size_t *count, *capacity;
    bool failed;
};

static void
add_found(void *user, uint32_t zone)
{
    struct found *found = user;

    if (found->failed || !lci_grow(found->items, *found->count, found->capacity))
        found->failed = true;
    else
        (*found->items)[(*found->count)++] = zone;
}

bool
lci_zones_near(const struct lci_zones *zones, const double box_m[4], uint32_t **found,
               size_t *count, size_t *capacity)
{
    struct found list = {.items = found, .count = count, .capacity = capacity};

    *count = 0;
    lci_box_tree_visit(zones->tree, box_m, add_found, &list);
    if (*count > 1)
        qsort(*found, *count, sizeof(**found), lci_order_u32);
    return !list.failed;
}

static int
order_by_vertex(const void *items, size_t i, const void *key)
{
    const struct lci_zone_door *doors = items;
    const lci_vertex_id vertex = *(const lci_vertex_id *)key;

    return (doors[i].vertex > vertex) - (doors[i].vertex < vertex);
}

const struct lci_zone_door *
lci_zones_at(const struct lci_zones *zones, lci_vertex_id vertex, size_t *count)
{
    const struct lci_run run = lci_run_of(zones->doors, zones->door_count, &vertex, order_by_vertex);

    *count = run.count;
    return zones->doors + run.first;
}

static bool
box_holds(const double box_m[4], double x_m, double y_m)
{
    return x_m >= box_m[0] && x_m <= box_m[2] && y_m >= box_m[1] && y_m <= box_m[3];
}

bool
lci_zones_hold(const struct lci_zones *zones, size_t zone, double x_m, double y_m)
{
    const struct lci_polygons *polygons = &zones->items[zone].polygons;
    bool inside = false;

    if (!box_holds(zones->box_m + 4 * zone, x_m, y_m))
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

    return bsearch(&edge, z->edges, z->edge_count, sizeof(edge), lci_order_u32) != NULL;
}
