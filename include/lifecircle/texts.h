/* texts.h - lists of texts, and selections of features by their tags, fields or attributes. */
#ifndef LIFECIRCLE_TEXTS_H
#define LIFECIRCLE_TEXTS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

/** A list of texts. Borrowed from the configuration that holds it. */
struct lci_texts {
    const char **items;
    size_t count;
};

/** One tag, field or attribute and the values that match it; no values: any value but "no". */
struct lci_match {
    const char *key;
    struct lci_texts values;
};

/** Matches when every one of its matches does; of a list of selections any one is enough. */
struct lci_selection {
    struct lci_match *matches;
    size_t match_count;
};

#ifdef __cplusplus
}
#endif
#endif
