/* value_words.h - the words that columns of results hold, as people read them. */
#ifndef LCI_LEGEND_VALUE_WORDS_H
#define LCI_LEGEND_VALUE_WORDS_H

#include <stdbool.h>
#include <stddef.h>

/** "绕行" or "detour" for the value "detour" of a column `cause`; NULL: there is no word for it. Static. Cost: the whole list. */
const char *lci_value_word(const char *column, const char *value, bool english);

#endif
