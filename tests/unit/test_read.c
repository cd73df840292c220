/* test_read.c - files as people hand them in, to arrays and quality rows. */
#include "../support/files.h"

#include <math.h>

#include "io/crs.h"
#include "io/read.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const ROLES[] = {"id", "name", "households", "category"};
enum { ROLE_NAME = 1, ROLE_HOUSEHOLDS = 2, ROLE_CATEGORY = 3 };

/* One reading: a file of the test's folder, and what came of it. */
struct reading {
    char *path;
    struct lci_source source;
    struct lci_read_request request;
    struct lci_working_system *system;
    struct lci_quality quality;
    struct lci_features features;
    struct lci_error err;
    enum lci_status status;
};

static void
begin(struct reading *reading, const char *folder, const char *name, const char *content)
{
    *reading = (struct reading){.path = support_path(folder, name)};
    if (content)
        support_write(reading->path, content);
    reading->source = (struct lci_source){.path = reading->path, .label = name};
    reading->request = (struct lci_read_request){
        .kind = "facilities", .shape = LCI_SHAPE_POINT, .roles = ROLES, .role_count = COUNT(ROLES)};
    assert_int_equal(lci_working_system_from("EPSG:4549", &reading->system, NULL), LCI_OK);
}

static void
run(struct reading *reading)
{
    reading->status = lci_read_features(&reading->source, &reading->request, reading->system,
                                        &reading->quality, &reading->features, &reading->err);
}

static void
must_work(struct reading *reading)
{
    run(reading);
    if (reading->status != LCI_OK)
        fail_msg("%s", reading->err.message);
}

static void
must_fail(struct reading *reading, enum lci_status status, const char *word)
{
    run(reading);
    if (reading->status != status || !strstr(reading->err.message, word))
        fail_msg("status %d: %s", (int)reading->status, reading->err.message);
    assert_int_equal(reading->features.count, 0);
}

static void
end(struct reading *reading)
{
    lci_features_fini(&reading->features);
    lci_quality_fini(&reading->quality);
    lci_working_system_free(reading->system);
    free(reading->path);
}

static const char *
text(const struct reading *reading, size_t role, size_t feature)
{
    return reading->features.texts[role * reading->features.count + feature];
}

static size_t
rows_with(const struct reading *reading, const char *code, const char *id)
{
    size_t count = 0;

    for (size_t i = 0; i < reading->quality.count; i++)
        count += strcmp(reading->quality.rows[i].code, code) == 0 &&
                 (!id || strcmp(reading->quality.rows[i].feature_id, id) == 0);
    return count;
}

#define CRS_4549                                                                                   \
    "\"crs\":{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::4549\"}},"
#define COLLECTION(features)                                                                       \
    "{\"type\":\"FeatureCollection\"," CRS_4549 "\"features\":[" features "]}"
#define FEATURE(id, geometry)                                                                      \
    "{\"type\":\"Feature\",\"properties\":{\"id\":\"" id "\",\"name\":\"n" id                      \
    "\",\"households\":40},\"geometry\":" geometry "}"
#define POINT(x, y) "{\"type\":\"Point\",\"coordinates\":[" x "," y "]}"

#define A FEATURE("A", POINT("642000", "3457000"))
#define B FEATURE("B", POINT("642100.5", "3457000"))
#define B_TWICE FEATURE("B", POINT("642100.25", "3457000"))

static void
test_order_in_the_file_changes_nothing(void **state)
{
    static const char *const FILES[] = {COLLECTION(A "," B "," B_TWICE),
                                        COLLECTION(B_TWICE "," B "," A),
                                        COLLECTION(B "," A "," B_TWICE)};

    for (size_t i = 0; i < COUNT(FILES); i++) {
        struct reading reading;

        begin(&reading, *state, "f.geojson", FILES[i]);
        must_work(&reading);
        assert_int_equal(reading.features.count, 3);
        assert_string_equal(reading.features.ids[0], "A");
        assert_string_equal(reading.features.ids[2], "B");
        assert_true(reading.features.xy_m[0] == 642000.0);
        assert_true(reading.features.xy_m[2] == 642100.25);
        assert_true(reading.features.xy_m[4] == 642100.5);
        assert_string_equal(text(&reading, ROLE_NAME, 0), "nA");
        assert_string_equal(text(&reading, ROLE_HOUSEHOLDS, 1), "40");
        assert_null(text(&reading, ROLE_CATEGORY, 0));
        end(&reading);
    }
}

static void
test_a_table_with_chinese_headers_is_taken_for_degrees(void **state)
{
    struct reading reading;
    double expected[2] = {121.5, 31.23};

    begin(&reading, *state, "t.csv",
          "\xEF\xBB\xBF编号,名称,类别,经度,纬度,户数\r\n"
          "7,\"一, 二\",elderly,１２１.５,31.23,\r\n");
    must_work(&reading);
    assert_int_equal(lci_crs_project(reading.system, "EPSG:4326", expected, 1, NULL, NULL), LCI_OK);
    assert_int_equal(reading.features.count, 1);
    assert_string_equal(reading.features.ids[0], "7");
    assert_string_equal(text(&reading, ROLE_NAME, 0), "一, 二");
    assert_null(text(&reading, ROLE_HOUSEHOLDS, 0));
    assert_true(reading.features.xy_m[0] == expected[0] && reading.features.xy_m[1] == expected[1]);
    assert_int_equal(rows_with(&reading, "crs_assumed", NULL), 1);
    end(&reading);
}

/* S15: such rows are bad rows, whatever they hold; the good one stays. */
static void
test_rows_that_are_no_places_are_reported_one_by_one(void **state)
{
    static const char *const CODES[] = {"coordinates_unreadable",   "coordinates_unreadable",
                                        "coordinates_out_of_range", "coordinates_out_of_range",
                                        "coordinates_missing",      "coordinates_unreadable"};
    struct reading reading;

    begin(&reading, *state, "t.csv",
          "id,lon,lat\nok,121.5,31.2\n1,nan,31\n2,inf,31\n3,1e308,31\n"
          "4,-0,-0\n5,,\n6,121.5,north\n合计,,\n\n");
    must_work(&reading);
    assert_int_equal(reading.features.count, 1);
    for (size_t i = 0; i < COUNT(CODES); i++) {
        char id[2] = {(char)('1' + i), '\0'};

        if (rows_with(&reading, CODES[i], id) != 1)
            fail_msg("row %s", id);
    }
    assert_int_equal(rows_with(&reading, "total_row", "合计"), 1);
    assert_int_equal(reading.quality.error_count, COUNT(CODES));
    end(&reading);
}

static void
test_a_cell_with_both_numbers_is_a_place(void **state)
{
    struct reading reading;

    begin(&reading, *state, "t.csv",
          "id;location\n1;\"121.5,31.23\"\n2;\"121.51， 31.23\"\n3;\"121.5\"\n");
    must_work(&reading);
    assert_int_equal(reading.features.count, 2);
    assert_int_equal(rows_with(&reading, "coordinates_unreadable", "3"), 1);
    end(&reading);
}

static void
test_mapped_fields_are_used_and_missed_ones_named(void **state)
{
    struct lci_field fields[] = {{"x", "field_2"}, {"y", "field_3"}, {"name", "field_1"}};
    struct lci_field wrong[] = {{"name", "小区"}};
    struct reading reading;

    begin(&reading, *state, "t.csv", "甲,121.5,31.2\n乙,121.6,31.2\n");
    reading.source.fields = fields;
    reading.source.field_count = COUNT(fields);
    reading.source.crs = "bd-09";
    must_work(&reading);
    assert_int_equal(reading.features.count, 2);
    assert_string_equal(text(&reading, ROLE_NAME, 1), "乙");
    end(&reading);

    begin(&reading, *state, "u.csv", "id,名称,lon,lat\n1,a,121.5,31.2\n");
    reading.source.fields = wrong;
    reading.source.field_count = COUNT(wrong);
    must_fail(&reading, LCI_E_DATA, "小区");
    assert_non_null(strstr(reading.err.message, "名称"));
    end(&reading);
}

static void
test_tables_whose_system_cannot_be_told_stop(void **state)
{
    static const struct {
        const char *content, *word;
    } FILES[] = {
        {"id,lat,lon\n1,121.5,31.2\n2,121.6,31.2\n", "swapped"},
        {"id,x,y\n1,642000,3457000\n", "crs:"},
        {"id,x,y\n1,10.5,20.5\n", "crs:"},
        {"id,name\n1,a\n", "x:"},
        {"id，lon，lat\n1，121，31\n", "full-width"},
        {"\xFF\xFEi", "UTF-16"},
        {"id,lon,lat\n1,,\n2,,\n", "no usable"},
        {"", "empty"},
    };

    for (size_t i = 0; i < COUNT(FILES); i++) {
        struct reading reading;

        begin(&reading, *state, "t.csv", FILES[i].content);
        must_fail(&reading, LCI_E_DATA, FILES[i].word);
        end(&reading);
    }
}

static void
test_x_and_y_within_china_are_degrees(void **state)
{
    struct reading reading;

    begin(&reading, *state, "t.csv", "id,x,y\n1,121.5,31.2\n");
    must_work(&reading);
    assert_int_equal(rows_with(&reading, "crs_assumed", NULL), 1);
    end(&reading);
}

static void
test_most_numbers_decide_whether_the_system_fits(void **state)
{
    struct reading reading;

    begin(&reading, *state, "one.geojson",
          COLLECTION(A "," B "," FEATURE("C", POINT("40642000", "3457000"))));
    must_work(&reading);
    assert_int_equal(reading.features.count, 2);
    assert_int_equal(rows_with(&reading, "coordinates_out_of_range", "C"), 1);
    end(&reading);

    begin(&reading, *state, "two.geojson",
          COLLECTION(FEATURE("C", POINT("40642000", "3457000")) "," FEATURE(
              "D", POINT("40642000", "3457100")) "," A));
    must_fail(&reading, LCI_E_DATA, "EPSG:4528");
    end(&reading);
}

#define BOW_TIE                                                                                    \
    "{\"type\":\"Polygon\",\"coordinates\":[[[642000,3457000],[642100,3457100],[642100,"           \
    "3457000],[642000,3457100],[642000,3457000]]]}"
#define WITH_HOLE                                                                                  \
    "{\"type\":\"Polygon\",\"coordinates\":[[[642000,3457000],[642000,3457100],[642100,"           \
    "3457100],[642100,3457000],[642000,3457000]],[[642010,3457010],[642020,3457010],"              \
    "[642020,3457020],[642010,3457020],[642010,3457010]]]}"
#define COLLECTION_3D                                                                              \
    "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Point\","                        \
    "\"coordinates\":[642000,3457000,5]},{\"type\":\"MultiPolygon\","                              \
    "\"coordinates\":[[[[642000,3457000,1],[642010,3457000,1],[642010,3457010,1],[642000,"         \
    "3457000,1]]]]}]}"
#define NO_AREA                                                                                    \
    "{\"type\":\"Polygon\",\"coordinates\":[[[642000,3457000],[642010,3457000],[642000,3457000],[" \
    "642000,3457000]]]}"
#define EMPTY_POLYGON "{\"type\":\"Polygon\",\"coordinates\":[]}"

/* Signed area by the shoelace formula, relative to the first corner. */
static double
ring_area(const struct lci_features *features, uint32_t ring)
{
    const double *xy = features->xy_m + 2 * (size_t)features->point_first[ring];
    size_t count = features->point_first[ring + 1] - features->point_first[ring];
    double sum = 0.0;

    for (size_t i = 0; i + 1 < count; i++)
        sum += (xy[2 * i] - xy[0]) * (xy[2 * i + 3] - xy[1]) -
               (xy[2 * i + 2] - xy[0]) * (xy[2 * i + 1] - xy[1]);
    assert_true(xy[0] == xy[2 * count - 2] && xy[1] == xy[2 * count - 1]);
    return sum / 2.0;
}

static void
test_polygons_come_out_valid_and_oriented(void **state)
{
    struct reading reading;
    double bow_tie_m2 = 0.0;

    begin(
        &reading, *state, "p.geojson",
        COLLECTION(
            FEATURE("1", BOW_TIE) "," FEATURE("2", WITH_HOLE) "," FEATURE("3", COLLECTION_3D) "," FEATURE(
                "4",
                NO_AREA) "," FEATURE("5",
                                     EMPTY_POLYGON) "," FEATURE("6",
                                                                "null") "," FEATURE("7",
                                                                                    POINT("642000",
                                                                                          "345700"
                                                                                          "0"))));
    reading.request.shape = LCI_SHAPE_POLYGON;
    must_work(&reading);
    assert_int_equal(reading.features.count, 3);
    assert_int_equal(reading.features.part_first[1], 2);
    for (uint32_t part = 0; part < 2; part++)
        bow_tie_m2 += ring_area(&reading.features, reading.features.ring_first[part]);
    assert_true(fabs(bow_tie_m2 - 5000.0) < 1e-6);
    assert_true(ring_area(&reading.features, reading.features.ring_first[2]) == 10000.0);
    assert_true(ring_area(&reading.features, reading.features.ring_first[2] + 1) == -100.0);
    assert_true(ring_area(&reading.features, reading.features.ring_first[3]) == 50.0);
    assert_int_equal(rows_with(&reading, "geometry_repaired", "1"), 1);
    assert_int_equal(rows_with(&reading, "geometry_unusable", "4"), 1);
    assert_int_equal(rows_with(&reading, "geometry_missing", "5"), 1);
    assert_int_equal(rows_with(&reading, "geometry_missing", "6"), 1);
    assert_int_equal(rows_with(&reading, "geometry_of_other_kind", "7"), 1);
    end(&reading);
}

static void
test_polygons_stand_for_points_where_points_are_wanted(void **state)
{
    struct reading reading;

    begin(&reading, *state, "p.geojson", COLLECTION(FEATURE("2", WITH_HOLE)));
    must_work(&reading);
    assert_int_equal(reading.features.point_count, 1);
    assert_true(reading.features.xy_m[0] > 642000 && reading.features.xy_m[0] < 642100);
    assert_int_equal(rows_with(&reading, "polygon_as_point", "2"), 1);
    end(&reading);
}

static void
test_lines_with_one_vertex_are_dropped(void **state)
{
    struct reading reading;

    begin(&reading, *state, "l.geojson",
          COLLECTION(
              FEATURE("L",
                      "{\"type\":\"LineString\",\"coordinates\":[[642000,3457000],[642100,3457000]]"
                      "}") "," FEATURE("S", "{\"type\":\"LineString\",\"coordinates\":[[642000,"
                                            "3457000]]}") "," FEATURE("P", WITH_HOLE)));
    reading.request.shape = LCI_SHAPE_LINE;
    must_work(&reading);
    assert_int_equal(reading.features.count, 1);
    assert_int_equal(rows_with(&reading, "geometry_of_other_kind", "S"), 1);
    lci_features_fini(&reading.features);
    reading.request.shape = LCI_SHAPE_LINE_OR_POLYGON;
    must_work(&reading);
    assert_int_equal(reading.features.count, 2);
    assert_true(reading.features.part_is_line[0]);
    assert_false(reading.features.part_is_line[1]);
    end(&reading);
}

static void
test_select_takes_any_of_its_ands(void **state)
{
    const char *a[] = {"nA"};
    const char *b[] = {"nB", "nX"};
    const char *forty[] = {"40"};
    struct lci_match first[] = {{"name", {a, 1}}, {"households", {forty, 1}}};
    struct lci_match second[] = {{"name", {b, 2}}};
    struct lci_match any[] = {{"名称", {NULL, 0}}};
    struct lci_match none[] = {{"name", {forty, 1}}};
    struct lci_selection both[] = {{first, 2}, {second, 1}};
    struct lci_selection all[] = {{any, 1}};
    struct lci_selection nothing[] = {{none, 1}};
    static const struct {
        size_t index, expected;
    } TRIES[] = {{0, 2}, {1, 3}, {2, 0}};

    for (size_t i = 0; i < COUNT(TRIES); i++) {
        struct lci_selection *const choices[] = {both, all, nothing};
        struct reading reading;

        begin(&reading, *state, "f.geojson",
              COLLECTION(A "," B "," FEATURE("C", POINT("642000", "3457000"))));
        reading.source.select = choices[TRIES[i].index];
        reading.source.select_count = i == 0 ? 2 : 1;
        if (i == 1)
            all[0].matches[0].key = "name";
        if (TRIES[i].expected == 0) {
            must_fail(&reading, LCI_E_DATA, "select");
        } else {
            must_work(&reading);
            assert_int_equal(reading.features.count, TRIES[i].expected);
        }
        end(&reading);
    }
}

static void
test_what_is_no_file_is_refused(void **state)
{
    static const char *const PATHS[] = {
        "/vsicurl/http://127.0.0.1:1/a.geojson",
        "http://127.0.0.1:1/a.geojson",
        "/dev/zero",
        "{\"type\":\"FeatureCollection\",\"features\":[]}",
        "<OGRVRTDataSource/>",
        "PG:dbname=x",
        "WFS:http://127.0.0.1:1",
        "/vsizip//vsicurl/http://127.0.0.1:1/a.zip",
        "no/such/file.shp",
    };

    for (size_t i = 0; i < COUNT(PATHS); i++) {
        struct reading reading;

        begin(&reading, *state, "unused", NULL);
        reading.source.path = PATHS[i];
        run(&reading);
        if (reading.status != LCI_E_IO)
            fail_msg("%s: %d %s", PATHS[i], (int)reading.status, reading.err.message);
        end(&reading);
    }
}

static void
test_other_formats_in_disguise_are_refused(void **state)
{
    static const char VRT[] =
        "<OGRVRTDataSource><OGRVRTLayer name=\"a\"><SrcDataSource>"
        "/vsicurl/http://127.0.0.1:1/a.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>";
    static const char WFS[] =
        "<OGRWFSDataSource><URL>http://127.0.0.1:1/wfs</URL></OGRWFSDataSource>";
    static const char *const NAMES[] = {"a.vrt", "a.geojson", "a.gpkg", "a.shp", "a.xml", "a.kml"};

    for (size_t i = 0; i < COUNT(NAMES); i++) {
        struct reading reading;

        begin(&reading, *state, NAMES[i], i % 2 ? WFS : VRT);
        must_fail(&reading, LCI_E_DATA, NAMES[i]);
        end(&reading);
    }
}

/* Each allocation in turn fails once: the call says so, and nothing leaks (the sanitizers see to
 * that). */
static void
test_running_out_of_memory_is_an_error(void **state)
{
    for (uint64_t n = 1; n < 2000; n++) {
        struct reading reading;

        begin(&reading, *state, "t.csv",
              "id,name,lon,lat\n1,\xB5\xD8,121.5,31.2\n2,b,121.5,31.3\n");
        lci_alloc_fail_at(n);
        run(&reading);
        lci_alloc_fail_at(0);
        if (reading.status == LCI_OK) {
            end(&reading);
            if (n <= 10)
                fail_msg("allocation %d failed, and nobody said so", (int)n);
            return;
        }
        assert_int_equal(reading.features.count, 0);
        end(&reading);
    }
    fail_msg("it never works");
}

static void
test_barriers_keep_the_inside_to_the_left(void **state)
{
    struct reading reading;
    struct lci_barriers barriers = {0};
    double area = 0.0;

    begin(
        &reading, *state, "b.geojson",
        COLLECTION(FEATURE("2", WITH_HOLE) "," FEATURE(
            "L", "{\"type\":\"LineString\",\"coordinates\":[[642000,3457000],[642100,3457000]]}")));
    assert_int_equal(
        lci_read_barriers(&reading.source, reading.system, &reading.quality, &barriers, NULL),
        LCI_OK);
    assert_int_equal(barriers.count, 9);
    for (size_t i = 0; i < barriers.count; i++) {
        const struct lci_barrier_side *side = &barriers.sides[i];

        if (side->area)
            area += ((side->ax_m - 642000) * (side->by_m - 3457000) -
                     (side->bx_m - 642000) * (side->ay_m - 3457000)) /
                    2;
    }
    assert_true(fabs(area - 9900.0) < 1e-6);
    lci_barriers_fini(&barriers);
    end(&reading);
}

static void
test_the_working_system_is_the_homes_own_or_their_utm_zone(void **state)
{
    struct reading reading;
    struct lci_working_system *system = NULL;
    struct lci_config config = {.working_crs = NULL};

    begin(&reading, *state, "h.geojson", COLLECTION(FEATURE("2", WITH_HOLE)));
    config.homes = (struct lci_sources){&reading.source, 1};
    assert_int_equal(lci_working_system_new(&config, &system, NULL), LCI_OK);
    assert_string_equal(lci_working_system_name(system), "EPSG:4549");
    lci_working_system_free(system);
    support_write(reading.path, "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE(
                                    "1", "{\"type\":\"Polygon\",\"coordinates\":[[[121.5,31.2],["
                                         "121.6,31.2],[121.6,31.3],[121.5,31.2]]]}") "]}");
    assert_int_equal(lci_working_system_new(&config, &system, NULL), LCI_OK);
    assert_string_equal(lci_working_system_name(system), "EPSG:32651");
    lci_working_system_free(system);
    config.working_crs = "EPSG:4550";
    assert_int_equal(lci_working_system_new(&config, &system, NULL), LCI_OK);
    assert_string_equal(lci_working_system_name(system), "EPSG:4550");
    assert_non_null(strstr(lci_working_system_wkt(system), "123"));
    lci_working_system_free(system);
    end(&reading);
}

static void
test_inspect_says_how_a_table_is_read(void **state)
{
    struct reading reading;
    struct lci_arena arena = {0};
    const char *found = NULL;

    begin(&reading, *state, "t.csv", "id,name,lon,lat,hs\n1,\xC6\xD6\xB6\xAB,121.5,31.2,350\n");
    assert_int_equal(lci_inspect_source(reading.path, &arena, &found, NULL), LCI_OK);
    assert_non_null(strstr(found, "EPSG:4326"));
    assert_non_null(strstr(found, "GB18030"));
    assert_non_null(strstr(found, "read as households: 350"));
    lci_arena_fini(&arena);
    assert_int_equal(lci_inspect_source("no such file", &arena, &found, &reading.err), LCI_E_IO);
    lci_arena_fini(&arena);
    end(&reading);
}

static void
test_features_without_an_id_are_named_by_their_number(void **state)
{
    static const char *const numbers[] = {"0", "10", "42", "9223372036854775807"}; /* byte by byte */
    static const char feature[] = "%s{\"type\":\"Feature\",\"id\":%s,\"properties\":{},"
                                  "\"geometry\":{\"type\":\"Point\",\"coordinates\":[121,31]}}";
    char text[1200] = "{\"type\":\"FeatureCollection\",\"features\":[";
    struct reading reading;

    for (size_t i = 0; i < COUNT(numbers); i++)
        (void)snprintf(text + strlen(text), sizeof(text) - strlen(text), feature, i > 0 ? "," : "",
                       numbers[COUNT(numbers) - 1 - i]);
    begin(&reading, *state, "p.geojson", strcat(text, "]}"));
    must_work(&reading);
    assert_int_equal(reading.features.count, COUNT(numbers));
    for (size_t i = 0; i < COUNT(numbers); i++)
        assert_string_equal(reading.features.ids[i], numbers[i]);
    end(&reading);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
#define IN_A_FOLDER(name) cmocka_unit_test_setup_teardown(name, support_folder, support_remove)
        IN_A_FOLDER(test_order_in_the_file_changes_nothing),
        IN_A_FOLDER(test_a_table_with_chinese_headers_is_taken_for_degrees),
        IN_A_FOLDER(test_rows_that_are_no_places_are_reported_one_by_one),
        IN_A_FOLDER(test_a_cell_with_both_numbers_is_a_place),
        IN_A_FOLDER(test_mapped_fields_are_used_and_missed_ones_named),
        IN_A_FOLDER(test_tables_whose_system_cannot_be_told_stop),
        IN_A_FOLDER(test_x_and_y_within_china_are_degrees),
        IN_A_FOLDER(test_most_numbers_decide_whether_the_system_fits),
        IN_A_FOLDER(test_polygons_come_out_valid_and_oriented),
        IN_A_FOLDER(test_polygons_stand_for_points_where_points_are_wanted),
        IN_A_FOLDER(test_lines_with_one_vertex_are_dropped),
        IN_A_FOLDER(test_select_takes_any_of_its_ands),
        IN_A_FOLDER(test_what_is_no_file_is_refused),
        IN_A_FOLDER(test_other_formats_in_disguise_are_refused),
        IN_A_FOLDER(test_running_out_of_memory_is_an_error),
        IN_A_FOLDER(test_barriers_keep_the_inside_to_the_left),
        IN_A_FOLDER(test_the_working_system_is_the_homes_own_or_their_utm_zone),
        IN_A_FOLDER(test_inspect_says_how_a_table_is_read),
        IN_A_FOLDER(test_features_without_an_id_are_named_by_their_number),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
