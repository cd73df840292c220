/* staging.c - copies of inputs in a folder of our own. */
#include "io/staging.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "io/copy_file.h"

enum lci_status
lci_staging_new_in(const char *base, char path[LCI_STAGING_PATH_SIZE], struct lci_error *err)
{
    if (!base)
        base = getenv("TMPDIR");
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

enum lci_status
lci_staging_new(char path[LCI_STAGING_PATH_SIZE], struct lci_error *err)
{
    return lci_staging_new_in(NULL, path, err);
}

enum lci_status
lci_staging_copy(const char *folder, const char *from, const char *name, struct lci_error *err)
{
    char path[LCI_STAGING_PATH_SIZE + 256];

    if (snprintf(path, sizeof(path), "%s/%s", folder, name) >= (int)sizeof(path))
        return lci_fail(err, LCI_E_IO, "name too long: \"%.100s\"", name);
    return lci_copy_file(from, path, 0600, err);
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
