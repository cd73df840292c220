/* geos.h - what GEOS does to sets of polygons as wholes; one context per thread. */
#ifndef LCI_GEOM_GEOS_H
#define LCI_GEOM_GEOS_H

#include <stddef.h>

#include <lifecircle/service_area.h>

#include "base/error.h"

/**
 * Grid of the polygons of a result, map metres: formats that keep four decimals (GeoJSON as we write it, OpenFileGDB) hold every
 * corner as it is. Another rounding, or another coordinate system, may still make sides cross.
 */
#define LCI_GEOS_GRID_M 1e-4

/** A GEOS context with its last message. One thread at a time; made before the first worker starts. */
struct lci_geos;

LCI_MUST_USE enum lci_status lci_geos_new(struct lci_geos **out, struct lci_error *err);
void lci_geos_free(struct lci_geos *geos);

/** Union of discs: xy_m has 2 * count entries, radius_m count (map metres); circles as 128-gons that contain the disc's points. */
LCI_MUST_USE enum lci_status lci_geos_discs(struct lci_geos *geos, const double *xy_m,
                                            const double *radius_m, size_t count,
                                            struct lci_polygons *out, struct lci_error *err);

/** All of the polygons together, on LCI_GEOS_GRID_M: one may lie inside another. Each is valid. */
LCI_MUST_USE enum lci_status lci_geos_union(struct lci_geos *geos, const struct lci_polygons *polygons,
                                            struct lci_polygons *out, struct lci_error *err);

/** For rings: larger minus smaller, both valid, on LCI_GEOS_GRID_M. */
LCI_MUST_USE enum lci_status lci_geos_difference(struct lci_geos *geos, const struct lci_polygons *larger,
                                                 const struct lci_polygons *smaller,
                                                 struct lci_polygons *out, struct lci_error *err);

/** What lies in both, each valid, on LCI_GEOS_GRID_M. */
LCI_MUST_USE enum lci_status lci_geos_common(struct lci_geos *geos, const struct lci_polygons *first,
                                             const struct lci_polygons *second, struct lci_polygons *out,
                                             struct lci_error *err);

/**
 * The ground inside an odd number of `rings`, each a polygon of its own (its sense does not matter; it may cross and touch
 * itself, and share sides with others), as valid polygons. *out: lci_polygons_fini(). Errors: LCI_E_NOMEM, LCI_E_LIBRARY,
 * LCI_E_LIMIT (more points or rings than 32 bits count). Cost: O(n log n log r) for n points of r rings.
 */
LCI_MUST_USE enum lci_status lci_geos_mend(struct lci_geos *geos, const struct lci_polygons *rings,
                                           struct lci_polygons *out, struct lci_error *err);

/**
 * Valid polygons moved onto LCI_GEOS_GRID_M by snap rounding (doc/method.md, 6.8): corners go to the nearest point of the grid,
 * sides that pass one within half a cell go through it, so what nearly touched then touches in a corner, and what is thinner
 * falls away. *out: lci_polygons_fini(). Errors: LCI_E_NOMEM, LCI_E_LIBRARY, LCI_E_LIMIT. Cost: O(n log n) for n points.
 */
LCI_MUST_USE enum lci_status lci_geos_seat(struct lci_geos *geos, const struct lci_polygons *polygons,
                                           struct lci_polygons *out, struct lci_error *err);

#endif
