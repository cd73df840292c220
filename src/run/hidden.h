/* hidden.h - which counts of people and households are not published in T1 to T5. For the files of this module only. */
#ifndef LCI_RUN_HIDDEN_H
#define LCI_RUN_HIDDEN_H

#include "run/job.h"

/**
 * What is hidden of one pass. Decided once for all its tables, over all levels and limits, by the rule that the report goes by too
 * (report/figures_hide.h): what one table hides, no other and no sum of others gives away. Lives in the arena of the pass.
 */
struct lci_hidden;

/** Decides at the first call; later ones answer the same. Errors: LCI_E_NOMEM. Cost: O(units^2 * levels) at the first. */
LCI_MUST_USE enum lci_status lci_job_hidden(struct lci_job *job, const struct lci_hidden **out, struct lci_error *err);

/**
 * Whether a count of a unit, or (unit count) of everything, is hidden: all of a weight; of it what is within a limit of a category;
 * what reaches all categories of a case of a set. weight: LCI_NONE, land, and weights of the configuration's own: never hidden.
 */
bool lci_hidden_whole(const struct lci_hidden *hidden, size_t unit, uint32_t weight);
bool lci_hidden_covered(const struct lci_hidden *hidden, size_t unit, uint32_t category, size_t limit, uint32_t weight);
bool lci_hidden_all_of(const struct lci_hidden *hidden, size_t unit, size_t set_case, uint32_t weight);

/**
 * Whether an indicator of a unit would tell a count that is hidden: it counts or divides by all people of the unit, or is a share
 * of them in a category or set, at whatever limit. Cost: O(quantities + sets + categories).
 */
bool lci_hidden_indicator(const struct lci_hidden *hidden, const struct lci_job *job, const struct lci_indicator *indicator,
                          size_t unit);

/**
 * Which of the gaps of a category, or (category count) of all together, have a count of a weight of every result that is not
 * published: small ones, those of a unit whose figure is hidden, and where that leaves one alone among those of a unit, of
 * which T1 says how many are uncovered, the least other. out: a gap, filled. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_hidden_gaps(const struct lci_hidden *hidden, const struct lci_job *job, size_t category,
                                             uint32_t weight, bool *out, struct lci_error *err);

#endif
