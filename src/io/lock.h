/* lock.h - one run at a time. */
#ifndef LCI_IO_LOCK_H
#define LCI_IO_LOCK_H

#include <stdbool.h>

#include "base/error.h"

/** A lock of the kernel's on a file: it ends with the process, however that ends. */
struct lci_lock {
    int fd; /* -1: not held */
    char *path; /* of the file that was made for it; NULL: none was */
};

/**
 * Takes the lock on the file at `path`, which is made if need be (its folder must be there) and holds the number of the
 * process, for people to read. Errors: LCI_E_LOCKED (another process has it), LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_lock_take(const char *path, struct lci_lock *out, struct lci_error *err);

/**
 * Takes a lock on a result that is there, a file or a folder, which leaves nothing beside it: flock(2), which readers of a
 * database do not see. Where there is no result yet, or the file system has no such locks, nothing is held and that is no error.
 * Errors: LCI_E_LOCKED, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_lock_result(const char *path, struct lci_lock *out, struct lci_error *err);

/** Gives the lock back, and removes the file that was made for it. Nothing happens if it is not held. */
void lci_lock_release(struct lci_lock *lock);

/** Whether somebody holds the lock now: of no more worth than a look through the window. */
bool lci_lock_is_held(const char *path);

#endif
