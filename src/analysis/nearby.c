/* nearby.c - facilities sorted by x, searched outwards from the place asked for. */
#include "analysis/nearby.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

static int
compare_by_x(const void *left, const void *right, void *user)
{
    const struct lci_facility *items = user;
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;

    if (items[a].x_m > items[b].x_m || items[a].x_m < items[b].x_m)
        return items[a].x_m > items[b].x_m ? 1 : -1;
    return (a > b) - (a < b);
}

static bool
is_chosen(const struct lci_facility *facility, enum lci_nearby_choice choice)
{
    if (choice == LCI_NEARBY_OPENABLE)
        return facility->state != LCI_FACILITY_BELOW_LIMITS;
    return (facility->join.edge != LCI_NONE) == (choice == LCI_NEARBY_JOINED);
}

enum lci_status
lci_nearby_build(const struct lci_facilities *facilities, uint32_t category, enum lci_nearby_choice choice,
                 struct lci_nearby *out, struct lci_error *err)
{
    const uint32_t first = facilities->category_first[category];
    const uint32_t end = facilities->category_first[category + 1];

    *out = (struct lci_nearby){.facilities = facilities, .order = lci_new_array(uint32_t, end - first)};
    if (!out->order)
        return lci_fail_nomem(err, "facilities");
    for (uint32_t i = first; i < end; i++)
        if (is_chosen(&facilities->items[i], choice))
            out->order[out->count++] = i;
    if (out->count > 0)
        qsort_r(out->order, out->count, sizeof(*out->order), compare_by_x, facilities->items);
    return LCI_OK;
}

void
lci_nearby_fini(struct lci_nearby *nearby)
{
    lci_free(nearby->order);
    *nearby = (struct lci_nearby){0};
}

/* The nearest so far. */
struct nearest {
    double x_m, y_m, distance_m;
    uint32_t facility;
};

/* False once nothing further out in x can be as near. */
static bool
consider(const struct lci_nearby *nearby, size_t at, struct nearest *nearest)
{
    const uint32_t facility = nearby->order[at];
    const struct lci_facility *item = &nearby->facilities->items[facility];
    const double distance_m = hypot(item->x_m - nearest->x_m, item->y_m - nearest->y_m);

    if (fabs(item->x_m - nearest->x_m) > nearest->distance_m)
        return false;
    if (distance_m < nearest->distance_m || (distance_m <= nearest->distance_m && facility < nearest->facility)) {
        nearest->distance_m = distance_m;
        nearest->facility = facility;
    }
    return true;
}

uint32_t
lci_nearby_find(const struct lci_nearby *nearby, double x_m, double y_m)
{
    struct nearest nearest = {x_m, y_m, INFINITY, LCI_NONE};
    size_t low = 0;
    size_t high = nearby->count;
    bool down = true;
    bool up = true;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (nearby->facilities->items[nearby->order[middle]].x_m < x_m)
            low = middle + 1;
        else
            high = middle;
    }
    while (down || up) {
        down = down && low > 0 && consider(nearby, low - 1, &nearest);
        up = up && high < nearby->count && consider(nearby, high, &nearest);
        low -= down;
        high += up;
    }
    return nearest.facility;
}
