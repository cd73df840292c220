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

/** How many of `count` items, from the first on, have the key of the first; of none, 0. */
static inline size_t
lci_keyed_run(const struct lci_keyed *items, size_t count)
{
    size_t run = 0;

    while (run < count && items[run].key == items[0].key)
        run++;
    return run;
}

#endif
