/* polygons.h - polygons as they are filled, ring by ring. */
#ifndef LCI_GEOM_POLYGONS_H
#define LCI_GEOM_POLYGONS_H

#include <stdbool.h>
#include <stddef.h>

#include <lifecircle/service_area.h>

/** Makes room for so many polygons, rings and points (fewer than 2^32) in polygons without memory. False: out of it. */
bool lci_polygons_reserve(struct lci_polygons *polygons, size_t polygon_count, size_t ring_count,
                          size_t point_count);

/** Ends the ring of the points written since the last one. */
void lci_polygons_end_ring(struct lci_polygons *polygons);

/** Ends the polygon of the rings ended since the last one. */
void lci_polygons_end(struct lci_polygons *polygons);

#endif
