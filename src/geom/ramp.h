/* ramp.h - the walk from every place of one street to the seeds of a search, as a few straight pieces. */
#ifndef LCI_GEOM_RAMP_H
#define LCI_GEOM_RAMP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/search.h>

#include "geom/zone_walks.h"

/** Between two places of an edge the walk changes evenly, or nobody wanted is reached from there. */
struct lci_ramp_piece {
    double begin_mm, end_mm;               /* from the start of the edge */
    double walk_at_begin_mm, walk_at_end_mm; /* INFINITY: none, both */
};

/** The pieces of one edge, one after the other without a gap: pieces[first] to pieces[first + count - 1]; count 0: no walk. */
struct lci_ramp {
    size_t first, count;
    double least_mm, most_mm; /* walks of all its places; INFINITY where there is none */
};

/** All ramps of one area. One thread at a time; zeroes are an empty one. */
struct lci_ramps {
    struct lci_ramp_piece *pieces;
    size_t count, capacity;
    double *breaks; /* scratch */
    size_t break_capacity;
};

/** What walks are asked for. */
struct lci_ramp_question {
    const struct lci_network *net;
    const struct lci_search *search;
    const struct lci_zone_walks *zone_walks;
    uint32_t label; /* only walks that end at this seed; LCI_NONE: at any */
};

/**
 * Adds the ramp of an edge; zone: whose walks a private edge has, their walks made already.
 * False: out of memory. Cost: O(1) but for edges with seeds on them: O(s^3) for s of these.
 */
bool lci_ramp_add(struct lci_ramps *ramps, const struct lci_ramp_question *question, lci_edge_id edge,
                  uint32_t zone, struct lci_ramp *out);

/** What a piece makes of the walk from one of its places, or by its line from beyond it. */
double lci_ramp_piece_walk_mm(const struct lci_ramp_piece *piece, double offset_mm);

/** The walk from a place of the edge; INFINITY if there is none. At the meeting of two pieces: the lesser. */
double lci_ramp_walk_mm(const struct lci_ramps *ramps, const struct lci_ramp *ramp, double offset_mm);

/** The least and the greatest walk from places between two offsets, ends included; INFINITY where there is none. */
void lci_ramp_range_mm(const struct lci_ramps *ramps, const struct lci_ramp *ramp, double begin_mm, double end_mm,
                       double range_mm[2]);

void lci_ramps_fini(struct lci_ramps *ramps);

#endif
