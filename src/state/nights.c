/* nights.c - what is known of each night: how it ended, what it read, what it wrote. */
#include "state/nights.h"

#include <string.h>

#include "state/history.h"
#include "state/store_internal.h"

static const char *const status_texts[] = {
    [LCI_NIGHT_RUNNING] = "running",     [LCI_NIGHT_KILLED] = "killed",         [LCI_NIGHT_FAILED] = "failed",
    [LCI_NIGHT_HELD] = "held",           [LCI_NIGHT_UNCHANGED] = "unchanged",   [LCI_NIGHT_PUBLISHING] = "publishing",
    [LCI_NIGHT_PUBLISHED] = "published",
};

const char *
lci_night_status_text(enum lci_night_status status)
{
    return status_texts[status];
}

/* A word that the state does not know stands for a night of which nothing is known. */
static enum lci_night_status
status_of(const char *text)
{
    for (size_t i = 0; text && i < LCI_NIGHT_STATUS_COUNT; i++)
        if (strcmp(status_texts[i], text) == 0)
            return (enum lci_night_status)i;
    return LCI_NIGHT_KILLED;
}

/* Binds a text or null; what fails here fails in the step. */
static void
bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    (void)sqlite3_bind_text(statement, at, text, -1, SQLITE_TRANSIENT);
}

static void
bind_print(sqlite3_stmt *statement, int at, struct lci_fingerprint print)
{
    char text[LCI_FINGERPRINT_TEXT_SIZE];

    lci_fingerprint_text(print, text);
    bind_text(statement, at, text);
}

/* Begins a transaction if need be, and prepares a statement in it. */
static enum lci_status
prepare(struct lci_store *store, const char *sql, sqlite3_stmt **out, struct lci_error *err)
{
    const enum lci_status status = lci_store_begin(store, err);

    if (status != LCI_OK)
        return status;
    *out = lci_sql_prepare(store->database, "%s", sql);
    return *out ? LCI_OK : lci_store_fail(store, err);
}

enum lci_status
lci_nights_start(struct lci_store *store, const struct lci_night_record *record, uint64_t least, uint64_t *id,
                 struct lci_error *err)
{
    sqlite3_stmt *statement = NULL;
    const uint64_t last = (uint64_t)lci_sql_number(store->database, "SELECT max(id) FROM nights");
    enum lci_status status = prepare(store,
                                     "INSERT INTO nights (id, status, started_at, program, version) VALUES (?1, ?2, ?3, ?4, ?5)",
                                     &statement, err);

    if (status != LCI_OK)
        return status;
    *id = (last > least ? last : least) + 1;
    (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)*id);
    bind_text(statement, 2, status_texts[LCI_NIGHT_RUNNING]);
    bind_text(statement, 3, record->started_at);
    bind_print(statement, 4, record->program);
    bind_text(statement, 5, record->version);
    return lci_store_finish(store, statement, lci_sql_step(statement), err);
}

enum lci_status
lci_nights_end(struct lci_store *store, const struct lci_night_record *record, struct lci_error *err)
{
    sqlite3_stmt *statement = NULL;
    enum lci_status status = prepare(store,
                                     "UPDATE nights SET status = ?2, ended_at = ?3, duration_s = ?4, reason = ?5, error = ?6,"
                                            " error_count = ?7, warning_count = ?8 WHERE id = ?1", &statement, err);

    if (status != LCI_OK)
        return status;
    (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)record->id);
    bind_text(statement, 2, status_texts[record->status]);
    bind_text(statement, 3, record->ended_at);
    (void)sqlite3_bind_double(statement, 4, record->duration_s);
    bind_text(statement, 5, record->reason);
    bind_text(statement, 6, record->error);
    (void)sqlite3_bind_int64(statement, 7, (sqlite3_int64)record->error_count);
    (void)sqlite3_bind_int64(statement, 8, (sqlite3_int64)record->warning_count);
    return lci_store_finish(store, statement, lci_sql_step(statement), err);
}

enum lci_status
lci_nights_settle(struct lci_store *store, uint64_t current, struct lci_error *err)
{
    const enum lci_status status = lci_store_begin(store, err);
    uint64_t lost = 0; /* a night whose figures are in the history, and which was never published */

    if (status != LCI_OK)
        return status;
    lost = (uint64_t)lci_sql_number(store->database, "SELECT max(id) FROM nights WHERE status = 'publishing' AND id <> %lld",
                                    (long long)current);
    if (lost > 0 && lci_history_drop(store, lost, err) != LCI_OK)
        return LCI_E_IO;
    if (!lci_sql_run(store->database,
                     "UPDATE nights SET status = CASE WHEN id = %lld AND status = 'publishing' THEN 'published' ELSE 'killed' END"
                     " WHERE status IN ('running', 'publishing')", (long long)current))
        return lci_store_fail(store, err);
    return LCI_OK;
}

enum lci_status
lci_nights_put_sources(struct lci_store *store, uint64_t id, const struct lci_night_source *items, size_t count,
                       struct lci_error *err)
{
    sqlite3_stmt *statement = NULL;
    enum lci_status status = prepare(store, "INSERT OR REPLACE INTO sources (night, role, number, label, path, bytes, fingerprint)"
                                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)", &statement, err);
    bool done = true;

    if (status != LCI_OK)
        return status;
    if (!lci_sql_run(store->database, "DELETE FROM sources WHERE night = %lld", (long long)id))
        return lci_store_finish(store, statement, false, err);
    for (size_t i = 0; i < count && done; i++) {
        (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)id);
        bind_text(statement, 2, items[i].role);
        (void)sqlite3_bind_int64(statement, 3, (sqlite3_int64)items[i].number);
        bind_text(statement, 4, items[i].label);
        bind_text(statement, 5, items[i].path);
        (void)sqlite3_bind_int64(statement, 6, (sqlite3_int64)items[i].bytes);
        if (items[i].has_print)
            bind_print(statement, 7, items[i].print);
        else
            (void)sqlite3_bind_null(statement, 7);
        done = lci_sql_step(statement);
    }
    return lci_store_finish(store, statement, done, err);
}

enum lci_status
lci_nights_put_files(struct lci_store *store, uint64_t id, const struct lci_night_file *items, size_t count, struct lci_error *err)
{
    sqlite3_stmt *statement = NULL;
    enum lci_status status = prepare(store,
                                     "INSERT OR REPLACE INTO files (night, name, bytes, fingerprint) VALUES (?1, ?2, ?3, ?4)",
                                     &statement, err);
    bool done = true;

    if (status != LCI_OK)
        return status;
    if (!lci_sql_run(store->database, "DELETE FROM files WHERE night = %lld", (long long)id))
        return lci_store_finish(store, statement, false, err);
    for (size_t i = 0; i < count && done; i++) {
        (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)id);
        bind_text(statement, 2, items[i].name);
        (void)sqlite3_bind_int64(statement, 3, (sqlite3_int64)items[i].bytes);
        bind_print(statement, 4, items[i].print);
        done = lci_sql_step(statement);
    }
    return lci_store_finish(store, statement, done, err);
}

enum lci_status
lci_nights_put_stages(struct lci_store *store, uint64_t id, const struct lci_night_stage *items, size_t count,
                      struct lci_error *err)
{
    sqlite3_stmt *statement = NULL;
    enum lci_status status = prepare(store, "INSERT OR REPLACE INTO stages (night, position, stage, made_from, made, seconds)"
                                            " VALUES (?1, ?2, ?3, ?4, ?5, ?6)", &statement, err);
    bool done = true;

    if (status != LCI_OK)
        return status;
    if (!lci_sql_run(store->database, "DELETE FROM stages WHERE night = %lld", (long long)id))
        return lci_store_finish(store, statement, false, err);
    for (size_t i = 0; i < count && done; i++) {
        (void)sqlite3_bind_int64(statement, 1, (sqlite3_int64)id);
        (void)sqlite3_bind_int64(statement, 2, (sqlite3_int64)i + 1);
        bind_text(statement, 3, items[i].stage);
        bind_text(statement, 4, items[i].made_from);
        bind_text(statement, 5, items[i].made);
        (void)sqlite3_bind_double(statement, 6, items[i].seconds);
        done = lci_sql_step(statement);
    }
    return lci_store_finish(store, statement, done, err);
}

/* One night of a statement that may have none. */
static enum lci_status
take_record(struct lci_store *store, sqlite3_stmt *statement, struct lci_arena *arena, struct lci_night_record *out, bool *found,
            struct lci_error *err)
{
    const int step = statement ? sqlite3_step(statement) : SQLITE_ERROR;
    bool failed = false;

    *found = step == SQLITE_ROW;
    *out = (struct lci_night_record){0};
    if (*found) {
        const char *program = lci_store_text(statement, 5, arena, &failed);

        *out = (struct lci_night_record){
            .id = (uint64_t)sqlite3_column_int64(statement, 0),
            .status = status_of((const char *)sqlite3_column_text(statement, 1)),
            .started_at = lci_store_text(statement, 2, arena, &failed),
            .ended_at = lci_store_text(statement, 3, arena, &failed),
            .duration_s = sqlite3_column_double(statement, 4),
            .version = lci_store_text(statement, 6, arena, &failed),
            .reason = lci_store_text(statement, 7, arena, &failed),
            .error = lci_store_text(statement, 8, arena, &failed),
            .error_count = (size_t)sqlite3_column_int64(statement, 9),
            .warning_count = (size_t)sqlite3_column_int64(statement, 10),
        };
        if (!program || !lci_fingerprint_from_text(program, &out->program))
            out->program = (struct lci_fingerprint){0}; /* of no program */
    }
    if (failed) {
        (void)sqlite3_finalize(statement);
        return lci_fail_nomem(err, store->path);
    }
    return lci_store_finish(store, statement, *found || step == SQLITE_DONE, err);
}

#define RECORD_COLUMNS "id, status, started_at, ended_at, duration_s, program, version, reason, error, error_count, warning_count"

enum lci_status
lci_nights_get(struct lci_store *store, uint64_t id, struct lci_arena *arena, struct lci_night_record *out, bool *found,
               struct lci_error *err)
{
    return take_record(store, lci_sql_prepare(store->database, "SELECT " RECORD_COLUMNS " FROM nights WHERE id = %lld",
                                              (long long)id),
                       arena, out, found, err);
}

enum lci_status
lci_nights_last(struct lci_store *store, struct lci_arena *arena, struct lci_night_record *out, bool *found, struct lci_error *err)
{
    return take_record(store, lci_sql_prepare(store->database,
                                              "SELECT " RECORD_COLUMNS " FROM nights ORDER BY id DESC LIMIT 1"), arena,
                       out, found, err);
}

enum lci_status
lci_nights_last_ended(struct lci_store *store, struct lci_arena *arena, struct lci_night_record *out, bool *found,
                      struct lci_error *err)
{
    return take_record(store, lci_sql_prepare(store->database, "SELECT " RECORD_COLUMNS " FROM nights WHERE status NOT IN"
                                                               " ('running', 'publishing') ORDER BY id DESC LIMIT 1"), arena,
                       out, found, err);
}

enum lci_status
lci_nights_last_good(struct lci_store *store, struct lci_arena *arena, struct lci_night_record *out, bool *found,
                     struct lci_error *err)
{
    return take_record(store, lci_sql_prepare(store->database, "SELECT " RECORD_COLUMNS " FROM nights WHERE status IN"
                                                               " ('unchanged', 'published') AND error IS NULL ORDER BY id DESC"
                                                               " LIMIT 1"), arena,
                       out, found, err);
}

uint64_t
lci_nights_last_published(struct lci_store *store)
{
    return (uint64_t)lci_sql_number(store->database, "SELECT max(id) FROM nights WHERE status = 'published'");
}

enum lci_status
lci_nights_get_sources(struct lci_store *store, uint64_t id, struct lci_arena *arena, struct lci_night_source **out, size_t *count,
                       struct lci_error *err)
{
    const size_t most = (size_t)lci_sql_number(store->database, "SELECT count(*) FROM sources WHERE night = %lld", (long long)id);
    sqlite3_stmt *statement = lci_sql_prepare(store->database, "SELECT role, number, label, path, bytes, fingerprint FROM sources"
                                                               " WHERE night = %lld ORDER BY role, number", (long long)id);
    int step = SQLITE_ERROR;
    bool failed = false;

    *count = 0;
    *out = lci_arena_alloc(arena, most + 1, sizeof(**out));
    while (*out && statement && *count < most && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *print = (const char *)sqlite3_column_text(statement, 5);
        struct lci_night_source *source = &(*out)[(*count)++];

        *source = (struct lci_night_source){
            .role = lci_store_text(statement, 0, arena, &failed),
            .number = (size_t)sqlite3_column_int64(statement, 1),
            .label = lci_store_text(statement, 2, arena, &failed),
            .path = lci_store_text(statement, 3, arena, &failed),
            .bytes = (uint64_t)sqlite3_column_int64(statement, 4),
        };
        source->has_print = print && lci_fingerprint_from_text(print, &source->print);
    }
    if (!*out || failed) {
        (void)sqlite3_finalize(statement);
        return lci_fail_nomem(err, store->path);
    }
    return lci_store_finish(store, statement, statement && (*count == most || step == SQLITE_DONE), err);
}

enum lci_status
lci_nights_get_files(struct lci_store *store, uint64_t id, struct lci_arena *arena, struct lci_night_file **out, size_t *count,
                     struct lci_error *err)
{
    const size_t most = (size_t)lci_sql_number(store->database, "SELECT count(*) FROM files WHERE night = %lld", (long long)id);
    sqlite3_stmt *statement = lci_sql_prepare(store->database, "SELECT name, bytes, fingerprint FROM files WHERE night = %lld"
                                                               " ORDER BY name", (long long)id);
    int step = SQLITE_ERROR;
    bool failed = false;

    *count = 0;
    *out = lci_arena_alloc(arena, most + 1, sizeof(**out));
    while (*out && statement && *count < most && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        const char *print = (const char *)sqlite3_column_text(statement, 2);
        struct lci_night_file *file = &(*out)[(*count)++];

        *file = (struct lci_night_file){.name = lci_store_text(statement, 0, arena, &failed),
                                        .bytes = (uint64_t)sqlite3_column_int64(statement, 1)};
        if (!print || !lci_fingerprint_from_text(print, &file->print))
            file->bytes = UINT64_MAX; /* of no file */
    }
    if (!*out || failed) {
        (void)sqlite3_finalize(statement);
        return lci_fail_nomem(err, store->path);
    }
    return lci_store_finish(store, statement, statement && (*count == most || step == SQLITE_DONE), err);
}

enum lci_status
lci_nights_prune(struct lci_store *store, uint64_t keep, uint64_t current, struct lci_error *err)
{
    static const char *const tables[][2] = {{"nights", "id"}, {"sources", "night"}, {"files", "night"}, {"stages", "night"},
                                            {"written", "night"}};
    const sqlite3_int64 last = lci_sql_number(store->database, "SELECT max(id) FROM nights");
    enum lci_status status = lci_store_begin(store, err);

    for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]) && status == LCI_OK; i++)
        if (!lci_sql_run(store->database, "DELETE FROM %s WHERE %s <= %lld AND %s <> %lld", tables[i][0], tables[i][1],
                         last - (sqlite3_int64)keep, tables[i][1], (long long)current))
            status = lci_store_fail(store, err);
    return status;
}
