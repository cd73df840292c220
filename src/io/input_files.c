/* input_files.c - which files an input is made of, what stands for their contents, and copies of them. */
#include "io/input_files.h"

#include <dirent.h>
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "io/copy_file.h"

enum { BLOCK_SIZE = 1 << 16, MOST_COMPANIONS = 8 };

/*
 * What is read with a file, by its ending: GDAL's drivers of these formats look for them (gdal.org, the page of each driver),
 * some of them in upper or lower case, whichever is there. In the place of the ending; with a plus: behind it.
 */
static const struct {
    const char *ending;
    const char *companions[MOST_COMPANIONS];
} formats[] = {
    {".shp", {".dbf", ".shx", ".prj", ".cpg", ".qpj"}}, {".dbf", {".cpg"}},
    {".csv", {".csvt", ".prj"}},                        {".tab", {".dat", ".map", ".id", ".ind"}},
    {".mif", {".mid"}},                                 {".gpkg", {"+-wal", "+-journal"}},
    {".sqlite", {"+-wal", "+-journal"}},                             {".asc", {".prj", "+.aux.xml"}},
    {".tif", {".tfw", ".tifw", ".wld", ".prj", "+.aux.xml", "+.ovr", "+.msk"}},
    {".tiff", {".tfw", ".tiffw", ".wld", ".prj", "+.aux.xml", "+.ovr", "+.msk"}},
};

static const char *
name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static enum lci_status
fail_read(const char *path, struct lci_error *err)
{
    return lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", path, strerror(errno));
}

/* A path of three texts, or NULL. */
static char *
join(const char *first, size_t first_length, const char *second, const char *third)
{
    const size_t size = first_length + strlen(second) + strlen(third) + 1;
    char *path = lci_alloc(size, 1);

    if (path)
        (void)snprintf(path, size, "%.*s%s%s", (int)first_length, first, second, third);
    return path;
}

/* Takes `path` and `name` over, if it is a file. */
static enum lci_status
add(struct lci_input_files *files, char *path, char *name, struct lci_error *err)
{
    struct stat info = {0};

    if (!path || !name || !lci_grow(&files->items, files->count, &files->capacity)) {
        lci_free(path);
        lci_free(name);
        return lci_fail_nomem(err, "input");
    }
    if (stat(path, &info) == 0 && S_ISREG(info.st_mode)) {
        files->items[files->count++] = (struct lci_input_file){path, name};
    } else {
        lci_free(path);
        lci_free(name);
    }
    return LCI_OK;
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum lci_status
list_folder(const char *path, struct lci_input_files *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct dirent **entries = NULL;
    const int count = scandir(path, &entries, NULL, by_bytes);

    if (count < 0)
        return fail_read(path, err);
    for (int i = 0; i < count && status == LCI_OK; i++)
        status = add(out, join(path, strlen(path), "/", entries[i]->d_name), join("", 0, entries[i]->d_name, ""), err);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    return status;
}

/*
 * The files beside `path` that are called as its companion, in whatever case: "A.SHP" comes with "A.DBF". The names they get have
 * `called` in the place of its name.
 */
static enum lci_status
add_companion(const char *path, const char *called, const char *companion, struct dirent **entries, int count,
              struct lci_input_files *out, struct lci_error *err)
{
    const bool is_behind = companion[0] == '+';
    const char *own = name_of(path);
    const char *dot = strrchr(called, '.');
    const size_t stem_length = is_behind ? strlen(own) : (size_t)(strrchr(own, '.') - own);
    const size_t called_length = is_behind || !dot ? strlen(called) : (size_t)(dot - called);
    enum lci_status status = LCI_OK;

    for (int i = 0; i < count && status == LCI_OK; i++) {
        const char *name = entries[i]->d_name;

        if (strncasecmp(name, own, stem_length) == 0 && strcasecmp(name + stem_length, companion + is_behind) == 0)
            status = add(out, join(path, (size_t)(own - path), name, ""), join(called, called_length, name + stem_length, ""), err);
    }
    return status;
}

static enum lci_status
list_companions(const char *path, const char *called, const char *const companions[MOST_COMPANIONS], struct lci_input_files *out,
                struct lci_error *err)
{
    char *folder = join(path, (size_t)(name_of(path) - path), "", "");
    struct dirent **entries = NULL;
    enum lci_status status = folder ? LCI_OK : lci_fail_nomem(err, path);
    const int count = folder ? scandir(folder, &entries, NULL, by_bytes) : 0;

    if (folder && count < 0)
        status = fail_read(folder, err);
    for (size_t c = 0; c < MOST_COMPANIONS && companions[c] && status == LCI_OK; c++)
        status = add_companion(path, called, companions[c], entries, count, out, err);
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    lci_free(folder);
    return status;
}

enum lci_status
lci_input_files_list(const char *path, struct lci_input_files *out, struct lci_error *err)
{
    char real[PATH_MAX];
    const char *dot = NULL;
    struct stat info = {0};
    enum lci_status status = LCI_OK;

    *out = (struct lci_input_files){0};
    if (!realpath(path, real) || stat(real, &info) != 0)
        return fail_read(path, err);
    if (S_ISDIR(info.st_mode))
        return list_folder(real, out, err);
    dot = strrchr(name_of(real), '.');
    status = add(out, join(real, strlen(real), "", ""), join("", 0, name_of(path), ""), err);
    for (size_t f = 0; dot && f < sizeof(formats) / sizeof(formats[0]) && status == LCI_OK; f++)
        if (strcasecmp(dot, formats[f].ending) == 0)
            status = list_companions(real, name_of(path), formats[f].companions, out, err);
    return status;
}

void
lci_input_files_fini(struct lci_input_files *files)
{
    for (size_t i = 0; i < files->count; i++) {
        lci_free(files->items[i].path);
        lci_free(files->items[i].name);
    }
    lci_free(files->items);
    *files = (struct lci_input_files){0};
}

static enum lci_status
add_content(const char *path, unsigned char *block, struct lci_hasher *hasher, uint64_t *size, struct lci_error *err)
{
    FILE *file = fopen(path, "rbe");
    enum lci_status status = LCI_OK;
    uint64_t length = 0;

    if (!file)
        return fail_read(path, err);
    for (size_t got = 0; (got = fread(block, 1, BLOCK_SIZE, file)) > 0;) {
        lci_hasher_add(hasher, block, got);
        length += got;
    }
    if (ferror(file))
        status = fail_read(path, err);
    (void)fclose(file);
    *size = length;
    return status;
}

enum lci_status
lci_input_fingerprint(const char *path, uint64_t *size, struct lci_fingerprint *print, struct lci_error *err)
{
    struct lci_input_files files = {0};
    struct lci_hasher *hasher = lci_hasher_new();
    unsigned char *block = lci_new_array(unsigned char, BLOCK_SIZE);
    enum lci_status status = hasher && block ? lci_input_files_list(path, &files, err) : lci_fail_nomem(err, path);

    *size = 0;
    *print = (struct lci_fingerprint){0};
    for (size_t i = 0; i < files.count && status == LCI_OK; i++) {
        uint64_t length = 0;

        if (files.count > 1)
            lci_hasher_add_text(hasher, files.items[i].name);
        status = add_content(files.items[i].path, block, hasher, &length, err);
        if (files.count > 1) /* behind the bytes: the file may grow while it is read */
            lci_hasher_add_u64(hasher, length);
        *size += length;
    }
    if (status == LCI_OK)
        *print = lci_hasher_end(hasher);
    lci_free(block);
    lci_hasher_free(hasher);
    lci_input_files_fini(&files);
    return status;
}

enum lci_status
lci_input_copy(const char *path, const char *to, struct lci_error *err)
{
    struct lci_input_files files = {0};
    struct stat info = {0};
    const size_t parent_length = (size_t)(name_of(to) - to);
    enum lci_status status = lci_input_files_list(path, &files, err);
    const bool is_folder = status == LCI_OK && stat(path, &info) == 0 && S_ISDIR(info.st_mode);

    if (is_folder && mkdir(to, 0755) != 0)
        status = lci_fail(err, LCI_E_IO, "%s: cannot write: %s", to, strerror(errno));
    for (size_t i = 0; i < files.count && status == LCI_OK; i++) {
        const char *name = files.items[i].name;
        char *target = is_folder ? join(to, strlen(to), "/", name)
                       : i == 0  ? join(to, strlen(to), "", "")
                                 : join(to, parent_length, name, "");

        status = target ? lci_copy_file(files.items[i].path, target, 0644, err) : lci_fail_nomem(err, path);
        lci_free(target);
    }
    lci_input_files_fini(&files);
    return status;
}
