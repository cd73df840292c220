/* test_metric.c - ground lengths against hand arithmetic. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/alloc.h"
#include "base/metric.h"

/* 3 x 2 points, 100 m apart, from (1000, 2000). e rises to the east, g to the north. */
static struct lci_metric
sloping_metric(void)
{
    struct lci_metric metric = {.x0_m = 1000.0,
                                .y0_m = 2000.0,
                                .cell_m = 100.0,
                                .column_count = 3,
                                .row_count = 2,
                                .e = lci_new_array(double, 6),
                                .f = lci_new_array(double, 6),
                                .g = lci_new_array(double, 6)};

    for (size_t i = 0; i < 6; i++) {
        metric.e[i] = 1.0 + (double)(i % 3);
        metric.f[i] = 0.5;
        metric.g[i] = i < 3 ? 4.0 : 9.0;
    }
    return metric;
}

static void
test_the_plane_measures_as_the_map_does(void **state)
{
    const struct lci_metric *plane = lci_metric_plane();

    (void)state;
    assert_float_equal(lci_metric_distance_m(plane, 10.1, -7.3, 13.1, -3.3), 5.0, 1e-12);
    for (int i = -50; i < 50; i++) {
        const double x_m = 0.0731 * i;
        const double y_m = 0.0517 * i;

        /* exactly, wherever it is asked */
        assert_true(lci_metric_distance_m(plane, x_m - 1.0, y_m, x_m - 1.0, y_m) == 0.0);
        assert_true(lci_metric_area_scale(plane, x_m, y_m) == 1.0);
        assert_true(lci_metric_length_scale(plane, x_m, y_m) == 1.0);
    }
}

static void
test_a_step_is_measured_at_its_middle(void **state)
{
    struct lci_metric metric = sloping_metric();

    (void)state;
    /* Middle (1050, 2050): e = 1.5, f = 0.5, g = 6.5. 1.5*400 + 2*0.5*20*10 + 6.5*100 = 1450 */
    assert_float_equal(lci_metric_distance_m(&metric, 1040.0, 2045.0, 1060.0, 2055.0), sqrt(1450.0),
                       1e-9);
    /* The same step backwards is as long. */
    assert_float_equal(lci_metric_distance_m(&metric, 1060.0, 2055.0, 1040.0, 2045.0), sqrt(1450.0),
                       1e-9);
    /* Middle (1150, 2000): e = 2.5, g = 4. */
    assert_float_equal(lci_metric_distance_m(&metric, 1148.0, 2000.0, 1152.0, 2000.0),
                       sqrt(2.5 * 16.0), 1e-9);
    lci_metric_fini(&metric);
}

static void
test_outside_the_grid_the_nearest_cell_counts(void **state)
{
    struct lci_metric metric = sloping_metric();

    (void)state;
    /* East of the grid e = 3, far to the west e = 1; north g = 9, south g = 4. */
    assert_float_equal(lci_metric_distance_m(&metric, 9000.0, 2000.0, 9002.0, 2000.0), sqrt(12.0),
                       1e-9);
    assert_float_equal(lci_metric_distance_m(&metric, -9000.0, 9000.0, -9000.0, 9002.0), 6.0, 1e-9);
    assert_float_equal(lci_metric_area_scale(&metric, -1e9, -1e9), sqrt(1.0 * 4.0 - 0.25), 1e-9);
    /* What is no number gives some finite scale, never a place outside the arrays. */
    assert_true(isfinite(lci_metric_area_scale(&metric, NAN, NAN)));
    lci_metric_fini(&metric);
}

/* The mean over directions by summing 3600 of them. */
static double
mean_by_directions(double e, double f, double g)
{
    const double pi = 3.14159265358979323846;
    double sum = 0.0;

    for (int i = 0; i < 3600; i++) {
        const double angle = pi * i / 1800.0;
        const double dx = cos(angle);
        const double dy = sin(angle);

        sum += log(sqrt(e * dx * dx + 2.0 * f * dx * dy + g * dy * dy));
    }
    return exp(sum / 3600.0);
}

static void
test_length_scale_is_the_geometric_mean_over_directions(void **state)
{
    struct lci_metric metric = sloping_metric();

    (void)state;
    assert_float_equal(lci_metric_length_scale(&metric, 1000.0, 2000.0),
                       mean_by_directions(1.0, 0.5, 4.0), 1e-9);
    assert_float_equal(lci_metric_length_scale(&metric, 1200.0, 2100.0),
                       mean_by_directions(3.0, 0.5, 9.0), 1e-9);
    lci_metric_fini(&metric);
    assert_null(metric.e);
    lci_metric_fini(&metric);
}

/* A step of a millimetre in 3,600 directions from places a metre apart. */
static void
test_no_step_is_shorter_than_the_least_scale(void **state)
{
    struct lci_metric metric = sloping_metric();
    const double least = lci_metric_least_scale(&metric);
    double found = INFINITY;

    (void)state;
    for (double x_m = 1000.0; x_m <= 1200.0; x_m += 1.0)
        for (int i = 0; i < 3600; i++) {
            const double dx_m = 0.001 * cos(i * 3.14159265358979 / 1800.0);
            const double dy_m = 0.001 * sin(i * 3.14159265358979 / 1800.0);

            found = fmin(found, lci_metric_distance_m(&metric, x_m, 2000.0, x_m + dx_m, 2000.0 + dy_m) / 0.001);
        }
    assert_true(least <= found * (1.0 + 1e-9));
    assert_float_equal(least, found, 1e-4); /* at the western end, where e is least */
    lci_metric_fini(&metric);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_the_plane_measures_as_the_map_does),
        cmocka_unit_test(test_a_step_is_measured_at_its_middle),
        cmocka_unit_test(test_outside_the_grid_the_nearest_cell_counts),
        cmocka_unit_test(test_length_scale_is_the_geometric_mean_over_directions),
        cmocka_unit_test(test_no_step_is_shorter_than_the_least_scale),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
