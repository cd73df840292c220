/* data_dir.c - finds standards and profiles by name. */
#include "config/data_dir.h"

#include <dirent.h>
#include <dlfcn.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const char suffix[] = ".yaml";

/* Length of a file's name without ".yaml", 0 if it does not end so. */
static size_t
stem_length(const char *name)
{
    const size_t length = strlen(name);
    const size_t tail = sizeof(suffix) - 1;

    return length > tail && strcmp(name + length - tail, suffix) == 0 ? length - tail : 0;
}

bool
lci_is_data_path(const char *text)
{
    return strchr(text, '/') || stem_length(text) > 0;
}

/* "a/b" with `tail` behind it. */
static char *
join(struct lci_arena *arena, const char *folder, const char *name, const char *tail)
{
    const size_t lengths[] = {strlen(folder), strlen(name), strlen(tail)};
    char *path = lci_arena_alloc(arena, lengths[0] + lengths[1] + lengths[2] + 2, 1);

    if (!path)
        return NULL;
    memcpy(path, folder, lengths[0]);
    path[lengths[0]] = '/';
    memcpy(path + lengths[0] + 1, name, lengths[1]);
    memcpy(path + lengths[0] + 1 + lengths[1], tail, lengths[2]);
    return path;
}

/* The folder of the library, or of the program that holds it: whatever this file was linked into. False: nobody knows. */
static bool
own_folder(char folder[PATH_MAX])
{
    Dl_info about = {0};
    char *slash = NULL;

    if (dladdr(suffix, &about) == 0 || !about.dli_fname || !realpath(about.dli_fname, folder))
        return false;
    slash = strrchr(folder, '/');
    if (slash)
        *slash = '\0';
    return slash != NULL;
}

/*
 * What the user says; of a program that was built but not installed, the folder in the source; else what was installed with the
 * library, be it in its prefix or moved as a whole. An installed program never reads the source that it was built from: that may
 * be a newer one, with other limits. NULL: out of memory.
 */
static const char *
data_folder(struct lci_arena *arena)
{
    const size_t root_length = strlen(LCI_BUILD_ROOT);
    const char *chosen = getenv("LIFECIRCLE_DATA");
    const char *beside = NULL;
    char own[PATH_MAX];

    if (chosen && chosen[0] != '\0')
        return chosen;
    if (!own_folder(own))
        return LCI_DATA_DIR;
    if (strncmp(own, LCI_BUILD_ROOT, root_length) == 0 && (own[root_length] == '/' || own[root_length] == '\0'))
        return LCI_SOURCE_DATA_DIR;
    beside = join(arena, own, LCI_DATA_FROM_LIBRARY, "");
    if (!beside)
        return NULL;
    return realpath(beside, own) ? lci_arena_text(arena, own, strlen(own)) : LCI_DATA_DIR;
}

/* The folder of a kind of data; NULL: out of memory. */
static const char *
kind_folder(struct lci_arena *arena, const char *kind)
{
    const char *folder = data_folder(arena);

    return folder ? join(arena, folder, kind, "") : NULL;
}

char *
lci_data_path(struct lci_arena *arena, const char *kind, const char *name)
{
    const char *folder = kind_folder(arena, kind);

    return folder ? join(arena, folder, name, suffix) : NULL;
}

static int
compare_names(const void *left, const void *right)
{
    return strcmp(*(const char *const *)left, *(const char *const *)right);
}

bool
lci_data_names(struct lci_arena *arena, const char *kind, struct lci_data_names *out)
{
    const char *path = kind_folder(arena, kind);
    DIR *folder = path ? opendir(path) : NULL;
    bool enough = path != NULL;

    *out = (struct lci_data_names){.count = 0};
    while (folder && enough && out->count < LCI_DATA_NAMES) {
        const struct dirent *entry = readdir(folder);
        const size_t length = entry ? stem_length(entry->d_name) : 0;

        if (!entry)
            break;
        if (length == 0 || entry->d_name[0] == '.')
            continue;
        out->items[out->count] = lci_arena_text(arena, entry->d_name, length);
        enough = out->items[out->count] != NULL;
        out->count += enough ? 1 : 0;
    }
    if (folder)
        (void)closedir(folder);
    if (out->count > 1)
        qsort(out->items, out->count, sizeof(out->items[0]), compare_names);
    return enough;
}
