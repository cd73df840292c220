/* checksum.c - size and checksum of an input: a file, a folder, a shapefile as a whole. */
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "run/manifest.h"

/* FNV-1a: Fowler, Noll, Vo 1991. It tells versions of a file apart; it is no protection from
 * forgery. */
static const uint64_t FNV_OFFSET = UINT64_C(14695981039346656037);
static const uint64_t FNV_PRIME = UINT64_C(1099511628211);

enum { BLOCK_SIZE = 1 << 16 };

static const char *const companions[] = {".dbf", ".shx", ".prj", ".cpg"};

enum { COMPANION_COUNT = sizeof(companions) / sizeof(companions[0]) };

static enum lci_status
add_file(const char *path, uint64_t *size, uint64_t *checksum, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    unsigned char *block = lci_new_array(unsigned char, BLOCK_SIZE);
    FILE *file = fopen(path, "rbe");
    uint64_t sum = *checksum;

    if (!block) {
        status = lci_fail_nomem(err, path);
        goto out;
    }
    if (!file) {
        status = lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", path, strerror(errno));
        goto out;
    }
    for (size_t got = 0; (got = fread(block, 1, BLOCK_SIZE, file)) > 0;) {
        for (size_t i = 0; i < got; i++)
            sum = (sum ^ block[i]) * FNV_PRIME;
        *size += got;
    }
    if (ferror(file))
        status = lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    *checksum = sum;

out:
    if (file)
        (void)fclose(file);
    lci_free(block);
    return status;
}

static int
by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum lci_status
add_folder(const char *path, uint64_t *size, uint64_t *checksum, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct dirent **entries = NULL;
    const int count = scandir(path, &entries, NULL, by_bytes);

    if (count < 0)
        return lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    for (int i = 0; i < count && status == LCI_OK; i++) {
        const size_t room = strlen(path) + strlen(entries[i]->d_name) + 2;
        char *name = lci_alloc(room, 1);
        struct stat info = {0};

        if (!name)
            status = lci_fail_nomem(err, path);
        else {
            (void)snprintf(name, room, "%s/%s", path, entries[i]->d_name);
            if (lstat(name, &info) == 0 && S_ISREG(info.st_mode))
                status = add_file(name, size, checksum, err);
        }
        lci_free(name);
    }
    for (int i = 0; i < count; i++)
        free(entries[i]);
    free(entries);
    return status;
}

/* The files beside roads.shp that belong to it; those that are not there count nothing. */
static enum lci_status
add_companions(const char *path, uint64_t *size, uint64_t *checksum, struct lci_error *err)
{
    const size_t length = strlen(path);
    char *name = lci_alloc(length + 1, 1);
    enum lci_status status = LCI_OK;
    struct stat info = {0};

    if (!name)
        return lci_fail_nomem(err, path);
    for (size_t i = 0; i < COMPANION_COUNT && status == LCI_OK; i++) {
        memcpy(name, path, length - 4);
        memcpy(name + length - 4, companions[i], 5);
        if (stat(name, &info) == 0 && S_ISREG(info.st_mode))
            status = add_file(name, size, checksum, err);
    }
    lci_free(name);
    return status;
}

enum lci_status
lci_input_checksum(const char *path, uint64_t *size, uint64_t *checksum, struct lci_error *err)
{
    const size_t length = strlen(path);
    struct stat info = {0};
    enum lci_status status = LCI_OK;

    *size = 0;
    *checksum = FNV_OFFSET;
    if (stat(path, &info) != 0)
        return lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    if (S_ISDIR(info.st_mode))
        return add_folder(path, size, checksum, err);
    status = add_file(path, size, checksum, err);
    if (status == LCI_OK && length > 4 && strcasecmp(path + length - 4, ".shp") == 0)
        status = add_companions(path, size, checksum, err);
    return status;
}
