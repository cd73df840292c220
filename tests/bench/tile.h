/* tile.h - the same network several times side by side. */
#ifndef BENCH_TILE_H
#define BENCH_TILE_H

#include <lifecircle/network.h>

/**
 * SYNTHETIC: `side` x `side` copies of a network without its geometry, each joined to the next by one edge, numbered
 * anew along a Hilbert curve over all of it. Aborts when memory runs out. Free with lci_network_free().
 */
struct lci_network *bench_tile(const struct lci_network *net, uint32_t side);

#endif
