/* suggest.h - the word that was probably meant. */
#ifndef LCI_CONFIG_SUGGEST_H
#define LCI_CONFIG_SUGGEST_H

#include <stddef.h>

/**
 * The one of `count` words that is nearest to `word`, or NULL if none is near: at most a third of
 * its letters inserted, left out, replaced or swapped with their neighbour, three at the most.
 * Ties: the first. Source: Damerau 1964, optimal string alignment.
 */
const char *lci_suggest(const char *word, const char *const *words, size_t count);

#endif
