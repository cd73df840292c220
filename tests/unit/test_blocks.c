/* test_blocks.c - outlines of squares against what is inside and outside, square by square. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "geom/blocks.h"

enum { SIDE = 7, TRIALS = 4000 };

static uint64_t
next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 33;
}

/* Squares of a field of SIDE x SIDE, some of them twice and in any order; the fuller the field, the more holes. */
static size_t
random_squares(uint64_t trial, bool field[SIDE][SIDE], struct lci_block *squares)
{
    uint64_t seed = trial + 1;
    const uint64_t of_ten = 1 + next_random(&seed) % 9;
    size_t count = 0;

    for (int row = SIDE - 1; row >= 0; row--)
        for (int column = 0; column < SIDE; column++) {
            field[row][column] = next_random(&seed) % 10 < of_ten;
            for (uint64_t times = next_random(&seed) % 2; field[row][column] && times < 2; times++)
                squares[count++] = (struct lci_block){row - 3, column - 3};
        }
    return count;
}

static bool
is_filled(bool field[SIDE][SIDE], int row, int column)
{
    return row >= 0 && row < SIDE && column >= 0 && column < SIDE && field[row][column];
}

/* Whether somewhere two squares touch in a corner, and the two others there are empty. */
static bool
touches(bool field[SIDE][SIDE])
{
    for (int row = 0; row <= SIDE; row++)
        for (int column = 0; column <= SIDE; column++) {
            const bool rising = is_filled(field, row, column) && is_filled(field, row - 1, column - 1);
            const bool falling = is_filled(field, row, column - 1) && is_filled(field, row - 1, column);
            const int filled = is_filled(field, row, column) + is_filled(field, row - 1, column - 1) +
                               is_filled(field, row, column - 1) + is_filled(field, row - 1, column);

            if ((rising || falling) && filled == 2)
                return true;
        }
    return false;
}

/* Rings around a place that no side passes: sides that a ray to the east meets, upwards less downwards. */
static int
winding(const struct lci_polygons *polygons, double x_m, double y_m)
{
    int count = 0;

    for (size_t ring = 0; ring < polygons->ring_count; ring++)
        for (uint32_t i = polygons->point_first[ring]; i + 1 < polygons->point_first[ring + 1]; i++) {
            const double *a = polygons->xy_m + 2 * (size_t)i;

            if (a[0] > x_m && (a[1] < y_m) != (a[3] < y_m))
                count += a[3] > a[1] ? 1 : -1;
        }
    return count;
}

/* No side is longer from south to north than one square: rows keep their corners; none is slanting. */
static void
check_sides(const struct lci_polygons *polygons, double side_m)
{
    for (size_t ring = 0; ring < polygons->ring_count; ring++)
        for (uint32_t i = polygons->point_first[ring]; i + 1 < polygons->point_first[ring + 1]; i++) {
            const double *a = polygons->xy_m + 2 * (size_t)i;

            assert_true(fabs(a[3] - a[1]) < 1.5 * side_m);
            assert_true(fabs(a[2] - a[0]) < 1e-9 || fabs(a[3] - a[1]) < 1e-9);
        }
}

static void
test_outlines_hold_the_squares_and_nothing_else(void **state)
{
    const double side_m = 20.0;
    size_t simple_count = 0;
    size_t hole_count = 0;

    (void)state;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        bool field[SIDE][SIDE];
        struct lci_block squares[2 * SIDE * SIDE];
        struct lci_polygons outline = {0};
        bool simple = false;
        const size_t count = lci_blocks_sort(squares, random_squares(trial, field, squares));

        assert_int_equal(lci_blocks_outline(squares, count, side_m, &simple, &outline, NULL), LCI_OK);
        if (simple == touches(field))
            fail_msg("trial %llu: simple %d", (unsigned long long)trial, simple);
        for (int row = -1; row <= SIDE && simple; row++)
            for (int column = -1; column <= SIDE; column++)
                if (winding(&outline, (column - 3) * side_m, (row - 3) * side_m) != is_filled(field, row, column))
                    fail_msg("trial %llu: row %d, column %d", (unsigned long long)trial, row, column);
        check_sides(&outline, side_m);
        simple_count += simple;
        hole_count += outline.ring_count - outline.polygon_count;
        lci_polygons_fini(&outline);
    }
    assert_true(simple_count > TRIALS / 10 && hole_count > TRIALS / 10);
}

/* A ring of eight squares: one polygon with a hole. */
static void
test_a_ring_of_squares_has_a_hole(void **state)
{
    struct lci_block squares[] = {{2, 0}, {0, 0}, {0, 1}, {0, 2}, {1, 0}, {1, 2}, {2, 1}, {2, 2}, {0, 1}};
    struct lci_polygons outline = {0};
    bool simple = false;

    (void)state;
    assert_int_equal(lci_blocks_sort(squares, 9), 8);
    assert_int_equal(lci_blocks_outline(squares, 8, 10.0, &simple, &outline, NULL), LCI_OK);
    assert_true(simple);
    assert_int_equal(outline.polygon_count, 1);
    assert_int_equal(outline.ring_count, 2);
    assert_int_equal(outline.point_first[1], 8 + 1); /* 4 corners, 2 on each of the western and eastern sides; closed */
    assert_int_equal(outline.point_first[2] - outline.point_first[1], 4 + 1);
    assert_true(outline.xy_m[0] == -5.0 && outline.xy_m[1] == -5.0);
    lci_polygons_fini(&outline);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_outlines_hold_the_squares_and_nothing_else),
        cmocka_unit_test(test_a_ring_of_squares_has_a_hole),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
