/* tiers.c - the four parts of a home by what its demand points reach. */
#include "analysis/tiers.h"

const char *
lci_tier_part_text(enum lci_tier_part part)
{
    static const char *const texts[] = {"one", "many", "both", "neither"};

    return texts[part];
}

void
lci_tier_measure(const struct lci_two_tier *tier, const struct lci_demand *demand, const struct lci_nearest *nearest,
                 size_t home, double ratio[LCI_TIER_PARTS])
{
    uint64_t shares[LCI_TIER_PARTS] = {0};

    for (size_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++) {
        const bool one = lci_nearest_is_within_limit(&nearest[tier->one], tier->one_limit, point);
        const bool many = lci_nearest_is_within_limit(&nearest[tier->many], tier->many_limit, point);

        if (one)
            shares[LCI_TIER_ONE] += demand->share[point];
        if (many)
            shares[LCI_TIER_MANY] += demand->share[point];
        if (one && many)
            shares[LCI_TIER_BOTH] += demand->share[point];
        if (!one && !many)
            shares[LCI_TIER_NEITHER] += demand->share[point];
    }
    for (int part = 0; part < LCI_TIER_PARTS; part++)
        ratio[part] = demand->home_share[home] == 0 ? 0.0 : (double)shares[part] / (double)demand->home_share[home];
    if (demand->home_share[home] == 0)
        ratio[LCI_TIER_NEITHER] = 1.0;
}
