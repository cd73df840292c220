/* limit_rows.h - tables with a row a unit, limit of a category, and weight: their rows, first cells and columns. */
#ifndef LCI_RUN_LIMIT_ROWS_H
#define LCI_RUN_LIMIT_ROWS_H

#include "run/tables.h"

/** Everything first, then each unit; of each every limit of every category; of each land, if asked for, and the weights that some
 * home has. In the arena of the job. */
struct lci_limit_rows {
    struct lci_job *job;
    uint32_t *measures; /* measure_count: weights; LCI_NONE: land */
    size_t measure_count, limit_total, row_count;
};

/** One of the rows. */
struct lci_limit_row {
    size_t place;      /* 0: everything, then 1 + the unit */
    size_t unit;       /* as sums know it: unit count for everything */
    size_t limit_at;   /* of the limits of all categories */
    uint32_t category;
    size_t limit;      /* of the category */
    size_t measure_at; /* of the measures */
    uint32_t measure;
};

/** table: for the message. *out lives in the arena of the job. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_limit_rows_make(struct lci_job *job, bool with_land, const char *table,
                                                 struct lci_limit_rows **out, struct lci_error *err);
struct lci_limit_row lci_limit_rows_at(const struct lci_limit_rows *rows, size_t index);

/** Fills the first cells of a row, up to the weight, and adds their columns. limit, weight: what these two columns say. */
void lci_limit_row_fill(const struct lci_limit_rows *rows, const struct lci_limit_row *row, struct lci_cells *cells);
void lci_limit_row_columns(struct lci_columns *columns, const char *limit, const char *weight);

#endif
