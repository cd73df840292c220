/* land_keys.c - fingerprints what the shares of a home's land are computed from. */
#include "analysis/land_keys.h"

#include <string.h>

#include "analysis/area.h"
#include "analysis/land_network.h"
#include "base/alloc.h"
#include "geom/ground_print.h"

/* Counts the ways in which shares were ever computed from ground and walks: raised with every change that changes a bit of one. */
enum { METHOD = 1 };

struct bench {
    struct lci_hasher *hasher;
    struct lci_ground_looker *looker;
    bool *touched; /* of a home's tiles */
    size_t touched_capacity;
    uint32_t *near; /* near_count: yards that a home's box meets */
    size_t near_count, near_capacity;
    struct lci_yards_bench yards;
};

struct lci_land_keys {
    const struct lci_access_inputs *inputs;
    struct lci_ground_prints *prints;
    struct lci_fingerprint *items; /* a home; of one without a place not used */
    struct bench *benches;         /* one a worker */
    size_t bench_count;
    const struct lci_land_turn *turn;
};

bool
lci_land_has_place(const struct lci_land_turn *turn, size_t home)
{
    return turn->tiles[home].first_row <= turn->tiles[home].last_row;
}

bool
lci_land_touched(const struct lci_land_turn *turn, size_t home, size_t item, bool *touched)
{
    const struct lci_tile_range *range = &turn->tiles[home];
    const size_t columns = (size_t)lci_partition_column_count(turn->inputs->partition);
    size_t count = 0;
    bool any = false;

    for (int32_t row = range->first_row; row <= range->last_row; row++)
        for (int32_t column = range->first_column; column <= range->last_column; column++) {
            touched[count] = turn->touched[item * turn->slot_count + turn->slots[(size_t)row * columns + (size_t)column]];
            any = any || touched[count];
            count++;
        }
    return any;
}

enum lci_status
lci_land_keys_new(const struct lci_access_inputs *inputs, unsigned worker_count, struct lci_land_keys **out, struct lci_error *err)
{
    struct lci_land_keys *keys = lci_new(struct lci_land_keys);
    enum lci_status status = keys ? LCI_OK : lci_fail_nomem(err, "residential land");

    *out = NULL;
    if (status)
        return status;
    keys->inputs = inputs;
    keys->items = lci_new_array(struct lci_fingerprint, inputs->homes->count);
    keys->benches = lci_new_array(struct bench, worker_count);
    if (!keys->items || !keys->benches)
        status = lci_fail_nomem(err, "residential land");
    if (!status)
        status = lci_ground_prints_new(inputs->partition, &keys->prints, err);
    for (; keys->bench_count < worker_count && !status; keys->bench_count++) {
        struct bench *bench = &keys->benches[keys->bench_count];

        bench->hasher = lci_hasher_new();
        status = bench->hasher ? lci_ground_looker_new(keys->prints, &bench->looker, err) : lci_fail_nomem(err, "residential land");
    }
    if (!status)
        *out = keys;
    else
        lci_land_keys_free(keys);
    return status;
}

void
lci_land_keys_free(struct lci_land_keys *keys)
{
    if (!keys)
        return;
    for (size_t i = 0; i < keys->bench_count; i++) {
        struct bench *bench = &keys->benches[i];

        lci_hasher_free(bench->hasher);
        lci_ground_looker_free(bench->looker);
        lci_free(bench->touched);
        lci_free(bench->near);
        lci_yards_bench_fini(&bench->yards);
    }
    lci_free(keys->benches);
    lci_free(keys->items);
    lci_ground_prints_free(keys->prints);
    lci_free(keys);
}

static size_t
tile_count(const struct lci_tile_range *range)
{
    return (size_t)(range->last_row - range->first_row + 1) * (size_t)(range->last_column - range->first_column + 1);
}

/*
 * Adds the ground of a home: of one that is laid over areas also where its tiles stand in the partition, by which the points of
 * borders are filed.
 */
static enum lci_status
add_ground(const struct lci_land_turn *turn, struct bench *bench, size_t home, struct lci_error *err)
{
    const struct lci_tile_range *range = &turn->tiles[home];
    struct lci_fingerprint print;
    const enum lci_status status = lci_ground_look(bench->looker, range, &print, err);

    if (status)
        return status;
    lci_hasher_add_fingerprint(bench->hasher, print);
    if (bench->near_count > 0) {
        lci_hasher_add_u32(bench->hasher, (uint32_t)range->first_row);
        lci_hasher_add_u32(bench->hasher, (uint32_t)range->first_column);
    }
    return LCI_OK;
}

/* Adds what the ground of a home is asked about one category: where it may have a part, and the walks there. */
static enum lci_status
add_walks(const struct lci_land_turn *turn, struct bench *bench, size_t home, size_t item, struct lci_error *err)
{
    const struct lci_access_category *limits = &turn->inputs->categories[turn->category_first + item];
    const bool any = lci_land_touched(turn, home, item, bench->touched);
    struct lci_fingerprint print;
    enum lci_status status = LCI_OK;

    lci_hasher_add_u32(bench->hasher, any);
    if (!any)
        return LCI_OK;
    lci_hasher_add(bench->hasher, bench->touched, tile_count(&turn->tiles[home]) * sizeof(*bench->touched));
    status = lci_ground_look_at_walks_within(bench->looker, turn->searches[item], lci_limit_mm(limits->limits_m[0]), &print, err);
    if (!status)
        lci_hasher_add_fingerprint(bench->hasher, print);
    return status;
}

/* Adds the ground inside walled homes nearby that is within the limits of one category. */
static enum lci_status
add_yards(const struct lci_land_turn *turn, struct bench *bench, size_t item, struct lci_error *err)
{
    const uint32_t category = (uint32_t)(turn->category_first + item);
    const struct lci_access_category *limits = &turn->inputs->categories[category];
    enum lci_status status = LCI_OK;

    for (size_t l = 0; l < limits->limit_count && bench->near_count > 0 && !status; l++) {
        struct lci_yard_question question =
            lci_land_yards(turn->inputs, category, turn->searches[item], lci_limit_mm(limits->limits_m[l]));

        question.only = bench->near;
        question.only_count = bench->near_count;
        status = lci_yards_find(turn->inputs->yards, &question, &bench->yards, err);
        if (!status)
            lci_ground_print_polygons(bench->hasher, &bench->yards.found);
    }
    return status;
}

/* Adds the limits of a category, which ascend. */
static void
add_limits(struct bench *bench, const struct lci_access_category *category)
{
    lci_hasher_add_u64(bench->hasher, category->limit_count);
    for (size_t l = 0; l < category->limit_count; l++)
        lci_hasher_add_u32(bench->hasher, lci_limit_mm(category->limits_m[l]));
}

static enum lci_status
find_key(void *user, unsigned worker, size_t home, struct lci_error *err)
{
    const struct lci_land_keys *keys = user;
    const struct lci_land_turn *turn = keys->turn;
    const struct lci_shapes *shapes = &keys->inputs->homes->shapes;
    const struct lci_polygons outline = lci_shape_view(shapes, home);
    struct bench *bench = &keys->benches[worker];
    bool is_yard = false;
    enum lci_status status = LCI_OK;

    if (!lci_land_has_place(turn, home))
        return LCI_OK;
    if (!lci_yards_near(keys->inputs->yards, shapes, home, &bench->near, &bench->near_count, &bench->near_capacity, &is_yard) ||
        !lci_reserve(&bench->touched, tile_count(&turn->tiles[home]), &bench->touched_capacity))
        return lci_fail_nomem(err, "residential land");
    lci_hasher_reset(bench->hasher);
    lci_hasher_add_u32(bench->hasher, METHOD);
    lci_hasher_add_double(bench->hasher, lci_partition_step_m(keys->inputs->partition));
    lci_ground_print_polygons(bench->hasher, &outline);
    lci_hasher_add_u32(bench->hasher, is_yard);
    lci_hasher_add_u64(bench->hasher, bench->near_count);
    if (!is_yard)
        status = add_ground(turn, bench, home, err);
    for (size_t item = 0; item < turn->category_count && !status; item++) {
        add_limits(bench, &keys->inputs->categories[turn->category_first + item]);
        if (!is_yard)
            status = add_walks(turn, bench, home, item, err);
        if (!status)
            status = add_yards(turn, bench, item, err);
    }
    keys->items[home] = lci_hasher_end(bench->hasher);
    return status;
}

/* The shares of a home within the limits of the turn's categories: *count of them. */
static double *
shares_of(const struct lci_land_turn *turn, const struct lci_land *land, size_t home, size_t *count)
{
    const size_t first = land->limit_first[turn->category_first];

    *count = land->limit_first[turn->category_first + turn->category_count] - first;
    return land->network_ratio + home * land->limit_total + first;
}

enum lci_status
lci_land_keys_take(struct lci_land_keys *keys, const struct lci_land_turn *turn, struct lci_pool *pool,
                   const struct lci_context *context, struct lci_land *land, bool *kept, struct lci_error *err)
{
    const size_t home_count = keys->inputs->homes->count;
    enum lci_status status = LCI_OK;

    keys->turn = turn;
    status = lci_pool_run(pool, context, "land", home_count, 1, find_key, keys, err);
    for (size_t home = 0; home < home_count && !status; home++) {
        const void *bytes = NULL;
        size_t size = 0;
        size_t count = 0;
        double *shares = shares_of(turn, land, home, &count);

        kept[home] = false;
        if (!lci_land_has_place(turn, home))
            continue;
        status = lci_memo_get(keys->inputs->memo, LCI_MEMO_LAND, keys->items[home], &bytes, &size, err);
        kept[home] = bytes && size == count * sizeof(*shares);
        if (kept[home])
            memcpy(shares, bytes, size);
    }
    return status;
}

enum lci_status
lci_land_keys_give(const struct lci_land_keys *keys, const struct lci_land_turn *turn, const struct lci_land *land,
                   const bool *kept, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t home = 0; home < keys->inputs->homes->count && !status; home++) {
        size_t count = 0;
        const double *shares = shares_of(turn, land, home, &count);

        if (lci_land_has_place(turn, home) && !kept[home])
            status = lci_memo_put(keys->inputs->memo, LCI_MEMO_LAND, keys->items[home], shares, count * sizeof(*shares), err);
    }
    return status;
}
