/* blocks.h - the outline of squares of a grid that hang together by their sides. */
#ifndef LCI_GEOM_BLOCKS_H
#define LCI_GEOM_BLOCKS_H

#include <stdbool.h>

#include <lifecircle/service_area.h>

#include "base/error.h"

/** A square of a grid: the one around (column * side_m, row * side_m). */
struct lci_block {
    int64_t row, column;
};

/** Sorts squares by row, then column, and keeps each once. Answers how many are left. */
size_t lci_blocks_sort(struct lci_block *squares, size_t count);

/**
 * The ground of sorted squares as valid polygons, in the order of lci_holes_place(), with a corner wherever a row begins or ends:
 * what an overlay of the rows gives. *simple is false, and nothing is made, where two squares touch in nothing but a corner: rings
 * would touch themselves there. *out: lci_polygons_fini(). Errors: LCI_E_NOMEM. Cost: O(n log n).
 */
LCI_MUST_USE enum lci_status lci_blocks_outline(const struct lci_block *squares, size_t count, double side_m, bool *simple,
                                                 struct lci_polygons *out, struct lci_error *err);

#endif
