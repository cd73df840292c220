/* gdal_geometry.c - projecting, repairing and taking apart geometries. */
#include "io/gdal_geometry.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include <cpl_error.h>
#include <cpl_string.h>

#include "io/gdal_door.h"

/* GDAL itself reads no deeper. */
enum { DEPTH_MAX = 64 };

/* Numbers beyond this are no coordinates of any system. */
static const double NONSENSE = 1e9;

static OGRwkbGeometryType
flat_type(OGRGeometryH geometry)
{
    return wkbFlatten(OGR_G_GetGeometryType(geometry));
}

static void
report(struct lci_taking *out, enum lci_severity severity, const char *code, const char *found,
       const char *done)
{
    out->severity = severity;
    out->code = code;
    out->done = done;
    (void)snprintf(out->found, sizeof(out->found), "%s", found);
}

static bool
make_room(struct lci_shaper *shaper, size_t count)
{
    double *grown = NULL;
    size_t wanted = shaper->capacity < 256 ? 256 : shaper->capacity;

    if (count <= shaper->capacity)
        return true;
    while (wanted < count)
        wanted *= 2;
    grown = lci_realloc(shaper->xy, wanted, 2 * sizeof(double));
    if (!grown)
        return false;
    shaper->xy = grown;
    shaper->capacity = wanted;
    return true;
}

/* Fills shaper->xy with the points of a simple curve or point; answers their number. */
static size_t
load_points(struct lci_shaper *shaper, OGRGeometryH geometry, struct lci_taking *out)
{
    int count = OGR_G_GetPointCount(geometry);
    const int stride = 2 * (int)sizeof(double);

    if (count <= 0)
        return 0;
    if (!make_room(shaper, (size_t)count)) {
        out->is_out_of_memory = true;
        return 0;
    }
    (void)OGR_G_GetPoints(geometry, shaper->xy, stride, shaper->xy + 1, stride, NULL, 0);
    return (size_t)count;
}

static void
note_outside(struct lci_taking *out, double x, double y)
{
    out->source_x = x;
    out->source_y = y;
    out->is_outside = true;
    out->is_nonsense = !(fabs(x) < NONSENSE) || !(fabs(y) < NONSENSE) || (x == 0.0 && y == 0.0);
    report(out, LCI_SEVERITY_ERROR, "coordinates_out_of_range", "", "dropped");
    (void)snprintf(out->found, sizeof(out->found), "%.10g, %.10g", x, y);
}

/* Projects the points of a simple geometry in place. */
static void
project_simple(struct lci_shaper *shaper, OGRGeometryH geometry, struct lci_taking *out)
{
    const int stride = 2 * (int)sizeof(double);
    size_t count = load_points(shaper, geometry, out);

    for (size_t i = 0; i < count; i++) {
        double *place = shaper->xy + 2 * i;
        double x = place[0];
        double y = place[1];

        if (lci_projection_run(shaper->projection, place, 1, NULL) > 0) {
            note_outside(out, x, y);
            return;
        }
    }
    if (count > 0)
        OGR_G_SetPoints(geometry, (int)count, shaper->xy, stride, shaper->xy + 1, stride, NULL, 0);
}

static void
project(struct lci_shaper *shaper, OGRGeometryH geometry, int depth, struct lci_taking *out)
{
    const OGRwkbGeometryType type = flat_type(geometry);
    /* asking a line for its parts takes longer than projecting it */
    const int count = type == wkbPoint || type == wkbLineString ? 0 : OGR_G_GetGeometryCount(geometry);

    if (depth > DEPTH_MAX || out->is_outside || out->is_out_of_memory)
        return;
    if (count == 0)
        project_simple(shaper, geometry, out);
    for (int i = 0; i < count; i++)
        project(shaper, OGR_G_GetGeometryRef(geometry, i), depth + 1, out);
}

static double
doubled_area(const double *xy, size_t count)
{
    double sum = 0.0;

    for (size_t i = 0; i + 1 < count; i++) {
        const double *a = xy + 2 * i;
        const double *b = a + 2;

        /* Relative to the first point: coordinates of millions would lose the digits. */
        sum += (a[0] - xy[0]) * (b[1] - xy[1]) - (b[0] - xy[0]) * (a[1] - xy[1]);
    }
    return sum;
}

/* Adds a closed ring, turned the way it should run, without repeated points. */
static bool
add_ring(struct lci_shaper *shaper, OGRGeometryH ring, bool is_hole, struct lci_taking *out)
{
    size_t count = load_points(shaper, ring, out);
    bool must_turn = (doubled_area(shaper->xy, count) < 0.0) != is_hole;
    const double *last = NULL;

    if (!lci_builder_add_ring(shaper->builder))
        return false;
    for (size_t i = 0; i < count; i++) {
        const double *place = shaper->xy + 2 * (must_turn ? count - 1 - i : i);

        if (last && place[0] == last[0] && place[1] == last[1])
            continue;
        if (!lci_builder_add_point(shaper->builder, place[0], place[1]))
            return false;
        last = place;
    }
    return true;
}

static size_t
add_polygon(struct lci_shaper *shaper, OGRGeometryH polygon, struct lci_taking *out)
{
    int ring_count = OGR_G_GetGeometryCount(polygon);
    size_t count = 0;

    if (ring_count == 0)
        return 0;
    count = load_points(shaper, OGR_G_GetGeometryRef(polygon, 0), out);
    if (count < 4 || doubled_area(shaper->xy, count) == 0.0)
        return 0;
    if (!lci_builder_add_part(shaper->builder, false)) {
        out->is_out_of_memory = true;
        return 0;
    }
    for (int i = 0; i < ring_count; i++)
        if (!add_ring(shaper, OGR_G_GetGeometryRef(polygon, i), i > 0, out)) {
            out->is_out_of_memory = true;
            return 0;
        }
    return 1;
}

/* Adds a line or point as a part with one ring; nothing if it has fewer than `least` points. */
static size_t
add_simple(struct lci_shaper *shaper, OGRGeometryH geometry, size_t least, bool is_line,
           struct lci_taking *out)
{
    size_t count = load_points(shaper, geometry, out);

    if (count < least)
        return 0;
    if (!lci_builder_add_part(shaper->builder, is_line) || !lci_builder_add_ring(shaper->builder))
        out->is_out_of_memory = true;
    for (size_t i = 0; i < count && !out->is_out_of_memory; i++)
        if (!lci_builder_add_point(shaper->builder, shaper->xy[2 * i], shaper->xy[2 * i + 1]))
            out->is_out_of_memory = true;
    return out->is_out_of_memory ? 0 : 1;
}

static size_t
add_place_on_surface(struct lci_shaper *shaper, OGRGeometryH polygon, struct lci_taking *out)
{
    OGRGeometryH place = OGR_G_PointOnSurface(polygon);
    size_t added = 0;

    if (place && !OGR_G_IsEmpty(place))
        added = add_simple(shaper, place, 1, false, out);
    OGR_G_DestroyGeometry(place);
    if (added > 0)
        report(out, LCI_SEVERITY_NOTE, "polygon_as_point", "a polygon",
               "a place on its surface is taken");
    return added;
}

/* Adds the parts of the wanted shape; answers how many. *other gets the type of what does not fit.
 */
static size_t
add_parts(struct lci_shaper *shaper, OGRGeometryH geometry, int depth, const char **other,
          struct lci_taking *out)
{
    OGRwkbGeometryType type = flat_type(geometry);
    size_t added = 0;

    if (depth > DEPTH_MAX || out->is_out_of_memory || OGR_G_IsEmpty(geometry))
        return 0;
    switch (type) {
    case wkbPoint:
        if (shaper->shape == LCI_SHAPE_POINT)
            return add_simple(shaper, geometry, 1, false, out);
        *other = "a point";
        return 0;
    case wkbLineString:
        if (shaper->shape == LCI_SHAPE_LINE || shaper->shape == LCI_SHAPE_LINE_OR_POLYGON) {
            added = add_simple(shaper, geometry, 2, true, out);
            if (added == 0)
                *other = "a line with one vertex";
            return added;
        }
        *other = "a line";
        return 0;
    case wkbPolygon:
        if (shaper->shape == LCI_SHAPE_POINT)
            return add_place_on_surface(shaper, geometry, out);
        if (shaper->shape != LCI_SHAPE_LINE)
            return add_polygon(shaper, geometry, out);
        *other = "a polygon";
        return 0;
    default:
        for (int i = 0; i < OGR_G_GetGeometryCount(geometry); i++)
            added += add_parts(shaper, OGR_G_GetGeometryRef(geometry, i), depth + 1, other, out);
        return added;
    }
}

static bool
holds_polygon(OGRGeometryH geometry, int depth)
{
    if (flat_type(geometry) == wkbPolygon)
        return true;
    for (int i = 0; depth < DEPTH_MAX && i < OGR_G_GetGeometryCount(geometry); i++)
        if (holds_polygon(OGR_G_GetGeometryRef(geometry, i), depth + 1))
            return true;
    return false;
}

struct reason {
    char text[160];
};

static void CPL_STDCALL
note_reason(CPLErr level, CPLErrorNum number, const char *message)
{
    struct reason *reason = CPLGetErrorHandlerUserData();

    (void)level;
    (void)number;
    if (reason && !reason->text[0] && message)
        (void)snprintf(reason->text, sizeof(reason->text), "%s", message);
}

/*
 * The geometry if it is valid, else a valid one in its place: rings are read as areas and united,
 * so that both lobes of a bow-tie stay and parts that overlap count once. Takes `geometry` over;
 * NULL: nothing is left of it.
 */
static OGRGeometryH
make_valid(OGRGeometryH geometry, struct lci_taking *out)
{
    char **options = NULL;
    OGRGeometryH repaired = NULL;
    struct reason reason = {.text = ""};

    CPLPushErrorHandlerEx(note_reason, &reason);
    OGR_G_CloseRings(geometry);
    if (!OGR_G_IsValid(geometry)) {
        options = CSLSetNameValue(options, "METHOD", "STRUCTURE");
        repaired = OGR_G_MakeValidEx(geometry, options);
        CSLDestroy(options);
        OGR_G_DestroyGeometry(geometry);
        geometry = repaired;
        report(out, LCI_SEVERITY_WARNING, "geometry_repaired",
               reason.text[0] ? reason.text : "invalid polygon",
               "invalid polygon repaired: its rings are united");
    }
    CPLPopErrorHandler();
    return geometry;
}

/* Lines of arcs, two dimensions; the geometry is taken over. */
static OGRGeometryH
simplify_kind(OGRGeometryH geometry)
{
    OGRGeometryH linear = NULL;

    if (OGR_G_HasCurveGeometry(geometry, FALSE)) {
        linear = OGR_G_GetLinearGeometry(geometry, 0.0, NULL);
        OGR_G_DestroyGeometry(geometry);
        geometry = linear;
    }
    if (geometry)
        OGR_G_FlattenTo2D(geometry);
    return geometry;
}

static void
take_projected(struct lci_shaper *shaper, OGRGeometryH geometry, struct lci_taking *out)
{
    const char *other = NULL;
    char found[sizeof(out->found)];

    if (add_parts(shaper, geometry, 0, &other, out) > 0 && !out->is_out_of_memory) {
        if (shaper->extent_max_m > 0.0 &&
            lci_builder_extent_m(shaper->builder) > shaper->extent_max_m) {
            (void)snprintf(found, sizeof(found), "%.0f km across",
                           lci_builder_extent_m(shaper->builder) / 1000.0);
            lci_builder_drop_parts(shaper->builder);
            report(out, LCI_SEVERITY_ERROR, "geometry_too_large", found, "dropped");
            return;
        }
        const struct lci_builder *builder = shaper->builder;

        out->is_taken = true;
        out->has_place = true;
        out->x_m = builder->xy_m[2 * (builder->point_count - 1)];
        out->y_m = builder->xy_m[2 * (builder->point_count - 1) + 1];
        return;
    }
    lci_builder_drop_parts(shaper->builder);
    (void)snprintf(found, sizeof(found), "%s",
                   other       ? other
                   : out->code ? out->found /* why it had to be repaired */
                               : "no part of any size");
    report(out, LCI_SEVERITY_ERROR, other ? "geometry_of_other_kind" : "geometry_unusable", found,
           "dropped");
}

void
lci_gdal_take_geometry(struct lci_shaper *shaper, OGRGeometryH geometry, struct lci_taking *out)
{
    *out = (struct lci_taking){.is_taken = false};
    if (!geometry) {
        report(out, LCI_SEVERITY_ERROR, "geometry_missing", "no geometry", "dropped");
        return;
    }
    geometry = simplify_kind(geometry);
    if (!geometry || OGR_G_IsEmpty(geometry)) {
        report(out, LCI_SEVERITY_ERROR, "geometry_empty", "an empty geometry", "dropped");
        goto out;
    }
    if (shaper->projection)
        project(shaper, geometry, 0, out);
    if (out->is_outside || out->is_out_of_memory)
        goto out;
    if (shaper->shape != LCI_SHAPE_LINE && holds_polygon(geometry, 0))
        geometry = make_valid(geometry, out);
    if (geometry)
        take_projected(shaper, geometry, out);
    else
        report(out, LCI_SEVERITY_ERROR, "geometry_unusable", "a polygon without area", "dropped");

out:
    OGR_G_DestroyGeometry(geometry);
}

void
lci_shaper_fini(struct lci_shaper *shaper)
{
    lci_free(shaper->xy);
    lci_projection_free(shaper->projection);
    *shaper = (struct lci_shaper){.xy = NULL};
}
