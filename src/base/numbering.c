/* numbering.c - numbers for texts and for pairs of numbers, from two hash tables with open addresses. */
#include "base/numbering.h"

#include <string.h>

enum { FIRST_SLOTS = 1024 };

/* Number 0: the slot is free. */
struct lci_numbering_pair_slot {
    uint32_t first, second, number;
};

void
lci_numbering_fini(struct lci_numbering *numbering)
{
    lci_arena_fini(&numbering->arena);
    lci_free(numbering->texts);
    lci_free(numbering->text_slots);
    lci_free(numbering->pair_slots);
    *numbering = (struct lci_numbering){.texts = NULL};
}

/* FNV-1a, 64 bit. */
static uint64_t
hash_text(const char *text)
{
    uint64_t hash = 0xcbf29ce484222325U;

    for (; *text != '\0'; text++)
        hash = (hash ^ (unsigned char)*text) * 0x100000001b3U;
    return hash;
}

/* The bits of a pair, mixed (the finaliser of SplitMix64). */
static uint64_t
hash_pair(uint32_t first, uint32_t second)
{
    uint64_t hash = ((uint64_t)first << 32 | second) + 0x9e3779b97f4a7c15U;

    hash = (hash ^ hash >> 30) * 0xbf58476d1ce4e5b9U;
    hash = (hash ^ hash >> 27) * 0x94d049bb133111ebU;
    return hash ^ hash >> 31;
}

/* Where the text stands, or would stand. */
static size_t
text_slot(const struct lci_numbering *numbering, const char *text)
{
    size_t slot = hash_text(text) & (numbering->text_slot_count - 1);

    while (numbering->text_slots[slot] != 0 && strcmp(numbering->texts[numbering->text_slots[slot]], text) != 0)
        slot = (slot + 1) & (numbering->text_slot_count - 1);
    return slot;
}

static bool
grow_texts(struct lci_numbering *numbering)
{
    const size_t wanted = numbering->text_slot_count > 0 ? 2 * numbering->text_slot_count : FIRST_SLOTS;
    uint32_t *slots = NULL;

    if (2 * (numbering->text_count + 1) < numbering->text_slot_count)
        return true;
    slots = lci_new_array(uint32_t, wanted);
    if (!slots)
        return false;
    lci_free(numbering->text_slots);
    numbering->text_slots = slots;
    numbering->text_slot_count = wanted;
    for (uint32_t number = 1; number <= numbering->text_count; number++)
        slots[text_slot(numbering, numbering->texts[number])] = number;
    return true;
}

static uint32_t
fail(struct lci_numbering *numbering)
{
    numbering->failed = true;
    return 0;
}

uint32_t
lci_numbering_text(struct lci_numbering *numbering, const char *text)
{
    size_t slot = 0;

    if (!text)
        return 0;
    if (numbering->failed || !grow_texts(numbering) ||
        !lci_reserve(&numbering->texts, numbering->text_count + 2, &numbering->text_capacity))
        return fail(numbering);
    slot = text_slot(numbering, text);
    if (numbering->text_slots[slot] == 0) {
        const char *copy = lci_arena_text(&numbering->arena, text, strlen(text));

        if (!copy || numbering->text_count >= UINT32_MAX - 1)
            return fail(numbering);
        numbering->texts[++numbering->text_count] = copy;
        numbering->text_slots[slot] = (uint32_t)numbering->text_count;
    }
    return numbering->text_slots[slot];
}

static struct lci_numbering_pair_slot *
pair_slot(struct lci_numbering_pair_slot *slots, size_t slot_count, uint32_t first, uint32_t second)
{
    size_t slot = hash_pair(first, second) & (slot_count - 1);

    while (slots[slot].number != 0 && (slots[slot].first != first || slots[slot].second != second))
        slot = (slot + 1) & (slot_count - 1);
    return &slots[slot];
}

static bool
grow_pairs(struct lci_numbering *numbering)
{
    const size_t wanted = numbering->pair_slot_count > 0 ? 2 * numbering->pair_slot_count : FIRST_SLOTS;
    struct lci_numbering_pair_slot *slots = NULL;

    if (2 * (numbering->pair_count + 1) < numbering->pair_slot_count)
        return true;
    slots = lci_new_array(struct lci_numbering_pair_slot, wanted);
    if (!slots)
        return false;
    for (size_t i = 0; i < numbering->pair_slot_count; i++) {
        const struct lci_numbering_pair_slot *old = &numbering->pair_slots[i];

        if (old->number != 0)
            *pair_slot(slots, wanted, old->first, old->second) = *old;
    }
    lci_free(numbering->pair_slots);
    numbering->pair_slots = slots;
    numbering->pair_slot_count = wanted;
    return true;
}

uint32_t
lci_numbering_pair(struct lci_numbering *numbering, uint32_t first, uint32_t second)
{
    struct lci_numbering_pair_slot *slot = NULL;

    if (numbering->failed || numbering->pair_count >= UINT32_MAX - 1 || !grow_pairs(numbering))
        return fail(numbering);
    slot = pair_slot(numbering->pair_slots, numbering->pair_slot_count, first, second);
    if (slot->number == 0)
        *slot = (struct lci_numbering_pair_slot){first, second, (uint32_t)++numbering->pair_count};
    return slot->number;
}
