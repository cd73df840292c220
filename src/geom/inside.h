/* inside.h - shortest walks inside a polygon, around its corners and holes, from any place to a few goals. */
#ifndef LCI_GEOM_INSIDE_H
#define LCI_GEOM_INSIDE_H

#include <lifecircle/service_area.h>

#include "base/error.h"
#include "base/metric.h"
#include "network/lattice.h"

/** One polygon and the goals in it, with the walks from its corners to the goals. Immutable once built, share it freely. */
struct lci_inside;

/**
 * polygons, polygon: which; nothing of it is kept. goals_xy_m: 2 * goal_count, places inside or on the outline (to a tenth of a
 * millimetre; one that is neither has no walks). metric must outlive it. *out: lci_inside_free(). Errors: LCI_E_NOMEM.
 * Cost: with n corners of which r turn into the polygon, O(r^2) looks at pairs, a line of sight for those that a walk may bend
 * at, some sqrt(n) each, and a search over them for each goal.
 * Source: Lozano-Perez and Wesley 1979 (visibility graph), with tangent lines only (Liu and Arimoto 1992); Dijkstra 1959.
 */
LCI_MUST_USE enum lci_status lci_inside_new(const struct lci_polygons *polygons, size_t polygon, const double *goals_xy_m,
                                            size_t goal_count, const struct lci_metric *metric, struct lci_inside **out,
                                            struct lci_error *err);
void lci_inside_free(struct lci_inside *inside);

/** What one thread needs to ask: reused from place to place and from polygon to polygon. Zeroes are fine. */
struct lci_inside_bench {
    struct lci_lattice_touches touches;
    double *best_m;       /* of each goal */
    uint32_t *last_turn;  /* of each goal: the corner that the last walk to it turned at first */
    size_t best_capacity, turn_capacity;
    const struct lci_inside *last; /* the polygon that last_turn is about */
};

void lci_inside_bench_fini(struct lci_inside_bench *bench);

/**
 * The walks from a place to all goals, on the ground: walk_mm gets goal_count entries, LCI_NONE where there is none; all of them
 * where the place lies outside the polygon (by more than a tenth of a millimetre). Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_inside_walks(const struct lci_inside *inside, struct lci_inside_bench *bench, double x_m,
                                              double y_m, uint32_t *walk_mm, struct lci_error *err);

#endif
