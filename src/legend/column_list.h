/* column_list.h - the words of columns and layers that stand by themselves. For column_words.c. */
#ifndef LCI_LEGEND_COLUMN_LIST_H
#define LCI_LEGEND_COLUMN_LIST_H

#include <stdbool.h>
#include <stddef.h>

/** In place of a layer: what follows the name of a category, as "nearest_m" does in "elderly_centre_nearest_m". */
#define LCI_COLUMN_OF_CATEGORY "*"

/** Without the unit, which comes from the end of the name. */
struct lci_column_listed {
    const char *layer; /* NULL: of every layer that has no word of its own */
    const char *column;
    const char *zh, *en;
};

struct lci_layer_listed {
    const char *layer;
    bool each_profile; /* there is one for each profile, with its id behind the name */
    const char *zh, *en;
};

extern const struct lci_column_listed lci_column_list[];
extern const size_t lci_column_list_count;
extern const struct lci_layer_listed lci_layer_list[];
extern const size_t lci_layer_list_count;

#endif
