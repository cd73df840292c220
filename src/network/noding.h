/* noding.h - ways as sequences of places, numbered by where they are. */
#ifndef LCI_NETWORK_NODING_H
#define LCI_NETWORK_NODING_H

#include <lifecircle/network.h>

#include "network/places.h"
#include "network/ways.h"

/** A way is cut, or bent, at a place inside one of its segments. */
struct lci_split {
    uint32_t segment; /* index into the sequence: from this place to the next */
    double t;         /* where on it, 0 to 1, from its lexicographically lower end */
    uint32_t place;
};

/** The ways as sequences of places. Zeroes are an empty one. One thread at a time. */
struct lci_noding {
    const struct lci_ways *ways;
    struct lci_places places;
    size_t point_place_count; /* places made from points: the first ones */
    int64_t *node;            /* point_place_count: least OSM node id, INT64_MAX if none */
    uint8_t *point_flags;     /* point_place_count, of enum lci_point_flag */
    uint32_t *sequence;       /* the places of all ways, one way after the other */
    size_t *first; /* ways->count + 1: w visits sequence[first[w]] to sequence[first[w + 1] - 1] */
    uint32_t *sequence_way;   /* for each entry of the sequence, its way */
    size_t place_count;       /* from here on: filled by lci_noding_number() */
    double curve_m[3];        /* lower left corner and side of the square that the curve fills */
    double *xy_m;             /* 2 * place_count */
    uint8_t *flags;           /* place_count, of enum lci_point_flag */
    uint32_t *number; /* places.count: a standing place's new number, LCI_NONE if not visited */
};

/** Level of a way as one number: two ways are on one level where it is equal. */
int64_t lci_way_level(const struct lci_way *way);

/**
 * Makes places of points: by OSM node, else by coordinates (and level, inside both ways), and
 * sequences without repeated places. False: out of memory; noding may be given to
 * lci_noding_fini().
 */
bool lci_noding_init(struct lci_noding *noding, const struct lci_ways *ways);

/**
 * Puts the splits into the sequences and takes repeated places out again. Sorts the splits. False:
 * out of memory.
 */
bool lci_noding_apply(struct lci_noding *noding, struct lci_split *splits, size_t count);

/**
 * Numbers the places along a Hilbert curve, ties by coordinates, OSM node and level, so that
 * nothing after this depends on the order of the ways; the sequences get the new numbers. False:
 * out of memory.
 */
bool lci_noding_number(struct lci_noding *noding);

void lci_noding_fini(struct lci_noding *noding);

#endif
