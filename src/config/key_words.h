/* key_words.h - what every key means: for the JSON Schema that editors show, and the manual pages. */
#ifndef LCI_CONFIG_KEY_WORDS_H
#define LCI_CONFIG_KEY_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/** What keys of one meaning say. */
struct lci_key_words {
    const char *path;    /* "config.figures", or the end of several: "categories.id", "id" */
    const char *says[2]; /* in English, in Chinese */
};

/** Every row is of some key; lci_key_words_count of them. */
extern const struct lci_key_words lci_key_words[];
extern const size_t lci_key_words_count;

/**
 * The words of the key at `path`: the kind of its file ("config", "standard" or "profile") and the keys down to it, with points
 * between ("config.limits.minutes"). NULL: it has none, which a test excludes.
 */
const struct lci_key_words *lci_words_of_key(const char *path);

/** A unit of a key table in English, as it is there, or in Chinese. */
const char *lci_unit_in(const char *unit, bool chinese);

#endif
