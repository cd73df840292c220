/* xlsx_layout.h - how a sheet is laid out: widths of columns, lines of its head, and the pages that it is printed on. */
#ifndef LCI_REPORT_XLSX_LAYOUT_H
#define LCI_REPORT_XLSX_LAYOUT_H

#include <stdbool.h>
#include <stdint.h>

#include "report/sheet.h"

/** Zeroes are an empty one. Release with lci_xlsx_layout_fini(). */
struct lci_xlsx_layout {
    double *widths; /* column_count: in Latin digits */
    bool *wraps;    /* column_count: its texts are longer than a column may be wide, and go over several lines */
    bool has_groups;
    size_t group_lines, heading_lines; /* of the rows above the columns */
    size_t text_end; /* title and notes go over the columns before it, which are on the first page and on all beside it */
    double text_width;
    bool on_a3; /* else A4, both across */
    uint16_t pages_beside;  /* what its columns are fitted to; 0: pages begin at `breaks`, at the scale */
    uint16_t scale_percent;
    uint16_t *breaks; /* break_count: columns that begin a page; and a 0 behind them */
    size_t break_count;
};

/**
 * Lays a sheet out by what its cells hold: every row is filled once.
 * Errors: LCI_E_NOMEM, what the table's fill answers. Cost: O(rows * columns).
 */
LCI_MUST_USE enum lci_status lci_xlsx_layout_make(const struct lci_sheet *sheet, struct lci_xlsx_layout *out,
                                                  struct lci_error *err);

void lci_xlsx_layout_fini(struct lci_xlsx_layout *layout);

#endif
