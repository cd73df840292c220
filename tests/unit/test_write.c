/* test_write.c - formats: right rows, equal bytes, nothing left after a failure. */
#include "../support/files.h"

#include <cpl_conv.h>
#include <gdal.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>
#include <sys/resource.h>

#include "io/write.h"

static const char WKT_NAME[] = "EPSG:4548";

static const struct lci_column columns[] = {
    {"home_id", "the home's id", LCI_COLUMN_TEXT},
    {"count", "how many", LCI_COLUMN_INTEGER},
    {"walk_m", "the home's walk in metres", LCI_COLUMN_REAL},
};

enum { COLUMN_COUNT = sizeof(columns) / sizeof(columns[0]) };

static const char name_text[] = "静安 'a\"b";

/* Row i: a unit square with a hole at x = 10 i, a line and a point there; the second row has no
 * values. */
static enum lci_status
fill(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    static uint32_t ring_first[2] = {0, 2};
    static uint32_t point_first[3] = {0, 5, 9};
    static double square[18];
    static const double shape[18] = {0, 0, 1, 0, 1, 1, 0, 1, 0, 0, .2, .2, .2, .8, .8, .2, .2, .2};
    static uint32_t line_first[2] = {0, 3};

    (void)user;
    (void)err;
    for (size_t i = 0; i < 18; i++)
        square[i] = shape[i] + (i % 2 == 0 ? 500000.0 + 10.0 * (double)row : 4057000.0);
    if (row != 1) {
        out->values[0] = (struct lci_value){.text = name_text};
        out->values[1] = (struct lci_value){.integer = (int64_t)row};
        out->values[2] = (struct lci_value){.real = 0.1};
    }
    out->has_geometry = true;
    out->x_m = square[0];
    out->y_m = square[1];
    out->polygons = (struct lci_polygons){1, 2, 9, ring_first, point_first, square};
    out->lines = (struct lci_polygons){0, 1, 3, NULL, line_first, square};
    return LCI_OK;
}

static enum lci_status
fill_and_fail(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    if (row == 2) {
        if (err)
            (void)snprintf(err->message, sizeof(err->message), "stopped");
        return LCI_E_CANCELLED;
    }
    return fill(user, row, out, err);
}

enum { TABLE_COUNT = 4 };

static void
make_tables(struct lci_table tables[TABLE_COUNT], size_t row_count)
{
    static const struct {
        const char *name;
        enum lci_table_shape shape;
    } kinds[TABLE_COUNT] = {{"homes", LCI_TABLE_MULTIPOLYGON},
                            {"facilities", LCI_TABLE_POINT},
                            {"reached_streets", LCI_TABLE_MULTILINE},
                            {"coverage", LCI_TABLE_PLAIN}};

    for (size_t t = 0; t < TABLE_COUNT; t++)
        tables[t] = (struct lci_table){.name = kinds[t].name,
                                       .description = "what it's about",
                                       .shape = kinds[t].shape,
                                       .columns = columns,
                                       .column_count = COLUMN_COUNT,
                                       .row_count = row_count,
                                       .fill = fill};
}

static enum lci_status
write_to(const char *path, const char *format, size_t row_count, struct lci_error *err)
{
    struct lci_table tables[TABLE_COUNT];
    const struct lci_write_options options = {.path = path, .format = format, .crs_wkt = WKT_NAME};

    make_tables(tables, row_count);
    return lci_write_tables(tables, TABLE_COUNT, &options, err);
}

static GDALDatasetH
open_result(const char *path)
{
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);

    if (!dataset)
        fail_msg("%s cannot be opened", path);
    return dataset;
}

static void
check_layer(OGRLayerH layer, OGRwkbGeometryType type)
{
    OGRFeatureH feature = NULL;

    assert_non_null(layer);
    assert_int_equal(OGR_L_GetGeomType(layer), type);
    for (GIntBig row = 0; (feature = OGR_L_GetNextFeature(layer)) != NULL; row++) {
        assert_int_equal(OGR_F_GetFID(feature), row + 1);
        assert_int_equal(OGR_F_IsFieldNull(feature, 0), row == 1);
        if (row != 1) {
            assert_string_equal(OGR_F_GetFieldAsString(feature, 0), name_text);
            assert_int_equal(OGR_F_GetFieldAsInteger64(feature, 1), row);
            assert_true(OGR_F_GetFieldAsDouble(feature, 2) == 0.1);
        }
        if (type != wkbNone)
            assert_int_equal(OGR_G_GetGeometryType(OGR_F_GetGeometryRef(feature)), type);
        OGR_F_Destroy(feature);
    }
}

static double
number_from_sql(GDALDatasetH dataset, const char *sql)
{
    OGRLayerH result = GDALDatasetExecuteSQL(dataset, sql, NULL, NULL);
    OGRFeatureH feature = result ? OGR_L_GetNextFeature(result) : NULL;
    double number = 0.0;

    assert_non_null(feature);
    number = OGR_F_GetFieldAsDouble(feature, 0);
    OGR_F_Destroy(feature);
    GDALDatasetReleaseResultSet(dataset, result);
    return number;
}

static void
test_a_geopackage_holds_what_was_written(void **state)
{
    char *path = support_path(*state, "out.gpkg");
    GDALDatasetH dataset = NULL;
    OGREnvelope box = {0};
    OGRSpatialReferenceH crs = NULL;

    assert_int_equal(write_to(path, NULL, 4, NULL), LCI_OK);
    dataset = open_result(path);
    assert_int_equal(GDALDatasetGetLayerCount(dataset), TABLE_COUNT);
    check_layer(GDALDatasetGetLayerByName(dataset, "homes"), wkbMultiPolygon);
    check_layer(GDALDatasetGetLayerByName(dataset, "facilities"), wkbPoint);
    check_layer(GDALDatasetGetLayerByName(dataset, "reached_streets"), wkbMultiLineString);
    check_layer(GDALDatasetGetLayerByName(dataset, "coverage"), wkbNone);
    /* four squares of side 1, 10 apart */
    assert_int_equal(OGR_L_GetExtent(GDALDatasetGetLayerByName(dataset, "homes"), &box, FALSE), 0);
    assert_true(box.MinX == 500000.0 && box.MaxX == 500031.0);
    assert_true(box.MinY == 4057000.0 && box.MaxY == 4057001.0);
    crs = OGR_L_GetSpatialRef(GDALDatasetGetLayerByName(dataset, "homes"));
    assert_string_equal(OSRGetAuthorityCode(crs, NULL), "4548");
    assert_true(number_from_sql(dataset, "SELECT count(*) FROM gpkg_data_columns "
                                         "WHERE description <> ''") == 12.0);
    assert_true(number_from_sql(dataset, "SELECT count(*) FROM rtree_homes_geom") == 4.0);
    assert_true(number_from_sql(dataset, "SELECT count(*) FROM gpkg_contents WHERE "
                                         "description = 'what it''s about'") == 4.0);
    (void)GDALClose(dataset);
    assert_int_equal(support_count_files(*state), 1);
    free(path);
}

/* Everything the index of `homes` says, as one text; made anew by GDAL's own means if `anew`. */
static char *
index_text(GDALDatasetH dataset, bool anew)
{
    static const char list[] = "SELECT group_concat(id || ' ' || minx || ' ' || maxx || ' ' || miny || ' ' || maxy) FROM "
                               "(SELECT * FROM rtree_homes_geom ORDER BY id)";
    static const char *const make[] = {"SELECT DisableSpatialIndex('homes', 'geom')", "SELECT CreateSpatialIndex('homes', 'geom')"};
    OGRLayerH result = NULL;
    OGRFeatureH feature = NULL;
    char *text = NULL;

    for (size_t i = 0; anew && i < 2; i++)
        assert_true(number_from_sql(dataset, make[i]) == 1.0);
    result = GDALDatasetExecuteSQL(dataset, list, NULL, NULL);
    feature = result ? OGR_L_GetNextFeature(result) : NULL;
    assert_non_null(feature);
    text = strdup(OGR_F_GetFieldAsString(feature, 0));
    OGR_F_Destroy(feature);
    GDALDatasetReleaseResultSet(dataset, result);
    return text;
}

/* 51 rows fill a node: one, two, one below the root, and two levels below it. */
static void
test_the_spatial_index_is_sound_and_says_what_gdals_own_would(void **state)
{
    static const size_t row_counts[] = {0, 1, 51, 52, 2601, 2602, 6000};

    for (size_t i = 0; i < sizeof(row_counts) / sizeof(row_counts[0]); i++) {
        char *path = support_path(*state, "out.gpkg");
        GDALDatasetH dataset = NULL;
        char *ours = NULL;
        char *theirs = NULL;

        assert_int_equal(write_to(path, NULL, row_counts[i], NULL), LCI_OK);
        dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL);
        assert_non_null(dataset);
        for (size_t t = 0; t + 1 < TABLE_COUNT; t++) {
            static const char *const checks[] = {"SELECT rtreecheck('rtree_homes_geom') = 'ok'",
                                                 "SELECT rtreecheck('rtree_facilities_geom') = 'ok'",
                                                 "SELECT rtreecheck('rtree_reached_streets_geom') = 'ok'"};

            assert_true(number_from_sql(dataset, checks[t]) == 1.0);
        }
        assert_true(number_from_sql(dataset, "SELECT count(*) FROM rtree_homes_geom WHERE minx < 500025") ==
                    (double)(row_counts[i] < 3 ? row_counts[i] : 3));
        assert_true(number_from_sql(dataset, "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name LIKE "
                                             "'rtree\\_homes\\_geom\\_%' ESCAPE '\\'") == 6.0);
        ours = index_text(dataset, false);
        theirs = index_text(dataset, true);
        assert_string_equal(ours, theirs);
        free(ours);
        free(theirs);
        (void)GDALClose(dataset);
        free(path);
    }
}

/* Rows that somebody adds, moves or deletes later are followed. */
static void
test_the_spatial_index_follows_later_changes(void **state)
{
    char *path = support_path(*state, "out.gpkg");
    GDALDatasetH dataset = NULL;

    assert_int_equal(write_to(path, NULL, 3000, NULL), LCI_OK);
    dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_UPDATE, NULL, NULL, NULL);
    assert_non_null(dataset);
    (void)GDALDatasetExecuteSQL(dataset, "DELETE FROM homes WHERE fid % 2 = 0", NULL, NULL);
    (void)GDALDatasetExecuteSQL(dataset, "INSERT INTO homes (geom) SELECT geom FROM homes WHERE fid < 1000", NULL, NULL);
    assert_true(number_from_sql(dataset, "SELECT count(*) FROM rtree_homes_geom") == 2000.0);
    assert_true(number_from_sql(dataset, "SELECT rtreecheck('rtree_homes_geom') = 'ok'") == 1.0);
    (void)GDALClose(dataset);
    free(path);
}

static void
test_equal_tables_give_equal_bytes(void **state)
{
    char *first = support_path(*state, "a.gpkg");
    char *second = support_path(*state, "b.gpkg");
    size_t first_size = 0;
    size_t second_size = 0;
    char *first_bytes = NULL;
    char *second_bytes = NULL;

    assert_int_equal(write_to(first, NULL, 50, NULL), LCI_OK);
    (void)usleep(1100000); /* files that hold the time of day differ from second to second */
    assert_int_equal(write_to(second, NULL, 50, NULL), LCI_OK);
    first_bytes = support_read_bytes(first, &first_size);
    second_bytes = support_read_bytes(second, &second_size);
    assert_int_equal(first_size, second_size);
    assert_memory_equal(first_bytes, second_bytes, first_size);
    free(first_bytes);
    free(second_bytes);
    free(first);
    free(second);
}

static void
test_tables_without_rows_are_written(void **state)
{
    static const char *const formats[] = {"GPKG",       "XLSX",           "GeoJSON",
                                          "FlatGeobuf", "ESRI Shapefile", "OpenFileGDB"};
    static const char *const names[] = {"e.gpkg", "e.xlsx", "json", "fgb", "shp", "e.gdb"};

    for (size_t i = 0; i < sizeof(formats) / sizeof(formats[0]); i++) {
        char *path = support_path(*state, names[i]);
        struct lci_error err = {0};

        if (write_to(path, formats[i], 0, &err) != LCI_OK)
            fail_msg("%s: %s", formats[i], err.message);
        free(path);
    }
}

static void
test_other_formats_hold_all_rows_and_can_be_written_again(void **state)
{
    static const struct {
        const char *format, *name, *open;
    } cases[] = {
        {"XLSX", "out.xlsx", "out.xlsx"},           {"OpenFileGDB", "out.gdb", "out.gdb"},
        {"ESRI Shapefile", "shp", "shp/homes.shp"}, {"GeoJSON", "json", "json/homes.geojson"},
        {"FlatGeobuf", "fgb", "fgb/homes.fgb"},     {"geojson", "json2", "json2/coverage.geojson"},
    };

    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        char *path = support_path(*state, cases[i].name);
        char *opened = support_path(*state, cases[i].open);
        struct lci_error err = {0};
        GDALDatasetH dataset = NULL;

        for (int turn = 0; turn < 2; turn++)
            if (write_to(path, cases[i].format, 4, &err) != LCI_OK)
                fail_msg("%s: %s", cases[i].format, err.message);
        dataset = open_result(opened);
        assert_int_equal(OGR_L_GetFeatureCount(GDALDatasetGetLayer(dataset, 0), TRUE), 4);
        (void)GDALClose(dataset);
        free(path);
        free(opened);
    }
}

static void
test_a_failure_leaves_the_old_result_and_nothing_else(void **state)
{
    char *path = support_path(*state, "out.gpkg");
    char *csv = support_path(*state, "csv");
    char *before = NULL;
    char *after = NULL;
    size_t before_size = 0;
    size_t after_size = 0;
    struct lci_table tables[TABLE_COUNT];
    const struct lci_write_options options = {.path = path, .csv_folder = csv, .crs_wkt = WKT_NAME};
    struct lci_error err = {0};

    assert_int_equal(write_to(path, NULL, 4, NULL), LCI_OK);
    before = support_read_bytes(path, &before_size);
    make_tables(tables, 6);
    tables[3].fill = fill_and_fail;
    assert_int_equal(lci_write_tables(tables, TABLE_COUNT, &options, &err), LCI_E_CANCELLED);
    after = support_read_bytes(path, &after_size);
    assert_int_equal(before_size, after_size);
    assert_memory_equal(before, after, before_size);
    assert_int_equal(support_count_files(*state), 1);
    free(before);
    free(after);
    free(path);
    free(csv);
}

static void
check_size_limit(const char *folder, const char *name, const char *format)
{
    char *path = support_path(folder, name);
    const size_t files = support_count_files(folder);
    struct lci_error err = {0};
    struct rlimit before = {0};
    struct rlimit small = {0};
    enum lci_status status = LCI_OK;

    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    small = before;
    small.rlim_cur = 150000;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
    status = write_to(path, format, 5000, &err);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    if (status != LCI_E_IO)
        fail_msg("%s: a full disk was not found out", format);
    assert_non_null(strstr(err.message, name));
    assert_non_null(strstr(err.message, "write"));
    assert_int_equal(support_count_files(folder), files);
    free(path);
}

static void
test_a_file_size_limit_fails_every_format(void **state)
{
    check_size_limit(*state, "out.gpkg", "GPKG");
    check_size_limit(*state, "json", "GeoJSON");
    check_size_limit(*state, "shp", "ESRI Shapefile");
    check_size_limit(*state, "csv", "CSV");
    check_size_limit(*state, "out.gdb", "OpenFileGDB");
    check_size_limit(*state, "fgb", "FlatGeobuf");
}

static void
test_files_of_another_kind_are_not_written_over(void **state)
{
    char *path = support_path(*state, "roads.geojson");
    char *folder = support_path(*state, "folder.gdb");
    struct lci_error err = {0};
    char *text = NULL;

    support_write(path, "{\"type\":\"FeatureCollection\",\"features\":[]}");
    assert_int_equal(mkdir(folder, 0777), 0);
    assert_int_equal(write_to(path, "GPKG", 1, &err), LCI_E_CONFIG);
    assert_non_null(strstr(err.message, "another format"));
    assert_int_equal(write_to(folder, "OpenFileGDB", 1, &err), LCI_E_CONFIG);
    assert_int_equal(write_to(path, "Nonsense", 1, &err), LCI_E_CONFIG);
    assert_non_null(strstr(err.message, "GeoJSON"));
    text = support_read(path);
    assert_string_equal(text, "{\"type\":\"FeatureCollection\",\"features\":[]}");
    free(text);
    free(path);
    free(folder);
}

static void
test_an_empty_file_in_place_is_written_over(void **state)
{
    char *path = support_path(*state, "out.gpkg");

    support_write(path, "");
    assert_int_equal(write_to(path, NULL, 1, NULL), LCI_OK);
    free(path);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, support_folder, support_remove)

int
main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(test_a_geopackage_holds_what_was_written),
        IN_FOLDER(test_the_spatial_index_is_sound_and_says_what_gdals_own_would),
        IN_FOLDER(test_the_spatial_index_follows_later_changes),
        IN_FOLDER(test_equal_tables_give_equal_bytes),
        IN_FOLDER(test_tables_without_rows_are_written),
        IN_FOLDER(test_other_formats_hold_all_rows_and_can_be_written_again),
        IN_FOLDER(test_a_failure_leaves_the_old_result_and_nothing_else),
        IN_FOLDER(test_a_file_size_limit_fails_every_format),
        IN_FOLDER(test_files_of_another_kind_are_not_written_over),
        IN_FOLDER(test_an_empty_file_in_place_is_written_over),
    };

    (void)signal(SIGXFSZ, SIG_IGN);
    return cmocka_run_group_tests_name("write", tests, NULL, NULL);
}
