/* paths.c - an input is a file or folder that exists; an output replaces nothing but an earlier
 * output. */
#include "config/paths.h"

#include <assert.h>
#include <ctype.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

const char *const lci_output_formats[] = {
    "GPKG",    "SQLite",     "XLSX", "ODS",        "KML",         "CSV", "ESRI Shapefile",
    "GeoJSON", "GeoJSONSeq", "GML",  "FlatGeobuf", "OpenFileGDB", NULL};

/* How a file of a format begins; formats that are not here are folders. */
static const struct {
    const char *format;
    const char *start;
    size_t length;
} file_starts[] = {
    {"GPKG", "SQLite format 3", 16},
    {"SQLite", "SQLite format 3", 16},
    {"XLSX", "PK\3\4", 4},
    {"ODS", "PK\3\4", 4},
    {"KML", "<?xml", 5},
    {"HTML", LCI_REPORT_START, sizeof(LCI_REPORT_START) - 1}, /* no format that tables are written in */
};

enum { START_COUNT = sizeof(file_starts) / sizeof(file_starts[0]) };

/* Index in file_starts, START_COUNT for a format that is a folder. */
static size_t
start_of(const char *format)
{
    size_t kind = 0;

    while (kind < START_COUNT && strcmp(file_starts[kind].format, format) != 0)
        kind++;
    return kind;
}

bool
lci_is_folder_format(size_t format)
{
    return start_of(lci_output_formats[format]) == START_COUNT;
}

size_t
lci_csv_format(void)
{
    size_t format = 0;

    while (strcmp(lci_output_formats[format], "CSV") != 0)
        format++;
    return format;
}

/* A name that GDAL would take for one of its drivers: "PG:", "WFS:", "C:". */
static size_t
prefix_length(const char *text)
{
    size_t length = 0;

    while (isascii((unsigned char)text[length]) &&
           (isalnum((unsigned char)text[length]) || strchr("_+-. ", text[length])) &&
           text[length] != '\0')
        length++;
    return text[length] == ':' ? length + 1 : 0;
}

char *
lci_report_path(struct lci_arena *arena, const char *result)
{
    static const char ending[] = ".html";
    const char *slash = strrchr(result, '/');
    const char *dot = strrchr(slash ? slash : result, '.');
    const size_t length = dot ? (size_t)(dot - result) : strlen(result);
    char *path = lci_arena_alloc(arena, length + sizeof(ending), 1);

    if (path) {
        memcpy(path, result, length);
        memcpy(path + length, ending, sizeof(ending));
    }
    return path;
}

const char *
lci_path_refusal(const char *text)
{
    if (text[0] == '\0')
        return "nothing";
    if (strncasecmp(text, "/vsi", 4) == 0)
        return "a virtual path";
    if (text[0] == '{' || text[0] == '[' || text[0] == '<')
        return "data instead of a path";
    if (strstr(text, "://"))
        return "a network address";
    if (prefix_length(text) > 0)
        return "a name with a driver prefix";
    return NULL;
}

char *
lci_path_join(struct lci_arena *arena, const char *folder, const char *text)
{
    const char *const before = text[0] == '/' ? "" : folder;
    /* A folder may have any name: behind "./" no driver takes it for its own. */
    const char *const guard = before[0] != '\0' && lci_path_refusal(before) ? "./" : "";
    const size_t guard_length = strlen(guard);
    const size_t before_length = strlen(before);
    size_t length = strlen(text);
    char *path = NULL;

    while (length > 1 && text[length - 1] == '/')
        length--; /* a link would be followed through it */
    path = lci_arena_alloc(arena, guard_length + before_length + length + 1, 1);
    if (!path)
        return NULL;
    memcpy(path, guard, guard_length);
    memcpy(path + guard_length, before, before_length);
    memcpy(path + guard_length + before_length, text, length);
    return path;
}

const char *
lci_input_refusal(const char *path)
{
    struct stat about = {0};

    if (stat(path, &about) != 0)
        return "no such file or folder";
    if (!S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode))
        return "neither a file nor a folder";
    return NULL;
}

/* An empty file, or one that begins as files of the format do. */
static bool
begins_as(const char *path, size_t kind)
{
    char start[72] = "";
    const int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW);
    const ssize_t length = file < 0 ? -1 : read(file, start, sizeof(start));

    if (file >= 0)
        (void)close(file);
    if (length <= 0)
        return length == 0;
    if ((size_t)length < file_starts[kind].length ||
        memcmp(start, file_starts[kind].start, file_starts[kind].length) != 0)
        return false;
    /* Application id of a GeoPackage (OGC 12-128, requirement 2), also of the first versions. */
    return strcmp(file_starts[kind].format, "GPKG") != 0 ||
           (length == (ssize_t)sizeof(start) && memcmp(start + 68, "GP", 2) == 0);
}

/* Files go into a folder, which may be there already. */
static const char *
folder_refusal(const char *path)
{
    struct stat about = {0};

    if (lstat(path, &about) != 0)
        return NULL;
    if (S_ISLNK(about.st_mode))
        return "a link";
    return S_ISDIR(about.st_mode) ? NULL : "a file where a folder is expected";
}

/* A geodatabase is replaced as a whole, so its folder must be one: every one holds a file "gdb". */
static const char *
geodatabase_refusal(const char *path)
{
    const char *refusal = folder_refusal(path);
    struct stat about = {0};
    int folder = -1;

    if (refusal || lstat(path, &about) != 0)
        return refusal;
    folder = open(path, O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NOFOLLOW);
    if (folder < 0 || fstatat(folder, "gdb", &about, AT_SYMLINK_NOFOLLOW) != 0)
        refusal = "a folder that is no geodatabase";
    if (folder >= 0)
        (void)close(folder);
    return refusal;
}

const char *
lci_output_refusal(const char *path, size_t format)
{
    if (lci_is_folder_format(format))
        return strcmp(lci_output_formats[format], "OpenFileGDB") == 0 ? geodatabase_refusal(path)
                                                                      : folder_refusal(path);
    return lci_file_refusal(path, lci_output_formats[format]);
}

const char *
lci_file_refusal(const char *path, const char *format)
{
    struct stat about = {0};

    if (lstat(path, &about) != 0)
        return NULL;
    if (S_ISLNK(about.st_mode))
        return "a link";
    if (S_ISDIR(about.st_mode))
        return "a folder";
    if (!S_ISREG(about.st_mode))
        return "a device or pipe";
    return begins_as(path, start_of(format)) ? NULL : "a file of another kind";
}

bool
lci_same_file(const char *a, const char *b)
{
    struct stat one = {0};
    struct stat other = {0};

    return stat(a, &one) == 0 && stat(b, &other) == 0 && one.st_dev == other.st_dev &&
           one.st_ino == other.st_ino;
}

bool
lci_is_directly_in(const char *path, const char *folder)
{
    const char *const slash = strrchr(path, '/');
    char parent[PATH_MAX];
    const size_t length = slash ? (size_t)(slash - path) : 0;
    struct stat about = {0};

    if (stat(folder, &about) != 0 || !S_ISDIR(about.st_mode) || length >= sizeof(parent))
        return false;
    memcpy(parent, path, length);
    parent[length] = '\0';
    return lci_same_file(!slash ? "." : length == 0 ? "/" : parent, folder);
}
