/* archive.c - copies of inputs beside the results that were made from them. */
#include "night/archive.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "io/input_files.h"
#include "io/publish.h"
#include "night/files.h"
#include "night/manifest.h"

/* Names of copies that are still of use. */
struct used {
    struct lci_fingerprint *items; /* lci_free() */
    size_t count, capacity;
    bool unknown; /* a manifest could not be read */
};

static const char *
folder_of(const struct lci_night_place *place, struct lci_arena *arena, struct lci_fingerprint print)
{
    char text[LCI_FINGERPRINT_TEXT_SIZE];

    lci_fingerprint_text(print, text);
    return lci_arena_path(arena, place->inputs, text);
}

static const char *
name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

const char *
lci_archive_path(const struct lci_night_place *place, struct lci_arena *arena, const struct lci_night_source *source)
{
    const char *folder = folder_of(place, arena, source->print);

    return folder ? lci_arena_path(arena, folder, name_of(source->path)) : NULL;
}

/* A copy in the making is judged by its bytes: what was read may be gone by now. */
static enum lci_status
copy_one(const char *copy, const struct lci_night_source *source, struct lci_error *err)
{
    struct lci_fingerprint print = {0};
    uint64_t bytes = 0;
    enum lci_status status = lci_input_copy(source->path, copy, err);

    if (status == LCI_OK)
        status = lci_input_fingerprint(copy, &bytes, &print, err);
    if (status == LCI_OK && !lci_fingerprint_equal(print, source->print))
        status = lci_fail(err, LCI_E_DATA, "%s: changed while it was read, so nothing was published; run again once it is complete",
                          source->label);
    return status;
}

/* A new folder, with all sources of these contents: they may have several names. */
static enum lci_status
copy_all(struct lci_publication *publication, struct lci_arena *arena, const char *folder, const struct lci_night_source *sources,
         size_t count, struct lci_error *err)
{
    const char *staged = NULL;
    enum lci_status status = lci_publication_add(publication, folder, LCI_TARGET_FOLDER, &staged, err);

    if (status == LCI_OK && mkdir(staged, 0755) != 0)
        status = lci_fail(err, LCI_E_IO, "%s: cannot write this folder: %s", staged, strerror(errno));
    for (size_t i = 0; i < count && status == LCI_OK; i++) {
        const char *copy = NULL;
        struct stat info = {0};

        if (!sources[i].has_print || !lci_fingerprint_equal(sources[i].print, sources[0].print))
            continue;
        copy = lci_arena_path(arena, staged, name_of(sources[i].path));
        if (!copy)
            status = lci_fail_nomem(err, folder);
        else if (stat(copy, &info) != 0)
            status = copy_one(copy, &sources[i], err);
    }
    return status;
}

/* Into a folder that is there already: the same contents under one more name. */
static enum lci_status
copy_name(struct lci_publication *publication, const char *copy, const struct lci_night_source *source, struct lci_error *err)
{
    struct stat info = {0};
    const bool is_folder = stat(source->path, &info) == 0 && S_ISDIR(info.st_mode);
    const char *staged = NULL;
    enum lci_status status = lci_publication_add(publication, copy, is_folder ? LCI_TARGET_FOLDER : LCI_TARGET_FILE, &staged, err);

    return status == LCI_OK ? copy_one(staged, source, err) : status;
}

/* Whether one source before it is the same in contents, or in name as well. */
static bool
is_earlier(const struct lci_night_source *sources, size_t at, bool by_name)
{
    for (size_t i = 0; i < at; i++)
        if (sources[i].has_print && lci_fingerprint_equal(sources[i].print, sources[at].print) &&
            (!by_name || strcmp(name_of(sources[i].path), name_of(sources[at].path)) == 0))
            return true;
    return false;
}

enum lci_status
lci_archive_add(const struct lci_night_place *place, const struct lci_night_source *sources, size_t count, struct lci_error *err)
{
    struct lci_publication *publication = NULL;
    struct lci_arena arena = {0};
    enum lci_status status = lci_publication_new(&publication, err);

    for (size_t i = 0; i < count && status == LCI_OK; i++) {
        const char *folder = folder_of(place, &arena, sources[i].print);
        const char *copy = folder ? lci_arena_path(&arena, folder, name_of(sources[i].path)) : NULL;
        struct stat info = {0};

        if (!copy)
            status = lci_fail_nomem(err, place->inputs);
        else if (!sources[i].has_print)
            continue;
        else if (stat(folder, &info) != 0)
            status = is_earlier(sources, i, false) ? LCI_OK
                                                   : copy_all(publication, &arena, folder, &sources[i], count - i, err);
        else if (stat(copy, &info) != 0 && !is_earlier(sources, i, true))
            status = copy_name(publication, copy, &sources[i], err);
    }
    if (status == LCI_OK)
        status = lci_publication_commit(publication, err);
    lci_publication_free(publication);
    lci_arena_fini(&arena);
    return status;
}

/* What the manifest of one run names. */
static enum lci_status
add_used(struct used *used, const char *manifest_path, struct lci_error *err)
{
    struct lci_arena arena = {0};
    struct lci_night_manifest manifest = {0};
    enum lci_status status = lci_night_manifest_read(manifest_path, &arena, &manifest, err);

    if (status != LCI_OK && status != LCI_E_NOMEM) {
        used->unknown = true;
        status = LCI_OK;
    }
    for (size_t i = 0; i < manifest.source_count && status == LCI_OK && !used->unknown; i++) {
        if (!manifest.sources[i].has_print)
            continue;
        if (!lci_grow(&used->items, used->count, &used->capacity))
            status = lci_fail_nomem(err, manifest_path);
        else
            used->items[used->count++] = manifest.sources[i].print;
    }
    lci_arena_fini(&arena);
    return status;
}

static bool
is_used(const struct used *used, struct lci_fingerprint print)
{
    for (size_t i = 0; i < used->count; i++)
        if (lci_fingerprint_equal(used->items[i], print))
            return true;
    return false;
}

/* All manifests of the runs that are there. */
static enum lci_status
list_used(const struct lci_night_place *place, struct used *used, struct lci_error *err)
{
    struct lci_arena arena = {0};
    DIR *runs = opendir(place->runs);
    enum lci_status status = LCI_OK;

    used->unknown = !runs;
    for (struct dirent *entry = NULL; runs && status == LCI_OK && (entry = readdir(runs)) != NULL;) {
        const char *folder = NULL;
        const char *path = NULL;
        struct stat info = {0};

        if (entry->d_name[0] < '0' || entry->d_name[0] > '9')
            continue;
        folder = lci_arena_path(&arena, place->runs, entry->d_name);
        path = folder ? lci_night_manifest_path(&arena, folder) : NULL;
        if (!path)
            status = lci_fail_nomem(err, place->runs);
        else if (stat(path, &info) == 0 || errno != ENOENT) /* without one nothing can be made again */
            status = add_used(used, path, err);
    }
    if (runs)
        (void)closedir(runs);
    lci_arena_fini(&arena);
    return status;
}

enum lci_status
lci_archive_prune(const struct lci_night_place *place, struct lci_error *err)
{
    struct used used = {0};
    enum lci_status status = list_used(place, &used, err);
    DIR *inputs = status == LCI_OK && !used.unknown ? opendir(place->inputs) : NULL;

    for (struct dirent *entry = NULL; inputs && (entry = readdir(inputs)) != NULL;) {
        struct lci_fingerprint print = {0};

        if (lci_fingerprint_from_text(entry->d_name, &print) && !is_used(&used, print))
            lci_remove_at_once(place->inputs, entry->d_name); /* half of a copy would pass for one */
    }
    if (inputs)
        (void)closedir(inputs);
    lci_free(used.items);
    lci_remove_stale(place->inputs);
    return status;
}
