/* test_slabs.c - rings that hold a place, against the angle that each ring turns around it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <math.h>

#include "geom/slabs.h"

enum { RINGS = 40, CORNERS = 9, PLACES = 500 };

static double
lot(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (double)(*seed >> 11) / 9007199254740992.0;
}

/* A star around a middle: it crosses itself nowhere. */
static void
make_star(uint32_t ring, uint64_t *seed, struct lci_slab_side *sides)
{
    const double x = 1000.0 * lot(seed);
    const double y = 1000.0 * lot(seed);
    const double size = 20.0 + 400.0 * lot(seed);
    double corner[CORNERS][2];

    for (int c = 0; c < CORNERS; c++) {
        const double angle = 6.283185307179586 * c / CORNERS;
        const double radius = size * (0.3 + 0.7 * lot(seed));

        corner[c][0] = x + radius * cos(angle);
        corner[c][1] = y + radius * sin(angle);
    }
    for (int c = 0; c < CORNERS; c++) {
        const double *a = corner[c];
        const double *b = corner[(c + 1) % CORNERS];

        sides[c] = (struct lci_slab_side){a[0], a[1], b[0], b[1], ring};
    }
}

/* A ring around the place turns once around it, any other not at all. */
static bool
turns_around(const struct lci_slab_side *sides, double x, double y)
{
    double turned = 0.0;

    for (int c = 0; c < CORNERS; c++) {
        const double ax = sides[c].ax - x, ay = sides[c].ay - y;
        const double bx = sides[c].bx - x, by = sides[c].by - y;

        turned += atan2(ax * by - ay * bx, ax * bx + ay * by);
    }
    return fabs(turned) > 3.0;
}

static void
test_rings_around_a_place_are_found(void **state)
{
    struct lci_slab_side sides[RINGS * CORNERS];
    struct lci_slabs slabs = {0};
    uint64_t seed = 20261126;

    (void)state;
    for (uint32_t ring = 0; ring < RINGS; ring++)
        make_star(ring, &seed, sides + ring * CORNERS);
    assert_int_equal(lci_slabs_build(sides, RINGS * CORNERS, RINGS, &slabs, NULL), LCI_OK);
    for (int place = 0; place < PLACES; place++) {
        const double x = 1400.0 * lot(&seed) - 200.0;
        const double y = 1400.0 * lot(&seed) - 200.0;
        bool found[RINGS] = {false};

        lci_slabs_find(&slabs, x, y);
        for (size_t i = 0; i < slabs.found_count; i++)
            found[slabs.found[i]] = true;
        for (uint32_t ring = 0; ring < RINGS; ring++)
            if (found[ring] != turns_around(sides + ring * CORNERS, x, y))
                fail_msg("place %d (%.17g, %.17g), ring %u", place, x, y, (unsigned)ring);
    }
    lci_slabs_fini(&slabs);
}

static void
test_flat_and_missing_rings_hold_nothing(void **state)
{
    const struct lci_slab_side flat[2] = {{0.0, 5.0, 10.0, 5.0, 0}, {10.0, 5.0, 0.0, 5.0, 0}};
    struct lci_slabs slabs = {0};

    (void)state;
    assert_int_equal(lci_slabs_build(flat, 2, 1, &slabs, NULL), LCI_OK);
    lci_slabs_find(&slabs, 5.0, 5.0);
    assert_int_equal(slabs.found_count, 0);
    lci_slabs_fini(&slabs);
    assert_int_equal(lci_slabs_build(flat, 0, 0, &slabs, NULL), LCI_OK);
    lci_slabs_find(&slabs, 5.0, 5.0);
    assert_int_equal(slabs.found_count, 0);
    lci_slabs_fini(&slabs);
}

static void
test_one_long_side_among_many_short_ones_is_filed_everywhere(void **state)
{
    /* A triangle 1000 high, and a hundred squares of 1 m to its left. */
    struct lci_slab_side sides[3 + 400];
    struct lci_slabs slabs = {0};
    size_t count = 0;

    (void)state;
    sides[count++] = (struct lci_slab_side){0.0, 0.0, 1000.0, 0.0, 0};
    sides[count++] = (struct lci_slab_side){1000.0, 0.0, 0.0, 1000.0, 0};
    sides[count++] = (struct lci_slab_side){0.0, 1000.0, 0.0, 0.0, 0};
    for (uint32_t k = 0; k < 100; k++) {
        const double x = -10.0, y = 10.0 * k;

        sides[count++] = (struct lci_slab_side){x, y, x + 1.0, y, k + 1};
        sides[count++] = (struct lci_slab_side){x + 1.0, y, x + 1.0, y + 1.0, k + 1};
        sides[count++] = (struct lci_slab_side){x + 1.0, y + 1.0, x, y + 1.0, k + 1};
        sides[count++] = (struct lci_slab_side){x, y + 1.0, x, y, k + 1};
    }
    assert_int_equal(lci_slabs_build(sides, count, 101, &slabs, NULL), LCI_OK);
    lci_slabs_find(&slabs, 1.0, 990.0);
    assert_int_equal(slabs.found_count, 1);
    assert_int_equal(slabs.found[0], 0);
    lci_slabs_find(&slabs, -9.5, 990.5);
    assert_int_equal(slabs.found_count, 1);
    assert_int_equal(slabs.found[0], 100);
    lci_slabs_find(&slabs, -5.0, 500.0);
    assert_int_equal(slabs.found_count, 0);
    lci_slabs_fini(&slabs);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rings_around_a_place_are_found),
        cmocka_unit_test(test_flat_and_missing_rings_hold_nothing),
        cmocka_unit_test(test_one_long_side_among_many_short_ones_is_filed_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
