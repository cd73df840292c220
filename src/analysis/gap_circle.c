/* gap_circle.c - the whole circle: which category its gaps miss, and what a street or gate gains in all categories. */
#include <math.h>
#include <stdlib.h>

#include "analysis/gap_parts.h"
#include "base/alloc.h"
#include "base/order.h"

/* A point that a change covers in one category more (-1: one less is missing), or in one less (1). */
struct shift {
    uint32_t point;
    int step;
};

static bool
is_covered(const uint64_t *covered, size_t point)
{
    return (covered[point / 64] >> (point % 64)) & 1;
}

/* Adds the people of one home who miss each category: only that one, and any. */
static void
add_missing(const struct lci_access_inputs *access, const uint64_t *const *covered, uint32_t home, double people, double *only)
{
    const struct lci_demand *demand = access->demand;
    double *any = only + access->category_count;

    for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++) {
        const double part = people * ((double)demand->share[point] / (double)demand->home_share[home]);
        size_t missing_count = 0;
        size_t last = 0;

        for (size_t category = 0; category < access->category_count; category++)
            if (!is_covered(covered[category], point)) {
                any[category] += part;
                last = category;
                missing_count++;
            }
        if (missing_count == 1)
            only[last] += part;
    }
}

enum lci_status
lci_gap_choose_missing(const struct lci_access_inputs *access, const uint64_t *const *covered, struct lci_gap_list *list,
                       struct lci_error *err)
{
    const size_t category_count = access->category_count;
    double *only = lci_new_array(double, 2 * category_count);

    if (!only)
        return lci_fail_nomem(err, "gaps");
    for (size_t i = 0; i < list->count; i++) {
        struct lci_gap *gap = &list->items[i];

        for (size_t category = 0; category < 2 * category_count; category++)
            only[category] = 0.0;
        for (size_t k = gap->home_first; k < gap->home_first + gap->home_count; k++)
            add_missing(access, covered, list->homes[k].home, lci_gap_people(access, gap, list->homes[k].home), only);
        gap->missing = 0;
        for (uint32_t category = 1; category < category_count; category++)
            if (only[category] > only[gap->missing] ||
                (only[category] >= only[gap->missing] && only[category_count + category] > only[category_count + gap->missing]))
                gap->missing = category;
    }
    lci_free(only);
    return LCI_OK;
}

bool
lci_gap_changes_all(const struct lci_gap_change *change)
{
    return change->kind == LCI_CHANGE_LINK || change->kind == LCI_CHANGE_STREET || change->kind == LCI_CHANGE_GATE;
}

enum lci_status
lci_gap_flip(const struct lci_gap_case *cases, const struct lci_gap_change *change, struct lci_gap_flips *flips,
             struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < cases[0].walkers->count && !status; w++) {
        struct lci_gain gain;
        bool possible = false;
        size_t count = 0;
        const uint32_t *points = NULL;

        status = lci_gap_try_again(&cases[w], change, &possible, &gain, err);
        if (status || !possible)
            continue;
        points = lci_trial_flipped(cases[w].trial, &count);
        if (!lci_reserve(&flips->points, flips->count + count, &flips->capacity))
            return lci_fail_nomem(err, "gaps");
        for (size_t i = 0; i < count; i++)
            flips->points[flips->count++] = points[i];
    }
    if (flips->count > 1)
        qsort(flips->points, flips->count, sizeof(*flips->points), lci_order_u32);
    return status;
}

static int
compare_shifts(const void *left, const void *right)
{
    const struct shift *a = left;
    const struct shift *b = right;

    return (a->point > b->point) - (a->point < b->point);
}

/* All shifts of a change, by point. NULL: out of memory. */
static struct shift *
list_shifts(const struct lci_gap_flips *flips, const uint64_t *const *covered, size_t category_count, size_t *count)
{
    struct shift *shifts = NULL;

    *count = 0;
    for (size_t category = 0; category < category_count; category++)
        *count += flips[category].count;
    shifts = lci_new_array(struct shift, *count);
    *count = 0;
    for (size_t category = 0; shifts && category < category_count; category++)
        for (size_t i = 0; i < flips[category].count; i++) {
            const uint32_t point = flips[category].points[i];

            shifts[(*count)++] = (struct shift){point, is_covered(covered[category], point) ? 1 : -1};
        }
    if (shifts && *count > 1)
        qsort(shifts, *count, sizeof(*shifts), compare_shifts);
    return shifts;
}

/* Whether a point newly reaches all categories (1), no longer does (-1), or neither. */
static int
change_of_point(const uint64_t *const *covered, size_t category_count, uint32_t point, int shift)
{
    int missing = 0;

    for (size_t category = 0; category < category_count; category++)
        missing += !is_covered(covered[category], point);
    return (missing + shift == 0) - (missing == 0);
}

/* Homes of a gap ascend. */
static int
order_by_home(const void *items, size_t i, const void *key)
{
    const struct lci_gap_home *homes = items;
    const uint32_t home = *(const uint32_t *)key;

    return (homes[i].home > home) - (homes[i].home < home);
}

/* Adds a home whose share that reaches all categories changes, and if it is in the gap to what closes. */
static void
add_home(const struct lci_access_inputs *access, const struct lci_gap_list *list, struct lci_gap *gap, uint32_t home,
         int64_t share, double *closes)
{
    const double ratio = (double)share / (double)access->demand->home_share[home];
    struct lci_gain *gain = &gap->change.gain;

    gain->homes += ratio;
    for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
        gain->weights[w] += ratio * access->homes->items[home].weights[w].value;
    if (lci_run_of(list->homes + gap->home_first, gap->home_count, &home, order_by_home).count > 0)
        *closes += ratio * lci_gap_people(access, gap, home);
}

enum lci_status
lci_gap_count_circle(const struct lci_access_inputs *access, const uint64_t *const *covered, const struct lci_gap_flips *flips,
                     const struct lci_gap_list *list, struct lci_gap *gap, struct lci_error *err)
{
    const struct lci_demand *demand = access->demand;
    size_t count = 0;
    struct shift *shifts = list_shifts(flips, covered, access->category_count, &count);
    double closes = 0.0;
    double people = 0.0;
    int64_t share = 0;
    size_t end = 0;

    if (!shifts)
        return lci_fail_nomem(err, "gaps");
    gap->change.gain = (struct lci_gain){.homes = 0.0};
    for (size_t begin = 0; begin < count; begin = end) { /* points ascend, and with them homes */
        const uint32_t point = shifts[begin].point;
        const uint32_t home = demand->point_home[point];
        int shift = 0;

        for (end = begin; end < count && shifts[end].point == point; end++)
            shift += shifts[end].step;
        share += change_of_point(covered, access->category_count, point, shift) * (int64_t)demand->share[point];
        if (end == count || demand->point_home[shifts[end].point] != home) {
            add_home(access, list, gap, home, share, &closes);
            share = 0;
        }
    }
    lci_free(shifts);
    for (size_t i = gap->home_first; i < gap->home_first + gap->home_count; i++)
        people += lci_gap_people(access, gap, list->homes[i].home) * (double)list->homes[i].share /
                  (double)demand->home_share[list->homes[i].home];
    gap->change.closes_ratio = people > 0.0 ? fmin(1.0, fmax(0.0, closes / people)) : 0.0;
    return LCI_OK;
}
