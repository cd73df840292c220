/* buckets.h - the queue of the search: entries in buckets of equal width, stored in chunks. */
#ifndef LCI_SEARCH_BUCKETS_H
#define LCI_SEARCH_BUCKETS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    LCI_BUCKET_SHIFT = 14, /* a bucket is 2^14 mm wide; widths of 2^13 to 2^16 differ by 6 to 15 % */
    LCI_CHUNK_SHIFT = 6,
    LCI_CHUNK_LINK = (1 << LCI_CHUNK_SHIFT) - 1 /* the last place of a chunk names the next chunk */
};

/**
 * Entries wait in buckets, first in first out. A bucket is a chain of chunks out of one pool, so that a single bucket
 * with many entries (many seeds) does not make the others long. Chunk 0 is never used: the `end` of an empty
 * bucket is its link place, as if it were full.
 *
 * Threads: one thread at a time.
 */
struct lci_buckets {
    uint64_t *pool;      /* chunk_capacity chunks */
    uint32_t *begin;     /* bucket_count: place of the first entry */
    uint32_t *end;       /* bucket_count: place behind the last entry */
    uint64_t *occupied;  /* one bit a bucket */
    size_t bucket_count; /* a multiple of 64 */
    size_t chunk_count, chunk_capacity;
    uint32_t free_chunk; /* place of the first entry of a chunk to use again, 0: none */
};

static inline bool
lci_buckets_full(const struct lci_buckets *buckets, uint32_t bucket)
{
    return (buckets->end[bucket] & LCI_CHUNK_LINK) == LCI_CHUNK_LINK;
}

/** Makes room for one more entry in a bucket that is full or empty. False: out of memory, nothing changed. */
bool lci_buckets_extend(struct lci_buckets *buckets, uint32_t bucket);

/** Hands the chunk that starts at `place` back to the pool. */
static inline void
lci_buckets_release(struct lci_buckets *buckets, uint32_t place)
{
    const uint32_t chunk = place & ~(uint32_t)LCI_CHUNK_LINK;

    buckets->pool[chunk + LCI_CHUNK_LINK] = buckets->free_chunk;
    buckets->free_chunk = chunk;
}

/** Makes buckets for costs up to `limit_mm`; all are empty. False: out of memory. */
bool lci_buckets_prepare(struct lci_buckets *buckets, uint32_t limit_mm);

/** Empties all buckets; needed only after a search that stopped early. */
void lci_buckets_clear(struct lci_buckets *buckets);

void lci_buckets_fini(struct lci_buckets *buckets);

#endif
