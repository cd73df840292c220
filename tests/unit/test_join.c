/* test_join.c - joining places: by hand, and against trying every decimetre of every street. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../support/random_town.h"
#include "network/barrier_index.h"
#include "network/join.h"

enum { TOWNS = 24, PLACES = 250 };

static struct lci_join_index *
index_of(const struct lci_network *net, const struct lci_barriers *barriers, double off_street_m)
{
    const struct lci_join_options options = {.off_street_m = off_street_m};
    struct lci_join_index *index = NULL;

    assert_int_equal(lci_join_index_new(net, barriers, lci_metric_plane(), &options, &index, NULL),
                     LCI_OK);
    return index;
}

/* The parts of the definition once more, the slow way: no grid, no shadows, no tolerance. */
static double
side_of(double ax, double ay, double bx, double by, double px, double py)
{
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax);
}

static bool
cross(const struct lci_barrier_side *s, double px, double py, double qx, double qy)
{
    return side_of(s->ax_m, s->ay_m, s->bx_m, s->by_m, px, py) *
                   side_of(s->ax_m, s->ay_m, s->bx_m, s->by_m, qx, qy) < 0.0 &&
           side_of(px, py, qx, qy, s->ax_m, s->ay_m) * side_of(px, py, qx, qy, s->bx_m, s->by_m) <
               0.0;
}

/* Inside some pond: angles of its sides seen from the place sum to a full turn; ponds overlap, so turns are counted. */
static bool
in_water(const struct lci_barriers *barriers, double x, double y)
{
    double turns = 0.0;

    for (size_t i = 0; i < barriers->count; i++) {
        const struct lci_barrier_side *s = &barriers->sides[i];
        const double ax = s->ax_m - x;
        const double ay = s->ay_m - y;
        const double bx = s->bx_m - x;
        const double by = s->by_m - y;

        if (s->area)
            turns += atan2(ax * by - ay * bx, ax * bx + ay * by) / 6.283185307179586;
    }
    return turns > 0.5;
}

static bool
leg_is_free(const struct lci_barriers *barriers, double px, double py, double qx, double qy)
{
    for (size_t i = 0; i < barriers->count; i++)
        if (cross(&barriers->sides[i], px, py, qx, qy))
            return false;
    return true;
}

static double
slow_distance(const struct lci_network *net, const struct lci_barriers *barriers, double x,
              double y, uint32_t flags_wanted, double step_m)
{
    double best = INFINITY;

    if (in_water(barriers, x, y))
        return INFINITY;
    for (size_t e = 0; e < net->edge_count; e++) {
        const struct lci_edge *edge = &net->edges[e];
        const double *xy = net->point_xy_m + 2 * edge->first_point;
        const double length = hypot(xy[2] - xy[0], xy[3] - xy[1]);

        if (edge->flags != flags_wanted)
            continue;
        for (double at = 0.0; at <= length; at += step_m) {
            const double qx = xy[0] + at / length * (xy[2] - xy[0]);
            const double qy = xy[1] + at / length * (xy[3] - xy[1]);
            const double distance = hypot(qx - x, qy - y);

            if (distance < best && leg_is_free(barriers, x, y, qx, qy))
                best = distance;
        }
    }
    return best;
}

static void
test_nearest_free_street_equals_trying_every_place(void **state)
{
    const double step_m = 0.1;

    (void)state;
    for (uint64_t town = 1; town <= TOWNS; town++) {
        uint64_t seed = town;
        struct lci_network *net = town_network(&seed);
        struct lci_barriers barriers = {0};
        struct lci_join_index *index = NULL;

        town_barriers(&seed, &barriers, (int)(town % 3) * 12, (int)(town % 4) * 5);
        index = index_of(net, &barriers, 70.0);
        for (int i = 0; i < PLACES; i++) {
            const double x = town_between(&seed, -100.0, 600.0);
            const double y = town_between(&seed, -100.0, 600.0);
            const struct lci_join join = lci_join_place(index, x, y);
            double expected = slow_distance(net, &barriers, x, y, 0, step_m);
            double found = join.edge == LCI_NONE ? INFINITY : join.leg_mm / 1000.0;

            if (fabs(expected - 70.0) < 0.2)
                continue; /* the slow way cannot tell on which side of the limit it lies */
            if (expected > 70.0)
                expected = slow_distance(net, &barriers, x, y, LCI_EDGE_ISLET, step_m);
            if (fabs(expected - 70.0) < 0.2)
                continue;
            if (expected > 70.0)
                expected = INFINITY;
            /* The slow way may miss a gap narrower than its step: then the leg found must be free. */
            if (found < expected - 0.2 && leg_is_free(&barriers, x, y, join.x_m, join.y_m))
                continue;
            if (!(found == expected || (found <= expected + 0.002 && found >= expected - 0.2)))
                fail_msg("town %d, place %d (%.4f, %.4f): leg %.3f m, the slow way %.3f m",
                         (int)town, i, x, y, found, expected);
        }
        lci_join_index_free(index);
        lci_barriers_fini(&barriers);
        hand_network_free(net);
    }
}

/* One street along y = 0 from x = 0 to 200, and whatever is added. */
static struct lci_network *
one_street(void)
{
    const double xy[4] = {0.0, 0.0, 200.0, 0.0};
    const struct hand_edge edge = {0, 1, 200000, {200000, 200000}, 0};

    return hand_network(2, xy, &edge, 1);
}

static void
test_leg_offset_and_limit_by_hand(void **state)
{
    struct lci_network *net = one_street();
    struct lci_join_index *index = index_of(net, NULL, 30.0);
    struct lci_join join = lci_join_place(index, 50.0, 30.0);

    (void)state;
    assert_int_equal(join.edge, 0);
    assert_int_equal(join.offset_mm, 50000);
    assert_int_equal(join.leg_mm, 30000);
    assert_int_equal(lci_join_place(index, 50.0, 30.001).edge, LCI_NONE);
    join = lci_join_place(index, -18.0, 24.0);
    assert_int_equal(join.leg_mm, 30000); /* 18, 24, 30 */
    assert_int_equal(join.offset_mm, 0);
    assert_int_equal(lci_join_place(index, NAN, 0.0).edge, LCI_NONE);
    lci_join_index_free(index);
    hand_network_free(net);
}

static void
test_wall_throws_a_shadow(void **state)
{
    /* From (100, 20) a wall at y = 10 from 70 to 115: its shadow on the street is 40 to 130, so the leg goes to 130. */
    const double wall[4] = {70.0, 10.0, 115.0, 10.0};
    struct lci_barriers barriers = {0};
    struct lci_network *net = one_street();
    struct lci_join_index *index = NULL;
    struct lci_join join;

    (void)state;
    assert_true(lci_barriers_add_line(&barriers, wall, 2));
    index = index_of(net, &barriers, 100.0);
    join = lci_join_place(index, 100.0, 20.0);
    assert_int_equal(join.offset_mm, 130000);
    assert_int_equal(join.leg_mm, 36056); /* sqrt(30^2 + 20^2) */
    lci_join_index_free(index);
    lci_barriers_fini(&barriers);
    hand_network_free(net);
}

static void
test_a_place_is_put_over_a_barrier_only_when_asked(void **state)
{
    /* From (100, 20) the wall hides the whole street; past it the foot is at 100. */
    const double wall[4] = {-900.0, 10.0, 1100.0, 10.0};
    struct lci_barriers barriers = {0};
    struct lci_network *net = one_street();
    struct lci_join_index *index = NULL;
    struct lci_join join;

    (void)state;
    assert_true(lci_barriers_add_line(&barriers, wall, 2));
    index = index_of(net, &barriers, 15.0);
    assert_int_equal(lci_join_place_far(index, 100.0, 20.0, 200.0, false).edge, LCI_NONE);
    assert_int_equal(lci_join_place_far(index, 100.0, 20.0, 19.9, true).edge, LCI_NONE);
    join = lci_join_place_far(index, 100.0, 20.0, 200.0, true);
    assert_int_equal(join.edge, 0);
    assert_int_equal(join.offset_mm, 100000);
    assert_int_equal(join.leg_mm, 20000);
    lci_join_index_free(index);
    lci_barriers_fini(&barriers);
    hand_network_free(net);
}

static void
test_leg_may_touch_water_but_not_a_wall(void **state)
{
    const double pond[8] = {90.0, 5.0, 100.0, 5.0, 100.0, 15.0, 90.0, 15.0};
    const double wall[4] = {90.0, 5.0, 100.0, 15.0};
    struct lci_barriers water = {0};
    struct lci_barriers walls = {0};
    struct lci_network *net = one_street();
    struct lci_join_index *index = NULL;

    (void)state;
    assert_true(lci_barriers_add_ring(&water, pond, 4, false));
    index = index_of(net, &water, 100.0);
    assert_int_equal(lci_join_place(index, 100.0, 20.0).leg_mm, 20000); /* along its edge */
    assert_int_equal(lci_join_place(index, 100.0, 15.0).leg_mm, 15000); /* from its corner */
    assert_int_equal(lci_join_place(index, 95.0, 10.0).edge, LCI_NONE); /* in the water */
    assert_true(lci_join_place(index, 99.9, 20.0).offset_mm >= 100000);  /* round the corner */
    lci_join_index_free(index);

    assert_true(lci_barriers_add_line(&walls, wall, 2));
    index = index_of(net, &walls, 100.0);
    assert_true(lci_join_place(index, 100.0, 20.0).leg_mm > 20000 - 1);
    assert_true(lci_join_place(index, 100.0, 20.0).offset_mm > 100000 - 1);
    lci_join_index_free(index);
    lci_barriers_fini(&water);
    lci_barriers_fini(&walls);
    hand_network_free(net);
}

static void
test_diagonal_through_two_corners_is_in_the_water(void **state)
{
    /* A square on its corner: the leg from (100, 30) straight down passes through two of them. */
    const double pond[8] = {100.0, 5.0, 110.0, 15.0, 100.0, 25.0, 90.0, 15.0};
    struct lci_barriers water = {0};
    struct lci_network *net = one_street();
    struct lci_join_index *index = NULL;
    struct lci_join join;

    (void)state;
    assert_true(lci_barriers_add_ring(&water, pond, 4, false));
    index = index_of(net, &water, 100.0);
    join = lci_join_place(index, 100.0, 30.0);
    assert_true(join.edge == LCI_NONE || join.leg_mm > 30000);
    lci_join_index_free(index);
    lci_barriers_fini(&water);
    hand_network_free(net);
}

static void
test_equal_distances_go_to_the_lower_edge(void **state)
{
    const double xy[8] = {0.0, 10.0, 100.0, 10.0, 0.0, -10.0, 100.0, -10.0};
    const struct hand_edge edges[2] = {{0, 1, 100000, {100000, 100000}, 0},
                                       {2, 3, 100000, {100000, 100000}, 0}};
    struct lci_network *net = hand_network(4, xy, edges, 2);
    struct lci_join_index *index = index_of(net, NULL, 50.0);

    (void)state;
    assert_int_equal(lci_join_place(index, 50.0, 0.0).edge, 0);
    assert_int_equal(lci_join_place(index, 50.0, -0.0004).edge, 0); /* 0.8 mm nearer to edge 1 */
    assert_int_equal(lci_join_place(index, 50.0, -0.001).edge, 1);  /* 2 mm */
    lci_join_index_free(index);
    hand_network_free(net);
}

/* More streets end in one point than are remembered on the way: all are ten metres away, so the lowest edge wins. */
static void
test_many_streets_of_one_corner(void **state)
{
    enum { STREETS = 200 };
    static double xy[2 * (STREETS + 1)];
    static struct hand_edge edges[STREETS];
    struct lci_network *net = NULL;
    struct lci_join_index *index = NULL;

    (void)state;
    for (uint32_t i = 0; i < STREETS; i++) {
        xy[2 * i + 2] = 100.0;
        xy[2 * i + 3] = 0.5 * i - 50.0;
        edges[i] = (struct hand_edge){0, i + 1, 100000, {100000, 100000}, 0};
    }
    net = hand_network(STREETS + 1, xy, edges, STREETS);
    index = index_of(net, NULL, 50.0);
    assert_int_equal(lci_join_place(index, -10.0, 0.0).edge, 0);
    assert_int_equal(lci_join_place(index, -10.0, 0.0).leg_mm, 10000);
    lci_join_index_free(index);
    hand_network_free(net);
}

static void
test_private_ways_serve_only_who_may_use_them(void **state)
{
    const double xy[8] = {0.0, 10.0, 100.0, 10.0, 0.0, -40.0, 100.0, -40.0};
    const struct hand_edge edges[2] = {{0, 1, 100000, {100000, 100000}, LCI_EDGE_PRIVATE},
                                       {2, 3, 100000, {100000, 100000}, 0}};
    const lci_edge_id own = 0;
    struct lci_network *net = hand_network(4, xy, edges, 2);
    struct lci_join_index *index = index_of(net, NULL, 60.0);

    (void)state;
    assert_int_equal(lci_join_place(index, 50.0, 0.0).edge, 1);
    assert_int_equal(lci_join_place_private(index, 50.0, 0.0, &own, 1).edge, 0);
    lci_join_index_free(index);
    hand_network_free(net);
}

/* Lines, short and long, that begin where others have a point: motorways fork, walls meet. */
static void
add_branches(uint64_t *random, struct lci_barriers *barriers, int count)
{
    const size_t old = barriers->count;

    for (int i = 0; i < count; i++) {
        const struct lci_barrier_side *side = &barriers->sides[town_next(random) % old];
        const double reach = i % 3 == 0 ? 300.0 : 40.0;
        double xy[4] = {side->ax_m, side->ay_m, 0.0, 0.0};

        xy[2] = xy[0] + town_between(random, -reach, reach);
        xy[3] = xy[1] + town_between(random, -reach, reach);
        if (!side->area)
            assert_true(lci_barriers_add_line(barriers, xy, 2));
    }
}

/* Two roads that begin in one point, each far longer than it is to the other side, hide what is beyond; one alone does not. */
static void
test_lines_that_meet_hide_together(void **state)
{
    const double west[4] = {0.0, 0.0, -300.0, 40.0};
    const double east[4] = {0.0, 0.0, 300.0, -20.0};
    const double north[4] = {0.0, 0.0, 2.0, 90.0};
    const struct lci_segment street = {-8.0, 30.0, 8.0, 31.0};
    const struct lci_ground_piece square = lci_ground_square(1.0, -20.0, 3.0);

    (void)state;
    for (int lines = 1; lines <= 3; lines++) {
        struct lci_barriers barriers = {0};
        struct lci_barrier_index index = {0};

        assert_true(lci_barriers_add_line(&barriers, west, 2));
        if (lines > 2)
            assert_true(lci_barriers_add_line(&barriers, north, 2));
        if (lines > 1)
            assert_true(lci_barriers_add_line(&barriers, east, 2));
        assert_int_equal(lci_barrier_index_build(&index, &barriers, NULL), LCI_OK);
        assert_int_equal(lci_barrier_hides(&index, &square, &street), lines > 1);
        lci_barrier_index_fini(&index);
        lci_barriers_fini(&barriers);
    }
}

/* The least distance between points of two segments, by trying: never too small, too large by a hundredth of them at most. */
static double
slow_gap(const struct lci_segment *s, const struct lci_segment *t)
{
    double least = INFINITY;

    for (int i = 0; i <= 100; i++)
        for (int k = 0; k <= 100; k++)
            least = fmin(least, hypot(s->ax_m + 0.01 * i * (s->bx_m - s->ax_m) - t->ax_m - 0.01 * k * (t->bx_m - t->ax_m),
                                      s->ay_m + 0.01 * i * (s->by_m - s->ay_m) - t->ay_m - 0.01 * k * (t->by_m - t->ay_m)));
    return least;
}

/* A side is clear of a leg if it is farther off than a corner of the square at its end, and never if it is nearer than asked. */
static void
test_sides_are_clear_of_legs_that_are_far(void **state)
{
    uint64_t random = 7;
    size_t clear_count = 0;

    (void)state;
    for (int i = 0; i < 2000; i++) {
        const double radius = town_between(&random, 0.5, 6.0);
        double xy[8];
        struct lci_segment leg;
        struct lci_segment side;
        double gap = 0.0;
        bool clear = false;

        for (int k = 0; k < 8; k++)
            xy[k] = town_between(&random, 0.0, k < 4 ? 30.0 : 60.0);
        leg = (struct lci_segment){xy[0], xy[1], xy[2], xy[3]};
        side = (struct lci_segment){xy[4], xy[5], xy[6], xy[7]};
        gap = slow_gap(&leg, &side);
        clear = lci_barrier_side_clear(&(struct lci_barrier_side){xy[4], xy[5], xy[6], xy[7], false, 0}, &leg,
                                       hypot(xy[2] - xy[0], xy[3] - xy[1]), radius);
        clear_count += clear;
        if (clear)
            assert_true(gap >= radius);
        if (gap > 1.4143 * radius + 0.9) /* a hundredth of 85 and of 43 m may be missed by half each */
            assert_true(clear);
    }
    assert_in_range(clear_count, 500, 1900);
}

/* A square, or of every other one the part on one side of the first barrier that divides it. */
static struct lci_ground_piece
random_ground(uint64_t *random, const struct lci_barriers *barriers, const double xy_m[2], bool cut)
{
    const struct lci_ground_piece square = lci_ground_square(xy_m[0], xy_m[1], town_between(random, 0.1, 6.0));
    const bool left = town_next(random) % 2 == 0;

    for (size_t b = 0; b < barriers->count && cut; b++) {
        const struct lci_ground_piece piece = lci_ground_beside(&square, &barriers->sides[b], left);

        if (!barriers->sides[b].area && piece.count > 2 && lci_ground_beside(&square, &barriers->sides[b], !left).count > 2)
            return piece;
    }
    return square;
}

/* Some place of a piece of ground: between its corners. */
static void
random_place(uint64_t *random, const struct lci_ground_piece *ground, double xy_m[2])
{
    double weights[LCI_GROUND_CORNERS];
    double sum = 0.0;

    xy_m[0] = xy_m[1] = 0.0;
    for (size_t i = 0; i < ground->count; i++)
        sum += weights[i] = -log(town_between(random, 1e-9, 1.0));
    for (size_t i = 0; i < ground->count; i++)
        for (int k = 0; k < 2; k++)
            xy_m[k] += weights[i] / sum * ground->xy_m[i][k];
}

/* Half of a square, and the rest: by hand. */
static void
test_a_side_divides_a_square(void **state)
{
    const struct lci_ground_piece square = lci_ground_square(10.0, 20.0, 2.0);
    const struct lci_barrier_side upright = {11.0, 0.0, 11.0, 50.0, false, 0};
    const struct lci_barrier_side far = {13.0, 0.0, 13.0, 50.0, false, 0};
    const struct lci_ground_piece west = lci_ground_beside(&square, &upright, true);
    const struct lci_ground_piece east = lci_ground_beside(&square, &upright, false);

    (void)state;
    assert_int_equal(west.count, 4);
    assert_int_equal(east.count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_true(west.xy_m[i][0] == 8.0 || west.xy_m[i][0] == 11.0);
        assert_true(east.xy_m[i][0] == 12.0 || east.xy_m[i][0] == 11.0);
        assert_true(west.xy_m[i][1] == 18.0 || west.xy_m[i][1] == 22.0);
        assert_true(east.xy_m[i][1] == 18.0 || east.xy_m[i][1] == 22.0);
    }
    assert_int_equal(lci_ground_beside(&square, &far, true).count, 4);
    assert_int_equal(lci_ground_beside(&square, &far, false).count, 0);
}

/* Whatever is said to be hidden: legs from all over the ground to all over the segment cross some side. */
static void
test_nothing_hidden_can_be_joined(void **state)
{
    size_t hidden[2] = {0, 0}; /* from squares, from parts of them */

    (void)state;
    for (uint64_t number = 1; number <= TOWNS; number++) {
        uint64_t random = number;
        struct lci_barriers barriers = {0};
        struct lci_barrier_index index = {0};

        town_barriers(&random, &barriers, 60, 12);
        add_branches(&random, &barriers, number % 2 == 0 ? 0 : 40);
        assert_int_equal(lci_barrier_index_build(&index, &barriers, NULL), LCI_OK);
        for (int i = 0; i < PLACES; i++) {
            const struct lci_barrier_side *near = &barriers.sides[town_next(&random) % barriers.count];
            const bool cut = i % 2 == 0;
            const double xy[2] = {cut ? near->ax_m + town_between(&random, -3.0, 3.0) : town_between(&random, 0.0, 500.0),
                                  cut ? near->ay_m + town_between(&random, -3.0, 3.0) : town_between(&random, 0.0, 500.0)};
            const struct lci_ground_piece ground = random_ground(&random, &barriers, xy, cut);
            const double to_x = xy[0] + town_between(&random, -60.0, 60.0);
            const double to_y = xy[1] + town_between(&random, -60.0, 60.0);
            const struct lci_segment s = {to_x, to_y, to_x + town_between(&random, -15.0, 15.0),
                                          to_y + town_between(&random, -15.0, 15.0)};

            if (!lci_barrier_hides(&index, &ground, &s))
                continue;
            hidden[cut]++;
            for (int k = 0; k < 40; k++) {
                const double share = town_between(&random, 0.0, 1.0);
                double p[2];
                bool crossed = false;

                random_place(&random, &ground, p);

                for (size_t b = 0; b < barriers.count && !crossed; b++)
                    crossed = cross(&barriers.sides[b], p[0], p[1], s.ax_m + share * (s.bx_m - s.ax_m),
                                    s.ay_m + share * (s.by_m - s.ay_m));
                assert_true(crossed);
            }
        }
        lci_barrier_index_fini(&index);
        lci_barriers_fini(&barriers);
    }
    assert_true(hidden[0] > 200);
    assert_true(hidden[1] > 200);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nearest_free_street_equals_trying_every_place),
        cmocka_unit_test(test_leg_offset_and_limit_by_hand),
        cmocka_unit_test(test_wall_throws_a_shadow),
        cmocka_unit_test(test_a_place_is_put_over_a_barrier_only_when_asked),
        cmocka_unit_test(test_leg_may_touch_water_but_not_a_wall),
        cmocka_unit_test(test_diagonal_through_two_corners_is_in_the_water),
        cmocka_unit_test(test_equal_distances_go_to_the_lower_edge),
        cmocka_unit_test(test_many_streets_of_one_corner),
        cmocka_unit_test(test_private_ways_serve_only_who_may_use_them),
        cmocka_unit_test(test_lines_that_meet_hide_together),
        cmocka_unit_test(test_sides_are_clear_of_legs_that_are_far),
        cmocka_unit_test(test_a_side_divides_a_square),
        cmocka_unit_test(test_nothing_hidden_can_be_joined),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
