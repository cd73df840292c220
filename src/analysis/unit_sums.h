/* unit_sums.h - everything that is summed over the homes of a unit, or of all: what every share is a ratio of. */
#ifndef LCI_ANALYSIS_UNIT_SUMS_H
#define LCI_ANALYSIS_UNIT_SUMS_H

#include "analysis/sets.h"
#include "analysis/straight.h"

/**
 * Sums over homes, unit after unit; the last entry, unit_count, is everything. Of weights as the homes have them, of land in true
 * square metres. Homes are added in order, so equal sums are equal to the bit. Immutable once built, share it freely.
 */
struct lci_sums {
    size_t unit_count, weight_count, category_count, limit_total, radius_total, at_least_total;
    size_t *limit_first, *radius_first; /* category_count + 1 each */
    size_t *limit_radius; /* limit_total: place of the straight line that is as long as each limit, among all radii */
    size_t covered, straight, walked, beyond, at_least, land, land_network, land_radius, joined, joined_covered;
    size_t size;          /* of a unit's values; those above are places in them */
    bool with_joined;     /* the numbers of joined.h are there */
    double *values;       /* (unit_count + 1) * size */
    uint32_t *home_count; /* unit_count + 1 */
};

static inline const double *
lci_sums_of(const struct lci_sums *sums, size_t unit)
{
    return sums->values + unit * sums->size;
}

/** The whole of a weight. */
static inline double
lci_sum_weight(const struct lci_sums *sums, size_t unit, size_t weight)
{
    return lci_sums_of(sums, unit)[weight];
}

/** Weight within limit `limit` of a category on foot. */
static inline double
lci_sum_covered(const struct lci_sums *sums, size_t unit, size_t category, size_t limit, size_t weight)
{
    return lci_sums_of(sums, unit)[sums->covered + (sums->limit_first[category] + limit) * sums->weight_count + weight];
}

/** Weight within a straight line; radius: place in the radii of all categories. */
static inline double
lci_sum_straight(const struct lci_sums *sums, size_t unit, size_t radius, size_t weight)
{
    return lci_sums_of(sums, unit)[sums->straight + radius * sums->weight_count + weight];
}

/** Weight that has a walk to the category, of whatever length. */
static inline double
lci_sum_walked(const struct lci_sums *sums, size_t unit, size_t category, size_t weight)
{
    return lci_sums_of(sums, unit)[sums->walked + category * sums->weight_count + weight];
}

/** Minutes beyond a limit, of all that have a walk beyond it, each at the speed of who walks: weight times minutes. */
static inline double
lci_sum_beyond_min(const struct lci_sums *sums, size_t unit, size_t category, size_t limit, size_t weight)
{
    return lci_sums_of(sums, unit)[sums->beyond + (sums->limit_first[category] + limit) * sums->weight_count + weight];
}

/** Weight that reaches at least k categories of a set; at: first number of the case, plus k. */
static inline double
lci_sum_at_least(const struct lci_sums *sums, size_t unit, size_t at, size_t weight)
{
    return lci_sums_of(sums, unit)[sums->at_least + at * sums->weight_count + weight];
}

static inline double
lci_sum_land_m2(const struct lci_sums *sums, size_t unit)
{
    return lci_sums_of(sums, unit)[sums->land];
}

static inline double
lci_sum_land_network_m2(const struct lci_sums *sums, size_t unit, size_t category, size_t limit)
{
    return lci_sums_of(sums, unit)[sums->land_network + sums->limit_first[category] + limit];
}

static inline double
lci_sum_land_radius_m2(const struct lci_sums *sums, size_t unit, size_t radius)
{
    return lci_sums_of(sums, unit)[sums->land_radius + radius];
}

void lci_sums_fini(struct lci_sums *sums);

#endif
