/* reach_limits.h - the limits of one reach: made, finished and released alike for facilities and
 * categories. */
#ifndef LCI_ANALYSIS_REACH_LIMITS_H
#define LCI_ANALYSIS_REACH_LIMITS_H

#include "analysis/access.h"
#include "geom/ground.h"

/** Makes reach->limits for the limits of reach->category. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_reach_limits_new(const struct lci_access_inputs *inputs,
                                                  struct lci_reach *reach, struct lci_error *err);

/**
 * Cuts areas to rings where asked for, on the ground that drew them (NULL: there are none), and measures them. Areas from a memo
 * are rings already.
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_LIBRARY.
 */
LCI_MUST_USE enum lci_status lci_reach_finish(const struct lci_access_inputs *inputs,
                                              struct lci_ground *ground, struct lci_reach *reach,
                                              struct lci_error *err);

#endif
