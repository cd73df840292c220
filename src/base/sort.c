/* sort.c - radix sort by 64-bit keys. */
#include "base/sort.h"

#include <string.h>

#include "base/alloc.h"

/* Digits are so short that a scatter over them keeps all its ends in the cache; many items are cut up to fit there too. */
enum { DIGIT_BITS = 8, DIGIT_VALUES = 1 << DIGIT_BITS, FEW = 24, MANY = 1 << 13 };

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

/* Scatters the items by the digit at `shift`; those with digit d then are to[first[d]] to to[first[d + 1] - 1]. */
static void
scatter(const struct lci_keyed *from, struct lci_keyed *to, size_t count, unsigned shift, size_t first[DIGIT_VALUES + 2])
{
    size_t *next = first + 1; /* of each digit: goes from its begin to its end, which is the begin of the one after it */

    memset(first, 0, (DIGIT_VALUES + 2) * sizeof(*first));
    for (size_t i = 0; i < count; i++)
        first[(from[i].key >> shift & (DIGIT_VALUES - 1)) + 2]++;
    for (size_t digit = 2; digit < DIGIT_VALUES + 2; digit++)
        first[digit] += first[digit - 1];
    for (size_t i = 0; i < count; i++)
        to[next[from[i].key >> shift & (DIGIT_VALUES - 1)]++] = from[i];
}

/* From the lowest digit up. Digits begin at bits that differ: what all keys share costs no pass. */
static void
sort_upwards(struct lci_keyed *items, size_t count, struct lci_keyed *spare, uint64_t differing)
{
    size_t first[DIGIT_VALUES + 2];
    struct lci_keyed *from = items;
    struct lci_keyed *to = spare;

    for (unsigned shift = 0; shift < 64 && differing >> shift != 0; shift += DIGIT_BITS) {
        struct lci_keyed *swapped = from;

        while ((differing >> shift & 1) == 0)
            shift++;
        scatter(from, to, count, shift, first);
        from = to;
        to = swapped;
    }
    if (from != items)
        memcpy(items, from, count * sizeof(*items));
}

/* By the highest digit, if there are many; what shares it then is sorted for itself. At most eight levels deep. */
static void
sort(struct lci_keyed *items, size_t count, uint64_t differing, struct lci_keyed *spare)
{
    size_t first[DIGIT_VALUES + 2];
    unsigned shift = 0;

    if (count <= FEW) {
        sort_few(items, count);
        return;
    }
    if (count <= MANY) {
        sort_upwards(items, count, spare, differing);
        return;
    }
    while (differing >> shift >= DIGIT_VALUES)
        shift++;
    scatter(items, spare, count, shift, first);
    memcpy(items, spare, count * sizeof(*items));
    for (size_t digit = 0; shift > 0 && digit < DIGIT_VALUES; digit++) {
        struct lci_keyed *part = items + first[digit];
        const size_t part_count = first[digit + 1] - first[digit];
        bool sorted = false;
        const uint64_t part_differing = differing_bits(part, part_count, &sorted);

        if (!sorted)
            sort(part, part_count, part_differing, spare);
    }
}

bool
lci_sort_keyed(struct lci_keyed *items, size_t count)
{
    bool sorted = false;
    const uint64_t differing = differing_bits(items, count, &sorted);
    struct lci_keyed *spare = NULL;

    if (sorted)
        return true;
    spare = lci_new_array(struct lci_keyed, count);
    if (!spare)
        return false;
    sort(items, count, differing, spare);
    lci_free(spare);
    return true;
}
