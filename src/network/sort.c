/* sort.c - radix sort by 64-bit keys, and the Hilbert curve. */
#include "network/sort.h"

#include <string.h>

#include "base/alloc.h"

enum { BYTE_VALUES = 256, HILBERT_BITS = 24 };

/* One pass over one byte of the keys. False: all keys agree there, nothing was moved. */
static bool
scatter_by_byte(const struct lci_keyed *from, struct lci_keyed *to, size_t count, unsigned shift)
{
    size_t next[BYTE_VALUES] = {0};
    size_t begin = 0;

    for (size_t i = 0; i < count; i++)
        next[(from[i].key >> shift) & 0xff]++;
    if (next[(from[0].key >> shift) & 0xff] == count)
        return false;
    for (size_t value = 0; value < BYTE_VALUES; value++) {
        const size_t here = next[value];

        next[value] = begin;
        begin += here;
    }
    for (size_t i = 0; i < count; i++)
        to[next[(from[i].key >> shift) & 0xff]++] = from[i];
    return true;
}

bool
lci_sort_keyed(struct lci_keyed *items, size_t count)
{
    struct lci_keyed *spare = NULL;
    struct lci_keyed *from = items;
    struct lci_keyed *to = NULL;

    if (count < 2)
        return true;
    spare = lci_new_array(struct lci_keyed, count);
    if (!spare)
        return false;
    to = spare;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        if (scatter_by_byte(from, to, count, shift)) {
            struct lci_keyed *swapped = from;

            from = to;
            to = swapped;
        }
    }
    if (from != items)
        memcpy(items, from, count * sizeof(*items));
    lci_free(spare);
    return true;
}

uint64_t
lci_hilbert(uint32_t column, uint32_t row)
{
    const uint32_t side = UINT32_C(1) << HILBERT_BITS;
    uint64_t position = 0;
    uint32_t x = column;
    uint32_t y = row;

    for (uint32_t half = side / 2; half > 0; half /= 2) {
        const uint32_t right = (x & half) > 0;
        const uint32_t upper = (y & half) > 0;

        position += (uint64_t)half * half * ((3 * right) ^ upper);
        if (upper == 0) {
            const uint32_t swapped = right ? side - 1 - y : y;

            y = right ? side - 1 - x : x;
            x = swapped;
        }
    }
    return position;
}
