/* written.c - files as they are written, and which of them are read one over the other. */
#include "config/written.h"

#include <stdio.h>
#include <string.h>

#include "config/data_dir.h"
#include "config/paths.h"
#include "config/reader_internal.h"
#include "config/suggest.h"

const char *
lci_written_folder(struct lci_arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');

    return lci_arena_text(arena, path, slash ? (size_t)(slash - path) + 1 : 0);
}

/* "pudong-2025", "gb50180-2018" or the like, where a name leads nowhere. */
static void
refuse_name(struct lci_reader *reader, const struct lci_noted *noted, const char *kind, const char *key)
{
    struct lci_data_names names;
    const char *meant = NULL;
    char list[512] = "";
    size_t used = 0;

    if (!lci_data_names(reader->arena, kind, &names)) {
        reader->out_of_memory = true;
        return;
    }
    meant = lci_suggest(noted->text, names.items, names.count);
    for (size_t i = 0; i < names.count && used < sizeof(list); i++)
        used += (size_t)snprintf(list + used, sizeof(list) - used, "%s, ", names.items[i]);
    lci_reader_fault(reader, &noted->spot, key,
                     "expected %sor the path of a file, found \"%s\"%s%s%s", list, noted->text,
                     meant ? "; did you mean \"" : "", meant ? meant : "", meant ? "\"?" : "");
}

/* What comes with the program; where a folder stands for "/", what is there goes first. NULL: out of memory, which is noted. */
static const char *
find_data(struct lci_reader *reader, const char *kind, const struct lci_noted *noted)
{
    const char *path = lci_data_path(reader->arena, kind, noted->text);
    const struct lci_noted inside = {path, noted->spot};
    const char *rooted = path && path[0] == '/' && reader->root ? lci_reader_path(reader, &inside) : NULL;

    reader->out_of_memory = reader->out_of_memory || !path;
    return rooted && !lci_input_refusal(rooted) ? rooted : path;
}

/* Path of a standard or profile, or NULL with a fault. */
static const char *
find_named(struct lci_reader *reader, const struct lci_noted *noted, const char *kind, const char *key)
{
    const bool is_path = lci_is_data_path(noted->text);
    const char *path = is_path ? lci_reader_path(reader, noted) : find_data(reader, kind, noted);

    if (!path)
        return NULL;
    if (lci_input_refusal(path)) {
        refuse_name(reader, noted, kind, key);
        return NULL;
    }
    return path;
}

/* A file that the configuration names, as it is written; its faults are told under its own name. File NULL: out of memory. */
static struct lci_written
read_file(struct lci_reader *reader, const char *path)
{
    const struct lci_config_file *before = reader->file;
    struct lci_config_file *file = lci_reader_alloc(reader, 1, sizeof(*file));
    struct lci_yaml_node *root = NULL;
    struct lci_yaml_fault fault;
    enum lci_status status = LCI_OK;

    if (!file)
        return (struct lci_written){NULL, NULL};
    file->name = path;
    file->folder = lci_written_folder(reader->arena, path);
    file->order = reader->file_count++;
    reader->file = file;
    status = lci_reader_file(reader, path, &root, &fault);
    if (status == LCI_E_NOMEM || !file->folder)
        reader->out_of_memory = true;
    else if (status != LCI_OK)
        lci_reader_fault_here(reader, fault.line, fault.column, "%s", fault.message);
    else if (!root)
        lci_reader_fault_here(reader, 0, 0, "the file is empty");
    reader->file = before;
    return (struct lci_written){file, status == LCI_OK ? root : NULL};
}

void
lci_written_take(struct lci_reader *reader, const struct lci_written *written, const struct lci_section *section,
                 void *target)
{
    const struct lci_config_file *before = reader->file;

    if (!written->root || reader->out_of_memory)
        return;
    reader->file = written->file;
    lci_reader_read(reader, section, written->root, target);
    reader->file = before;
}

void
lci_written_take_named(struct lci_reader *reader, const struct lci_noted *noted, const char *kind, const char *key,
                       const struct lci_section *section, void *target)
{
    const char *path = find_named(reader, noted, kind, key);
    struct lci_written written;

    if (!path)
        return;
    written = read_file(reader, path);
    if (written.file)
        written.file->is_standard = section == &lci_standard_keys;
    lci_written_take(reader, &written, section, target);
}

struct lci_noted
lci_written_text(const struct lci_written *written, const char *key)
{
    const struct lci_yaml_node *node =
        written->root && written->root->kind == LCI_YAML_MAP ? lci_yaml_child(written->root, key) : NULL;

    return (struct lci_noted){node && node->text && node->text[0] ? node->text : NULL,
                              {written->file, node ? node->line : 0, node ? node->column : 0, 0}};
}

/* Path of what a configuration extends, or NULL with a fault. */
static const char *
find_extended(struct lci_reader *reader, const struct lci_noted *noted, bool is_too_deep)
{
    const char *why = lci_path_refusal(noted->text);
    const char *path = NULL;

    if (is_too_deep)
        why = "more than 8 files one over the other, or one that extends itself";
    if (!why) {
        path = lci_reader_path(reader, noted);
        if (!path)
            return NULL;
        why = lci_input_refusal(path);
    }
    if (!why)
        return path;
    lci_reader_fault(reader, &noted->spot, "extends", "expected the path of a configuration, found \"%s\" (%s)", noted->text,
                     why);
    return NULL;
}

size_t
lci_written_chain(struct lci_reader *reader, struct lci_written chain[LCI_WRITTEN_MOST])
{
    size_t count = 1;

    while (!reader->out_of_memory) {
        const struct lci_noted noted = lci_written_text(&chain[count - 1], "extends");
        const char *path = noted.text ? find_extended(reader, &noted, count == LCI_WRITTEN_MOST) : NULL;

        if (!path)
            break;
        chain[count++] = read_file(reader, path);
    }
    return count;
}
