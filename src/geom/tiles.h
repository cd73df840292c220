/* tiles.h - the ground in square tiles: which streets may be nearest in each (contract, section 6). */
#ifndef LCI_GEOM_TILES_H
#define LCI_GEOM_TILES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/search.h>

#include "base/error.h"
#include "geom/zones.h"
#include "network/street_index.h"

/* Lattice steps along the side of a tile: a power of two. */
enum { LCI_TILE_STEPS = 64, LCI_TILE_NODES = LCI_TILE_STEPS + 1 };

/* Tiles whose joins are kept at a time: 68 KB each. */
enum { LCI_TILES_KEPT = 1024 };

/* An edge that no network has: the join has not been asked for. */
#define LCI_JOIN_UNKNOWN (LCI_NONE - 1)

/** Where a lattice node joins the network, as far as walks need it. */
struct lci_kept_join {
    lci_edge_id edge; /* LCI_NONE: nowhere; LCI_JOIN_UNKNOWN */
    uint32_t offset_mm, leg_mm;
    uint32_t zone; /* whose private ways it may use; LCI_NONE */
};

/** One tile. Its corner is lci_tile_x_m(), lci_tile_y_m(). */
struct lci_tile {
    int32_t column, row;
    struct lci_kept_join *joins; /* LCI_TILE_NODES squared; NULL: not kept */
    uint32_t first, count; /* its streets in the tiles' list */
    uint32_t zone_first, zone_count; /* zones that reach into it, in the tiles' zone_list */
    bool barriers;         /* some barrier may lie on a leg from here */
    bool used;
};

/** Tiles made so far: facility plays no part in them. One thread at a time. */
struct lci_tiles {
    const struct lci_join_index *index;
    const struct lci_zones *zones; /* NULL: none */
    double step_m;          /* of the lattice, on the map */
    struct lci_tile *slots; /* hash by column and row; a power of two of them */
    size_t count, slot_count, kept_count;
    uint32_t *streets;
    size_t street_count, street_capacity;
    uint32_t *zone_list;
    size_t zone_count, zone_capacity;
    uint32_t *mark; /* one a street: last stamp under which it was listed */
    uint32_t stamp;
};

/** Tiles by number, ascending by row and column. Zeroes are an empty list. */
struct lci_tile_list {
    uint64_t *keys;
    size_t count, capacity;
};

/** index and zones (NULL: none) must outlive the tiles. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_tiles_init(struct lci_tiles *tiles,
                                            const struct lci_join_index *index,
                                            const struct lci_zones *zones, double step_m,
                                            struct lci_error *err);
void lci_tiles_fini(struct lci_tiles *tiles);

/** Copies the tile, made if it is new. False: out of memory. */
bool lci_tiles_find(struct lci_tiles *tiles, int32_t column, int32_t row, struct lci_tile *out);

/**
 * The joins of the nodes of a tile that lci_tiles_find() has made, to be filled by the caller; kept until
 * LCI_TILES_KEPT other tiles have been asked for. NULL: out of memory.
 */
struct lci_kept_join *lci_tiles_joins(struct lci_tiles *tiles, int32_t column, int32_t row);

/** Lower left corner of a tile of this column or row. */
double lci_tile_x_m(const struct lci_tiles *tiles, int32_t column);
double lci_tile_y_m(const struct lci_tiles *tiles, int32_t row);

/**
 * Lists the tiles with a place from which a street reached by the last run of `search`, or a private way that leads to one,
 * may be joined. Errors: LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_tile_list_fill(struct lci_tile_list *list,
                                                const struct lci_tiles *tiles,
                                                const struct lci_search *search,
                                                struct lci_error *err);
int32_t lci_tile_list_column(const struct lci_tile_list *list, size_t i);
int32_t lci_tile_list_row(const struct lci_tile_list *list, size_t i);
void lci_tile_list_fini(struct lci_tile_list *list);

#endif
