/* gpkg_styles.c - layer_styles, by SQLite without GDAL between. */
#include "io/gpkg_styles.h"

#include "base/sql.h"
#include "io/gpkg_feed.h"
#include "io/gpkg_trust.h"

/* As QGIS makes it, which looks a style up by empty texts, not by nulls, and in a table that
 * gpkg_contents knows. */
static const char TABLE[] = "DELETE FROM gpkg_contents WHERE table_name = 'layer_styles';"
                            "DROP TABLE IF EXISTS layer_styles;"
                            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT "
                            "NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), "
                            "f_table_name TEXT(256), f_geometry_column TEXT(256), styleName "
                            "TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, "
                            "description TEXT, owner TEXT(30), ui TEXT(30), update_time DATETIME "
                            "DEFAULT (strftime('%%Y-%%m-%%dT%%H:%%M:%%fZ','now')));"
                            "INSERT INTO gpkg_contents(table_name, data_type, identifier, "
                            "description, last_change, srs_id) "
                            "VALUES ('layer_styles', 'attributes', 'layer_styles', '', '%s', 0)";

/* That of all that is written. */
static const char TIME[] = "2000-01-01T00:00:00.000Z";

static bool
put_style(sqlite3_stmt *insert, const struct lci_gpkg_style *style)
{
    return sqlite3_bind_text(insert, 1, style->layer, -1, SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_bind_text(insert, 2, style->has_shape ? "geom" : "", -1, SQLITE_STATIC) ==
               SQLITE_OK &&
           sqlite3_bind_text(insert, 3, style->name, -1, SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_bind_text(insert, 4, style->qml, -1, SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_bind_int(insert, 5, style->is_default) == SQLITE_OK &&
           sqlite3_bind_text(insert, 6, style->description, -1, SQLITE_STATIC) == SQLITE_OK &&
           sqlite3_bind_text(insert, 7, TIME, -1, SQLITE_STATIC) == SQLITE_OK &&
           lci_sql_step(insert);
}

enum lci_status
lci_gpkg_put_styles(const char *path, const struct lci_gpkg_style *styles, size_t count,
                    struct lci_error *err)
{
    static const struct lci_table table = {.name = "layer_styles"};
    sqlite3 *database = NULL;
    sqlite3_stmt *insert = NULL;
    bool done = sqlite3_open_v2(path, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX,
                                NULL) == SQLITE_OK;
    enum lci_status status = LCI_OK;

    /* The file waits in a private folder, and is synced as a whole before it is published. */
    if (done)
        lci_gpkg_distrust(database);
    done = done &&
           lci_sql_run(database, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN") &&
           lci_sql_run(database, TABLE, TIME);
    if (done)
        insert = lci_sql_prepare(
            database,
            "INSERT INTO layer_styles(f_table_catalog, f_table_schema, f_table_name, "
            "f_geometry_column, "
            "styleName, styleQML, styleSLD, useAsDefault, description, owner, ui, update_time) "
            "VALUES ('', '', ?1, ?2, ?3, ?4, '', ?5, ?6, '', NULL, ?7)");
    done = done && insert;
    for (size_t i = 0; i < count && done; i++)
        done = put_style(insert, &styles[i]);
    if (!done)
        status = lci_gpkg_fail(database, &table, err);
    (void)sqlite3_finalize(insert);
    if (status == LCI_OK && !lci_sql_run(database, "COMMIT"))
        status = lci_gpkg_fail(database, &table, err);
    (void)sqlite3_close(database);
    return status;
}
