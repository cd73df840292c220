/* test_run.c - parts of a run, and runs that are stopped or short of memory. */
#include "../support/files.h"

#include <inttypes.h>
#include <math.h>
#include <sys/resource.h>

#include <lifecircle/run.h>

#include "base/alloc.h"
#include "io/columns.h"
#include "run/manifest.h"
#include "run/spool.h"
#include "io/growing_text.h"

static void
test_json_strings_are_escaped(void **state)
{
    struct lci_growing_text text = {0};

    (void)state;
    lci_text_add_json(&text, "a\"b\\c\n\x01 店\xFFx");
    assert_string_equal(text.bytes, "\"a\\\"b\\\\c\\u000a\\u0001 店\\ufffdx\"");
    lci_text_add(&text, ",");
    lci_text_add_number(&text, 0.25);
    lci_text_add_number(&text, NAN);
    assert_string_equal(text.bytes, "\"a\\\"b\\\\c\\u000a\\u0001 店\\ufffdx\",0.25null");
    lci_free(text.bytes);
}

static void
test_the_spool_gives_back_what_it_got(void **state)
{
    uint32_t ring_first[] = {0, 1, 3};
    uint32_t point_first[] = {0, 3, 6, 9};
    double xy_m[18];
    const struct lci_polygons polygons = {2, 3, 9, ring_first, point_first, xy_m};
    const struct lci_stretch stretches[] = {{7, 1, 2}, {8, 3, 4}};
    struct lci_spool_item shapes[300];
    struct lci_spool_item lines[300];
    struct lci_spool_item pairs[300];
    struct lci_pair pair = {.home = 3, .covered_ratio = 0.25};
    struct lci_spool *spool = NULL;

    (void)state;
    for (int i = 0; i < 18; i++)
        xy_m[i] = i + 0.5;
    assert_int_equal(lci_spool_new(&spool, NULL), LCI_OK);
    for (int i = 0; i < 300; i++) {
        xy_m[0] = i;
        assert_int_equal(lci_spool_put_polygons(spool, &polygons, &shapes[i], NULL), LCI_OK);
        assert_int_equal(lci_spool_put_stretches(spool, stretches, 2, &lines[i], NULL), LCI_OK);
        pair.walk_m = i;
        assert_int_equal(lci_spool_put_pairs(spool, &pair, 1, &pairs[i], NULL), LCI_OK);
    }
    for (int i = 299; i >= 0; i--) {
        struct lci_polygons got = {0};
        const struct lci_stretch *line = NULL;
        const struct lci_pair *got_pair = NULL;

        assert_int_equal(lci_spool_get_polygons(spool, LCI_SPOOL_AREAS, &shapes[i], &got, NULL), LCI_OK);
        assert_int_equal(got.polygon_count, 2);
        assert_memory_equal(got.ring_first, ring_first, sizeof(ring_first));
        assert_memory_equal(got.point_first, point_first, sizeof(point_first));
        assert_true(got.xy_m[0] == i && got.xy_m[17] == 17.5);
        assert_int_equal(lci_spool_get_stretches(spool, &lines[i], &line, NULL), LCI_OK);
        assert_int_equal(lci_spool_get_pairs(spool, &pairs[i], &got_pair, NULL), LCI_OK);
        assert_true(got_pair->home == 3 && got_pair->walk_m == i && got_pair->covered_ratio == 0.25);
        assert_memory_equal(line, stretches, sizeof(stretches));
    }
    lci_spool_free(spool);
}

static void
test_an_empty_shape_takes_no_room(void **state)
{
    const struct lci_polygons none = {0};
    struct lci_spool_item item = {0};
    struct lci_polygons got = {0};
    struct lci_spool *spool = NULL;

    (void)state;
    assert_int_equal(lci_spool_new(&spool, NULL), LCI_OK);
    assert_int_equal(lci_spool_put_polygons(spool, &none, &item, NULL), LCI_OK);
    assert_int_equal(lci_spool_get_polygons(spool, LCI_SPOOL_AREAS, &item, &got, NULL), LCI_OK);
    assert_int_equal(got.polygon_count, 0);
    lci_spool_free(spool);
}

static void
test_a_spool_without_room_or_memory_is_told(void **state)
{
    static const struct lci_stretch stretches[4096];
    const char *own = getenv("TMPDIR");
    char *folder = own ? strdup(own) : NULL;
    struct rlimit before;
    struct lci_spool_item item;
    struct lci_spool *spool = NULL;
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;

    assert_int_equal(setenv("TMPDIR", "/nonexistent", 1), 0);
    assert_int_equal(lci_spool_new(&spool, &err), LCI_E_IO);
    assert_non_null(strstr(err.message, "/nonexistent"));
    assert_null(spool);
    assert_int_equal(setenv("TMPDIR", *state, 1), 0);
    for (uint64_t n = 1; n <= 2; n++) {
        lci_alloc_fail_at(n);
        assert_int_equal(lci_spool_new(&spool, NULL), LCI_E_NOMEM);
        lci_alloc_fail_at(0);
        assert_null(spool);
    }
    assert_int_equal(lci_spool_new(&spool, NULL), LCI_OK);
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &(struct rlimit){100000, before.rlim_max}), 0);
    for (int i = 0; i < 100 && status == LCI_OK; i++)
        status = lci_spool_put_stretches(spool, stretches, 4096, &item, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_int_equal(status, LCI_E_IO);
    assert_non_null(strstr(err.message, *state));
    assert_int_equal(support_count_files(*state), 0); /* its file has no name */
    lci_spool_free(spool);
    assert_int_equal(folder ? setenv("TMPDIR", folder, 1) : unsetenv("TMPDIR"), 0);
    free(folder);
}

static void
check_ratio(double value, double expected)
{
    struct lci_value cell = {.is_null = true};
    struct lci_cells cells = {.values = &cell};

    lci_cell_ratio(&cells, value);
    assert_false(cell.is_null);
    assert_true(cell.real == expected);
}

static void
test_nearly_all_is_not_all(void **state)
{
    struct lci_value cell = {.is_null = false};
    struct lci_cells cells = {.values = &cell};

    (void)state;
    check_ratio(0.0, 0.0);
    check_ratio(1.0, 1.0);
    check_ratio(0.99999999, 0.999999);
    check_ratio(0.00000001, 0.000001);
    check_ratio(2.0 / 3.0, 0.666667);
    lci_cell_share(&cells, 0.0, 0.0);
    assert_true(cell.is_null);
}

static void
test_cells_are_rounded_and_never_nan(void **state)
{
    struct lci_value values[4];
    struct lci_cells cells = {.values = values};

    (void)state;
    lci_cell_m(&cells, 123.45678);
    lci_cell_m(&cells, NAN);
    lci_cell_m(&cells, -0.0001);
    lci_cell_text(&cells, NULL);
    assert_true(values[0].real == 123.457);
    assert_true(values[1].is_null);
    assert_true(values[2].real == 0.0 && !signbit(values[2].real));
    assert_true(values[3].is_null);
}

static const char roads[] =
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
    "\"EPSG:4548\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":\"A\",\"highway\":"
    "\"residential\"},\"geometry\":{\"type\":\"LineString\",\"coordinates\":[[500000,4057000],"
    "[501000,4057000]]}}]}";
static const char facilities[] =
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
    "\"EPSG:4548\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":\"F1\","
    "\"category\":"
    "\"Shop 1\"},\"geometry\":{\"type\":\"Point\",\"coordinates\":[500100,4057000]}},{\"type\":"
    "\"Feature\",\"properties\":{\"id\":\"F2\",\"category\":\"shop_1\"},\"geometry\":{\"type\":"
    "\"Point\",\"coordinates\":[500200,4057000]}}]}";
static const char homes[] =
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
    "\"EPSG:4548\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{\"id\":\"H1\","
    "\"population\":"
    "100},\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[500399,4056999],[500401,4056999],"
    "[500401,4057001],[500399,4057001],[500399,4056999]]]}}]}";
static const char units[] =
    "{\"type\":\"FeatureCollection\",\"crs\":{\"type\":\"name\",\"properties\":{\"name\":"
    "\"EPSG:4548\"}},\"features\":[{\"type\":\"Feature\",\"properties\":{\"code\":\"U1\"},"
    "\"geometry\":"
    "{\"type\":\"Polygon\",\"coordinates\":[[[499000,4056000],[502000,4056000],[502000,4058000],"
    "[499000,4058000],[499000,4056000]]]}}]}";
static const char first_config_text[] =
    "limits: {meters: [100, 250]}\nworking_crs: EPSG:4548\nparameters: {areas: none}\n"
    "network: [{source: roads.geojson, id: id, highway: highway}]\n"
    "facilities: [{source: facilities.geojson, id: id, category_field: category}]\n"
    "homes: [{source: homes.geojson, id: id, population: population}]\n"
    "units: [{source: units.geojson, level: subdistrict, code: code}]\n"
    "output: {path: out.gpkg, csv: csv, pairs: true}\n";
/* Takes the other ways: categories and levels that are given, buildings, bands, areas in all their rows. */
static const char other_config_text[] =
    "limits: {meters: [100, 250]}\nworking_crs: EPSG:4548\nparameters: {areas: dissolve, bands: rings}\n"
    "categories: [{id: shop_1, zh: 店, en: Shop 1, limits: {minutes: [2, 4]}}, {id: school}]\n"
    "network: [{source: roads.geojson, id: id, every_line: true}]\n"
    "facilities: [{source: facilities.geojson, id: id, category_field: category}]\n"
    "homes: [{source: homes.geojson, id: id, population: population}]\n"
    "buildings: [{source: homes.geojson, floor_area: population}]\n"
    "units: [{source: units.geojson, level_field: code, code: code}]\n"
    "output: {path: out.gpkg, csv: csv, also: {path: also, format: GeoJSON}}\n";

static struct lci_config *
small_town(const char *folder, const char *config_text)
{
    const struct {
        const char *name, *text;
    } files[] = {{"roads.geojson", roads},
                 {"facilities.geojson", facilities},
                 {"homes.geojson", homes},
                 {"units.geojson", units},
                 {"config.yaml", config_text}};
    struct lci_config *config = NULL;
    struct lci_error err = {0};
    char *path = NULL;

    for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
        free(path);
        path = support_path(folder, files[i].name);
        support_write(path, files[i].text);
    }
    if (lci_config_load(path, &config, NULL, &err) != LCI_OK)
        fail_msg("%s", err.message);
    free(path);
    return config;
}

static void
test_a_small_town_comes_out_right(void **state)
{
    struct lci_config *config = small_town(*state, first_config_text);
    struct lci_run_summary summary = {0};
    struct lci_error err = {0};
    char *path = support_path(*state, "csv/homes.csv");
    char *text = NULL;

    if (lci_run(config, LCI_RUN_ALL, NULL, &summary, &err) != LCI_OK)
        fail_msg("%s", err.message);
    assert_non_null(strstr(summary.json, "\"facilities\":2"));
    assert_non_null(strstr(summary.text, "people"));
    assert_non_null(strstr(summary.text_zh, "人口"));
    text = support_read(path);
    /* "Shop 1" and "shop_1" would both be columns shop_1_...: the second is numbered. */
    assert_non_null(strstr(text, ",shop_1_nearest_m,"));
    assert_non_null(strstr(text, ",shop_1_2_nearest_m,"));
    /* H1 at 400 m walks 300 m to F1 (beyond every limit) and 200 m to F2 (within 250 m). */
    assert_non_null(strstr(text, ",300,"));
    assert_non_null(strstr(text, ",200,"));
    lci_run_summary_fini(&summary);
    lci_config_free(config);
    free(text);
    free(path);
}

/* The structure is public: a program may change it after loading. */
static void
test_a_configuration_without_limits_is_refused(void **state)
{
    const struct {
        const char *config_text, *words;
    } cases[] = {{first_config_text, "limits: expected minutes or meters"},
                 {other_config_text, "category school: expected limits"}}; /* shop_1 has its own */

    for (size_t i = 0; i < 2; i++) {
        struct lci_config *config = small_town(*state, cases[i].config_text);
        const size_t count = config->limit_count;
        const size_t files = support_count_files(*state);
        struct lci_error err = {0};

        config->limit_count = 0;
        assert_int_equal(lci_run(config, LCI_RUN_ALL, NULL, NULL, &err), LCI_E_CONFIG);
        assert_non_null(strstr(err.message, cases[i].words));
        assert_int_equal(support_count_files(*state), files);
        config->limit_count = count;
        lci_config_free(config);
    }
}

static bool
stop_at(void *user)
{
    int *left = user;

    return --*left < 0;
}

/* Stopped at the n-th time it is asked, for every n until it is not asked any more: it stops, and
 * leaves nothing. */
static void
test_a_run_can_be_stopped_anywhere(void **state)
{
    struct lci_config *config = small_town(*state, first_config_text);
    const size_t files = support_count_files(*state);
    enum lci_status status = LCI_E_CANCELLED;
    int asked = 0;

    for (; status == LCI_E_CANCELLED && asked < 10000; asked++) {
        int left = asked;
        const struct lci_context context = {.cancelled = stop_at, .user = &left, .thread_count = 1};

        if (asked > 0)
            assert_int_equal(support_count_files(*state), files);
        status = lci_run(config, LCI_RUN_ALL, &context, NULL, NULL);
    }
    assert_int_equal(status, LCI_OK);
    assert_true(asked > 6); /* at least before each stage */
    lci_config_free(config);
}

/* The n-th allocation fails: the run fails with a message and leaves nothing, or is none the worse
 * for it. */
static void
fail_each_allocation(const char *folder, const char *config_text)
{
    struct lci_config *config = small_town(folder, config_text);
    const struct lci_context context = {.thread_count = 1};
    const uint64_t sparsity = getenv("LCI_TRIALS") ? UINT64_MAX : 20; /* when there is time: each one */
    char *path = support_path(folder, "csv/homes.csv");
    char *expected = NULL;
    size_t files = 0;
    int good_in_a_row = 0;

    assert_int_equal(lci_run(config, LCI_RUN_ALL, &context, NULL, NULL), LCI_OK);
    expected = support_read(path);
    files = support_count_files(folder);
    for (uint64_t n = 1; good_in_a_row < 3; n += 1 + n / sparsity) {
        struct lci_error err = {0};
        enum lci_status status = LCI_OK;
        char *found = NULL;

        lci_alloc_fail_at(n);
        status = lci_run(config, LCI_RUN_ALL, &context, NULL, &err);
        lci_alloc_fail_at(0);
        good_in_a_row = status == LCI_OK ? good_in_a_row + 1 : 0;
        if (status != LCI_OK && err.message[0] == '\0')
            fail_msg("allocation %" PRIu64 ": status %d without a message", n, status);
        found = support_read(path);
        if (strcmp(found, expected) != 0)
            fail_msg("allocation %" PRIu64 ": another result", n);
        free(found);
        assert_int_equal(support_count_files(folder), files);
    }
    lci_config_free(config);
    free(expected);
    free(path);
}

static void
test_a_run_short_of_memory_fails_cleanly(void **state)
{
    fail_each_allocation(*state, first_config_text);
    fail_each_allocation(*state, other_config_text);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, support_folder, support_remove)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_strings_are_escaped),
        cmocka_unit_test(test_the_spool_gives_back_what_it_got),
        cmocka_unit_test(test_an_empty_shape_takes_no_room),
        IN_FOLDER(test_a_spool_without_room_or_memory_is_told),
        cmocka_unit_test(test_nearly_all_is_not_all),
        cmocka_unit_test(test_cells_are_rounded_and_never_nan),
        IN_FOLDER(test_a_small_town_comes_out_right),
        IN_FOLDER(test_a_configuration_without_limits_is_refused),
        IN_FOLDER(test_a_run_can_be_stopped_anywhere),
        IN_FOLDER(test_a_run_short_of_memory_fails_cleanly),
    };

    return cmocka_run_group_tests_name("run", tests, NULL, NULL);
}
