/* test_together.c - straight lines beside walks, sets of categories, the weakest one and missing minutes on case C116. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/covered_city.h"
#include "../support/near.h"

/* 300 m on foot beside 300 m straight: R4 lies 180 m from F1 and R6 197 m, but nobody walks there; R5 is 197 m from F2. */
static void
test_straight_lines_of_c116(void **state)
{
    struct covered_city covered;
    const struct {
        uint32_t category, weight;
        double u1[2], u2[2];
    } cases[] = {
        {ELDERLY, LCI_WEIGHT_POPULATION, {215, 215}, {0, 160}},
        {ELDERLY, LCI_WEIGHT_HOUSEHOLDS, {75, 75}, {0, 55}},
        {PROTECTION, LCI_WEIGHT_POPULATION, {50, 215}, {160, 160}},
        {CONVENIENCE, LCI_WEIGHT_ELDERS, {43, 43}, {32, 32}},
    };

    (void)state;
    open_c116(&covered);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct wanted wanted = {LCI_BY_WEIGHT_RADIUS, cases[i].category, cases[i].weight, 0, LCI_NONE, 0};

        check_rows(&covered.coverage, &wanted, cases[i].u1, cases[i].u2);
    }
    uncover(&covered);
}

/* Sets "both" (elderly, convenience) and "all"; the weakest of U1 is protection with 50 people, of U2 elderly with none. */
static void
test_named_sets_and_the_weakest_of_c116(void **state)
{
    static const uint32_t both[2] = {ELDERLY, CONVENIENCE};
    const struct lci_category_set named = {"both", both, 2};
    const uint32_t people = LCI_WEIGHT_POPULATION;
    const struct wanted all_of = {LCI_BY_ALL_OF, LCI_NONE, people, 2, LCI_NONE, 1};
    const struct wanted one_of = {LCI_BY_K_OF_N, LCI_NONE, people, 1, LCI_NONE, 1};
    const struct wanted weakest[2] = {{LCI_BY_WEAKEST, PROTECTION, people, 0, LCI_NONE, 0},
                                      {LCI_BY_WEAKEST, ELDERLY, people, 0, LCI_NONE, 0}};
    struct covered_city covered;
    const struct lci_coverage_row *row = NULL;

    (void)state;
    open_c116(&covered);
    cover_again_with(&covered, &named, 1);
    /* R1 and R2 reach both, R3 and R5 a convenience outlet only. */
    check_rows(&covered.coverage, &all_of, (double[2]){80, 215}, (double[2]){0, 160});
    check_rows(&covered.coverage, &one_of, (double[2]){80, 215}, (double[2]){160, 160});
    row = find_row(&covered.coverage, 1, &weakest[0]);
    assert_non_null(row);
    assert_near(row->numerator, 50.0, 1e-9);
    assert_near(row->limit_m, 300.0, 0.0);
    row = find_row(&covered.coverage, 2, &weakest[1]);
    assert_non_null(row);
    assert_near(row->numerator, 0.0, 0.0);
    assert_int_equal(covered.coverage.weakest[0], PROTECTION); /* R1 reaches the other two */
    uncover(&covered);
}

/* Beyond 300 m to F1: R3 and R5 in the east, R4 in the west; R6 has no street. */
static void
test_missing_walk_of_c116(void **state)
{
    struct covered_city covered;
    const struct lci_sums *sums = NULL;

    (void)state;
    open_c116(&covered);
    sums = &covered.coverage.sums;
    /* R3: 600 - 200; R5: 120 m to the corner, 150 m down, 800 m to F1: 1070. */
    assert_near(covered.coverage.homes[2 * 3 + ELDERLY].missing_m, 100.0, 1e-9);
    assert_near(covered.coverage.homes[4 * 3 + ELDERLY].missing_m, 770.0, 1e-9);
    assert_near(covered.coverage.homes[0 * 3 + ELDERLY].missing_m, 0.0, 0.0);
    assert_true(isnan(covered.coverage.homes[5 * 3 + ELDERLY].missing_m));
    /* U2: 90 people x 100 m and 70 x 770 m. U1: R4, 120 people, walks 1650 m; R6, 15 people, not at all. 72 m a minute. */
    assert_near(lci_sum_beyond_min(sums, 2, ELDERLY, 0, LCI_WEIGHT_POPULATION), 62900.0 / 72.0, 1e-6);
    assert_near(lci_sum_beyond_min(sums, 1, ELDERLY, 0, LCI_WEIGHT_POPULATION), 162000.0 / 72.0, 1e-6);
    assert_near(lci_sum_walked(sums, 1, ELDERLY, LCI_WEIGHT_POPULATION), 200.0, 1e-9);
    uncover(&covered);
}

/* Limits 300 and 1100 m for two categories, 300 m for the third: 300 m is common, the largest are not. */
static void
test_sets_have_a_case_for_every_common_limit(void **state)
{
    const double limits[2] = {300.0, 1100.0};
    const struct lci_access_category categories[3] = {
        {.limits_m = limits, .limit_count = 2}, {.limits_m = limits, .limit_count = 1}, {.limits_m = limits, .limit_count = 2}};
    const struct lci_access_inputs inputs = {.categories = categories, .category_count = 3};
    static const uint32_t alike[2] = {0, 2};
    const struct lci_category_set named = {"alike", alike, 2};
    struct lci_set_cases cases;

    (void)state;
    assert_int_equal(lci_set_cases_build(&inputs, &named, 1, &cases, NULL), LCI_OK);
    assert_int_equal(cases.set_count, 2);
    assert_int_equal(cases.count, 4); /* all: largest, 300 m; alike: largest, 300 m */
    assert_true(isnan(cases.items[0].limit_m));
    assert_int_equal(cases.items[0].limit[0], 1);
    assert_int_equal(cases.items[0].limit[1], 0);
    assert_near(cases.items[1].limit_m, 300.0, 0.0);
    assert_near(cases.items[2].limit_m, 1100.0, 0.0);
    assert_near(cases.items[3].limit_m, 300.0, 0.0);
    assert_int_equal(cases.items[3].limit[1], 0);
    assert_int_equal(cases.total, 4 + 4 + 3 + 3);
    lci_set_cases_fini(&cases);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_straight_lines_of_c116),
        cmocka_unit_test(test_named_sets_and_the_weakest_of_c116),
        cmocka_unit_test(test_missing_walk_of_c116),
        cmocka_unit_test(test_sets_have_a_case_for_every_common_limit),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
