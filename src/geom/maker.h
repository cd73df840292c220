/* maker.h - a tile being made: what lines.c and boxes.c share; for the files of this module only. */
#ifndef LCI_GEOM_MAKER_H
#define LCI_GEOM_MAKER_H

#include "geom/tile.h"

/* Label of the ground before and after a station: only needed while the tile is made. */
struct station_labels {
    uint64_t before, after;
};

struct lci_tile_maker {
    struct lci_lookout lookout;
    const struct lci_mask *mask; /* NULL: none */
    struct lci_clipped wanted;   /* what the tile at hand has of it */
    double step_m, unit_m;
    double x0_m, y0_m; /* of the tile at hand */
    /* The tile at hand, in blocks that grow. */
    struct lci_tile_way *ways;
    struct lci_foot *feet;
    struct lci_line *lines;
    struct lci_station *stations;
    struct station_labels *labels; /* as stations */
    struct lci_seam *seams;
    struct lci_box *boxes;
    size_t way_count, way_capacity, foot_count, foot_capacity, line_count, line_capacity;
    size_t station_count, station_capacity, label_capacity, seam_count, seam_capacity;
    size_t box_count, box_capacity;
    uint32_t last_way;
    struct change *changes; /* scratch of the line at hand */
    size_t change_capacity;
};

/* One end of a line being traced. */
struct line_end {
    uint64_t label;
    uint32_t foot;
};

/** Adds a foot. False: out of memory. */
bool lci_maker_foot(struct lci_tile_maker *maker, const struct lci_spot *spot, uint32_t *foot);

/** Where a place (from the tile's corner) of the region joins. */
struct lci_spot lci_maker_spot(const struct lci_tile_maker *maker, const struct lci_region *region,
                               double x_m, double y_m);

/** How far a spot is from where two feet (shares 1 - share and share) put it: offset and leg together, INFINITY on other ways. */
double lci_maker_unevenness_mm(const struct lci_tile_maker *maker, const struct lci_spot *spot,
                               uint32_t a, uint32_t b, double share);

/** The foot of a place on a line where no station need be: between those of its neighbours, of their label. */
bool lci_maker_end_on(struct lci_tile_maker *maker, uint32_t line, double at_m, struct line_end *out);

/**
 * Adds a line from begin_m to end_m with all its stations; the region holds its places.
 * ends_on: the lines it ends on, or LCI_NONE twice. False: out of memory.
 */
bool lci_maker_line(struct lci_tile_maker *maker, const struct lci_region *region,
                    const struct lci_line *line, const double range_m[2],
                    const struct line_end ends[2]);

/** Divides a box with these sides until all is even, and adds the boxes. False: out of memory. */
bool lci_maker_boxes(struct lci_tile_maker *maker, const struct lci_region *region,
                     const struct lci_box *box);

#endif
