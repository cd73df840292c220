/* area.c - true square metres of polygons in a system whose scale varies. */
#include "analysis/area.h"

#include <math.h>

static double
ring_true_m2(const struct lci_metric *metric, const struct lci_polygons *polygons, uint32_t ring)
{
    uint32_t first = polygons->point_first[ring];
    const double *origin = polygons->xy_m + 2 * (size_t)first;
    double area_m2 = 0.0;

    for (uint32_t i = first; i + 1 < polygons->point_first[ring + 1]; i++) {
        const double *a = polygons->xy_m + 2 * (size_t)i;
        double cross =
            (a[0] - origin[0]) * (a[3] - origin[1]) - (a[2] - origin[0]) * (a[1] - origin[1]);

        area_m2 += cross / 2.0 *
                   lci_metric_area_scale(metric, (origin[0] + a[0] + a[2]) / 3.0,
                                         (origin[1] + a[1] + a[3]) / 3.0);
    }
    return fabs(area_m2);
}

double
lci_true_area_m2(const struct lci_metric *metric, const struct lci_polygons *polygons)
{
    double area_m2 = 0.0;

    for (size_t polygon = 0; polygon < polygons->polygon_count; polygon++) {
        uint32_t outer = polygons->ring_first[polygon];

        for (uint32_t ring = outer; ring < polygons->ring_first[polygon + 1]; ring++)
            area_m2 += (ring == outer ? 1.0 : -1.0) * ring_true_m2(metric, polygons, ring);
    }
    return fmax(0.0, area_m2);
}

struct lci_polygons
lci_shape_view(const struct lci_shapes *shapes, size_t shape)
{
    uint32_t first = shapes->part_first[shape];

    return (struct lci_polygons){
        .polygon_count = shapes->part_first[shape + 1] - first,
        .ring_count = shapes->ring_count,
        .point_count = shapes->point_count,
        .ring_first = shapes->ring_first + first,
        .point_first = shapes->point_first,
        .xy_m = shapes->xy_m,
    };
}
