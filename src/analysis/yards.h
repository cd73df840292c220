/* yards.h - service areas inside walled homes, where the walk through the gates decides: drawn by squares of sample_m. */
#ifndef LCI_ANALYSIS_YARDS_H
#define LCI_ANALYSIS_YARDS_H

#include <lifecircle/search.h>

#include "analysis/walled.h"
#include "geom/ground.h"
#include "geom/squares.h"

/** The ground inside one walled home, in pieces. */
struct lci_yard {
    const struct lci_walled_home *home;
    struct lci_squares *parts;  /* part_count: their pieces, one part after the other */
    struct lci_squares *wholes; /* part_count: all of a part as one piece */
    size_t part_count, piece_count;
    uint32_t *gate_mm;   /* [piece * gate_count + gate]: walks inside; LCI_NONE: none */
    uint32_t *indoor_mm; /* [piece * facility_count + i]: to facilities[i] */
    uint32_t *facilities; /* facility_count, ascending: those in the home, each once */
    size_t facility_count;
};

/** All of them, in the order of the walled homes. Immutable once built, share it freely. */
struct lci_yards {
    struct lci_yard *items;
    size_t count;
};

/**
 * walled must outlive *out. grow_m: pieces are drawn larger by this, to meet what is drawn outside. Errors: LCI_E_NOMEM,
 * LCI_E_LIBRARY, LCI_E_LIMIT, LCI_E_CANCELLED. The same for any number of threads. Cost: of each home lci_squares_cut(), and of
 * each piece a walk. Memory: 4 bytes a piece and gate.
 */
LCI_MUST_USE enum lci_status lci_yards_build(const struct lci_walled *walled, const struct lci_homes *homes, double sample_m,
                                             double grow_m, struct lci_pool *pool, const struct lci_context *context,
                                             struct lci_yards *out, struct lci_error *err);
void lci_yards_fini(struct lci_yards *yards);

/** Which ground is asked for. */
struct lci_yard_question {
    const struct lci_search *search; /* run as for lci_ground_area() */
    uint32_t label;                  /* ground that is nearest to this facility; LCI_NONE: to any */
    const struct lci_facilities *facilities;
    uint32_t first, end;             /* labels of the facilities that take part: walks inside to them count */
    uint32_t limit_mm;
    bool by_limit;                   /* as the search was run: lci_seeds_add() */
    const uint32_t *only;            /* only_count: yards that are asked, ascending; NULL: all */
    size_t only_count;
};

/**
 * Lists the walled homes whose box meets that of a home, itself too: *count numbers of yards, ascending, in place of what *found
 * held. *is_yard: the home is one of them. yards may be NULL. False: out of memory. Cost: O(yards).
 */
bool lci_yards_near(const struct lci_yards *yards, const struct lci_shapes *shapes, size_t home, uint32_t **found, size_t *count,
                    size_t *capacity, bool *is_yard);

/** What one thread needs to ask; zeroes are fine. */
struct lci_yards_bench {
    struct lci_walk *gates;    /* of one home */
    bool *within;              /* of the pieces of one part */
    size_t gate_capacity, within_capacity;
    struct lci_polygons found; /* of all homes */
    size_t polygon_capacity, ring_capacity, point_capacity;
};
void lci_yards_bench_fini(struct lci_yards_bench *bench);

/**
 * Finds the ground inside walled homes that is within the limit: polygons in bench->found, in place of what was there. yards may be
 * NULL. Errors: LCI_E_NOMEM. Cost: O(gates and pieces), nothing is drawn.
 */
LCI_MUST_USE enum lci_status lci_yards_find(const struct lci_yards *yards, const struct lci_yard_question *question,
                                            struct lci_yards_bench *bench, struct lci_error *err);

/** Adds the ground inside walled homes to an area that lci_ground_area() drew. yards may be NULL. Errors: as lci_ground_add(). */
LCI_MUST_USE enum lci_status lci_yards_add(const struct lci_yards *yards, const struct lci_yard_question *question,
                                           struct lci_yards_bench *bench, struct lci_ground *ground, struct lci_polygons *area,
                                           struct lci_error *err);

#endif
