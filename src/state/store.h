/* store.h - the state of a run that is repeated: SQLite files beside its results. */
#ifndef LCI_STATE_STORE_H
#define LCI_STATE_STORE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/fingerprint.h"

/**
 * What is known of earlier nights. Nothing in it is needed to be right: without it, or with another one, a night computes
 * everything. What is changed belongs to one transaction, until lci_store_commit() or lci_store_rollback(). One thread at a
 * time; one process (who opens it holds the lock of its folder).
 */
struct lci_store;

enum lci_store_kind {
    LCI_STORE_STATE, /* nights, their sources, files, stages and figures: small, read by others while a night runs */
    LCI_STORE_MEMO   /* values of lci_memo: large, of nights alone */
};

/** What was found when the state was opened. */
enum lci_store_found {
    LCI_STORE_FOUND, /* a state that can be used */
    LCI_STORE_NONE,  /* no file */
    LCI_STORE_OLDER, /* made by an older program, in another form */
    LCI_STORE_NEWER, /* by a newer one */
    LCI_STORE_FOREIGN, /* a file that is no state of nights */
    LCI_STORE_DAMAGED
};

/**
 * Opens the state at `path`. A file that cannot be used is moved aside to "<path>.older", ".newer", ".foreign" or ".damaged"
 * (over what was put there before), and an empty state made; *found says so. All pages of a state are checked; values of a memo
 * have checks of their own. Errors: LCI_E_IO (cannot be read, written or moved: disk full, no rights), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_store_open(const char *path, enum lci_store_kind kind, struct lci_store **out,
                                            enum lci_store_found *found, struct lci_error *err);

/** Opens a state to be looked at, by any number of processes, also while a night runs. Errors: LCI_E_IO (none, or it cannot be
 * read), LCI_E_DATA (older, newer, foreign, damaged), LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_store_open_to_read(const char *path, enum lci_store_kind kind, struct lci_store **out,
                                                    struct lci_error *err);

/** Moves a file that turned out to be damaged aside, as lci_store_open() does; nobody may have it open. Errors: LCI_E_IO,
 * LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_store_set_aside(const char *path, struct lci_error *err);

/** What is not committed is lost. NULL is fine. */
void lci_store_close(struct lci_store *store);

/** Makes what was changed last: synced when it returns. Errors: LCI_E_IO; then nothing of it is there. */
LCI_MUST_USE enum lci_status lci_store_commit(struct lci_store *store, struct lci_error *err);
void lci_store_rollback(struct lci_store *store);

/** "there is none yet", "it was made by an older version", ... for a line of the log. */
const char *lci_store_found_text(enum lci_store_found found);

/** Bytes of the file. */
uint64_t lci_store_bytes(struct lci_store *store);

#endif
