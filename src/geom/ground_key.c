/* ground_key.c - the blocks of an area, and what its border in each is drawn from, as a fingerprint. */
#include <math.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "base/sort.h"
#include "geom/drawing.h"
#include "geom/ground_blocks.h"

/* Tiles along the side of a block. Larger ones are fewer; smaller ones hold less that has not changed beside what has. */
enum { BLOCK_TILES = 4 };

/* Another way of storing what is drawn is another number. */
enum { METHOD = 1 };

static void
tile_place(const struct lci_ground *ground, uint64_t tile, int32_t *column, int32_t *row)
{
    const uint64_t columns = (uint64_t)lci_partition_column_count(ground->partition);

    *column = (int32_t)(tile % columns);
    *row = (int32_t)(tile / columns);
}

/* Column and row of the block of a tile: the same ones however many tiles the partition has. */
static void
block_place(const struct lci_ground *ground, uint64_t tile, int32_t place[2])
{
    const double size_m = BLOCK_TILES * LCI_TILE_STEPS * lci_partition_step_m(ground->partition);
    double x_m = 0.0;
    double y_m = 0.0;
    int32_t column = 0;
    int32_t row = 0;

    tile_place(ground, tile, &column, &row);
    lci_partition_corner(ground->partition, column, row, &x_m, &y_m);
    place[0] = (int32_t)floor(x_m / size_m);
    place[1] = (int32_t)floor(y_m / size_m);
}

/* Puts the tiles that are wanted in order by block, those of each as they are wanted, which is ascending. */
static bool
sort_into_blocks(struct lci_ground *ground)
{
    struct lci_keyed *keyed = lci_new_array(struct lci_keyed, ground->wanted_count);
    bool good = keyed && lci_reserve(&ground->block_tiles, ground->wanted_count, &ground->block_tile_capacity);

    for (size_t i = 0; good && i < ground->wanted_count; i++) {
        int32_t place[2];

        block_place(ground, ground->wanted[i], place);
        keyed[i] = (struct lci_keyed){(uint64_t)(uint32_t)place[1] << 32 | (uint32_t)place[0], (uint32_t)i};
    }
    good = good && lci_sort_keyed(keyed, ground->wanted_count);
    ground->block_count = 0;
    for (size_t i = 0; good && i < ground->wanted_count; i++) {
        ground->block_tiles[i] = ground->wanted[keyed[i].value];
        if (i > 0 && keyed[i].key == keyed[i - 1].key) {
            ground->blocks[ground->block_count - 1].count++;
            continue;
        }
        good = lci_grow(&ground->blocks, ground->block_count, &ground->block_capacity);
        if (good)
            ground->blocks[ground->block_count++] = (struct lci_ground_block){.tiles = &ground->block_tiles[i], .count = 1};
    }
    lci_free(keyed);
    return good;
}

/* The box of a block's tiles. */
static struct lci_tile_range
range_of(const struct lci_ground *ground, const struct lci_ground_block *block)
{
    struct lci_tile_range range = {INT32_MAX, INT32_MIN, INT32_MAX, INT32_MIN};

    for (size_t i = 0; i < block->count; i++) {
        int32_t column = 0;
        int32_t row = 0;

        tile_place(ground, block->tiles[i], &column, &row);
        range.first_column = column < range.first_column ? column : range.first_column;
        range.last_column = column > range.last_column ? column : range.last_column;
        range.first_row = row < range.first_row ? row : range.first_row;
        range.last_row = row > range.last_row ? row : range.last_row;
    }
    return range;
}

/* The fingerprint of what is drawn in a block: the ground of the box of its tiles, the walks there, the limit, which they are. */
static enum lci_status
key_block(struct lci_ground *ground, struct lci_ground_looker *looker, struct lci_ground_block *block, struct lci_error *err)
{
    const struct lci_tile_range range = range_of(ground, block);
    struct lci_fingerprint print = {0};
    struct lci_fingerprint walks = {0};
    enum lci_status status = lci_ground_look(looker, &range, &print, err);

    if (status == LCI_OK)
        status = lci_ground_look_at_walks(looker, ground->question.search, ground->question.label, &walks, err);
    if (status != LCI_OK)
        return status;
    lci_hasher_reset(ground->hasher);
    lci_hasher_add_u32(ground->hasher, METHOD);
    lci_hasher_add_fingerprint(ground->hasher, print);
    lci_hasher_add_fingerprint(ground->hasher, walks);
    lci_hasher_add_double(ground->hasher, ground->limit_mm);
    for (size_t i = 0; i < block->count; i++) {
        int32_t column = 0;
        int32_t row = 0;

        tile_place(ground, block->tiles[i], &column, &row);
        lci_hasher_add_u32(ground->hasher, (uint32_t)(column - range.first_column));
        lci_hasher_add_u32(ground->hasher, (uint32_t)(row - range.first_row));
    }
    block->key = lci_hasher_end(ground->hasher);
    return LCI_OK;
}

enum lci_status
lci_ground_blocks(struct lci_ground *ground, struct lci_ground_looker *looker, const struct lci_search *search, uint32_t label,
                  uint32_t limit_mm, const struct lci_ground_block **blocks, size_t *count, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *blocks = NULL;
    *count = 0;
    if (!ground->hasher)
        ground->hasher = lci_hasher_new();
    lci_ground_ask(ground, search, label, limit_mm);
    status = ground->hasher ? lci_ground_want(ground, err) : lci_fail_nomem(err, "service area");
    if (status == LCI_OK && !sort_into_blocks(ground))
        status = lci_fail_nomem(err, "service area");
    for (size_t i = 0; looker && i < ground->block_count && status == LCI_OK; i++)
        status = key_block(ground, looker, &ground->blocks[i], err);
    if (status != LCI_OK)
        return status;
    *blocks = ground->blocks;
    *count = ground->block_count;
    return LCI_OK;
}
