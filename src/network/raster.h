/* raster.h - segments by the square cells they touch. */
#ifndef LCI_NETWORK_RASTER_H
#define LCI_NETWORK_RASTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/sort.h"

/** A segment to be found again. */
struct lci_raster_segment {
    double a_m[2], b_m[2];
    uint32_t value; /* the caller's number */
};

/** Only cells that hold something take memory. Immutable once built. */
struct lci_raster {
    double x0_m, y0_m, cell_m;
    struct lci_keyed *
        entries; /* entry_count, sorted by cell; value: index into the segments it was built from */
    size_t entry_count;
    size_t *cell_first; /* cell_count + 1: where the entries of a cell begin */
    size_t cell_count;
};

/**
 * Sorts segments into cells about as large as a segment is long; `margin_m` is added around each.
 * Coordinates must be finite and below 1e9 m. False: out of memory.
 */
bool lci_raster_build(struct lci_raster *raster, const struct lci_raster_segment *segments,
                      size_t count, double margin_m);

/** Key of the cell of a place; the place must lie within the segments' box and margin to be found.
 */
uint64_t lci_raster_key(const struct lci_raster *raster, double x_m, double y_m);

/** The entries of the cell with this key: *count of them, or none. Cost: O(log cells). */
const struct lci_keyed *lci_raster_cell(const struct lci_raster *raster, uint64_t key,
                                        size_t *count);

void lci_raster_fini(struct lci_raster *raster);

#endif
