/* squares.h - a polygon cut by a grid of squares, each piece with a place that stands for it. */
#ifndef LCI_GEOM_SQUARES_H
#define LCI_GEOM_SQUARES_H

#include <lifecircle/service_area.h>

#include "base/error.h"
#include "geom/geos.h"

/** Pieces of polygons and their places. Zeroes are empty. */
struct lci_squares {
    struct lci_polygons pieces; /* each a polygon */
    double *place_xy_m;         /* 2 * pieces.polygon_count: inside the polygon that was cut */
};

/**
 * Cuts one polygon into its parts in squares around the multiples of side_m: a part that holds such a multiple has that as its
 * place, others have one on their surface. Where a square has several parts, each is a piece. Pieces are then made larger
 * by grow_m on all sides, so that neighbours overlap and meet what is drawn outside. The same polygon gives the same pieces.
 * *out: lci_squares_fini(). Errors: LCI_E_NOMEM, LCI_E_LIBRARY, LCI_E_LIMIT (more than 2^26 squares).
 * Cost: O(squares), and of those that the outline passes an intersection each.
 */
LCI_MUST_USE enum lci_status lci_squares_cut(struct lci_geos *geos, const struct lci_polygons *polygons, size_t polygon,
                                             double side_m, double grow_m, struct lci_squares *out, struct lci_error *err);

/** A polygon as one piece, made larger, with the place that is given. */
LCI_MUST_USE enum lci_status lci_squares_whole(struct lci_geos *geos, const struct lci_polygons *polygons, size_t polygon,
                                               const double place_m[2], double grow_m, struct lci_squares *out,
                                               struct lci_error *err);

void lci_squares_fini(struct lci_squares *squares);

#endif
