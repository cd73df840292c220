/* overlay.c - unions, differences and intersections of polygons, by GEOS. */
#include "geom/overlay.h"

#include <geos_c.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"

enum {
    TILE_POINTS = 400, /* an area with more points is cut in two */
    TILE_DEPTH = 40,   /* but not for ever */
    DISC_POINTS = 128
};

struct lci_geos {
    GEOSContextHandle_t handle;
    char message[512]; /* of the last error */
};

/* Tiles are cut so that an intersection meets few points of a large area. */
struct lci_overlay {
    struct lci_geos *geos;
    GEOSGeometry **tiles;
    const GEOSPreparedGeometry **prepared; /* tile_count */
    size_t tile_count, tile_capacity;
    GEOSSTRtree *tree;
};

static void
keep_message(const char *message, void *user)
{
    struct lci_geos *geos = user;

    snprintf(geos->message, sizeof(geos->message), "%s", message);
}

static enum lci_status
geos_fail(const struct lci_geos *geos, struct lci_error *err, const char *what)
{
    return lci_fail(err, LCI_E_LIBRARY, "%s: %s", what,
                    geos->message[0] ? geos->message : "GEOS gave no reason");
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

static void
destroy_all(const struct lci_geos *geos, GEOSGeometry **items, size_t count)
{
    while (items && count > 0)
        GEOSGeom_destroy_r(geos->handle, items[--count]);
}

static GEOSGeometry *
polygon_to_geos(const struct lci_geos *geos, const struct lci_polygons *polygons, size_t polygon)
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
    destroy_all(geos, holes, count);
    GEOSGeom_destroy_r(geos->handle, shell);
    lci_free(holes);
    return made;
}

/* NULL: see the message. No polygons make an empty geometry. */
static GEOSGeometry *
to_geos(const struct lci_geos *geos, const struct lci_polygons *polygons)
{
    size_t count = polygons->polygon_count;
    GEOSGeometry **items = lci_new_array(GEOSGeometry *, count);
    GEOSGeometry *made = NULL;
    size_t made_count = 0;

    if (!items || count > UINT_MAX)
        goto out;
    for (; made_count < count; made_count++) {
        items[made_count] = polygon_to_geos(geos, polygons, made_count);
        if (!items[made_count])
            goto out;
    }
    made = GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON, items, (unsigned)count);
    made_count = 0; /* the collection took them over, even if it failed */

out:
    destroy_all(geos, items, made_count);
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
    out->point_first[++out->ring_count] = (uint32_t)out->point_count;
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
    out->ring_first[++out->polygon_count] = (uint32_t)out->ring_count;
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

static enum lci_status
from_geos(const struct lci_geos *geos, const GEOSGeometry *geometry, struct lci_polygons *out,
          struct lci_error *err)
{
    struct lci_polygons room = count_areas(geos, geometry);
    int count = GEOSGetNumGeometries_r(geos->handle, geometry);
    enum lci_status status = LCI_OK;

    if (room.polygon_count == 0)
        return LCI_OK;
    if (room.point_count >= UINT32_MAX || room.ring_count >= UINT32_MAX)
        return lci_fail(err, LCI_E_LIMIT, "polygons: more than 4294967294 points");
    out->ring_first = lci_new_array(uint32_t, room.polygon_count + 1);
    out->point_first = lci_new_array(uint32_t, room.ring_count + 1);
    out->xy_m = lci_new_array(double, 2 * room.point_count);
    if (!out->ring_first || !out->point_first || !out->xy_m)
        status = lci_fail_nomem(err, "polygons");
    for (int i = 0; i < count && !status; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos->handle, geometry, i);

        if (part && is_area(geos, part) && !append_polygon(geos, part, out))
            status = geos_fail(geos, err, "polygons");
    }
    if (status)
        lci_polygons_fini(out);
    return status;
}

/* Leaves points and lines out of what an overlay made, in place; GEOS overlays no mixed
 * collections. */
static bool
keep_areas(const struct lci_geos *geos, GEOSGeometry **geometry)
{
    int count = GEOSGetNumGeometries_r(geos->handle, *geometry);
    GEOSGeometry **items = NULL;
    GEOSGeometry *areas = NULL;
    unsigned kept = 0;

    if (GEOSGeomTypeId_r(geos->handle, *geometry) == GEOS_POLYGON ||
        GEOSGeomTypeId_r(geos->handle, *geometry) == GEOS_MULTIPOLYGON)
        return true;
    items = lci_new_array(GEOSGeometry *, (size_t)(count > 0 ? count : 0));
    for (int i = 0; items && i < count; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(geos->handle, *geometry, i);

        if (!part || !is_area(geos, part))
            continue;
        items[kept] = GEOSGeom_clone_r(geos->handle, part);
        if (items[kept])
            kept++;
    }
    if (items)
        areas = GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON, items, kept);
    lci_free(items);
    if (!areas)
        return false;
    GEOSGeom_destroy_r(geos->handle, *geometry);
    *geometry = areas;
    return true;
}

/* `geometry` made valid in place; false: it cannot be. */
static bool
make_valid(const struct lci_geos *geos, GEOSGeometry **geometry)
{
    GEOSGeometry *valid = GEOSMakeValid_r(geos->handle, *geometry);

    if (!valid)
        return false;
    GEOSGeom_destroy_r(geos->handle, *geometry);
    *geometry = valid;
    return keep_areas(geos, geometry);
}

static bool
add_tile(struct lci_overlay *overlay, GEOSGeometry *tile)
{
    size_t count = overlay->tile_count;

    if (!lci_grow(&overlay->tiles, count, &overlay->tile_capacity)) {
        GEOSGeom_destroy_r(overlay->geos->handle, tile);
        return false;
    }
    overlay->tiles[overlay->tile_count++] = tile;
    return true;
}

static GEOSGeometry *
half_of(const struct lci_geos *geos, const GEOSGeometry *geometry, const double box_m[4])
{
    GEOSGeometry *box =
        GEOSGeom_createRectangle_r(geos->handle, box_m[0], box_m[1], box_m[2], box_m[3]);
    GEOSGeometry *half = box ? GEOSIntersection_r(geos->handle, geometry, box) : NULL;

    GEOSGeom_destroy_r(geos->handle, box);
    if (half && !keep_areas(geos, &half)) {
        GEOSGeom_destroy_r(geos->handle, half);
        half = NULL;
    }
    return half;
}

/* Cuts `geometry`, which it takes over, into tiles of few points each. */
static bool
cut_into_tiles(struct lci_overlay *overlay, GEOSGeometry *geometry, int depth)
{
    const struct lci_geos *geos = overlay->geos;
    GEOSContextHandle_t handle = geos->handle;
    double box[4];
    bool fine = false;

    if (GEOSisEmpty_r(handle, geometry) == 1) {
        GEOSGeom_destroy_r(handle, geometry);
        return true;
    }
    if (GEOSGetNumCoordinates_r(handle, geometry) <= TILE_POINTS || depth == TILE_DEPTH)
        return add_tile(overlay, geometry);
    if (GEOSGeom_getXMin_r(handle, geometry, &box[0]) &&
        GEOSGeom_getYMin_r(handle, geometry, &box[1]) &&
        GEOSGeom_getXMax_r(handle, geometry, &box[2]) &&
        GEOSGeom_getYMax_r(handle, geometry, &box[3])) {
        int axis = box[2] - box[0] >= box[3] - box[1] ? 0 : 1;
        double middle = (box[axis] + box[axis + 2]) / 2.0;
        double low_box[4] = {box[0], box[1], box[2], box[3]};
        double high_box[4] = {box[0], box[1], box[2], box[3]};
        GEOSGeometry *low = NULL;
        GEOSGeometry *high = NULL;

        low_box[axis + 2] = middle;
        high_box[axis] = middle;
        low = half_of(geos, geometry, low_box);
        high = half_of(geos, geometry, high_box);
        fine = low && high;
        fine = (low ? cut_into_tiles(overlay, low, depth + 1) : false) && fine;
        fine = (high ? cut_into_tiles(overlay, high, depth + 1) : false) && fine;
    }
    GEOSGeom_destroy_r(handle, geometry);
    return fine;
}

static enum lci_status
make_tiles(struct lci_overlay *overlay, const struct lci_polygons *area, struct lci_error *err)
{
    struct lci_geos *geos = overlay->geos;
    GEOSGeometry *geometry = to_geos(geos, area);

    if (!geometry)
        return geos_fail(geos, err, "area to lay over");
    if (cut_into_tiles(overlay, geometry, 0))
        return LCI_OK;
    destroy_all(geos, overlay->tiles, overlay->tile_count);
    overlay->tile_count = 0;
    geometry = to_geos(geos, area);
    if (geometry && make_valid(geos, &geometry)) {
        if (cut_into_tiles(overlay, geometry, 0))
            return LCI_OK;
        geometry = NULL;
    }
    GEOSGeom_destroy_r(geos->handle, geometry);
    return geos_fail(geos, err, "area to lay over");
}

static enum lci_status
index_tiles(struct lci_overlay *overlay, struct lci_error *err)
{
    GEOSContextHandle_t handle = overlay->geos->handle;

    overlay->prepared = lci_new_array(const GEOSPreparedGeometry *, overlay->tile_count);
    overlay->tree = GEOSSTRtree_create_r(handle, 10);
    if (!overlay->prepared || !overlay->tree)
        return lci_fail_nomem(err, "area to lay over");
    for (size_t i = 0; i < overlay->tile_count; i++) {
        overlay->prepared[i] = GEOSPrepare_r(handle, overlay->tiles[i]);
        if (!overlay->prepared[i])
            return geos_fail(overlay->geos, err, "area to lay over");
        GEOSSTRtree_insert_r(handle, overlay->tree, overlay->tiles[i],
                             (void *)(overlay->prepared + i));
    }
    return LCI_OK;
}

enum lci_status
lci_overlay_new(struct lci_geos *geos, const struct lci_polygons *area, struct lci_overlay **out,
                struct lci_error *err)
{
    struct lci_overlay *overlay = lci_new(struct lci_overlay);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!overlay)
        return lci_fail_nomem(err, "area to lay over");
    overlay->geos = geos;
    status = make_tiles(overlay, area, err);
    if (!status)
        status = index_tiles(overlay, err);
    if (status)
        lci_overlay_free(overlay);
    else
        *out = overlay;
    return status;
}

void
lci_overlay_free(struct lci_overlay *overlay)
{
    if (!overlay)
        return;
    for (size_t i = 0; overlay->prepared && i < overlay->tile_count; i++)
        GEOSPreparedGeom_destroy_r(overlay->geos->handle, overlay->prepared[i]);
    if (overlay->tree)
        GEOSSTRtree_destroy_r(overlay->geos->handle, overlay->tree);
    destroy_all(overlay->geos, overlay->tiles, overlay->tile_count);
    lci_free(overlay->tiles);
    lci_free((void *)(uintptr_t)overlay->prepared);
    lci_free(overlay);
}

/* Numbers of the tiles whose boxes meet that of a geometry. */
struct found_tiles {
    const struct lci_overlay *overlay;
    size_t *items;
    size_t count, capacity;
    bool failed;
};

static void
find_tile(void *item, void *user)
{
    struct found_tiles *found = user;
    const GEOSPreparedGeometry *const *prepared = item;

    if (!lci_grow(&found->items, found->count, &found->capacity)) {
        found->failed = true;
        return;
    }
    found->items[found->count++] = (size_t)(prepared - found->overlay->prepared);
}

/* Adds the area that a geometry has inside one tile. False: see the message. */
static bool
add_inside(const struct lci_overlay *overlay, size_t tile, const GEOSGeometry *geometry,
           double *area_m2)
{
    GEOSContextHandle_t handle = overlay->geos->handle;
    GEOSGeometry *inside = NULL;
    double one_m2 = 0.0;
    char answer = GEOSPreparedContains_r(handle, overlay->prepared[tile], geometry);
    bool fine = false;

    if (answer == 1) {
        fine = GEOSArea_r(handle, geometry, &one_m2) == 1;
        *area_m2 += one_m2;
        return fine;
    }
    if (answer == 0 && GEOSPreparedIntersects_r(handle, overlay->prepared[tile], geometry) == 0)
        return true;
    inside = GEOSIntersection_r(handle, overlay->tiles[tile], geometry);
    fine = inside && GEOSArea_r(handle, inside, &one_m2) == 1;
    *area_m2 += one_m2;
    GEOSGeom_destroy_r(handle, inside);
    return fine;
}

static bool
sum_inside(const struct lci_overlay *overlay, const struct found_tiles *found,
           const GEOSGeometry *geometry, double *area_m2)
{
    *area_m2 = 0.0;
    for (size_t i = 0; i < found->count; i++)
        if (!add_inside(overlay, found->items[i], geometry, area_m2))
            return false;
    return true;
}

enum lci_status
lci_overlay_area_m2(struct lci_overlay *overlay, const struct lci_polygons *polygons,
                    double *area_m2, struct lci_error *err)
{
    struct lci_geos *geos = overlay->geos;
    struct found_tiles found = {.overlay = overlay};
    GEOSGeometry *geometry = NULL;
    enum lci_status status = LCI_OK;

    *area_m2 = 0.0;
    if (polygons->polygon_count == 0 || overlay->tile_count == 0)
        return LCI_OK;
    geometry = to_geos(geos, polygons);
    if (!geometry)
        return geos_fail(geos, err, "polygon to lay over an area");
    GEOSSTRtree_query_r(geos->handle, overlay->tree, geometry, find_tile, &found);
    if (found.failed)
        status = lci_fail_nomem(err, "polygon to lay over an area");
    else if (!sum_inside(overlay, &found, geometry, area_m2) &&
             (!make_valid(geos, &geometry) || !sum_inside(overlay, &found, geometry, area_m2)))
        status = geos_fail(geos, err, "polygon to lay over an area");
    GEOSGeom_destroy_r(geos->handle, geometry);
    lci_free(found.items);
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
    return polygon_to_geos(geos, &polygon, 0);
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
    status = joined ? from_geos(geos, joined, out, err) : geos_fail(geos, err, "discs");
    GEOSGeom_destroy_r(geos->handle, joined);
    GEOSGeom_destroy_r(geos->handle, all);
    destroy_all(geos, items, made_count);
    lci_free(items);
    return status;
}

enum lci_status
lci_geos_difference(struct lci_geos *geos, const struct lci_polygons *larger,
                    const struct lci_polygons *smaller, struct lci_polygons *out,
                    struct lci_error *err)
{
    GEOSGeometry *a = to_geos(geos, larger);
    GEOSGeometry *b = to_geos(geos, smaller);
    GEOSGeometry *left = NULL;
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    if (a && b)
        left = GEOSDifference_r(geos->handle, a, b);
    if (a && b && !left && make_valid(geos, &a) && make_valid(geos, &b))
        left = GEOSDifference_r(geos->handle, a, b);
    status = left ? from_geos(geos, left, out, err) : geos_fail(geos, err, "rings");
    GEOSGeom_destroy_r(geos->handle, left);
    GEOSGeom_destroy_r(geos->handle, a);
    GEOSGeom_destroy_r(geos->handle, b);
    return status;
}
