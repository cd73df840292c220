/* test_ground_blocks.c - areas joined from blocks against areas drawn at one go, and what blocks are told apart by. */
#include <string.h>

#include "../support/ground_town.h"
#include "geom/ground_blocks.h"

enum { TRIALS = 10, MOST_BLOCKS = 64 };

static const uint32_t LIMIT_MM = 260000;

/* The area of the last search from its blocks, drawn one by one, the last one first. */
static void
join_blocks(struct town *town, uint32_t label, struct lci_polygons *out)
{
    const struct lci_ground_block *blocks = NULL;
    struct lci_ground_bytes bytes[MOST_BLOCKS] = {{0}};
    struct lci_ground_drawn drawn[MOST_BLOCKS];
    uint64_t tiles[MOST_BLOCKS][16];
    size_t counts[MOST_BLOCKS];
    size_t count = 0;

    assert_int_equal(lci_ground_blocks(town->ground, NULL, town->search, label, LIMIT_MM, &blocks, &count, NULL), LCI_OK);
    assert_in_range(count, 1, MOST_BLOCKS);
    for (size_t b = 0; b < count; b++) {
        assert_in_range(blocks[b].count, 1, 16);
        counts[b] = blocks[b].count;
        memcpy(tiles[b], blocks[b].tiles, counts[b] * sizeof(uint64_t));
    }
    for (size_t b = count; b-- > 0;) {
        assert_int_equal(
            lci_ground_draw_block(town->ground, town->search, label, LIMIT_MM, tiles[b], counts[b], &bytes[b], NULL), LCI_OK);
        assert_true(lci_ground_is_drawn(bytes[b].items, bytes[b].count, counts[b]));
        drawn[count - 1 - b] = (struct lci_ground_drawn){tiles[b], counts[b], bytes[b].items, bytes[b].count};
    }
    assert_int_equal(lci_ground_join(town->ground, drawn, count, out, NULL), LCI_OK);
    for (size_t b = 0; b < count; b++)
        lci_free(bytes[b].items);
}

static void
check_same(const struct lci_polygons *got, const struct lci_polygons *wanted)
{
    assert_int_equal(got->polygon_count, wanted->polygon_count);
    assert_int_equal(got->ring_count, wanted->ring_count);
    assert_int_equal(got->point_count, wanted->point_count);
    if (wanted->polygon_count == 0)
        return;
    assert_memory_equal(got->ring_first, wanted->ring_first, (wanted->polygon_count + 1) * sizeof(uint32_t));
    assert_memory_equal(got->point_first, wanted->point_first, (wanted->ring_count + 1) * sizeof(uint32_t));
    assert_memory_equal(got->xy_m, wanted->xy_m, 2 * wanted->point_count * sizeof(double));
}

static void
test_areas_joined_from_blocks_are_those_drawn_at_one_go(void **state)
{
    size_t point_count = 0;

    (void)state;
    for (uint64_t trial = 1; trial <= TRIALS; trial++) {
        uint64_t random = trial;
        struct town town = {.net = town_network(&random)};
        struct lci_seed seeds[FACILITIES];

        town_barriers(&random, &town.barriers, 3, 2);
        town_open(&town, 50.0, 0.5);
        for (uint32_t f = 0; f < FACILITIES; f++) {
            lci_edge_id edge = (lci_edge_id)(town_next(&random) % town.net->edge_count);

            while (town.net->edges[edge].flags & LCI_EDGE_PRIVATE)
                edge = (edge + 1) % (lci_edge_id)town.net->edge_count;
            seeds[f] = (struct lci_seed){edge, 1000, 0, f};
        }
        assert_int_equal(lci_search_run(town.search, seeds, FACILITIES, LIMIT_MM, NULL), LCI_OK);
        for (uint32_t label = 0; label <= FACILITIES; label++) {
            const uint32_t asked = label < FACILITIES ? label : LCI_NONE;
            struct lci_polygons wanted = {0};
            struct lci_polygons got = {0};

            assert_int_equal(lci_ground_area(town.ground, town.search, asked, LIMIT_MM, &wanted, NULL), LCI_OK);
            join_blocks(&town, asked, &got);
            check_same(&got, &wanted);
            point_count += wanted.point_count;
            lci_polygons_fini(&wanted);
            lci_polygons_fini(&got);
        }
        town_close(&town);
    }
    assert_true(point_count > 1000);
}

/* Bytes that were cut off, or lead beyond what there is, are not taken for a block. */
static void
test_damaged_blocks_are_told(void **state)
{
    uint64_t random = 5;
    struct town town = {.net = town_network(&random)};
    const struct lci_seed seed = {0, 1000, 0, 0};
    const struct lci_ground_block *blocks = NULL;
    struct lci_ground_bytes bytes = {0};
    uint64_t tiles[16];
    size_t tile_count = 0;
    size_t count = 0;

    (void)state;
    town_open(&town, 50.0, 0.5);
    assert_int_equal(lci_search_run(town.search, &seed, 1, LIMIT_MM, NULL), LCI_OK);
    assert_int_equal(lci_ground_blocks(town.ground, NULL, town.search, LCI_NONE, LIMIT_MM, &blocks, &count, NULL), LCI_OK);
    assert_true(count > 0);
    tile_count = blocks[0].count;
    memcpy(tiles, blocks[0].tiles, tile_count * sizeof(uint64_t));
    assert_int_equal(lci_ground_draw_block(town.ground, town.search, LCI_NONE, LIMIT_MM, tiles, tile_count, &bytes, NULL), LCI_OK);
    assert_true(bytes.count > 1000);
    for (size_t size = 0; size < bytes.count; size++)
        assert_false(lci_ground_is_drawn(bytes.items, size, tile_count));
    assert_false(lci_ground_is_drawn(bytes.items, bytes.count, tile_count + 1));
    assert_false(lci_ground_is_drawn(bytes.items, bytes.count, tile_count - 1));
    lci_free(bytes.items);
    town_close(&town);
}

/* Two streets far from a block, of which only the boxes reach into it. */
static void
key_of_block(const double *xy_m, size_t *tile_count, struct lci_fingerprint *key)
{
    const struct hand_edge edges[2] = {{0, 1, 1300000, {1300000, 1300000}, 0}, {2, 3, 1300000, {1300000, 1300000}, 0}};
    const struct lci_seed seeds[2] = {{0, 1000, 0, 0}, {1, 1000, 0, 0}};
    struct town town = {.net = hand_network(4, xy_m, edges, 2)};
    struct lci_ground_prints *prints = NULL;
    struct lci_ground_looker *looker = NULL;
    const struct lci_ground_block *blocks = NULL;
    size_t count = 0;

    *tile_count = 0;
    town_open(&town, 20.0, 0.5);
    assert_int_equal(lci_ground_prints_new(town.partition, &prints, NULL), LCI_OK);
    assert_int_equal(lci_ground_looker_new(prints, &looker, NULL), LCI_OK);
    assert_int_equal(lci_search_run(town.search, seeds, 2, LIMIT_MM, NULL), LCI_OK);
    assert_int_equal(lci_ground_blocks(town.ground, looker, town.search, LCI_NONE, LIMIT_MM, &blocks, &count, NULL), LCI_OK);
    for (size_t b = 0; b < count; b++) {
        const uint64_t columns = (uint64_t)lci_partition_column_count(town.partition);
        double x_m = 0.0;
        double y_m = 0.0;

        lci_partition_corner(town.partition, (int32_t)(blocks[b].tiles[0] % columns), (int32_t)(blocks[b].tiles[0] / columns), &x_m,
                             &y_m);
        if (floor(x_m / 256.0) < 0.0 || floor(x_m / 256.0) > 0.0 || floor(y_m / 256.0) < 0.0 || floor(y_m / 256.0) > 0.0)
            continue;
        *tile_count = blocks[b].count;
        *key = blocks[b].key;
    }
    lci_ground_looker_free(looker);
    lci_ground_prints_free(prints);
    town_close(&town);
}

/*
 * Of the block with corners 0, 0 and 256, 256 either the lower left and the upper right quarter are wanted, or the others; or of
 * its four rows all but the third, or all but the second. All that is near is the same, for nothing is, but what was drawn tile by
 * tile belongs to other tiles.
 */
static void
test_keys_tell_which_tiles_are_drawn(void **state)
{
    static const double streets[5][8] = {
        {-800.0, 100.0, 100.0, -800.0, 150.0, 1050.0, 1050.0, 150.0},
        {150.0, -800.0, 1050.0, 100.0, -800.0, 150.0, 100.0, 1050.0},
        {-900.0, 100.0, 1200.0, -2000.0, -900.0, 215.0, 1200.0, 2300.0},
        {-900.0, 40.0, 1200.0, -2000.0, -900.0, 150.0, 1200.0, 2300.0},
        {-820.0, 100.0, 100.0, -820.0, 150.0, 1070.0, 1070.0, 150.0}, /* the first ones, longer */
    };
    static const size_t tile_counts[5] = {8, 8, 12, 12, 8};
    struct lci_fingerprint keys[5];
    size_t count = 0;

    (void)state;
    for (size_t i = 0; i < 5; i++) {
        key_of_block(streets[i], &count, &keys[i]);
        assert_int_equal(count, tile_counts[i]);
    }
    assert_true(lci_fingerprint_equal(keys[0], keys[4]));
    assert_false(lci_fingerprint_equal(keys[0], keys[1]));
    assert_false(lci_fingerprint_equal(keys[2], keys[3]));
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_areas_joined_from_blocks_are_those_drawn_at_one_go),
        cmocka_unit_test(test_damaged_blocks_are_told),
        cmocka_unit_test(test_keys_tell_which_tiles_are_drawn),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
