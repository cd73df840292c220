/* csv_write.h - one table as one CSV file. */
#ifndef LCI_IO_CSV_WRITE_H
#define LCI_IO_CSV_WRITE_H

#include "io/growing_text.h"
#include "io/write.h"

/**
 * Writes a new file: UTF-8 with a byte-order mark, RFC 4180 (CRLF, quotes where needed), numbers
 * with a point. Text that a spreadsheet would take for a formula (it begins with = + - @, a tab or
 * a carriage return) gets a ' before it. Geometry is left out; points get the columns x_m and y_m
 * unless the table has them. Errors: LCI_E_IO (the file exists or cannot be written in full), what
 * table->fill answers, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_csv_write(const struct lci_table *table, const char *path,
                                           struct lci_error *err);

/** Adds a cell of text as in such a file; commas and ends of lines are the caller's. value: shorter than 2 GiB. */
void lci_csv_add_cell(struct lci_growing_text *text, const char *value);

#endif
