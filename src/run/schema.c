/* schema.c - JSON Schema of a configuration, a standard and a profile, from the key tables: for editors. */
#include <lifecircle/config.h>

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "config/key_words.h"
#include "config/keys.h"
#include "config/number.h"
#include "io/growing_text.h"

enum { ID_LENGTH = 40, PATH_SIZE = 256 };

/* A schema as it grows, and the key that it is at: "config.limits.minutes". */
struct schema {
    struct lci_growing_text text;
    bool chinese;
    char path[PATH_SIZE];
};

/* The words; those of a choice in small letters too, for its case does not matter. */
static void
write_words(struct schema *schema, const char *const *words, bool any_case)
{
    char small[64];

    lci_text_add(&schema->text, "\"enum\":[");
    for (size_t i = 0; words[i]; i++) {
        size_t length = 0;

        for (; words[i][length] && length + 1 < sizeof(small); length++)
            small[length] = (char)(words[i][length] >= 'A' && words[i][length] <= 'Z' ? words[i][length] - 'A' + 'a'
                                                                                      : words[i][length]);
        small[length] = '\0';
        lci_text_add(&schema->text, "%s\"%s\"", i > 0 ? "," : "", words[i]);
        if (any_case && strcmp(small, words[i]) != 0)
            lci_text_add(&schema->text, ",\"%s\"", small);
    }
    lci_text_add(&schema->text, "]");
}

/* Numbers of a range. YAML's reader for editors may take 15 for an integer: that is a number too. */
static void
write_range(struct schema *schema, const struct lci_key *key, const char *type)
{
    char low[LCI_NUMBER_TEXT_SIZE];
    char high[LCI_NUMBER_TEXT_SIZE];

    lci_number_write(key->low, low);
    lci_number_write(key->high, high);
    lci_text_add(&schema->text, "\"type\":\"%s\",\"minimum\":%s,\"maximum\":%s", type, low, high);
}

static void write_section(struct schema *schema, const struct lci_section *section);

/* A text, or what a reader of YAML may take for something else: 2025, 310115001, 2024-12-31, no. */
static const char text_type[] = "\"not\":{\"type\":[\"array\",\"object\",\"null\"]}";

/* "one or a list of" what stands between the braces. */
static void
write_one_or_list(struct schema *schema, const struct lci_key *key,
                  void (*one)(struct schema *, const struct lci_key *))
{
    lci_text_add(&schema->text, "\"anyOf\":[{");
    one(schema, key);
    lci_text_add(&schema->text, "},{\"type\":\"array\",\"items\":{");
    one(schema, key);
    lci_text_add(&schema->text, "}}]");
}

static void
write_one_text(struct schema *schema, const struct lci_key *key)
{
    (void)key;
    lci_text_add(&schema->text, "%s", text_type);
}

static void
write_one_choice(struct schema *schema, const struct lci_key *key)
{
    write_words(schema, key->words, true);
}

static void
write_one_id(struct schema *schema, const struct lci_key *key)
{
    (void)key;
    lci_text_add(&schema->text, "\"type\":\"string\",\"pattern\":\"^[a-z][a-z0-9_]{0,%d}$\"", ID_LENGTH - 1);
}

static void
write_one_number(struct schema *schema, const struct lci_key *key)
{
    write_range(schema, key, "number");
}

static void
write_one_map(struct schema *schema, const struct lci_key *key)
{
    if (key->section->short_form)
        lci_text_add(&schema->text, "\"anyOf\":[{%s},{", text_type);
    write_section(schema, key->section);
    if (key->section->short_form)
        lci_text_add(&schema->text, "}]");
}

static void
write_one_selection(struct schema *schema, const struct lci_key *key)
{
    (void)key;
    lci_text_add(&schema->text,
                 "\"type\":\"object\",\"minProperties\":1,\"additionalProperties\":{\"anyOf\":[{%s},{\"type\":\"array\","
                 "\"minItems\":1,\"items\":{%s}}]}",
                 text_type, text_type);
}

static void
write_value(struct schema *schema, const struct lci_key *key)
{
    switch (key->kind) {
    case LCI_VALUE_TEXT:
    case LCI_VALUE_NOTED:
    case LCI_VALUE_ROLE:
        if (key->kind == LCI_VALUE_NOTED && key->words)
            write_words(schema, key->words, false);
        else
            lci_text_add(&schema->text, "%s", text_type);
        return;
    case LCI_VALUE_ID:
        write_one_id(schema, key);
        return;
    case LCI_VALUE_NUMBER:
        write_range(schema, key, "number");
        return;
    case LCI_VALUE_COUNT:
        write_range(schema, key, "integer");
        return;
    case LCI_VALUE_BOOL:
        lci_text_add(&schema->text, "\"enum\":[true,false,\"yes\",\"no\",\"on\",\"off\"]");
        return;
    case LCI_VALUE_CHOICE:
        write_words(schema, key->words, true);
        return;
    case LCI_VALUE_CHOICES:
        write_one_or_list(schema, key, write_one_choice);
        return;
    case LCI_VALUE_TEXTS:
        write_one_or_list(schema, key, write_one_text);
        return;
    case LCI_VALUE_IDS:
        write_one_or_list(schema, key, write_one_id);
        return;
    case LCI_VALUE_NUMBERS:
        write_one_or_list(schema, key, write_one_number);
        return;
    case LCI_VALUE_MAP:
        write_section(schema, key->section);
        return;
    case LCI_VALUE_LIST:
        write_one_or_list(schema, key, write_one_map);
        return;
    case LCI_VALUE_SELECT:
        write_one_or_list(schema, key, write_one_selection);
        return;
    case LCI_VALUE_FIELDS:
        lci_text_add(&schema->text, "\"type\":\"object\",\"additionalProperties\":{%s}", text_type);
        return;
    case LCI_VALUE_ATTRIBUTES:
        lci_text_add(&schema->text, "\"type\":\"object\",\"propertyNames\":{");
        write_one_id(schema, key);
        lci_text_add(&schema->text, "},\"additionalProperties\":{%s}", text_type);
        return;
    }
}

/* The keys that must be there: all, or those that are not taken over from another file either. An item with an id may change one of
 * an earlier file, so of it nothing else can be asked. */
static void
write_required(struct schema *schema, const struct lci_section *section, bool own_only)
{
    bool first = true;

    for (size_t i = 0; i < section->key_count; i++) {
        if (!section->keys[i].required || (own_only && !section->keys[i].own) || (section->by_id && i > 0))
            continue;
        lci_text_add(&schema->text, "%s\"%s\"", first ? ",\"required\":[" : ",", section->keys[i].name);
        first = false;
    }
    if (!first)
        lci_text_add(&schema->text, "]");
}

/* "key":{"description":"...", and what its value is}. */
static void
write_key(struct schema *schema, const struct lci_key *key, bool first)
{
    const size_t length = strlen(schema->path);
    const struct lci_key_words *words = NULL;
    struct lci_growing_text says = {.bytes = NULL};

    (void)snprintf(schema->path + length, sizeof(schema->path) - length, ".%s", key->name);
    words = lci_words_of_key(schema->path);
    if (words)
        lci_text_add(&says, "%s", words->says[schema->chinese]);
    if (words && key->unit)
        lci_text_add(&says, schema->chinese ? "（%s）" : " (%s)", lci_unit_in(key->unit, schema->chinese));
    lci_text_add(&schema->text, "%s\n\"%s\":{", first ? "" : ",", key->name);
    if (says.bytes) {
        lci_text_add_json_text(&schema->text, "description", says.bytes);
        lci_text_add(&schema->text, ",");
    }
    write_value(schema, key);
    lci_text_add(&schema->text, "}");
    schema->text.failed = schema->text.failed || says.failed;
    lci_free(says.bytes);
    schema->path[length] = '\0';
}

/* Further weights are roles of homes: keys that no table can know. */
static void
write_section(struct schema *schema, const struct lci_section *section)
{
    lci_text_add(&schema->text, "\"type\":\"object\",\"additionalProperties\":");
    if (section->takes_weights)
        lci_text_add(&schema->text, "{%s}", text_type);
    else
        lci_text_add(&schema->text, "false");
    lci_text_add(&schema->text, ",\"properties\":{");
    for (size_t i = 0; i < section->key_count; i++)
        write_key(schema, &section->keys[i], i == 0);
    lci_text_add(&schema->text, "}");
    write_required(schema, section, section->extends);
    if (section->extends) {
        lci_text_add(&schema->text, ",\"anyOf\":[{\"required\":[\"extends\"]},{\"type\":\"object\"");
        write_required(schema, section, false);
        lci_text_add(&schema->text, "}]");
    }
}

enum lci_status
lci_config_schema(const char *kind, bool chinese, char **out, struct lci_error *err)
{
    static const struct {
        const char *kind, *titles[2];
        const struct lci_section *section;
    } kinds[] = {
        {"config", {"lifecircle configuration", "lifecircle 配置文件"}, &lci_config_keys},
        {"standard", {"lifecircle standard", "lifecircle 标准文件"}, &lci_standard_keys},
        {"profile", {"lifecircle profile", "lifecircle 人群文件"}, &lci_profile_keys},
    };
    struct schema schema = {.chinese = chinese};
    size_t chosen = 0;

    *out = NULL;
    while (chosen < sizeof(kinds) / sizeof(kinds[0]) && strcmp(kinds[chosen].kind, kind) != 0)
        chosen++;
    if (chosen == sizeof(kinds) / sizeof(kinds[0]))
        return lci_fail(err, LCI_E_ARG, "expected config, standard or profile, found \"%.60s\"", kind);
    (void)snprintf(schema.path, sizeof(schema.path), "%s", kind);
    lci_text_add(&schema.text, "{\"$schema\":\"http://json-schema.org/draft-07/schema#\",\"title\":\"%s\",",
                 kinds[chosen].titles[chinese]);
    write_section(&schema, kinds[chosen].section);
    lci_text_add(&schema.text, "}\n");
    if (schema.text.failed) {
        lci_free(schema.text.bytes);
        return lci_fail_nomem(err, "schema");
    }
    *out = schema.text.bytes;
    return LCI_OK;
}
