/* lattice.h - rings of an area on a lattice of about a micrometre: what lies inside, and which sides a line passes, exactly. */
#ifndef LCI_NETWORK_LATTICE_H
#define LCI_NETWORK_LATTICE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** A place of the lattice. Places of the map have even numbers, so that middles are places too. */
struct lci_lattice_point {
    int64_t x, y;
};

struct lci_lattice_vertex {
    struct lci_lattice_point at;
    size_t next; /* index of the vertex that the ring goes on to */
};

/**
 * The rings of one area, reused from area to area. Zeroes are empty. One thread at a time while it is filled; once prepared,
 * share it freely. A side has the number of the vertex that it begins at.
 */
struct lci_lattice {
    struct lci_lattice_vertex *vertices;
    size_t vertex_count, vertex_capacity;
    int64_t x0, y0, cell; /* about as many square cells over the box of the rings as there are sides */
    size_t column_count, row_count;
    size_t *cell_first; /* by row, then column */
    size_t *cell_side;
    size_t *row_first; /* sides that reach into a row of cells */
    size_t *row_side;
};

/** Vertices that a line touches between its ends. Zeroes are empty. */
struct lci_lattice_touches {
    size_t *vertices;
    size_t count, capacity;
};

/** The nearest place of the lattice; coordinates below 2^31 metres. */
struct lci_lattice_point lci_lattice_round(const double xy_m[2]);

/** Side of the line a -> b on which c lies: 1 left, -1 right, 0 on it. Exact. */
int lci_lattice_turn(struct lci_lattice_point a, struct lci_lattice_point b, struct lci_lattice_point c);

/** For a place on the line through a and b: strictly between them. */
bool lci_lattice_between(struct lci_lattice_point a, struct lci_lattice_point b, struct lci_lattice_point c);

/** Forgets the rings, keeps the memory. */
void lci_lattice_clear(struct lci_lattice *lattice);
void lci_lattice_fini(struct lci_lattice *lattice);

/** Adds a ring of `count` different places (the first is not repeated). False: out of memory. */
bool lci_lattice_add_ring(struct lci_lattice *lattice, const struct lci_lattice_point *places, size_t count);

/** To be called after the last ring. False: out of memory. */
bool lci_lattice_prepare(struct lci_lattice *lattice);

/** Whether a place lies in the area or on its rings. Cost: the sides in its row of cells. */
bool lci_lattice_contains(const struct lci_lattice *lattice, struct lci_lattice_point p);

/** What is said of a side near a line. */
enum lci_lattice_answer { LCI_LATTICE_GO_ON, LCI_LATTICE_BLOCKED, LCI_LATTICE_NO_MEMORY };

/**
 * Shows `look` the sides in the cells that the line p -> q passes, some more than once, until it answers other than to go on;
 * answers the same.
 */
enum lci_lattice_answer
lci_lattice_pass(const struct lci_lattice *lattice, struct lci_lattice_point p, struct lci_lattice_point q,
                 enum lci_lattice_answer (*look)(void *user, size_t side), void *user);

/** How a side and a line p -> q lie to each other. */
enum lci_lattice_meeting {
    LCI_LATTICE_APART,
    LCI_LATTICE_TOUCHES, /* an end of the side lies on the line through p and q; perhaps not between them */
    LCI_LATTICE_CROSSES  /* outright, each passing from one side of the other to the other */
};
enum lci_lattice_meeting lci_lattice_meet(const struct lci_lattice *lattice, size_t side, struct lci_lattice_point p,
                                          struct lci_lattice_point q);

/** Notes the ends of a side that lie strictly between p and q. False: out of memory. */
bool lci_lattice_touch(const struct lci_lattice *lattice, size_t side, struct lci_lattice_point p, struct lci_lattice_point q,
                       struct lci_lattice_touches *touches);

/** Whether a line that no side crosses stays inside, or on the rings, from each touched vertex to the next. Sorts the touches. */
bool lci_lattice_stays_inside(const struct lci_lattice *lattice, struct lci_lattice_point p, struct lci_lattice_point q,
                              struct lci_lattice_touches *touches);

/**
 * Whether the straight line between two places stays inside the area or on its rings, from end to end: along sides and
 * through vertices too. False: out of memory. Cost: the sides near the line.
 */
bool lci_lattice_sees(const struct lci_lattice *lattice, struct lci_lattice_point p, struct lci_lattice_point q,
                      struct lci_lattice_touches *touches, bool *sees);

void lci_lattice_touches_fini(struct lci_lattice_touches *touches);

#endif
