/* contents.h - fingerprints of what streets, homes and facilities are, whatever number they have. */
#ifndef LCI_ANALYSIS_CONTENTS_H
#define LCI_ANALYSIS_CONTENTS_H

#include "analysis/access.h"
#include "base/fingerprint.h"

/**
 * Of one who walks. Two of these with the same fingerprint are the same to everything that is computed on streets: numbers of
 * vertices, edges, homes and facilities are not in it, but their order follows from it (decision 110). Immutable once built,
 * share it freely.
 */
struct lci_contents {
    struct lci_fingerprint *edges;      /* edge_count: costs, geometry, where they hang together; of private ones their whole way */
    struct lci_fingerprint *homes;      /* home_count: who lives there, outline, gates; of equal ones the second differs */
    struct lci_fingerprint *facilities; /* of those that count */
    struct lci_fingerprint *idle;       /* of those that do not */
    struct lci_fingerprint rest;        /* measures of the map, how far off the streets one may be, the order of vertices */
};

/**
 * access: facilities and homes are joined, and demand is made. idle: NULL: none are known. home_walker: home count, who walks from
 * each; NULL: one walks from all. *out: lci_contents_fini(). Errors: LCI_E_NOMEM. Cost: O(all of it).
 */
LCI_MUST_USE enum lci_status lci_contents_build(const struct lci_access_inputs *access, const struct lci_facilities *idle,
                                                const uint32_t *home_walker, struct lci_contents *out, struct lci_error *err);
void lci_contents_fini(struct lci_contents *contents);

/** The number of the thing with a fingerprint; LCI_NONE: there is none. Lowest first. */
struct lci_content_index {
    struct lci_content_number *items; /* count, by fingerprint */
    size_t count;
};

/** *out: lci_content_index_fini(). Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_content_index_build(const struct lci_fingerprint *items, size_t count,
                                                     struct lci_content_index *out, struct lci_error *err);
void lci_content_index_fini(struct lci_content_index *index);

/** The lowest number with that fingerprint, LCI_NONE: none. Cost: O(log n). */
uint32_t lci_content_find(const struct lci_content_index *index, struct lci_fingerprint fingerprint);

#endif
