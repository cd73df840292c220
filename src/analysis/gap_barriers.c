/* gap_barriers.c - what lies between a gap and the facility nearest to it. */
#include <math.h>
#include <string.h>

#include "analysis/gap_parts.h"
#include "network/street_index.h"

enum { MOST_SIDES = 512 };

/* Share of the leg where it crosses a side; INFINITY: it does not. */
static double
crossing_of(const struct lci_segment *leg, const struct lci_barrier_side *side)
{
    const double lx = leg->bx_m - leg->ax_m;
    const double ly = leg->by_m - leg->ay_m;
    const double sx = side->bx_m - side->ax_m;
    const double sy = side->by_m - side->ay_m;
    const double dx = side->ax_m - leg->ax_m;
    const double dy = side->ay_m - leg->ay_m;
    const double cross = lx * sy - ly * sx;
    double along = 0.0;
    double beside = 0.0;

    if (!(fabs(cross) > 0.0))
        return INFINITY;
    along = (dx * sy - dy * sx) / cross;
    beside = (dx * ly - dy * lx) / cross;
    return along >= 0.0 && along <= 1.0 && beside >= 0.0 && beside <= 1.0 ? along : INFINITY;
}

/* From the uncovered point nearest to the facility, there. False: there is none. */
static bool
find_leg(const struct lci_gap_case *gap_case, const struct lci_gap *gap, struct lci_segment *leg)
{
    const struct lci_access_inputs *access = gap_case->inputs->access;
    const struct lci_demand *demand = access->demand;
    const struct lci_facility *facility = &access->facilities->items[gap->facility];
    const struct lci_gap_home *homes = gap_case->list->homes + gap->home_first;
    double least_m = INFINITY;

    for (size_t i = 0; i < gap->home_count; i++)
        for (uint32_t p = demand->home_first[homes[i].home]; p < demand->home_first[homes[i].home + 1]; p++) {
            const double *at = demand->place_m[p];
            const double away_m = hypot(at[0] - facility->x_m, at[1] - facility->y_m);

            if (!lci_gap_lacks(gap_case, p) || away_m >= least_m)
                continue;
            least_m = away_m;
            *leg = (struct lci_segment){at[0], at[1], facility->x_m, facility->y_m};
        }
    return isfinite(least_m);
}

void
lci_gap_find_barrier(const struct lci_gap_case *gap_case, struct lci_gap *gap)
{
    const struct lci_barrier_index *index = &gap_case->inputs->access->index->barriers;
    struct lci_segment leg;
    uint32_t sides[MOST_SIDES];
    double first = INFINITY;
    size_t count = 0;

    gap->barrier = NULL;
    if (!index->barriers || gap->facility == LCI_NONE || !find_leg(gap_case, gap, &leg))
        return;
    count = lci_barrier_leg_sides(index, &leg, LCI_TOUCH_M, sides, MOST_SIDES);
    for (size_t i = 0; i < count && i < MOST_SIDES; i++) {
        const double at = crossing_of(&leg, &index->barriers->sides[sides[i]]);
        const char *name = lci_barriers_name_of(index->barriers, sides[i]);

        if (name && (at < first || (at <= first && gap->barrier && strcmp(name, gap->barrier) < 0)) && isfinite(at)) {
            first = at;
            gap->barrier = name;
        }
    }
}
