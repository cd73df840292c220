/* osm_areas.h - ways and multipolygon relations as rings and lines of nodes. */
#ifndef LCI_IO_OSM_AREAS_H
#define LCI_IO_OSM_AREAS_H

#include "io/osm_data.h"

/** A run of nodes that all have a place. */
struct lci_osm_piece {
    size_t first_node, node_count; /* of a ring, the first node comes again at the end */
    bool is_ring;                  /* closed, with at least three different nodes */
    bool is_hole;                  /* of a ring: an odd number of larger rings surround it */
    uint32_t outer;                /* of a hole: the piece it is cut from; else its own number */
    double area_m2;                /* of a ring, not signed */
};

/** The pieces of one object. Zeroes are none. One thread at a time. */
struct lci_osm_shape {
    struct lci_osm_piece *pieces;
    size_t piece_count, piece_capacity;
    size_t *nodes; /* indices into node_ids and node_xy_m */
    size_t node_count, node_capacity;
    size_t missing_count; /* nodes of a way, or ways of a relation, that the file lacks */
};

/**
 * The way in one piece, or in several between its missing nodes; pieces of a single node are left out.
 * Replaces what `shape` held. False: out of memory.
 */
LCI_MUST_USE bool lci_osm_shape_of_way(const struct lci_osm *osm, const struct lci_osm_object *way,
                                       struct lci_osm_shape *shape);

/**
 * The rings that the relation's member ways make end to end, and as lines those ways that close no ring.
 *
 * Which rings are holes is taken from where they lie, not from roles, which are often wrong. Ways are joined in the
 * order of their ids, so the order of members changes nothing.
 * Replaces what `shape` held. False: out of memory.
 */
LCI_MUST_USE bool lci_osm_shape_of_relation(const struct lci_osm *osm,
                                            const struct lci_osm_object *relation,
                                            struct lci_osm_shape *shape);

/** Is every piece a ring, and at least one there? */
bool lci_osm_shape_is_area(const struct lci_osm_shape *shape);

/** Copies the places of a piece to xy_m (2 * node_count). */
void lci_osm_piece_places(const struct lci_osm *osm, const struct lci_osm_shape *shape,
                          const struct lci_osm_piece *piece, double *xy_m);

void lci_osm_shape_fini(struct lci_osm_shape *shape);

#endif
