/* stretches.c - the reached parts of edges, cut exactly where the budget ends. */
#include "search/search_state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"

enum { AHEAD = 8 }; /* vertices whose rows are fetched before they are read: a row far off takes longer than a few near */

struct stretch_list {
    struct lci_stretch *items;
    size_t count, capacity;
};

/* Marks an edge; two levels of bits, so that the marked ones are found in ascending order without sorting. */
static size_t
mark(const struct lci_search *search, lci_edge_id edge)
{
    uint64_t *word = &search->edge_marks[edge / 64];
    const uint64_t bit = UINT64_C(1) << (edge % 64);
    const bool is_new = (*word & bit) == 0;

    *word |= bit;
    search->mark_groups[edge / 4096] |= UINT64_C(1) << (edge / 64 % 64);
    return is_new;
}

/* Marks the edges with a reached end or a seed; answers how many there are. */
static size_t
mark_edges(const struct lci_search *search)
{
    const struct lci_network *net = search->net;
    size_t count = 0;

    for (size_t i = 0; i < search->reached_count; i++) {
        const lci_vertex_id v = search->reached[i];
        const size_t ahead = i + AHEAD < search->reached_count ? i + AHEAD : i;

        __builtin_prefetch(&net->in_edge[net->first_in[search->reached[ahead]]]);
        for (uint32_t a = net->first_in[v]; a < net->first_in[v + 1]; a++) {
            __builtin_prefetch(&net->edges[net->in_edge[a]]);
            count += mark(search, net->in_edge[a]);
        }
    }
    /* No arc leads from such an edge to its closed end, but the end itself is a reached place. */
    for (size_t i = 0; i < search->one_way_count; i++) {
        const struct lci_edge *edge = &net->edges[search->one_way[i]];

        if (lci_vertex_cost_mm(search, edge->from) != LCI_NONE || lci_vertex_cost_mm(search, edge->to) != LCI_NONE)
            count += mark(search, search->one_way[i]);
    }
    for (size_t i = 0; i < search->seed_count; i++)
        count += mark(search, search->seeds[i].edge);
    return count;
}

static void
add_stretch(struct stretch_list *list, lci_edge_id edge, uint32_t begin_mm, uint32_t end_mm)
{
    assert(list->count < list->capacity);
    list->items[list->count++] =
        (struct lci_stretch){.edge = edge, .begin_mm = begin_mm, .end_mm = end_mm};
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

/* Adds what the seeds on an edge reach of it by themselves. */
static void
add_around_seeds(const struct lci_search *search, lci_edge_id id, size_t seed,
                 struct stretch_list *list)
{
    const struct lci_edge *edge = &search->net->edges[id];
    const uint32_t length_mm = edge->length_mm;

    for (; seed < search->seed_count && search->seeds[seed].edge == id; seed++) {
        const uint32_t at_mm = search->seeds[seed].offset_mm;
        const uint32_t leg_mm = search->seeds[seed].leg_mm;

        if (leg_mm > search->limit_mm)
            continue;
        add_stretch(list, id,
                    at_mm - lci_part_within_mm(edge->cost_mm[0], search->limit_mm - leg_mm,
                                               length_mm, at_mm),
                    at_mm + lci_part_within_mm(edge->cost_mm[1], search->limit_mm - leg_mm,
                                               length_mm, length_mm - at_mm));
    }
}

/* Adds what is reached of one edge; *seed: the first that is not on an edge before it. */
static void
add_edge(const struct lci_search *search, lci_edge_id id, size_t *seed, struct stretch_list *list)
{
    const struct lci_edge *edge = &search->net->edges[id];
    const uint32_t length_mm = edge->length_mm;
    const uint32_t from_mm = lci_vertex_cost_mm(search, edge->from);
    const uint32_t to_mm = lci_vertex_cost_mm(search, edge->to);
    const size_t first = list->count;

    /* Most edges are walked to their other end; of those nothing need be computed. */
    if ((uint64_t)from_mm + edge->cost_mm[1] <= search->limit_mm ||
        (uint64_t)to_mm + edge->cost_mm[0] <= search->limit_mm) {
        add_stretch(list, id, 0, length_mm);
        return;
    }
    if (from_mm != LCI_NONE)
        add_stretch(list, id, 0,
                    lci_part_within_mm(edge->cost_mm[1], search->limit_mm - from_mm, length_mm,
                                       length_mm));
    if (to_mm != LCI_NONE)
        add_stretch(list, id,
                    length_mm - lci_part_within_mm(edge->cost_mm[0], search->limit_mm - to_mm,
                                                   length_mm, length_mm),
                    length_mm);
    while (*seed < search->seed_count && search->seeds[*seed].edge < id)
        ++*seed;
    add_around_seeds(search, id, *seed, list);
    if (list->count - first > 1)
        merge_from(list, first);
}

/* Adds the marked edges in ascending order, and takes the marks away. */
static void
add_marked(const struct lci_search *search, struct stretch_list *list)
{
    const size_t group_count = search->net->edge_count / 4096 + 1;
    size_t seed = 0;

    for (size_t group = 0; group < group_count; group++) {
        for (uint64_t words = search->mark_groups[group]; words != 0; words &= words - 1) {
            const size_t word = 64 * group + (size_t)__builtin_ctzll(words);

            for (uint64_t bits = search->edge_marks[word]; bits != 0; bits &= bits - 1)
                add_edge(search, (lci_edge_id)(64 * word + (size_t)__builtin_ctzll(bits)), &seed,
                         list);
            search->edge_marks[word] = 0;
        }
        search->mark_groups[group] = 0;
    }
}

enum lci_status
lci_search_stretches(const struct lci_search *search, struct lci_stretch **out, size_t *count,
                     struct lci_error *err)
{
    struct stretch_list list = {.capacity = 2 * mark_edges(search) + search->seed_count};
    struct lci_stretch *kept = NULL;

    *out = NULL;
    *count = 0;
    if (list.capacity == 0)
        return LCI_OK;
    list.items = lci_realloc(NULL, list.capacity, sizeof(*list.items));
    if (!list.items) {
        memset(search->edge_marks, 0, (search->net->edge_count / 64 + 1) * sizeof(uint64_t));
        memset(search->mark_groups, 0, (search->net->edge_count / 4096 + 1) * sizeof(uint64_t));
        return lci_fail_nomem(err, "stretches");
    }
    add_marked(search, &list);
    if (list.count == 0) {
        lci_free(list.items);
        return LCI_OK;
    }
    kept = lci_realloc(list.items, list.count, sizeof(*kept));
    *out = kept ? kept : list.items;
    *count = list.count;
    return LCI_OK;
}

void
lci_search_free_stretches(struct lci_stretch *stretches)
{
    lci_free(stretches);
}
