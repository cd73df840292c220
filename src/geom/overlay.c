/* overlay.c - an area cut into tiles, and what polygons have inside it. */
#include "geom/overlay.h"

#include "base/alloc.h"
#include "geom/geos_door.h"

enum {
    TILE_POINTS = 400, /* an area with more points is cut in two */
    TILE_DEPTH = 40    /* but not for ever */
};

/* Tiles are cut so that an intersection meets few points of a large area. */
struct lci_overlay {
    struct lci_geos *geos;
    GEOSGeometry **tiles;
    const GEOSPreparedGeometry **prepared; /* tile_count */
    size_t tile_count, tile_capacity;
    GEOSSTRtree *tree;
};

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
    if (half && !lci_geos_keep_areas(geos, &half)) {
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
    GEOSGeometry *geometry = lci_polygons_to_geos(geos, area);

    if (!geometry)
        return lci_geos_fail(geos, err, "area to lay over");
    if (cut_into_tiles(overlay, geometry, 0))
        return LCI_OK;
    lci_geos_destroy_all(geos, overlay->tiles, overlay->tile_count);
    overlay->tile_count = 0;
    geometry = lci_polygons_to_geos(geos, area);
    if (geometry && lci_geos_make_valid(geos, &geometry)) {
        if (cut_into_tiles(overlay, geometry, 0))
            return LCI_OK;
        geometry = NULL;
    }
    GEOSGeom_destroy_r(geos->handle, geometry);
    return lci_geos_fail(geos, err, "area to lay over");
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
            return lci_geos_fail(overlay->geos, err, "area to lay over");
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
    lci_geos_destroy_all(overlay->geos, overlay->tiles, overlay->tile_count);
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
    geometry = lci_polygons_to_geos(geos, polygons);
    if (!geometry)
        return lci_geos_fail(geos, err, "polygon to lay over an area");
    GEOSSTRtree_query_r(geos->handle, overlay->tree, geometry, find_tile, &found);
    if (found.failed)
        status = lci_fail_nomem(err, "polygon to lay over an area");
    else if (!sum_inside(overlay, &found, geometry, area_m2) &&
             (!lci_geos_make_valid(geos, &geometry) || !sum_inside(overlay, &found, geometry, area_m2)))
        status = lci_geos_fail(geos, err, "polygon to lay over an area");
    GEOSGeom_destroy_r(geos->handle, geometry);
    lci_free(found.items);
    return status;
}
