/* clip.h - rings cut to rectangles, for sums of areas: what is left may run back and forth along a rectangle, and is not valid. */
#ifndef LCI_GEOM_CLIP_H
#define LCI_GEOM_CLIP_H

#include <stdbool.h>
#include <stddef.h>

#include <lifecircle/service_area.h>

/** A straight side; what it belongs to lies on the left of a -> b. */
struct lci_clip_side {
    double ax_m, ay_m, bx_m, by_m;
};

/** Rings of polygons in a square, from its lower left corner; outer ones run counter-clockwise. Zeroes are none. One thread. */
struct lci_clipped {
    double *xy_m;     /* 2 * ring_end[ring_count - 1]; the first point of a ring is not repeated */
    size_t *ring_end; /* ring_count: where the points of each end */
    size_t ring_count, point_capacity, ring_capacity;
    double *scratch_m[2];
    size_t scratch_capacity[2];
};

/** Empties it, and keeps the memory. */
void lci_clipped_clear(struct lci_clipped *clipped);

/**
 * Adds what of polygons (valid; rings closed, in any direction, the outer one first) lies in the square with this lower left
 * corner; what is there is of the same square, and may overlap it. False: out of memory. Cost: O(points).
 * Source: Sutherland and Hodgman 1974.
 */
bool lci_clip_polygons(struct lci_clipped *clipped, const struct lci_polygons *polygons, const double corner_m[2],
                       double size_m);
void lci_clipped_fini(struct lci_clipped *clipped);

/** Their area, map square metres; where polygons overlap it counts for each. */
double lci_clipped_area_m2(const struct lci_clipped *clipped);

/** True if no side comes near a rectangle, from low_m to high_m; *all: whether it lies inside (of any polygon) then. */
bool lci_clipped_is_apart(const struct lci_clipped *clipped, const double low_m[2], const double high_m[2], bool *all);

/** Adds the sides of what lies in a rectangle; those that run upright are left out. False: out of memory. */
bool lci_clipped_sides(struct lci_clipped *clipped, const double low_m[2], const double high_m[2], struct lci_clip_side **sides,
                       size_t *count, size_t *capacity);

#endif
