/* ground_blocks.c - the border of an area in some tiles as bytes, and areas joined from these. */
#include "geom/ground_blocks.h"

#include <string.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "base/sort.h"
#include "geom/drawing.h"

/*
 * Of each tile: how many points there are, and how many of them on its sides; of each point its place; of each, where the border
 * goes on, and whether it is an anchor; of each on a side its number, and the key by which the neighbour finds it, counted from
 * that of the corner.
 */
struct stored_counts {
    uint32_t points, filed;
};

struct stored_place {
    double x_m, y_m;
};

enum { ANCHOR = 1 }; /* the lowest bit of a way on; the others are the number of a point, and this where there is none: */
static const uint32_t NOWHERE = UINT32_MAX >> 1;

struct stored_key {
    uint32_t point, key_high, key_low;
};

static enum lci_status
no_memory(struct lci_error *err)
{
    return lci_fail_nomem(err, "service area");
}

static bool
add_bytes(struct lci_ground_bytes *out, const void *bytes, size_t size)
{
    if (!lci_reserve(&out->items, out->count + size, &out->capacity))
        return false;
    memcpy(out->items + out->count, bytes, size);
    out->count += size;
    return true;
}

static bool
store_way_on(const struct lci_border_point *point, struct lci_ground_bytes *out)
{
    const uint32_t next = point->next == LCI_NONE ? NOWHERE : point->next;
    const uint32_t stored = 2 * next + (point->anchor ? ANCHOR : 0);

    return add_bytes(out, &stored, sizeof(stored));
}

/* Adds what is drawn of the tile at hand, which is all of the border. */
static bool
store_tile(const struct lci_ground *ground, struct lci_ground_bytes *out)
{
    const struct lci_border *border = &ground->border;
    const uint64_t corner = lci_drawing_key_of_tile(ground->column, ground->row);
    const struct stored_counts counts = {(uint32_t)border->count, (uint32_t)border->filed_count};
    bool good = border->count < NOWHERE && add_bytes(out, &counts, sizeof(counts));

    for (size_t i = 0; i < border->count && good; i++) {
        const struct stored_place place = {border->points[i].x_m, border->points[i].y_m};

        good = add_bytes(out, &place, sizeof(place));
    }
    for (size_t i = 0; i < border->count && good; i++)
        good = store_way_on(&border->points[i], out);
    for (uint32_t i = 0; i < border->count && good; i++) {
        const uint64_t key = border->points[i].key - corner;
        const struct stored_key stored = {i, (uint32_t)(key >> 32), (uint32_t)key};

        good = !border->points[i].filed || add_bytes(out, &stored, sizeof(stored));
    }
    return good;
}

enum lci_status
lci_ground_divide(struct lci_ground *ground, const uint64_t *tiles, size_t count, struct lci_error *err)
{
    return lci_partition_prepare(ground->partition, ground->maker, tiles, count, err);
}

enum lci_status
lci_ground_draw_block(struct lci_ground *ground, const struct lci_search *search, uint32_t label, uint32_t limit_mm,
                      const uint64_t *tiles, size_t count, struct lci_ground_bytes *out, struct lci_error *err)
{
    const uint64_t columns = (uint64_t)lci_partition_column_count(ground->partition);
    enum lci_tile_side side = LCI_TILE_OUTSIDE;
    enum lci_status status = LCI_OK;

    lci_ground_ask(ground, search, label, limit_mm);
    status = lci_ground_divide(ground, tiles, count, err);
    for (size_t i = 0; i < count && status == LCI_OK; i++) {
        lci_border_clear(&ground->border);
        status = lci_ground_draw_tile(ground, (int32_t)(tiles[i] % columns), (int32_t)(tiles[i] / columns), &side, err);
        if (status == LCI_OK && !store_tile(ground, out))
            status = no_memory(err);
    }
    return status;
}

/* The parts of what was stored of one tile. */
struct stored_tile {
    struct stored_counts counts;
    const unsigned char *places, *ways_on, *keys;
    size_t size;
};

/* Takes the parts of a tile out of what begins at `bytes`. False: there are fewer. */
static bool
find_tile(const unsigned char *bytes, size_t size, struct stored_tile *out)
{
    if (size < sizeof(out->counts))
        return false;
    memcpy(&out->counts, bytes, sizeof(out->counts));
    out->places = bytes + sizeof(out->counts);
    out->ways_on = out->places + out->counts.points * sizeof(struct stored_place);
    out->keys = out->ways_on + out->counts.points * sizeof(uint32_t);
    out->size = sizeof(out->counts) + out->counts.points * (sizeof(struct stored_place) + sizeof(uint32_t)) +
                out->counts.filed * sizeof(struct stored_key);
    return out->size <= size;
}

/* The point that follows a point, or NOWHERE, and whether it is an anchor. */
static uint32_t
way_on(const struct stored_tile *tile, size_t point, bool *anchor)
{
    uint32_t stored = 0;

    memcpy(&stored, tile->ways_on + point * sizeof(stored), sizeof(stored));
    *anchor = (stored & ANCHOR) != 0;
    return stored / 2;
}

static struct stored_key
key_at(const struct stored_tile *tile, size_t at)
{
    struct stored_key key;

    memcpy(&key, tile->keys + at * sizeof(key), sizeof(key));
    return key;
}

static bool
is_sound(const struct stored_tile *tile)
{
    bool anchor = false;

    for (size_t i = 0; i < tile->counts.points; i++)
        if (way_on(tile, i, &anchor) >= tile->counts.points && way_on(tile, i, &anchor) != NOWHERE)
            return false;
    for (size_t i = 0; i < tile->counts.filed; i++)
        if (key_at(tile, i).point >= tile->counts.points || (i > 0 && key_at(tile, i).point <= key_at(tile, i - 1).point))
            return false;
    return true;
}

bool
lci_ground_is_drawn(const unsigned char *bytes, size_t size, size_t tile_count)
{
    for (size_t i = 0; i < tile_count; i++) {
        struct stored_tile tile;

        if (!find_tile(bytes, size, &tile) || !is_sound(&tile))
            return false;
        bytes += tile.size;
        size -= tile.size;
    }
    return size == 0;
}

/* Adds what was stored of a tile to the border. map: room for the numbers of its points there. */
static enum lci_status
join_tile(struct lci_ground *ground, uint64_t tile, const struct stored_tile *stored, uint32_t *map, struct lci_error *err)
{
    const uint64_t columns = (uint64_t)lci_partition_column_count(ground->partition);
    const uint64_t corner = lci_drawing_key_of_tile((int32_t)(tile % columns), (int32_t)(tile / columns));
    bool anchor = false;
    size_t filed = 0;
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < stored->counts.points; i++) {
        const bool is_filed = filed < stored->counts.filed && key_at(stored, filed).point == i;
        struct stored_place place;
        struct lci_border_point point = {0};

        (void)way_on(stored, i, &anchor);
        memcpy(&place, stored->places + i * sizeof(place), sizeof(place));
        point = (struct lci_border_point){.x_m = place.x_m, .y_m = place.y_m, .anchor = anchor};
        map[i] = LCI_NONE;
        if (is_filed) {
            const struct stored_key key = key_at(stored, filed++);

            point.key = ((uint64_t)key.key_high << 32 | key.key_low) + corner;
            map[i] = lci_border_find(&ground->border, point.key);
        }
        if (map[i] == LCI_NONE && !lci_border_add(&ground->border, &point, is_filed, &map[i]))
            return no_memory(err);
    }
    for (size_t i = 0; i < stored->counts.points && status == LCI_OK; i++) {
        const uint32_t next = way_on(stored, i, &anchor);

        if (next != NOWHERE)
            status = lci_drawing_connect(ground, map[i], map[next], err);
    }
    return status;
}

/* The tiles of all blocks in ascending order: in which an area is drawn. */
struct joining {
    struct lci_keyed *order; /* tile and where in `tiles` it is */
    struct stored_tile *tiles;
    uint32_t *map;
    size_t count, map_capacity;
};

static enum lci_status
list_tiles(const struct lci_ground_drawn *blocks, size_t block_count, struct joining *joining, struct lci_error *err)
{
    size_t count = 0;
    size_t most = 0;

    for (size_t b = 0; b < block_count; b++)
        count += blocks[b].count;
    joining->order = lci_new_array(struct lci_keyed, count);
    joining->tiles = lci_new_array(struct stored_tile, count);
    if (!joining->order || !joining->tiles)
        return no_memory(err);
    for (size_t b = 0; b < block_count; b++) {
        size_t done = 0;

        for (size_t i = 0; i < blocks[b].count; i++) {
            struct stored_tile *tile = &joining->tiles[joining->count];

            if (!find_tile(blocks[b].bytes + done, blocks[b].size - done, tile))
                return lci_fail(err, LCI_E_LIBRARY, "service area: what was drawn in a block is cut off");
            done += tile->size;
            most = tile->counts.points > most ? tile->counts.points : most;
            joining->order[joining->count] = (struct lci_keyed){blocks[b].tiles[i], (uint32_t)joining->count};
            joining->count++;
        }
    }
    joining->map = lci_new_array(uint32_t, most);
    return joining->map && lci_sort_keyed(joining->order, count) ? LCI_OK : no_memory(err);
}

enum lci_status
lci_ground_join(struct lci_ground *ground, const struct lci_ground_drawn *blocks, size_t block_count, struct lci_polygons *out,
                struct lci_error *err)
{
    struct joining joining = {0};
    enum lci_status status = list_tiles(blocks, block_count, &joining, err);

    *out = (struct lci_polygons){0};
    lci_border_clear(&ground->border);
    for (size_t i = 0; i < joining.count && status == LCI_OK; i++)
        status = join_tile(ground, joining.order[i].key, &joining.tiles[joining.order[i].value], joining.map, err);
    if (status == LCI_OK)
        status = lci_ground_close(ground, ground->min_hole_m2, out, err);
    lci_free(joining.order);
    lci_free(joining.tiles);
    lci_free(joining.map);
    return status;
}
