/* number.h - from pieces of street to the finished network. */
#ifndef LCI_NETWORK_NUMBER_H
#define LCI_NETWORK_NUMBER_H

#include <lifecircle/network.h>

#include "base/error.h"
#include "base/metric.h"
#include "network/build.h"
#include "network/streets.h"

/**
 * Vertices, edges and geometry of `net` from the pieces; lengths and costs. Errors: LCI_E_NOMEM,
 * LCI_E_LIMIT.
 */
LCI_MUST_USE enum lci_status lci_network_number(struct lci_network *net,
                                                const struct lci_streets *streets,
                                                const struct lci_metric *metric,
                                                const struct lci_build_options *options,
                                                struct lci_error *err);

/** Arcs into every vertex, from the edges. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_network_add_arcs(struct lci_network *net, struct lci_error *err);

/** Components over open edges; marks islets shorter than islet_m. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_network_add_components(struct lci_network *net, double islet_m,
                                                        struct lci_error *err);

/** What the length and the two costs of an edge are made from. */
struct lci_edge_measure {
    const struct lci_metric *metric;
    const struct lci_build_options *options;
    const double *xy_m; /* 2 * point_count */
    uint32_t point_count;
    double factor[2];
};

/**
 * Fills length_mm, cost_mm and at_m (point_count). Slope: heights at the ends of ceil(L / 10 m)
 * equal pieces. False: longer or dearer than LCI_MM_MAX.
 */
bool lci_edge_measure(const struct lci_edge_measure *measure, struct lci_edge *edge, double *at_m);

#endif
