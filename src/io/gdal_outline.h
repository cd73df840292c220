/* gdal_outline.h - outlines put together by hand into a builder, repaired as those of a layer are. */
#ifndef LCI_IO_GDAL_OUTLINE_H
#define LCI_IO_GDAL_OUTLINE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/quality.h"
#include "io/builder.h"

/** Polygons as closed rings in the working system; each outer ring is followed by its holes. Borrowed. */
struct lci_outline {
    const double *xy_m;
    const size_t *ring_first; /* ring_count + 1, in points */
    const bool *is_hole;      /* ring_count */
    size_t ring_count;
};

/** What came of an outline. */
struct lci_outline_taken {
    bool is_taken; /* its parts are in the builder */
    bool is_out_of_memory;
    const char *code; /* of the quality row; NULL: nothing to report. Static */
    const char *done;
    enum lci_severity severity;
    char found[200];
};

/**
 * Adds the outline's polygons to the builder as parts, or for LCI_SHAPE_POINT a place on their surface; made valid
 * first by the method for layers. One thread.
 */
void lci_gdal_take_outline(struct lci_builder *builder, enum lci_shape shape,
                           const struct lci_outline *outline, struct lci_outline_taken *out);

#endif
