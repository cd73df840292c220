/* patches.h - what boxes join; for the files of this module only. */
#ifndef LCI_GEOM_PATCHES_H
#define LCI_GEOM_PATCHES_H

#include "geom/tile.h"

/**
 * Fills the patches of a tile that has all the rest; unit_m: how wide the smallest box is. False: out of memory.
 * Cost: the spans and seams of all boxes.
 */
bool lci_tile_sum_up(struct lci_tile *tile, double unit_m);

#endif
