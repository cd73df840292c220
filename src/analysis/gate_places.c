/* gate_places.c - steps along the outlines of walled homes. */
#include "analysis/gate_places.h"

#include <math.h>

#include "analysis/area.h"
#include "analysis/walled.h"
#include "base/alloc.h"
#include "geom/inside.h"

/* Places along a part: its length in so many steps, none shorter than this. Rounding may leave room for one more. */
enum { STEPS = 48, MOST_PLACES = STEPS + 1 };
static const double LEAST_APART_M = 5.0;

struct work {
    const struct lci_access_inputs *access;
    const bool *wanted;
    struct lci_inside_bench *benches; /* one a worker */
    struct lci_gate_places *places;   /* a part */
};

/* Places at equal distances along the outer ring of a part: at_m has room for MOST_PLACES. */
static size_t
find_places(const struct lci_shapes *shapes, size_t part, double (*at_m)[2])
{
    const uint32_t ring = shapes->ring_first[part];
    double length_m = 0.0;
    double step_m = 0.0;
    double next_m = 0.0;
    double passed_m = 0.0;
    size_t count = 0;

    for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++)
        length_m += hypot(shapes->xy_m[2 * (size_t)i + 2] - shapes->xy_m[2 * (size_t)i],
                          shapes->xy_m[2 * (size_t)i + 3] - shapes->xy_m[2 * (size_t)i + 1]);
    step_m = fmax(LEAST_APART_M, length_m / STEPS);
    for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++) {
        const double *a = shapes->xy_m + 2 * (size_t)i;
        const double side_m = hypot(a[2] - a[0], a[3] - a[1]);

        for (; next_m < passed_m + side_m && count < MOST_PLACES; next_m += step_m) {
            const double share = (next_m - passed_m) / side_m;

            at_m[count][0] = a[0] + share * (a[2] - a[0]);
            at_m[count++][1] = a[1] + share * (a[3] - a[1]);
        }
        passed_m += side_m;
    }
    return count;
}

static enum lci_status
walk_inside(const struct work *work, size_t home, size_t part, struct lci_inside_bench *bench, struct lci_gate_places *places,
            struct lci_error *err)
{
    const struct lci_demand *demand = work->access->demand;
    const struct lci_shapes *shapes = &work->access->homes->shapes;
    const struct lci_polygons outline = lci_shape_view(shapes, home);
    const uint32_t first = demand->home_first[home];
    struct lci_inside *inside = NULL;
    enum lci_status status = lci_inside_new(&outline, part - shapes->part_first[home], places->at_m[0], places->count,
                                            work->access->metric, &inside, err);

    for (uint32_t p = first; p < demand->home_first[home + 1] && !status; p++)
        status = lci_inside_walks(inside, bench, demand->place_m[p][0], demand->place_m[p][1],
                                  places->walk_mm + (p - first) * places->count, err);
    bench->last = NULL; /* the next one may have its address */
    lci_inside_free(inside);
    return status;
}

static enum lci_status
make_part(const struct work *work, size_t home, size_t part, struct lci_inside_bench *bench, struct lci_error *err)
{
    const struct lci_demand *demand = work->access->demand;
    struct lci_gate_places *places = &work->places[part];

    places->at_m = lci_alloc(MOST_PLACES, sizeof(*places->at_m));
    if (!places->at_m)
        return lci_fail_nomem(err, "gates");
    places->count = find_places(&work->access->homes->shapes, part, places->at_m);
    places->joins = lci_new_array(struct lci_join, places->count);
    places->walk_mm = lci_new_array(uint32_t, places->count *(demand->home_first[home + 1] - demand->home_first[home]));
    if (!places->joins || !places->walk_mm)
        return lci_fail_nomem(err, "gates");
    for (size_t i = 0; i < places->count; i++)
        places->joins[i] = lci_join_place(work->access->index, places->at_m[i][0], places->at_m[i][1]);
    return walk_inside(work, home, part, bench, places, err);
}

static enum lci_status
make_home(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    const struct lci_shapes *shapes = &work->access->homes->shapes;
    const size_t home = work->access->facilities->walled->homes[item].home;
    enum lci_status status = LCI_OK;

    for (size_t part = shapes->part_first[home]; part < shapes->part_first[home + 1] && work->wanted[home] && !status; part++)
        status = make_part(work, home, part, &work->benches[worker], err);
    return status;
}

enum lci_status
lci_gate_places_build(const struct lci_access_inputs *access, const bool *wanted, struct lci_pool *pool,
                      const struct lci_context *context, struct lci_gate_places **out, struct lci_error *err)
{
    const struct lci_walled *walled = access->facilities->walled;
    const unsigned worker_count = lci_pool_thread_count(pool);
    const size_t part_count = access->homes->shapes.part_count;
    struct work work = {.access = access, .wanted = wanted};
    enum lci_status status = LCI_OK;

    *out = NULL;
    work.benches = lci_new_array(struct lci_inside_bench, worker_count);
    work.places = lci_new_array(struct lci_gate_places, part_count);
    if (!work.benches || !work.places)
        status = lci_fail_nomem(err, "gates");
    if (!status && walled)
        status = lci_pool_run(pool, context, "gates", walled->count, 1, make_home, &work, err);
    for (unsigned i = 0; work.benches && i < worker_count; i++)
        lci_inside_bench_fini(&work.benches[i]);
    lci_free(work.benches);
    if (status)
        lci_gate_places_free(work.places, part_count);
    else
        *out = work.places;
    return status;
}

void
lci_gate_places_free(struct lci_gate_places *places, size_t part_count)
{
    for (size_t i = 0; places && i < part_count; i++) {
        lci_free(places[i].at_m);
        lci_free(places[i].joins);
        lci_free(places[i].walk_mm);
    }
    lci_free(places);
}
