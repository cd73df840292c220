/* gap_work.h - what lci_gaps_build() holds while it works: for gaps.c, gap_explain.c and gap_memo.c only. */
#ifndef LCI_ANALYSIS_GAP_WORK_H
#define LCI_ANALYSIS_GAP_WORK_H

#include "analysis/gap_parts.h"

/** Scratch space of one worker. */
struct lci_gap_bench {
    struct lci_trial **trials;  /* walker count */
    struct lci_gap_case *cases; /* walker count */
    uint32_t *cluster;          /* home_count */
    uint32_t *points;           /* uncovered ones */
    size_t point_capacity;
};

/** What trials take on the network of one who walks. */
struct lci_gap_ground {
    struct lci_trial_ground trials;
    struct lci_links links;
    struct lci_gate_places *gate_places; /* a part of a home */
};

struct lci_gap_work {
    const struct lci_gap_walkers *walkers;
    const struct lci_gap_inputs *inputs; /* of the first: for what all have in common */
    struct lci_gap_bench *benches;       /* one a worker */
    struct lci_gaps *gaps;
    struct lci_gap_ground *grounds; /* walker count */
    uint64_t **own;                 /* walker count: points of the homes of each; NULL where only one walks */
    const uint64_t **covered;       /* category_count: points within the largest limit; as the lists of categories have it */
    struct lci_gap_memo *memo;      /* NULL: none */
    struct lci_gap_flips *flips;    /* [gap of the whole circle * category_count + category]: of streets and gates */
};

/** Points that reach all categories but perhaps one, which may be none of them: lci_free(). NULL: out of memory. */
uint64_t *lci_gap_cover_others(const struct lci_gap_work *work, size_t category);

/**
 * Measures the gaps of all lists, finds their causes and changes, and the defects of the streets. work: lists are there. Errors:
 * LCI_E_NOMEM, LCI_E_CANCELLED, LCI_E_IO.
 */
LCI_MUST_USE enum lci_status lci_gaps_explain(struct lci_gap_work *work, struct lci_pool *pool, const struct lci_context *context,
                                              struct lci_error *err);

#endif
