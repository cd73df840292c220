/* glyphs.h - texts that the installed fonts cannot draw: each is told once, with how many of its characters. */
#ifndef LCI_MAPS_GLYPHS_H
#define LCI_MAPS_GLYPHS_H

#include <stddef.h>

#include "base/alloc.h"

struct lci_glyphs_text {
    const char *text;
    size_t missing_count; /* characters that come out as boxes */
};

/** Zeroes are an empty list. Release with lci_glyphs_fini(). One thread at a time. */
struct lci_glyphs {
    struct lci_glyphs_text *items; /* count, in the order in which they were drawn first */
    size_t count, capacity;
    size_t missing_count; /* of all */
    bool out_of_memory;   /* some may not stand here */
    struct lci_arena texts;
};

/** Adds a text that does not stand there yet. Cost: O(count). */
void lci_glyphs_add(struct lci_glyphs *glyphs, const char *text, size_t missing_count);
void lci_glyphs_fini(struct lci_glyphs *glyphs);

#endif
