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

/** Errors: LCI_E_IO (an input can no longer be read), LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_manifest_build(struct lci_job *job, struct lci_manifest *out,
                                                struct lci_error *err);

/**
 * Size and checksum (FNV-1a, 64 bits) of a file, or of all files of a folder in the order of their
 * names; of a shapefile its companions count too. Errors: LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_input_checksum(const char *path, uint64_t *size,
                                                uint64_t *checksum, struct lci_error *err);

#endif
