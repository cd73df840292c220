/* hilbert.h - numbers along a Hilbert curve. */
#ifndef LCI_NETWORK_HILBERT_H
#define LCI_NETWORK_HILBERT_H

#include <stdint.h>

/** Position of a cell along the Hilbert curve over 2^24 x 2^24 cells. Source: Hilbert 1891. */
uint64_t lci_hilbert(uint32_t column, uint32_t row);

#endif
