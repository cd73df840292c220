/* origins.h - where the people of a unit set out together: its committee, or else a place inside it. */
#ifndef LCI_ANALYSIS_ORIGINS_H
#define LCI_ANALYSIS_ORIGINS_H

#include "analysis/model.h"
#include "analysis/walled.h"
#include "base/pool.h"
#include "base/quality.h"

/** The origin of one unit. */
struct lci_origin_point {
    bool is_given;  /* handed in as a point; else a place inside the unit */
    bool has_place; /* false: the unit has no usable shape either */
    double x_m, y_m;
    struct lci_join join; /* edge LCI_NONE: not located; in a walled home the shortest way out, its leg begins inside */
    struct lci_entry *entries; /* entry_count: all ways out, by the gates of a walled home too */
    size_t entry_count;
    struct lci_indoor *indoor; /* indoor_count: walks to facilities in the same walled home */
    size_t indoor_count;
};

/** One a unit, in the order of the checked units. */
struct lci_origins {
    struct lci_origin_point *items;
    size_t count;
};

/** A point as it was read. */
struct lci_origin_row {
    const char *id, *unit_code; /* unit_code NULL: none */
    double x_m, y_m;
    struct lci_origin origin;
};

/**
 * Gives every unit its origin: the point that names it by its code (the smallest unit with that code), else a place inside it.
 * Of several points of a unit the most western counts, of those the most southern (error `duplicate_origin` about the others);
 * points of no unit are left out (error `unknown_unit`). Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_origins_build(const struct lci_units *units, const struct lci_origin_row *rows, size_t row_count,
                                               struct lci_quality *quality, struct lci_origins *out, struct lci_error *err);

/** Copies origins that are not joined yet, or the places of those that are. *out: lci_origins_fini(). Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_origins_copy(const struct lci_origins *origins, struct lci_origins *out, struct lci_error *err);

/** What origins join. */
struct lci_origin_inputs {
    const struct lci_units *units;
    const struct lci_join_index *index;
    const struct lci_walled *walled; /* NULL: no home is */
};

/**
 * Joins them to the network; those inside walled homes set out as the people of that home do (decision 090). Reports points that
 * are handed in and have no way out (error `origin_not_joined`), and units whose own place has none (note). Errors: LCI_E_NOMEM,
 * LCI_E_CANCELLED.
 */
LCI_MUST_USE enum lci_status lci_origins_join(struct lci_origins *origins, const struct lci_origin_inputs *inputs,
                                              struct lci_pool *pool, const struct lci_context *context,
                                              struct lci_quality *quality, struct lci_error *err);
void lci_origins_fini(struct lci_origins *origins);

#endif
