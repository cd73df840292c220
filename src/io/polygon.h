/* polygon.h - small questions about a polygon given as rings: is it simple, where is a place on it? */
#ifndef LCI_IO_POLYGON_H
#define LCI_IO_POLYGON_H

#include <stdbool.h>
#include <stddef.h>

/** Rings of one polygon, each closed (first point repeated). Borrowed. */
struct lci_polygon {
    const double *xy_m;
    const size_t *ring_first; /* ring_count + 1, in points */
    size_t ring_count;        /* the outer ring first, then holes */
};

enum lci_simple { LCI_SIMPLE, LCI_CROSSING, LCI_SIMPLE_NOMEM };

/**
 * LCI_SIMPLE if no two sides cross, overlap or touch, but for neighbours at their common point and for points where
 * two rings touch.
 * Cost: O(n log n) for compact shapes; n^2 at worst.
 */
enum lci_simple lci_polygon_is_simple(const struct lci_polygon *polygon);

/** Is the place inside, by the even-odd rule over all rings? */
bool lci_polygon_holds(const struct lci_polygon *polygon, double x_m, double y_m);

/** The centroid if it is inside, else the middle of the longest stretch inside on a level line half-way up. */
void lci_polygon_place(const struct lci_polygon *polygon, double place[2]);

#endif
