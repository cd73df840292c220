/* test_config_profiles.c - several profiles in one configuration: whose metres, whose word counts. */
#include "config_folder.h"

static void
expect_profile(const struct lci_config *config, const char *id, double speed_mps)
{
    assert_string_equal(config->profile.id, id);
    assert_float_equal(config->profile.speed_mps, speed_mps, 0.0);
}

/* minutes x 60 x speed: 15 x 60 x 1.2 = 1080, x 0.8 = 720, x 4 = 3600; 5 x 60 x 4 = 1200. */
static void
test_minutes_are_metres_of_each_profile(void **state)
{
    struct lci_config *config =
        load("profiles: [adult, elder, {profile: ride, speed_mps: 4}]\n"
             "limits: {minutes: [5, 15]}\n"
             "categories: [{id: a}, {id: b, limits: {meters: 500}, radius_m: 400},"
             " {id: c, limits: {minutes: 10}}]\n" REST);

    (void)state;
    assert_int_equal(config->further_count, 2);
    expect_profile(config, "adult", 1.2);
    expect_profile(&config->further[0], "elder", 0.8);
    expect_profile(&config->further[1], "ride", 4.0);
    assert_float_equal(config->limits_m[1], 1080.0, 0.0);
    assert_float_equal(config->further[0].limits_m[1], 720.0, 0.0);
    assert_float_equal(config->further[1].limits_m[0], 1200.0, 0.0);
    assert_float_equal(config->further[1].limits_m[1], 3600.0, 0.0);
    for (size_t i = 0; i < 2; i++) {
        const struct lci_config *further = &config->further[i];

        assert_int_equal(further->further_count, 0);
        assert_int_equal(further->category_count, 3);
        assert_int_equal(further->categories[0].limit_count, 0); /* the run's */
        assert_float_equal(further->categories[1].limits_m[0], 500.0, 0.0);
        assert_float_equal(further->categories[1].radius_m, 400.0, 0.0);
        assert_float_equal(further->categories[2].limits_m[0], i == 0 ? 480.0 : 2400.0, 0.0);
        assert_ptr_equal(further->homes.items, config->homes.items);
        assert_ptr_equal(further->output.path, config->output.path);
    }
    lci_config_free(config);
}

static void
test_a_profile_may_walk_twice_under_another_id(void **state)
{
    struct lci_config *config =
        load("profiles: [elder, {profile: elder, id: elder_slow, speed_mps: 0.6}]\n" REST);

    (void)state;
    expect_profile(config, "elder", 0.8);
    expect_profile(&config->further[0], "elder_slow", 0.6);
    assert_float_equal(config->further[0].limits_m[0], 540.0, 0.0); /* 15 x 60 x 0.6 */
    lci_config_free(config);
}

static void
test_one_profile_needs_no_list(void **state)
{
    struct lci_config *config = load("profiles: elder\nspeed_mps: 1\n" REST);

    (void)state;
    expect_profile(config, "elder", 1.0);
    assert_int_equal(config->further_count, 0);
    lci_config_free(config);
}

static void
test_the_configuration_outranks_the_standard(void **state)
{
    struct lci_config *config = NULL;

    (void)state;
    write_text("one.yaml", "id: one\nprofile: elder\n");
    write_text("two.yaml", "id: two\nprofiles: [elder, ride]\n");
    config = load("standard: ./one.yaml\nprofiles: [adult, child]\n" REST);
    expect_profile(config, "adult", 1.2);
    expect_profile(&config->further[0], "child", 0.85);
    lci_config_free(config);
    config = load("standard: ./two.yaml\nprofile: adult\n" REST);
    expect_profile(config, "adult", 1.2);
    assert_int_equal(config->further_count, 0);
    lci_config_free(config);
    config = load("standard: ./two.yaml\n" REST);
    expect_profile(config, "elder", 0.8);
    assert_int_equal(config->further_count, 1);
    lci_config_free(config);
}

static void
test_what_does_not_fit_is_told_once(void **state)
{
    static const char *const pairs[][2] = {
        {"profiles: [adult, eldr]\n" REST,
         "city.yaml:1:19: profiles[2]: expected adult, adult-hills, child, elder, pushchair, ride, "
         "wheelchair, or the path of a file, found \"eldr\"; did you mean \"elder\"?"},
        {"profiles: [adult, adult]\n" REST,
         "city.yaml:1:19: profiles: \"adult\" is here twice; one of them needs another id: "
         "{profile: adult, id: adult_slow, speed_mps: 0.8}"},
        {"profiles: [adult, {profile: elder, id: adult}]\n" REST,
         "city.yaml:1:19: profiles: \"adult\" is here twice; one of them needs another id: "
         "{profile: adult, id: adult_slow, speed_mps: 0.8}"},
        {"profile: adult\nprofiles: [elder, adult]\n" REST,
         "city.yaml:2:12: profiles: expected profile or profiles, found both"},
        {"profiles: [adult, elder]\nspeed_mps: 1\n" REST,
         "city.yaml:1:12: speed_mps: expected one profile beside it, found 2; each may have its "
         "own: {profile: adult, speed_mps: 1}"},
        {"profiles: [{speed_mps: 1}]\n" REST,
         "city.yaml:1:12: profiles[1]: the key \"profile\" is missing"},
        {"profiles: []\n" REST, "city.yaml:1:11: profiles: expected a list, found an empty list"},
        /* Assembled for three profiles, and wrong in each. */
        {"profiles: [adult, elder, child]\nlimits: {minutes: 5, meters: 400}\n" REST,
         "city.yaml:2:9: limits: expected minutes or meters, found both"},
        {"profiles: [adult, elder, child]\ncategories: [{id: a}, {id: a}]\n" REST,
         "city.yaml:2:23: categories[2].id: \"a\" is here twice"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        expect_faults(pairs[i][0], pairs[i][1]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_minutes_are_metres_of_each_profile),
        cmocka_unit_test(test_a_profile_may_walk_twice_under_another_id),
        cmocka_unit_test(test_one_profile_needs_no_list),
        cmocka_unit_test(test_the_configuration_outranks_the_standard),
        cmocka_unit_test(test_what_does_not_fit_is_told_once),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
