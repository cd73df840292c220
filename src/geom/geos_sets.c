/* geos_sets.c - sets of polygons joined, taken from one another, made valid and moved onto a grid. */
#include "geom/geos_door.h"

#include <limits.h>
#include <math.h>

#include "base/alloc.h"

enum { DISC_POINTS = 128 };

/* Gives what GEOS made, and destroys it; NULL: fails with its message. */
static enum lci_status
give(struct lci_geos *geos, GEOSGeometry *made, const char *what, struct lci_polygons *out,
     struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    status = made ? lci_polygons_from_geos(geos, made, out, err) : lci_geos_fail(geos, err, what);
    GEOSGeom_destroy_r(geos->handle, made);
    return status;
}

/* The polygon around the circle, its sides touching it. */
static GEOSGeometry *
disc(const struct lci_geos *geos, const double *centre_m, double radius_m)
{
    const double step = 2.0 * acos(-1.0) / DISC_POINTS;
    double corner_m = radius_m / cos(step / 2.0);
    double xy_m[2 * (DISC_POINTS + 1)];
    uint32_t ring_first[2] = {0, 1};
    uint32_t point_first[2] = {0, DISC_POINTS + 1};
    struct lci_polygons polygon = {1, 1, DISC_POINTS + 1, ring_first, point_first, xy_m};

    for (int i = 0; i < DISC_POINTS; i++) {
        xy_m[2 * i] = centre_m[0] + corner_m * cos(step * i);
        xy_m[2 * i + 1] = centre_m[1] + corner_m * sin(step * i);
    }
    xy_m[2 * DISC_POINTS] = xy_m[0];
    xy_m[2 * DISC_POINTS + 1] = xy_m[1];
    return lci_polygon_to_geos(geos, &polygon, 0);
}

enum lci_status
lci_geos_discs(struct lci_geos *geos, const double *xy_m, const double *radius_m, size_t count,
               struct lci_polygons *out, struct lci_error *err)
{
    GEOSGeometry **items = lci_new_array(GEOSGeometry *, count);
    GEOSGeometry *all = NULL;
    GEOSGeometry *joined = NULL;
    size_t made_count = 0;
    enum lci_status status = LCI_OK;

    geos->message[0] = '\0';
    while (items && made_count < count) {
        items[made_count] = disc(geos, xy_m + 2 * made_count, radius_m[made_count]);
        if (!items[made_count])
            break;
        made_count++;
    }
    if (items && made_count == count && count <= UINT_MAX) {
        all = GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON, items, (unsigned)count);
        made_count = 0;
        joined = all ? GEOSUnaryUnion_r(geos->handle, all) : NULL;
    }
    status = give(geos, joined, "discs", out, err);
    GEOSGeom_destroy_r(geos->handle, all);
    lci_geos_destroy_all(geos, items, made_count);
    lci_free(items);
    return status;
}

/* An overlay of GEOS with a grid. */
typedef GEOSGeometry *(*overlay_function)(GEOSContextHandle_t handle, const GEOSGeometry *a, const GEOSGeometry *b, double grid_m);

static enum lci_status
lay_over(struct lci_geos *geos, overlay_function overlay, const struct lci_polygons *first, const struct lci_polygons *second,
         const char *what, struct lci_polygons *out, struct lci_error *err)
{
    GEOSGeometry *a = lci_polygons_to_geos(geos, first);
    GEOSGeometry *b = lci_polygons_to_geos(geos, second);
    GEOSGeometry *made = NULL;
    enum lci_status status = LCI_OK;

    if (a && b)
        made = overlay(geos->handle, a, b, LCI_GEOS_GRID_M);
    if (a && b && !made && lci_geos_make_valid(geos, &a) && lci_geos_make_valid(geos, &b))
        made = overlay(geos->handle, a, b, LCI_GEOS_GRID_M);
    status = give(geos, made, what, out, err);
    GEOSGeom_destroy_r(geos->handle, a);
    GEOSGeom_destroy_r(geos->handle, b);
    return status;
}

enum lci_status
lci_geos_difference(struct lci_geos *geos, const struct lci_polygons *larger,
                    const struct lci_polygons *smaller, struct lci_polygons *out,
                    struct lci_error *err)
{
    return lay_over(geos, GEOSDifferencePrec_r, larger, smaller, "rings", out, err);
}

enum lci_status
lci_geos_common(struct lci_geos *geos, const struct lci_polygons *first, const struct lci_polygons *second,
                struct lci_polygons *out, struct lci_error *err)
{
    return lay_over(geos, GEOSIntersectionPrec_r, first, second, "common ground", out, err);
}

enum lci_status
lci_geos_union(struct lci_geos *geos, const struct lci_polygons *polygons, struct lci_polygons *out,
               struct lci_error *err)
{
    GEOSGeometry *all = lci_polygons_to_geos(geos, polygons);
    GEOSGeometry *joined = all ? GEOSUnaryUnionPrec_r(geos->handle, all, LCI_GEOS_GRID_M) : NULL;

    if (all && !joined && lci_geos_make_valid(geos, &all))
        joined = GEOSUnaryUnionPrec_r(geos->handle, all, LCI_GEOS_GRID_M);
    GEOSGeom_destroy_r(geos->handle, all);
    return give(geos, joined, "service area", out, err);
}

/* Lays pairs over each other, then pairs of these: items[0] is the ground in an odd number of all. False: see the message. */
static bool
fold_odd(const struct lci_geos *geos, GEOSGeometry **items, size_t count)
{
    for (size_t step = 1; step < count; step *= 2)
        for (size_t i = 0; i + step < count; i += 2 * step) {
            GEOSGeometry *odd = GEOSSymDifference_r(geos->handle, items[i], items[i + step]);

            GEOSGeom_destroy_r(geos->handle, items[i]);
            items[i] = odd;
            if (!odd)
                return false;
        }
    return true;
}

/* Ring by ring: of all rings at once GEOS would take a side that two of them share for one. */
enum lci_status
lci_geos_mend(struct lci_geos *geos, const struct lci_polygons *rings, struct lci_polygons *out,
              struct lci_error *err)
{
    const size_t count = rings->polygon_count;
    GEOSGeometry **items = lci_new_array(GEOSGeometry *, count);
    size_t made_count = 0;
    bool good = items != NULL;
    enum lci_status status = LCI_OK;

    geos->message[0] = '\0';
    *out = (struct lci_polygons){0};
    for (; good && made_count < count; made_count++) {
        items[made_count] = lci_polygon_to_geos(geos, rings, made_count);
        good = items[made_count] && lci_geos_make_valid(geos, &items[made_count]);
    }
    if (!good || !fold_odd(geos, items, count))
        status = lci_geos_fail(geos, err, "service area");
    else if (count > 0)
        status = lci_polygons_from_geos(geos, items[0], out, err);
    lci_geos_destroy_all(geos, items, made_count);
    lci_free(items);
    return status;
}

enum lci_status
lci_geos_seat(struct lci_geos *geos, const struct lci_polygons *polygons, struct lci_polygons *out,
              struct lci_error *err)
{
    GEOSGeometry *all = lci_polygons_to_geos(geos, polygons);
    GEOSGeometry *seated =
        all ? GEOSGeom_setPrecision_r(geos->handle, all, LCI_GEOS_GRID_M, 0) : NULL;

    GEOSGeom_destroy_r(geos->handle, all);
    return give(geos, seated, "service area", out, err);
}
