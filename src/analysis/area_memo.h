/* area_memo.h - service areas that were drawn before: their keys, and how they are stored. */
#ifndef LCI_ANALYSIS_AREA_MEMO_H
#define LCI_ANALYSIS_AREA_MEMO_H

#include "analysis/access.h"
#include "geom/ground_blocks.h"

/** What one thread needs to draw areas and to find their keys. Zeroes are none. */
struct lci_area_bench {
    struct lci_geos *geos;
    struct lci_ground *ground;
    struct lci_ground_looker *looker; /* NULL: there is no memo */
    struct lci_hasher *hasher;
    struct lci_yards_bench yards;
};

/** prints: of inputs->partition; NULL: there is no memo. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_area_bench_init(const struct lci_access_inputs *inputs, const struct lci_ground_prints *prints,
                                                 struct lci_area_bench *bench, struct lci_error *err);
void lci_area_bench_fini(struct lci_area_bench *bench);

/**
 * The key of the area that lci_ground_area() and lci_yards_add() would draw for a question: the fingerprint of all that they read.
 * Nothing is drawn, and no ground divided. Errors: LCI_E_NOMEM. Cost: that of lci_ground_blocks() and lci_yards_find().
 */
LCI_MUST_USE enum lci_status lci_area_key(const struct lci_access_inputs *inputs, const struct lci_yard_question *question,
                                          struct lci_area_bench *bench, struct lci_fingerprint *out, struct lci_error *err);

/** The key of what lci_ground_ring() leaves of an area. */
struct lci_fingerprint lci_ring_key(struct lci_fingerprint larger, struct lci_fingerprint smaller, struct lci_hasher *hasher);

/** *found: whether the memo has the area, which is then in *out: lci_polygons_fini(). Errors: LCI_E_NOMEM, LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_area_get(struct lci_memo *memo, struct lci_fingerprint key, struct lci_polygons *out, bool *found,
                                          struct lci_error *err);

/** Stores an area: 16 bytes a point, 4 a ring, 4 a polygon, and 20 more. Errors: LCI_E_NOMEM, LCI_E_IO, LCI_E_LIMIT. */
LCI_MUST_USE enum lci_status lci_area_put(struct lci_memo *memo, struct lci_fingerprint key, const struct lci_polygons *area,
                                          struct lci_error *err);

#endif
