/* street_index.h - the streets that places may join, segment by segment, and the nearest of a list of them. */
#ifndef LCI_NETWORK_STREET_INDEX_H
#define LCI_NETWORK_STREET_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include <lifecircle/network.h>

#include "base/metric.h"
#include "network/barrier_index.h"
#include "network/join.h"
#include "network/segment_grid.h"

/* Distances this close are equal, and the lower edge id decides (contract, section 4). */
#define LCI_STREET_EQUAL_M 0.001

/** One segment of an edge that places may join, or a part of one between closed barriers. */
struct lci_street {
    struct lci_segment segment;
    double at_a_m, at_b_m; /* ground metres of its ends from the start of the edge */
    lci_edge_id edge;
    bool islet;
    bool private_way;
    bool on_line;       /* along a barrier line: only places on it join it */
    bool enclosed;      /* `enclosure` holds for all of it */
    uint64_t enclosure; /* closed barriers around it: lci_barrier_enclosure() */
};

struct lci_join_index {
    const struct lci_network *net;
    const struct lci_metric *metric;
    struct lci_street *streets; /* by edge, then along it */
    size_t street_count, street_capacity;
    struct lci_segment_grid grid; /* of the streets */
    struct lci_barrier_index barriers;
    uint32_t off_street_mm;
    double off_street_map_m; /* no leg of off_street_mm is longer on the map */
};

/** Which streets a place may join. */
struct lci_street_choice {
    bool islets;                       /* islets, else all but islets */
    const lci_edge_id *private_edges;  /* ascending; these edges, private or islets, count as streets and as no islets */
    size_t private_count;
    bool barriers_far;                 /* no barrier can lie on any leg asked for: do not look */
    bool enclosed;                     /* `enclosure` holds for all places asked for */
    uint64_t enclosure;
};

/** The nearest street point seen so far. */
struct lci_near {
    double distance_m; /* on the map; INFINITY: none yet */
    uint32_t street;
    double share;      /* 0 at a, 1 at b */
};

/** True if a place may join the street under the choice. */
bool lci_street_allowed(const struct lci_street *street, const struct lci_street_choice *choice);

/** True if the next street carries on where this one ends: both are pieces of one edge. */
bool lci_street_leads_on(const struct lci_join_index *index, size_t street);

/** Map distance from a place to a street, and the share of the street nearest to it. */
double lci_street_distance_m(const struct lci_street *street, double x_m, double y_m, double *share);

/** A place, and how near its nearest street is. */
struct lci_place {
    double x_m, y_m;
    double least_m; /* on the map; INFINITY: no street */
};

/**
 * Of the streets not farther than place->least_m and a millimetre, the one with the lowest edge: *near is improved or left.
 * Order of the list does not matter, and a list may be handed over in parts.
 */
void lci_street_take(const struct lci_join_index *index, const struct lci_place *place,
                     const uint32_t *streets, size_t count,
                     const struct lci_street_choice *choice, struct lci_near *near);

/**
 * The nearest of `count` streets by a free leg, within off_street_m on the map; of those at most a millimetre farther than it
 * the one with the lowest edge. distance_m INFINITY: none. Cost: the streets, and of those nearer than the answer their barriers.
 */
struct lci_near lci_street_nearest(const struct lci_join_index *index, double x_m, double y_m, const uint32_t *streets,
                                   size_t count, const struct lci_street_choice *choice);

/** Turns what was found into a join; edge LCI_NONE if nothing was, or it is farther than off_street_m on the ground. */
struct lci_join lci_street_join(const struct lci_join_index *index, double x_m, double y_m,
                                const struct lci_near *near);

#endif
