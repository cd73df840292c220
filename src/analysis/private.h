/* private.h - ways that serve only the homes they touch, and the walks out of them. */
#ifndef LCI_ANALYSIS_PRIVATE_H
#define LCI_ANALYSIS_PRIVATE_H

#include "analysis/demand.h"

/** The private edges of a network by place and by way. Immutable once built, share it freely. */
struct lci_private;

/** net must outlive it. *out is NULL where the network has no private edge. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_private_new(const struct lci_network *net,
                                             struct lci_private **out, struct lci_error *err);
void lci_private_free(struct lci_private *ways);

/** The private ways of one home, and the walks from every junction on them to every way out. */
struct lci_private_home {
    lci_edge_id *edges; /* edge_count, ascending */
    size_t edge_count;
    lci_vertex_id *vertices; /* vertex_count, ascending: ends of the edges */
    size_t vertex_count;
    struct lci_entry *exits; /* exit_count: before_mm is 0 */
    size_t exit_count;
    uint32_t *walk_mm; /* [exit * vertex_count + vertex]; LCI_NONE: no walk */
};

/**
 * Finds the private ways that touch a shape: a part of them lies inside, on or within a centimetre
 * of its outline. All edges of such ways count. *out is empty where there are none. Errors:
 * LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_private_home_build(const struct lci_private *ways,
                                                    const struct lci_shapes *shapes, size_t shape,
                                                    struct lci_private_home *out,
                                                    struct lci_error *err);
void lci_private_home_fini(struct lci_private_home *home);

/**
 * The entries of a place that joined private edge `join->edge`: one per way out that can be walked
 * to. entries: exit_count; answers how many were filled.
 */
size_t lci_private_entries(const struct lci_private_home *home, const struct lci_network *net,
                           const struct lci_join *join, struct lci_entry *entries);

#endif
