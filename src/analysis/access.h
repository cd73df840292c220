/* access.h - who walks where: nearest facilities, and what each facility reaches. */
#ifndef LCI_ANALYSIS_ACCESS_H
#define LCI_ANALYSIS_ACCESS_H

#include <lifecircle/config.h>
#include <lifecircle/service_area.h>

#include "analysis/demand.h"
#include "analysis/origins.h"
#include "analysis/yards.h"
#include "base/memo.h"
#include "geom/ground.h"

/** A walk of limit_m metres or less is covered: walks and limits are rounded to whole millimetres,
 * so 1 mm is allowed. */
uint32_t lci_limit_mm(double limit_m);

/**
 * Limits and areas of the categories. Arrays are borrowed and outlive the analysis.
 *
 * Where each facility has a limit of its own, the category has one limit, the largest of them, and a facility falls short of it
 * by its short_mm. A place is covered if walk + short_mm is within the largest limit for any facility: which is to say, its walk
 * within the limit of that facility, to the millimetre. So one search with longer legs answers for all limits at once.
 */
struct lci_access_category {
    const double *limits_m; /* ascending, at least one */
    size_t limit_count;
    double radius_m; /* straight-line radius of land_radius, ground metres; facilities fall short of it likewise */
    bool by_facility; /* some fall short */
    bool has_capacity;        /* its facilities serve so many and no more: analysis/loads.h */
    size_t capacity_weight;   /* of the homes: what a capacity is counted in */
    double capacity_per_unit; /* so many of that weight for each unit of the attribute that says how large a facility is */
};

/** The category of item `at` of a list that holds the items of category c from first[c] on, and ends at the last of `first`. */
static inline uint32_t
lci_category_at(const size_t *first, size_t at)
{
    uint32_t category = 0;

    while (first[category + 1] <= at)
        category++;
    return category;
}

/** What a limit or radius of a category is for a facility of it. */
double lci_facility_limit_m(const struct lci_facility *facility, double limit_m);

/** What the analysis is given. All of it is only read, but for the partition. */
struct lci_access_inputs {
    const struct lci_network *net;
    const struct lci_join_index *index;
    const struct lci_metric *metric;
    const struct lci_facilities *facilities; /* checked and joined */
    const struct lci_homes *homes;           /* checked */
    const struct lci_demand *demand;
    const struct lci_origins *origins; /* joined; NULL: none is asked about */
    const struct lci_access_category *categories;
    size_t category_count;
    struct lci_partition *partition; /* of the ground; tiles are added to it */
    bool keeps_ground;               /* somebody else may want it, once all shares of land are known */
    const struct lci_yards *yards;   /* the ground inside walled homes; NULL: there are none */
    double min_hole_m2;              /* holes of areas below this are filled; 0: none */
    enum lci_area_mode area_mode;
    bool areas; /* make service areas */
    bool rings; /* an area begins where that of the next smaller limit ends */
    struct lci_memo *memo; /* of areas and shares of land of earlier nights; NULL: none. Asked from the calling thread only */
};

/** The walks of a home's demand points to the nearest facilities of a category. Metres are NAN where nothing can be walked to. */
struct lci_home_walks {
    double nearest_m; /* weight-mean over the demand points with a walk */
    double least_m, p90_m, greatest_m;
    uint32_t facility; /* nearest to the most weight; LCI_NONE */
};

/**
 * What the nearest facilities of one category, over the whole network, mean for every home. Of a demand point nothing but one
 * bit a limit is kept.
 */
struct lci_nearest {
    struct lci_home_walks *homes; /* home_count */
    double *covered_ratio;        /* [home * limit_count + limit]: share of the home's demand within the limit */
    double *walked_ratio;         /* home_count: share of the home's demand that has a walk, of whatever length */
    double *beyond_m; /* as covered_ratio: mean walk beyond the limit, of the demand with a walk beyond it; else 0. Of limits by
                         facility the one that lacks least counts */
    uint64_t *within;             /* a bit a demand point, limit after limit: lci_nearest_is_within() */
    size_t limit_count, word_count; /* words a limit */
    uint32_t *served_by; /* point_count: the facility that covers it within the largest limit, the nearest (of limits by facility
                            that with most to spare); LCI_NONE: none. NULL where the category has no capacities */
    uint32_t *served_mm; /* point_count: its walk, with what the facility falls short of the limit */
    double *origin_m;               /* a unit's origin each: its walk, NAN: none; NULL without origins */
    bool *origin_within;            /* [unit * limit_count + limit] */
};

/** Whether a demand point is within a limit of the category, by its place among the limits. */
static inline bool
lci_nearest_is_within_limit(const struct lci_nearest *nearest, size_t limit, size_t point)
{
    return (nearest->within[limit * nearest->word_count + point / 64] >> (point % 64)) & 1;
}

/** The bits of the largest limit, a bit a demand point. */
static inline const uint64_t *
lci_nearest_bits(const struct lci_nearest *nearest)
{
    return nearest->within + (nearest->limit_count - 1) * nearest->word_count;
}

/** Whether a demand point is within the largest limit of the category. */
static inline bool
lci_nearest_is_within(const struct lci_nearest *nearest, size_t point)
{
    return lci_nearest_is_within_limit(nearest, nearest->limit_count - 1, point);
}

/**
 * Runs a search from all joined facilities of a category, up to limit_mm. by_limit: what a facility falls short of the largest
 * limit counts as walked, so walks say who is covered, not who is near. Errors: LCI_E_NOMEM, LCI_E_CANCELLED.
 */
LCI_MUST_USE enum lci_status lci_category_search(const struct lci_access_inputs *inputs, size_t category, bool by_limit,
                                                 uint32_t limit_mm, struct lci_search *search, struct lci_error *err);

/** Searches the whole network for the nearest facilities of a category. Errors: LCI_E_NOMEM, LCI_E_CANCELLED. */
LCI_MUST_USE enum lci_status lci_nearest_search(const struct lci_access_inputs *inputs, size_t category,
                                                struct lci_search *search, struct lci_error *err);

/**
 * The walk of a demand point after that, also to facilities in the same walled home: cost LCI_NONE where there is none; of equal
 * ones that to the lower facility. by_limit: as the search was run.
 */
struct lci_walk lci_category_walk(const struct lci_access_inputs *inputs, size_t category, bool by_limit,
                                  const struct lci_search *search, size_t point);

/**
 * One such search a category, in parallel. *out: category_count entries, lci_nearest_free(). Errors: LCI_E_NOMEM,
 * LCI_E_CANCELLED.
 * Memory: a bit a demand point and limit; while it runs, a search and 16 bytes a point of the largest home per thread.
 */
LCI_MUST_USE enum lci_status lci_nearest_build(const struct lci_access_inputs *inputs,
                                               struct lci_pool *pool,
                                               const struct lci_context *context,
                                               struct lci_nearest **out, struct lci_error *err);
void lci_nearest_free(struct lci_nearest *nearest, size_t category_count);

/** A facility and a home within its largest limit. */
struct lci_pair {
    uint32_t home;
    double walk_m;        /* weight-mean over the demand points within the limit */
    double covered_ratio; /* of the home's demand, within the limit of this facility */
};

/** What a facility (or, dissolved, a category) reaches within one limit. */
struct lci_reach_limit {
    double limit_m, from_m;        /* from_m: 0, or with rings the next smaller limit */
    uint64_t street_mm;            /* reached street, the exact sum of the stretches */
    struct lci_stretch *stretches; /* lci_search_free_stretches() */
    size_t stretch_count;
    struct lci_polygons area; /* empty unless areas are made */
    double area_m2;           /* true */
    struct lci_fingerprint area_key; /* of all that the area is drawn from; only where there is a memo */
    bool area_kept;                  /* the area is that of the memo */
};

/** What one facility reaches. */
struct lci_reach {
    uint32_t facility; /* LCI_NONE: the whole category, dissolved */
    uint32_t category;
    struct lci_reach_limit *limits; /* of the category, ascending; none: facility not joined */
    size_t limit_count;
    struct lci_pair *pairs; /* ascending home; within the largest limit */
    size_t pair_count;
};

/** Takes over what it wants of `reach` by zeroing it there (e.g. an area); the rest is released
 * after the call. */
typedef enum lci_status (*lci_reach_sink)(void *user, struct lci_reach *reach,
                                          struct lci_error *err);

/**
 * One bounded search a facility and limit, in the pool; `sink` gets every facility in order, from
 * the calling thread, while later ones are still to be done: memory holds one batch of facilities.
 * Areas that the memo has are not drawn, and no ground is divided for them; facilities with others are searched once more.
 * With LCI_AREA_DISSOLVE the facilities' limits come without areas, and the categories, dissolved,
 * are those of lci_land_build(). Errors: LCI_E_NOMEM, LCI_E_CANCELLED, what the sink answers.
 */
LCI_MUST_USE enum lci_status lci_reach_run(const struct lci_access_inputs *inputs,
                                           struct lci_pool *pool, const struct lci_context *context,
                                           lci_reach_sink sink, void *user, struct lci_error *err);
void lci_reach_fini(struct lci_reach *reach);

/** Leaves the stretches on drawn street in `limit` (straight lines across an area are none) and sums them up. */
void lci_reach_sum_street(const struct lci_network *net, struct lci_reach_limit *limit);

#endif
