/* manifest.c - manifest.json of a night: with what its results were made, and which files they are. */
#include "night/manifest.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "config/yaml.h"
#include "io/growing_text.h"
#include "night/files.h"

static const char FORM[] = "lifecircle night 1";

const char *
lci_night_manifest_path(struct lci_arena *arena, const char *run)
{
    return lci_arena_path(arena, run, LCI_MANIFEST_NAME);
}

static void
add_print(struct lci_growing_text *json, const char *key, struct lci_fingerprint print)
{
    char text[LCI_FINGERPRINT_TEXT_SIZE];

    lci_fingerprint_text(print, text);
    lci_text_add_json_text(json, key, text);
}

static void
add_member(struct lci_growing_text *json, const char *key, const char *value)
{
    lci_text_add_json_text(json, key, value);
    lci_text_add(json, ", ");
}

static void
add_sources(struct lci_growing_text *json, const struct lci_night_manifest *manifest)
{
    lci_text_add(json, "  \"inputs\": [");
    for (size_t i = 0; i < manifest->source_count; i++) {
        const struct lci_night_source *source = &manifest->sources[i];

        lci_text_add(json, "%s\n    {", i > 0 ? "," : "");
        add_member(json, "role", source->role);
        lci_text_add(json, "\"number\": %zu, ", source->number);
        add_member(json, "source", source->label);
        if (source->has_print) { /* of a database the path is a connection */
            add_member(json, "path", source->path);
            add_print(json, "xxh128", source->print);
            lci_text_add(json, ", \"bytes\": %" PRIu64 "}", source->bytes);
        } else
            lci_text_add(json, "\"path\": null, \"xxh128\": null, \"bytes\": null}");
    }
    lci_text_add(json, "\n  ],\n");
}

static void
add_files(struct lci_growing_text *json, const struct lci_night_manifest *manifest)
{
    lci_text_add(json, "  \"files\": [");
    for (size_t i = 0; i < manifest->file_count; i++) {
        lci_text_add(json, "%s\n    {", i > 0 ? "," : "");
        add_member(json, "name", manifest->files[i].name);
        lci_text_add(json, "\"bytes\": %" PRIu64 ", ", manifest->files[i].bytes);
        add_print(json, "xxh128", manifest->files[i].print);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "\n  ],\n");
}

static void
add_stages(struct lci_growing_text *json, const struct lci_night_manifest *manifest)
{
    lci_text_add(json, "  \"stages\": [");
    for (size_t i = 0; i < manifest->stage_count; i++) {
        const struct lci_night_stage *stage = &manifest->stages[i];

        lci_text_add(json, "%s\n    {", i > 0 ? "," : "");
        add_member(json, "stage", stage->stage);
        add_member(json, "made_from", stage->made_from);
        add_member(json, "made", stage->made);
        lci_text_add_json_number(json, "seconds", stage->seconds);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "\n  ],\n");
}

static void
add_entries(struct lci_growing_text *json, const struct lci_night_manifest *manifest)
{
    lci_text_add(json, "  \"run\": [");
    for (size_t i = 0; i < manifest->entry_count; i++) {
        lci_text_add(json, "%s\n    {", i > 0 ? "," : "");
        add_member(json, "key", manifest->entries[i][0]);
        lci_text_add_json_text(json, "value", manifest->entries[i][1]);
        lci_text_add(json, "}");
    }
    lci_text_add(json, "\n  ]\n");
}

enum lci_status
lci_night_manifest_write(const struct lci_night_manifest *manifest, const char *path, struct lci_error *err)
{
    struct lci_growing_text json = {0};
    enum lci_status status = LCI_OK;

    lci_text_add(&json, "{\n  \"form\": \"%s\",\n  \"night\": %" PRIu64 ",\n  ", FORM, manifest->night);
    add_member(&json, "version", manifest->version);
    add_member(&json, "libraries", manifest->libraries);
    add_print(&json, "program", manifest->program);
    lci_text_add(&json, ",\n  ");
    add_member(&json, "configuration", manifest->configuration);
    lci_text_add_json_text(&json, "folder", manifest->folder);
    lci_text_add(&json, ",\n  ");
    add_member(&json, "started_at", manifest->started_at);
    add_member(&json, "ended_at", manifest->ended_at);
    lci_text_add_json_number(&json, "duration_s", manifest->duration_s);
    lci_text_add(&json, ",\n  \"seeds\": [],\n"); /* nothing in a run is drawn at random */
    add_sources(&json, manifest);
    add_files(&json, manifest);
    add_stages(&json, manifest);
    add_entries(&json, manifest);
    lci_text_add(&json, "}\n");
    status = json.failed ? lci_fail_nomem(err, path) : lci_text_write_file(&json, path, err);
    lci_free(json.bytes);
    return status;
}

/* Text of a member; NULL: none, or it is null. JSON is YAML, and in YAML null is a word like others. */
static const char *
text_of(const struct lci_yaml_node *map, const char *key)
{
    const struct lci_yaml_node *node = map && map->kind == LCI_YAML_MAP ? lci_yaml_child(map, key) : NULL;

    return node && node->text && strcmp(node->text, "null") != 0 ? node->text : NULL;
}

/* A whole number of a member; false: none. */
static bool
take_number(const struct lci_yaml_node *map, const char *key, uint64_t *out)
{
    const char *text = text_of(map, key);
    char *end = NULL;

    if (!text || text[0] < '0' || text[0] > '9')
        return false;
    *out = strtoull(text, &end, 10);
    return *end == '\0';
}

static bool
take_print(const struct lci_yaml_node *map, const char *key, struct lci_fingerprint *out)
{
    const char *text = text_of(map, key);

    return text && lci_fingerprint_from_text(text, out);
}

static const struct lci_yaml_node *
list_of(const struct lci_yaml_node *map, const char *key)
{
    const struct lci_yaml_node *node = lci_yaml_child(map, key);

    return node && node->kind == LCI_YAML_LIST ? node : NULL;
}

static bool
take_source(const struct lci_yaml_node *node, struct lci_night_source *out)
{
    uint64_t number = 0;

    out->role = text_of(node, "role");
    out->label = text_of(node, "source");
    out->path = text_of(node, "path");
    out->has_print = take_print(node, "xxh128", &out->print);
    if (!out->role || !out->label || !take_number(node, "number", &number))
        return false;
    out->number = (size_t)number;
    return !out->has_print || (out->path && take_number(node, "bytes", &out->bytes));
}

static bool
take_file(const struct lci_yaml_node *node, struct lci_night_file *out)
{
    out->name = text_of(node, "name");
    return out->name && take_number(node, "bytes", &out->bytes) && take_print(node, "xxh128", &out->print);
}

/* Everything of a manifest but lists; false: it is none. */
static bool
take_heading(const struct lci_yaml_node *root, struct lci_night_manifest *out)
{
    const char *form = text_of(root, "form");

    out->version = text_of(root, "version");
    out->libraries = text_of(root, "libraries");
    out->configuration = text_of(root, "configuration");
    out->folder = text_of(root, "folder");
    return form && strcmp(form, FORM) == 0 && out->version && out->libraries && out->configuration && out->folder &&
           take_number(root, "night", &out->night) && take_print(root, "program", &out->program) && list_of(root, "inputs") &&
           list_of(root, "files");
}

static enum lci_status
take_lists(const struct lci_yaml_node *root, struct lci_arena *arena, struct lci_night_manifest *out, bool *is_right)
{
    const struct lci_yaml_node *inputs = list_of(root, "inputs");
    const struct lci_yaml_node *files = list_of(root, "files");

    out->sources = lci_arena_alloc(arena, inputs->child_count + 1, sizeof(*out->sources));
    out->files = lci_arena_alloc(arena, files->child_count + 1, sizeof(*out->files));
    if (!out->sources || !out->files)
        return LCI_E_NOMEM;
    for (const struct lci_yaml_node *node = inputs->first; node; node = node->next)
        *is_right = take_source(node, &out->sources[out->source_count++]) && *is_right;
    for (const struct lci_yaml_node *node = files->first; node; node = node->next)
        *is_right = take_file(node, &out->files[out->file_count++]) && *is_right;
    return LCI_OK;
}

enum lci_status
lci_night_manifest_read(const char *path, struct lci_arena *arena, struct lci_night_manifest *out, struct lci_error *err)
{
    struct lci_yaml_node *root = NULL;
    struct lci_yaml_fault fault = {0};
    struct lci_fingerprint print = {0};
    enum lci_status status = lci_yaml_read(path, arena, &root, &print, &fault);
    bool is_right = true;

    *out = (struct lci_night_manifest){0};
    if (status == LCI_E_NOMEM)
        return lci_fail_nomem(err, path);
    if (status == LCI_E_IO)
        return lci_fail(err, LCI_E_IO, "%s: %s", path, fault.message);
    if (status != LCI_OK || !root || root->kind != LCI_YAML_MAP || !take_heading(root, out))
        return lci_fail(err, LCI_E_DATA, "%s: this is no manifest of a night", path);
    if (take_lists(root, arena, out, &is_right) != LCI_OK)
        return lci_fail_nomem(err, path);
    return is_right ? LCI_OK : lci_fail(err, LCI_E_DATA, "%s: this manifest of a night is damaged", path);
}
