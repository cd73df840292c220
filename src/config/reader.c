/* reader.c - reads maps: known keys into their places, unknown and missing ones as faults. */
#include "config/reader.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "config/number.h"
#include "config/paths.h"
#include "config/reader_internal.h"
#include "config/suggest.h"

enum { MOST_NAMES = 48, NAMES_SIZE = 512, MOST_ITEMS = 10000 };

/* The names that a map may use, for a message. */
struct names {
    const char *items[MOST_NAMES];
    size_t count;
};

enum lci_status
lci_reader_file(struct lci_reader *reader, const char *path, struct lci_yaml_node **root, struct lci_yaml_fault *fault)
{
    struct lci_fingerprint print = {0};
    const enum lci_status status = lci_yaml_read(path, reader->arena, root, &print, fault);

    if (!lci_grow(&reader->read_files, reader->read_file_count, &reader->read_file_capacity)) {
        reader->out_of_memory = true;
        (void)snprintf(fault->message, sizeof(fault->message), "out of memory");
        return LCI_E_NOMEM;
    }
    reader->read_files[reader->read_file_count++] =
        (struct lci_read_file){.path = path, .fingerprint_high = print.high, .fingerprint_low = print.low};
    return status;
}

const char *
lci_reader_path(struct lci_reader *reader, const struct lci_noted *noted)
{
    const bool from_root = noted->text[0] == '/' && reader->root;
    const char *path = lci_path_join(reader->arena, from_root ? reader->root : noted->spot.file->folder,
                                     from_root ? noted->text + strspn(noted->text, "/") : noted->text);

    reader->out_of_memory = reader->out_of_memory || !path;
    return path;
}

static void
add_name(struct names *names, const char *name)
{
    if (names->count < MOST_NAMES)
        names->items[names->count++] = name;
}

const struct lci_key *
lci_section_key(const struct lci_section *section, const char *name)
{
    for (size_t i = 0; i < section->key_count; i++)
        if (strcmp(section->keys[i].name, name) == 0)
            return &section->keys[i];
    return NULL;
}

/* "unknown key", with the one that was probably meant, or else all that are known. */
static void
refuse_key(struct lci_reader *reader, const struct lci_yaml_node *node, const struct names *names)
{
    const char *meant = NULL;
    char list[NAMES_SIZE] = "";
    size_t used = 0;

    if (reader->faults->count == LCI_FAULT_LIMIT)
        return; /* before looking for what was meant, a hundred thousand times */
    meant = lci_suggest(node->key, names->items, names->count);
    if (meant) {
        lci_reader_fault_here(reader, node->key_line, node->key_column,
                              "unknown key; did you mean \"%s\"?", meant);
        return;
    }
    for (size_t i = 0; i < names->count && used < sizeof(list); i++)
        used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i > 0 ? ", " : "",
                                 names->items[i]);
    lci_reader_fault_here(reader, node->key_line, node->key_column,
                          "unknown key; expected one of %s", list);
}

static void
add_field(struct lci_reader *reader, const struct lci_section *section, const char *role,
          const struct lci_yaml_node *node, void *target)
{
    const char *name = lci_reader_text(reader, node, "the name of a field");
    struct lci_field *fields = NULL;
    size_t count = 0;

    if (!name)
        return;
    memcpy(&fields, (char *)target + section->fields_offset, sizeof(fields));
    memcpy(&count, (char *)target + section->field_count_offset, sizeof(count));
    for (size_t i = 0; i < count; i++)
        if (strcmp(fields[i].role, role) == 0) {
            lci_reader_fault_here(reader, node->key_line, node->key_column,
                                  "the field of \"%s\" is given twice", role);
            return;
        }
    fields[count++] = (struct lci_field){.role = role, .name = name};
    memcpy((char *)target + section->field_count_offset, &count, sizeof(count));
}

/* Room for a field from every key of the map, of its `fields` and of its `attributes`. */
static void
make_fields(struct lci_reader *reader, const struct lci_section *section,
            const struct lci_yaml_node *node, void *target)
{
    const struct lci_yaml_node *map = lci_yaml_child(node, "fields");
    const struct lci_yaml_node *attributes = lci_yaml_child(node, "attributes");
    const size_t count = node->child_count + (map ? map->child_count : 0) + (attributes ? attributes->child_count : 0);
    struct lci_field *fields = lci_reader_alloc(reader, count, sizeof(*fields));

    memcpy((char *)target + section->fields_offset, &fields, sizeof(fields));
}

/* The role that a key of `fields` names, or NULL. Offered names are gathered on the way. */
static const char *
find_role(const struct lci_reader *reader, const struct lci_section *section, const char *name,
          struct names *names)
{
    const char *found = NULL;

    for (size_t i = 0; i < section->key_count; i++) {
        const struct lci_key *key = &section->keys[i];
        const char *role = key->role ? key->role : key->name;

        if (key->kind != LCI_VALUE_ROLE)
            continue;
        add_name(names, role);
        if (strcmp(role, name) == 0)
            found = role;
    }
    for (size_t i = 0; section->more_roles && section->more_roles[i]; i++) {
        add_name(names, section->more_roles[i]);
        if (strcmp(section->more_roles[i], name) == 0)
            found = section->more_roles[i];
    }
    for (size_t i = 0; section->takes_weights && i < reader->weights->count; i++) {
        add_name(names, reader->weights->items[i]);
        if (strcmp(reader->weights->items[i], name) == 0)
            found = reader->weights->items[i];
    }
    return found;
}

static void
read_fields(struct lci_reader *reader, const struct lci_section *section,
            const struct lci_yaml_node *node, void *target)
{
    const size_t before = reader->path_length;

    if (node->kind != LCI_YAML_MAP) {
        lci_reader_expected(reader, node, "a map of what is wanted to the names of fields");
        return;
    }
    for (const struct lci_yaml_node *child = node->first; child; child = child->next) {
        struct names names = {0};
        const char *role = find_role(reader, section, child->key, &names);

        lci_reader_enter_key(reader, child->key);
        if (role)
            add_field(reader, section, role, child, target);
        else
            refuse_key(reader, child, &names);
        lci_reader_leave(reader, before);
    }
}

/* The role of an attribute; NULL with a fault where its id cannot be part of a column's name. */
static const char *
attribute_role(struct lci_reader *reader, const struct lci_yaml_node *node)
{
    const size_t size = sizeof(LCI_ATTRIBUTE_ROLE) + strlen(node->key);
    char *role = NULL;

    if (!lci_is_id(node->key)) {
        lci_reader_fault_here(reader, node->key_line, node->key_column, "expected " LCI_ID_WORDS ", found \"%.60s\"",
                              node->key);
        return NULL;
    }
    role = lci_reader_alloc(reader, size, 1);
    if (role)
        (void)snprintf(role, size, "%s%s", LCI_ATTRIBUTE_ROLE, node->key);
    return role;
}

static void
read_attributes(struct lci_reader *reader, const struct lci_section *section, const struct lci_yaml_node *node, void *target)
{
    const size_t before = reader->path_length;

    if (node->kind != LCI_YAML_MAP) {
        lci_reader_expected(reader, node, "a map of names to the fields that hold them");
        return;
    }
    for (const struct lci_yaml_node *child = node->first; child; child = child->next) {
        const char *role = NULL;

        lci_reader_enter_key(reader, child->key);
        role = attribute_role(reader, child);
        if (role)
            add_field(reader, section, role, child, target);
        lci_reader_leave(reader, before);
    }
}

/* The first key of a map in a list must be greater than in the map before, which lies before it. */
static void
check_ascending(struct lci_reader *reader, const struct lci_section *section,
                const struct lci_yaml_node *item, const char *target)
{
    const struct lci_key *key = &section->keys[0];
    const struct lci_yaml_node *node =
        item->kind == LCI_YAML_MAP ? lci_yaml_child(item, key->name) : NULL;
    const size_t before = reader->path_length;
    char text[2][LCI_NUMBER_TEXT_SIZE];
    double values[2];

    memcpy(&values[0], target - section->size + key->offset, sizeof(double));
    memcpy(&values[1], target + key->offset, sizeof(double));
    if (!node || values[1] > values[0])
        return;
    lci_number_write(values[0], text[0]);
    lci_number_write(values[1], text[1]);
    lci_reader_enter_key(reader, key->name);
    lci_reader_fault_here(reader, node->line, node->column, "expected more than %s, found %s",
                          text[0], text[1]);
    lci_reader_leave(reader, before);
}

static void read_key(struct lci_reader *reader, const struct lci_section *section,
                     const struct lci_key *key, const struct lci_yaml_node *node, void *target);

static void
note_spot(const struct lci_reader *reader, const struct lci_yaml_node *node, uint32_t item, void *target)
{
    const struct lci_spot spot = {reader->file, node->line, node->column, item};

    memcpy(target, &spot, sizeof(spot));
}

/* Where a map goes: number in its list, or 0, and whether an earlier file filled the struct. */
struct slot {
    uint32_t item;
    bool is_filled;
    void *target;
};

static void read_map(struct lci_reader *reader, const struct lci_section *section, const struct lci_yaml_node *node,
                     const struct slot *slot);

/* A map, or the text that stands for one. */
static void
read_item(struct lci_reader *reader, const struct lci_section *section, const struct lci_yaml_node *node, const struct slot *slot)
{
    if (section->has_spot)
        note_spot(reader, node, slot->item, slot->target); /* also of what is no map: it is counted as an item */
    if (node->kind == LCI_YAML_TEXT && section->short_form)
        read_key(reader, section, &section->keys[0], node, slot->target);
    else
        read_map(reader, section, node, slot);
}

/* What a map of a list says its id is; NULL: nothing that could be one. */
static const char *
id_of(const struct lci_section *section, const struct lci_yaml_node *item)
{
    const struct lci_yaml_node *id = item->kind == LCI_YAML_MAP ? lci_yaml_child(item, section->keys[0].name) : NULL;

    return id && id->kind == LCI_YAML_TEXT ? id->text : NULL;
}

/* Index of the item of an earlier file that has the id; `count`: none. */
static size_t
find_earlier(const struct lci_section *section, const char *items, size_t count, const char *id)
{
    for (size_t i = 0; i < count && id; i++) {
        const char *other = NULL;

        memcpy(&other, items + i * section->size + section->keys[0].offset, sizeof(other));
        if (other && strcmp(other, id) == 0)
            return i;
    }
    return count;
}

/* An id that an item of the same list has already. */
static void
check_repeat(struct lci_reader *reader, const struct lci_section *section, const struct lci_yaml_node *list,
             const struct lci_yaml_node *item)
{
    const size_t before = reader->path_length;
    const char *id = id_of(section, item);

    for (const struct lci_yaml_node *other = list->first; id && other && other != item; other = other->next) {
        const char *others = id_of(section, other);

        if (!others || strcmp(others, id) != 0)
            continue;
        lci_reader_enter_key(reader, section->keys[0].name);
        lci_reader_fault_here(reader, item->line, item->column, "\"%s\" is here twice", id);
        lci_reader_leave(reader, before);
        return;
    }
}

/* One struct of the key's section for every item of a list, or for one item; behind those of an earlier file, or over them. */
static void
read_list(struct lci_reader *reader, const struct lci_key *key, const struct lci_yaml_node *node,
          void *target)
{
    const struct lci_section *section = key->section;
    const bool short_form = section->short_form;
    const bool single =
        node->kind == LCI_YAML_MAP || (node->kind == LCI_YAML_TEXT && short_form);
    const size_t count = single ? 1 : node->child_count;
    const size_t before = reader->path_length;
    size_t earlier = 0;
    size_t total = 0;
    uint32_t number = 0;
    char *items = NULL;
    const char *earlier_items = NULL;

    if ((node->kind == LCI_YAML_TEXT && !single) || count == 0) {
        lci_reader_expected(reader, node, short_form ? "a list" : "a list of maps");
        return;
    }
    if (count > MOST_ITEMS) {
        lci_reader_fault_here(reader, node->line, node->column,
                              "expected at most %d items, found %zu", MOST_ITEMS, count);
        return;
    }
    if (section->by_id) {
        memcpy(&earlier_items, (char *)target + key->offset, sizeof(earlier_items));
        memcpy(&earlier, (char *)target + key->count_offset, sizeof(earlier));
    }
    items = lci_reader_alloc(reader, earlier + count, section->size);
    if (!items)
        return;
    if (earlier > 0)
        memcpy(items, earlier_items, earlier * section->size);
    total = earlier;
    for (const struct lci_yaml_node *item = single ? node : node->first; item;
         item = single ? NULL : item->next) {
        const size_t place = find_earlier(section, items, earlier, id_of(section, item));
        struct slot slot = {++number, place < earlier, items + (place < earlier ? place : total++) * section->size};

        lci_reader_enter_item(reader, number);
        if (section->by_id && !single)
            check_repeat(reader, section, node, item);
        read_item(reader, section, item, &slot);
        if (section->ascending && number > 1)
            check_ascending(reader, section, item, slot.target);
        lci_reader_leave(reader, before);
    }
    memcpy((char *)target + key->offset, &items, sizeof(items));
    memcpy((char *)target + key->count_offset, &total, sizeof(total));
}

static void
read_key(struct lci_reader *reader, const struct lci_section *section, const struct lci_key *key,
         const struct lci_yaml_node *node, void *target)
{
    size_t count = 0;

    switch (key->kind) {
    case LCI_VALUE_MAP:
        lci_reader_read(reader, key->section, node, (char *)target + key->offset);
        return;
    case LCI_VALUE_LIST:
        read_list(reader, key, node, target);
        return;
    case LCI_VALUE_ROLE:
        add_field(reader, section, key->role ? key->role : key->name, node, target);
        return;
    case LCI_VALUE_FIELDS:
        read_fields(reader, section, node, target);
        return;
    case LCI_VALUE_ATTRIBUTES:
        read_attributes(reader, section, node, target);
        return;
    case LCI_VALUE_SELECT:
        lci_reader_value(reader, key, node, (char *)target + key->offset, &count);
        memcpy((char *)target + key->count_offset, &count, sizeof(count));
        return;
    default:
        lci_reader_value(reader, key, node, (char *)target + key->offset, NULL);
    }
}

static void
read_unknown(struct lci_reader *reader, const struct lci_section *section,
             const struct lci_yaml_node *child, void *target)
{
    struct names names = {0};

    for (size_t i = 0; section->takes_weights && i < reader->weights->count; i++)
        if (strcmp(reader->weights->items[i], child->key) == 0) {
            add_field(reader, section, reader->weights->items[i], child, target);
            return;
        }
    for (size_t i = 0; i < section->key_count; i++)
        add_name(&names, section->keys[i].name);
    for (size_t i = 0; section->takes_weights && i < reader->weights->count; i++)
        add_name(&names, reader->weights->items[i]);
    refuse_key(reader, child, &names);
}

/* What earlier files said under a key is as if it had not been said. */
static void
forget(const struct lci_section *section, const char *name, void *target)
{
    const struct lci_key *key = lci_section_key(section, name);

    assert(key && (key->kind == LCI_VALUE_MAP || key->kind == LCI_VALUE_NUMBER));
    memset((char *)target + key->offset, 0, key->kind == LCI_VALUE_MAP ? key->section->size : sizeof(double));
}

/* Makes room in a struct that an earlier file filled for what a map says. */
static void
make_way(const struct lci_section *section, const struct lci_yaml_node *node, void *target)
{
    for (size_t i = 0; i < section->key_count; i++) {
        const struct lci_key *key = &section->keys[i];

        if (!lci_yaml_child(node, key->name))
            continue;
        if (key->anew)
            memset(target, 0, section->size);
        for (size_t k = 0; key->displaces && key->displaces[k]; k++)
            forget(section, key->displaces[k], target);
    }
}

static void
read_map(struct lci_reader *reader, const struct lci_section *section, const struct lci_yaml_node *node,
         const struct slot *slot)
{
    const size_t before = reader->path_length;
    void *target = slot->target;
    bool is_filled = slot->is_filled;

    if (node->kind != LCI_YAML_MAP) {
        lci_reader_expected(reader, node, "a map of keys");
        return;
    }
    if (section->fresh)
        memset(target, 0, section->size);
    is_filled = is_filled || (section->extends && lci_yaml_child(node, "extends"));
    if (is_filled)
        make_way(section, node, target);
    if (section->has_spot)
        note_spot(reader, node, slot->item, target);
    if (section->field_count_offset > 0)
        make_fields(reader, section, node, target);
    /* In the order of the table, so that what other keys depend on is read first. */
    for (size_t i = 0; i < section->key_count && !reader->out_of_memory; i++) {
        const struct lci_key *key = &section->keys[i];
        const struct lci_yaml_node *child = lci_yaml_child(node, key->name);

        if (child) {
            lci_reader_enter_key(reader, key->name);
            read_key(reader, section, key, child, target);
            lci_reader_leave(reader, before);
        } else if (key->required && (key->own || !is_filled)) {
            lci_reader_fault_here(reader, node->line, node->column, "the key \"%s\" is missing",
                                  key->name);
        }
    }
    for (const struct lci_yaml_node *child = node->first; child && !reader->out_of_memory;
         child = child->next) {
        if (lci_section_key(section, child->key))
            continue;
        lci_reader_enter_key(reader, child->key);
        read_unknown(reader, section, child, target);
        lci_reader_leave(reader, before);
    }
}

void
lci_reader_read(struct lci_reader *reader, const struct lci_section *section,
                const struct lci_yaml_node *node, void *target)
{
    const struct slot slot = {0, false, target};

    read_map(reader, section, node, &slot);
}
