/* coverage_parts.h - the steps of lci_coverage_build(). */
#ifndef LCI_ANALYSIS_COVERAGE_PARTS_H
#define LCI_ANALYSIS_COVERAGE_PARTS_H

#include "analysis/coverage.h"

/**
 * Fills out->homes, whole_circle_ratio, weakest and near_network_edge (allocated), and at_least_ratio: out->cases.total numbers a
 * home, as lci_set_cases_measure() makes them. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_home_rows(const struct lci_coverage_inputs *inputs,
                                           struct lci_coverage *out, double *at_least_ratio,
                                           struct lci_error *err);

/** Reports homes on islands. */
LCI_MUST_USE enum lci_status lci_home_rows_report(const struct lci_coverage_inputs *inputs,
                                                  const struct lci_coverage *coverage,
                                                  struct lci_quality *quality,
                                                  struct lci_error *err);

/** Fills out->home_unit and facility_unit, and reports what is in no unit. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_unit_places(const struct lci_coverage_inputs *inputs,
                                             struct lci_quality *quality, struct lci_coverage *out,
                                             struct lci_error *err);

/** Adds all homes up: out->sums. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_unit_sums_build(const struct lci_coverage_inputs *inputs,
                                                 const double *at_least_ratio, struct lci_coverage *out,
                                                 struct lci_error *err);

/** Sums over units, and the rows of every definition. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_unit_rows(const struct lci_coverage_inputs *inputs,
                                           const double *at_least_ratio, struct lci_coverage *out,
                                           struct lci_error *err);

#endif
