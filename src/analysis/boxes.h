/* boxes.h - which polygon holds a place, found by their boxes. */
#ifndef LCI_ANALYSIS_BOXES_H
#define LCI_ANALYSIS_BOXES_H

#include "analysis/model.h"

/** The shapes [first, end) by place. Immutable once built, share it freely. */
struct lci_boxes;

/** shapes must outlive the tree. Errors: LCI_E_NOMEM. Cost: O(n log n). */
LCI_MUST_USE enum lci_status lci_boxes_new(const struct lci_shapes *shapes, uint32_t first,
                                           uint32_t end, struct lci_boxes **out,
                                           struct lci_error *err);
void lci_boxes_free(struct lci_boxes *boxes);

/** Calls visit() with each shape whose box meets the box, touching ones too, in no particular order. */
void lci_boxes_visit(const struct lci_boxes *boxes, const double box_m[4], void (*visit)(void *user, uint32_t shape),
                     void *user);

/** The lowest shape that holds the place, its outline included; LCI_NONE: none. */
uint32_t lci_boxes_holder(const struct lci_boxes *boxes, double x_m, double y_m);

#endif
