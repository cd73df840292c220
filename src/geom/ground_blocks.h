/* ground_blocks.h - areas drawn block by block, so that blocks in which nothing has changed can be kept. */
#ifndef LCI_GEOM_GROUND_BLOCKS_H
#define LCI_GEOM_GROUND_BLOCKS_H

#include "geom/ground.h"
#include "geom/ground_print.h"

/** A square of tiles, always the same ones, and those of them in which an area may have a part. */
struct lci_ground_block {
    struct lci_fingerprint key; /* of all that the area's border in the block is drawn from */
    const uint64_t *tiles;      /* count numbers as in partition.h, ascending */
    size_t count;
};

/**
 * The blocks in which the area that lci_ground_area() would draw may have a part: *count of them, borrowed until the ground is
 * asked again. No tile is made. Of blocks with equal keys lci_ground_draw_block() draws the same bytes, however streets and
 * facilities are numbered and whatever else there is. looker: on prints of the ground's partition; NULL: no keys are asked for.
 * Errors: LCI_E_NOMEM. Cost: O(streets and barriers around the blocks).
 */
LCI_MUST_USE enum lci_status lci_ground_blocks(struct lci_ground *ground, struct lci_ground_looker *looker,
                                               const struct lci_search *search, uint32_t label, uint32_t limit_mm,
                                               const struct lci_ground_block **blocks, size_t *count, struct lci_error *err);

/**
 * Divides the ground of some tiles, count numbers, so that drawing on them finds it done: by as many threads at a time as there are
 * grounds. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_ground_divide(struct lci_ground *ground, const uint64_t *tiles, size_t count,
                                               struct lci_error *err);

/** Bytes that grow. Zeroes are none; lci_free(items). */
struct lci_ground_bytes {
    unsigned char *items;
    size_t count, capacity;
};

/**
 * Draws the border of an area in some tiles, count numbers, and adds it to *out as bytes that lci_ground_join() understands.
 * Errors: LCI_E_NOMEM, LCI_E_LIBRARY. Cost: as lci_ground_area() for these tiles.
 */
LCI_MUST_USE enum lci_status lci_ground_draw_block(struct lci_ground *ground, const struct lci_search *search, uint32_t label,
                                                   uint32_t limit_mm, const uint64_t *tiles, size_t count,
                                                   struct lci_ground_bytes *out, struct lci_error *err);

/** What was drawn in a block. */
struct lci_ground_drawn {
    const uint64_t *tiles; /* count, as they were drawn */
    size_t count;
    const unsigned char *bytes; /* size */
    size_t size;
};

/** Whether bytes are what lci_ground_draw_block() may have added for so many tiles. */
bool lci_ground_is_drawn(const unsigned char *bytes, size_t size, size_t tile_count);

/**
 * Joins blocks (block_count, all of an area, in any order, lci_ground_is_drawn()) to the area, to the byte as lci_ground_area()
 * draws it. *out: lci_polygons_fini(). Errors: as there. Cost: O(n log n) for n points of the border.
 */
LCI_MUST_USE enum lci_status lci_ground_join(struct lci_ground *ground, const struct lci_ground_drawn *blocks, size_t block_count,
                                             struct lci_polygons *out, struct lci_error *err);

#endif
