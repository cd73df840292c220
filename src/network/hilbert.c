/* hilbert.c - numbers along a Hilbert curve. */
#include "network/hilbert.h"

enum { BITS = 24, STEP_BITS = 4, STEP_MASK = (1 << STEP_BITS) - 1 };

/*
 * Quadrants are turned as the curve enters them: their axes are exchanged, and in the lower right one also reversed. These two
 * bits are the state.
 */
static uint16_t
walk_bits(uint32_t state, uint32_t column, uint32_t row)
{
    uint32_t exchanged = state & 1;
    uint32_t reversed = state >> 1;
    uint32_t position = 0;

    for (unsigned bit = STEP_BITS; bit-- > 0;) {
        const uint32_t across = (column >> bit & 1) ^ reversed;
        const uint32_t up = (row >> bit & 1) ^ reversed;
        const uint32_t change = (across ^ up) & exchanged;
        const uint32_t right = across ^ change;
        const uint32_t upper = up ^ change;

        position = position << 2 | ((3 * right) ^ upper);
        reversed ^= right & (upper ^ 1);
        exchanged ^= upper ^ 1;
    }
    return (uint16_t)((reversed << 1 | exchanged) << 2 * STEP_BITS | position);
}

void
lci_hilbert_init(struct lci_hilbert *curve)
{
    for (uint32_t state = 0; state < 4; state++)
        for (uint32_t bits = 0; bits < 256; bits++)
            curve->steps[state][bits] = walk_bits(state, bits >> STEP_BITS, bits & STEP_MASK);
}

uint64_t
lci_hilbert_position(const struct lci_hilbert *curve, uint32_t column, uint32_t row)
{
    uint64_t position = 0;
    uint32_t state = 0;

    for (unsigned shift = BITS; shift > 0; shift -= STEP_BITS) {
        const uint32_t bits = (column >> (shift - STEP_BITS) & STEP_MASK) << STEP_BITS |
                              (row >> (shift - STEP_BITS) & STEP_MASK);
        const uint32_t step = curve->steps[state][bits];

        position = position << 2 * STEP_BITS | (step & 0xff);
        state = step >> 2 * STEP_BITS;
    }
    return position;
}
