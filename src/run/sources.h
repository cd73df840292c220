/* sources.h - what a run reads: every file and folder, with the fingerprint of its contents. */
#ifndef LCI_RUN_SOURCES_H
#define LCI_RUN_SOURCES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/config.h>

#include "base/error.h"
#include "base/fingerprint.h"

/** One of them. Texts are borrowed from the configuration. */
struct lci_run_source {
    const char *role; /* key of the configuration: "network", "homes", ..., "dem"; "configuration" */
    size_t number;    /* in its role, from 1 */
    const char *label, *path; /* as it is written, masked where it has a password; where it is */
    bool is_database; /* its contents have no fingerprint */
    uint64_t bytes;
    struct lci_fingerprint print;
};

/** The files of the configuration first, then the sources of each kind in the order of the configuration. */
struct lci_run_sources {
    struct lci_run_source *items;
    size_t count;
};

/**
 * Reads all of them once. The configuration's own files were read when it was loaded: theirs are the fingerprints of then.
 * Errors: LCI_E_IO (one cannot be read), LCI_E_NOMEM. Free with lci_run_sources_fini(), also after an error.
 */
LCI_MUST_USE enum lci_status lci_run_sources_take(const struct lci_config *config, struct lci_run_sources *out,
                                                  struct lci_error *err);

/** The same once more. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_run_sources_copy(const struct lci_run_sources *sources, struct lci_run_sources *out,
                                                  struct lci_error *err);
void lci_run_sources_fini(struct lci_run_sources *sources);

/** Reads all of them again. Errors: LCI_E_DATA (one has changed since), LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_run_sources_check(const struct lci_run_sources *sources, struct lci_error *err);

#endif
