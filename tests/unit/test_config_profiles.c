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

#define UNITS                                                                                      \
    "units: [{source: h.gpkg, level: town, attributes: {kind: K}},"                                \
    " {source: h.gpkg, level: village}]\n"

static void
test_modes_name_profiles_of_the_run_or_add_one(void **state)
{
    struct lci_config *config =
        load("profiles: [adult, {profile: elder, id: old, speed_mps: 0.6}]\n"
             "modes:\n"
             "  - {level: town, where: {kind: [b, c]}, profile: ride}\n"
             "  - {level: town, where: {kind: a}, and: {level: village}, profile: old}\n"
             "  - {profile: adult}\n" UNITS REST);

    (void)state;
    assert_int_equal(config->further_count, 2);
    assert_string_equal(config->further[1].profile.id, "ride");
    assert_int_equal(config->mode_count, 3);
    assert_int_equal(config->modes[0].profile, 2);
    assert_int_equal(config->modes[0].condition_count, 1);
    assert_string_equal(config->modes[0].conditions[0].level, "town");
    assert_string_equal(config->modes[0].conditions[0].where[0].matches[0].values.items[1], "c");
    assert_int_equal(config->modes[1].profile, 1);
    assert_int_equal(config->modes[1].condition_count, 2);
    assert_string_equal(config->modes[1].conditions[1].level, "village");
    assert_int_equal(config->modes[1].conditions[1].where_count, 0);
    assert_int_equal(config->modes[2].profile, 0);
    assert_int_equal(config->modes[2].condition_count, 0);
    lci_config_free(config);
}

static void
test_one_speed_is_not_that_of_a_profile_that_modes_add(void **state)
{
    struct lci_config *config = load("profile: adult\nspeed_mps: 1\nmodes: [{profile: ride}]\n" REST);

    (void)state;
    expect_profile(config, "adult", 1.0);
    expect_profile(&config->further[0], "ride", 3.333);
    lci_config_free(config);
}

static void
test_modes_of_a_standard_are_left_out_where_nothing_answers_them(void **state)
{
    static const char modes[] = "id: rules\nmodes: [{level: town, where: {kind: a}, profile: ride}]\n";
    struct lci_config *config = NULL;

    (void)state;
    write_text("rules.yaml", modes);
    config = load("standard: ./rules.yaml\n" REST);
    assert_int_equal(config->mode_count, 0);
    assert_int_equal(config->further_count, 0);
    assert_string_equal(config->modes_left_out, "no source of units is of level town");
    lci_config_free(config);
    config = load("standard: ./rules.yaml\nunits: [{source: h.gpkg, level: town}]\n" REST);
    assert_string_equal(config->modes_left_out,
                        "no source of units of level town has the attribute \"kind\"");
    lci_config_free(config);
    config = load("standard: ./rules.yaml\n" UNITS REST);
    assert_null(config->modes_left_out);
    assert_int_equal(config->mode_count, 1);
    assert_int_equal(config->further_count, 1);
    lci_config_free(config);
}

static void
test_modes_that_nothing_answers_are_faults(void **state)
{
    static const char *const pairs[][2] = {
        {"modes: [{level: town, where: {size: a}, profile: ride}]\n" UNITS REST,
         "city.yaml:1:9: modes[1]: no source of units of level town has the attribute \"size\""},
        {"modes: [{level: city, profile: ride}]\n" UNITS REST,
         "city.yaml:1:9: modes[1]: no source of units is of level city"},
        {"modes: [{level: town, and: {level: city}, profile: ride}]\n" UNITS REST,
         "city.yaml:1:28: modes[1]: no source of units is of level city"},
        {"modes: [{where: {kind: a}, profile: ride}]\n" UNITS REST,
         "city.yaml:1:9: modes[1]: the key \"level\" is missing, which says whose attributes "
         "\"where\" means"},
        {"modes: [{level: town}]\n" UNITS REST,
         "city.yaml:1:9: modes[1]: the key \"profile\" is missing"},
        {"modes: [{level: town, profile: rid}]\n" UNITS REST,
         "city.yaml:1:32: modes[1].profile: expected adult, adult-hills, child, elder, pushchair, "
         "ride, wheelchair, or the path of a file, found \"rid\"; did you mean \"ride\"?"},
        {"modes: [ride]\n" UNITS REST,
         "city.yaml:1:9: modes[1]: expected a map of keys, found \"ride\""},
        {"profiles: [{profile: adult, id: by_unit}]\n" REST,
         "city.yaml:1:12: profiles: \"by_unit\" is what results by modes are called; expected "
         "another id"},
        {"profiles: [[adult]]\n" REST,
         "city.yaml:1:12: profiles[1]: expected a map of keys, found a list"},
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
        cmocka_unit_test(test_modes_name_profiles_of_the_run_or_add_one),
        cmocka_unit_test(test_one_speed_is_not_that_of_a_profile_that_modes_add),
        cmocka_unit_test(test_modes_of_a_standard_are_left_out_where_nothing_answers_them),
        cmocka_unit_test(test_modes_that_nothing_answers_are_faults),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
