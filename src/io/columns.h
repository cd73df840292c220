/* columns.h - building the columns of a table and filling its cells in the same order. */
#ifndef LCI_IO_COLUMNS_H
#define LCI_IO_COLUMNS_H

#include "base/alloc.h"
#include "io/write.h"

/** Columns as they grow. Texts and array live in the arena; `failed` is set when memory runs out. */
struct lci_columns {
    struct lci_arena *arena;
    struct lci_column *items; /* in the arena, in the end */
    size_t count, capacity;
    bool failed;
};

/** Adds a column; the name is formatted, the description is borrowed. */
void lci_columns_add(struct lci_columns *columns, enum lci_column_kind kind,
                     const char *description, const char *name, ...) LCI_PRINTF(4, 5);

/** Adds a list of columns; descriptions are borrowed. */
void lci_columns_add_list(struct lci_columns *columns, const struct lci_column *items, size_t count);

/**
 * Adds a column of text for each attribute, named as it is; "given_" comes before a name that is taken, by a column so far or by
 * what formats call their own columns. Call it last.
 */
void lci_columns_add_attributes(struct lci_columns *columns, const char *const *names, size_t count);

/** Moves the columns into the table. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_columns_finish(struct lci_columns *columns,
                                                struct lci_table *table, struct lci_error *err);

/** The cells of a row, filled from left to right. */
struct lci_cells {
    struct lci_value *values;
    size_t next;
};

void lci_cell_null(struct lci_cells *cells);
void lci_cell_text(struct lci_cells *cells, const char *text); /* NULL: null */
void lci_cell_integer(struct lci_cells *cells, int64_t value);
void lci_cell_number(struct lci_cells *cells,
                     double value); /* to 6 decimals; null where not finite */
void lci_cell_m(struct lci_cells *cells,
                double value); /* metres, square metres, minutes: to 3 decimals */
void lci_cell_ratio(struct lci_cells *cells,
                    double value); /* to 6 decimals; 0 and 1 only where they are exact */
void lci_cell_share(struct lci_cells *cells, double numerator,
                    double denominator); /* null where 0 of 0 */

/** The cells of the attributes: count texts, or NULL for none of them. */
void lci_cell_attributes(struct lci_cells *cells, const char *const *texts, size_t count);

#endif
