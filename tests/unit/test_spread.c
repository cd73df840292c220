/* test_spread.c - parts of a whole against their definition, and amounts of units on a plane by hand. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "../support/analysis_model.h"
#include "../support/near.h"
#include "analysis/households.h"
#include "analysis/spread.h"

enum { MOST = 12, TRIALS = 3000 };

static uint64_t
next_random(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

/* Small numbers, so that 64 bits hold every product: whole parts, and the rest to the largest remainders from the first on. */
static void
test_parts_are_by_largest_remainder(void **state)
{
    (void)state;
    for (uint64_t trial = 0; trial < TRIALS; trial++) {
        uint64_t seed = trial;
        const size_t count = 1 + next_random(&seed) % MOST;
        const uint64_t whole = next_random(&seed) % 50;
        uint64_t measures[MOST];
        uint64_t shares[MOST];
        uint32_t order[MOST];
        uint64_t total = 0;
        uint64_t sum = 0;

        for (size_t i = 0; i < count; i++)
            total += measures[i] = next_random(&seed) % 4;
        lci_share_out(whole, measures, count, shares, order);
        for (size_t i = 0; i < count; i++) {
            const uint64_t measure = total > 0 ? measures[i] : 1;
            const uint64_t of = total > 0 ? total : count;
            const bool more = shares[i] * of > whole * measure;

            sum += shares[i];
            if (shares[i] != whole * measure / of + (more ? 1 : 0))
                fail_msg("trial %" PRIu64 ", part %zu is no rounding", trial, i);
            for (size_t k = 0; k < count && more; k++) {
                const uint64_t other = total > 0 ? measures[k] : 1;
                const bool k_more = shares[k] * of > whole * other;
                const uint64_t mine = whole * measure % of;
                const uint64_t theirs = whole * other % of;

                if (!k_more && (theirs > mine || (theirs == mine && k < i)))
                    fail_msg("trial %" PRIu64 ": %zu should have had more before %zu", trial, k, i);
            }
        }
        assert_int_equal(sum, whole);
    }
}

static void
test_large_numbers_are_shared_exactly(void **state)
{
    const uint64_t measures[3] = {UINT64_C(99999999999999), UINT64_C(99999999999999), UINT64_C(99999999999999)};
    uint64_t shares[3];
    uint32_t order[3];

    (void)state;
    lci_share_out(UINT64_C(1000000000000001), measures, 3, shares, order); /* 333333333333333.67 each */
    assert_int_equal(shares[0], UINT64_C(333333333333334));
    assert_int_equal(shares[1], UINT64_C(333333333333334));
    assert_int_equal(shares[2], UINT64_C(333333333333333));
}

/* Two units side by side, homes of 10 x 10 and 20 x 10 m2 in the first; the second has people and no home. */
static enum lci_status
spread_two_units(struct lci_homes *homes, struct lci_unhoused_list *unhoused, struct lci_quality *quality)
{
    static double amounts[2][1] = {{31.0}, {5.0}};
    struct lci_units units = {0};
    struct lci_buildings buildings = {0};
    struct lci_housing housing = {0};
    struct lci_pool *pool = NULL;
    const struct lci_spread_order order = {.weight = LCI_WEIGHT_POPULATION, .level = 0, .amount = 0, .by = LCI_SPREAD_LAND};
    struct lci_spread_inputs inputs = {.units = &units, .housing = &housing, .metric = lci_metric_plane()};
    uint32_t home_unit[2];
    enum lci_status status = lci_pool_new(1, &pool, NULL);

    model_add_unit(&units, "community", "A", NULL, (const double[4]){0, 0, 100, 100});
    model_add_unit(&units, "community", "B", NULL, (const double[4]){100, 0, 200, 100});
    model_add_box(&homes->shapes, 10, 10, 20, 20);
    model_add_box(&homes->shapes, 30, 10, 50, 20);
    (void)model_add_home(homes, "1", NULL);
    (void)model_add_home(homes, "2", NULL);
    if (!status)
        status = lci_units_check(&units, quality, NULL);
    if (!status)
        status = lci_housing_build(homes, &buildings, 0.0, pool, &housing, NULL);
    if (!status)
        status = lci_homes_in_units(homes, &units, NULL, home_unit, NULL);
    for (size_t unit = 0; unit < units.count && !status; unit++)
        units.items[unit].amounts = amounts[unit];
    inputs.home_unit = home_unit;
    if (!status)
        status = lci_spread(&inputs, &order, homes, unhoused, quality, NULL);
    lci_pool_free(pool);
    lci_housing_fini(&housing);
    lci_units_fini(&units);
    return status;
}

static void
test_a_unit_is_spread_and_one_without_homes_is_kept(void **state)
{
    struct lci_homes homes = {0};
    struct lci_unhoused_list unhoused = {0};
    struct lci_quality quality = {0};

    (void)state;
    assert_int_equal(spread_two_units(&homes, &unhoused, &quality), LCI_OK);
    assert_near(homes.items[0].weights[LCI_WEIGHT_POPULATION].value, 10.0, 0.0); /* 31 x 1/3 = 10 + 1/3 */
    assert_near(homes.items[1].weights[LCI_WEIGHT_POPULATION].value, 21.0, 0.0); /* 31 x 2/3 = 20 + 2/3 */
    assert_int_equal(unhoused.count, 1);
    assert_int_equal(unhoused.items[0].unit, 1);
    assert_near(unhoused.items[0].amount, 5.0, 0.0);
    assert_true(model_reported(&quality, "people_without_home", "B"));
    lci_free(unhoused.items);
    lci_quality_fini(&quality);
    lci_homes_fini(&homes);
}

static void
test_out_of_memory_is_said(void **state)
{
    enum lci_status status = LCI_E_NOMEM;

    (void)state;
    for (uint64_t n = 1; n < 300 && status != LCI_OK; n++) {
        struct lci_homes homes = {0};
        struct lci_unhoused_list unhoused = {0};
        struct lci_quality quality = {0};

        lci_alloc_fail_at(n + 40); /* the model itself must not fail */
        status = spread_two_units(&homes, &unhoused, &quality);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        lci_free(unhoused.items);
        lci_quality_fini(&quality);
        lci_homes_fini(&homes);
    }
    assert_int_equal(status, LCI_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_parts_are_by_largest_remainder),
        cmocka_unit_test(test_large_numbers_are_shared_exactly),
        cmocka_unit_test(test_a_unit_is_spread_and_one_without_homes_is_kept),
        cmocka_unit_test(test_out_of_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
