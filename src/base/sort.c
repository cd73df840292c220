/* sort.c - radix sort by 64-bit keys. */
#include "base/sort.h"

#include <string.h>

#include "base/alloc.h"

enum { DIGIT_BITS = 11, DIGIT_VALUES = 1 << DIGIT_BITS, FEW = 48 };

/* The bits in which keys differ; *sorted: they ascend already. */
static uint64_t
differing_bits(const struct lci_keyed *items, size_t count, bool *sorted)
{
    uint64_t differing = 0;

    *sorted = true;
    for (size_t i = 1; i < count; i++) {
        differing |= items[i].key ^ items[0].key;
        *sorted = *sorted && items[i - 1].key <= items[i].key;
    }
    return differing;
}

static void
sort_few(struct lci_keyed *items, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        const struct lci_keyed item = items[i];
        size_t at = i;

        for (; at > 0 && items[at - 1].key > item.key; at--)
            items[at] = items[at - 1];
        items[at] = item;
    }
}

/* One pass over one digit of the keys. */
static void
scatter_by_digit(const struct lci_keyed *from, struct lci_keyed *to, size_t count, unsigned shift)
{
    size_t next[DIGIT_VALUES] = {0};
    size_t begin = 0;

    for (size_t i = 0; i < count; i++)
        next[(from[i].key >> shift) & (DIGIT_VALUES - 1)]++;
    for (size_t value = 0; value < DIGIT_VALUES; value++) {
        const size_t here = next[value];

        next[value] = begin;
        begin += here;
    }
    for (size_t i = 0; i < count; i++)
        to[next[(from[i].key >> shift) & (DIGIT_VALUES - 1)]++] = from[i];
}

bool
lci_sort_keyed(struct lci_keyed *items, size_t count)
{
    bool sorted = false;
    uint64_t differing = differing_bits(items, count, &sorted);
    struct lci_keyed *spare = NULL;
    struct lci_keyed *from = items;
    struct lci_keyed *to = NULL;

    if (sorted)
        return true;
    if (count <= FEW) {
        sort_few(items, count);
        return true;
    }
    spare = lci_new_array(struct lci_keyed, count);
    if (!spare)
        return false;
    to = spare;
    /* Digits begin at bits that differ: what all keys share costs no pass. */
    for (unsigned shift = 0; shift < 64 && differing >> shift != 0; shift += DIGIT_BITS) {
        struct lci_keyed *swapped = from;

        while ((differing >> shift & 1) == 0)
            shift++;
        scatter_by_digit(from, to, count, shift);
        from = to;
        to = swapped;
    }
    if (from != items)
        memcpy(items, from, count * sizeof(*items));
    lci_free(spare);
    return true;
}
