/* geos_shapes.c - polygons to GEOS and back, and the context that both live in. */
#include "geom/geos_door.h"

#include <limits.h>
#include <stdio.h>

#include "base/alloc.h"
#include "geom/polygons.h"

static void
keep_message(const char *message, void *user)
{
    struct lci_geos *geos = user;

    snprintf(geos->message, sizeof(geos->message), "%s", message);
}

enum lci_status
lci_geos_fail(struct lci_geos *geos, struct lci_error *err, const char *what)
{
    enum lci_status status = geos->message[0] != '\0'
                                 ? lci_fail(err, LCI_E_LIBRARY, "%s: %s", what, geos->message)
                                 : lci_fail_nomem(err, what);

    geos->message[0] = '\0';
    return status;
}

enum lci_status
lci_geos_new(struct lci_geos **out, struct lci_error *err)
{
    struct lci_geos *geos = lci_new(struct lci_geos);

    *out = NULL;
    if (geos)
        geos->handle = GEOS_init_r();
    if (!geos || !geos->handle) {
        lci_free(geos);
        return lci_fail_nomem(err, "GEOS");
    }
    GEOSContext_setErrorMessageHandler_r(geos->handle, keep_message, geos);
    *out = geos;
    return LCI_OK;
}

void
lci_geos_free(struct lci_geos *geos)
{
    if (!geos)
        return;
    GEOS_finish_r(geos->handle);
    lci_free(geos);
}

static GEOSGeometry *
ring_to_geos(const struct lci_geos *geos, const struct lci_polygons *polygons, uint32_t ring)
{
    uint32_t first = polygons->point_first[ring];
    GEOSCoordSequence *points =
        GEOSCoordSeq_copyFromBuffer_r(geos->handle, polygons->xy_m + 2 * (size_t)first,
                                      polygons->point_first[ring + 1] - first, 0, 0);

    /* The ring takes the points over, whether or not it can be made. */
    return points ? GEOSGeom_createLinearRing_r(geos->handle, points) : NULL;
}

void
lci_geos_destroy_all(const struct lci_geos *geos, GEOSGeometry **items, size_t count)
{
    while (items && count > 0)
        GEOSGeom_destroy_r(geos->handle, items[--count]);
}

GEOSGeometry *
lci_polygon_to_geos(const struct lci_geos *geos, const struct lci_polygons *polygons, size_t polygon)
{
    uint32_t first = polygons->ring_first[polygon];
    uint32_t end = polygons->ring_first[polygon + 1];
    GEOSGeometry **holes = lci_new_array(GEOSGeometry *, end - first);
    GEOSGeometry *shell = ring_to_geos(geos, polygons, first);
    GEOSGeometry *made = NULL;
    unsigned count = 0;

    for (uint32_t ring = first + 1; holes && shell && ring < end; ring++) {
        holes[count] = ring_to_geos(geos, polygons, ring);
        if (!holes[count])
            break;
        count++;
    }
    if (holes && shell && count == end - first - 1) {
        made = GEOSGeom_createPolygon_r(geos->handle, shell, holes, count);
        shell = NULL; /* the polygon took the rings over, even if it failed */
        count = 0;
    }
    lci_geos_destroy_all(geos, holes, count);
    GEOSGeom_destroy_r(geos->handle, shell);
    lci_free(holes);
    return made;
}

GEOSGeometry *
lci_polygons_to_geos(struct lci_geos *geos, const struct lci_polygons *polygons)
{
    size_t count = polygons->polygon_count;
    GEOSGeometry **items = lci_new_array(GEOSGeometry *, count);
    GEOSGeometry *made = NULL;
    size_t made_count = 0;

    geos->message[0] = '\0';
    if (!items || count > UINT_MAX)
        goto out;
    for (; made_count < count; made_count++) {
        items[made_count] = lci_polygon_to_geos(geos, polygons, made_count);
        if (!items[made_count])
            goto out;
    }
    made = GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON, items, (unsigned)count);
    made_count = 0; /* the collection took them over, even if it failed */

out:
    lci_geos_destroy_all(geos, items, made_count);
    lci_free(items);
    return made;
}

static double
signed_area2(const double *xy_m, size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i + 1 < count; i++)
        sum += (xy_m[2 * i] - xy_m[0]) * (xy_m[2 * i + 3] - xy_m[1]) -
               (xy_m[2 * i + 2] - xy_m[0]) * (xy_m[2 * i + 1] - xy_m[1]);
    return sum;
}

static void
turn_round(double *xy_m, size_t count)
{
    for (size_t i = 0, k = count - 1; i < k; i++, k--)
        for (int axis = 0; axis < 2; axis++) {
            double kept = xy_m[2 * i + (size_t)axis];

            xy_m[2 * i + (size_t)axis] = xy_m[2 * k + (size_t)axis];
            xy_m[2 * k + (size_t)axis] = kept;
        }
}

static bool
append_ring(const struct lci_geos *geos, const GEOSGeometry *ring, bool outer,
            struct lci_polygons *out)
{
    const GEOSCoordSequence *points = GEOSGeom_getCoordSeq_r(geos->handle, ring);
    double *xy_m = out->xy_m + 2 * out->point_count;
    unsigned count = 0;

    if (!points || !GEOSCoordSeq_getSize_r(geos->handle, points, &count) ||
        !GEOSCoordSeq_copyToBuffer_r(geos->handle, points, xy_m, 0, 0))
        return false;
    if ((signed_area2(xy_m, count) > 0.0) != outer)
        turn_round(xy_m, count);
    out->point_count += count;
    lci_polygons_end_ring(out);
    return true;
}

static bool
append_polygon(const struct lci_geos *geos, const GEOSGeometry *polygon, struct lci_polygons *out)
{
    int hole_count = GEOSGetNumInteriorRings_r(geos->handle, polygon);
    const GEOSGeometry *ring = GEOSGetExteriorRing_r(geos->handle, polygon);

    if (hole_count < 0 || !ring || !append_ring(geos, ring, true, out))
        return false;
    for (int i = 0; i < hole_count; i++) {
        ring = GEOSGetInteriorRingN_r(geos->handle, polygon, i);
        if (!ring || !append_ring(geos, ring, false, out))
            return false;
    }
    lci_polygons_end(out);
    return true;
}

static bool
is_area(const struct lci_geos *geos, const GEOSGeometry *geometry)
{
    return GEOSGeomTypeId_r(geos->handle, geometry) == GEOS_POLYGON &&
           GEOSisEmpty_r(geos->handle, geometry) == 0;
}

/* How much there is; points, lines and empty parts that an overlay left are no area. */
static struct lci_polygons
count_areas(const struct lci_geos *geos, const GEOSGeometry *geometry)
{
    int count = GEOSGetNumGeometries_r(geos->handle, geometry);
    struct lci_polygons room = {0};

    for (int i = 0; i < count; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos->handle, geometry, i);

        if (!part || !is_area(geos, part))
            continue;
        room.polygon_count++;
        room.ring_count += 1 + (size_t)GEOSGetNumInteriorRings_r(geos->handle, part);
        room.point_count += (size_t)GEOSGetNumCoordinates_r(geos->handle, part);
    }
    return room;
}

enum lci_status
lci_polygons_from_geos(struct lci_geos *geos, const GEOSGeometry *geometry,
                       struct lci_polygons *out, struct lci_error *err)
{
    struct lci_polygons room = count_areas(geos, geometry);
    int count = GEOSGetNumGeometries_r(geos->handle, geometry);
    enum lci_status status = LCI_OK;

    if (room.polygon_count == 0)
        return LCI_OK;
    if (room.point_count >= UINT32_MAX || room.ring_count >= UINT32_MAX)
        return lci_fail(err, LCI_E_LIMIT, "polygons: more than 4294967294 points or rings");
    if (!lci_polygons_reserve(out, room.polygon_count, room.ring_count, room.point_count))
        status = lci_fail_nomem(err, "polygons");
    for (int i = 0; i < count && !status; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos->handle, geometry, i);

        if (part && is_area(geos, part) && !append_polygon(geos, part, out))
            status = lci_geos_fail(geos, err, "polygons");
    }
    if (status)
        lci_polygons_fini(out);
    return status;
}

struct collected {
    GEOSGeometry **items;
    size_t count, capacity;
};

/* Adds copies of the polygons in `geometry`, a collection in it as well. False: out of memory. */
static bool
collect_areas(const struct lci_geos *geos, const GEOSGeometry *geometry, struct collected *found)
{
    int count = GEOSGetNumGeometries_r(geos->handle, geometry);

    if (GEOSGeomTypeId_r(geos->handle, geometry) < GEOS_MULTIPOINT) {
        if (!is_area(geos, geometry))
            return true;
        if (!lci_grow(&found->items, found->count, &found->capacity))
            return false;
        found->items[found->count] = GEOSGeom_clone_r(geos->handle, geometry);
        return found->items[found->count++] != NULL;
    }
    for (int i = 0; i < count; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos->handle, geometry, i);

        if (!part || !collect_areas(geos, part, found))
            return false;
    }
    return true;
}

bool
lci_geos_keep_areas(const struct lci_geos *geos, GEOSGeometry **geometry)
{
    struct collected found = {0};
    GEOSGeometry *areas = NULL;

    if (GEOSGeomTypeId_r(geos->handle, *geometry) == GEOS_POLYGON ||
        GEOSGeomTypeId_r(geos->handle, *geometry) == GEOS_MULTIPOLYGON)
        return true;
    if (collect_areas(geos, *geometry, &found) && found.count <= UINT_MAX) {
        areas = GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON, found.items,
                                            (unsigned)found.count);
        found.count = 0; /* the collection took them over, even if it failed */
    }
    lci_geos_destroy_all(geos, found.items, found.count);
    lci_free(found.items);
    if (!areas)
        return false;
    GEOSGeom_destroy_r(geos->handle, *geometry);
    *geometry = areas;
    return true;
}

bool
lci_geos_make_valid(struct lci_geos *geos, GEOSGeometry **geometry)
{
    GEOSGeometry *valid = NULL;

    geos->message[0] = '\0';
    valid = GEOSMakeValid_r(geos->handle, *geometry);
    if (!valid)
        return false;
    GEOSGeom_destroy_r(geos->handle, *geometry);
    *geometry = valid;
    return lci_geos_keep_areas(geos, geometry);
}
