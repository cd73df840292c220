/* land.c - residential land inside service areas and straight-line discs. */
#include <math.h>

#include "analysis/area.h"
#include "analysis/dissolve.h"
#include "analysis/land_network.h"
#include "analysis/reach_limits.h"
#include "base/alloc.h"
#include "geom/overlay.h"

struct work {
    const struct lci_access_inputs *inputs;
    struct lci_land *land;
    struct lci_geos **geos; /* one a worker */
};

static enum lci_status
lay_homes_over(const struct work *work, struct lci_geos *geos, const struct lci_polygons *area,
               double *ratios, size_t stride, struct lci_error *err)
{
    const struct lci_homes *homes = work->inputs->homes;
    struct lci_overlay *overlay = NULL;
    enum lci_status status = lci_overlay_new(geos, area, &overlay, err);

    for (size_t home = 0; home < homes->count && !status; home++) {
        struct lci_polygons view = lci_shape_view(&homes->shapes, home);
        double land_m2 = lci_shape_area_m2(&homes->shapes, home);
        double inside_m2 = 0.0;

        if (!(land_m2 > 0.0))
            continue;
        status = lci_overlay_area_m2(overlay, &view, &inside_m2, err);
        if (status) {
            lci_fail_in(err, status, "home %s", homes->items[home].id);
            break;
        }
        ratios[home * stride] = lci_land_share(inside_m2, land_m2);
    }
    lci_overlay_free(overlay);
    return status;
}

/* Lays the homes over the discs of a category with one of its radii. */
static enum lci_status
draw_discs(void *user, unsigned worker, size_t radius, struct lci_error *err)
{
    const struct work *work = user;
    struct lci_geos *geos = work->geos[worker];
    const struct lci_radii *radii = &work->land->radii;
    const uint32_t category = lci_category_at(radii->first, radius);
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
    status = lci_geos_discs(geos, xy_m, radius_m, count, &discs, err);
    if (!status)
        status = lay_homes_over(work, geos, &discs, work->land->radius_ratio + radius, radii->total, err);

out:
    lci_polygons_fini(&discs);
    lci_free(xy_m);
    lci_free(radius_m);
    return status;
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

enum lci_status
lci_land_build(const struct lci_access_inputs *inputs, struct lci_pool *pool,
               const struct lci_context *context, struct lci_land *out, struct lci_error *err)
{
    unsigned worker_count = lci_pool_thread_count(pool);
    const bool draws = inputs->areas && inputs->area_mode == LCI_AREA_DISSOLVE;
    struct work work = {.inputs = inputs, .land = out};
    enum lci_status status = LCI_OK;

    *out = (struct lci_land){0};
    work.geos = lci_new_array(struct lci_geos *, worker_count);
    status = work.geos ? new_land(inputs, out, err) : lci_fail_nomem(err, "residential land");
    for (unsigned i = 0; i < worker_count && !status; i++)
        status = lci_geos_new(&work.geos[i], err);
    if (!status && draws)
        status = lci_dissolve(inputs, pool, context, out->dissolved, out->limit_first, err);
    if (!status)
        status = lci_pool_run(pool, context, "land", out->radii.total, 1, draw_discs, &work, err);
    for (unsigned i = 0; work.geos && i < worker_count; i++)
        lci_geos_free(work.geos[i]);
    lci_free(work.geos);
    if (!status)
        status = lci_land_network(inputs, pool, context, out, err);
    if (!status)
        include_walks(inputs, out);
    if (status)
        lci_land_fini(out);
    return status;
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
