/* segment_grid.h - straight segments in square cells: which of them pass near a place. */
#ifndef LCI_NETWORK_SEGMENT_GRID_H
#define LCI_NETWORK_SEGMENT_GRID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/** A segment of the map, working system. */
struct lci_segment {
    double ax_m, ay_m, bx_m, by_m;
};

/** Cells in rows from the south; cell c holds items[first[c]] to items[first[c + 1] - 1], ascending. Immutable once built. */
struct lci_segment_grid {
    double x0_m, y0_m, cell_m;
    int32_t column_count, row_count;
    uint32_t *first; /* column_count * row_count + 1 */
    uint32_t *items; /* a segment stands in every cell it passes */
};

/** A range of cells, ends included; empty where a first is above its last. */
struct lci_cell_range {
    int32_t first_column, last_column, first_row, last_row;
};

/** Gives segment `index` of whatever array the caller has. */
typedef struct lci_segment (*lci_segment_at)(const void *user, size_t index);

/**
 * Builds a grid of `count` segments with cells of cell_m, a power of two; of twice that, or four times, ... where the box is so
 * wide that there would be more than sixteen cells a segment. Cells begin a fixed part of their side after its multiples.
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT. Cost: O(cells passed).
 */
LCI_MUST_USE enum lci_status lci_segment_grid_build(struct lci_segment_grid *grid, lci_segment_at at,
                                                    const void *user, size_t count, double cell_m,
                                                    struct lci_error *err);
void lci_segment_grid_fini(struct lci_segment_grid *grid);

/** The cells that a box touches, cut to the grid. */
struct lci_cell_range lci_segment_grid_range(const struct lci_segment_grid *grid, double min_x_m,
                                             double min_y_m, double max_x_m, double max_y_m);

/** Of one row that the segment passes: its columns there, those of all segments within a micrometre included; cut to the grid. */
void lci_segment_grid_columns(const struct lci_segment_grid *grid, const struct lci_segment *s, int32_t row,
                              int32_t *first, int32_t *last);

/** True if no cell of a range has anything in one of its rows. */
static inline bool
lci_segment_grid_row_is_empty(const struct lci_segment_grid *grid, const struct lci_cell_range *range, int32_t row)
{
    const uint32_t *first = grid->first + (size_t)row * (size_t)grid->column_count;

    return first[range->first_column] == first[range->last_column + 1];
}

#endif
