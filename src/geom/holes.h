/* holes.h - which polygon a hole is in, which are too small to keep, and the order that they come in. */
#ifndef LCI_GEOM_HOLES_H
#define LCI_GEOM_HOLES_H

#include <lifecircle/service_area.h>

#include "base/error.h"

/**
 * Sorts closed rings, each a polygon of its own, outer ones counter-clockwise, holes clockwise, none crossing another: a hole goes
 * to the smallest outer ring around it. Rings below least_m2 are left out. Rings then start at their lexicographically least
 * point, polygons and the holes of each come in the order of these points, of equal ones in that of their areas.
 * *out: lci_polygons_fini(). Errors: LCI_E_NOMEM, LCI_E_LIBRARY (a hole outside of all). Cost: O(n log n) for n points, and of a
 * hole about the square root of n.
 */
LCI_MUST_USE enum lci_status lci_holes_place(const struct lci_polygons *rings, double least_m2,
                                             struct lci_polygons *out, struct lci_error *err);

/**
 * The same of polygons whose holes are known, for they may touch. Holes below min_hole_m2 are left out, too: islands in them then
 * lie inside a polygon, see lci_geos_union().
 */
LCI_MUST_USE enum lci_status lci_holes_keep(const struct lci_polygons *polygons, double least_m2,
                                            double min_hole_m2, struct lci_polygons *out,
                                            struct lci_error *err);

#endif
