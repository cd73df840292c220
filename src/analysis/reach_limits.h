/* reach_limits.h - the limits of one reach: made, finished and released alike for facilities and
 * categories. */
#ifndef LCI_ANALYSIS_REACH_LIMITS_H
#define LCI_ANALYSIS_REACH_LIMITS_H

#include "analysis/access.h"
#include "geom/geos.h"

/** Makes reach->limits for the limits of reach->category. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_reach_limits_new(const struct lci_access_inputs *inputs,
                                                  struct lci_reach *reach, struct lci_error *err);

/** Cuts the areas to rings where asked for, and measures them. Errors: LCI_E_NOMEM, LCI_E_LIBRARY.
 */
LCI_MUST_USE enum lci_status lci_reach_finish(const struct lci_access_inputs *inputs,
                                              struct lci_geos *geos, struct lci_reach *reach,
                                              struct lci_error *err);

#endif
