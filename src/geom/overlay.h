/* overlay.h - what is done to polygons as wholes: by GEOS, one context per thread. */
#ifndef LCI_GEOM_OVERLAY_H
#define LCI_GEOM_OVERLAY_H

#include <lifecircle/service_area.h>

#include "base/error.h"

/** A GEOS context with its last message. One thread at a time; made before the first worker starts. */
struct lci_geos;

LCI_MUST_USE enum lci_status lci_geos_new(struct lci_geos **out, struct lci_error *err);
void lci_geos_free(struct lci_geos *geos);

/** A prepared area that many polygons are intersected with. One thread at a time. */
struct lci_overlay;

LCI_MUST_USE enum lci_status lci_overlay_new(struct lci_geos *geos, const struct lci_polygons *area,
                                             struct lci_overlay **out, struct lci_error *err);
void lci_overlay_free(struct lci_overlay *overlay);

/** Map square metres of `polygons` inside the area. */
LCI_MUST_USE enum lci_status lci_overlay_area_m2(struct lci_overlay *overlay,
                                                 const struct lci_polygons *polygons, double *area_m2,
                                                 struct lci_error *err);

/** Union of discs: xy_m has 2 * count entries, radius_m count (map metres); circles as 128-gons that contain the disc's points. */
LCI_MUST_USE enum lci_status lci_geos_discs(struct lci_geos *geos, const double *xy_m,
                                            const double *radius_m, size_t count,
                                            struct lci_polygons *out, struct lci_error *err);

/** Symmetric tools for rings: larger minus smaller, both valid. */
LCI_MUST_USE enum lci_status lci_geos_difference(struct lci_geos *geos, const struct lci_polygons *larger,
                                                 const struct lci_polygons *smaller,
                                                 struct lci_polygons *out, struct lci_error *err);

#endif
