/* graphs.c - the network as graphs for other programs. */
#include "base/sort.h"
#include "graphs.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"

struct link {
    uint32_t tail, head, cost_mm;
};

/* A graph being collected. */
struct graph {
    const char *folder, *name;
    struct link *links;
    size_t link_count, link_capacity;
    uint32_t vertex_count;
    uint32_t *number; /* of the network's vertices, LCI_NONE: none yet */
};

static bool
write_array(const struct graph *graph, const char *kind, const void *items, size_t size, size_t count)
{
    char path[4096];
    FILE *file = NULL;
    bool ok = false;

    (void)snprintf(path, sizeof(path), "%s/%s.%s", graph->folder, graph->name, kind);
    file = fopen(path, "wb");
    if (!file)
        return false;
    ok = fwrite(items, size, count, file) == count;
    return fclose(file) == 0 && ok;
}

/* Writes rows in the order in which the links were added. */
static bool
write_links(const struct graph *graph)
{
    uint32_t *first = lci_new_array(uint32_t, (size_t)graph->vertex_count + 2);
    uint32_t *heads = lci_new_array(uint32_t, graph->link_count);
    uint32_t *costs = lci_new_array(uint32_t, graph->link_count);
    bool ok = false;

    if (!first || !heads || !costs)
        abort();
    for (size_t i = 0; i < graph->link_count; i++)
        first[graph->links[i].tail + 2]++;
    for (size_t v = 2; v < (size_t)graph->vertex_count + 2; v++)
        first[v] += first[v - 1];
    for (size_t i = 0; i < graph->link_count; i++) {
        const uint32_t at = first[graph->links[i].tail + 1]++;

        heads[at] = graph->links[i].head;
        costs[at] = graph->links[i].cost_mm;
    }
    ok = write_array(graph, "first.u32", first, sizeof(*first), (size_t)graph->vertex_count + 1) &&
         write_array(graph, "head.u32", heads, sizeof(*heads), graph->link_count) &&
         write_array(graph, "cost.u32", costs, sizeof(*costs), graph->link_count);
    lci_free(first);
    lci_free(heads);
    lci_free(costs);
    return ok;
}

static bool
write_graph(const struct graph *graph, const struct lci_network *net, const lci_vertex_id *sources,
            size_t source_count)
{
    uint8_t *counted = lci_new_array(uint8_t, graph->vertex_count);
    uint32_t *renamed = lci_new_array(uint32_t, source_count);
    bool ok = false;

    if (!counted || !renamed)
        abort();
    for (size_t v = 0; v < net->vertex_count; v++)
        if (graph->number[v] != LCI_NONE)
            counted[graph->number[v]] = 1;
    for (size_t i = 0; i < source_count; i++)
        renamed[i] = graph->number[sources[i]];
    ok = write_links(graph) &&
         write_array(graph, "counted.u8", counted, sizeof(*counted), graph->vertex_count) &&
         write_array(graph, "sources.u32", renamed, sizeof(*renamed), source_count);
    lci_free(counted);
    lci_free(renamed);
    return ok;
}

static void
add_link(struct graph *graph, uint32_t tail, uint32_t head, uint32_t cost_mm)
{
    if (!lci_grow(&graph->links, graph->link_count, &graph->link_capacity))
        abort();
    graph->links[graph->link_count++] = (struct link){tail, head, cost_mm};
}

static uint32_t
number_of(struct graph *graph, lci_vertex_id vertex)
{
    if (graph->number[vertex] == LCI_NONE)
        graph->number[vertex] = graph->vertex_count++;
    return graph->number[vertex];
}

/* Cost of an edge as far as its point i. */
static uint32_t
cost_up_to(const struct lci_network *net, const struct lci_edge *edge, size_t way, uint32_t i)
{
    const double *at_m = &net->point_at_m[edge->first_point];

    return (uint32_t)lround(edge->cost_mm[way] * (at_m[i] / at_m[edge->point_count - 1]));
}

/* The search walks against the walkers: from `to` to `from` at the cost of walking from `from` to `to`. */
static void
add_street(struct graph *graph, const struct lci_network *net, const struct lci_edge *edge, bool full)
{
    const uint32_t part_count = full ? edge->point_count - 1 : 1;
    uint32_t here = number_of(graph, edge->from);

    for (uint32_t i = 1; i <= part_count; i++) {
        const uint32_t begin = full ? i - 1 : 0;
        const uint32_t end = full ? i : edge->point_count - 1;
        const uint32_t next =
            i == part_count ? number_of(graph, edge->to) : graph->vertex_count++;

        if (edge->cost_mm[0] != LCI_NONE)
            add_link(graph, next, here,
                     cost_up_to(net, edge, 0, end) - cost_up_to(net, edge, 0, begin));
        if (edge->cost_mm[1] != LCI_NONE)
            add_link(graph, here, next,
                     cost_up_to(net, edge, 1, end) - cost_up_to(net, edge, 1, begin));
        here = next;
    }
}

/* Edges as the ways of the file bring them; a way's own edges as they are numbered. */
static struct lci_keyed *
order_by_way(const struct lci_network *net)
{
    struct lci_keyed *order = lci_new_array(struct lci_keyed, net->edge_count);

    if (!order)
        abort();
    for (size_t e = 0; e < net->edge_count; e++)
        order[e] = (struct lci_keyed){net->edges[e].way, (uint32_t)e};
    if (!lci_sort_keyed(order, net->edge_count))
        abort();
    return order;
}

bool
bench_write_graphs(const struct lci_network *net, const lci_vertex_id *sources, size_t source_count,
                   const char *folder)
{
    static const char *const names[] = {"ordered", "junctions", "full"};
    struct lci_keyed *order = order_by_way(net);
    bool ok = true;

    for (size_t kind = 0; kind < 3; kind++) {
        struct graph graph = {.folder = folder, .name = names[kind]};

        graph.number = lci_new_array(uint32_t, net->vertex_count);
        if (!graph.number)
            abort();
        for (size_t v = 0; v < net->vertex_count; v++)
            graph.number[v] = kind == 0 ? (uint32_t)v : LCI_NONE;
        graph.vertex_count = kind == 0 ? (uint32_t)net->vertex_count : 0;
        for (size_t i = 0; i < net->edge_count; i++) {
            const struct lci_edge *edge = &net->edges[kind == 0 ? i : order[i].value];

            if (!(edge->flags & LCI_EDGE_PRIVATE))
                add_street(&graph, net, edge, kind == 2);
        }
        ok = ok && write_graph(&graph, net, sources, source_count);
        lci_free(graph.number);
        lci_free(graph.links);
    }
    lci_free(order);
    return ok;
}
