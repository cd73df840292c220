/* geos_squares.c - a polygon in the squares of a grid. */
#include "geom/squares.h"

#include <limits.h>
#include <math.h>

#include "base/alloc.h"
#include "geom/geos_door.h"

enum { SQUARES_MAX = 1 << 26, CORNER_SEGMENTS = 2 };

/* Corners of pieces reach no farther than this many times what they are made larger by. */
static const double MITRE_LIMIT = 2.0;

/* How near to the border of a square a side must be to have a part in it, in sides of a square. */
static const double NEAR_BORDER = 1e-6;

struct cutter {
    struct lci_geos *geos;
    const struct lci_polygons *polygons;
    size_t polygon;
    double side_m, grow_m;
    int64_t first_column, first_row; /* number of the square: its middle in sides of a square */
    size_t column_count, row_count;
    bool *on_outline; /* by column, then row */
    GEOSGeometry **items;
    size_t count, capacity;
    double *place_xy_m;
    size_t place_capacity;
};

/* Number of the square that a coordinate is in, in sides of a square from the middle of square 0. */
static int64_t
square_of(double sides)
{
    return (int64_t)floor(sides + 0.5);
}

/* Keeps a piece, which it takes over, with its place. */
static bool
keep(struct cutter *cutter, GEOSGeometry *piece, double x_m, double y_m)
{
    if (!piece)
        return false;
    if (!lci_grow(&cutter->items, cutter->count, &cutter->capacity) ||
        !lci_reserve(&cutter->place_xy_m, 2 * cutter->count + 2, &cutter->place_capacity)) {
        GEOSGeom_destroy_r(cutter->geos->handle, piece);
        return false;
    }
    cutter->place_xy_m[2 * cutter->count] = x_m;
    cutter->place_xy_m[2 * cutter->count + 1] = y_m;
    cutter->items[cutter->count++] = piece;
    return true;
}

static GEOSGeometry *
larger(const struct cutter *cutter, const GEOSGeometry *piece)
{
    return GEOSBufferWithStyle_r(cutter->geos->handle, piece, cutter->grow_m, CORNER_SEGMENTS, GEOSBUF_CAP_SQUARE,
                                 GEOSBUF_JOIN_MITRE, MITRE_LIMIT);
}

/* A place on the surface of a piece. */
static bool
find_place(const struct cutter *cutter, const GEOSGeometry *piece, double place_m[2])
{
    GEOSContextHandle_t handle = cutter->geos->handle;
    GEOSGeometry *point = GEOSPointOnSurface_r(handle, piece);
    const bool found = point && GEOSGeomGetX_r(handle, point, &place_m[0]) == 1 && GEOSGeomGetY_r(handle, point, &place_m[1]) == 1;

    GEOSGeom_destroy_r(handle, point);
    return found;
}

/* A part of the polygon in a square; `middle` is on it, or NULL. */
static bool
keep_part(struct cutter *cutter, const GEOSGeometry *part, const double *middle_m)
{
    double place_m[2] = {0.0, 0.0};

    if (middle_m)
        return keep(cutter, larger(cutter, part), middle_m[0], middle_m[1]);
    return find_place(cutter, part, place_m) && keep(cutter, larger(cutter, part), place_m[0], place_m[1]);
}

/* Keeps the polygons of a geometry. The middle is that of the first that it lies on. */
static bool
keep_parts(struct cutter *cutter, const GEOSGeometry *geometry, const double middle_m[2])
{
    GEOSContextHandle_t handle = cutter->geos->handle;
    const int count = GEOSGetNumGeometries_r(handle, geometry);
    GEOSGeometry *middle = GEOSGeom_createPointFromXY_r(handle, middle_m[0], middle_m[1]);
    bool taken = false;
    bool kept = middle != NULL;

    for (int i = 0; i < count && kept; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(handle, geometry, i);
        bool holds = false;

        if (!part || GEOSGeomTypeId_r(handle, part) != GEOS_POLYGON || GEOSisEmpty_r(handle, part) != 0)
            continue;
        holds = !taken && GEOSIntersects_r(handle, part, middle) == 1;
        taken = taken || holds;
        kept = keep_part(cutter, part, holds ? middle_m : NULL);
    }
    GEOSGeom_destroy_r(handle, middle);
    return kept;
}

static GEOSGeometry *
rectangle(const struct cutter *cutter, int64_t column, int64_t row, int64_t row_end, double grow_m)
{
    const double side_m = cutter->side_m;

    return GEOSGeom_createRectangle_r(cutter->geos->handle, ((double)column - 0.5) * side_m - grow_m,
                                      ((double)row - 0.5) * side_m - grow_m, ((double)column + 0.5) * side_m + grow_m,
                                      ((double)row_end - 0.5) * side_m + grow_m);
}

/* The part of `geometry` in the squares of a column, from row to row_end; NULL: see the message. */
static GEOSGeometry *
part_in(const struct cutter *cutter, const GEOSGeometry *geometry, int64_t column, int64_t row, int64_t row_end)
{
    GEOSContextHandle_t handle = cutter->geos->handle;
    GEOSGeometry *box = rectangle(cutter, column, row, row_end, 0.0);
    GEOSGeometry *part = box ? GEOSIntersection_r(handle, geometry, box) : NULL;

    GEOSGeom_destroy_r(handle, box);
    return part;
}

/* Marks the squares that a side has a part in. */
static void
mark_side(struct cutter *cutter, const double *side)
{
    const double ax = side[0] / cutter->side_m;
    const double ay = side[1] / cutter->side_m;
    const double bx = side[2] / cutter->side_m;
    const double by = side[3] / cutter->side_m;
    const int64_t last_column = square_of(fmax(ax, bx) + NEAR_BORDER);

    for (int64_t column = square_of(fmin(ax, bx) - NEAR_BORDER); column <= last_column; column++) {
        const double left = fmax((double)column - 0.5 - NEAR_BORDER, fmin(ax, bx));
        const double right = fmin((double)column + 0.5 + NEAR_BORDER, fmax(ax, bx));
        const double slope = bx != ax ? (by - ay) / (bx - ax) : 0.0;
        const double y1 = bx != ax ? ay + slope * (left - ax) : ay;
        const double y2 = bx != ax ? ay + slope * (right - ax) : by;
        const int64_t last_row = square_of(fmin(fmax(y1, y2), fmax(ay, by)) + NEAR_BORDER);

        for (int64_t row = square_of(fmax(fmin(y1, y2), fmin(ay, by)) - NEAR_BORDER); row <= last_row; row++) {
            const int64_t c = column - cutter->first_column;
            const int64_t r = row - cutter->first_row;

            if (c >= 0 && c < (int64_t)cutter->column_count && r >= 0 && r < (int64_t)cutter->row_count)
                cutter->on_outline[(size_t)c * cutter->row_count + (size_t)r] = true;
        }
    }
}

static bool
holds(const struct cutter *cutter, double x_m, double y_m)
{
    const struct lci_polygons *polygons = cutter->polygons;
    bool inside = false;

    for (uint32_t r = polygons->ring_first[cutter->polygon]; r < polygons->ring_first[cutter->polygon + 1]; r++)
        for (uint32_t i = polygons->point_first[r]; i + 1 < polygons->point_first[r + 1]; i++) {
            const double *a = polygons->xy_m + 2 * (size_t)i;

            if ((a[1] > y_m) != (a[3] > y_m) && x_m < a[0] + (y_m - a[1]) / (a[3] - a[1]) * (a[2] - a[0]))
                inside = !inside;
        }
    return inside;
}

/* The squares of one column: those on the outline are cut out of `strip`, the column's part of the polygon. */
static bool
cut_column(struct cutter *cutter, size_t c, const GEOSGeometry *strip)
{
    const int64_t column = cutter->first_column + (int64_t)c;

    for (size_t r = 0; r < cutter->row_count; r++) {
        const int64_t row = cutter->first_row + (int64_t)r;
        const double middle_m[2] = {(double)column * cutter->side_m, (double)row * cutter->side_m};

        if (cutter->on_outline[c * cutter->row_count + r]) {
            GEOSGeometry *part = part_in(cutter, strip, column, row, row + 1);
            const bool kept = part && keep_parts(cutter, part, middle_m);

            GEOSGeom_destroy_r(cutter->geos->handle, part);
            if (!kept)
                return false;
        } else if (holds(cutter, middle_m[0], middle_m[1]) &&
                   !keep(cutter, rectangle(cutter, column, row, row + 1, cutter->grow_m), middle_m[0], middle_m[1])) {
            return false;
        }
    }
    return true;
}

/* Lays the grid over the polygon's box. */
static enum lci_status
lay_grid(struct cutter *cutter, struct lci_error *err)
{
    const struct lci_polygons *polygons = cutter->polygons;
    const uint32_t outer = polygons->ring_first[cutter->polygon];
    double box[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};

    for (uint32_t i = polygons->point_first[outer]; i < polygons->point_first[outer + 1]; i++)
        for (size_t axis = 0; axis < 2; axis++) {
            box[axis] = fmin(box[axis], polygons->xy_m[2 * (size_t)i + axis] / cutter->side_m);
            box[axis + 2] = fmax(box[axis + 2], polygons->xy_m[2 * (size_t)i + axis] / cutter->side_m);
        }
    if (!((box[2] - box[0] + 2.0) * (box[3] - box[1] + 2.0) < SQUARES_MAX))
        return lci_fail(err, LCI_E_LIMIT, "more than %d squares inside: is sample_m right?", SQUARES_MAX);
    cutter->first_column = square_of(box[0] - NEAR_BORDER);
    cutter->first_row = square_of(box[1] - NEAR_BORDER);
    cutter->column_count = (size_t)(square_of(box[2] + NEAR_BORDER) - cutter->first_column) + 1;
    cutter->row_count = (size_t)(square_of(box[3] + NEAR_BORDER) - cutter->first_row) + 1;
    cutter->on_outline = lci_new_array(bool, cutter->column_count *cutter->row_count);
    if (!cutter->on_outline)
        return lci_fail_nomem(err, "squares");
    for (uint32_t r = outer; r < polygons->ring_first[cutter->polygon + 1]; r++)
        for (uint32_t i = polygons->point_first[r]; i + 1 < polygons->point_first[r + 1]; i++)
            mark_side(cutter, polygons->xy_m + 2 * (size_t)i);
    return LCI_OK;
}

/* Gives the pieces as polygons, and forgets them. */
static enum lci_status
give(struct cutter *cutter, bool good, struct lci_squares *out, struct lci_error *err)
{
    struct lci_geos *geos = cutter->geos;
    GEOSGeometry *all = NULL;
    enum lci_status status = LCI_OK;

    *out = (struct lci_squares){0};
    if (good && cutter->count <= UINT_MAX) {
        all = GEOSGeom_createCollection_r(geos->handle, GEOS_MULTIPOLYGON, cutter->items, (unsigned)cutter->count);
        cutter->count = 0; /* the collection took them over, even if it failed */
    }
    status = all ? lci_polygons_from_geos(geos, all, &out->pieces, err) : lci_geos_fail(geos, err, "squares");
    GEOSGeom_destroy_r(geos->handle, all);
    lci_geos_destroy_all(geos, cutter->items, cutter->count);
    lci_free(cutter->items);
    lci_free(cutter->on_outline);
    out->place_xy_m = cutter->place_xy_m;
    if (status != LCI_OK)
        lci_squares_fini(out);
    return status;
}

enum lci_status
lci_squares_cut(struct lci_geos *geos, const struct lci_polygons *polygons, size_t polygon, double side_m, double grow_m,
                struct lci_squares *out, struct lci_error *err)
{
    struct cutter cutter = {.geos = geos, .polygons = polygons, .polygon = polygon, .side_m = side_m, .grow_m = grow_m};
    GEOSGeometry *whole = NULL;
    bool good = true;
    const enum lci_status status = lay_grid(&cutter, err);

    *out = (struct lci_squares){0};
    if (status != LCI_OK) {
        lci_free(cutter.on_outline);
        return status;
    }
    geos->message[0] = '\0';
    whole = lci_polygon_to_geos(geos, polygons, polygon);
    good = whole && (GEOSisValid_r(geos->handle, whole) == 1 || lci_geos_make_valid(geos, &whole));
    for (size_t c = 0; c < cutter.column_count && good; c++) {
        GEOSGeometry *strip = part_in(&cutter, whole, cutter.first_column + (int64_t)c, cutter.first_row,
                                      cutter.first_row + (int64_t)cutter.row_count);

        good = strip && cut_column(&cutter, c, strip);
        GEOSGeom_destroy_r(geos->handle, strip);
    }
    GEOSGeom_destroy_r(geos->handle, whole);
    return give(&cutter, good, out, err);
}

enum lci_status
lci_squares_whole(struct lci_geos *geos, const struct lci_polygons *polygons, size_t polygon, const double place_m[2],
                  double grow_m, struct lci_squares *out, struct lci_error *err)
{
    struct cutter cutter = {.geos = geos, .polygons = polygons, .polygon = polygon, .grow_m = grow_m};
    GEOSGeometry *whole = NULL;
    bool good = true;

    geos->message[0] = '\0';
    whole = lci_polygon_to_geos(geos, polygons, polygon);
    good = whole && (GEOSisValid_r(geos->handle, whole) == 1 || lci_geos_make_valid(geos, &whole)) &&
           keep_part(&cutter, whole, place_m);
    GEOSGeom_destroy_r(geos->handle, whole);
    return give(&cutter, good, out, err);
}

void
lci_squares_fini(struct lci_squares *squares)
{
    lci_polygons_fini(&squares->pieces);
    lci_free(squares->place_xy_m);
    *squares = (struct lci_squares){0};
}
