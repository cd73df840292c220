/* features.h - a layer as plain arrays: geometry in the working system, one text per role and feature. */
#ifndef LCI_IO_FEATURES_H
#define LCI_IO_FEATURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"

enum lci_shape {
    LCI_SHAPE_POINT,
    LCI_SHAPE_LINE,
    LCI_SHAPE_POLYGON,
    LCI_SHAPE_LINE_OR_POLYGON,
    LCI_SHAPE_NONE /* rows of a table: no geometry, no CRS; features have no parts */
};

/**
 * `count` features. Feature i has parts [part_first[i], part_first[i + 1]); part p has rings
 * [ring_first[p], ring_first[p + 1]), of a polygon the outer one (counter-clockwise) first, of a line or point just one;
 * ring r has points [point_first[r], point_first[r + 1]), polygons' rings closed (first point repeated).
 * Polygons are valid: repaired and reported if they were not.
 * texts[role * count + i] is the value of feature i in role `role` of the request: valid UTF-8 without surrounding
 * blanks, or NULL where the source has no such field or the value is NULL or empty. Owned by `arena`.
 */
struct lci_features {
    size_t count, part_count, ring_count, point_count;
    size_t row_count;      /* rows that the source asks for, usable or not: at least count */
    uint32_t *part_first;  /* count + 1 */
    uint32_t *ring_first;  /* part_count + 1 */
    uint32_t *point_first; /* ring_count + 1 */
    double *xy_m;          /* 2 * point_count */
    bool *part_is_line;    /* part_count, or NULL unless LCI_SHAPE_LINE_OR_POLYGON was asked for */
    const char **texts;
    const char **ids;      /* count: value of role "id", else the feature id of the driver; never NULL */
    size_t role_count;
    char *layer_name;      /* in arena */
    struct lci_arena arena;
};

void lci_features_fini(struct lci_features *features);

#endif
