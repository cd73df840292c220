/* gcj02.c - GCJ-02 and BD-09 by formula; inverses by fixed point. */
#include "io/gcj02.h"

#include <math.h>

#define PI 3.14159265358979323846

/* The ellipsoid of Krassovsky, which the formula was made for. */
static const double SEMI_MAJOR_M = 6378245.0;
static const double ECCENTRICITY2 = 0.00669342162296594323;
static const double BAIDU_TURN = PI * 3000.0 / 180.0;

/* Four or five rounds reach the last bits; the rest is reserve. */
enum { ROUNDS_MAX = 30 };
static const double CLOSE_ENOUGH_DEG = 1e-14;

static double
common_waves(double x)
{
    return (20.0 * sin(6.0 * x * PI) + 20.0 * sin(2.0 * x * PI)) * 2.0 / 3.0;
}

static double
latitude_shift(double x, double y)
{
    return -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * sqrt(fabs(x)) +
           common_waves(x) + (20.0 * sin(y * PI) + 40.0 * sin(y / 3.0 * PI)) * 2.0 / 3.0 +
           (160.0 * sin(y / 12.0 * PI) + 320.0 * sin(y * PI / 30.0)) * 2.0 / 3.0;
}

static double
longitude_shift(double x, double y)
{
    return 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * sqrt(fabs(x)) + common_waves(x) +
           (20.0 * sin(x * PI) + 40.0 * sin(x / 3.0 * PI)) * 2.0 / 3.0 +
           (150.0 * sin(x / 12.0 * PI) + 300.0 * sin(x / 30.0 * PI)) * 2.0 / 3.0;
}

struct lci_lonlat
lci_gcj02_from_wgs84(struct lci_lonlat place)
{
    double x = place.lon_deg - 105.0;
    double y = place.lat_deg - 35.0;
    double latitude_rad = place.lat_deg / 180.0 * PI;
    double sine = sin(latitude_rad);
    double m = 1.0 - ECCENTRICITY2 * sine * sine;
    double meridian_m = SEMI_MAJOR_M * (1.0 - ECCENTRICITY2) / (m * sqrt(m));
    double parallel_m = SEMI_MAJOR_M / sqrt(m) * cos(latitude_rad);

    return (struct lci_lonlat){
        .lon_deg = place.lon_deg + longitude_shift(x, y) * 180.0 / (parallel_m * PI),
        .lat_deg = place.lat_deg + latitude_shift(x, y) * 180.0 / (meridian_m * PI),
    };
}

struct lci_lonlat
lci_bd09_from_gcj02(struct lci_lonlat place)
{
    double x = place.lon_deg;
    double y = place.lat_deg;
    double z = sqrt(x * x + y * y) + 0.00002 * sin(y * BAIDU_TURN);
    double theta = atan2(y, x) + 0.000003 * cos(x * BAIDU_TURN);

    return (struct lci_lonlat){
        .lon_deg = z * cos(theta) + 0.0065,
        .lat_deg = z * sin(theta) + 0.006,
    };
}

/* Finds the place that `forward` takes to `wanted`: both shifts are small and smooth, so w - (F(w)
 * - g) contracts. */
static struct lci_lonlat
inverse(struct lci_lonlat (*forward)(struct lci_lonlat), struct lci_lonlat wanted)
{
    struct lci_lonlat place = wanted;

    for (int round = 0; round < ROUNDS_MAX; round++) {
        struct lci_lonlat there = forward(place);
        double off_lon = there.lon_deg - wanted.lon_deg;
        double off_lat = there.lat_deg - wanted.lat_deg;

        place.lon_deg -= off_lon;
        place.lat_deg -= off_lat;
        if (fabs(off_lon) < CLOSE_ENOUGH_DEG && fabs(off_lat) < CLOSE_ENOUGH_DEG)
            break;
    }
    return place;
}

struct lci_lonlat
lci_gcj02_to_wgs84(struct lci_lonlat place)
{
    return inverse(lci_gcj02_from_wgs84, place);
}

struct lci_lonlat
lci_bd09_to_gcj02(struct lci_lonlat place)
{
    return inverse(lci_bd09_from_gcj02, place);
}
