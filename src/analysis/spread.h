/* spread.h - people who are known of whole units only, spread onto the homes of each unit. */
#ifndef LCI_ANALYSIS_SPREAD_H
#define LCI_ANALYSIS_SPREAD_H

#include <lifecircle/config.h>

#include "analysis/housing.h"
#include "base/metric.h"
#include "base/quality.h"

/** One weight of one level. */
struct lci_spread_order {
    size_t weight;  /* of the homes */
    size_t level;   /* of the units */
    size_t amount;  /* index into lci_unit.amounts */
    enum lci_spread_by by;
};

struct lci_spread_inputs {
    const struct lci_units *units;
    const uint32_t *home_unit; /* [home * level_count + level]: the unit that holds the home; LCI_NONE: none */
    const struct lci_housing *housing;
    const struct lci_metric *metric;
};

/** What a unit has and no home of it could take. */
struct lci_unhoused {
    uint32_t unit;
    uint32_t weight;
    double amount;
};

struct lci_unhoused_list {
    struct lci_unhoused *items; /* lci_free() */
    size_t count, capacity;
};

/**
 * Spreads the order's amount of each unit of its level onto the homes that the unit holds and that have no number of their own.
 * What those with numbers have is taken off first. Shares go by floor area (land, where the floor area of any of them is not
 * known), by land, or by households; all alike where the measure is 0. A whole amount is spread in whole numbers, another in
 * thousandths, by largest remainder: parts are rounded down and the rest goes to the largest fractions, of equal ones to the
 * lower home. So the homes of a unit have exactly its amount.
 *
 * An amount that no home can take is added to `unhoused` and reported (warning `people_without_home`); a unit whose homes have
 * more than it is reported (warning `unit_total_exceeded`) and spreads nothing; a unit where land stands for floor area gets a
 * note (`spread_by_land`). Errors: LCI_E_NOMEM. Cost: O(n log n).
 */
LCI_MUST_USE enum lci_status lci_spread(const struct lci_spread_inputs *inputs, const struct lci_spread_order *order,
                                        struct lci_homes *homes, struct lci_unhoused_list *unhoused,
                                        struct lci_quality *quality, struct lci_error *err);

/**
 * Shares of a whole by largest remainder: shares[i] for measures[i], summing to `whole`. Of equal remainders the lower index
 * gets more. All measures 0: as if all were 1. count: at least 1. whole and the sum of measures: below 2^63.
 * order: count entries of scratch.
 */
void lci_share_out(uint64_t whole, const uint64_t *measures, size_t count, uint64_t *shares, uint32_t *order);

#endif
