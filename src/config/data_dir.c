/* data_dir.c - finds standards and profiles by name. */
#include "config/data_dir.h"

#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char suffix[] = ".yaml";

static const char *
data_folder(void)
{
    const char *chosen = getenv("LIFECIRCLE_DATA");
    struct stat about = {0};

    if (chosen && chosen[0] != '\0')
        return chosen;
    if (stat(LCI_SOURCE_DATA_DIR, &about) == 0 && S_ISDIR(about.st_mode))
        return LCI_SOURCE_DATA_DIR;
    return LCI_DATA_DIR;
}

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

char *
lci_data_path(struct lci_arena *arena, const char *kind, const char *name)
{
    const char *folder = join(arena, data_folder(), kind, "");

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
    const char *path = join(arena, data_folder(), kind, "");
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
