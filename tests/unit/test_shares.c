/* test_shares.c - parts of a change against all orders, one after the other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "diff/shares.h"

enum { TRIALS = 2000, SUBSETS = 1 << LCI_SHARES_MOST };

static uint64_t
draw(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Walks every order of the causes and adds up what each changes when it comes; answers how many
 * orders there are. */
static int64_t
walk_orders(const int64_t *values, size_t n, unsigned done, int64_t *sums)
{
    int64_t orders = 0;

    if (done == (1U << n) - 1)
        return 1;
    for (size_t cause = 0; cause < n; cause++)
        if (!(done >> cause & 1U)) {
            const unsigned next = done | 1U << cause;
            const int64_t below = walk_orders(values, n, next, sums);

            sums[cause] += below * (values[next] - values[done]);
            orders += below;
        }
    return orders;
}

static void
split(const int64_t *values, size_t n, int64_t *parts)
{
    int64_t sums[LCI_SHARES_MOST] = {0};

    for (unsigned subset = 0; subset < 1U << n; subset++)
        for (size_t cause = 0; cause < n; cause++)
            sums[cause] += values[subset] * lci_shares_times(n, subset, cause);
    lci_shares_round(sums, n, parts);
}

static void
test_sums_equal_those_over_all_orders(void **state)
{
    uint64_t seed = 7;

    (void)state;
    for (size_t trial = 0; trial < TRIALS; trial++) {
        const size_t n = 1 + trial % LCI_SHARES_MOST;
        int64_t values[SUBSETS];
        int64_t expected[LCI_SHARES_MOST] = {0};
        int64_t sums[LCI_SHARES_MOST] = {0};

        for (size_t i = 0; i < SUBSETS; i++)
            values[i] = (int64_t)(draw(&seed) % 2001) - 1000;
        assert_int_equal(walk_orders(values, n, 0, expected), lci_shares_orders(n));
        for (unsigned subset = 0; subset < 1U << n; subset++)
            for (size_t cause = 0; cause < n; cause++)
                sums[cause] += values[subset] * lci_shares_times(n, subset, cause);
        for (size_t cause = 0; cause < n; cause++)
            if (sums[cause] != expected[cause])
                fail_msg("trial %zu, cause %zu: %lld, expected %lld", trial, cause, (long long)sums[cause],
                         (long long)expected[cause]);
    }
}

/* Whole parts add up to the whole, each is next to its mean, and no part that had more left gets
 * less than one that had less. */
static void
test_whole_parts_add_up_and_stay_next_to_their_means(void **state)
{
    uint64_t seed = 11;

    (void)state;
    for (size_t trial = 0; trial < TRIALS; trial++) {
        const size_t n = 1 + trial % LCI_SHARES_MOST;
        int64_t values[SUBSETS];
        int64_t sums[LCI_SHARES_MOST] = {0};
        int64_t parts[LCI_SHARES_MOST];
        int64_t whole = 0;
        int64_t orders = 0;

        for (size_t i = 0; i < SUBSETS; i++)
            values[i] = (int64_t)(draw(&seed) % 41) - 20;
        orders = walk_orders(values, n, 0, sums);
        split(values, n, parts);
        for (size_t i = 0; i < n; i++) {
            const int64_t above = parts[i] * orders - sums[i];

            whole += parts[i];
            assert_true(above > -orders && above < orders);
            for (size_t j = 0; j < n; j++) {
                const int64_t other = parts[j] * orders - sums[j];

                /* i was rounded up and j down: j had not more left than i, and not as much if it
                 * comes first. */
                if (above > 0 && other < 0)
                    assert_true(orders - above > -other || (orders - above == -other && i < j));
            }
        }
        assert_int_equal(whole, values[(1U << n) - 1] - values[0]);
    }
}

/* By hand: a street and a facility that cover 7 only together; 3.5 each, and the odd one goes to
 * the first. */
static void
test_two_that_only_work_together_share_and_a_tie_goes_to_the_first(void **state)
{
    const int64_t values[4] = {10, 10, 10, 17};
    const int64_t less[4] = {10, 10, 10, 3};
    int64_t parts[2];

    (void)state;
    split(values, 2, parts);
    assert_int_equal(parts[0], 4);
    assert_int_equal(parts[1], 3);
    split(less, 2, parts); /* -3.5 each: down to -4, and one back to the first */
    assert_int_equal(parts[0], -3);
    assert_int_equal(parts[1], -4);
}

static void
test_a_cause_without_effect_has_nothing_and_equal_ones_have_as_much(void **state)
{
    uint64_t seed = 13;

    (void)state;
    for (size_t trial = 0; trial < TRIALS; trial++) {
        int64_t values[8];
        int64_t parts[3];
        int64_t by_size[3];

        for (size_t i = 0; i < 3; i++)
            by_size[i] = 2 * (int64_t)(draw(&seed) % 1000) - 1000;
        for (unsigned subset = 0; subset < 8; subset++) /* causes 0 and 2 count, whichever of them; 1 does not */
            values[subset] = by_size[(subset & 1U) + (subset >> 2 & 1U)];
        split(values, 3, parts);
        assert_int_equal(parts[1], 0);
        assert_int_equal(parts[0], parts[2]);
        assert_int_equal(parts[0], (by_size[2] - by_size[0]) / 2);
    }
}

static void
test_great_numbers_stay_exact(void **state)
{
    int64_t values[SUBSETS] = {0};
    int64_t parts[LCI_SHARES_MOST];

    (void)state;
    for (unsigned subset = 0; subset < SUBSETS; subset++)
        values[subset] = subset == SUBSETS - 1 ? LCI_SHARES_VALUE_MOST : -LCI_SHARES_VALUE_MOST;
    split(values, LCI_SHARES_MOST, parts); /* all four are needed: half of 10^15 each */
    for (size_t i = 0; i < LCI_SHARES_MOST; i++)
        assert_int_equal(parts[i], LCI_SHARES_VALUE_MOST / 2);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sums_equal_those_over_all_orders),
        cmocka_unit_test(test_whole_parts_add_up_and_stay_next_to_their_means),
        cmocka_unit_test(test_two_that_only_work_together_share_and_a_tie_goes_to_the_first),
        cmocka_unit_test(test_a_cause_without_effect_has_nothing_and_equal_ones_have_as_much),
        cmocka_unit_test(test_great_numbers_stay_exact),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
