/* box_tree.h - which boxes meet a box: a packed tree in the order of a space-filling curve. */
#ifndef LCI_GEOM_BOX_TREE_H
#define LCI_GEOM_BOX_TREE_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/** Boxes by place. Immutable once built, share it freely. */
struct lci_box_tree;

/**
 * box_m: 4 * count, min x, min y, max x, max y of each; copied. Those whose min is above their max are in no place.
 * count: below 2^32. Errors: LCI_E_NOMEM. Cost: O(n log n).
 */
LCI_MUST_USE enum lci_status lci_box_tree_new(const double *box_m, size_t count,
                                              struct lci_box_tree **out, struct lci_error *err);
void lci_box_tree_free(struct lci_box_tree *tree);

/** Calls visit() with the number of each box that meets the box, touching ones too, in no particular order. */
void lci_box_tree_visit(const struct lci_box_tree *tree, const double box_m[4],
                        void (*visit)(void *user, uint32_t box), void *user);

#endif
