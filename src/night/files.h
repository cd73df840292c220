/* files.h - the files of a night's results. */
#ifndef LCI_NIGHT_FILES_H
#define LCI_NIGHT_FILES_H

#include "base/alloc.h"
#include "base/error.h"
#include "base/night_names.h"
#include "state/nights.h"

/**
 * All files below `folder` but the manifest and the changes, by the bytes of their names, with the fingerprints of their
 * contents: *out has *count items in the arena. Errors: LCI_E_IO (one cannot be read, or is neither file nor folder), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_night_files_list(const char *folder, struct lci_arena *arena, struct lci_night_file **out,
                                                  size_t *count, struct lci_error *err);

/** NULL: the files below `folder` are those of the list, byte for byte; else the name of one that is not, in the arena.
 * Errors: LCI_E_NOMEM. What cannot be read is not as it was. */
LCI_MUST_USE enum lci_status lci_night_files_compare(const char *folder, struct lci_arena *arena,
                                                     const struct lci_night_file *items,
                                                     size_t count, const char **different, struct lci_error *err);

#endif
