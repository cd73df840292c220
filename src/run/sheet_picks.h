/* sheet_picks.h - sheets that show some columns of a result table. For the files of this module only. */
#ifndef LCI_RUN_SHEET_PICKS_H
#define LCI_RUN_SHEET_PICKS_H

#include "run/sheets.h"

/** A column of a sheet: of the result table that it shows, or made of a row of the job. */
struct lci_pick {
    const char *name;
    struct lci_words heading;
    enum lci_sheet_format format;
    bool counts_people; /* small counts are not published */
    struct lci_words (*make)(const struct lci_job *job, size_t row); /* NULL: the table has a column of that name */
    bool names_unit; /* shown is the name of the unit whose code the table has */
    const bool *hidden; /* a row: is not published, beside small counts; NULL: all are */
};

/**
 * Makes a sheet, of which tab and name are there, of a table: the picks in their order, and where rows have polygons the middle of
 * these. picks: pick_count, live as long as the sheet. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_sheet_picked(struct lci_job *job, const struct lci_table *table, const struct lci_pick *picks,
                                              size_t pick_count, struct lci_sheet *out, struct lci_error *err);

/** Adds picks of the units of a table, code and name of each level, at most two a column of it. How many were added. */
size_t lci_sheet_unit_picks(struct lci_job *job, const struct lci_table *table, struct lci_pick *picks);

#endif
