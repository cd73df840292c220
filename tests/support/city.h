/* city.h - the streets of a configuration, read and built by the product's own code. */
#ifndef LCI_TESTS_CITY_H
#define LCI_TESTS_CITY_H

#include <lifecircle/config.h>
#include <lifecircle/network.h>

#include "io/read.h"

/** Everything read and built. One thread at a time while it is filled. */
struct test_city {
    struct lci_config *config;
    struct lci_working_system *system;
    struct lci_quality quality;
    struct lci_ways ways;
    struct lci_barriers barriers;
    struct lci_metric metric;
    struct lci_network *net;
};

/** Reads the network and the barriers of a configuration file into a zeroed city. test_city_fini() after failure too. */
LCI_MUST_USE enum lci_status test_city_read(struct test_city *city, const char *config_path,
                                             struct lci_error *err);
void test_city_fini(struct test_city *city);

/** The two halves of it, once configuration and system are there: files to ways and barriers, ways to the network. */
LCI_MUST_USE enum lci_status test_city_read_streets(struct test_city *city, struct lci_error *err);
LCI_MUST_USE enum lci_status test_city_build(struct test_city *city, struct lci_error *err);

/** Back to before test_city_read_streets(). */
void test_city_clear(struct test_city *city);

#endif
