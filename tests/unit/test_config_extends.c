/* test_config_extends.c - configurations one over the other: what is taken over, and what each must say itself. */
#include "config_folder.h"

#define BELOW \
    "standard: pudong-2025\nlimits: {minutes: [5, 10]}\nparameters: {sample_m: 30, islet_m: 100}\n" NETWORK FACILITIES HOMES \
    "units: [{source: f.csv, level: town}]\noutput: {path: below.gpkg, csv: below, pairs: true, tables: {folder: sheets}}\n"

static void
test_what_is_said_last_counts_and_the_rest_is_taken_over(void **state)
{
    struct lci_config *config = NULL;

    (void)state;
    write_text("below.yaml", BELOW);
    config = load("extends: below.yaml\nparameters: {sample_m: 10}\nlimits: {meters: 400}\n"
                  "homes: [{source: f.csv}, {source: h.gpkg}]\n" OUTPUT);
    assert_string_equal(config->standard_id, "pudong-2025");
    assert_float_equal(config->parameters.sample_m, 10.0, 0.0);
    assert_float_equal(config->parameters.islet_m, 100.0, 0.0);
    assert_int_equal(config->limit_count, 1); /* one statement: not the minutes as well */
    assert_float_equal(config->limits_m[0], 400.0, 0.0);
    assert_int_equal(config->homes.count, 2); /* a list takes the place of a list */
    assert_int_equal(config->units.count, 1);
    assert_string_equal(config->network.items[0].path, "roads.osm");
    lci_config_free(config);
}

/* Two configurations that write to one place would each be the result of the other. */
static void
test_nothing_of_the_output_is_taken_over(void **state)
{
    struct lci_config *config = NULL;

    (void)state;
    write_text("below.yaml", BELOW);
    config = load("extends: below.yaml\n" OUTPUT);
    assert_string_equal(config->output.path, "out.gpkg");
    assert_null(config->output.csv_folder);
    assert_null(config->output.tables.folder);
    assert_false(config->output.pairs);
    lci_config_free(config);
    expect_faults("extends: below.yaml\n", "city.yaml:1:1: the key \"output\" is missing");
}

static void
test_paths_are_those_of_the_file_that_says_them(void **state)
{
    struct lci_config *config = NULL;

    (void)state;
    assert_int_equal(mkdir("deep", 0700), 0);
    write_text("deep/h.csv", "x");
    write_text("deep/below.yaml", NETWORK "facilities: [{source: h.csv}]\n" HOMES OUTPUT);
    write_text("deep/roads.osm", "x");
    write_text("deep/h.gpkg", "x");
    config = load("extends: deep/below.yaml\n" HOMES OUTPUT);
    assert_string_equal(config->network.items[0].path, "deep/roads.osm");
    assert_string_equal(config->facilities.items[0].path, "deep/h.csv");
    assert_string_equal(config->homes.items[0].path, "h.gpkg");
    assert_string_equal(config->output.path, "out.gpkg");
    lci_config_free(config);
}

/* The standard is below all configurations, whichever of them names it; the nearest one decides. */
static void
test_the_nearest_standard_is_read_below_all(void **state)
{
    struct lci_config *config = NULL;

    (void)state;
    write_text("town.yaml", "id: town\nprofiles: [adult, elder]\nlimits: {minutes: 15}\n"
                            "categories: [{id: a, limits: {minutes: 3}}, {id: b}]\n");
    write_text("below.yaml", "standard: ./town.yaml\nprofile: ride\n" REST);
    config = load("extends: below.yaml\nlimits: {meters: 700}\n" OUTPUT);
    assert_string_equal(config->standard_id, "town");
    assert_string_equal(config->profile.id, "ride"); /* of the configuration below, which outranks the standard's */
    assert_int_equal(config->further_count, 0);
    assert_int_equal(config->categories[0].limit_count, 0); /* the run's outrank those of the standard's category */
    assert_float_equal(config->limits_m[0], 700.0, 0.0);
    lci_config_free(config);
    config = load("extends: below.yaml\nstandard: pudong-2025\n" OUTPUT);
    assert_string_equal(config->standard_id, "pudong-2025");
    lci_config_free(config);
}

/* A standard may ask for attributes that nobody hands in; a configuration, extended or not, may not. */
static void
test_what_is_extended_is_no_standard(void **state)
{
    struct lci_config *config = NULL;
    struct lci_faults faults;
    struct lci_error error = {.status = LCI_OK};

    (void)state;
    write_text("below.yaml", "categories: [{id: a}]\nfacility_has: [{category: a, attribute: flag}]\n" REST);
    write_text("city.yaml", "extends: below.yaml\n" OUTPUT);
    assert_int_equal(lci_config_load("city.yaml", &config, &faults, &error), LCI_E_CONFIG);
    assert_int_equal(faults.count, 1);
    assert_string_equal(faults.items[0].file, "below.yaml");
    assert_string_equal(faults.items[0].message,
                        "below.yaml:2:16: facility_has[1]: no source of facilities has the attribute flag");
    lci_faults_fini(&faults);
}

static void
test_what_cannot_be_extended_is_told(void **state)
{
    struct lci_config *config = NULL;
    struct lci_faults faults;
    struct lci_error error = {.status = LCI_OK};

    (void)state;
    expect_faults("extends: none.yaml\n" OUTPUT,
                  "city.yaml:1:10: extends: expected the path of a configuration, found \"none.yaml\" (no such file or folder)");
    expect_faults("extends: [a]\n" OUTPUT, "city.yaml:1:10: extends: expected a text, found a list");
    expect_faults("extends: city.yaml\n" OUTPUT,
                  "city.yaml:1:10: extends: expected the path of a configuration, found \"city.yaml\" "
                  "(more than 8 files one over the other, or one that extends itself)");
    write_text("below.yaml", "netwrok: []\nfacilities: [{source: f.csv}]\n");
    write_text("city.yaml", "extends: below.yaml\nspeed_mps: fast\n" OUTPUT);
    assert_int_equal(lci_config_load("city.yaml", &config, &faults, &error), LCI_E_CONFIG);
    assert_int_equal(faults.count, 5);
    assert_string_equal(faults.items[0].message, "city.yaml:2:12: speed_mps: expected 0.1 to 10 metres a second, found \"fast\"");
    assert_string_equal(faults.items[1].message, "below.yaml:1:1: the key \"network\" is missing");
    assert_string_equal(faults.items[4].message, "below.yaml:1:1: netwrok: unknown key; did you mean \"network\"?");
    lci_faults_fini(&faults);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_what_is_said_last_counts_and_the_rest_is_taken_over),
        cmocka_unit_test(test_nothing_of_the_output_is_taken_over),
        cmocka_unit_test(test_paths_are_those_of_the_file_that_says_them),
        cmocka_unit_test(test_the_nearest_standard_is_read_below_all),
        cmocka_unit_test(test_what_is_extended_is_no_standard),
        cmocka_unit_test(test_what_cannot_be_extended_is_told),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
