/* staging.c - copies of inputs in a folder of our own. */
#include "io/staging.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK_SIZE = 1 << 16 };

enum lci_status
lci_staging_new(char path[LCI_STAGING_PATH_SIZE], struct lci_error *err)
{
    const char *base = getenv("TMPDIR");

    if (!base || !base[0])
        base = P_tmpdir;
    path[0] = '\0';
    if (snprintf(path, LCI_STAGING_PATH_SIZE, "%s/lifecircle-XXXXXX", base) >=
            LCI_STAGING_PATH_SIZE ||
        !mkdtemp(path)) {
        path[0] = '\0';
        return lci_fail(err, LCI_E_IO, "no temporary folder in \"%.200s\": %s", base,
                        strerror(errno));
    }
    return LCI_OK;
}

/* Copies what is left of `from`; false with errno set. */
static bool
copy_bytes(int from, int to)
{
    char block[BLOCK_SIZE];
    ssize_t got = 0;

    while ((got = read(from, block, sizeof(block))) > 0)
        for (ssize_t done = 0; done < got;) {
            ssize_t wrote = write(to, block + done, (size_t)(got - done));

            if (wrote < 0)
                return false;
            done += wrote;
        }
    return got == 0;
}

enum lci_status
lci_staging_copy(const char *folder, const char *from, const char *name, struct lci_error *err)
{
    char path[LCI_STAGING_PATH_SIZE + 256];
    enum lci_status status = LCI_OK;
    int source = -1;
    int target = -1;

    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
        return lci_fail(err, LCI_E_IO, "name too long: \"%.100s\"", name);
    source = open(from, O_RDONLY | O_CLOEXEC);
    target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (source < 0 || target < 0 || !copy_bytes(source, target))
        status =
            lci_fail(err, LCI_E_IO, "\"%.200s\" cannot be copied aside: %s", from, strerror(errno));
    if (target >= 0 && close(target) != 0 && status == LCI_OK)
        status =
            lci_fail(err, LCI_E_IO, "\"%.200s\" cannot be copied aside: %s", from, strerror(errno));
    if (source >= 0)
        (void)close(source);
    return status;
}

void
lci_staging_free(char path[LCI_STAGING_PATH_SIZE])
{
    DIR *folder = path[0] ? opendir(path) : NULL;
    struct dirent *entry = NULL;

    while (folder && (entry = readdir(folder)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            (void)unlinkat(dirfd(folder), entry->d_name, 0);
    if (folder) {
        (void)closedir(folder);
        (void)rmdir(path);
    }
    path[0] = '\0';
}
