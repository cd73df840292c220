/* assemble_supply.c - which facilities count: by status, and by their hours. */
#include <stdio.h>
#include <string.h>

#include "base/opening_hours.h"
#include "config/assemble_internal.h"

bool
lci_assemble_has_attribute(const struct lci_assembler *assembler, const char *name)
{
    const struct lci_sources *sources = &assembler->config->facilities;

    for (size_t s = 0; s < sources->count; s++)
        for (size_t i = 0; i < sources->items[s].field_count; i++) {
            const char *role = sources->items[s].fields[i].role;

            if (strncmp(role, LCI_ATTRIBUTE_ROLE, strlen(LCI_ATTRIBUTE_ROLE)) == 0 &&
                strcmp(role + strlen(LCI_ATTRIBUTE_ROLE), name) == 0)
                return true;
        }
    return false;
}

/* A word may mean one status only. */
static void
check_words(struct lci_assembler *assembler, const struct lci_draft_status *status)
{
    static const char *const names[] = {"open", "planned", "closed"};

    for (size_t a = 0; a < LCI_STATUS_COUNT; a++)
        for (size_t b = a + 1; b < LCI_STATUS_COUNT; b++)
            for (size_t i = 0; i < status->values[a].count; i++)
                for (size_t k = 0; k < status->values[b].count; k++)
                    if (strcmp(status->values[a].items[i], status->values[b].items[k]) == 0)
                        lci_reader_fault(assembler->reader, &status->spot, "status_values", "\"%s\" is under %s and under %s",
                                         status->values[a].items[i], names[a], names[b]);
}

static void
take_status(struct lci_assembler *assembler)
{
    const struct lci_draft_supply *from = &assembler->draft->supply;
    struct lci_supply *to = &assembler->config->supply;
    const uint32_t counted = from->count_status != 0 ? from->count_status : 1U << LCI_STATUS_OPEN;
    size_t words = 0;

    to->no_values = from->no_values;
    for (size_t i = 0; i < LCI_STATUS_COUNT; i++) {
        to->status_values[i] = from->status.values[i];
        to->counts_status[i] = (counted >> i & 1U) != 0;
        words += from->status.values[i].count;
    }
    check_words(assembler, &from->status);
    if (words == 0 && lci_assemble_has_attribute(assembler, "status"))
        lci_reader_fault(assembler->reader, &assembler->draft->profile.spot, "status_values",
                         "expected the words that the attribute status says, found none");
}

static bool
gates_have_hours(const struct lci_config *config)
{
    for (size_t s = 0; s < config->gates.count; s++)
        for (size_t i = 0; i < config->gates.items[s].field_count; i++)
            if (strcmp(config->gates.items[s].fields[i].role, "hours") == 0)
                return true;
    return false;
}

static void
take_time(struct lci_assembler *assembler)
{
    const struct lci_noted *at = &assembler->draft->supply.at;
    struct lci_supply *to = &assembler->config->supply;

    to->unknown_hours_are_open = assembler->draft->supply.unknown_hours == 1;
    if (!at->text)
        return;
    if (!lci_week_time_read(at->text, &to->at_day, &to->at_minute))
        lci_reader_fault(assembler->reader, &at->spot, "at",
                         "expected a day and a time such as \"Tue 22:00\" or \"周二 22:00\", found \"%.60s\"", at->text);
    else if (!lci_assemble_has_attribute(assembler, "hours") && !gates_have_hours(assembler->config))
        lci_reader_fault(assembler->reader, &at->spot, "at",
                         "no source of facilities has the attribute hours, and none of gates the field, so nothing would be known "
                         "to be open");
    else
        to->at = at->text;
}

/* A standard may ask for what nobody hands in; a configuration that does has forgotten something. */
static void
check_capacities(struct lci_assembler *assembler)
{
    const struct lci_draft *draft = assembler->draft;
    char key[LCI_KEY_PATH_SIZE];

    for (size_t i = 0; i < draft->category_count; i++) {
        const struct lci_draft_capacity *capacity = &draft->categories[i].capacity;

        (void)snprintf(key, sizeof(key), "categories[%u].capacity", draft->categories[i].spot.item);
        if (capacity->attribute && !capacity->spot.file->is_standard && !lci_assemble_has_attribute(assembler, capacity->attribute))
            lci_reader_fault(assembler->reader, &capacity->spot, key, "no source of facilities has the attribute %s",
                             capacity->attribute);
    }
}

void
lci_assemble_supply(struct lci_assembler *assembler)
{
    take_status(assembler);
    take_time(assembler);
    check_capacities(assembler);
}
