/* page_rows.h - rows of a table of the result, of the pass that the page is about. */
#ifndef LCI_REPORT_PAGE_ROWS_H
#define LCI_REPORT_PAGE_ROWS_H

#include "report/page.h"

struct lci_page_cell {
    const char *text; /* NULL: empty */
    double real;      /* NAN: no number */
};

/** Rows in the order of the table, in the arena of the page. */
struct lci_page_rows {
    struct lci_page_cell *cells; /* count x column_count */
    uint32_t *fids;              /* count */
    size_t count, column_count;
};

/**
 * Reads the rows whose column `profile` is `profile`, or (NULL) all. columns: column_count names; what the table does not
 * have is empty. Of a table that is not there: no rows. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_page_rows_read(const struct lci_page *page, const char *table, const char *profile,
                                                const char *const *columns, size_t column_count, struct lci_page_rows *out,
                                                struct lci_error *err);

static inline const char *
lci_page_row_text(const struct lci_page_rows *rows, size_t row, size_t column)
{
    return rows->cells[row * rows->column_count + column].text;
}

static inline double
lci_page_row_real(const struct lci_page_rows *rows, size_t row, size_t column)
{
    return rows->cells[row * rows->column_count + column].real;
}

/** Whether a cell holds this text. */
bool lci_page_row_is(const struct lci_page_rows *rows, size_t row, size_t column, const char *text);

#endif
