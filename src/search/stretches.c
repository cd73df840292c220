/* stretches.c - the reached parts of edges, cut exactly where the budget ends. */
#include "search/search_state.h"

#include <stdlib.h>

#include "base/alloc.h"
#include "base/error.h"

struct edge_list {
    lci_edge_id *items;
    size_t count, capacity;
};

struct stretch_list {
    struct lci_stretch *items;
    size_t count, capacity;
};

static bool
add_edge(struct edge_list *list, lci_edge_id edge)
{
    if (!lci_grow(&list->items, list->count, &list->capacity))
        return false;
    list->items[list->count++] = edge;
    return true;
}

static int
compare_edges(const void *left, const void *right)
{
    const lci_edge_id *a = left;
    const lci_edge_id *b = right;

    return (*a > *b) - (*a < *b);
}

/* Edges with a reached end or a seed, ascending, each once. */
static bool
find_edges(const struct lci_search *search, struct edge_list *list)
{
    const struct lci_network *net = search->net;
    size_t kept = 0;

    for (size_t i = 0; i < search->reached_count; i++) {
        const lci_vertex_id v = search->reached[i];

        for (uint32_t a = net->first_in[v]; a < net->first_in[v + 1]; a++)
            if (!add_edge(list, net->in_edge[a]))
                return false;
    }
    /* No arc leads from such an edge to its closed end, but the end itself is a reached place. */
    for (size_t i = 0; i < search->one_way_count; i++) {
        const struct lci_edge *edge = &net->edges[search->one_way[i]];

        if ((search->labels[edge->from] != LCI_LABEL_NONE ||
             search->labels[edge->to] != LCI_LABEL_NONE) &&
            !add_edge(list, search->one_way[i]))
            return false;
    }
    for (size_t i = 0; i < search->seed_count; i++)
        if (!add_edge(list, search->seeds[i].edge))
            return false;

    if (list->count > 0)
        qsort(list->items, list->count, sizeof(*list->items), compare_edges);
    for (size_t i = 0; i < list->count; i++)
        if (i == 0 || list->items[i] != list->items[kept - 1])
            list->items[kept++] = list->items[i];
    list->count = kept;
    return true;
}

static bool
add_stretch(struct stretch_list *list, lci_edge_id edge, uint32_t begin_mm, uint32_t end_mm)
{
    if (!lci_grow(&list->items, list->count, &list->capacity))
        return false;
    list->items[list->count++] =
        (struct lci_stretch){.edge = edge, .begin_mm = begin_mm, .end_mm = end_mm};
    return true;
}

/* Adds what is reached of one edge, neither sorted nor merged. */
static bool
add_parts(const struct lci_search *search, lci_edge_id id, struct stretch_list *list)
{
    const struct lci_edge *edge = &search->net->edges[id];
    const uint32_t length_mm = edge->length_mm;
    const uint32_t from_mm = lci_search_cost_mm(search, edge->from);
    const uint32_t to_mm = lci_search_cost_mm(search, edge->to);
    size_t count = 0;
    size_t first = 0;

    if (from_mm != LCI_NONE) {
        const uint32_t part_mm = lci_part_within_mm(edge->cost_mm[1], search->limit_mm - from_mm,
                                                    length_mm, length_mm);

        if (!add_stretch(list, id, 0, part_mm))
            return false;
    }
    if (to_mm != LCI_NONE) {
        const uint32_t part_mm = lci_part_within_mm(edge->cost_mm[0], search->limit_mm - to_mm,
                                                    length_mm, length_mm);

        if (!add_stretch(list, id, length_mm - part_mm, length_mm))
            return false;
    }
    first = lci_search_seeds_on(search, id, &count);
    for (size_t i = first; i < first + count; i++) {
        const struct lci_seed *seed = &search->seeds[i];
        const uint32_t at_mm = seed->offset_mm;

        if (seed->leg_mm > search->limit_mm)
            continue;
        if (!add_stretch(list, id,
                         at_mm - lci_part_within_mm(edge->cost_mm[0],
                                                    search->limit_mm - seed->leg_mm, length_mm,
                                                    at_mm),
                         at_mm + lci_part_within_mm(edge->cost_mm[1],
                                                    search->limit_mm - seed->leg_mm, length_mm,
                                                    length_mm - at_mm)))
            return false;
    }
    return true;
}

static int
compare_stretches(const void *left, const void *right)
{
    const struct lci_stretch *a = left;
    const struct lci_stretch *b = right;

    if (a->begin_mm != b->begin_mm)
        return a->begin_mm < b->begin_mm ? -1 : 1;
    return (a->end_mm > b->end_mm) - (a->end_mm < b->end_mm);
}

/* Sorts the stretches of one edge, which begin at `first`, and merges those that meet. */
static void
merge_from(struct stretch_list *list, size_t first)
{
    size_t kept = first;

    if (list->count - first > 1)
        qsort(list->items + first, list->count - first, sizeof(*list->items), compare_stretches);
    for (size_t i = first; i < list->count; i++) {
        const struct lci_stretch *next = &list->items[i];

        if (kept == first || next->begin_mm > list->items[kept - 1].end_mm)
            list->items[kept++] = *next;
        else if (next->end_mm > list->items[kept - 1].end_mm)
            list->items[kept - 1].end_mm = next->end_mm;
    }
    list->count = kept;
}

enum lci_status
lci_search_stretches(const struct lci_search *search, struct lci_stretch **out, size_t *count,
                     struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct edge_list edges = {0};
    struct stretch_list stretches = {0};

    *out = NULL;
    *count = 0;
    if (!find_edges(search, &edges))
        status = lci_fail_nomem(err, "stretches");
    for (size_t i = 0; status == LCI_OK && i < edges.count; i++) {
        const size_t first = stretches.count;

        if (add_parts(search, edges.items[i], &stretches))
            merge_from(&stretches, first);
        else
            status = lci_fail_nomem(err, "stretches");
    }
    if (status == LCI_OK) {
        *out = stretches.items;
        *count = stretches.count;
        stretches.items = NULL;
    }
    lci_free(stretches.items);
    lci_free(edges.items);
    return status;
}

void
lci_search_free_stretches(struct lci_stretch *stretches)
{
    lci_free(stretches);
}
