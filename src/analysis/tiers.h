/* tiers.h - "1 + N": who reaches one of a category, one of another, both, neither, decided point by point. */
#ifndef LCI_ANALYSIS_TIERS_H
#define LCI_ANALYSIS_TIERS_H

#include "analysis/access.h"

/** Two categories that work together. Borrowed. */
struct lci_two_tier {
    const char *id;
    uint32_t one, many;           /* categories: the "1" and the "N" */
    size_t one_limit, many_limit; /* places among the limits of each */
    const uint32_t *weights;      /* weight_count, ascending; none: all that are known */
    size_t weight_count;
};

/** Of which part of the demand a figure is. */
enum lci_tier_part { LCI_TIER_ONE, LCI_TIER_MANY, LCI_TIER_BOTH, LCI_TIER_NEITHER, LCI_TIER_PARTS };

/** "one", "many", "both", "neither". The first two include those who reach both. */
const char *lci_tier_part_text(enum lci_tier_part part);

/**
 * Shares of a home's demand: one and many include both, so one + many - both + neither = 1 (0 without demand points: then all are
 * 0 but neither, which is 1). Points without a way count as neither.
 */
void lci_tier_measure(const struct lci_two_tier *tier, const struct lci_demand *demand, const struct lci_nearest *nearest,
                      size_t home, double ratio[LCI_TIER_PARTS]);

#endif
