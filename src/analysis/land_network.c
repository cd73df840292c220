/* land_network.c - residential land within the limits, home by home. */
#include "analysis/land_network.h"

#include <math.h>
#include <string.h>

#include <lifecircle/network.h>

#include "analysis/area.h"
#include "analysis/land_keys.h"
#include "base/alloc.h"
#include "geom/overlay.h"
#include "geom/plot.h"

enum {
    BYTES_A_VERTEX = 16, /* of a search */
    HOMES_A_WORKER = 64  /* in a band, at least: workers wait for each other at its end */
};

static const size_t SEARCH_BYTES_MAX = (size_t)512 << 20;

struct bench {
    struct lci_ground *ground;
    struct lci_geos *geos;
    bool *touched; /* of a home's tiles, one after the other */
    size_t touched_capacity;
    struct lci_plot plot;
    uint32_t *limits_mm; /* of a category, ascending */
    double *inside_m2;   /* one a limit */
    size_t limit_capacity, inside_capacity;
    struct lci_yards_bench yards;
    uint32_t *near; /* near_count: yards that a home's box meets */
    size_t near_count, near_capacity;
    bool is_yard; /* the home is one of them */
};

struct work {
    const struct lci_access_inputs *inputs;
    struct lci_land *land;
    struct bench *benches; /* one a worker */
    size_t bench_count;
    uint32_t *order; /* homes by their first row of tiles */
    struct lci_land_turn turn;
    struct lci_land_keys *keys; /* NULL: there is no memo */
    bool *kept;                 /* a home: the memo has its shares of this turn */
    uint32_t *missing;          /* missing_count: of the others with a place, in their order */
    size_t missing_count;
    size_t band_first; /* index into missing */
};

/* Finds the tiles of every home, numbers those with a home, and puts the homes in the order in which they are looked at. */
static bool
find_tiles(struct work *work)
{
    const struct lci_partition *partition = work->inputs->partition;
    const struct lci_homes *homes = work->inputs->homes;
    const size_t columns = (size_t)lci_partition_column_count(partition);
    const size_t rows = (size_t)lci_partition_row_count(partition);
    size_t *row_first = lci_new_array(size_t, rows + 2);

    work->turn.tiles = lci_new_array(struct lci_tile_range, homes->count);
    work->order = lci_new_array(uint32_t, homes->count);
    work->turn.slots = lci_new_array(uint32_t, columns * rows);
    if (!work->turn.tiles || !work->order || !work->turn.slots || !row_first) {
        lci_free(row_first);
        return false;
    }
    for (size_t tile = 0; tile < columns * rows; tile++)
        work->turn.slots[tile] = LCI_NONE;
    for (size_t home = 0; home < homes->count; home++) {
        struct lci_tile_range *range = &work->turn.tiles[home];
        double box_m[4];

        *range = (struct lci_tile_range){.first_row = (int32_t)rows, .last_row = -1};
        if (columns > 0 && lci_shape_area_m2(&homes->shapes, home) > 0.0 && lci_shape_box(&homes->shapes, home, box_m))
            *range = lci_partition_range(partition, box_m[0], box_m[1], box_m[2], box_m[3]);
        if (range->first_row > range->last_row || range->first_column > range->last_column)
            *range = (struct lci_tile_range){.first_row = (int32_t)rows, .last_row = -1};
        row_first[range->first_row + 1]++;
        for (int32_t row = range->first_row; row <= range->last_row; row++)
            for (int32_t column = range->first_column; column <= range->last_column; column++) {
                uint32_t *slot = &work->turn.slots[(size_t)row * columns + (size_t)column];

                if (*slot == LCI_NONE)
                    *slot = (uint32_t)work->turn.slot_count++;
            }
    }
    for (size_t row = 0; row < rows + 1; row++)
        row_first[row + 1] += row_first[row];
    for (size_t home = 0; home < homes->count; home++)
        work->order[row_first[work->turn.tiles[home].first_row]++] = (uint32_t)home;
    lci_free(row_first);
    return true;
}

/* Searches one category, and notes which tiles it may have a part in. */
static enum lci_status
search_one(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct work *work = user;
    const uint32_t category = (uint32_t)(work->turn.category_first + item);
    const struct lci_access_category *limits = &work->inputs->categories[category];
    const uint32_t limit_mm = lci_limit_mm(limits->limits_m[limits->limit_count - 1]);
    bool *touched = work->turn.touched + item * work->turn.slot_count;
    const uint64_t *tiles = NULL;
    size_t count = 0;
    enum lci_status status = lci_category_search(work->inputs, category, true, limit_mm, work->turn.searches[item], err);

    memset(touched, 0, work->turn.slot_count);
    if (!status)
        status = lci_ground_touched(work->benches[worker].ground, work->turn.searches[item], limit_mm, &tiles, &count, err);
    for (size_t i = 0; i < count; i++)
        if (work->turn.slots[tiles[i]] != LCI_NONE)
            touched[work->turn.slots[tiles[i]]] = true;
    return status;
}

double
lci_land_share(double inside_m2, double land_m2)
{
    static const double ROUNDING_RATIO = 1e-9;
    const double ratio = inside_m2 / land_m2;

    if (ratio < ROUNDING_RATIO)
        return 0.0;
    return ratio > 1.0 - ROUNDING_RATIO ? 1.0 : ratio;
}

/*
 * True if no side of the area comes near a box; *inside: whether the place, which is in the box, is inside then. By crossings of
 * the half line to the right of it.
 */
static bool
is_apart(const struct lci_polygons *area, const double box_m[4], const double place_m[2], bool *inside)
{
    *inside = false;
    for (size_t ring = 0; ring < area->ring_count; ring++)
        for (uint32_t i = area->point_first[ring]; i + 1 < area->point_first[ring + 1]; i++) {
            const double *a = area->xy_m + 2 * (size_t)i;

            if (fmin(a[0], a[2]) <= box_m[2] && fmax(a[0], a[2]) >= box_m[0] && fmin(a[1], a[3]) <= box_m[3] &&
                fmax(a[1], a[3]) >= box_m[1])
                return false;
            if ((a[1] > place_m[1]) != (a[3] > place_m[1]) &&
                place_m[0] < a[0] + (place_m[1] - a[1]) / (a[3] - a[1]) * (a[2] - a[0]))
                *inside = !*inside;
        }
    return true;
}

/* The share of a home's land inside an area whose border crosses its tiles. */
static enum lci_status
lay_over(const struct work *work, struct bench *bench, size_t home, const struct lci_polygons *area, double *ratio,
         struct lci_error *err)
{
    const struct lci_shapes *shapes = &work->inputs->homes->shapes;
    const struct lci_polygons view = lci_shape_view(shapes, home);
    const double *place_m = view.xy_m + 2 * (size_t)view.point_first[view.ring_first[0]];
    struct lci_overlay *overlay = NULL;
    double inside_m2 = 0.0;
    double box_m[4];
    bool inside = false;
    enum lci_status status = LCI_OK;

    (void)lci_shape_box(shapes, home, box_m);
    if (is_apart(area, box_m, place_m, &inside)) {
        *ratio = inside ? 1.0 : 0.0;
        return LCI_OK;
    }
    status = lci_overlay_new(bench->geos, area, &overlay, err);
    if (!status)
        status = lci_overlay_area_m2(overlay, &view, &inside_m2, err);
    lci_overlay_free(overlay);
    *ratio = lci_land_share(inside_m2, lci_shape_area_m2(shapes, home));
    return status;
}

struct lci_yard_question
lci_land_yards(const struct lci_access_inputs *inputs, uint32_t category, const struct lci_search *search, uint32_t limit_mm)
{
    return (struct lci_yard_question){
        .search = search,
        .label = LCI_NONE,
        .facilities = inputs->facilities,
        .first = inputs->facilities->category_first[category],
        .end = inputs->facilities->category_first[category + 1],
        .limit_mm = limit_mm,
        .by_limit = true,
    };
}

/* The area within a limit in the tiles of a home, also inside the walled homes that it meets. */
static enum lci_status
draw_home(const struct work *work, struct bench *bench, const struct lci_ground_window *window, size_t item, uint32_t limit_mm,
          enum lci_tile_side *side, struct lci_polygons *area, struct lci_error *err)
{
    struct lci_yard_question yards =
        lci_land_yards(work->inputs, (uint32_t)(work->turn.category_first + item), work->turn.searches[item], limit_mm);
    enum lci_status status = LCI_OK;

    /* Inside its walls nobody joins a street: there is no ground but that of squares. */
    *side = LCI_TILE_OUTSIDE;
    if (!bench->is_yard)
        status = lci_ground_window_area(bench->ground, work->turn.searches[item], limit_mm, window, side, area, err);
    if (status || *side == LCI_TILE_INSIDE || bench->near_count == 0)
        return status;
    yards.only = bench->near;
    yards.only_count = bench->near_count;
    status = lci_yards_add(work->inputs->yards, &yards, &bench->yards, bench->ground, area, err);
    if (area->polygon_count > 0)
        *side = LCI_TILE_CROSSED;
    return status;
}

/* The shares of a home within the limits of a category. */
static enum lci_status
add_up_home(const struct work *work, struct bench *bench, size_t home, size_t item, struct lci_error *err)
{
    const size_t category = work->turn.category_first + item;
    const struct lci_access_category *limits = &work->inputs->categories[category];
    const double land_m2 = lci_shape_area_m2(&work->inputs->homes->shapes, home);
    double *ratios = work->land->network_ratio + home * work->land->limit_total + work->land->limit_first[category];
    enum lci_status status = LCI_OK;

    if (!lci_reserve(&bench->limits_mm, limits->limit_count, &bench->limit_capacity) ||
        !lci_reserve(&bench->inside_m2, limits->limit_count, &bench->inside_capacity))
        return lci_fail_nomem(err, "residential land");
    for (size_t l = 0; l < limits->limit_count; l++)
        bench->limits_mm[l] = lci_limit_mm(limits->limits_m[l]);
    status = lci_plot_inside_m2(&bench->plot, bench->ground, work->turn.searches[item], bench->limits_mm, limits->limit_count,
                                bench->touched, bench->inside_m2, err);
    for (size_t l = 0; l < limits->limit_count && !status; l++)
        ratios[l] = lci_land_share(bench->inside_m2[l], land_m2);
    return status;
}

/*
 * The shares of a home that walled ones have a part in within the limits of a category, the largest first: what is outside of one
 * is outside of smaller ones.
 */
static enum lci_status
draw_and_share_home(const struct work *work, struct bench *bench, size_t home, size_t item, struct lci_error *err)
{
    const size_t category = work->turn.category_first + item;
    const struct lci_access_category *limits = &work->inputs->categories[category];
    const struct lci_ground_window window = {work->turn.tiles[home], bench->touched};
    double *ratios = work->land->network_ratio + home * work->land->limit_total + work->land->limit_first[category];
    enum lci_tile_side side = LCI_TILE_CROSSED;
    enum lci_status status = LCI_OK;

    for (size_t l = limits->limit_count; l-- > 0 && side != LCI_TILE_OUTSIDE && !status;) {
        struct lci_polygons area = {0};

        status = draw_home(work, bench, &window, item, lci_limit_mm(limits->limits_m[l]), &side, &area, err);
        if (!status && side == LCI_TILE_INSIDE)
            ratios[l] = 1.0;
        else if (!status && side == LCI_TILE_CROSSED)
            status = lay_over(work, bench, home, &area, &ratios[l], err);
        lci_polygons_fini(&area);
    }
    return status;
}

static enum lci_status
do_home(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct work *work = user;
    struct bench *bench = &work->benches[worker];
    const size_t home = work->missing[work->band_first + item];
    const struct lci_tile_range *range = &work->turn.tiles[home];
    enum lci_status status = LCI_OK;

    if (!lci_reserve(&bench->touched,
                     (size_t)(range->last_row - range->first_row + 1) * (size_t)(range->last_column - range->first_column + 1),
                     &bench->touched_capacity) ||
        !lci_yards_near(work->inputs->yards, &work->inputs->homes->shapes, home, &bench->near, &bench->near_count,
                        &bench->near_capacity, &bench->is_yard))
        return lci_fail_nomem(err, "residential land");
    if (bench->near_count == 0) {
        const struct lci_polygons view = lci_shape_view(&work->inputs->homes->shapes, home);

        status = lci_plot_lay(&bench->plot, bench->ground, &view, range, err);
        for (size_t i = 0; i < work->turn.category_count && !status; i++)
            if (lci_land_touched(&work->turn, home, i, bench->touched))
                status = add_up_home(work, bench, home, i, err);
    } else {
        for (size_t i = 0; i < work->turn.category_count && !status; i++) {
            (void)lci_land_touched(&work->turn, home, i, bench->touched);
            status = draw_and_share_home(work, bench, home, i, err);
        }
    }
    return status ? lci_fail_in(err, status, "home %s", work->inputs->homes->items[home].id) : LCI_OK;
}

/* Goes through all homes that the memo does not have band by band, from the lowest row of tiles up. */
static enum lci_status
do_bands(struct work *work, struct lci_pool *pool, const struct lci_context *context, bool last, struct lci_error *err)
{
    const size_t band = HOMES_A_WORKER * work->bench_count;
    enum lci_status status = LCI_OK;

    work->missing_count = 0;
    for (size_t i = 0; i < work->inputs->homes->count; i++)
        if (lci_land_has_place(&work->turn, work->order[i]) && !work->kept[work->order[i]])
            work->missing[work->missing_count++] = work->order[i];
    for (work->band_first = 0; work->band_first < work->missing_count && !status; work->band_first += band) {
        const size_t left = work->missing_count - work->band_first;
        const size_t count = left < band ? left : band;

        status = lci_pool_run(pool, context, "land", count, 1, do_home, work, err);
        if (last && !work->inputs->keeps_ground && count < left)
            lci_partition_release(work->inputs->partition, work->turn.tiles[work->missing[work->band_first + count]].first_row);
    }
    if (last && !work->inputs->keeps_ground)
        lci_partition_release(work->inputs->partition, INT32_MAX);
    return status;
}

/* Does the categories from category_first on, as many as there are searches. */
static enum lci_status
do_turn(struct work *work, struct lci_pool *pool, const struct lci_context *context, size_t search_count, struct lci_error *err)
{
    const size_t left = work->inputs->category_count - work->turn.category_first;
    enum lci_status status = LCI_OK;

    work->turn.category_count = left < search_count ? left : search_count;
    status = lci_pool_run(pool, context, "land", work->turn.category_count, 1, search_one, work, err);
    if (!status && work->keys)
        status = lci_land_keys_take(work->keys, &work->turn, pool, context, work->land, work->kept, err);
    if (!status)
        status = do_bands(work, pool, context, work->turn.category_count == left, err);
    if (!status && work->keys)
        status = lci_land_keys_give(work->keys, &work->turn, work->land, work->kept, err);
    return status;
}

/* As many searches as may be in memory at a time. */
static enum lci_status
new_searches(struct work *work, size_t *count, struct lci_error *err)
{
    const struct lci_access_inputs *inputs = work->inputs;
    const size_t fits = SEARCH_BYTES_MAX / (BYTES_A_VERTEX * (inputs->net->vertex_count + 1));
    enum lci_status status = LCI_OK;

    *count = fits < 1 ? 1 : fits < inputs->category_count ? fits : inputs->category_count;
    work->turn.searches = lci_new_array(struct lci_search *, *count);
    work->turn.touched = lci_new_array(bool, *count * work->turn.slot_count);
    if (!work->turn.searches || !work->turn.touched)
        return lci_fail_nomem(err, "residential land");
    for (size_t i = 0; i < *count && !status; i++)
        status = lci_search_new(inputs->net, &work->turn.searches[i], err);
    return status;
}

static enum lci_status
new_bench(const struct lci_access_inputs *inputs, struct bench *bench, struct lci_error *err)
{
    enum lci_status status = lci_geos_new(&bench->geos, err);

    if (!status)
        status = lci_ground_new(inputs->partition, bench->geos, 0.0, &bench->ground, err);
    return status;
}

static void
fini_work(struct work *work, size_t search_count)
{
    for (size_t i = 0; work->turn.searches && i < search_count; i++)
        lci_search_free(work->turn.searches[i]);
    for (size_t i = 0; work->benches && i < work->bench_count; i++) {
        lci_ground_free(work->benches[i].ground);
        lci_geos_free(work->benches[i].geos);
        lci_free(work->benches[i].touched);
        lci_plot_fini(&work->benches[i].plot);
        lci_free(work->benches[i].limits_mm);
        lci_free(work->benches[i].inside_m2);
        lci_free(work->benches[i].near);
        lci_yards_bench_fini(&work->benches[i].yards);
    }
    lci_free(work->turn.searches);
    lci_free(work->turn.touched);
    lci_free(work->benches);
    lci_free(work->turn.tiles);
    lci_free(work->order);
    lci_free(work->missing);
    lci_free(work->kept);
    lci_land_keys_free(work->keys);
    lci_free(work->turn.slots);
}

enum lci_status
lci_land_network(const struct lci_access_inputs *inputs, struct lci_pool *pool, const struct lci_context *context,
                 struct lci_land *land, struct lci_error *err)
{
    struct work work = {.inputs = inputs, .land = land, .bench_count = lci_pool_thread_count(pool)};
    size_t search_count = 0;
    enum lci_status status = LCI_OK;

    work.turn.inputs = inputs;
    work.benches = lci_new_array(struct bench, work.bench_count);
    work.missing = lci_new_array(uint32_t, inputs->homes->count);
    work.kept = lci_new_array(bool, inputs->homes->count);
    if (!work.benches || !work.missing || !work.kept || !find_tiles(&work))
        status = lci_fail_nomem(err, "residential land");
    if (!status && inputs->memo)
        status = lci_land_keys_new(inputs, (unsigned)work.bench_count, &work.keys, err);
    if (!status)
        status = new_searches(&work, &search_count, err);
    for (size_t i = 0; i < work.bench_count && !status; i++)
        status = new_bench(inputs, &work.benches[i], err);
    for (; work.turn.category_first < inputs->category_count && !status; work.turn.category_first += search_count)
        status = do_turn(&work, pool, context, search_count, err);
    fini_work(&work, search_count);
    return status;
}
