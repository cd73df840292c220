/* assemble_presence.c - facilities that every unit of a level has to have. */
#include <stdio.h>
#include <string.h>

#include "config/assemble_internal.h"
#include "config/reader_internal.h"

static bool
has_text(const struct lci_texts *texts, const char *text)
{
    for (size_t i = 0; i < texts->count; i++)
        if (strcmp(texts->items[i], text) == 0)
            return true;
    return false;
}

static void
take_presence(struct lci_assembler *assembler, const struct lci_draft_presence *from)
{
    struct lci_config *config = assembler->config;
    struct lci_presence *to = &config->presence[config->presence_count++];
    char key[64];

    *to = from->presence;
    to->id = to->id ? to->id : "";
    to->title_zh = to->title_zh ? to->title_zh : to->title_en ? to->title_en : to->id;
    to->title_en = to->title_en ? to->title_en : to->id;
    (void)snprintf(key, sizeof(key), "presence[%u].facilities", from->spot.item);
    for (size_t i = 0; i < to->facilities.count; i++)
        lci_assemble_category(assembler, &from->spot, key, to->facilities.items[i]);
    (void)snprintf(key, sizeof(key), "presence[%u]", from->spot.item);
    if ((to->grade || to->grades.count > 0) && !to->grade_attribute)
        lci_reader_fault(assembler->reader, &from->spot, key, "the key \"grade_attribute\" is missing, which names the attribute "
                                                              "that holds the grade");
    if (to->grade && to->grades.count > 0 && !has_text(&to->grades, to->grade))
        lci_reader_fault(assembler->reader, &from->spot, key, "expected a grade of the list \"grades\", found \"%.60s\"",
                         to->grade);
    if (!to->level_attribute != (to->level_values.count == 0))
        lci_reader_fault(assembler->reader, &from->spot, key, "expected level_attribute and level_values, found one of them");
}

/* What the standard asks for of a category that is left out. */
static bool
is_lost(const struct lci_assembler *assembler, const struct lci_draft_presence *from)
{
    for (size_t i = 0; i < from->presence.facilities.count; i++)
        if (lci_is_about_lost_category(assembler, &from->spot, from->presence.facilities.items[i]))
            return true;
    return false;
}

void
lci_assemble_presence(struct lci_assembler *assembler)
{
    const struct lci_draft_presence_list *drafts = &assembler->draft->presence;

    assembler->config->presence = lci_reader_alloc(assembler->reader, drafts->count, sizeof(*assembler->config->presence));
    for (size_t i = 0; i < drafts->count && assembler->config->presence; i++)
        if (!is_lost(assembler, &drafts->items[i]))
            take_presence(assembler, &drafts->items[i]);
}
