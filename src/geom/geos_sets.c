/* geos_sets.c - sets of polygons joined, taken from one another, made valid and moved onto a grid. */
#include "geom/geos_door.h"

#include <limits.h>
#include <math.h>

#include "base/alloc.h"

enum { DISC_POINTS = 128 };

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

    *out = (struct lci_polygons){0};
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
    status = joined ? lci_polygons_from_geos(geos, joined, out, err) : lci_geos_fail(geos, err, "discs");
    GEOSGeom_destroy_r(geos->handle, joined);
    GEOSGeom_destroy_r(geos->handle, all);
    lci_geos_destroy_all(geos, items, made_count);
    lci_free(items);
    return status;
}

enum lci_status
lci_geos_difference(struct lci_geos *geos, const struct lci_polygons *larger,
                    const struct lci_polygons *smaller, struct lci_polygons *out,
                    struct lci_error *err)
{
    GEOSGeometry *a = lci_polygons_to_geos(geos, larger);
    GEOSGeometry *b = lci_polygons_to_geos(geos, smaller);
    GEOSGeometry *left = NULL;
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    if (a && b)
        left = GEOSDifferencePrec_r(geos->handle, a, b, LCI_GEOS_GRID_M);
    if (a && b && !left && lci_geos_make_valid(geos, &a) && lci_geos_make_valid(geos, &b))
        left = GEOSDifferencePrec_r(geos->handle, a, b, LCI_GEOS_GRID_M);
    status = left ? lci_polygons_from_geos(geos, left, out, err) : lci_geos_fail(geos, err, "rings");
    GEOSGeom_destroy_r(geos->handle, left);
    GEOSGeom_destroy_r(geos->handle, a);
    GEOSGeom_destroy_r(geos->handle, b);
    return status;
}

enum lci_status
lci_geos_mend(struct lci_geos *geos, const struct lci_polygons *rings, struct lci_polygons *out,
              struct lci_error *err)
{
    GEOSGeometry *geometry = lci_polygons_to_geos(geos, rings);
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    status = geometry && lci_geos_make_valid(geos, &geometry)
                 ? lci_polygons_from_geos(geos, geometry, out, err)
                 : lci_geos_fail(geos, err, "service area");
    GEOSGeom_destroy_r(geos->handle, geometry);
    return status;
}

enum lci_status
lci_geos_seat(struct lci_geos *geos, const struct lci_polygons *polygons, struct lci_polygons *out,
              struct lci_error *err)
{
    GEOSGeometry *geometry = lci_polygons_to_geos(geos, polygons);
    GEOSGeometry *seated =
        geometry ? GEOSGeom_setPrecision_r(geos->handle, geometry, LCI_GEOS_GRID_M, 0) : NULL;
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    status = seated ? lci_polygons_from_geos(geos, seated, out, err)
                    : lci_geos_fail(geos, err, "service area");
    GEOSGeom_destroy_r(geos->handle, seated);
    GEOSGeom_destroy_r(geos->handle, geometry);
    return status;
}
