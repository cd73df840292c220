/* pairs.h - which row of one table is which row of another: by the numbers of their keys. */
#ifndef LCI_DIFF_PAIRS_H
#define LCI_DIFF_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/sort.h"

/** Rows of the old and of the new table, as numbers from 1; 0: there is none. */
struct lci_pair_of_rows {
    uint32_t old_row, new_row;
};

/** Free the items with lci_free(). */
struct lci_pairs {
    struct lci_pair_of_rows *items; /* count */
    size_t count;
};

/**
 * How far apart an old and a new row are, 0 where they are the same place; not NAN. Only asked about rows of one key that
 * several rows have.
 */
typedef double (*lci_pairs_apart)(void *user, uint32_t old_row, uint32_t new_row);

/**
 * Pairs rows of equal keys. old, new_rows: old_count and new_count rows, key: number of the key, value: number of the row,
 * ascending; both are sorted on return. Where several rows have one key, those of the same place are paired first, then each new
 * row, in order, with the nearest old one that is left; without `apart` the first with the first and so on. Pairs are in the order
 * of the new rows; then come those of the old rows that are left. Errors: LCI_E_NOMEM. Cost: O(rows), and for a key with m old and
 * n new rows O(m n).
 */
LCI_MUST_USE enum lci_status lci_pairs_build(struct lci_keyed *old, size_t old_count, struct lci_keyed *new_rows, size_t new_count,
                                             lci_pairs_apart apart, void *user, struct lci_pairs *out, struct lci_error *err);

#endif
