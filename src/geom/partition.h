/* partition.h - the ground of a network divided among its streets, tile by tile, as far as areas have asked for it. */
#ifndef LCI_GEOM_PARTITION_H
#define LCI_GEOM_PARTITION_H

#include "base/error.h"
#include "geom/tile.h"

struct lci_partition_options {
    double area_tolerance_m;       /* a drawn border is nowhere farther from the true one */
    const struct lci_zones *zones; /* homes with private ways; NULL: none; must outlive the partition */
    const struct lci_mask *mask;   /* what alone is divided: plots lie within it, and no area is drawn; NULL: all. As zones */
};

/**
 * Tiles made so far: facility plays no part in them. Shared by all workers: a tile is made by whoever needs it first, and is the
 * same whoever makes it.
 */
struct lci_partition;

/** index must outlive the partition. Errors: LCI_E_NOMEM, LCI_E_LIMIT. Cost: O(tiles of the network's box) of empty slots. */
LCI_MUST_USE enum lci_status lci_partition_new(const struct lci_join_index *index,
                                               const struct lci_partition_options *options,
                                               struct lci_partition **out, struct lci_error *err);
void lci_partition_free(struct lci_partition *partition);

/**
 * Bases the partition on another index and options, if these divide the ground alike: the old index, zones and mask may then go.
 * False: they do not, and nothing is changed. Threads: nobody else may use the partition.
 */
bool lci_partition_rebase(struct lci_partition *partition, const struct lci_join_index *index,
                          const struct lci_partition_options *options);

const struct lci_frontage *lci_partition_frontage(const struct lci_partition *partition);

/** What alone is divided, or NULL. */
const struct lci_mask *lci_partition_mask(const struct lci_partition *partition);

/** The step of its lattice on the map: area_tolerance_m or a little less. */
double lci_partition_step_m(const struct lci_partition *partition);

/** Tiles of a box of the map, ends included, cut to the partition. */
struct lci_tile_range {
    int32_t first_column, last_column, first_row, last_row;
};
struct lci_tile_range lci_partition_range(const struct lci_partition *partition, double min_x_m,
                                          double min_y_m, double max_x_m, double max_y_m);

/** Number of columns and rows; tile (column, row) has number row * column_count + column. */
int32_t lci_partition_column_count(const struct lci_partition *partition);
int32_t lci_partition_row_count(const struct lci_partition *partition);

/** Lower left corner of a tile. */
void lci_partition_corner(const struct lci_partition *partition, int32_t column, int32_t row,
                          double *x_m, double *y_m);

/**
 * Makes those of the tiles (count numbers) that nobody has made or is making, with `maker` (the worker's own): so that workers who
 * need the same tiles share the work. Threads: any number at a time. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_partition_prepare(struct lci_partition *partition, struct lci_tile_maker *maker,
                                                   const uint64_t *numbers, size_t count, struct lci_error *err);

/** The tile, made with `maker` if it is new, waited for while another worker makes it. Threads and errors: as above. */
LCI_MUST_USE enum lci_status lci_partition_tile(struct lci_partition *partition,
                                                struct lci_tile_maker *maker, int32_t column,
                                                int32_t row, const struct lci_tile **out,
                                                struct lci_error *err);

/** The tile if somebody has made it, else NULL. Threads: as above. */
const struct lci_tile *lci_partition_made(const struct lci_partition *partition, int32_t column, int32_t row);

/** How many tiles have been made so far, released ones too. */
size_t lci_partition_made_count(const struct lci_partition *partition);

/** Frees the tiles of the rows below first_row; whoever needs one makes it again. Threads: nobody else may use the partition. */
void lci_partition_release(struct lci_partition *partition, int32_t first_row);

#endif
