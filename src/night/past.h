/* past.h - a night of then as one side of a comparison: its results, and what they were made from as far as that is kept. */
#ifndef LCI_NIGHT_PAST_H
#define LCI_NIGHT_PAST_H

#include <lifecircle/changes.h>

#include "night/restore.h"

/** Fill with lci_night_past_open(), release with lci_night_past_fini(); zeroes are an empty one. */
struct lci_night_past {
    struct lci_arena arena;
    struct lci_night_manifest manifest;
    struct lci_night_restored restored; /* its config is NULL where the inputs are not kept, or not as they were */
    char why_unknown[512];              /* then: why, for people */
    const char *result;                 /* its GeoPackage; NULL: it has none */
};

/**
 * Reads the manifest of a run, and restores what it was made from if it can. Errors: LCI_E_IO, LCI_E_DATA (it is no manifest of a
 * night), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_night_past_open(const char *manifest_path, struct lci_night_past *out, struct lci_error *err);
void lci_night_past_fini(struct lci_night_past *past);

/** The night as one side of a comparison, borrowed from it; name: what summaries call it, or NULL. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_night_past_side(struct lci_night_past *past, const char *name, struct lci_changes_side *out,
                                                 struct lci_error *err);

/**
 * Fills what a comparison wants to know of inputs and program: source_count sources. All in the arena, or borrowed from the
 * sources. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_night_side_made_from(struct lci_arena *arena, const struct lci_night_source *sources,
                                                      size_t source_count, struct lci_fingerprint program,
                                                      struct lci_changes_side *side, struct lci_error *err);

#endif
