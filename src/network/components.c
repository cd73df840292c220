/* components.c - what is connected, longest first, and which of it is only an islet. */
#include <stdlib.h>

#include "base/alloc.h"
#include "network/number.h"

/* A component while it is summed up, by its standing vertex. */
struct fragment {
    uint64_t length_mm;
    uint32_t edge_count;
    lci_edge_id first_edge;
};

static uint32_t
find(uint32_t *parent, uint32_t vertex)
{
    while (parent[vertex] != vertex) {
        parent[vertex] = parent[parent[vertex]];
        vertex = parent[vertex];
    }
    return vertex;
}

static int
compare_fragments(const void *left, const void *right)
{
    const struct fragment *a = left;
    const struct fragment *b = right;

    if (a->length_mm != b->length_mm)
        return a->length_mm > b->length_mm ? -1 : 1;
    return (a->first_edge > b->first_edge) - (a->first_edge < b->first_edge);
}

/*
 * Sums up the fragments, one a standing vertex; lines across areas are no street. Answers their
 * number.
 */
static size_t
sum_fragments(const struct lci_network *net, uint32_t *parent, struct fragment *fragments)
{
    size_t count = 0;

    for (uint32_t v = 0; v < net->vertex_count; v++)
        parent[v] = v;
    for (size_t e = 0; e < net->edge_count; e++) {
        const struct lci_edge *edge = &net->edges[e];
        const uint32_t a = find(parent, edge->from);
        const uint32_t b = find(parent, edge->to);

        if (!(edge->flags & LCI_EDGE_PRIVATE))
            parent[a > b ? a : b] = a > b ? b : a;
    }
    for (lci_edge_id e = 0; e < net->edge_count; e++) {
        const struct lci_edge *edge = &net->edges[e];
        struct fragment *fragment = &fragments[find(parent, edge->from)];

        if (edge->flags & LCI_EDGE_PRIVATE)
            continue;
        if (fragment->edge_count++ == 0) {
            fragment->first_edge = e;
            count++;
        }
        if (!(edge->flags & LCI_EDGE_ACROSS))
            fragment->length_mm += edge->length_mm;
    }
    return count;
}

enum lci_status
lci_network_add_components(struct lci_network *net, double islet_m, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    uint32_t *parent = lci_new_array(uint32_t, net->vertex_count);
    uint32_t *number = lci_new_array(uint32_t, net->vertex_count);
    struct fragment *fragments = lci_new_array(struct fragment, net->vertex_count);
    size_t count = 0;

    if (!parent || !number || !fragments) {
        status = lci_fail_nomem(err, "network");
        goto out;
    }
    count = sum_fragments(net, parent, fragments);
    net->components = lci_new_array(struct lci_component, count);
    if (!net->components) {
        status = lci_fail_nomem(err, "network");
        goto out;
    }
    net->component_count = count;
    count = 0;
    for (size_t v = 0; v < net->vertex_count; v++)
        if (fragments[v].edge_count > 0)
            fragments[count++] = fragments[v];
    qsort(fragments, count, sizeof(*fragments), compare_fragments);
    for (uint32_t c = 0; c < count; c++) {
        net->components[c].edge_count = fragments[c].edge_count;
        net->components[c].length_mm = fragments[c].length_mm;
        number[find(parent, net->edges[fragments[c].first_edge].from)] = c;
    }
    for (size_t e = 0; e < net->edge_count; e++) {
        struct lci_edge *edge = &net->edges[e];

        if (edge->flags & LCI_EDGE_PRIVATE)
            continue;
        edge->component = number[find(parent, edge->from)];
        if ((double)net->components[edge->component].length_mm < islet_m * 1000.0)
            edge->flags |= LCI_EDGE_ISLET;
    }

out:
    lci_free(fragments);
    lci_free(number);
    lci_free(parent);
    return status;
}
