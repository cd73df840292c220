/* gap_measure.c - how far the people of a gap have it to the nearest facilities, straight and on foot. */
#include <math.h>
#include <stdlib.h>

#include "analysis/gap_parts.h"
#include "base/alloc.h"

/* A facility, and the people of a gap who have it nearest. */
struct claim {
    uint32_t facility, point;
    double people;
};

/* Ways of a gap's people, summed up. */
struct ways {
    double people, straight_m;             /* of all */
    double walkers, walk_m, walk_min, walk_straight_m; /* of those who can walk to a facility */
    struct claim *claims;                  /* one a point */
    size_t claim_count, claim_capacity;
};

static int
compare_claims(const void *left, const void *right)
{
    const struct claim *a = left;
    const struct claim *b = right;

    if (a->facility != b->facility)
        return a->facility < b->facility ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

/* The facility that most people have nearest; of equal ones the lower. */
static uint32_t
most_claimed(struct claim *claims, size_t count)
{
    uint32_t best = LCI_NONE;
    double most = -1.0;
    size_t end = 0;

    if (count > 0)
        qsort(claims, count, sizeof(*claims), compare_claims);
    for (size_t begin = 0; begin < count; begin = end) {
        double people = 0.0;

        for (end = begin; end < count && claims[end].facility == claims[begin].facility; end++)
            people += claims[end].people;
        if (people > most) {
            most = people;
            best = claims[begin].facility;
        }
    }
    return best;
}

enum { SECONDS_A_MINUTE = 60 };

/* Adds the ways of the uncovered points of one home, from which the case's own people walk. False: out of memory. */
static bool
add_home_ways(const struct lci_gap_case *gap_case, uint32_t home, double people, struct ways *ways)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_demand *demand = access->demand;

    for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++) {
        const double *at = demand->place_m[point];
        const double part = people * ((double)demand->share[point] / (double)demand->home_share[home]);
        const uint32_t facility = lci_gap_lacks(gap_case, point)
                                      ? lci_nearby_find(&gap_case->joined, at[0], at[1]) : LCI_NONE;
        const struct lci_facility *item = &access->facilities->items[facility == LCI_NONE ? 0 : facility];
        struct lci_walk walk;
        double straight_m = 0.0;

        if (facility == LCI_NONE)
            continue;
        straight_m = lci_metric_distance_m(access->metric, at[0], at[1], item->x_m, item->y_m);
        ways->people += part;
        ways->straight_m += part * straight_m;
        walk = lci_category_walk(access, gap_case->category, false, lci_trial_now(gap_case->trial), point);
        if (walk.cost_mm != LCI_NONE) {
            ways->walkers += part;
            ways->walk_m += part * (walk.cost_mm / 1000.0);
            ways->walk_min += part * (walk.cost_mm / 1000.0) / gap_case->inputs->speed_mps / SECONDS_A_MINUTE;
            ways->walk_straight_m += part * straight_m;
        }
        if (!lci_grow(&ways->claims, ways->claim_count, &ways->claim_capacity))
            return false;
        ways->claims[ways->claim_count++] = (struct claim){facility, point, part};
    }
    return true;
}

double
lci_gap_people(const struct lci_access_inputs *access, const struct lci_gap *gap, uint32_t home)
{
    const struct lci_weight_value *weights = access->homes->items[home].weights;

    if (gap->weights[LCI_WEIGHT_POPULATION] > 0.0)
        return weights[LCI_WEIGHT_POPULATION].value;
    return gap->weights[LCI_WEIGHT_HOUSEHOLDS] > 0.0 ? weights[LCI_WEIGHT_HOUSEHOLDS].value : 1.0;
}

/* By whom most people of a gap go; of equal ones the first. */
static uint32_t
main_walker(const struct lci_gap_case *gap_case, const struct lci_gap *gap)
{
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    const struct lci_access_inputs *access = gap_case->inputs->access;
    double most = -1.0;
    uint32_t best = 0;

    for (uint32_t walker = 0; walker < gap_case->walkers->count; walker++) {
        double people = 0.0;

        for (size_t i = 0; i < gap->home_count; i++)
            if (lci_gap_case_of(gap_case, homes[i].home) == &gap_case->all[walker])
                people += lci_gap_people(access, gap, homes[i].home) * (double)homes[i].share /
                          (double)access->demand->home_share[homes[i].home];
        if (people > most) {
            most = people;
            best = walker;
        }
    }
    return best;
}

enum lci_status
lci_gap_measure(const struct lci_gap_case *gap_case, struct lci_gap *gap, struct lci_error *err)
{
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    struct ways ways = {.people = 0.0};
    bool room = true;

    for (size_t i = 0; i < gap->home_count && room; i++)
        room = add_home_ways(lci_gap_case_of(gap_case, homes[i].home), homes[i].home,
                             lci_gap_people(gap_case->inputs->access, gap, homes[i].home), &ways);
    gap->facility = most_claimed(ways.claims, ways.claim_count);
    gap->straight_m = ways.people > 0.0 ? ways.straight_m / ways.people : NAN;
    gap->walk_m = ways.walkers > 0.0 ? ways.walk_m / ways.walkers : NAN;
    gap->walk_min = ways.walkers > 0.0 ? ways.walk_min / ways.walkers : NAN;
    gap->walker = main_walker(gap_case, gap);
    gap->detour_factor = ways.walk_straight_m > 0.0 ? ways.walk_m / ways.walk_straight_m : NAN;
    lci_free(ways.claims);
    return room ? LCI_OK : lci_fail_nomem(err, "gaps");
}
