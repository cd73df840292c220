/* test_config.c - what a configuration may say, and what becomes of it. */
#include "config_folder.h"

#include <locale.h>

#include "base/alloc.h"

static void
test_example_of_the_contract_is_read(void **state)
{
    struct lci_config *config = load(
        "standard: pudong-2025            # geodata/standards/\n"
        "network:\n"
        "  - {source: roads.osm}\n"
        "facilities:\n"
        "  - {source: f.csv, category: elderly_centre, crs: gcj02, x: 经度, y: 纬度, id: 编号}\n"
        "homes:\n"
        "  - {source: h.gpkg, id: gid, households: 户数, elders: 老年人口}\n"
        "units:\n"
        "  - {source: h.gpkg, level: subdistrict, code: JDDM, name: 街镇}\n"
        "output: {path: out.gpkg}\n");
    const struct lci_source *facilities = &config->facilities.items[0];

    (void)state;
    assert_string_equal(config->standard_id, "pudong-2025");
    assert_string_equal(config->profile.id, "adult");
    assert_true(config->category_count >= 3 && !config->categories[2].optional && config->categories[3].optional);
    assert_string_equal(config->categories[0].id, "elderly_centre");
    assert_string_equal(config->categories[0].title_zh, "综合为老服务中心");
    assert_int_equal(config->limit_count, 1);
    assert_float_equal(config->limits_m[0], 1080.0, 0.0); /* 15 * 60 * 1.2 */
    assert_string_equal(facilities->path, "f.csv");
    assert_string_equal(facilities->category, "elderly_centre");
    assert_string_equal(facilities->crs, "gcj02");
    assert_int_equal(facilities->field_count, 3);
    assert_int_equal(facilities->line, 5);
    assert_int_equal(facilities->column, 5);
    assert_string_equal(config->units.items[0].level, "subdistrict");
    assert_string_equal(config->output.path, "out.gpkg");
    assert_string_equal(config->output.format, "GPKG");
    lci_config_free(config);
}

static void
test_defaults_are_those_of_the_contract(void **state)
{
    struct lci_config *config = load(REST);

    (void)state;
    assert_float_equal(config->parameters.off_street_m, 200.0, 0.0);
    assert_float_equal(config->parameters.islet_m, 200.0, 0.0);
    assert_float_equal(config->parameters.node_tolerance_m, 0.5, 0.0);
    assert_float_equal(config->parameters.sample_m, 20.0, 0.0);
    assert_float_equal(config->parameters.area_tolerance_m, 1.0, 0.0);
    assert_float_equal(config->parameters.min_hole_m2, 0.0, 0.0);
    assert_float_equal(config->parameters.suppress_below, 5.0, 0.0);
    assert_float_equal(config->parameters.gap_link_m, 60.0, 0.0);
    assert_float_equal(config->parameters.link_max_m, 50.0, 0.0);
    assert_true(config->parameters.gaps);
    assert_false(config->parameters.split_crossings);
    assert_true(config->parameters.areas);
    assert_int_equal(config->parameters.area_mode, LCI_AREA_OVERLAP);
    assert_false(config->parameters.rings);
    assert_true(config->network.items[0].own_barriers);
    assert_false(config->network.items[0].every_line_open);
    assert_int_equal(config->category_count, 0);
    assert_null(config->standard_id);
    assert_null(config->dem_path);
    assert_float_equal(config->limits_m[0], 1080.0, 0.0);
    lci_config_free(config);
}

/* Every key of the plan at once; quotes change nothing. */
static const char everything[] =
    "profile: 'elder'\n"
    "speed_mps: \"1.25\"\n"
    "limits: {minutes: [15, 5, 10, 5.0]}\n"
    "working_crs: EPSG:4549\n"
    "categories:\n"
    "  - {id: elderly_centre, zh: 综合为老服务中心, en: Centre, limits: {minutes: 8}, radius_m: "
    "500}\n"
    "  - {id: minor_station}\n"
    "weights: [floor_area]\n"
    "parameters: {off_street_m: 30, islet_m: 0, node_tolerance_m: 0.01, sample_m: 10,\n"
    "             area_tolerance_m: 0.5, min_hole_m2: 100, split_crossings: yes, areas: split,\n"
    "             bands: rings}\n"
    "network:\n"
    "  - {source: roads.osm, barriers: none, layer: roads, crs: EPSG:4490, encoding: GBK,\n"
    "     every_line: 'true', id: OID,\n"
    "     fields: {highway: FCLASS, foot: F, access: A, layer: ZLEVEL, bridge: B, tunnel: T,\n"
    "              oneway_foot: O, area: R, name: N}}\n"
    "closed_ways: [w12, {id: 7, source: roads.osm}]\n"
    "barriers: [{source: f.csv, layer: l, crs: bd09, select: {kind: wall}}]\n"
    "dem: h.gpkg\n"
    "facilities:\n"
    "  - {source: f.csv, layer: l, crs: gcj02, encoding: GB18030, category_field: F, x: X, y: Y,\n"
    "     attributes: {status: S, floor_area_m2: M},\n"
    "     id: I, name: N, header_row: 3, select: [{kind: [kindergarten, school]}, {a: b, c: "
    "'*'}]}\n"
    "homes:\n"
    "  - {source: h.gpkg, layer: l, crs: c, encoding: e, id: i, name: n, households: h,\n"
    "     population: p, elders: e, minors: m, code: c, select: {use: R}, fields: {floor_area: "
    "J}}\n"
    "buildings: {source: h.gpkg, households: h, floor_area: a, floors: f, select: {k: v}}\n"
    "units:\n"
    "  - {source: h.gpkg, level_field: L, code: c, name: n, parent: p}\n"
    "output: {path: out.gpkg, format: gpkg, csv: tables, also: {path: out.gdb, format: "
    "OpenFileGDB},\n"
    "         pairs: true}\n";

static const char *
field_of(const struct lci_source *source, const char *role)
{
    for (size_t i = 0; i < source->field_count; i++)
        if (strcmp(source->fields[i].role, role) == 0)
            return source->fields[i].name;
    return NULL;
}

static void
test_every_key_is_read(void **state)
{
    struct lci_config *config = load(everything);
    const struct lci_source *roads = &config->network.items[0];
    const struct lci_source *facilities = &config->facilities.items[0];

    (void)state;
    assert_string_equal(config->profile.id, "elder");
    assert_float_equal(config->profile.speed_mps, 1.25, 0.0);
    assert_int_equal(config->limit_count, 3);
    assert_float_equal(config->limits_m[0], 375.0, 0.0);
    assert_float_equal(config->limits_m[2], 1125.0, 0.0);
    assert_float_equal(config->categories[0].limits_m[0], 600.0, 0.0);
    assert_float_equal(config->categories[0].radius_m, 500.0, 0.0);
    assert_int_equal(config->categories[1].limit_count, 0);
    assert_string_equal(config->categories[1].title_zh, "minor_station");
    assert_string_equal(config->weights.items[0], "floor_area");
    assert_true(config->parameters.split_crossings && config->parameters.rings);
    assert_int_equal(config->parameters.area_mode, LCI_AREA_SPLIT);
    assert_int_equal(config->closed_way_count, 2);
    assert_string_equal(config->closed_ways[0].id, "w12");
    assert_null(config->closed_ways[0].source);
    assert_string_equal(config->closed_ways[1].id, "7");
    assert_string_equal(config->closed_ways[1].source, "roads.osm");
    assert_false(roads->own_barriers);
    assert_true(roads->every_line_open);
    assert_string_equal(roads->layer, "roads");
    assert_string_equal(field_of(roads, "layer"), "ZLEVEL");
    assert_string_equal(field_of(roads, "id"), "OID");
    assert_string_equal(field_of(facilities, "category"), "F");
    assert_string_equal(field_of(facilities, "attributes.status"), "S");
    assert_string_equal(field_of(facilities, "attributes.floor_area_m2"), "M");
    assert_null(facilities->category);
    assert_int_equal(facilities->header_row, 3);
    assert_int_equal(facilities->select_count, 2);
    assert_string_equal(facilities->select[0].matches[0].values.items[1], "school");
    assert_int_equal(facilities->select[1].match_count, 2);
    assert_int_equal(facilities->select[1].matches[1].values.count, 0);
    assert_string_equal(field_of(&config->homes.items[0], "floor_area"), "J");
    assert_string_equal(field_of(&config->units.items[0], "level"), "L");
    assert_string_equal(config->dem_path, "h.gpkg");
    assert_string_equal(config->output.csv_folder, "tables");
    assert_string_equal(config->output.also_path, "out.gdb");
    assert_string_equal(config->output.also_format, "OpenFileGDB");
    assert_true(config->output.pairs);
    lci_config_free(config);
}

static void
test_the_files_own_keys_outrank_the_standard(void **state)
{
    struct lci_config *config = NULL;

    (void)state;
    config = load("standard: mofcom-5-8-15\nlimits: {meters: 600}\n" REST);
    assert_float_equal(config->limits_m[0], 600.0, 0.0);
    assert_int_equal(config->categories[0].limit_count, 0); /* the run's */
    lci_config_free(config);
    config = load("standard: mofcom-5-8-15\nspeed_mps: 1\n" REST);
    assert_float_equal(config->categories[0].limits_m[0], 300.0, 0.0); /* 5 minutes */
    lci_config_free(config);
}

static void
test_paths_are_taken_from_the_folder_of_the_file(void **state)
{
    struct lci_config *config = NULL;
    struct lci_error error = {.status = LCI_OK};

    (void)state;
    (void)mkdir("PG:a b", 0700);
    write_text("PG:a b/r.osm", "x");
    write_text("PG:a b/mine.yaml", "id: mine\nspeed_mps: 2\n");
    write_text("PG:a b/rules.yaml", "id: rules\nprofile: mine.yaml\nlimits: {minutes: 1}\n");
    write_text("PG:a b/city.yaml", "standard: rules.yaml\nnetwork: {source: r.osm}\n"
                                   "facilities: {source: ../f.csv}\nhomes: {source: ../h.gpkg}\n"
                                   "output: {path: o.gpkg}\n");
    if (lci_config_load("PG:a b/city.yaml", &config, NULL, &error) != LCI_OK)
        fail_msg("%s", error.message);
    /* Guarded, so that no driver takes the folder's name for its own. */
    assert_string_equal(config->network.items[0].path, "./PG:a b/r.osm");
    assert_string_equal(config->network.items[0].label, "r.osm");
    assert_string_equal(config->profile.id, "mine");
    assert_float_equal(config->limits_m[0], 120.0, 0.0);
    lci_config_free(config);
}

static void
test_faults_of_a_standard_name_its_file(void **state)
{
    struct lci_config *config = NULL;
    struct lci_faults faults;
    struct lci_error error = {.status = LCI_OK};

    (void)state;
    write_text("rules.yaml", "id: rules\nlimit: {minutes: 1}\n");
    write_text("city.yaml", REST "standard: rules.yaml\nspeed_mps: 0\n");
    assert_int_equal(lci_config_load("city.yaml", &config, &faults, &error), LCI_E_CONFIG);
    assert_int_equal(faults.count, 2);
    assert_string_equal(faults.items[0].message, "city.yaml:6:12: speed_mps: expected 0.1 to 10 "
                                                 "metres a second, found \"0\"");
    assert_string_equal(faults.items[1].message,
                        "rules.yaml:2:1: limit: unknown key; did you mean \"limits\"?");
    assert_string_equal(faults.items[1].file, "rules.yaml");
    lci_faults_fini(&faults);
    lci_faults_fini(&faults);
}

static void
test_a_file_that_cannot_be_read_is_an_io_error(void **state)
{
    struct lci_config *config = NULL;
    struct lci_faults faults;
    struct lci_error error = {.status = LCI_OK};

    (void)state;
    assert_int_equal(lci_config_load("nowhere.yaml", &config, &faults, &error), LCI_E_IO);
    assert_string_equal(error.message, "nowhere.yaml: cannot be opened: No such file or directory");
    assert_int_equal(faults.count, 0);
}

static void
test_shipped_standards_and_profiles_load(void **state)
{
    static const char *const standards[] = {"pudong-2025", "gb50180-2018", "mofcom-5-8-15", "shanghai-2035", "tdt1062-2021",
                                            "urban-checkup"};
    static const struct {
        const char *id;
        double speed_mps;
    } profiles[] = {{"adult", 1.2},  {"adult-hills", 1.2}, {"elder", 0.8},
                    {"child", 0.85}, {"wheelchair", 0.67}, {"ride", 3.333},
                    {"pushchair", 1.0}};

    (void)state;
    for (size_t s = 0; s < sizeof(standards) / sizeof(standards[0]); s++)
        for (size_t p = 0; p < sizeof(profiles) / sizeof(profiles[0]); p++) {
            char text[512];
            struct lci_config *config = NULL;

            (void)snprintf(text, sizeof(text), "standard: %s\nprofile: %s\n" REST, standards[s],
                           profiles[p].id);
            config = load(text);
            assert_string_equal(config->standard_id, standards[s]);
            assert_string_equal(config->profile.id, profiles[p].id);
            assert_float_equal(config->profile.speed_mps, profiles[p].speed_mps, 0.0);
            assert_true((config->category_count > 0 || config->incomplete_reason) && config->profile.closed_classes.count >= 7);
            assert_int_equal(config->profile.barrier_line_count, 4);
            assert_int_equal(config->profile.barrier_area_count, 3);
            lci_config_free(config);
        }
}

static void
test_slope_must_ascend(void **state)
{
    struct lci_config *config = NULL;
    struct lci_error error = {.status = LCI_OK};

    (void)state;
    write_text("hills.yaml", "id: hills\nspeed_mps: 1\nslope:\n"
                             "  - {rise_ratio: 0, factor: 1}\n  - {rise_ratio: 0, factor: 2}\n");
    write_text("city.yaml", "profile: hills.yaml\n" REST);
    assert_int_equal(lci_config_load("city.yaml", &config, NULL, &error), LCI_E_CONFIG);
    assert_string_equal(error.message,
                        "hills.yaml:5:18: slope[2].rise_ratio: expected more than 0, found 0");
}

static void
test_the_locale_changes_nothing(void **state)
{
    static const char *const locales[] = {"de_DE.UTF-8", "fr_FR.UTF-8", "ru_RU.UTF-8"};
    struct lci_config *config = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof(locales) / sizeof(locales[0]); i++)
        if (setlocale(LC_ALL, locales[i]))
            break;
    config = load("speed_mps: 1.25\nlimits: {minutes: 0.5}\n" REST);
    assert_float_equal(config->limits_m[0], 37.5, 0.0);
    lci_config_free(config);
    expect_faults("limits: {minutes: 0.05}\n" REST,
                  "city.yaml:1:19: limits.minutes: expected 0.1 to 240 minutes, found \"0.05\"");
    (void)setlocale(LC_ALL, "C");
}

static void
test_command_line_has_the_same_defaults(void **state)
{
    const char *roads[] = {"roads.osm"};
    const char *facilities[] = {"f.csv", "h.gpkg"};
    const char *homes[] = {"h.gpkg"};
    struct lci_command_line line = {.roads = {roads, 1},
                                    .facilities = {facilities, 2},
                                    .homes = {homes, 1},
                                    .output = "o.gpkg"};
    struct lci_config *config = NULL;
    struct lci_error error = {.status = LCI_OK};

    (void)state;
    assert_int_equal(lci_config_from_command_line(&line, &config, &error), LCI_OK);
    assert_float_equal(config->limits_m[0], 1080.0, 0.0);
    assert_int_equal(config->facilities.count, 2);
    assert_string_equal(config->facilities.items[1].label, "h.gpkg");
    assert_true(config->network.items[0].own_barriers);
    assert_int_equal(config->category_count, 0);
    assert_string_equal(config->output.path, "o.gpkg");
    assert_null(config->path);
    lci_config_free(config);
    line.meters = 1000.0;
    line.profile = "elder";
    assert_int_equal(lci_config_from_command_line(&line, &config, &error), LCI_OK);
    assert_float_equal(config->limits_m[0], 1000.0, 0.0);
    assert_string_equal(config->profile.id, "elder");
    lci_config_free(config);
}

static void
test_command_line_faults_name_the_option(void **state)
{
    const char *paths[] = {"f.csv"};
    const char *missing[] = {"none.shp"};
    const struct lci_texts good = {paths, 1};
    const struct {
        struct lci_command_line line;
        const char *message;
    } pairs[] = {
        {{.roads = {missing, 1}, .facilities = good, .homes = good, .output = "o.gpkg"},
         "command line: --roads: expected the path of a file or folder, found \"none.shp\" (no "
         "such file or folder)"},
        {{.roads = good, .homes = good, .output = "o.gpkg"},
         "command line: --facilities: expected the path of a file or folder"},
        {{.roads = good, .facilities = good, .homes = good},
         "command line: --output: expected the path of a file"},
        {{.roads = good, .facilities = good, .homes = good, .output = "f.csv"},
         "command line: --output: expected a file that is new or an earlier result of the same "
         "format, found \"f.csv\" (an input of the same run)"},
        {{.roads = good, .facilities = good, .homes = good, .output = "o.gpkg", .minutes = -1.0},
         "command line: --minutes: expected 0.1 to 240 minutes"},
        {{.roads = good,
          .facilities = good,
          .homes = good,
          .output = "o.gpkg",
          .minutes = 5.0,
          .meters = 5.0},
         "command line: --minutes, --meters: expected one of them, found both"},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        struct lci_config *config = NULL;
        struct lci_error error = {.status = LCI_OK};

        assert_int_equal(lci_config_from_command_line(&pairs[i].line, &config, &error),
                         LCI_E_CONFIG);
        assert_null(config);
        assert_string_equal(error.message, pairs[i].message);
    }
}

/* Makes each allocation fail in turn until the call gets by without it. */
static void
test_no_memory_is_an_error_wherever_it_happens(void **state)
{
    static const char *const texts[] = {everything, "standrd: x\nlimits: 5\n" REST};

    (void)state;
    for (size_t i = 0; i < 2; i++) {
        enum lci_status status = LCI_E_NOMEM;

        write_text("city.yaml", texts[i]);
        for (uint64_t n = 1; status == LCI_E_NOMEM; n++) {
            struct lci_config *config = NULL;
            struct lci_faults faults;
            struct lci_error error = {.status = LCI_OK};

            assert_true(n < 1000);
            lci_alloc_fail_at(n);
            status = lci_config_load("city.yaml", &config, &faults, &error);
            lci_alloc_fail_at(0);
            assert_true(status == LCI_OK || config == NULL);
            assert_true(status != LCI_E_NOMEM || strstr(error.message, "out of memory"));
            lci_config_free(config);
            lci_faults_fini(&faults);
        }
        assert_int_equal(status, i == 0 ? LCI_OK : LCI_E_CONFIG);
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_example_of_the_contract_is_read),
        cmocka_unit_test(test_defaults_are_those_of_the_contract),
        cmocka_unit_test(test_every_key_is_read),
        cmocka_unit_test(test_the_files_own_keys_outrank_the_standard),
        cmocka_unit_test(test_paths_are_taken_from_the_folder_of_the_file),
        cmocka_unit_test(test_faults_of_a_standard_name_its_file),
        cmocka_unit_test(test_a_file_that_cannot_be_read_is_an_io_error),
        cmocka_unit_test(test_shipped_standards_and_profiles_load),
        cmocka_unit_test(test_slope_must_ascend),
        cmocka_unit_test(test_the_locale_changes_nothing),
        cmocka_unit_test(test_command_line_has_the_same_defaults),
        cmocka_unit_test(test_command_line_faults_name_the_option),
        cmocka_unit_test(test_no_memory_is_an_error_wherever_it_happens),
    };

    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
