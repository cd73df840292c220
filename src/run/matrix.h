/* matrix.h - units by categories: the numbers of T1 and T2, and which of them are not published. */
#ifndef LCI_RUN_MATRIX_H
#define LCI_RUN_MATRIX_H

#include "run/sheets.h"

enum lci_matrix_kind { LCI_MATRIX_UNIT, LCI_MATRIX_SUBTOTAL, LCI_MATRIX_OUTSIDE, LCI_MATRIX_TOTAL };

/** A category, or the circle of all. */
struct lci_matrix_group {
    const char *id, *title;
    uint32_t category; /* LCI_NONE: all together */
    double limit_m, limit_min; /* of all rows of the sheet; NAN: of several categories, or passes, that differ */
    double least_ratio; /* of limits by an attribute the smallest as a part of that; else 1 */
    const char *limits_attribute; /* NULL: every facility has the same limit */
    double target_ratio; /* 0: none */
};

struct lci_matrix_row {
    enum lci_matrix_kind kind;
    uint32_t unit;  /* LCI_NONE: none of its own */
    uint32_t above; /* unit that it is summed up in: tier, or subdistrict; LCI_NONE */
    double whole;
    bool whole_is_hidden;
    double *covered;  /* group_count */
    bool *is_hidden;  /* group_count */
    uint32_t *rank;   /* group_count, from 1; 0: none */
};

/** All of it lives in the arena of the pass. */
struct lci_matrix {
    struct lci_job *job;
    uint32_t level, above_level, weight;
    struct lci_matrix_group *groups;
    size_t group_count;
    struct lci_matrix_row *rows; /* units by what they lie in, each followed by its subtotal where there are any; outside; total */
    size_t row_count;
};

/**
 * above_level: of subtotals, and of what is published elsewhere as the sum of units; LCI_NONE: none.
 * finer: a level whose units are published too, so that sums over them must not tell what is hidden there; LCI_NONE: none.
 * Errors: LCI_E_NOMEM, LCI_E_CONFIG.
 */
LCI_MUST_USE enum lci_status lci_matrix_build(struct lci_job *job, uint32_t level, uint32_t above_level, bool subtotals,
                                              uint32_t finer, struct lci_matrix **out, struct lci_error *err);

#endif
