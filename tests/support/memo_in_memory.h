/* memo_in_memory.h - a memo for tests: what was put last is there, nothing else. Include it after cmocka. */
#ifndef LCI_TESTS_MEMO_IN_MEMORY_H
#define LCI_TESTS_MEMO_IN_MEMORY_H

#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/memo.h"

struct memo_entry {
    enum lci_memo_kind kind;
    struct lci_fingerprint key;
    void *bytes;
    size_t size;
};

struct memo_in_memory {
    struct lci_memo memo;
    struct memo_entry *entries;
    size_t count, capacity;
};

static inline enum lci_status
memo_in_memory_get(void *user, enum lci_memo_kind kind, struct lci_fingerprint key, const void **bytes, size_t *size,
                   struct lci_error *err)
{
    const struct memo_in_memory *memo = user;

    (void)err;
    for (size_t i = 0; i < memo->count; i++)
        if (memo->entries[i].kind == kind && lci_fingerprint_equal(memo->entries[i].key, key)) {
            *bytes = memo->entries[i].bytes;
            *size = memo->entries[i].size;
        }
    return LCI_OK;
}

static inline enum lci_status
memo_in_memory_put(void *user, enum lci_memo_kind kind, struct lci_fingerprint key, const void *bytes, size_t size,
                   struct lci_error *err)
{
    struct memo_in_memory *memo = user;
    void *copy = malloc(size + 1); /* a value of no bytes has an address, too */

    (void)err;
    if (!copy || !lci_grow(&memo->entries, memo->count, &memo->capacity))
        abort();
    memcpy(copy, bytes, size);
    memo->entries[memo->count++] = (struct memo_entry){kind, key, copy, size};
    return LCI_OK;
}

static inline void
memo_in_memory_init(struct memo_in_memory *memo)
{
    *memo = (struct memo_in_memory){.memo = {.get = memo_in_memory_get, .put = memo_in_memory_put, .user = memo}};
}

static inline void
memo_in_memory_copy(const struct memo_in_memory *from, struct memo_in_memory *to)
{
    memo_in_memory_init(to);
    for (size_t i = 0; i < from->count; i++)
        (void)memo_in_memory_put(to, from->entries[i].kind, from->entries[i].key, from->entries[i].bytes, from->entries[i].size,
                                 NULL);
}

static inline void
memo_in_memory_fini(struct memo_in_memory *memo)
{
    for (size_t i = 0; i < memo->count; i++)
        free(memo->entries[i].bytes);
    lci_free(memo->entries);
    memo_in_memory_init(memo);
}

#endif
