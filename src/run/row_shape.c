/* row_shape.c - the geometry of a row, from the shapes of the analysis. */
#include "run/tables.h"

void
lci_row_shape(struct lci_row *row, const struct lci_shapes *shapes, size_t shape)
{
    const uint32_t first = shapes->part_first[shape];
    const uint32_t end = shapes->part_first[shape + 1];

    row->has_geometry = end > first;
    if (!row->has_geometry)
        return;
    row->polygons = (struct lci_polygons){
        .polygon_count = end - first,
        .ring_count = shapes->ring_first[end] - shapes->ring_first[first],
        .point_count = shapes->point_first[shapes->ring_first[end]] -
                       shapes->point_first[shapes->ring_first[first]],
        .ring_first =
            shapes->ring_first + first, /* numbers of rings and points stay those of all shapes */
        .point_first = shapes->point_first,
        .xy_m = shapes->xy_m,
    };
}
