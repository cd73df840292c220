/* assemble_presence.c - facilities that every unit of a level has to have: the standard's, and the configuration's over them. */
#include <stdio.h>
#include <string.h>

#include "config/assemble_internal.h"
#include "config/reader_internal.h"

static const struct lci_draft_presence *
find_presence(const struct lci_draft_presence_list *list, size_t count, const char *id)
{
    for (size_t i = 0; i < count; i++)
        if (id && list->items[i].presence.id && strcmp(list->items[i].presence.id, id) == 0)
            return &list->items[i];
    return NULL;
}

static bool
has_text(const struct lci_texts *texts, const char *text)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->items[i], text) == 0)
            return true;
    return false;
}

static void
take_presence(struct lci_assembler *assembler, const struct lci_draft_presence *from, size_t number)
{
    struct lci_config *config = assembler->config;
    struct lci_presence *to = &config->presence[config->presence_count++];
    char key[64];

    *to = from->presence;
    to->id = to->id ? to->id : "";
    to->title_zh = to->title_zh ? to->title_zh : to->title_en ? to->title_en : to->id;
    to->title_en = to->title_en ? to->title_en : to->id;
    (void)snprintf(key, sizeof(key), "presence[%zu].facilities", number + 1);
    for (size_t i = 0; i < to->facilities.count; i++)
        lci_assemble_category(assembler, &from->spot, key, to->facilities.items[i]);
    (void)snprintf(key, sizeof(key), "presence[%zu]", number + 1);
    if ((to->grade || to->grades.count > 0) && !to->grade_attribute)
        lci_reader_fault(assembler->reader, &from->spot, key, "the key \"grade_attribute\" is missing, which names the attribute "
                                                              "that holds the grade");
    if (to->grade && to->grades.count > 0 && !has_text(&to->grades, to->grade))
        lci_reader_fault(assembler->reader, &from->spot, key, "expected a grade of the list \"grades\", found \"%.60s\"",
                         to->grade);
    if (!to->level_attribute != (to->level_values.count == 0))
        lci_reader_fault(assembler->reader, &from->spot, key, "expected level_attribute and level_values, found one of them");
}

static void
check_repeats(struct lci_assembler *assembler, const struct lci_draft_presence_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        char key[64];

        if (!find_presence(list, i, list->items[i].presence.id))
            continue;
        (void)snprintf(key, sizeof(key), "presence[%zu].id", i + 1);
        lci_reader_fault(assembler->reader, &list->items[i].spot, key, "\"%s\" is here twice", list->items[i].presence.id);
    }
}

void
lci_assemble_presence(struct lci_assembler *assembler)
{
    const struct lci_draft_presence_list *standard = &assembler->draft->standard_presence;
    const struct lci_draft_presence_list *own = &assembler->draft->presence;
    struct lci_config *config = assembler->config;

    config->presence = lci_reader_alloc(assembler->reader, standard->count + own->count, sizeof(*config->presence));
    if (!config->presence)
        return;
    check_repeats(assembler, standard);
    check_repeats(assembler, own);
    for (size_t i = 0; i < standard->count; i++) {
        const struct lci_draft_presence *instead = find_presence(own, own->count, standard->items[i].presence.id);

        if (instead)
            take_presence(assembler, instead, (size_t)(instead - own->items));
        else
            take_presence(assembler, &standard->items[i], i);
    }
    for (size_t i = 0; i < own->count; i++)
        if (!find_presence(standard, standard->count, own->items[i].presence.id))
            take_presence(assembler, &own->items[i], i);
}
