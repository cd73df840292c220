/* store_internal.h - what the tables of the state share. For src/state only. */
#ifndef LCI_STATE_STORE_INTERNAL_H
#define LCI_STATE_STORE_INTERNAL_H

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

#endif
