/* homes.h - what of a home is read from both results, for the files that compare and write homes. */
#ifndef LCI_DIFF_HOMES_H
#define LCI_DIFF_HOMES_H

#include "diff/job.h"

/* Columns of the cursors of a pass: these, then unit_count units, further weights, three a category, one a measure. */
enum lci_diff_home_column {
    LCI_HOME_ID,
    LCI_HOME_NAME,
    LCI_HOME_GEOM,
    LCI_HOME_WALLED,
    LCI_HOME_FIRST_WEIGHT,
    LCI_HOME_FIRST_UNIT = LCI_HOME_FIRST_WEIGHT + LCI_DIFF_WEIGHTS
};

enum lci_diff_category_column { LCI_HOME_STATUS, LCI_HOME_NEAREST_M, LCI_HOME_FACILITY_ID, LCI_HOME_CATEGORY_COLUMNS };

static inline size_t
lci_diff_further_column(const struct lci_diff_home_pass *pass, size_t further)
{
    return LCI_HOME_FIRST_UNIT + pass->unit_count + further;
}

static inline size_t
lci_diff_category_column(const struct lci_diff_home_pass *pass, size_t category, enum lci_diff_category_column column)
{
    return lci_diff_further_column(pass, pass->further_count) + category * LCI_HOME_CATEGORY_COLUMNS + column;
}

static inline size_t
lci_diff_ratio_column(const struct lci_diff_home_pass *pass, size_t measure)
{
    return lci_diff_category_column(pass, pass->category_count, LCI_HOME_STATUS) + measure;
}

/** Finds what both results say about the homes of pass `index`. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_diff_home_pass(struct lci_diff_job *job, size_t index, struct lci_error *err);

/**
 * Whether the home that the cursors stand on was handed in differently; text (size bytes): by what, "outline households". False
 * where it is in one result only.
 */
bool lci_diff_home_fields(const struct lci_diff_home_pass *pass, struct lci_diff_cursors *cursors, char *text, size_t size);

#endif
