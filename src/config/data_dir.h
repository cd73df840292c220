/* data_dir.h - where standards and profiles are. */
#ifndef LCI_CONFIG_DATA_DIR_H
#define LCI_CONFIG_DATA_DIR_H

#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"

enum { LCI_DATA_NAMES = 64 };

/** Names of the files of one kind, without ".yaml", sorted; in an arena. */
struct lci_data_names {
    const char *items[LCI_DATA_NAMES];
    size_t count;
};

/** Whether `text` is a path ("my/rules.yaml", "rules.yaml") and not the name of a file that came
 * along. */
bool lci_is_data_path(const char *text);

/**
 * "<data>/<kind>/<name>.yaml". The data folder is $LIFECIRCLE_DATA; else, of a program that runs from its build folder, the one in
 * the source; else the one that was installed with the library. NULL: out of memory.
 */
char *lci_data_path(struct lci_arena *arena, const char *kind, const char *name);

/** The names that there are. False: out of memory. */
bool lci_data_names(struct lci_arena *arena, const char *kind, struct lci_data_names *out);

#endif
