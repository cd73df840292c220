/* loads.h - demand against capacity: who goes to which facility, how many it serves, and whose demand is left. */
#ifndef LCI_ANALYSIS_LOADS_H
#define LCI_ANALYSIS_LOADS_H

#include "analysis/access.h"

/** A facility of a category with capacities, in the weight that they are counted in. */
struct lci_load {
    double capacity; /* NAN: not known, it serves all who come */
    double load;     /* of the demand points that go there */
    double served;
};

/** Demand of a point that is left, as a part of its share. */
struct lci_left {
    uint32_t point;
    uint64_t share;
};

/** What facilities are asked for. Immutable once built, share it freely. */
struct lci_loads {
    struct lci_load *items; /* facility count; zeroes where the category has no capacities */
    size_t count;
    struct lci_left *left; /* of facility f: [left_first[f], left_first[f + 1]), ascending points */
    size_t *left_first;    /* facility count + 1 */
    size_t left_capacity;
};

/** One of those by whom the people of homes go: of a pass there is one, where modes differ by unit several. Borrowed. */
struct lci_loads_walker {
    const struct lci_nearest *nearest; /* category_count */
    double speed_mps;
};

/** home_walker: home count, who walks from each; NULL: the first of count. */
struct lci_loads_walkers {
    const struct lci_loads_walker *items;
    size_t count;
    const uint32_t *home_walker;
};

/**
 * Sends every demand point to the facility that lci_nearest of its own walker found for it within the largest limit, and fills
 * each facility with the nearest first, by time, of equal walks the lower point. Who does not fit is left; of the first point
 * that does not fit wholly the rest. No demand goes on to another facility: doc/method.md, section 7. *out: lci_loads_fini().
 * Errors: LCI_E_NOMEM. Cost: O(n log n) for n points, of categories with capacities only.
 */
LCI_MUST_USE enum lci_status lci_loads_build(const struct lci_access_inputs *access, const struct lci_loads_walkers *walkers,
                                             struct lci_loads *out, struct lci_error *err);
void lci_loads_fini(struct lci_loads *loads);

/** The points with demand that is left at a facility: *count of them. loads may be empty. */
const struct lci_left *lci_loads_left(const struct lci_loads *loads, uint32_t facility, size_t *count);

#endif
