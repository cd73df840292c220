/* point_grid.h - demand points by place. */
#ifndef LCI_ANALYSIS_POINT_GRID_H
#define LCI_ANALYSIS_POINT_GRID_H

#include "analysis/demand.h"
#include "base/sort.h"

/** Demand points in square cells. Immutable once built, share it freely. */
struct lci_point_grid {
    const struct lci_demand *demand;
    double x0_m, y0_m;
    struct lci_keyed *items; /* point_count, by cell: row, then column */
};

/** demand keeps places and outlives the grid. *out: lci_point_grid_fini(). Errors: LCI_E_NOMEM. Cost: O(points). */
LCI_MUST_USE enum lci_status lci_point_grid_build(const struct lci_demand *demand, struct lci_point_grid *out,
                                                  struct lci_error *err);
void lci_point_grid_fini(struct lci_point_grid *grid);

/** Called for a point in the box. False stops. */
typedef bool (*lci_point_taker)(void *user, uint32_t point);

/** Hands over the points in a box (min x, min y, max x, max y), cell by cell. False: `take` answered so. */
bool lci_point_grid_each(const struct lci_point_grid *grid, const double box_m[4], lci_point_taker take, void *user);

#endif
