/* gate_places.h - places along the outlines of walled homes where one more gate might be, with the walks inside to each. */
#ifndef LCI_ANALYSIS_GATE_PLACES_H
#define LCI_ANALYSIS_GATE_PLACES_H

#include "analysis/access.h"
#include "base/pool.h"

/** Those of one part of a home, along its outer ring. None where the home was not asked about. */
struct lci_gate_places {
    size_t count;
    double (*at_m)[2];
    struct lci_join *joins; /* the streets from there; edge LCI_NONE: none */
    uint32_t *walk_mm;      /* [demand point of the home * count + place]; LCI_NONE: no walk */
};

/**
 * Places at equal distances, 48 or one more a part, not nearer to each other than 5 m; none of a home without a bit in `wanted`
 * (home_count) or that is not walled. *out: one entry a part of the homes' shapes, for lci_gate_places_free(). Errors: LCI_E_NOMEM,
 * LCI_E_CANCELLED. The same for any number of threads.
 * Cost: for each place a join and a search inside, for each demand point of the home a line of sight to each place (geom/inside.h).
 * Memory: 4 bytes a demand point and place.
 */
LCI_MUST_USE enum lci_status lci_gate_places_build(const struct lci_access_inputs *access, const bool *wanted,
                                                   struct lci_pool *pool, const struct lci_context *context,
                                                   struct lci_gate_places **out, struct lci_error *err);
void lci_gate_places_free(struct lci_gate_places *places, size_t part_count);

#endif
