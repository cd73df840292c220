/* publish.h - results are built aside and swapped in; the old ones stay if anything fails. */
#ifndef LCI_IO_PUBLISH_H
#define LCI_IO_PUBLISH_H

#include "base/error.h"

enum lci_target_kind {
    LCI_TARGET_FILE,   /* one file, renamed over the old one */
    LCI_TARGET_FOLDER, /* a folder that is one thing, exchanged as a whole */
    LCI_TARGET_FILES /* files in a folder that may hold others too; each renamed over its old one */
};

/**
 * Results on their way. They are built in a private folder ".lifecircle-XXXXXX" beside their place,
 * which is locked while it is used. Folders that killed runs left there are removed when a new one
 * is made. Threads: one thread at a time.
 */
struct lci_publication;

/** Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_publication_new(struct lci_publication **out,
                                                 struct lci_error *err);

/** Removes all that was not published, also parent folders that were made for it. NULL is fine. */
void lci_publication_free(struct lci_publication *publication);

/**
 * Announces a result; missing parent folders are made. *staged (borrowed) is where to build it; of
 * LCI_TARGET_FILES it is an existing empty folder, else nothing exists there. Errors: LCI_E_IO (not
 * writable), LCI_E_CONFIG (in the way: see lci_publish_check), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_publication_add(struct lci_publication *publication,
                                                 const char *path, enum lci_target_kind kind,
                                                 const char **staged, struct lci_error *err);

/**
 * Syncs everything that was built, then renames it into place, then syncs the folders. Each single
 * file or folder is swapped at once; a kill between two of several targets leaves the earlier ones
 * new and the later ones old. Errors: LCI_E_IO.
 */
LCI_MUST_USE enum lci_status lci_publication_commit(struct lci_publication *publication,
                                                    struct lci_error *err);

/** Syncs what a folder holds: names, not contents. Errors: LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_sync_folder(const char *path, struct lci_error *err);

/** Removes a folder of the open folder `parent` (or AT_FDCWD) and what is in it; links are removed, never followed. */
void lci_remove_tree(int parent, const char *name);

/**
 * Removes the folder `name` of `parent` at once for all who look: it gets a private name first. What a kill leaves of it is removed
 * as private folders of killed runs are. What cannot be removed stays as it was.
 */
void lci_remove_at_once(const char *parent, const char *name);

/** Removes what killed runs left in a folder: private folders that nobody has locked. */
void lci_remove_stale(const char *parent);

/**
 * Whether a result could be put at `path`, without touching anything: what is there now is of the
 * right kind and no link, and the nearest existing folder can be written to. Errors: LCI_E_IO,
 * LCI_E_CONFIG, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_publish_check(const char *path, enum lci_target_kind kind,
                                               struct lci_error *err);

#endif
