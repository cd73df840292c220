/* pbf_fields.c - takes the fields of a protocol-buffer message apart, never past its end. */
#include "io/pbf_fields.h"

#include <string.h>

enum { BYTES_32 = 5, BYTES_64 = 10 }; /* longest numbers */

static bool
read_varint(struct lci_pbf_span *span, unsigned byte_max, uint64_t *value)
{
    *value = 0;
    for (unsigned i = 0; i < byte_max && span->at < span->end; i++) {
        const unsigned char byte = *span->at++;

        if (i < BYTES_64 - 1 || byte <= 1)
            *value |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (!(byte & 0x80))
            return true;
    }
    return false;
}

bool
lci_pbf_next(struct lci_pbf_span *span, struct lci_pbf_field *out)
{
    uint64_t key = 0;
    uint64_t size = 0;

    if (!read_varint(span, BYTES_32, &key))
        return false;
    *out = (struct lci_pbf_field){.number = (uint32_t)(key >> 3), .is_bytes = (key & 7) == 2};
    if ((key & 7) == 0)
        return read_varint(span, BYTES_64, &out->value);
    if ((key & 7) != 2 || !read_varint(span, BYTES_32, &size) || size > (uint64_t)(span->end - span->at))
        return false;
    out->bytes = (struct lci_pbf_span){span->at, span->at + size};
    span->at += size;
    return true;
}

bool
lci_pbf_is_text(struct lci_pbf_span span, const char *text)
{
    const size_t length = strlen(text);

    return (size_t)(span.end - span.at) == length && memcmp(span.at, text, length) == 0;
}

size_t
lci_pbf_count(struct lci_pbf_span list)
{
    size_t count = 0;

    for (; list.at < list.end; list.at++)
        count += *list.at < 0x80;
    return count;
}
