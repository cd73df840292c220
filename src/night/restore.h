/* restore.h - what a night read, from the copies that were kept of it. */
#ifndef LCI_NIGHT_RESTORE_H
#define LCI_NIGHT_RESTORE_H

#include <lifecircle/config.h>

#include "base/alloc.h"
#include "io/staging.h"
#include "night/manifest.h"

/** A night's configuration, whose paths lead to the copies of its inputs. */
struct lci_night_restored {
    struct lci_arena arena;
    struct lci_night_manifest manifest;
    char root[LCI_STAGING_PATH_SIZE]; /* a temporary folder in which links lie as the inputs lay below "/"; "": none yet */
    struct lci_config *config;        /* of the files of then; all its paths are below root */
    const char *folder;               /* of its output.path, with its slash: that of the manifest, below root */
};

/**
 * Reads the manifest of a run, and loads its configuration from the copies of its inputs, each of which is read once to see
 * that it is what the manifest says. Databases cannot be restored: they are what they are now. Errors: LCI_E_IO, LCI_E_DATA (no
 * manifest of a night; a copy is missing or is not what it should be), LCI_E_CONFIG (this program does not take that
 * configuration), LCI_E_NOMEM. Free with lci_night_restored_fini(), also after an error.
 */
LCI_MUST_USE enum lci_status lci_night_restore(const char *manifest_path, struct lci_night_restored *out, struct lci_error *err);
void lci_night_restored_fini(struct lci_night_restored *restored);

#endif
