/* barrier_index.h - whether a straight leg crosses a barrier, and where along a street it stops doing so. */
#ifndef LCI_NETWORK_BARRIER_INDEX_H
#define LCI_NETWORK_BARRIER_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "network/barriers.h"
#include "network/segment_grid.h"

/* Nearer than this is touching: far below a millimetre, far above rounding at coordinates of 10^7 m. */
#define LCI_TOUCH_M 1e-6

/** Barriers in a grid. Immutable once built, share it freely. */
struct lci_barrier_index {
    const struct lci_barriers *barriers; /* NULL: none */
    struct lci_segment_grid grid;
    uint64_t *mark; /* ring_count + 1: what the ring with that number is in an enclosure, by its sides */
    int32_t *depth; /* a cell: how many barrier areas hold its middle */
    uint64_t *enclosure; /* a cell: which closed lines and rings go round its middle, as lci_barrier_enclosure() says it */
    uint32_t (*joined)[2]; /* a side: those that carry on at its a and at its b; LCI_NONE: none does */
    uint32_t *beside;      /* end 2 * side (its a) or 2 * side + 1 (its b): the next end of a line at this place, all round */
};

/** barriers (may be NULL) must outlive the index. Errors: LCI_E_NOMEM, LCI_E_LIMIT. */
LCI_MUST_USE enum lci_status lci_barrier_index_build(struct lci_barrier_index *index,
                                                     const struct lci_barriers *barriers,
                                                     struct lci_error *err);
void lci_barrier_index_fini(struct lci_barrier_index *index);

/** True if the place lies inside a barrier area (not on its edge, to a micrometre). */
bool lci_barrier_holds(const struct lci_barrier_index *index, double x_m, double y_m);

/** True if no barrier has any part in the box: every leg inside it is free. */
bool lci_barrier_box_free(const struct lci_barrier_index *index, double min_x_m, double min_y_m,
                          double max_x_m, double max_y_m);

/**
 * Which closed lines and rings go round a place, as a number that is equal for equal sets: a free leg never leads from
 * one set to another. False: the place lies on a side (to a micrometre), so it has no answer.
 */
bool lci_barrier_enclosure(const struct lci_barrier_index *index, double x_m, double y_m,
                           uint64_t *enclosure);

/** True on a barrier line (to a micrometre): no leg but one without length ends there. */
bool lci_barrier_on_line(const struct lci_barrier_index *index, double x_m, double y_m);

/**
 * Where a segment meets barriers, as ascending shares between 0 and 1 (ends left out): between two of them all places have
 * one enclosure, and are on a barrier line or are not. shares: `most` entries. Answers how many there are, also if that is
 * above `most`.
 */
size_t lci_barrier_crossings(const struct lci_barrier_index *index, const struct lci_segment *s,
                             double *shares, size_t most);

/** The same for all places of a box; false also where some side has a part in it. */
bool lci_barrier_box_enclosure(const struct lci_barrier_index *index, double min_x_m,
                               double min_y_m, double max_x_m, double max_y_m,
                               uint64_t *enclosure);

/** Adds a side to a list of `most` entries if it is not there yet. False: it does not fit, and *count is most + 1. */
bool lci_barrier_list_side(uint32_t side, uint32_t *sides, size_t *count, size_t most);

/** True if the side stays more than radius_m clear of the leg, which is `length` long. */
bool lci_barrier_side_clear(const struct lci_barrier_side *side, const struct lci_segment *leg,
                            double length, double radius_m);

/**
 * Sides that come within radius_m of the leg, each once, not in order; sides: `most` entries. Answers how many there are,
 * most + 1 if more.
 * A leg from within radius_m of its start to its end crosses none but these.
 */
size_t lci_barrier_leg_sides(const struct lci_barrier_index *index, const struct lci_segment *leg,
                             double radius_m, uint32_t *sides, size_t most);

/** Sides with a part in the box, each once, not in order; sides: `most` entries. Answers how many there are, most + 1 if more. */
size_t lci_barrier_box_sides(const struct lci_barrier_index *index, double min_x_m, double min_y_m,
                             double max_x_m, double max_y_m, uint32_t *sides, size_t most);

/** True if no barrier comes within radius_m of the leg: every leg from within radius_m of its start to its end is free. */
bool lci_barrier_leg_free(const struct lci_barrier_index *index, const struct lci_segment *leg,
                          double radius_m);

enum { LCI_GROUND_CORNERS = 5 };

/** A square of ground, or what a line leaves of one: its corners counter-clockwise. */
struct lci_ground_piece {
    double xy_m[LCI_GROUND_CORNERS][2];
    size_t count;
};

/** The square that goes radius_m to all four sides of a middle. */
struct lci_ground_piece lci_ground_square(double x_m, double y_m, double radius_m);

/** What lies of a square on the left of a side's line, or on its right; count 0: nothing. */
struct lci_ground_piece lci_ground_beside(const struct lci_ground_piece *square, const struct lci_barrier_side *side, bool left);

/**
 * True if one side of a barrier, or sides that hang together (lines that meet in a point, the ring of an area), cross every leg
 * from a piece of ground to a segment, or begin on a line. May be false although they do: where barriers do it that do not meet, or
 * in a roundabout way. Cost: the sides near the way from middle to middle.
 */
bool lci_barrier_hides(const struct lci_barrier_index *index, const struct lci_ground_piece *from, const struct lci_segment *s);

/** True if the whole box lies inside a barrier area: no leg from there is free. */
bool lci_barrier_box_held(const struct lci_barrier_index *index, double min_x_m, double min_y_m,
                          double max_x_m, double max_y_m);

/** The part of a segment that is hidden from a place, around one of its points: shares, perhaps beyond 0 and 1. */
struct lci_barrier_shadow {
    double from, to;
};

/**
 * True if the leg p -> the point of s at share `at` may not be walked: it passes through the inside of a barrier area or meets
 * a barrier line. A leg that only touches the edge of an area is free, and so is one without length.
 * *shadow: how far no leg to s is free, as far as one barrier tells; -INFINITY to INFINITY: none at all.
 */
bool lci_barrier_shades(const struct lci_barrier_index *index, double px_m, double py_m, const struct lci_segment *s,
                        double at, struct lci_barrier_shadow *shadow);

/**
 * The first free place at or after `from` (0 to 1) on the way along segment s, seen from p; -1 where there is none up to
 * `to`. to > from goes towards b, to < from towards a. Exact to a micrometre on the ground of the map.
 */
double lci_barrier_first_free(const struct lci_barrier_index *index, double px_m, double py_m,
                              const struct lci_segment *s, double from, double to);

#endif
