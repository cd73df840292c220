/* reach_areas.h - the areas of single facilities: those that a memo has are taken from it, the others drawn. */
#ifndef LCI_ANALYSIS_REACH_AREAS_H
#define LCI_ANALYSIS_REACH_AREAS_H

#include "analysis/access.h"

/** Means to draw them. */
struct lci_reach_areas;

/**
 * searches: worker_count, one a worker, whose last run is not kept; borrowed, as inputs are. Errors: LCI_E_NOMEM. Cost: with a memo
 * that of lci_ground_prints_new().
 */
LCI_MUST_USE enum lci_status lci_reach_areas_new(const struct lci_access_inputs *inputs, struct lci_search *const *searches,
                                                 unsigned worker_count, struct lci_reach_areas **out, struct lci_error *err);
void lci_reach_areas_free(struct lci_reach_areas *areas);

/**
 * Finds the keys of a facility's areas; without a memo it does nothing. reach: with limits. Threads: one a worker. Errors:
 * LCI_E_NOMEM. Cost: a search a limit, and O(streets and barriers around what is reached).
 */
LCI_MUST_USE enum lci_status lci_reach_areas_plan(const struct lci_reach_areas *areas, unsigned worker, struct lci_reach *reach,
                                                  struct lci_error *err);

/**
 * Fills in the areas of facilities (reach_count) that are planned: those that the memo has, in order; the others are drawn in the
 * pool and handed in, in order. Ground is divided only where one of these may have a part. Errors: LCI_E_NOMEM, LCI_E_LIMIT,
 * LCI_E_LIBRARY, LCI_E_CANCELLED, LCI_E_IO.
 */
LCI_MUST_USE enum lci_status lci_reach_areas_complete(struct lci_reach_areas *areas, struct lci_pool *pool,
                                                      const struct lci_context *context, struct lci_reach *reaches,
                                                      size_t reach_count, struct lci_error *err);

#endif
