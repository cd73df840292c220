/* phrases.h - texts of results in Chinese, by the phrases of geodata/words/zh.yaml. */
#ifndef LCI_RESULT_PHRASES_H
#define LCI_RESULT_PHRASES_H

#include <stddef.h>

#include <lifecircle/config.h>

enum { LCI_PHRASE_SIZE = 2048 };

/** What texts are translated by. title: what people call the id of a category or level that stands in a text, `length` bytes
 * at `text`; NULL: it is none. */
struct lci_phrase_book {
    const struct lci_phrases *phrases;
    const char *(*title)(const void *user, const char *text, size_t length);
    const void *user;
};

/**
 * A text of a result in Chinese: the first phrase that fits all of it, an id by its title, or part by part where it is
 * joined by "; ". Answers `text` itself where no phrase fits (it may be what a person wrote), where it is longer than
 * `buffer`, or NULL for NULL. buffer: size bytes, that the answer may point to. Threads: any.
 */
const char *lci_phrases_say(const struct lci_phrase_book *book, const char *text, char *buffer, size_t size);

/** The Chinese of a word that is a phrase of its own, as the codes of remarks are; NULL: there is none. Borrowed from the
 * phrases. */
const char *lci_phrases_word(const struct lci_phrases *phrases, const char *word);

#endif
