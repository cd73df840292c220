/* links.h - short links that the streets lack: places close to each other between which one has to walk far. */
#ifndef LCI_ANALYSIS_LINKS_H
#define LCI_ANALYSIS_LINKS_H

#include "analysis/trial.h"

/** A link from a junction or an end of a street straight to another street. */
struct lci_link {
    lci_vertex_id vertex; /* end a of the street */
    uint32_t walk_mm;     /* from b to a now, LCI_NONE: further than was looked, or no way at all */
    bool dead_end;        /* no other street at the vertex */
    struct lci_new_street street;
};

/** Links by vertex, shortest first. Immutable once built, share it freely. */
struct lci_links {
    struct lci_link *items; /* count */
    size_t count;
    uint32_t *first; /* vertex_count + 1: links from a vertex */
};

/**
 * Finds links of at most link_max_m on the ground between places from one of which to the other one has to walk at least three
 * times as far and a hundred metres: from every junction and end the nearest such place of each street, four at most. Not to
 * bridges, tunnels and private ways, and no edges closed in one direction. *out: lci_links_fini(). Errors: LCI_E_NOMEM,
 * LCI_E_CANCELLED.
 * Cost: a search of a few hundred metres a vertex.
 */
LCI_MUST_USE enum lci_status lci_links_build(const struct lci_access_inputs *access, double link_max_m, struct lci_pool *pool,
                                             const struct lci_context *context, struct lci_links *out, struct lci_error *err);
void lci_links_fini(struct lci_links *links);

/** Lists links (items, count) by the vertices that they begin at: part of building. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_links_file(const struct lci_network *net, struct lci_links *links, struct lci_error *err);

/** How far is walked from a vertex, in metres, to see whether a street link_max_m away is far. */
double lci_links_looked_m(double link_max_m);

/** The place on the streets of a vertex: an end of the lowest edge into it; edge LCI_NONE where there is none. */
struct lci_street_place lci_place_of_vertex(const struct lci_network *net, lci_vertex_id vertex);

#endif
