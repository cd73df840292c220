/* gpkg_projects.c - qgis_projects, by SQLite without GDAL between. */
#include "io/gpkg_projects.h"

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "io/gpkg_feed.h"
#include "io/gpkg_trust.h"
#include "io/zip_write.h"

enum { NAME_SIZE = 64, PROJECT_MAX = 1 << 28 };

static const struct lci_table table = {.name = "qgis_projects"};

/* What QGIS would put there is the time and the user; both would differ where nothing else does. */
static const char METADATA[] = "{\"last_modified_time\": \"2000-01-01T00:00:00\", \"last_modified_user\": \"lifecircle\" }";

/* Digits in small letters, twice as many as bytes. */
static char *
to_hex(const unsigned char *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    char *text = lci_alloc(size + 1, 2);

    for (size_t i = 0; text && i < size; i++) {
        text[2 * i] = digits[bytes[i] >> 4];
        text[2 * i + 1] = digits[bytes[i] & 15];
    }
    return text;
}

static enum lci_status
put_hex(sqlite3 *database, const char *name, const char *hex, size_t length, struct lci_error *err)
{
    sqlite3_stmt *insert =
        lci_sql_prepare(database, "INSERT OR REPLACE INTO qgis_projects(name, metadata, content) VALUES (?1, ?2, ?3)");
    const bool done = insert && sqlite3_bind_text(insert, 1, name, -1, SQLITE_STATIC) == SQLITE_OK &&
                      sqlite3_bind_text(insert, 2, METADATA, -1, SQLITE_STATIC) == SQLITE_OK &&
                      sqlite3_bind_text64(insert, 3, hex, length, SQLITE_STATIC, SQLITE_UTF8) == SQLITE_OK &&
                      lci_sql_step(insert);
    const enum lci_status status = done ? LCI_OK : lci_gpkg_fail(database, &table, err);

    (void)sqlite3_finalize(insert);
    return status;
}

static enum lci_status
put_project(sqlite3 *database, const struct lci_gpkg_project *project, struct lci_error *err)
{
    char file[NAME_SIZE];
    unsigned char *zip = NULL;
    size_t size = 0;
    char *hex = NULL;
    enum lci_status status = LCI_OK;

    (void)snprintf(file, sizeof(file), "%.50s.qgs", project->name);
    status = lci_zip_one(file, project->text, project->length, &zip, &size, err);
    if (status == LCI_OK) {
        hex = to_hex(zip, size);
        status = hex ? put_hex(database, project->name, hex, 2 * size, err) : lci_fail_nomem(err, table.name);
    }
    lci_free(hex);
    lci_free(zip);
    return status;
}

/* The file waits in a private folder, and is synced as a whole before it is published. */
static enum lci_status
open_private(const char *path, sqlite3 **database, struct lci_error *err)
{
    if (sqlite3_open_v2(path, database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        return lci_gpkg_fail(*database, &table, err);
    lci_gpkg_distrust(*database);
    if (!lci_sql_run(*database, "PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; BEGIN"))
        return lci_gpkg_fail(*database, &table, err);
    return LCI_OK;
}

static enum lci_status
close_private(sqlite3 *database, enum lci_status status, struct lci_error *err)
{
    if (status == LCI_OK && !lci_sql_run(database, "COMMIT"))
        status = lci_gpkg_fail(database, &table, err);
    (void)sqlite3_close(database);
    return status;
}

enum lci_status
lci_gpkg_put_projects(const char *path, const struct lci_gpkg_project *projects, size_t count, struct lci_error *err)
{
    sqlite3 *database = NULL;
    enum lci_status status = open_private(path, &database, err);

    if (status == LCI_OK &&
        !lci_sql_run(database, "DROP TABLE IF EXISTS qgis_projects;"
                               "CREATE TABLE qgis_projects(name TEXT PRIMARY KEY, metadata BLOB, content BLOB)"))
        status = lci_gpkg_fail(database, &table, err);
    for (size_t p = 0; p < count && status == LCI_OK; p++)
        status = put_project(database, &projects[p], err);
    return close_private(database, status, err);
}

/* The text of a project that we have put there; false: another program has, or it is damaged. */
static bool
take_text(sqlite3_stmt *select, char **text, size_t *length)
{
    const char *metadata = (const char *)sqlite3_column_text(select, 1);
    const char *hex = (const char *)sqlite3_column_text(select, 2);
    const size_t size = (size_t)sqlite3_column_bytes(select, 2) / 2;
    unsigned char *zip = metadata && hex && strcmp(metadata, METADATA) == 0 ? lci_alloc(size + 1, 1) : NULL;
    bool done = zip != NULL;

    for (size_t i = 0; i < size && done; i++) {
        static const char digits[] = "0123456789abcdef";
        const char *high = memchr(digits, hex[2 * i], 16), *low = memchr(digits, hex[2 * i + 1], 16);

        done = high && low;
        if (done)
            zip[i] = (unsigned char)((high - digits) << 4 | (low - digits));
    }
    done = done && lci_zip_one_open(zip, size, PROJECT_MAX, text, length);
    lci_free(zip);
    return done;
}

enum lci_status
lci_gpkg_change_projects(const char *path, lci_gpkg_project_change change, void *user, size_t *others, struct lci_error *err)
{
    sqlite3 *database = NULL;
    sqlite3_stmt *select = NULL;
    int code = SQLITE_DONE;
    enum lci_status status = open_private(path, &database, err);

    *others = 0;
    if (status == LCI_OK) {
        /* Sorted before the first row comes, not by the index: what is put in while that is walked along would come again. */
        select = lci_sql_prepare(database, "SELECT name, metadata, content FROM qgis_projects ORDER BY +name");
        status = select ? LCI_OK : lci_gpkg_fail(database, &table, err);
    }
    while (status == LCI_OK && (code = sqlite3_step(select)) == SQLITE_ROW) {
        const char *found = (const char *)sqlite3_column_text(select, 0);
        struct lci_gpkg_project project = {.name = found ? found : ""};
        char *old = NULL;
        char *text = NULL;

        if (take_text(select, &old, &project.length)) {
            project.text = old;
            status = change(user, &project, &text, &project.length, err);
            project.text = text;
            if (status == LCI_OK && text)
                status = put_project(database, &project, err);
        } else {
            (*others)++;
        }
        lci_free(old);
        lci_free(text);
    }
    if (status == LCI_OK && code != SQLITE_DONE)
        status = lci_gpkg_fail(database, &table, err);
    (void)sqlite3_finalize(select);
    return close_private(database, status, err);
}
