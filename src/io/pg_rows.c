/* pg_rows.c - rows as lines of COPY's text format (PostgreSQL 15, COPY, "Text Format"), geometry as PostGIS's extended binary.
 */
#include "io/pg_rows.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/sql.h"
#include "io/growing_text.h"
#include "io/number_text.h"

/* Bytes of a GeoPackage's header and of its box, which it has where the flags say so; where well-known binary has its type. */
enum { HEADER_SIZE = 8, FLAGS_AT = 3, HAS_BOX = 2, BOX_SIZE = 32, TYPE_AT = 1, TYPE_END = 5 };

/* NAMEDATALEN - 1; bytes that are sent at once. */
enum { NAME_MOST = 63, SEND_BYTES = 1 << 18, ROWS_A_CHECK = 256 };

struct copy {
    PGconn *server;
    sqlite3 *database;
    const struct lci_pg_table *table;
    struct lci_growing_text lines;
    uint32_t system;
    bool (*is_stopped)(void *user);
    void *user;
};

static enum lci_status
fail_sql(const struct copy *copy, struct lci_error *err)
{
    return lci_fail(err, LCI_E_IO, "table %s: cannot be read back: %.200s", copy->table->name, sqlite3_errmsg(copy->database));
}

/* The server would cut off longer names without a word. */
static enum lci_status
check_names(const struct copy *copy, struct lci_error *err)
{
    char *name = lci_sql_text(copy->database, "SELECT name FROM pragma_table_info(%Q) WHERE length(CAST(name AS BLOB)) > %d",
                              copy->table->name, NAME_MOST);
    enum lci_status status = LCI_OK;

    if (name)
        status = lci_fail(err, LCI_E_CONFIG, "table %s, column %s: longer than the %d bytes that PostgreSQL keeps of a name",
                          copy->table->name, name, NAME_MOST);
    lci_free(name);
    return status;
}

/* Runs the SQL that a query over the GeoPackage writes; none is fine where it may answer none. */
static enum lci_status
run_written(const struct copy *copy, char *sql, bool required, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (sql)
        status = lci_pg_run(copy->server, sql, err);
    else if (required)
        status = fail_sql(copy, err);
    lci_free(sql);
    return status;
}

static enum lci_status
make_table(const struct copy *copy, struct lci_error *err)
{
    const struct lci_pg_table *table = copy->table;

    return run_written(
        copy,
        lci_sql_text(
            copy->database,
            "SELECT printf('CREATE TABLE \"%%w\".\"%%w\" (%%s)', %Q, %Q, group_concat(printf('\"%%w\" %%s', name, CASE type "
            "WHEN 'INTEGER' THEN 'bigint' WHEN 'MEDIUMINT' THEN 'bigint' WHEN 'REAL' THEN 'double precision' "
            "WHEN 'TEXT' THEN 'text' ELSE printf('geometry(%%s, %%s)', type, %Q) END), ', ')) FROM pragma_table_info(%Q)",
            table->schema, table->name, table->system, table->name),
        true, err);
}

/* After the rows, which is faster. */
static enum lci_status
complete_table(const struct copy *copy, struct lci_error *err)
{
    const struct lci_pg_table *table = copy->table;
    enum lci_status status = run_written(
        copy,
        lci_sql_text(
            copy->database,
            "SELECT printf('ALTER TABLE \"%%w\".\"%%w\" ADD PRIMARY KEY (fid); COMMENT ON TABLE \"%%w\".\"%%w\" IS %%Q; "
            "ANALYZE \"%%w\".\"%%w\"', %Q, %Q, %Q, %Q, %Q || description, %Q, %Q) FROM gpkg_contents WHERE table_name = %Q",
            table->schema, table->name, table->schema, table->name, LCI_PG_MARK, table->schema, table->name, table->name),
        true, err);

    if (status == LCI_OK)
        status = run_written(copy,
                             lci_sql_text(copy->database,
                                          "SELECT printf('CREATE INDEX ON \"%%w\".\"%%w\" USING gist (geom)', %Q, %Q) FROM "
                                          "gpkg_geometry_columns WHERE table_name = %Q",
                                          table->schema, table->name, table->name),
                             false, err);
    if (status == LCI_OK)
        status =
            run_written(copy,
                        lci_sql_text(copy->database,
                                     "SELECT group_concat(printf('COMMENT ON COLUMN \"%%w\".\"%%w\".\"%%w\" IS %%Q', %Q, %Q, "
                                     "column_name, description), '; ') FROM gpkg_data_columns WHERE table_name = %Q",
                                     table->schema, table->name, table->name),
                        false, err);
    return status;
}

static void
put_hex(struct lci_growing_text *lines, const unsigned char *bytes, size_t count)
{
    static const char digits[] = "0123456789ABCDEF";
    char block[512];
    size_t used = 0;

    for (size_t i = 0; i < count; i++) {
        block[used++] = digits[bytes[i] >> 4];
        block[used++] = digits[bytes[i] & 15];
        if (used == sizeof(block) || i + 1 == count) {
            lci_text_add_bytes(lines, block, used);
            used = 0;
        }
    }
}

/* Byte order, type with the flag that a system follows, the system, and the rest as it is. Our files have the lowest byte
 * first. */
static void
put_geometry(struct copy *copy, const unsigned char *bytes, size_t size)
{
    const size_t begin = HEADER_SIZE + (size >= HEADER_SIZE && (bytes[FLAGS_AT] & HAS_BOX) ? BOX_SIZE : 0);
    const unsigned char system[4] = {(unsigned char)copy->system, (unsigned char)(copy->system >> 8),
                                     (unsigned char)(copy->system >> 16), (unsigned char)(copy->system >> 24)};
    unsigned char head[TYPE_END];

    if (size < begin + TYPE_END)
        return; /* nothing, which the server takes for no geometry, and says so */
    memcpy(head, bytes + begin, TYPE_END);
    head[TYPE_END - 1] |= 0x20;
    put_hex(&copy->lines, head, TYPE_END);
    put_hex(&copy->lines, system, sizeof(system));
    put_hex(&copy->lines, bytes + begin + TYPE_END, size - begin - TYPE_END);
}

static void
put_text(struct lci_growing_text *lines, const char *text)
{
    while (text[0] != '\0') {
        const size_t plain = strcspn(text, "\b\f\n\r\t\v\\");

        lci_text_add_bytes(lines, text, plain);
        text += plain;
        if (text[0] != '\0') {
            const char *letter = strchr("\bb\ff\nn\rr\tt\vv\\\\", text[0]) + 1;

            lci_text_add_bytes(lines, "\\", 1);
            lci_text_add_bytes(lines, letter, 1);
            text++;
        }
    }
}

static void
put_value(struct copy *copy, sqlite3_stmt *row, int column)
{
    char number[LCI_NUMBER_TEXT_SIZE];

    switch (sqlite3_column_type(row, column)) {
    case SQLITE_INTEGER:
        (void)snprintf(number, sizeof(number), "%" PRId64, (int64_t)sqlite3_column_int64(row, column));
        lci_text_add_bytes(&copy->lines, number, strlen(number));
        break;
    case SQLITE_FLOAT:
        lci_number_to_text(sqlite3_column_double(row, column), number);
        lci_text_add_bytes(&copy->lines, number, strlen(number));
        break;
    case SQLITE_TEXT:
        put_text(&copy->lines, (const char *)sqlite3_column_text(row, column));
        break;
    case SQLITE_BLOB:
        put_geometry(copy, sqlite3_column_blob(row, column), (size_t)sqlite3_column_bytes(row, column));
        break;
    default:
        lci_text_add_bytes(&copy->lines, "\\N", 2);
        break;
    }
}

static enum lci_status
send_lines(struct copy *copy, struct lci_error *err)
{
    if (copy->lines.failed)
        return lci_fail_nomem(err, copy->table->name);
    if (copy->lines.length > 0 && PQputCopyData(copy->server, copy->lines.bytes, (int)copy->lines.length) != 1)
        return lci_pg_fail(copy->server, NULL, err);
    copy->lines.length = 0;
    return LCI_OK;
}

static enum lci_status
send_rows(struct copy *copy, sqlite3_stmt *row, struct lci_error *err)
{
    const int column_count = sqlite3_column_count(row);
    enum lci_status status = LCI_OK;
    int code = SQLITE_ROW;

    for (size_t count = 0; status == LCI_OK && (code = sqlite3_step(row)) == SQLITE_ROW; count++) {
        for (int column = 0; column < column_count; column++) {
            put_value(copy, row, column);
            lci_text_add_bytes(&copy->lines, column + 1 < column_count ? "\t" : "\n", 1);
        }
        if (copy->lines.length >= SEND_BYTES)
            status = send_lines(copy, err);
        if (count % ROWS_A_CHECK == 0 && status == LCI_OK && copy->is_stopped && copy->is_stopped(copy->user))
            status = lci_fail(err, LCI_E_CANCELLED, "stopped while the results were written");
    }
    if (status == LCI_OK && code != SQLITE_DONE)
        status = fail_sql(copy, err);
    return status == LCI_OK ? send_lines(copy, err) : status;
}

/* What the server says of the rows. A failure of ours is told instead, and makes the server forget them. */
static enum lci_status
end_copy(PGconn *server, enum lci_status status, struct lci_error *err)
{
    PGresult *result = NULL;

    if (PQputCopyEnd(server, status == LCI_OK ? NULL : "given up") != 1)
        return status == LCI_OK ? lci_pg_fail(server, NULL, err) : status;
    while ((result = PQgetResult(server)) != NULL) {
        if (status == LCI_OK && PQresultStatus(result) != PGRES_COMMAND_OK)
            status = lci_pg_fail(server, result, err);
        PQclear(result);
    }
    return status;
}

static enum lci_status
copy_rows(struct copy *copy, struct lci_error *err)
{
    const struct lci_pg_table *table = copy->table;
    sqlite3_stmt *row = lci_sql_prepare(copy->database, "SELECT * FROM \"%w\" ORDER BY fid", table->name);
    char *sql = sqlite3_mprintf("COPY \"%w\".\"%w\" FROM STDIN", table->schema, table->name);
    PGresult *result = sql ? PQexec(copy->server, sql) : NULL;
    enum lci_status status = LCI_OK;

    if (!sql)
        status = lci_fail_nomem(err, table->name);
    else if (PQresultStatus(result) != PGRES_COPY_IN)
        status = lci_pg_fail(copy->server, result, err);
    else
        status = end_copy(copy->server, row ? send_rows(copy, row, err) : fail_sql(copy, err), err);
    PQclear(result);
    sqlite3_free(sql);
    (void)sqlite3_finalize(row);
    return status;
}

static enum lci_status
compare_counts(const struct copy *copy, struct lci_error *err)
{
    const struct lci_pg_table *table = copy->table;
    const sqlite3_int64 here = lci_sql_number(copy->database, "SELECT count(*) FROM \"%w\"", table->name);
    struct lci_arena arena = {0};
    const char *sql = lci_pg_format(&arena, "SELECT count(*) FROM \"%w\".\"%w\"", table->schema, table->name);
    const char *there = NULL;
    enum lci_status status =
        sql ? lci_pg_ask(copy->server, sql, NULL, 0, &arena, &there, err) : lci_fail_nomem(err, table->name);

    if (status == LCI_OK && (!there || strtoll(there, NULL, 10) != here))
        status = lci_fail(err, LCI_E_IO, "cannot write to PostgreSQL: %lld rows were sent, %s are there", here,
                          there ? there : "none");
    lci_arena_fini(&arena);
    return status;
}

enum lci_status
lci_pg_put_table(PGconn *server, sqlite3 *database, const struct lci_pg_table *table, bool (*is_stopped)(void *user),
                 void *user, struct lci_error *err)
{
    struct copy copy = {.server = server,
                        .database = database,
                        .table = table,
                        .is_stopped = is_stopped,
                        .user = user,
                        .system = (uint32_t)strtoul(table->system, NULL, 10)};
    enum lci_status status = check_names(&copy, err);

    if (status == LCI_OK)
        status = make_table(&copy, err);
    if (status == LCI_OK)
        status = copy_rows(&copy, err);
    if (status == LCI_OK)
        status = complete_table(&copy, err);
    if (status == LCI_OK)
        status = compare_counts(&copy, err);
    lci_free(copy.lines.bytes);
    return status == LCI_OK || status == LCI_E_CANCELLED ? status : lci_fail_in(err, status, "table %s", table->name);
}
