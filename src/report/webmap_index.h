/* webmap_index.h - finds the items of a result by their ids. */
#ifndef LCI_REPORT_WEBMAP_INDEX_H
#define LCI_REPORT_WEBMAP_INDEX_H

#include "base/numbering.h"

/** Zeroes are an empty index; lci_webmap_index_fini(). One thread at a time. */
struct lci_webmap_index {
    struct lci_numbering numbers;
    uint32_t *items; /* item_count, by the number of (group, id): 1 is the first */
    size_t item_count, item_capacity;
};

void lci_webmap_index_fini(struct lci_webmap_index *index);

/** Of several with one id the first stays. group: below 2^32 - 1, a category say; item: any but UINT32_MAX. False: out of
 * memory. */
bool lci_webmap_index_add(struct lci_webmap_index *index, uint32_t group, const char *id, uint32_t item);

/** The item; UINT32_MAX: there is none, or id is NULL. Cost: O(length of the id). */
uint32_t lci_webmap_index_find(struct lci_webmap_index *index, uint32_t group, const char *id);

#endif
