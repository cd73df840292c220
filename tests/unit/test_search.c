/* test_search.c - searches against hand arithmetic. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lifecircle/search.h>

#include "../support/hand_network.h"

enum { MANY_SEEDS = 3000, LONG_STREET = 9000 };

/* Sum of what is reached of all edges. */
static uint64_t
reached_mm(struct lci_search *search)
{
    struct lci_stretch *stretches = NULL;
    size_t count = 0;
    uint64_t sum_mm = 0;

    assert_int_equal(lci_search_stretches(search, &stretches, &count, NULL), LCI_OK);
    for (size_t i = 0; i < count; i++)
        sum_mm += stretches[i].end_mm - stretches[i].begin_mm;
    lci_search_free_stretches(stretches);
    return sum_mm;
}

/* One street of 3 km, a facility at 1 km, 500 m to walk: 500 m each way (acceptance case C24). */
static void
test_limit_in_the_middle_of_an_edge_cuts_it(void **state)
{
    const struct hand_edge street = {0, 1, 3000000, {3000000, 3000000}, 0};
    const struct lci_seed seed = {.edge = 0, .offset_mm = 1000000, .label = 4};
    struct lci_network *net = hand_network(2, NULL, &street, 1);
    struct lci_search *search = NULL;
    size_t count = 0;

    (void)state;
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    assert_int_equal(lci_search_run(search, &seed, 1, 500000, NULL), LCI_OK);
    (void)lci_search_reached(search, &count);
    assert_int_equal(count, 0);
    assert_int_equal(reached_mm(search), 1000000);
    assert_int_equal(lci_search_walk(search, 0, 1490000).cost_mm, 490000);
    assert_int_equal(lci_search_walk(search, 0, 505000).cost_mm, 495000);
    assert_int_equal(lci_search_walk(search, 0, 505000).label, 4);
    lci_search_free(search);
    hand_network_free(net);
}

/*
 * Streets of 100 m and 150 m from the facility, their ends joined by 180.278 m and by 600 m; 300 m to walk. Of the
 * 600 m, 200 m are reached from one end and 150 m from the other: 100 + 150 + 180.278 + 350 (acceptance case C25).
 */
static void
test_edge_entered_from_both_ends_keeps_its_gap(void **state)
{
    const struct hand_edge streets[] = {
        {0, 1, 100000, {100000, 100000}, 0},
        {0, 2, 150000, {150000, 150000}, 0},
        {1, 2, 600000, {600000, 600000}, 0},
        {1, 2, 180278, {180278, 180278}, 0},
    };
    const struct lci_seed seed = {.edge = 0, .offset_mm = 0, .label = 1};
    struct lci_network *net = hand_network(3, NULL, streets, 4);
    struct lci_search *search = NULL;

    (void)state;
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    assert_int_equal(lci_search_run(search, &seed, 1, 300000, NULL), LCI_OK);
    assert_int_equal(reached_mm(search), 780278);
    assert_int_equal(lci_search_walk(search, 2, 185000).cost_mm, 285000);
    assert_int_equal(lci_search_walk(search, 2, 250000).cost_mm, 350000);

    /* 425 m reach the middle of the 600 m from both ends: 325 m and 275 m. */
    assert_int_equal(lci_search_run(search, &seed, 1, 425000, NULL), LCI_OK);
    assert_int_equal(reached_mm(search), 1030278);
    lci_search_free(search);
    hand_network_free(net);
}

/* Three facilities on a street of 5 km, one after another in one search (acceptance case C29). */
static void
test_runs_do_not_influence_each_other(void **state)
{
    const struct hand_edge street = {0, 1, 5000000, {5000000, 5000000}, 0};
    const uint32_t at_mm[] = {1000000, 1800000, 4500000};
    const uint32_t expected_mm[] = {2125000, 2250000, 1625000};
    struct lci_network *net = hand_network(2, NULL, &street, 1);
    struct lci_search *search = NULL;

    (void)state;
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    for (uint32_t round = 0; round < 6; round++) {
        const struct lci_seed seed = {.offset_mm = at_mm[round % 3], .label = round};

        assert_int_equal(lci_search_run(search, &seed, 1, 1125000, NULL), LCI_OK);
        assert_int_equal(reached_mm(search), expected_mm[round % 3]);
    }
    assert_int_equal(lci_search_run(search, NULL, 0, 1125000, NULL), LCI_OK);
    assert_int_equal(reached_mm(search), 0);
    assert_int_equal(lci_search_walk(search, 0, 1000000).cost_mm, LCI_NONE);
    assert_int_equal(lci_search_cost_mm(search, 0), LCI_NONE);
    assert_int_equal(lci_search_label(search, 0), LCI_NONE);
    lci_search_free(search);
    hand_network_free(net);
}

static void
test_limit_is_inclusive(void **state)
{
    const struct hand_edge street = {0, 1, 1000, {1000, 1000}, 0};
    const struct lci_seed seed = {.offset_mm = 0, .leg_mm = 7, .label = 1};
    struct lci_network *net = hand_network(2, NULL, &street, 1);
    struct lci_search *search = NULL;

    (void)state;
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    assert_int_equal(lci_search_run(search, &seed, 1, 1007, NULL), LCI_OK);
    assert_int_equal(lci_search_cost_mm(search, 1), 1007);
    assert_int_equal(lci_search_run(search, &seed, 1, 1006, NULL), LCI_OK);
    assert_int_equal(lci_search_cost_mm(search, 1), LCI_NONE);
    assert_int_equal(reached_mm(search), 999);
    lci_search_free(search);
    hand_network_free(net);
}

/* 0 -> 1 only: who stands at 1 cannot go back to 0, but a facility at the very end is where he stands. */
static void
test_closed_direction_is_not_walked(void **state)
{
    const struct hand_edge street = {0, 1, 1000, {1000, LCI_NONE}, 0};
    const struct lci_seed middle = {.offset_mm = 400, .label = 1};
    const struct lci_seed end = {.offset_mm = 1000, .label = 2};
    struct lci_network *net = hand_network(2, NULL, &street, 1);
    struct lci_search *search = NULL;

    (void)state;
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    assert_int_equal(lci_search_run(search, &middle, 1, 5000, NULL), LCI_OK);
    assert_int_equal(lci_search_cost_mm(search, 0), 400);
    assert_int_equal(lci_search_cost_mm(search, 1), LCI_NONE);
    assert_int_equal(lci_search_walk(search, 0, 100).cost_mm, 300);
    assert_int_equal(lci_search_walk(search, 0, 500).cost_mm, LCI_NONE);
    assert_int_equal(reached_mm(search), 400);
    assert_int_equal(lci_search_run(search, &end, 1, 5000, NULL), LCI_OK);
    assert_int_equal(lci_search_cost_mm(search, 1), 0);
    assert_int_equal(lci_search_cost_mm(search, 0), 1000);
    lci_search_free(search);
    hand_network_free(net);
}

/* A private way is walked from its place to its ends, but nobody passes through it. */
static void
test_private_edge_leads_out_but_not_through(void **state)
{
    const struct hand_edge streets[] = {
        {0, 1, 1000, {1000, 1000}, 0},
        {1, 2, 300, {300, 300}, LCI_EDGE_PRIVATE},
    };
    struct lci_seed seed = {.edge = 0, .offset_mm = 0, .label = 1};
    struct lci_network *net = hand_network(3, NULL, streets, 2);
    struct lci_search *search = NULL;
    struct lci_error err = {0};

    (void)state;
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    assert_int_equal(lci_search_run(search, &seed, 1, 5000, NULL), LCI_OK);
    assert_int_equal(lci_search_walk(search, 1, 200).cost_mm, 1200);
    assert_int_equal(lci_search_cost_mm(search, 2), LCI_NONE);
    assert_int_equal(reached_mm(search), 1000);
    seed.edge = 1;
    assert_int_equal(lci_search_run(search, &seed, 1, 5000, &err), LCI_E_ARG);
    assert_string_equal(err.message, "search: edge 1 is private");
    lci_search_free(search);
    hand_network_free(net);
}

static void
test_wrong_arguments_are_refused(void **state)
{
    const struct hand_edge street = {0, 1, 1000, {1000, 1000}, 0};
    const struct lci_seed right = {.edge = 0, .offset_mm = 1000, .label = 0};
    const struct lci_seed wrong[] = {
        {.edge = 1},
        {.offset_mm = 1001},
        {.leg_mm = LCI_MM_MAX},
        {.label = LCI_NONE},
    };
    struct lci_network *net = hand_network(2, NULL, &street, 1);
    struct lci_search *search = NULL;

    (void)state;
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
        assert_int_equal(lci_search_run(search, &wrong[i], 1, 5000, NULL), LCI_E_ARG);
    assert_int_equal(lci_search_run(search, &right, 1, LCI_MM_MAX, NULL), LCI_E_ARG);
    assert_int_equal(lci_search_run(search, &right, 1, LCI_MM_MAX - 1, NULL), LCI_OK);
    assert_int_equal(lci_search_cost_mm(search, 0), 1000);
    lci_search_free(search);
    hand_network_free(net);
}

/* One label or several: labels are kept otherwise, and what one run leaves is not seen by the next. */
static void
test_runs_with_one_label_and_with_several_take_turns(void **state)
{
    const struct hand_edge street = {0, 1, 5000000, {5000000, 5000000}, 0};
    const struct lci_seed seeds[] = {{.offset_mm = 1000000, .label = 7}, {.offset_mm = 4000000, .label = 5}};
    struct lci_network *net = hand_network(2, NULL, &street, 1);
    struct lci_search *search = NULL;

    (void)state;
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    for (int round = 0; round < 3; round++) {
        assert_int_equal(lci_search_run(search, seeds, 2, 2000000, NULL), LCI_OK);
        assert_int_equal(lci_search_cost_mm(search, 0), 1000000);
        assert_int_equal(lci_search_label(search, 0), 7);
        assert_int_equal(lci_search_cost_mm(search, 1), 1000000);
        assert_int_equal(lci_search_label(search, 1), 5);
        assert_int_equal(lci_search_run(search, &seeds[1], 1, 2000000, NULL), LCI_OK);
        assert_int_equal(lci_search_cost_mm(search, 0), LCI_NONE);
        assert_int_equal(lci_search_label(search, 0), LCI_NONE);
        assert_int_equal(lci_search_label(search, 1), 5);
        assert_int_equal(lci_search_walk(search, 0, 4500000).label, 5);
        assert_int_equal(lci_search_run(search, seeds, 1, 2000000, NULL), LCI_OK);
        assert_int_equal(lci_search_label(search, 0), 7);
        assert_int_equal(lci_search_label(search, 1), LCI_NONE);
    }
    lci_search_free(search);
    hand_network_free(net);
}

/* Thousands of entries in one bucket; the nearest seed of place x is the one at x. */
static void
test_many_seeds_in_one_bucket(void **state)
{
    static struct hand_edge streets[MANY_SEEDS];
    static struct lci_seed seeds[MANY_SEEDS];
    struct lci_network *net = NULL;
    struct lci_search *search = NULL;

    (void)state;
    for (uint32_t i = 0; i < MANY_SEEDS; i++) {
        streets[i] = (struct hand_edge){i, i + 1, 10, {10, 10}, 0};
        seeds[i] = (struct lci_seed){.edge = i, .offset_mm = 3, .label = MANY_SEEDS - i};
    }
    net = hand_network(MANY_SEEDS + 1, NULL, streets, MANY_SEEDS);
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    for (int round = 0; round < 2; round++) {
        assert_int_equal(lci_search_run(search, seeds, MANY_SEEDS, LCI_MM_MAX - 1, NULL), LCI_OK);
        for (uint32_t v = 0; v < MANY_SEEDS; v++) {
            assert_int_equal(lci_search_cost_mm(search, v), 3);
            assert_int_equal(lci_search_label(search, v), MANY_SEEDS - v);
        }
    }
    lci_search_free(search);
    hand_network_free(net);
}

/* One street of 9,000 pieces of 1 m: each limit reaches so far to both sides, in one stretch a piece, ascending. */
static void
test_stretches_of_thousands_of_edges_follow_one_another(void **state)
{
    static struct hand_edge streets[LONG_STREET];
    const struct lci_seed seed = {.edge = LONG_STREET / 2, .offset_mm = 0, .label = 1};
    const uint32_t limits_mm[] = {700, 63250, 64250, 4095500};
    struct lci_network *net = NULL;
    struct lci_search *search = NULL;

    (void)state;
    for (uint32_t i = 0; i < LONG_STREET; i++)
        streets[i] = (struct hand_edge){i, i + 1, 1000, {1000, 1000}, 0};
    net = hand_network(LONG_STREET + 1, NULL, streets, LONG_STREET);
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    for (size_t n = 0; n < 4; n++) {
        const uint32_t first_mm = 1000 * seed.edge - limits_mm[n];
        const uint32_t last_mm = 1000 * seed.edge + limits_mm[n];
        struct lci_stretch *stretches = NULL;
        size_t count = 0;

        assert_int_equal(lci_search_run(search, &seed, 1, limits_mm[n], NULL), LCI_OK);
        assert_int_equal(lci_search_stretches(search, &stretches, &count, NULL), LCI_OK);
        assert_int_equal(count, last_mm / 1000 - first_mm / 1000 + 1);
        for (size_t i = 0; i < count; i++) {
            const uint32_t begin_mm = 1000 * stretches[i].edge + stretches[i].begin_mm;

            assert_int_equal(begin_mm, i == 0 ? first_mm : 1000 * stretches[i].edge);
            assert_int_equal(i + 1 < count ? 1000 : last_mm - 1000 * stretches[i].edge, stretches[i].end_mm);
        }
        lci_search_free_stretches(stretches);
    }
    lci_search_free(search);
    hand_network_free(net);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_limit_in_the_middle_of_an_edge_cuts_it),
        cmocka_unit_test(test_edge_entered_from_both_ends_keeps_its_gap),
        cmocka_unit_test(test_runs_do_not_influence_each_other),
        cmocka_unit_test(test_limit_is_inclusive),
        cmocka_unit_test(test_closed_direction_is_not_walked),
        cmocka_unit_test(test_private_edge_leads_out_but_not_through),
        cmocka_unit_test(test_wrong_arguments_are_refused),
        cmocka_unit_test(test_runs_with_one_label_and_with_several_take_turns),
        cmocka_unit_test(test_many_seeds_in_one_bucket),
        cmocka_unit_test(test_stretches_of_thousands_of_edges_follow_one_another),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
