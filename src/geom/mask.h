/* mask.h - the ground that is asked about: what lies outside need not be divided. */
#ifndef LCI_GEOM_MASK_H
#define LCI_GEOM_MASK_H

#include "base/error.h"
#include "geom/box_tree.h"
#include "geom/clip.h"

/** Polygons that may overlap. Immutable once built, share it freely. */
struct lci_mask {
    const struct lci_polygons *items; /* count; borrowed */
    size_t count;
    struct lci_box_tree *tree; /* over their boxes */
};

/** items (count; valid) and what they point to must outlive the mask. Errors: LCI_E_NOMEM. Cost: O(points + count log count). */
LCI_MUST_USE enum lci_status lci_mask_init(struct lci_mask *mask, const struct lci_polygons *items, size_t count,
                                           struct lci_error *err);
void lci_mask_fini(struct lci_mask *mask);

/** True if both are made of the same polygons (borrowed from one place). */
bool lci_mask_equal(const struct lci_mask *a, const struct lci_mask *b);

/** What of the mask lies in a square, in place of what was there. False: out of memory. Cost: O(points of polygons near it). */
bool lci_mask_clip(const struct lci_mask *mask, const double corner_m[2], double size_m, struct lci_clipped *clipped);

#endif
