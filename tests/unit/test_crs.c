/* test_crs.c - coordinate systems against values measured with pyproj and against each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "io/crs.h"
#include "io/crs_names.h"

static struct lci_working_system *
working(const char *name)
{
    struct lci_working_system *system = NULL;
    struct lci_error err = {.status = LCI_OK};

    if (lci_working_system_from(name, &system, &err) != LCI_OK)
        fail_msg("%s: %s", name, err.message);
    return system;
}

static void
project(const char *working_name, const char *source, double xy[2])
{
    struct lci_working_system *system = working(working_name);
    bool ok = false;

    assert_int_equal(lci_crs_project(system, source, xy, 1, &ok, NULL), LCI_OK);
    assert_true(ok);
    lci_working_system_free(system);
}

/* domain.md 4.1, measured. */
static void
test_vectors_of_pudong_come_out(void **state)
{
    static const struct {
        const char *crs;
        double lon, lat, x, y;
    } VECTORS[] = {
        {"EPSG:4549", 121.5, 31.23, 642919.013, 3457444.859},
        {"EPSG:4550", 121.5, 31.23, 357080.987, 3457444.859},
        {"EPSG:4528", 121.5, 31.23, 40642919.013, 3457444.859},
        {"EPSG:32651", 121.5, 31.23, 357138.154, 3456061.881},
        {"EPSG:4549", 121.80, 31.15, 671651.221, 3448999.961},
        {"EPSG:4550", 121.80, 31.15, 385570.750, 3448224.850},
        {"+proj=tmerc +lat_0=31.23527777777778 +lon_0=121.46444444444444 +k=1 +ellps=GRS80 "
         "+units=m",
         121.46444444444444, 31.23527777777778, 0.0, 0.0},
    };

    (void)state;
    for (size_t i = 0; i < sizeof(VECTORS) / sizeof(VECTORS[0]); i++) {
        double xy[2] = {VECTORS[i].lon, VECTORS[i].lat};

        project(VECTORS[i].crs, "EPSG:4490", xy);
        if (fabs(xy[0] - VECTORS[i].x) > 0.001 || fabs(xy[1] - VECTORS[i].y) > 0.001)
            fail_msg("%s: %.4f %.4f", VECTORS[i].crs, xy[0], xy[1]);
    }
}

static void
test_sources_in_both_zones_agree_to_a_micrometre(void **state)
{
    (void)state;
    for (int i = 0; i <= 20; i++) {
        double west[2] = {121.2 + 0.05 * i, 30.9 + 0.02 * i};
        double east[2] = {west[0], west[1]};
        double degrees[2] = {west[0], west[1]};

        project("EPSG:4549", "EPSG:4326", west);
        project("EPSG:4550", "EPSG:4326", east);
        project("EPSG:32651", "EPSG:4549", west);
        project("EPSG:32651", "EPSG:4550", east);
        project("EPSG:32651", "EPSG:4490", degrees);
        assert_true(hypot(west[0] - east[0], west[1] - east[1]) < 1e-6);
        assert_true(hypot(west[0] - degrees[0], west[1] - degrees[1]) < 1e-6);
    }
}

static void
test_datums_without_a_shift_are_named(void **state)
{
    static const char *const UNKNOWN[] = {"EPSG:4214", "EPSG:2437", "EPSG:4610", "EPSG:2385"};
    static const char *const EQUAL[] = {"EPSG:4326", "EPSG:4490", "EPSG:4549", "EPSG:32651"};
    struct lci_crs_facts facts;

    (void)state;
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(lci_crs_describe(UNKNOWN[i], &facts, NULL), LCI_OK);
        assert_true(facts.has_unknown_datum);
        assert_int_equal(lci_crs_describe(EQUAL[i], &facts, NULL), LCI_OK);
        assert_false(facts.has_unknown_datum);
    }
}

/*
 * OSGB36 lies about 100 m from WGS 84: the shift must not be forgotten. Caister water tower as the
 * Ordnance Survey's guide to coordinate systems gives it, and by a seven-parameter shift 52
 * 39 28.72 N, 1 42 57.74 E, good to some metres.
 */
static void
test_a_known_datum_is_shifted(void **state)
{
    double xy[2] = {651409.903, 313177.270};
    double without[2] = {1.716039, 52.657978};

    (void)state;
    project("EPSG:32631", "EPSG:27700", xy);
    project("EPSG:32631", "EPSG:4326", without);
    assert_true(hypot(xy[0] - without[0], xy[1] - without[1]) < 7.0);
}

static void
test_names_that_mean_nothing_are_refused(void **state)
{
    static const char *const NAMES[] = {"EPSG:999999", "foo",           "Amers", "",
                                        "EPSG:5773",   "+proj=nonsense"};
    struct lci_crs_facts facts;
    struct lci_error err;

    (void)state;
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++)
        if (lci_crs_describe(NAMES[i], &facts, &err) != LCI_E_DATA)
            fail_msg("\"%s\" was taken", NAMES[i]);
    assert_string_equal(lci_crs_plain_name("GCJ-02"), "gcj02");
    assert_string_equal(lci_crs_plain_name("BD_09"), "bd09");
    assert_string_equal(lci_crs_plain_name("wgs 84"), "EPSG:4326");
}

static void
test_a_working_system_must_be_metric(void **state)
{
    static const char *const NAMES[] = {"EPSG:4326", "gcj02", "EPSG:3857", "EPSG:2263", "nothing"};
    struct lci_working_system *system = NULL;

    (void)state;
    for (size_t i = 0; i < sizeof(NAMES) / sizeof(NAMES[0]); i++) {
        assert_int_equal(lci_working_system_from(NAMES[i], &system, NULL), LCI_E_CONFIG);
        assert_null(system);
    }
}

static void
test_numbers_outside_are_not_projected(void **state)
{
    struct lci_working_system *system = working("EPSG:4549");
    double xy[] = {500000,   3450000, NAN,     1,      INFINITY, 1,    1e308, 1e308,
                   39500000, 3450000, 3450000, 500000, 121.5,    31.2, 0,     0};
    bool ok[8];

    (void)state;
    assert_int_equal(lci_crs_project(system, "EPSG:4549", xy, 8, ok, NULL), LCI_OK);
    assert_true(ok[0]);
    for (size_t i = 1; i < 8; i++)
        if (ok[i])
            fail_msg("place %zu was taken", i);
    lci_working_system_free(system);
}

static void
assert_explains(const char *crs, double x, double y, const char *word)
{
    char text[400];

    lci_crs_explain(crs, x, y, text, sizeof(text));
    if (!strstr(text, word))
        fail_msg("%s %.10g %.10g: %s", crs, x, y, text);
}

static void
test_explanations_name_what_is_wrong(void **state)
{
    (void)state;
    assert_explains("EPSG:4548", 39500000, 4057000, "EPSG:4527");
    assert_explains("EPSG:4528", 351000, 3457000, "EPSG:4549");
    assert_explains("EPSG:2385", 40351000, 3457000, "EPSG:2364");
    assert_explains("EPSG:4549", 3457000, 642000, "swapped");
    assert_explains("EPSG:4326", 31.2, 121.5, "swapped");
    assert_explains("EPSG:4490", 31.2, 121.5, "swapped");
    assert_explains("EPSG:4549", 121.5, 31.2, "degrees");
    assert_explains("EPSG:4326", 642919, 3457444, "metres");
    assert_explains("EPSG:3857", -1804, 69, "local metres");
    assert_explains("EPSG:4549", 13520000, 3660000, "EPSG:3857");
    assert_explains("EPSG:4549", 1e308, 1, "not usable");
}

/* A step of 500 m by the metric against Vincenty's inverse, which shares no code with it. */
static double
geodesic_m(double lon1, double lat1, double lon2, double lat2)
{
    const double a = 6378137.0, f = 1.0 / 298.257222101, b = a * (1.0 - f),
                 deg = 0.017453292519943295;
    double u1 = atan((1.0 - f) * tan(lat1 * deg)), u2 = atan((1.0 - f) * tan(lat2 * deg));
    double difference = (lon2 - lon1) * deg, lambda = difference, sigma = 0, alpha_cos2 = 0,
           middle = 0;
    double sine = 0, cosine = 0;

    for (int round = 0; round < 100; round++) {
        double t1 = cos(u2) * sin(lambda);
        double t2 = cos(u1) * sin(u2) - sin(u1) * cos(u2) * cos(lambda);
        double alpha_sin = 0, c = 0;

        sine = sqrt(t1 * t1 + t2 * t2);
        cosine = sin(u1) * sin(u2) + cos(u1) * cos(u2) * cos(lambda);
        sigma = atan2(sine, cosine);
        alpha_sin = cos(u1) * cos(u2) * sin(lambda) / sine;
        alpha_cos2 = 1.0 - alpha_sin * alpha_sin;
        middle = cosine - 2.0 * sin(u1) * sin(u2) / alpha_cos2;
        c = f / 16.0 * alpha_cos2 * (4.0 + f * (4.0 - 3.0 * alpha_cos2));
        lambda = difference +
                 (1.0 - c) * f * alpha_sin *
                     (sigma + c * sine * (middle + c * cosine * (-1.0 + 2.0 * middle * middle)));
    }
    double u = alpha_cos2 * (a * a - b * b) / (b * b);
    double big_a = 1.0 + u / 16384.0 * (4096.0 + u * (-768.0 + u * (320.0 - 175.0 * u)));
    double big_b = u / 1024.0 * (256.0 + u * (-128.0 + u * (74.0 - 47.0 * u)));
    double delta = big_b * sine *
                   (middle + big_b / 4.0 *
                                 (cosine * (-1.0 + 2.0 * middle * middle) -
                                  big_b / 6.0 * middle * (-3.0 + 4.0 * sine * sine) *
                                      (-3.0 + 4.0 * middle * middle)));

    return b * big_a * (sigma - delta);
}

static void
test_the_metric_measures_geodesics(void **state)
{
    struct lci_working_system *system = working("EPSG:4549");
    struct lci_metric metric;
    double box_m[4] = {640000, 3440000, 680000, 3470000};

    (void)state;
    assert_int_equal(lci_working_system_metric(system, box_m, &metric, NULL), LCI_OK);
    for (int i = 0; i < 50; i++) {
        double xy[4] = {641000 + 750.0 * i, 3441000 + 550.0 * i, 0, 0};
        double expected = 0, got = 0, degrees[4];

        xy[2] = xy[0] + 300;
        xy[3] = xy[1] + 400 - 16.0 * i;
        memcpy(degrees, xy, sizeof(xy));
        assert_int_equal(lci_working_system_to_degrees(system, degrees, 2, NULL), LCI_OK);
        expected = geodesic_m(degrees[0], degrees[1], degrees[2], degrees[3]);
        got = lci_metric_distance_m(&metric, xy[0], xy[1], xy[2], xy[3]);
        if (fabs(expected - got) > 2e-5)
            fail_msg("step %d: %.9f, expected %.9f", i, got, expected);
    }
    lci_metric_fini(&metric);
    lci_working_system_free(system);
}

static void
test_the_scale_is_that_of_the_border(void **state)
{
    (void)state; /* domain.md 4.1: 251 ppm long at 121.5 in both zones, UTM 150 short;
                    northing-first systems too */
    assert_true(fabs(lci_crs_scale("EPSG:4549", 121.5, 31.23) - 1.000251) < 2e-6);
    assert_true(fabs(lci_crs_scale("EPSG:4550", 121.5, 31.23) - 1.000251) < 2e-6);
    assert_true(fabs(lci_crs_scale("EPSG:32651", 121.5, 31.23) - 0.99985) < 1e-5);
    assert_true(lci_crs_scale("EPSG:4326", 121.5, 31.23) == 0.0);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_vectors_of_pudong_come_out),
        cmocka_unit_test(test_sources_in_both_zones_agree_to_a_micrometre),
        cmocka_unit_test(test_datums_without_a_shift_are_named),
        cmocka_unit_test(test_a_known_datum_is_shifted),
        cmocka_unit_test(test_names_that_mean_nothing_are_refused),
        cmocka_unit_test(test_a_working_system_must_be_metric),
        cmocka_unit_test(test_numbers_outside_are_not_projected),
        cmocka_unit_test(test_explanations_name_what_is_wrong),
        cmocka_unit_test(test_the_metric_measures_geodesics),
        cmocka_unit_test(test_the_scale_is_that_of_the_border),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
