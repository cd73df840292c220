/* pbf_scan.c - checks the blocks of an OSM PBF file: sizes, texts, packed numbers. */
#include "io/pbf_scan.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include <zlib.h>

#include "base/alloc.h"
#include "io/pbf_fields.h"

enum {
    HEADER_MAX = 64 << 10, /* of a blob header */
    BLOCK_MAX = 32 << 20   /* of a blob, packed or not */
};

struct scan {
    FILE *file;
    const char *label;
    uint64_t block; /* 1-based, for messages */
    unsigned char *packed, *raw;
    size_t packed_capacity, raw_capacity;
    struct lci_error *err;
};

static enum lci_status
refuse(const struct scan *scan, const char *reason)
{
    return lci_fail(scan->err, LCI_E_DATA, "%s: block %" PRIu64 ": %s", scan->label, scan->block, reason);
}

static enum lci_status
truncated(const struct scan *scan)
{
    if (ferror(scan->file))
        return lci_fail(scan->err, LCI_E_IO, "%s: cannot be read", scan->label);
    return refuse(scan, "the file ends inside it: it is truncated");
}

static enum lci_status
make_room(const struct scan *scan, unsigned char **bytes, size_t *capacity, size_t size)
{
    unsigned char *grown = NULL;

    if (size <= *capacity)
        return LCI_OK;
    grown = lci_realloc(*bytes, size, 1);
    if (!grown)
        return lci_fail_nomem(scan->err, scan->label);
    *bytes = grown;
    *capacity = size;
    return LCI_OK;
}

/* Reads `size` bytes into scan->packed. */
static enum lci_status
read_packed(struct scan *scan, size_t size)
{
    enum lci_status status = make_room(scan, &scan->packed, &scan->packed_capacity, size);

    if (status == LCI_OK && fread(scan->packed, 1, size, scan->file) != size)
        status = truncated(scan);
    return status;
}

/* The blob header: its type, and how long the blob after it is. */
static enum lci_status
read_blob_header(struct scan *scan, size_t size, size_t *blob_size)
{
    const char *wanted = scan->block == 1 ? "OSMHeader" : "OSMData";
    struct lci_pbf_span span = {0};
    struct lci_pbf_field field;
    bool right_type = false;
    enum lci_status status = read_packed(scan, size);

    if (status != LCI_OK)
        return status;
    *blob_size = 0;
    span = (struct lci_pbf_span){scan->packed, scan->packed + size};
    while (span.at < span.end) {
        if (!lci_pbf_next(&span, &field))
            return refuse(scan, "its header is damaged");
        if (field.number == 1 && field.is_bytes)
            right_type = (size_t)(field.bytes.end - field.bytes.at) == strlen(wanted) &&
                         memcmp(field.bytes.at, wanted, strlen(wanted)) == 0;
        else if (field.number == 3 && !field.is_bytes)
            *blob_size = field.value <= BLOCK_MAX ? (size_t)field.value : SIZE_MAX;
        else if (field.number != 2 || !field.is_bytes)
            return refuse(scan, "its header is damaged");
    }
    if (!right_type)
        return refuse(scan, scan->block == 1 ? "not an OSM PBF file (it does not begin with OSMHeader)"
                                             : "its type is not OSMData");
    if (*blob_size > BLOCK_MAX)
        return refuse(scan, "it says it is larger than the 32 MiB the format allows");
    if (*blob_size == 0)
        return refuse(scan, "it is empty");
    return LCI_OK;
}

/* Unpacks the blob in `blob`; *raw then lies in scan->raw or in the blob itself. */
static enum lci_status
unpack(struct scan *scan, struct lci_pbf_span blob, struct lci_pbf_span *raw)
{
    struct lci_pbf_span zipped = {0};
    struct lci_pbf_field field;
    uint64_t raw_size = 0;
    uLongf size = 0;
    enum lci_status status = LCI_OK;

    *raw = (struct lci_pbf_span){0};
    while (blob.at < blob.end) {
        if (!lci_pbf_next(&blob, &field))
            return refuse(scan, "it is damaged");
        if (field.number == 1 && field.is_bytes && !raw->at)
            *raw = field.bytes;
        else if (field.number == 2 && !field.is_bytes && raw_size == 0)
            raw_size = field.value;
        else if (field.number == 3 && field.is_bytes && !zipped.at)
            zipped = field.bytes;
        else
            return refuse(scan, "its compression is not supported (zlib and none are)");
    }
    if (raw_size > BLOCK_MAX)
        return refuse(scan, "it says it unpacks to more than the 32 MiB the format allows");
    if (raw->at && !zipped.at && raw->at < raw->end)
        return LCI_OK;
    if (raw->at || !zipped.at || zipped.at == zipped.end || raw_size == 0)
        return refuse(scan, "it holds no data");

    status = make_room(scan, &scan->raw, &scan->raw_capacity, (size_t)raw_size);
    if (status != LCI_OK)
        return status;
    size = (uLongf)raw_size;
    if (uncompress(scan->raw, &size, zipped.at, (uLong)(zipped.end - zipped.at)) != Z_OK ||
        size != raw_size)
        return refuse(scan, "it does not unpack to the size it declares");
    *raw = (struct lci_pbf_span){scan->raw, scan->raw + raw_size};
    return LCI_OK;
}

static enum lci_status
scan_block(struct scan *scan, size_t header_size)
{
    struct lci_pbf_span raw = {0};
    const char *reason = NULL;
    size_t blob_size = 0;
    enum lci_status status = LCI_OK;

    if (header_size == 0 || header_size > HEADER_MAX)
        return refuse(scan, scan->block == 1 ? "not an OSM PBF file (no block header)"
                                             : "the size of its header is impossible");
    status = read_blob_header(scan, header_size, &blob_size);
    if (status == LCI_OK)
        status = read_packed(scan, blob_size);
    if (status == LCI_OK)
        status = unpack(scan, (struct lci_pbf_span){scan->packed, scan->packed + blob_size}, &raw);
    if (status != LCI_OK)
        return status;
    reason = scan->block == 1 ? lci_pbf_judge_header(raw) : lci_pbf_judge_data(raw);
    return reason ? refuse(scan, reason) : LCI_OK;
}

enum lci_status
lci_pbf_scan(const char *path, const char *label, struct lci_error *err)
{
    struct scan scan = {.label = label, .err = err};
    enum lci_status status = LCI_OK;

    scan.file = fopen(path, "rb");
    if (!scan.file)
        return lci_fail(err, LCI_E_IO, "%s: cannot be opened", label);
    while (status == LCI_OK) {
        unsigned char size[4];
        const size_t got = fread(size, 1, sizeof(size), scan.file);

        if (got == 0 && feof(scan.file) && scan.block > 0)
            break;
        scan.block++;
        if (got != sizeof(size))
            status = truncated(&scan);
        else
            status = scan_block(&scan, (size_t)size[0] << 24 | (size_t)size[1] << 16 |
                                           (size_t)size[2] << 8 | (size_t)size[3]);
    }
    (void)fclose(scan.file);
    lci_free(scan.packed);
    lci_free(scan.raw);
    return status;
}
