/* gpkg_read.c - tables of a GeoPackage row by row, by SQLite without GDAL between. */
#include "io/gpkg_read.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/sql.h"
#include "io/gpkg_trust.h"

enum { APPLICATION_ID = 0x47504B47, WAIT_MS = 5000, SHORTLY_BEHIND = 256, LENGTH_MAX = 1 << 28 };

struct lci_gpkg_source {
    const char *path; /* borrowed */
    sqlite3 *database;
};

struct lci_gpkg_cursor {
    struct lci_gpkg_source *source;
    const char *table; /* borrowed */
    sqlite3_stmt *select;
    uint32_t fid; /* of the row it stands on; 0: none */
};

static enum lci_status
fail_read(const struct lci_gpkg_source *source, const char *table, struct lci_error *err)
{
    const int code = sqlite3_errcode(source->database);

    if (code == SQLITE_NOMEM)
        return lci_fail_nomem(err, source->path);
    return lci_fail(err, LCI_E_IO, "%s: %s%s%scannot read: %.200s", source->path, table ? "table " : "", table ? table : "",
                    table ? ": " : "", code == SQLITE_NOTADB ? "it is no GeoPackage" : sqlite3_errmsg(source->database));
}

void
lci_gpkg_distrust(sqlite3 *database)
{
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
    (void)sqlite3_db_config(database, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    (void)sqlite3_limit(database, SQLITE_LIMIT_LENGTH, LENGTH_MAX);
}

/* What is read stays as it is now. */
static enum lci_status
start_reading(struct lci_gpkg_source *source, struct lci_error *err)
{
    sqlite3 *database = source->database;

    lci_gpkg_distrust(database);
    (void)sqlite3_busy_timeout(database, WAIT_MS);
    if (!lci_sql_run(database, "BEGIN; SELECT count(*) FROM sqlite_master"))
        return fail_read(source, NULL, err);
    if (lci_sql_number(database, "PRAGMA application_id") != APPLICATION_ID || !lci_gpkg_has_table(source, "gpkg_contents"))
        return lci_fail(err, LCI_E_DATA, "%s: expected a GeoPackage, found another SQLite file", source->path);
    return LCI_OK;
}

enum lci_status
lci_gpkg_open(const char *path, struct lci_gpkg_source **out, struct lci_error *err)
{
    struct lci_gpkg_source *source = NULL;
    struct stat info = {0};
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (stat(path, &info) != 0)
        return lci_fail(err, LCI_E_IO, "%s: cannot read: %s", path, strerror(errno));
    if (!S_ISREG(info.st_mode))
        return lci_fail(err, LCI_E_DATA, "%s: expected a GeoPackage, found %s", path,
                        S_ISDIR(info.st_mode) ? "a folder" : "a device or pipe");
    source = lci_new(struct lci_gpkg_source);
    if (!source)
        return lci_fail_nomem(err, path);
    source->path = path;
    if (sqlite3_open_v2(path, &source->database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        status = source->database ? fail_read(source, NULL, err) : lci_fail_nomem(err, path);
    if (status == LCI_OK)
        status = start_reading(source, err);
    if (status == LCI_OK)
        *out = source;
    else
        lci_gpkg_close(source);
    return status;
}

void
lci_gpkg_close(struct lci_gpkg_source *source)
{
    if (!source)
        return;
    (void)sqlite3_close(source->database);
    lci_free(source);
}

bool
lci_gpkg_has_table(struct lci_gpkg_source *source, const char *table)
{
    return lci_sql_number(source->database, "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = %Q", table) > 0;
}

bool
lci_gpkg_names_has(const struct lci_gpkg_names *names, const char *name)
{
    for (size_t i = 0; i < names->count; i++)
        if (strcmp(names->items[i], name) == 0)
            return true;
    return false;
}

/* The texts that a query answers, in the arena; the query is finalized. table: for messages. */
static enum lci_status
list_texts(struct lci_gpkg_source *source, sqlite3_stmt *query, const char *table, struct lci_arena *arena,
           struct lci_gpkg_names *out, struct lci_error *err)
{
    const char **items = NULL;
    size_t capacity = 0;
    int code = query ? SQLITE_ROW : SQLITE_ERROR;
    enum lci_status status = LCI_OK;

    *out = (struct lci_gpkg_names){.count = 0};
    while (code == SQLITE_ROW && status == LCI_OK && (code = sqlite3_step(query)) == SQLITE_ROW) {
        const char *name = (const char *)sqlite3_column_text(query, 0);
        const char *kept = name ? lci_arena_text(arena, name, strlen(name)) : NULL;

        if (kept && lci_grow(&items, out->count, &capacity))
            items[out->count++] = kept;
        else
            status = lci_fail_nomem(err, source->path);
    }
    if (status == LCI_OK && code != SQLITE_DONE)
        status = fail_read(source, table, err);
    (void)sqlite3_finalize(query);
    out->items = lci_arena_alloc(arena, out->count + 1, sizeof(*items));
    if (out->items && items)
        memcpy(out->items, items, out->count * sizeof(*items));
    lci_free(items);
    return status != LCI_OK || out->items ? status : lci_fail_nomem(err, source->path);
}

enum lci_status
lci_gpkg_columns(struct lci_gpkg_source *source, const char *table, struct lci_arena *arena, struct lci_gpkg_names *out,
                 struct lci_error *err)
{
    return list_texts(source, lci_sql_prepare(source->database, "SELECT name FROM pragma_table_info(%Q) ORDER BY cid", table),
                      table, arena, out, err);
}

enum lci_status
lci_gpkg_tables(struct lci_gpkg_source *source, struct lci_arena *arena, struct lci_gpkg_names *out, struct lci_error *err)
{
    return list_texts(source,
                      lci_sql_prepare(source->database, "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"), NULL,
                      arena, out, err);
}

bool
lci_gpkg_layer_box(struct lci_gpkg_source *source, const char *layer, double box_m[4])
{
    sqlite3_stmt *select = lci_sql_prepare(source->database,
                                           "SELECT min_x, max_x, min_y, max_y FROM gpkg_contents WHERE table_name = %Q", layer);
    bool has_box = select && sqlite3_step(select) == SQLITE_ROW;

    for (int i = 0; i < 4 && has_box; i++) {
        has_box = sqlite3_column_type(select, i) != SQLITE_NULL;
        box_m[i] = sqlite3_column_double(select, i);
    }
    (void)sqlite3_finalize(select);
    return has_box;
}

/* A text of SQLite as the arena keeps it; it is released. NULL: there is none, or out of memory. */
static const char *
keep(char *text, struct lci_arena *arena)
{
    const char *kept = text ? lci_arena_text(arena, text, strlen(text)) : NULL;

    lci_free(text);
    return kept;
}

const char *
lci_gpkg_shape(struct lci_gpkg_source *source, const char *layer, struct lci_arena *arena)
{
    return keep(lci_sql_text(source->database, "SELECT geometry_type_name FROM gpkg_geometry_columns WHERE table_name = %Q",
                             layer),
                arena);
}

const char *
lci_gpkg_crs_id(struct lci_gpkg_source *source, const char *layer, struct lci_arena *arena)
{
    return keep(lci_sql_text(source->database,
                             "SELECT organization || ':' || organization_coordsys_id FROM gpkg_geometry_columns AS g "
                             "JOIN gpkg_spatial_ref_sys AS s ON s.srs_id = g.srs_id "
                             "WHERE g.table_name = %Q AND upper(organization) = 'EPSG'",
                             layer),
                arena);
}

const char *
lci_gpkg_crs_wkt(struct lci_gpkg_source *source, const char *layer, struct lci_arena *arena)
{
    return keep(lci_sql_text(source->database,
                             "SELECT definition FROM gpkg_spatial_ref_sys JOIN gpkg_contents USING (srs_id) "
                             "WHERE table_name = %Q",
                             layer),
                arena);
}

/* SELECT fid, "a", NULL, ... NULL: out of memory. */
static char *
make_select(const char *table, const char *const *columns, size_t count)
{
    sqlite3_str *sql = sqlite3_str_new(NULL);

    sqlite3_str_appendall(sql, "SELECT fid");
    for (size_t i = 0; i < count; i++)
        if (columns[i])
            sqlite3_str_appendf(sql, ", \"%w\"", columns[i]);
        else
            sqlite3_str_appendall(sql, ", NULL");
    sqlite3_str_appendf(sql, " FROM \"%w\" WHERE fid >= ?1 ORDER BY fid", table);
    return sqlite3_str_finish(sql);
}

enum lci_status
lci_gpkg_cursor_new(struct lci_gpkg_source *source, const char *table, const char *const *columns, size_t count,
                    struct lci_gpkg_cursor **out, struct lci_error *err)
{
    struct lci_gpkg_cursor *cursor = NULL;
    char *sql = NULL;
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!lci_gpkg_has_table(source, table))
        return lci_fail(err, LCI_E_DATA, "%s: table %s: there is none", source->path, table);
    cursor = lci_new(struct lci_gpkg_cursor);
    sql = make_select(table, columns, count);
    if (!cursor || !sql) {
        status = lci_fail_nomem(err, table);
        goto out;
    }
    *cursor = (struct lci_gpkg_cursor){.source = source, .table = table};
    if (sqlite3_prepare_v2(source->database, sql, -1, &cursor->select, NULL) == SQLITE_ERROR)
        status = lci_fail(err, LCI_E_DATA, "%s: table %s: %s", source->path, table, sqlite3_errmsg(source->database));
    else if (!cursor->select || sqlite3_bind_int64(cursor->select, 1, 1) != SQLITE_OK)
        status = fail_read(source, table, err);
out:
    sqlite3_free(sql);
    if (status == LCI_OK)
        *out = cursor;
    else
        lci_gpkg_cursor_free(cursor);
    return status;
}

void
lci_gpkg_cursor_free(struct lci_gpkg_cursor *cursor)
{
    if (!cursor)
        return;
    (void)sqlite3_finalize(cursor->select);
    lci_free(cursor);
}

enum lci_status
lci_gpkg_next(struct lci_gpkg_cursor *cursor, uint32_t *fid, struct lci_error *err)
{
    const int code = sqlite3_step(cursor->select);
    const uint32_t before = cursor->fid;
    sqlite3_int64 number = 0;

    *fid = cursor->fid = 0;
    if (code == SQLITE_DONE)
        return LCI_OK;
    if (code != SQLITE_ROW)
        return fail_read(cursor->source, cursor->table, err);
    number = sqlite3_column_int64(cursor->select, 0);
    if (number < 1 || number >= UINT32_MAX)
        return lci_fail(err, LCI_E_DATA, "%s: table %s: expected a fid from 1 to 4294967294, found %lld", cursor->source->path,
                        cursor->table, number);
    if (number <= before) /* pages that lead back to themselves would go on for ever */
        return lci_fail(err, LCI_E_DATA, "%s: table %s: damaged: row %lld comes after row %" PRIu32, cursor->source->path,
                        cursor->table, number, before);
    *fid = cursor->fid = (uint32_t)number;
    return LCI_OK;
}

enum lci_status
lci_gpkg_seek(struct lci_gpkg_cursor *cursor, uint32_t fid, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    uint32_t at = cursor->fid;

    if (at == 0 || at > fid || fid - at > SHORTLY_BEHIND) {
        at = 0;
        (void)sqlite3_reset(cursor->select);
        cursor->fid = 0;
        if (sqlite3_bind_int64(cursor->select, 1, fid) != SQLITE_OK)
            return fail_read(cursor->source, cursor->table, err);
        status = lci_gpkg_next(cursor, &at, err);
    }
    while (status == LCI_OK && at != 0 && at < fid)
        status = lci_gpkg_next(cursor, &at, err);
    if (status == LCI_OK && at != fid)
        status = lci_fail(err, LCI_E_DATA, "%s: table %s: row %" PRIu32 " is not there", cursor->source->path, cursor->table, fid);
    return status;
}

const char *
lci_gpkg_text_at(struct lci_gpkg_cursor *cursor, size_t at)
{
    return (const char *)sqlite3_column_text(cursor->select, (int)at + 1);
}

double
lci_gpkg_real_at(struct lci_gpkg_cursor *cursor, size_t at)
{
    const int type = sqlite3_column_type(cursor->select, (int)at + 1);

    return type == SQLITE_FLOAT || type == SQLITE_INTEGER ? sqlite3_column_double(cursor->select, (int)at + 1) : (double)NAN;
}

const unsigned char *
lci_gpkg_bytes_at(struct lci_gpkg_cursor *cursor, size_t at, size_t *size)
{
    const unsigned char *bytes = sqlite3_column_blob(cursor->select, (int)at + 1);

    *size = bytes ? (size_t)sqlite3_column_bytes(cursor->select, (int)at + 1) : 0;
    return bytes;
}

bool
lci_gpkg_point_at(struct lci_gpkg_cursor *cursor, size_t at, double place_m[2])
{
    size_t size = 0;
    const unsigned char *bytes = lci_gpkg_bytes_at(cursor, at, &size);

    return lci_gpkg_point(bytes, size, place_m);
}

/* What to say of a geometry that was read. */
static enum lci_status
judge_shape(const struct lci_gpkg_cursor *cursor, enum lci_gpkg_polygons_fault fault, const char *expected, struct lci_error *err)
{
    switch (fault) {
    case LCI_GPKG_POLYGONS_FINE:
        return LCI_OK;
    case LCI_GPKG_POLYGONS_DAMAGED:
        return lci_fail(err, LCI_E_DATA, "%s: layer %s: feature %" PRIu32 ": expected a %s, found something else",
                        cursor->source->path, cursor->table, cursor->fid, expected);
    case LCI_GPKG_POLYGONS_NO_MEMORY:
        break;
    }
    return lci_fail_nomem(err, cursor->table);
}

enum lci_status
lci_gpkg_polygons_at(struct lci_gpkg_cursor *cursor, size_t at, struct lci_gpkg_polygons *out, struct lci_error *err)
{
    size_t size = 0;
    const unsigned char *bytes = lci_gpkg_bytes_at(cursor, at, &size);

    return judge_shape(cursor, lci_gpkg_polygons_read(bytes, size, out), "multipolygon", err);
}

enum lci_status
lci_gpkg_lines_at(struct lci_gpkg_cursor *cursor, size_t at, struct lci_gpkg_polygons *out, struct lci_error *err)
{
    size_t size = 0;
    const unsigned char *bytes = lci_gpkg_bytes_at(cursor, at, &size);

    return judge_shape(cursor, lci_gpkg_lines_read(bytes, size, out), "multiline", err);
}
