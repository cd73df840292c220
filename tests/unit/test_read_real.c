/* test_read_real.c - real files with real faults, where they are at hand ($LCI_SHARED/data; their
 * SOURCE.md pages). */
#include "../support/files.h"

#include <math.h>

#include "io/crs.h"
#include "io/read.h"

static const char *const ROLES[] = {"id", "name"};

struct reading {
    char *path;
    struct lci_source source;
    struct lci_working_system *system;
    struct lci_quality quality;
    struct lci_features features;
    struct lci_error err;
};

/* Path of a file of the real data, which must be there. For free(). */
static char *
real_path(const char *name)
{
    char *path = support_path(getenv("LCI_SHARED"), name);

    if (!support_exists(path))
        fail_msg("%s is missing", path);
    return path;
}

static enum lci_status
read_real(struct reading *reading, const char *name, enum lci_shape shape, const char *crs,
          const char *layer)
{
    const struct lci_read_request request = {
        .kind = "homes", .shape = shape, .roles = ROLES, .role_count = 2};

    *reading = (struct reading){.path = real_path(name)};
    reading->source =
        (struct lci_source){.path = reading->path, .label = name, .crs = crs, .layer = layer};
    assert_int_equal(lci_working_system_from("EPSG:32651", &reading->system, NULL), LCI_OK);
    return lci_read_features(&reading->source, &request, reading->system, &reading->quality,
                             &reading->features, &reading->err);
}

static void
end(struct reading *reading)
{
    lci_features_fini(&reading->features);
    lci_quality_fini(&reading->quality);
    lci_working_system_free(reading->system);
    free(reading->path);
}

static size_t
rows_with(const struct reading *reading, const char *code)
{
    size_t count = 0;

    for (size_t i = 0; i < reading->quality.count; i++)
        count += strcmp(reading->quality.rows[i].code, code) == 0;
    return count;
}

static bool
has_name(const struct reading *reading, const char *name)
{
    for (size_t i = 0; i < reading->features.count; i++)
        if (reading->features.texts[reading->features.count + i] &&
            strcmp(reading->features.texts[reading->features.count + i], name) == 0)
            return true;
    return false;
}

/* 17 districts, GBK without a .cpg, language driver 0x4D. */
static void
test_districts_in_gbk_are_read(void **state)
{
    struct reading reading;

    (void)state;
    assert_int_equal(read_real(&reading, "data/shanghai-zones/sh_districts_gbk.zip",
                               LCI_SHAPE_POLYGON, NULL, NULL),
                     LCI_OK);
    assert_int_equal(reading.features.count, 17);
    assert_true(has_name(&reading, "浦东新区"));
    assert_true(has_name(&reading, "崇明县"));
    end(&reading);
}

/* 92 sectors, 7 of them invalid. */
static void
test_invalid_sectors_are_repaired_and_kept(void **state)
{
    struct reading reading;

    (void)state;
    assert_int_equal(read_real(&reading, "data/shanghai-zones/shanghai_zones.gpkg",
                               LCI_SHAPE_POLYGON, NULL, "sectors_user_reviewed"),
                     LCI_OK);
    assert_int_equal(reading.features.count, 92);
    assert_int_equal(rows_with(&reading, "geometry_repaired"), 7);
    end(&reading);
}

/* The GeoPackage holds the same 626 points, moved to WGS 84 by others; ids are equal. */
static void
test_gcj02_points_lie_where_others_put_them(void **state)
{
    struct reading gcj;
    struct reading wgs;
    double farthest_m = 0.0;

    (void)state;
    assert_int_equal(read_real(&gcj, "data/shanghai-facilities/elderly_institutions_gcj02.csv",
                               LCI_SHAPE_POINT, "gcj02", NULL),
                     LCI_OK);
    assert_int_equal(read_real(&wgs, "data/shanghai-facilities/facilities_wgs84.gpkg",
                               LCI_SHAPE_POINT, NULL, "elderly_institutions"),
                     LCI_OK);
    assert_int_equal(gcj.features.count, 626);
    assert_int_equal(wgs.features.count, 626);
    for (size_t i = 0; i < 626; i++) {
        assert_string_equal(gcj.features.ids[i], wgs.features.ids[i]);
        farthest_m =
            fmax(farthest_m, hypot(gcj.features.xy_m[2 * i] - wgs.features.xy_m[2 * i],
                                   gcj.features.xy_m[2 * i + 1] - wgs.features.xy_m[2 * i + 1]));
    }
    if (farthest_m > 0.2) /* the GeoPackage rounds to six decimals */
        fail_msg("%.3f m", farthest_m);
    end(&gcj);
    end(&wgs);
}

static void
test_local_metres_under_web_mercator_stop(void **state)
{
    struct reading reading;

    (void)state;
    assert_int_equal(read_real(&reading, "data/messy-inputs/sidewalks_wrong_crs.geojson",
                               LCI_SHAPE_LINE, NULL, NULL),
                     LCI_E_DATA);
    assert_non_null(strstr(reading.err.message, "local metres"));
    end(&reading);
}

/* The header counts 890 records, 3 of them deleted; no .prj inside. */
static void
test_deleted_records_stay_deleted(void **state)
{
    struct reading reading;

    (void)state;
    assert_int_equal(read_real(&reading, "data/messy-inputs/taipei_cityscope.zip", LCI_SHAPE_LINE,
                               "EPSG:4326", "Roads"),
                     LCI_OK);
    assert_int_equal(reading.features.count, 887);
    end(&reading);
}

static void
test_mixed_polygons_are_one_layer(void **state)
{
    struct reading reading;

    (void)state;
    assert_int_equal(read_real(&reading, "data/messy-inputs/shenzhen_districts_mixed.geojson",
                               LCI_SHAPE_POLYGON, NULL, NULL),
                     LCI_OK);
    assert_int_equal(reading.features.count, 10);
    end(&reading);
}

/* Bilinear by hand from GDAL's pixels and pyproj's coordinates. */
static void
test_heights_are_those_of_gdal_and_pyproj(void **state)
{
    static const struct {
        const char *file, *crs;
        double x_m, y_m, height_m;
    } PLACES[] = {
        {"data/porto-alegre/poa_elevation.tif", "EPSG:32722", 478000, 6677000, 9.021638},
        {"data/porto-alegre/poa_elevation.tif", "EPSG:32722", 480500.5, 6675000.25, 33.190467},
        {"data/porto-alegre/poa_elevation.tif", "EPSG:32722", 483000, 6672000, 126.486142},
        {"data/monaco/N43E007.hgt.zip", "EPSG:32632", 372500, 4844000, 103.679252},
        {"data/monaco/N43E007.hgt.zip", "EPSG:32632", 371000, 4843500, 450.821257},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(PLACES) / sizeof(PLACES[0]); i++) {
        char *path = real_path(PLACES[i].file);
        struct lci_working_system *system = NULL;
        struct lci_dem *dem = NULL;
        struct lci_error err;
        double height_m = 0.0;

        assert_int_equal(lci_working_system_from(PLACES[i].crs, &system, NULL), LCI_OK);
        if (lci_dem_open(path, system, &dem, &err) != LCI_OK)
            fail_msg("%s", err.message);
        assert_true(lci_dem_height(dem, PLACES[i].x_m, PLACES[i].y_m, &height_m));
        if (fabs(height_m - PLACES[i].height_m) > 0.005)
            fail_msg("place %zu: %.6f", i, height_m);
        assert_false(lci_dem_height(dem, 0.0, 0.0, &height_m));
        assert_false(lci_dem_height(dem, NAN, 4843500.0, &height_m));
        lci_dem_free(dem);
        lci_working_system_free(system);
        free(path);
    }
}

static void
test_what_is_no_raster_is_refused(void **state)
{
    struct lci_working_system *system = NULL;
    struct lci_dem *dem = NULL;
    char *path = support_path(*state, "a.tif");

    assert_int_equal(lci_working_system_from("EPSG:32651", &system, NULL), LCI_OK);
    support_write(path, "II*");
    assert_int_equal(lci_dem_open(path, system, &dem, NULL), LCI_E_DATA);
    assert_null(dem);
    assert_int_equal(lci_dem_open("/vsicurl/http://127.0.0.1:1/a.tif", system, &dem, NULL),
                     LCI_E_IO);
    assert_int_equal(lci_dem_open(*state, system, &dem, NULL), LCI_E_IO);
    lci_dem_free(NULL);
    lci_working_system_free(system);
    free(path);
}

int
main(void)
{
    const struct CMUnitTest without_data[] = {
        cmocka_unit_test_setup_teardown(test_what_is_no_raster_is_refused, support_folder,
                                        support_remove),
    };
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_districts_in_gbk_are_read),
        cmocka_unit_test(test_invalid_sectors_are_repaired_and_kept),
        cmocka_unit_test(test_gcj02_points_lie_where_others_put_them),
        cmocka_unit_test(test_local_metres_under_web_mercator_stop),
        cmocka_unit_test(test_deleted_records_stay_deleted),
        cmocka_unit_test(test_mixed_polygons_are_one_layer),
        cmocka_unit_test(test_heights_are_those_of_gdal_and_pyproj),
        cmocka_unit_test_setup_teardown(test_what_is_no_raster_is_refused, support_folder,
                                        support_remove),
    };
    const size_t count = sizeof(tests) / sizeof(tests[0]);
    const char *const shared = getenv("LCI_SHARED");

    /* Not by skip(): cmocka 1.1.5 writes that as "not ok". */
    if (!shared || !support_exists(shared)) {
        (void)printf("# no real data here, LCI_SHARED is not a folder: %zu tests are left out\n",
                     count - 1);
        (void)fflush(stdout);
        return cmocka_run_group_tests_name("tests without data", without_data, NULL, NULL);
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
