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

static const char *
category_meant(const struct lci_config *config, const char *id)
{
    const char *ids[MOST_WORDS];
    size_t count = 0;

    for (size_t i = 0; i < config->category_count && count < MOST_WORDS; i++)
        ids[count++] = config->categories[i].id;
    return lci_suggest(id, ids, count);
}

void
lci_assemble_refuse_category(struct lci_assembler *assembler, const struct lci_spot *spot, const char *key, const char *id)
{
    const char *meant = category_meant(assembler->config, id);

    lci_reader_fault(assembler->reader, spot, key, "expected categories of the list, found \"%s\"%s%s%s", id,
                     meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
}

bool
lci_is_about_lost_category(const struct lci_assembler *assembler, const struct lci_spot *spot, const char *id)
{
    const struct lci_draft *draft = assembler->draft;
    const struct lci_config_file *list = draft->category_count > 0 ? draft->categories[0].spot.file : NULL;

    return list && spot->file && spot->file->order > list->order && !lci_is_category(assembler->config, id);
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

/* A set of the standard that names what the configuration's own list of categories does not have: not asked for. */
static bool
is_outranked(const struct lci_assembler *assembler, const struct lci_draft_set *set)
{
    for (size_t i = 0; i < set->categories.count; i++)
        if (lci_is_about_lost_category(assembler, &set->spot, set->categories.items[i]))
            return true;
    return false;
}

static void
take_set(struct lci_assembler *assembler, size_t index)
{
    const struct lci_draft_set *sets = assembler->draft->sets;
    const struct lci_draft_set *from = &sets[index];
    char key[LCI_KEY_PATH_SIZE];

    assembler->config->sets[assembler->config->set_count++] = (struct lci_set){
        .id = from->id ? from->id : "",
        .title_zh = from->title_zh ? from->title_zh : from->title_en ? from->title_en : from->id,
        .title_en = from->title_en ? from->title_en : from->id,
        .categories = from->categories,
        .least = from->least,
    };
    (void)snprintf(key, sizeof(key), "sets[%zu].id", index + 1);
    if (from->id && strcmp(from->id, ALL) == 0)
        lci_reader_fault(assembler->reader, &from->spot, key, "\"all\" is the set of all categories, which is always there");
    for (size_t i = 0; i < index && from->id; i++)
        if (sets[i].id && strcmp(sets[i].id, from->id) == 0)
            lci_reader_fault(assembler->reader, &from->spot, key, "\"%s\" is here twice", from->id);
    (void)snprintf(key, sizeof(key), "sets[%zu].categories", index + 1);
    check_categories(assembler, from, key);
    (void)snprintf(key, sizeof(key), "sets[%zu].least", index + 1);
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
        if (!is_outranked(assembler, &assembler->draft->sets[i]))
            take_set(assembler, i);
}
