/* restore.c - what a night read, from the copies that were kept of it. */
#include "night/restore.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/below.h"
#include "io/input_files.h"
#include "io/publish.h"
#include "night/archive.h"

/* The folder F of "F/runs/000123/manifest.json", with its slash. NULL: out of memory. */
static const char *
place_of(struct lci_arena *arena, const char *manifest_path)
{
    const char *slash = strrchr(manifest_path, '/');
    const size_t length = slash ? (size_t)(slash - manifest_path) + 1 : 0;
    const size_t size = length + sizeof("./../../");
    char *folder = lci_arena_alloc(arena, size, 1);

    if (folder)
        (void)snprintf(folder, size, "%.*s../../", (int)length, manifest_path);
    return folder;
}

/* Makes the folders that a path lies in. */
static enum lci_status
make_parents(char *path, struct lci_error *err)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(path, 0700) != 0 && errno != EEXIST) {
            const enum lci_status status = lci_fail(err, LCI_E_IO, "%s: cannot write this folder: %s", path, strerror(errno));

            *slash = '/';
            return status;
        }
        *slash = '/';
    }
    return LCI_OK;
}

/* A link below the root where `original` lay, to `copy`. */
static enum lci_status
link_one(struct lci_night_restored *restored, const char *original_folder, size_t folder_length, const char *copy,
         struct lci_error *err)
{
    const char *slash = strrchr(copy, '/');
    const char *name = slash ? slash + 1 : copy;
    const size_t size = strlen(restored->root) + folder_length + strlen(name) + 2;
    char *place = lci_arena_alloc(&restored->arena, size, 1);
    char *whole = realpath(copy, NULL);
    enum lci_status status = LCI_OK;

    if (!place || !whole) {
        status = !place ? lci_fail_nomem(err, copy) : lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", copy, strerror(errno));
        free(whole);
        return status;
    }
    (void)snprintf(place, size, "%s%.*s%s", restored->root, (int)folder_length, original_folder, name);
    status = make_parents(place, err);
    if (status == LCI_OK && symlink(whole, place) != 0 && errno != EEXIST)
        status = lci_fail(err, LCI_E_IO, "%s: cannot write: %s", place, strerror(errno));
    free(whole);
    return status;
}

/* The copy is the night's input, byte for byte. */
static enum lci_status
check_copy(const struct lci_night_source *source, const char *copy, struct lci_error *err)
{
    struct lci_fingerprint print = {0};
    uint64_t bytes = 0;
    enum lci_status status = lci_input_fingerprint(copy, &bytes, &print, err);

    if (status == LCI_E_IO)
        return lci_fail(err, LCI_E_DATA, "%s: the copy of this input was not kept: %s", source->label, copy);
    if (status == LCI_OK && !lci_fingerprint_equal(print, source->print))
        status = lci_fail(err, LCI_E_DATA, "%s: the copy of this input is no longer what the night read: %s", source->label, copy);
    return status;
}

static enum lci_status
link_source(struct lci_night_restored *restored, const struct lci_night_place *place, const struct lci_night_source *source,
            struct lci_error *err)
{
    const char *copy = lci_archive_path(place, &restored->arena, source);
    const char *slash = strrchr(source->path, '/');
    const size_t folder_length = slash ? (size_t)(slash - source->path) + 1 : 0;
    struct lci_input_files files = {0};
    struct stat info = {0};
    enum lci_status status = copy ? check_copy(source, copy, err) : lci_fail_nomem(err, source->path);

    if (status == LCI_OK && stat(copy, &info) == 0 && S_ISDIR(info.st_mode))
        return link_one(restored, source->path, folder_length, copy, err);
    if (status == LCI_OK)
        status = lci_input_files_list(copy, &files, err);
    for (size_t i = 0; i < files.count && status == LCI_OK; i++)
        status = link_one(restored, source->path, folder_length, files.items[i].path, err);
    lci_input_files_fini(&files);
    return status;
}

/* "root/" and a path from "/". */
static const char *
below_root(struct lci_night_restored *restored, const char *path)
{
    const size_t size = strlen(restored->root) + strlen(path) + 1;
    char *below = lci_arena_alloc(&restored->arena, size, 1);

    if (below)
        (void)snprintf(below, size, "%s%s", restored->root, path);
    return below;
}

/* What was read now is what was read then: standards and words too, which come with the program. */
static enum lci_status
check_files(const struct lci_night_restored *restored, struct lci_error *err)
{
    const struct lci_config *config = restored->config;
    size_t count = 0;

    for (size_t i = 0; i < restored->manifest.source_count; i++) {
        const struct lci_night_source *source = &restored->manifest.sources[i];

        if (strcmp(source->role, "configuration") != 0)
            continue;
        count++;
        if (source->number > config->file_count || config->files[source->number - 1].fingerprint_high != source->print.high ||
            config->files[source->number - 1].fingerprint_low != source->print.low)
            return lci_fail(err, LCI_E_DATA, "%s: this program does not read what the night read of it", source->label);
    }
    return count == config->file_count ? LCI_OK
                                       : lci_fail(err, LCI_E_DATA, "%s: this program reads further files with it",
                                                  restored->manifest.configuration);
}

static enum lci_status
load(struct lci_night_restored *restored, struct lci_error *err)
{
    const char *root = below_root(restored, "/");
    const char *path = below_root(restored, restored->manifest.configuration);
    enum lci_status status = root && path ? lci_config_load_below(root, path, &restored->config, NULL, err)
                                          : lci_fail_nomem(err, "configuration");
    const char *slash = NULL;

    if (status == LCI_OK)
        status = check_files(restored, err);
    if (status != LCI_OK)
        return status;
    slash = restored->config->output.path ? strrchr(restored->config->output.path, '/') : NULL;
    restored->folder = slash ? lci_arena_text(&restored->arena, restored->config->output.path,
                                              (size_t)(slash - restored->config->output.path) + 1)
                             : "";
    return restored->folder ? LCI_OK : lci_fail_nomem(err, "configuration");
}

enum lci_status
lci_night_restore(const char *manifest_path, struct lci_night_restored *out, struct lci_error *err)
{
    struct lci_night_place place = {0};
    enum lci_status status = LCI_OK;

    *out = (struct lci_night_restored){.config = NULL};
    status = lci_night_manifest_read(manifest_path, &out->arena, &out->manifest, err);
    if (status == LCI_OK) {
        const char *folder = place_of(&out->arena, manifest_path);

        status = folder ? lci_night_place_at(folder, &out->arena, &place, err) : lci_fail_nomem(err, manifest_path);
    }
    if (status == LCI_OK)
        status = lci_staging_new(out->root, err);
    for (size_t i = 0; i < out->manifest.source_count && status == LCI_OK; i++)
        if (out->manifest.sources[i].has_print)
            status = link_source(out, &place, &out->manifest.sources[i], err);
    return status == LCI_OK ? load(out, err) : status;
}

void
lci_night_restored_fini(struct lci_night_restored *restored)
{
    lci_config_free(restored->config);
    if (restored->root[0] != '\0')
        lci_remove_tree(AT_FDCWD, restored->root);
    lci_arena_fini(&restored->arena);
    *restored = (struct lci_night_restored){.config = NULL};
}
