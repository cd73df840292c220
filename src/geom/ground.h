/* ground.h - service areas drawn on the partition of ground among streets (contract, section 6). */
#ifndef LCI_GEOM_GROUND_H
#define LCI_GEOM_GROUND_H

#include <lifecircle/search.h>
#include <lifecircle/service_area.h>

#include "base/error.h"
#include "geom/geos.h"
#include "geom/partition.h"

/** One worker's means of drawing areas. Threads: one at a time; workers share the partition. */
struct lci_ground;

/** partition and geos must outlive the ground. min_hole_m2: holes below this are filled; 0: none. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_ground_new(struct lci_partition *partition, struct lci_geos *geos,
                                            double min_hole_m2, struct lci_ground **out,
                                            struct lci_error *err);
void lci_ground_free(struct lci_ground *ground);

/**
 * The places whose walk to the seeds of the last run of `search` is at most limit_mm: of the seed with `label` only, or of
 * any where label is LCI_NONE. limit_mm must not be above the limit of that run.
 * *out: lci_polygons_fini(); empty where nothing is reached.
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_LIBRARY (GEOS, or a border that does not close).
 * Cost: O(pieces of ground in the tiles that the border passes), and that of the tiles that are new.
 */
LCI_MUST_USE enum lci_status lci_ground_area(struct lci_ground *ground,
                                             const struct lci_search *search, uint32_t label,
                                             uint32_t limit_mm, struct lci_polygons *out,
                                             struct lci_error *err);

/**
 * The tiles in which the area that lci_ground_area() would draw may have a part: *count numbers as in partition.h, ascending,
 * borrowed until the ground is asked again. No tile is made. Errors: LCI_E_NOMEM. Cost: O(reached edges and the tiles near them).
 */
LCI_MUST_USE enum lci_status lci_ground_touched(struct lci_ground *ground, const struct lci_search *search, uint32_t limit_mm,
                                                const uint64_t **tiles, size_t *count, struct lci_error *err);

/** On which side of the border tiles lie. */
enum lci_tile_side { LCI_TILE_OUTSIDE, LCI_TILE_INSIDE, LCI_TILE_CROSSED };

/** Some tiles, and for each, row by row, whether the area may have a part in it: as lci_ground_touched() has it. */
struct lci_ground_window {
    struct lci_tile_range tiles;
    const bool *touched;
};

/**
 * The part of an area (of any seed, no hole filled) that lies in a window. *out: lci_polygons_fini(), valid; empty unless *side is
 * LCI_TILE_CROSSED. Its border is the area's but for thinning, which may begin elsewhere. Errors: as lci_ground_area(). Threads:
 * several grounds may ask of one search at a time. Cost: O(pieces of ground in those tiles that the border passes), and that of the
 * tiles that are new.
 */
LCI_MUST_USE enum lci_status lci_ground_window_area(struct lci_ground *ground, const struct lci_search *search, uint32_t limit_mm,
                                                    const struct lci_ground_window *window, enum lci_tile_side *side,
                                                    struct lci_polygons *out, struct lci_error *err);

/**
 * Adds valid polygons to an area that lci_ground_area() drew: ground that is no street's, as inside walled homes. They may overlap
 * each other and the area. Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_LIBRARY. Cost: O(n log n) for n points.
 */
LCI_MUST_USE enum lci_status lci_ground_add(struct lci_ground *ground, struct lci_polygons *area, const struct lci_polygons *more,
                                            struct lci_error *err);

/**
 * The ring between two areas of one ground: larger minus smaller. As of areas, parts and holes below one square of the tolerance
 * are left out: shared borders lie apart by what thinning moved them. *out: lci_polygons_fini(). Errors: LCI_E_NOMEM,
 * LCI_E_LIMIT, LCI_E_LIBRARY. Cost: O(n log n) for n points.
 */
LCI_MUST_USE enum lci_status lci_ground_ring(struct lci_ground *ground,
                                             const struct lci_polygons *larger,
                                             const struct lci_polygons *smaller,
                                             struct lci_polygons *out, struct lci_error *err);

#endif
