/* outlines.c - homes that are drawn twice, over one another, or as slivers. */
#include "analysis/outlines.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/area.h"
#include "analysis/remark.h"
#include "base/alloc.h"
#include "geom/overlay.h"

static const double LEAST_OVERLAP_M2 = 1.0;
static const double LARGE_OVERLAP_RATIO = 0.01;
static const double DUPLICATE_RATIO = 0.999;
static const double SLIVER_AREA_M2 = 400.0;
static const double SLIVER_WIDTH_M = 1.0;

/* Of one home with later ones; a layer of areas that are no homes would fill the table, and take for ever. */
enum { OVERLAPS_MOST = 200 };

/* A later home that shares land with this one. */
struct overlap {
    uint32_t other;
    double area_m2; /* on the map */
};

struct overlaps {
    struct overlap *items; /* ascending other; at most OVERLAPS_MOST */
    size_t count, capacity;
    size_t left_count; /* later homes near it that were not asked any more */
};

struct work {
    const struct lci_outlines_inputs *inputs;
    const struct lci_outline_groups *groups;
    const struct lci_outlines_tools *tools;
    struct overlaps *slots; /* one a home */
};

static int
compare_order(double a, double b)
{
    return (a > b) - (a < b);
}

/* The same numbers in the same order. */
static int
compare_shapes(const struct lci_shapes *shapes, uint32_t i, uint32_t j)
{
    const uint32_t *parts = shapes->part_first;
    const uint32_t *rings = shapes->ring_first;
    const uint32_t *points = shapes->point_first;
    const uint32_t a[3] = {parts[i], rings[parts[i]], points[rings[parts[i]]]};
    const uint32_t b[3] = {parts[j], rings[parts[j]], points[rings[parts[j]]]};
    const uint32_t a_end[3] = {parts[i + 1], rings[parts[i + 1]], points[rings[parts[i + 1]]]};
    const uint32_t b_end[3] = {parts[j + 1], rings[parts[j + 1]], points[rings[parts[j + 1]]]};
    int order = 0;

    for (int kind = 0; kind < 3 && !order; kind++)
        order = (a_end[kind] - a[kind] > b_end[kind] - b[kind]) - (a_end[kind] - a[kind] < b_end[kind] - b[kind]);
    for (uint32_t k = 0; !order && k < a_end[1] - a[1]; k++) {
        const uint32_t m = points[a[1] + k] - a[2];
        const uint32_t n = points[b[1] + k] - b[2];

        order = (m > n) - (m < n);
    }
    for (size_t k = 0; !order && k < 2 * (size_t)(a_end[2] - a[2]); k++)
        order = compare_order(shapes->xy_m[2 * (size_t)a[2] + k], shapes->xy_m[2 * (size_t)b[2] + k]);
    return order;
}

static int
compare_homes(const void *left, const void *right, void *user)
{
    const uint32_t i = *(const uint32_t *)left;
    const uint32_t j = *(const uint32_t *)right;
    const int order = compare_shapes(user, i, j);

    return order ? order : (i > j) - (i < j);
}

enum lci_status
lci_outline_groups_build(const struct lci_shapes *shapes, struct lci_outline_groups *out, struct lci_error *err)
{
    uint32_t *sorted = lci_new_array(uint32_t, shapes->count);

    *out = (struct lci_outline_groups){.first = lci_new_array(uint32_t, shapes->count),
                                       .singles = lci_new_array(uint32_t, shapes->count)};
    if (!sorted || !out->first || !out->singles) {
        lci_free(sorted);
        lci_outline_groups_fini(out);
        return lci_fail_nomem(err, "homes");
    }
    for (uint32_t i = 0; i < shapes->count; i++)
        sorted[i] = i;
    if (shapes->count > 1)
        qsort_r(sorted, shapes->count, sizeof(*sorted), compare_homes, (void *)(uintptr_t)shapes);
    for (size_t i = 0; i < shapes->count; i++) {
        const bool repeats = i > 0 && shapes->part_first[sorted[i]] < shapes->part_first[sorted[i] + 1] &&
                             compare_shapes(shapes, sorted[i - 1], sorted[i]) == 0;

        out->first[sorted[i]] = repeats ? out->first[sorted[i - 1]] : sorted[i];
    }
    for (uint32_t i = 0; i < shapes->count; i++)
        if (out->first[i] == i)
            out->singles[out->single_count++] = i;
    lci_free(sorted);
    return LCI_OK;
}

void
lci_outline_groups_fini(struct lci_outline_groups *groups)
{
    lci_free(groups->first);
    lci_free(groups->singles);
    *groups = (struct lci_outline_groups){0};
}

/* Later homes whose boxes overlap that of one. */
struct neighbours {
    const struct work *work;
    uint32_t home;
    double box_m[4];
    uint32_t *items;
    size_t count, capacity;
    bool failed;
};

static void
find_neighbour(void *user, uint32_t shape)
{
    struct neighbours *all = user;
    double box_m[4];

    if (shape <= all->home || all->work->groups->first[shape] != shape ||
        !lci_shape_box(&all->work->inputs->homes->shapes, shape, box_m))
        return;
    if (fmin(all->box_m[2], box_m[2]) <= fmax(all->box_m[0], box_m[0]) ||
        fmin(all->box_m[3], box_m[3]) <= fmax(all->box_m[1], box_m[1]))
        return; /* they touch */
    if (!lci_grow(&all->items, all->count, &all->capacity))
        all->failed = true;
    else
        all->items[all->count++] = shape;
}

static int
compare_numbers(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static enum lci_status
measure_neighbours(const struct work *work, const struct neighbours *near, struct lci_geos *geos, struct lci_error *err)
{
    const struct lci_shapes *shapes = &work->inputs->homes->shapes;
    const struct lci_polygons outline = lci_shape_view(shapes, near->home);
    struct overlaps *slot = &work->slots[near->home];
    struct lci_overlay *overlay = NULL;
    enum lci_status status = lci_overlay_new(geos, &outline, &overlay, err);

    for (size_t i = 0; i < near->count && !status && slot->left_count == 0; i++) {
        const struct lci_polygons other = lci_shape_view(shapes, near->items[i]);
        double area_m2 = 0.0;

        status = lci_overlay_area_m2(overlay, &other, &area_m2, err);
        if (status || area_m2 < LEAST_OVERLAP_M2)
            continue;
        if (!lci_grow(&slot->items, slot->count, &slot->capacity))
            status = lci_fail_nomem(err, "homes");
        else
            slot->items[slot->count++] = (struct overlap){near->items[i], area_m2};
        if (slot->count == OVERLAPS_MOST)
            slot->left_count = near->count - i - 1;
    }
    lci_overlay_free(overlay);
    return status;
}

static enum lci_status
find_overlaps(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct work *work = user;
    struct neighbours near = {.work = work, .home = work->groups->singles[item]};
    enum lci_status status = LCI_OK;

    if (!lci_shape_box(&work->inputs->homes->shapes, near.home, near.box_m))
        return LCI_OK;
    lci_boxes_visit(work->tools->boxes, near.box_m, find_neighbour, &near);
    if (near.failed)
        status = lci_fail_nomem(err, "homes");
    if (!status && near.count > 1)
        qsort(near.items, near.count, sizeof(*near.items), compare_numbers);
    if (!status && near.count > 0)
        status = measure_neighbours(work, &near, work->tools->geos[worker], err);
    lci_free(near.items);
    return status ? lci_fail_in(err, status, "home %s", work->inputs->homes->items[near.home].id) : LCI_OK;
}

static enum lci_status
report(const struct lci_outlines_inputs *inputs, uint32_t home, const struct lci_quality_row *words, struct lci_quality *quality,
       struct lci_error *err)
{
    const struct lci_homes *homes = inputs->homes;
    struct lci_quality_row row = *words;

    row.stage = "read";
    row.layer = "homes";
    row.feature_id = homes->items[home].id;
    row.has_place = lci_shape_place(&homes->shapes, home, &row.x_m, &row.y_m);
    return lci_remark(quality, &homes->items[home].origin, &row, err);
}

static enum lci_status
report_duplicate(const struct lci_outlines_inputs *inputs, uint32_t home, uint32_t other, struct lci_quality *quality,
                 struct lci_error *err)
{
    char found[200];
    const struct lci_quality_row words = {.severity = LCI_SEVERITY_ERROR,
                                          .code = "home_duplicate",
                                          .found = found,
                                          .done = "both stay and both count, with their people and their land"};

    (void)snprintf(found, sizeof(found), "the same outline as home %s", inputs->homes->items[other].id);
    return report(inputs, home, &words, quality, err);
}

/* "12.3", in per cent. */
static const char *
percent(double ratio, char text[LCI_NUMBER_TEXT_SIZE])
{
    return lci_number_text(round(ratio * 1000.0) / 10.0, text);
}

/* The row is about the home that loses the larger share; of equal ones about the later. */
static enum lci_status
report_overlap(const struct lci_outlines_inputs *inputs, uint32_t home, const struct overlap *overlap,
               struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_shapes *shapes = &inputs->homes->shapes;
    const double home_ratio = overlap->area_m2 / lci_shape_area_m2(shapes, home);
    const double other_ratio = overlap->area_m2 / lci_shape_area_m2(shapes, overlap->other);
    const uint32_t about = home_ratio > other_ratio ? home : overlap->other;
    const uint32_t with = about == home ? overlap->other : home;
    double x_m = 0.0;
    double y_m = 0.0;
    double true_m2 = 0.0;
    char numbers[3][LCI_NUMBER_TEXT_SIZE];
    char found[256];
    struct lci_quality_row words = {.code = "home_overlap",
                                    .found = found,
                                    .done = "both stay as they are: the land they share counts in both"};

    if (fmin(home_ratio, other_ratio) >= DUPLICATE_RATIO)
        return report_duplicate(inputs, overlap->other, home, quality, err);
    (void)lci_shape_place(shapes, about, &x_m, &y_m);
    true_m2 = overlap->area_m2 * lci_metric_area_scale(inputs->metric, x_m, y_m);
    (void)snprintf(found, sizeof(found), "%s m2 lie in home %s too: %s %% of its land, and %s %% of the other's",
                   lci_number_text(round(true_m2 * 10.0) / 10.0, numbers[0]), inputs->homes->items[with].id,
                   percent(fmax(home_ratio, other_ratio), numbers[1]), percent(fmin(home_ratio, other_ratio), numbers[2]));
    words.severity = fmax(home_ratio, other_ratio) >= LARGE_OVERLAP_RATIO ? LCI_SEVERITY_WARNING : LCI_SEVERITY_NOTE;
    return report(inputs, about, &words, quality, err);
}

static enum lci_status
report_left(const struct lci_outlines_inputs *inputs, uint32_t home, const struct overlaps *slot, struct lci_quality *quality,
            struct lci_error *err)
{
    char found[128];
    const struct lci_quality_row words = {.severity = LCI_SEVERITY_WARNING,
                                          .code = "home_overlaps_many",
                                          .found = found,
                                          .done = "the others were not measured: is this layer one of homes?"};

    (void)snprintf(found, sizeof(found), "overlaps %zu homes, and %zu more are near it", slot->count, slot->left_count);
    return report(inputs, home, &words, quality, err);
}

static double
perimeter_m(const struct lci_shapes *shapes, uint32_t part)
{
    double length_m = 0.0;

    for (uint32_t ring = shapes->ring_first[part]; ring < shapes->ring_first[part + 1]; ring++)
        for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++) {
            const double *a = shapes->xy_m + 2 * (size_t)i;

            length_m += hypot(a[2] - a[0], a[3] - a[1]);
        }
    return length_m;
}

static enum lci_status
report_slivers(const struct lci_outlines_inputs *inputs, uint32_t home, struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_shapes *shapes = &inputs->homes->shapes;
    unsigned count = 0;
    double sum_m2 = 0.0;
    char number[LCI_NUMBER_TEXT_SIZE];
    char found[128];
    const struct lci_quality_row words = {.severity = LCI_SEVERITY_WARNING,
                                          .code = "home_sliver",
                                          .found = found,
                                          .done = "kept, with the share of the home that its land has"};

    for (uint32_t part = shapes->part_first[home]; part < shapes->part_first[home + 1]; part++) {
        const double area_m2 = lci_part_area_m2(shapes, part);

        if (area_m2 >= SLIVER_AREA_M2 || 2.0 * area_m2 >= SLIVER_WIDTH_M * perimeter_m(shapes, part) - 1e-6)
            continue;
        count++;
        sum_m2 += area_m2;
    }
    if (count == 0)
        return LCI_OK;
    (void)snprintf(found, sizeof(found), "%u of %u parts narrower than a metre, %s m2 together", count,
                   shapes->part_first[home + 1] - shapes->part_first[home], lci_number_text(round(sum_m2 * 10.0) / 10.0, number));
    return report(inputs, home, &words, quality, err);
}

static enum lci_status
report_homes(const struct work *work, struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_outlines_inputs *inputs = work->inputs;
    enum lci_status status = LCI_OK;

    for (uint32_t home = 0; home < inputs->homes->count && !status; home++) {
        const struct overlaps *slot = &work->slots[home];

        if (work->groups->first[home] != home)
            status = report_duplicate(inputs, home, work->groups->first[home], quality, err);
        for (size_t i = 0; i < slot->count && !status; i++)
            status = report_overlap(inputs, home, &slot->items[i], quality, err);
        if (!status && slot->left_count > 0)
            status = report_left(inputs, home, slot, quality, err);
        if (!status)
            status = report_slivers(inputs, home, quality, err);
    }
    return status;
}

static enum lci_status
measure_homes(struct work *work, struct lci_quality *quality, struct lci_error *err)
{
    const size_t count = work->inputs->homes->count;
    enum lci_status status = LCI_OK;

    work->slots = lci_new_array(struct overlaps, count);
    if (!work->slots)
        return lci_fail_nomem(err, "homes");
    status = lci_pool_run(work->tools->pool, work->tools->context, "read", work->groups->single_count, 64, find_overlaps, work,
                          err);
    if (!status)
        status = report_homes(work, quality, err);
    for (size_t i = 0; i < count; i++)
        lci_free(work->slots[i].items);
    lci_free(work->slots);
    return status;
}

static void
tools_fini(struct lci_outlines_tools *tools)
{
    for (unsigned i = 0; tools->geos && i < lci_pool_thread_count(tools->pool); i++)
        lci_geos_free(tools->geos[i]);
    lci_free(tools->geos);
    lci_boxes_free(tools->boxes);
}

/* Also after a failure: tools_fini(). */
static enum lci_status
tools_init(struct lci_outlines_tools *tools, const struct lci_homes *homes, struct lci_error *err)
{
    const unsigned worker_count = lci_pool_thread_count(tools->pool);
    enum lci_status status = LCI_OK;

    tools->geos = lci_new_array(struct lci_geos *, worker_count);
    if (!tools->geos)
        return lci_fail_nomem(err, "homes");
    for (unsigned i = 0; i < worker_count && !status; i++)
        status = lci_geos_new(&tools->geos[i], err);
    return status ? status : lci_boxes_new(&homes->shapes, 0, (uint32_t)homes->count, &tools->boxes, err);
}

enum lci_status
lci_outlines_report(const struct lci_outlines_inputs *inputs, struct lci_pool *pool, const struct lci_context *context,
                    struct lci_quality *quality, struct lci_error *err)
{
    struct lci_outline_groups groups = {0};
    struct lci_outlines_tools tools = {.pool = pool, .context = context};
    struct work work = {.inputs = inputs, .groups = &groups, .tools = &tools};
    enum lci_status status = lci_outline_groups_build(&inputs->homes->shapes, &groups, err);

    if (!status)
        status = tools_init(&tools, inputs->homes, err);
    if (!status)
        status = measure_homes(&work, quality, err);
    if (!status)
        status = lci_outlines_report_borders(inputs, &tools, quality, err);
    tools_fini(&tools);
    lci_outline_groups_fini(&groups);
    return status;
}
