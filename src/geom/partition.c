/* partition.c - keeps the tiles, one slot each. */
#include "geom/partition.h"

#include <math.h>
#include <stdatomic.h>
#include <time.h>

#include "base/alloc.h"

/* The lattice stands off whole metres, where streets and homes like to lie. Sums of steps and these are exact. */
static const double SHIFT_X = 391.0 / 1024.0;
static const double SHIFT_Y = 283.0 / 1024.0;
static const double STEP_GRAIN_M = 1.0 / 1024.0;

static const double MOST_TILES = 1e9;

static const struct timespec A_MOMENT = {.tv_nsec = 50000}; /* a tile takes some milliseconds */

/* Stands in the slot of a tile that a worker is making. */
static struct lci_tile being_made;

struct lci_partition {
    struct lci_frontage streets;
    const struct lci_mask *mask;
    double step_m, x0_m, y0_m;
    int32_t column_count, row_count;
    _Atomic(struct lci_tile *) *tiles;
    atomic_size_t made_count; /* released ones too */
};

static double
tile_size_m(const struct lci_partition *partition)
{
    return LCI_TILE_STEPS * partition->step_m;
}

/* Lays the tiles over everything from which a street may be joined. */
static enum lci_status
lay_out(struct lci_partition *partition, const struct lci_join_index *index, struct lci_error *err)
{
    const double reach_m = index->off_street_map_m;
    const double size_m = tile_size_m(partition);
    double box_m[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    double columns = 0.0;
    double rows = 0.0;

    for (size_t i = 0; i < index->street_count; i++) {
        const struct lci_segment *s = &index->streets[i].segment;

        box_m[0] = fmin(box_m[0], fmin(s->ax_m, s->bx_m));
        box_m[1] = fmin(box_m[1], fmin(s->ay_m, s->by_m));
        box_m[2] = fmax(box_m[2], fmax(s->ax_m, s->bx_m));
        box_m[3] = fmax(box_m[3], fmax(s->ay_m, s->by_m));
    }
    if (index->street_count == 0)
        return LCI_OK;
    partition->x0_m = (floor((box_m[0] - reach_m) / size_m) - 1.0) * size_m + SHIFT_X;
    partition->y0_m = (floor((box_m[1] - reach_m) / size_m) - 1.0) * size_m + SHIFT_Y;
    columns = floor((box_m[2] + reach_m - partition->x0_m) / size_m) + 2.0;
    rows = floor((box_m[3] + reach_m - partition->y0_m) / size_m) + 2.0;
    if (columns * rows > MOST_TILES)
        return lci_fail(err, LCI_E_LIMIT,
                        "service area: the network spans %.0f x %.0f squares of %.0f m; the most is %.0f in all",
                        columns, rows, size_m, MOST_TILES);
    partition->column_count = (int32_t)columns;
    partition->row_count = (int32_t)rows;
    return LCI_OK;
}

static double
step_of(const struct lci_partition_options *options)
{
    return fmax(floor(options->area_tolerance_m / STEP_GRAIN_M), 1.0) * STEP_GRAIN_M;
}

enum lci_status
lci_partition_new(const struct lci_join_index *index, const struct lci_partition_options *options,
                  struct lci_partition **out, struct lci_error *err)
{
    struct lci_partition *partition = lci_new(struct lci_partition);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!partition)
        return lci_fail_nomem(err, "service area");
    partition->mask = options->mask;
    partition->step_m = step_of(options);
    status = lci_frontage_init(&partition->streets, index, options->zones, err);
    if (status == LCI_OK)
        status = lay_out(partition, index, err);
    if (status == LCI_OK) {
        partition->tiles = lci_alloc(
            (size_t)partition->column_count * (size_t)partition->row_count, sizeof(*partition->tiles));
        if (!partition->tiles)
            status = lci_fail_nomem(err, "service area");
    }
    if (status == LCI_OK)
        *out = partition;
    else
        lci_partition_free(partition);
    return status;
}

bool
lci_partition_rebase(struct lci_partition *partition, const struct lci_join_index *index,
                     const struct lci_partition_options *options)
{
    struct lci_frontage *streets = &partition->streets;

    if (step_of(options) != partition->step_m || !partition->mask != !options->mask || !streets->zones != !options->zones ||
        (partition->mask && !lci_mask_equal(partition->mask, options->mask)) ||
        (streets->zones && !lci_zones_equal(streets->zones, options->zones)) || !lci_join_index_equal(streets->index, index))
        return false;
    streets->index = index;
    streets->zones = options->zones;
    partition->mask = options->mask;
    return true;
}

void
lci_partition_free(struct lci_partition *partition)
{
    if (!partition)
        return;
    for (size_t i = 0; partition->tiles &&
                       i < (size_t)partition->column_count * (size_t)partition->row_count; i++)
        lci_tile_free(atomic_load_explicit(&partition->tiles[i], memory_order_relaxed));
    lci_free(partition->tiles);
    lci_frontage_fini(&partition->streets);
    lci_free(partition);
}

const struct lci_frontage *
lci_partition_frontage(const struct lci_partition *partition)
{
    return &partition->streets;
}

const struct lci_mask *
lci_partition_mask(const struct lci_partition *partition)
{
    return partition->mask;
}

double
lci_partition_step_m(const struct lci_partition *partition)
{
    return partition->step_m;
}

static int32_t
cut(double number, int32_t count)
{
    return number < 0.0 ? 0 : number > count - 1 ? count - 1 : (int32_t)number;
}

struct lci_tile_range
lci_partition_range(const struct lci_partition *partition, double min_x_m, double min_y_m,
                    double max_x_m, double max_y_m)
{
    const double size_m = tile_size_m(partition);

    return (struct lci_tile_range){
        cut(floor((min_x_m - partition->x0_m) / size_m), partition->column_count),
        cut(floor((max_x_m - partition->x0_m) / size_m), partition->column_count),
        cut(floor((min_y_m - partition->y0_m) / size_m), partition->row_count),
        cut(floor((max_y_m - partition->y0_m) / size_m), partition->row_count),
    };
}

int32_t
lci_partition_column_count(const struct lci_partition *partition)
{
    return partition->column_count;
}

int32_t
lci_partition_row_count(const struct lci_partition *partition)
{
    return partition->row_count;
}

void
lci_partition_corner(const struct lci_partition *partition, int32_t column, int32_t row, double *x_m,
                     double *y_m)
{
    *x_m = partition->x0_m + column * tile_size_m(partition);
    *y_m = partition->y0_m + row * tile_size_m(partition);
}

static _Atomic(struct lci_tile *) *
slot_of(const struct lci_partition *partition, int32_t column, int32_t row)
{
    return &partition->tiles[(size_t)row * (size_t)partition->column_count + (size_t)column];
}

const struct lci_tile *
lci_partition_made(const struct lci_partition *partition, int32_t column, int32_t row)
{
    const struct lci_tile *tile = atomic_load_explicit(slot_of(partition, column, row), memory_order_acquire);

    return tile == &being_made ? NULL : tile;
}

/* Makes a tile, if nobody has made it or is at it. */
static enum lci_status
make_if_new(struct lci_partition *partition, struct lci_tile_maker *maker, int32_t column, int32_t row,
            struct lci_error *err)
{
    _Atomic(struct lci_tile *) *slot = slot_of(partition, column, row);
    struct lci_tile *none = NULL;
    struct lci_tile *made = NULL;
    double x_m = 0.0;
    double y_m = 0.0;
    enum lci_status status = LCI_OK;

    if (!atomic_compare_exchange_strong_explicit(slot, &none, &being_made, memory_order_acq_rel, memory_order_acquire))
        return LCI_OK;
    lci_partition_corner(partition, column, row, &x_m, &y_m);
    status = lci_tile_make(maker, x_m, y_m, &made, err);
    atomic_fetch_add_explicit(&partition->made_count, 1, memory_order_relaxed);
    atomic_store_explicit(slot, status == LCI_OK ? made : NULL, memory_order_release);
    return status;
}

enum lci_status
lci_partition_prepare(struct lci_partition *partition, struct lci_tile_maker *maker, const uint64_t *numbers, size_t count,
                      struct lci_error *err)
{
    const uint64_t columns = (uint64_t)partition->column_count;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < count && status == LCI_OK; i++)
        status = make_if_new(partition, maker, (int32_t)(numbers[i] % columns), (int32_t)(numbers[i] / columns), err);
    return status;
}

enum lci_status
lci_partition_tile(struct lci_partition *partition, struct lci_tile_maker *maker, int32_t column,
                   int32_t row, const struct lci_tile **out, struct lci_error *err)
{
    /* Whoever is making it may fail; then the slot is free again, and it is our turn. */
    for (;;) {
        const enum lci_status status = make_if_new(partition, maker, column, row, err);

        *out = lci_partition_made(partition, column, row);
        if (*out || status != LCI_OK)
            return status;
        (void)nanosleep(&A_MOMENT, NULL);
    }
}

void
lci_partition_release(struct lci_partition *partition, int32_t first_row)
{
    const int32_t end = first_row < partition->row_count ? first_row : partition->row_count;

    for (size_t i = 0; end > 0 && i < (size_t)end * (size_t)partition->column_count; i++)
        lci_tile_free(atomic_exchange_explicit(&partition->tiles[i], NULL, memory_order_relaxed));
}

size_t
lci_partition_made_count(const struct lci_partition *partition)
{
    return atomic_load_explicit(&partition->made_count, memory_order_relaxed);
}
