/* attribute_select.c - whether the attributes of a row hold what a selection asks for. */
#include <string.h>

#include "analysis/attributes.h"

static bool
match_holds(const struct lci_match *match, const char *text)
{
    if (!text)
        return false;
    if (match->values.count == 0)
        return strcmp(text, "no") != 0;
    for (size_t i = 0; i < match->values.count; i++)
        if (strcmp(match->values.items[i], text) == 0)
            return true;
    return false;
}

bool
lci_attributes_selected(const char *const *names, size_t count, const char *const *texts,
                        const struct lci_selection *select, size_t select_count)
{
    for (size_t i = 0; i < select_count; i++) {
        bool all = true;

        for (size_t k = 0; k < select[i].match_count && all; k++) {
            const uint32_t index = lci_attribute_index(names, count, select[i].matches[k].key);

            all = match_holds(&select[i].matches[k], index == LCI_NONE || !texts ? NULL : texts[index]);
        }
        if (all)
            return true;
    }
    return select_count == 0;
}
