/* place.h - the folder that the results of nights lie in. */
#ifndef LCI_NIGHT_PLACE_H
#define LCI_NIGHT_PLACE_H

#include <stdint.h>

#include <lifecircle/config.h>

#include "base/alloc.h"
#include "base/error.h"

/**
 * Paths in it; all of them in the arena of who asked.
 *
 *     runs/000123/   results of night 123, under the names that they have in the configuration, and manifest.json
 *     current        a link to the published ones
 *     inputs/        copies of inputs, by fingerprint
 *     state.sqlite   what is known of earlier nights
 *     memo.sqlite    values of earlier nights
 *     lock           there while a night is at work
 */
struct lci_night_place {
    const char *folder; /* with its slash, or "" */
    const char *runs, *current, *inputs, *state, *memo, *lock; /* without one */
    const char *shown; /* the folder, for messages */
};

/** That of a configuration with `nights`. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_place_of(const struct lci_config *config, struct lci_arena *arena,
                                                struct lci_night_place *out,
                                          struct lci_error *err);

/** That of a folder with its slash, or "", which must live as long. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_place_at(const char *folder, struct lci_arena *arena, struct lci_night_place *out,
                                                struct lci_error *err);

/** Makes the folders. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_place_make(const struct lci_night_place *place, struct lci_error *err);

/** "runs/000123", for a link, or its whole path. NULL: out of memory. */
const char *lci_night_place_link_text(struct lci_arena *arena, uint64_t night);
const char *lci_night_place_run(const struct lci_night_place *place, struct lci_arena *arena, uint64_t night);

/** The night that `current` names; 0: nothing is published, or what it names is not there. */
uint64_t lci_night_place_current(const struct lci_night_place *place);

/** The nights that have a folder in runs, ascending: *out has *count, for lci_free(). Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_place_list(const struct lci_night_place *place, uint64_t **out, size_t *count,
                                                  struct lci_error *err);

/**
 * Removes the folder of a night, at once: there is never half of one. What cannot be removed stays, and so does what has no
 * manifest: it is somebody else's.
 */
void lci_night_place_drop(const struct lci_night_place *place, uint64_t night);

/** Makes `current` name a night whose folder is there, at once, and syncs it. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_place_switch(const struct lci_night_place *place, uint64_t night, struct lci_error *err);

/**
 * Removes the oldest runs until `keep` are left, never the published one, and what killed nights left. What cannot be removed
 * stays. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_night_place_prune(const struct lci_night_place *place, uint64_t keep, uint64_t current,
                                                   struct lci_error *err);

#endif
