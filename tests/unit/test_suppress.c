/* test_suppress.c - small cells: what is hidden, and that nothing hidden can be worked out from what is left. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analysis/suppress.h"

enum { PARTS_MAX = 6, TRIALS = 20000 };

static void
test_counts_from_one_to_below_the_least_are_hidden(void **state)
{
    (void)state;
    assert_false(lci_suppress_count(0.0, 5.0));
    assert_true(lci_suppress_count(0.4, 5.0));
    assert_true(lci_suppress_count(4.999, 5.0));
    assert_false(lci_suppress_count(5.0, 5.0));
    assert_false(lci_suppress_count(3.0, 0.0));
    assert_false(lci_suppress_count(NAN, 5.0));
}

static void
test_a_share_is_hidden_by_those_it_leaves_out_too(void **state)
{
    (void)state;
    assert_true(lci_suppress_share(3.0, 100.0, 5.0));
    assert_true(lci_suppress_share(97.0, 100.0, 5.0)); /* 3 of 100 are left out */
    assert_true(lci_suppress_share(0.0, 4.0, 5.0));
    assert_false(lci_suppress_share(0.0, 100.0, 5.0));
    assert_false(lci_suppress_share(100.0, 100.0, 5.0));
    assert_false(lci_suppress_share(50.0, 100.0, 5.0));
    assert_false(lci_suppress_share(0.0, 0.0, 5.0));
}

static void
test_one_hidden_part_takes_the_smallest_other_with_it(void **state)
{
    const double parts[] = {12.0, 3.0, 0.0, 8.0, 8.0, NAN};
    const bool expected[] = {false, true, false, true, false, false};
    bool hidden[6];

    (void)state;
    assert_true(lci_suppress_parts(parts, 6, 5.0, hidden));
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(hidden[i], expected[i]);
    assert_false(lci_suppress_parts(parts + 1, 2, 5.0, hidden)); /* 3 and 0: their sum is 3 */
    assert_true(hidden[0] && !hidden[1]);
}

/* With the sum known, hidden parts are given away only where exactly one is hidden; else nothing small is shown. */
static void
test_the_sum_gives_no_small_part_away(void **state)
{
    uint64_t seed = 94;

    (void)state;
    for (int trial = 0; trial < TRIALS; trial++) {
        double parts[PARTS_MAX];
        bool hidden[PARTS_MAX];
        size_t hidden_count = 0;
        bool sum_may_stay = false;

        for (size_t i = 0; i < PARTS_MAX; i++) {
            seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
            parts[i] = (double)((seed >> 40) % 9);
        }
        sum_may_stay = lci_suppress_parts(parts, PARTS_MAX, 5.0, hidden);
        for (size_t i = 0; i < PARTS_MAX; i++) {
            hidden_count += hidden[i];
            if (!hidden[i] && parts[i] > 0.0 && parts[i] < 5.0)
                fail_msg("trial %d: %g is shown", trial, parts[i]);
        }
        if (sum_may_stay && hidden_count == 1)
            fail_msg("trial %d: the sum gives a part away", trial);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts_from_one_to_below_the_least_are_hidden),
        cmocka_unit_test(test_a_share_is_hidden_by_those_it_leaves_out_too),
        cmocka_unit_test(test_one_hidden_part_takes_the_smallest_other_with_it),
        cmocka_unit_test(test_the_sum_gives_no_small_part_away),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
