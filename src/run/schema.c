/* schema.c - JSON Schema of a configuration, a standard and a profile, from the key tables: for editors. */
#include <lifecircle/config.h>

#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "config/keys.h"
#include "config/number.h"
#include "io/growing_text.h"

enum { ID_LENGTH = 40 };

/* The words; those of a choice in small letters too, for its case does not matter. */
static void
write_words(struct lci_growing_text *text, const char *const *words, bool any_case)
{
    char small[64];

    lci_text_add(text, "\"enum\":[");
    for (size_t i = 0; words[i]; i++) {
        size_t length = 0;

        for (; words[i][length] && length + 1 < sizeof(small); length++)
            small[length] = (char)(words[i][length] >= 'A' && words[i][length] <= 'Z' ? words[i][length] - 'A' + 'a'
                                                                                      : words[i][length]);
        small[length] = '\0';
        lci_text_add(text, "%s\"%s\"", i > 0 ? "," : "", words[i]);
        if (any_case && strcmp(small, words[i]) != 0)
            lci_text_add(text, ",\"%s\"", small);
    }
    lci_text_add(text, "]");
}

/* Numbers of a range. YAML's reader for editors may take 15 for an integer: that is a number too. */
static void
write_range(struct lci_growing_text *text, const struct lci_key *key, const char *type)
{
    char low[LCI_NUMBER_TEXT_SIZE];
    char high[LCI_NUMBER_TEXT_SIZE];

    lci_number_write(key->low, low);
    lci_number_write(key->high, high);
    lci_text_add(text, "\"type\":\"%s\",\"minimum\":%s,\"maximum\":%s", type, low, high);
    if (key->unit)
        lci_text_add(text, ",\"description\":\"%s\"", key->unit);
}

static void write_section(struct lci_growing_text *text, const struct lci_section *section);

/* A text, or what a reader of YAML may take for something else: 2025, 310115001, 2024-12-31, no. */
static const char text_type[] = "\"not\":{\"type\":[\"array\",\"object\",\"null\"]}";

/* "one or a list of" what stands between the braces. */
static void
write_one_or_list(struct lci_growing_text *text, const struct lci_key *key,
                  void (*one)(struct lci_growing_text *, const struct lci_key *))
{
    lci_text_add(text, "\"anyOf\":[{");
    one(text, key);
    lci_text_add(text, "},{\"type\":\"array\",\"items\":{");
    one(text, key);
    lci_text_add(text, "}}]");
}

static void
write_one_text(struct lci_growing_text *text, const struct lci_key *key)
{
    (void)key;
    lci_text_add(text, "%s", text_type);
}

static void
write_one_choice(struct lci_growing_text *text, const struct lci_key *key)
{
    write_words(text, key->words, true);
}

static void
write_one_id(struct lci_growing_text *text, const struct lci_key *key)
{
    (void)key;
    lci_text_add(text, "\"type\":\"string\",\"pattern\":\"^[a-z][a-z0-9_]{0,%d}$\"", ID_LENGTH - 1);
}

static void
write_one_number(struct lci_growing_text *text, const struct lci_key *key)
{
    write_range(text, key, "number");
}

static void
write_one_map(struct lci_growing_text *text, const struct lci_key *key)
{
    if (key->section->short_form)
        lci_text_add(text, "\"anyOf\":[{%s},{", text_type);
    write_section(text, key->section);
    if (key->section->short_form)
        lci_text_add(text, "}]");
}

static void
write_one_selection(struct lci_growing_text *text, const struct lci_key *key)
{
    (void)key;
    lci_text_add(text, "\"type\":\"object\",\"minProperties\":1,\"additionalProperties\":{\"anyOf\":[{%s},{\"type\":\"array\","
                       "\"minItems\":1,\"items\":{%s}}]}",
               text_type, text_type);
}

static void
write_value(struct lci_growing_text *text, const struct lci_key *key)
{
    switch (key->kind) {
    case LCI_VALUE_TEXT:
    case LCI_VALUE_NOTED:
    case LCI_VALUE_ROLE:
        if (key->kind == LCI_VALUE_NOTED && key->words)
            write_words(text, key->words, false);
        else
            lci_text_add(text, "%s", text_type);
        return;
    case LCI_VALUE_ID:
        write_one_id(text, key);
        return;
    case LCI_VALUE_NUMBER:
        write_range(text, key, "number");
        return;
    case LCI_VALUE_COUNT:
        write_range(text, key, "integer");
        return;
    case LCI_VALUE_BOOL:
        lci_text_add(text, "\"enum\":[true,false,\"yes\",\"no\",\"on\",\"off\"]");
        return;
    case LCI_VALUE_CHOICE:
        write_words(text, key->words, true);
        return;
    case LCI_VALUE_CHOICES:
        write_one_or_list(text, key, write_one_choice);
        return;
    case LCI_VALUE_TEXTS:
        write_one_or_list(text, key, write_one_text);
        return;
    case LCI_VALUE_IDS:
        write_one_or_list(text, key, write_one_id);
        return;
    case LCI_VALUE_NUMBERS:
        write_one_or_list(text, key, write_one_number);
        return;
    case LCI_VALUE_MAP:
        write_section(text, key->section);
        return;
    case LCI_VALUE_LIST:
        write_one_or_list(text, key, write_one_map);
        return;
    case LCI_VALUE_SELECT:
        write_one_or_list(text, key, write_one_selection);
        return;
    case LCI_VALUE_FIELDS:
        lci_text_add(text, "\"type\":\"object\",\"additionalProperties\":{%s}", text_type);
        return;
    case LCI_VALUE_ATTRIBUTES:
        lci_text_add(text, "\"type\":\"object\",\"propertyNames\":{");
        write_one_id(text, key);
        lci_text_add(text, "},\"additionalProperties\":{%s}", text_type);
        return;
    }
}

/* The keys that must be there: all, or those that are not taken over from another file either. An item with an id may change one of
 * an earlier file, so of it nothing else can be asked. */
static void
write_required(struct lci_growing_text *text, const struct lci_section *section, bool own_only)
{
    bool first = true;

    for (size_t i = 0; i < section->key_count; i++) {
        if (!section->keys[i].required || (own_only && !section->keys[i].own) || (section->by_id && i > 0))
            continue;
        lci_text_add(text, "%s\"%s\"", first ? ",\"required\":[" : ",", section->keys[i].name);
        first = false;
    }
    if (!first)
        lci_text_add(text, "]");
}

/* Further weights are roles of homes: keys that no table can know. */
static void
write_section(struct lci_growing_text *text, const struct lci_section *section)
{
    lci_text_add(text, "\"type\":\"object\",\"additionalProperties\":");
    if (section->takes_weights)
        lci_text_add(text, "{%s}", text_type);
    else
        lci_text_add(text, "false");
    lci_text_add(text, ",\"properties\":{");
    for (size_t i = 0; i < section->key_count; i++) {
        lci_text_add(text, "%s\n\"%s\":{", i > 0 ? "," : "", section->keys[i].name);
        write_value(text, &section->keys[i]);
        lci_text_add(text, "}");
    }
    lci_text_add(text, "}");
    write_required(text, section, section->extends);
    if (section->extends) {
        lci_text_add(text, ",\"anyOf\":[{\"required\":[\"extends\"]},{\"type\":\"object\"");
        write_required(text, section, false);
        lci_text_add(text, "}]");
    }
}

enum lci_status
lci_config_schema(const char *kind, char **out, struct lci_error *err)
{
    static const struct {
        const char *kind, *title;
        const struct lci_section *section;
    } kinds[] = {
        {"config", "lifecircle configuration", &lci_config_keys},
        {"standard", "lifecircle standard", &lci_standard_keys},
        {"profile", "lifecircle profile", &lci_profile_keys},
    };
    struct lci_growing_text text = {.bytes = NULL};
    size_t chosen = 0;

    *out = NULL;
    while (chosen < sizeof(kinds) / sizeof(kinds[0]) && strcmp(kinds[chosen].kind, kind) != 0)
        chosen++;
    if (chosen == sizeof(kinds) / sizeof(kinds[0]))
        return lci_fail(err, LCI_E_ARG, "expected config, standard or profile, found \"%.60s\"", kind);
    lci_text_add(&text, "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"title\":\"%s\",", kinds[chosen].title);
    write_section(&text, kinds[chosen].section);
    lci_text_add(&text, "}\n");
    if (text.failed) {
        lci_free(text.bytes);
        return lci_fail_nomem(err, "schema");
    }
    *out = text.bytes;
    return LCI_OK;
}
