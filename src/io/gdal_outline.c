/* gdal_outline.c - hands outlines to the repair that layers go through. */
#include "io/gdal_outline.h"

#include <limits.h>
#include <stdio.h>

#include "io/gdal_geometry.h"

/* One ring as a geometry; NULL: out of memory, or more points than GDAL counts. */
static OGRGeometryH
make_ring(const struct lci_outline *outline, size_t ring)
{
    const size_t first = outline->ring_first[ring];
    const size_t count = outline->ring_first[ring + 1] - first;
    const int stride = 2 * (int)sizeof(double);
    OGRGeometryH geometry = count <= INT_MAX ? OGR_G_CreateGeometry(wkbLinearRing) : NULL;

    if (geometry)
        OGR_G_SetPoints(geometry, (int)count, outline->xy_m + 2 * first, stride,
                        outline->xy_m + 2 * first + 1, stride, NULL, 0);
    return geometry;
}

static OGRGeometryH
make_polygons(const struct lci_outline *outline)
{
    OGRGeometryH all = OGR_G_CreateGeometry(wkbMultiPolygon);
    OGRGeometryH polygon = NULL;

    for (size_t i = 0; all && i < outline->ring_count; i++) {
        OGRGeometryH ring = make_ring(outline, i);

        if (!outline->is_hole[i]) {
            if (polygon)
                (void)OGR_G_AddGeometryDirectly(all, polygon);
            polygon = OGR_G_CreateGeometry(wkbPolygon);
        }
        if (!ring || !polygon || OGR_G_AddGeometryDirectly(polygon, ring) != OGRERR_NONE) {
            OGR_G_DestroyGeometry(ring);
            OGR_G_DestroyGeometry(polygon);
            OGR_G_DestroyGeometry(all);
            return NULL;
        }
    }
    if (polygon)
        (void)OGR_G_AddGeometryDirectly(all, polygon);
    return all;
}

void
lci_gdal_take_outline(struct lci_builder *builder, enum lci_shape shape,
                      const struct lci_outline *outline, struct lci_outline_taken *out)
{
    struct lci_shaper shaper = {.shape = shape, .builder = builder};
    OGRGeometryH geometry = make_polygons(outline);
    struct lci_taking taking;

    *out = (struct lci_outline_taken){.is_out_of_memory = !geometry};
    if (!geometry)
        return;
    lci_gdal_take_geometry(&shaper, geometry, &taking);
    out->is_taken = taking.is_taken;
    out->is_out_of_memory = taking.is_out_of_memory;
    out->code = taking.code;
    out->done = taking.done;
    out->severity = taking.severity;
    (void)snprintf(out->found, sizeof(out->found), "%s", taking.found);
    lci_shaper_fini(&shaper);
}
