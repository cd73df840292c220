/* test_overlay.c - overlays whose areas follow from hand arithmetic. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/near.h"
#include "base/alloc.h"
#include "geom/overlay.h"

static const double PI = 3.14159265358979323846;

/* A polygon of one ring, borrowed. */
struct ring {
    uint32_t ring_first[2], point_first[2];
    struct lci_polygons polygons;
};

static const struct lci_polygons *
ring_of(struct ring *ring, double *xy_m, size_t count)
{
    ring->ring_first[0] = 0;
    ring->ring_first[1] = 1;
    ring->point_first[0] = 0;
    ring->point_first[1] = (uint32_t)count;
    ring->polygons = (struct lci_polygons){1, 1, count, ring->ring_first, ring->point_first, xy_m};
    return &ring->polygons;
}

static const struct lci_polygons *
box_of(struct ring *ring, double xy_m[10], double x0, double y0, double x1, double y1)
{
    const double corners[10] = {x0, y0, x1, y0, x1, y1, x0, y1, x0, y0};

    memcpy(xy_m, corners, sizeof(corners));
    return ring_of(ring, xy_m, 5);
}

static double
signed_m2(const struct lci_polygons *polygons, uint32_t ring)
{
    double twice = 0.0;

    for (uint32_t i = polygons->point_first[ring]; i + 1 < polygons->point_first[ring + 1]; i++) {
        const double *a = polygons->xy_m + 2 * (size_t)i;

        twice += a[0] * a[3] - a[2] * a[1];
    }
    return twice / 2.0;
}

static double
overlap_m2(struct lci_geos *geos, const struct lci_polygons *area,
           const struct lci_polygons *polygon)
{
    struct lci_overlay *overlay = NULL;
    double area_m2 = -1.0;

    assert_int_equal(lci_overlay_new(geos, area, &overlay, NULL), LCI_OK);
    assert_int_equal(lci_overlay_area_m2(overlay, polygon, &area_m2, NULL), LCI_OK);
    lci_overlay_free(overlay);
    return area_m2;
}

static void
test_boxes_overlap_as_by_hand(void **state)
{
    struct lci_geos *geos = NULL;
    struct ring a;
    struct ring b;
    double a_m[10];
    double b_m[10];
    const struct lci_polygons *area = box_of(&a, a_m, 0.0, 0.0, 10.0, 10.0);
    const struct lci_polygons empty = {0};

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    /* Half over the right border: 3 x 4; inside: all of it; touching and apart: nothing. */
    assert_near(overlap_m2(geos, area, box_of(&b, b_m, 7, 2, 13, 6)), 12.0, 1e-9);
    assert_near(overlap_m2(geos, area, box_of(&b, b_m, 2, 2, 3, 3)), 1.0, 0.0);
    assert_near(overlap_m2(geos, area, box_of(&b, b_m, 10, 0, 12, 5)), 0.0, 1e-9);
    assert_near(overlap_m2(geos, area, box_of(&b, b_m, 20, 0, 22, 5)), 0.0, 0.0);
    assert_near(overlap_m2(geos, &empty, area), 0.0, 0.0);
    assert_near(overlap_m2(geos, area, &empty), 0.0, 0.0);
    lci_geos_free(geos);
}

/* A comb of 1000 teeth, 1 m wide every 2 m and 10 m high, on a bar of 1 m. */
enum { TEETH = 1000, COMB_POINTS = 4 * TEETH + 3 };

static size_t
comb(double *xy_m)
{
    size_t count = 0;

    for (int tooth = 0; tooth < TEETH; tooth++) {
        const double x0 = 2.0 * tooth;

        xy_m[2 * count] = x0;
        xy_m[2 * count++ + 1] = 1.0;
        xy_m[2 * count] = x0;
        xy_m[2 * count++ + 1] = 11.0;
        xy_m[2 * count] = x0 + 1.0;
        xy_m[2 * count++ + 1] = 11.0;
        xy_m[2 * count] = x0 + 1.0;
        xy_m[2 * count++ + 1] = 1.0;
    }
    xy_m[2 * count] = 2.0 * TEETH - 1.0;
    xy_m[2 * count++ + 1] = 0.0;
    xy_m[2 * count] = 0.0;
    xy_m[2 * count++ + 1] = 0.0;
    xy_m[2 * count] = xy_m[0];
    xy_m[2 * count++ + 1] = xy_m[1];
    return count;
}

static void
test_area_of_many_points_is_cut_into_tiles(void **state)
{
    static double xy_m[2 * COMB_POINTS];
    struct lci_geos *geos = NULL;
    struct ring a;
    struct ring b;
    double b_m[10];
    const struct lci_polygons *area = ring_of(&a, xy_m, comb(xy_m));

    (void)state;
    assert_int_equal(a.point_first[1], COMB_POINTS);
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    /* From x = 0 to 1000 there are 500 teeth of 10 m2 and 1000 m2 of bar. */
    assert_near(overlap_m2(geos, area, box_of(&b, b_m, 0, 0, 1000, 11)), 6000.0, 1e-6);
    /* A strip across all teeth, 1 m high: 1000 m2. */
    assert_near(overlap_m2(geos, area, box_of(&b, b_m, -5, 5, 3000, 6)), 1000.0, 1e-6);
    /* Between two teeth. */
    assert_near(overlap_m2(geos, area, box_of(&b, b_m, 1.2, 5, 1.8, 6)), 0.0, 1e-9);
    lci_geos_free(geos);
}

static void
test_discs_hold_their_circles(void **state)
{
    struct lci_geos *geos = NULL;
    const double apart[4] = {0.0, 0.0, 1000.0, 0.0};
    const double same[4] = {0.0, 0.0, 0.0, 0.0};
    const double radius[2] = {100.0, 100.0};
    /* A polygon of 128 sides around a circle: 128 tan(pi / 128) r^2. */
    const double one_m2 = 128.0 * tan(PI / 128.0) * 10000.0;
    struct lci_polygons discs = {0};

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    assert_int_equal(lci_geos_discs(geos, apart, radius, 2, &discs, NULL), LCI_OK);
    assert_int_equal(discs.polygon_count, 2);
    assert_near(signed_m2(&discs, 0) + signed_m2(&discs, 1), 2.0 * one_m2, 1e-6);
    for (size_t i = 0; i < discs.point_count; i++) {
        const double x = discs.xy_m[2 * i] > 500.0 ? 1000.0 : 0.0;

        assert_true(hypot(discs.xy_m[2 * i] - x, discs.xy_m[2 * i + 1]) > 100.0);
    }
    lci_polygons_fini(&discs);
    assert_int_equal(lci_geos_discs(geos, same, radius, 2, &discs, NULL), LCI_OK);
    assert_int_equal(discs.polygon_count, 1);
    assert_near(signed_m2(&discs, 0), one_m2, 1e-6);
    lci_polygons_fini(&discs);
    assert_int_equal(lci_geos_discs(geos, same, radius, 0, &discs, NULL), LCI_OK);
    assert_int_equal(discs.polygon_count, 0);
    lci_polygons_fini(&discs);
    lci_geos_free(geos);
}

static void
test_difference_leaves_a_ring_with_a_hole(void **state)
{
    struct lci_geos *geos = NULL;
    struct ring a;
    struct ring b;
    double a_m[10];
    double b_m[10];
    struct lci_polygons left = {0};

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    assert_int_equal(lci_geos_difference(geos, box_of(&a, a_m, 0, 0, 10, 10),
                                         box_of(&b, b_m, 4, 4, 6, 6), &left, NULL),
                     LCI_OK);
    assert_int_equal(left.polygon_count, 1);
    assert_int_equal(left.ring_count, 2);
    assert_near(signed_m2(&left, 0), 100.0, 1e-9); /* counter-clockwise */
    assert_near(signed_m2(&left, 1), -4.0, 1e-9);  /* clockwise */
    lci_polygons_fini(&left);
    lci_geos_free(geos);
}

static void
test_bow_tie_is_made_valid_first(void **state)
{
    /* Two triangles of 25 m2 that meet in the middle. */
    double tie_m[10] = {0, 0, 10, 10, 10, 0, 0, 10, 0, 0};
    struct lci_geos *geos = NULL;
    struct ring a;
    struct ring b;
    double b_m[10];
    const struct lci_polygons *tie = ring_of(&a, tie_m, 5);

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    assert_near(overlap_m2(geos, box_of(&b, b_m, -1, -1, 5, 11), tie), 25.0, 1e-9);
    lci_geos_free(geos);
}

/* GEOS answers two squares and a flat ring with a collection of a multipolygon and a line: both squares stay. */
static void
test_mending_keeps_the_areas_beside_a_line(void **state)
{
    double xy_m[] = {0,  0, 10, 0, 10, 10, 0,  10, 0, 0, 20, 0, 30, 0,
                     30, 10, 20, 10, 20, 0, 50, 50, 60, 60, 55, 55, 50, 50};
    uint32_t ring_first[] = {0, 1, 2, 3};
    uint32_t point_first[] = {0, 5, 10, 14};
    const struct lci_polygons rings = {3, 3, 14, ring_first, point_first, xy_m};
    struct lci_polygons valid;
    struct lci_geos *geos = NULL;

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    assert_int_equal(lci_geos_mend(geos, &rings, &valid, NULL), LCI_OK);
    assert_int_equal(valid.polygon_count, 2);
    assert_near(signed_m2(&valid, 0), 100.0, 1e-9);
    assert_near(signed_m2(&valid, 1), 100.0, 1e-9);
    lci_polygons_fini(&valid);
    lci_geos_free(geos);
}

static void
test_out_of_memory_is_said(void **state)
{
    struct lci_geos *geos = NULL;
    const double centres[4] = {0.0, 0.0, 50.0, 0.0};
    const double radius[2] = {100.0, 100.0};
    struct ring b;
    double b_m[10];

    (void)state;
    assert_int_equal(lci_geos_new(&geos, NULL), LCI_OK);
    for (uint64_t n = 1; n < 200; n++) {
        struct lci_polygons discs = {0};
        struct lci_overlay *overlay = NULL;
        double area_m2 = 0.0;
        enum lci_status status = LCI_OK;

        lci_alloc_fail_at(n);
        status = lci_geos_discs(geos, centres, radius, 2, &discs, NULL);
        if (!status)
            status = lci_overlay_new(geos, &discs, &overlay, NULL);
        if (!status)
            status = lci_overlay_area_m2(overlay, box_of(&b, b_m, 0, 0, 10, 10), &area_m2, NULL);
        lci_alloc_fail_at(0);
        lci_overlay_free(overlay);
        lci_polygons_fini(&discs);
        if (status == LCI_OK) {
            assert_true(n > 5);
            break;
        }
        assert_int_equal(status, LCI_E_NOMEM);
        assert_true(n < 199);
    }
    lci_geos_free(geos);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_boxes_overlap_as_by_hand),
        cmocka_unit_test(test_area_of_many_points_is_cut_into_tiles),
        cmocka_unit_test(test_discs_hold_their_circles),
        cmocka_unit_test(test_difference_leaves_a_ring_with_a_hole),
        cmocka_unit_test(test_bow_tie_is_made_valid_first),
        cmocka_unit_test(test_mending_keeps_the_areas_beside_a_line),
        cmocka_unit_test(test_out_of_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
