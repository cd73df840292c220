/* test_rings.c - borders that cross or touch themselves: closed by hand, and random ones against counting sides. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "geom/border.h"
#include "geom/holes.h"

#include "../support/near.h"
#include "../support/random_town.h"

enum { TANGLES = 300, CORNERS = 11, PLACES = 200, STARS = 400, STAR = 12 };

/* Leads a border through all points and back to the first. anchored: none of them may go. */
static void
add_ring(struct lci_border *border, const double *xy_m, uint32_t count, bool anchored)
{
    const uint32_t first = (uint32_t)border->count;

    for (uint32_t i = 0; i < count; i++) {
        const struct lci_border_point point = {
            .x_m = xy_m[2 * i], .y_m = xy_m[2 * i + 1], .anchor = anchored};
        uint32_t index = 0;

        assert_true(lci_border_add(border, &point, false, &index));
        if (i > 0)
            assert_true(lci_border_connect(border, index - 1, index));
    }
    assert_true(lci_border_connect(border, first + count - 1, first));
}

static void
close_border(struct lci_geos *geos, struct lci_border *border, double least_m2, double min_hole_m2,
             struct lci_polygons *out)
{
    const struct lci_border_options options = {
        .straight_m = 0.05, .geos = geos, .least_m2 = least_m2, .min_hole_m2 = min_hole_m2};
    struct lci_error error = {0};

    if (lci_border_polygons(border, &options, out, &error) != LCI_OK)
        fail_msg("%s", error.message);
}

static double
area_m2(const struct lci_polygons *polygons, size_t polygon)
{
    double twice = 0.0;

    for (size_t r = polygons->ring_first[polygon]; r < polygons->ring_first[polygon + 1]; r++)
        for (size_t i = polygons->point_first[r]; i + 1 < polygons->point_first[r + 1]; i++)
            twice += polygons->xy_m[2 * i] * polygons->xy_m[2 * i + 3] -
                     polygons->xy_m[2 * i + 2] * polygons->xy_m[2 * i + 1];
    return 0.5 * twice;
}

/* How often a ray to the right of the place passes a side of a closed ring. */
static unsigned
sides_right_of(const double *xy_m, size_t count, double x, double y)
{
    unsigned passed = 0;

    for (size_t i = 0; i + 1 < count; i++) {
        const double *a = xy_m + 2 * i;

        if ((a[1] > y) != (a[3] > y) && x < a[0] + (y - a[1]) * (a[2] - a[0]) / (a[3] - a[1]))
            passed++;
    }
    return passed;
}

static double
turn(const double *a, const double *b, const double *p)
{
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}

/* Fails if two sides of one area cross, by more than rounding hides. */
static void
assert_no_side_crosses(const struct lci_polygons *polygons)
{
    for (size_t i = 0; i + 1 < polygons->point_count; i++)
        for (size_t j = i + 1; j + 1 < polygons->point_count; j++) {
            const double *a = polygons->xy_m + 2 * i;
            const double *b = polygons->xy_m + 2 * j;
            bool jump = false; /* from one ring to the next */

            for (size_t r = 1; r < polygons->ring_count; r++)
                jump = jump || polygons->point_first[r] == i + 1 ||
                       polygons->point_first[r] == j + 1;
            if (!jump && turn(a, a + 2, b) * turn(a, a + 2, b + 2) < -1e-9 &&
                turn(b, b + 2, a) * turn(b, b + 2, a + 2) < -1e-9)
                fail_msg("the sides from (%g, %g) and (%g, %g) cross", a[0], a[1], b[0], b[1]);
        }
}

/* Fails if a corner lies off the grid of results. */
static void
assert_on_the_grid(const struct lci_polygons *polygons)
{
    for (size_t i = 0; i < 2 * polygons->point_count; i++)
        assert_near(polygons->xy_m[i] * 1e4, round(polygons->xy_m[i] * 1e4), 1e-6);
}

/*
 * Two squares of 10 m and a neck that is 20 mm wide at both ends, but whose sides have changed places at its middle. They
 * cross 5 m from each end: two tips of 0.02 m x 5 m / 2 stay with the squares, the diamond between is too small to keep.
 */
static void
test_a_neck_whose_sides_cross_is_cut(void **state)
{
    const double xy_m[] = {0, 0,  10, 0,  10, 4.99, 20, 5.01, 30, 4.99, 30, 0, 40, 0,
                           40, 10, 30, 10, 30, 5.01, 20, 4.99, 10, 5.01, 10, 10, 0, 10};
    struct lci_border border = {0};
    struct lci_polygons area;
    struct lci_geos *geos = NULL;

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    add_ring(&border, xy_m, sizeof(xy_m) / sizeof(xy_m[0]) / 2, true);
    close_border(geos, &border, 1.0, 0.0, &area);
    assert_int_equal(area.polygon_count, 2);
    assert_near(area_m2(&area, 0), 100.05, 1e-9);
    assert_near(area_m2(&area, 1), 100.05, 1e-9);
    assert_near(area.xy_m[0], 0.0, 1e-9); /* the least points of both */
    assert_near(area.xy_m[1], 0.0, 1e-9);
    assert_near(area.xy_m[2 * area.point_first[1]], 25.0, 1e-9);
    assert_near(area.xy_m[2 * area.point_first[1] + 1], 5.0, 1e-9);
    lci_polygons_fini(&area);
    close_border(geos, &border, 0.0, 0.0, &area);
    assert_int_equal(area.polygon_count, 3);
    assert_near(area_m2(&area, 1), 0.1, 1e-9);
    lci_polygons_fini(&area);
    lci_border_fini(&border);
    lci_geos_free(geos);
}

/* A border that passes one corner twice: two squares, for a valid polygon may not touch itself. */
static void
test_squares_that_touch_are_two(void **state)
{
    const double xy_m[] = {0, 0, 10, 0, 10, 10, 20, 10, 20, 20, 10, 20, 10, 10, 0, 10};
    struct lci_border border = {0};
    struct lci_polygons area;
    struct lci_geos *geos = NULL;

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    add_ring(&border, xy_m, sizeof(xy_m) / sizeof(xy_m[0]) / 2, true);
    close_border(geos, &border, 1.0, 0.0, &area);
    assert_int_equal(area.polygon_count, 2);
    assert_int_equal(area.ring_count, 2);
    assert_near(area_m2(&area, 0), 100.0, 1e-9);
    assert_near(area_m2(&area, 1), 100.0, 1e-9);
    assert_near(area.xy_m[2 * area.point_first[1]], 10.0, 1e-9);
    lci_polygons_fini(&area);
    lci_border_fini(&border);
    lci_geos_free(geos);
}

/* A hole whose corner lies on its square's side, at the least point of both hole and square. */
static void
test_a_hole_that_touches_stays_in_its_area(void **state)
{
    const double square_m[] = {0, 5, 1, 0, 10, 0, 10, 10, 1, 10};
    const double hole_m[] = {0, 5, 5, 8, 8, 5, 5, 2};
    struct lci_border border = {0};
    struct lci_polygons area;
    struct lci_geos *geos = NULL;

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    add_ring(&border, square_m, sizeof(square_m) / sizeof(square_m[0]) / 2, true);
    add_ring(&border, hole_m, sizeof(hole_m) / sizeof(hole_m[0]) / 2, true);
    close_border(geos, &border, 1.0, 0.0, &area);
    assert_int_equal(area.polygon_count, 1);
    assert_int_equal(area.ring_count, 2);
    assert_near(area_m2(&area, 0), 95.0 - 24.0, 1e-9);
    lci_polygons_fini(&area);
    lci_border_fini(&border);
    lci_geos_free(geos);
}

/* Thinning that would make two sides cross is not done: a bump of 40 mm, and a notch that reaches into it. */
static void
test_thinning_makes_nothing_cross(void **state)
{
    const double outer_m[] = {0, 0, 10, 0, 15, -0.04, 20, 0, 30, 0, 30, 10, 0, 10};
    const double hole_m[] = {15, -0.02, 12, 5, 18, 5};
    struct lci_border border = {0};
    struct lci_polygons area;
    struct lci_geos *geos = NULL;

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    add_ring(&border, outer_m, sizeof(outer_m) / sizeof(outer_m[0]) / 2, false);
    add_ring(&border, hole_m, sizeof(hole_m) / sizeof(hole_m[0]) / 2, true);
    close_border(geos, &border, 1.0, 0.0, &area);
    assert_int_equal(area.polygon_count, 1);
    assert_int_equal(area.ring_count, 2);
    assert_near(area_m2(&area, 0), 300.0 + 0.2 - 0.5 * 6.0 * 5.02, 1e-9);
    assert_no_side_crosses(&area);
    lci_polygons_fini(&area);
    lci_border_fini(&border);
    lci_geos_free(geos);
}

/* Points that repeat one another: a square of four, and a ring that is one place and bounds nothing. */
static void
test_points_that_repeat_are_one(void **state)
{
    const double square_m[] = {0, 0, 0, 0, 10, 0, 10, 0, 10, 0, 10, 10, 0, 10, 0, 0};
    const double point_m[] = {50, 50, 50, 50, 50, 50};
    struct lci_border border = {0};
    struct lci_polygons area;
    struct lci_geos *geos = NULL;

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    add_ring(&border, square_m, sizeof(square_m) / sizeof(square_m[0]) / 2, true);
    add_ring(&border, point_m, 3, true);
    close_border(geos, &border, 0.0, 0.0, &area);
    assert_int_equal(area.polygon_count, 1);
    assert_int_equal(area.point_count, 5);
    assert_near(area_m2(&area, 0), 100.0, 1e-9);
    lci_polygons_fini(&area);
    lci_border_fini(&border);
    lci_geos_free(geos);
}

/* A notch that ends 0.03 mm above the foot of its square: rounding would draw it through, so it ends in a corner of the foot. */
static void
test_what_nearly_touches_touches(void **state)
{
    const double xy_m[] = {0, 0, 10, 0, 10, 10, 6, 10, 5, 0.00003, 4, 10, 0, 10};
    struct lci_border border = {0};
    struct lci_polygons area;
    struct lci_geos *geos = NULL;

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    add_ring(&border, xy_m, sizeof(xy_m) / sizeof(xy_m[0]) / 2, true);
    close_border(geos, &border, 1.0, 0.0, &area);
    assert_int_equal(area.polygon_count, 2);
    assert_int_equal(area.point_count, 10); /* (5, 0) is a corner of both */
    assert_near(area_m2(&area, 0), 45.0, 1e-9);
    assert_near(area_m2(&area, 1), 45.0, 1e-9);
    assert_on_the_grid(&area);
    lci_polygons_fini(&area);
    lci_border_fini(&border);
    lci_geos_free(geos);
}

/* A square of 100 m, a hole of 60 m in it, and in the hole an island of 10 m, or one of 20 m on a side of the hole. */
static const double SQUARE[] = {0, 0, 100, 0, 100, 100, 0, 100};
static const double HOLE[] = {20, 20, 20, 80, 80, 80, 80, 20};
static const double ISLAND[] = {45, 45, 55, 45, 55, 55, 45, 55};
static const double LEANING[] = {20, 30, 40, 30, 40, 50, 20, 50};

/* Of a square of 100 m with one or two rings more: the area in all. */
static double
area_with(const double *hole_m, const double *island_m, double min_hole_m2, size_t *polygon_count)
{
    struct lci_border border = {0};
    struct lci_polygons area;
    struct lci_geos *geos = NULL;
    double sum_m2 = 0.0;

    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    add_ring(&border, SQUARE, 4, true);
    add_ring(&border, hole_m, 4, true);
    if (island_m)
        add_ring(&border, island_m, 4, true);
    close_border(geos, &border, 1.0, min_hole_m2, &area);
    for (size_t p = 0; p < area.polygon_count; p++)
        sum_m2 += area_m2(&area, p);
    *polygon_count = area.polygon_count;
    lci_polygons_fini(&area);
    lci_border_fini(&border);
    lci_geos_free(geos);
    return sum_m2;
}

static void
test_rings_that_share_sides_count_each(void **state)
{
    const double notch_m[] = {20, 0, 20, 40, 45, 40, 45, 0}; /* a hole of 25 m x 40 m on the side of the square */
    const double same_m[] = {20, 20, 80, 20, 80, 80, 20, 80};
    size_t count = 0;

    (void)state;
    assert_near(area_with(notch_m, NULL, 0.0, &count), 9000.0, 1e-9);
    assert_int_equal(count, 1);
    assert_near(area_with(HOLE, same_m, 0.0, &count), 10000.0, 1e-9);
    assert_int_equal(count, 1);
    assert_near(area_with(HOLE, LEANING, 0.0, &count), 6800.0, 1e-9);
    assert_int_equal(count, 1);
}

static void
test_a_hole_is_filled_with_its_islands(void **state)
{
    size_t count = 0;

    (void)state;
    assert_near(area_with(HOLE, ISLAND, 0.0, &count), 6500.0, 1e-9);
    assert_int_equal(count, 2);
    assert_near(area_with(HOLE, ISLAND, 3600.0, &count), 6500.0, 1e-9);
    assert_int_equal(count, 2);
    assert_near(area_with(HOLE, ISLAND, 3601.0, &count), 10000.0, 1e-9);
    assert_int_equal(count, 1);
    assert_near(area_with(HOLE, LEANING, 3601.0, &count), 10000.0, 1e-9);
    assert_int_equal(count, 1);
}

/* A star around a place far from the origin, as places on maps are; each corner visible from its middle and more. */
static void
draw_star(uint64_t *random, const double middle[2], double *xy_m)
{
    for (int i = 0; i < STAR; i++) {
        const double angle = 2.0 * acos(-1.0) * (i + town_between(random, 0.1, 0.9)) / STAR;
        const double radius_m = town_between(random, 80.0, 100.0);

        xy_m[2 * i] = middle[0] + radius_m * cos(angle);
        xy_m[2 * i + 1] = middle[1] + radius_m * sin(angle);
    }
}

/* GEOS alone moves the same polygon onto the grid. */
static void
seat_by_geos(struct lci_geos *geos, const double *star_m, const double *hole_m, struct lci_polygons *out)
{
    uint32_t ring_first[2] = {0, 2};
    uint32_t point_first[3] = {0, STAR + 1, STAR + 5};
    double xy_m[2 * (STAR + 5)];
    const struct lci_polygons polygon = {1, 2, STAR + 5, ring_first, point_first, xy_m};
    struct lci_polygons seated = {0};

    for (int i = 0; i < 2 * (STAR + 1); i++)
        xy_m[i] = star_m[i % (2 * STAR)];
    for (int i = 0; i < 8; i++)
        xy_m[2 * (STAR + 1) + i] = hole_m[i % 6];
    assert_int_equal(lci_geos_seat(geos, &polygon, &seated, NULL), LCI_OK);
    assert_int_equal(lci_holes_keep(&seated, 1e-3, 0.0, out, NULL), LCI_OK);
    lci_polygons_fini(&seated);
}

/* A hole's corner comes up to a tenth of a millimetre or a few of them to the outer ring's side: only there GEOS is asked. */
static void
test_the_grid_is_reached_as_by_geos(void **state)
{
    struct lci_geos *geos = NULL;
    uint64_t random = 5;

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    for (int trial = 0; trial < STARS; trial++) {
        const double middle[2] = {town_between(&random, -6e5, 6e5), town_between(&random, -5e6, 5e6)};
        const double share = town_between(&random, 0.0, 1.0);
        const double near_m = town_between(&random, 0.0, trial % 2 == 0 ? 0.0006 : 2.0);
        struct lci_border border = {0};
        struct lci_polygons area;
        struct lci_polygons expected;
        double star_m[2 * STAR];
        double at[2];
        double hole_m[6];

        draw_star(&random, middle, star_m);
        for (int axis = 0; axis < 2; axis++)
            at[axis] = star_m[axis] + share * (star_m[2 + axis] - star_m[axis]) - middle[axis];
        for (int axis = 0; axis < 2; axis++)
            hole_m[axis] = middle[axis] + at[axis] * (1.0 - near_m / hypot(at[0], at[1]));
        hole_m[2] = middle[0] + 5.0 * at[1] / hypot(at[0], at[1]); /* clockwise round the middle */
        hole_m[3] = middle[1] - 5.0 * at[0] / hypot(at[0], at[1]);
        hole_m[4] = middle[0] - 5.0 * at[1] / hypot(at[0], at[1]);
        hole_m[5] = middle[1] + 5.0 * at[0] / hypot(at[0], at[1]);
        add_ring(&border, star_m, STAR, true);
        add_ring(&border, hole_m, 3, true);
        close_border(geos, &border, 1e-3, 0.0, &area);
        seat_by_geos(geos, star_m, hole_m, &expected);
        if (area.point_count != expected.point_count ||
            memcmp(area.xy_m, expected.xy_m, 2 * area.point_count * sizeof(double)) != 0)
            fail_msg("trial %d: the hole comes as near as %g m", trial, near_m);
        lci_polygons_fini(&area);
        lci_polygons_fini(&expected);
        lci_border_fini(&border);
    }
    lci_geos_free(geos);
}

static void
test_memory_that_runs_out_is_said(void **state)
{
    const double tie_m[] = {200, 0, 300, 100, 300, 0, 200, 100};

    (void)state;
    for (int crossing = 0; crossing < 2; crossing++) {
        enum lci_status status = LCI_E_NOMEM;
        struct lci_border border = {0};
        struct lci_geos *geos = NULL;
        uint64_t n = 1;

        assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
        add_ring(&border, SQUARE, 4, true);
        add_ring(&border, HOLE, 4, true);
        add_ring(&border, ISLAND, 4, true);
        if (crossing)
            add_ring(&border, tie_m, 4, true);
        for (; status != LCI_OK && n < 500; n++) {
            const struct lci_border_options options = {
                .straight_m = 0.05, .geos = geos, .least_m2 = 1.0, .min_hole_m2 = 4000.0};
            struct lci_polygons area;

            lci_alloc_fail_at(n);
            status = lci_border_polygons(&border, &options, &area, NULL);
            lci_alloc_fail_at(0);
            assert_true(status == LCI_OK || status == LCI_E_NOMEM);
            assert_true(status == LCI_OK || area.xy_m == NULL);
            lci_polygons_fini(&area);
        }
        assert_int_equal(status, LCI_OK);
        assert_true(n > 20);
        lci_border_fini(&border);
        lci_geos_free(geos);
    }
}

static double
lot(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* A ring thrown at random crosses itself many times: the area is what it winds around an odd number of times, and no other. */
static void
test_tangles_keep_what_they_wind_around(void **state)
{
    struct lci_geos *geos = NULL;
    uint64_t seed = 20261127;

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    for (int tangle = 0; tangle < TANGLES; tangle++) {
        double xy_m[2 * (CORNERS + 1)];
        struct lci_border border = {0};
        struct lci_polygons area;

        for (int i = 0; i < 2 * CORNERS; i++)
            xy_m[i] = 100.0 * lot(&seed);
        xy_m[2 * CORNERS] = xy_m[0];
        xy_m[2 * CORNERS + 1] = xy_m[1];
        add_ring(&border, xy_m, CORNERS, true);
        close_border(geos, &border, 0.0, 0.0, &area);
        assert_no_side_crosses(&area);
        assert_on_the_grid(&area);
        for (int place = 0; place < PLACES; place++) {
            const double x = 100.0 * lot(&seed);
            const double y = 100.0 * lot(&seed);
            unsigned passed = 0;

            for (size_t r = 0; r < area.ring_count; r++)
                passed += sides_right_of(area.xy_m + 2 * area.point_first[r],
                                         area.point_first[r + 1] - area.point_first[r], x, y);
            if (passed % 2 != sides_right_of(xy_m, CORNERS + 1, x, y) % 2)
                fail_msg("tangle %d, place (%.17g, %.17g)", tangle, x, y);
        }
        lci_polygons_fini(&area);
        lci_border_fini(&border);
    }
    lci_geos_free(geos);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_neck_whose_sides_cross_is_cut),
        cmocka_unit_test(test_squares_that_touch_are_two),
        cmocka_unit_test(test_a_hole_that_touches_stays_in_its_area),
        cmocka_unit_test(test_thinning_makes_nothing_cross),
        cmocka_unit_test(test_points_that_repeat_are_one),
        cmocka_unit_test(test_what_nearly_touches_touches),
        cmocka_unit_test(test_rings_that_share_sides_count_each),
        cmocka_unit_test(test_a_hole_is_filled_with_its_islands),
        cmocka_unit_test(test_the_grid_is_reached_as_by_geos),
        cmocka_unit_test(test_memory_that_runs_out_is_said),
        cmocka_unit_test(test_tangles_keep_what_they_wind_around),
    };

    return cmocka_run_group_tests_name("rings", tests, NULL, NULL);
}
