/* archive.h - copies of inputs beside the results that were made from them. */
#ifndef LCI_NIGHT_ARCHIVE_H
#define LCI_NIGHT_ARCHIVE_H

#include <stddef.h>

#include "night/place.h"
#include "state/nights.h"

/** "inputs/<fingerprint>/<name>": where the copy of a source is, or would be. NULL: out of memory. */
const char *lci_archive_path(const struct lci_night_place *place, struct lci_arena *arena, const struct lci_night_source *source);

/**
 * Copies what is not there yet, aside and synced; count sources, of which databases are left out. Errors: LCI_E_DATA (a source
 * is no longer what its fingerprint says), LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_archive_add(const struct lci_night_place *place, const struct lci_night_source *sources,
                                             size_t count,
                                             struct lci_error *err);

/** Removes copies that no manifest of a run that is kept names. Where a manifest cannot be read nothing is removed.
 * Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_archive_prune(const struct lci_night_place *place, struct lci_error *err);

#endif
