/* things.h - which facilities, homes, streets and units a night has, and which of the published night are gone. */
#ifndef LCI_NIGHT_THINGS_H
#define LCI_NIGHT_THINGS_H

#include "run/job.h"
#include "state/objects.h"

/** Those of a night, by kind: 0 is none (enum lci_removed). In the arena. */
struct lci_night_things {
    struct lci_objects kinds[LCI_REMOVED_UNITS + 1];
};

/** "facilities", "homes", ...: as the configuration calls them, and the state. */
const char *lci_night_kind_text(enum lci_removed kind);

/**
 * Streets, by their ids: before a pass releases them. The first pass that comes is asked. A street is the same where its id is, a
 * facility where category and id are, a home where its id is, a unit where level and code are; without an id, where name and
 * place are. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_night_things_take_streets(struct lci_night_things *things, const struct lci_job *job,
                                                           struct lci_arena *arena, struct lci_error *err);

/** All else, of a run that is done. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_things_take(struct lci_night_things *things, const struct lci_passes *passes,
                                                   struct lci_arena *arena, struct lci_error *err);

/** Becomes part of the transaction; forgets nights before `oldest` but for `current`. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_things_write(const struct lci_night_things *things, struct lci_store *store, uint64_t night,
                                                    uint64_t oldest, uint64_t current, struct lci_error *err);

#endif
