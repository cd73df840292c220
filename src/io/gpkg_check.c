/* gpkg_check.c - pages and rows of a GeoPackage, looked at from several threads, each with a connection of its own. */
#include "io/gpkg_check.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/sql.h"
#include "io/gpkg_feed.h"

struct check {
    const char *path;
    const struct lci_table *tables;
};

static enum lci_status
check_pages(sqlite3 *database, struct lci_error *err)
{
    char *verdict = lci_sql_text(database, "PRAGMA integrity_check(1)");
    enum lci_status status = LCI_OK;

    if (!verdict)
        status = lci_gpkg_fail(database, NULL, err);
    else if (strcmp(verdict, "ok") != 0)
        status = lci_fail(err, LCI_E_IO, "cannot write GPKG: damaged when read back (disk full?): %.200s", verdict);
    lci_free(verdict);
    return status;
}

static enum lci_status
check_rows(sqlite3 *database, const struct lci_table *table, struct lci_error *err)
{
    const sqlite3_int64 count = lci_sql_number(database, "SELECT count(*) FROM \"%w\"", table->name);

    if (count == (sqlite3_int64)table->row_count)
        return LCI_OK;
    return lci_fail(err, LCI_E_IO, "table %s: cannot write: %zu rows were written, %lld were found when read back (disk full?)",
                    table->name, table->row_count, count);
}

/* Item 0: the pages of the whole; others: the rows of a table. */
static enum lci_status
work(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    const struct check *check = user;
    sqlite3 *database = NULL;
    enum lci_status status = LCI_OK;

    (void)worker;
    if (sqlite3_open_v2(check->path, &database, SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK)
        status = lci_gpkg_fail(database, NULL, err);
    else
        status = item == 0 ? check_pages(database, err) : check_rows(database, &check->tables[item - 1], err);
    (void)sqlite3_close(database);
    return status;
}

/* Advice: the disk is at work then while the pages are read. A failure comes back when the file is synced. */
static void
begin_to_sync(const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd < 0)
        return;
    (void)sync_file_range(fd, 0, 0, SYNC_FILE_RANGE_WRITE);
    (void)close(fd);
}

enum lci_status
lci_gpkg_check(const char *path, const struct lci_table *tables, size_t table_count, struct lci_pool *pool,
               const struct lci_context *context, struct lci_error *err)
{
    struct check check = {.path = path, .tables = tables};
    enum lci_status status = LCI_OK;

    begin_to_sync(path);
    if (pool)
        return lci_pool_run(pool, context, "write", table_count + 1, 1, work, &check, err);
    for (size_t item = 0; item <= table_count && status == LCI_OK; item++)
        status = work(&check, 0, item, err);
    return status;
}
