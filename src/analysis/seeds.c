/* seeds.c - seeds of facilities by their ways in. */
#include "analysis/seeds.h"

#include "base/alloc.h"

enum lci_status
lci_seeds_add(struct lci_seeds *seeds, const struct lci_facilities *facilities, uint32_t facility, bool by_limit,
              struct lci_error *err)
{
    const struct lci_facility *item = &facilities->items[facility];
    const uint32_t short_mm = by_limit ? item->short_mm : 0;

    if (item->join.edge == LCI_NONE)
        return LCI_OK;
    for (size_t i = 0; i <= item->more_count; i++) {
        const struct lci_join *join = i == 0 ? &item->join : &item->more_joins[i - 1];

        if (!lci_grow(&seeds->items, seeds->count, &seeds->capacity))
            return lci_fail_nomem(err, "facilities");
        seeds->items[seeds->count++] = (struct lci_seed){join->edge, join->offset_mm, join->leg_mm + short_mm, facility};
    }
    return LCI_OK;
}

void
lci_seeds_fini(struct lci_seeds *seeds)
{
    lci_free(seeds->items);
    *seeds = (struct lci_seeds){0};
}
