/* gaps.h - demand that reaches no facility within the limit, where it hangs together. */
#ifndef LCI_ANALYSIS_GAPS_H
#define LCI_ANALYSIS_GAPS_H

#include "analysis/access.h"
#include "geom/geos.h"

/** What gaps are made of. All of it is only read and outlives them. */
struct lci_gap_inputs {
    const struct lci_access_inputs *access; /* its demand keeps places */
    const struct lci_nearest *nearest;      /* category_count */
    double gap_link_m;                      /* uncovered points of two homes this near join their gaps, map metres */
    double sample_m;                        /* of the demand points: side of the squares that show where a home is uncovered */
};

/** A home with a part in a gap. */
struct lci_gap_home {
    uint32_t home;
    uint64_t share; /* of its demand points that are in the gap, out of home_share */
};

/** Uncovered demand that hangs together. */
struct lci_gap {
    uint32_t category;                      /* LCI_NONE: the whole circle, something is missing */
    uint32_t rank_population, rank_elders;  /* 1: the most of its category */
    uint32_t home_first, home_count;        /* of the list's homes, ascending */
    double weights[LCI_WEIGHT_FIRST_EXTRA]; /* of the uncovered parts */
    uint32_t facility;                      /* the nearest in a straight line to most of its people; LCI_NONE: none has a street */
    double straight_m; /* mean over its people of the straight way to the nearest facility; NAN: none */
    double walk_m;     /* mean walk of those who have one; NAN: nobody has */
    double detour_ratio; /* their mean walk over their mean straight way; NAN where there is none */
};

/** The gaps of one category, by rank of population. */
struct lci_gap_list {
    const uint64_t *covered; /* a bit a demand point; borrowed from nearest, or own_covered */
    uint64_t *own_covered;   /* of the whole circle; NULL */
    struct lci_gap *items;
    size_t count;
    struct lci_gap_home *homes; /* gap by gap */
    size_t home_count;
};

/** All gaps; lists[category_count] is that of the whole circle, empty where there is only one category. */
struct lci_gaps {
    struct lci_gap_list *lists; /* list_count */
    size_t list_count;
};

/** Whether a demand point is uncovered in the sense of a list. */
static inline bool
lci_gap_is_open(const struct lci_gap_list *list, size_t point)
{
    return !((list->covered[point / 64] >> (point % 64)) & 1);
}

/**
 * Finds the gaps of every category and of the whole circle. The uncovered points of one home are in one gap; two homes are in
 * one gap where a point of the one lies within gap_link_m of a point of the other, or a chain of such homes joins them.
 * *out: lci_gaps_fini(). Errors: LCI_E_NOMEM, LCI_E_CANCELLED. The same for any number of threads.
 * Cost: a search of the whole network a category, O(n log n) for n uncovered points.
 */
LCI_MUST_USE enum lci_status lci_gaps_build(const struct lci_gap_inputs *inputs, struct lci_pool *pool,
                                            const struct lci_context *context, struct lci_gaps *out, struct lci_error *err);
void lci_gaps_fini(struct lci_gaps *gaps);

/**
 * The ground of a gap: homes that are uncovered altogether, and of the others the squares of the sample grid around their uncovered
 * points, within the home. *out: lci_polygons_fini(). Errors: LCI_E_NOMEM, LCI_E_LIBRARY.
 */
LCI_MUST_USE enum lci_status lci_gap_ground(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, size_t gap,
                                            struct lci_geos *geos, struct lci_polygons *out, struct lci_error *err);

#endif
