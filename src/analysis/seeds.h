/* seeds.h - where the walks to facilities end: what searches start from. */
#ifndef LCI_ANALYSIS_SEEDS_H
#define LCI_ANALYSIS_SEEDS_H

#include <lifecircle/search.h>

#include "analysis/model.h"

/** A growing list of seeds. Zeroes are empty. */
struct lci_seeds {
    struct lci_seed *items;
    size_t count, capacity;
};

/**
 * Adds all ways in of a joined facility, labelled with its number; of one that is not joined none. by_limit: what it falls short of
 * the limit of its category is walked on. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_seeds_add(struct lci_seeds *seeds, const struct lci_facilities *facilities, uint32_t facility,
                                           bool by_limit, struct lci_error *err);
void lci_seeds_fini(struct lci_seeds *seeds);

#endif
