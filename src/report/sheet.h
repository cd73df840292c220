/* sheet.h - a table as people read it: headings in two languages, number formats, rows that stand out. */
#ifndef LCI_REPORT_SHEET_H
#define LCI_REPORT_SHEET_H

#include "io/write.h"

enum lci_sheet_format {
    LCI_SHEET_PLAIN,   /* text, or a number as it is */
    LCI_SHEET_COUNT,   /* 12,345 */
    LCI_SHEET_DECIMAL, /* 12,345.6 */
    LCI_SHEET_FACTOR,  /* 12,345.67 */
    LCI_SHEET_PERCENT  /* in per cent: 12.34; the heading says so */
};

/**
 * A null cell of `table` may have a text, which is shown instead of the number: "n/a", "*". Everything is borrowed.
 */
struct lci_sheet {
    const char *tab; /* name on the tab: at most 31 characters, none of []:*?/\ */
    const char *title;
    const char *const *notes; /* note_count: under the title */
    size_t note_count;
    struct lci_table table;   /* its columns are the names for programs */
    const char *const *headings; /* column_count: for people, above those names */
    const enum lci_sheet_format *formats; /* column_count */
    size_t frozen_columns;
};

#endif
