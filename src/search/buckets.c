/* buckets.c - chunks of the queue: taken from a pool, chained, handed back. */
#include "search/buckets.h"

#include <string.h>

#include "base/alloc.h"

enum { CHUNK_SIZE = 1 << LCI_CHUNK_SHIFT };

/* Places are 32-bit numbers. */
static const size_t MAX_CHUNK_COUNT = (size_t)UINT32_MAX >> LCI_CHUNK_SHIFT;

static bool
grow_pool(struct lci_buckets *buckets)
{
    const size_t wanted = buckets->chunk_capacity > 0 ? 2 * buckets->chunk_capacity : 64;
    uint64_t *pool = NULL;

    if (wanted > MAX_CHUNK_COUNT)
        return false;
    pool = lci_realloc(buckets->pool, wanted * CHUNK_SIZE, sizeof(*pool));
    if (!pool)
        return false;
    buckets->pool = pool;
    buckets->chunk_capacity = wanted;
    return true;
}

bool
lci_buckets_extend(struct lci_buckets *buckets, uint32_t bucket)
{
    uint32_t chunk = buckets->free_chunk;

    if (chunk != 0) {
        buckets->free_chunk = (uint32_t)buckets->pool[chunk + LCI_CHUNK_LINK];
    } else {
        if (buckets->chunk_count == buckets->chunk_capacity && !grow_pool(buckets))
            return false;
        chunk = (uint32_t)(buckets->chunk_count++ << LCI_CHUNK_SHIFT);
    }
    if (buckets->end[bucket] == LCI_CHUNK_LINK)
        buckets->begin[bucket] = chunk;
    else
        buckets->pool[buckets->end[bucket]] = chunk;
    buckets->end[bucket] = chunk;
    return true;
}

void
lci_buckets_clear(struct lci_buckets *buckets)
{
    for (size_t i = 0; i < buckets->bucket_count; i++)
        buckets->end[i] = LCI_CHUNK_LINK;
    if (buckets->occupied)
        memset(buckets->occupied, 0, buckets->bucket_count / 8);
    buckets->free_chunk = 0;
    buckets->chunk_count = 1;
}

bool
lci_buckets_prepare(struct lci_buckets *buckets, uint32_t limit_mm)
{
    const size_t wanted = (((size_t)limit_mm >> LCI_BUCKET_SHIFT) / 64 + 1) * 64;

    if (buckets->chunk_capacity == 0 && !grow_pool(buckets))
        return false;
    if (wanted <= buckets->bucket_count)
        return true;

    /* Nothing waits now, so the old arrays need not be kept. */
    lci_free(buckets->begin);
    lci_free(buckets->end);
    lci_free(buckets->occupied);
    buckets->begin = lci_new_array(uint32_t, wanted);
    buckets->end = lci_new_array(uint32_t, wanted);
    buckets->occupied = lci_new_array(uint64_t, wanted / 64);
    buckets->bucket_count = 0;
    if (!buckets->begin || !buckets->end || !buckets->occupied)
        return false;
    buckets->bucket_count = wanted;
    lci_buckets_clear(buckets);
    return true;
}

void
lci_buckets_fini(struct lci_buckets *buckets)
{
    lci_free(buckets->pool);
    lci_free(buckets->begin);
    lci_free(buckets->end);
    lci_free(buckets->occupied);
    *buckets = (struct lci_buckets){0};
}
