/* test_landuse.c - codes of land use by hand: what fits, and what memory that runs out leaves. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/landuse.h"

static const char *K_AND_A[] = {"K", "A"};
static struct lci_landuse_code survey_codes[] = {
    {"0701", "towns", true, false}, {"0702", "villages", true, false}, {"1004", "streets", false, true}};
static struct lci_landuse_code plan_codes[] = {{"07*", "homes", true, false},
                                               {"0702*", "services", false, false},
                                               {"070203", "homes in services", true, false},
                                               {"0703", NULL, true, true}};
static const struct lci_landuse_scheme schemes[] = {
    {.id = "plan", .codes = plan_codes, .code_count = 4},
    {.id = "survey", .suffixes = {K_AND_A, 2}, .codes = survey_codes, .code_count = 3},
};

static void
expect_entry(const struct lci_landuse_scheme *scheme, const char *code, const char *expected)
{
    const struct lci_landuse_code *entry = lci_landuse_find(scheme, code);

    if (expected && entry ? strcmp(entry->code, expected) != 0 : expected || entry)
        fail_msg("%s in %s: %s, expected %s", code, scheme->id, entry ? entry->code : "none", expected ? expected : "none");
}

static void
test_the_longest_entry_fits_and_suffixes_do_not_count(void **state)
{
    (void)state;
    expect_entry(&schemes[0], "0701", "07*");
    expect_entry(&schemes[0], "070201", "0702*");
    expect_entry(&schemes[0], "070203", "070203");
    expect_entry(&schemes[0], "0801", NULL);
    expect_entry(&schemes[1], " 0701K ", "0701");
    expect_entry(&schemes[1], "0702a", "0702");
    expect_entry(&schemes[1], "０７０１", "0701");
    expect_entry(&schemes[1], "070", NULL);
    expect_entry(&schemes[1], "07A", NULL);
    expect_entry(&schemes[1], "07010", NULL);
    expect_entry(&schemes[1], "", NULL);
    expect_entry(&schemes[1], "a text much longer than any code could be", NULL);
}

static enum lci_status
choose(const char *const *codes, size_t count, const char *asked, struct lci_arena *arena, struct lci_landuse_choice *out)
{
    const struct lci_landuse_inputs inputs = {
        .schemes = schemes, .scheme_count = 2, .asked = asked, .codes = codes, .count = count, .field = "DLBM"};

    return lci_landuse_choose(&inputs, arena, out, NULL);
}

static void
test_marks_decide_and_contradictions_stop(void **state)
{
    static const char *const survey[] = {"0701", "0702", NULL, "1004"};
    static const char *const plan[] = {"0701", "0702", "0703"};
    static const char *const unclear[] = {"0701", "0702"};
    static const char *const alike[] = {"0701", "9999"};
    static const char *const both[] = {"0703", "1004"};
    struct lci_arena arena = {0};
    struct lci_landuse_choice choice;

    (void)state;
    assert_int_equal(choose(survey, 4, NULL, &arena, &choice), LCI_OK);
    assert_ptr_equal(choice.scheme, &schemes[1]);
    assert_int_equal(choice.home_count, 2);
    assert_int_equal(choice.without_code, 1);
    assert_true(choice.is_home[0] && choice.is_home[1] && !choice.is_home[2] && !choice.is_home[3]);
    assert_int_equal(choose(plan, 3, NULL, &arena, &choice), LCI_OK);
    assert_ptr_equal(choice.scheme, &schemes[0]);
    assert_true(choice.is_home[0] && !choice.is_home[1] && choice.is_home[2]);
    assert_int_equal(choose(unclear, 2, NULL, &arena, &choice), LCI_E_DATA);
    assert_int_equal(choose(unclear, 2, "survey", &arena, &choice), LCI_OK);
    assert_int_equal(choice.home_count, 2);
    assert_int_equal(choose(alike, 2, NULL, &arena, &choice), LCI_OK);
    assert_int_equal(choice.home_count, 1);
    assert_int_equal(choose(both, 2, NULL, &arena, &choice), LCI_E_DATA);
    assert_int_equal(choose(survey, 4, "plan", &arena, &choice), LCI_E_DATA);
    assert_int_equal(choose(NULL, 0, NULL, &arena, &choice), LCI_E_DATA);
    lci_arena_fini(&arena);
}

static void
test_out_of_memory_is_said(void **state)
{
    static const char *const survey[] = {"0701", "0702", NULL, "1004"};
    enum lci_status status = LCI_E_NOMEM;

    (void)state;
    for (uint64_t n = 1; n < 100 && status != LCI_OK; n++) {
        struct lci_arena arena = {0};
        struct lci_landuse_choice choice;

        lci_alloc_fail_at(n);
        status = choose(survey, 4, NULL, &arena, &choice);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        lci_arena_fini(&arena);
    }
    assert_int_equal(status, LCI_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_longest_entry_fits_and_suffixes_do_not_count),
        cmocka_unit_test(test_marks_decide_and_contradictions_stop),
        cmocka_unit_test(test_out_of_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
