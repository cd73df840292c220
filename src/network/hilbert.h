/* hilbert.h - numbers along a Hilbert curve. */
#ifndef LCI_NETWORK_HILBERT_H
#define LCI_NETWORK_HILBERT_H

#include <stdint.h>

/** How the curve goes on, four bits of column and row at a time. Immutable once made, share it freely. */
struct lci_hilbert {
    uint16_t steps[4][256]; /* by state and bits: next state, then eight bits of the position */
};

void lci_hilbert_init(struct lci_hilbert *curve);

/** Position of a cell along the curve over 2^24 x 2^24 cells. Source: Hilbert 1891. */
uint64_t lci_hilbert_position(const struct lci_hilbert *curve, uint32_t column, uint32_t row);

#endif
