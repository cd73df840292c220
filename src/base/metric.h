/* metric.h - what a step on the map is on the ground, without going back to longitude and latitude. */
#ifndef LCI_BASE_METRIC_H
#define LCI_BASE_METRIC_H

#include <stddef.h>
#include <stdint.h>

/**
 * The first fundamental form of the working system on a grid: ground^2 = e dx^2 + 2 f dx dy + g dy^2.
 *
 * Made by io/crs.c from PROJ, evaluated bilinearly at the middle of a step. With cells of 500 m the error of
 * a step of 500 m in a conformal system is below 0.001 mm (doc/method.md).
 * Places outside the grid take the nearest cell's values.
 * Threads: immutable once built, share it freely.
 */
struct lci_metric {
    double x0_m, y0_m; /* lower left corner of the grid, working system */
    double cell_m;
    uint32_t column_count, row_count; /* grid points, at least 2 each */
    double *e, *f, *g;                /* column_count * row_count each, rows from the south */
};

/** Ground length in metres of the straight step from a to b. */
double lci_metric_distance_m(const struct lci_metric *metric, double ax_m, double ay_m, double bx_m,
                             double by_m);

/** True square metres per square metre of the map at a place. */
double lci_metric_area_scale(const struct lci_metric *metric, double x_m, double y_m);

/** Ground metres per map metre at a place, as the geometric mean over directions. */
double lci_metric_length_scale(const struct lci_metric *metric, double x_m, double y_m);

/**
 * Ground metres per map metre, at least: of all places and directions. Cost: O(grid points).
 * The smallest eigenvalue of the form is its least square of the scale over all directions. It is concave in e, f and g, so
 * between grid points it is not below the least of theirs.
 */
double lci_metric_least_scale(const struct lci_metric *metric);

/** A metric that is 1 everywhere, for tests and for callers whose map metres are true. Owns static memory: never freed. */
const struct lci_metric *lci_metric_plane(void);

/** Releases the arrays; zeroes are fine. */
void lci_metric_fini(struct lci_metric *metric);

#endif
