/* gpkg_rows.c - the rows of tables into a GeoPackage, by statements that are prepared once a table. */
#include "io/gpkg_rows.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "io/gpkg_index.h"
#include "io/gpkg_shape.h"
#include "base/sql.h"

/* A layer that is being filled. */
struct filling {
    sqlite3 *database;
    const struct lci_table *table;
    sqlite3_stmt *insert;
    struct lci_value *values; /* of one row */
    struct lci_gpkg_shape shape;
    struct lci_gpkg_index *index; /* NULL: the table has no shape */
    int32_t crs_id;
    double box_m[4]; /* of all rows; the first is above the second as long as there is none */
};

/* table: NULL where it is the file as a whole that failed */
static enum lci_status
fail_sql(sqlite3 *database, const struct lci_table *table, struct lci_error *err)
{
    if (sqlite3_errcode(database) == SQLITE_OK)
        return lci_fail_nomem(err, table ? table->name : "GPKG"); /* it was not SQLite that failed */
    return lci_fail(err, LCI_E_IO, "%s%s%scannot write GPKG: %.200s", table ? "table " : "", table ? table->name : "",
                    table ? ": " : "", sqlite3_errmsg(database));
}

/* Texts and shapes live until the row is stored. */
static int
bind_value(sqlite3_stmt *insert, int at, enum lci_column_kind kind, const struct lci_value *value)
{
    if (value->is_null || (kind == LCI_COLUMN_REAL && !isfinite(value->real)))
        return sqlite3_bind_null(insert, at);
    switch (kind) {
    case LCI_COLUMN_INTEGER:
        return sqlite3_bind_int64(insert, at, value->integer);
    case LCI_COLUMN_REAL:
        return sqlite3_bind_double(insert, at, value->real);
    case LCI_COLUMN_TEXT:
        break;
    }
    return sqlite3_bind_text(insert, at, value->text, -1, SQLITE_STATIC);
}

static enum lci_status
bind_shape(struct filling *filling, sqlite3_int64 fid, const struct lci_row *row, int at, struct lci_error *err)
{
    struct lci_gpkg_shape *shape = &filling->shape;
    double *all_m = filling->box_m;

    if (!row->has_geometry)
        return sqlite3_bind_null(filling->insert, at) == SQLITE_OK ? LCI_OK : fail_sql(filling->database, filling->table, err);
    if (!lci_gpkg_shape_fill(shape, filling->table->shape, row, filling->crs_id) ||
        (!shape->is_empty && !lci_gpkg_index_add(filling->index, fid, shape->box_m)))
        return lci_fail_nomem(err, filling->table->name);
    if (sqlite3_bind_blob64(filling->insert, at, shape->bytes, shape->size, SQLITE_STATIC) != SQLITE_OK)
        return fail_sql(filling->database, filling->table, err);
    for (size_t axis = 0; axis < 4 && !shape->is_empty; axis += 2) {
        all_m[axis] = fmin(all_m[axis], shape->box_m[axis]);
        all_m[axis + 1] = fmax(all_m[axis + 1], shape->box_m[axis + 1]);
    }
    return LCI_OK;
}

static enum lci_status
write_row(struct filling *filling, size_t number, struct lci_error *err)
{
    const struct lci_table *table = filling->table;
    const sqlite3_int64 fid = (sqlite3_int64)number + 1;
    struct lci_row row = {.values = filling->values};
    enum lci_status status = LCI_OK;
    bool bound = false;
    int at = 1;

    for (size_t c = 0; c < table->column_count; c++)
        row.values[c] = (struct lci_value){.is_null = true};
    status = table->fill(table->user, number, &row, err);
    if (status != LCI_OK)
        return status;
    bound = sqlite3_bind_int64(filling->insert, at++, fid) == SQLITE_OK;
    if (table->shape != LCI_TABLE_PLAIN)
        status = bind_shape(filling, fid, &row, at++, err);
    if (status != LCI_OK)
        return status;
    for (size_t c = 0; c < table->column_count && bound; c++)
        bound = bind_value(filling->insert, at++, table->columns[c].kind, &row.values[c]) == SQLITE_OK;
    return bound && lci_sql_step(filling->insert) ? LCI_OK : fail_sql(filling->database, filling->table, err);
}

/* INSERT INTO "table" VALUES (?,?,...): fid, geom where there is one, columns. NULL: out of memory, or SQLite knows why. */
static sqlite3_stmt *
prepare_insert(sqlite3 *database, const struct lci_table *table)
{
    const size_t value_count = table->column_count + (table->shape == LCI_TABLE_PLAIN ? 1 : 2);
    char *marks = lci_alloc(2 * value_count, 1);
    sqlite3_stmt *insert = NULL;

    if (!marks)
        return NULL;
    for (size_t i = 0; i < value_count; i++) {
        marks[2 * i] = '?';
        marks[2 * i + 1] = i + 1 < value_count ? ',' : '\0';
    }
    insert = lci_sql_prepare(database, "INSERT INTO \"%w\" VALUES (%s)", table->name, marks);
    lci_free(marks);
    return insert;
}

static bool
is_stretched(const double box_m[4])
{
    return box_m[0] <= box_m[1];
}

/* What GDAL notes about a layer when it closes it. */
static bool
write_summary(const struct filling *filling)
{
    const struct lci_table *table = filling->table;
    sqlite3_stmt *put = lci_sql_prepare(
        filling->database, "UPDATE gpkg_contents SET min_x = ?, max_x = ?, min_y = ?, max_y = ? WHERE table_name = %Q",
        table->name);
    bool done = put != NULL;

    for (int side = 0; side < 4 && done && is_stretched(filling->box_m); side++)
        done = sqlite3_bind_double(put, side + 1, filling->box_m[side]) == SQLITE_OK;
    done = done && lci_sql_step(put);
    (void)sqlite3_finalize(put);
    return done && lci_sql_run(filling->database, "UPDATE gpkg_ogr_contents SET feature_count = %lld WHERE table_name = %Q",
                                (sqlite3_int64)table->row_count, table->name);
}

static enum lci_status
write_rows(struct filling *filling, struct lci_error *err)
{
    const struct lci_table *table = filling->table;
    enum lci_status status = LCI_OK;

    filling->insert = prepare_insert(filling->database, table);
    if (!filling->insert)
        return fail_sql(filling->database, filling->table, err);
    for (size_t i = 0; i < table->row_count && status == LCI_OK; i++)
        status = write_row(filling, i, err);
    if (status == LCI_OK && ((filling->index && !lci_gpkg_index_finish(filling->index)) || !write_summary(filling)))
        status = fail_sql(filling->database, filling->table, err);
    return status;
}

static enum lci_status
fill_layer(sqlite3 *database, const struct lci_table *table, struct lci_error *err)
{
    struct filling filling = {.database = database, .table = table, .box_m = {INFINITY, -INFINITY, INFINITY, -INFINITY}};
    enum lci_status status = LCI_OK;

    filling.values = lci_new_array(struct lci_value, table->column_count);
    filling.crs_id = (int32_t)lci_sql_number(database, "SELECT srs_id FROM gpkg_contents WHERE table_name = %Q", table->name);
    if (table->shape != LCI_TABLE_PLAIN)
        filling.index = lci_gpkg_index_new(database, table->name);
    if (!filling.values)
        status = lci_fail_nomem(err, table->name);
    else if (table->shape != LCI_TABLE_PLAIN && !filling.index)
        status = fail_sql(database, table, err);
    else
        status = write_rows(&filling, err);
    (void)sqlite3_finalize(filling.insert);
    lci_gpkg_index_free(filling.index);
    lci_gpkg_shape_fini(&filling.shape);
    lci_free(filling.values);
    return status;
}

/* One text of each trigger that follows new rows of a layer, as a script; for lci_free(). NULL: there is none. */
static char *
script_of_triggers(sqlite3 *database, const char *table, const char *text)
{
    return lci_sql_text(database,
                         "SELECT group_concat(%s, '; ') FROM (SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND "
                         "tbl_name = %Q AND sql LIKE '%%AFTER INSERT ON%%' ORDER BY name)",
                         text, table);
}

/* Triggers would write the index and the number of rows row by row; here both come at the end. */
static enum lci_status
fill_without_triggers(sqlite3 *database, const struct lci_table *table, struct lci_error *err)
{
    char *make = script_of_triggers(database, table->name, "sql");
    char *drop = make ? script_of_triggers(database, table->name, "'DROP TRIGGER \"' || name || '\"'") : NULL;
    enum lci_status status = LCI_OK;

    if (drop && !lci_sql_run(database, "%s", drop))
        status = fail_sql(database, table, err);
    if (status == LCI_OK)
        status = fill_layer(database, table, err);
    if (status == LCI_OK && drop && !lci_sql_run(database, "%s", make))
        status = fail_sql(database, table, err);
    lci_free(make);
    lci_free(drop);
    return status;
}

enum lci_status
lci_gpkg_fill(const char *path, const struct lci_table *tables, size_t table_count, struct lci_error *err)
{
    /* A file that fails is thrown away as a whole, and the whole file is synced before it is published. */
    static const char begin[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE; BEGIN";
    sqlite3 *database = NULL;
    enum lci_status status = LCI_OK;

    if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
        !lci_sql_run(database, begin))
        status = fail_sql(database, NULL, err);
    for (size_t t = 0; t < table_count && status == LCI_OK; t++)
        status = fill_without_triggers(database, &tables[t], err);
    if (status == LCI_OK && !lci_sql_run(database, "COMMIT"))
        status = fail_sql(database, NULL, err);
    if (sqlite3_close(database) != SQLITE_OK && status == LCI_OK)
        status = fail_sql(database, NULL, err);
    return status;
}
