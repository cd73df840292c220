/* test_inside.c - walks inside a polygon: closed forms, and what holds of any polygon. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>

#include <lifecircle/network.h>

#include "geom/inside.h"

#include "../support/random_town.h"

enum { MOST_GOALS = 4, TRIALS = 60, STAR_POINTS = 24 };

/* Shape, goals and what was asked last. */
struct room {
    struct lci_inside *inside;
    struct lci_inside_bench bench;
    uint32_t walk_mm[MOST_GOALS];
};

/* rings: point_first of them, each closed. */
static void
open_room(struct room *room, double *xy_m, const uint32_t *point_first, uint32_t ring_count, const double *goals_xy_m,
          size_t goal_count)
{
    uint32_t ring_first[2] = {0, ring_count};
    uint32_t firsts[8];
    struct lci_polygons polygons = {1, ring_count, point_first[ring_count], ring_first, firsts, xy_m};

    for (uint32_t i = 0; i <= ring_count; i++)
        firsts[i] = point_first[i];
    *room = (struct room){0};
    assert_int_equal(lci_inside_new(&polygons, 0, goals_xy_m, goal_count, lci_metric_plane(), &room->inside, NULL), LCI_OK);
}

static void
close_room(struct room *room)
{
    lci_inside_free(room->inside);
    lci_inside_bench_fini(&room->bench);
}

static uint32_t
walk_from(struct room *room, double x_m, double y_m)
{
    assert_int_equal(lci_inside_walks(room->inside, &room->bench, x_m, y_m, room->walk_mm, NULL), LCI_OK);
    return room->walk_mm[0];
}

/* An L, as in the acceptance case C113: the walk bends once, at (400, 60). */
static double l_shape[] = {100, 20, 500, 20, 500, 220, 400, 220, 400, 60, 100, 60, 100, 20};
static const uint32_t l_first[] = {0, 7};

static void
test_walk_in_an_l_bends_at_its_corner(void **state)
{
    const double gate[] = {450, 220};
    struct room room;

    (void)state;
    open_room(&room, l_shape, l_first, 1, gate, 1);
    /* hypot(280, 20) + hypot(50, 160) = 280.7134 + 167.6305 */
    assert_int_equal(walk_from(&room, 120, 40), 448344);
    assert_int_equal(walk_from(&room, 450, 200), 20000);
    assert_int_equal(walk_from(&room, 450, 220), 0);
    /* along two walls: 40 up the west wall is no way; from the corner (100, 60) along y = 60, then hypot(50, 160) */
    assert_int_equal(walk_from(&room, 100, 60), 467631);
    close_room(&room);
}

static void
test_ring_drawn_the_other_way_gives_the_same_walks(void **state)
{
    double turned[14];
    const double gate[] = {450, 220};
    struct room room;

    (void)state;
    for (size_t i = 0; i < 7; i++) {
        turned[2 * i] = l_shape[12 - 2 * i];
        turned[2 * i + 1] = l_shape[13 - 2 * i];
    }
    open_room(&room, turned, l_first, 1, gate, 1);
    assert_int_equal(walk_from(&room, 120, 40), 448344);
    close_room(&room);
}

/* Far from the origin, as projected coordinates are, and not on the lattice. */
static void
test_large_coordinates_change_nothing(void **state)
{
    double moved[14];
    const double gate[] = {40500450.1 , 3457220.7};
    struct room room;

    (void)state;
    for (size_t i = 0; i < 7; i++) {
        moved[2 * i] = l_shape[2 * i] + 40500000.1;
        moved[2 * i + 1] = l_shape[2 * i + 1] + 3457000.7;
    }
    open_room(&room, moved, l_first, 1, gate, 1);
    assert_int_equal(walk_from(&room, 40500120.1, 3457040.7), 448344);
    close_room(&room);
}

static void
test_place_outside_has_no_walk_and_one_on_the_wall_has(void **state)
{
    const double gates[] = {450, 220, 300, 300};
    struct room room;

    (void)state;
    open_room(&room, l_shape, l_first, 1, gates, 2);
    assert_int_equal(walk_from(&room, 200, 120), LCI_NONE);
    assert_int_equal(walk_from(&room, 99.99, 40), LCI_NONE);
    assert_int_not_equal(walk_from(&room, 99.99999999, 40), LCI_NONE); /* rounding of a coordinate is not outside */
    assert_int_equal(room.walk_mm[1], LCI_NONE);                       /* a goal that lies outside */
    close_room(&room);
}

/* A court of 90 x 90 around a building of 30 x 30. */
static void
test_hole_is_walked_around_on_the_shorter_side(void **state)
{
    double court[] = {0, 0, 90, 0, 90, 90, 0, 90, 0, 0, 30, 30, 30, 60, 60, 60, 60, 30, 30, 30};
    const uint32_t first[] = {0, 5, 10};
    const double gate[] = {90, 40};
    struct room room;

    (void)state;
    open_room(&room, court, first, 2, gate, 1);
    /* below the building: hypot(30, 10) + 30 + hypot(30, 10) = 31.6228 + 30 + 31.6228 */
    assert_int_equal(walk_from(&room, 0, 40), 93246);
    /* above it: hypot(30, 5) + 30 + hypot(30, 20) = 30.4138 + 30 + 36.0555; below: hypot(30, 25) + 30 + 31.6228 is more */
    assert_int_equal(walk_from(&room, 0, 55), 96469);
    close_room(&room);
}

/* Rooms in a row: walls at x = 10, 20, 30, each 1 thick with its door of 2 m at the top, the bottom, the top. */
static void
test_rooms_with_doors_at_alternate_ends(void **state)
{
    double comb[] = {0,  0,  10, 0,  10, 18, 11, 18, 11, 0,  30, 0,  30, 18, 31, 18, 31, 0,  40, 0,
                     40, 20, 21, 20, 21, 2,  20, 2,  20, 20, 0,  20, 0,  0};
    const uint32_t comb_first[] = {0, 17};
    const double gate[] = {39, 0};
    const double down = hypot(9.0, 16.0);
    struct room room;

    (void)state;
    open_room(&room, comb, comb_first, 1, gate, 1);
    /* (1, 0) up to (10, 18), 1 along, down to (20, 2), 1 along, up to (30, 18), 1 along, down to (39, 0) */
    assert_int_equal(walk_from(&room, 1, 0), lround(1000.0 * (hypot(9.0, 18.0) + 1 + down + 1 + down + 1 + hypot(8.0, 18.0))));
    close_room(&room);
}

/* A star around the origin: angles are even, radii at random, so it has no crossing and the middle sees every point. */
static void
test_walks_of_random_stars_are_metric_and_at_most_by_the_middle(void **state)
{
    (void)state;
    for (uint64_t trial = 1; trial <= TRIALS; trial++) {
        const uint32_t first[] = {0, STAR_POINTS + 1};
        uint64_t random = trial;
        double star[2 * (STAR_POINTS + 1)];
        double goals[6] = {0};
        uint32_t between[3][3];
        struct room room;

        for (size_t i = 0; i <= STAR_POINTS; i++) {
            const double angle = 2.0 * M_PI * (double)(i % STAR_POINTS) / STAR_POINTS;
            const double radius_m = i < STAR_POINTS ? town_between(&random, 10.0, 200.0) : hypot(star[0], star[1]);

            star[2 * i] = radius_m * cos(angle);
            star[2 * i + 1] = radius_m * sin(angle);
        }
        for (size_t i = 0; i < 2; i++) {
            const size_t corner = (size_t)town_between(&random, 0.0, STAR_POINTS - 0.5);

            goals[2 + 2 * i] = star[2 * corner] * 0.9;
            goals[3 + 2 * i] = star[2 * corner + 1] * 0.9;
        }
        open_room(&room, star, first, 1, goals, 3);
        for (size_t i = 0; i < 3; i++) {
            (void)walk_from(&room, goals[2 * i], goals[2 * i + 1]);
            for (size_t k = 0; k < 3; k++)
                between[i][k] = room.walk_mm[k];
        }
        for (size_t i = 0; i < 3; i++) {
            assert_int_equal(between[i][i], 0);
            assert_true(fabs(between[0][i] - 1000.0 * hypot(goals[2 * i], goals[2 * i + 1])) <= 1.0);
            for (size_t k = 0; k < 3; k++) {
                const double straight_mm = 1000.0 * hypot(goals[2 * i] - goals[2 * k], goals[2 * i + 1] - goals[2 * k + 1]);

                if (between[i][k] != between[k][i] || between[i][k] + 1.0 < straight_mm ||
                    between[i][k] > between[i][0] + between[0][k] + 2)
                    fail_msg("trial %u: %zu to %zu: %u and %u mm", (unsigned)trial, i, k, between[i][k], between[k][i]);
            }
        }
        close_room(&room);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_walk_in_an_l_bends_at_its_corner),
        cmocka_unit_test(test_ring_drawn_the_other_way_gives_the_same_walks),
        cmocka_unit_test(test_large_coordinates_change_nothing),
        cmocka_unit_test(test_place_outside_has_no_walk_and_one_on_the_wall_has),
        cmocka_unit_test(test_hole_is_walked_around_on_the_shorter_side),
        cmocka_unit_test(test_rooms_with_doors_at_alternate_ends),
        cmocka_unit_test(test_walks_of_random_stars_are_metric_and_at_most_by_the_middle),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
