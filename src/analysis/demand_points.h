/* demand_points.h - where the people of each home are taken to be, before anything joins the
 * network. */
#ifndef LCI_ANALYSIS_DEMAND_POINTS_H
#define LCI_ANALYSIS_DEMAND_POINTS_H

#include "analysis/demand.h"

/** Points and shares of one home. */
struct lci_home_points {
    double (*xy_m)[2];
    uint64_t *share;
    size_t count;
};

/**
 * Points of every home: its buildings', or those of the grid. *out: home count entries,
 * lci_home_points_free(). Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_CANCELLED.
 */
LCI_MUST_USE enum lci_status lci_home_points_build(const struct lci_demand_inputs *inputs,
                                                   struct lci_pool *pool,
                                                   const struct lci_context *context,
                                                   struct lci_home_points **out,
                                                   struct lci_error *err);
void lci_home_points_free(struct lci_home_points *points, size_t home_count);

#endif
