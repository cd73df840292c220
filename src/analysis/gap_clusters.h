/* gap_clusters.h - which homes hang together by their uncovered demand points. */
#ifndef LCI_ANALYSIS_GAP_CLUSTERS_H
#define LCI_ANALYSIS_GAP_CLUSTERS_H

#include "analysis/demand.h"

/**
 * Joins homes with a point of the list within link_m of one of the other's, and homes so joined to one another.
 *
 * points:  point_count demand points; demand keeps places. link_m: map metres, above 0.
 * cluster: home_count; gets the lowest home of its cluster for each home with a point in the list, LCI_NONE for the others.
 * Errors: LCI_E_NOMEM. Cost: O(n log n) for n points; points of one cell are not compared with each other.
 */
LCI_MUST_USE enum lci_status lci_gap_clusters(const struct lci_demand *demand, const uint32_t *points, size_t point_count,
                                              double link_m, uint32_t *cluster, struct lci_error *err);

#endif
