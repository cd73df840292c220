/* numbering.h - numbers for texts and for pairs of numbers, the same for equal ones: keys of many parts become one number. */
#ifndef LCI_BASE_NUMBERING_H
#define LCI_BASE_NUMBERING_H

#include "base/alloc.h"

struct lci_numbering_pair_slot;

/**
 * Texts and pairs that were met so far. All zeroes is an empty one; lci_numbering_fini(). A key of many parts is a chain of pairs:
 * the number of (the number of (the first part, the second), the third) and so on; two chains of one length have the same number
 * exactly when all their parts are equal. Numbers follow the order in which things are met, so they are to be compared for
 * being equal only.
 * Memory: 32 bytes a pair and 40 a text beside its bytes, doubled while it grows. One thread at a time.
 */
struct lci_numbering {
    struct lci_arena arena;
    const char **texts;                         /* text_count + 1; number -> text, 0 is none */
    uint32_t *text_slots;                       /* text_slot_count, a power of two; number, or 0 */
    struct lci_numbering_pair_slot *pair_slots; /* pair_slot_count, a power of two */
    size_t text_count, text_capacity, text_slot_count;
    size_t pair_count, pair_slot_count;
    bool failed; /* out of memory, or more than 2^32 - 2 of them: numbers from then on mean nothing */
};

void lci_numbering_fini(struct lci_numbering *numbering);

/** From 1 to text_count; 0 for NULL. The text is copied when it is met first. Cost: O(length). */
uint32_t lci_numbering_text(struct lci_numbering *numbering, const char *text);

/** From 1 to pair_count, whatever the numbers are. Cost: O(1). */
uint32_t lci_numbering_pair(struct lci_numbering *numbering, uint32_t first, uint32_t second);

#endif
