/* gap_walkers.c - gaps where homes go by different walkers: whose points are whose, and changes tried on the networks of all. */
#include <math.h>

#include "analysis/gap_parts.h"
#include "base/alloc.h"

/* Streets that two networks have lie at the same place, but for whole millimetres. */
static const double SAME_PLACE_M = 0.005;

static uint64_t *
new_bits(const struct lci_gap_walkers *walkers)
{
    return lci_new_array(uint64_t, walkers->items[0].access->demand->point_count / 64 + 1);
}

uint64_t *
lci_gap_own_points(const struct lci_gap_walkers *walkers, size_t walker)
{
    const struct lci_demand *demand = walkers->items[0].access->demand;
    uint64_t *bits = new_bits(walkers);

    for (size_t point = 0; bits && point < demand->point_count; point++)
        if (walkers->home_walker[demand->point_home[point]] == walker)
            bits[point / 64] |= UINT64_C(1) << (point % 64);
    return bits;
}

uint64_t *
lci_gap_cover(const struct lci_gap_walkers *walkers, uint64_t *const *own, size_t category)
{
    const size_t words = walkers->items[0].access->demand->point_count / 64 + 1;
    uint64_t *bits = new_bits(walkers);

    for (size_t walker = 0; bits && walker < walkers->count; walker++) {
        const uint64_t *within = lci_nearest_bits(&walkers->items[walker].nearest[category]);

        for (size_t word = 0; word < words; word++)
            bits[word] |= within[word] & own[walker][word];
    }
    return bits;
}

static struct lci_street_place
meet(const struct lci_gap_case *gap_case, double x_m, double y_m)
{
    const struct lci_join join = lci_join_place_far(gap_case->inputs->access->index, x_m, y_m, SAME_PLACE_M, true);

    return (struct lci_street_place){join.edge, join.edge == LCI_NONE ? 0 : join.offset_mm};
}

/* A street that meets none of this network is nothing to it, or if it is no islet a street that leads nowhere. */
static enum lci_status
try_street(const struct lci_gap_case *other, const struct lci_gap_change *change, bool *possible, struct lci_gain *out,
           struct lci_error *err)
{
    const struct lci_segment *line = &change->line;
    const bool is_own = &other->all[change->walker] == other;
    const struct lci_new_street street = {
        .line = *line,
        .length_mm = (uint32_t)lround(1000.0 * change->length_m),
        .end = {is_own ? change->end[0] : meet(other, line->ax_m, line->ay_m),
                is_own ? change->end[1] : meet(other, line->bx_m, line->by_m)},
    };

    if (street.end[0].edge != LCI_NONE || street.end[1].edge != LCI_NONE || change->length_m >= other->inputs->islet_m)
        return lci_trial_street(other->trial, &street, possible, out, err);
    lci_trial_points(other->trial, NULL, 0, out);
    return LCI_OK;
}

/* The facility that a change is about, as this network has it; NULL: one that is not there yet. */
static const struct lci_facility *
find_facility(const struct lci_gap_case *other, const struct lci_gap_change *change)
{
    if (change->kind == LCI_CHANGE_OPEN)
        return &other->inputs->idle->items[change->facility];
    return change->kind == LCI_CHANGE_LOCATE ? &other->inputs->access->facilities->items[change->facility] : NULL;
}

enum lci_status
lci_gap_try_again(const struct lci_gap_case *other, const struct lci_gap_change *change, bool *possible, struct lci_gain *out,
                  struct lci_error *err)
{
    const double place_m[2] = {change->line.ax_m, change->line.ay_m};
    const struct lci_facility *facility = find_facility(other, change);

    *possible = true;
    *out = (struct lci_gain){.homes = 0.0};
    switch (change->kind) {
    case LCI_CHANGE_LINK:
    case LCI_CHANGE_STREET:
        return try_street(other, change, possible, out, err);
    case LCI_CHANGE_LOCATE:
        /* One that has a street here would be taken off it. */
        *possible = facility->join.edge == LCI_NONE && !facility->inside_only;
        return *possible ? lci_trial_facility(other->trial, place_m, facility->short_mm, out, err) : LCI_OK;
    case LCI_CHANGE_OPEN:
    case LCI_CHANGE_FACILITY:
        return lci_trial_facility(other->trial, place_m, facility ? facility->short_mm : 0, out, err);
    case LCI_CHANGE_GATE:
        if (lci_gap_case_of(other, change->home) == other)
            return lci_gap_try_gate_again(other, change, out, err);
        break; /* others walk from that home */
    case LCI_CHANGE_CAPACITY:
    case LCI_CHANGE_NONE:
    case LCI_CHANGE_COUNT:
        break;
    }
    lci_trial_points(other->trial, NULL, 0, out);
    return LCI_OK;
}
