/* ways.h - walkable ways as they are read, before they are a graph. */
#ifndef LCI_NETWORK_WAYS_H
#define LCI_NETWORK_WAYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/alloc.h"

enum lci_way_flag {
    LCI_WAY_BRIDGE = 1,
    LCI_WAY_TUNNEL = 2,
    LCI_WAY_PRIVATE = 4,       /* access=private and no foot tag */
    LCI_WAY_FORWARD_ONLY = 8,  /* oneway:foot */
    LCI_WAY_BACKWARD_ONLY = 16,
    LCI_WAY_BY_NODE = 32,      /* joins others by node id only (OSM) */
    LCI_WAY_RING = 64,         /* a ring of a walkable area; `area` says which */
    LCI_WAY_BY_ROW = 128       /* its source has no ids: that of the way is the number of its row */
};

enum lci_point_flag {
    LCI_POINT_CLOSED = 1, /* walkers cannot pass: a wall, a locked gate */
    LCI_POINT_SIGNAL = 2  /* traffic lights */
};

/** A way that may be walked. Ways that may not are never in the list. */
struct lci_way {
    size_t first_point, point_count;
    int32_t level;  /* OSM layer; two levels differ where level, bridge or tunnel do */
    uint32_t flags; /* of enum lci_way_flag */
    double factor;  /* cost per metre of level ground */
    uint32_t area;  /* LCI_NONE, or the area this is a ring of (a number of the caller's, unique over all sources) */
    uint32_t source; /* index of its source */
    const char *id; /* feature id, for messages; borrowed from the ways' arena, as is what follows */
    const char *highway, *name; /* kind of street and what it is called; NULL: nothing says so */
};

/** Arrays of ways and their points; several sources may be appended to one. One thread at a time. */
struct lci_ways {
    struct lci_way *items;
    size_t count, capacity;
    double *point_xy_m;  /* 2 * point_count, working system */
    int64_t *point_node; /* point_count: OSM node id, or 0 */
    uint8_t *point_flags; /* point_count, of enum lci_point_flag */
    size_t point_count, point_capacity;
    uint32_t area_count;
    struct lci_arena texts;
};

/** Adds a point to the end of the last way's points. False: out of memory. */
bool lci_ways_add_point(struct lci_ways *ways, double x_m, double y_m, int64_t node, uint8_t flags);

/** Starts a way whose points are added next; `way`'s first_point and point_count are set here. NULL: out of memory. */
struct lci_way *lci_ways_add(struct lci_ways *ways, const struct lci_way *way);

/** A copy of a text among the ways, or the one before if it says the same; NULL of NULL. False: out of memory. */
bool lci_ways_keep(struct lci_ways *ways, const char *text, const char **kept);

/** Takes out the ways that are marked; drop: count. Their points stay in the arrays, and are nobody's. */
void lci_ways_drop(struct lci_ways *ways, const bool *drop);

void lci_ways_fini(struct lci_ways *ways);

#endif
