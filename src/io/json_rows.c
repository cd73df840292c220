/* json_rows.c - a document in a database of SQLite in memory, and what is asked of it. */
#include "io/json_rows.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/sql.h"
#include "io/growing_text.h"

enum { MOST_BYTES = 256 << 20, PIECE = 1 << 16 };

struct lci_json {
    sqlite3 *database;
    const char *path; /* for messages */
};

struct lci_json_rows {
    struct lci_json *json;
    sqlite3_stmt *statement;
};

static enum lci_status
read_file(const char *path, struct lci_growing_text *text, bool *is_there, struct lci_error *err)
{
    FILE *file = fopen(path, "rbe");
    char piece[PIECE];
    size_t length = 0;
    bool failed = false;

    *is_there = file != NULL;
    if (!file)
        return errno == ENOENT ? LCI_OK : lci_fail(err, LCI_E_IO, "%s: cannot read: %s", path, strerror(errno));
    while (text->length <= MOST_BYTES && (length = fread(piece, 1, sizeof(piece), file)) > 0)
        lci_text_add_bytes(text, piece, length);
    failed = ferror(file) != 0;
    (void)fclose(file);
    if (failed)
        return lci_fail(err, LCI_E_IO, "%s: cannot read", path);
    if (text->length > MOST_BYTES)
        return lci_fail(err, LCI_E_DATA, "%s: larger than %d bytes", path, (int)MOST_BYTES);
    return text->failed ? lci_fail_nomem(err, path) : LCI_OK;
}

static enum lci_status
take_text(struct lci_json *json, const struct lci_growing_text *text, struct lci_error *err)
{
    sqlite3_stmt *insert = NULL;
    bool done = sqlite3_open_v2(":memory:", &json->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) == SQLITE_OK &&
                lci_sql_run(json->database, "CREATE TABLE document(text TEXT)");

    if (done)
        insert = lci_sql_prepare(json->database, "INSERT INTO document SELECT ?1");
    done = insert && sqlite3_bind_text(insert, 1, text->bytes ? text->bytes : "", (int)text->length, SQLITE_STATIC) == SQLITE_OK &&
           lci_sql_step(insert);
    (void)sqlite3_finalize(insert);
    if (!done) /* there is nothing else that can fail in memory */
        return lci_fail_nomem(err, json->path);
    return lci_sql_number(json->database, "SELECT json_valid(text) FROM document") == 1
               ? LCI_OK
               : lci_fail(err, LCI_E_DATA, "%s: no JSON", json->path);
}

enum lci_status
lci_json_open(const char *path, struct lci_json **out, struct lci_error *err)
{
    struct lci_growing_text text = {0};
    struct lci_json *json = NULL;
    bool is_there = false;
    enum lci_status status = read_file(path, &text, &is_there, err);

    *out = NULL;
    if (status == LCI_OK && is_there) {
        json = lci_new(struct lci_json);
        if (json)
            json->path = path;
        status = json ? take_text(json, &text, err) : lci_fail_nomem(err, path);
    }
    lci_free(text.bytes);
    if (status == LCI_OK)
        *out = json;
    else
        lci_json_close(json);
    return status;
}

void
lci_json_close(struct lci_json *json)
{
    if (!json)
        return;
    (void)sqlite3_close(json->database);
    lci_free(json);
}

enum lci_status
lci_json_rows_new(struct lci_json *json, const char *list, const char *const *members, size_t count, struct lci_json_rows **out,
                  struct lci_error *err)
{
    struct lci_growing_text query = {0};
    struct lci_json_rows *rows = lci_new(struct lci_json_rows);
    bool done = rows && count <= LCI_JSON_MOST_MEMBERS;

    *out = NULL;
    lci_text_add(&query, "SELECT ");
    for (size_t m = 0; m < count; m++)
        lci_text_add(&query, "%sjson_extract(value, ?%zu)", m > 0 ? ", " : "", m + 2);
    lci_text_add(&query, list ? " FROM document, json_each(text, ?1)" : " FROM (SELECT text AS value, ?1 FROM document)");
    done = done && !query.failed;
    if (done) {
        rows->json = json;
        rows->statement = lci_sql_prepare(json->database, "%s", query.bytes);
        done = rows->statement && sqlite3_bind_text(rows->statement, 1, list, -1, SQLITE_STATIC) == SQLITE_OK;
    }
    for (size_t m = 0; m < count && done; m++)
        done = sqlite3_bind_text(rows->statement, (int)m + 2, members[m], -1, SQLITE_STATIC) == SQLITE_OK;
    lci_free(query.bytes);
    if (!done) {
        lci_json_rows_free(rows);
        return lci_fail_nomem(err, json->path);
    }
    *out = rows;
    return LCI_OK;
}

void
lci_json_rows_free(struct lci_json_rows *rows)
{
    if (!rows)
        return;
    (void)sqlite3_finalize(rows->statement);
    lci_free(rows);
}

enum lci_status
lci_json_next(struct lci_json_rows *rows, bool *is_there, struct lci_error *err)
{
    const int code = sqlite3_step(rows->statement);

    *is_there = code == SQLITE_ROW;
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return LCI_OK;
    return lci_fail(err, LCI_E_DATA, "%s: %s", rows->json->path, sqlite3_errmsg(rows->json->database));
}

const char *
lci_json_text_at(struct lci_json_rows *rows, size_t member)
{
    return (const char *)sqlite3_column_text(rows->statement, (int)member);
}

double
lci_json_real_at(struct lci_json_rows *rows, size_t member)
{
    const int type = sqlite3_column_type(rows->statement, (int)member);

    return type == SQLITE_INTEGER || type == SQLITE_FLOAT ? sqlite3_column_double(rows->statement, (int)member) : (double)NAN;
}
