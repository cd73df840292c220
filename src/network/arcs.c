/* arcs.c - what searches read of the edges: in short, by their lower end, and by the vertex they lead into. */
#include <stdlib.h>

#include "base/alloc.h"
#include "network/number.h"

/* An arc while it is sorted. */
struct sortable_arc {
    struct lci_arc arc;
    lci_edge_id edge;
};

static int
compare_arcs(const void *left, const void *right)
{
    const struct sortable_arc *a = left;
    const struct sortable_arc *b = right;

    if (a->arc.head != b->arc.head)
        return a->arc.head < b->arc.head ? -1 : 1;
    if (a->arc.cost_mm != b->arc.cost_mm)
        return a->arc.cost_mm < b->arc.cost_mm ? -1 : 1;
    return (a->edge > b->edge) - (a->edge < b->edge);
}

static bool
is_open(const struct lci_edge *edge, size_t direction)
{
    return !(edge->flags & LCI_EDGE_PRIVATE) && edge->cost_mm[direction] != LCI_NONE;
}

/* Spans and first_edge; the edges are numbered by their lower end already. */
static void
index_edges(struct lci_network *net)
{
    for (size_t e = 0; e < net->edge_count; e++) {
        const struct lci_edge *edge = &net->edges[e];

        net->spans[e] = (struct lci_span){
            .from = edge->from,
            .to = edge->to,
            .length_mm = edge->length_mm & INT32_MAX,
            .is_level = is_open(edge, 0) && edge->cost_mm[0] == edge->length_mm && edge->cost_mm[1] == edge->length_mm,
        };
        net->first_edge[(edge->from < edge->to ? edge->from : edge->to) + 1]++;
    }
    for (size_t v = 0; v < net->vertex_count; v++)
        net->first_edge[v + 1] += net->first_edge[v];
}

/* first_in, one entry too far to the right, so that filling moves it into place. */
static void
count_arcs(struct lci_network *net)
{
    uint32_t *first = net->first_in;

    for (size_t e = 0; e < net->edge_count; e++) {
        const struct lci_edge *edge = &net->edges[e];

        if (is_open(edge, 0))
            first[edge->to + 1]++;
        if (is_open(edge, 1))
            first[edge->from + 1]++;
    }
    for (size_t v = 0; v < net->vertex_count; v++)
        first[v + 1] += first[v];
    net->arc_count = first[net->vertex_count];
    for (size_t v = net->vertex_count; v > 0; v--)
        first[v] = first[v - 1];
}

enum lci_status
lci_network_add_arcs(struct lci_network *net, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct sortable_arc *arcs = NULL;

    net->first_in = lci_new_array(uint32_t, net->vertex_count + 1);
    net->first_edge = lci_new_array(lci_edge_id, net->vertex_count + 1);
    net->spans = lci_new_array(struct lci_span, net->edge_count);
    if (!net->first_in || !net->first_edge || !net->spans)
        return lci_fail_nomem(err, "network");
    index_edges(net);
    count_arcs(net);
    arcs = lci_new_array(struct sortable_arc, net->arc_count);
    net->in_arcs = lci_new_array(struct lci_arc, net->arc_count);
    net->in_edge = lci_new_array(lci_edge_id, net->arc_count);
    if (!arcs || !net->in_arcs || !net->in_edge) {
        status = lci_fail_nomem(err, "network");
        goto out;
    }
    for (lci_edge_id e = 0; e < net->edge_count; e++) {
        const struct lci_edge *edge = &net->edges[e];

        if (is_open(edge, 0))
            arcs[net->first_in[edge->to + 1]++] =
                (struct sortable_arc){{edge->from, edge->cost_mm[0]}, e};
        if (is_open(edge, 1))
            arcs[net->first_in[edge->from + 1]++] =
                (struct sortable_arc){{edge->to, edge->cost_mm[1]}, e};
    }
    for (size_t v = 0; v < net->vertex_count; v++) {
        const size_t begin = net->first_in[v];
        const size_t count = net->first_in[v + 1] - begin;

        if (count > 1)
            qsort(&arcs[begin], count, sizeof(*arcs), compare_arcs);
    }
    for (size_t a = 0; a < net->arc_count; a++) {
        net->in_arcs[a] = arcs[a].arc;
        net->in_edge[a] = arcs[a].edge;
    }

out:
    lci_free(arcs);
    return status;
}
