/* land.c - residential land inside service areas and straight-line discs. */
#include <math.h>

#include "analysis/area.h"
#include "analysis/coverage.h"
#include "analysis/reach_limits.h"
#include "base/alloc.h"
#include "geom/overlay.h"

/* Shares this close to nothing or all are nothing or all: what is left is rounding of the overlay.
 */
static const double ROUNDING_RATIO = 1e-9;

struct bench {
    struct lci_search *search;
    struct lci_ground *ground;
    struct lci_geos *geos;
    struct lci_yards_bench yards;
};

/* Items 0 to limit_total - 1 are categories and limits, the rest are discs, by category and radius. */
struct work {
    const struct lci_access_inputs *inputs;
    struct lci_land *land;
    struct bench *benches; /* one a worker */
    bool *home_tiles;      /* a tile of the partition: some home's box has a part in it */
};

static enum lci_status
lay_homes_over(const struct work *work, struct bench *bench, const struct lci_polygons *area,
               double *ratios, size_t stride, struct lci_error *err)
{
    const struct lci_homes *homes = work->inputs->homes;
    struct lci_overlay *overlay = NULL;
    enum lci_status status = lci_overlay_new(bench->geos, area, &overlay, err);

    for (size_t home = 0; home < homes->count && !status; home++) {
        struct lci_polygons view = lci_shape_view(&homes->shapes, home);
        double land_m2 = lci_shape_area_m2(&homes->shapes, home);
        double inside_m2 = 0.0;
        double ratio = 0.0;

        if (!(land_m2 > 0.0))
            continue;
        status = lci_overlay_area_m2(overlay, &view, &inside_m2, err);
        if (status) {
            lci_fail_in(err, status, "home %s", homes->items[home].id);
            break;
        }
        ratio = inside_m2 / land_m2;
        if (ratio < ROUNDING_RATIO)
            ratio = 0.0;
        ratios[home * stride] = ratio > 1.0 - ROUNDING_RATIO ? 1.0 : ratio;
    }
    lci_overlay_free(overlay);
    return status;
}

/* The area of the last search, and the homes' shares in it; where no home is near and nobody wants the area, nothing is drawn. */
static enum lci_status
draw_category(const struct work *work, struct bench *bench, uint32_t category, struct lci_reach_limit *limit, double *ratios,
              struct lci_error *err)
{
    const bool kept = work->inputs->areas && work->inputs->area_mode == LCI_AREA_DISSOLVE;
    const uint32_t limit_mm = lci_limit_mm(limit->limit_m);
    const uint32_t *first = work->inputs->facilities->category_first;
    const struct lci_yard_question yards = {
        .search = bench->search,
        .label = LCI_NONE,
        .facilities = work->inputs->facilities,
        .first = first[category],
        .end = first[category + 1],
        .limit_mm = limit_mm,
        .by_limit = true,
    };
    bool drawn = true;
    enum lci_status status =
        kept || work->inputs->yards ? LCI_OK
                                    : lci_ground_touches(bench->ground, bench->search, limit_mm, work->home_tiles,
                                                         &drawn, err);

    if (status || !drawn)
        return status;
    status = lci_ground_area(bench->ground, bench->search, LCI_NONE, limit_mm, &limit->area, err);
    if (!status)
        status = lci_yards_add(work->inputs->yards, &yards, &bench->yards, bench->ground, &limit->area, err);
    if (!status)
        status = lay_homes_over(work, bench, &limit->area, ratios, work->land->limit_total, err);
    if (!kept)
        lci_polygons_fini(&limit->area);
    return status;
}

static enum lci_status
dissolve(const struct work *work, struct bench *bench, uint32_t category, size_t which,
         struct lci_error *err)
{
    struct lci_land *land = work->land;
    struct lci_reach_limit *limit = &land->dissolved[category].limits[which];
    enum lci_status status =
        lci_category_search(work->inputs, category, true, lci_limit_mm(limit->limit_m), bench->search, err);

    if (!status)
        status = lci_search_stretches(bench->search, &limit->stretches, &limit->stretch_count, err);
    if (status)
        return status;
    lci_reach_sum_street(work->inputs->net, limit);
    return draw_category(work, bench, category, limit, land->network_ratio + land->limit_first[category] + which, err);
}

static enum lci_status
draw_discs(const struct work *work, struct bench *bench, uint32_t category, size_t radius, struct lci_error *err)
{
    const struct lci_radii *radii = &work->land->radii;
    const struct lci_facilities *facilities = work->inputs->facilities;
    uint32_t first = facilities->category_first[category];
    size_t count = facilities->category_first[category + 1] - first;
    double *xy_m = lci_new_array(double, 2 * count);
    double *radius_m = lci_new_array(double, count);
    struct lci_polygons discs = {0};
    enum lci_status status = LCI_OK;

    if (!xy_m || !radius_m) {
        status = lci_fail_nomem(err, "discs");
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        const struct lci_facility *facility = &facilities->items[first + i];

        xy_m[2 * i] = facility->x_m;
        xy_m[2 * i + 1] = facility->y_m;
        radius_m[i] = lci_facility_limit_m(facility, radii->items_m[radius]) /
                      lci_metric_length_scale(work->inputs->metric, facility->x_m, facility->y_m);
    }
    status = lci_geos_discs(bench->geos, xy_m, radius_m, count, &discs, err);
    if (!status)
        status = lay_homes_over(work, bench, &discs, work->land->radius_ratio + radius, radii->total, err);

out:
    lci_polygons_fini(&discs);
    lci_free(xy_m);
    lci_free(radius_m);
    return status;
}

/* The category that item `at` of lists that begin at `first` belongs to. */
static uint32_t
category_of(const size_t *first, size_t at)
{
    uint32_t category = 0;

    while (first[category + 1] <= at)
        category++;
    return category;
}

static enum lci_status
do_item(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    struct bench *bench = &work->benches[worker];
    const struct lci_land *land = work->land;

    const bool walks = item < land->limit_total;
    const size_t at = walks ? item : item - land->limit_total;
    const uint32_t category = category_of(walks ? land->limit_first : land->radii.first, at);

    return walks ? dissolve(work, bench, category, at - land->limit_first[category], err)
                 : draw_discs(work, bench, category, at, err);
}

static enum lci_status
new_land(const struct lci_access_inputs *inputs, struct lci_land *land, struct lci_error *err)
{
    size_t home_count = inputs->homes->count;
    enum lci_status status = LCI_OK;

    land->category_count = inputs->category_count;
    land->limit_first = lci_new_array(size_t, inputs->category_count + 1);
    land->dissolved = lci_new_array(struct lci_reach, inputs->category_count);
    if (!land->limit_first || !land->dissolved)
        return lci_fail_nomem(err, "residential land");
    for (uint32_t category = 0; category < inputs->category_count && !status; category++) {
        land->dissolved[category].facility = LCI_NONE;
        land->dissolved[category].category = category;
        status = lci_reach_limits_new(inputs, &land->dissolved[category], err);
        land->limit_total += land->dissolved[category].limit_count;
        land->limit_first[category + 1] = land->limit_total;
    }
    if (!status)
        status = lci_radii_build(inputs->categories, inputs->category_count, &land->radii, err);
    if (status)
        return status;
    land->network_ratio = lci_new_array(double, home_count * land->limit_total);
    land->radius_ratio = lci_new_array(double, home_count * land->radii.total);
    land->true_m2 = lci_new_array(double, home_count);
    if (!land->network_ratio || !land->radius_ratio || !land->true_m2)
        return lci_fail_nomem(err, "residential land");
    for (size_t home = 0; home < home_count; home++) {
        struct lci_polygons view = lci_shape_view(&inputs->homes->shapes, home);

        land->true_m2[home] = lci_true_area_m2(inputs->metric, &view);
    }
    return LCI_OK;
}

/* Both are true to the tolerance of their areas only, but what is reached on foot is within the straight line. */
static void
include_walks(const struct lci_access_inputs *inputs, struct lci_land *land)
{
    for (size_t home = 0; home < inputs->homes->count; home++)
        for (size_t category = 0; category < inputs->category_count; category++)
            lci_radii_raise(&land->radii, &inputs->categories[category], category,
                            land->network_ratio + home * land->limit_total + land->limit_first[category],
                            land->radius_ratio + home * land->radii.total);
}

static enum lci_status
new_bench(const struct lci_access_inputs *inputs, struct bench *bench, struct lci_error *err)
{
    enum lci_status status = lci_search_new(inputs->net, &bench->search, err);

    if (!status)
        status = lci_geos_new(&bench->geos, err);
    if (!status)
        status = lci_ground_new(inputs->partition, bench->geos, inputs->min_hole_m2, &bench->ground,
                                err);
    return status;
}

/* Notes in which tiles of ground homes lie. False: out of memory. */
static bool
find_home_tiles(struct work *work)
{
    const struct lci_partition *partition = work->inputs->partition;
    const struct lci_homes *homes = work->inputs->homes;
    const size_t columns = (size_t)lci_partition_column_count(partition);

    work->home_tiles = lci_new_array(bool, columns * (size_t)lci_partition_row_count(partition));
    for (size_t home = 0; work->home_tiles && columns > 0 && home < homes->count; home++) {
        struct lci_tile_range range;
        double box_m[4];

        if (!lci_shape_box(&homes->shapes, home, box_m))
            continue;
        range = lci_partition_range(partition, box_m[0], box_m[1], box_m[2], box_m[3]);
        for (int32_t row = range.first_row; row <= range.last_row; row++)
            for (int32_t column = range.first_column; column <= range.last_column; column++)
                work->home_tiles[(size_t)row * columns + (size_t)column] = true;
    }
    return work->home_tiles != NULL;
}

enum lci_status
lci_land_build(const struct lci_access_inputs *inputs, struct lci_pool *pool,
               const struct lci_context *context, struct lci_land *out, struct lci_error *err)
{
    unsigned worker_count = lci_pool_thread_count(pool);
    struct work work = {.inputs = inputs, .land = out};
    enum lci_status status = LCI_OK;

    *out = (struct lci_land){0};
    work.benches = lci_new_array(struct bench, worker_count);
    status = work.benches ? new_land(inputs, out, err) : lci_fail_nomem(err, "residential land");
    if (!status && !find_home_tiles(&work))
        status = lci_fail_nomem(err, "residential land");
    for (unsigned i = 0; i < worker_count && !status; i++)
        status = new_bench(inputs, &work.benches[i], err);
    if (!status)
        status = lci_pool_run(pool, context, "land", out->limit_total + out->radii.total, 1,
                              do_item, &work, err);
    if (!status)
        include_walks(inputs, out);
    for (size_t category = 0; category < inputs->category_count && !status; category++)
        status = lci_reach_finish(inputs, work.benches[0].ground, &out->dissolved[category], err);
    for (unsigned i = 0; work.benches && i < worker_count; i++) {
        lci_search_free(work.benches[i].search);
        lci_ground_free(work.benches[i].ground);
        lci_geos_free(work.benches[i].geos);
        lci_yards_bench_fini(&work.benches[i].yards);
    }
    lci_free(work.benches);
    lci_free(work.home_tiles);
    if (status)
        lci_land_fini(out);
    return status;
}

uint32_t
lci_land_category(const struct lci_land *land, size_t limit)
{
    return category_of(land->limit_first, limit);
}

void
lci_land_fini(struct lci_land *land)
{
    for (size_t category = 0; land->dissolved && category < land->category_count; category++)
        lci_reach_fini(&land->dissolved[category]);
    lci_free(land->dissolved);
    lci_free(land->network_ratio);
    lci_radii_fini(&land->radii);
    lci_free(land->radius_ratio);
    lci_free(land->limit_first);
    lci_free(land->true_m2);
    *land = (struct lci_land){0};
}
