/* inputs.h - the checks that rows of all sources go through together: repeats, weights, order. */
#ifndef LCI_ANALYSIS_INPUTS_H
#define LCI_ANALYSIS_INPUTS_H

#include "analysis/model.h"
#include "base/metric.h"
#include "base/pool.h"
#include "base/quality.h"

/**
 * Sorts the facilities, drops the repeats (contract, section 7) and fills category_first.
 *
 * A repeat has, in the same category, the same id (both from a column), or the same name (not "")
 * within 1 m on the ground. The first by id, then by x and y, stays; quality gets a row
 * `duplicate_facility` about each of the two (an error where equal ids lie farther apart than 1 m).
 * Ids that are the driver's numbers get their source's label before them where they repeat another
 * of their category. category_count: facilities' categories are below it. Errors: LCI_E_NOMEM.
 * Cost: O(n log n) but for more than a few of one name in one place.
 */
LCI_MUST_USE enum lci_status lci_facilities_check(struct lci_facilities *facilities,
                                                  size_t category_count,
                                                  const struct lci_metric *metric,
                                                  struct lci_quality *quality,
                                                  struct lci_error *err);

/**
 * Moves the facilities whose state is not LCI_FACILITY_COUNTS into `idle` (empty before), in their order, so that whatever
 * goes through `facilities` counts them all. Both are left sorted, with category_first. Texts stay those of `facilities`,
 * which must outlive `idle`. Errors: LCI_E_NOMEM (then nothing is moved).
 */
LCI_MUST_USE enum lci_status lci_facilities_split(struct lci_facilities *facilities, struct lci_facilities *idle,
                                                  struct lci_error *err);

/**
 * Joins every facility to the network and reports those not joined (error `facility_not_joined`)
 * and those with a leg over 50 m (warning `facility_far_from_street`). Errors: LCI_E_NOMEM,
 * LCI_E_CANCELLED.
 */
LCI_MUST_USE enum lci_status
lci_facilities_join(struct lci_facilities *facilities, const struct lci_join_index *index,
                    double off_street_m, struct lci_pool *pool, const struct lci_context *context,
                    struct lci_quality *quality, struct lci_error *err);

/**
 * Sorts the homes; reports repeated ids (error `duplicate_id`; all stay), empty, negative and NaN
 * weights (warning `weight_not_usable`; they count 0), and homes without geometry (error
 * `no_geometry`; they stay, as invalid). Empty weights that may come from elsewhere (homes->filling) wait for
 * lci_homes_check_filled().
 */
LCI_MUST_USE enum lci_status lci_homes_check(struct lci_homes *homes, struct lci_quality *quality,
                                             struct lci_error *err);

/**
 * Reports what still has no number after everything that might have given one (warning `weight_not_usable`). Errors:
 * LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_homes_check_filled(const struct lci_homes *homes, struct lci_quality *quality,
                                                    struct lci_error *err);

/**
 * Sorts the units and finds the unit above each: by parent_code, else the unit of the next level up
 * that holds its place. Reports repeated codes of a level (error `duplicate_id`; the later ones are
 * dropped), unknown parents, units that the unit their code puts them under does not hold (warning
 * `outside_parent`) and empty shapes.
 */
LCI_MUST_USE enum lci_status lci_units_check(struct lci_units *units, struct lci_quality *quality,
                                             struct lci_error *err);

/** The unit of that code, of the lowest level that has one; LCI_NONE: none. After the check. Cost: O(log n) a level. */
uint32_t lci_unit_by_code(const struct lci_units *units, const char *code);

#endif
