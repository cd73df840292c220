/* pbf_fields.h - the protocol-buffer fields of a message, and lists of packed numbers. */
#ifndef LCI_IO_PBF_FIELDS_H
#define LCI_IO_PBF_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Bytes [at, end), borrowed. */
struct lci_pbf_span {
    const unsigned char *at, *end;
};

struct lci_pbf_field {
    uint32_t number;
    bool is_bytes;
    uint64_t value;            /* of a number */
    struct lci_pbf_span bytes; /* of a text, a message or packed numbers */
};

/** Takes the next field off the front of the span. False: it is damaged, or of a kind OSM files do not use. */
bool lci_pbf_next(struct lci_pbf_span *span, struct lci_pbf_field *out);

/** Are these the bytes of the text? */
bool lci_pbf_is_text(struct lci_pbf_span span, const char *text);

/** Does the list end with the end of a number? Only then lci_pbf_take() may be used on it. An empty one does. */
static inline bool
lci_pbf_is_list(struct lci_pbf_span list)
{
    return list.at == list.end || list.end[-1] < 0x80;
}

/** How many numbers the list holds. */
size_t lci_pbf_count(struct lci_pbf_span list);

/**
 * Takes the next number off the front of a list that is not empty. One of more than ten bytes, which no writer makes, gets
 * a value without meaning. Bounds are not asked for: the list's last byte ends a number.
 */
static inline uint64_t
lci_pbf_take(struct lci_pbf_span *list)
{
    uint64_t byte = *list->at++;
    uint64_t value = byte & 0x7f;

    for (unsigned shift = 7; byte >= 0x80; shift += 7) {
        byte = *list->at++;
        value |= (byte & 0x7f) << (shift & 63);
    }
    return value;
}

/** The number that was folded to have its sign in the lowest bit. */
static inline int64_t
lci_pbf_unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
}

#endif
