/* zones.c - places inside homes with private ways, and the walks along those ways to the open streets. */
#include "geom/zones.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* Least costs at the ends of a zone's private edges; labels as the search has them: cost, then the seed's label. */
struct lci_zone_vertices {
    size_t count;
    lci_vertex_id *ids; /* ascending */
    uint64_t *labels;   /* UINT64_MAX: no walk */
};

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

enum lci_status
lci_zones_init(struct lci_zones *zones, const struct lci_zone *items, size_t count,
               struct lci_error *err)
{
    *zones = (struct lci_zones){.items = items, .count = count};
    zones->box_m = lci_new_array(double, 4 * count);
    if (!zones->box_m)
        return lci_fail_nomem(err, "private ways");
    for (size_t i = 0; i < count; i++)
        box_of(&items[i].polygons, zones->box_m + 4 * i);
    return LCI_OK;
}

void
lci_zones_fini(struct lci_zones *zones)
{
    lci_free(zones->box_m);
    *zones = (struct lci_zones){0};
}

bool
lci_zones_near(const struct lci_zones *zones, size_t zone, double min_x_m, double min_y_m,
               double max_x_m, double max_y_m)
{
    const double *box = zones->box_m + 4 * zone;

    return box[0] <= max_x_m && box[2] >= min_x_m && box[1] <= max_y_m && box[3] >= min_y_m;
}

bool
lci_zones_hold(const struct lci_zones *zones, size_t zone, double x_m, double y_m)
{
    const struct lci_polygons *polygons = &zones->items[zone].polygons;
    bool inside = false;

    if (!lci_zones_near(zones, zone, x_m, y_m, x_m, y_m))
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

static int
by_id(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

bool
lci_zones_serve(const struct lci_zones *zones, size_t zone, lci_edge_id edge)
{
    const struct lci_zone *z = &zones->items[zone];

    return bsearch(&edge, z->edges, z->edge_count, sizeof(edge), by_id) != NULL;
}

static void
free_vertices(struct lci_zone_vertices *vertices)
{
    if (!vertices)
        return;
    lci_free(vertices->ids);
    lci_free(vertices->labels);
    lci_free(vertices);
}

enum lci_status
lci_zone_walks_init(struct lci_zone_walks *walks, const struct lci_zones *zones,
                    const struct lci_network *net, struct lci_error *err)
{
    *walks = (struct lci_zone_walks){.zones = zones, .net = net};
    walks->vertices = lci_new_array(struct lci_zone_vertices *, zones ? zones->count : 0);
    return walks->vertices ? LCI_OK : lci_fail_nomem(err, "private ways");
}

void
lci_zone_walks_start(struct lci_zone_walks *walks, const struct lci_search *search)
{
    walks->search = search;
    for (size_t i = 0; walks->zones && i < walks->zones->count; i++) {
        free_vertices(walks->vertices[i]);
        walks->vertices[i] = NULL;
    }
}

void
lci_zone_walks_fini(struct lci_zone_walks *walks)
{
    if (walks->vertices)
        lci_zone_walks_start(walks, NULL);
    lci_free(walks->vertices);
    *walks = (struct lci_zone_walks){0};
}

static uint64_t *
label_of(const struct lci_zone_vertices *vertices, lci_vertex_id vertex)
{
    const lci_vertex_id *found =
        bsearch(&vertex, vertices->ids, vertices->count, sizeof(vertex), by_id);

    return &vertices->labels[found - vertices->ids];
}

/* `label` after `part_mm` of an edge with these costs; UINT64_MAX where that way is closed. */
static uint64_t
walked(uint64_t label, const struct lci_edge *edge, int direction, uint32_t part_mm)
{
    const uint32_t cost_mm = edge->cost_mm[direction];

    if (label == UINT64_MAX || part_mm == 0)
        return label;
    if (cost_mm == LCI_NONE)
        return UINT64_MAX;
    return label + (((uint64_t)cost_mm * part_mm + edge->length_mm / 2) / edge->length_mm << 32);
}

static uint64_t
lesser(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Relaxes all edges until nothing changes: a home has a few of them (Bellman 1958). */
static void
relax_edges(const struct lci_zone_walks *walks, const struct lci_zone *zone,
            const struct lci_zone_vertices *vertices)
{
    bool changed = true;

    while (changed) {
        changed = false;
        for (size_t e = 0; e < zone->edge_count; e++) {
            const struct lci_edge *edge = &walks->net->edges[zone->edges[e]];
            uint64_t *from = label_of(vertices, edge->from);
            uint64_t *to = label_of(vertices, edge->to);
            const uint64_t by_to = walked(*to, edge, 0, edge->length_mm);
            const uint64_t by_from = walked(*from, edge, 1, edge->length_mm);

            if (by_to < *from || by_from < *to) {
                *from = lesser(*from, by_to);
                *to = lesser(*to, by_from);
                changed = true;
            }
        }
    }
}

bool
lci_zone_walks_make(struct lci_zone_walks *walks, size_t zone_index)
{
    const struct lci_zone *zone = &walks->zones->items[zone_index];
    struct lci_zone_vertices *vertices = walks->vertices[zone_index];
    size_t kept = 0;

    if (vertices)
        return true;
    vertices = lci_new(struct lci_zone_vertices);
    if (!vertices)
        return false;
    vertices->ids = lci_new_array(lci_vertex_id, 2 * zone->edge_count);
    vertices->labels = lci_new_array(uint64_t, 2 * zone->edge_count);
    if (!vertices->ids || !vertices->labels) {
        free_vertices(vertices);
        return false;
    }
    for (size_t e = 0; e < zone->edge_count; e++) {
        vertices->ids[2 * e] = walks->net->edges[zone->edges[e]].from;
        vertices->ids[2 * e + 1] = walks->net->edges[zone->edges[e]].to;
    }
    qsort(vertices->ids, 2 * zone->edge_count, sizeof(lci_vertex_id), by_id);
    for (size_t i = 0; i < 2 * zone->edge_count; i++)
        if (kept == 0 || vertices->ids[kept - 1] != vertices->ids[i])
            vertices->ids[kept++] = vertices->ids[i];
    vertices->count = kept;
    for (size_t i = 0; i < kept; i++) {
        const uint32_t cost_mm = lci_search_cost_mm(walks->search, vertices->ids[i]);

        vertices->labels[i] =
            cost_mm == LCI_NONE
                ? UINT64_MAX
                : (uint64_t)cost_mm << 32 | lci_search_label(walks->search, vertices->ids[i]);
    }
    relax_edges(walks, zone, vertices);
    walks->vertices[zone_index] = vertices;
    return true;
}

struct lci_walk
lci_zone_walk(const struct lci_zone_walks *walks, size_t zone, lci_edge_id edge_id,
              uint32_t offset_mm)
{
    const struct lci_edge *edge = &walks->net->edges[edge_id];
    const struct lci_zone_vertices *vertices = walks->vertices[zone];
    const uint64_t by_from = walked(*label_of(vertices, edge->from), edge, 1, offset_mm);
    const uint64_t by_to =
        walked(*label_of(vertices, edge->to), edge, 0, edge->length_mm - offset_mm);
    const uint64_t best = lesser(by_from, by_to);

    if (best == UINT64_MAX)
        return (struct lci_walk){LCI_NONE, LCI_NONE};
    return (struct lci_walk){(uint32_t)(best >> 32), (uint32_t)best};
}
