/*
 * bench_metric.c CONFIG - ground lengths of a network's segments: our metric beside PROJ's geod_inverse.
 *
 * Says "size segments 0" and "worst MICROMETRES", the worst difference per 500 m or shorter segment, and a dot. After that
 * every line on standard input is one round, answered by "time metric NANOSECONDS segments", "time proj ..." and a dot.
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <geodesic.h>

#include "../support/city.h"
#include "base/alloc.h"
#include "io/crs.h"

#define LONGEST_M 500.0

/* Segment i runs from place 2 i to place 2 i + 1. */
struct segments {
    double *xy_m, *lon_lat;
    size_t count;
    struct geod_geodesic earth;
};

static double
now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

static enum lci_status
list_segments(const struct test_city *city, struct segments *segments, struct lci_error *err)
{
    const struct lci_network *net = city->net;
    double a_m = 0.0;
    double eccentricity2 = 0.0;

    segments->xy_m = lci_new_array(double, 4 * net->point_count);
    segments->lon_lat = lci_new_array(double, 4 * net->point_count);
    if (!segments->xy_m || !segments->lon_lat)
        return lci_fail_nomem(err, "segments");
    for (size_t e = 0; e < net->edge_count; e++)
        for (size_t p = net->edges[e].first_point; p + 1 < net->edges[e].first_point + net->edges[e].point_count; p++) {
            const double *from_m = &net->point_xy_m[2 * p];

            if (hypot(from_m[2] - from_m[0], from_m[3] - from_m[1]) > LONGEST_M)
                continue;
            for (size_t i = 0; i < 4; i++)
                segments->xy_m[4 * segments->count + i] = segments->lon_lat[4 * segments->count + i] = from_m[i];
            segments->count++;
        }
    lci_working_system_ellipsoid(city->system, &a_m, &eccentricity2);
    geod_init(&segments->earth, a_m, 1.0 - sqrt(1.0 - eccentricity2));
    return lci_working_system_to_degrees(city->system, segments->lon_lat, 2 * segments->count, err);
}

static double
by_metric(const struct test_city *city, const struct segments *segments, size_t i)
{
    const double *xy_m = &segments->xy_m[4 * i];

    return lci_metric_distance_m(&city->metric, xy_m[0], xy_m[1], xy_m[2], xy_m[3]);
}

static double
by_proj(const struct segments *segments, size_t i)
{
    const double *place = &segments->lon_lat[4 * i];
    double length_m = 0.0;

    geod_inverse(&segments->earth, place[1], place[0], place[3], place[2], &length_m, NULL, NULL);
    return length_m;
}

static void
time_round(const struct test_city *city, const struct segments *segments)
{
    volatile double sum_m = 0.0; /* so that no compiler leaves the work out */
    double begin_ns = now_ns();

    for (size_t i = 0; i < segments->count; i++)
        sum_m = sum_m + by_metric(city, segments, i);
    printf("time metric %.0f %zu\n", now_ns() - begin_ns, segments->count);
    begin_ns = now_ns();
    for (size_t i = 0; i < segments->count; i++)
        sum_m = sum_m + by_proj(segments, i);
    printf("time proj %.0f %zu\n.\n", now_ns() - begin_ns, segments->count);
}

int
main(int argument_count, char **arguments)
{
    struct test_city city = {0};
    struct segments segments = {0};
    struct lci_error err = {0};
    double worst_m = 0.0;
    char line[64];
    enum lci_status status = LCI_E_ARG;

    if (argument_count != 2) {
        fprintf(stderr, "usage: bench_metric CONFIG\n");
        return 2;
    }
    status = test_city_read(&city, arguments[1], &err);
    if (status == LCI_OK)
        status = list_segments(&city, &segments, &err);
    if (status == LCI_OK) {
        for (size_t i = 0; i < segments.count; i++)
            worst_m = fmax(worst_m, fabs(by_metric(&city, &segments, i) - by_proj(&segments, i)));
        printf("size %zu 0\nworst %.6f\n.\n", segments.count, 1e6 * worst_m);
        (void)fflush(stdout);
        while (fgets(line, sizeof(line), stdin)) {
            time_round(&city, &segments);
            (void)fflush(stdout);
        }
    } else {
        fprintf(stderr, "%s\n", err.message);
    }
    lci_free(segments.xy_m);
    lci_free(segments.lon_lat);
    test_city_fini(&city);
    return status == LCI_OK ? 0 : 1;
}
