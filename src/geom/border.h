/* border.h - borders as they are found, piece by piece, and the polygons they close to. */
#ifndef LCI_GEOM_BORDER_H
#define LCI_GEOM_BORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/service_area.h>

#include "base/error.h"
#include "geom/geos.h"

/** A corner of the border, or a place that it passes. */
struct lci_border_point {
    double x_m, y_m;
    uint64_t key;   /* of a point that is found again by lci_border_find(): a filed one */
    uint32_t next;  /* the following point, area on the left; LCI_NONE while not known */
    bool entered;   /* some point's next is this one */
    bool anchor;    /* stays, whatever is simplified */
    bool filed;
};

/** All points of one border. One thread at a time; zeroes are an empty one. */
struct lci_border {
    struct lci_border_point *points;
    size_t count, capacity, filed_count;
    uint32_t *slots; /* hash of key -> point + 1; a power of two of them */
    size_t slot_count;
};

struct lci_border_options {
    double straight_m; /* a point this near to the line between its neighbours may go */
    double min_hole_m2; /* holes below this are filled, with the islands in them */
    struct lci_geos *geos; /* mends a border that crosses itself, and moves it onto the grid */
    double least_m2; /* areas and holes below this are left out: all of them lies within the tolerance of the border */
};

/** Forgets all points, keeps the memory. */
void lci_border_clear(struct lci_border *border);
void lci_border_fini(struct lci_border *border);

/** The filed point with this key, or LCI_NONE. */
uint32_t lci_border_find(const struct lci_border *border, uint64_t key);

/** Adds a point; filed: its key is new, and it will be looked for. False: out of memory; *index gets its number. */
bool lci_border_add(struct lci_border *border, const struct lci_border_point *point,
                    bool filed, uint32_t *index);

/** Leads the border from one point to the next. False: one of the two is taken (the pieces do not fit). */
bool lci_border_connect(struct lci_border *border, uint32_t from, uint32_t to);

/**
 * Closes the border to polygons: outer rings counter-clockwise, each starting at its lexicographically least point, polygons in
 * that order; valid, on LCI_GEOS_GRID_M. Where points that may not go make the border cross itself (in necks of millimetres,
 * method 6.7), the area is what it winds around an odd number of times. *out: lci_polygons_fini().
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_LIBRARY (a border that does not close: a fault of the caller; GEOS).
 * Cost: O(n log n) for n points, and of a hole about the square root of n.
 */
LCI_MUST_USE enum lci_status lci_border_polygons(const struct lci_border *border,
                                                 const struct lci_border_options *options,
                                                 struct lci_polygons *out, struct lci_error *err);

#endif
