/* city.h - the streets of a configuration, read and built by the product's own code; the same several times side by side. */
#ifndef BENCH_CITY_H
#define BENCH_CITY_H

#include <lifecircle/config.h>
#include <lifecircle/network.h>

#include "io/read.h"

/** Everything read and built. One thread at a time while it is filled. */
struct bench_city {
    struct lci_config *config;
    struct lci_working_system *system;
    struct lci_quality quality;
    struct lci_ways ways;
    struct lci_barriers barriers;
    struct lci_metric metric;
    struct lci_network *net;
};

/** Reads the network of a configuration file into a zeroed city. bench_city_fini() after failure too. */
LCI_MUST_USE enum lci_status bench_city_read(struct bench_city *city, const char *config_path,
                                             struct lci_error *err);
void bench_city_fini(struct bench_city *city);

/**
 * SYNTHETIC: `side` x `side` copies of a network without its geometry, each joined to the next by one edge, numbered
 * anew along a Hilbert curve over all of it. Aborts when memory runs out. Free with lci_network_free().
 */
struct lci_network *bench_tile(const struct lci_network *net, uint32_t side);

#endif
