/* webmap_shapes.h - polygons and lines on a grid: simplified alike on both sides of a border, and written as text. */
#ifndef LCI_REPORT_WEBMAP_SHAPES_H
#define LCI_REPORT_WEBMAP_SHAPES_H

#include <lifecircle/service_area.h>

#include "base/alloc.h"
#include "io/growing_text.h"

/** Steps of the grid in a metre: half a step is what the largest zoom shows as a quarter of a pixel. */
enum { LCI_WEBMAP_STEPS_A_METRE = 2 };

/** Where the grid starts, in metres of the working system. */
struct lci_webmap_origin {
    double x_m, y_m;
};

/** A coordinate on the grid; those of no district come out at its edge, 500,000 km off. */
int32_t lci_webmap_step(double place_m, double origin_m);

/**
 * Shapes of one layer: shape s has rings (or lines) [ring_first[s], ring_first[s + 1]), ring r has points [point_first[r],
 * point_first[r + 1]); no point stands twice in a row, and the first of a ring is not repeated at its end. A shape may have
 * none. Zeroes are an empty layer. Release with lci_webmap_shapes_fini(). One thread at a time.
 */
struct lci_webmap_shapes {
    bool are_lines;
    size_t shape_count, ring_count, point_count;
    uint32_t *ring_first;  /* shape_count + 1 */
    uint32_t *point_first; /* ring_count + 1 */
    int32_t *xy;           /* 2 * point_count */
    size_t shape_capacity, ring_capacity, xy_capacity;
};

void lci_webmap_shapes_fini(struct lci_webmap_shapes *shapes);

/** Adds a shape; false: out of memory. What is no ring (fewer than three places) or line (two) on the grid is left out. */
bool lci_webmap_shapes_add(struct lci_webmap_shapes *shapes, const struct lci_polygons *polygons,
                           struct lci_webmap_origin origin);

/**
 * The same shapes with no more points than it takes to stay within `tolerance` steps of them (Douglas and Peucker 1973).
 * Places where rings meet or part stay, and between them it does not matter from which side a border is seen: neighbours
 * still share it. A shape keeps its first ring. out: empty; false: out of memory. Cost: O(n log n) for the usual n points.
 */
bool lci_webmap_shapes_simplify(const struct lci_webmap_shapes *shapes, double tolerance, struct lci_webmap_shapes *out);

/** Box of a shape: least x, least y, greatest x, greatest y; false: it has no point. */
bool lci_webmap_shapes_box(const struct lci_webmap_shapes *shapes, size_t shape, int32_t box[4]);

/*
 * Whole numbers as text: five bits a character, the lowest first, a sixth says that more follow; characters of base64url
 * (RFC 4648). A number with a sign is written as twice its amount, and one more where it is below zero.
 */
void lci_webmap_pack(struct lci_growing_text *text, uint64_t number);
void lci_webmap_pack_signed(struct lci_growing_text *text, int64_t number);

/**
 * All shapes: rings of each, points of each ring, and places as differences from the one before, also over rings and shapes.
 * is_left_out: shape_count, shapes that are written as empty ones; NULL: none is.
 */
void lci_webmap_shapes_pack(const struct lci_webmap_shapes *shapes, const bool *is_left_out, struct lci_growing_text *text);

#endif
