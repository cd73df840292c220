/* zones.h - ground on which private ways count as streets: the homes that they touch (contract, section 3.1). */
#ifndef LCI_GEOM_ZONES_H
#define LCI_GEOM_ZONES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lifecircle/network.h>
#include <lifecircle/service_area.h>

#include "base/error.h"
#include "geom/box_tree.h"

/** One home with the private ways that serve it. */
struct lci_zone {
    struct lci_polygons polygons; /* borrowed */
    const lci_edge_id *edges;     /* edge_count private edges, ascending; borrowed */
    size_t edge_count;
};

/** An end of a private edge of a zone. */
struct lci_zone_door {
    lci_vertex_id vertex;
    uint32_t zone;
};

/** All of them. Immutable once built, share it freely. */
struct lci_zones {
    const struct lci_zone *items;
    size_t count;
    double *box_m;               /* 4 * count: min x, min y, max x, max y */
    struct lci_zone_door *doors; /* door_count: each once, by vertex, then zone */
    size_t door_count;
    struct lci_box_tree *tree;   /* over box_m */
};

/**
 * items: count entries, which must outlive the zones; edges of `net`. Errors: LCI_E_NOMEM.
 * Cost: O(n log n) for n private edges.
 */
LCI_MUST_USE enum lci_status lci_zones_init(struct lci_zones *zones, const struct lci_network *net,
                                            const struct lci_zone *items, size_t count,
                                            struct lci_error *err);
void lci_zones_fini(struct lci_zones *zones);

/** True if the zones are those of the same homes (borrowed from one place), with the same private ways. Cost: O(all of them). */
bool lci_zones_equal(const struct lci_zones *a, const struct lci_zones *b);

/**
 * Zones whose box meets the box (min x, min y, max x, max y), ascending: they replace what *found held. False: out of memory.
 */
bool lci_zones_near(const struct lci_zones *zones, const double box_m[4], uint32_t **found,
                    size_t *count, size_t *capacity);

/** The doors at a vertex: *count of them, borrowed. */
const struct lci_zone_door *lci_zones_at(const struct lci_zones *zones, lci_vertex_id vertex,
                                         size_t *count);

/** True inside and on the outline of a zone. */
bool lci_zones_hold(const struct lci_zones *zones, size_t zone, double x_m, double y_m);

/** True if `edge` is one of the zone's private edges. */
bool lci_zones_serve(const struct lci_zones *zones, size_t zone, lci_edge_id edge);

#endif
