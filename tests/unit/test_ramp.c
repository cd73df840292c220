/* test_ramp.c - the walk from every place of one street, by hand and against asking the search place by place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include <math.h>

#include "../support/random_town.h"
#include "geom/ramp.h"

/* One street of 1,000 m; walking towards its start costs half more. */
static struct lci_network *
one_street(void)
{
    const double xy[4] = {0.0, 0.0, 1000.0, 0.0};
    const struct hand_edge edge = {0, 1, 1000000, {1000000, 1500000}, 0};

    return hand_network(2, xy, &edge, 1);
}

static void
test_seed_inside_a_street_is_reached_from_both_sides(void **state)
{
    /* The facility 400 m from the start, a leg of 10 m. Before it 1 m a metre, beyond it 1.5 m a metre. */
    struct lci_network *net = one_street();
    const struct lci_seed seed = {0, 400000, 10000, 7};
    struct lci_search *search = NULL;
    struct lci_ramps ramps = {0};
    struct lci_ramp ramp;
    struct lci_ramp_question question = {.net = net, .label = LCI_NONE};

    (void)state;
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    assert_int_equal(lci_search_run(search, &seed, 1, 2000000, NULL), LCI_OK);
    question.search = search;
    assert_true(lci_ramp_add(&ramps, &question, 0, LCI_NONE, &ramp));
    assert_true(fabs(lci_ramp_walk_mm(&ramps, &ramp, 400000.0) - 10000.0) < 1e-6);
    assert_true(fabs(lci_ramp_walk_mm(&ramps, &ramp, 100000.0) - 310000.0) < 1e-6);
    assert_true(fabs(lci_ramp_walk_mm(&ramps, &ramp, 600000.0) - 310000.0) < 1e-6);
    assert_true(fabs(ramp.least_mm - 10000.0) < 1e-6);
    assert_true(fabs(ramp.most_mm - 910000.0) < 1e-6);

    /* Nobody is asked for but facility 8: there is no walk to it. */
    question.label = 8;
    assert_true(lci_ramp_add(&ramps, &question, 0, LCI_NONE, &ramp));
    assert_true(isinf(lci_ramp_walk_mm(&ramps, &ramp, 400000.0)));
    assert_true(isinf(ramp.least_mm));
    lci_ramps_fini(&ramps);
    lci_search_free(search);
    hand_network_free(net);
}

static void
test_street_between_two_facilities_is_split_where_both_are_equally_far(void **state)
{
    /* Facilities at both ends: the first is 1.5 o away, the second 1000 - o: equal at o = 400 m, 600 m of walking. */
    struct lci_network *net = one_street();
    const struct lci_seed seeds[2] = {{0, 0, 0, 1}, {0, 1000000, 0, 2}};
    struct lci_search *search = NULL;
    struct lci_ramps ramps = {0};
    struct lci_ramp ramp;
    struct lci_ramp_question question = {.net = net, .label = 1};

    (void)state;
    assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
    assert_int_equal(lci_search_run(search, seeds, 2, 2000000, NULL), LCI_OK);
    question.search = search;
    assert_true(lci_ramp_add(&ramps, &question, 0, LCI_NONE, &ramp));
    assert_true(fabs(lci_ramp_walk_mm(&ramps, &ramp, 399000.0) - 598500.0) < 1e-6);
    assert_true(isinf(lci_ramp_walk_mm(&ramps, &ramp, 401000.0)));
    question.label = LCI_NONE;
    assert_true(lci_ramp_add(&ramps, &question, 0, LCI_NONE, &ramp));
    assert_true(fabs(lci_ramp_walk_mm(&ramps, &ramp, 401000.0) - 599000.0) < 1e-6);
    lci_ramps_fini(&ramps);
    lci_search_free(search);
    hand_network_free(net);
}

static void
test_ramps_agree_with_the_search_everywhere(void **state)
{
    (void)state;
    for (uint64_t number = 1; number <= 40; number++) {
        uint64_t random = number;
        struct lci_network *net = town_network(&random);
        struct lci_search *search = NULL;
        struct lci_ramps ramps = {0};
        struct lci_seed seeds[5];
        struct lci_ramp_question question = {.net = net, .label = LCI_NONE};
        size_t count = 0;

        while (count < 5) {
            const lci_edge_id edge = (lci_edge_id)town_between(&random, 0.0, (double)net->edge_count - 0.001);

            if (net->edges[edge].flags & LCI_EDGE_PRIVATE)
                continue;
            /* Two of them on one street now and then. */
            seeds[count] = (struct lci_seed){count % 2 ? seeds[count - 1].edge : edge, 0, 1000, (uint32_t)count};
            seeds[count].offset_mm =
                (uint32_t)town_between(&random, 0.0, (double)net->edges[seeds[count].edge].length_mm);
            count++;
        }
        assert_int_equal(lci_search_new(net, &search, NULL), LCI_OK);
        assert_int_equal(lci_search_run(search, seeds, count, 300000, NULL), LCI_OK);
        question.search = search;
        for (lci_edge_id edge = 0; edge < net->edge_count; edge++) {
            struct lci_ramp ramp;

            if (net->edges[edge].flags & LCI_EDGE_PRIVATE)
                continue;
            assert_true(lci_ramp_add(&ramps, &question, edge, LCI_NONE, &ramp));
            for (int i = 0; i <= 20; i++) {
                const uint32_t at = (uint32_t)((uint64_t)net->edges[edge].length_mm * (uint64_t)i / 20);
                const struct lci_walk walk = lci_search_walk(search, edge, at);
                const double mine = lci_ramp_walk_mm(&ramps, &ramp, at);

                if (walk.cost_mm == LCI_NONE)
                    assert_true(isinf(mine));
                else
                    assert_true(fabs(mine - walk.cost_mm) <= 0.51);
            }
        }
        lci_ramps_fini(&ramps);
        lci_search_free(search);
        hand_network_free(net);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_seed_inside_a_street_is_reached_from_both_sides),
        cmocka_unit_test(test_street_between_two_facilities_is_split_where_both_are_equally_far),
        cmocka_unit_test(test_ramps_agree_with_the_search_everywhere),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
