/* straight.c - who lives within a straight line of a facility. */
#include "analysis/straight.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/demand_points.h"
#include "base/alloc.h"

/* Homes that one item looks at. */
enum { HOMES_A_TIME = 16 };

struct place {
    double x_m, y_m;
    double short_m; /* of the limit of its category */
};

struct work {
    const struct lci_access_inputs *inputs;
    struct lci_straight *out;
    struct place *places;  /* of all facilities, by category as they are, then by easting */
    double least_scale;    /* ground metres a map metre, at least */
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

/*
 * The smallest eigenvalue of the form is its least square of the scale over all directions. It is concave in e, f and g, so
 * between grid points it is not below the least of theirs.
 */
static double
least_scale(const struct lci_metric *metric)
{
    double least = INFINITY;

    for (size_t i = 0; i < (size_t)metric->column_count * metric->row_count; i++) {
        const double e = metric->e[i];
        const double f = metric->f[i];
        const double g = metric->g[i];

        least = fmin(least, 0.5 * (e + g - sqrt((e - g) * (e - g) + 4.0 * f * f)));
    }
    return sqrt(least);
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

/* Ground metres to the nearest place of a category, and what it falls short of the limit; more than `largest_m` where none is as
 * near. */
static double
nearest_straight_m(const struct work *work, size_t category, const double at[2], double largest_m)
{
    const struct lci_facilities *facilities = work->inputs->facilities;
    const size_t end = facilities->category_first[category + 1];
    const double window_m = largest_m / work->least_scale + 1.0;
    double best_m = INFINITY;

    for (size_t i = first_from(work->places, facilities->category_first[category], end, at[0] - window_m);
         i < end && work->places[i].x_m <= at[0] + window_m; i++)
        best_m = fmin(best_m, work->places[i].short_m + lci_metric_distance_m(work->inputs->metric, at[0], at[1],
                                                                              work->places[i].x_m, work->places[i].y_m));
    return best_m;
}

static void
measure_home(const struct work *work, size_t home, size_t category)
{
    const struct lci_radii *radii = &work->out->radii;
    const struct lci_home_points *points = &work->points[home - work->home_first];
    const size_t first = radii->first[category];
    const size_t count = radii->first[category + 1] - first;
    double *ratio = work->out->ratio + home * radii->total + first;
    uint64_t whole = 0;

    for (size_t i = 0; i < points->count; i++) {
        const double straight_m =
            nearest_straight_m(work, category, points->xy_m[i], radii->items_m[first + count - 1] + 0.001);

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

    (void)worker;
    (void)err;
    for (size_t home = first; home < end; home++)
        for (size_t category = 0; category < work->inputs->category_count; category++)
            measure_home(work, home, category);
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
    struct work work = {.inputs = inputs, .out = out, .least_scale = least_scale(inputs->metric)};
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
    status = measure_all(&work, demand, pool, context, err);
    if (!status)
        include_walks(inputs, nearest, out);

out:
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
