/* labels.h - texts on a map that do not lie on one another. */
#ifndef LCI_MAPS_LABELS_H
#define LCI_MAPS_LABELS_H

#include "maps/canvas.h"
#include "maps/page.h"

/** What is taken already. Zeroes are nothing; release with lci_labels_fini(). */
struct lci_labels {
    struct lci_map_area *taken; /* count */
    size_t count, capacity;
    struct lci_map_area room;  /* nothing goes beyond it */
    struct lci_map_area *soft; /* soft_count: to be covered only where there is no other place */
    size_t soft_count, soft_capacity;
    bool minds_soft;
};

/** Keeps a box free; also where labels lie there already. */
void lci_labels_take(struct lci_labels *labels, const struct lci_map_area *area);

/** Asks to spare a box, if it can be done. */
void lci_labels_spare(struct lci_labels *labels, const struct lci_map_area *area);

/** Whether the box is in the room and free. Cost: O(count). */
bool lci_labels_is_free(const struct lci_labels *labels, const struct lci_map_area *area);

/**
 * Writes the lines (line_count, one below the other, of a look each) where they fit: in the middle of the place, or pushed a
 * little around it. False: there is no room, nothing was written. Greedy: who comes first has the choice.
 */
bool lci_labels_centre(struct lci_labels *labels, struct lci_canvas *canvas, const double place_mm[2],
                       const char *const *lines, const struct lci_text_look *looks, size_t line_count);

/** Writes a text beside a mark of `radius_mm`: right, left, above or below it. False: there is no room. */
bool lci_labels_beside(struct lci_labels *labels, struct lci_canvas *canvas, const double place_mm[2], double radius_mm,
                       const char *text, const struct lci_text_look *look);
void lci_labels_fini(struct lci_labels *labels);

#endif
