/* plot.h - a polygon laid over the boxes of its tiles, and how much of it lies inside areas, which are not drawn for that. */
#ifndef LCI_GEOM_PLOT_H
#define LCI_GEOM_PLOT_H

#include "geom/clip.h"
#include "geom/ground.h"

/** What a box has of a plot. */
struct lci_plot_box {
    uint32_t box; /* of its tile */
    uint32_t side_first, side_count; /* from the tile's corner; none: all of the box is land */
    double land_m2;                  /* on the map, above 0 */
    double least_mm, most_mm; /* walks of all its places are between these, in the search at hand */
};

/** What a tile has of a plot. */
struct lci_plot_tile {
    double land_m2;
    size_t box_first, box_count; /* those with land */
    bool laid; /* over its boxes */
};

/**
 * A polygon and its tiles, one after the other. Zeroes are an empty one, which grows and is used again. One thread at a time. Of
 * each polygon only the tiles are made that it has land in and that an area asked for may have a part in.
 */
struct lci_plot {
    const struct lci_polygons *polygons; /* borrowed */
    struct lci_tile_range range;
    struct lci_plot_tile *tiles; /* of the range, row by row */
    struct lci_plot_box *boxes;
    struct lci_clip_side *sides;
    size_t box_count, side_count;
    size_t tile_capacity, box_capacity, side_capacity;
    struct lci_clipped clipped; /* to the tile at hand */
};

/**
 * Lays out a polygon (valid, rings closed, in any direction), which must outlive its use. range: tiles of its box on the ground's
 * partition. Errors: LCI_E_NOMEM. Cost: O(sides of the polygon) a tile.
 */
LCI_MUST_USE enum lci_status lci_plot_lay(struct lci_plot *plot, const struct lci_ground *ground,
                                          const struct lci_polygons *polygons, const struct lci_tile_range *range,
                                          struct lci_error *err);
void lci_plot_fini(struct lci_plot *plot);

/**
 * Map square metres of the plot whose walk to the seeds of the last run of `search` is at most each of limit_count limits, which
 * ascend and are not above the limit of that run. touched: one a tile, whether the area within the largest limit may have a part in
 * it. inside_m2: limit_count.
 *
 * True to the partition: what lci_ground_area() draws is off by its thinning, and by the parts and holes that it leaves out.
 * Errors: LCI_E_NOMEM, LCI_E_LIBRARY (a border that does not close). Threads: several grounds may ask of one search at a time.
 * Cost: O(boxes with land in touched tiles), and that of drawing those that the border passes and of the tiles that are
 * new.
 * Method: the area of a shape is the sum over its sides of the signed areas below them; that of the common part of two shapes is
 * the sum over pairs of their sides of what lies below both (decision 098).
 */
LCI_MUST_USE enum lci_status lci_plot_inside_m2(struct lci_plot *plot, struct lci_ground *ground, const struct lci_search *search,
                                                const uint32_t *limits_mm, size_t limit_count, const bool *touched,
                                                double *inside_m2, struct lci_error *err);

#endif
