/* sort.h - sorting by whole numbers. */
#ifndef LCI_BASE_SORT_H
#define LCI_BASE_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct lci_keyed {
    uint64_t key;
    uint32_t value;
};

/** Sorts by key; equal keys keep their order. O(count). False: out of memory, nothing changed. */
bool lci_sort_keyed(struct lci_keyed *items, size_t count);

#endif
