/* store_internal.h - what the tables of the state share. For src/state only. */
#ifndef LCI_STATE_STORE_INTERNAL_H
#define LCI_STATE_STORE_INTERNAL_H

#include "base/alloc.h"
#include "base/sql.h"
#include "state/store.h"

struct lci_store {
    sqlite3 *database;
    char *path;
    enum lci_store_kind kind;
    bool in_transaction;
};

/** Begins a transaction unless one is under way. */
LCI_MUST_USE enum lci_status lci_store_begin(struct lci_store *store, struct lci_error *err);

/** "<path>: cannot be read or written: <what SQLite says>". Answers LCI_E_NOMEM or LCI_E_IO. */
enum lci_status lci_store_fail(struct lci_store *store, struct lci_error *err);

/** Ends a statement, which may be NULL: done says whether it did what it should. Answers LCI_OK, or as lci_store_fail(). */
enum lci_status lci_store_finish(struct lci_store *store, sqlite3_stmt *statement, bool done, struct lci_error *err);

/** A text of a row in the arena; NULL of null. *failed becomes true where memory ran out. */
const char *lci_store_text(sqlite3_stmt *statement, int column, struct lci_arena *arena, bool *failed);

#endif
