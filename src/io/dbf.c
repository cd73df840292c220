/* dbf.c - encodings and lengths of shapefiles, from their bytes. */
#include "io/dbf.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "io/encoding.h"
#include "io/text.h"

enum { HEADER_SIZE = 32, FIELD_SIZE = 32, FIELDS_MAX = 2048, NAME_SIZE = 11 };

struct dbf {
    FILE *file;
    uint32_t record_count;
    uint32_t header_size;
    uint32_t record_size;
    size_t field_count;
    unsigned char width[FIELDS_MAX];
    bool is_text[FIELDS_MAX];
    unsigned char header[HEADER_SIZE];
};

static uint32_t
little(const unsigned char *bytes, size_t count)
{
    uint32_t value = 0;

    for (size_t i = count; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

static bool
fits_or_is_cut(const char *bytes, size_t length)
{
    return lci_encoding_fits("GB18030", bytes, length) ||
           (length > 0 && lci_encoding_fits("GB18030", bytes, length - 1));
}

static void
look_at_text(const char *bytes, size_t width, struct lci_dbf_facts *out)
{
    size_t length = width;

    while (length > 0 && (bytes[length - 1] == ' ' || bytes[length - 1] == '\0'))
        length--;
    if (!lci_text_has_high_bytes(bytes, length))
        return;
    out->has_high_bytes = true;
    if (out->is_utf8)
        out->is_utf8 = length + 2 >= width ? lci_text_is_cut_utf8(bytes, length)
                                           : lci_text_is_utf8(bytes, length);
    if (out->is_gb18030)
        out->is_gb18030 = fits_or_is_cut(bytes, length);
}

static enum lci_status
read_header(struct dbf *dbf, struct lci_dbf_facts *out, struct lci_error *err)
{
    unsigned char field[FIELD_SIZE];
    struct stat about;
    uint64_t expected = 0;

    if (fread(dbf->header, 1, HEADER_SIZE, dbf->file) != HEADER_SIZE)
        return lci_fail(err, LCI_E_DATA, "the .dbf is truncated: it has no whole header");
    dbf->record_count = little(dbf->header + 4, 4);
    dbf->header_size = little(dbf->header + 8, 2);
    dbf->record_size = little(dbf->header + 10, 2);
    out->language_driver = dbf->header[29];
    expected = (uint64_t)dbf->record_count * dbf->record_size + dbf->header_size;
    if (fstat(fileno(dbf->file), &about) != 0)
        return lci_fail(err, LCI_E_IO, "the .dbf cannot be read: %s", strerror(errno));
    if (dbf->header_size < HEADER_SIZE || dbf->record_size == 0 ||
        (uint64_t)about.st_size < expected)
        return lci_fail(err, LCI_E_DATA,
                        "the .dbf is truncated: %" PRIu64 " bytes, its header says %" PRIu64,
                        (uint64_t)about.st_size, expected);
    while (dbf->field_count < FIELDS_MAX && fread(field, 1, FIELD_SIZE, dbf->file) == FIELD_SIZE &&
           field[0] != '\r') {
        const char *name = (const char *)field;

        look_at_text(name, strnlen(name, NAME_SIZE), out);
        dbf->width[dbf->field_count] = field[16];
        dbf->is_text[dbf->field_count] = field[11] == 'C';
        dbf->field_count++;
    }
    return LCI_OK;
}

static enum lci_status
read_records(struct dbf *dbf, struct lci_dbf_facts *out, struct lci_error *err)
{
    char *record = lci_new_array(char, dbf->record_size);
    enum lci_status status = LCI_OK;

    if (!record)
        return lci_fail_nomem(err, ".dbf");
    if (fseek(dbf->file, (long)dbf->header_size, SEEK_SET) != 0)
        status = lci_fail(err, LCI_E_IO, "the .dbf cannot be read: %s", strerror(errno));
    for (uint32_t i = 0; status == LCI_OK && i < dbf->record_count; i++) {
        size_t at = 1; /* the first byte says whether the record is deleted */

        if (fread(record, 1, dbf->record_size, dbf->file) != dbf->record_size) {
            status = lci_fail(err, LCI_E_IO, "the .dbf cannot be read beyond record %" PRIu32, i);
            break;
        }
        for (size_t field = 0; field < dbf->field_count; at += dbf->width[field++]) {
            if (at + dbf->width[field] > dbf->record_size)
                break;
            if (dbf->is_text[field])
                look_at_text(record + at, dbf->width[field], out);
        }
    }
    lci_free(record);
    return status;
}

enum lci_status
lci_dbf_look(const char *path, struct lci_dbf_facts *out, struct lci_error *err)
{
    struct dbf *dbf = lci_new(struct dbf);
    enum lci_status status = LCI_OK;

    *out = (struct lci_dbf_facts){.is_utf8 = true, .is_gb18030 = true};
    if (!dbf)
        return lci_fail_nomem(err, ".dbf");
    dbf->file = fopen(path, "rbe");
    if (!dbf->file)
        status = lci_fail(err, LCI_E_IO, "the .dbf cannot be opened: %s", strerror(errno));
    if (status == LCI_OK)
        status = read_header(dbf, out, err);
    if (status == LCI_OK)
        status = read_records(dbf, out, err);
    if (dbf->file)
        (void)fclose(dbf->file);
    lci_free(dbf);
    return status;
}

enum lci_status
lci_shp_check_length(const char *path, struct lci_error *err)
{
    enum { SHP_HEADER_SIZE = 100 };
    unsigned char header[SHP_HEADER_SIZE];
    struct stat about = {0};
    uint64_t expected = 0;
    size_t got = 0;
    FILE *file = fopen(path, "rbe");

    if (!file)
        return lci_fail(err, LCI_E_IO, "cannot be opened: %s", strerror(errno));
    got = fread(header, 1, sizeof(header), file);
    if (fstat(fileno(file), &about) != 0)
        about.st_size = 0;
    (void)fclose(file);
    if (got != sizeof(header) || header[2] != 0x27 || header[3] != 0x0A)
        return lci_fail(err, LCI_E_DATA, "not a shapefile, or truncated: it has no whole header");
    for (size_t i = 24; i < 28; i++)
        expected = expected << 8 | header[i];
    expected *= 2; /* counted in 16-bit words */
    if ((uint64_t)about.st_size < expected)
        return lci_fail(err, LCI_E_DATA, "truncated: %" PRIu64 " bytes, its header says %" PRIu64,
                        (uint64_t)about.st_size, expected);
    return LCI_OK;
}
