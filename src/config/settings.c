/* settings.c - lists what was read, by the tables that it was read by: a key that is added to them is listed by itself. */
#include "config/settings.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/connection.h"
#include "config/draft.h"
#include "config/number.h"
#include "config/reader.h"

enum { MOST_DECIMALS = 15 };

/* A text of parts as it grows. */
struct joined {
    char *bytes; /* lci_free() */
    size_t length, capacity;
};

/* Adds "separator text"; the separator only behind something. */
static bool
join(struct joined *joined, const char *separator, const char *text)
{
    const size_t between = joined->length > 0 ? strlen(separator) : 0;
    const size_t length = strlen(text);

    if (!lci_reserve(&joined->bytes, joined->length + between + length + 1, &joined->capacity))
        return false;
    memcpy(joined->bytes + joined->length, separator, between);
    memcpy(joined->bytes + joined->length + between, text, length + 1);
    joined->length += between + length;
    return true;
}

static const char *
keep(struct lci_settings_list *list, const char *text)
{
    const char *kept = text ? lci_arena_text(list->arena, text, strlen(text)) : NULL;

    list->failed = list->failed || !kept;
    return kept;
}

/* "prefix.name"; one that is too long fails, since half a path might be that of another key. */
static void
path_of(struct lci_settings_list *list, const char *prefix, const char *name, char path[LCI_KEY_PATH_SIZE])
{
    const int length = snprintf(path, LCI_KEY_PATH_SIZE, "%s%s%s", prefix, prefix[0] != '\0' ? "." : "", name);

    list->failed = list->failed || length >= LCI_KEY_PATH_SIZE;
}

static void
add(struct lci_settings_list *list, const char *prefix, const char *name, const char *value)
{
    char path[LCI_KEY_PATH_SIZE];
    struct lci_setting setting = {.key = NULL};

    path_of(list, prefix, name, path);
    setting.key = keep(list, path);
    setting.value = keep(list, value);
    if (list->failed || !lci_grow(&list->out->items, list->out->count, &list->capacity)) {
        list->failed = true;
        return;
    }
    list->out->items[list->out->count++] = setting;
}

static void
add_joined(struct lci_settings_list *list, const char *prefix, const char *name, struct joined *joined, bool good)
{
    list->failed = list->failed || !good;
    if (joined->length > 0)
        add(list, prefix, name, joined->bytes);
    lci_free(joined->bytes);
}

/* A number as it was written: with as few decimals as tell it from all others. Those of a configuration have at most 15 digits. */
static void
write_number(double value, char text[LCI_NUMBER_TEXT_SIZE])
{
    const double size = fabs(value);
    double power = 1.0;
    int decimals = 0;

    while (decimals < MOST_DECIMALS && size * power < 1e15 && round(size * power) / power != size) {
        power *= 10.0;
        decimals++;
    }
    if (size < 1e15) {
        const uint64_t digits = (uint64_t)round(size * power);
        const uint64_t whole = (uint64_t)power;

        (void)snprintf(text, LCI_NUMBER_TEXT_SIZE, "%s%" PRIu64, value < 0.0 ? "-" : "", digits / whole);
        if (decimals > 0)
            (void)snprintf(text + strlen(text), LCI_NUMBER_TEXT_SIZE - strlen(text), ".%0*" PRIu64, decimals, digits % whole);
    } else {
        lci_number_write(9e14, text); /* no key takes so much */
    }
}

static void
add_texts(struct lci_settings_list *list, const char *prefix, const char *name, const struct lci_texts *texts)
{
    struct joined joined = {.bytes = NULL};
    bool good = true;

    for (size_t i = 0; i < texts->count; i++)
        good = good && join(&joined, ", ", texts->items[i]);
    add_joined(list, prefix, name, &joined, good);
}

static void
add_numbers(struct lci_settings_list *list, const char *prefix, const char *name, const struct lci_draft_numbers *numbers)
{
    struct joined joined = {.bytes = NULL};
    bool good = true;

    for (size_t i = 0; i < numbers->count; i++) {
        char text[LCI_NUMBER_TEXT_SIZE];

        write_number(numbers->items[i], text);
        good = good && join(&joined, ", ", text);
    }
    add_joined(list, prefix, name, &joined, good);
}

/* "highway=steps|path foot=yes or barrier" */
static void
add_selections(struct lci_settings_list *list, const char *prefix, const char *name, const struct lci_selection *items,
               size_t count)
{
    struct joined joined = {.bytes = NULL};
    bool good = true;

    for (size_t i = 0; i < count; i++)
        for (size_t m = 0; m < items[i].match_count; m++) {
            const struct lci_match *match = &items[i].matches[m];

            good = good && join(&joined, m > 0 ? " " : " or ", match->key);
            for (size_t v = 0; v < match->values.count; v++)
                good = good && join(&joined, v > 0 ? "|" : "=", match->values.items[v]);
        }
    add_joined(list, prefix, name, &joined, good);
}

/* The words whose bits are set. */
static void
add_choices(struct lci_settings_list *list, const char *prefix, const struct lci_key *key, uint32_t bits)
{
    struct joined joined = {.bytes = NULL};
    bool good = true;

    for (size_t i = 0; key->words[i]; i++)
        if (bits & (1U << i))
            good = good && join(&joined, ", ", key->words[i]);
    add_joined(list, prefix, key->name, &joined, good);
}

static void
add_fields(struct lci_settings_list *list, const struct lci_section *section, const char *target, const char *prefix)
{
    const struct lci_field *fields = NULL;
    size_t count = 0;
    char path[LCI_KEY_PATH_SIZE];

    memcpy(&fields, target + section->fields_offset, sizeof(fields));
    memcpy(&count, target + section->field_count_offset, sizeof(count));
    path_of(list, prefix, "fields", path);
    for (size_t i = 0; i < count; i++)
        add(list, path, fields[i].role, fields[i].name);
}

/* What an item of a list is called: by its id where its section has one, else by its number. */
static const char *
item_name(const struct lci_section *section, const char *item)
{
    const struct lci_key *first = &section->keys[0];
    const char *id = NULL;

    if (section->by_id && (first->kind == LCI_VALUE_ID || first->kind == LCI_VALUE_TEXT))
        memcpy(&id, item + first->offset, sizeof(id));
    return id;
}

static void
add_list(struct lci_settings_list *list, const struct lci_key *key, const char *target, const char *prefix)
{
    const char *items = NULL;
    size_t count = 0;

    memcpy(&items, target + key->offset, sizeof(items));
    memcpy(&count, target + key->count_offset, sizeof(count));
    for (size_t i = 0; i < count; i++) {
        const char *item = items + i * key->section->size;
        const char *id = item_name(key->section, item);
        char name[LCI_KEY_PATH_SIZE];
        char path[LCI_KEY_PATH_SIZE];

        if (id)
            (void)snprintf(name, sizeof(name), "%s[%s]", key->name, id);
        else
            (void)snprintf(name, sizeof(name), "%s[%zu]", key->name, i + 1);
        path_of(list, prefix, name, path);
        lci_settings_add(list, key->section, item, path);
    }
}

static void
add_text(struct lci_settings_list *list, const char *prefix, const char *name, const char *text)
{
    if (text)
        add(list, prefix, name, lci_mask_password(list->arena, text));
}

/* A value without keys of its own. */
static void
add_value(struct lci_settings_list *list, const char *prefix, const struct lci_key *key, const char *value)
{
    char text[LCI_NUMBER_TEXT_SIZE];
    uint32_t whole = 0;
    double number = 0.0;

    if (key->kind == LCI_VALUE_NUMBER) {
        memcpy(&number, value, sizeof(number));
        write_number(number, text);
        if (number < 0.0 || number > 0.0)
            add(list, prefix, key->name, text);
    } else if (key->kind == LCI_VALUE_BOOL) {
        add(list, prefix, key->name, *(const bool *)value ? "true" : "false");
    } else {
        memcpy(&whole, value, sizeof(whole));
        (void)snprintf(text, sizeof(text), "%" PRIu32, whole);
        if (key->kind == LCI_VALUE_CHOICE)
            add(list, prefix, key->name, key->words[whole]);
        else if (key->kind == LCI_VALUE_CHOICES)
            add_choices(list, prefix, key, whole);
        else if (whole > 0)
            add(list, prefix, key->name, text);
    }
}

static void
add_key(struct lci_settings_list *list, const struct lci_key *key, const char *target, const char *prefix)
{
    const char *value = target + key->offset;
    char path[LCI_KEY_PATH_SIZE];
    const char *text = NULL;
    const struct lci_selection *selections = NULL;
    size_t count = 0;

    switch (key->kind) {
    case LCI_VALUE_TEXT:
    case LCI_VALUE_ID:
        memcpy(&text, value, sizeof(text));
        add_text(list, prefix, key->name, text);
        break;
    case LCI_VALUE_NOTED:
        add_text(list, prefix, key->name, ((const struct lci_noted *)(const void *)value)->text);
        break;
    case LCI_VALUE_TEXTS:
    case LCI_VALUE_IDS:
        add_texts(list, prefix, key->name, (const struct lci_texts *)(const void *)value);
        break;
    case LCI_VALUE_NUMBERS:
        add_numbers(list, prefix, key->name, (const struct lci_draft_numbers *)(const void *)value);
        break;
    case LCI_VALUE_SELECT:
        memcpy(&selections, value, sizeof(selections));
        memcpy(&count, target + key->count_offset, sizeof(count));
        add_selections(list, prefix, key->name, selections, count);
        break;
    case LCI_VALUE_MAP:
        path_of(list, prefix, key->name, path);
        lci_settings_add(list, key->section, value, path);
        break;
    case LCI_VALUE_LIST:
        add_list(list, key, target, prefix);
        break;
    case LCI_VALUE_ROLE:
    case LCI_VALUE_FIELDS:
    case LCI_VALUE_ATTRIBUTES:
        break; /* all of them are in the fields of their section */
    case LCI_VALUE_NUMBER:
    case LCI_VALUE_COUNT:
    case LCI_VALUE_BOOL:
    case LCI_VALUE_CHOICE:
    case LCI_VALUE_CHOICES:
        add_value(list, prefix, key, value);
        break;
    }
}

void
lci_settings_add(struct lci_settings_list *list, const struct lci_section *section, const void *target, const char *prefix)
{
    for (size_t k = 0; k < section->key_count && !list->failed; k++)
        if (lci_section_key(section, section->keys[k].name) == &section->keys[k]) /* not a key that stands there twice */
            add_key(list, &section->keys[k], target, prefix);
    if (section->field_count_offset > 0)
        add_fields(list, section, target, prefix);
}

const char *
lci_setting(const struct lci_settings *settings, const char *key)
{
    for (size_t i = 0; i < settings->count; i++)
        if (strcmp(settings->items[i].key, key) == 0)
            return settings->items[i].value;
    return NULL;
}
