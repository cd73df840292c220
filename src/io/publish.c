/* publish.c - builds results aside, in a locked private folder, and swaps them in. */
#include "io/publish.h"

#include <assert.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"

static const char STAGE_PREFIX[] = ".lifecircle-";

enum {
    STAGE_RANDOM_LENGTH = 6, /* what mkdtemp() puts in place of XXXXXX */
    STAGE_TRIES = 16,
    MAX_DEPTH = 64 /* of folders in one another: results are flat, copies of inputs lie as deep as the inputs did */
};

/* A private folder; `parent` is where its contents go. */
struct stage {
    char *parent;
    char *folder;
    int lock; /* the open and locked folder, or -1 */
};

struct target {
    enum lci_target_kind kind;
    char *path;
    char *staged;
    size_t stage;
};

struct lci_publication {
    struct stage *stages;
    size_t stage_count, stage_capacity;
    struct target *targets;
    size_t target_count, target_capacity;
    char **made; /* parent folders made for this, outer ones first */
    size_t made_count, made_capacity;
    bool published;
};

static enum lci_status
fail_errno(struct lci_error *err, const char *path, const char *what)
{
    return lci_fail(err, LCI_E_IO, "%s: %s: %s", path, what, strerror(errno));
}

static char *
join_path(const char *folder, const char *name)
{
    const size_t size = strlen(folder) + strlen(name) + 2;
    char *path = lci_alloc(size, 1);

    if (path)
        (void)snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static char *
copy_text(const char *text, size_t length)
{
    char *copy = lci_alloc(length + 1, 1);

    if (copy)
        memcpy(copy, text, length);
    return copy;
}

/* Without slashes at the end, so that the last name can be told. */
static char *
clean_path(const char *path)
{
    size_t length = strlen(path);

    while (length > 1 && path[length - 1] == '/')
        length--;
    return copy_text(path, length);
}

static char *
parent_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (!slash)
        return copy_text(".", 1);
    return copy_text(path, slash == path ? 1 : (size_t)(slash - path));
}

static const char *
name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

/* Removes a folder and what is in it; links are removed, never followed. */
static void
remove_tree(int parent, const char *name, int depth)
{
    const int fd = openat(parent, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *folder = fd >= 0 ? fdopendir(fd) : NULL;

    if (!folder && fd >= 0)
        (void)close(fd);
    for (struct dirent *entry = NULL; folder && (entry = readdir(folder)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (unlinkat(fd, entry->d_name, 0) != 0 && depth < MAX_DEPTH)
            remove_tree(fd, entry->d_name, depth + 1);
    }
    if (folder)
        (void)closedir(folder);
    (void)unlinkat(parent, name, AT_REMOVEDIR);
}

void
lci_remove_tree(int parent, const char *name)
{
    remove_tree(parent, name, 0);
}

static bool
is_stage_name(const char *name)
{
    const size_t prefix = sizeof(STAGE_PREFIX) - 1;

    return strncmp(name, STAGE_PREFIX, prefix) == 0 && strlen(name) == prefix + STAGE_RANDOM_LENGTH;
}

/* A folder of that name whose lock is free belonged to a run that was killed. */
void
lci_remove_stale(const char *parent)
{
    DIR *folder = opendir(parent);

    for (struct dirent *entry = NULL; folder && (entry = readdir(folder)) != NULL;) {
        int fd = -1;

        if (!is_stage_name(entry->d_name))
            continue;
        fd = openat(dirfd(folder), entry->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
        if (fd < 0)
            continue;
        if (flock(fd, LOCK_EX | LOCK_NB) == 0)
            remove_tree(dirfd(folder), entry->d_name, 0);
        (void)close(fd);
    }
    if (folder)
        (void)closedir(folder);
}

/* Locks the folder just made; false if another run took it for a stale one in between. */
static bool
lock_stage(struct stage *stage)
{
    struct stat opened = {0};
    struct stat named = {0};

    stage->lock = open(stage->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (stage->lock < 0)
        return false;
    if (flock(stage->lock, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) {
        /* Some network file systems cannot lock folders: nobody can take it for stale there either.
         */
        if (fstat(stage->lock, &opened) == 0 && lstat(stage->folder, &named) == 0 &&
            opened.st_ino == named.st_ino && opened.st_dev == named.st_dev)
            return true;
    }
    (void)close(stage->lock);
    stage->lock = -1;
    return false;
}

static enum lci_status
make_stage(struct stage *stage, struct lci_error *err)
{
    for (int i = 0; i < STAGE_TRIES; i++) {
        lci_free(stage->folder);
        stage->folder = join_path(stage->parent, ".lifecircle-XXXXXX");
        if (!stage->folder)
            return lci_fail_nomem(err, stage->parent);
        if (!mkdtemp(stage->folder))
            return fail_errno(err, stage->parent, "cannot write a folder here");
        if (lock_stage(stage))
            return LCI_OK;
    }
    return lci_fail(err, LCI_E_IO,
                    "%s: cannot write: a private folder vanishes as soon as it is made",
                    stage->parent);
}

static void
drop_stage(struct stage *stage)
{
    if (stage->folder && stage->lock >= 0)
        remove_tree(AT_FDCWD, stage->folder, 0);
    if (stage->lock >= 0)
        (void)close(stage->lock);
    lci_free(stage->folder);
    lci_free(stage->parent);
}

void
lci_remove_at_once(const char *parent, const char *name)
{
    struct stage stage = {.parent = copy_text(parent, strlen(parent)), .lock = -1};
    char *from = join_path(parent, name);
    char *to = NULL;

    if (stage.parent && from && make_stage(&stage, NULL) == LCI_OK && (to = join_path(stage.folder, name)) != NULL)
        (void)rename(from, to);
    drop_stage(&stage);
    lci_free(from);
    lci_free(to);
}

/* Makes `folder` and what is missing above it, and remembers what it made. */
static enum lci_status
make_folders(struct lci_publication *publication, const char *folder, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct stat info = {0};
    char *parent = NULL;

    if (stat(folder, &info) == 0)
        return S_ISDIR(info.st_mode)
                   ? LCI_OK
                   : lci_fail(err, LCI_E_CONFIG, "%s: expected a folder, found a file", folder);
    parent = parent_of(folder);
    if (!parent ||
        !lci_grow(&publication->made, publication->made_count, &publication->made_capacity)) {
        status = lci_fail_nomem(err, folder);
        goto out;
    }
    status = make_folders(publication, parent, err);
    if (status != LCI_OK)
        goto out;
    /* The recursion may have filled the room. */
    if (!lci_grow(&publication->made, publication->made_count, &publication->made_capacity)) {
        status = lci_fail_nomem(err, folder);
        goto out;
    }
    if (mkdir(folder, 0777) == 0)
        publication->made[publication->made_count++] = copy_text(folder, strlen(folder));
    else if (errno != EEXIST)
        status = fail_errno(err, folder, "cannot write this folder");

out:
    lci_free(parent);
    return status;
}

enum lci_status
lci_publication_new(struct lci_publication **out, struct lci_error *err)
{
    *out = lci_new(struct lci_publication);
    return *out ? LCI_OK : lci_fail_nomem(err, "results");
}

void
lci_publication_free(struct lci_publication *publication)
{
    if (!publication)
        return;
    for (size_t i = 0; i < publication->stage_count; i++)
        drop_stage(&publication->stages[i]);
    for (size_t i = 0; i < publication->target_count; i++) {
        lci_free(publication->targets[i].path);
        lci_free(publication->targets[i].staged);
    }
    for (size_t i = publication->made_count; i > 0; i--) {
        char *folder = publication->made[i - 1];

        if (folder && !publication->published)
            (void)rmdir(folder); /* stays where something else was put into it */
        lci_free(folder);
    }
    lci_free(publication->stages);
    lci_free(publication->targets);
    lci_free(publication->made);
    lci_free(publication);
}

/* The stage beside `parent` (which it takes): made when the first target asks for it. */
static enum lci_status
find_stage(struct lci_publication *publication, char *parent, size_t *found, struct lci_error *err)
{
    struct stage *stage = NULL;

    for (*found = 0; *found < publication->stage_count; ++*found)
        if (strcmp(publication->stages[*found].parent, parent) == 0) {
            lci_free(parent);
            return LCI_OK;
        }
    if (!lci_grow(&publication->stages, publication->stage_count, &publication->stage_capacity)) {
        lci_free(parent);
        return lci_fail_nomem(err, "results");
    }
    stage = &publication->stages[publication->stage_count++];
    *stage = (struct stage){.parent = parent, .lock = -1};
    lci_remove_stale(parent);
    return make_stage(stage, err);
}

static bool
is_announced(const struct lci_publication *publication, const char *path)
{
    for (size_t i = 0; i < publication->target_count; i++)
        if (strcmp(publication->targets[i].path, path) == 0)
            return true;
    return false;
}

enum lci_status
lci_publication_add(struct lci_publication *publication, const char *path,
                    enum lci_target_kind kind, const char **staged, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct target target = {.kind = kind};
    char *parent = NULL;

    *staged = NULL;
    status = lci_publish_check(path, kind, err);
    if (status != LCI_OK)
        return status;
    target.path = clean_path(path);
    parent = target.path ? parent_of(target.path) : NULL;
    if (!parent || !lci_grow(&publication->targets, publication->target_count,
                             &publication->target_capacity)) {
        status = lci_fail_nomem(err, path);
        goto out;
    }
    if (is_announced(publication, target.path)) {
        status = lci_fail(err, LCI_E_CONFIG, "%s: two results have this path", path);
        goto out;
    }
    status = make_folders(publication, parent, err);
    if (status != LCI_OK)
        goto out;
    status = find_stage(publication, parent, &target.stage, err);
    parent = NULL; /* the stage took it */
    if (status != LCI_OK)
        goto out;
    target.staged = join_path(publication->stages[target.stage].folder, name_of(target.path));
    if (!target.staged) {
        status = lci_fail_nomem(err, path);
        goto out;
    }
    if (kind == LCI_TARGET_FILES && mkdir(target.staged, 0777) != 0) {
        status = fail_errno(err, path, "cannot write this folder");
        goto out;
    }
    *staged = target.staged;
    publication->targets[publication->target_count++] = target;
    target = (struct target){0};

out:
    lci_free(parent);
    lci_free(target.path);
    lci_free(target.staged);
    return status;
}

/* Syncs a file, or a folder after all that is in it. */
static enum lci_status
sync_tree(int parent, const char *name, int depth, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    const int fd = openat(parent, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    struct stat info = {0};
    DIR *folder = NULL;

    if (fd < 0 || fstat(fd, &info) != 0) {
        status = fail_errno(err, name, "written, but cannot be read back");
        goto out;
    }
    if (S_ISDIR(info.st_mode) && depth < MAX_DEPTH) {
        const int copy = dup(fd);

        folder = copy >= 0 ? fdopendir(copy) : NULL;
        for (struct dirent *entry = NULL; folder && (entry = readdir(folder)) != NULL;) {
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                continue;
            status = sync_tree(fd, entry->d_name, depth + 1, err);
            if (status != LCI_OK)
                goto out;
        }
    }
    if (fsync(fd) != 0)
        status = fail_errno(err, name, "cannot be written to the disk");

out:
    if (folder)
        (void)closedir(folder);
    if (fd >= 0)
        (void)close(fd);
    return status;
}

enum lci_status
lci_sync_folder(const char *path, struct lci_error *err)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    const bool failed = fd < 0 || fsync(fd) != 0;
    const enum lci_status status =
        failed ? fail_errno(err, path, "cannot be written to the disk") : LCI_OK;

    if (fd >= 0)
        (void)close(fd);
    return status;
}

/* Renames each file of `staged` into the existing folder `path`. */
static enum lci_status
move_files(const char *staged, const char *path, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    DIR *from = opendir(staged);
    const int to = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (!from || to < 0)
        status = fail_errno(err, path, "cannot write into this folder");
    for (struct dirent *entry = NULL; status == LCI_OK && (entry = readdir(from)) != NULL;) {
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        if (renameat(dirfd(from), entry->d_name, to, entry->d_name) != 0)
            status = lci_fail(err, LCI_E_IO, "%s/%s: cannot write: %s", path, entry->d_name,
                              strerror(errno));
    }
    if (status == LCI_OK && fsync(to) != 0)
        status = fail_errno(err, path, "cannot be written to the disk");
    if (from)
        (void)closedir(from);
    if (to >= 0)
        (void)close(to);
    return status;
}

static enum lci_status
swap_in(const struct target *target, struct lci_error *err)
{
    struct stat info = {0};
    const bool exists = lstat(target->path, &info) == 0;

    if (exists && target->kind == LCI_TARGET_FILES)
        return move_files(target->staged, target->path, err);
    if (exists && target->kind == LCI_TARGET_FOLDER) {
        if (renameat2(AT_FDCWD, target->staged, AT_FDCWD, target->path, RENAME_EXCHANGE) != 0)
            return fail_errno(err, target->path, "cannot write over the old folder");
        return LCI_OK; /* the old one is in the stage now and goes with it */
    }
    if (rename(target->staged, target->path) != 0)
        return fail_errno(err, target->path, "cannot write");
    return LCI_OK;
}

enum lci_status
lci_publication_commit(struct lci_publication *publication, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    assert(!publication->published);
    for (size_t i = 0; i < publication->target_count; i++) {
        const struct target *target = &publication->targets[i];

        status = sync_tree(AT_FDCWD, target->staged, 0, err);
        if (status == LCI_OK)
            status = lci_publish_check(target->path, target->kind, err);
        if (status != LCI_OK)
            return lci_fail_in(err, status, "%s", target->path);
    }
    for (size_t i = 0; i < publication->target_count; i++) {
        status = swap_in(&publication->targets[i], err);
        if (status != LCI_OK)
            return status;
        publication->published = true;
    }
    for (size_t i = 0; i < publication->stage_count && status == LCI_OK; i++)
        status = lci_sync_folder(publication->stages[i].parent, err);
    for (size_t i = 0; i < publication->made_count && status == LCI_OK; i++) {
        char *parent = publication->made[i] ? parent_of(publication->made[i]) : NULL;

        status = parent ? lci_sync_folder(parent, err) : lci_fail_nomem(err, "results");
        lci_free(parent);
    }
    return status;
}

/* The nearest folder above `path` that exists must take a new file. */
static enum lci_status
check_parent(const char *path, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    char *folder = parent_of(path);
    struct stat info = {0};

    while (folder && stat(folder, &info) != 0 && errno == ENOENT) {
        char *parent = parent_of(folder);

        lci_free(folder);
        folder = parent;
    }
    if (!folder)
        status = lci_fail_nomem(err, path);
    else if (stat(folder, &info) != 0)
        status = lci_fail(err, LCI_E_IO, "%s: cannot write: %s: %s", path, folder, strerror(errno));
    else if (!S_ISDIR(info.st_mode))
        status = lci_fail(err, LCI_E_CONFIG, "%s: cannot write: %s is a file, not a folder", path,
                          folder);
    else if (access(folder, W_OK | X_OK) != 0)
        status = lci_fail(err, LCI_E_IO, "%s: cannot write into folder %s: %s", path, folder,
                          strerror(errno));
    lci_free(folder);
    return status;
}

static const char *
kind_of(mode_t mode)
{
    if (S_ISLNK(mode))
        return "a symbolic link";
    if (S_ISDIR(mode))
        return "a folder";
    return S_ISREG(mode) ? "a file" : "a device or pipe";
}

enum lci_status
lci_publish_check(const char *path, enum lci_target_kind kind, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    char *cleaned = clean_path(path);
    const char *name = NULL;
    const bool file = kind == LCI_TARGET_FILE;
    struct stat info = {0};

    if (!cleaned)
        return lci_fail_nomem(err, path);
    name = name_of(cleaned);
    if (name[0] == '\0' || strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
        status = lci_fail(err, LCI_E_CONFIG, "output \"%s\": expected the name of a %s", path,
                          file ? "file" : "folder");
    else if (lstat(cleaned, &info) != 0)
        status = check_parent(cleaned, err);
    else if (file ? !S_ISREG(info.st_mode) : !S_ISDIR(info.st_mode))
        status = lci_fail(err, LCI_E_CONFIG, "%s: cannot write: expected a %s or nothing, found %s",
                          path, file ? "file" : "folder", kind_of(info.st_mode));
    else
        status = check_parent(cleaned, err);
    lci_free(cleaned);
    return status;
}
