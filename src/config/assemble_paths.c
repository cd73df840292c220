/* assemble_paths.c - sources of a configuration. */
#include <stdio.h>
#include <string.h>

#include "base/connection.h"
#include "config/assemble_internal.h"
#include "config/paths.h"
#include "config/reader_internal.h"
#include "config/suggest.h"

enum { MOST_CATEGORY_WORDS = 64 };

/* One kind of source, where it is in the draft and in the configuration. */
struct kind {
    const char *key;
    const char *option;
    size_t draft_offset, config_offset;
};

static const struct kind kinds[] = {
    {"network", "--roads", offsetof(struct lci_draft, network),
     offsetof(struct lci_config, network)},
    {"barriers", "", offsetof(struct lci_draft, barriers), offsetof(struct lci_config, barriers)},
    {"facilities", "--facilities", offsetof(struct lci_draft, facilities),
     offsetof(struct lci_config, facilities)},
    {"homes", "--homes", offsetof(struct lci_draft, homes), offsetof(struct lci_config, homes)},
    {"gates", "", offsetof(struct lci_draft, gates), offsetof(struct lci_config, gates)},
    {"buildings", "", offsetof(struct lci_draft, buildings),
     offsetof(struct lci_config, buildings)},
    {"units", "", offsetof(struct lci_draft, units), offsetof(struct lci_config, units)},
    {"figures", "", offsetof(struct lci_draft, figures), offsetof(struct lci_config, figures)},
    {"origins", "", offsetof(struct lci_draft, origins), offsetof(struct lci_config, origins)},
};

enum { KIND_COUNT = sizeof(kinds) / sizeof(kinds[0]) };

static struct lci_sources *
sources_of(struct lci_config *config, const struct kind *kind)
{
    return (struct lci_sources *)(void *)((char *)config + kind->config_offset);
}

/* "facilities[2].source", or "--facilities" on the command line. */
static void
name_key(const struct lci_assembler *assembler, const struct kind *kind, size_t index,
         const char *member, char key[LCI_KEY_PATH_SIZE])
{
    if (assembler->command_line)
        (void)snprintf(key, LCI_KEY_PATH_SIZE, "%s", kind->option);
    else
        (void)snprintf(key, LCI_KEY_PATH_SIZE, "%s[%zu]%s", kind->key, index + 1, member);
}

const char *
lci_assemble_input(struct lci_assembler *assembler, const struct lci_noted *noted, const char *key)
{
    static const char wanted[] = "the path of a file or folder";
    const char *why = lci_path_refusal(noted->text);
    const char *path = NULL;

    if (!why) {
        path = lci_reader_path(assembler->reader, noted);
        if (!path)
            return NULL;
        why = lci_input_refusal(path);
    }
    if (!why)
        return path;
    lci_assemble_refuse(assembler, noted, key, wanted, why);
    return NULL;
}

/* The connection, as GDAL takes it and as it is shown; a server that does not answer is given up. */
static void
take_connection(struct lci_assembler *assembler, const char *text, struct lci_source *source)
{
    static const char path_format[] = "PG:%s%s";
    static const char label_format[] = "postgis:%s, table %s";
    const bool waits = lci_connection_has(text, "connect_timeout");
    const char *const patience = waits ? "" : " connect_timeout=10";
    const char *const masked = lci_mask_password(assembler->reader->arena, text);
    const size_t path_size = sizeof(path_format) + strlen(text) + strlen(patience);
    const size_t label_size =
        masked ? sizeof(label_format) + strlen(masked) + strlen(source->layer) : 1;
    char *path = lci_reader_alloc(assembler->reader, path_size, 1);
    char *label = lci_reader_alloc(assembler->reader, label_size, 1);

    if (!masked || !path || !label) {
        assembler->reader->out_of_memory = true;
        return;
    }
    (void)snprintf(path, path_size, path_format, text, patience);
    (void)snprintf(label, label_size, label_format, masked, source->layer);
    source->path = path;
    source->label = label;
    source->is_database = true;
}

/* No fault shows a part of what was found: it may be part of a password. */
static void
take_database(struct lci_assembler *assembler, const struct kind *kind, size_t index,
              const struct lci_noted *noted, struct lci_source *source)
{
    const char *text = strncmp(noted->text, "PG:", 3) == 0 ? noted->text + 3 : noted->text;
    char key[LCI_KEY_PATH_SIZE];
    char why[LCI_REFUSAL_SIZE];

    lci_connection_judge(text, why);
    name_key(assembler, kind, index, ".postgis", key);
    if (why[0])
        lci_reader_fault(assembler->reader, &noted->spot, key,
                         "expected a connection such as \"host=localhost dbname=city user=me\", "
                         "found %s",
                         why);
    else if (assembler->draft->nights.spot.file && (lci_connection_has(text, "password") || lci_connection_has(text,
            "sslpassword")))
        lci_reader_fault(assembler->reader, &noted->spot, key,
                         "expected no password beside `nights`, which keeps copies of the configuration: it stands in the "
                         "environment (PGPASSWORD) or in a pgpass file (PGPASSFILE)");
    else if (!source->layer)
        lci_reader_fault(assembler->reader, &noted->spot, key,
                         "the key \"layer\" is missing, which names the table");
    else
        take_connection(assembler, text, source);
}

/* Where the data comes from: exactly one of `source` and `postgis`. */
static void
take_place(struct lci_assembler *assembler, const struct kind *kind, size_t index,
           const struct lci_draft_source *from, struct lci_source *to)
{
    char key[LCI_KEY_PATH_SIZE];

    if (from->path.text && from->postgis.text) {
        name_key(assembler, kind, index, "", key);
        lci_reader_fault(assembler->reader, &from->postgis.spot, key,
                         "expected source or postgis, found both");
    } else if (from->postgis.text) {
        take_database(assembler, kind, index, &from->postgis, to);
    } else if (from->path.text) {
        name_key(assembler, kind, index, ".source", key);
        to->label = from->path.text;
        to->path = lci_assemble_input(assembler, &from->path, key);
    } else if (!from->path.spot.file && !from->postgis.spot.file && from->spot.file) {
        name_key(assembler, kind, index, "", key);
        lci_reader_fault(assembler->reader, &from->spot, key, "the key \"source\" is missing");
    }
}

static bool
has_role(const struct lci_source *source, const char *role)
{
    for (size_t i = 0; i < source->field_count; i++)
        if (strcmp(source->fields[i].role, role) == 0)
            return true;
    return false;
}

void
lci_assemble_category(struct lci_assembler *assembler, const struct lci_spot *spot, const char *key, const char *id)
{
    const struct lci_config *config = assembler->config;
    const char *ids[MOST_CATEGORY_WORDS];
    const char *meant = NULL;
    size_t count = 0;

    if (config->category_count == 0)
        return;
    for (size_t i = 0; i < config->category_count; i++) {
        if (strcmp(config->categories[i].id, id) == 0)
            return;
        if (count < MOST_CATEGORY_WORDS)
            ids[count++] = config->categories[i].id;
    }
    meant = lci_suggest(id, ids, count);
    lci_reader_fault(assembler->reader, spot, key, "expected a category of the list, found \"%s\"; %s \"%s\"%s", id,
                     meant ? "did you mean" : "the first one is", meant ? meant : ids[0], meant ? "?" : "");
}

/* What every row of the source is: category of facilities, level of units, one of what is counted. */
static void
take_sort(struct lci_assembler *assembler, const struct kind *kind, size_t index,
          const struct lci_draft_source *from, struct lci_source *to)
{
    char key[LCI_KEY_PATH_SIZE];

    if (from->category.text) {
        name_key(assembler, kind, index, ".category", key);
        to->category = from->category.text;
        if (has_role(to, "category"))
            lci_reader_fault(assembler->reader, &from->category.spot, key,
                             "expected category or category_field, found both");
        else if (!lci_is_drafted_category(assembler->draft, from->category.text))
            lci_assemble_category(assembler, &from->category.spot, key, from->category.text);
    }
    if (from->level.text) {
        name_key(assembler, kind, index, ".level", key);
        to->level = from->level.text;
        if (has_role(to, "level"))
            lci_reader_fault(assembler->reader, &from->level.spot, key,
                             "expected level or level_field, found both");
        else if (!lci_is_id(to->level))
            lci_assemble_refuse(assembler, &from->level, key,
                                "a level such as subdistrict, circle or community",
                                "not all lower-case letters a to z, digits and _");
    }
    if (from->count.text) {
        name_key(assembler, kind, index, ".count", key);
        to->count = from->count.text;
        if (!lci_is_id(to->count))
            lci_reader_fault(assembler->reader, &from->count.spot, key, "expected " LCI_ID_WORDS ", found \"%.60s\"", to->count);
    }
}

static void
assemble_kind(struct lci_assembler *assembler, const struct kind *kind)
{
    const struct lci_draft_sources *from =
        (const struct lci_draft_sources *)(const void *)((const char *)assembler->draft +
                                                         kind->draft_offset);
    struct lci_sources *to = sources_of(assembler->config, kind);

    if (from->count == 0)
        return;
    to->items = lci_reader_alloc(assembler->reader, from->count, sizeof(*to->items));
    if (!to->items)
        return;
    to->count = from->count;
    for (size_t i = 0; i < from->count; i++) {
        to->items[i] = from->items[i].source;
        to->items[i].own_barriers = from->items[i].barriers == 0;
        to->items[i].line = from->items[i].spot.line;
        to->items[i].column = from->items[i].spot.column;
        take_place(assembler, kind, i, &from->items[i], &to->items[i]);
        take_sort(assembler, kind, i, &from->items[i], &to->items[i]);
    }
}

void
lci_assemble_sources(struct lci_assembler *assembler)
{
    for (size_t i = 0; i < KIND_COUNT; i++)
        assemble_kind(assembler, &kinds[i]);
}

const char *
lci_assemble_input_conflict(const struct lci_assembler *assembler, const char *path)
{
    const struct lci_config *config = assembler->config;

    if (config->path && lci_same_file(config->path, path))
        return "the configuration itself";
    if (config->dem_path &&
        (lci_same_file(config->dem_path, path) || lci_is_directly_in(config->dem_path, path)))
        return "an input of the same run";
    for (size_t k = 0; k < KIND_COUNT; k++) {
        const struct lci_sources *sources = sources_of(assembler->config, &kinds[k]);

        for (size_t i = 0; i < sources->count; i++) {
            const struct lci_source *source = &sources->items[i];

            if (!source->path || source->is_database)
                continue;
            if (lci_same_file(source->path, path))
                return "an input of the same run";
            if (lci_is_directly_in(source->path, path))
                return "a folder with inputs of the same run";
        }
    }
    return NULL;
}
