/* pg_rows.h - a table of a GeoPackage into one of a PostgreSQL server. */
#ifndef LCI_IO_PG_ROWS_H
#define LCI_IO_PG_ROWS_H

#include <sqlite3.h>

#include "io/pg_door.h"

/** What a comment on a table of ours begins with. */
#define LCI_PG_MARK "lifecircle: "

/** Which table, and where to. */
struct lci_pg_table {
    const char *name;   /* there and here */
    const char *schema; /* where it is made */
    const char *system; /* number of the server's system for the GeoPackage's; not looked at where the table has no geometry */
};

/**
 * Makes the table and fills it by COPY: columns, rows and comments as they stand in the GeoPackage, `fid` the primary key,
 * geometry with an index; then counts the rows of both. In the transaction that is open. What fails leaves that to be rolled
 * back. is_stopped(user), which may be NULL, is asked now and then. Errors: LCI_E_IO, LCI_E_CONFIG (a column's name is longer
 * than the server's names are), LCI_E_CANCELLED, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_pg_put_table(PGconn *server, sqlite3 *database, const struct lci_pg_table *table,
                                              bool (*is_stopped)(void *user), void *user, struct lci_error *err);

#endif
