/* zip_write.c - one file packed as a zip, and taken out again, in memory. */
#include "io/zip_write.h"

#include <assert.h>
#include <stdint.h>
#include <string.h>

#define ZLIB_CONST /* what is packed is only read */
#include <zlib.h>

#include "base/alloc.h"
#include "io/zip.h"

enum {
    LOCAL_SIZE = 30,
    CENTRAL_SIZE = 46,
    END_SIZE = 22,
    NAME_MAX_SIZE = 255,
    VERSION = 20,
    METHOD_DEFLATE = 8,
    FIRST_DAY = 0x21, /* 1980-01-01 */
    LEVEL = 6,
    MEMORY_LEVEL = 8
};

struct entry {
    const char *name;
    size_t name_size;
    uint32_t checksum, packed_size, size;
};

/* Numbers stand with their least byte first; count: at most 8 bytes. */
static unsigned char *
put(unsigned char *at, uint64_t value, size_t count)
{
    for (size_t i = 0; i < count; i++)
        *at++ = (unsigned char)(value >> (8 * i));
    return at;
}

static unsigned char *
put_name(unsigned char *at, const struct entry *entry)
{
    memcpy(at, entry->name, entry->name_size);
    return at + entry->name_size;
}

/* What the entry's own header and the directory both say of it. */
static unsigned char *
put_facts(unsigned char *at, const struct entry *entry)
{
    at = put(at, VERSION, 2);
    at = put(at, 0, 2);
    at = put(at, METHOD_DEFLATE, 2);
    at = put(at, 0, 2);
    at = put(at, FIRST_DAY, 2);
    at = put(at, entry->checksum, 4);
    at = put(at, entry->packed_size, 4);
    at = put(at, entry->size, 4);
    at = put(at, (uint32_t)entry->name_size, 2);
    return put(at, 0, 2);
}

static unsigned char *
put_directory(unsigned char *at, const struct entry *entry)
{
    const uint32_t offset = (uint32_t)(LOCAL_SIZE + entry->name_size + entry->packed_size);

    at = put(at, 0x02014b50, 4);
    at = put(at, VERSION, 2);
    at = put_facts(at, entry);
    at = put(at, 0, 2 + 2 + 2); /* no remark, on the first disk, no text */
    at = put(at, 0, 4);
    at = put(at, 0, 4); /* the entry is the first thing in the zip */
    at = put_name(at, entry);
    at = put(at, 0x06054b50, 4);
    at = put(at, 0, 4);
    at = put(at, 1, 2);
    at = put(at, 1, 2);
    at = put(at, (uint32_t)(CENTRAL_SIZE + entry->name_size), 4);
    at = put(at, offset, 4);
    return put(at, 0, 2);
}

/* The packed bytes at `out`, which has room for `room`; 0: it failed. */
static size_t
pack(const void *bytes, size_t size, unsigned char *out, size_t room)
{
    z_stream stream = {.next_in = bytes, .avail_in = (uInt)size, .next_out = out, .avail_out = (uInt)room};
    size_t packed = 0;

    if (deflateInit2(&stream, LEVEL, Z_DEFLATED, -MAX_WBITS, MEMORY_LEVEL, Z_DEFAULT_STRATEGY) != Z_OK)
        return 0;
    if (deflate(&stream, Z_FINISH) == Z_STREAM_END)
        packed = stream.total_out;
    (void)deflateEnd(&stream);
    return packed;
}

enum lci_status
lci_zip_one(const char *name, const void *bytes, size_t size, unsigned char **zip, size_t *zip_size, struct lci_error *err)
{
    struct entry entry = {.name = name, .name_size = strlen(name), .size = (uint32_t)size};
    const size_t around = LOCAL_SIZE + 2 * entry.name_size + CENTRAL_SIZE + END_SIZE;
    const size_t room = size < UINT32_MAX / 2 ? compressBound(size) : 0;
    unsigned char *out = NULL;
    unsigned char *at = NULL;

    assert(entry.name_size <= NAME_MAX_SIZE);
    *zip = NULL;
    *zip_size = 0;
    if (room == 0)
        return lci_fail(err, LCI_E_LIMIT, "%s: %zu bytes are too many for a zip", name, size);
    out = lci_alloc(around + room, 1);
    if (!out)
        return lci_fail_nomem(err, name);
    entry.packed_size = (uint32_t)pack(bytes, size, out + LOCAL_SIZE + entry.name_size, room);
    if (entry.packed_size == 0) {
        lci_free(out);
        return lci_fail_nomem(err, name);
    }
    entry.checksum = (uint32_t)crc32(crc32(0, Z_NULL, 0), bytes, (uInt)size);
    at = put(out, 0x04034b50, 4);
    at = put_name(put_facts(at, &entry), &entry);
    at = put_directory(at + entry.packed_size, &entry);
    *zip = out;
    *zip_size = (size_t)(at - out);
    return LCI_OK;
}

bool
lci_zip_one_open(const unsigned char *zip, size_t zip_size, size_t most, char **bytes, size_t *size)
{
    const size_t name_size = zip_size > LOCAL_SIZE ? lci_zip_number(zip + 26, 2) : 0;
    const size_t begin = LOCAL_SIZE + name_size;
    z_stream stream = {.next_in = NULL};
    struct entry entry = {.name = NULL};
    bool done = false;

    *bytes = NULL;
    *size = 0;
    if (zip_size < begin + CENTRAL_SIZE + END_SIZE || lci_zip_number(zip, 4) != 0x04034b50 ||
        lci_zip_number(zip + 8, 2) != METHOD_DEFLATE ||
        lci_zip_number(zip + 12, 2) != FIRST_DAY)
        return false;
    entry = (struct entry){.checksum = (uint32_t)lci_zip_number(zip + 14, 4),
                           .packed_size = (uint32_t)lci_zip_number(zip + 18, 4),
                           .size = (uint32_t)lci_zip_number(zip + 22, 4)};
    if (entry.packed_size > zip_size - begin || entry.size > most ||
        begin + entry.packed_size + CENTRAL_SIZE + name_size + END_SIZE != zip_size)
        return false;
    *bytes = lci_alloc((size_t)entry.size + 1, 1);
    stream.next_in = zip + begin;
    stream.avail_in = entry.packed_size;
    stream.next_out = (Bytef *)*bytes;
    stream.avail_out = entry.size;
    if (*bytes && inflateInit2(&stream, -MAX_WBITS) == Z_OK) {
        done = inflate(&stream, Z_FINISH) == Z_STREAM_END && stream.total_out == entry.size &&
               crc32(crc32(0, Z_NULL, 0), (const Bytef *)*bytes, entry.size) == entry.checksum;
        (void)inflateEnd(&stream);
    }
    *size = entry.size;
    if (!done) {
        lci_free(*bytes);
        *bytes = NULL;
    }
    return done;
}
