/* settings.h - what a configuration says, as texts: every key of the tables that it and the files it names are read by. */
#ifndef LCI_CONFIG_SETTINGS_H
#define LCI_CONFIG_SETTINGS_H

#include <lifecircle/config.h>

#include "base/alloc.h"
#include "config/keys.h"

/** Settings as they are gathered. Texts and items live in the arena; `failed` is set when memory runs out. */
struct lci_settings_list {
    struct lci_arena *arena;
    struct lci_settings *out;
    size_t capacity;
    bool failed;
};

/**
 * Adds what stands in `target`, which was read by `section`, under keys that begin with `prefix`:
 * "categories[park].limits.minutes", "facilities[2].fields.id"; items of lists are named by their id where they have one. Numbers,
 * words and yes or no are always there where they are not 0, texts and lists where there are any. Of a database only what is not
 * secret.
 */
void lci_settings_add(struct lci_settings_list *list, const struct lci_section *section, const void *target, const char *prefix);

/** The value of a key; NULL: there is none. Cost: O(settings). */
const char *lci_setting(const struct lci_settings *settings, const char *key);

#endif
