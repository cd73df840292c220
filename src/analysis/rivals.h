/* rivals.h - which facilities of a category may be nearer than another somewhere within a limit. */
#ifndef LCI_ANALYSIS_RIVALS_H
#define LCI_ANALYSIS_RIVALS_H

#include "analysis/access.h"
#include "analysis/seeds.h"

/** The joined facilities by category and x. Immutable once built, share it freely. */
struct lci_rivals;

/** inputs must outlive it. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_rivals_new(const struct lci_access_inputs *inputs,
                                            struct lci_rivals **out, struct lci_error *err);
void lci_rivals_free(struct lci_rivals *rivals);

/**
 * Seeds of `facility` and of all of its category that a place within limit_mm of it can be nearer
 * to: whoever is within twice the limit in a straight line (farther, where ways are cheaper than
 * their length). They replace what *seeds held. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_rivals_seeds(const struct lci_rivals *rivals, uint32_t facility,
                                              uint32_t limit_mm, struct lci_seeds *seeds,
                                              struct lci_error *err);

#endif
