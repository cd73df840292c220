/* polygons.c - room for polygons, and the marks between them. */
#include "geom/polygons.h"

#include "base/alloc.h"

bool
lci_polygons_reserve(struct lci_polygons *polygons, size_t polygon_count, size_t ring_count,
                     size_t point_count)
{
    polygons->ring_first = lci_new_array(uint32_t, polygon_count + 1);
    polygons->point_first = lci_new_array(uint32_t, ring_count + 1);
    polygons->xy_m = lci_new_array(double, 2 * point_count);
    return polygons->ring_first && polygons->point_first && polygons->xy_m;
}

void
lci_polygons_end_ring(struct lci_polygons *polygons)
{
    polygons->point_first[++polygons->ring_count] = (uint32_t)polygons->point_count;
}

void
lci_polygons_end(struct lci_polygons *polygons)
{
    polygons->ring_first[++polygons->polygon_count] = (uint32_t)polygons->ring_count;
}

void
lci_polygons_fini(struct lci_polygons *polygons)
{
    lci_free(polygons->ring_first);
    lci_free(polygons->point_first);
    lci_free(polygons->xy_m);
    *polygons = (struct lci_polygons){0};
}
