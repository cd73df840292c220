/* shape.h - polygons and lines that are kept to be drawn, and where inside them a label goes. */
#ifndef LCI_MAPS_SHAPE_H
#define LCI_MAPS_SHAPE_H

#include <stdbool.h>

#include <lifecircle/service_area.h>

#include "base/alloc.h"

/** Least x, least y, greatest x, greatest y; nothing is in a box whose greatest is below its least. */
struct lci_map_box {
    double least_m[2], greatest_m[2];
};

struct lci_map_shape {
    struct lci_polygons polygons; /* of lines: ring r is a line, there are no polygons. In the arena it was kept in */
    struct lci_map_box box;
};

struct lci_map_box lci_map_box_empty(void);
bool lci_map_box_is_empty(const struct lci_map_box *box);
void lci_map_box_add(struct lci_map_box *box, const double place_m[2]);
void lci_map_box_join(struct lci_map_box *box, const struct lci_map_box *other);
bool lci_map_box_meet(const struct lci_map_box *a, const struct lci_map_box *b);

/** Copies into the arena. False: out of memory. */
bool lci_map_shape_keep(const struct lci_polygons *from, struct lci_arena *arena, struct lci_map_shape *out);

/**
 * A place well inside polygons, for a label: the middle of the widest stretch that is inside on one of some lines from west
 * to east, those near the middle preferred. False: there is none. Cost: O(points).
 */
bool lci_map_shape_place(const struct lci_map_shape *shape, double place_m[2]);

#endif
