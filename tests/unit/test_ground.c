/* test_ground.c - service areas: by hand, and against asking many places for their own walk. */
#include "../support/ground_town.h"

enum { TOWNS = 12, PLACES = 1200 };

static double
area_m2(const struct lci_polygons *area)
{
    double twice = 0.0;

    for (size_t r = 0; r < area->ring_count; r++)
        for (uint32_t p = area->point_first[r]; p + 1 < area->point_first[r + 1]; p++) {
            const double *a = area->xy_m + 2 * p;

            twice += a[0] * a[3] - a[1] * a[2];
        }
    return 0.5 * twice;
}

static void
check_area(const struct town *town, uint64_t *state, uint32_t label, uint32_t limit_mm,
           double tolerance_m)
{
    struct lci_polygons area = {0};

    assert_int_equal(lci_ground_area(town->ground, town->search, label, limit_mm, &area, NULL),
                     LCI_OK);
    for (int i = 0; i < PLACES; i++) {
        const double at[2] = {town_between(state, -110.0, 610.0),
                              town_between(state, -110.0, 610.0)};
        const bool covered = place_is_covered(town, label, limit_mm, at[0], at[1]);

        if (area_holds(&area, at[0], at[1]) != covered &&
            !verdict_is_near(town, label, limit_mm, at, !covered, tolerance_m))
            fail_msg("place %.4f, %.4f is %s, the area says otherwise (limit %u mm, label %u)",
                     at[0], at[1], covered ? "covered" : "not covered", limit_mm, label);
    }
    lci_polygons_fini(&area);
}

static void
test_no_place_is_on_the_wrong_side(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= TOWNS; number++) {
        uint64_t random = number;
        struct town town = {.net = town_network(&random)};
        struct lci_seed seeds[FACILITIES];
        const double tolerance_m = number % 2 == 0 ? 1.0 : 0.5;
        size_t count = 0;

        town_barriers(&random, &town.barriers, (int)(number % 3) * 6, (int)(number % 4) * 3);
        town_open(&town, 80.0, tolerance_m);
        count = random_seeds(&town, &random, seeds);
        assert_int_equal(lci_search_run(town.search, seeds, count, 400000, NULL), LCI_OK);
        check_area(&town, &random, LCI_NONE, 400000, tolerance_m);
        check_area(&town, &random, LCI_NONE, 150000, tolerance_m);
        for (uint32_t label = 0; label < FACILITIES; label++)
            check_area(&town, &random, label, 400000, tolerance_m);
        town_close(&town);
    }
}

/* A single street from (0, 0) to (length, 0), the facility at its middle. */
static void
open_street(struct town *town, double length_m, uint32_t limit_mm, double off_street_m)
{
    const double xy[4] = {0.0, 0.0, length_m, 0.0};
    const uint32_t mm = (uint32_t)(length_m * 1000.0);
    const struct hand_edge edge = {0, 1, mm, {mm, mm}, 0};
    const struct lci_seed seed = {0, mm / 2, 0, 5};

    *town = (struct town){.net = hand_network(2, xy, &edge, 1)};
    town_open(town, off_street_m, 1.0);
    assert_int_equal(lci_search_run(town->search, &seed, 1, limit_mm, NULL), LCI_OK);
}

static void
test_area_of_a_street_by_hand(void **state)
{
    /* All within reach: a strip of 200 m x 1000 m and two half discs of 100 m (case C33). */
    struct town town;
    struct lci_polygons area = {0};

    (void)state;
    open_street(&town, 1000.0, 1125000, 100.0);
    assert_int_equal(lci_ground_area(town.ground, town.search, LCI_NONE, 1125000, &area, NULL),
                     LCI_OK);
    assert_int_equal(area.polygon_count, 1);
    assert_int_equal(area.ring_count, 1);
    assert_true(fabs(area_m2(&area) - (200000.0 + PI * 10000.0)) < 30.0);
    lci_polygons_fini(&area);
    town_close(&town);
}

static void
test_area_tapers_to_the_end_of_the_reach(void **state)
{
    /* 50 m of street each way, the leg and the street together at most 50 m: a square on its corner, 2 x 50^2. */
    struct town town;
    struct lci_polygons area = {0};

    (void)state;
    open_street(&town, 1000.0, 50000, 100.0);
    assert_int_equal(lci_ground_area(town.ground, town.search, 5, 50000, &area, NULL), LCI_OK);
    assert_true(fabs(area_m2(&area) - 5000.0) < 5.0);
    assert_true(area.point_count < 60); /* straight borders are thinned out */
    lci_polygons_fini(&area);
    assert_int_equal(lci_ground_area(town.ground, town.search, 4, 50000, &area, NULL), LCI_OK);
    assert_int_equal(area.polygon_count, 0);
    lci_polygons_fini(&area);
    town_close(&town);
}

static void
test_block_has_a_hole_with_its_own_ring(void **state)
{
    /* Streets around 400 m x 400 m, all reached, legs of 50 m: outside (500^2 less the corners), inside a hole of 300^2. */
    const double xy[8] = {0.0, 0.0, 400.0, 0.0, 400.0, 400.0, 0.0, 400.0};
    const struct hand_edge edges[4] = {{0, 1, 400000, {400000, 400000}, 0},
                                       {3, 0, 400000, {400000, 400000}, 0},
                                       {1, 2, 400000, {400000, 400000}, 0},
                                       {2, 3, 400000, {400000, 400000}, 0}};
    const struct lci_seed seed = {0, 0, 0, 0};
    struct town town = {.net = hand_network(4, xy, edges, 4)};
    struct lci_polygons area = {0};

    (void)state;
    town_open(&town, 50.0, 1.0);
    assert_int_equal(lci_search_run(town.search, &seed, 1, 2000000, NULL), LCI_OK);
    assert_int_equal(lci_ground_area(town.ground, town.search, LCI_NONE, 2000000, &area, NULL),
                     LCI_OK);
    assert_int_equal(area.polygon_count, 1);
    assert_int_equal(area.ring_count, 2);
    assert_true(fabs(area_m2(&area) - (250000.0 - (4.0 - PI) * 2500.0 - 90000.0)) < 40.0);
    lci_polygons_fini(&area);
    town_close(&town);
}

static void
test_ring_leaves_slivers_out(void **state)
{
    /* Of two squares of 10 m the smaller area holds 9.99 m x 10 m, and 6 m x 6 m in the middle: the strip of 0.1 m2 goes. */
    double larger_m[] = {0, 0, 10, 0, 10, 10, 0, 10, 0, 0, 20, 0, 30, 0, 30, 10, 20, 10, 20, 0};
    double smaller_m[] = {0, 0, 9.99, 0, 9.99, 10, 0, 10, 0, 0, 22, 2, 28, 2, 28, 8, 22, 8, 22, 2};
    uint32_t ring_first[] = {0, 1, 2};
    uint32_t point_first[] = {0, 5, 10};
    const struct lci_polygons larger = {2, 2, 10, ring_first, point_first, larger_m};
    const struct lci_polygons smaller = {2, 2, 10, ring_first, point_first, smaller_m};
    struct town town;
    struct lci_polygons ring = {0};

    (void)state;
    open_street(&town, 100.0, 50000, 50.0);
    assert_int_equal(lci_ground_ring(town.ground, &larger, &smaller, &ring, NULL), LCI_OK);
    assert_int_equal(ring.polygon_count, 1);
    assert_int_equal(ring.ring_count, 2);
    assert_true(fabs(area_m2(&ring) - 64.0) < 1e-9);
    lci_polygons_fini(&ring);
    assert_int_equal(lci_ground_ring(town.ground, &larger, &larger, &ring, NULL), LCI_OK);
    assert_int_equal(ring.polygon_count, 0);
    lci_polygons_fini(&ring);
    town_close(&town);
}

static void
test_larger_limits_contain_smaller_ones(void **state)
{
    (void)state;
    for (uint64_t number = 100; number < 110; number++) {
        uint64_t random = number;
        struct town town = {.net = town_network(&random)};
        struct lci_seed seeds[FACILITIES];
        struct lci_polygons before = {0};
        size_t count = 0;

        town_barriers(&random, &town.barriers, 5, 3);
        town_open(&town, 80.0, 1.0);
        count = random_seeds(&town, &random, seeds);
        assert_int_equal(lci_search_run(town.search, seeds, count, 500000, NULL), LCI_OK);
        for (uint32_t limit_mm = 100000; limit_mm <= 500000; limit_mm += 100000) {
            struct lci_polygons area = {0};

            assert_int_equal(lci_ground_area(town.ground, town.search, LCI_NONE, limit_mm, &area,
                                             NULL),
                             LCI_OK);
            assert_true(area_m2(&area) >= area_m2(&before));
            for (int i = 0; i < PLACES; i++) {
                const double x = town_between(&random, -100.0, 600.0);
                const double y = town_between(&random, -100.0, 600.0);

                if (area_holds(&before, x, y))
                    assert_true(area_holds(&area, x, y));
            }
            lci_polygons_fini(&before);
            before = area;
        }
        lci_polygons_fini(&before);
        town_close(&town);
    }
}

/* True if the box's patches say that a place with this join is possible there, give or take the tolerance. */
static bool
box_has(const struct lci_tile *tile, size_t box, const struct lci_join *join, double tolerance_m)
{
    const double slack_mm = 1000.0 * tolerance_m;

    for (uint32_t p = tile->patch_first[box]; p < tile->patch_first[box + 1]; p++) {
        const struct lci_patch *patch = &tile->patches[p];

        if (patch->way == LCI_NONE || join->edge == LCI_NONE) {
            if (patch->way == LCI_NONE && join->edge == LCI_NONE)
                return true;
            continue;
        }
        if (tile->ways[patch->way].edge == join->edge && join->offset_mm >= patch->least_offset_mm - slack_mm &&
            join->offset_mm <= patch->most_offset_mm + slack_mm && join->leg_mm >= patch->least_leg_mm - slack_mm &&
            join->leg_mm <= patch->most_leg_mm + slack_mm)
            return true;
    }
    return false;
}

/* Places of a box: their own joins, or those of places as near as the tolerance, are among what the box says. */
static void
check_box(const struct town *town, uint64_t *state, const struct lci_tile *tile, size_t number, const double corner_m[2],
          double tolerance_m)
{
    const struct lci_box *box = &tile->boxes[number];
    const double unit_m = lci_partition_step_m(town->partition) / LCI_STEP_UNITS;
    const double at[2] = {corner_m[0] + unit_m * town_between(state, box->x0, box->x1),
                          corner_m[1] + unit_m * town_between(state, box->y0, box->y1)};

    for (int k = -1; k < 2 * AROUND; k++) {
        const double radius_m = k < 0 ? 0.0 : k < AROUND ? 0.5 * tolerance_m : tolerance_m;
        const struct lci_join join = lci_join_place(town->index, at[0] + radius_m * cos(2.0 * PI * k / AROUND),
                                                    at[1] + radius_m * sin(2.0 * PI * k / AROUND));

        if (box_has(tile, number, &join, tolerance_m))
            return;
    }
    fail_msg("place %.3f, %.3f joins what its box knows nothing of", at[0], at[1]);
}

static void
test_boxes_say_what_their_places_join(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= TOWNS; number++) {
        uint64_t random = number;
        struct town town = {.net = town_network(&random)};
        struct lci_tile_maker *maker = NULL;

        town_barriers(&random, &town.barriers, (int)(number % 3) * 6, (int)(number % 4) * 3);
        for (size_t e = 0; e < town.net->edge_count; e++)
            town.net->edges[e].flags &= ~(uint32_t)LCI_EDGE_PRIVATE; /* homes have a test of their own */
        town_open(&town, 80.0, 1.0);
        assert_int_equal(lci_tile_maker_new(lci_partition_frontage(town.partition), NULL, lci_partition_step_m(town.partition),
                                            &maker, NULL), LCI_OK);
        for (int32_t row = 1; row < lci_partition_row_count(town.partition) - 1; row++) {
            const struct lci_tile *tile = NULL;
            double corner_m[2];

            assert_int_equal(lci_partition_tile(town.partition, maker, 3, row, &tile, NULL), LCI_OK);
            lci_partition_corner(town.partition, 3, row, &corner_m[0], &corner_m[1]);
            for (size_t box = 0; box < tile->box_count; box++)
                check_box(&town, &random, tile, box, corner_m, 1.0);
        }
        lci_tile_maker_free(maker);
        town_close(&town);
    }
}

static void
test_only_tiles_within_reach_are_made(void **state)
{
    /* Two streets 5 km apart, a facility on the first, legs of 100 m: of 128 m squares none beyond x = 100 + 100 + 128 m. */
    const double xy[8] = {0.0, 0.0, 100.0, 0.0, 5000.0, 0.0, 5100.0, 0.0};
    const struct hand_edge edges[2] = {{0, 1, 100000, {100000, 100000}, 0}, {2, 3, 100000, {100000, 100000}, 0}};
    const struct lci_seed seed = {0, 0, 0, 0};
    struct town town = {.net = hand_network(4, xy, edges, 2)};
    struct lci_polygons area = {0};
    size_t made_count = 0;

    (void)state;
    town_open(&town, 100.0, 1.0);
    for (int drawn = 0; drawn < 2; drawn++) {
        made_count = 0;
        for (int32_t row = 0; row < lci_partition_row_count(town.partition); row++)
            for (int32_t column = 0; column < lci_partition_column_count(town.partition); column++) {
                double x_m = 0.0;
                double y_m = 0.0;

                if (!lci_partition_made(town.partition, column, row))
                    continue;
                lci_partition_corner(town.partition, column, row, &x_m, &y_m);
                assert_true(x_m < 200.0);
                made_count++;
            }
        if (drawn > 0)
            break;
        assert_int_equal(made_count, 0);
        assert_int_equal(lci_search_run(town.search, &seed, 1, 400000, NULL), LCI_OK);
        assert_int_equal(lci_ground_area(town.ground, town.search, LCI_NONE, 400000, &area, NULL), LCI_OK);
        lci_polygons_fini(&area);
    }
    assert_true(made_count > 0 && made_count <= 4 * 3); /* -100 to 200 m and -100 to 100 m */
    town_close(&town);
}

/* A town of walls, where walking along each street costs so many times its length. */
static void
open_town(struct town *town, uint64_t number, uint32_t times)
{
    uint64_t random = number;

    *town = (struct town){.net = town_network(&random)};
    town_barriers(&random, &town->barriers, 6, 3);
    for (size_t e = 0; e < town->net->edge_count; e++)
        for (int way = 0; way < 2; way++)
            if (town->net->edges[e].cost_mm[way] != LCI_NONE)
                town->net->edges[e].cost_mm[way] *= times;
    town_open(town, 80.0, 1.0);
}

static bool
takes_ground_over(const struct town *from, const struct town *to, double tolerance_m)
{
    const struct lci_partition_options options = {.area_tolerance_m = tolerance_m,
                                                  .zones = to->zone.edge_count > 0 ? &to->zones : NULL};

    return lci_partition_rebase(from->partition, to->index, &options);
}

static void
test_ground_divided_for_one_profile_serves_another_with_the_same_streets(void **state)
{
    (void)state;
    for (uint64_t number = 30; number < 36; number++) {
        struct town first;
        struct town second;
        struct lci_seed seeds[FACILITIES];
        struct lci_polygons before = {0};
        struct lci_polygons own = {0};
        struct lci_polygons shared = {0};
        struct lci_ground *ground = NULL;
        uint64_t random = number;
        size_t count = 0;

        open_town(&first, number, 1);
        open_town(&second, number, 2);
        count = random_seeds(&second, &random, seeds);
        assert_int_equal(lci_search_run(first.search, seeds, count, 400000, NULL), LCI_OK);
        assert_int_equal(lci_search_run(second.search, seeds, count, 400000, NULL), LCI_OK);
        assert_int_equal(lci_ground_area(first.ground, first.search, LCI_NONE, 400000, &before, NULL), LCI_OK);
        assert_int_equal(lci_ground_area(second.ground, second.search, LCI_NONE, 400000, &own, NULL), LCI_OK);
        assert_true(takes_ground_over(&first, &second, 1.0));
        assert_int_equal(lci_ground_new(first.partition, second.geos, 0.0, &ground, NULL), LCI_OK);
        assert_int_equal(lci_ground_area(ground, second.search, LCI_NONE, 400000, &shared, NULL), LCI_OK);
        assert_int_equal(shared.point_count, own.point_count);
        assert_memory_equal(shared.xy_m, own.xy_m, 2 * own.point_count * sizeof(double));
        assert_true(before.point_count != own.point_count);
        lci_ground_free(ground);
        lci_polygons_fini(&before);
        lci_polygons_fini(&own);
        lci_polygons_fini(&shared);
        town_close(&first);
        town_close(&second);
    }
}

static void
test_ground_of_other_streets_is_not_taken_over(void **state)
{
    struct town first;
    struct town second;

    (void)state;
    open_town(&first, 40, 1);
    open_town(&second, 40, 1);
    assert_false(takes_ground_over(&first, &second, 0.5));
    second.net->edges[3].length_mm++;
    assert_false(takes_ground_over(&first, &second, 1.0));
    second.net->edges[3].length_mm--;
    second.net->edges[3].flags ^= LCI_EDGE_ISLET;
    assert_false(takes_ground_over(&first, &second, 1.0));
    second.net->edges[3].flags ^= LCI_EDGE_ISLET;
    second.net->point_xy_m[5] += 0.25;
    assert_false(takes_ground_over(&first, &second, 1.0));
    second.net->point_xy_m[5] -= 0.25;
    second.barriers.sides[2].bx_m += 0.25;
    assert_false(takes_ground_over(&first, &second, 1.0));
    second.barriers.sides[2].bx_m -= 0.25;
    assert_true(first.zone.edge_count > 1);
    second.zone.edge_count--;
    assert_false(takes_ground_over(&first, &second, 1.0));
    second.zone.edge_count++;
    assert_true(takes_ground_over(&first, &second, 1.0));
    town_close(&first);
    town_close(&second);
}

static void
test_memory_that_runs_out_is_an_error(void **state)
{
    struct town town;
    enum lci_status status = LCI_E_NOMEM;

    (void)state;
    open_street(&town, 300.0, 200000, 100.0);
    for (uint64_t n = 1; status != LCI_OK && n < 500; n++) {
        struct lci_polygons area = {0};

        lci_alloc_fail_at(n);
        status = lci_ground_area(town.ground, town.search, LCI_NONE, 200000, &area, NULL);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        assert_true(status == LCI_OK || area.xy_m == NULL);
        lci_polygons_fini(&area);
    }
    assert_int_equal(status, LCI_OK);
    town_close(&town);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_no_place_is_on_the_wrong_side),
        cmocka_unit_test(test_area_of_a_street_by_hand),
        cmocka_unit_test(test_area_tapers_to_the_end_of_the_reach),
        cmocka_unit_test(test_block_has_a_hole_with_its_own_ring),
        cmocka_unit_test(test_ring_leaves_slivers_out),
        cmocka_unit_test(test_larger_limits_contain_smaller_ones),
        cmocka_unit_test(test_boxes_say_what_their_places_join),
        cmocka_unit_test(test_only_tiles_within_reach_are_made),
        cmocka_unit_test(test_ground_divided_for_one_profile_serves_another_with_the_same_streets),
        cmocka_unit_test(test_ground_of_other_streets_is_not_taken_over),
        cmocka_unit_test(test_memory_that_runs_out_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
