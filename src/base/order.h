/* order.h - how qsort() compares plain numbers, and how sorted items are found again. */
#ifndef LCI_BASE_ORDER_H
#define LCI_BASE_ORDER_H

#include <stddef.h>

/** Ascending uint32_t: ids of all kinds. */
int lci_order_u32(const void *left, const void *right);

/** Ascending doubles, none of them NAN. */
int lci_order_doubles(const void *left, const void *right);

/** How item i of `items` stands to `key`: below 0 before it, 0 it has that key, above 0 behind it. */
typedef int (*lci_order_at)(const void *items, size_t i, const void *key);

/** Items of a sorted list that share a key: `count` of them, from `first` on; of none, `first` is where they would stand. */
struct lci_run {
    size_t first, count;
};

/** The first of the items [from, count), which ascend, that is not before the key; count: all are. Cost: O(log n). */
static inline size_t
lci_first_not_before(const void *items, size_t from, size_t count, const void *key, lci_order_at order)
{
    while (from < count) {
        const size_t middle = from + (count - from) / 2;

        if (order(items, middle, key) < 0)
            from = middle + 1;
        else
            count = middle;
    }
    return from;
}

/** The run of `key` among `count` items that ascend. Inline, so that hot loops pay no call. Cost: O(log n + run). */
static inline struct lci_run
lci_run_of(const void *items, size_t count, const void *key, lci_order_at order)
{
    struct lci_run run = {.first = lci_first_not_before(items, 0, count, key, order)};

    while (run.first + run.count < count && order(items, run.first + run.count, key) == 0)
        run.count++;
    return run;
}

#endif
