/* sets.h - several categories together: which of them are asked for, within which limits, and how many a place reaches. */
#ifndef LCI_ANALYSIS_SETS_H
#define LCI_ANALYSIS_SETS_H

#include "analysis/access.h"

/** Categories that make a circle. Borrowed. */
struct lci_category_set {
    const char *id;             /* "all": every category of the run */
    const uint32_t *categories; /* count, at least two; ascending, none twice */
    size_t count;
};

/** A set within one limit of each of its categories. */
struct lci_set_case {
    uint32_t set;        /* index into the sets */
    double limit_m;      /* that all of them have; NAN: each has its own largest one */
    const size_t *limit; /* of each category of the set, its place among the limits of that category */
    size_t first;        /* of its count + 1 numbers, "at least k" for k from 0, among those of all cases */
};

/** All cases: of every set its largest limits, then every smaller limit that its categories have in common. */
struct lci_set_cases {
    const struct lci_category_set *sets; /* set_count; the first is "all" where there are several categories */
    size_t set_count;
    const struct lci_set_case *items;
    size_t count, total; /* total: numbers of all cases */
    struct lci_arena arena;
};

/** sets: set_count named sets, copied but for their categories and texts. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_set_cases_build(const struct lci_access_inputs *inputs, const struct lci_category_set *sets,
                                                 size_t set_count, struct lci_set_cases *out, struct lci_error *err);
void lci_set_cases_fini(struct lci_set_cases *cases);

/**
 * For every case and k the share of a home's demand that reaches k categories of the set or more, decided point by point.
 * at_least_ratio: cases->total.
 */
void lci_set_cases_measure(const struct lci_set_cases *cases, const struct lci_demand *demand, const struct lci_nearest *nearest,
                           size_t home, double *at_least_ratio);

#endif
