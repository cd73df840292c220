/* test_config_faults.c - every kind of fault, with its exact message, line and column. */
#include "config_folder.h"

static void
test_wrong_values_are_told_with_place_and_range(void **state)
{
    static const char *const pairs[][2] = {
        {"limits: {minutes: 15min}\n" REST,
         "city.yaml:1:19: limits.minutes: expected 0.1 to 240 minutes, found \"15min\""},
        {"limits: {minutes: [5, 500]}\n" REST,
         "city.yaml:1:23: limits.minutes: expected 0.1 to 240 minutes, found \"500\""},
        {"limits: {meters: 1,5}\n" REST, "city.yaml:1:20: limits.5: unknown key; expected one of "
                                         "minutes, meters"},
        {"limits: {minutes: 5, meters: 400}\n" REST,
         "city.yaml:1:9: limits: expected minutes or meters, found both"},
        {"speed_mps: fast\n" REST,
         "city.yaml:1:12: speed_mps: expected 0.1 to 10 metres a second, found \"fast\""},
        {"speed_mps:\n" REST,
         "city.yaml:1:1: speed_mps: expected 0.1 to 10 metres a second, found nothing"},
        {"parameters: {split_crossings: maybe}\n" REST,
         "city.yaml:1:31: parameters.split_crossings: expected true or false, found \"maybe\""},
        {"parameters: {areas: disolve}\n" REST,
         "city.yaml:1:21: parameters.areas: expected overlap, dissolve, split or none, found "
         "\"disolve\"; did you mean \"dissolve\"?"},
        {"parameters: 7\n" REST, "city.yaml:1:13: parameters: expected a map of keys, found \"7\""},
        {"working_crs: [a]\n" REST, "city.yaml:1:14: working_crs: expected a text, found a list"},
        {"weights: [floor_area, elders, floor_area]\n" REST,
         "city.yaml:1:23: weights: \"elders\" is known without being listed here\n"
         "city.yaml:1:31: weights: \"floor_area\" is here twice"},
        {"categories: [{id: a}, {id: B}, {id: a}]\n" REST,
         "city.yaml:1:28: categories[2].id: expected a name of at most 40 lower-case letters a to "
         "z, digits and _, a letter first, found \"B\"\n"
         "city.yaml:1:32: categories[3].id: \"a\" is here twice"},
        {"categories: [{en: A}]\n" REST,
         "city.yaml:1:14: categories[1]: the key \"id\" is missing"},
        {"categories: []\n" REST,
         "city.yaml:1:13: categories: expected a list of maps, found an empty list"},
        {"profile: aduld\n" REST,
         "city.yaml:1:10: profile: expected adult, adult-hills, child, elder, pushchair, ride, "
         "wheelchair, or the path of a file, found \"aduld\"; did you mean \"adult\"?"},
        {"standard: ./none.yaml\n" REST,
         "city.yaml:1:11: standard: expected gb50180-2018, mofcom-5-8-15, pudong-2025, shanghai-2035, tdt1062-2021, "
         "urban-checkup, or the path of a file, found \"./none.yaml\""},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        expect_faults(pairs[i][0], pairs[i][1]);
}

static void
test_unknown_and_missing_keys_are_told(void **state)
{
    static const char *const pairs[][2] = {
        {"standrd: x\n" REST, "city.yaml:1:1: standrd: unknown key; did you mean \"standard\"?"},
        {"facilites: []\n" REST,
         "city.yaml:1:1: facilites: unknown key; did you mean \"facilities\"?"},
        {"limits: {hours: 1}\n" REST,
         "city.yaml:1:10: limits.hours: unknown key; expected one of minutes, meters"},
        {"units: [{source: h.gpkg, fields: {nmae: X}}]\n" REST,
         "city.yaml:1:35: units[1].fields.nmae: unknown key; did you mean \"name\"?"},
        {NETWORK "facilities: [{source: f.csv, y: A, fields: {y: B}}]\n" HOMES OUTPUT,
         "city.yaml:2:45: facilities[1].fields.y: the field of \"y\" is given twice"},
        {NETWORK FACILITIES "homes: [{source: h.gpkg, volume: A}]\n" OUTPUT,
         "city.yaml:3:26: homes[1].volume: unknown key; expected one of source, postgis, "
         "layer, crs, encoding, header_row, select, landuse, id, name, households, population, "
         "elders, minors, elders_65, elders_80, age_0_3, age_0_6, age_0_14, dwellings, floor_area_m2, "
         "code, walled, fields"},
        {NETWORK "facilities: [{source: f.csv, attributes: {status: S, 'a b': T, grade: []}}]\n" HOMES OUTPUT,
         "city.yaml:2:54: facilities[1].attributes.a b: expected a name of at most 40 lower-case letters a to z, digits and _, "
         "a letter first, found \"a b\"\n"
         "city.yaml:2:71: facilities[1].attributes.grade: expected the name of a field, found an empty list"},
        {NETWORK FACILITIES "homes: [{source: h.gpkg, select: 7}]\n" OUTPUT,
         "city.yaml:3:34: homes[1].select: expected a map of fields or tags to their values, or a list of "
         "such maps, found \"7\""},
        {NETWORK FACILITIES "homes: [{source: h.gpkg, select: [a]}]\n" OUTPUT,
         "city.yaml:3:35: homes[1].select[1]: expected a map of fields or tags to their values, found \"a\""},
        {NETWORK FACILITIES "homes: [{source: h.gpkg, select: {a: {b: c}}}]\n" OUTPUT,
         "city.yaml:3:38: homes[1].select.a: expected a value, a list of values, or \"*\", found a map"},
        {NETWORK FACILITIES "homes: [{source: h.gpkg, select: [{a: b}, {c: []}]}]\n" OUTPUT,
         "city.yaml:3:47: homes[1].select[2].c: expected a value, a list of values, or \"*\", found an empty list"},
        {NETWORK FACILITIES "homes: [{source: h.gpkg, fields: 7}]\n" OUTPUT,
         "city.yaml:3:34: homes[1].fields: expected a map of what is wanted to the names of fields, found \"7\""},
        {"categories: [{id: clinic}, {id: shop}]\nsets:\n  - {id: all, categories: [clinic]}\n"
         "  - {id: a, categories: [clinic, clinik, shop], least: 4}\n  - {id: a, categories: [shop, shop]}\n" REST,
         "city.yaml:3:5: sets[1].id: \"all\" is the set of all categories, which is always there\n"
         "city.yaml:3:5: sets[1].categories: expected two categories or more, found 1\n"
         "city.yaml:4:5: sets[2].categories: expected categories of the list, found \"clinik\"; did you mean \"clinic\"?\n"
         "city.yaml:4:5: sets[2].least: expected at most 3, the number of its categories, found 4\n"
         "city.yaml:5:5: sets[3].id: \"a\" is here twice\n"
         "city.yaml:5:5: sets[3].categories: \"shop\" is here twice"},
        {"target_ratio: 90\ncategories: [{id: a, target_ratio: x}]\n" REST,
         "city.yaml:1:15: target_ratio: expected 0.001 to 1, found \"90\"\n"
         "city.yaml:2:36: categories[1].target_ratio: expected 0.001 to 1, found \"x\""},
        {"limits: {meters: []}\n" REST,
         "city.yaml:1:18: limits.meters: expected a number or a list of numbers, found an empty list"},
        {"speed_mps: 1\n", "city.yaml:1:1: the key \"network\" is missing\n"
                           "city.yaml:1:1: the key \"facilities\" is missing\n"
                           "city.yaml:1:1: the key \"homes\" is missing\n"
                           "city.yaml:1:1: the key \"output\" is missing"},
        {"[]", "city.yaml:1:1: expected a map of keys, found an empty list"},
        {"", "city.yaml: the file is empty; expected keys such as network, facilities, homes and "
             "output"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
        expect_faults(pairs[i][0], pairs[i][1]);
}

static void
test_sources_that_are_no_files_are_refused(void **state)
{
    /* S2: what GDAL would open as an address, a virtual path or data. */
    static const char *const refused[][2] = {
        {"none.shp", "no such file or folder"},
        {"http://127.0.0.1/a.geojson", "a network address"},
        {"ftp://127.0.0.1/a.geojson", "a network address"},
        {"/vsicurl/http://127.0.0.1/a", "a virtual path"},
        {"/vsizip//vsicurl/a.zip", "a virtual path"},
        {"/VSIMEM/a", "a virtual path"},
        {"WFS:a", "a name with a driver prefix"},
        {"MYSQL:a,user=b", "a name with a driver prefix"},
        {"{\\\"type\\\": 1}", "data instead of a path"},
        {"<OGRVRTDataSource>", "data instead of a path"},
        {"/dev/null", "neither a file nor a folder"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
        char text[512];
        char expected[512];

        (void)snprintf(text, sizeof(text), "network: [{source: \"%s\"}]\n" FACILITIES HOMES OUTPUT,
                       refused[i][0]);
        (void)snprintf(expected, sizeof(expected),
                       "city.yaml:1:20: network[1].source: expected the path of a file or folder, "
                       "found \"%s\" (%s)",
                       i == 8 ? "{\"type\": 1}" : refused[i][0], refused[i][1]);
        expect_faults(text, expected);
    }
    expect_faults("network: [{layer: a}]\n" FACILITIES HOMES OUTPUT,
                  "city.yaml:1:11: network[1]: the key \"source\" is missing");
    expect_faults("network: [{source: [a]}]\n" FACILITIES HOMES OUTPUT,
                  "city.yaml:1:20: network[1].source: expected a text, found a list");
    expect_faults("dem: none.tif\n" REST, "city.yaml:1:6: dem: expected the path of a file or "
                                          "folder, found \"none.tif\" (no such file or folder)");
}

static void
test_categories_and_levels_of_sources_are_checked(void **state)
{
    (void)state;
    expect_faults("standard: pudong-2025\n" NETWORK
                  "facilities: [{source: f.csv, category: elderly_center}]\n" HOMES OUTPUT,
                  "city.yaml:3:40: facilities[1].category: expected a category of the list, found "
                  "\"elderly_center\"; did you mean \"elderly_centre\"?");
    expect_faults("standard: pudong-2025\n" NETWORK
                  "facilities: [{source: f.csv, category: school}]\n" HOMES OUTPUT,
                  "city.yaml:3:40: facilities[1].category: expected a category of the list, found "
                  "\"school\"; the first one is \"elderly_centre\"");
    expect_faults(NETWORK
                  "facilities: [{source: f.csv, category: a, category_field: b}]\n" HOMES OUTPUT,
                  "city.yaml:2:40: facilities[1].category: expected category or category_field, "
                  "found both");
    expect_faults("units: [{source: h.gpkg, level: Town}]\n" REST,
                  "city.yaml:1:33: units[1].level: expected a level such as subdistrict, circle "
                  "or community, found \"Town\" (not all lower-case letters a to z, digits and _)");
    expect_faults("units: [{source: h.gpkg, level: town, level_field: L}]\n" REST,
                  "city.yaml:1:33: units[1].level: expected level or level_field, found both");
}

static void
test_passwords_are_masked(void **state)
{
    struct lci_config *config = load(
        NETWORK FACILITIES
        "homes: [{postgis: \"host=db dbname=c password='a b' user=u\", layer: homes}]\n" OUTPUT);
    const struct lci_source *homes = &config->homes.items[0];

    (void)state;
    assert_true(homes->is_database);
    assert_string_equal(homes->path, "PG:host=db dbname=c password='a b' user=u connect_timeout=10");
    assert_string_equal(homes->label, "postgis:host=db dbname=c password=*** user=u, table homes");
    assert_false(config->network.items[0].is_database);
    lci_config_free(config);
    expect_faults("network: [{source: \"PG:host=a password=geheim\"}]\n" FACILITIES HOMES OUTPUT,
                  "city.yaml:1:20: network[1].source: expected the path of a file or folder, "
                  "found \"PG:host=a password=***\" (a name with a driver prefix)");
    expect_faults("network: [{source: roads.osm, postgis: a}]\n" FACILITIES HOMES OUTPUT,
                  "city.yaml:1:40: network[1]: expected source or postgis, found both");
}

/* Result of a check of one output line: "" or what is said in brackets. */
static void
expect_output(const char *output, const char *why)
{
    char text[1024];
    struct lci_config *config = NULL;
    struct lci_error error = {.status = LCI_OK};

    (void)snprintf(text, sizeof(text), NETWORK FACILITIES HOMES "output: %s\n", output);
    write_text("city.yaml", text);
    if (why[0] == '\0') {
        if (lci_config_load("city.yaml", &config, NULL, &error) != LCI_OK)
            fail_msg("%s", error.message);
    } else {
        assert_int_equal(lci_config_load("city.yaml", &config, NULL, &error), LCI_E_CONFIG);
        if (!strstr(error.message, why))
            fail_msg("%s: %s", output, error.message);
    }
    lci_config_free(config);
}

static void
test_outputs_replace_nothing_but_outputs(void **state)
{
    char geopackage[100] = "SQLite format 3";

    (void)state;
    memcpy(geopackage + 68, "GPKG", 4);
    write_bytes("old.gpkg", geopackage, sizeof(geopackage));
    write_text("notes.txt", "my notes, long enough to be read as the beginning of a database file");
    write_text("empty", "");
    assert_int_equal(symlink("old.gpkg", "link.gpkg"), 0);
    assert_int_equal(symlink("tables", "link"), 0);
    assert_int_equal(mkdir("old.gdb", 0700), 0);
    expect_output("{path: old.gpkg}", "");
    expect_output("{path: empty}", "");
    expect_output("{path: new/results/a.gpkg}", "");
    expect_output("{path: notes.txt}", "output.path: expected a file that is new or an earlier "
                                       "result of the same format, found \"notes.txt\" (a file of "
                                       "another kind)");
    expect_output("{path: tables}", "(a folder)");
    expect_output("{path: tables/}", "(a folder)");
    expect_output("{path: link.gpkg}", "(a link)");
    expect_output("{path: /dev/full}", "(a device or pipe)");
    expect_output("{path: h.gpkg}", "(an input of the same run)");
    expect_output("{path: city.yaml}", "(the configuration itself)");
    expect_output("{path: /vsimem/a.gpkg}", "(a virtual path)");
    expect_output("{path: 'PG:dbname=a'}", "(a name with a driver prefix)");
    expect_output("{path: a.gpkg, csv: notes.txt}", "output.csv: expected a folder that is new, "
                                                    "empty or holds earlier results, found "
                                                    "\"notes.txt\" (a file where a folder is "
                                                    "expected)");
    expect_output("{path: a.gpkg, csv: link/}", "(a link)");
    expect_output("{path: a.gpkg, csv: .}", "(a folder with inputs of the same run)");
    expect_output("{path: old.gdb, format: OpenFileGDB}", "(a folder that is no geodatabase)");
    write_text("old.gdb/gdb", "x");
    expect_output("{path: old.gdb, format: OpenFileGDB}", "");
    expect_output("{path: a.xlsx, format: XLSX}", "");
    expect_output("{path: old.gpkg, format: XLSX}", "(a file of another kind)");
    expect_output("{path: tables, format: GeoJSON}", "");
    expect_output("{path: a.gpkg, also: {path: a.gpkg, format: GPKG}}",
                  "(the same as output.path)");
    expect_output("{path: a.gpkg, also: {path: b}}",
                  "city.yaml:4:30: output.also: the key \"format\" is missing");
    expect_output("{path: a.gpkg, format: GPGK}", "did you mean \"GPKG\"?");
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_wrong_values_are_told_with_place_and_range),
        cmocka_unit_test(test_unknown_and_missing_keys_are_told),
        cmocka_unit_test(test_sources_that_are_no_files_are_refused),
        cmocka_unit_test(test_categories_and_levels_of_sources_are_checked),
        cmocka_unit_test(test_passwords_are_masked),
        cmocka_unit_test(test_outputs_replace_nothing_but_outputs),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
