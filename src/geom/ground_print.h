/* ground_print.h - fingerprints of the ground: of all that its division, and the drawing of areas on it, reads. */
#ifndef LCI_GEOM_GROUND_PRINT_H
#define LCI_GEOM_GROUND_PRINT_H

#include <lifecircle/search.h>

#include "base/fingerprint.h"
#include "geom/partition.h"

/**
 * What is fingerprinted once for all tiles: edges, barriers, private ways, the mask. Immutable once built, share it freely.
 *
 * Equal fingerprints of tiles, of two runs, stand for equal tiles: the same bits everywhere but in numbers of edges and zones, and
 * these in the same order. What a tile is made from, and what of that is fingerprinted:
 * - the lattice: method, step, corners; off_street_m, how far that is on the map, and how wide the cells of the grids of streets,
 *   barriers and metric are: these say in which order things are looked at;
 * - the metric: the values at the points of its grid around, and which these are;
 * - streets: of all edges with a street within off_street_m and half a tile (a cell of the grid more) the whole geometry and all
 *   joinable pieces, in the order of their numbers: of edges equally near the lower one is joined, and nothing else of a number
 *   counts. Legs begin in the tile and end on these;
 * - barriers: in all cells of their grid that meet the tiles, what is as far around them as legs lead, and these edges: how many
 *   areas hold the middle, which closed ones are around it beside those around the middle of the tiles, and the sides, in order,
 *   each with all that hangs together with it: sides are followed where they lead;
 * - private ways: of the homes whose box meets the tiles, in order, outline and ways, and which of the streets are theirs;
 * - the mask: the outlines of its polygons whose box meets the tiles.
 * Threads share it.
 */
struct lci_ground_prints;

/** partition, and what it is based on, must outlive the prints. Errors: LCI_E_NOMEM. Cost: O(points of all of that), once. */
LCI_MUST_USE enum lci_status lci_ground_prints_new(const struct lci_partition *partition, struct lci_ground_prints **out,
                                                   struct lci_error *err);
void lci_ground_prints_free(struct lci_ground_prints *prints);

/** What one worker needs to look at ground. Threads: one at a time. */
struct lci_ground_looker;

/** prints must outlive the looker. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_ground_looker_new(const struct lci_ground_prints *prints, struct lci_ground_looker **out,
                                                   struct lci_error *err);
void lci_ground_looker_free(struct lci_ground_looker *looker);

/**
 * Takes the tiles of a range, which is not empty, to hand, and fingerprints all that dividing them reads. No tile is made. Errors:
 * LCI_E_NOMEM. Cost: O(streets and cells of barriers around): some microseconds a tile.
 */
LCI_MUST_USE enum lci_status lci_ground_look(struct lci_ground_looker *looker, const struct lci_tile_range *range,
                                             struct lci_fingerprint *print, struct lci_error *err);

/**
 * Fingerprints all that drawing an area on the tiles at hand reads of the last run of `search`: what the edges that their places
 * may join cost, the walks at their ends, and the seeds on them; of private ways those of all of their home. Of labels only counts
 * which is lower on one edge, and which is `label` (LCI_NONE: none).
 * Errors: LCI_E_NOMEM. Threads: several lookers may ask of one search at a time. Cost: O(those edges).
 */
LCI_MUST_USE enum lci_status lci_ground_look_at_walks(struct lci_ground_looker *looker, const struct lci_search *search,
                                                      uint32_t label, struct lci_fingerprint *print, struct lci_error *err);

/**
 * The same of areas of all seeds together, within limits of which the least is least_limit_mm. Edges from all of which even the
 * longest leg ends within that count as one: that they are is all that is asked of their walks.
 */
LCI_MUST_USE enum lci_status lci_ground_look_at_walks_within(struct lci_ground_looker *looker, const struct lci_search *search,
                                                             uint32_t least_limit_mm, struct lci_fingerprint *print,
                                                             struct lci_error *err);

/** Adds rings, and which of them are of one polygon, as they lie in memory. */
void lci_ground_print_polygons(struct lci_hasher *hasher, const struct lci_polygons *polygons);

#endif
