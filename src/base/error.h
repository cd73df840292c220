/* error.h - filling an error once, where the fact is known, and adding to it on the way up. */
#ifndef LCI_BASE_ERROR_H
#define LCI_BASE_ERROR_H

#include <lifecircle/error.h>

/**
 * Writes the message into `err` (which may be NULL) and answers `status`, so that
 * `return lci_fail(err, LCI_E_DATA, "...")` is one line.
 */
enum lci_status lci_fail(struct lci_error *err, enum lci_status status, const char *format, ...)
    LCI_PRINTF(3, 4);

/** Puts "prefix: " before the message that `err` already holds. Answers `status` unchanged. */
enum lci_status lci_fail_in(struct lci_error *err, enum lci_status status, const char *format, ...)
    LCI_PRINTF(3, 4);

/** The words for running out of memory, in one place. */
enum lci_status lci_fail_nomem(struct lci_error *err, const char *what);

/**
 * What a library's reason for a failed write may stand for, to be put behind it: of quotas and limits SQLite says but "disk I/O
 * error". Else "".
 */
const char *lci_write_doubt(const char *reason);

#endif
