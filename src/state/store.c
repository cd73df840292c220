/* store.c - the state of a run that is repeated: opening it, judging what is there, transactions. */
#include "state/store.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/alloc.h"
#include "state/store_internal.h"

enum { BUSY_MS = 10000 };

/* What a file of each kind is made of. form: counted up whenever a table changes. */
static const struct {
    int application_id, form;
    const char *tables; /* in the order of their names */
    const char *schema;
} kinds[] = {
    [LCI_STORE_STATE] =
        {0x4C436E74, 1, "files,history,history_figures,history_units,nights,objects,sources,stages,written",
         "CREATE TABLE nights (id INTEGER PRIMARY KEY, status TEXT NOT NULL, started_at TEXT NOT NULL, ended_at TEXT,"
         " duration_s REAL, program TEXT NOT NULL, version TEXT NOT NULL, reason TEXT, error TEXT, error_count INTEGER,"
         " warning_count INTEGER);"
         "CREATE TABLE sources (night INTEGER NOT NULL, role TEXT NOT NULL, number INTEGER NOT NULL, label TEXT NOT NULL,"
         " path TEXT NOT NULL, bytes INTEGER NOT NULL, fingerprint TEXT, PRIMARY KEY (night, role, number)) WITHOUT ROWID;"
         "CREATE TABLE files (night INTEGER NOT NULL, name TEXT NOT NULL, bytes INTEGER NOT NULL, fingerprint TEXT NOT NULL,"
         " PRIMARY KEY (night, name)) WITHOUT ROWID;"
         "CREATE TABLE stages (night INTEGER NOT NULL, position INTEGER NOT NULL, stage TEXT NOT NULL, made_from TEXT, made TEXT,"
         " seconds REAL NOT NULL, PRIMARY KEY (night, position)) WITHOUT ROWID;"
         "CREATE TABLE written (night INTEGER NOT NULL, name TEXT NOT NULL, row_count INTEGER NOT NULL, PRIMARY KEY (night, name))"
         " WITHOUT ROWID;"
         "CREATE TABLE objects (night INTEGER NOT NULL, kind TEXT NOT NULL, items BLOB NOT NULL, PRIMARY KEY (night, kind));"
         "CREATE TABLE history_units (id INTEGER PRIMARY KEY, level TEXT NOT NULL, code TEXT NOT NULL, name TEXT NOT NULL);"
         "CREATE TABLE history_figures (id INTEGER PRIMARY KEY, profile TEXT, definition TEXT NOT NULL, category TEXT,"
         " category_set TEXT, k INTEGER, weight TEXT, limit_m REAL, limit_min REAL, radius_m REAL, counted_level TEXT,"
         " detail TEXT);"
         "CREATE TABLE history (unit INTEGER NOT NULL, figure INTEGER NOT NULL, night INTEGER NOT NULL, is_there INTEGER NOT NULL,"
         " numerator REAL, denominator REAL, value REAL, PRIMARY KEY (unit, figure, night)) WITHOUT ROWID;"},
    [LCI_STORE_MEMO] = {0x4C436D65, 1, "memo,uses",
                        "CREATE TABLE memo (key BLOB PRIMARY KEY, kind INTEGER NOT NULL, check_print BLOB NOT NULL,"
                        " value BLOB NOT NULL);"
                        /* beside the values: a row is written each night, and values are long */
                        "CREATE TABLE uses (key BLOB PRIMARY KEY, turn INTEGER NOT NULL) WITHOUT ROWID;"},
};

enum lci_status
lci_store_fail(struct lci_store *store, struct lci_error *err)
{
    if (!store->database || sqlite3_errcode(store->database) == SQLITE_NOMEM)
        return lci_fail_nomem(err, store->path);
    return lci_fail(err, LCI_E_IO, "%s: cannot be read or written: %s%s", store->path, sqlite3_errmsg(store->database),
                    lci_write_doubt(sqlite3_errmsg(store->database)));
}

enum lci_status
lci_store_finish(struct lci_store *store, sqlite3_stmt *statement, bool done, struct lci_error *err)
{
    const enum lci_status status = done ? LCI_OK : lci_store_fail(store, err);

    (void)sqlite3_finalize(statement);
    return status;
}

const char *
lci_store_text(sqlite3_stmt *statement, int column, struct lci_arena *arena, bool *failed)
{
    const char *text = (const char *)sqlite3_column_text(statement, column);
    const char *copy = text ? lci_arena_text(arena, text, strlen(text)) : NULL;

    *failed = *failed || (text && !copy);
    return copy;
}

enum lci_status
lci_store_begin(struct lci_store *store, struct lci_error *err)
{
    if (store->in_transaction)
        return LCI_OK;
    if (!lci_sql_run(store->database, "BEGIN IMMEDIATE"))
        return lci_store_fail(store, err);
    store->in_transaction = true;
    return LCI_OK;
}

enum lci_status
lci_store_commit(struct lci_store *store, struct lci_error *err)
{
    if (!store->in_transaction)
        return LCI_OK;
    if (!lci_sql_run(store->database, "COMMIT")) {
        const enum lci_status status = lci_store_fail(store, err);

        lci_store_rollback(store);
        return status;
    }
    store->in_transaction = false;
    return LCI_OK;
}

void
lci_store_rollback(struct lci_store *store)
{
    if (store->in_transaction)
        (void)lci_sql_run(store->database, "ROLLBACK");
    store->in_transaction = false;
}

static enum lci_status
open_file(const char *path, enum lci_store_kind kind, int flags, struct lci_store **out, struct lci_error *err)
{
    struct lci_store *store = lci_new(struct lci_store);
    const size_t size = strlen(path) + 1;

    if (store)
        store->path = lci_alloc(size, 1);
    if (!store || !store->path) {
        lci_store_close(store);
        return lci_fail_nomem(err, path);
    }
    memcpy(store->path, path, size);
    store->kind = kind;
    if (sqlite3_open_v2(path, &store->database, flags | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK) {
        const enum lci_status status = lci_store_fail(store, err);

        lci_store_close(store);
        return status;
    }
    (void)sqlite3_busy_timeout(store->database, BUSY_MS);
    (void)sqlite3_db_config(store->database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    (void)sqlite3_db_config(store->database, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    *out = store;
    return LCI_OK;
}

/* Whether the tables are those of this program and, of a state, every page is in order. */
static bool
is_whole(struct lci_store *store)
{
    char *tables = lci_sql_text(store->database, "SELECT group_concat(name) FROM (SELECT name FROM sqlite_master WHERE"
                                                 " type = 'table' AND name NOT LIKE 'sqlite_%%' ORDER BY name)");
    char *check = store->kind == LCI_STORE_STATE ? lci_sql_text(store->database, "PRAGMA integrity_check(1)") : NULL;
    const bool whole = tables && strcmp(tables, kinds[store->kind].tables) == 0 &&
                       (store->kind != LCI_STORE_STATE || (check && strcmp(check, "ok") == 0));

    lci_free(check);
    lci_free(tables);
    return whole;
}

static enum lci_store_found
judge(struct lci_store *store)
{
    const sqlite3_int64 id = lci_sql_number(store->database, "PRAGMA application_id");
    const sqlite3_int64 form = lci_sql_number(store->database, "PRAGMA user_version");
    const int code = sqlite3_errcode(store->database);

    if (code == SQLITE_NOTADB || code == SQLITE_CORRUPT)
        return LCI_STORE_DAMAGED;
    if (id != kinds[store->kind].application_id)
        return LCI_STORE_FOREIGN;
    if (form != kinds[store->kind].form)
        return form < kinds[store->kind].form ? LCI_STORE_OLDER : LCI_STORE_NEWER;
    return is_whole(store) ? LCI_STORE_FOUND : LCI_STORE_DAMAGED;
}

static const char *
ending_of(enum lci_store_found found)
{
    return found == LCI_STORE_OLDER     ? ".older"
           : found == LCI_STORE_NEWER   ? ".newer"
           : found == LCI_STORE_FOREIGN ? ".foreign"
                                        : ".damaged";
}

/* Moves the file out of the way, with the journal that belongs to it. */
static enum lci_status
move_aside(const char *path, const char *ending, struct lci_error *err)
{
    static const char *const parts[] = {"", "-journal", "-wal", "-shm"};
    const size_t size = strlen(path) + strlen(ending) + sizeof("-journal");
    char *from = lci_alloc(size, 1);
    char *to = lci_alloc(size, 1);
    enum lci_status status = from && to ? LCI_OK : lci_fail_nomem(err, path);

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]) && status == LCI_OK; i++) {
        (void)snprintf(from, size, "%s%s", path, parts[i]);
        (void)snprintf(to, size, "%s%s%s", path, ending, parts[i]);
        if (rename(from, to) != 0 && errno != ENOENT)
            status = lci_fail(err, LCI_E_IO, "%s: cannot be moved aside: %s", from, strerror(errno));
    }
    lci_free(from);
    lci_free(to);
    return status;
}

/* A new state in an empty file; one that a killed run began is empty too, since all of it is one transaction. */
static enum lci_status
make_tables(struct lci_store *store, struct lci_error *err)
{
    if (!lci_sql_run(store->database, "BEGIN IMMEDIATE; PRAGMA application_id = %d; PRAGMA user_version = %d; %s COMMIT",
                     kinds[store->kind].application_id, kinds[store->kind].form, kinds[store->kind].schema))
        return lci_store_fail(store, err);
    return LCI_OK;
}

enum lci_status
lci_store_set_aside(const char *path, struct lci_error *err)
{
    return move_aside(path, ending_of(LCI_STORE_DAMAGED), err);
}

static bool
is_empty(const char *path)
{
    struct stat info = {0};

    return stat(path, &info) != 0 || info.st_size == 0;
}

enum lci_status
lci_store_open(const char *path, enum lci_store_kind kind, struct lci_store **out, enum lci_store_found *found,
               struct lci_error *err)
{
    struct lci_store *store = NULL;
    enum lci_status status = LCI_OK;

    *out = NULL;
    *found = is_empty(path) ? LCI_STORE_NONE : LCI_STORE_FOUND;
    status = open_file(path, kind, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &store, err);
    if (status == LCI_OK && *found == LCI_STORE_FOUND) {
        *found = judge(store);
        if (*found != LCI_STORE_FOUND) {
            lci_store_close(store);
            store = NULL;
            status = move_aside(path, ending_of(*found), err);
            if (status == LCI_OK)
                status = open_file(path, kind, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, &store, err);
        }
    }
    if (status == LCI_OK && !lci_sql_run(store->database, "PRAGMA synchronous = FULL; PRAGMA temp_store = MEMORY"))
        status = lci_store_fail(store, err);
    if (status == LCI_OK && *found != LCI_STORE_FOUND)
        status = make_tables(store, err);
    if (status != LCI_OK) {
        lci_store_close(store);
        return status;
    }
    *out = store;
    return LCI_OK;
}

enum lci_status
lci_store_open_to_read(const char *path, enum lci_store_kind kind, struct lci_store **out, struct lci_error *err)
{
    struct lci_store *store = NULL;
    enum lci_store_found found = LCI_STORE_FOUND;
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (access(path, R_OK) != 0)
        return lci_fail(err, LCI_E_IO, "%s: cannot be read: %s", path, strerror(errno));
    status = open_file(path, kind, SQLITE_OPEN_READONLY, &store, err);
    if (status != LCI_OK)
        return status;
    found = judge(store);
    if (found != LCI_STORE_FOUND) {
        lci_store_close(store);
        return lci_fail(err, LCI_E_DATA, "%s: cannot be used: %s", path, lci_store_found_text(found));
    }
    *out = store;
    return LCI_OK;
}

void
lci_store_close(struct lci_store *store)
{
    if (!store)
        return;
    if (store->database) {
        lci_store_rollback(store);
        (void)sqlite3_close(store->database);
    }
    lci_free(store->path);
    lci_free(store);
}

const char *
lci_store_found_text(enum lci_store_found found)
{
    switch (found) {
    case LCI_STORE_FOUND:
        return "it is in order";
    case LCI_STORE_NONE:
        return "there is none yet";
    case LCI_STORE_OLDER:
        return "it was made by an older version of the program";
    case LCI_STORE_NEWER:
        return "it was made by a newer version of the program";
    case LCI_STORE_FOREIGN:
        return "the file is no state of this program";
    case LCI_STORE_DAMAGED:
        break;
    }
    return "it is damaged";
}

uint64_t
lci_store_bytes(struct lci_store *store)
{
    return (uint64_t)(lci_sql_number(store->database, "PRAGMA page_count") * lci_sql_number(store->database, "PRAGMA page_size"));
}
