/* xlsx.h - a workbook of tables. */
#ifndef LCI_REPORT_XLSX_H
#define LCI_REPORT_XLSX_H

#include "report/sheet.h"

/** Rows of one sheet, those above the table included: what people still look through, and what is read back in seconds. */
enum { LCI_XLSX_MAX_ROWS = 100000 };

/**
 * Writes a new workbook: a cover that links to every sheet; then of each sheet its title, first note and headings, which stay in
 * view and are repeated on every printed page, the rows with number formats, those that stand out in bold, shares and verdicts in
 * colour, and further notes below. Every text is a text, whatever it begins with: there is no formula in the workbook, and no link
 * that leads out of it. Rows beyond what a sheet holds are left out, and a note says how many. Equal workbooks give equal bytes.
 *
 * temporary: an existing folder of ours for parts of the workbook; nothing is left there.
 * Errors: LCI_E_IO (cannot be written), LCI_E_NOMEM, LCI_E_LIBRARY, what a table's fill answers. The library below does not tell
 * when the temporary folder is full: read the workbook back. Cost: every row is filled twice, once to measure it.
 */
LCI_MUST_USE enum lci_status lci_xlsx_write(const struct lci_workbook *workbook, const char *path, const char *temporary,
                                            struct lci_error *err);

#endif
