/* search_state.h - what a search holds, and costs inside an edge; for the files of this module only. */
#ifndef LCI_SEARCH_STATE_H
#define LCI_SEARCH_STATE_H

#include <lifecircle/search.h>

#include "search/buckets.h"
#include "search/search_seeds.h"

/*
 * While it searches, a vertex holds not its cost but what is left of the limit and 1 mm: 0 where nobody has come, so that
 * "better" and "within the limit" are one comparison, and a new limit needs no new labels. With several labels it is
 * left << 32 | ~label: of equal costs the lower label is the greater number.
 */
#define LCI_LABEL_NONE ((int64_t)UINT32_MAX)

/* Room to write stretches in; nothing of it lasts from call to call but the memory. */
struct lci_stretch_writer {
    uint64_t *marks;  /* one bit a vertex, all 0 except while stretches are written */
    uint64_t *groups; /* one bit a word of marks that is not 0 */
    lci_vertex_id *rim;
    size_t rim_count, rim_capacity;
    struct lci_stretch *items;
    size_t count, capacity;
    uint32_t *rest; /* rest_count: places in items of edges that are reached in part */
    size_t rest_count, rest_capacity;
};

struct lci_search {
    const struct lci_network *net;
    int32_t *left_mm;       /* one a vertex, of a run with one label; else all 0 */
    int64_t *labels;        /* one a vertex, of a run with several; else all LCI_LABEL_NONE; NULL: there was no such run yet */
    bool one_label;         /* whether the last run had one label: half the memory to touch */
    uint32_t label;         /* which */
    lci_vertex_id *reached; /* vertex_count + 1: the one past the last is written to, never read */
    size_t reached_count;
    struct lci_seed *seeds; /* sorted by edge, then offset */
    size_t seed_count, seed_capacity;
    uint32_t limit_mm;
    lci_edge_id *one_way; /* open edges with a closed direction, ascending */
    size_t one_way_count;
    struct lci_buckets buckets;
    uint64_t *offers; /* offer_capacity + 1, as entries of the buckets: on their way there */
    size_t offer_capacity;
    struct lci_stretch_writer writer;
};

static inline int32_t
lci_left_mm(const struct lci_search *search, lci_vertex_id vertex)
{
    return search->one_label ? search->left_mm[vertex] : (int32_t)(search->labels[vertex] >> 32);
}

static inline uint32_t
lci_vertex_cost_mm(const struct lci_search *search, lci_vertex_id vertex)
{
    const int32_t left_mm = lci_left_mm(search, vertex);

    return left_mm == 0 ? LCI_NONE : search->limit_mm + 1 - (uint32_t)left_mm;
}

/**
 * Cost of `part_mm` of an edge that is `length_mm` long, rounded half up. No part at all costs nothing in a closed
 * direction either: such a place is the vertex itself.
 */
static inline uint32_t
lci_part_cost_mm(uint32_t cost_mm, uint32_t part_mm, uint32_t length_mm)
{
    if (part_mm == 0)
        return 0;
    if (cost_mm == LCI_NONE)
        return LCI_NONE;
    return (uint32_t)(((uint64_t)cost_mm * part_mm + length_mm / 2) / length_mm);
}

/** The longest part, at most `most_mm`, that lci_part_cost_mm() finds no dearer than `budget_mm`. */
static inline uint32_t
lci_part_within_mm(uint32_t cost_mm, uint32_t budget_mm, uint32_t length_mm, uint32_t most_mm)
{
    uint64_t part_mm = most_mm;

    if (most_mm == 0 || cost_mm == LCI_NONE)
        return 0;
    /* floor((cost * part + L / 2) / L) <= budget  <=>  cost * part < (budget + 1) * L - floor(L / 2) */
    if (cost_mm > 0)
        part_mm = (((uint64_t)budget_mm + 1) * length_mm - length_mm / 2 - 1) / cost_mm;
    return part_mm < most_mm ? (uint32_t)part_mm : most_mm;
}

#endif
