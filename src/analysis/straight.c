/* straight.c - who lives within a straight line of a facility. */
#include "analysis/straight.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/demand_points.h"
#include "base/alloc.h"

/* Homes that one item looks at. */
enum { HOMES_A_TIME = 16 };
/* More than all that rounding may do. */
static const double SPARE_M = 1.0;

struct place {
    double x_m, y_m;
    double short_m; /* of the limit of its category */
};

struct work {
    const struct lci_access_inputs *inputs;
    struct lci_straight *out;
    struct place *places;  /* of all facilities, by category as they are, then by easting */
    double least_scale;    /* ground metres a map metre, at least */
    struct place **near;   /* one a worker: places of one category around one home */
    size_t home_first;     /* of the batch */
    size_t home_count;
    struct lci_home_points *points; /* home_count */
};

static int
compare_places(const void *left, const void *right)
{
    const struct place *a = left;
    const struct place *b = right;

    if (a->x_m < b->x_m || a->x_m > b->x_m)
        return a->x_m < b->x_m ? -1 : 1;
    if (a->y_m < b->y_m || a->y_m > b->y_m)
        return a->y_m < b->y_m ? -1 : 1;
    return (a->short_m > b->short_m) - (a->short_m < b->short_m);
}

/* The first place of a category whose easting is not below x_m. */
static size_t
first_from(const struct place *places, size_t first, size_t end, double x_m)
{
    while (first < end) {
        const size_t middle = first + (end - first) / 2;

        if (places[middle].x_m < x_m)
            first = middle + 1;
        else
            end = middle;
    }
    return first;
}

/* Copies the places of a category that are as near to some point of a home as reach_m on the map, and a few more. */
static size_t
find_near(const struct work *work, size_t category, const struct lci_home_points *points, double reach_m, struct place *near)
{
    const struct lci_facilities *facilities = work->inputs->facilities;
    const size_t end = facilities->category_first[category + 1];
    double box_m[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    size_t count = 0;

    for (size_t i = 0; i < points->count; i++)
        for (size_t axis = 0; axis < 2; axis++) {
            box_m[axis] = fmin(box_m[axis], points->xy_m[i][axis] - reach_m);
            box_m[axis + 2] = fmax(box_m[axis + 2], points->xy_m[i][axis] + reach_m);
        }
    for (size_t i = first_from(work->places, facilities->category_first[category], end, box_m[0]);
         i < end && work->places[i].x_m <= box_m[2]; i++)
        if (work->places[i].y_m >= box_m[1] && work->places[i].y_m <= box_m[3])
            near[count++] = work->places[i];
    return count;
}

/* Ground metres to the nearest of the places, and what it falls short of the limit; any more where none is within reach_m on the
 * map. */
static double
nearest_straight_m(const struct work *work, const struct place *near, size_t count, const double at[2], double reach_m)
{
    double best_m = INFINITY;

    for (size_t i = 0; i < count; i++) {
        const double dx_m = near[i].x_m - at[0];
        const double dy_m = near[i].y_m - at[1];
        double straight_m = 0.0;

        if (dx_m * dx_m + dy_m * dy_m > reach_m * reach_m)
            continue;
        straight_m = near[i].short_m + lci_metric_distance_m(work->inputs->metric, at[0], at[1], near[i].x_m, near[i].y_m);
        if (straight_m < best_m) {
            best_m = straight_m;
            reach_m = fmin(reach_m, best_m / work->least_scale + SPARE_M); /* what is farther on the map is no nearer */
        }
    }
    return best_m;
}

static void
measure_home(const struct work *work, size_t home, size_t category, struct place *near)
{
    const struct lci_radii *radii = &work->out->radii;
    const struct lci_home_points *points = &work->points[home - work->home_first];
    const size_t first = radii->first[category];
    const size_t count = radii->first[category + 1] - first;
    const double reach_m = (radii->items_m[first + count - 1] + 0.001) / work->least_scale + SPARE_M;
    const size_t near_count = find_near(work, category, points, reach_m, near);
    double *ratio = work->out->ratio + home * radii->total + first;
    uint64_t whole = 0;

    for (size_t i = 0; i < points->count; i++) {
        const double straight_m = nearest_straight_m(work, near, near_count, points->xy_m[i], reach_m);

        whole += points->share[i];
        /* As walks: to the millimetre, one more is allowed. Whole numbers below 2^53: sums of doubles are exact. */
        for (size_t r = 0; r < count; r++)
            if (straight_m <= (double)lci_limit_mm(radii->items_m[first + r]) / 1000.0)
                ratio[r] += (double)points->share[i];
    }
    for (size_t r = 0; r < count && whole > 0; r++)
        ratio[r] /= (double)whole;
}

static enum lci_status
measure_homes(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct work *work = user;
    const size_t first = work->home_first + item * HOMES_A_TIME;
    const size_t last = work->home_first + work->home_count;
    const size_t end = first + HOMES_A_TIME < last ? first + HOMES_A_TIME : last;

    (void)err;
    for (size_t home = first; home < end; home++)
        for (size_t category = 0; category < work->inputs->category_count; category++)
            measure_home(work, home, category, work->near[worker]);
    return LCI_OK;
}

/* Homes in batches, so that the places of all points are never there at once. */
static enum lci_status
measure_all(struct work *work, const struct lci_demand_inputs *demand, struct lci_pool *pool,
            const struct lci_context *context, struct lci_error *err)
{
    struct lci_points_maker *maker = NULL;
    enum lci_status status = lci_points_maker_new(demand, &maker, err);

    while (!status && work->home_first < work->out->home_count) {
        double expected = 0.0;

        work->home_count = 0;
        while (work->home_first + work->home_count < work->out->home_count && expected < LCI_DEMAND_BATCH)
            expected += lci_points_expected(maker, work->home_first + work->home_count++);
        status = lci_points_make(maker, work->home_first, work->home_count, pool, NULL, &work->points, err);
        if (!status)
            status = lci_pool_run(pool, context, "straight lines", (work->home_count + HOMES_A_TIME - 1) / HOMES_A_TIME, 1,
                                  measure_homes, work, err);
        lci_home_points_free(work->points, work->home_count);
        work->points = NULL;
        work->home_first += work->home_count;
    }
    lci_points_maker_free(maker);
    return status;
}

/* Room for the largest category, a worker. */
static enum lci_status
new_benches(struct work *work, unsigned worker_count, struct lci_error *err)
{
    const uint32_t *first = work->inputs->facilities->category_first;
    size_t most = 0;

    for (size_t category = 0; category < work->inputs->category_count; category++)
        most = first[category + 1] - first[category] > most ? first[category + 1] - first[category] : most;
    work->near = lci_new_array(struct place *, worker_count);
    for (unsigned i = 0; work->near && i < worker_count; i++) {
        work->near[i] = lci_new_array(struct place, most);
        if (!work->near[i])
            return lci_fail_nomem(err, "straight lines");
    }
    return work->near ? LCI_OK : lci_fail_nomem(err, "straight lines");
}

/* What is reached on foot is within the straight line. */
static void
include_walks(const struct lci_access_inputs *inputs, const struct lci_nearest *nearest, struct lci_straight *out)
{
    for (size_t home = 0; home < out->home_count; home++)
        for (size_t category = 0; category < inputs->category_count; category++) {
            const size_t limit_count = inputs->categories[category].limit_count;

            lci_radii_raise(&out->radii, &inputs->categories[category], category,
                            nearest[category].covered_ratio + home * limit_count, out->ratio + home * out->radii.total);
        }
}

enum lci_status
lci_straight_build(const struct lci_access_inputs *inputs, const struct lci_demand_inputs *demand,
                   const struct lci_nearest *nearest, struct lci_pool *pool, const struct lci_context *context,
                   struct lci_straight *out, struct lci_error *err)
{
    const struct lci_facilities *facilities = inputs->facilities;
    struct work work = {.inputs = inputs, .out = out, .least_scale = lci_metric_least_scale(inputs->metric)};
    enum lci_status status = LCI_OK;

    *out = (struct lci_straight){.home_count = inputs->homes->count};
    status = lci_radii_build(inputs->categories, inputs->category_count, &out->radii, err);
    if (status)
        return status;
    out->ratio = lci_new_array(double, out->home_count * out->radii.total);
    work.places = lci_new_array(struct place, facilities->count);
    if (!out->ratio || !work.places) {
        status = lci_fail_nomem(err, "straight lines");
        goto out;
    }
    for (size_t i = 0; i < facilities->count; i++)
        work.places[i] = (struct place){facilities->items[i].x_m, facilities->items[i].y_m, facilities->items[i].short_mm / 1000.0};
    for (size_t category = 0; category < inputs->category_count; category++)
        qsort(work.places + facilities->category_first[category],
              facilities->category_first[category + 1] - facilities->category_first[category], sizeof(*work.places),
              compare_places);
    status = new_benches(&work, lci_pool_thread_count(pool), err);
    if (!status)
        status = measure_all(&work, demand, pool, context, err);
    if (!status)
        include_walks(inputs, nearest, out);

out:
    for (unsigned i = 0; work.near && i < lci_pool_thread_count(pool); i++)
        lci_free(work.near[i]);
    lci_free(work.near);
    lci_free(work.places);
    if (status)
        lci_straight_fini(out);
    return status;
}

void
lci_straight_fini(struct lci_straight *straight)
{
    lci_radii_fini(&straight->radii);
    lci_free(straight->ratio);
    *straight = (struct lci_straight){0};
}
