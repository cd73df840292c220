/* slabs.h - which rings hold a place, without asking every side of every ring. */
#ifndef LCI_GEOM_SLABS_H
#define LCI_GEOM_SLABS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/** A side a -> b of a ring. */
struct lci_slab_side {
    double ax, ay, bx, by;
    uint32_t ring;
};

/** Sides filed by the horizontal strips that they pass. One thread at a time; zeroes are none. */
struct lci_slabs {
    const struct lci_slab_side *sides;
    double low_y, height;
    size_t count;
    size_t *first; /* count + 1: a strip's items */
    uint32_t *items;
    unsigned char *state; /* of each ring, while a place is asked */
    uint32_t *found;      /* rings that hold the place asked last */
    size_t found_count;
};

/**
 * Files side_count closed rings' sides (fewer than 2^32) of ring_count rings. The sides must outlive the slabs.
 * A strip is as high as a side on average, so it holds about the square root of all.
 * Errors: LCI_E_NOMEM. Cost and memory: O(sides), whatever their lengths.
 */
LCI_MUST_USE enum lci_status lci_slabs_build(const struct lci_slab_side *sides, size_t side_count,
                                             size_t ring_count, struct lci_slabs *out,
                                             struct lci_error *err);
void lci_slabs_fini(struct lci_slabs *slabs);

/** Fills found with the rings that hold the place: an odd number of their sides lies to its right. Cost: the sides of one strip. */
void lci_slabs_find(struct lci_slabs *slabs, double x, double y);

#endif
