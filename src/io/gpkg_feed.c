/* gpkg_feed.c - a table as one of SQLite's virtual tables (sqlite.org/vtab.html): rows are made when they are asked for. */
#include "io/gpkg_feed.h"

#include <math.h>

#include "base/alloc.h"
#include "io/gpkg_shape.h"

static const char NAME[] = "lifecircle_rows";

/* The row that SQLite stands on, and what went wrong with it. */
struct source {
    struct lci_gpkg_feed *feed;
    size_t row;
    struct lci_value *values; /* column_count */
    bool has_geometry;
    struct lci_gpkg_shape shape;
    enum lci_status status;
    struct lci_error error;
};

struct virtual_table {
    sqlite3_vtab base; /* SQLite's, and the first */
    struct source *source;
};

enum lci_status
lci_gpkg_fail(sqlite3 *database, const struct lci_table *table, struct lci_error *err)
{
    if (sqlite3_errcode(database) == SQLITE_OK)
        return lci_fail_nomem(err, table ? table->name : "GPKG");
    return lci_fail(err, LCI_E_IO, "%s%s%scannot write GPKG: %.200s%s", table ? "table " : "", table ? table->name : "",
                    table ? ": " : "", sqlite3_errmsg(database), lci_write_doubt(sqlite3_errmsg(database)));
}

static enum lci_status
make_shape(struct source *source, const struct lci_row *row)
{
    struct lci_gpkg_feed *feed = source->feed;
    struct lci_gpkg_shape *shape = &source->shape;
    double *all_m = feed->box_m;

    if (!lci_gpkg_shape_fill(shape, feed->table->shape, row, feed->crs_id) ||
        (!shape->is_empty && !lci_gpkg_index_add(feed->index, (int64_t)source->row + 1, shape->box_m)))
        return lci_fail_nomem(&source->error, feed->table->name);
    for (size_t axis = 0; axis < 4 && !shape->is_empty; axis += 2) {
        all_m[axis] = fmin(all_m[axis], shape->box_m[axis]);
        all_m[axis + 1] = fmax(all_m[axis + 1], shape->box_m[axis + 1]);
    }
    return LCI_OK;
}

/* Makes the row that SQLite has come to, if it is not past the end. */
static int
make_row(struct source *source)
{
    const struct lci_table *table = source->feed->table;
    struct lci_row row = {.values = source->values};

    if (source->row == table->row_count)
        return SQLITE_OK;
    for (size_t c = 0; c < table->column_count; c++)
        row.values[c] = (struct lci_value){.is_null = true};
    source->status = table->fill(table->user, source->row, &row, &source->error);
    source->has_geometry = table->shape != LCI_TABLE_PLAIN && row.has_geometry;
    if (source->status == LCI_OK && source->has_geometry)
        source->status = make_shape(source, &row);
    return source->status == LCI_OK ? SQLITE_OK : SQLITE_ABORT;
}

static struct source *
source_of(const sqlite3_vtab_cursor *cursor)
{
    const struct virtual_table *table = (const struct virtual_table *)(const void *)cursor->pVtab;

    return table->source;
}

/* Columns of a layer that come before those of the table: fid, geom. */
static int
own_columns(const struct lci_table *table)
{
    return table->shape == LCI_TABLE_PLAIN ? 1 : 2;
}

static int
connect_table(sqlite3 *database, void *user, int argc, const char *const *argv, sqlite3_vtab **out, char **message)
{
    struct source *source = user;
    const struct lci_table *table = source->feed->table;
    const int column_count = own_columns(table) + (int)table->column_count;
    struct virtual_table *made = lci_new(struct virtual_table);
    sqlite3_str *text = sqlite3_str_new(database);
    char *sql = NULL;
    int code = SQLITE_NOMEM;

    (void)argc;
    (void)argv;
    (void)message;
    for (int i = 0; i < column_count; i++)
        sqlite3_str_appendf(text, "%sc%d", i == 0 ? "CREATE TABLE rows(" : ", ", i);
    sqlite3_str_appendchar(text, 1, ')');
    sql = sqlite3_str_finish(text);
    if (made && sql)
        code = sqlite3_declare_vtab(database, sql);
    sqlite3_free(sql);
    if (code != SQLITE_OK) {
        lci_free(made);
        return code;
    }
    made->source = source;
    *out = &made->base;
    return SQLITE_OK;
}

static int
disconnect_table(sqlite3_vtab *table)
{
    lci_free(table);
    return SQLITE_OK;
}

/* There is one way to read it: from the first row to the last. */
static int
plan_reading(sqlite3_vtab *table, sqlite3_index_info *info)
{
    (void)table;
    (void)info;
    return SQLITE_OK;
}

static int
open_cursor(sqlite3_vtab *table, sqlite3_vtab_cursor **out)
{
    (void)table;
    *out = lci_new(sqlite3_vtab_cursor);
    return *out ? SQLITE_OK : SQLITE_NOMEM;
}

static int
close_cursor(sqlite3_vtab_cursor *cursor)
{
    lci_free(cursor);
    return SQLITE_OK;
}

static int
go_to_first(sqlite3_vtab_cursor *cursor, int plan, const char *plan_text, int argc, sqlite3_value **argv)
{
    struct source *source = source_of(cursor);

    (void)plan;
    (void)plan_text;
    (void)argc;
    (void)argv;
    source->row = 0;
    return make_row(source);
}

static int
go_to_next(sqlite3_vtab_cursor *cursor)
{
    struct source *source = source_of(cursor);

    source->row++;
    return make_row(source);
}

static int
is_past_end(sqlite3_vtab_cursor *cursor)
{
    const struct source *source = source_of(cursor);

    return source->row == source->feed->table->row_count;
}

/* Texts and shapes live until the next row is made, and SQLite has stored this one by then. */
static void
answer_value(sqlite3_context *answer, enum lci_column_kind kind, const struct lci_value *value)
{
    if (value->is_null || (kind == LCI_COLUMN_REAL && !isfinite(value->real)))
        return; /* null, as every answer begins */
    switch (kind) {
    case LCI_COLUMN_INTEGER:
        sqlite3_result_int64(answer, value->integer);
        return;
    case LCI_COLUMN_REAL:
        sqlite3_result_double(answer, value->real);
        return;
    case LCI_COLUMN_TEXT:
        break;
    }
    sqlite3_result_text(answer, value->text, -1, SQLITE_STATIC);
}

static int
answer_column(sqlite3_vtab_cursor *cursor, sqlite3_context *answer, int column)
{
    const struct source *source = source_of(cursor);
    const struct lci_table *table = source->feed->table;
    const int first = own_columns(table);

    if (column == 0)
        sqlite3_result_int64(answer, (sqlite3_int64)source->row + 1);
    else if (column >= first)
        answer_value(answer, table->columns[column - first].kind, &source->values[column - first]);
    else if (source->has_geometry)
        sqlite3_result_blob64(answer, source->shape.bytes, source->shape.size, SQLITE_STATIC);
    return SQLITE_OK;
}

static int
answer_rowid(sqlite3_vtab_cursor *cursor, sqlite3_int64 *out)
{
    *out = (sqlite3_int64)source_of(cursor)->row + 1;
    return SQLITE_OK;
}

/* Without xCreate it can only be read under its own name, and the file never learns of it. */
static const sqlite3_module module = {
    .xConnect = connect_table,
    .xDisconnect = disconnect_table,
    .xBestIndex = plan_reading,
    .xOpen = open_cursor,
    .xClose = close_cursor,
    .xFilter = go_to_first,
    .xNext = go_to_next,
    .xEof = is_past_end,
    .xColumn = answer_column,
    .xRowid = answer_rowid,
};

enum lci_status
lci_gpkg_feed(sqlite3 *database, struct lci_gpkg_feed *feed, struct lci_error *err)
{
    const struct lci_table *table = feed->table;
    struct source source = {.feed = feed, .values = lci_new_array(struct lci_value, table->column_count)};
    bool done = false;

    if (!source.values)
        return lci_fail_nomem(err, table->name);
    done = sqlite3_create_module(database, NAME, &module, &source) == SQLITE_OK &&
           lci_sql_run(database, "INSERT INTO \"%w\" SELECT * FROM %s", table->name, NAME);
    if (!done && source.status == LCI_OK)
        source.status = lci_gpkg_fail(database, table, &source.error);
    (void)sqlite3_create_module(database, NAME, NULL, NULL); /* forgets it: it ends here */
    lci_gpkg_shape_fini(&source.shape);
    lci_free(source.values);
    if (source.status != LCI_OK && err)
        *err = source.error;
    return source.status;
}
