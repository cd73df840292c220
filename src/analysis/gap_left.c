/* gap_left.c - gaps of cause capacity: demand within the limit of a facility that cannot serve it. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/gap_parts.h"

/* Sums of parts of whole numbers are off by less: a need of 3.0000000001 places is one of 3. */
static const double ROUNDING = 1e-9;

enum { SECONDS_A_MINUTE = 60 };

static bool
has_left(const struct lci_gap_inputs *inputs, uint32_t category)
{
    return category != LCI_NONE && inputs->loads && inputs->access->categories[category].has_capacity;
}

void
lci_gap_count_left(const struct lci_gap_inputs *inputs, uint32_t category, size_t *home_count, size_t *gap_count)
{
    const uint32_t *first = inputs->access->facilities->category_first;

    *home_count = *gap_count = 0;
    if (!has_left(inputs, category))
        return;
    for (uint32_t facility = first[category]; facility < first[category + 1]; facility++) {
        size_t count = 0;
        const struct lci_left *left = lci_loads_left(inputs->loads, facility, &count);
        uint32_t home = LCI_NONE;

        *gap_count += count > 0;
        for (size_t i = 0; i < count; i++) {
            *home_count += inputs->access->demand->point_home[left[i].point] != home;
            home = inputs->access->demand->point_home[left[i].point];
        }
    }
}

/* The homes of a gap, ascending as its points are. */
static void
add_homes(const struct lci_demand *demand, struct lci_gap_list *list, struct lci_gap *gap)
{
    gap->home_first = (uint32_t)list->home_count;
    for (size_t i = 0; i < gap->left_count; i++) {
        const uint32_t home = demand->point_home[gap->left[i].point];

        if (gap->home_count == 0 || list->homes[list->home_count - 1].home != home) {
            list->homes[list->home_count++] = (struct lci_gap_home){.home = home, .cause = LCI_CAUSE_CAPACITY};
            gap->home_count++;
        }
        list->homes[list->home_count - 1].share += gap->left[i].share;
    }
}

void
lci_gap_add_left(const struct lci_gap_inputs *inputs, uint32_t category, struct lci_gap_list *list)
{
    const struct lci_access_inputs *access = inputs->access;
    const uint32_t *first = access->facilities->category_first;

    if (!has_left(inputs, category))
        return;
    for (uint32_t facility = first[category]; facility < first[category + 1]; facility++) {
        const struct lci_load *load = &inputs->loads->items[facility];
        const struct lci_facility *item = &access->facilities->items[facility];
        const double x_m = lci_whole_mm(item->x_m);
        const double y_m = lci_whole_mm(item->y_m);
        struct lci_gap gap = {.category = category, .facility = facility, .cause = LCI_CAUSE_CAPACITY};

        gap.left = lci_loads_left(inputs->loads, facility, &gap.left_count);
        if (gap.left_count == 0)
            continue;
        gap.change = (struct lci_gap_change){
            .kind = LCI_CHANGE_CAPACITY,
            .category = category,
            .facility = facility,
            .line = {x_m, y_m, x_m, y_m},
            .capacity = fmax(1.0, ceil((load->load - load->served) / access->categories[category].capacity_per_unit - ROUNDING)),
            .closes_ratio = 1.0,
        };
        add_homes(access->demand, list, &gap);
        list->items[list->count++] = gap;
    }
}

void
lci_gap_measure_left(const struct lci_gap_walkers *walkers, const struct lci_gap_list *list, struct lci_gap *gap)
{
    const struct lci_access_inputs *access = walkers->items[0].access;
    const struct lci_demand *demand = access->demand;
    const struct lci_facility *item = &access->facilities->items[gap->facility];
    double people = 0.0;
    double straight_m = 0.0;
    double walk_m = 0.0;
    double walk_min = 0.0;

    for (size_t i = 0; i < gap->left_count; i++) {
        const uint32_t point = gap->left[i].point;
        const uint32_t home = demand->point_home[point];
        const struct lci_gap_inputs *own = &walkers->items[walkers->home_walker ? walkers->home_walker[home] : 0];
        const double *at = demand->place_m[point];
        const double own_m = (own->nearest[gap->category].served_mm[point] - item->short_mm) / 1000.0;
        const double part =
            lci_gap_people(access, gap, home) * ((double)gap->left[i].share / (double)demand->home_share[home]);

        people += part;
        straight_m += part * lci_metric_distance_m(access->metric, at[0], at[1], item->x_m, item->y_m);
        walk_m += part * own_m;
        walk_min += part * own_m / own->speed_mps / SECONDS_A_MINUTE;
    }
    gap->straight_m = straight_m / people;
    gap->walk_m = walk_m / people;
    gap->walk_min = walk_min / people;
    gap->detour_factor = straight_m > 0.0 ? walk_m / straight_m : NAN;
    memcpy(gap->change.gain.weights, gap->weights, sizeof(gap->weights));
    for (size_t i = gap->home_first; i < gap->home_first + gap->home_count; i++)
        gap->change.gain.homes += (double)list->homes[i].share / (double)demand->home_share[list->homes[i].home];
}

static int
compare_with_point(const void *key, const void *item)
{
    const uint32_t point = *(const uint32_t *)key;
    const struct lci_left *left = item;

    return (point > left->point) - (point < left->point);
}

bool
lci_gap_holds(const struct lci_gap_list *list, const struct lci_gap *gap, uint32_t point)
{
    if (!gap->left)
        return lci_gap_is_open(list, point);
    return bsearch(&point, gap->left, gap->left_count, sizeof(*gap->left), compare_with_point) != NULL;
}
