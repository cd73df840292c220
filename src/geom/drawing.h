/* drawing.h - one area being drawn on one tile: what crossings.c, chords.c and ground.c share; for this module only. */
#ifndef LCI_GEOM_DRAWING_H
#define LCI_GEOM_DRAWING_H

#include <stdlib.h>

#include "geom/border.h"
#include "geom/clip.h"
#include "geom/ground.h"
#include "geom/ramp.h"

/* A place on a span or seam where the walk passes the limit. */
struct crossing {
    double share;  /* of the way between the two feet */
    double at_m;   /* along the line; of seams: not used */
    double x_m, y_m;
    double offset_mm, leg_mm; /* below 0 on the right of a street */
    uint32_t way;
    uint32_t point; /* of the border; LCI_NONE: not added yet */
};

/* Crossings one after the other: items[first] to items[first + count - 1]. */
struct crossing_list {
    uint32_t first, count;
};

/* What is known of one span. */
struct span {
    struct crossing_list crossings;
    bool known;
    bool inside; /* it begins inside */
};

/* What is known of one seam. */
struct seam_crossings {
    struct crossing_list left, right;
};

struct lci_ground {
    struct lci_partition *partition;
    struct lci_tile_maker *maker;
    struct lci_zone_walks zone_walks;
    struct lci_geos *geos; /* borrowed */
    double min_hole_m2;
    struct lci_border border;
    uint32_t *mark;      /* a tile: number of the last area that wanted it */
    uint32_t *zone_mark; /* a zone: the same */
    uint32_t stamp;
    uint64_t *wanted; /* tiles of the area at hand, ascending */
    size_t wanted_count, wanted_capacity;

    /* The blocks of the area at hand: only where they are asked for. */
    struct lci_ground_block *blocks;
    uint64_t *block_tiles; /* as wanted, but block by block */
    size_t block_count, block_capacity, block_tile_capacity;
    struct lci_hasher *hasher;

    /* The area at hand. */
    struct lci_ramp_question question;
    double limit_mm;
    /* The tile at hand, blocks that grow: */
    const struct lci_tile *tile;
    int32_t column, row;
    double x0_m, y0_m;
    struct lci_ramps ramps;
    struct lci_ramp *ramp;    /* a way */
    struct span *spans;       /* a station: the span after it */
    uint32_t *station_points; /* a station: point of the border, or LCI_NONE */
    struct seam_crossings *seams;
    size_t way_capacity, station_capacity, seam_capacity;
    struct crossing *crossings;
    size_t crossing_count, crossing_capacity;
    /* The border of what is added up box by box: sides from the tile's corner instead of points that lead to points. */
    bool adds_sides;
    struct lci_clip_side *sides;
    size_t side_count, side_capacity;
};

/** Whether the place of a foot is inside. */
static inline bool
foot_is_inside(const struct lci_ground *ground, uint32_t foot)
{
    const struct lci_foot *f = &ground->tile->feet[foot];

    return f->way != LCI_NONE && (double)abs(f->leg_mm) + lci_ramp_walk_mm(&ground->ramps, &ground->ramp[f->way],
                                                                          f->offset_mm) <= ground->limit_mm;
}

/** Begins an area: what is asked, and an empty border. */
void lci_ground_ask(struct lci_ground *ground, const struct lci_search *search, uint32_t label, uint32_t limit_mm);

/** Finds the tiles in which the area at hand may have a part: ground->wanted. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_ground_want(struct lci_ground *ground, struct lci_error *err);

/** Changes the limit of the area at hand. */
void lci_ground_set_limit(struct lci_ground *ground, uint32_t limit_mm);

/** Takes a tile, which is made if it is new, to hand, with the ramps of its ways. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_ground_look_at(struct lci_ground *ground, int32_t column, int32_t row, struct lci_error *err);

/** Where the tile at hand lies, as far as what holds for its ways tells. */
enum lci_tile_side lci_ground_side_of_tile(const struct lci_ground *ground);

/** Between which walks those of all places are that a box of the tile at hand holds. */
void lci_ground_walks_of_box(const struct lci_ground *ground, size_t box, double *least_mm, double *most_mm);

/** Where places lie whose walks are between these. */
enum lci_tile_side lci_ground_side_of_walks(const struct lci_ground *ground, double least_mm, double most_mm);

/** Forgets all crossings of the tile at hand. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_ground_start_tile(struct lci_ground *ground, struct lci_error *err);

/**
 * Leads the border through a tile, which is made if it is new, and leaves it at hand. *side: crossed where the border may pass it;
 * of the others nothing is drawn. Errors: LCI_E_NOMEM, LCI_E_LIBRARY.
 */
LCI_MUST_USE enum lci_status lci_ground_draw_tile(struct lci_ground *ground, int32_t column, int32_t row,
                                                  enum lci_tile_side *side, struct lci_error *err);

/** Closes the border at hand to polygons. *out: lci_polygons_fini(). Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_LIBRARY. */
LCI_MUST_USE enum lci_status lci_ground_close(struct lci_ground *ground, double min_hole_m2, struct lci_polygons *out,
                                              struct lci_error *err);

/** Leads the border through a box. Errors: LCI_E_NOMEM, LCI_E_LIBRARY. */
LCI_MUST_USE enum lci_status lci_drawing_draw_box(struct lci_ground *ground, const struct lci_box *box, struct lci_error *err);

/** Adds a side to those of the ground. False: out of memory. */
bool lci_drawing_add_side(struct lci_ground *ground, const struct lci_clip_side *side);

/** Finds the crossings of the tile's own sides: their points come first, and are those of its neighbours. */
LCI_MUST_USE enum lci_status lci_drawing_cross_sides(struct lci_ground *ground, struct lci_error *err);

/** Finds the crossings of all spans on the sides of a box: all that follows needs them. */
LCI_MUST_USE enum lci_status lci_drawing_cross_outline(struct lci_ground *ground, const struct lci_box *box,
                                                       struct lci_error *err);

/** Finds the crossings of all seams of a box and leads the border along those that divide inside from outside. */
LCI_MUST_USE enum lci_status lci_drawing_follow_seams(struct lci_ground *ground,
                                                      const struct lci_box *box,
                                                      struct lci_error *err);

/** Leads the border through the pieces of a box whose seams are done. */
LCI_MUST_USE enum lci_status lci_drawing_add_chords(struct lci_ground *ground,
                                                    const struct lci_box *box,
                                                    struct lci_error *err);

/** What the keys of a tile's border points are counted from: that of the first on its lower side. */
uint64_t lci_drawing_key_of_tile(int32_t column, int32_t row);

/** The border's point at a station of one of the tile's own sides (0 to 3): its neighbour's too. False: out of memory. */
bool lci_drawing_side_station(struct lci_ground *ground, uint32_t side, uint32_t station, uint32_t *point);

/** The border's point at a corner of the tile, the same for the four tiles that meet there. False: out of memory. */
bool lci_drawing_tile_corner(struct lci_ground *ground, bool right, bool above, uint32_t *point);

/** The border's point at a crossing; on the sides of a tile, the same as that of its neighbour. False: out of memory. */
bool lci_drawing_point(struct lci_ground *ground, struct crossing *crossing);

/** Where a station on a side of a box stands, from the tile's corner. */
void lci_drawing_station_place(const struct lci_ground *ground, const struct lci_box *box, uint32_t station, double xy_m[2]);

/** The point that a fan of places joins, from the tile's corner. */
void lci_drawing_fan_point(const struct lci_ground *ground, uint32_t way, double offset_mm, double xy_m[2]);

/** Whether a place on a line, that is no station, is inside; station: the last one before it, whose span is known. */
bool lci_drawing_is_inside(const struct lci_ground *ground, uint32_t station, double at_m);

/** Adds a point (from the tile's corner) that is not looked for again. False: out of memory. */
bool lci_drawing_corner(struct lci_ground *ground, double x_m, double y_m, bool anchor, uint32_t *point);

/** Leads the border from one point to the next. */
LCI_MUST_USE enum lci_status lci_drawing_connect(struct lci_ground *ground, uint32_t from, uint32_t to,
                                                 struct lci_error *err);

#endif
