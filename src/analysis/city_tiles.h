/* city_tiles.h - fingerprints of what a city holds, square by square: of what something near a place is computed from. */
#ifndef LCI_ANALYSIS_CITY_TILES_H
#define LCI_ANALYSIS_CITY_TILES_H

#include "analysis/contents.h"

/**
 * Squares at multiples of their side, over the streets and homes; what lies outside is in the square at the rim nearest to it, and
 * so is a box that is asked for: who reads a box reads all that is in it.
 */
struct lci_tile_grid {
    double side_m;
    int64_t first_column, first_row; /* in sides from 0, 0 */
    uint32_t column_count, row_count;
};

/** What is listed in each tile: items[first[tile]] to items[first[tile + 1] - 1], ascending. */
struct lci_tile_list {
    uint32_t *first; /* tile count + 1 */
    uint32_t *items;
};

/** The city of one who walks, whatever the category. Immutable once built, share it freely. */
struct lci_city_tiles {
    const struct lci_access_inputs *access;
    const struct lci_facilities *idle; /* NULL: none are known */
    struct lci_tile_grid grid;
    struct lci_contents contents;
    struct lci_tile_list edges;     /* an edge is in every tile that it passes */
    struct lci_tile_list points;    /* a demand point is where it lies, of a walled home in all tiles of the home's box */
    struct lci_fingerprint *ground; /* a tile: streets, barriers and walled homes */
    struct lci_fingerprint *people; /* a tile: demand points */
    double (*home_box_m)[4];        /* home_count: the home, and where its people enter the streets; min above max: none of it */
    double map_m_per_mm;            /* what is walked in a millimetre leads no farther than this on the map, and legs neither */
    double gate_m;                  /* no gate is farther than this from its outline, on the map */
};

/** A grid over the cities of all who walk: access: count of them. Cost: O(vertices and outlines). */
struct lci_tile_grid lci_tile_grid_over(const struct lci_access_inputs *const *access, size_t count);

/**
 * access and idle must outlive it, its demand keeps places. home_walker: as lci_contents_build(). *out: lci_city_tiles_fini().
 * Errors: LCI_E_NOMEM. Cost: O(all of it, and the tiles that each passes).
 */
LCI_MUST_USE enum lci_status lci_city_tiles_build(const struct lci_access_inputs *access, const struct lci_facilities *idle,
                                                  const uint32_t *home_walker, const struct lci_tile_grid *grid,
                                                  struct lci_city_tiles *out, struct lci_error *err);
void lci_city_tiles_fini(struct lci_city_tiles *tiles);

/**
 * Mixes into tiles[] (one a tile of the grid) what is there, and of one category: its facilities, which points are within its
 * largest limit, and what is walked to them from the ends of the streets, as far as that is within limit_mm: what is farther off
 * is as good as any other. now: the search from its facilities, at least that far. Errors: LCI_E_NOMEM. Cost: O(all of it).
 */
LCI_MUST_USE enum lci_status lci_city_tiles_add(const struct lci_city_tiles *city, uint32_t category, const struct lci_search *now,
                                                const struct lci_nearest *nearest, uint32_t limit_mm,
                                                struct lci_fingerprint *tiles, struct lci_error *err);

/** Adds the fingerprints of all tiles of a box (min x, min y, max x, max y). */
void lci_tiles_add_box(struct lci_hasher *hasher, const struct lci_tile_grid *grid, const struct lci_fingerprint *tiles,
                       const double box_m[4]);

static inline size_t
lci_tile_count(const struct lci_tile_grid *grid)
{
    return (size_t)grid->column_count * grid->row_count;
}

#endif
