/* outline_borders.c - homes whose land lies in several units of a level. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "analysis/area.h"
#include "analysis/outlines.h"
#include "analysis/remark.h"
#include "base/alloc.h"
#include "geom/overlay.h"

static const double LEAST_SHARE = 0.01;
static const double LARGE_SHARE = 0.1;
enum { NAMED_MOST = 4 };

/* Land of a home in a unit. */
struct piece {
    uint32_t home, unit;
    double area_m2; /* on the map */
};

struct pieces {
    struct piece *items;
    size_t count, capacity;
};

struct work {
    const struct lci_outlines_inputs *inputs;
    const struct lci_outlines_tools *tools;
    uint32_t *unit_counts; /* [home * level_count + level]: units whose boxes meet its box */
    struct pieces *slots; /* one a unit */
};

/* Homes near one unit. */
struct search {
    const struct work *work;
    uint32_t unit;
    uint32_t *items;
    size_t count, capacity;
    bool failed;
};

static size_t
level_at(const struct work *work, uint32_t home, uint32_t unit)
{
    return home * work->inputs->units->level_count + work->inputs->units->items[unit].depth;
}

static void
count_unit(void *user, uint32_t home)
{
    const struct search *search = user;

    search->work->unit_counts[level_at(search->work, home, search->unit)]++;
}

/* A home near one unit of the level only cannot lie in two. */
static void
find_home(void *user, uint32_t home)
{
    struct search *search = user;

    if (search->work->unit_counts[level_at(search->work, home, search->unit)] < 2)
        return;
    if (!lci_grow(&search->items, search->count, &search->capacity))
        search->failed = true;
    else
        search->items[search->count++] = home;
}

static enum lci_status
measure_unit(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct work *work = user;
    const struct lci_shapes *units = &work->inputs->units->shapes;
    const struct lci_polygons area = lci_shape_view(units, item);
    struct search search = {.work = work, .unit = (uint32_t)item};
    struct pieces *slot = &work->slots[item];
    struct lci_overlay *overlay = NULL;
    double box_m[4];
    enum lci_status status = LCI_OK;

    if (!lci_shape_box(units, item, box_m))
        return LCI_OK;
    lci_boxes_visit(work->tools->boxes, box_m, find_home, &search);
    if (search.failed)
        status = lci_fail_nomem(err, "units");
    if (!status && search.count > 0)
        status = lci_overlay_new(work->tools->geos[worker], &area, &overlay, err);
    for (size_t i = 0; i < search.count && !status; i++) {
        const struct lci_polygons home = lci_shape_view(&work->inputs->homes->shapes, search.items[i]);
        struct piece piece = {.home = search.items[i], .unit = (uint32_t)item};

        status = lci_overlay_area_m2(overlay, &home, &piece.area_m2, err);
        if (!status && piece.area_m2 > 0.0) {
            if (!lci_grow(&slot->items, slot->count, &slot->capacity))
                status = lci_fail_nomem(err, "units");
            else
                slot->items[slot->count++] = piece;
        }
    }
    lci_overlay_free(overlay);
    lci_free(search.items);
    return status ? lci_fail_in(err, status, "unit %s", work->inputs->units->items[item].code) : LCI_OK;
}

/* By home and level, the largest piece first. */
static int
compare_pieces(const void *left, const void *right, void *user)
{
    const struct lci_units *units = user;
    const struct piece *a = left;
    const struct piece *b = right;
    int order = (a->home > b->home) - (a->home < b->home);

    if (!order)
        order = (units->items[a->unit].depth > units->items[b->unit].depth) -
                (units->items[a->unit].depth < units->items[b->unit].depth);
    if (!order)
        order = (a->area_m2 < b->area_m2) - (a->area_m2 > b->area_m2);
    return order ? order : (a->unit > b->unit) - (a->unit < b->unit);
}

/* "62.5 % of its land in A, 37.5 % in B". */
static void
describe(const struct lci_units *units, const struct piece *pieces, size_t count, double land_m2, char *text, size_t size)
{
    size_t used = 0;

    for (size_t i = 0; i < count && i < NAMED_MOST && used < size; i++) {
        char number[LCI_NUMBER_TEXT_SIZE];

        used += (size_t)snprintf(text + used, size - used, "%s%s %% %sin %s", i > 0 ? ", " : "",
                                 lci_number_text(round(pieces[i].area_m2 / land_m2 * 1000.0) / 10.0, number),
                                 i == 0 ? "of its land " : "", units->items[pieces[i].unit].code);
    }
    if (count > NAMED_MOST && used < size)
        (void)snprintf(text + used, size - used, ", and %zu more", count - NAMED_MOST);
}

/* The pieces of one home in units of one level. */
static enum lci_status
report_home(const struct lci_outlines_inputs *inputs, const struct piece *pieces, size_t count, struct lci_quality *quality,
            struct lci_error *err)
{
    const struct lci_units *units = inputs->units;
    const struct lci_home *home = &inputs->homes->items[pieces[0].home];
    const uint32_t depth = units->items[pieces[0].unit].depth;
    const uint32_t counted = inputs->home_unit[pieces[0].home * units->level_count + depth];
    const double land_m2 = lci_shape_area_m2(&inputs->homes->shapes, pieces[0].home);
    double beside_m2 = 0.0;
    char found[512];
    char done[256];
    struct lci_quality_row row = {.stage = "read",
                                  .code = "home_in_two_units",
                                  .layer = "homes",
                                  .feature_id = home->id,
                                  .field = units->levels[depth],
                                  .found = found,
                                  .done = done};

    for (size_t i = 1; i < count; i++)
        beside_m2 += pieces[i].area_m2;
    if (beside_m2 < LEAST_SHARE * land_m2)
        return LCI_OK;
    describe(units, pieces, count, land_m2, found, sizeof(found));
    if (counted == LCI_NONE)
        (void)snprintf(done, sizeof(done), "counts in no unit of this level: none holds its place");
    else
        (void)snprintf(done, sizeof(done), "counts wholly in %s, which %s", units->items[counted].code,
                       home->code ? "its code names, or holds its place" : "holds its place");
    row.severity = beside_m2 >= LARGE_SHARE * land_m2 ? LCI_SEVERITY_WARNING : LCI_SEVERITY_NOTE;
    row.has_place = lci_shape_place(&inputs->homes->shapes, pieces[0].home, &row.x_m, &row.y_m);
    return lci_remark(quality, &home->origin, &row, err);
}

static enum lci_status
report_all(const struct work *work, struct lci_quality *quality, struct lci_error *err)
{
    const struct lci_units *units = work->inputs->units;
    struct pieces all = {0};
    enum lci_status status = LCI_OK;
    size_t end = 0;

    for (size_t unit = 0; unit < units->count && !status; unit++)
        for (size_t i = 0; i < work->slots[unit].count && !status; i++) {
            if (!lci_grow(&all.items, all.count, &all.capacity))
                status = lci_fail_nomem(err, "units");
            else
                all.items[all.count++] = work->slots[unit].items[i];
        }
    if (all.count > 1)
        qsort_r(all.items, all.count, sizeof(*all.items), compare_pieces, (void *)(uintptr_t)units);
    for (size_t begin = 0; begin < all.count && !status; begin = end) {
        for (end = begin + 1; end < all.count && all.items[end].home == all.items[begin].home &&
                              units->items[all.items[end].unit].depth == units->items[all.items[begin].unit].depth;)
            end++;
        if (end - begin > 1)
            status = report_home(work->inputs, all.items + begin, end - begin, quality, err);
    }
    lci_free(all.items);
    return status;
}

static void
count_units(const struct work *work)
{
    const struct lci_units *units = work->inputs->units;

    for (uint32_t unit = 0; unit < units->count; unit++) {
        struct search search = {.work = work, .unit = unit};
        double box_m[4];

        if (lci_shape_box(&units->shapes, unit, box_m))
            lci_boxes_visit(work->tools->boxes, box_m, count_unit, &search);
    }
}

enum lci_status
lci_outlines_report_borders(const struct lci_outlines_inputs *inputs, const struct lci_outlines_tools *tools,
                            struct lci_quality *quality, struct lci_error *err)
{
    const size_t unit_count = inputs->units->count;
    struct work work = {
        .inputs = inputs,
        .tools = tools,
        .unit_counts = lci_new_array(uint32_t, inputs->homes->count * inputs->units->level_count),
        .slots = lci_new_array(struct pieces, unit_count),
    };
    enum lci_status status = LCI_OK;

    if (!work.unit_counts || !work.slots) {
        status = lci_fail_nomem(err, "units");
        goto out;
    }
    count_units(&work);
    status = lci_pool_run(tools->pool, tools->context, "read", unit_count, 4, measure_unit, &work, err);
    if (!status)
        status = report_all(&work, quality, err);

out:
    for (size_t i = 0; work.slots && i < unit_count; i++)
        lci_free(work.slots[i].items);
    lci_free(work.unit_counts);
    lci_free(work.slots);
    return status;
}
