/* test_config_groups.c - what a configuration says as texts, which group each key is of, and configurations mixed of two. */
#include "config_folder.h"

#include "config/groups.h"
#include "config/settings.h"

#define EXPECT(key, value) assert_string_equal(lci_setting(&config->settings, key), value)

static void
test_every_kind_of_key_is_listed_as_it_counts_in_the_end(void **state)
{
    struct lci_config *config = NULL;

    (void)state;
    write_text("town.yaml",
               "id: town\nprofile: elder\nlimits: {minutes: 15}\ncategories: [{id: a, limits: {minutes: [3, 2.5]}}, {id: b}]\n");
    config =
        load("standard: ./town.yaml\ncategories: [{id: a, target_ratio: 0.8}, {id: b, limits: {meters: 0.0012e6}}]\nat: Tue 22:00\n"
             "count_status: [open, planned]\nparameters: {sample_m: 10.125, areas: none, gaps: false}\n"
             "facilities: [{source: f.csv, category: a, id: key, attributes: {beds: 床位, hours: 时间}, select: [{kind: [x, y], "
             "use: z}, {old: '1'}]}]\n"
             "closed_ways: [w17]\n" NETWORK HOMES OUTPUT);
    EXPECT("standard", "./town.yaml");
    EXPECT("categories[a].limits.minutes", "2.5, 3"); /* of the standard, read over by the configuration */
    EXPECT("categories[a].target_ratio", "0.8");
    EXPECT("categories[b].limits.meters", "1200");
    EXPECT("limits.minutes", "15");
    EXPECT("at", "Tue 22:00");
    EXPECT("count_status", "open, planned");
    EXPECT("parameters.sample_m", "10.125");
    EXPECT("parameters.off_street_m", "200"); /* not said: the default */
    EXPECT("parameters.node_tolerance_m", "0.5");
    EXPECT("parameters.areas", "none");
    EXPECT("parameters.gaps", "false");
    EXPECT("parameters.split_crossings", "false");
    EXPECT("facilities[1].source", "f.csv");
    EXPECT("facilities[1].fields.id", "key");
    EXPECT("facilities[1].fields.attributes.beds", "床位");
    EXPECT("facilities[1].select", "kind=x|y use=z or old=1");
    EXPECT("closed_ways[1].id", "w17");
    EXPECT("profiles[elder].speed_mps", "0.8");
    EXPECT("output.path", "out.gpkg");
    assert_null(lci_setting(&config->settings, "parameters.min_hole_m2"));
    lci_config_free(config);
}

/* Nobody who reads a report needs the password of the database. */
static void
test_a_password_is_not_listed(void **state)
{
    struct lci_config *config = NULL;

    (void)state;
    config = load("units: [{postgis: host=db dbname=x user=me password=geheim, layer: u, level: town}]\n" REST);
    EXPECT("units[1].postgis", "host=db dbname=x user=me password=***");
    lci_config_free(config);
}

static void
test_each_key_is_of_one_group(void **state)
{
    static const struct {
        const char *key;
        enum lci_config_group group;
    } cases[] = {
        {"facilities[1].fields.id", LCI_GROUP_FACILITIES},
        {"facility_has[1].category", LCI_GROUP_PARAMETERS},
        {"network[2].every_line", LCI_GROUP_NETWORK},
        {"barriers[1].source", LCI_GROUP_NETWORK},
        {"closed_ways[1].id", LCI_GROUP_NETWORK},
        {"dem", LCI_GROUP_NETWORK},
        {"homes[1].select", LCI_GROUP_HOMES},
        {"gates[1].source", LCI_GROUP_HOMES},
        {"spread[1].weight", LCI_GROUP_HOMES},
        {"landuse[gb].codes[1].code", LCI_GROUP_HOMES},
        {"parameters.sample_m", LCI_GROUP_PARAMETERS},
        {"categories[a].limits.minutes", LCI_GROUP_PARAMETERS},
        {"at", LCI_GROUP_PARAMETERS},
        {"profiles[elder].speed_mps", LCI_GROUP_PARAMETERS},
        {"output.path", LCI_GROUP_NONE},
        {"nights.keep", LCI_GROUP_NONE},
        {"extends", LCI_GROUP_NONE},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        assert_int_equal(lci_group_of_key(cases[i].key), cases[i].group);
    assert_true(lci_is_path_key("network[1].source"));
    assert_true(lci_is_path_key("units[12].postgis"));
    assert_true(lci_is_path_key("dem"));
    assert_false(lci_is_path_key("closed_ways[1].source")); /* which network it is in, not where a file is */
    assert_false(lci_is_path_key("facilities[1].layer"));
}

static void
test_a_mixed_configuration_takes_each_group_from_its_own(void **state)
{
    struct lci_config *of[3] = {NULL};
    struct lci_config mixed;
    struct lci_arena arena = {0};
    const struct lci_config *choice[LCI_GROUP_COUNT];

    (void)state;
    of[0] = load("profiles: [adult, elder]\nlimits: {meters: 500}\nclosed_ways: [old]\n" REST);
    of[1] = load("profiles: [adult, elder]\nlimits: {meters: 700}\nspread: [{weight: elders, level: town, field: e}]\n"
                 "units: [{source: f.csv, level: town}]\ndem: f.csv\nparameters: {dwelling_households: 0.9}\n" REST);
    of[2] = load(
        "profiles: [adult, elder]\nlimits: {meters: 900}\nhomes: [{source: h.gpkg, dwellings: n}]\n" NETWORK FACILITIES OUTPUT);
    assert_false(of[0]->estimate_households);
    assert_true(of[2]->estimate_households);
    choice[LCI_GROUP_FACILITIES] = of[1];
    choice[LCI_GROUP_NETWORK] = of[0];
    choice[LCI_GROUP_HOMES] = of[1];
    choice[LCI_GROUP_PARAMETERS] = of[0];
    assert_int_equal(lci_config_mix(choice, &arena, &mixed, NULL), LCI_OK);
    assert_int_equal(mixed.further_count, 1);
    for (size_t pass = 0; pass < 2; pass++) {
        const struct lci_config *each = pass == 0 ? &mixed : &mixed.further[0];

        assert_float_equal(each->limits_m[0], 500.0, 0.0);
        assert_ptr_equal(each->facilities.items, of[1]->facilities.items);
        assert_ptr_equal(each->network.items, of[0]->network.items);
        assert_int_equal(each->closed_way_count, 1);
        assert_null(each->dem_path);
        assert_ptr_equal(each->units.items, of[1]->units.items);
        assert_int_equal(each->spread_count, 1);
    }
    assert_false(mixed.estimate_households); /* neither the parameters of the one nor the homes of the other speak of it */
    choice[LCI_GROUP_HOMES] = of[2];         /* whose homes say their dwellings */
    assert_int_equal(lci_config_mix(choice, &arena, &mixed, NULL), LCI_OK);
    assert_true(mixed.estimate_households);
    assert_true(mixed.further[0].estimate_households);
    choice[LCI_GROUP_HOMES] = of[0];
    choice[LCI_GROUP_PARAMETERS] = of[2]; /* whose parameters do not speak of any */
    assert_int_equal(lci_config_mix(choice, &arena, &mixed, NULL), LCI_OK);
    assert_false(mixed.estimate_households);
    choice[LCI_GROUP_PARAMETERS] = of[1]; /* which says how many households a dwelling holds */
    assert_int_equal(lci_config_mix(choice, &arena, &mixed, NULL), LCI_OK);
    assert_true(mixed.estimate_households);
    assert_string_equal(mixed.profile.id, "adult");
    assert_string_equal(mixed.further[0].profile.id, "elder");
    lci_arena_fini(&arena);
    for (size_t i = 0; i < 3; i++)
        lci_config_free(of[i]);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_kind_of_key_is_listed_as_it_counts_in_the_end),
        cmocka_unit_test(test_a_password_is_not_listed),
        cmocka_unit_test(test_each_key_is_of_one_group),
        cmocka_unit_test(test_a_mixed_configuration_takes_each_group_from_its_own),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
