/* gate_band.h - homes whose gates are not known: the best and the worst that one gate could mean, over all places for it. */
#ifndef LCI_ANALYSIS_GATE_BAND_H
#define LCI_ANALYSIS_GATE_BAND_H

#include "analysis/access.h"
#include "analysis/demand_points.h"
#include "analysis/gate_trials.h"

struct lci_gate_band_inputs {
    const struct lci_gate_trials *trials;
    const struct lci_walled *walled; /* of trials->all */
    const struct lci_access_inputs *access; /* with facilities joined, and a network, where all these homes are walled */
    const struct lci_demand_inputs *demand; /* homes, housing and sample_m are used */
};

/** Index of a row: a home in the band. Ratios by all limits of all categories, walks by category. */
struct lci_gate_band {
    uint32_t *homes;       /* home_count */
    uint32_t *place_count; /* home_count: places for a gate that join a street */
    size_t home_count, category_count, limit_total;
    size_t *limit_first;                 /* category_count + 1 */
    double *worst_ratio, *best_ratio;    /* [row * limit_total + limit_first[category] + limit] */
    double *worst_m, *best_m;            /* [row * category_count + category]: mean walk to the nearest; NAN: none */
};

/**
 * Tries each place as the only gate of its part of the home. Ratios and walks each have their own best and worst place; a place
 * that joins no street is no place for a gate. Several parts have a gate each. Errors: LCI_E_NOMEM, LCI_E_CANCELLED. The same for
 * any number of threads. Cost: a search a category, and of each home points times places.
 */
LCI_MUST_USE enum lci_status lci_gate_band_build(const struct lci_gate_band_inputs *inputs, struct lci_pool *pool,
                                                 const struct lci_context *context, struct lci_gate_band *out,
                                                 struct lci_error *err);
void lci_gate_band_fini(struct lci_gate_band *band);

#endif
