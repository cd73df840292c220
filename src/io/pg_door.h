/* pg_door.h - statements to a PostgreSQL server. For pg_*.c only. */
#ifndef LCI_IO_PG_DOOR_H
#define LCI_IO_PG_DOOR_H

#include <libpq-fe.h>
#include <stdbool.h>

#include "base/alloc.h"
#include "base/error.h"

/**
 * Connects; a server that does not answer within ten seconds is given up unless the connection says otherwise. Texts are UTF-8,
 * and the server's notices go nowhere. lci_pg_close(). Errors: LCI_E_IO, which says where, never a password: there is none in
 * `connection`.
 */
LCI_MUST_USE enum lci_status lci_pg_open(const char *connection, PGconn **out, struct lci_error *err);
void lci_pg_close(PGconn *server);

/** LCI_E_IO with what the server said of `result` (or of the connection, where that is NULL), in one line. */
LCI_MUST_USE enum lci_status lci_pg_fail(PGconn *server, const PGresult *result, struct lci_error *err);

/** Runs a text with one or more statements; those that answer are taken for done. Errors: LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_pg_run(PGconn *server, const char *sql, struct lci_error *err);

/**
 * The first value that a query answers to `words` ($1, $2, ... of the query, word_count of them), in the arena; NULL if it has
 * none. Errors: LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_pg_ask(PGconn *server, const char *sql, const char *const *words, size_t word_count,
                                        struct lci_arena *arena, const char **out, struct lci_error *err);

/** As lci_sql_text() formats (%Q, %w, %s, %d), in the arena; NULL: out of memory. A text with a backslash is right too: servers
 * take them as they are (standard_conforming_strings). */
const char *lci_pg_format(struct lci_arena *arena, const char *format, ...);

#endif
