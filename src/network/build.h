/* build.h - from ways to the graph: noding, levels, areas, chains, components, islets. */
#ifndef LCI_NETWORK_BUILD_H
#define LCI_NETWORK_BUILD_H

#include <lifecircle/network.h>

#include "base/error.h"
#include "base/metric.h"
#include "network/ways.h"

/** Height of the ground in metres at a place of the working system; false: not known there. */
typedef bool (*lci_height_at)(void *user, double x_m, double y_m, double *height_m);

struct lci_slope_table {
    const double *rise_ratio; /* ascending */
    const double *factor;
    size_t count;
};

struct lci_build_options {
    double node_tolerance_m;
    double islet_m;
    bool split_crossings;
    uint32_t signal_penalty_mm;
    lci_height_at height_at; /* NULL: level ground */
    void *height_user;
    struct lci_slope_table slope;
};

enum lci_build_remark_kind {
    LCI_REMARK_CROSSING,  /* two ways of one level cross without a shared vertex, and are not joined */
    LCI_REMARK_NEAR_MISS, /* an end lies closer than 1 m to another way of its level, and is not joined */
    LCI_REMARK_JOINED,    /* an end was joined to another way within the tolerance */
    LCI_REMARK_TOO_SHORT  /* a way without two different points was left out */
};

/** Something that the person who drew the streets should know. */
struct lci_build_remark {
    enum lci_build_remark_kind kind;
    uint32_t way, other_way; /* indices into the ways; other_way may be LCI_NONE */
    double x_m, y_m;
    double distance_m;
};

struct lci_build_remarks {
    struct lci_build_remark *items; /* sorted by kind, way, other_way, place */
    size_t count, capacity;
};

/**
 * Builds the network of `ways`.
 *
 * The result does not depend on the order of the ways, on their direction, on repeated vertices or copies.
 * *out belongs to the caller (lci_network_free); NULL on failure. remarks: lci_build_remarks_fini().
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_DATA (no walkable way).
 * Cost: O(n log n) for n points.
 */
LCI_MUST_USE enum lci_status lci_network_build(const struct lci_ways *ways,
                                               const struct lci_metric *metric,
                                               const struct lci_build_options *options,
                                               struct lci_network **out,
                                               struct lci_build_remarks *remarks,
                                               struct lci_error *err);

void lci_build_remarks_fini(struct lci_build_remarks *remarks);

#endif
