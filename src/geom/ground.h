/* ground.h - the partition of ground among streets, and service areas drawn from it (contract, section 6). */
#ifndef LCI_GEOM_GROUND_H
#define LCI_GEOM_GROUND_H

#include <lifecircle/search.h>
#include <lifecircle/service_area.h>

#include "base/error.h"
#include "geom/zones.h"
#include "network/join.h"

/**
 * The ground of a network: squares with the streets that may be nearest there. Squares are made when an area first
 * needs them and kept. Threads: one ground per worker.
 */
struct lci_ground;

struct lci_ground_options {
    double area_tolerance_m; /* a drawn border is nowhere farther from the true one */
    double min_hole_m2;      /* holes below this are filled; 0: none */
    const struct lci_zones *zones; /* homes with private ways; NULL: none; must outlive the ground */
};

/** index must outlive the ground. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_ground_new(const struct lci_join_index *index,
                                            const struct lci_ground_options *options,
                                            struct lci_ground **out, struct lci_error *err);
void lci_ground_free(struct lci_ground *ground);

/**
 * The places whose walk to the seeds of the last run of `search` is at most limit_mm: of the seed with `label` only, or of
 * any where label is LCI_NONE. limit_mm must not be above the limit of that run.
 * *out: lci_polygons_fini(); empty where nothing is reached.
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT.
 * Cost: O(border length / area_tolerance_m + squares within reach).
 */
LCI_MUST_USE enum lci_status lci_ground_area(struct lci_ground *ground,
                                             const struct lci_search *search, uint32_t label,
                                             uint32_t limit_mm, struct lci_polygons *out,
                                             struct lci_error *err);

#endif
