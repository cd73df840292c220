/* sight.h - who sees whom inside an area, in exact whole numbers. */
#ifndef LCI_NETWORK_SIGHT_H
#define LCI_NETWORK_SIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * A vertex of a ring on a lattice of about a micrometre; even numbers, so that middles are on it
 * too.
 */
struct lci_sight_vertex {
    int64_t x, y;
    uint32_t place;
    bool entrance;
    size_t next; /* index of the vertex that the ring goes on to */
};

/** The rings of one area, reused from area to area. Zeroes are empty. One thread at a time. */
struct lci_sight {
    struct lci_sight_vertex *vertices;
    size_t vertex_count, vertex_capacity;
    size_t *by_place; /* vertex_count: vertices sorted by place */
    int64_t x0, y0, cell; /* side_count x side_count cells over the box of the rings */
    size_t side_count;
    size_t *cell_first; /* by row, then column */
    size_t *cell_side;
    size_t *row_first; /* sides that reach into a row of cells */
    size_t *row_side;
    size_t *touched; /* vertices on the line of sight, as it is looked along */
    size_t touched_count, touched_capacity;
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
