/* test_webmap.c - shapes of the report's map: packed as the format says, and neighbours that stay neighbours when simplified. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "report/webmap_index.h"
#include "report/webmap_shapes.h"

enum { BORDER = 200, MORE = 3, TRIALS = 50 };

static uint32_t
next_random(uint32_t *seed)
{
    *seed = *seed * 1664525U + 1013904223U;
    return *seed >> 8;
}

/* Adds one ring of `count` places, in metres. */
static void
add_one(struct lci_webmap_shapes *shapes, double *xy_m, size_t count)
{
    uint32_t ring_first[] = {0, 1};
    uint32_t point_first[] = {0, (uint32_t)count};
    const struct lci_polygons polygons = {1, 1, count, ring_first, point_first, xy_m};

    assert_true(lci_webmap_shapes_add(shapes, &polygons, (struct lci_webmap_origin){0.0, 0.0}));
}

/* By hand: 0 is A; 31 is f; 32 has five bits of zero and says that one more comes (g), then 1 (B); -1 is 2 * 1 + 1 (D). */
static void
test_numbers_are_packed_by_five_bits(void **state)
{
    struct lci_growing_text text = {0};

    (void)state;
    lci_webmap_pack(&text, 0);
    lci_webmap_pack(&text, 31);
    lci_webmap_pack(&text, 32);
    lci_webmap_pack_signed(&text, -1);
    lci_webmap_pack_signed(&text, 16);
    lci_webmap_pack(&text, 1023);
    assert_string_equal(text.bytes, "AfgBDgB_f");
    lci_free(text.bytes);
}

/* A square of 2 m: one ring (B) of four places (E), then 0 0, 4 0, 0 4, -4 0 in half metres, doubled: A A, I A, A I, J A. */
static void
test_a_square_is_packed_by_differences(void **state)
{
    double xy_m[] = {0, 0, 2, 0, 2, 2, 2, 2.1, 0, 2, 0, 0};
    struct lci_webmap_shapes shapes = {0};
    struct lci_growing_text text = {0};

    (void)state;
    add_one(&shapes, xy_m, 6); /* 2.1 m is 2 m on the grid: the same place twice */
    lci_webmap_shapes_pack(&shapes, NULL, &text);
    assert_string_equal(text.bytes, "BEAAIAAIJA");
    lci_webmap_shapes_pack(&shapes, (const bool[]){true}, &text);
    assert_string_equal(text.bytes, "BEAAIAAIJAA"); /* left out: no ring (A) */
    lci_free(text.bytes);
    lci_webmap_shapes_fini(&shapes);
}

/* How far a place is from a line of places, by every piece of it. */
static double
distance_to(const int32_t *line, size_t count, const int32_t *place)
{
    double least = INFINITY;

    for (size_t i = 0; i + 1 < count; i++) {
        const double dx = line[2 * i + 2] - line[2 * i];
        const double dy = line[2 * i + 3] - line[2 * i + 1];
        const double length2 = dx * dx + dy * dy;
        double t = length2 > 0.0 ? ((place[0] - line[2 * i]) * dx + (place[1] - line[2 * i + 1]) * dy) / length2 : 0.0;

        t = fmin(fmax(t, 0.0), 1.0);
        least = fmin(least, hypot(place[0] - line[2 * i] - t * dx, place[1] - line[2 * i + 1] - t * dy));
    }
    return least;
}

/* Two neighbours with a border of random places: one runs along it upwards, the other downwards, each from somewhere. */
static void
make_neighbours(uint32_t *seed, struct lci_webmap_shapes *shapes)
{
    double border[2 * BORDER];
    double ring[2 * (BORDER + MORE)];

    for (size_t i = 0; i < BORDER; i++) {
        border[2 * i] = 200.0 + next_random(seed) % 41;
        border[2 * i + 1] = (double)i * 5.0;
    }
    for (int side = 0; side < 2; side++) {
        const double corners[] = {side == 0 ? 0.0 : 500.0, 5.0 * (BORDER - 1), side == 0 ? 0.0 : 500.0, 0.0};
        const size_t shift = next_random(seed) % (BORDER + 2);

        for (size_t i = 0; i < BORDER + 2; i++) {
            const size_t at = (side == 0 ? i + shift : BORDER + 2 + shift - i) % (BORDER + 2);

            memcpy(&ring[2 * i], at < BORDER ? &border[2 * at] : &corners[2 * (at - BORDER)], 2 * sizeof(*ring));
        }
        memcpy(&ring[2 * (BORDER + 2)], ring, 2 * sizeof(*ring));
        add_one(shapes, ring, BORDER + MORE);
    }
}

static bool
has_place(const struct lci_webmap_shapes *shapes, size_t ring, const int32_t *place)
{
    for (size_t p = shapes->point_first[ring]; p < shapes->point_first[ring + 1]; p++)
        if (memcmp(&shapes->xy[2 * p], place, 2 * sizeof(*place)) == 0)
            return true;
    return false;
}

static void
test_neighbours_keep_their_border(void **state)
{
    static const double tolerance = 20.0;
    uint32_t seed = 1;

    (void)state;
    for (int trial = 0; trial < TRIALS; trial++) {
        struct lci_webmap_shapes shapes = {0};
        struct lci_webmap_shapes simple = {0};

        make_neighbours(&seed, &shapes);
        assert_true(lci_webmap_shapes_simplify(&shapes, tolerance, &simple));
        assert_true(simple.point_count < shapes.point_count / 2);
        for (size_t r = 0; r < 2; r++) {
            const size_t first = simple.point_first[r];
            const size_t count = simple.point_first[r + 1] - first;

            for (size_t p = first; p < first + count; p++)
                if (simple.xy[2 * p] > 0 && simple.xy[2 * p] < 1000 && !has_place(&simple, 1 - r, &simple.xy[2 * p]))
                    fail_msg("trial %d: the border of ring %zu is not the other's", trial, r);
            for (size_t p = shapes.point_first[r]; p < shapes.point_first[r + 1]; p++) {
                int32_t ends[4];

                memcpy(ends, &simple.xy[2 * (first + count - 1)], 2 * sizeof(*ends));
                memcpy(ends + 2, &simple.xy[2 * first], 2 * sizeof(*ends));
                if (fmin(distance_to(&simple.xy[2 * first], count, &shapes.xy[2 * p]),
                         distance_to(ends, 2, &shapes.xy[2 * p])) > tolerance + 1e-6)
                    fail_msg("trial %d: a place of ring %zu is farther than the tolerance", trial, r);
            }
        }
        lci_webmap_shapes_fini(&simple);
        lci_webmap_shapes_fini(&shapes);
    }
}

static void
test_what_is_small_is_kept(void **state)
{
    double hut[] = {10, 10, 12, 10, 12, 12, 10, 12, 10, 10};
    struct lci_webmap_shapes shapes = {0};
    struct lci_webmap_shapes simple = {0};

    (void)state;
    add_one(&shapes, hut, 5);
    assert_true(lci_webmap_shapes_simplify(&shapes, 100.0, &simple));
    assert_int_equal(simple.shape_count, 1);
    assert_int_equal(simple.ring_count, 1);
    assert_int_equal(simple.point_count, 4);
    lci_webmap_shapes_fini(&simple);
    lci_webmap_shapes_fini(&shapes);
}

static void
test_lines_keep_their_ends(void **state)
{
    double straight[] = {0, 0, 10, 0.5, 20, 0, 30, 0};
    struct lci_webmap_shapes shapes = {.are_lines = true};
    struct lci_webmap_shapes simple = {0};

    (void)state;
    add_one(&shapes, straight, 4);
    assert_true(lci_webmap_shapes_simplify(&shapes, 2.0, &simple));
    assert_int_equal(simple.point_count, 2);
    assert_int_equal(simple.xy[0], 0);
    assert_int_equal(simple.xy[2], 60);
    lci_webmap_shapes_fini(&simple);
    lci_webmap_shapes_fini(&shapes);
}

static void
test_places_beyond_any_district_stay_numbers(void **state)
{
    (void)state;
    assert_int_equal(lci_webmap_step(12.25, 0.0), 25); /* half away from zero */
    assert_int_equal(lci_webmap_step(1e308, 0.0), 1000000000);
    assert_int_equal(lci_webmap_step(-1e308, 0.0), -1000000000);
}

static void
test_ids_are_found_within_their_group(void **state)
{
    struct lci_webmap_index index = {0};

    (void)state;
    assert_true(lci_webmap_index_add(&index, 0, "a", 7));
    assert_int_equal(lci_webmap_index_find(&index, 1, "a"), UINT32_MAX);
    assert_true(lci_webmap_index_add(&index, 1, "a", 8));
    assert_true(lci_webmap_index_add(&index, 0, "a", 9)); /* the first stays */
    assert_int_equal(lci_webmap_index_find(&index, 0, "a"), 7);
    assert_int_equal(lci_webmap_index_find(&index, 1, "a"), 8);
    assert_int_equal(lci_webmap_index_find(&index, 0, NULL), UINT32_MAX);
    lci_webmap_index_fini(&index);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers_are_packed_by_five_bits),
        cmocka_unit_test(test_a_square_is_packed_by_differences),
        cmocka_unit_test(test_neighbours_keep_their_border),
        cmocka_unit_test(test_what_is_small_is_kept),
        cmocka_unit_test(test_lines_keep_their_ends),
        cmocka_unit_test(test_places_beyond_any_district_stay_numbers),
        cmocka_unit_test(test_ids_are_found_within_their_group),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
