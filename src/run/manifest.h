/* manifest.h - with what a run was made: versions, parameters, inputs, counts; the table `run`. */
#ifndef LCI_RUN_MANIFEST_H
#define LCI_RUN_MANIFEST_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

struct lci_job;

struct lci_manifest_entry {
    const char *key, *value;
};

/** In the job's arena. No clock and no path of this machine: the same inputs give the same entries.
 */
struct lci_manifest {
    struct lci_manifest_entry *items;
    size_t count, capacity; /* items: lci_free() */
};

/** The sources of the run must have been taken. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_manifest_build(struct lci_job *job, struct lci_manifest *out,
                                                struct lci_error *err);

#endif
