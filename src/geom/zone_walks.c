/* zone_walks.c - walks from private ways to the open streets, worked out home by home. */
#include "geom/zone_walks.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/order.h"

/* Least costs at the ends of a zone's private edges; labels as the search has them: cost, then the seed's label. */
struct lci_zone_vertices {
    size_t count;
    lci_vertex_id *ids; /* ascending */
    uint64_t *labels;   /* UINT64_MAX: no walk */
};

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
    walks->made = lci_new_array(uint32_t, zones ? zones->count : 0);
    return walks->vertices && walks->made ? LCI_OK : lci_fail_nomem(err, "private ways");
}

void
lci_zone_walks_start(struct lci_zone_walks *walks, const struct lci_search *search)
{
    walks->search = search;
    while (walks->made_count > 0) {
        const uint32_t zone = walks->made[--walks->made_count];

        free_vertices(walks->vertices[zone]);
        walks->vertices[zone] = NULL;
    }
}

void
lci_zone_walks_fini(struct lci_zone_walks *walks)
{
    lci_zone_walks_start(walks, NULL);
    lci_free(walks->vertices);
    lci_free(walks->made);
    *walks = (struct lci_zone_walks){0};
}

static uint64_t *
label_of(const struct lci_zone_vertices *vertices, lci_vertex_id vertex)
{
    const lci_vertex_id *found =
        bsearch(&vertex, vertices->ids, vertices->count, sizeof(vertex), lci_order_u32);

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
    qsort(vertices->ids, 2 * zone->edge_count, sizeof(lci_vertex_id), lci_order_u32);
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
    walks->made[walks->made_count++] = (uint32_t)zone_index;
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
