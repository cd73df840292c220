/* between.h - crossings on a span or a side of a seam; for the files of this module only. */
#ifndef LCI_GEOM_BETWEEN_H
#define LCI_GEOM_BETWEEN_H

#include "geom/drawing.h"

enum { MOST_SPAN_CROSSINGS = 64 };

/* A span or seam side on which crossings are looked for. */
struct way_between {
    const struct lci_foot *a, *b;
    double a_xy_m[2], b_xy_m[2];
    bool inside_a, inside_b; /* as neighbours see the ends: rounding may say otherwise */
};

/** True where all lies beyond the limit or within it, as nearly always: there is no crossing. */
bool lci_between_is_even(const struct lci_ground *ground, const struct way_between *between);

/** Finds the crossings between two feet of one label, ascending; places on the map are left to the caller. False: out of memory. */
bool lci_between_cross(struct lci_ground *ground, const struct way_between *between, struct crossing_list *list);

/** Sets crossings apart from each other and from both ends; order is kept. */
void lci_crossings_set_apart(struct crossing **crossings, size_t count);

#endif
