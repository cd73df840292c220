/* json_rows.h - lists of objects in a JSON document as rows, by the JSON functions of SQLite. */
#ifndef LCI_IO_JSON_ROWS_H
#define LCI_IO_JSON_ROWS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/** A document that was read whole. One thread at a time, its rows with it. */
struct lci_json;

/**
 * Reads a file, whose path is borrowed. *out is NULL where there is none. Errors: LCI_E_IO, LCI_E_DATA (no JSON, or larger than
 * 256 MiB), LCI_E_NOMEM. Memory: twice the file.
 */
LCI_MUST_USE enum lci_status lci_json_open(const char *path, struct lci_json **out, struct lci_error *err);
void lci_json_close(struct lci_json *json);

/** Objects of a list, in its order. Close them before their document. */
struct lci_json_rows;

enum { LCI_JSON_MOST_MEMBERS = 24 };

/**
 * list: the path of a list, "$.causes.shares" (where there is no such thing: no rows); NULL: the document is the only row.
 * members: count (at most LCI_JSON_MOST_MEMBERS) paths within an object, "$.numerator.old". Both of the program's own, kept
 * until the rows are freed. Errors: LCI_E_DATA, LCI_E_NOMEM. Source of the paths: SQLite, "JSON Functions And Operators", 3.3.
 */
LCI_MUST_USE enum lci_status lci_json_rows_new(struct lci_json *json, const char *list, const char *const *members, size_t count,
                                               struct lci_json_rows **out, struct lci_error *err);
void lci_json_rows_free(struct lci_json_rows *rows);

/** Goes to the next row; *is_there is false after the last one. Errors: LCI_E_DATA. */
LCI_MUST_USE enum lci_status lci_json_next(struct lci_json_rows *rows, bool *is_there, struct lci_error *err);

/** A member of the row: a text, borrowed until the next row (NULL: there is none); a number (NAN: there is none). */
const char *lci_json_text_at(struct lci_json_rows *rows, size_t member);
double lci_json_real_at(struct lci_json_rows *rows, size_t member);

#endif
