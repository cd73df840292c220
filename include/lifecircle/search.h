/* search.h - shortest walks over the network, up to a budget. */
#ifndef LIFECIRCLE_SEARCH_H
#define LIFECIRCLE_SEARCH_H

#include <lifecircle/error.h>
#include <lifecircle/network.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Where walks end: a place on an edge, and what is still to be walked from there (the facility's leg). */
struct lci_seed {
    lci_edge_id edge;   /* an open edge */
    uint32_t offset_mm; /* on the ground from the start of the edge */
    uint32_t leg_mm;
    uint32_t label;     /* the caller's number for this facility, below LCI_NONE */
};

/** The reached part of an edge, on the ground from its start. */
struct lci_stretch {
    lci_edge_id edge;
    uint32_t begin_mm, end_mm; /* begin_mm < end_mm, or both the same place where only a point is reached */
};

/** The walk from a place on an edge to the nearest seed. */
struct lci_walk {
    uint32_t cost_mm; /* LCI_NONE: none */
    uint32_t label;
};

/**
 * Scratch space and result of searches on one network.
 *
 * Memory:  about 8 bytes a vertex, and 8 more from the first run with several labels on; a search allocates nothing
 *          per settled vertex, touches only what it reaches, and the next one starts without clearing the rest.
 * Threads: one thread at a time. Workers share the network, never a search.
 */
struct lci_search;

/** net must outlive the search. Errors: LCI_E_NOMEM. */
LCI_API LCI_MUST_USE enum lci_status lci_search_new(const struct lci_network *net,
                                                    struct lci_search **out, struct lci_error *err);
LCI_API void lci_search_free(struct lci_search *search);

/**
 * Finds, for every vertex from which a seed can be walked to within `limit_mm` (inclusive), the least cost and the
 * label of the seed that achieves it. Backwards along arcs: people walk *to* the seeds. Ties: the lower label. The
 * result depends on neither the order of the seeds nor on threads.
 *
 * seeds:    seed_count entries, copied; several may lie on one edge.
 * limit_mm: below LCI_MM_MAX.
 *
 * Errors: LCI_E_ARG (an edge outside the network or private, an offset beyond it, a limit too large), LCI_E_NOMEM.
 * After an error the search may be run again.
 * Cost:   O((v + a) log v) for the v vertices and a arcs within the limit.
 * Source: Dijkstra 1959; several sources as in Erwig 2000 (graph Voronoi); buckets as in Dial 1969.
 */
LCI_API LCI_MUST_USE enum lci_status lci_search_run(struct lci_search *search,
                                                    const struct lci_seed *seeds, size_t seed_count,
                                                    uint32_t limit_mm, struct lci_error *err);

/** Vertices reached by the last run, ascending by nothing in particular; *count entries, borrowed until the next run. */
LCI_API const lci_vertex_id *lci_search_reached(const struct lci_search *search, size_t *count);

/** Cost of a vertex in the last run, LCI_NONE where not reached within the limit. */
LCI_API uint32_t lci_search_cost_mm(const struct lci_search *search, lci_vertex_id vertex);

/** Label of a vertex in the last run, LCI_NONE where not reached. */
LCI_API uint32_t lci_search_label(const struct lci_search *search, lci_vertex_id vertex);

/**
 * The walk from a place on an edge: least of both directions and of the way along the edge to a seed on it.
 * Not cut at the limit: beyond it inside an edge the figure is what the reached ends give, LCI_NONE if neither end is
 * reached and no seed lies on the edge. Thread-safe between runs.
 */
LCI_API struct lci_walk lci_search_walk(const struct lci_search *search, lci_edge_id edge,
                                        uint32_t offset_mm);

/**
 * Edges with a reached part in the last run, ascending: *out gets *count stretches (sorted by edge, then begin_mm,
 * merged where they meet or overlap), exact on the ground; the caller frees *out with lci_search_free_stretches().
 * At most two stretches an edge and seed on it. Length of reached street is the sum of end_mm - begin_mm.
 * Errors: LCI_E_NOMEM. Cost: O(e log s) for the e edges at reached vertices and s seeds on one, and a look at every one-way edge.
 */
LCI_API LCI_MUST_USE enum lci_status lci_search_stretches(struct lci_search *search,
                                                          struct lci_stretch **out, size_t *count,
                                                          struct lci_error *err);
LCI_API void lci_search_free_stretches(struct lci_stretch *stretches);

#ifdef __cplusplus
}
#endif
#endif
