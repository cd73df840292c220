/* compose.h - one coverage of several passes: of each home what its own pass says, and the units summed again. */
#ifndef LCI_ANALYSIS_COMPOSE_H
#define LCI_ANALYSIS_COMPOSE_H

#include "analysis/coverage.h"

/** A pass as it was built, with its ratios. */
struct lci_compose_part {
    const struct lci_coverage_inputs *inputs;
    const struct lci_coverage *coverage;
};

/** Borrowed. All parts have the same homes, units and categories, and as many limits of each; limits and walks differ. */
struct lci_compose_inputs {
    const struct lci_compose_part *parts; /* part_count, at least one */
    size_t part_count;
    const uint32_t *home_part; /* home count: which part says what there is to say about a home */
    const uint32_t *unit_part; /* unit count: which part says what its origin reaches */
    const bool *is_used;       /* part_count: some home or unit goes by it; one of them at least */
};

/** What was composed. Rows of homes borrow from the parts. */
struct lci_composed {
    struct lci_coverage coverage;
    struct lci_access_category *categories; /* limits and radius in metres where all used parts agree, else NAN */
};

/**
 * The coverage where every home goes by its own part: its rows are those of that part, and sums and rows of units are made of them
 * anew, in the order of the homes. Sets of categories are there within their largest limits, and within the smaller ones that
 * all used parts have in the same places. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_coverage_compose(const struct lci_compose_inputs *inputs, struct lci_composed *out,
                                                  struct lci_error *err);
void lci_composed_fini(struct lci_composed *composed);

#endif
