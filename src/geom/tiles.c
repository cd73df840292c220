/* tiles.c - lists, tile by tile, the streets that may be nearest, and the tiles that an area touches. */
#include "geom/tiles.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* The lattice stands off whole metres, where streets and homes like to lie. */
static const double SHIFT_X = 0.3819660113;
static const double SHIFT_Y = 0.2763932023;

/* Added to columns and rows in keys, so that they sort as numbers. */
static const uint32_t KEY_ZERO = UINT32_C(1) << 30;

enum lci_status
lci_tiles_init(struct lci_tiles *tiles, const struct lci_join_index *index,
               const struct lci_zones *zones, double step_m, struct lci_error *err)
{
    *tiles = (struct lci_tiles){
        .index = index, .zones = zones, .step_m = step_m, .slot_count = 1024};
    tiles->slots = lci_new_array(struct lci_tile, tiles->slot_count);
    tiles->mark = lci_new_array(uint32_t, index->street_count);
    if (tiles->slots && tiles->mark)
        return LCI_OK;
    lci_tiles_fini(tiles);
    return lci_fail_nomem(err, "service area");
}

static void
forget_joins(struct lci_tiles *tiles)
{
    for (size_t i = 0; tiles->slots && i < tiles->slot_count; i++) {
        lci_free(tiles->slots[i].joins);
        tiles->slots[i].joins = NULL;
    }
    tiles->kept_count = 0;
}

void
lci_tiles_fini(struct lci_tiles *tiles)
{
    forget_joins(tiles);
    lci_free(tiles->slots);
    lci_free(tiles->streets);
    lci_free(tiles->zone_list);
    lci_free(tiles->mark);
    *tiles = (struct lci_tiles){0};
}

static double
tile_size_m(const struct lci_tiles *tiles)
{
    return LCI_TILE_STEPS * tiles->step_m;
}

double
lci_tile_x_m(const struct lci_tiles *tiles, int32_t column)
{
    return column * tile_size_m(tiles) + SHIFT_X * tiles->step_m;
}

double
lci_tile_y_m(const struct lci_tiles *tiles, int32_t row)
{
    return row * tile_size_m(tiles) + SHIFT_Y * tiles->step_m;
}

static size_t
tile_slot(const struct lci_tiles *tiles, int32_t column, int32_t row)
{
    uint64_t h = ((uint64_t)(uint32_t)column << 32 | (uint32_t)row) * UINT64_C(0x9E3779B97F4A7C15);
    size_t slot = (size_t)(h >> 33) & (tiles->slot_count - 1);

    while (tiles->slots[slot].used &&
           (tiles->slots[slot].column != column || tiles->slots[slot].row != row))
        slot = (slot + 1) & (tiles->slot_count - 1);
    return slot;
}

static bool
grow_tiles(struct lci_tiles *tiles)
{
    struct lci_tile *old = tiles->slots;
    const size_t old_slots = tiles->slot_count;
    struct lci_tile *grown = NULL;

    if (2 * (tiles->count + 1) <= old_slots)
        return true;
    grown = lci_new_array(struct lci_tile, 2 * old_slots);
    if (!grown)
        return false;
    tiles->slots = grown;
    tiles->slot_count = 2 * old_slots;
    for (size_t i = 0; i < old_slots; i++)
        if (old[i].used)
            grown[tile_slot(tiles, old[i].column, old[i].row)] = old[i];
    lci_free(old);
    return true;
}

/* Lists the zones that reach into the tile. */
static bool
list_tile_zones(struct lci_tiles *tiles, struct lci_tile *tile)
{
    const double size_m = tile_size_m(tiles);
    const double x_m = lci_tile_x_m(tiles, tile->column);
    const double y_m = lci_tile_y_m(tiles, tile->row);

    tile->zone_first = (uint32_t)tiles->zone_count;
    for (size_t zone = 0; tiles->zones && zone < tiles->zones->count; zone++) {
        if (!lci_zones_near(tiles->zones, zone, x_m, y_m, x_m + size_m, y_m + size_m))
            continue;
        if (!lci_grow(&tiles->zone_list, tiles->zone_count, &tiles->zone_capacity))
            return false;
        tiles->zone_list[tiles->zone_count++] = (uint32_t)zone;
    }
    tile->zone_count = (uint32_t)tiles->zone_count - tile->zone_first;
    return true;
}

/* Private ways are streets only for the zones they serve. */
static bool
is_foreign(const struct lci_tiles *tiles, const struct lci_tile *tile,
           const struct lci_street *street)
{
    for (uint32_t k = 0; street->private_way && k < tile->zone_count; k++)
        if (lci_zones_serve(tiles->zones, tiles->zone_list[tile->zone_first + k], street->edge))
            return false;
    return street->private_way;
}

/* Lists the streets within off_street_m of the tile that could be nearest somewhere in it, as far as distances alone tell. */
static bool
list_tile_streets(struct lci_tiles *tiles, struct lci_tile *tile)
{
    const struct lci_join_index *index = tiles->index;
    const struct lci_segment_grid *grid = &index->grid;
    const double size_m = tile_size_m(tiles);
    const double x_m = lci_tile_x_m(tiles, tile->column);
    const double y_m = lci_tile_y_m(tiles, tile->row);
    const double reach_m = index->off_street_map_m;
    const double radius_m = size_m * M_SQRT1_2;
    const struct lci_cell_range range = lci_segment_grid_range(
        grid, x_m - reach_m, y_m - reach_m, x_m + size_m + reach_m, y_m + size_m + reach_m);
    double share = 0.0;

    tiles->stamp++;
    tile->first = (uint32_t)tiles->street_count;
    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t k = grid->first[cell]; k < grid->first[cell + 1]; k++) {
                const uint32_t street = grid->items[k];

                if (tiles->mark[street] == tiles->stamp || index->streets[street].on_line ||
                    is_foreign(tiles, tile, &index->streets[street]))
                    continue;
                tiles->mark[street] = tiles->stamp;
                if (lci_street_distance_m(&index->streets[street], x_m + 0.5 * size_m,
                                          y_m + 0.5 * size_m, &share) > reach_m + radius_m)
                    continue;
                if (!lci_grow(&tiles->streets, tiles->street_count,
                              &tiles->street_capacity))
                    return false;
                tiles->streets[tiles->street_count++] = street;
            }
        }
    tile->count = (uint32_t)tiles->street_count - tile->first;
    tile->barriers = !lci_barrier_box_free(&index->barriers, x_m - reach_m, y_m - reach_m,
                                           x_m + size_m + reach_m, y_m + size_m + reach_m);
    return true;
}

bool
lci_tiles_find(struct lci_tiles *tiles, int32_t column, int32_t row, struct lci_tile *out)
{
    size_t slot = 0;

    if (!grow_tiles(tiles))
        return false;
    slot = tile_slot(tiles, column, row);
    if (!tiles->slots[slot].used) {
        struct lci_tile tile = {.column = column, .row = row, .used = true};

        if (!list_tile_zones(tiles, &tile) || !list_tile_streets(tiles, &tile))
            return false;
        tiles->slots[slot] = tile;
        tiles->count++;
    }
    *out = tiles->slots[slot];
    return true;
}

struct lci_kept_join *
lci_tiles_joins(struct lci_tiles *tiles, int32_t column, int32_t row)
{
    struct lci_tile *tile = &tiles->slots[tile_slot(tiles, column, row)];

    if (tile->joins)
        return tile->joins;
    if (tiles->kept_count >= LCI_TILES_KEPT)
        forget_joins(tiles);
    tile->joins = lci_new_array(struct lci_kept_join, (size_t)LCI_TILE_NODES * LCI_TILE_NODES);
    if (!tile->joins)
        return NULL;
    for (size_t node = 0; node < (size_t)LCI_TILE_NODES * LCI_TILE_NODES; node++)
        tile->joins[node].edge = LCI_JOIN_UNKNOWN;
    tiles->kept_count++;
    return tile->joins;
}

static int
by_number(const void *left, const void *right)
{
    const uint64_t a = *(const uint64_t *)left;
    const uint64_t b = *(const uint64_t *)right;

    return (a > b) - (a < b);
}

/* Lists the tiles within off_street_m of a reached stretch. */
static bool
want_tiles_near(struct lci_tile_list *list, const struct lci_tiles *tiles,
                const struct lci_edge *edge)
{
    const double *xy = tiles->index->net->point_xy_m + 2 * (size_t)edge->first_point;
    const double reach_m = tiles->index->off_street_map_m;
    const double size_m = tile_size_m(tiles);

    for (uint32_t p = 0; p + 1 < edge->point_count; p++, xy += 2) {
        const int32_t first_column = (int32_t)floor((fmin(xy[0], xy[2]) - reach_m) / size_m) - 1;
        const int32_t last_column = (int32_t)floor((fmax(xy[0], xy[2]) + reach_m) / size_m);
        const int32_t first_row = (int32_t)floor((fmin(xy[1], xy[3]) - reach_m) / size_m) - 1;
        const int32_t last_row = (int32_t)floor((fmax(xy[1], xy[3]) + reach_m) / size_m);

        for (int32_t row = first_row; row <= last_row; row++)
            for (int32_t column = first_column; column <= last_column; column++) {
                const uint64_t key = (uint64_t)((uint32_t)row + KEY_ZERO) << 32 |
                                     ((uint32_t)column + KEY_ZERO);

                if (list->count > 0 && list->keys[list->count - 1] == key)
                    continue;
                if (!lci_grow(&list->keys, list->count, &list->capacity))
                    return false;
                list->keys[list->count++] = key;
            }
    }
    return true;
}

/* Sorts the wanted tiles and leaves each once. */
static void
settle_wanted(struct lci_tile_list *list)
{
    size_t kept = 0;

    qsort(list->keys, list->count, sizeof(uint64_t), by_number);
    for (size_t i = 0; i < list->count; i++)
        if (kept == 0 || list->keys[kept - 1] != list->keys[i])
            list->keys[kept++] = list->keys[i];
    list->count = kept;
}

/* Adds the tiles near the private ways of the zones that some reached street leads out of. */
static bool
want_zones(struct lci_tile_list *list, const struct lci_tiles *tiles,
           const struct lci_search *search)
{
    const struct lci_edge *edges = tiles->index->net->edges;

    for (size_t z = 0; tiles->zones && z < tiles->zones->count; z++) {
        const struct lci_zone *zone = &tiles->zones->items[z];
        bool reached = false;

        for (size_t e = 0; e < zone->edge_count && !reached; e++)
            reached = lci_search_cost_mm(search, edges[zone->edges[e]].from) != LCI_NONE ||
                      lci_search_cost_mm(search, edges[zone->edges[e]].to) != LCI_NONE;
        for (size_t e = 0; e < zone->edge_count && reached; e++)
            if (!want_tiles_near(list, tiles, &edges[zone->edges[e]]))
                return false;
    }
    return true;
}

enum lci_status
lci_tile_list_fill(struct lci_tile_list *list, const struct lci_tiles *tiles,
                   const struct lci_search *search, struct lci_error *err)
{
    struct lci_stretch *stretches = NULL;
    size_t count = 0;
    size_t settled = 1 << 16;
    enum lci_status status = lci_search_stretches(search, &stretches, &count, err);

    list->count = 0;
    for (size_t i = 0; i < count && status == LCI_OK; i++) {
        if (i > 0 && stretches[i].edge == stretches[i - 1].edge)
            continue;
        if (!want_tiles_near(list, tiles, &tiles->index->net->edges[stretches[i].edge]))
            status = lci_fail_nomem(err, "service area");
        if (list->count > settled) {
            settle_wanted(list);
            settled = 2 * list->count + (1 << 16);
        }
    }
    if (status == LCI_OK && !want_zones(list, tiles, search))
        status = lci_fail_nomem(err, "service area");
    if (status == LCI_OK)
        settle_wanted(list);
    lci_search_free_stretches(stretches);
    return status;
}

int32_t
lci_tile_list_column(const struct lci_tile_list *list, size_t i)
{
    return (int32_t)((uint32_t)list->keys[i] - KEY_ZERO);
}

int32_t
lci_tile_list_row(const struct lci_tile_list *list, size_t i)
{
    return (int32_t)((uint32_t)(list->keys[i] >> 32) - KEY_ZERO);
}

void
lci_tile_list_fini(struct lci_tile_list *list)
{
    lci_free(list->keys);
    *list = (struct lci_tile_list){0};
}
