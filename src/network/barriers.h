/* barriers.h - what no off-street leg crosses. */
#ifndef LCI_NETWORK_BARRIERS_H
#define LCI_NETWORK_BARRIERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"

/** One side of a barrier, working system. Of an area the inside lies to the left of a -> b. */
struct lci_barrier_side {
    double ax_m, ay_m, bx_m, by_m;
    bool area;     /* else a line, which may not even be touched */
    uint32_t ring; /* of the closed line or ring of an area that it is part of; 0: of none */
};

/** What sides are called, from one on. */
struct lci_barrier_name {
    size_t first_side;
    const char *text; /* NULL: nothing */
};

/** All barriers of a run. Rings are oriented by whoever fills this. Immutable once filled. */
struct lci_barriers {
    struct lci_barrier_side *sides;
    size_t count, capacity;
    uint32_t ring_count; /* rings are numbered from 1 */
    struct lci_barrier_name *names; /* by first side */
    size_t name_count, name_capacity;
    struct lci_arena texts; /* of the names */
};

/**
 * Says for people what the sides are of that are added from now on, until it is called again; NULL: of nothing with a name. The
 * text is copied. False: out of memory.
 */
bool lci_barriers_name(struct lci_barriers *barriers, const char *name);

/** What a side is called, or NULL; borrowed. Cost: O(log names). */
const char *lci_barriers_name_of(const struct lci_barriers *barriers, size_t side);

/** Adds a line of point_count points (xy: 2 * point_count). False: out of memory. */
bool lci_barriers_add_line(struct lci_barriers *barriers, const double *xy_m, size_t point_count);

/**
 * Adds one ring of an area; is_hole says on which side the inside lies, whatever way the ring was drawn.
 * The ring may or may not repeat its first point. False: out of memory.
 */
bool lci_barriers_add_ring(struct lci_barriers *barriers, const double *xy_m, size_t point_count,
                           bool is_hole);

void lci_barriers_fini(struct lci_barriers *barriers);

#endif
