/* files.h - a folder of its own for each test, and whole files as texts. Include it first: it
 * brings cmocka. */
#ifndef LCI_TESTS_FILES_H
#define LCI_TESTS_FILES_H

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <dirent.h>
#include <ftw.h>
#include <sys/stat.h>
#include <unistd.h>

/* Set-up: *state is the path of a new folder. */
static inline int
support_folder(void **state)
{
    const char *base = getenv("TMPDIR");
    char path[512];

    (void)snprintf(path, sizeof(path), "%s/lifecircle-test-XXXXXX", base ? base : P_tmpdir);
    if (!mkdtemp(path))
        return -1;
    *state = strdup(path);
    return *state ? 0 : -1;
}

static inline int
support_remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
    (void)info;
    (void)kind;
    (void)walk;
    return remove(path);
}

static inline int
support_remove(void **state)
{
    const int failed = nftw(*state, support_remove_one, 8, FTW_DEPTH | FTW_PHYS);

    free(*state);
    return failed;
}

/* "folder/name", for free(). */
static inline char *
support_path(const char *folder, const char *name)
{
    const size_t size = strlen(folder) + strlen(name) + 2;
    char *path = malloc(size);

    if (!path)
        abort();
    (void)snprintf(path, size, "%s/%s", folder, name);
    return path;
}

static inline void
support_write(const char *path, const char *text)
{
    FILE *file = fopen(path, "wb");

    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
    assert_int_equal(fclose(file), 0);
}

/* The bytes of a file and a zero byte, for free(); *size may be NULL. */
static inline char *
support_read_bytes(const char *path, size_t *size)
{
    FILE *file = fopen(path, "rb");
    char *bytes = NULL;
    long length = 0;

    if (!file)
        fail_msg("%s cannot be read", path);
    assert_int_equal(fseek(file, 0, SEEK_END), 0);
    length = ftell(file);
    rewind(file);
    bytes = calloc((size_t)length + 1, 1);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, (size_t)length, file), (size_t)length);
    assert_int_equal(fclose(file), 0);
    if (size)
        *size = (size_t)length;
    return bytes;
}

static inline char *
support_read(const char *path)
{
    return support_read_bytes(path, NULL);
}

/* Number of entries of a folder. */
static inline size_t
support_count_files(const char *path)
{
    DIR *folder = opendir(path);
    size_t count = 0;

    assert_non_null(folder);
    for (struct dirent *entry = NULL; (entry = readdir(folder)) != NULL;)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            count++;
    (void)closedir(folder);
    return count;
}

static inline bool
support_exists(const char *path)
{
    struct stat info;

    return lstat(path, &info) == 0;
}

#endif
