/* nights_made.c - what a night made, and how long that took. */
#include "state/nights.h"

#include "state/store_internal.h"

enum lci_status
lci_nights_put_tables(struct lci_store *store, uint64_t id, const struct lci_night_table *items, size_t count,
                      struct lci_error *err)
{
    sqlite3_stmt *statement = NULL;
    enum lci_status status = lci_store_begin(store, err);
    bool done = false;

    if (status != LCI_OK)
        return status;
    statement = lci_sql_prepare(store->database, "INSERT OR REPLACE INTO written (night, name, row_count) VALUES (%lld, ?1, ?2)",
                                (long long)id);
    done = statement != NULL;
    for (size_t i = 0; i < count && done; i++) {
        (void)sqlite3_bind_text(statement, 1, items[i].name, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(statement, 2, (sqlite3_int64)items[i].row_count);
        done = lci_sql_step(statement);
    }
    return lci_store_finish(store, statement, done, err);
}

enum lci_status
lci_nights_get_stages(struct lci_store *store, uint64_t id, struct lci_arena *arena, struct lci_night_stage **out, size_t *count,
                      struct lci_error *err)
{
    const size_t most = (size_t)lci_sql_number(store->database, "SELECT count(*) FROM stages WHERE night = %lld", (long long)id);
    sqlite3_stmt *rows = lci_sql_prepare(store->database, "SELECT stage, coalesce(made_from, ''), coalesce(made, ''), seconds FROM"
                                                          " stages WHERE night = %lld"
                                                          " ORDER BY position", (long long)id);
    bool failed = false;
    int step = SQLITE_ERROR;

    *count = 0;
    *out = lci_arena_alloc(arena, most + 1, sizeof(**out));
    failed = !*out;
    while (rows && !failed && (step = sqlite3_step(rows)) == SQLITE_ROW && *count < most) {
        struct lci_night_stage *stage = &(*out)[(*count)++];

        *stage = (struct lci_night_stage){lci_store_text(rows, 0, arena, &failed), lci_store_text(rows, 1, arena, &failed),
                                          lci_store_text(rows, 2, arena, &failed), sqlite3_column_double(rows, 3)};
    }
    if (failed) {
        (void)sqlite3_finalize(rows);
        return lci_fail_nomem(err, store->path);
    }
    return lci_store_finish(store, rows, step == SQLITE_DONE, err);
}

enum lci_status
lci_nights_get_tables(struct lci_store *store, uint64_t id, struct lci_arena *arena, struct lci_night_table **out, size_t *count,
                      struct lci_error *err)
{
    const size_t most = (size_t)lci_sql_number(store->database, "SELECT count(*) FROM written WHERE night = %lld", (long long)id);
    sqlite3_stmt *rows = lci_sql_prepare(store->database, "SELECT name, row_count FROM written WHERE night = %lld ORDER BY name",
                                         (long long)id);
    bool failed = false;
    int step = SQLITE_ERROR;

    *count = 0;
    *out = lci_arena_alloc(arena, most + 1, sizeof(**out));
    failed = !*out;
    while (rows && !failed && (step = sqlite3_step(rows)) == SQLITE_ROW && *count < most) {
        struct lci_night_table *table = &(*out)[(*count)++];

        *table = (struct lci_night_table){lci_store_text(rows, 0, arena, &failed), (uint64_t)sqlite3_column_int64(rows, 1)};
    }
    if (failed) {
        (void)sqlite3_finalize(rows);
        return lci_fail_nomem(err, store->path);
    }
    return lci_store_finish(store, rows, step == SQLITE_DONE, err);
}
