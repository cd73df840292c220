/* pbf_read.c - walks the blocks of an OSM PBF file and unpacks them. */
#include "io/pbf_read.h"

#include <stdio.h>

#include <libdeflate.h>

#include "base/alloc.h"
#include "io/pbf_block.h"

enum {
    HEADER_MAX = 64 << 10, /* of a blob header */
    BLOCK_MAX = 32 << 20   /* of a blob, packed or not */
};

/* A block that has been read once. */
struct known_block {
    off_t blob_at;
    size_t blob_size;
    unsigned types;
};

struct lci_pbf {
    FILE *file;
    const char *label;
    size_t block; /* the one in hand, 1-based, for messages */
    unsigned char *packed, *raw;
    size_t packed_capacity, raw_capacity;
    struct libdeflate_decompressor *unzip;
    struct lci_pbf_block unpacked;
    struct known_block *known;
    size_t known_count, known_capacity;
    bool is_known; /* all blocks are */
    struct lci_error *err;
};

static enum lci_status
refuse(const struct lci_pbf *pbf, const char *reason)
{
    return lci_fail(pbf->err, LCI_E_DATA, "%s: block %zu: %s", pbf->label, pbf->block, reason);
}

static enum lci_status
truncated(const struct lci_pbf *pbf)
{
    if (ferror(pbf->file))
        return lci_fail(pbf->err, LCI_E_IO, "%s: cannot be read", pbf->label);
    return refuse(pbf, "the file ends inside it: it is truncated");
}

static enum lci_status
make_room(const struct lci_pbf *pbf, unsigned char **bytes, size_t *capacity, size_t size)
{
    unsigned char *grown = NULL;

    if (size <= *capacity)
        return LCI_OK;
    grown = lci_realloc(*bytes, size, 1);
    if (!grown)
        return lci_fail_nomem(pbf->err, pbf->label);
    *bytes = grown;
    *capacity = size;
    return LCI_OK;
}

/* Reads `size` bytes into pbf->packed. */
static enum lci_status
read_packed(struct lci_pbf *pbf, size_t size)
{
    enum lci_status status = make_room(pbf, &pbf->packed, &pbf->packed_capacity, size);

    if (status == LCI_OK && fread(pbf->packed, 1, size, pbf->file) != size)
        status = truncated(pbf);
    return status;
}

/* The blob header: its type, and how long the blob after it is. */
static enum lci_status
read_blob_header(struct lci_pbf *pbf, size_t size, size_t *blob_size)
{
    const char *wanted = pbf->block == 1 ? "OSMHeader" : "OSMData";
    struct lci_pbf_span span = {0};
    struct lci_pbf_field field;
    bool right_type = false;
    enum lci_status status = read_packed(pbf, size);

    if (status != LCI_OK)
        return status;
    *blob_size = 0;
    span = (struct lci_pbf_span){pbf->packed, pbf->packed + size};
    while (span.at < span.end) {
        if (!lci_pbf_next(&span, &field))
            return refuse(pbf, "its header is damaged");
        if (field.number == 1 && field.is_bytes)
            right_type = lci_pbf_is_text(field.bytes, wanted);
        else if (field.number == 3 && !field.is_bytes)
            *blob_size = field.value <= BLOCK_MAX ? (size_t)field.value : SIZE_MAX;
        else if (field.number != 2 || !field.is_bytes)
            return refuse(pbf, "its header is damaged");
    }
    if (!right_type)
        return refuse(pbf, pbf->block == 1 ? "not an OSM PBF file (it does not begin with OSMHeader)"
                                             : "its type is not OSMData");
    if (*blob_size > BLOCK_MAX)
        return refuse(pbf, "it says it is larger than the 32 MiB the format allows");
    if (*blob_size == 0)
        return refuse(pbf, "it is empty");
    return LCI_OK;
}

/* Unpacks the blob in `blob`; *raw then lies in pbf->raw or in the blob itself. */
static enum lci_status
unpack(struct lci_pbf *pbf, struct lci_pbf_span blob, struct lci_pbf_span *raw)
{
    struct lci_pbf_span zipped = {0};
    struct lci_pbf_field field;
    uint64_t raw_size = 0;
    enum lci_status status = LCI_OK;

    *raw = (struct lci_pbf_span){0};
    while (blob.at < blob.end) {
        if (!lci_pbf_next(&blob, &field))
            return refuse(pbf, "it is damaged");
        if (field.number == 1 && field.is_bytes && !raw->at)
            *raw = field.bytes;
        else if (field.number == 2 && !field.is_bytes && raw_size == 0)
            raw_size = field.value;
        else if (field.number == 3 && field.is_bytes && !zipped.at)
            zipped = field.bytes;
        else
            return refuse(pbf, "its compression is not supported (zlib and none are)");
    }
    if (raw_size > BLOCK_MAX)
        return refuse(pbf, "it says it unpacks to more than the 32 MiB the format allows");
    if (raw->at && !zipped.at && raw->at < raw->end)
        return LCI_OK;
    if (raw->at || !zipped.at || zipped.at == zipped.end || raw_size == 0)
        return refuse(pbf, "it holds no data");

    status = make_room(pbf, &pbf->raw, &pbf->raw_capacity, (size_t)raw_size);
    if (status != LCI_OK)
        return status;
    /* Without a place for the size that came out, any other than the one declared is an error. */
    if (libdeflate_zlib_decompress(pbf->unzip, zipped.at, (size_t)(zipped.end - zipped.at), pbf->raw, (size_t)raw_size,
                                   NULL) != LIBDEFLATE_SUCCESS)
        return refuse(pbf, "it does not unpack to the size it declares");
    *raw = (struct lci_pbf_span){pbf->raw, pbf->raw + raw_size};
    return LCI_OK;
}

/* Unpacks the blob that comes next in the file and hands its objects on. */
static enum lci_status
take_blob(struct lci_pbf *pbf, size_t blob_size, unsigned types, const struct lci_osm_sink *sink)
{
    struct lci_pbf_span raw = {0};
    const char *reason = NULL;
    enum lci_status status = read_packed(pbf, blob_size);

    if (status == LCI_OK)
        status = unpack(pbf, (struct lci_pbf_span){pbf->packed, pbf->packed + blob_size}, &raw);
    if (status != LCI_OK)
        return status;
    if (pbf->block == 1) {
        reason = lci_pbf_judge_header(raw);
        return reason ? refuse(pbf, reason) : LCI_OK;
    }
    status = lci_pbf_block_take(&pbf->unpacked, raw, types, sink);
    if (status == LCI_E_DATA)
        return refuse(pbf, pbf->unpacked.reason);
    return status == LCI_OK ? LCI_OK : lci_fail_nomem(pbf->err, pbf->label);
}

/* A block that nothing is known of; `size` is what the file says of its header. */
static enum lci_status
take_new_block(struct lci_pbf *pbf, const unsigned char size[4], unsigned types, const struct lci_osm_sink *sink)
{
    const size_t header_size =
        (size_t)size[0] << 24 | (size_t)size[1] << 16 | (size_t)size[2] << 8 | (size_t)size[3];
    struct known_block known = {.blob_at = 0};
    enum lci_status status = LCI_OK;

    if (header_size == 0 || header_size > HEADER_MAX)
        return refuse(pbf, pbf->block == 1 ? "not an OSM PBF file (no block header)"
                                           : "the size of its header is impossible");
    status = read_blob_header(pbf, header_size, &known.blob_size);
    if (status != LCI_OK)
        return status;
    known.blob_at = ftello(pbf->file);
    status = take_blob(pbf, known.blob_size, types, sink);
    if (status != LCI_OK)
        return status;
    known.types = pbf->unpacked.types;
    if (!lci_grow(&pbf->known, pbf->known_count, &pbf->known_capacity))
        return lci_fail_nomem(pbf->err, pbf->label);
    pbf->known[pbf->known_count++] = known;
    return LCI_OK;
}

static enum lci_status
read_new_blocks(struct lci_pbf *pbf, unsigned types, const struct lci_osm_sink *sink)
{
    enum lci_status status = LCI_OK;

    while (status == LCI_OK) {
        unsigned char size[4];
        const size_t got = fread(size, 1, sizeof(size), pbf->file);

        if (got == 0 && feof(pbf->file) && pbf->block > 0)
            break;
        pbf->block++;
        status = got == sizeof(size) ? take_new_block(pbf, size, types, sink) : truncated(pbf);
    }
    pbf->is_known = status == LCI_OK;
    return status;
}

static enum lci_status
read_known_blocks(struct lci_pbf *pbf, unsigned types, const struct lci_osm_sink *sink)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; status == LCI_OK && i < pbf->known_count; i++) {
        if (!(pbf->known[i].types & types))
            continue;
        pbf->block = i + 1;
        if (fseeko(pbf->file, pbf->known[i].blob_at, SEEK_SET) != 0)
            return lci_fail(pbf->err, LCI_E_IO, "%s: cannot be read", pbf->label);
        status = take_blob(pbf, pbf->known[i].blob_size, types, sink);
    }
    return status;
}

enum lci_status
lci_pbf_read(struct lci_pbf *pbf, unsigned types, const struct lci_osm_sink *sink, struct lci_error *err)
{
    pbf->err = err;
    return pbf->is_known ? read_known_blocks(pbf, types, sink) : read_new_blocks(pbf, types, sink);
}

enum lci_status
lci_pbf_open(const char *path, const char *label, struct lci_pbf **out, struct lci_error *err)
{
    struct lci_pbf *pbf = lci_new(struct lci_pbf);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!pbf)
        return lci_fail_nomem(err, label);
    pbf->label = label;
    pbf->file = fopen(path, "rb");
    pbf->unzip = libdeflate_alloc_decompressor();
    if (pbf->file && pbf->unzip) {
        *out = pbf;
        return LCI_OK;
    }
    status = pbf->file ? lci_fail_nomem(err, label) : lci_fail(err, LCI_E_IO, "%s: cannot be opened", label);
    lci_pbf_close(pbf);
    return status;
}

void
lci_pbf_close(struct lci_pbf *pbf)
{
    if (!pbf)
        return;
    if (pbf->file)
        (void)fclose(pbf->file);
    libdeflate_free_decompressor(pbf->unzip);
    lci_pbf_block_fini(&pbf->unpacked);
    lci_free(pbf->packed);
    lci_free(pbf->raw);
    lci_free(pbf->known);
    lci_free(pbf);
}
