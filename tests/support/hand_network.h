/* hand_network.h - a network from a list of edges, for tests that want one without reading streets. */
#ifndef LCI_TESTS_HAND_NETWORK_H
#define LCI_TESTS_HAND_NETWORK_H

#include <stdio.h>
#include <stdlib.h>

#include <lifecircle/network.h>

#include "base/alloc.h"

struct hand_edge {
    lci_vertex_id from, to;
    uint32_t length_mm;
    uint32_t cost_mm[2]; /* LCI_NONE: closed that way */
    uint32_t flags;
};

static inline void
hand_network_free(struct lci_network *net)
{
    if (!net)
        return;
    lci_free(net->vertex_xy_m);
    lci_free(net->first_in);
    lci_free(net->in_arcs);
    lci_free(net->in_edge);
    lci_free(net->edges);
    lci_free(net->spans);
    lci_free(net->first_edge);
    lci_free(net->point_xy_m);
    lci_free(net->point_at_m);
    lci_free(net->components);
    lci_free(net);
}

static inline void
hand_network_add_arc(struct lci_network *net, uint32_t *next, lci_edge_id edge, lci_vertex_id into,
                     lci_vertex_id out_of, uint32_t cost_mm)
{
    if (cost_mm == LCI_NONE || (net->edges[edge].flags & LCI_EDGE_PRIVATE))
        return;
    net->in_arcs[next[into]] = (struct lci_arc){.head = out_of, .cost_mm = cost_mm};
    net->in_edge[next[into]++] = edge;
}

/* Arcs of a vertex stand in the order of their edges; `next` has room for one number a vertex. */
static inline void
hand_network_add_arcs(struct lci_network *net, uint32_t *next)
{
    for (size_t i = 0; i < net->edge_count; i++) {
        const struct lci_edge *edge = &net->edges[i];

        if (edge->flags & LCI_EDGE_PRIVATE)
            continue;
        net->first_in[edge->to + 1] += edge->cost_mm[0] != LCI_NONE;
        net->first_in[edge->from + 1] += edge->cost_mm[1] != LCI_NONE;
    }
    for (size_t v = 0; v < net->vertex_count; v++) {
        net->first_in[v + 1] += net->first_in[v];
        next[v] = net->first_in[v];
    }
    net->arc_count = net->first_in[net->vertex_count];
    net->in_arcs = lci_new_array(struct lci_arc, net->arc_count);
    net->in_edge = lci_new_array(lci_edge_id, net->arc_count);
    if (!net->in_arcs || !net->in_edge)
        abort();
    for (size_t i = 0; i < net->edge_count; i++) {
        const struct lci_edge *edge = &net->edges[i];

        hand_network_add_arc(net, next, (lci_edge_id)i, edge->to, edge->from, edge->cost_mm[0]);
        hand_network_add_arc(net, next, (lci_edge_id)i, edge->from, edge->to, edge->cost_mm[1]);
    }
}

/* Spans, and the edges of every vertex that is their lower end; they must be in that order. */
static inline void
hand_network_index_edges(struct lci_network *net)
{
    lci_vertex_id last = 0;

    for (size_t i = 0; i < net->edge_count; i++) {
        const struct lci_edge *edge = &net->edges[i];
        const lci_vertex_id low = edge->from < edge->to ? edge->from : edge->to;
        const bool is_level = edge->cost_mm[0] == edge->length_mm && edge->cost_mm[1] == edge->length_mm &&
                              !(edge->flags & LCI_EDGE_PRIVATE);

        if (low < last) {
            fprintf(stderr, "hand_network: edge %zu: edges are numbered by their lower end\n", i);
            abort();
        }
        last = low;
        net->first_edge[low + 1]++;
        net->spans[i] = (struct lci_span){edge->from, edge->to, edge->length_mm & INT32_MAX, is_level};
    }
    for (size_t v = 0; v < net->vertex_count; v++)
        net->first_edge[v + 1] += net->first_edge[v];
}

/**
 * The network of `edges` (ascending by their lower end), all in component 0, drawn as straight lines between vertex_xy_m
 * (2 * vertex_count, or NULL: all vertices at 0, 0). Aborts when memory runs out. Free with hand_network_free().
 */
static inline struct lci_network *
hand_network(size_t vertex_count, const double *vertex_xy_m, const struct hand_edge *edges,
             size_t edge_count)
{
    struct lci_network *net = lci_new(struct lci_network);
    uint32_t *next = lci_new_array(uint32_t, vertex_count);

    if (!net || !next)
        abort();
    net->vertex_count = vertex_count;
    net->edge_count = edge_count;
    net->point_count = 2 * edge_count;
    net->component_count = 1;
    net->vertex_xy_m = lci_new_array(double, 2 * vertex_count);
    net->first_in = lci_new_array(uint32_t, vertex_count + 1);
    net->edges = lci_new_array(struct lci_edge, edge_count);
    net->spans = lci_new_array(struct lci_span, edge_count);
    net->first_edge = lci_new_array(lci_edge_id, vertex_count + 1);
    net->point_xy_m = lci_new_array(double, 2 * net->point_count);
    net->point_at_m = lci_new_array(double, net->point_count);
    net->components = lci_new(struct lci_component);
    if (!net->vertex_xy_m || !net->first_in || !net->edges || !net->spans || !net->first_edge || !net->point_xy_m ||
        !net->point_at_m || !net->components)
        abort();
    for (size_t i = 0; vertex_xy_m && i < 2 * vertex_count; i++)
        net->vertex_xy_m[i] = vertex_xy_m[i];
    net->components[0].edge_count = (uint32_t)edge_count;
    for (size_t i = 0; i < edge_count; i++) {
        const struct hand_edge *edge = &edges[i];

        net->components[0].length_mm += edge->length_mm;
        net->edges[i] = (struct lci_edge){
            .from = edge->from,
            .to = edge->to,
            .length_mm = edge->length_mm,
            .cost_mm = {edge->cost_mm[0], edge->cost_mm[1]},
            .first_point = (uint32_t)(2 * i),
            .point_count = 2,
            .flags = edge->flags,
            .way = (uint32_t)i,
        };
        for (size_t axis = 0; axis < 2; axis++) {
            net->point_xy_m[4 * i + axis] = net->vertex_xy_m[2 * edge->from + axis];
            net->point_xy_m[4 * i + 2 + axis] = net->vertex_xy_m[2 * edge->to + axis];
        }
        net->point_at_m[2 * i + 1] = edge->length_mm / 1000.0;
    }
    hand_network_index_edges(net);
    hand_network_add_arcs(net, next);
    lci_free(next);
    return net;
}

#endif
