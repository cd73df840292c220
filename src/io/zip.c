/* zip.c - zips read with suspicion. */
#include "io/zip.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include <zlib.h>

#include "base/alloc.h"

enum {
    BLOCK_SIZE = 1 << 16,
    END_SIZE = 22,
    END_SEARCH = 65536 + END_SIZE, /* a comment may follow */
    CENTRAL_SIZE = 46,
    LOCAL_SIZE = 30,
    ENTRIES_MAX = 10000,
    DIRECTORY_MAX = 1 << 24,
    NAME_MAX_SIZE = 200,
    ENDS_SIZE = 256
};
static const uint64_t UNPACKED_MAX = UINT64_C(256) << 20;

struct zip {
    FILE *file;
    unsigned char *directory;
    size_t directory_size;
    size_t entry_count;
    unsigned char packed[BLOCK_SIZE];
    unsigned char unpacked[BLOCK_SIZE];
    uint64_t total; /* unpacked so far, over all entries */
    uLong checksum; /* of the entry in hand, so far */
    /* of the entry in hand, as text: */
    char head[ENDS_SIZE + 1], tail[ENDS_SIZE + 1];
    size_t head_size, tail_size;
};

struct entry {
    char name[NAME_MAX_SIZE]; /* harmless */
    unsigned method;
    bool is_encrypted;
    uLong checksum; /* CRC-32 of what it unpacks to */
    uint64_t packed_size;
    uint64_t offset;
};

uint64_t
lci_zip_number(const unsigned char *bytes, size_t count)
{
    uint64_t value = 0;

    for (size_t i = count; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

bool
lci_zip_is_one(const char *path)
{
    unsigned char start[4] = {0};
    FILE *file = fopen(path, "rbe");
    bool answer = false;

    if (file) {
        answer = fread(start, 1, sizeof(start), file) == sizeof(start) && start[0] == 'P' &&
                 start[1] == 'K' && (start[2] == 3 || start[2] == 5);
        (void)fclose(file);
    }
    return answer;
}

static enum lci_status
read_at(struct zip *zip, uint64_t offset, void *bytes, size_t size, struct lci_error *err)
{
    if (offset > INT64_MAX || fseeko(zip->file, (off_t)offset, SEEK_SET) != 0 ||
        fread(bytes, 1, size, zip->file) != size)
        return lci_fail(err, LCI_E_DATA, "damaged zip: it ends too early");
    return LCI_OK;
}

/*
 * Takes the size and place of the directory from the record at the end. Other readers forgive bytes before a zip, and look
 * for a Zip64 record; they would then read another directory than the one that was looked through here.
 */
static enum lci_status
take_end(struct zip *zip, const unsigned char *end, uint64_t end_offset, uint64_t *offset,
         struct lci_error *err)
{
    zip->entry_count = (size_t)lci_zip_number(end + 10, 2);
    zip->directory_size = (size_t)lci_zip_number(end + 12, 4);
    *offset = lci_zip_number(end + 16, 4);
    if (zip->entry_count > ENTRIES_MAX || zip->directory_size > DIRECTORY_MAX)
        return lci_fail(err, LCI_E_DATA,
                        "zip with %zu entries; the limit is %d (Zip64 is not read)",
                        zip->entry_count, ENTRIES_MAX);
    if (*offset + zip->directory_size != end_offset)
        return lci_fail(err, LCI_E_DATA, "damaged zip: its directory is not where it should be");
    zip->directory = lci_new_array(unsigned char, zip->directory_size + 1);
    return zip->directory ? LCI_OK : lci_fail_nomem(err, "zip");
}

/* Finds the directory at the end of the file and reads it. */
static enum lci_status
read_directory(struct zip *zip, struct lci_error *err)
{
    uint64_t offset = 0;
    unsigned char *tail = NULL;
    size_t size = END_SEARCH;
    size_t at = 0;
    off_t length = 0;
    enum lci_status status = LCI_OK;

    if (fseeko(zip->file, 0, SEEK_END) != 0 || (length = ftello(zip->file)) < END_SIZE)
        return lci_fail(err, LCI_E_DATA, "damaged zip: too short");
    if ((off_t)size > length)
        size = (size_t)length;
    tail = lci_new_array(unsigned char, size);
    if (!tail)
        return lci_fail_nomem(err, "zip");
    status = read_at(zip, (uint64_t)length - size, tail, size, err);
    at = size - END_SIZE + 1;
    while (status == LCI_OK && at > 0 && memcmp(tail + at - 1, "PK\5\6", 4) != 0)
        at--;
    if (status == LCI_OK && at == 0)
        status = lci_fail(err, LCI_E_DATA, "damaged zip: it has no directory");
    if (status == LCI_OK && memmem(tail, size, "PK\6\7", 4))
        status = lci_fail(err, LCI_E_DATA, "zip of the kind Zip64, which is not read");
    if (status == LCI_OK)
        status = take_end(zip, tail + at - 1, (uint64_t)length - size + at - 1, &offset, err);
    if (status == LCI_OK)
        status = read_at(zip, offset, zip->directory, zip->directory_size, err);
    lci_free(tail);
    return status;
}

/* The part of a name behind its folders, with anything odd as "_". */
static void
make_harmless(const unsigned char *name, size_t length, char out[NAME_MAX_SIZE])
{
    size_t begin = 0;
    size_t used = 0;

    for (size_t i = 0; i < length; i++)
        if (name[i] == '/' || name[i] == '\\')
            begin = i + 1;
    for (size_t i = begin; i < length && used + 1 < NAME_MAX_SIZE; i++) {
        unsigned char byte = name[i];
        bool is_odd = byte <= ' ' || byte == 127 || strchr(":*?\"<>|", byte) != NULL;

        out[used] = is_odd || (used == 0 && byte == '.') ? '_' : (char)byte;
        used++;
    }
    out[used] = '\0';
}

/* Reads the entry at *at of the directory and moves on. False: there is no more. */
static bool
next_entry(const struct zip *zip, size_t *at, struct entry *out)
{
    const unsigned char *from = zip->directory + *at;
    size_t name_size = 0;
    size_t size = 0;

    if (*at + CENTRAL_SIZE > zip->directory_size || memcmp(from, "PK\1\2", 4) != 0)
        return false;
    name_size = (size_t)lci_zip_number(from + 28, 2);
    size = CENTRAL_SIZE + name_size + (size_t)lci_zip_number(from + 30, 2) + (size_t)lci_zip_number(from + 32, 2);
    if (*at + size > zip->directory_size)
        return false;
    *out = (struct entry){
        .method = (unsigned)lci_zip_number(from + 10, 2),
        .is_encrypted = (from[8] & 1) != 0,
        .checksum = (uLong)lci_zip_number(from + 16, 4),
        .packed_size = lci_zip_number(from + 20, 4),
        .offset = lci_zip_number(from + 42, 4),
    };
    make_harmless(from + CENTRAL_SIZE, name_size, out->name);
    *at += size;
    return true;
}

/* Keeps how an entry begins and how it ends so far. */
static void
keep_ends(struct zip *zip, size_t size)
{
    const size_t room = ENDS_SIZE - zip->head_size;
    const size_t more = size < room ? size : room;
    const size_t new = size < ENDS_SIZE ? size : ENDS_SIZE;
    const size_t old = zip->tail_size < ENDS_SIZE - new ? zip->tail_size : ENDS_SIZE - new;

    memcpy(zip->head + zip->head_size, zip->unpacked, more);
    zip->head_size += more;
    memmove(zip->tail, zip->tail + zip->tail_size - old, old);
    memcpy(zip->tail + old, zip->unpacked + size - new, new);
    zip->tail_size = old + new;
}

static enum lci_status
put_out(struct zip *zip, size_t size, int target, struct lci_error *err)
{
    keep_ends(zip, size);
    zip->checksum = crc32(zip->checksum, zip->unpacked, (uInt)size);
    zip->total += size;
    if (zip->total > UNPACKED_MAX)
        return lci_fail(err, LCI_E_DATA,
                        "zip that unpacks to more than %" PRIu64 " MB: refused (a zip bomb?); "
                        "unpack it yourself if it is meant so",
                        UNPACKED_MAX >> 20);
    if (target >= 0 && write(target, zip->unpacked, size) != (ssize_t)size)
        return lci_fail(err, LCI_E_IO, "cannot be unpacked: %s", strerror(errno));
    return LCI_OK;
}

/* Unpacks the packed bytes at the file's position. target: -1 to count only. */
static enum lci_status
inflate_here(struct zip *zip, uint64_t left, int target, struct lci_error *err)
{
    z_stream stream = {.zalloc = Z_NULL};
    enum lci_status status = LCI_OK;
    int answer = Z_OK;

    if (inflateInit2(&stream, -MAX_WBITS) != Z_OK)
        return lci_fail_nomem(err, "zip");
    while (status == LCI_OK && answer != Z_STREAM_END) {
        if (stream.avail_in == 0) {
            size_t want = left < BLOCK_SIZE ? (size_t)left : BLOCK_SIZE;

            stream.avail_in = (uInt)fread(zip->packed, 1, want, zip->file);
            stream.next_in = zip->packed;
            left -= stream.avail_in;
            if (stream.avail_in == 0) {
                status = lci_fail(err, LCI_E_DATA, "damaged zip: an entry ends too early");
                break;
            }
        }
        stream.next_out = zip->unpacked;
        stream.avail_out = BLOCK_SIZE;
        answer = inflate(&stream, Z_NO_FLUSH);
        if (answer != Z_OK && answer != Z_STREAM_END)
            status = lci_fail(err, LCI_E_DATA, "damaged zip: an entry cannot be unpacked");
        else
            status = put_out(zip, BLOCK_SIZE - stream.avail_out, target, err);
    }
    (void)inflateEnd(&stream);
    return status;
}

static enum lci_status
copy_here(struct zip *zip, uint64_t left, int target, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && left > 0) {
        size_t want = left < BLOCK_SIZE ? (size_t)left : BLOCK_SIZE;

        if (fread(zip->unpacked, 1, want, zip->file) != want)
            return lci_fail(err, LCI_E_DATA, "damaged zip: an entry ends too early");
        left -= want;
        status = put_out(zip, want, target, err);
    }
    return status;
}

static enum lci_status
unpack_entry(struct zip *zip, const struct entry *entry, int target, struct lci_error *err)
{
    unsigned char local[LOCAL_SIZE];
    enum lci_status status = LCI_OK;

    if (entry->is_encrypted)
        return lci_fail(err, LCI_E_DATA, "encrypted zip: unpack it yourself");
    if (entry->packed_size == 0)
        return LCI_OK;
    status = read_at(zip, entry->offset, local, sizeof(local), err);
    if (status == LCI_OK && memcmp(local, "PK\3\4", 4) != 0)
        status = lci_fail(err, LCI_E_DATA, "damaged zip: an entry is not where it should be");
    /* The entry's own header has the checksum, too, unless bit 3 says that it comes after the entry. */
    if (status == LCI_OK && (local[6] & 8) == 0 && (uLong)lci_zip_number(local + 14, 4) != entry->checksum)
        status = lci_fail(err, LCI_E_DATA, "damaged zip: the header of entry %s is not that of the directory", entry->name);
    if (status == LCI_OK &&
        fseeko(zip->file, (off_t)(lci_zip_number(local + 26, 2) + lci_zip_number(local + 28, 2)), SEEK_CUR) != 0)
        status = lci_fail(err, LCI_E_DATA, "damaged zip: an entry is not where it should be");
    if (status != LCI_OK)
        return status;
    zip->checksum = crc32(0, Z_NULL, 0);
    if (entry->method == 8)
        status = inflate_here(zip, entry->packed_size, target, err);
    else if (entry->method == 0)
        status = copy_here(zip, entry->packed_size, target, err);
    else
        return lci_fail(err, LCI_E_DATA, "zip packed by method %u, which is not read", entry->method);
    if (status == LCI_OK && zip->checksum != entry->checksum)
        status = lci_fail(err, LCI_E_DATA, "damaged zip: the contents of entry %s are not those that were packed", entry->name);
    return status;
}

static bool
is_geodata(const char *name)
{
    static const char *const ENDINGS[] = {".shp",     ".shx",  ".dbf",  ".prj", ".cpg", ".kml",
                                          ".geojson", ".json", ".gpkg", ".csv", ".hgt"};
    const char *ending = strrchr(name, '.');

    for (size_t i = 0; ending && i < sizeof(ENDINGS) / sizeof(ENDINGS[0]); i++)
        if (strcasecmp(ending, ENDINGS[i]) == 0)
            return true;
    return false;
}

/* Unpacks into a new file of `folder`. */
static enum lci_status
unpack_to(struct zip *zip, const struct entry *entry, const char *folder, struct lci_error *err)
{
    char path[4096];
    enum lci_status status = LCI_OK;
    int target = -1;

    if (snprintf(path, sizeof(path), "%s/%s", folder, entry->name) >= (int)sizeof(path))
        return lci_fail(err, LCI_E_IO, "zip: name too long");
    target = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
    if (target < 0)
        return lci_fail(err, errno == EEXIST ? LCI_E_DATA : LCI_E_IO, "zip: entry \"%s\": %s",
                        entry->name, errno == EEXIST ? "twice in the zip" : strerror(errno));
    status = unpack_entry(zip, entry, target, err);
    if (close(target) != 0 && status == LCI_OK)
        status = lci_fail(err, LCI_E_IO, "zip: cannot be unpacked: %s", strerror(errno));
    return status;
}

/* Whether the entry unpacked last is XML that ends with its root: <a ...>...</a>, after <?xml ...?> if it has one. */
static bool
ends_as_it_begins(struct zip *zip)
{
    const char *root = NULL;
    char wanted[ENDS_SIZE + 4];
    size_t length = 0;

    zip->head[zip->head_size] = zip->tail[zip->tail_size] = '\0';
    root = strncmp(zip->head, "<?xml", 5) == 0 ? strstr(zip->head, "?>") : zip->head;
    root = root ? strchr(root, '<') : NULL;
    if (!root)
        return false;
    length = strcspn(root + 1, " />\r\n");
    (void)snprintf(wanted, sizeof(wanted), "</%.*s>", (int)length, root + 1);
    while (zip->tail_size > 0 && (zip->tail[zip->tail_size - 1] == '\n' || zip->tail[zip->tail_size - 1] == '\r'))
        zip->tail[--zip->tail_size] = '\0';
    length = strlen(wanted);
    return (zip->tail_size >= length && strcmp(zip->tail + zip->tail_size - length, wanted) == 0) ||
           (zip->tail_size <= ENDS_SIZE && zip->head_size < ENDS_SIZE && strchr(root + 1, '<') == NULL &&
            zip->tail_size >= 2 && strcmp(zip->tail + zip->tail_size - 2, "/>") == 0);
}

/* folder: NULL to count only; xml: every entry has to be a whole XML document. */
static enum lci_status
go_through(const char *path, const char *folder, bool xml, struct lci_error *err)
{
    struct zip *zip = lci_new(struct zip);
    struct entry entry;
    size_t at = 0;
    size_t count = 0;
    enum lci_status status = LCI_OK;

    if (!zip)
        return lci_fail_nomem(err, "zip");
    zip->file = fopen(path, "rbe");
    if (!zip->file)
        status = lci_fail(err, LCI_E_IO, "cannot be opened: %s", strerror(errno));
    if (status == LCI_OK)
        status = read_directory(zip, err);
    for (; status == LCI_OK && next_entry(zip, &at, &entry); count++) {
        zip->head_size = zip->tail_size = 0;
        if (!folder)
            status = unpack_entry(zip, &entry, -1, err);
        else if (is_geodata(entry.name))
            status = unpack_to(zip, &entry, folder, err);
        if (status == LCI_OK && xml && !ends_as_it_begins(zip))
            status = lci_fail(err, LCI_E_IO, "written, but \"%s\" in it is cut off: is the disk full?", entry.name);
    }
    if (status == LCI_OK && count != zip->entry_count)
        status = lci_fail(err, LCI_E_DATA, "damaged zip: %zu of %zu entries are in its directory", count,
                          zip->entry_count);
    if (zip->file)
        (void)fclose(zip->file);
    lci_free(zip->directory);
    lci_free(zip);
    return status;
}

enum lci_status
lci_zip_check(const char *path, struct lci_error *err)
{
    return go_through(path, NULL, false, err);
}

enum lci_status
lci_zip_check_xml(const char *path, struct lci_error *err)
{
    return go_through(path, NULL, true, err);
}

enum lci_status
lci_zip_unpack(const char *path, const char *folder, struct lci_error *err)
{
    return go_through(path, folder, false, err);
}
