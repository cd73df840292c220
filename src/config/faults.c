/* faults.c - all faults of a configuration at once, in the order of the file. */
#include "config/faults.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"

enum { MESSAGE_SIZE = LCI_ERROR_MESSAGE_SIZE };

static size_t
write_place(char *text, size_t size, const struct lci_spot *spot, const char *key)
{
    const char *colon = key[0] != '\0' ? ": " : "";
    int length = 0;

    if (spot->line > 0)
        length = snprintf(text, size, "%s:%u:%u: %s%s", spot->file->name, spot->line, spot->column,
                          key, colon);
    else
        length = snprintf(text, size, "%s: %s%s", spot->file->name, key, colon);
    return length > 0 && (size_t)length < size ? (size_t)length : size - 1;
}

void
lci_fault_add(struct lci_fault_list *list, const struct lci_spot *spot, const char *key,
              const char *format, va_list args)
{
    char text[MESSAGE_SIZE];
    size_t length = 0;
    struct lci_fault *fault = NULL;

    if (list->count == LCI_FAULT_LIMIT)
        return;
    length = write_place(text, sizeof(text), spot, key);
    (void)vsnprintf(text + length, sizeof(text) - length, format, args);
    for (size_t i = 0; i < list->count; i++)
        if (strcmp(list->items[i].message, text) == 0)
            return; /* found once more, for another profile of the run */
    if (!list->memory)
        list->memory = lci_new(struct lci_config_memory);
    if (!list->memory) {
        list->out_of_memory = true;
        return;
    }
    fault = &list->items[list->count];
    fault->line = spot->line;
    fault->column = spot->column;
    fault->file = lci_arena_text(&list->memory->arena, spot->file->name, strlen(spot->file->name));
    fault->message = lci_arena_text(&list->memory->arena, text, strlen(text));
    list->file_order[list->count] = spot->file->order;
    if (!fault->file || !fault->message)
        list->out_of_memory = true;
    else
        list->count++;
}

/* Whether fault b belongs before fault a. */
static bool
is_before(const struct lci_fault_list *list, size_t b, size_t a)
{
    const struct lci_fault *left = &list->items[b];
    const struct lci_fault *right = &list->items[a];

    if (list->file_order[b] != list->file_order[a])
        return list->file_order[b] < list->file_order[a];
    if (left->line != right->line)
        return left->line < right->line;
    return left->column < right->column;
}

/* By insertion: few faults, and those of one place stay in the order they were found. */
static void
sort_faults(struct lci_fault_list *list)
{
    for (size_t i = 1; i < list->count; i++)
        for (size_t j = i; j > 0 && is_before(list, j, j - 1); j--) {
            const struct lci_fault fault = list->items[j];
            const unsigned order = list->file_order[j];

            list->items[j] = list->items[j - 1];
            list->items[j - 1] = fault;
            list->file_order[j] = list->file_order[j - 1];
            list->file_order[j - 1] = order;
        }
}

enum lci_status
lci_fault_list_finish(struct lci_fault_list *list, struct lci_faults *out, struct lci_error *err)
{
    struct lci_fault *items = NULL;

    if (list->out_of_memory)
        return lci_fail_nomem(err, "configuration");
    if (list->count == 0)
        return LCI_OK;
    sort_faults(list);
    if (out) {
        items = lci_arena_alloc(&list->memory->arena, list->count, sizeof(*items));
        if (!items)
            return lci_fail_nomem(err, "configuration");
        memcpy(items, list->items, list->count * sizeof(*items));
    }
    (void)lci_fail(err, LCI_E_CONFIG, "%s", list->items[0].message);
    if (out) {
        *out = (struct lci_faults){.items = items, .count = list->count, .memory = list->memory};
        list->memory = NULL;
    }
    return LCI_E_CONFIG;
}

void
lci_fault_list_fini(struct lci_fault_list *list)
{
    if (list->memory)
        lci_arena_fini(&list->memory->arena);
    lci_free(list->memory);
    *list = (struct lci_fault_list){0};
}

void
lci_faults_fini(struct lci_faults *faults)
{
    if (faults->memory)
        lci_arena_fini(&faults->memory->arena);
    lci_free(faults->memory);
    *faults = (struct lci_faults){0};
}
