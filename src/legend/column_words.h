/* column_words.h - what the layers and columns of results are called when a person reads them: headings, aliases, map tips. */
#ifndef LCI_LEGEND_COLUMN_WORDS_H
#define LCI_LEGEND_COLUMN_WORDS_H

#include <stdbool.h>

#include "base/alloc.h"
#include "result/result.h"

/** Whose columns they are, and in which language. All texts that are made live in the arena. One thread at a time. */
struct lci_column_words {
    const struct lci_result *result; /* NULL: of a comparison (lifecircle diff), whose columns name no category */
    bool english;
    struct lci_arena *arena;
    bool failed; /* out of memory: a word that was asked for is NULL although there is one */
};

/**
 * "综合为老服务中心：最近设施路程（米）" or "Comprehensive elderly-care centre: walk to the nearest facility (m)" for the column
 * "elderly_centre_nearest_m" of the layer "homes" or "homes_elder": the unit stands behind it, of a share "0–1". NULL: there is no
 * word, since the configuration has named the column (an attribute, or a weight of its own). Cost: all words are looked through.
 */
const char *lci_column_word(struct lci_column_words *words, const char *layer, const char *column);

/** "住宅（老年人）" or "Homes (Elder)" for the layer "homes_elder"; NULL: no layer or table of a result or comparison. */
const char *lci_layer_word(struct lci_column_words *words, const char *layer);

/** "homes" for "homes_elder": what the layer's columns are about. NULL: no layer or table of a result or comparison. */
const char *lci_layer_kind(const char *layer);

#endif
