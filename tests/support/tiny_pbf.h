/* tiny_pbf.h - writes small OSM PBF files byte by byte, right and wrong ones, for the tests of reading them. */
#ifndef LCI_TESTS_TINY_PBF_H
#define LCI_TESTS_TINY_PBF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <zlib.h>

enum { TINY_MAX = 4096 };

/* A growing message. */
struct tiny {
    unsigned char bytes[TINY_MAX];
    size_t size;
};

/* Not assert(): release builds of the tests are without it. */
static inline void
tiny_must(bool good, const char *what)
{
    if (good)
        return;
    perror(what);
    abort();
}

static inline void
tiny_byte(struct tiny *to, unsigned value)
{
    tiny_must(to->size < TINY_MAX, "a tiny file is too large");
    to->bytes[to->size++] = (unsigned char)value;
}

static inline void
tiny_varint(struct tiny *to, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        tiny_byte(to, (unsigned)(value & 0x7f) | 0x80);
    tiny_byte(to, (unsigned)value);
}

static inline void
tiny_zigzag(struct tiny *to, int64_t value)
{
    tiny_varint(to, value < 0 ? (uint64_t)(-(value + 1)) * 2 + 1 : (uint64_t)value * 2);
}

static inline void
tiny_number(struct tiny *to, unsigned field, uint64_t value)
{
    tiny_varint(to, (uint64_t)field << 3);
    tiny_varint(to, value);
}

static inline void
tiny_bytes(struct tiny *to, unsigned field, const void *bytes, size_t size)
{
    tiny_varint(to, ((uint64_t)field << 3) | 2);
    tiny_varint(to, size);
    tiny_must(to->size + size <= TINY_MAX, "a tiny file is too large");
    memcpy(to->bytes + to->size, bytes, size);
    to->size += size;
}

static inline void
tiny_message(struct tiny *to, unsigned field, const struct tiny *message)
{
    tiny_bytes(to, field, message->bytes, message->size);
}

static inline void
tiny_text(struct tiny *to, unsigned field, const char *text)
{
    tiny_bytes(to, field, text, strlen(text));
}

/* Appends a block header and its size, four bytes. */
static inline void
tiny_header_block(struct tiny *file, const struct tiny *header)
{
    for (unsigned shift = 32; shift > 0; shift -= 8)
        tiny_byte(file, (unsigned)(header->size >> (shift - 8)) & 0xff);
    for (size_t i = 0; i < header->size; i++)
        tiny_byte(file, header->bytes[i]);
}

/* Appends a block to the file: header, then the blob. */
static inline void
tiny_block(struct tiny *file, const char *type, const struct tiny *blob)
{
    struct tiny header = {.size = 0};

    tiny_text(&header, 1, type);
    tiny_number(&header, 3, blob->size);
    tiny_header_block(file, &header);
    for (size_t i = 0; i < blob->size; i++)
        tiny_byte(file, blob->bytes[i]);
}

/* A blob of the message, packed with zlib or as it is. */
static inline void
tiny_blob(struct tiny *blob, const struct tiny *message, int zipped)
{
    unsigned char packed[TINY_MAX];
    uLongf size = sizeof(packed);

    blob->size = 0;
    if (!zipped) {
        tiny_message(blob, 1, message);
        return;
    }
    if (compress(packed, &size, message->bytes, message->size) != Z_OK)
        size = 0;
    tiny_number(blob, 2, message->size);
    tiny_bytes(blob, 3, packed, size);
}

static inline void
tiny_header(struct tiny *file, const char *feature)
{
    struct tiny message = {.size = 0};
    struct tiny blob = {.size = 0};

    tiny_text(&message, 4, "OsmSchema-V0.6");
    tiny_text(&message, 4, feature);
    tiny_blob(&blob, &message, 1);
    tiny_block(file, "OSMHeader", &blob);
}

static inline void
tiny_save(const struct tiny *file, const char *path)
{
    FILE *out = fopen(path, "wb");

    tiny_must(out && fwrite(file->bytes, 1, file->size, out) == file->size, path);
    tiny_must(fclose(out) == 0, path);
}

#endif
