/* private.c - private ways by place, those that a home touches, and the ways out of them. */
#include "analysis/private.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/order.h"

/* A way this close to an outline touches it. */
static const double TOUCH_M = 0.01;

struct edge_box {
    double m[4];
    lci_edge_id edge;
};

struct lci_private {
    const struct lci_network *net;
    struct edge_box *boxes; /* count, by smallest x of the edge */
    lci_edge_id *by_way;    /* count: the private edges by way, then id */
    size_t count;
    double widest_m;        /* of the boxes */
    lci_edge_id *open_edge; /* vertex_count: an open edge at the vertex; LCI_NONE */
};

static int
compare_boxes(const void *left, const void *right)
{
    const struct edge_box *a = left;
    const struct edge_box *b = right;

    if (a->m[0] > b->m[0] || a->m[0] < b->m[0])
        return a->m[0] > b->m[0] ? 1 : -1;
    return (a->edge > b->edge) - (a->edge < b->edge);
}

static int
compare_by_way(const void *left, const void *right, void *user)
{
    const struct lci_network *net = user;
    lci_edge_id a = *(const lci_edge_id *)left;
    lci_edge_id b = *(const lci_edge_id *)right;

    if (net->edges[a].way != net->edges[b].way)
        return net->edges[a].way < net->edges[b].way ? -1 : 1;
    return (a > b) - (a < b);
}

static struct edge_box
box_of_edge(const struct lci_network *net, lci_edge_id id)
{
    const struct lci_edge *edge = &net->edges[id];
    struct edge_box box = {{INFINITY, INFINITY, -INFINITY, -INFINITY}, id};

    for (uint32_t i = 0; i < edge->point_count; i++) {
        const double *at = net->point_xy_m + 2 * ((size_t)edge->first_point + i);

        box.m[0] = fmin(box.m[0], at[0]);
        box.m[1] = fmin(box.m[1], at[1]);
        box.m[2] = fmax(box.m[2], at[0]);
        box.m[3] = fmax(box.m[3], at[1]);
    }
    return box;
}

/* An edge that ends in the vertex is better than one that can only be walked away from it; then the
 * lower id. */
static void
find_open_edges(struct lci_private *ways)
{
    const struct lci_network *net = ways->net;

    for (size_t vertex = 0; vertex < net->vertex_count; vertex++)
        ways->open_edge[vertex] = LCI_NONE;
    for (lci_edge_id id = (lci_edge_id)net->edge_count; id-- > 0;) {
        if (net->edges[id].flags & LCI_EDGE_PRIVATE)
            continue;
        ways->open_edge[net->edges[id].from] = id;
        ways->open_edge[net->edges[id].to] = id;
    }
    for (size_t vertex = 0; vertex < net->vertex_count; vertex++) {
        lci_edge_id best = LCI_NONE;

        for (uint32_t arc = net->first_in[vertex]; arc < net->first_in[vertex + 1]; arc++)
            if (net->in_edge[arc] < best)
                best = net->in_edge[arc];
        if (best != LCI_NONE)
            ways->open_edge[vertex] = best;
    }
}

enum lci_status
lci_private_new(const struct lci_network *net, struct lci_private **out, struct lci_error *err)
{
    struct lci_private *ways = NULL;
    size_t count = 0;

    *out = NULL;
    for (size_t edge = 0; edge < net->edge_count; edge++)
        count += (net->edges[edge].flags & LCI_EDGE_PRIVATE) != 0;
    if (count == 0)
        return LCI_OK;
    ways = lci_new(struct lci_private);
    if (ways) {
        ways->boxes = lci_new_array(struct edge_box, count);
        ways->by_way = lci_new_array(lci_edge_id, count);
        ways->open_edge = lci_new_array(lci_edge_id, net->vertex_count);
    }
    if (!ways || !ways->boxes || !ways->by_way || !ways->open_edge) {
        lci_private_free(ways);
        return lci_fail_nomem(err, "private ways");
    }
    ways->net = net;
    for (lci_edge_id edge = 0; edge < net->edge_count; edge++) {
        struct edge_box *box = &ways->boxes[ways->count];

        if (!(net->edges[edge].flags & LCI_EDGE_PRIVATE))
            continue;
        *box = box_of_edge(net, edge);
        ways->widest_m = fmax(ways->widest_m, box->m[2] - box->m[0]);
        ways->by_way[ways->count++] = edge;
    }
    qsort(ways->boxes, count, sizeof(*ways->boxes), compare_boxes);
    qsort_r(ways->by_way, count, sizeof(*ways->by_way), compare_by_way, (void *)(uintptr_t)net);
    find_open_edges(ways);
    *out = ways;
    return LCI_OK;
}

void
lci_private_free(struct lci_private *ways)
{
    if (!ways)
        return;
    lci_free(ways->boxes);
    lci_free(ways->by_way);
    lci_free(ways->open_edge);
    lci_free(ways);
}

static double
side_of(const double *a, const double *place)
{
    return (a[2] - a[0]) * (place[1] - a[1]) - (a[3] - a[1]) * (place[0] - a[0]);
}

static bool
segments_touch(const double *a, const double *b)
{
    if (side_of(a, b) * side_of(a, b + 2) < 0.0 && side_of(b, a) * side_of(b, a + 2) < 0.0)
        return true;
    return lci_side_distance_m(b, a[0], a[1]) <= TOUCH_M || lci_side_distance_m(b, a[2], a[3]) <= TOUCH_M ||
           lci_side_distance_m(a, b[0], b[1]) <= TOUCH_M || lci_side_distance_m(a, b[2], b[3]) <= TOUCH_M;
}

static bool
edge_touches(const struct lci_network *net, lci_edge_id id, const struct lci_shapes *shapes,
             size_t shape)
{
    const struct lci_edge *edge = &net->edges[id];
    const double *line = net->point_xy_m + 2 * (size_t)edge->first_point;
    uint32_t ring_begin = shapes->ring_first[shapes->part_first[shape]];
    uint32_t ring_end = shapes->ring_first[shapes->part_first[shape + 1]];

    if (lci_shape_holds(shapes, shape, line[0], line[1]))
        return true;
    for (uint32_t ring = ring_begin; ring < ring_end; ring++)
        for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++)
            for (uint32_t k = 0; k + 1 < edge->point_count; k++)
                if (segments_touch(shapes->xy_m + 2 * (size_t)i, line + 2 * (size_t)k))
                    return true;
    return false;
}

/* Adds all private edges of the way of `edge`. False: out of memory. */
static bool
add_way(const struct lci_private *ways, lci_edge_id edge, struct lci_private_home *home,
        size_t *capacity)
{
    uint32_t way = ways->net->edges[edge].way;
    size_t low = 0;
    size_t high = ways->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ways->net->edges[ways->by_way[middle]].way < way)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < ways->count && ways->net->edges[ways->by_way[low]].way == way; low++) {
        if (!lci_grow(&home->edges, home->edge_count, capacity))
            return false;
        home->edges[home->edge_count++] = ways->by_way[low];
    }
    return true;
}

static size_t
sort_unique(uint32_t *ids, size_t count)
{
    size_t kept = 0;

    if (count == 0)
        return 0;
    qsort(ids, count, sizeof(*ids), lci_order_u32);
    for (size_t i = 1; i < count; i++)
        if (ids[i] != ids[kept])
            ids[++kept] = ids[i];
    return kept + 1;
}

static enum lci_status
find_edges(const struct lci_private *ways, const struct lci_shapes *shapes, size_t shape,
           struct lci_private_home *home, struct lci_error *err)
{
    double box[4];
    size_t capacity = 0;
    size_t low = 0;
    size_t high = ways->count;

    if (!lci_shape_box(shapes, shape, box))
        return LCI_OK;
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (ways->boxes[middle].m[0] < box[0] - TOUCH_M - ways->widest_m)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < ways->count && ways->boxes[low].m[0] <= box[2] + TOUCH_M; low++) {
        const struct edge_box *edge = &ways->boxes[low];

        if (edge->m[2] < box[0] - TOUCH_M || edge->m[1] > box[3] + TOUCH_M ||
            edge->m[3] < box[1] - TOUCH_M || !edge_touches(ways->net, edge->edge, shapes, shape))
            continue;
        if (!add_way(ways, edge->edge, home, &capacity))
            return lci_fail_nomem(err, "private ways");
    }
    home->edge_count = sort_unique(home->edges, home->edge_count);
    return LCI_OK;
}

static size_t
place_of_vertex(const struct lci_private_home *home, lci_vertex_id vertex)
{
    const lci_vertex_id *found =
        bsearch(&vertex, home->vertices, home->vertex_count, sizeof(*home->vertices), lci_order_u32);

    return (size_t)(found - home->vertices);
}

static uint32_t
plus(uint32_t a, uint32_t b)
{
    return a == LCI_NONE || b == LCI_NONE || a >= LCI_MM_MAX || b >= LCI_MM_MAX ? LCI_NONE : a + b;
}

/* Walks to one exit from every vertex: relaxes all edges until nothing changes (Bellman and Ford).
 */
static void
walk_to_exit(const struct lci_private_home *home, const struct lci_network *net, uint32_t *walk_mm)
{
    bool changed = true;

    while (changed) {
        changed = false;
        for (size_t i = 0; i < home->edge_count; i++) {
            const struct lci_edge *edge = &net->edges[home->edges[i]];
            size_t from = place_of_vertex(home, edge->from);
            size_t to = place_of_vertex(home, edge->to);
            uint32_t forward = plus(edge->cost_mm[0], walk_mm[to]);
            uint32_t back = plus(edge->cost_mm[1], walk_mm[from]);

            changed = changed || forward < walk_mm[from] || back < walk_mm[to];
            if (forward < walk_mm[from])
                walk_mm[from] = forward;
            if (back < walk_mm[to])
                walk_mm[to] = back;
        }
    }
}

static enum lci_status
find_walks(const struct lci_private *ways, struct lci_private_home *home, struct lci_error *err)
{
    const struct lci_network *net = ways->net;

    home->vertices = lci_new_array(lci_vertex_id, 2 * home->edge_count);
    home->exits = lci_new_array(struct lci_entry, 2 * home->edge_count);
    if (!home->vertices || !home->exits)
        return lci_fail_nomem(err, "private ways");
    for (size_t i = 0; i < home->edge_count; i++) {
        home->vertices[2 * i] = net->edges[home->edges[i]].from;
        home->vertices[2 * i + 1] = net->edges[home->edges[i]].to;
    }
    home->vertex_count = sort_unique(home->vertices, 2 * home->edge_count);
    for (size_t i = 0; i < home->vertex_count; i++) {
        lci_edge_id edge = ways->open_edge[home->vertices[i]];

        if (edge == LCI_NONE)
            continue;
        home->exits[home->exit_count++] = (struct lci_entry){
            .edge = edge,
            .offset_mm =
                net->edges[edge].from == home->vertices[i] ? 0 : net->edges[edge].length_mm,
            .before_mm = (uint32_t)i, /* for now the place of its vertex */
        };
    }
    home->walk_mm = lci_new_array(uint32_t, home->exit_count * home->vertex_count);
    if (!home->walk_mm)
        return lci_fail_nomem(err, "private ways");
    for (size_t exit = 0; exit < home->exit_count; exit++) {
        uint32_t *walk_mm = home->walk_mm + exit * home->vertex_count;

        for (size_t i = 0; i < home->vertex_count; i++)
            walk_mm[i] = i == home->exits[exit].before_mm ? 0 : LCI_NONE;
        home->exits[exit].before_mm = 0;
        walk_to_exit(home, net, walk_mm);
    }
    return LCI_OK;
}

enum lci_status
lci_private_home_build(const struct lci_private *ways, const struct lci_shapes *shapes,
                       size_t shape, struct lci_private_home *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *out = (struct lci_private_home){0};
    if (!ways)
        return LCI_OK;
    status = find_edges(ways, shapes, shape, out, err);
    if (!status && out->edge_count > 0)
        status = find_walks(ways, out, err);
    if (status)
        lci_private_home_fini(out);
    return status;
}

void
lci_private_home_fini(struct lci_private_home *home)
{
    lci_free(home->edges);
    lci_free(home->vertices);
    lci_free(home->exits);
    lci_free(home->walk_mm);
    *home = (struct lci_private_home){0};
}

/* Cost of `part_mm` of the edge's length in one direction, rounded. */
static uint32_t
part_cost(const struct lci_edge *edge, int direction, uint32_t part_mm)
{
    uint64_t length_mm = edge->length_mm > 0 ? edge->length_mm : 1;

    if (edge->cost_mm[direction] == LCI_NONE)
        return LCI_NONE;
    return (uint32_t)(((uint64_t)edge->cost_mm[direction] * part_mm + length_mm / 2) / length_mm);
}

size_t
lci_private_entries(const struct lci_private_home *home, const struct lci_network *net,
                    const struct lci_join *join, struct lci_entry *entries)
{
    const struct lci_edge *edge = &net->edges[join->edge];
    size_t from = place_of_vertex(home, edge->from);
    size_t to = place_of_vertex(home, edge->to);
    size_t count = 0;

    for (size_t exit = 0; exit < home->exit_count; exit++) {
        const uint32_t *walk_mm = home->walk_mm + exit * home->vertex_count;
        uint32_t back = plus(part_cost(edge, 1, join->offset_mm), walk_mm[from]);
        uint32_t on = plus(part_cost(edge, 0, edge->length_mm - join->offset_mm), walk_mm[to]);
        uint32_t before = plus(join->leg_mm, back < on ? back : on);

        if (before == LCI_NONE)
            continue;
        entries[count] = home->exits[exit];
        entries[count++].before_mm = before;
    }
    return count;
}
