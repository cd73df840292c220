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

/** Homes with their buildings, ready to be asked for points. Immutable once built, share it freely. */
struct lci_points_maker;

/**
 * inputs must outlive the maker. *out: lci_points_maker_free(). Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_points_maker_new(const struct lci_demand_inputs *inputs, struct lci_points_maker **out,
                                                  struct lci_error *err);
void lci_points_maker_free(struct lci_points_maker *maker);

/** About how many points a home will have: its buildings, or the grid squares that its area holds. */
double lci_points_expected(const struct lci_points_maker *maker, size_t home);

/**
 * Points of homes [first, first + count): their buildings', or those of the grid. *out: count entries, lci_home_points_free().
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_CANCELLED.
 */
LCI_MUST_USE enum lci_status lci_points_make(const struct lci_points_maker *maker, size_t first, size_t count,
                                             struct lci_pool *pool, const struct lci_context *context,
                                             struct lci_home_points **out, struct lci_error *err);
void lci_home_points_free(struct lci_home_points *points, size_t home_count);

#endif
