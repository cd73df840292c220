/* crs_project.c - places from a source's system into the working system, by PROJ. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "io/crs.h"
#include "io/crs_names.h"
#include "io/crs_proj.h"
#include "io/gcj02.h"

enum shift { SHIFT_NONE, SHIFT_GCJ02, SHIFT_BD09 };

struct lci_projection {
    PJ_CONTEXT *context;
    PJ *source; /* degrees (WGS 84 or as good) to the source's numbers; NULL: they are degrees */
    PJ *source_general; /* the source's numbers to degrees, where its datum needs a shift; else NULL
                         */
    PJ *working;        /* degrees to working metres; NULL: degrees are wanted */
    enum shift shift;
    bool is_same; /* source and working system are one */
    bool is_projected;
    double reach; /* numbers beyond this wrap around the globe or overflow */
    bool has_area;
    double area_deg[4];    /* grown */
    double good_x, good_y; /* the last place that was found to fit */
};

/* Gauss-Krueger and UTM data are often kept some way beyond their zone. */
static const double AREA_MARGIN_DEG = 3.0;
/* Half the equator in web Mercator; and what no zone number or false easting exceeds. */
static const double REACH_WEB_MERCATOR_M = 20037508.4;
static const double REACH_M = 1e9;
/* Nobody lives within a degree of latitude 0, longitude 0: local metres under a global system end
 * up there. */
static const double NOWHERE_DEG = 1.0;
/* So near to a place that fits the next one fits as well: far less than AREA_MARGIN_DEG. */
static const double NEAR_M = 1000.0;
static const double NEAR_DEG = 0.01;

/* `operation` with longitude first and easting first. Consumes it. */
static PJ *
take_xy_order(PJ_CONTEXT *context, PJ *operation)
{
    PJ *ordered = operation ? proj_normalize_for_visualization(context, operation) : NULL;

    proj_destroy(operation);
    return ordered;
}

/* Degrees of the system's own datum to its numbers; NULL with *is_degrees if these are degrees. */
static PJ *
own_conversion(PJ_CONTEXT *context, PJ *crs, bool *is_degrees)
{
    PJ *base = NULL;
    PJ *conversion = NULL;

    *is_degrees = lci_crs_is_geographic(crs);
    if (*is_degrees)
        return NULL;
    base = proj_crs_get_geodetic_crs(context, crs);
    if (base)
        conversion =
            take_xy_order(context, proj_create_crs_to_crs_from_pj(context, base, crs, NULL, NULL));
    proj_destroy(base);
    return conversion;
}

static bool
counts_degrees_from_greenwich(PJ_CONTEXT *context, const PJ *crs)
{
    PJ *base = proj_crs_get_geodetic_crs(context, crs);
    PJ *meridian = base ? proj_get_prime_meridian(context, base) : NULL;
    double lon = 0.0;
    double degree = 0.017453292519943295;
    bool plain = base && fabs(lci_crs_axis_factor(context, base) - degree) < 1e-12;

    if (meridian)
        (void)proj_prime_meridian_get_parameters(context, meridian, &lon, NULL, NULL);
    proj_destroy(meridian);
    proj_destroy(base);
    return plain && lon == 0.0;
}

static bool
open_source(struct lci_projection *projection, PJ *crs)
{
    bool is_degrees = false;
    PJ *wgs84 = NULL;

    projection->is_projected = !lci_crs_is_geographic(crs);
    if (lci_crs_datum(projection->context, crs) != LCI_DATUM_OTHER &&
        counts_degrees_from_greenwich(projection->context, crs)) {
        projection->source = own_conversion(projection->context, crs, &is_degrees);
        return projection->source || is_degrees;
    }
    wgs84 = proj_create(projection->context, "EPSG:4326");
    projection->source_general =
        wgs84 ? take_xy_order(projection->context, proj_create_crs_to_crs_from_pj(
                                                       projection->context, crs, wgs84, NULL, NULL))
              : NULL;
    proj_destroy(wgs84);
    return projection->source_general != NULL;
}

static void
remember_bounds(struct lci_projection *projection, const struct lci_crs_facts *facts)
{
    projection->reach = facts->is_web_mercator ? REACH_WEB_MERCATOR_M : REACH_M;
    projection->has_area = facts->has_area && facts->area_deg[0] <= facts->area_deg[2];
    for (int i = 0; i < 4; i++)
        projection->area_deg[i] = facts->area_deg[i] + (i < 2 ? -AREA_MARGIN_DEG : AREA_MARGIN_DEG);
}

static bool
open_working(struct lci_projection *projection, const struct lci_working_system *system, PJ *source)
{
    PJ *working = NULL;
    bool is_degrees = false;

    if (!lci_working_system_wkt(system))
        return true;
    working = lci_crs_open(projection->context, lci_working_system_wkt(system));
    if (!working)
        return false;
    projection->working = own_conversion(projection->context, working, &is_degrees);
    projection->is_same =
        source && projection->source &&
        proj_is_equivalent_to(source, working, PJ_COMP_EQUIVALENT_EXCEPT_AXIS_ORDER_GEOGCRS);
    proj_destroy(working);
    return projection->working != NULL;
}

enum lci_status
lci_projection_new(const char *source_crs, const struct lci_working_system *system,
                   struct lci_projection **out, struct lci_error *err)
{
    const char *name = lci_crs_plain_name(source_crs);
    struct lci_projection *projection = NULL;
    struct lci_crs_facts facts;
    PJ *source = NULL;
    enum lci_status status = lci_crs_describe(name, &facts, err);

    *out = NULL;
    if (status != LCI_OK)
        return status;
    projection = lci_new(struct lci_projection);
    if (!projection)
        return lci_fail_nomem(err, "projection");
    projection->good_x = projection->good_y = NAN;
    projection->context = lci_crs_context();
    if (!projection->context) {
        status = lci_fail_nomem(err, "projection");
        goto out;
    }
    remember_bounds(projection, &facts);
    if (facts.is_shifted) {
        projection->shift = strcmp(name, "bd09") == 0 ? SHIFT_BD09 : SHIFT_GCJ02;
    } else {
        source = lci_crs_open(projection->context, name);
        if (!source || !open_source(projection, source)) {
            status = lci_fail(err, LCI_E_LIBRARY, "CRS \"%.200s\" cannot be converted", source_crs);
            goto out;
        }
    }
    if (!open_working(projection, system, source)) {
        status = lci_fail(err, LCI_E_LIBRARY, "working system \"%.100s\" cannot be opened",
                          lci_working_system_name(system));
        goto out;
    }
    *out = projection;
    projection = NULL;

out:
    proj_destroy(source);
    lci_projection_free(projection);
    return status;
}

void
lci_projection_free(struct lci_projection *projection)
{
    if (!projection)
        return;
    proj_destroy(projection->source);
    proj_destroy(projection->source_general);
    proj_destroy(projection->working);
    proj_context_destroy(projection->context);
    lci_free(projection);
}

/* One place through one operation; false where PROJ has no answer. NULL leaves it as it is. */
static bool
step(PJ *operation, PJ_DIRECTION direction, double xy[2])
{
    PJ_COORD place;

    if (!operation)
        return true;
    place = proj_trans(operation, direction, proj_coord(xy[0], xy[1], 0.0, HUGE_VAL));
    xy[0] = place.xy.x;
    xy[1] = place.xy.y;
    if (isfinite(xy[0]) && isfinite(xy[1]))
        return true;
    (void)proj_errno_reset(operation);
    return false;
}

/* The source's numbers to degrees of WGS 84 or as good; false where that makes no sense. */
static bool
to_degrees(struct lci_projection *projection, double xy[2])
{
    struct lci_lonlat place = {.lon_deg = xy[0], .lat_deg = xy[1]};

    if (!(fabs(xy[0]) <= projection->reach) || !(fabs(xy[1]) <= projection->reach))
        return false;
    if (projection->source_general) {
        if (!step(projection->source_general, PJ_FWD, xy))
            return false;
    } else if (!step(projection->source, PJ_INV, xy)) {
        return false;
    }
    if (fabs(xy[0]) > 180.0 + 1e-9 || fabs(xy[1]) > 90.0 + 1e-9)
        return false;
    if (projection->shift != SHIFT_NONE) {
        place = projection->shift == SHIFT_BD09 ? lci_gcj02_to_wgs84(lci_bd09_to_gcj02(place))
                                                : lci_gcj02_to_wgs84(place);
        xy[0] = place.lon_deg;
        xy[1] = place.lat_deg;
    }
    return isfinite(xy[0]) && isfinite(xy[1]);
}

static bool
is_sensible(const struct lci_projection *projection, const double lonlat[2])
{
    double nowhere = projection->is_projected ? NOWHERE_DEG : 1e-9;

    if (fabs(lonlat[0]) < nowhere && fabs(lonlat[1]) < nowhere)
        return false;
    return !projection->has_area ||
           (lonlat[0] >= projection->area_deg[0] && lonlat[0] <= projection->area_deg[2] &&
            lonlat[1] >= projection->area_deg[1] && lonlat[1] <= projection->area_deg[3]);
}

bool
lci_projection_fits(struct lci_projection *projection, double x, double y)
{
    double xy[2] = {x, y};
    double near_step = projection->is_projected ? NEAR_M : NEAR_DEG;

    if (!isfinite(x) || !isfinite(y))
        return false;
    if (projection->shift == SHIFT_NONE && fabs(x - projection->good_x) <= near_step &&
        fabs(y - projection->good_y) <= near_step)
        return true;
    if (!to_degrees(projection, xy) || !is_sensible(projection, xy))
        return false;
    projection->good_x = x;
    projection->good_y = y;
    return true;
}

static bool
run_one(struct lci_projection *projection, double xy[2])
{
    if (projection->is_same)
        return lci_projection_fits(projection, xy[0], xy[1]);
    return to_degrees(projection, xy) && is_sensible(projection, xy) &&
           step(projection->working, PJ_FWD, xy);
}

size_t
lci_projection_run(struct lci_projection *projection, double *xy, size_t count, bool *ok)
{
    size_t bad_count = 0;

    for (size_t i = 0; i < count; i++) {
        bool good = run_one(projection, xy + 2 * i);

        if (!good) {
            xy[2 * i] = xy[2 * i + 1] = NAN;
            bad_count++;
        }
        if (ok)
            ok[i] = good;
    }
    return bad_count;
}

enum lci_status
lci_crs_project(const struct lci_working_system *system, const char *source_crs, double *xy,
                size_t count, bool *ok, struct lci_error *err)
{
    struct lci_projection *projection = NULL;
    enum lci_status status = lci_projection_new(source_crs, system, &projection, err);

    if (status == LCI_OK)
        (void)lci_projection_run(projection, xy, count, ok);
    lci_projection_free(projection);
    return status;
}

enum lci_status
lci_working_system_to_degrees(const struct lci_working_system *system, double *xy, size_t count,
                              struct lci_error *err)
{
    return lci_working_system_to(system, "EPSG:4326", xy, count, err);
}

enum lci_status
lci_working_system_to(const struct lci_working_system *system, const char *crs, double *xy,
                      size_t count, struct lci_error *err)
{
    struct lci_projection *there = NULL;
    struct lci_projection *home = NULL;
    struct lci_working_system *degrees = NULL;
    enum lci_status status = lci_working_system_of_degrees(&degrees, err);

    if (status == LCI_OK)
        status = lci_projection_new(crs, degrees, &there, err);
    if (status == LCI_OK)
        status = lci_projection_new(lci_working_system_wkt(system), degrees, &home, err);
    for (size_t i = 0; status == LCI_OK && i < count; i++) {
        double *place = xy + 2 * i;
        bool good = to_degrees(home, place);

        if (good)
            good = there->source_general ? step(there->source_general, PJ_INV, place)
                                         : step(there->source, PJ_FWD, place);
        if (!good)
            place[0] = place[1] = NAN;
    }
    lci_projection_free(home);
    lci_projection_free(there);
    lci_working_system_free(degrees);
    return status;
}
