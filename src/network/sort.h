/* sort.h - sorting by whole numbers, and numbers along a Hilbert curve. */
#ifndef LCI_NETWORK_SORT_H
#define LCI_NETWORK_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lci_keyed {
    uint64_t key;
    uint32_t value;
};

/** Sorts by key; equal keys keep their order. O(count). False: out of memory, nothing changed. */
bool lci_sort_keyed(struct lci_keyed *items, size_t count);

/** Position of a cell along the Hilbert curve over 2^24 x 2^24 cells. Source: Hilbert 1891. */
uint64_t lci_hilbert(uint32_t column, uint32_t row);

#endif
