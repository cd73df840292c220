/* csv_write.c - CSV that spreadsheets and programs read alike. */
#include "io/csv_write.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/fingerprint.h"
#include "io/number_text.h"

enum { BUFFER_SIZE = 1 << 16 };

static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";
static const char LINE_END[] = "\r\n";
static const char FORMULA_STARTS[] = "=+-@\t\r";
static const char QUOTED_CHARACTERS[] = "\",\r\n";

/* A file that remembers its first failure. */
struct sink {
    int fd;
    int failure; /* errno, or 0 */
    struct lci_hasher *hasher; /* of all that was written */
    size_t used;
    char buffer[BUFFER_SIZE];
};

static void
flush(struct sink *sink)
{
    size_t done = 0;

    lci_hasher_add(sink->hasher, sink->buffer, sink->used);
    while (sink->failure == 0 && done < sink->used) {
        const ssize_t wrote = write(sink->fd, sink->buffer + done, sink->used - done);

        if (wrote >= 0)
            done += (size_t)wrote;
        else if (errno != EINTR)
            sink->failure = errno;
    }
    sink->used = 0;
}

static void
put(void *user, const char *text, size_t length)
{
    struct sink *sink = user;

    while (length > 0) {
        const size_t room = BUFFER_SIZE - sink->used;
        const size_t part = length < room ? length : room;

        memcpy(sink->buffer + sink->used, text, part);
        sink->used += part;
        text += part;
        length -= part;
        if (sink->used == BUFFER_SIZE)
            flush(sink);
    }
}

/* A cell of text, to whatever takes bytes. */
static void
write_cell(const char *text, void (*take)(void *user, const char *bytes, size_t length), void *user)
{
    const bool guarded = text[0] != '\0' && strchr(FORMULA_STARTS, text[0]) != NULL;
    const bool quoted = strpbrk(text, QUOTED_CHARACTERS) != NULL;

    if (quoted)
        take(user, "\"", 1);
    if (guarded)
        take(user, "'", 1);
    for (const char *quote = NULL; (quote = strchr(text, '"')) != NULL; text = quote + 1) {
        take(user, text, (size_t)(quote - text) + 1);
        take(user, "\"", 1);
    }
    take(user, text, strlen(text));
    if (quoted)
        take(user, "\"", 1);
}

static void
put_text(struct sink *sink, const char *text)
{
    write_cell(text, put, sink);
}

static void
add_bytes(void *user, const char *bytes, size_t length)
{
    lci_text_add(user, "%.*s", (int)length, bytes);
}

void
lci_csv_add_cell(struct lci_growing_text *text, const char *value)
{
    write_cell(value, add_bytes, text);
}

static void
put_real(struct sink *sink, double value)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    if (!isfinite(value))
        return;
    lci_number_to_text(value, text);
    put(sink, text, strlen(text));
}

static void
put_value(struct sink *sink, enum lci_column_kind kind, const struct lci_value *value)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    if (value->is_null) {
        if (value->text)
            put_text(sink, value->text);
        return;
    }
    switch (kind) {
    case LCI_COLUMN_TEXT:
        put_text(sink, value->text);
        break;
    case LCI_COLUMN_INTEGER:
        (void)snprintf(text, sizeof(text), "%" PRId64, value->integer);
        put(sink, text, strlen(text));
        break;
    case LCI_COLUMN_REAL:
        put_real(sink, value->real);
        break;
    }
}

static bool
has_column(const struct lci_table *table, const char *name)
{
    for (size_t c = 0; c < table->column_count; c++)
        if (strcmp(table->columns[c].name, name) == 0)
            return true;
    return false;
}

static void
put_header(struct sink *sink, const struct lci_table *table, bool adds_place)
{
    put(sink, BYTE_ORDER_MARK, sizeof(BYTE_ORDER_MARK) - 1);
    for (size_t c = 0; c < table->column_count; c++) {
        if (c > 0)
            put(sink, ",", 1);
        put_text(sink, table->columns[c].name);
    }
    if (adds_place)
        put(sink, ",x_m,y_m", strlen(",x_m,y_m"));
    put(sink, LINE_END, 2);
}

static enum lci_status
put_rows(struct sink *sink, const struct lci_table *table, bool adds_place,
         struct lci_value *values, struct lci_error *err)
{
    for (size_t i = 0; i < table->row_count && sink->failure == 0; i++) {
        struct lci_row row = {.values = values};
        enum lci_status status = LCI_OK;

        for (size_t c = 0; c < table->column_count; c++)
            values[c] = (struct lci_value){.is_null = true};
        status = table->fill(table->user, i, &row, err);
        if (status != LCI_OK)
            return status;
        for (size_t c = 0; c < table->column_count; c++) {
            if (c > 0)
                put(sink, ",", 1);
            put_value(sink, table->columns[c].kind, &values[c]);
        }
        if (adds_place) {
            put(sink, ",", 1);
            if (row.has_geometry)
                put_real(sink, row.x_m);
            put(sink, ",", 1);
            if (row.has_geometry)
                put_real(sink, row.y_m);
        }
        put(sink, LINE_END, 2);
    }
    return LCI_OK;
}

/* Whether the file holds what was written: a disk may lose it without a word, and so may a program that writes into it. */
static bool
is_written(struct sink *sink, const char *path)
{
    const struct lci_fingerprint written = lci_hasher_end(sink->hasher);
    ssize_t got = 0;

    sink->fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
    if (sink->fd < 0)
        return false;
    lci_hasher_reset(sink->hasher);
    while ((got = read(sink->fd, sink->buffer, BUFFER_SIZE)) > 0 || (got < 0 && errno == EINTR))
        if (got > 0)
            lci_hasher_add(sink->hasher, sink->buffer, (size_t)got);
    (void)close(sink->fd);
    return got == 0 && lci_fingerprint_equal(lci_hasher_end(sink->hasher), written);
}

enum lci_status
lci_csv_write(const struct lci_table *table, const char *path, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    const bool adds_place = table->shape == LCI_TABLE_POINT && !has_column(table, "x_m");
    struct lci_value *values = lci_new_array(struct lci_value, table->column_count);
    struct sink *sink = lci_new(struct sink);

    if (sink)
        sink->hasher = lci_hasher_new();
    if (!values || !sink || !sink->hasher) {
        status = lci_fail_nomem(err, path);
        goto out;
    }
    sink->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    if (sink->fd < 0) {
        status = lci_fail(err, LCI_E_IO, "%s: cannot write: %s", path, strerror(errno));
        goto out;
    }
    put_header(sink, table, adds_place);
    status = put_rows(sink, table, adds_place, values, err);
    flush(sink);
    if (close(sink->fd) != 0 && sink->failure == 0)
        sink->failure = errno;
    if (status == LCI_OK && sink->failure != 0)
        status = lci_fail(err, LCI_E_IO, "table %s: cannot write: %s", table->name,
                          strerror(sink->failure));
    if (status == LCI_OK && !is_written(sink, path))
        status = lci_fail(err, LCI_E_IO, "table %s: cannot write: not what was written when read back (disk full or damaged?)",
                          table->name);

out:
    if (sink)
        lci_hasher_free(sink->hasher);
    lci_free(values);
    lci_free(sink);
    return status;
}
