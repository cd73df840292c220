/* hilbert.c - numbers along a Hilbert curve. */
#include "network/hilbert.h"

enum { HILBERT_BITS = 24 };

/*
 * Quadrants are turned as the curve enters them: their axes are exchanged, and in the lower right one also reversed. Both
 * are bits here, for a branch on a place's coordinates is never foreseen.
 */
uint64_t
lci_hilbert(uint32_t column, uint32_t row)
{
    uint64_t position = 0;
    uint32_t exchanged = 0;
    uint32_t reversed = 0;

    for (unsigned bit = HILBERT_BITS; bit-- > 0;) {
        const uint32_t across = (column >> bit & 1) ^ reversed;
        const uint32_t up = (row >> bit & 1) ^ reversed;
        const uint32_t change = (across ^ up) & exchanged;
        const uint32_t right = across ^ change;
        const uint32_t upper = up ^ change;

        position = position << 2 | ((3 * right) ^ upper);
        reversed ^= right & (upper ^ 1);
        exchanged ^= upper ^ 1;
    }
    return position;
}
