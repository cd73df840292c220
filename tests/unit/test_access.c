/* test_access.c - nearest walks and reaches against walks between all pairs of places. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/near.h"
#include "../support/small_city.h"
#include "analysis/straight.h"

enum { TRIALS = 12, MAX_PAIRS = 4096, FACILITIES = 9 };

/* Walks between all vertices (Floyd 1962, Warshall 1962), in millimetres. */
struct all_pairs {
    double walk[TOWN_VERTICES][TOWN_VERTICES];
};

static void
relax_all(struct all_pairs *pairs, const struct lci_network *net)
{
    for (size_t i = 0; i < TOWN_VERTICES; i++)
        for (size_t j = 0; j < TOWN_VERTICES; j++)
            pairs->walk[i][j] = i == j ? 0.0 : INFINITY;
    for (size_t e = 0; e < net->edge_count; e++) {
        const struct lci_edge *edge = &net->edges[e];
        double *there = &pairs->walk[edge->from][edge->to];
        const bool is_private = (edge->flags & LCI_EDGE_PRIVATE) != 0;
        double *back = &pairs->walk[edge->to][edge->from];

        *there = is_private ? *there : fmin(*there, edge->cost_mm[0]);
        *back = is_private ? *back : fmin(*back, edge->cost_mm[1]);
    }
    for (size_t k = 0; k < TOWN_VERTICES; k++)
        for (size_t i = 0; i < TOWN_VERTICES; i++)
            for (size_t j = 0; j < TOWN_VERTICES; j++)
                pairs->walk[i][j] = fmin(pairs->walk[i][j], pairs->walk[i][k] + pairs->walk[k][j]);
}

/* From a place to another: along one edge, or by the ends of both; without any rounding. */
static double
walk_between(const struct all_pairs *pairs, const struct lci_network *net,
             const struct lci_entry *from, const struct lci_join *to)
{
    const struct lci_edge *a = &net->edges[from->edge];
    const struct lci_edge *b = &net->edges[to->edge];
    const double out[2] = {(double)a->cost_mm[1] * from->offset_mm / a->length_mm,
                           (double)a->cost_mm[0] * (a->length_mm - from->offset_mm) / a->length_mm};
    const double in[2] = {(double)b->cost_mm[0] * to->offset_mm / b->length_mm,
                          (double)b->cost_mm[1] * (b->length_mm - to->offset_mm) / b->length_mm};
    const lci_vertex_id out_at[2] = {a->from, a->to};
    const lci_vertex_id in_at[2] = {b->from, b->to};
    double best = INFINITY;

    for (int i = 0; i < 2; i++)
        for (int k = 0; k < 2; k++)
            best = fmin(best, out[i] + pairs->walk[out_at[i]][in_at[k]] + in[k]);
    if (from->edge == to->edge) {
        const double step_mm = (double)to->offset_mm - from->offset_mm;

        best = fmin(best, fabs(step_mm) * a->cost_mm[step_mm < 0.0] / a->length_mm);
    }
    return from->before_mm + best + to->leg_mm;
}

/* The least over the ways in which a point enters the network: more than one where it leaves by
 * private ways. */
static double
walk_to(const struct city *city, const struct all_pairs *pairs, size_t point, size_t facility)
{
    const struct lci_join *join = &city->facilities.items[facility].join;
    double best = INFINITY;

    for (uint32_t i = city->demand.entry_first[point];
         join->edge != LCI_NONE && i < city->demand.entry_first[point + 1]; i++)
        best = fmin(best, walk_between(pairs, city->net, &city->demand.entries[i], join));
    return best;
}

/* The nearest facility by asking all of the category; INFINITY: none can be walked to. */
static double
nearest_by_all_pairs(const struct city *city, const struct all_pairs *pairs, size_t point, size_t category)
{
    double best = INFINITY;

    for (uint32_t f = city->facilities.category_first[category]; f < city->facilities.category_first[category + 1]; f++)
        best = fmin(best, walk_to(city, pairs, point, f));
    return best;
}

static void
test_nearest_equals_all_pairs(void **state)
{
    static struct all_pairs pairs;

    (void)state;
    for (uint64_t trial = 1; trial <= TRIALS; trial++) {
        struct city city;
        struct lci_search *search = NULL;
        struct lci_nearest *nearest = NULL;

        city_random(&city, trial);
        city_open(&city, 3, 80.0, 20.0, 2);
        relax_all(&pairs, city.net);
        assert_int_equal(lci_search_new(city.net, &search, NULL), LCI_OK);
        assert_int_equal(lci_nearest_build(&city.access, city.pool, NULL, &nearest, NULL), LCI_OK);
        for (size_t category = 0; category < 3; category++) {
            const struct lci_access_category *limits = &city.access.categories[category];
            const double limit_mm = 1000.0 * limits->limits_m[limits->limit_count - 1];

            assert_int_equal(lci_nearest_search(&city.access, category, search, NULL), LCI_OK);
            for (size_t point = 0; point < city.demand.point_count; point++) {
                const double best = nearest_by_all_pairs(&city, &pairs, point, category);
                const struct lci_walk walk = lci_category_walk(&city.access, category, false, search, point);

                if (fabs(best - limit_mm) > 20.0) /* costs are rounded at every edge */
                    assert_int_equal(lci_nearest_is_within(&nearest[category], point), best < limit_mm);
                if (isinf(best)) {
                    assert_int_equal(walk.cost_mm, LCI_NONE);
                    continue;
                }
                assert_near(walk.cost_mm, best, 20.0);
                assert_near(walk_to(&city, &pairs, point, walk.label), best, 20.0);
            }
        }
        lci_nearest_free(nearest, 3);
        lci_search_free(search);
        city_close(&city);
    }
}

/* What the sink saw, in order. */
struct seen {
    struct lci_pair pairs[MAX_PAIRS];
    uint32_t pair_facility[MAX_PAIRS];
    size_t pair_count;
    uint64_t street_mm[FACILITIES][2];
    double area_m2[FACILITIES][2];
    size_t area_points;
    uint32_t next;
};

static enum lci_status
look(void *user, struct lci_reach *reach, struct lci_error *err)
{
    struct seen *seen = user;

    (void)err;
    assert_int_equal(reach->facility, seen->next);
    seen->next++;
    for (size_t i = 0; i < reach->pair_count; i++) {
        seen->pair_facility[seen->pair_count] = reach->facility;
        seen->pairs[seen->pair_count++] = reach->pairs[i];
    }
    for (size_t i = 0; i < reach->limit_count; i++) {
        seen->street_mm[reach->facility][i] = reach->limits[i].street_mm;
        seen->area_m2[reach->facility][i] = reach->limits[i].area_m2;
        seen->area_points += reach->limits[i].area.point_count;
    }
    return LCI_OK;
}

static void
run_reach(struct city *city, struct seen *seen)
{
    *seen = (struct seen){0};
    assert_int_equal(lci_reach_run(&city->access, city->pool, NULL, look, seen, NULL), LCI_OK);
    assert_int_equal(seen->next, city->facilities.count);
}

/* Share and mean walk of a home from one facility, point by point. Points at the limit itself are
 * left to rounding. */
static void
check_pair(const struct city *city, const struct all_pairs *pairs, const struct seen *seen,
           uint32_t facility, uint32_t home)
{
    const struct lci_demand *demand = &city->demand;
    const double limit_mm = 400000.0 - city->facilities.items[facility].short_mm;
    double share = 0.0;
    double walk = 0.0;

    for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++) {
        const double mm = walk_to(city, pairs, point, facility);

        if (fabs(mm - limit_mm) < 30.0)
            return;
        if (mm > limit_mm)
            continue;
        share += (double)demand->share[point];
        walk += (double)demand->share[point] * mm;
    }
    for (size_t i = 0; i < seen->pair_count; i++)
        if (seen->pair_facility[i] == facility && seen->pairs[i].home == home) {
            assert_near(seen->pairs[i].covered_ratio, share / (double)demand->home_share[home],
                        1e-12);
            assert_near(seen->pairs[i].walk_m, walk / share / 1000.0, 0.02);
            return;
        }
    assert_near(share, 0.0, 0.0);
}

static void
test_pairs_equal_all_pairs(void **state)
{
    static struct all_pairs pairs;
    static struct seen seen;

    (void)state;
    for (uint64_t trial = 1; trial <= TRIALS; trial++) {
        struct city city;

        city_random(&city, trial);
        city_open(&city, 3, 80.0, 20.0, 2);
        city.access.areas = false;
        relax_all(&pairs, city.net);
        run_reach(&city, &seen);
        for (uint32_t facility = 0; facility < city.facilities.count; facility++)
            for (uint32_t home = 0; home < city.homes.count; home++)
                check_pair(&city, &pairs, &seen, facility, home);
        city_close(&city);
    }
}

static void
test_threads_change_no_byte(void **state)
{
    static struct seen first;
    static struct seen other;
    const unsigned threads[3] = {1, 2, 8};

    (void)state;
    for (size_t mode = 0; mode < 2; mode++)
        for (size_t i = 0; i < 3; i++) {
            struct city city;

            city_random(&city, 5);
            city_open(&city, 3, 80.0, 20.0, threads[i]);
            city.access.area_mode = mode == 0 ? LCI_AREA_OVERLAP : LCI_AREA_SPLIT;
            city_partition(&city, 3.0);
            run_reach(&city, i == 0 ? &first : &other);
            if (i > 0)
                assert_memory_equal(&first, &other, sizeof(first));
            city_close(&city);
        }
}

static void
test_split_areas_add_up_to_the_dissolved_one(void **state)
{
    static struct seen seen;

    (void)state;
    for (uint64_t trial = 1; trial <= 3; trial++) {
        struct city city;
        struct lci_land land;
        double split_m2[3][2] = {{0}};

        city_random(&city, trial);
        city_open(&city, 3, 80.0, 20.0, 2);
        city.access.area_mode = LCI_AREA_SPLIT;
        run_reach(&city, &seen);
        for (size_t f = 0; f < city.facilities.count; f++)
            for (size_t limit = 0; limit < 2; limit++)
                split_m2[city.facilities.items[f].category][limit] += seen.area_m2[f][limit];
        city.access.area_mode = LCI_AREA_DISSOLVE;
        assert_int_equal(lci_land_build(&city.access, city.pool, NULL, &land, NULL), LCI_OK);
        for (size_t category = 0; category < 3; category++)
            for (size_t limit = 0; limit < 2; limit++) {
                const double whole_m2 = land.dissolved[category].limits[limit].area_m2;

                assert_true(whole_m2 > 0.0);
                /* Borders are drawn to 1 m; a town has some kilometres of them. */
                assert_near(split_m2[category][limit], whole_m2, 0.01 * whole_m2 + 300.0);
            }
        lci_land_fini(&land);
        city_close(&city);
    }
}

static void
test_rings_are_what_the_larger_limit_adds(void **state)
{
    static struct seen disks;
    static struct seen rings;
    struct city city;

    (void)state;
    city_random(&city, 2);
    city_open(&city, 3, 80.0, 20.0, 2);
    run_reach(&city, &disks);
    city.access.rings = true;
    run_reach(&city, &rings);
    for (size_t f = 0; f < city.facilities.count; f++) {
        assert_near(rings.area_m2[f][0], disks.area_m2[f][0], 1e-6);
        /* Borders are thinned out one by one: shreds of the smaller area may lie outside the
         * larger. */
        assert_near(rings.area_m2[f][1], disks.area_m2[f][1] - disks.area_m2[f][0], 5.0);
    }
    city_close(&city);
}

static void
test_facility_off_the_streets_reaches_nothing(void **state)
{
    static struct seen seen;
    struct city city;

    (void)state;
    city_random(&city, 4);
    seen = (struct seen){0};
    (void)model_add_facility(&city.facilities, "0", 0, 5000.0, 5000.0);
    city_open(&city, 3, 80.0, 20.0, 1);
    assert_true(model_reported(&city.quality, "facility_not_joined", "0"));
    city.facilities.count = 1; /* "0" comes first */
    run_reach(&city, &seen);
    assert_int_equal(seen.pair_count, 0);
    assert_int_equal(seen.street_mm[0][1], 0);
    city_close(&city);
}

static void
test_limits_are_inclusive(void **state)
{
    (void)state;
    assert_int_equal(lci_limit_mm(1000.0), 1000001);
    assert_int_equal(lci_limit_mm(0.0), 1);
    assert_int_equal(lci_limit_mm(1e9), LCI_MM_MAX - 1);
    assert_int_equal(lci_limit_mm(NAN), LCI_MM_MAX - 1);
}

/* A city whose facilities have limits of 400, 280 and 150 m, turn by turn in each category. */
static void
city_of_own_limits(struct city *city, uint64_t seed)
{
    static const uint32_t shorts_mm[] = {120000, 0, 250000};

    city_random(city, seed);
    for (size_t category = 0; category < 3; category++) {
        city_limits(city, category, 400.0, 0.0, 400.0);
        city->categories[category].by_facility = true;
    }
    city_open(city, 3, 80.0, 20.0, 2);
    for (size_t i = 0; i < city->facilities.count; i++)
        city->facilities.items[i].short_mm = shorts_mm[i % 3];
}

/* Whether a point is within the own limit of any facility of a category, and how much its walk is beyond that of the facility
 * where it lacks least, in millimetres. */
static double
beyond_by_all_pairs(const struct city *city, const struct all_pairs *pairs, size_t point, size_t category)
{
    double least = INFINITY;

    for (uint32_t f = city->facilities.category_first[category]; f < city->facilities.category_first[category + 1]; f++)
        least = fmin(least, walk_to(city, pairs, point, f) - (400000.0 - city->facilities.items[f].short_mm));
    return least;
}

static void
test_any_facility_within_its_own_limit_covers(void **state)
{
    static struct all_pairs pairs;
    static struct seen seen;
    size_t covered_by_another = 0;

    (void)state;
    for (uint64_t trial = 1; trial <= TRIALS; trial++) {
        struct city city;
        struct lci_search *search = NULL;
        struct lci_nearest *nearest = NULL;

        city_of_own_limits(&city, trial);
        city.access.areas = false;
        relax_all(&pairs, city.net);
        assert_int_equal(lci_search_new(city.net, &search, NULL), LCI_OK);
        assert_int_equal(lci_nearest_build(&city.access, city.pool, NULL, &nearest, NULL), LCI_OK);
        for (size_t category = 0; category < 3; category++) {
            assert_int_equal(lci_nearest_search(&city.access, category, search, NULL), LCI_OK);
            for (size_t point = 0; point < city.demand.point_count; point++) {
                const double beyond = beyond_by_all_pairs(&city, &pairs, point, category);
                const struct lci_walk walk = lci_category_walk(&city.access, category, false, search, point);

                if (fabs(beyond) > 20.0)
                    assert_int_equal(lci_nearest_is_within(&nearest[category], point), beyond < 0.0);
                if (walk.cost_mm != LCI_NONE) {
                    const double limit_mm = 400000.0 - city.facilities.items[walk.label].short_mm;

                    assert_near(walk.cost_mm, nearest_by_all_pairs(&city, &pairs, point, category), 20.0);
                    covered_by_another += walk.cost_mm > limit_mm + 30.0 && beyond < -30.0;
                }
            }
        }
        run_reach(&city, &seen);
        for (uint32_t facility = 0; facility < city.facilities.count; facility++)
            for (uint32_t home = 0; home < city.homes.count; home++)
                check_pair(&city, &pairs, &seen, facility, home);
        lci_nearest_free(nearest, 3);
        lci_search_free(search);
        city_close(&city);
    }
    assert_true(covered_by_another > 0);
}

/* All facilities fall short by 100 m of 400 m: nothing differs from a limit of 300 m, but for the borders' last bits. */
static void
test_falling_short_alike_is_a_smaller_limit(void **state)
{
    struct lci_land lands[2];
    struct lci_nearest *nearest[2];
    struct lci_straight straight[2];
    struct city cities[2];

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        city_random(&cities[i], 3);
        for (size_t category = 0; category < 3; category++) {
            city_limits(&cities[i], category, i == 0 ? 300.0 : 400.0, 0.0, i == 0 ? 300.0 : 400.0);
            cities[i].categories[category].by_facility = i == 1;
        }
        city_open(&cities[i], 3, 80.0, 20.0, 2);
        for (size_t f = 0; i == 1 && f < cities[i].facilities.count; f++)
            cities[i].facilities.items[f].short_mm = 100000;
        cities[i].access.area_mode = LCI_AREA_DISSOLVE;
        assert_int_equal(lci_nearest_build(&cities[i].access, cities[i].pool, NULL, &nearest[i], NULL), LCI_OK);
        assert_int_equal(lci_land_build(&cities[i].access, cities[i].pool, NULL, &lands[i], NULL), LCI_OK);
        assert_int_equal(lci_straight_build(&cities[i].access, &cities[i].demand_inputs, nearest[i], cities[i].pool, NULL,
                                            &straight[i], NULL),
                         LCI_OK);
    }
    for (size_t category = 0; category < 3; category++) {
        const struct lci_reach_limit *const limits[2] = {lands[0].dissolved[category].limits, lands[1].dissolved[category].limits};

        assert_true(limits[0]->area_m2 > 0.0);
        assert_int_equal(limits[0]->street_mm, limits[1]->street_mm);
        assert_near(limits[0]->area_m2, limits[1]->area_m2, 0.01);
        for (size_t home = 0; home < cities[0].homes.count; home++) {
            const size_t at = home * 3 + category;

            assert_near(nearest[0][category].covered_ratio[home], nearest[1][category].covered_ratio[home], 0.0);
            assert_near(nearest[0][category].beyond_m[home], nearest[1][category].beyond_m[home], 1e-9);
            assert_near(lands[0].network_ratio[at], lands[1].network_ratio[at], 1e-6);
            assert_near(lands[0].radius_ratio[at], lands[1].radius_ratio[at], 1e-9);
            assert_near(straight[0].ratio[at], straight[1].ratio[at], 0.0);
        }
    }
    for (size_t i = 0; i < 2; i++) {
        lci_straight_fini(&straight[i]);
        lci_land_fini(&lands[i]);
        lci_nearest_free(nearest[i], 3);
        city_close(&cities[i]);
    }
}

/* A home of 2 m x 2 m exactly 400 m from its facility. */
static void
test_walk_of_exactly_the_limit_is_covered(void **state)
{
    static struct seen seen;
    const double xy[4] = {0.0, 0.0, 1000.0, 0.0};
    const struct hand_edge edge = {0, 1, 1000000, {1000000, 1000000}, 0};
    struct city city = {.net = hand_network(2, xy, &edge, 1)};

    (void)state;
    model_add_box(&city.homes.shapes, 499, -1, 501, 1);
    (void)model_add_home(&city.homes, "at", NULL);
    model_add_box(&city.homes.shapes, 499.01, -1, 501.01, 1);
    (void)model_add_home(&city.homes, "beyond", NULL);
    (void)model_add_facility(&city.facilities, "F", 0, 100.0, 0.0);
    city_limits(&city, 0, 400.0, 0.0, 400.0);
    city_open(&city, 1, 100.0, 20.0, 1);
    run_reach(&city, &seen);
    assert_int_equal(seen.pair_count, 1);
    assert_int_equal(seen.pairs[0].home, 0);
    assert_near(seen.pairs[0].walk_m, 400.0, 1e-9);
    assert_near((double)seen.street_mm[0][0], 500000.0, 1.0);
    city_close(&city);
}

/* A line across a square is walked, and joined by who lives there, but it is no street. */
static void
test_home_on_a_line_across_is_reached_without_street(void **state)
{
    static struct seen seen;
    const double xy[6] = {0.0, 0.0, 100.0, 0.0, 200.0, 0.0};
    const struct hand_edge edges[2] = {{0, 1, 100000, {100000, 100000}, 0},
                                       {1, 2, 100000, {100000, 100000}, LCI_EDGE_ACROSS}};
    struct city city = {.net = hand_network(3, xy, edges, 2)};

    (void)state;
    model_add_box(&city.homes.shapes, 149, -1, 151, 1);
    (void)model_add_home(&city.homes, "square", NULL);
    (void)model_add_facility(&city.facilities, "F", 0, 40.0, 0.0);
    city_limits(&city, 0, 400.0, 0.0, 400.0);
    city_open(&city, 1, 100.0, 20.0, 1);
    run_reach(&city, &seen);
    assert_int_equal(seen.pair_count, 1);
    assert_near(seen.pairs[0].walk_m, 110.0, 1e-9);
    assert_int_equal(seen.street_mm[0][0], 100000);
    city_close(&city);
}

static enum lci_status
refuse(void *user, struct lci_reach *reach, struct lci_error *err)
{
    (void)user;
    (void)reach;
    (void)err;
    return LCI_E_IO;
}

static void
test_failures_are_passed_on(void **state)
{
    static struct seen seen;
    enum lci_status status = LCI_E_NOMEM;
    struct city city;

    (void)state;
    city_random(&city, 6);
    city_open(&city, 3, 80.0, 20.0, 1);
    assert_int_equal(lci_reach_run(&city.access, city.pool, NULL, refuse, NULL, NULL), LCI_E_IO);
    city.access.areas = false;
    for (uint64_t n = 1; n < 4000 && status != LCI_OK; n++) {
        struct lci_nearest *nearest = NULL;

        seen = (struct seen){0};
        lci_alloc_fail_at(n);
        status = lci_nearest_build(&city.access, city.pool, NULL, &nearest, NULL);
        if (!status)
            status = lci_reach_run(&city.access, city.pool, NULL, look, &seen, NULL);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        lci_nearest_free(nearest, 3);
    }
    city_close(&city);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_nearest_equals_all_pairs),
        cmocka_unit_test(test_pairs_equal_all_pairs),
        cmocka_unit_test(test_threads_change_no_byte),
        cmocka_unit_test(test_split_areas_add_up_to_the_dissolved_one),
        cmocka_unit_test(test_rings_are_what_the_larger_limit_adds),
        cmocka_unit_test(test_facility_off_the_streets_reaches_nothing),
        cmocka_unit_test(test_limits_are_inclusive),
        cmocka_unit_test(test_any_facility_within_its_own_limit_covers),
        cmocka_unit_test(test_falling_short_alike_is_a_smaller_limit),
        cmocka_unit_test(test_walk_of_exactly_the_limit_is_covered),
        cmocka_unit_test(test_home_on_a_line_across_is_reached_without_street),
        cmocka_unit_test(test_failures_are_passed_on),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
