/* place.c - the folder that the results of nights lie in. */
#include "night/place.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/publish.h"
#include "night/files.h"

enum { LINK_TEXT_SIZE = 64 };

/* Of the link on its way; one that a killed night left is in nobody's way. */
static const char NEXT[] = ".next";

enum lci_status
lci_night_place_of(const struct lci_config *config, struct lci_arena *arena, struct lci_night_place *out, struct lci_error *err)
{
    const char *slash = strrchr(config->output.path, '/');
    const char *folder = lci_arena_text(arena, config->output.path, slash ? (size_t)(slash - config->output.path) + 1 : 0);

    return folder ? lci_night_place_at(folder, arena, out, err) : lci_fail_nomem(err, config->output.path);
}

enum lci_status
lci_night_place_at(const char *folder, struct lci_arena *arena, struct lci_night_place *out, struct lci_error *err)
{
    out->folder = folder;
    out->runs = lci_arena_path(arena, out->folder, "runs");
    out->current = lci_arena_path(arena, out->folder, "current");
    out->inputs = lci_arena_path(arena, out->folder, "inputs");
    out->state = lci_arena_path(arena, out->folder, "state.sqlite");
    out->memo = lci_arena_path(arena, out->folder, "memo.sqlite");
    out->lock = lci_arena_path(arena, out->folder, "lock");
    out->shown = out->folder[0] != '\0' ? out->folder : ".";
    return out->runs && out->current && out->inputs && out->state && out->memo && out->lock ? LCI_OK
                                                                                            : lci_fail_nomem(err, out->folder);
}

/* Makes a folder and those above it. */
static enum lci_status
make_folder(const char *path, struct lci_error *err)
{
    char *part = NULL;
    const size_t size = strlen(path) + 1;
    enum lci_status status = LCI_OK;
    struct stat info = {0};

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return LCI_OK;
    part = lci_alloc(size, 1);
    if (!part)
        return lci_fail_nomem(err, path);
    for (size_t i = 1; i < size && status == LCI_OK; i++)
        if (path[i] == '/' || path[i] == '\0') {
            memcpy(part, path, i);
            part[i] = '\0';
            if (mkdir(part, 0777) != 0 && errno != EEXIST)
                status = lci_fail(err, LCI_E_IO, "%s: cannot write this folder: %s", part, strerror(errno));
        }
    lci_free(part);
    return status;
}

enum lci_status
lci_night_place_make(const struct lci_night_place *place, struct lci_error *err)
{
    const enum lci_status status = make_folder(place->runs, err);

    return status == LCI_OK ? make_folder(place->inputs, err) : status;
}

static void
write_link_text(uint64_t night, char text[LINK_TEXT_SIZE])
{
    (void)snprintf(text, LINK_TEXT_SIZE, "runs/%06" PRIu64, night);
}

const char *
lci_night_place_link_text(struct lci_arena *arena, uint64_t night)
{
    char text[LINK_TEXT_SIZE];

    write_link_text(night, text);
    return lci_arena_text(arena, text, strlen(text));
}

const char *
lci_night_place_run(const struct lci_night_place *place, struct lci_arena *arena, uint64_t night)
{
    char text[LINK_TEXT_SIZE];

    write_link_text(night, text);
    return lci_arena_path(arena, place->folder, text);
}

/* The number that a name of a folder in runs is; 0: it is none. */
static uint64_t
night_of(const char *name)
{
    uint64_t night = 0;
    size_t length = 0;

    for (; name[length] >= '0' && name[length] <= '9' && length < 18; length++)
        night = 10 * night + (uint64_t)(name[length] - '0');
    return name[length] == '\0' && length >= 6 ? night : 0;
}

/* People switch the link, too: to "runs/000123/", to the whole path, to another link. What counts is the folder it leads to. */
uint64_t
lci_night_place_current(const struct lci_night_place *place)
{
    char named[PATH_MAX];
    char runs[PATH_MAX];
    char *slash = NULL;
    struct stat info = {0};

    if (!realpath(place->current, named) || !realpath(place->runs, runs) || stat(named, &info) != 0 || !S_ISDIR(info.st_mode))
        return 0;
    slash = strrchr(named, '/');
    *slash = '\0';
    return strcmp(named, runs) == 0 ? night_of(slash + 1) : 0;
}

static int
by_number(const void *a, const void *b)
{
    const uint64_t left = *(const uint64_t *)a;
    const uint64_t right = *(const uint64_t *)b;

    return (left > right) - (left < right);
}

enum lci_status
lci_night_place_list(const struct lci_night_place *place, uint64_t **out, size_t *count, struct lci_error *err)
{
    DIR *folder = opendir(place->runs);
    enum lci_status status = LCI_OK;
    size_t capacity = 0;

    *out = NULL;
    *count = 0;
    for (struct dirent *entry = NULL; folder && status == LCI_OK && (entry = readdir(folder)) != NULL;) {
        const uint64_t night = night_of(entry->d_name);

        if (night == 0)
            continue;
        if (lci_grow(out, *count, &capacity))
            (*out)[(*count)++] = night;
        else
            status = lci_fail_nomem(err, place->runs);
    }
    if (folder)
        (void)closedir(folder);
    if (*count > 0)
        qsort(*out, *count, sizeof(**out), by_number);
    return status;
}

/* Whether a folder of runs was made by a night: others may keep something there, too. */
static bool
is_of_night(const struct lci_night_place *place, const char *name)
{
    const size_t size = strlen(place->runs) + strlen(name) + sizeof(LCI_MANIFEST_NAME) + 2;
    char *path = lci_alloc(size, 1);
    struct stat info = {0};
    bool is_there = false;

    if (path) {
        (void)snprintf(path, size, "%s/%s/%s", place->runs, name, LCI_MANIFEST_NAME);
        is_there = stat(path, &info) == 0;
    }
    lci_free(path);
    return is_there;
}

void
lci_night_place_drop(const struct lci_night_place *place, uint64_t night)
{
    char text[LINK_TEXT_SIZE];

    write_link_text(night, text);
    if (is_of_night(place, text + strlen("runs/")))
        lci_remove_at_once(place->runs, text + strlen("runs/"));
}

enum lci_status
lci_night_place_switch(const struct lci_night_place *place, uint64_t night, struct lci_error *err)
{
    const size_t size = strlen(place->current) + sizeof(NEXT);
    char *next = lci_alloc(size, 1);
    char text[LINK_TEXT_SIZE];
    enum lci_status status = LCI_OK;

    if (!next)
        return lci_fail_nomem(err, place->current);
    (void)snprintf(next, size, "%s%s", place->current, NEXT);
    write_link_text(night, text);
    (void)unlink(next);
    if (symlink(text, next) != 0 || rename(next, place->current) != 0)
        status = lci_fail(err, LCI_E_IO, "%s: cannot be switched to %s: %s", place->current, text, strerror(errno));
    else
        status = lci_sync_folder(place->shown, err);
    lci_free(next);
    return status;
}

enum lci_status
lci_night_place_prune(const struct lci_night_place *place, uint64_t keep, uint64_t current, struct lci_error *err)
{
    uint64_t *nights = NULL;
    size_t count = 0;
    const enum lci_status status = lci_night_place_list(place, &nights, &count, err);

    for (size_t i = 0; status == LCI_OK && i < count && count - i > keep; i++)
        if (nights[i] != current)
            lci_night_place_drop(place, nights[i]);
    lci_remove_stale(place->runs);
    lci_free(nights);
    return status;
}
