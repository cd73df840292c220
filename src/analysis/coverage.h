/* coverage.h - from walks to the table of homes, of units, and of every share with its definition.
 */
#ifndef LCI_ANALYSIS_COVERAGE_H
#define LCI_ANALYSIS_COVERAGE_H

#include "analysis/facility_has.h"
#include "analysis/joined.h"
#include "analysis/spread.h"
#include "analysis/tiers.h"
#include "analysis/unit_sums.h"

/** Land of one home within reach of a category. */
struct lci_land {
    size_t limit_total;    /* sum of the categories' limit counts */
    double *network_ratio; /* home_count * limit_total: [home * limit_total + limit_first[category]
                              + limit] */
    struct lci_radii radii;
    double *radius_ratio;  /* [home * radii.total + radius], never below network_ratio of the same limit */
    size_t *limit_first;   /* category_count + 1 */
    double *true_m2;       /* home_count */
    struct lci_reach *dissolved; /* category_count: areas and stretches of the whole category */
    size_t category_count;
};

/**
 * Makes the dissolved area of every category and limit and lays the homes over them, and over the
 * straight-line discs of all facilities (joined or not). Ratios of homes without geometry are 0.
 * dissolved areas honour `rings`; the ratios are always of the whole area within the limit.
 * Errors: LCI_E_NOMEM, LCI_E_CANCELLED, LCI_E_LIBRARY.
 */
LCI_MUST_USE enum lci_status lci_land_build(const struct lci_access_inputs *inputs,
                                            struct lci_pool *pool,
                                            const struct lci_context *context, struct lci_land *out,
                                            struct lci_error *err);
void lci_land_fini(struct lci_land *land);

enum lci_home_status {
    LCI_HOME_COVERED,
    LCI_HOME_PARTLY,
    LCI_HOME_UNCOVERED,
    LCI_HOME_NO_STREET, /* no demand point joins the network */
    LCI_HOME_ISLAND, /* all joined to components, other than the longest, without a facility of the
                        category */
    LCI_HOME_INVALID /* no usable geometry */
};

/** "covered", "partly", ... */
const char *lci_home_status_text(enum lci_home_status status);

/** A home and a category. */
struct lci_home_access {
    struct lci_home_walks walks;
    uint32_t facility_count; /* within the largest limit of some demand point */
    uint32_t smallest_limit; /* index of the smallest that covers all of the home; LCI_NONE */
    enum lci_home_status status;
    double missing_m; /* mean walk beyond the largest limit, of those beyond it; 0: nobody is; NAN: they have no walk */
    double *covered_ratio; /* limit_count of the category, borrowed from the coverage */
};

/** A row of the table `coverage`. Texts are borrowed from units, categories and weight names. */
enum lci_definition {
    LCI_BY_WEIGHT,
    LCI_BY_LAND_NETWORK,
    LCI_BY_LAND_RADIUS,
    LCI_BY_UNIT_HAS,
    LCI_BY_ALL_OF,
    LCI_BY_K_OF_N,
    LCI_BY_WEIGHT_RADIUS,
    LCI_BY_WEAKEST, /* the category of a set that the least weight reaches */
    LCI_BY_WEIGHT_JOINED, /* without the demand that is put aside (joined.h), above and below the line */
    LCI_BY_UNIT_REACH, /* units whose origin reaches one */
    LCI_BY_TWO_TIER,
    LCI_BY_FACILITY_HAS
};

const char *lci_definition_text(enum lci_definition definition);

struct lci_coverage_row {
    uint32_t unit; /* index into the units; LCI_NONE: everything (level "all", code "all") */
    enum lci_definition definition;
    uint32_t category;      /* LCI_NONE: all of the set (all_of, k_of_n) */
    uint32_t set;           /* index into cases.sets (all_of, k_of_n, weakest); else LCI_NONE */
    uint32_t k;             /* k_of_n: k; all_of: number of categories; else 0 */
    uint32_t weight;        /* index of the weight; LCI_NONE: land or units */
    uint32_t set_case;      /* index into cases.items (all_of, k_of_n); else LCI_NONE */
    uint32_t limit;         /* its place among the limits of the category; LCI_NONE: none, or of several categories */
    double limit_m;         /* NAN: none, or several that differ */
    double radius_m;        /* NAN: none */
    uint32_t counted_level; /* unit_has, unit_reach: index of the level counted; LCI_NONE */
    uint32_t tier;          /* two_tier: its index; LCI_NONE */
    const char *detail;     /* which part of a definition with several; NULL: it has one */
    const char *listed;     /* ids of facilities that the row is about; NULL: none are listed */
    double numerator, denominator;
};

/** Sums over the homes of a unit, or (last entry) over all homes. */
struct lci_unit_sums {
    double area_m2; /* true, of the unit's own polygon; 0 for "all" */
    uint32_t home_count;
    double *weights;          /* weight_count */
    double *covered_weights;  /* category_count * weight_count, within the largest limit */
    double land_m2;           /* true, of its homes */
    double *land_network_m2;  /* category_count, largest limit */
    double *land_radius_m2;   /* category_count */
    uint32_t *facility_count; /* category_count */
};

struct lci_coverage {
    size_t home_count, category_count, unit_count, level_count;
    struct lci_home_access *homes; /* [home * category_count + category] */
    double *whole_circle_ratio;  /* home_count: share that reaches every category */
    bool *near_network_edge;     /* home_count */
    uint32_t *home_unit;         /* home_count * level_count; LCI_NONE: in no unit of the level */
    uint32_t *facility_unit;     /* facility count * level_count */
    double *origin_m;            /* [unit * category_count + category]: walk of its origin; NAN: none. NULL without origins */
    bool *origin_within;         /* [unit * limit_total + limit of all categories] */
    struct lci_set_cases cases;
    size_t tier_count;
    double *tier_ratio;          /* [(home * tier_count + tier) * LCI_TIER_PARTS + part]: shares of the home's demand */
    uint32_t *weakest;           /* home_count: category that the least of the home is within the largest limit of */
    struct lci_sums sums;
    struct lci_unit_sums *units; /* unit_count + 1 */
    bool *weight_is_known;       /* weight_count: of some home */
    struct lci_coverage_row *rows;
    size_t row_count;
    double *at_least_ratio; /* home_count * cases.total: what the sums of sets are sums of; lci_coverage_release_ratios() */
    struct lci_arena arena;
};

struct lci_coverage_inputs {
    const struct lci_access_inputs *access;
    const struct lci_nearest *nearest;
    const struct lci_land *land;
    const struct lci_straight *straight;
    const struct lci_category_set *sets; /* set_count: named ones, beside "all" */
    size_t set_count;
    const struct lci_two_tier *tiers; /* tier_count */
    size_t tier_count;
    const struct lci_has_question *has; /* has_count */
    size_t has_count;
    const struct lci_units *units; /* checked; may be empty */
    const uint32_t *facility_counts; /* [home * category_count + category]: lci_counts_add() */
    const struct lci_joined *joined; /* NULL, or without covered_ratio: no shares of it */
    const struct lci_unhoused_list *unhoused; /* NULL: none; counts in denominators */
    double speed_mps; /* of who walks: time is what sums over different walkers have in common */
};

/** Counts the pairs of one facility into counts (home_count * category_count). Call it from the
 * sink. */
void lci_counts_add(uint32_t *counts, size_t category_count, const struct lci_reach *reach);

/**
 * Everything that is said about homes and units.
 * Reports homes and facilities in no unit of a level (warning `in_no_unit`; not where the unit above that holds them has no units
 * of that level at all), codes of homes that no unit has (warning `unknown_unit`), units without households (warning
 * `unit_without_households`), islands (warning `island`). Errors: LCI_E_NOMEM, LCI_E_LIMIT.
 */
LCI_MUST_USE enum lci_status lci_coverage_build(const struct lci_coverage_inputs *inputs,
                                                struct lci_quality *quality,
                                                struct lci_coverage *out, struct lci_error *err);

/** Releases at_least_ratio, which only lci_coverage_compose() needs. */
void lci_coverage_release_ratios(struct lci_coverage *coverage);
void lci_coverage_fini(struct lci_coverage *coverage);

/**
 * The unit of every level that holds each home: home_unit[home * level_count + level], LCI_NONE in none. A home belongs wholly to
 * the unit that its code names, else to the one that holds its place. quality: NULL, or gets what lci_coverage_build() reports.
 * Errors: LCI_E_NOMEM. Cost: O(n log n).
 */
LCI_MUST_USE enum lci_status lci_homes_in_units(const struct lci_homes *homes, const struct lci_units *units,
                                                struct lci_quality *quality, uint32_t *home_unit, struct lci_error *err);

/** Reached weight of a facility: sum over its pairs of the home's weight times the pair's ratio. */
double lci_reach_weight(const struct lci_reach *reach, const struct lci_homes *homes,
                        size_t weight);

#endif
