/* sheet.h - tables as people read them: headings, number formats, rows that stand out; and a workbook of them. */
#ifndef LCI_REPORT_SHEET_H
#define LCI_REPORT_SHEET_H

#include "io/write.h"

enum lci_sheet_format {
    LCI_SHEET_PLAIN,   /* text, or a number as it is */
    LCI_SHEET_COUNT,   /* 12,345 */
    LCI_SHEET_DECIMAL, /* 12,345.6 */
    LCI_SHEET_FACTOR,  /* 12,345.67 */
    LCI_SHEET_PERCENT, /* in per cent: 12.34; the heading says so */
    LCI_SHEET_SHARE,   /* the same, of people or ground that is covered: coloured by its class */
    LCI_SHEET_VERDICT  /* text: whether a target is met, coloured */
};

/** What stands above a column for people, and how its cells look. */
struct lci_sheet_head {
    const char *heading;      /* the whole of it */
    const char *group, *rest; /* its first part, which it shares with its neighbours, and what is left; group NULL: there is none */
    const char *rest_name;    /* the same of the name for programs */
    enum lci_sheet_format format;
};

/**
 * A null cell of `table` may have a text, which is shown instead of the number: "n/a", "*". Everything is borrowed.
 */
struct lci_sheet {
    const char *tab; /* name on the tab: at most 31 characters, none of []:*?/\ */
    const char *title;
    const char *row; /* what a row is */
    const char *const *notes; /* note_count: the first under the title, the others below the rows */
    size_t note_count;
    struct lci_table table;   /* its columns are the names for programs */
    const struct lci_sheet_head *heads; /* column_count */
    size_t frozen_columns;
};

/** A line of the cover: "Standard", "pudong-2025". value: "" where nothing is said yet; on paper it can be written there. */
struct lci_cover_line {
    const char *label, *value;
};

/** The first sheet of a workbook. Everything is borrowed. */
struct lci_cover {
    const char *title, *subtitle; /* subtitle NULL: none */
    const char *stamp;            /* who may see it; also on every printed page. NULL: none */
    const struct lci_cover_line *lines; /* line_count: where the tables come from */
    size_t line_count;
    const struct lci_cover_line *marks; /* mark_count: what "n/a", "*" and the like mean */
    size_t mark_count;
};

/** Sheets in their order, behind a cover that links to each. */
struct lci_workbook {
    const struct lci_sheet *sheets; /* sheet_count */
    size_t sheet_count;
    struct lci_cover cover;
    bool english; /* the words of the workbook itself: list of sheets, pages */
};

#endif
