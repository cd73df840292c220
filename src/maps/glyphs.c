/* glyphs.c - the list of texts that lack glyphs. */
#include "maps/glyphs.h"

#include <string.h>

void
lci_glyphs_add(struct lci_glyphs *glyphs, const char *text, size_t missing_count)
{
    struct lci_glyphs_text item = {.missing_count = missing_count};

    for (size_t i = 0; i < glyphs->count; i++)
        if (strcmp(glyphs->items[i].text, text) == 0)
            return;
    item.text = lci_arena_text(&glyphs->texts, text, strlen(text));
    if (!item.text || !lci_grow(&glyphs->items, glyphs->count, &glyphs->capacity)) {
        glyphs->out_of_memory = true;
        return;
    }
    glyphs->items[glyphs->count++] = item;
    glyphs->missing_count += missing_count;
}

void
lci_glyphs_fini(struct lci_glyphs *glyphs)
{
    lci_free(glyphs->items);
    lci_arena_fini(&glyphs->texts);
    *glyphs = (struct lci_glyphs){.count = 0};
}
