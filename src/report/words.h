/* words.h - a text in both languages of everything that people see. */
#ifndef LCI_REPORT_WORDS_H
#define LCI_REPORT_WORDS_H

#include <stdbool.h>

/** A word or a sentence in both languages. */
struct lci_words {
    const char *zh, *en;
};

/** The words that are asked for. */
static inline const char *
lci_word(bool english, struct lci_words words)
{
    return english ? words.en : words.zh;
}

#endif
