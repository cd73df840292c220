/* zone_walks.h - walks along the private ways of homes to the open streets (contract, section 3.1). */
#ifndef LCI_GEOM_ZONE_WALKS_H
#define LCI_GEOM_ZONE_WALKS_H

#include <lifecircle/search.h>

#include "geom/zones.h"

/**
 * Walks from the private ways of the zones to the seeds of one run of a search. Worked out for a zone when it is first
 * asked for. Threads: one at a time.
 */
struct lci_zone_walks {
    const struct lci_zones *zones;
    const struct lci_network *net;
    const struct lci_search *search;
    struct lci_zone_vertices **vertices; /* one a zone, NULL until asked for */
    uint32_t *made;                      /* made_count: the zones that were asked for */
    size_t made_count;
};

LCI_MUST_USE enum lci_status lci_zone_walks_init(struct lci_zone_walks *walks,
                                                 const struct lci_zones *zones,
                                                 const struct lci_network *net,
                                                 struct lci_error *err);
void lci_zone_walks_fini(struct lci_zone_walks *walks);

/** Forgets all walks: the next ones are those of the last run of `search`. Cost: O(walks made). */
void lci_zone_walks_start(struct lci_zone_walks *walks, const struct lci_search *search);

/** Works out a zone's walks if that is not done yet. False: out of memory. */
bool lci_zone_walks_make(struct lci_zone_walks *walks, size_t zone);

/** The walk from a place on a private edge of a zone whose walks are made. Cost LCI_NONE: none. */
struct lci_walk lci_zone_walk(const struct lci_zone_walks *walks, size_t zone, lci_edge_id edge,
                              uint32_t offset_mm);

#endif
