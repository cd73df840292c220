/* zones.h - ground on which private ways count as streets: the homes that they touch (contract, section 3.1). */
#ifndef LCI_GEOM_ZONES_H
#define LCI_GEOM_ZONES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/search.h>
#include <lifecircle/service_area.h>

#include "base/error.h"

/** One home with the private ways that serve it. */
struct lci_zone {
    struct lci_polygons polygons; /* borrowed */
    const lci_edge_id *edges;     /* edge_count private edges, ascending; borrowed */
    size_t edge_count;
};

/** All of them. Immutable once built, share it freely. */
struct lci_zones {
    const struct lci_zone *items;
    size_t count;
    double *box_m; /* 4 * count: min x, min y, max x, max y */
};

/** items: count entries, which must outlive the zones. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_zones_init(struct lci_zones *zones, const struct lci_zone *items,
                                            size_t count, struct lci_error *err);
void lci_zones_fini(struct lci_zones *zones);

/** True if the zone's box meets the box. */
bool lci_zones_near(const struct lci_zones *zones, size_t zone, double min_x_m, double min_y_m,
                    double max_x_m, double max_y_m);

/** True inside and on the outline of a zone. */
bool lci_zones_hold(const struct lci_zones *zones, size_t zone, double x_m, double y_m);

/** True if `edge` is one of the zone's private edges. */
bool lci_zones_serve(const struct lci_zones *zones, size_t zone, lci_edge_id edge);

/**
 * Walks from the private ways of the zones to the seeds of one run of a search. Worked out for a zone when it is first
 * asked for. Threads: one at a time.
 */
struct lci_zone_walks {
    const struct lci_zones *zones;
    const struct lci_network *net;
    const struct lci_search *search;
    struct lci_zone_vertices **vertices; /* one a zone, NULL until asked for */
};

LCI_MUST_USE enum lci_status lci_zone_walks_init(struct lci_zone_walks *walks,
                                                 const struct lci_zones *zones,
                                                 const struct lci_network *net,
                                                 struct lci_error *err);
void lci_zone_walks_fini(struct lci_zone_walks *walks);

/** Forgets all walks: the next ones are those of the last run of `search`. */
void lci_zone_walks_start(struct lci_zone_walks *walks, const struct lci_search *search);

/** Works out a zone's walks if that is not done yet. False: out of memory. */
bool lci_zone_walks_make(struct lci_zone_walks *walks, size_t zone);

/** The walk from a place on a private edge of a zone whose walks are made. Cost LCI_NONE: none. */
struct lci_walk lci_zone_walk(const struct lci_zone_walks *walks, size_t zone, lci_edge_id edge,
                              uint32_t offset_mm);

#endif
