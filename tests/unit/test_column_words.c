/* test_column_words.c - names of columns in words: units, categories, what was before and what is now. Expected: by hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "legend/column_words.h"

static struct lci_result_category categories[] = {
    {.id = "school", .column = "school"},
    {.id = "school_bus", .column = "school_bus"},
};
static struct lci_result_pass passes[] = {{.id = "adult", .suffix = "", .categories = categories, .category_count = 2}};
static struct lci_result_entry entries[] = {
    {"category.school.zh", "学校"},    {"category.school.en", "School"},       {"category.school.limits_m", "500"},
    {"category.school_bus.zh", "校车"}, {"category.school_bus.limits_m", "500"}, {"profile.elder.zh", "老年人"},
    {"tier.care.zh", "养老"},
};
static struct lci_result whole = {
    .passes = passes, .pass_count = 1, .entries = entries, .entry_count = sizeof(entries) / sizeof(entries[0])};

static void
check(const struct lci_result *result, const char *layer, const char *column, const char *zh, const char *en)
{
    struct lci_arena arena = {0};
    struct lci_column_words words = {.result = result, .arena = &arena};

    for (int english = 0; english < 2; english++) {
        const char *expected = english ? en : zh;
        const char *found = NULL;

        words.english = english;
        found = lci_column_word(&words, layer, column);
        if (!expected ? found != NULL : !found || strcmp(found, expected) != 0)
            fail_msg("%s.%s: \"%s\" instead of \"%s\"", layer, column, found ? found : "(none)", expected ? expected : "(none)");
    }
    assert_false(words.failed);
    lci_arena_fini(&arena);
}

static void
test_the_unit_stands_behind_the_word(void **state)
{
    (void)state;
    check(&whole, "homes", "area_m2", "面积（平方米）", "Area (m²)");
    check(&whole, "units_elder", "households", "户数（户）", "Households");
    check(&whole, "homes", "elders", "60岁及以上老年人（人）", "People of 60 and over");
    check(&whole, "straight_network", "over_claim_percent", "直线高估占路网覆盖（%）", "Over-claim of what is covered (%)");
    check(&whole, "gaps", "closes_ratio", "可消除缺口的比例（0–1）", "Share of the gap that it closes (0–1)");
    check(&whole, "gaps", "gain_population", "可新增覆盖人口（人）", "People newly covered");
    check(&whole, "gaps", "rank_elders", "按老年人排序", "Rank by elders");
    check(&whole, "indicator_spread", "min", "最小值", "Least value");
    check(&whole, "gate_gains", "saved_household_m", "增开出入口可节省的路程（户·米）", "Walk saved by one more gate (household-metres)");
}

static void
test_a_category_stands_before_it_the_longest_name_first(void **state)
{
    (void)state;
    check(&whole, "homes", "school_nearest_m", "学校：最近设施路程（米）", "School: walk to the nearest facility (m)");
    check(&whole, "homes", "school_bus_status", "校车：覆盖结论", "school_bus: verdict");
    check(&whole, "homes_elder", "school_covered_ratio_562_5m", "学校：562.5 米内覆盖比例（0–1）", "School: share within 562.5 m (0–1)");
    check(&whole, "homes_by_unit", "school_covered_ratio_5min", "学校：5 分钟内覆盖比例（0–1）", "School: share within 5 min (0–1)");
    check(&whole, "units", "school_elders_ratio", "学校：老年人覆盖率（0–1）", "School: share of elders covered (0–1)");
}

static void
test_a_result_without_homes_knows_its_categories(void **state)
{
    struct lci_result bare = whole;

    (void)state;
    bare.pass_count = 0;
    check(&bare, "units", "school_bus_facility_count", "校车：设施数（处）", "school_bus: facilities");
}

static void
test_levels_tiers_and_layers_have_their_own_words(void **state)
{
    (void)state;
    check(&whole, "homes", "unit_subdistrict", "所属街镇代码", "Code of the subdistrict");
    check(&whole, "homes", "unit_block", "所属block代码", "Code of the block");
    check(&whole, "homes", "care_one_ratio", "养老：可达“1”的比例（0–1）", "Care: share that reaches a 1 (0–1)");
    check(&whole, "gaps", "change", "最小改动", "Smallest change");
    check(NULL, "gaps_changed", "change", "变化", "Change");
    check(&whole, "facilities", "beds_of_my_own", NULL, NULL);
}

static void
test_old_and_new_are_told_apart(void **state)
{
    (void)state;
    check(NULL, "homes_changed", "old_nearest_m", "原最近设施路程（米）", "Walk to the nearest facility, before (m)");
    check(NULL, "homes_changed", "covered_households_difference", "覆盖户数增减（户）", "Change of covered households");
    check(NULL, "gaps_changed", "new_smallest_change", "现最小改动", "Smallest change, now");
    check(NULL, "gaps_changed", "old_elders", "原60岁及以上老年人（人）", "People of 60 and over, before");
    check(NULL, "gaps_changed", "home_count_difference", "住宅数增减（处）", "Change of homes");
    check(NULL, "gate_band", "ratio_worst", "覆盖率最不利值（0–1）", "Share, worst (0–1)");
    check(NULL, "units_changed", "worst_old_ratio", "降幅最大：原覆盖率（0–1）", "Fell most: share, before (0–1)");
    check(NULL, "coverage_causes", "numerator_by_network", "分子增减：路网所致", "Change of numerator by the network");
}

static void
test_a_layer_of_a_profile_says_whose_it_is(void **state)
{
    struct lci_arena arena = {0};
    struct lci_column_words words = {.result = &whole, .arena = &arena};

    (void)state;
    assert_string_equal(lci_layer_word(&words, "homes"), "住宅");
    assert_string_equal(lci_layer_word(&words, "homes_elder"), "住宅（老年人）");
    assert_string_equal(lci_layer_word(&words, "units_by_unit"), "统计单元（按单元规则）");
    words.english = true;
    assert_string_equal(lci_layer_word(&words, "gap_homes"), "Homes in gaps");
    assert_string_equal(lci_layer_word(&words, "facilities_elder"), "Facilities (elder)");
    assert_null(lci_layer_word(&words, "gpkg_contents"));
    assert_string_equal(lci_layer_kind("homes_changed"), "homes_changed");
    lci_arena_fini(&arena);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_unit_stands_behind_the_word),
        cmocka_unit_test(test_a_category_stands_before_it_the_longest_name_first),
        cmocka_unit_test(test_a_result_without_homes_knows_its_categories),
        cmocka_unit_test(test_levels_tiers_and_layers_have_their_own_words),
        cmocka_unit_test(test_old_and_new_are_told_apart),
        cmocka_unit_test(test_a_layer_of_a_profile_says_whose_it_is),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
