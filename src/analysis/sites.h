/* sites.h - facilities that share one site: several functions in one building are one building. */
#ifndef LCI_ANALYSIS_SITES_H
#define LCI_ANALYSIS_SITES_H

#include "analysis/model.h"
#include "base/metric.h"

/**
 * site_of[i] becomes the least index of a facility on the site of facility i, of any category; i itself where it stands alone.
 *
 * One site are those with the same text in the attribute `site`; and those of which not both have one that lie within
 * tolerance_m of each other and have the same attribute `address`, or where neither has an address the same name. Sites of
 * different text are never one, whatever lies between them. facilities: after the check. site_of: facility count.
 * Errors: LCI_E_NOMEM. Cost: O(n log n) but for many of one address within tolerance_m.
 */
LCI_MUST_USE enum lci_status lci_sites_build(const struct lci_facilities *facilities, const struct lci_metric *metric,
                                             double tolerance_m, uint32_t *site_of, struct lci_error *err);

#endif
