/* grid.h - the points of a square grid that lie in a polygon. */
#ifndef LCI_ANALYSIS_GRID_H
#define LCI_ANALYSIS_GRID_H

#include "analysis/model.h"

/** A growing list of places. */
struct lci_places {
    double (*xy_m)[2];
    size_t count, capacity;
};

/** More grid points than this in one home are a mistake in the data or in sample_m. */
enum { LCI_GRID_POINTS_MAX = 1 << 26 };

/**
 * Adds the points at multiples of sample_m inside or on the outline of a part, by y, then x.
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT (more than LCI_GRID_POINTS_MAX).
 * Cost: O(n log n) for the n crossings of outline and grid rows, and one step a point.
 */
LCI_MUST_USE enum lci_status lci_grid_points(const struct lci_shapes *shapes, size_t part,
                                             double sample_m, struct lci_places *places,
                                             struct lci_error *err);

#endif
