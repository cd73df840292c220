/* objects.h - which facilities, homes, streets and units the nights have had. */
#ifndef LCI_STATE_OBJECTS_H
#define LCI_STATE_OBJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"
#include "state/store.h"

/** Things of one kind: a number for each, ascending, the same in every night for the same thing. Of two with one number both
 * are there. */
struct lci_objects {
    uint64_t *items; /* count */
    size_t count;
};

/** Replaces what a night has of a kind; becomes part of the transaction. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_objects_put(struct lci_store *store, uint64_t night, const char *kind,
                                             const struct lci_objects *objects,
                                             struct lci_error *err);

/** What a night has had, in the arena; *found: whether it is known. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_objects_get(struct lci_store *store, uint64_t night, const char *kind, struct lci_arena *arena,
                                             struct lci_objects *out, bool *found, struct lci_error *err);

/** How many of `before` are not in `now`. O(both). */
size_t lci_objects_count_gone(const struct lci_objects *before, const struct lci_objects *now);

/** Forgets nights before `oldest`, but never `current`. Errors: LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_objects_prune(struct lci_store *store, uint64_t oldest, uint64_t current, struct lci_error *err);

#endif
