/* test_gpkg.c - what stands in our GeoPackages, beside those that GDAL writes from the same shapes, given as texts. */
#include "../support/files.h"

#include <gdal.h>
#include <math.h>
#include <ogr_api.h>
#include <ogr_srs_api.h>

#include "base/alloc.h"
#include "io/write.h"

static const char CRS[] = "EPSG:4549";

enum { ROW_COUNT = 6, TABLE_COUNT = 4, COLUMN_COUNT = 3, TEXT_SIZE = 1 << 16 };

static const struct lci_column columns[COLUMN_COUNT] = {
    {"te'x\"t", "a text", LCI_COLUMN_TEXT}, {"number", "a number", LCI_COLUMN_INTEGER}, {"length_m", "metres", LCI_COLUMN_REAL}};

static const struct kind {
    const char *name;
    enum lci_table_shape shape;
    OGRwkbGeometryType type;
    const char *texts[ROW_COUNT]; /* NULL: no geometry */
} kinds[TABLE_COUNT] = {
    {"areas", LCI_TABLE_MULTIPOLYGON, wkbMultiPolygon,
     {"MULTIPOLYGON (((0 0,8 0,8 8,0 8,0 0),(1 1,1 2,2 2,1 1)),((-20 -20.5,-10 -20.5,-10 -7,-20 -20.5)))",
      "MULTIPOLYGON (((-20 -20.5,-10 -20.5,-10 -7,-20 -20.5)))", NULL, "MULTIPOLYGON EMPTY",
      "MULTIPOLYGON (((0 0,8 0,8 8,0 8,0 0),(1 1,1 2,2 2,1 1)))", "MULTIPOLYGON EMPTY"}},
    {"lines", LCI_TABLE_MULTILINE, wkbMultiLineString,
     {"MULTILINESTRING ((0 0,8 0,8 8,0 8,0 0),(1 1,1 2,2 2,1 1),(-20 -20.5,-10 -20.5,-10 -7,-20 -20.5))",
      "MULTILINESTRING ((0 0,8 0,8 8,0 8,0 0))", NULL, "MULTILINESTRING EMPTY",
      "MULTILINESTRING ((0 0,8 0,8 8,0 8,0 0),(1 1,1 2,2 2,1 1))", "MULTILINESTRING EMPTY"}},
    {"places", LCI_TABLE_POINT, wkbPoint,
     {"POINT (0 0)", "POINT (1.5 -1)", NULL, "POINT (4.5 -3)", "POINT (6 -4)", "POINT (7.5 -5)"}},
    {"plain", LCI_TABLE_PLAIN, wkbNone, {NULL}},
};

static const char *const words[ROW_COUNT] = {"", "静安 'a\"b", "0012", NULL, "1e3", " "};
static const int64_t numbers[ROW_COUNT] = {0, -1, INT64_MAX, 7, INT64_MIN, 42};
static const double lengths_m[ROW_COUNT] = {0.1, -0.0, 1e300, 3.0, 1.0 / 3.0, 2.5};

/* Two polygons, the first with a hole. */
static uint32_t ring_first[] = {0, 2, 3};
static uint32_t point_first[] = {0, 5, 9, 13};
static double xy_m[] = {0, 0, 8, 0, 8, 8, 0, 8, 0, 0, 1, 1, 1, 2, 2, 2, 1, 1, -20, -20.5, -10, -20.5, -10, -7, -20, -20.5};

static enum lci_status
fill(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    const struct kind *kind = user;

    (void)err;
    if (words[row]) {
        out->values[0] = (struct lci_value){.text = words[row]};
        out->values[1] = (struct lci_value){.integer = numbers[row]};
        out->values[2] = (struct lci_value){.real = lengths_m[row]};
    } else {
        out->values[2] = (struct lci_value){.real = (double)NAN}; /* is stored as nothing */
    }
    out->has_geometry = kind->texts[row] != NULL;
    out->x_m = 1.5 * (double)row;
    out->y_m = row == 0 ? 0.0 : -(double)row;
    switch (row) {
    case 0:
        out->polygons = (struct lci_polygons){2, 3, 13, ring_first, point_first, xy_m};
        out->lines = (struct lci_polygons){0, 3, 13, NULL, point_first, xy_m};
        break;
    case 1: /* the second polygon amid the arrays of both */
        out->polygons = (struct lci_polygons){1, 1, 4, ring_first + 1, point_first, xy_m};
        out->lines = (struct lci_polygons){0, 1, 5, NULL, point_first, xy_m};
        break;
    case 4:
        out->polygons = (struct lci_polygons){1, 2, 9, ring_first, point_first, xy_m};
        out->lines = (struct lci_polygons){0, 2, 9, NULL, point_first, xy_m};
        break;
    default:
        break;
    }
    return LCI_OK;
}

static void
write_ours(const char *path)
{
    struct lci_table tables[TABLE_COUNT];
    const struct lci_write_options options = {.path = path, .crs_wkt = CRS};
    struct lci_error err = {0};

    for (size_t t = 0; t < TABLE_COUNT; t++)
        tables[t] = (struct lci_table){.name = kinds[t].name, .description = "", .shape = kinds[t].shape, .columns = columns,
                                       .column_count = COLUMN_COUNT, .row_count = ROW_COUNT, .fill = fill,
                                       .user = (void *)(uintptr_t)&kinds[t]};
    if (lci_write_tables(tables, TABLE_COUNT, &options, &err) != LCI_OK)
        fail_msg("%s", err.message);
}

static void
put_gdal_row(OGRLayerH layer, const struct kind *kind, size_t row)
{
    OGRFeatureH feature = OGR_F_Create(OGR_L_GetLayerDefn(layer));
    char *text = (char *)(uintptr_t)kind->texts[row];
    OGRGeometryH geometry = NULL;

    if (words[row]) {
        OGR_F_SetFieldString(feature, 0, words[row]);
        OGR_F_SetFieldInteger64(feature, 1, numbers[row]);
        OGR_F_SetFieldDouble(feature, 2, lengths_m[row]);
    }
    if (text) {
        assert_int_equal(OGR_G_CreateFromWkt(&text, NULL, &geometry), OGRERR_NONE);
        assert_int_equal(OGR_F_SetGeometryDirectly(feature, geometry), OGRERR_NONE);
    }
    assert_int_equal(OGR_L_CreateFeature(layer, feature), OGRERR_NONE);
    OGR_F_Destroy(feature);
}

static void
write_with_gdal(const char *path)
{
    static const OGRFieldType types[COLUMN_COUNT] = {OFTString, OFTInteger64, OFTReal};
    GDALDatasetH dataset = GDALCreate(GDALGetDriverByName("GPKG"), path, 0, 0, 0, GDT_Unknown, NULL);
    OGRSpatialReferenceH crs = OSRNewSpatialReference(NULL);

    assert_non_null(dataset);
    assert_int_equal(OSRSetFromUserInput(crs, CRS), OGRERR_NONE);
    OSRSetAxisMappingStrategy(crs, OAMS_TRADITIONAL_GIS_ORDER);
    for (size_t t = 0; t < TABLE_COUNT; t++) {
        const OGRwkbGeometryType type = kinds[t].type;
        OGRLayerH layer = GDALDatasetCreateLayer(dataset, kinds[t].name, type == wkbNone ? NULL : crs, type, NULL);

        assert_non_null(layer);
        for (size_t c = 0; c < COLUMN_COUNT; c++) {
            OGRFieldDefnH field = OGR_Fld_Create(columns[c].name, types[c]);

            assert_int_equal(OGR_L_CreateField(layer, field, TRUE), OGRERR_NONE);
            OGR_Fld_Destroy(field);
        }
        for (size_t row = 0; row < ROW_COUNT; row++)
            put_gdal_row(layer, &kinds[t], row);
    }
    (void)GDALClose(dataset);
    OSRRelease(crs);
}

/* All that a query answers, for free(). */
static char *
text_of(const char *path, const char *sql)
{
    GDALDatasetH dataset = GDALOpenEx(path, GDAL_OF_VECTOR | GDAL_OF_READONLY, NULL, NULL, NULL);
    OGRLayerH result = dataset ? GDALDatasetExecuteSQL(dataset, sql, NULL, NULL) : NULL;
    OGRFeatureH feature = NULL;
    char *text = calloc(TEXT_SIZE, 1);
    size_t used = 0;

    if (!result || !text)
        fail_msg("%s: %s", path, sql);
    while ((feature = OGR_L_GetNextFeature(result)) != NULL) {
        for (int i = 0; i < OGR_F_GetFieldCount(feature); i++)
            used += (size_t)snprintf(text + used, TEXT_SIZE - used, "%s|", OGR_F_GetFieldAsString(feature, i));
        assert_true(used < TEXT_SIZE);
        OGR_F_Destroy(feature);
    }
    GDALDatasetReleaseResultSet(dataset, result);
    (void)GDALClose(dataset);
    return text;
}

static void
assert_same(const char *ours, const char *theirs, const char *sql)
{
    char *a = text_of(ours, sql);
    char *b = text_of(theirs, sql);

    assert_true(strlen(b) > 0);
    assert_string_equal(a, b);
    free(a);
    free(b);
}

static void
test_rows_shapes_and_notes_are_those_that_gdal_stores(void **state)
{
    /* quote() tells kinds of values apart, and every bit of a number that has one */
    static const char *const queries[] = {
        "SELECT quote(fid), hex(geom), quote(\"te'x\"\"t\"), quote(number), quote(length_m) FROM areas",
        "SELECT quote(fid), hex(geom), quote(\"te'x\"\"t\"), quote(number), quote(length_m) FROM lines",
        "SELECT quote(fid), hex(geom), quote(\"te'x\"\"t\"), quote(number), quote(length_m) FROM places",
        "SELECT quote(fid), quote(\"te'x\"\"t\"), quote(number), quote(length_m) FROM plain",
        "SELECT table_name, data_type, quote(min_x), quote(min_y), quote(max_x), quote(max_y) FROM gpkg_contents ORDER BY 1",
        "SELECT quote(table_name), quote(feature_count) FROM gpkg_ogr_contents ORDER BY table_name",
        "SELECT quote(name), quote(seq) FROM sqlite_sequence ORDER BY name",
        "SELECT quote(name), quote(sql) FROM sqlite_master WHERE type = 'trigger' ORDER BY name",
        "SELECT quote(id), quote(minx), quote(maxx), quote(miny), quote(maxy) FROM rtree_areas_geom ORDER BY id",
        "SELECT quote(id), quote(minx), quote(maxx), quote(miny), quote(maxy) FROM rtree_lines_geom ORDER BY id",
        "SELECT quote(id), quote(minx), quote(maxx), quote(miny), quote(maxy) FROM rtree_places_geom ORDER BY id",
        "SELECT table_name, column_name, geometry_type_name, srs_id, z, m FROM gpkg_geometry_columns ORDER BY table_name",
    };
    char *ours = support_path(*state, "ours.gpkg");
    char *theirs = support_path(*state, "theirs.gpkg");

    write_ours(ours);
    write_with_gdal(theirs);
    for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++)
        assert_same(ours, theirs, queries[i]);
    free(ours);
    free(theirs);
}

/* Whichever allocation fails, the run ends with that as its reason and nothing is left. */
static void
test_no_memory_is_told_and_leaves_nothing(void **state)
{
    char *path = support_path(*state, "out.gpkg");
    const struct lci_table table = {.name = "areas", .description = "", .shape = LCI_TABLE_MULTIPOLYGON, .columns = columns,
                                    .column_count = COLUMN_COUNT, .row_count = ROW_COUNT, .fill = fill,
                                    .user = (void *)(uintptr_t)&kinds[0]};
    const struct lci_write_options options = {.path = path, .crs_wkt = CRS};
    enum lci_status status = LCI_E_NOMEM;
    uint64_t failing = 0;

    for (failing = 1; status != LCI_OK && failing < 1000; failing++) {
        struct lci_error err = {0};

        (void)unlink(path);
        lci_alloc_fail_at(failing);
        status = lci_write_tables(&table, 1, &options, &err);
        lci_alloc_fail_at(0);
        if (status != LCI_OK)
            assert_int_equal(support_count_files(*state), 0);
        assert_true(status == LCI_OK || err.message[0] != '\0');
    }
    assert_int_equal(status, LCI_OK);
    assert_true(failing > 10);
    free(path);
}

/* Enough for files of their own, and for large pages. */
enum { LONG_COUNT = 90000, FAILING_ROW = 70000 };

/* The short rows again and again; the number is the row. */
static enum lci_status
fill_long(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    const enum lci_status status = fill(user, row % ROW_COUNT, out, err);

    out->values[1] = (struct lci_value){.integer = (int64_t)row};
    return status;
}

static enum lci_status
fill_up_to(void *user, size_t row, struct lci_row *out, struct lci_error *err)
{
    return row < FAILING_ROW ? fill_long(user, row, out, err) : lci_fail(err, LCI_E_DATA, "row 70000");
}

/* A short table of each kind, then a long one of each. */
static enum lci_status
write_long(const char *path, unsigned thread_count, enum lci_status (*last)(void *, size_t, struct lci_row *, struct lci_error *),
           struct lci_error *err)
{
    static const char *const long_names[TABLE_COUNT] = {"long_areas", "long lines", "long-places", "long_plain"};
    struct lci_table tables[2 * TABLE_COUNT];
    struct lci_write_options options = {.path = path, .crs_wkt = CRS};
    enum lci_status status = LCI_OK;

    if (thread_count > 0)
        assert_int_equal(lci_pool_new(thread_count, &options.pool, NULL), LCI_OK);
    for (size_t t = 0; t < (size_t)2 * TABLE_COUNT; t++) {
        const struct kind *kind = &kinds[t % TABLE_COUNT];

        tables[t] = (struct lci_table){.name = kind->name, .description = "", .shape = kind->shape, .columns = columns,
                                       .column_count = COLUMN_COUNT, .row_count = ROW_COUNT, .fill = fill,
                                       .user = (void *)(uintptr_t)kind};
        if (t < TABLE_COUNT)
            continue;
        tables[t].name = long_names[t - TABLE_COUNT];
        tables[t].row_count = LONG_COUNT;
        tables[t].fill = t + 1 < (size_t)2 * TABLE_COUNT ? fill_long : last;
    }
    status = lci_write_tables(tables, (size_t)2 * TABLE_COUNT, &options, err);
    lci_pool_free(options.pool);
    return status;
}

/* With more than one thread long tables are filled aside and taken over; with one they are not. */
static void
test_any_number_of_threads_gives_the_same_bytes(void **state)
{
    char *first = support_path(*state, "0.gpkg");
    char *bytes = NULL;
    size_t size = 0;
    struct lci_error err = {0};
    char *text = NULL;

    if (write_long(first, 0, fill_long, &err) != LCI_OK)
        fail_msg("%s", err.message);
    text = text_of(first, "SELECT count(*), min(fid), max(fid), sum(number), sum(fid - number), max(page_size) FROM long_plain, "
                          "pragma_page_size");
    /* 90000 rows, the sum of 0 to 89999, and large pages, as there are more than a million values */
    assert_string_equal(text, "90000|1|90000|4049955000|90000|16384|");
    free(text);
    bytes = support_read_bytes(first, &size);
    for (unsigned threads = 1; threads <= 4; threads++) {
        char *other = support_path(*state, "n.gpkg");
        char *other_bytes = NULL;
        size_t other_size = 0;

        if (write_long(other, threads, fill_long, &err) != LCI_OK)
            fail_msg("%u threads: %s", threads, err.message);
        other_bytes = support_read_bytes(other, &other_size);
        assert_int_equal(size, other_size);
        assert_memory_equal(bytes, other_bytes, size);
        free(other_bytes);
        assert_int_equal(unlink(other), 0);
        assert_int_equal(support_count_files(*state), 1);
        free(other);
    }
    free(bytes);
    free(first);
}

static void
test_a_row_that_fails_aside_fails_the_whole(void **state)
{
    char *path = support_path(*state, "out.gpkg");
    struct lci_error err = {0};

    for (unsigned threads = 0; threads <= 5; threads++) {
        assert_int_equal(write_long(path, threads, fill_up_to, &err), LCI_E_DATA);
        assert_non_null(strstr(err.message, "row 70000"));
        assert_int_equal(support_count_files(*state), 0);
    }
    free(path);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_rows_shapes_and_notes_are_those_that_gdal_stores, support_folder, support_remove),
        cmocka_unit_test_setup_teardown(test_any_number_of_threads_gives_the_same_bytes, support_folder, support_remove),
        cmocka_unit_test_setup_teardown(test_a_row_that_fails_aside_fails_the_whole, support_folder, support_remove),
        cmocka_unit_test_setup_teardown(test_no_memory_is_told_and_leaves_nothing, support_folder, support_remove),
    };

    GDALAllRegister();
    return cmocka_run_group_tests_name("gpkg", tests, NULL, NULL);
}
