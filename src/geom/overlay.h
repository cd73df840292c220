/* overlay.h - how much of polygons lies inside an area that many are laid over. */
#ifndef LCI_GEOM_OVERLAY_H
#define LCI_GEOM_OVERLAY_H

#include <lifecircle/service_area.h>

#include "base/error.h"
#include "geom/geos.h"

/** A prepared area that many polygons are intersected with. One thread at a time. */
struct lci_overlay;

LCI_MUST_USE enum lci_status lci_overlay_new(struct lci_geos *geos, const struct lci_polygons *area,
                                             struct lci_overlay **out, struct lci_error *err);
void lci_overlay_free(struct lci_overlay *overlay);

/** Map square metres of `polygons` inside the area. */
LCI_MUST_USE enum lci_status lci_overlay_area_m2(struct lci_overlay *overlay,
                                                 const struct lci_polygons *polygons, double *area_m2,
                                                 struct lci_error *err);

#endif
