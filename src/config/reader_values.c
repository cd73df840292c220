/* reader_values.c - reads single values and lists of them, and says what was expected where they do
 * not fit. */
#include <assert.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/utf8.h"
#include "base/order.h"
#include "config/number.h"
#include "config/paths.h"
#include "config/reader_internal.h"
#include "config/suggest.h"

enum { LONGEST_FOUND = 60, LONGEST_ID = 40, WANTED_SIZE = 512, MOST_WORDS = 32 };

static void add_fault(struct lci_reader *reader, const struct lci_spot *spot, const char *key,
                      const char *format, va_list args) LCI_PRINTF(4, 0);

static void
add_fault(struct lci_reader *reader, const struct lci_spot *spot, const char *key,
          const char *format, va_list args)
{
    lci_fault_add(reader->faults, spot, key, format, args);
    if (reader->faults->out_of_memory)
        reader->out_of_memory = true;
}

void
lci_reader_fault(struct lci_reader *reader, const struct lci_spot *spot, const char *key,
                 const char *format, ...)
{
    va_list args;

    va_start(args, format);
    add_fault(reader, spot, key, format, args);
    va_end(args);
}

void
lci_reader_fault_here(struct lci_reader *reader, uint32_t line, uint32_t column, const char *format,
                      ...)
{
    const struct lci_spot spot = {reader->file, line, column, 0};
    va_list args;

    va_start(args, format);
    add_fault(reader, &spot, reader->path, format, args);
    va_end(args);
}

void
lci_reader_describe(const struct lci_yaml_node *node, char text[LCI_FOUND_SIZE])
{
    size_t length = 0;

    if (node->kind != LCI_YAML_TEXT || node->text[0] == '\0') {
        (void)snprintf(text, LCI_FOUND_SIZE, "%s",
                       node->kind == LCI_YAML_MAP    ? "a map"
                       : node->kind == LCI_YAML_LIST ? (node->first ? "a list" : "an empty list")
                                                     : "nothing");
        return;
    }
    while (node->text[length] != '\0') {
        const size_t step = lci_utf8_length(node->text + length);

        if (step == 0 || length + step > LONGEST_FOUND)
            break;
        length += step;
    }
    (void)snprintf(text, LCI_FOUND_SIZE, "\"%.*s%s\"", (int)length, node->text,
                   node->text[length] != '\0' ? "..." : "");
}

void
lci_reader_expected(struct lci_reader *reader, const struct lci_yaml_node *node, const char *wanted)
{
    char found[LCI_FOUND_SIZE];

    lci_reader_describe(node, found);
    lci_reader_fault_here(reader, node->line, node->column, "expected %s, found %s", wanted, found);
}

void
lci_reader_enter_key(struct lci_reader *reader, const char *key)
{
    const size_t room = sizeof(reader->path) - reader->path_length;
    const int length = snprintf(reader->path + reader->path_length, room, "%s%s",
                                reader->path_length > 0 ? "." : "", key);

    reader->path_length += length < 0 ? 0 : (size_t)length < room ? (size_t)length : room - 1;
}

void
lci_reader_enter_item(struct lci_reader *reader, size_t number)
{
    const size_t room = sizeof(reader->path) - reader->path_length;
    const int length = snprintf(reader->path + reader->path_length, room, "[%zu]", number);

    reader->path_length += length < 0 ? 0 : (size_t)length < room ? (size_t)length : room - 1;
}

void
lci_reader_leave(struct lci_reader *reader, size_t path_length)
{
    reader->path_length = path_length;
    reader->path[path_length] = '\0';
}

void *
lci_reader_alloc(struct lci_reader *reader, size_t count, size_t size)
{
    void *block = lci_arena_alloc(reader->arena, count, size);

    if (!block)
        reader->out_of_memory = true;
    return block;
}

const char *
lci_reader_text(struct lci_reader *reader, const struct lci_yaml_node *node, const char *wanted)
{
    if (node->kind == LCI_YAML_TEXT && node->text[0] != '\0')
        return node->text;
    lci_reader_expected(reader, node, wanted);
    return NULL;
}

bool
lci_is_id(const char *text)
{
    size_t length = 0;

    if (text[0] < 'a' || text[0] > 'z')
        return false;
    while ((text[length] >= 'a' && text[length] <= 'z') ||
           (text[length] >= '0' && text[length] <= '9') || text[length] == '_')
        length++;
    return text[length] == '\0' && length <= LONGEST_ID;
}

static const char *
read_id(struct lci_reader *reader, const struct lci_yaml_node *node)
{
    static const char wanted[] = LCI_ID_WORDS;
    const char *text = lci_reader_text(reader, node, wanted);

    if (text && !lci_is_id(text)) {
        lci_reader_expected(reader, node, wanted);
        return NULL;
    }
    return text;
}

/* "0.1 to 240 minutes". */
static void
describe_range(const struct lci_key *key, const char *prefix, char text[WANTED_SIZE])
{
    char low[LCI_NUMBER_TEXT_SIZE];
    char high[LCI_NUMBER_TEXT_SIZE];

    lci_number_write(key->low, low);
    lci_number_write(key->high, high);
    (void)snprintf(text, WANTED_SIZE, "%s%s to %s%s%s", prefix, low, high, key->unit ? " " : "",
                   key->unit ? key->unit : "");
}

static bool
read_number(struct lci_reader *reader, const struct lci_key *key, const struct lci_yaml_node *node,
            double *value)
{
    char wanted[WANTED_SIZE];
    double number = 0.0;

    if (node->kind == LCI_YAML_TEXT && lci_number_read(node->text, &number) && number >= key->low &&
        number <= key->high) {
        *value = number;
        return true;
    }
    describe_range(key, "", wanted);
    lci_reader_expected(reader, node, wanted);
    return false;
}

static void
read_count(struct lci_reader *reader, const struct lci_key *key, const struct lci_yaml_node *node,
           uint32_t *value)
{
    char wanted[WANTED_SIZE];
    double number = 0.0;

    if (node->kind == LCI_YAML_TEXT && lci_number_read(node->text, &number) && number >= key->low &&
        number <= key->high && number == (double)(uint32_t)number) {
        *value = (uint32_t)number;
        return;
    }
    describe_range(key, "a whole number, ", wanted);
    lci_reader_expected(reader, node, wanted);
}

static void
read_bool(struct lci_reader *reader, const struct lci_yaml_node *node, bool *value)
{
    static const char *const words[] = {"false", "true", "no", "yes", "off", "on"};

    for (size_t i = 0; node->kind == LCI_YAML_TEXT && i < sizeof(words) / sizeof(words[0]); i++)
        if (strcasecmp(node->text, words[i]) == 0) {
            *value = i % 2 == 1;
            return;
        }
    lci_reader_expected(reader, node, "true or false");
}

/* "disks or rings", "overlap, dissolve, split or none". Answers how many words there are. */
static size_t
describe_words(const char *const *words, char text[WANTED_SIZE])
{
    size_t count = 0;
    size_t used = 0;

    while (words[count])
        count++;
    for (size_t i = 0; i < count && used < WANTED_SIZE; i++)
        used += (size_t)snprintf(text + used, WANTED_SIZE - used, "%s%s",
                                 i == 0           ? ""
                                 : i + 1 == count ? " or "
                                                  : ", ",
                                 words[i]);
    return count;
}

static void
read_choice(struct lci_reader *reader, const struct lci_key *key, const struct lci_yaml_node *node,
            uint32_t *value)
{
    char wanted[WANTED_SIZE] = "";
    char found[LCI_FOUND_SIZE];
    const size_t count = describe_words(key->words, wanted);
    const char *meant = NULL;

    for (uint32_t i = 0; node->kind == LCI_YAML_TEXT && i < count; i++)
        if (strcasecmp(node->text, key->words[i]) == 0) {
            *value = i;
            return;
        }
    lci_reader_describe(node, found);
    if (node->kind == LCI_YAML_TEXT)
        meant = lci_suggest(node->text, key->words, count);
    lci_reader_fault_here(reader, node->line, node->column, "expected %s, found %s%s%s%s", wanted,
                          found, meant ? "; did you mean \"" : "", meant ? meant : "",
                          meant ? "\"?" : "");
}

/* A list's items, or the one value that stands for a list of one. NULL at the end. */
static const struct lci_yaml_node *
first_of(const struct lci_yaml_node *node)
{
    return node->kind == LCI_YAML_LIST ? node->first : node;
}

static const struct lci_yaml_node *
next_of(const struct lci_yaml_node *list, const struct lci_yaml_node *item)
{
    return list->kind == LCI_YAML_LIST ? item->next : NULL;
}

static void
read_choices(struct lci_reader *reader, const struct lci_key *key, const struct lci_yaml_node *node, uint32_t *value)
{
    uint32_t chosen = 0;

    for (const struct lci_yaml_node *item = first_of(node); item; item = next_of(node, item)) {
        uint32_t word = 32; /* none */

        read_choice(reader, key, item, &word);
        if (word < 32)
            chosen |= 1U << word;
    }
    if (node->kind == LCI_YAML_LIST && !node->first)
        lci_reader_expected(reader, node, "at least one word");
    *value = chosen;
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
read_texts(struct lci_reader *reader, const struct lci_yaml_node *node, struct lci_texts *value)
{
    const size_t room = node->kind == LCI_YAML_LIST ? node->child_count : 1;
    struct lci_texts texts = {0};

    texts.items = lci_reader_alloc(reader, room, sizeof(*texts.items));
    if (!texts.items)
        return;
    for (const struct lci_yaml_node *item = first_of(node); item; item = next_of(node, item)) {
        const char *text = lci_reader_text(reader, item, "a text");

        if (text)
            texts.items[texts.count++] = text;
    }
    *value = texts;
}

/* Ids, each once, and none of the words that mean something else already. */
static void
read_ids(struct lci_reader *reader, const struct lci_key *key, const struct lci_yaml_node *node,
         struct lci_texts *value)
{
    const size_t room = node->kind == LCI_YAML_LIST ? node->child_count : 1;
    struct lci_texts ids = {0};

    ids.items = lci_reader_alloc(reader, room, sizeof(*ids.items));
    if (!ids.items)
        return;
    for (const struct lci_yaml_node *item = first_of(node); item; item = next_of(node, item)) {
        const char *text = read_id(reader, item);
        size_t taken = 0;

        if (!text)
            continue;
        while (key->words[taken] && strcmp(key->words[taken], text) != 0)
            taken++;
        if (key->words[taken])
            lci_reader_fault_here(reader, item->line, item->column,
                                  "\"%s\" is known without being listed here", text);
        else if (has_text(&ids, text))
            lci_reader_fault_here(reader, item->line, item->column, "\"%s\" is here twice", text);
        else
            ids.items[ids.count++] = text;
    }
    *value = ids;
}

static void
read_numbers(struct lci_reader *reader, const struct lci_key *key, const struct lci_yaml_node *node,
             struct lci_draft_numbers *value)
{
    const size_t room = node->kind == LCI_YAML_LIST ? node->child_count : 1;
    struct lci_draft_numbers numbers = {0};
    size_t kept = 0;

    if (room == 0) {
        lci_reader_expected(reader, node, "a number or a list of numbers");
        return;
    }
    numbers.items = lci_reader_alloc(reader, room, sizeof(*numbers.items));
    if (!numbers.items)
        return;
    for (const struct lci_yaml_node *item = first_of(node); item; item = next_of(node, item))
        if (read_number(reader, key, item, &numbers.items[numbers.count]))
            numbers.count++;
    if (numbers.count == 0)
        return;
    qsort(numbers.items, numbers.count, sizeof(*numbers.items), lci_order_doubles);
    for (size_t i = 1; i < numbers.count; i++)
        if (lci_order_doubles(&numbers.items[i], &numbers.items[kept]) != 0)
            numbers.items[++kept] = numbers.items[i];
    numbers.count = kept + 1;
    *value = numbers;
}

/* "*" anywhere among the values is written as no values: any but "no". */
static void
read_match(struct lci_reader *reader, const struct lci_yaml_node *node, struct lci_match *match)
{
    match->key = node->key;
    if (node->kind == LCI_YAML_MAP || (node->kind == LCI_YAML_LIST && !node->first)) {
        lci_reader_expected(reader, node, "a value, a list of values, or \"*\"");
        return;
    }
    read_texts(reader, node, &match->values);
    if (has_text(&match->values, "*"))
        match->values.count = 0;
}

static void
read_selection(struct lci_reader *reader, const struct lci_yaml_node *node,
               struct lci_selection *selection)
{
    const size_t before = reader->path_length;

    if (node->kind != LCI_YAML_MAP || !node->first) {
        lci_reader_expected(reader, node, "a map of fields or tags to their values");
        return;
    }
    selection->matches = lci_reader_alloc(reader, node->child_count, sizeof(*selection->matches));
    for (const struct lci_yaml_node *child = node->first; child && selection->matches;
         child = child->next) {
        lci_reader_enter_key(reader, child->key);
        read_match(reader, child, &selection->matches[selection->match_count++]);
        lci_reader_leave(reader, before);
    }
}

static void
read_select(struct lci_reader *reader, const struct lci_yaml_node *node, void *value, size_t *count)
{
    const size_t room = node->kind == LCI_YAML_LIST ? node->child_count : 1;
    const size_t before = reader->path_length;
    struct lci_selection *selections = NULL;

    if (node->kind == LCI_YAML_TEXT || room == 0) {
        lci_reader_expected(reader, node,
                            "a map of fields or tags to their values, or a list of "
                            "such maps");
        return;
    }
    selections = lci_reader_alloc(reader, room, sizeof(*selections));
    if (!selections)
        return;
    for (const struct lci_yaml_node *item = first_of(node); item; item = next_of(node, item)) {
        if (node->kind == LCI_YAML_LIST)
            lci_reader_enter_item(reader, *count + 1);
        read_selection(reader, item, &selections[(*count)++]);
        lci_reader_leave(reader, before);
    }
    memcpy(value, &selections, sizeof(selections));
}

static void
read_noted(struct lci_reader *reader, const struct lci_yaml_node *node, struct lci_noted *value)
{
    *value = (struct lci_noted){lci_reader_text(reader, node, "a text"),
                                {reader->file, node->line, node->column, 0}};
}

void
lci_reader_value(struct lci_reader *reader, const struct lci_key *key,
                 const struct lci_yaml_node *node, void *value, size_t *count)
{
    const char *text = NULL;

    switch (key->kind) {
    case LCI_VALUE_TEXT:
    case LCI_VALUE_ID:
        text = key->kind == LCI_VALUE_ID ? read_id(reader, node)
                                         : lci_reader_text(reader, node, "a text");
        if (text)
            memcpy(value, &text, sizeof(text));
        break;
    case LCI_VALUE_NOTED:
        read_noted(reader, node, value);
        break;
    case LCI_VALUE_NUMBER:
        (void)read_number(reader, key, node, value);
        break;
    case LCI_VALUE_COUNT:
        read_count(reader, key, node, value);
        break;
    case LCI_VALUE_BOOL:
        read_bool(reader, node, value);
        break;
    case LCI_VALUE_CHOICE:
        read_choice(reader, key, node, value);
        break;
    case LCI_VALUE_CHOICES:
        read_choices(reader, key, node, value);
        break;
    case LCI_VALUE_TEXTS:
        read_texts(reader, node, value);
        break;
    case LCI_VALUE_IDS:
        read_ids(reader, key, node, value);
        break;
    case LCI_VALUE_NUMBERS:
        read_numbers(reader, key, node, value);
        break;
    case LCI_VALUE_SELECT:
        read_select(reader, node, value, count);
        break;
    default:
        assert(false); /* a kind with keys of its own */
    }
}
