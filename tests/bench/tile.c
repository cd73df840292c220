/* tile.c - a larger network out of copies of one that is real. */
#include "base/sort.h"
#include "network/hilbert.h"
#include "tile.h"

#include <math.h>
#include <stdlib.h>

#include "network/number.h"

#define GAP_M 50.0 /* between copies, and about the length of what joins them */

/* Where the copies stand. */
struct tiling {
    const struct lci_network *net;
    uint32_t side;
    double low_m[2], span_m[2];
    lci_vertex_id lowest[2], highest[2]; /* vertices that lie outermost along each axis */
    uint32_t *number; /* of every copy's vertices, copy by copy */
};

static void *
checked(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static void
measure(struct tiling *tiling)
{
    const double *xy_m = tiling->net->vertex_xy_m;

    for (size_t axis = 0; axis < 2; axis++) {
        for (lci_vertex_id v = 0; v < tiling->net->vertex_count; v++) {
            if (xy_m[2 * (size_t)v + axis] < xy_m[2 * (size_t)tiling->lowest[axis] + axis])
                tiling->lowest[axis] = v;
            if (xy_m[2 * (size_t)v + axis] > xy_m[2 * (size_t)tiling->highest[axis] + axis])
                tiling->highest[axis] = v;
        }
        tiling->low_m[axis] = xy_m[2 * (size_t)tiling->lowest[axis] + axis];
        tiling->span_m[axis] =
            xy_m[2 * (size_t)tiling->highest[axis] + axis] - tiling->low_m[axis] + GAP_M;
    }
}

static void
number_vertices(struct tiling *tiling, struct lci_network *out)
{
    const size_t count = tiling->net->vertex_count;
    const double cells =
        ((1 << 24) - 1) / (tiling->side * fmax(tiling->span_m[0], tiling->span_m[1]));
    struct lci_keyed *order = checked(lci_new_array(struct lci_keyed, out->vertex_count));
    struct lci_hilbert curve;

    lci_hilbert_init(&curve);
    for (size_t i = 0; i < out->vertex_count; i++) {
        const size_t copy[2] = {i / count % tiling->side, i / count / tiling->side};
        double at_m[2] = {0};

        for (size_t axis = 0; axis < 2; axis++)
            at_m[axis] = tiling->net->vertex_xy_m[2 * (i % count) + axis] - tiling->low_m[axis] +
                         (double)copy[axis] * tiling->span_m[axis];
        order[i] = (struct lci_keyed){
            lci_hilbert_position(&curve, (uint32_t)(at_m[0] * cells), (uint32_t)(at_m[1] * cells)), (uint32_t)i};
    }
    if (!lci_sort_keyed(order, out->vertex_count))
        abort();
    for (size_t v = 0; v < out->vertex_count; v++)
        tiling->number[order[v].value] = (uint32_t)v;
    lci_free(order);
}

static lci_vertex_id
number_of(const struct tiling *tiling, size_t copy, lci_vertex_id vertex)
{
    return tiling->number[copy * tiling->net->vertex_count + vertex];
}

static size_t
join_copies(const struct tiling *tiling, struct lci_edge *edges)
{
    const size_t side = tiling->side;
    size_t count = 0;

    for (size_t copy = 0; copy < side * side; copy++)
        for (size_t axis = 0; axis < 2; axis++) {
            const size_t next = copy + (axis == 0 ? 1 : side);

            if ((axis == 0 ? copy % side : copy / side) + 1 < side)
                edges[count++] = (struct lci_edge){
                    .from = number_of(tiling, copy, tiling->highest[axis]),
                    .to = number_of(tiling, next, tiling->lowest[axis]),
                    .length_mm = (uint32_t)(1000 * GAP_M),
                    .cost_mm = {(uint32_t)(1000 * GAP_M), (uint32_t)(1000 * GAP_M)},
                };
        }
    return count;
}

/* Edges are numbered by their lower end, as in every network. */
static void
number_edges(const struct tiling *tiling, struct lci_network *out)
{
    const struct lci_network *net = tiling->net;
    const size_t copies = (size_t)tiling->side * tiling->side;
    struct lci_edge *edges = checked(lci_new_array(struct lci_edge, copies * (net->edge_count + 2)));
    struct lci_keyed *order = NULL;
    size_t count = 0;

    for (size_t copy = 0; copy < copies; copy++)
        for (size_t e = 0; e < net->edge_count; e++) {
            edges[count] = net->edges[e];
            edges[count].from = number_of(tiling, copy, net->edges[e].from);
            edges[count].to = number_of(tiling, copy, net->edges[e].to);
            count++;
        }
    count += join_copies(tiling, edges + count);
    order = checked(lci_new_array(struct lci_keyed, count));
    for (size_t e = 0; e < count; e++) {
        const lci_vertex_id from = edges[e].from;
        const lci_vertex_id to = edges[e].to;

        order[e] = (struct lci_keyed){from < to ? from : to, (uint32_t)e};
    }
    out->edge_count = count;
    out->edges = checked(lci_new_array(struct lci_edge, count));
    if (!lci_sort_keyed(order, count))
        abort();
    for (size_t e = 0; e < count; e++)
        out->edges[e] = edges[order[e].value];
    lci_free(order);
    lci_free(edges);
}

struct lci_network *
bench_tile(const struct lci_network *net, uint32_t side)
{
    struct tiling tiling = {.net = net, .side = side};
    struct lci_network *out = checked(lci_new(struct lci_network));

    out->vertex_count = net->vertex_count * side * side;
    tiling.number = checked(lci_new_array(uint32_t, out->vertex_count));
    measure(&tiling);
    number_vertices(&tiling, out);
    number_edges(&tiling, out);
    if (lci_network_add_arcs(out, NULL) != LCI_OK)
        abort();
    lci_free(tiling.number);
    return out;
}
