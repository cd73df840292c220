/* geos_door.h - GEOS and our polygons in its terms. For geos_*.c and overlay.c only. */
#ifndef LCI_GEOM_GEOS_DOOR_H
#define LCI_GEOM_GEOS_DOOR_H

#include <stdbool.h>

#include <geos_c.h>

#include "geom/geos.h"

struct lci_geos {
    GEOSContextHandle_t handle;
    char message[512]; /* of the last error that GEOS gave and nobody reported */
};

/** Fails with "what: the last message", which is forgotten; without one it is memory that ran out on our side of the door. */
enum lci_status lci_geos_fail(struct lci_geos *geos, struct lci_error *err, const char *what);

/**
 * Polygon number `polygon`, or all of them (none make an empty geometry); the caller destroys it. NULL: see the message. With all
 * of them an overlay begins: earlier messages are forgotten.
 */
GEOSGeometry *lci_polygon_to_geos(const struct lci_geos *geos, const struct lci_polygons *polygons, size_t polygon);
GEOSGeometry *lci_polygons_to_geos(struct lci_geos *geos, const struct lci_polygons *polygons);

/** The polygons in a geometry, outer rings counter-clockwise; points, lines and empty parts are left out. *out is empty before. */
LCI_MUST_USE enum lci_status lci_polygons_from_geos(struct lci_geos *geos, const GEOSGeometry *geometry,
                                           struct lci_polygons *out, struct lci_error *err);

/** Leaves points and lines out of what GEOS made, in place: it overlays no mixed collections. False: out of memory. */
bool lci_geos_keep_areas(const struct lci_geos *geos, GEOSGeometry **geometry);

/** Makes a geometry valid in place, for a second try: earlier messages are forgotten. False: it cannot be, see the message. */
bool lci_geos_make_valid(struct lci_geos *geos, GEOSGeometry **geometry);

/** Destroys count geometries, not the array; NULL is none. */
void lci_geos_destroy_all(const struct lci_geos *geos, GEOSGeometry **items, size_t count);

#endif
