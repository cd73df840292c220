/* assemble_sets.c - several categories together: each set names categories of the list. */
#include <stdio.h>
#include <string.h>

#include "config/assemble_internal.h"
#include "config/reader_internal.h"
#include "config/suggest.h"

enum { MOST_WORDS = 256, LEAST_CATEGORIES = 2 };

static const char ALL[] = "all";

bool
lci_is_category(const struct lci_config *config, const char *id)
{
    for (size_t i = 0; i < config->category_count; i++)
        if (strcmp(config->categories[i].id, id) == 0)
            return true;
    return config->category_count == 0;
}

bool
lci_is_drafted_category(const struct lci_draft *draft, const char *id)
{
    for (size_t i = 0; i < draft->category_count; i++)
        if (draft->categories[i].id && strcmp(draft->categories[i].id, id) == 0)
            return true;
    return false;
}

/* One of those that the run asks about; while these are not chosen yet, of all that are listed. */
static const char *
category_meant(const struct lci_assembler *assembler, const char *id)
{
    const struct lci_config *config = assembler->config;
    const struct lci_draft *draft = assembler->draft;
    const char *ids[MOST_WORDS];
    size_t count = 0;

    for (size_t i = 0; i < config->category_count && count < MOST_WORDS; i++)
        ids[count++] = config->categories[i].id;
    for (size_t i = 0; config->category_count == 0 && i < draft->category_count && count < MOST_WORDS; i++)
        if (draft->categories[i].id)
            ids[count++] = draft->categories[i].id;
    return lci_suggest(id, ids, count);
}

void
lci_assemble_refuse_category(struct lci_assembler *assembler, const struct lci_spot *spot, const char *key, const char *id)
{
    const char *meant = category_meant(assembler, id);

    lci_reader_fault(assembler->reader, spot, key, "expected categories of the list, found \"%s\"%s%s%s", id,
                     meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
}

bool
lci_is_about_lost_category(const struct lci_assembler *assembler, const struct lci_spot *spot, const char *id)
{
    const struct lci_draft *draft = assembler->draft;

    return draft->only_count > 0 && spot->file && spot->file->order > draft->only[0].spot.file->order &&
           !lci_is_category(assembler->config, id) && lci_is_drafted_category(draft, id);
}

static void
check_categories(struct lci_assembler *assembler, const struct lci_draft_set *set, const char *key)
{
    const struct lci_texts *ids = &set->categories;

    if (ids->count < LEAST_CATEGORIES)
        lci_reader_fault(assembler->reader, &set->spot, key, "expected two categories or more, found %zu", ids->count);
    for (size_t i = 0; i < ids->count; i++) {
        for (size_t before = 0; before < i; before++)
            if (strcmp(ids->items[before], ids->items[i]) == 0)
                lci_reader_fault(assembler->reader, &set->spot, key, "\"%s\" is here twice", ids->items[i]);
        if (lci_is_category(assembler->config, ids->items[i]))
            continue;
        lci_assemble_refuse_category(assembler, &set->spot, key, ids->items[i]);
    }
}

/* A set of the standard that names a category which is left out. */
static bool
is_lost(const struct lci_assembler *assembler, const struct lci_draft_set *set)
{
    for (size_t i = 0; i < set->categories.count; i++)
        if (lci_is_about_lost_category(assembler, &set->spot, set->categories.items[i]))
            return true;
    return false;
}

static void
take_set(struct lci_assembler *assembler, const struct lci_draft_set *from)
{
    char key[LCI_KEY_PATH_SIZE];

    assembler->config->sets[assembler->config->set_count++] = (struct lci_set){
        .id = from->id ? from->id : "",
        .title_zh = from->title_zh ? from->title_zh : from->title_en ? from->title_en : from->id,
        .title_en = from->title_en ? from->title_en : from->id,
        .categories = from->categories,
        .least = from->least,
    };
    (void)snprintf(key, sizeof(key), "sets[%u].id", from->spot.item);
    if (from->id && strcmp(from->id, ALL) == 0)
        lci_reader_fault(assembler->reader, &from->spot, key, "\"all\" is the set of all categories, which is always there");
    (void)snprintf(key, sizeof(key), "sets[%u].categories", from->spot.item);
    check_categories(assembler, from, key);
    (void)snprintf(key, sizeof(key), "sets[%u].least", from->spot.item);
    if (from->least > from->categories.count && from->categories.count >= LEAST_CATEGORIES)
        lci_reader_fault(assembler->reader, &from->spot, key, "expected at most %zu, the number of its categories, found %u",
                         from->categories.count, (unsigned)from->least);
}

void
lci_assemble_sets(struct lci_assembler *assembler)
{
    const size_t count = assembler->draft->set_count;
    struct lci_config *config = assembler->config;

    if (count == 0)
        return;
    config->sets = lci_reader_alloc(assembler->reader, count, sizeof(*config->sets));
    for (size_t i = 0; i < count && config->sets; i++)
        if (!is_lost(assembler, &assembler->draft->sets[i]))
            take_set(assembler, &assembler->draft->sets[i]);
}
