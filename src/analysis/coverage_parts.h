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

/** Makes sums of nothing with the counts of `counts`, whose limit_first, radius_first and limit_radius are copied. Errors:
 * LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_sums_new(const struct lci_sums *counts, struct lci_sums *sums, struct lci_error *err);

/** Adds what is said about one home to `values`, which are laid out as those of `sums`. */
void lci_sums_add_home(const struct lci_coverage_inputs *inputs, const struct lci_sums *sums, size_t home,
                       const double *at_least_ratio, double *values);

/** Adds the people that no home could take. */
void lci_sums_add_unhoused(const struct lci_coverage_inputs *inputs, struct lci_sums *sums);

/** Adds all homes up: out->sums. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_unit_sums_build(const struct lci_coverage_inputs *inputs,
                                                 const double *at_least_ratio, struct lci_coverage *out,
                                                 struct lci_error *err);

/** What lci_supply_rows() adds up from. Zeroes are empty. */
struct lci_supply_sums {
    double *tiers;   /* [((unit * tier_count + tier) * LCI_TIER_PARTS + part) * weight_count + weight] */
    bool **is_with;  /* has_count, each of the facilities of its category; NULL where place is not asked for */
};

/** Fills out->tier_count and tier_ratio. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_tier_rows(const struct lci_coverage_inputs *inputs, struct lci_coverage *out,
                                           struct lci_error *err);

/** Sums of out->tier_ratio over the homes of units. Of nearest nothing is looked at. *sums: lci_supply_sums_fini(). Errors:
 * LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_supply_sums_build(const struct lci_coverage_inputs *inputs, const struct lci_coverage *coverage,
                                                   struct lci_supply_sums *sums, struct lci_error *err);
void lci_supply_sums_fini(const struct lci_coverage_inputs *inputs, struct lci_supply_sums *sums);

/** Where rows go while they are made. */
struct lci_row_list {
    struct lci_coverage *out;
    size_t capacity;
};

/** Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_add_row(struct lci_row_list *list, const struct lci_coverage_row *row, struct lci_error *err);

/** A row of the unit (out->unit_count: everything) with what does not apply left out. */
struct lci_coverage_row lci_row_of(const struct lci_coverage *out, size_t unit, enum lci_definition definition, uint32_t category);

/**
 * The rows of two_tier and of facility_has of one unit, behind those there are. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_supply_rows(const struct lci_coverage_inputs *inputs, struct lci_row_list *list,
                                             const struct lci_supply_sums *sums, size_t unit, struct lci_error *err);

/** The rows of every definition, out of out->sums. Of land only the radii are looked at. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_unit_rows(const struct lci_coverage_inputs *inputs, struct lci_coverage *out,
                                           struct lci_error *err);

#endif
