/* stretches.c - the reached parts of edges, cut exactly where the budget ends. */
#include "search/search_state.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"

static void
mark(struct lci_stretch_writer *writer, lci_vertex_id vertex)
{
    writer->marks[vertex / 64] |= UINT64_C(1) << (vertex % 64);
    writer->groups[vertex / 4096] |= UINT64_C(1) << (vertex / 64 % 64);
}

static void
mark_lower_end(struct lci_stretch_writer *writer, const struct lci_edge *edge)
{
    mark(writer, edge->from < edge->to ? edge->from : edge->to);
}

/* A look at the marked vertices: zeroes to begin with. */
struct look {
    size_t group, word; /* of the next group, of the bits */
    uint64_t words, bits; /* not yet looked at */
};

/* The next marked vertices that follow one another, ascending, [*begin, *end). False: there are none. */
static inline bool
next_run(const struct lci_search *search, struct look *look, lci_vertex_id *begin, lci_vertex_id *end)
{
    const size_t group_count = search->net->vertex_count / 4096 + 1;
    uint64_t gap = 0;
    unsigned low = 0;

    while (look->bits == 0) {
        while (look->words == 0) {
            if (look->group == group_count)
                return false;
            look->words = search->writer.groups[look->group++];
        }
        look->word = 64 * (look->group - 1) + (size_t)__builtin_ctzll(look->words);
        look->bits = search->writer.marks[look->word];
        look->words &= look->words - 1;
    }
    low = (unsigned)__builtin_ctzll(look->bits);
    gap = ~(look->bits >> low);
    *begin = (lci_vertex_id)(64 * look->word) + low;
    *end = *begin + (gap != 0 ? (unsigned)__builtin_ctzll(gap) : 64);
    look->bits &= look->bits + (look->bits & -look->bits); /* carries through the run */
    return true;
}

static void
clear_marks(struct lci_search *search)
{
    struct look look = {0};
    lci_vertex_id begin = 0;
    lci_vertex_id end = 0;

    while (next_run(search, &look, &begin, &end))
        search->writer.marks[look.word] = look.bits = 0;
    memset(search->writer.groups, 0, (search->net->vertex_count / 4096 + 1) * sizeof(uint64_t));
}

/*
 * Marks the vertices from which reached edges are numbered: those reached, and the lower ends of edges whose other end is.
 * False: out of memory.
 */
static bool
mark_vertices(struct lci_search *search)
{
    const struct lci_network *net = search->net;
    struct lci_stretch_writer *writer = &search->writer;
    struct look look = {0};
    lci_vertex_id begin = 0;
    lci_vertex_id end = 0;

    for (size_t i = 0; i < search->reached_count; i++)
        mark(writer, search->reached[i]);
    writer->rim_count = 0;
    while (next_run(search, &look, &begin, &end)) {
        const uint32_t first = net->first_in[begin];
        const uint32_t count = net->first_in[end] - first;

        for (lci_edge_id e = net->first_edge[begin]; e < net->first_edge[end]; e += 5) /* of a cache line */
            __builtin_prefetch(&net->spans[e]);
        if (!lci_reserve(&writer->rim, writer->rim_count + count + 1, &writer->rim_capacity))
            return false;
        for (uint32_t a = first; a < first + count; a++) {
            const lci_vertex_id head = net->in_arcs[a].head;

            writer->rim[writer->rim_count] = head; /* kept if the edge is not numbered from this run */
            writer->rim_count += (lci_left_mm(search, head) == 0) & (head < begin);
        }
    }
    for (size_t i = 0; i < writer->rim_count; i++)
        mark(writer, writer->rim[i]);
    /* No arc leads from such an edge to its closed end, but the end itself is a reached place. */
    for (size_t i = 0; i < search->one_way_count; i++) {
        const struct lci_edge *edge = &net->edges[search->one_way[i]];

        if (lci_left_mm(search, edge->from) != 0 || lci_left_mm(search, edge->to) != 0)
            mark_lower_end(writer, edge);
    }
    for (size_t i = 0; i < search->seed_count; i++)
        mark_lower_end(writer, &net->edges[search->seeds[i].edge]);
    return true;
}

static inline void
add_stretch(struct lci_stretch_writer *list, lci_edge_id edge, uint32_t begin_mm, uint32_t end_mm)
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
merge_from(struct lci_stretch_writer *list, size_t first)
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
                 struct lci_stretch_writer *list)
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

/* LCI_NONE behind the last seed. */
static inline lci_edge_id
edge_of_seed(const struct lci_search *search, size_t seed)
{
    return seed < search->seed_count ? search->seeds[seed].edge : LCI_NONE;
}

/* Adds what is reached of an edge, if anything; *seed: the first that is not on an edge before it. */
static void
add_parts(const struct lci_search *search, lci_edge_id id, size_t *seed, struct lci_stretch_writer *list)
{
    const struct lci_edge *edge = &search->net->edges[id];
    const uint32_t length_mm = edge->length_mm;
    const uint32_t from_mm = lci_vertex_cost_mm(search, edge->from);
    const uint32_t to_mm = lci_vertex_cost_mm(search, edge->to);
    const size_t first = list->count;

    while (edge_of_seed(search, *seed) < id)
        ++*seed;
    if (edge->flags & LCI_EDGE_PRIVATE)
        return;
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
    add_around_seeds(search, id, *seed, list);
    if (list->count - first > 1)
        merge_from(list, first);
}

/*
 * Adds the edges [first, last), for which there is room; *seed as above. Most are walked to their other end, and walking costs
 * what it is long nearly everywhere. Such an edge that is walked in part gets two places and is noted: no branch depends on
 * that, because it cannot be predicted.
 * one_label: as the search's, known when this is compiled.
 */
static inline __attribute__((always_inline)) void
add_edges(struct lci_search *search, lci_edge_id first, lci_edge_id last, size_t *seed, bool one_label)
{
    const struct lci_span *restrict spans = search->net->spans;
    const int32_t *restrict all_left_mm = search->left_mm;
    const int64_t *restrict labels = search->labels;
    struct lci_stretch_writer *list = &search->writer;
    struct lci_stretch *restrict items = list->items;
    uint32_t *restrict rest = list->rest;
    lci_edge_id seed_edge = edge_of_seed(search, *seed);
    size_t rest_count = list->rest_count;
    size_t count = list->count;

    for (lci_edge_id e = first; e < last; e++) {
        const struct lci_span span = spans[e];
        const uint32_t from_left_mm = (uint32_t)(one_label ? all_left_mm[span.from] : labels[span.from] >> 32);
        const uint32_t to_left_mm = (uint32_t)(one_label ? all_left_mm[span.to] : labels[span.to] >> 32);
        const bool is_reached = (from_left_mm | to_left_mm) != 0;
        const bool is_whole = (from_left_mm > span.length_mm) | (to_left_mm > span.length_mm);
        const bool is_rest = is_reached & !is_whole;

        if (!span.is_level || e >= seed_edge) {
            list->count = count;
            add_parts(search, e, seed, list);
            count = list->count;
            seed_edge = edge_of_seed(search, *seed);
            continue;
        }
        items[count] = (struct lci_stretch){.edge = e, .end_mm = span.length_mm};
        rest[rest_count] = (uint32_t)count;
        rest_count += is_rest;
        count += (size_t)is_reached + is_rest;
    }
    list->rest_count = rest_count;
    list->count = count;
}

/* Makes room for the stretches of `edge_count` more edges. False: out of memory. */
static bool
make_room(struct lci_stretch_writer *writer, size_t edge_count, size_t seed_count)
{
    return lci_reserve(&writer->items, writer->count + 2 * edge_count + seed_count + 2, &writer->capacity) &&
           lci_reserve(&writer->rest, writer->rest_count + edge_count + 1, &writer->rest_capacity);
}

/* Adds the edges of the marked vertices. False: out of memory. */
static bool
add_marked(struct lci_search *search)
{
    const lci_edge_id *first_edge = search->net->first_edge;
    struct lci_stretch_writer *writer = &search->writer;
    struct look look = {0};
    lci_vertex_id begin = 0;
    lci_vertex_id end = 0;
    size_t seed = 0;

    while (next_run(search, &look, &begin, &end)) {
        if (!make_room(writer, first_edge[end] - first_edge[begin], search->seed_count))
            return false;
        if (search->one_label)
            add_edges(search, first_edge[begin], first_edge[end], &seed, true);
        else
            add_edges(search, first_edge[begin], first_edge[end], &seed, false);
    }
    return true;
}

/*
 * Fills both places of the edges noted: each end reaches as far as it has left, and if the two parts do not meet, there are two
 * stretches. A place that stays empty gets no edge. Answers how many do.
 */
static size_t
fill_rest(struct lci_search *search)
{
    struct lci_stretch_writer *writer = &search->writer;
    size_t empty_count = 0;

    for (size_t i = 0; i < writer->rest_count; i++) {
        struct lci_stretch *places = &writer->items[writer->rest[i]];
        const lci_edge_id e = places[0].edge;
        const struct lci_span span = search->net->spans[e];
        const uint32_t length_mm = span.length_mm;
        const uint32_t from_left_mm = (uint32_t)lci_left_mm(search, span.from);
        const uint32_t to_left_mm = (uint32_t)lci_left_mm(search, span.to);
        const bool from_reached = from_left_mm != 0;
        const bool to_reached = to_left_mm != 0;
        const uint32_t from_part_mm = from_left_mm - from_reached;
        const uint32_t to_part_mm = to_left_mm - to_reached;
        const bool they_meet = (uint64_t)from_part_mm + to_part_mm >= length_mm;
        const bool are_two = from_reached & to_reached & !they_meet;

        places[0].begin_mm = from_reached ? 0 : length_mm - to_part_mm;
        places[0].end_mm = from_reached && !they_meet ? from_part_mm : length_mm;
        places[1] = (struct lci_stretch){
            .edge = are_two ? e : LCI_NONE, .begin_mm = length_mm - to_part_mm, .end_mm = length_mm};
        empty_count += !are_two;
    }
    return empty_count;
}

enum lci_status
lci_search_stretches(struct lci_search *search, struct lci_stretch **out, size_t *count,
                     struct lci_error *err)
{
    struct lci_stretch_writer *writer = &search->writer;
    struct lci_stretch *stretches = NULL;
    size_t empty_count = 0;
    size_t kept = 0;
    bool ok = false;

    *out = NULL;
    *count = 0;
    writer->count = writer->rest_count = 0;
    ok = mark_vertices(search) && add_marked(search);
    clear_marks(search);
    if (ok && writer->count > 0) {
        empty_count = fill_rest(search);
        /* One more than there are is written to. */
        stretches = lci_realloc(NULL, writer->count - empty_count + 1, sizeof(*stretches));
        ok = stretches != NULL;
    }
    if (!ok)
        return lci_fail_nomem(err, "stretches");
    for (size_t i = 0; i < writer->count; i++) {
        stretches[kept] = writer->items[i];
        kept += writer->items[i].edge != LCI_NONE;
    }
    *out = stretches;
    *count = kept;
    return LCI_OK;
}

void
lci_search_free_stretches(struct lci_stretch *stretches)
{
    lci_free(stretches);
}
