/* ground_prints.h - what is fingerprinted once for all tiles; for the files of this module only. */
#ifndef LCI_GEOM_GROUND_PRINTS_H
#define LCI_GEOM_GROUND_PRINTS_H

#include "geom/ground_print.h"

struct lci_ground_prints {
    const struct lci_partition *partition;
    const struct lci_frontage *streets;
    struct lci_fingerprint frame; /* what is one for all tiles */
    uint32_t *street_first;       /* edge_count + 1: where the streets of an edge begin */
    struct lci_fingerprint *edges; /* edge_count */
    double *edge_box_m;           /* 4 an edge */
    struct lci_fingerprint *cells; /* of the grid of barriers; only of those with sides */
    struct lci_fingerprint *zones;
    struct lci_fingerprint *plots; /* of the mask */
};

/** Adds numbers as they lie in memory: a bit of them that differs makes another fingerprint. */
static inline void
add_double_bits(struct lci_hasher *hasher, const double *values, size_t count)
{
    lci_hasher_add(hasher, values, count * sizeof(*values));
}

#endif
