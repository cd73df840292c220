/* xlsx.h - sheets as one workbook. */
#ifndef LCI_REPORT_XLSX_H
#define LCI_REPORT_XLSX_H

#include "report/sheet.h"

/** Rows of one sheet, its heading rows included: what people still look through, and what is read back in seconds. */
enum { LCI_XLSX_MAX_ROWS = 100000 };

/**
 * Writes a new workbook: of each sheet its title and notes, two heading rows that stay in view, then the rows with number formats,
 * those that stand out in bold. Every text is a text, whatever it begins with: there is no formula and no link in the workbook.
 * Rows beyond what a sheet holds are left out, and its last row says how many. Equal sheets give equal bytes.
 *
 * temporary: an existing folder of ours for parts of the workbook; nothing is left there.
 * Errors: LCI_E_IO (cannot be written), LCI_E_NOMEM, LCI_E_LIBRARY, what a table's fill answers. The library below does not tell
 * when the temporary folder is full: read the workbook back.
 */
LCI_MUST_USE enum lci_status lci_xlsx_write(const struct lci_sheet *sheets, size_t sheet_count, const char *path,
                                            const char *temporary, struct lci_error *err);

#endif
