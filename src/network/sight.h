/* sight.h - who sees whom inside an area, in exact whole numbers. */
#ifndef LCI_NETWORK_SIGHT_H
#define LCI_NETWORK_SIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "network/lattice.h"

/** What a vertex of the lattice stands for. */
struct lci_sight_vertex {
    uint32_t place;
    bool entrance;
};

/** The rings of one area, reused from area to area. Zeroes are empty. One thread at a time. */
struct lci_sight {
    struct lci_lattice lattice;
    struct lci_sight_vertex *vertices; /* one a vertex of the lattice */
    size_t vertex_capacity;
    size_t *by_place; /* vertices sorted by place */
    struct lci_lattice_point *ring; /* the places of the ring that is added */
    size_t ring_capacity;
    struct lci_lattice_touches touches; /* of the line of sight, as it is looked along */
};

/** Forgets the rings, keeps the memory. */
void lci_sight_clear(struct lci_sight *sight);

/**
 * Adds a ring of places (the first may be repeated at the end); xy_m: coordinates of all places.
 * False: out of memory.
 */
bool lci_sight_add_ring(struct lci_sight *sight, const double *xy_m, const uint32_t *ring,
                        size_t count);

/**
 * To be called after the last ring; entrances: ascending places of ring vertices. False: out of
 * memory.
 */
bool lci_sight_prepare(struct lci_sight *sight, const uint32_t *entrances, size_t count);

/**
 * Whether the straight line between two entrances stays inside the area or on its rings. *sees is
 * false too where a line is not needed: along one side, or through a third entrance. False: out of
 * memory. Cost: the sides near the line.
 */
bool lci_sight_sees(struct lci_sight *sight, uint32_t from_place, uint32_t to_place, bool *sees);

void lci_sight_fini(struct lci_sight *sight);

#endif
