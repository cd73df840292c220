/* buckets.h - the queue of the search: entries in buckets of equal width. */
#ifndef LCI_SEARCH_BUCKETS_H
#define LCI_SEARCH_BUCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { LCI_BUCKET_SHIFT = 15 }; /* a bucket is 2^15 mm wide; widths of 2^14 to 2^16 differ by 2 to 6 % */

/** Entries in the order in which they came: what is left to walk << 32 | vertex. */
struct lci_bucket {
    uint64_t *entries;
    size_t count, capacity;
};

/**
 * Entries wait in the bucket of what is left to walk. Each bucket has room of its own size, so that a single one with many
 * entries (many seeds) does not make the others long, and keeps it from search to search.
 *
 * Threads: one thread at a time.
 */
struct lci_buckets {
    struct lci_bucket *items;
    size_t count;
};

/** Makes room for one more entry in a full bucket. False: out of memory, nothing changed. */
bool lci_bucket_extend(struct lci_bucket *bucket);

/** Puts an entry into its bucket if it `counts`; otherwise it is written there, but forgotten. False: out of memory. */
static inline bool
lci_buckets_put(struct lci_buckets *buckets, uint64_t entry, bool counts)
{
    struct lci_bucket *bucket = &buckets->items[entry >> (32 + LCI_BUCKET_SHIFT)];

    if (__builtin_expect(bucket->count == bucket->capacity, 0) && !lci_bucket_extend(bucket))
        return false;
    bucket->entries[bucket->count] = entry;
    bucket->count += counts;
    return true;
}

/** Has buckets for entries with at most `left_mm` left; all are empty. False: out of memory. */
bool lci_buckets_prepare(struct lci_buckets *buckets, uint32_t left_mm);

/** Empties all buckets; needed only after a search that stopped early. */
void lci_buckets_clear(struct lci_buckets *buckets);

void lci_buckets_fini(struct lci_buckets *buckets);

#endif
