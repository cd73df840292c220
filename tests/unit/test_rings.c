/* test_rings.c - borders close to polygons whose sides do not cross, also where they were found crossing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "geom/border.h"

static const struct lci_border_options OPTIONS = {.straight_m = 0.05, .least_m2 = 0.01};

static struct lci_polygons
polygons_of(const double (*xy_m)[2], size_t count)
{
    struct lci_border border = {0};
    struct lci_polygons polygons = {0};
    uint32_t index = 0;

    for (size_t i = 0; i < count; i++) {
        const struct lci_border_point point = {xy_m[i][0], xy_m[i][1], i, UINT32_MAX, false, true};

        assert_true(lci_border_add(&border, &point, false, &index));
    }
    for (size_t i = 0; i < count; i++)
        assert_true(lci_border_connect(&border, (uint32_t)i, (uint32_t)((i + 1) % count)));
    assert_int_equal(lci_border_polygons(&border, &OPTIONS, &polygons, NULL), LCI_OK);
    lci_border_fini(&border);
    return polygons;
}

static double
turn(const double *a, const double *b, const double *p)
{
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}

/* All pairs of sides of the first ring, by their turns. */
static size_t
count_crossings(const struct lci_polygons *polygons)
{
    const double *xy = polygons->xy_m;
    const size_t end = polygons->point_first[1];
    size_t crossings = 0;

    for (size_t i = 0; i + 1 < end; i++)
        for (size_t j = i + 1; j + 1 < end; j++)
            crossings += turn(xy + 2 * i, xy + 2 * i + 2, xy + 2 * j) * turn(xy + 2 * i, xy + 2 * i + 2, xy + 2 * j + 2) < 0.0 &&
                         turn(xy + 2 * j, xy + 2 * j + 2, xy + 2 * i) * turn(xy + 2 * j, xy + 2 * j + 2, xy + 2 * i + 2) < 0.0;
    return crossings;
}

static double
area_m2(const struct lci_polygons *polygons)
{
    double twice = 0.0;

    for (size_t i = 0; i + 1 < polygons->point_count; i++)
        twice += polygons->xy_m[2 * i] * polygons->xy_m[2 * i + 3] - polygons->xy_m[2 * i + 2] * polygons->xy_m[2 * i + 1];
    return 0.5 * twice;
}

/* Two squares of 10 m on a neck that is 20 cm wide, and in the middle of it 4 mm less than nothing. */
static void
test_neck_below_nothing(void **state)
{
    static const double XY_M[][2] = {{0, -5}, {10, -5}, {10, -0.1}, {10.2, 0.002}, {10.4, -0.1}, {10.4, -5}, {20.4, -5},
                                     {20.4, 5}, {10.4, 5}, {10.4, 0.1}, {10.2, -0.002}, {10, 0.1}, {10, 5}, {0, 5}};
    struct lci_polygons polygons = polygons_of(XY_M, sizeof(XY_M) / sizeof(XY_M[0]));

    (void)state;
    assert_int_equal(polygons.polygon_count, 1);
    assert_int_equal(polygons.ring_count, 1);
    assert_int_equal(count_crossings(&polygons), 0);
    /* By hand: two squares of 100 m2, and of the neck at most its box of 0.4 by 0.2 m. */
    assert_true(fabs(area_m2(&polygons) - 200.04) <= 0.04);
    lci_polygons_fini(&polygons);
}

/* A sliver that runs back over itself is nothing. */
static void
test_sliver_turned_over(void **state)
{
    static const double XY_M[][2] = {{0, 0}, {0.3, 0.001}, {0.6, 0}, {0.3, 0.002}, {0.15, -0.001}};
    struct lci_polygons polygons = polygons_of(XY_M, sizeof(XY_M) / sizeof(XY_M[0]));

    (void)state;
    assert_int_equal(polygons.polygon_count, 0);
    lci_polygons_fini(&polygons);
}

/* What does not cross keeps its corners. */
static void
test_sound_border_stays(void **state)
{
    static const double XY_M[][2] = {{0, 0}, {4, 0}, {4, 3}, {2, 1}, {0, 3}};
    struct lci_polygons polygons = polygons_of(XY_M, sizeof(XY_M) / sizeof(XY_M[0]));

    (void)state;
    assert_int_equal(polygons.point_count, 6);
    assert_true(fabs(area_m2(&polygons) - 8.0) < 1e-9); /* 12 less a triangle of 4 by 2 */
    lci_polygons_fini(&polygons);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_neck_below_nothing),
        cmocka_unit_test(test_sliver_turned_over),
        cmocka_unit_test(test_sound_border_stays),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
