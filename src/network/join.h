/* join.h - the one rule that takes a place to the network: straight to the nearest street (contract, section 4). */
#ifndef LCI_NETWORK_JOIN_H
#define LCI_NETWORK_JOIN_H

#include <stdbool.h>

#include <lifecircle/network.h>

#include "base/error.h"
#include "base/metric.h"
#include "network/barriers.h"
#include "network/segment_grid.h"

/** Where a place joins the network. */
struct lci_join {
    lci_edge_id edge;   /* LCI_NONE: nowhere within off_street_m */
    uint32_t offset_mm; /* on the ground from the start of the edge */
    uint32_t leg_mm;    /* on the ground from the place to the street */
    double x_m, y_m;    /* the place on the street */
};

struct lci_join_options {
    double off_street_m;
};

/** The streets and barriers of a network, ready to be asked. Immutable once built, share it freely. */
struct lci_join_index;

/**
 * net, barriers and metric must outlive the index. barriers may be NULL.
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT.
 */
LCI_MUST_USE enum lci_status lci_join_index_new(const struct lci_network *net,
                                                const struct lci_barriers *barriers,
                                                const struct lci_metric *metric,
                                                const struct lci_join_options *options,
                                                struct lci_join_index **out, struct lci_error *err);
void lci_join_index_free(struct lci_join_index *index);

/**
 * True if both were built from the same streets, barriers and measures: then every place joins alike by both, whatever walking
 * along the streets costs. Cost: O(all of them).
 */
bool lci_join_index_equal(const struct lci_join_index *a, const struct lci_join_index *b);

/**
 * Joins a place by the rule: the nearest street point whose leg crosses no barrier, not inside bridges and tunnels,
 * private ways left out, islets only where nothing else can be joined; equal to 1 mm: the lower edge id.
 * Cost: O(segments in the grid's cells within the distance to the street); around a place that joins none, twice those within
 * off_street_m.
 */
struct lci_join lci_join_place(const struct lci_join_index *index, double x_m, double y_m);

/**
 * The same, with private edges allowed: `private_edges`, ascending, `count` of them, count as streets and are no islets. Edges of
 * islets may be among them.
 */
struct lci_join lci_join_place_private(const struct lci_join_index *index, double x_m, double y_m,
                                       const lci_edge_id *private_edges, size_t count);

/**
 * The same, as if off_street_m were what is given, and with over_barriers as if there were none.
 */
struct lci_join lci_join_place_far(const struct lci_join_index *index, double x_m, double y_m, double off_street_m,
                                   bool over_barriers);

/**
 * How a place would join a straight street that is not there, if it had no other: edge is 0, the offset from a. LCI_NONE: its free
 * legs are all longer than off_street_m. length_mm: of the street, on the ground.
 */
struct lci_join lci_join_new_street(const struct lci_join_index *index, const struct lci_segment *street, uint32_t length_mm,
                                    double x_m, double y_m);

#endif
