/* tile.h - a square of ground divided into boxes, so that in each piece of a box offset and leg change evenly. */
#ifndef LCI_GEOM_TILE_H
#define LCI_GEOM_TILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "geom/mask.h"
#include "geom/spot.h"

enum {
    LCI_TILE_STEPS = 128, /* of area_tolerance_m along the side of a tile */
    LCI_STEP_UNITS = 16,  /* the smallest box is one unit wide */
    LCI_TILE_UNITS = LCI_TILE_STEPS * LCI_STEP_UNITS
};

/** Where some place joins: an edge of the tile's list. */
struct lci_foot {
    uint32_t way; /* LCI_NONE: nowhere */
    uint32_t offset_mm;
    int32_t leg_mm; /* below 0 on the right of a street: see struct lci_spot */
};

/** An edge that places of the tile join, and between which offsets and legs they do. */
struct lci_tile_way {
    lci_edge_id edge;
    uint32_t zone; /* LCI_NONE: a public edge */
    uint32_t least_offset_mm, most_offset_mm, most_leg_mm;
};

/**
 * A place on a line. Between two stations next to each other (a span) one label holds, and the walk changes evenly. Where the
 * two feet differ the label changes: a seam begins there on both sides of the line.
 */
struct lci_station {
    double at_m; /* along the line, from the tile's corner */
    uint32_t before, after; /* feet */
};

/** A line across the tile: first its four sides, then those that divide boxes. */
struct lci_line {
    double across_m;    /* its y if it runs along x, else its x; from the tile's corner */
    uint32_t first, count; /* stations; both ends are among them */
    uint32_t end_line[2]; /* the earlier lines that it ends on; LCI_NONE for the sides of the tile */
    uint32_t end_station[2]; /* of those, the last station that is not beyond its end */
    bool vertical;
};

/** A border between two labels inside a box, straight; what lies on its way to to_station on the left and on the right. */
struct lci_seam {
    uint32_t from_station; /* LCI_NONE: from the hub of its box */
    uint32_t to_station;
    uint32_t left_from, left_to, right_from, right_to; /* feet on both sides */
};

/**
 * What lines divide no more. Its seams lead from one station on its sides to another, or some of them from a hub inside to one
 * each; these come counter-clockwise, after the others. No two meet elsewhere, and all pieces between them are convex or
 * nearly so, but for boxes of the smallest size. One that has no part of the mask is as it comes: no area may be drawn there.
 */
struct lci_box {
    uint16_t x0, y0, x1, y1; /* units */
    uint32_t lines[4];  /* below, right, above, left */
    uint32_t stations[4]; /* on each of them the last one that is not beyond its lower or left end */
    uint32_t seam_first;
    uint16_t seam_count;
    float hub_x_m, hub_y_m; /* from the tile's corner */
};

/**
 * What places on the sides and seams of a box join by one way: which offsets and legs they may have. Offsets and legs of the inside
 * are between these too.
 */
struct lci_patch {
    uint32_t way; /* LCI_NONE: nowhere */
    uint32_t least_offset_mm, most_offset_mm, least_leg_mm, most_leg_mm;
};

struct lci_tile {
    struct lci_tile_way *ways;
    struct lci_foot *feet;
    struct lci_line *lines;
    struct lci_station *stations; /* by line, ascending */
    struct lci_seam *seams;
    struct lci_box *boxes;
    struct lci_patch *patches;
    uint32_t *patch_first; /* box_count + 1: patches of each box */
    size_t way_count, foot_count, line_count, station_count, seam_count, box_count;
    bool nowhere_somewhere; /* some of its ground joins nowhere */
};

/** Index of the last station of a line, its end left out, that is not beyond at_m. */
uint32_t lci_station_before(const struct lci_station *stations, const struct lci_line *line, double at_m);

/** Index of the first seam of a box that leads from its hub; box->seam_first + box->seam_count if none does. */
size_t lci_box_hub_seam(const struct lci_tile *tile, const struct lci_box *box);

/** Scratch for making tiles. One thread at a time. */
struct lci_tile_maker;

/** mask: NULL, or what alone is divided (lci_partition_options); must outlive the maker. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_tile_maker_new(const struct lci_frontage *streets, const struct lci_mask *mask, double step_m,
                                                struct lci_tile_maker **out, struct lci_error *err);
void lci_tile_maker_free(struct lci_tile_maker *maker);

/**
 * Makes the tile with its lower left corner at x0_m, y0_m. What stands on a side that two tiles share is the same in both.
 * *out: lci_tile_free(). Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_tile_make(struct lci_tile_maker *maker, double x0_m, double y0_m,
                                           struct lci_tile **out, struct lci_error *err);
void lci_tile_free(struct lci_tile *tile);

#endif
