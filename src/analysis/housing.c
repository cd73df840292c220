/* housing.c - buildings in their homes. */
#include "analysis/housing.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/boxes.h"
#include "base/alloc.h"

struct work {
    const struct lci_buildings *buildings;
    double dwelling_households;
    struct lci_boxes *homes;
    struct lci_housed *items;
};

static bool
is_known(double value)
{
    return value >= 0.0 && value < 1e15;
}

static double
number_or(double value, double otherwise)
{
    return is_known(value) ? value : otherwise;
}

/* Of unknown floors there is one; of none above the ground there are none. */
static double
floors_of(const struct lci_building *building)
{
    const double floors = number_or(building->floors, 1.0);

    return floors > 0.0 ? fmax(1.0, floors) : 0.0;
}

static void
count_households(const struct work *work, const struct lci_building *building, struct lci_housed *housed)
{
    housed->gives_households = is_known(building->households);
    housed->gives_dwellings =
        !housed->gives_households && work->dwelling_households > 0.0 && is_known(building->dwellings);
    if (housed->gives_households)
        housed->households = building->households;
    else if (housed->gives_dwellings)
        housed->households = building->dwellings * work->dwelling_households;
}

static enum lci_status
house_building(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct work *work = user;
    const struct lci_buildings *buildings = work->buildings;
    const struct lci_building *building = &buildings->items[item];
    struct lci_housed *housed = &work->items[item];

    (void)worker;
    (void)err;
    housed->home = LCI_NONE;
    if (!lci_shape_centroid(&buildings->shapes, item, &housed->x_m, &housed->y_m))
        return LCI_OK;
    housed->home = lci_boxes_holder(work->homes, housed->x_m, housed->y_m);
    count_households(work, building, housed);
    housed->gives_floor_area = is_known(building->floor_area);
    housed->knows_floors = housed->gives_floor_area || is_known(building->floors);
    housed->floor_area_m2 = housed->gives_floor_area ? building->floor_area
                                                     : lci_shape_area_m2(&buildings->shapes, item) * floors_of(building);
    if (is_known(building->residential_ratio))
        housed->floor_area_m2 *= fmin(1.0, building->residential_ratio);
    return LCI_OK;
}

static int
compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int
compare_housed(const void *left, const void *right)
{
    const struct lci_housed *a = left;
    const struct lci_housed *b = right;
    int order = (a->home > b->home) - (a->home < b->home);

    if (!order)
        order = compare_numbers(a->x_m, b->x_m);
    if (!order)
        order = compare_numbers(a->y_m, b->y_m);
    if (!order)
        order = compare_numbers(a->households, b->households);
    return order ? order : compare_numbers(a->floor_area_m2, b->floor_area_m2);
}

enum lci_status
lci_housing_build(const struct lci_homes *homes, const struct lci_buildings *buildings, double dwelling_households,
                  struct lci_pool *pool, struct lci_housing *out, struct lci_error *err)
{
    struct work work = {.buildings = buildings, .dwelling_households = dwelling_households};
    enum lci_status status = LCI_OK;
    size_t at = 0;

    *out = (struct lci_housing){.home_count = homes->count, .count = buildings->count};
    out->items = work.items = lci_new_array(struct lci_housed, out->count);
    out->home_first = lci_new_array(size_t, homes->count + 1);
    if (!out->items || !out->home_first)
        status = lci_fail_nomem(err, "buildings");
    if (!status && out->count > 0)
        status = lci_boxes_new(&homes->shapes, 0, (uint32_t)homes->count, &work.homes, err);
    if (!status && out->count > 0)
        status = lci_pool_run(pool, NULL, "read", out->count, 256, house_building, &work, err);
    lci_boxes_free(work.homes);
    if (status) {
        lci_housing_fini(out);
        return status;
    }
    if (out->count > 0)
        qsort(out->items, out->count, sizeof(*out->items), compare_housed);
    for (size_t home = 0; home < homes->count; home++) {
        out->home_first[home] = at;
        while (at < out->count && out->items[at].home == home)
            at++;
    }
    out->home_first[homes->count] = at;
    return LCI_OK;
}

void
lci_housing_fini(struct lci_housing *housing)
{
    lci_free(housing->items);
    lci_free(housing->home_first);
    *housing = (struct lci_housing){0};
}
