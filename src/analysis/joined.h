/* joined.h - the demand that is near a street of the main network: what is left of shares when the rest is put aside. */
#ifndef LCI_ANALYSIS_JOINED_H
#define LCI_ANALYSIS_JOINED_H

#include "analysis/access.h"

/** Demand points by why they are put aside; one that is several is counted with the first. */
struct lci_joined_counts {
    size_t point_count;
    size_t unjoined_count; /* join no street, or one that leads nowhere */
    size_t island_count;   /* only to streets that do not hang together with the longest */
    size_t far_count;      /* farther from their street than the demand's far_leg_m */
    double *aside;         /* [weight]: of all homes, put aside */
};

/** Shares of homes that are not put aside. Ratios of homes without demand points are 0. */
struct lci_joined {
    struct lci_joined_counts counts;
    double *ratio;         /* home_count */
    double *covered_ratio; /* [home * limit_total + limit]: of the whole home, within that limit; NULL where not asked for */
};

/**
 * Says of every demand point whether it is put aside. nearest: the walks, for covered_ratio; NULL: it is not asked for.
 * limit_first: category_count + 1. Errors: LCI_E_NOMEM. *out: lci_joined_fini(). Cost: O(demand points x limits).
 */
LCI_MUST_USE enum lci_status lci_joined_build(const struct lci_access_inputs *access, const struct lci_nearest *nearest,
                                              const size_t *limit_first, struct lci_joined *out, struct lci_error *err);
void lci_joined_fini(struct lci_joined *joined);

#endif
