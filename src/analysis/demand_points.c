/* demand_points.c - places inside homes that stand for their people: buildings, or points of a
 * grid. */
#include "analysis/demand_points.h"

#include <math.h>

#include "analysis/grid.h"
#include "base/alloc.h"

struct lci_points_maker {
    const struct lci_demand_inputs *inputs;
};

/* Homes that are asked for at once. */
struct work {
    const struct lci_points_maker *maker;
    size_t first;
    struct lci_home_points *points;
};

/* The buildings of a home; none where no building layer was given. */
static size_t
buildings_of(const struct lci_points_maker *maker, size_t home, const struct lci_housed **first)
{
    const struct lci_housing *housing = maker->inputs->housing;

    *first = NULL;
    if (!housing || housing->home_count == 0)
        return 0;
    *first = housing->items + housing->home_first[home];
    return housing->home_first[home + 1] - housing->home_first[home];
}

/* Whole units of share for a part of the whole, rounded. */
static uint64_t
units_of(double part, double whole)
{
    return (uint64_t)llround((double)LCI_SHARE_TOTAL * (part / whole));
}

/* Households where any building of the home has some, else floor area; all alike where neither is
 * known. */
static enum lci_status
points_of_buildings(const struct lci_points_maker *maker, size_t home, struct lci_home_points *out,
                    struct lci_error *err)
{
    const struct lci_housed *housed = NULL;
    size_t count = buildings_of(maker, home, &housed);
    double households = 0.0;
    double floor_area_m2 = 0.0;

    for (size_t i = 0; i < count; i++) {
        households += housed[i].households;
        floor_area_m2 += housed[i].floor_area_m2;
    }
    out->xy_m = lci_alloc(count, sizeof(*out->xy_m));
    out->share = lci_new_array(uint64_t, count);
    if (!out->xy_m || !out->share)
        return lci_fail_nomem(err, "demand points");
    for (size_t i = 0; i < count; i++) {
        uint64_t share = units_of(1.0, (double)count);

        if (households > 0.0)
            share = units_of(housed[i].households, households);
        else if (floor_area_m2 > 0.0)
            share = units_of(housed[i].floor_area_m2, floor_area_m2);
        if (share == 0)
            continue;
        out->xy_m[out->count][0] = housed[i].x_m;
        out->xy_m[out->count][1] = housed[i].y_m;
        out->share[out->count++] = share;
    }
    return LCI_OK;
}

/* Adds the points of a part. A small part, or one between the grid's points, has one (contract,
 * section 4). */
static enum lci_status
places_of_part(const struct lci_shapes *shapes, size_t part, double sample_m,
               struct lci_places *places, struct lci_error *err)
{
    size_t before = places->count;

    if (lci_part_area_m2(shapes, part) >= sample_m * sample_m) {
        enum lci_status status = lci_grid_points(shapes, part, sample_m, places, err);

        if (status || places->count > before)
            return status;
    }
    if (!lci_grow(&places->xy_m, places->count, &places->capacity))
        return lci_fail_nomem(err, "demand points");
    lci_part_place(shapes, part, &places->xy_m[places->count][0], &places->xy_m[places->count][1]);
    places->count++;
    return LCI_OK;
}

static enum lci_status
points_of_grid(const struct lci_points_maker *maker, size_t home, struct lci_home_points *out,
               struct lci_error *err)
{
    const struct lci_shapes *shapes = &maker->inputs->homes->shapes;
    uint32_t first = shapes->part_first[home];
    uint32_t end = shapes->part_first[home + 1];
    double land_m2 = lci_shape_area_m2(shapes, home);
    struct lci_places places = {0};
    size_t share_capacity = 0;
    enum lci_status status = LCI_OK;

    for (uint32_t part = first; part < end && !status; part++) {
        size_t before = places.count;
        double ratio =
            land_m2 > 0.0 ? lci_part_area_m2(shapes, part) / land_m2 : 1.0 / (end - first);

        if (units_of(ratio, 1.0) == 0)
            continue; /* a sliver that a repair left */
        status = places_of_part(shapes, part, maker->inputs->sample_m, &places, err);
        for (size_t i = before; i < places.count && !status; i++) {
            uint64_t share = units_of(ratio, (double)(places.count - before));

            if (!lci_grow(&out->share, out->count, &share_capacity))
                status = lci_fail_nomem(err, "demand points");
            else
                out->share[out->count++] = share > 0 ? share : 1;
        }
    }
    out->xy_m = places.xy_m;
    return status;
}

static enum lci_status
points_of_home(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    const struct lci_points_maker *maker = work->maker;
    const size_t home = work->first + item;
    const struct lci_housed *housed = NULL;
    enum lci_status status = LCI_OK;

    (void)worker;
    if (buildings_of(maker, home, &housed) > 0)
        status = points_of_buildings(maker, home, &work->points[item], err);
    else
        status = points_of_grid(maker, home, &work->points[item], err);
    if (status)
        return lci_fail_in(err, status, "home %s", maker->inputs->homes->items[home].id);
    return LCI_OK;
}

enum lci_status
lci_points_maker_new(const struct lci_demand_inputs *inputs, struct lci_points_maker **out, struct lci_error *err)
{
    *out = lci_new(struct lci_points_maker);
    if (!*out)
        return lci_fail_nomem(err, "demand points");
    (*out)->inputs = inputs;
    return LCI_OK;
}

void
lci_points_maker_free(struct lci_points_maker *maker)
{
    lci_free(maker);
}

double
lci_points_expected(const struct lci_points_maker *maker, size_t home)
{
    const struct lci_housed *housed = NULL;
    const size_t building_count = buildings_of(maker, home, &housed);
    const double sample_m = maker->inputs->sample_m;

    if (building_count > 0)
        return (double)building_count;
    return 1.0 + lci_shape_area_m2(&maker->inputs->homes->shapes, home) / (sample_m * sample_m);
}

enum lci_status
lci_points_make(const struct lci_points_maker *maker, size_t first, size_t count, struct lci_pool *pool,
                const struct lci_context *context, struct lci_home_points **out, struct lci_error *err)
{
    struct work work = {.maker = maker, .first = first, .points = lci_new_array(struct lci_home_points, count)};
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!work.points)
        return lci_fail_nomem(err, "demand points");
    status = lci_pool_run(pool, context, "demand", count, 16, points_of_home, &work, err);
    if (status)
        lci_home_points_free(work.points, count);
    else
        *out = work.points;
    return status;
}

void
lci_home_points_free(struct lci_home_points *points, size_t home_count)
{
    for (size_t home = 0; points && home < home_count; home++) {
        lci_free(points[home].xy_m);
        lci_free(points[home].share);
    }
    lci_free(points);
}
