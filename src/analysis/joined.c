/* joined.c - which demand points are near a street of the main network, and what of them is covered. */
#include "analysis/joined.h"

#include "base/alloc.h"

enum aside { KEPT, UNJOINED, ISLAND, FAR };

struct work {
    const struct lci_access_inputs *access;
    const struct lci_nearest *nearest;
    const size_t *limit_first;
    struct lci_joined *out;
};

/* As long as any other; of two streets of one length neither is the other's island. */
static bool
is_main(const struct lci_network *net, lci_edge_id edge)
{
    const uint32_t component = net->edges[edge].component;

    return component != LCI_NONE && net->components[component].length_mm == net->components[0].length_mm;
}

static enum aside
judge(const struct lci_access_inputs *access, size_t point)
{
    const struct lci_demand *demand = access->demand;
    const uint32_t first = demand->entry_first[point];
    const uint32_t end = demand->entry_first[point + 1];
    bool reaches_main = false;

    if (first == end)
        return UNJOINED;
    for (uint32_t i = first; i < end && !reaches_main; i++)
        reaches_main = is_main(access->net, demand->entries[i].edge);
    if (!reaches_main)
        return ISLAND;
    return demand->is_far && demand->is_far[point] ? FAR : KEPT;
}

/* Whole numbers below 2^53: sums of doubles are exact. */
static void
add_covered(const struct work *work, size_t point, double *covered)
{
    const struct lci_access_inputs *access = work->access;

    for (size_t category = 0; category < access->category_count; category++)
        for (size_t i = 0; i < access->categories[category].limit_count; i++)
            if (lci_nearest_is_within_limit(&work->nearest[category], i, point))
                covered[work->limit_first[category] + i] += (double)access->demand->share[point];
}

static void
fill_home(const struct work *work, size_t home)
{
    const struct lci_demand *demand = work->access->demand;
    const struct lci_homes *homes = work->access->homes;
    const size_t limit_total = work->limit_first[work->access->category_count];
    const double whole = (double)demand->home_share[home];
    double *covered = work->nearest ? work->out->covered_ratio + home * limit_total : NULL;
    double kept = 0.0;

    for (size_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++) {
        const enum aside aside = judge(work->access, point);

        work->out->counts.unjoined_count += aside == UNJOINED;
        work->out->counts.island_count += aside == ISLAND;
        work->out->counts.far_count += aside == FAR;
        if (aside != KEPT)
            continue;
        kept += (double)demand->share[point];
        if (covered)
            add_covered(work, point, covered);
    }
    work->out->ratio[home] = kept > 0.0 ? kept / whole : 0.0;
    for (size_t i = 0; covered && i < limit_total && kept > 0.0; i++)
        covered[i] /= whole;
    for (size_t w = 0; w < homes->weight_count; w++)
        work->out->counts.aside[w] += homes->items[home].weights[w].value * (1.0 - work->out->ratio[home]);
}

enum lci_status
lci_joined_build(const struct lci_access_inputs *access, const struct lci_nearest *nearest, const size_t *limit_first,
                 struct lci_joined *out, struct lci_error *err)
{
    const size_t home_count = access->homes->count;
    const struct work work = {.access = access, .nearest = nearest, .limit_first = limit_first, .out = out};

    *out = (struct lci_joined){.counts.point_count = access->demand->point_count,
                               .counts.aside = lci_new_array(double, access->homes->weight_count),
                               .ratio = lci_new_array(double, home_count)};
    if (nearest)
        out->covered_ratio = lci_new_array(double, home_count * limit_first[access->category_count]);
    if (!out->counts.aside || !out->ratio || (nearest && !out->covered_ratio)) {
        lci_joined_fini(out);
        return lci_fail_nomem(err, "coverage");
    }
    for (size_t home = 0; home < home_count; home++)
        fill_home(&work, home);
    return LCI_OK;
}

void
lci_joined_fini(struct lci_joined *joined)
{
    lci_free(joined->counts.aside);
    lci_free(joined->ratio);
    lci_free(joined->covered_ratio);
    *joined = (struct lci_joined){0};
}
