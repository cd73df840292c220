/* test_diff.c - numbers for keys, pairs of rows and polygons out of bytes, against the slow way. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "base/alloc.h"
#include "base/numbering.h"
#include "diff/pairs.h"
#include "io/gpkg_polygons.h"
#include "io/gpkg_shape.h"

enum { PAIR_COUNT = 3000, ROW_COUNT = 40, TRIALS = 300 };

static uint32_t
draw(uint64_t *seed, uint32_t below)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)(*seed >> 33) % below;
}

static void
test_equal_pairs_have_one_number_and_others_another(void **state)
{
    struct lci_numbering numbering = {.texts = NULL};
    uint32_t(*seen)[3] = lci_alloc(PAIR_COUNT, sizeof(*seen));
    size_t distinct = 0;
    uint64_t seed = 7;

    (void)state;
    for (size_t i = 0; i < PAIR_COUNT; i++) {
        size_t before = 0;

        seen[i][0] = draw(&seed, 60);
        seen[i][1] = draw(&seed, 60) * 0x01000193U;
        seen[i][2] = lci_numbering_pair(&numbering, seen[i][0], seen[i][1]);
        while (before < i && (seen[before][0] != seen[i][0] || seen[before][1] != seen[i][1]))
            before++;
        distinct += before == i;
        assert_int_equal(seen[i][2], before == i ? distinct : seen[before][2]);
    }
    assert_int_equal(numbering.pair_count, distinct);
    lci_free(seen);
    lci_numbering_fini(&numbering);
}

static void
test_equal_texts_have_one_number_and_none_has_zero(void **state)
{
    struct lci_numbering numbering = {.texts = NULL};
    char text[16];

    (void)state;
    assert_int_equal(lci_numbering_text(&numbering, NULL), 0);
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < PAIR_COUNT; i++) {
            (void)snprintf(text, sizeof(text), "%x", i * 2654435761U);
            assert_int_equal(lci_numbering_text(&numbering, text), i + 1);
            assert_string_equal(numbering.texts[i + 1], text);
        }
    assert_int_equal(lci_numbering_text(&numbering, ""), PAIR_COUNT + 1);
    assert_false(numbering.failed);
    lci_numbering_fini(&numbering);
}

static void
test_numbering_says_that_memory_ran_out(void **state)
{
    (void)state;
    for (uint64_t n = 1; n <= 4; n++) {
        struct lci_numbering numbering = {.texts = NULL};

        lci_alloc_fail_at(n);
        (void)lci_numbering_text(&numbering, "a");
        (void)lci_numbering_pair(&numbering, 1, 1);
        lci_alloc_fail_at(0);
        assert_true(numbering.failed);
        lci_numbering_fini(&numbering);
    }
}

/* Places on a line: rows of a key are apart by their difference. */
struct line {
    double old_m[ROW_COUNT + 1], new_m[ROW_COUNT + 1];
};

static double
apart_m(void *user, uint32_t old_row, uint32_t new_row)
{
    const struct line *line = user;

    return fabs(line->old_m[old_row] - line->new_m[new_row]);
}

static void
test_rows_are_paired_by_key_then_place_then_order(void **state)
{
    struct lci_keyed old[] = {{5, 1}, {7, 2}, {5, 3}, {5, 4}, {9, 5}};
    struct lci_keyed new_rows[] = {{5, 1}, {8, 2}, {9, 3}, {5, 4}};
    /* key 5: old rows at 0, 100, 40; new ones at 60 and 40. 40 is the same place, though 60 comes first; 100 is nearer to 60. */
    struct line line = {.old_m = {0, 0, 0, 100, 40, 0}, .new_m = {0, 60, 0, 999, 40}};
    static const struct lci_pair_of_rows by_place[] = {{3, 1}, {0, 2}, {5, 3}, {4, 4}, {1, 0}, {2, 0}};
    static const struct lci_pair_of_rows by_order[] = {{1, 1}, {0, 2}, {5, 3}, {3, 4}, {2, 0}, {4, 0}};
    struct lci_pairs pairs = {.items = NULL};

    (void)state;
    for (int places = 1; places >= 0; places--) {
        struct lci_keyed copies[2][5];

        memcpy(copies[0], old, sizeof(old));
        memcpy(copies[1], new_rows, sizeof(new_rows));
        assert_int_equal(lci_pairs_build(copies[0], 5, copies[1], 4, places ? apart_m : NULL, &line, &pairs, NULL), LCI_OK);
        assert_int_equal(pairs.count, 6);
        assert_memory_equal(pairs.items, places ? by_place : by_order, sizeof(by_place));
        lci_free(pairs.items);
    }
}

/* Whatever the keys: every row once, paired rows of one key, as many pairs as the scarcer side of each key has. */
static void
test_every_row_is_in_one_pair(void **state)
{
    uint64_t seed = 11;

    (void)state;
    for (int trial = 0; trial < TRIALS; trial++) {
        struct lci_keyed rows[2][ROW_COUNT];
        uint64_t keys[2][ROW_COUNT + 1];
        uint32_t counts[2] = {draw(&seed, ROW_COUNT), draw(&seed, ROW_COUNT)};
        uint32_t per_key[2][8] = {{0}};
        size_t expected = 0;
        size_t paired = 0;
        bool met[2][ROW_COUNT + 1] = {{false}};
        struct line line = {.old_m = {0}};
        struct lci_pairs pairs = {.items = NULL};

        for (size_t side = 0; side < 2; side++)
            for (uint32_t i = 0; i < counts[side]; i++) {
                keys[side][i + 1] = 1 + draw(&seed, 7);
                rows[side][i] = (struct lci_keyed){keys[side][i + 1], i + 1};
                per_key[side][keys[side][i + 1]]++;
                (side == 0 ? line.old_m : line.new_m)[i + 1] = draw(&seed, 10);
            }
        for (size_t key = 1; key < 8; key++)
            expected += per_key[0][key] < per_key[1][key] ? per_key[0][key] : per_key[1][key];
        assert_int_equal(lci_pairs_build(rows[0], counts[0], rows[1], counts[1], trial % 2 ? apart_m : NULL, &line, &pairs, NULL),
                         LCI_OK);
        for (size_t i = 0; i < pairs.count; i++) {
            const struct lci_pair_of_rows *pair = &pairs.items[i];

            assert_false(met[0][pair->old_row] && pair->old_row > 0);
            assert_false(met[1][pair->new_row] && pair->new_row > 0);
            met[0][pair->old_row] = met[1][pair->new_row] = true;
            if (pair->old_row > 0 && pair->new_row > 0) {
                paired++;
                assert_true(keys[0][pair->old_row] == keys[1][pair->new_row]);
            }
        }
        assert_int_equal(paired, expected);
        assert_int_equal(pairs.count, counts[0] + counts[1] - expected);
        lci_free(pairs.items);
    }
}

static void
test_polygons_come_back_as_they_were_written(void **state)
{
    uint32_t ring_first[] = {0, 2, 3};
    uint32_t point_first[] = {0, 5, 9, 13};
    double xy_m[] = {0, 0, 8, 0, 8, 8, 0, 8, 0, 0, 1, 1, 1, 2, 2, 2, 1, 1, -20, -20.5, -10, -20.5, -10, -7, -20, -20.5};
    const struct lci_row row = {.has_geometry = true, .polygons = {2, 3, 13, ring_first, point_first, xy_m}};
    struct lci_gpkg_shape shape = {.bytes = NULL};
    struct lci_gpkg_polygons read = {.xy_capacity = 0};
    double box_m[4] = {0};

    (void)state;
    assert_true(lci_gpkg_shape_fill(&shape, LCI_TABLE_MULTIPOLYGON, &row, 4549));
    assert_int_equal(lci_gpkg_polygons_read(shape.bytes, shape.size, &read), LCI_GPKG_POLYGONS_FINE);
    assert_int_equal(read.polygons.polygon_count, 2);
    assert_int_equal(read.polygons.ring_count, 3);
    assert_int_equal(read.polygons.point_count, 13);
    assert_memory_equal(read.polygons.ring_first, ring_first, sizeof(ring_first));
    assert_memory_equal(read.polygons.point_first, point_first, sizeof(point_first));
    assert_memory_equal(read.polygons.xy_m, xy_m, sizeof(xy_m));
    assert_true(lci_gpkg_box(shape.bytes, shape.size, &read, box_m));
    assert_memory_equal(box_m, ((double[]){-20, 8, -20.5, 8}), sizeof(box_m));
    assert_int_equal(lci_gpkg_polygons_read(NULL, 0, &read), LCI_GPKG_POLYGONS_FINE);
    assert_int_equal(read.polygons.polygon_count, 0);
    lci_gpkg_polygons_fini(&read);
    lci_gpkg_shape_fini(&shape);
}

static void
test_lines_come_back_as_they_were_written(void **state)
{
    uint32_t point_first[] = {0, 3, 5};
    double xy_m[] = {0, 0, 8, 0, 8, 8, -3.5, 2, 7, 9.25};
    const struct lci_row row = {.has_geometry = true,
                                .lines = {.ring_count = 2, .point_count = 5, .point_first = point_first, .xy_m = xy_m}};
    struct lci_gpkg_shape shape = {.bytes = NULL};
    struct lci_gpkg_polygons read = {.xy_capacity = 0};

    (void)state;
    assert_true(lci_gpkg_shape_fill(&shape, LCI_TABLE_MULTILINE, &row, 4549));
    assert_int_equal(lci_gpkg_lines_read(shape.bytes, shape.size, &read), LCI_GPKG_POLYGONS_FINE);
    assert_int_equal(read.polygons.polygon_count, 0);
    assert_int_equal(read.polygons.ring_count, 2);
    assert_memory_equal(read.polygons.point_first, point_first, sizeof(point_first));
    assert_memory_equal(read.polygons.xy_m, xy_m, sizeof(xy_m));
    assert_int_equal(lci_gpkg_polygons_read(shape.bytes, shape.size, &read), LCI_GPKG_POLYGONS_DAMAGED);
    for (size_t size = 1; size < shape.size; size++) {
        unsigned char *cut = lci_alloc(size, 1); /* a block of its own, so that a sanitizer sees any step over its end */

        memcpy(cut, shape.bytes, size);
        assert_int_equal(lci_gpkg_lines_read(cut, size, &read), LCI_GPKG_POLYGONS_DAMAGED);
        lci_free(cut);
    }
    lci_gpkg_polygons_fini(&read);
    lci_gpkg_shape_fini(&shape);
}

/* Cut off anywhere, or any of its bytes changed, a geometry is read or refused, and nothing beyond it is touched. */
static void
test_damaged_polygons_are_refused_or_read(void **state)
{
    uint32_t ring_first[] = {0, 1};
    uint32_t point_first[] = {0, 4};
    double xy_m[] = {0, 0, 8, 0, 8, 8, 0, 0};
    const struct lci_row row = {.has_geometry = true, .polygons = {1, 1, 4, ring_first, point_first, xy_m}};
    struct lci_gpkg_shape shape = {.bytes = NULL};
    struct lci_gpkg_polygons read = {.xy_capacity = 0};

    (void)state;
    assert_true(lci_gpkg_shape_fill(&shape, LCI_TABLE_MULTIPOLYGON, &row, 4549));
    for (size_t size = 1; size < shape.size; size++) {
        unsigned char *cut = lci_alloc(size, 1); /* a block of its own, so that a sanitizer sees any step over its end */

        memcpy(cut, shape.bytes, size);
        assert_int_equal(lci_gpkg_polygons_read(cut, size, &read), LCI_GPKG_POLYGONS_DAMAGED);
        lci_free(cut);
    }
    for (size_t at = 0; at < shape.size; at++)
        for (unsigned bit = 0; bit < 8; bit++) {
            double box_m[4];
            unsigned char *changed = lci_alloc(shape.size, 1);

            memcpy(changed, shape.bytes, shape.size);
            changed[at] ^= (unsigned char)(1U << bit);
            if (lci_gpkg_polygons_read(changed, shape.size, &read) == LCI_GPKG_POLYGONS_FINE)
                assert_true(read.polygons.point_count <= 4);
            (void)lci_gpkg_box(changed, shape.size, &read, box_m);
            lci_free(changed);
        }
    lci_gpkg_polygons_fini(&read);
    lci_gpkg_shape_fini(&shape);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_pairs_have_one_number_and_others_another),
        cmocka_unit_test(test_equal_texts_have_one_number_and_none_has_zero),
        cmocka_unit_test(test_numbering_says_that_memory_ran_out),
        cmocka_unit_test(test_rows_are_paired_by_key_then_place_then_order),
        cmocka_unit_test(test_every_row_is_in_one_pair),
        cmocka_unit_test(test_polygons_come_back_as_they_were_written),
        cmocka_unit_test(test_lines_come_back_as_they_were_written),
        cmocka_unit_test(test_damaged_polygons_are_refused_or_read),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
