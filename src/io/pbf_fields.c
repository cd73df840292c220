/* pbf_fields.c - walks the messages of a PBF block and checks every index and packed number in them. */
#include "io/pbf_fields.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>

/* ReadOSM keeps 40 bytes a packed number: a block of more than this many (8,000 objects are usual) is an attack. */
enum { PACKED_MAX = 4 << 20 };

enum { BYTES_32 = 5, BYTES_64 = 10 }; /* longest varints */

static const char DAMAGED[] = "it is damaged";
static const char BAD_TEXT[] = "it names a text that its table does not have";

/* What is known about the block while its groups are walked. */
struct block {
    uint64_t text_count;
    uint64_t packed_count;
};

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

static int64_t
unzigzag(uint64_t value)
{
    return (int64_t)(value >> 1) ^ -(int64_t)(value & 1);
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

/* How packed numbers are coded, and what they may be. */
enum packed_kind { PACKED_ANY, PACKED_TEXT, PACKED_TEXT_DELTA };

/* Packed numbers of at most byte_max bytes each; texts are indices into the block's table. */
static const char *
judge_packed(struct block *block, struct lci_pbf_span span, unsigned byte_max, enum packed_kind kind)
{
    int64_t sum = 0;

    if (span.at == span.end)
        return DAMAGED; /* an empty list is left out by every writer, and ReadOSM cannot read one */
    while (span.at < span.end) {
        uint64_t value = 0;

        if (!read_varint(&span, byte_max, &value))
            return DAMAGED;
        if (++block->packed_count > PACKED_MAX)
            return "it holds more numbers than a block may";
        if (kind == PACKED_TEXT && value >= block->text_count)
            return BAD_TEXT;
        if (kind == PACKED_TEXT_DELTA) {
            sum += unzigzag(value); /* at most 2^22 steps of 2^34: no overflow */
            if (sum < 0 || (uint64_t)sum >= block->text_count)
                return BAD_TEXT;
        }
    }
    return NULL;
}

/* ReadOSM adds a list that comes twice to the first and then counts wrongly. */
static bool
is_repeated(uint32_t *seen, uint32_t number)
{
    const uint32_t bit = number < 32 ? UINT32_C(1) << number : 0;
    const bool repeated = (*seen & bit) != 0;

    *seen |= bit;
    return repeated;
}

static const char *
judge_dense_info(struct block *block, struct lci_pbf_span span)
{
    struct lci_pbf_field field;
    const char *reason = NULL;
    uint32_t seen = 0;

    while (!reason && span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || !field.is_bytes || is_repeated(&seen, field.number))
            return DAMAGED;
        switch (field.number) {
        case 1: /* version */
        case 4: /* uid */
            reason = judge_packed(block, field.bytes, BYTES_32, PACKED_ANY);
            break;
        case 2: /* time */
        case 3: /* changeset */
            reason = judge_packed(block, field.bytes, BYTES_64, PACKED_ANY);
            break;
        case 5: /* user */
            reason = judge_packed(block, field.bytes, BYTES_32, PACKED_TEXT_DELTA);
            break;
        case 6: /* visible */
            return "it holds the history of objects; a file of the present state is needed";
        default:
            return DAMAGED;
        }
    }
    return reason;
}

static const char *
judge_dense_nodes(struct block *block, struct lci_pbf_span span)
{
    struct lci_pbf_field field;
    const char *reason = NULL;
    uint32_t seen = 0;

    while (!reason && span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || !field.is_bytes || is_repeated(&seen, field.number))
            return DAMAGED;
        switch (field.number) {
        case 1: /* id */
        case 8: /* latitude */
        case 9: /* longitude */
            reason = judge_packed(block, field.bytes, BYTES_64, PACKED_ANY);
            break;
        case 5:
            reason = judge_dense_info(block, field.bytes);
            break;
        case 10: /* keys and values */
            reason = judge_packed(block, field.bytes, BYTES_32, PACKED_TEXT);
            break;
        default:
            return DAMAGED;
        }
    }
    return reason;
}

static const char *
judge_info(const struct block *block, struct lci_pbf_span span)
{
    struct lci_pbf_field field;

    while (span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || field.is_bytes || field.number < 1 || field.number > 6)
            return DAMAGED;
        if (field.number == 5 && field.value >= block->text_count)
            return BAD_TEXT;
        if (field.number == 6)
            return "it holds the history of objects; a file of the present state is needed";
    }
    return NULL;
}

/* A way (fields 1 to 4 and 8) or a relation (and 9, 10). ReadOSM keeps only 32 bits of their ids. */
static const char *
judge_way_or_relation(struct block *block, struct lci_pbf_span span, bool is_way)
{
    struct lci_pbf_field field;
    const char *reason = NULL;
    uint32_t seen = 0;

    while (!reason && span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || is_repeated(&seen, field.number) ||
            field.is_bytes != (field.number != 1))
            return DAMAGED;
        if (field.number == 1) {
            if ((int64_t)field.value > INT_MAX || (int64_t)field.value < INT_MIN)
                return "it holds a way or relation whose id has more than 32 bits";
        } else if (field.number == 2 || field.number == 3 || (field.number == 8 && !is_way)) {
            reason = judge_packed(block, field.bytes, BYTES_32, PACKED_TEXT);
        } else if (field.number == 4) {
            reason = judge_info(block, field.bytes);
        } else if (field.number == 8 || (field.number == 9 && !is_way)) {
            reason = judge_packed(block, field.bytes, BYTES_64, PACKED_ANY);
        } else if (field.number == 10 && !is_way) {
            reason = judge_packed(block, field.bytes, BYTES_32, PACKED_ANY);
        } else {
            return DAMAGED;
        }
    }
    return reason;
}

static const char *
judge_group(struct block *block, struct lci_pbf_span span)
{
    struct lci_pbf_field field;
    const char *reason = NULL;

    while (!reason && span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || !field.is_bytes)
            return DAMAGED;
        switch (field.number) {
        case 1:
            return "its nodes are not dense; rewrite the file, for example with `osmium cat`";
        case 2:
            reason = judge_dense_nodes(block, field.bytes);
            break;
        case 3:
        case 4:
            reason = judge_way_or_relation(block, field.bytes, field.number == 3);
            break;
        case 5: /* changesets are not read */
            break;
        default:
            return DAMAGED;
        }
    }
    return reason;
}

static const char *
count_texts(struct block *block, struct lci_pbf_span span)
{
    struct lci_pbf_field field;

    if (block->text_count > 0)
        return DAMAGED;
    while (span.at < span.end) {
        if (!lci_pbf_next(&span, &field) || field.number != 1 || !field.is_bytes)
            return DAMAGED;
        block->text_count++;
    }
    return block->text_count > PACKED_MAX ? "it holds more texts than a block may" : NULL;
}

const char *
lci_pbf_judge_data(struct lci_pbf_span span)
{
    static const char moved[] = "its coordinates have a granularity or an offset that is not supported; "
                                "rewrite the file, for example with `osmium cat`";
    struct block block = {0};
    struct lci_pbf_field field;
    const char *reason = NULL;

    while (!reason && span.at < span.end) {
        if (!lci_pbf_next(&span, &field))
            return DAMAGED;
        if (field.number == 1 && field.is_bytes)
            reason = count_texts(&block, field.bytes);
        else if (field.number == 2 && field.is_bytes)
            reason = judge_group(&block, field.bytes);
        else if (field.number == 17 && !field.is_bytes)
            reason = field.value == 100 ? NULL : moved;
        else if ((field.number == 19 || field.number == 20) && !field.is_bytes)
            reason = field.value == 0 ? NULL : moved;
        else if (field.number != 18 || field.is_bytes)
            return DAMAGED;
    }
    return reason;
}

static bool
is_text(struct lci_pbf_span span, const char *text)
{
    return (size_t)(span.end - span.at) == strlen(text) && memcmp(span.at, text, strlen(text)) == 0;
}

const char *
lci_pbf_judge_header(struct lci_pbf_span span)
{
    struct lci_pbf_field field;

    while (span.at < span.end) {
        if (!lci_pbf_next(&span, &field))
            return "not an OSM PBF file (its header is damaged)";
        if (field.number != 4)
            continue;
        if (!field.is_bytes)
            return "not an OSM PBF file (its header is damaged)";
        if (is_text(field.bytes, "HistoricalInformation"))
            return "it holds the history of objects; a file of the present state is needed";
        if (!is_text(field.bytes, "OsmSchema-V0.6") && !is_text(field.bytes, "DenseNodes"))
            return "it requires a feature of the format that is not supported";
    }
    return NULL;
}
