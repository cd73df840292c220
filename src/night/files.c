/* files.c - the files of a night's results. */
#include "night/files.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/fingerprint.h"

enum { BLOCK_SIZE = 1 << 18, MOST_DEPTH = 4 };

/* Files so far; items: lci_free(). */
struct listing {
    struct lci_arena *arena;
    struct lci_night_file *items;
    size_t count, capacity;
};

static enum lci_status
read_print(const char *path, struct lci_night_file *file, struct lci_error *err)
{
    struct lci_hasher *hasher = lci_hasher_new();
    unsigned char *block = lci_new_array(unsigned char, BLOCK_SIZE);
    FILE *stream = fopen(path, "rbe");
    enum lci_status status = LCI_OK;

    if (!hasher || !block)
        status = lci_fail_nomem(err, path);
    else if (!stream)
        status = lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    for (size_t got = 0; status == LCI_OK && (got = fread(block, 1, BLOCK_SIZE, stream)) > 0; file->bytes += got)
        lci_hasher_add(hasher, block, got);
    if (status == LCI_OK && ferror(stream))
        status = lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    if (status == LCI_OK)
        file->print = lci_hasher_end(hasher);
    if (stream)
        (void)fclose(stream);
    lci_free(block);
    lci_hasher_free(hasher);
    return status;
}

static enum lci_status list_folder(struct listing *listing, const char *root, const char *name, int depth, struct lci_error *err);

/* A file or folder, by its name below the root. */
static enum lci_status
list_entry(struct listing *listing, const char *root, const char *name, int depth, struct lci_error *err)
{
    const char *path = lci_arena_path(listing->arena, root, name);
    struct stat info = {0};

    if (!path || !lci_grow(&listing->items, listing->count, &listing->capacity))
        return lci_fail_nomem(err, root);
    if (lstat(path, &info) != 0)
        return lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    if (S_ISDIR(info.st_mode) && depth < MOST_DEPTH)
        return list_folder(listing, root, name, depth + 1, err);
    if (!S_ISREG(info.st_mode))
        return lci_fail(err, LCI_E_IO, "%s: expected a file", path);
    listing->items[listing->count] = (struct lci_night_file){.name = name};
    return read_print(path, &listing->items[listing->count++], err);
}

static enum lci_status
list_folder(struct listing *listing, const char *root, const char *name, int depth, struct lci_error *err)
{
    const char *path = name[0] != '\0' ? lci_arena_path(listing->arena, root, name) : root;
    DIR *folder = path ? opendir(path) : NULL;
    enum lci_status status = LCI_OK;

    if (!path)
        return lci_fail_nomem(err, root);
    if (!folder)
        return lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    for (struct dirent *entry = NULL; status == LCI_OK && (entry = readdir(folder)) != NULL;) {
        const char *below = NULL;

        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (depth == 0 && lci_is_night_name(entry->d_name, strlen(entry->d_name)))
            continue;
        below = lci_arena_path(listing->arena, name, entry->d_name);
        status = below ? list_entry(listing, root, below, depth, err) : lci_fail_nomem(err, root);
    }
    (void)closedir(folder);
    return status;
}

static int
by_name(const void *a, const void *b)
{
    return strcmp(((const struct lci_night_file *)a)->name, ((const struct lci_night_file *)b)->name);
}

enum lci_status
lci_night_files_list(const char *folder, struct lci_arena *arena, struct lci_night_file **out, size_t *count, struct lci_error *err)
{
    struct listing listing = {.arena = arena};
    enum lci_status status = list_folder(&listing, folder, "", 0, err);

    *count = 0;
    *out = status == LCI_OK ? lci_arena_alloc(arena, listing.count + 1, sizeof(**out)) : NULL;
    if (*out && listing.count > 0) {
        qsort(listing.items, listing.count, sizeof(*listing.items), by_name);
        memcpy(*out, listing.items, listing.count * sizeof(**out));
        *count = listing.count;
    } else if (status == LCI_OK && !*out)
        status = lci_fail_nomem(err, folder);
    lci_free(listing.items);
    return status;
}

enum lci_status
lci_night_files_compare(const char *folder, struct lci_arena *arena, const struct lci_night_file *items, size_t count,
                        const char **different, struct lci_error *err)
{
    struct lci_night_file *found = NULL;
    struct lci_error why = {0};
    size_t found_count = 0;
    const enum lci_status status = lci_night_files_list(folder, arena, &found, &found_count, &why);
    size_t i = 0;

    *different = NULL;
    if (status == LCI_E_NOMEM)
        return lci_fail_nomem(err, folder);
    if (status != LCI_OK) {
        *different = lci_arena_text(arena, why.message, strlen(why.message));
        return *different ? LCI_OK : lci_fail_nomem(err, folder);
    }
    while (i < count && i < found_count && strcmp(items[i].name, found[i].name) == 0 && items[i].bytes == found[i].bytes &&
           lci_fingerprint_equal(items[i].print, found[i].print))
        i++;
    if (i < count)
        *different = items[i].name;
    else if (i < found_count)
        *different = found[i].name;
    return LCI_OK;
}
