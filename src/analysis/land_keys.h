/* land_keys.h - shares of land that were computed before: found again by all that a home's are computed from. */
#ifndef LCI_ANALYSIS_LAND_KEYS_H
#define LCI_ANALYSIS_LAND_KEYS_H

#include "analysis/coverage.h"
#include "analysis/yards.h"
#include "base/pool.h"

/** The categories whose turn it is, and which ground they may have a part in. */
struct lci_land_turn {
    const struct lci_access_inputs *inputs;
    struct lci_tile_range *tiles; /* a home; its first row is above the last one where it has no place */
    uint32_t *slots;              /* a tile: its number among those with a home, or LCI_NONE */
    size_t slot_count;
    size_t category_first, category_count;
    struct lci_search **searches; /* one a category */
    bool *touched;                /* [category * slot_count + slot] */
};

/** Whether a home has land, and a place on the partition. */
bool lci_land_has_place(const struct lci_land_turn *turn, size_t home);

/** Gathers in which tiles of a home (touched: one each, row by row) category `item` of the turn may have a part; false: in none. */
bool lci_land_touched(const struct lci_land_turn *turn, size_t home, size_t item, bool *touched);

/**
 * The keys of all homes, of one turn: of a home with a place the fingerprint of
 * - its outline, the limits of the categories, and the step of the lattice;
 * - the ground of its tiles (geom/ground_print.h), and for each category in which of them it may have a part, and the walks there;
 * - where its box meets walled homes, for each limit the ground inside them that is within it, as lci_yards_find() has it; of a
 *   walled home itself nothing of the ground of streets.
 * Its value is the shares within each limit of each category of the turn, doubles as they lie in memory. One a home, not one a
 * category: dividing its ground is dear, laying it over one category more is not.
 */
struct lci_land_keys;

/** inputs->memo is there. worker_count: threads of the pool. Errors: LCI_E_NOMEM. Cost: lci_ground_prints_new(). */
LCI_MUST_USE enum lci_status lci_land_keys_new(const struct lci_access_inputs *inputs, unsigned worker_count,
                                               struct lci_land_keys **out, struct lci_error *err);
void lci_land_keys_free(struct lci_land_keys *keys);

/**
 * Finds the keys of a turn, and takes from the memo what it has: kept[home]: its shares are in land->network_ratio. Errors:
 * LCI_E_NOMEM, LCI_E_CANCELLED, those of the memo. Threads: the memo is asked from the calling one.
 */
LCI_MUST_USE enum lci_status lci_land_keys_take(struct lci_land_keys *keys, const struct lci_land_turn *turn, struct lci_pool *pool,
                                                const struct lci_context *context, struct lci_land *land, bool *kept,
                                                struct lci_error *err);

/** Gives the memo the shares of all homes with a place that it did not have. Errors: those of the memo. */
LCI_MUST_USE enum lci_status lci_land_keys_give(const struct lci_land_keys *keys, const struct lci_land_turn *turn,
                                                const struct lci_land *land, const bool *kept, struct lci_error *err);

#endif
