/* sql.h - statements to SQLite, in one line each. */
#ifndef LCI_BASE_SQL_H
#define LCI_BASE_SQL_H

#include <sqlite3.h>
#include <stdbool.h>

/*
 * `format` is that of sqlite3_mprintf(): %w within "double quotes" for the name of a table, %Q for a text. Where a call fails,
 * sqlite3_errmsg() says why. One thread at a time.
 */

/** Runs statements that answer nothing. */
bool lci_sql_run(sqlite3 *database, const char *format, ...);

/** A statement for sqlite3_finalize(), or NULL. */
sqlite3_stmt *lci_sql_prepare(sqlite3 *database, const char *format, ...);

/** Runs a prepared statement that answers nothing; its values stay bound. */
bool lci_sql_step(sqlite3_stmt *statement);

/** A copy of the first value that a query answers, for lci_free(); NULL: it has none, or it failed, or out of memory. */
char *lci_sql_text(sqlite3 *database, const char *format, ...);

/** The first value that a query answers, as a whole number; 0: it has none, or it failed. */
sqlite3_int64 lci_sql_number(sqlite3 *database, const char *format, ...);

#endif
