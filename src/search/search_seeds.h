/* search_seeds.h - which seeds of the last run lie on an edge: for the modules that ask where walks end. */
#ifndef LCI_SEARCH_SEEDS_H
#define LCI_SEARCH_SEEDS_H

#include <lifecircle/search.h>

/** The seeds on `edge`: *count of them from the index answered, in the order of the search's own list. */
size_t lci_search_seeds_on(const struct lci_search *search, lci_edge_id edge, size_t *count);

/** All seeds of the last run, sorted by edge, then offset: *count of them, borrowed until the next one. */
const struct lci_seed *lci_search_seeds(const struct lci_search *search, size_t *count);

#endif
