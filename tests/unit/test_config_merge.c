/* test_config_merge.c - lists of the configuration beside those of its standard: merged by id. */
#include "config_folder.h"

static const char STANDARD[] = "id: rules\n"
                               "limits: {minutes: 15}\n"
                               "categories:\n"
                               "  - {id: clinic, zh: 诊所, limits: {meters: 500}, radius_m: 400, target_ratio: 0.9}\n"
                               "  - {id: park, en: Park, limits_by: {attribute: area, steps: [{at_least: 10, meters: 300}]}}\n"
                               "  - {id: shop, optional: true}\n"
                               "sets: [{id: daily, categories: [clinic, shop]}, {id: green, categories: [clinic, park]}]\n"
                               "two_tier: [{id: care, one: clinic, many: shop, weight: elders}]\n"
                               "indicators:\n"
                               "  - {id: clinics, kind: count, numerator: {facilities: clinic}, target: 3, binding: true}\n"
                               "  - {id: shops, kind: count, numerator: {facilities: [clinic, shop]}, target: 4, scale: 2}\n"
                               "  - {id: reach, kind: coverage, definition: all_of, set: green, weight: elders}\n"
                               "presence: [{id: one, facilities: clinic, level: town}, {id: two, facilities: shop, level: town}]\n";

static struct lci_config *
load_beside(const char *text)
{
    char whole[4096];

    write_text("rules.yaml", STANDARD);
    (void)snprintf(whole, sizeof(whole), "standard: ./rules.yaml\n%s" REST, text);
    return load(whole);
}

static void
expect_beside(const char *text, const char *expected)
{
    char whole[4096];

    write_text("rules.yaml", STANDARD);
    (void)snprintf(whole, sizeof(whole), "standard: ./rules.yaml\n%s" REST, text);
    expect_faults(whole, expected);
}

static void
test_a_category_of_both_has_the_keys_of_the_configuration_over_the_standards(void **state)
{
    struct lci_config *config = load_beside("categories: [{id: pool}, {id: clinic, limits: {meters: 250}}]\n");

    (void)state;
    assert_int_equal(config->category_count, 4);
    assert_string_equal(config->categories[0].id, "clinic");
    assert_float_equal(config->categories[0].limits_m[0], 250.0, 0.0);
    assert_string_equal(config->categories[0].title_zh, "诊所");
    assert_float_equal(config->categories[0].radius_m, 400.0, 0.0);
    assert_float_equal(config->categories[0].target_ratio, 0.9, 0.0);
    assert_string_equal(config->categories[2].id, "shop");
    assert_true(config->categories[2].optional);
    assert_string_equal(config->categories[3].id, "pool");
    assert_int_equal(config->categories[3].limit_count, 0); /* the run's */
    assert_int_equal(config->set_count, 2);
    assert_int_equal(config->indicator_count, 3);
    lci_config_free(config);
}

static void
test_limits_take_the_place_of_limits_by_an_attribute_and_these_of_limits_and_radius(void **state)
{
    struct lci_config *config = load_beside("categories: [{id: park, limits: {meters: 200}}, {id: clinic, limits_by:"
                                            " {attribute: beds, steps: [{at_least: 9, meters: 700}]}}]\n");

    (void)state;
    assert_int_equal(config->categories[1].step_count, 0);
    assert_float_equal(config->categories[1].limits_m[0], 200.0, 0.0);
    assert_int_equal(config->categories[0].step_count, 1);
    assert_float_equal(config->categories[0].limits_m[0], 700.0, 0.0);
    assert_float_equal(config->categories[0].radius_m, 0.0, 0.0);
    lci_config_free(config);
}

/* `limits` of the configuration outrank a category's of the standard, and not those that the configuration gives it. */
static void
test_limits_of_the_run_outrank_only_what_the_standard_says(void **state)
{
    struct lci_config *config =
        load_beside("limits: {meters: [100, 200]}\n"
                    "categories: [{id: clinic, target_ratio: 0.5}, {id: park, limits: {meters: 50}}]\n");

    (void)state;
    assert_int_equal(config->categories[0].limit_count, 0);
    assert_float_equal(config->categories[0].target_ratio, 0.5, 0.0);
    assert_int_equal(config->categories[1].limit_count, 1);
    assert_float_equal(config->categories[1].limits_m[0], 50.0, 0.0);
    lci_config_free(config);
}

static void
test_categories_only_leaves_out_the_others_and_what_the_standard_says_of_them(void **state)
{
    struct lci_config *config = load_beside("profiles: [adult, elder]\ncategories_only: [clinic, shop]\n");

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        const struct lci_config *each = i == 0 ? config : &config->further[0];

        assert_int_equal(each->category_count, 2);
        assert_string_equal(each->categories[1].id, "shop");
    }
    assert_int_equal(config->set_count, 1);
    assert_string_equal(config->sets[0].id, "daily");
    assert_int_equal(config->indicator_count, 2); /* not that of the set with parks */
    assert_int_equal(config->tier_count, 1);
    lci_config_free(config);
    config = load_beside("categories: [{id: pool}]\ncategories_only: pool\n");
    assert_int_equal(config->category_count, 1);
    assert_string_equal(config->categories[0].id, "pool");
    assert_int_equal(config->set_count + config->tier_count + config->indicator_count + config->presence_count, 0);
    lci_config_free(config);
}

static void
test_sets_tiers_indicators_and_presence_are_read_over_by_id(void **state)
{
    struct lci_config *config =
        load_beside("sets: [{id: daily, least: 1}, {id: all_three, categories: [clinic, park, shop]}]\n"
                    "two_tier: [{id: care, weight: minors}, {id: second, one: shop, many: park}]\n"
                    "indicators: [{id: clinics, base: 2020, target: 5}, {id: shops, kind: count, numerator: {facilities: shop}}]\n"
                    "presence: [{id: two, level: circle}]\n");

    (void)state;
    assert_int_equal(config->set_count, 3);
    assert_int_equal(config->sets[0].least, 1);
    assert_int_equal(config->sets[0].categories.count, 2);
    assert_int_equal(config->tier_count, 2);
    assert_string_equal(config->tiers[0].one, "clinic");
    assert_string_equal(config->tiers[0].weights.items[0], "minors");
    assert_int_equal(config->indicator_count, 3);
    assert_float_equal(config->indicators[0].target, 5.0, 0.0);
    assert_true(config->indicators[0].binding);
    assert_string_equal(config->indicators[0].base, "2020");
    assert_int_equal(config->indicators[1].numerator.items[0].facilities.count, 1); /* with a kind: instead of the standard's */
    assert_float_equal(config->indicators[1].scale, 1.0, 0.0);
    assert_int_equal(config->presence_count, 2);
    assert_string_equal(config->presence[1].level, "circle");
    assert_int_equal(config->presence[1].facilities.count, 1);
    lci_config_free(config);
}

/* Messages count items as the file does, not as the merged list does. */
static void
test_faults_are_told_by_the_numbers_of_the_configuration(void **state)
{
    (void)state;
    expect_beside("categories: [{id: pool, limits: {meters: 1, minutes: 1}}, {id: pool}]\n",
                  "city.yaml:2:33: categories[1].limits: expected minutes or meters, found both\n"
                  "city.yaml:2:59: categories[2].id: \"pool\" is here twice");
    expect_beside("categories: [{id: clinic}, {id: clinic}]\n", "city.yaml:2:28: categories[2].id: \"clinic\" is here twice");
    expect_beside("sets: [{id: mine, categories: [clinic, pool]}]\n",
                  "city.yaml:2:8: sets[1].categories: expected categories of the list, found \"pool\"");
    expect_beside("sets: [{id: mine}]\n", "city.yaml:2:8: sets[1]: the key \"categories\" is missing\n"
                                          "city.yaml:2:8: sets[1].categories: expected two categories or more, found 0");
    expect_beside("categories_only: [clinic, shoop]\n",
                  "city.yaml:2:27: categories_only[2]: expected categories of the list, found \"shoop\"; did you mean \"shop\"?");
    expect_faults("categories_only: clinic\n" REST, "city.yaml:1:18: categories_only[1]: expected a list \"categories\" to choose "
                                                    "from, here or in a standard, found none");
    /* What the configuration itself asks of a category that it leaves out is a contradiction. */
    expect_beside("categories_only: [clinic, park]\nsets: [{id: mine, categories: [clinic, shop]}]\n",
                  "city.yaml:3:8: sets[1].categories: expected categories of the list, found \"shop\"");
    expect_beside("categories_only: [clinic, park]\nindicators: [{id: shops, target: 5}]\n",
                  "city.yaml:3:14: indicators[1]: \"shops\" is about a category that \"categories_only\" leaves out");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_a_category_of_both_has_the_keys_of_the_configuration_over_the_standards),
        cmocka_unit_test(test_limits_take_the_place_of_limits_by_an_attribute_and_these_of_limits_and_radius),
        cmocka_unit_test(test_limits_of_the_run_outrank_only_what_the_standard_says),
        cmocka_unit_test(test_categories_only_leaves_out_the_others_and_what_the_standard_says_of_them),
        cmocka_unit_test(test_sets_tiers_indicators_and_presence_are_read_over_by_id),
        cmocka_unit_test(test_faults_are_told_by_the_numbers_of_the_configuration),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
