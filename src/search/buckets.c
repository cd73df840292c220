/* buckets.c - room for the entries of the queue. */
#include "search/buckets.h"

#include "base/alloc.h"

bool
lci_bucket_extend(struct lci_bucket *bucket)
{
    return lci_grow(&bucket->entries, bucket->count, &bucket->capacity);
}

bool
lci_buckets_prepare(struct lci_buckets *buckets, uint32_t left_mm)
{
    const size_t wanted = ((size_t)left_mm >> LCI_BUCKET_SHIFT) + 1;
    struct lci_bucket *items = NULL;

    if (wanted <= buckets->count)
        return true;
    items = lci_realloc(buckets->items, wanted, sizeof(*items));
    if (!items)
        return false;
    for (size_t i = buckets->count; i < wanted; i++)
        items[i] = (struct lci_bucket){0};
    buckets->items = items;
    buckets->count = wanted;
    return true;
}

void
lci_buckets_clear(struct lci_buckets *buckets)
{
    for (size_t i = 0; i < buckets->count; i++)
        buckets->items[i].count = 0;
}

void
lci_buckets_fini(struct lci_buckets *buckets)
{
    for (size_t i = 0; i < buckets->count; i++)
        lci_free(buckets->items[i].entries);
    lci_free(buckets->items);
    *buckets = (struct lci_buckets){0};
}
