/* assemble_words.c - values that are one of several words: which ones, and which was probably meant. */
#include <stdio.h>
#include <string.h>

#include "config/assemble_internal.h"
#include "config/keys.h"
#include "config/reader_internal.h"
#include "config/suggest.h"

enum { MOST_WORDS = 64, LIST_SIZE = 512 };

int
lci_assemble_word(struct lci_assembler *assembler, const struct lci_noted *noted, const char *key, const char *const *words)
{
    char list[LIST_SIZE] = "";
    const char *meant = NULL;
    size_t count = 0;
    size_t used = 0;

    for (; words[count]; count++) {
        if (strcmp(words[count], noted->text) == 0)
            return (int)count;
        if (used < sizeof(list))
            used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", count > 0 ? ", " : "", words[count]);
    }
    meant = lci_suggest(noted->text, words, count);
    lci_reader_fault(assembler->reader, &noted->spot, key, "expected one of %s, found \"%.60s\"%s%s%s", list, noted->text,
                     meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
    return -1;
}

void
lci_assemble_weight(struct lci_assembler *assembler, const struct lci_noted *noted, const char *key)
{
    const struct lci_texts *further = &assembler->draft->weights;
    const char *words[MOST_WORDS];
    size_t count = 0;

    for (; lci_known_weight_words[count]; count++)
        words[count] = lci_known_weight_words[count];
    for (size_t i = 0; i < further->count && count + 1 < MOST_WORDS; i++)
        words[count++] = further->items[i];
    words[count] = NULL;
    (void)lci_assemble_word(assembler, noted, key, words);
}

void
lci_assemble_set(struct lci_assembler *assembler, const struct lci_noted *noted, const char *key)
{
    const struct lci_config *config = assembler->config;
    const char *words[MOST_WORDS] = {"all"};
    size_t count = 1;

    for (size_t i = 0; i < config->set_count && count + 1 < MOST_WORDS; i++)
        words[count++] = config->sets[i].id;
    words[count] = NULL;
    (void)lci_assemble_word(assembler, noted, key, words);
}
