/* values.c - a memo whose values outlive the run, in a store. */
#include "state/values.h"

#include <string.h>

#include "base/alloc.h"
#include "state/store_internal.h"

/*
 * A value stays for so many turns after its last use: some are asked for only where others that are made of them are not
 * found, and a night after which one of those is missing should not have to make all its parts again.
 */
enum { PRINT_SIZE = 16, KEPT_TURNS = 4 };

struct lci_values {
    struct lci_memo memo;
    struct lci_store *store;
    struct lci_fingerprint program;
    struct lci_hasher *hasher;
    sqlite3_stmt *get, *put, *use;
    bool anew, is_damaged;
};

static void
write_print(struct lci_fingerprint print, unsigned char bytes[PRINT_SIZE])
{
    for (size_t i = 0; i < 8; i++) {
        bytes[i] = (unsigned char)(print.high >> (56 - 8 * i));
        bytes[8 + i] = (unsigned char)(print.low >> (56 - 8 * i));
    }
}

/* The key of the row: of the program, the kind and the key that was asked for. */
static void
write_key(struct lci_values *values, enum lci_memo_kind kind, struct lci_fingerprint key, unsigned char bytes[PRINT_SIZE])
{
    lci_hasher_reset(values->hasher);
    lci_hasher_add_fingerprint(values->hasher, values->program);
    lci_hasher_add_u32(values->hasher, (uint32_t)kind);
    lci_hasher_add_fingerprint(values->hasher, key);
    write_print(lci_hasher_end(values->hasher), bytes);
}

/* What is stored beside a value: of its row's key and its bytes. */
static void
write_check(struct lci_values *values, const unsigned char key[PRINT_SIZE], const void *bytes, size_t size,
            unsigned char check[PRINT_SIZE])
{
    lci_hasher_reset(values->hasher);
    lci_hasher_add(values->hasher, key, PRINT_SIZE);
    lci_hasher_add(values->hasher, bytes, size);
    write_print(lci_hasher_end(values->hasher), check);
}

static bool
is_damage(const struct lci_values *values)
{
    const int code = sqlite3_errcode(values->store->database);

    return code == SQLITE_CORRUPT || code == SQLITE_NOTADB;
}

/* Damage is noted and no error. */
static enum lci_status
fail(struct lci_values *values, struct lci_error *err)
{
    if (!is_damage(values))
        return lci_store_fail(values->store, err);
    values->is_damaged = true;
    return LCI_OK;
}

/* Notes that a row is still of use. */
static enum lci_status
use(struct lci_values *values, const unsigned char key[PRINT_SIZE], struct lci_error *err)
{
    if (sqlite3_bind_blob(values->use, 1, key, PRINT_SIZE, SQLITE_TRANSIENT) != SQLITE_OK || !lci_sql_step(values->use))
        return fail(values, err);
    return LCI_OK;
}

static enum lci_status
get(void *user, enum lci_memo_kind kind, struct lci_fingerprint key, const void **bytes, size_t *size, struct lci_error *err)
{
    static const unsigned char nothing[1];
    struct lci_values *values = user;
    unsigned char row[PRINT_SIZE];
    unsigned char check[PRINT_SIZE];
    int step = 0;

    *bytes = NULL;
    *size = 0;
    if (values->is_damaged || values->anew)
        return LCI_OK;
    write_key(values, kind, key, row);
    (void)sqlite3_reset(values->get);
    if (sqlite3_bind_blob(values->get, 1, row, PRINT_SIZE, SQLITE_TRANSIENT) != SQLITE_OK)
        return fail(values, err);
    step = sqlite3_step(values->get);
    if (step == SQLITE_DONE)
        return LCI_OK;
    if (step != SQLITE_ROW)
        return fail(values, err);
    *bytes = sqlite3_column_blob(values->get, 1);
    *size = (size_t)sqlite3_column_bytes(values->get, 1);
    if (!*bytes && *size == 0)
        *bytes = nothing;
    write_check(values, row, *bytes, *size, check);
    if (sqlite3_column_bytes(values->get, 0) != PRINT_SIZE || memcmp(sqlite3_column_blob(values->get, 0), check, PRINT_SIZE) != 0) {
        values->is_damaged = true;
        *bytes = NULL;
        *size = 0;
        return LCI_OK;
    }
    return use(values, row, err);
}

static enum lci_status
put(void *user, enum lci_memo_kind kind, struct lci_fingerprint key, const void *bytes, size_t size, struct lci_error *err)
{
    struct lci_values *values = user;
    unsigned char row[PRINT_SIZE];
    unsigned char check[PRINT_SIZE];
    enum lci_status status = LCI_OK;

    if (values->is_damaged || sqlite3_db_readonly(values->store->database, "main") != 0)
        return LCI_OK;
    (void)sqlite3_reset(values->get);
    status = lci_store_begin(values->store, err);
    if (status != LCI_OK)
        return is_damage(values) ? fail(values, err) : status;
    write_key(values, kind, key, row);
    write_check(values, row, bytes, size, check);
    if (sqlite3_bind_blob(values->put, 1, row, PRINT_SIZE, SQLITE_TRANSIENT) != SQLITE_OK ||
        sqlite3_bind_int(values->put, 2, (int)kind) != SQLITE_OK ||
        sqlite3_bind_blob(values->put, 3, check, PRINT_SIZE, SQLITE_TRANSIENT) != SQLITE_OK ||
        sqlite3_bind_blob64(values->put, 4, size > 0 ? bytes : "", size, SQLITE_STATIC) != SQLITE_OK || !lci_sql_step(values->put))
        return fail(values, err);
    return use(values, row, err);
}

enum lci_status
lci_values_new(struct lci_store *store, struct lci_fingerprint program, bool anew, struct lci_values **out,
               struct lci_error *err)
{
    struct lci_values *values = lci_new(struct lci_values);

    *out = NULL;
    if (!values)
        return lci_fail_nomem(err, store->path);
    values->store = store;
    values->program = program;
    values->anew = anew;
    values->memo = (struct lci_memo){.get = get, .put = put, .user = values};
    values->hasher = lci_hasher_new();
    if (values->hasher && lci_sql_run(store->database, "CREATE TEMP TABLE used (key BLOB PRIMARY KEY) WITHOUT ROWID")) {
        values->get = lci_sql_prepare(store->database, "SELECT check_print, value FROM memo WHERE key = ?1");
        values->put = lci_sql_prepare(store->database,
                                      "INSERT OR REPLACE INTO memo (key, kind, check_print, value) VALUES (?1, ?2, ?3, ?4)");
        values->use = lci_sql_prepare(store->database, "INSERT OR IGNORE INTO temp.used VALUES (?1)");
    }
    if (!values->get || !values->put || !values->use) {
        const enum lci_status status = values->hasher ? lci_store_fail(store, err) : lci_fail_nomem(err, store->path);

        lci_values_free(values);
        return status;
    }
    *out = values;
    return LCI_OK;
}

void
lci_values_free(struct lci_values *values)
{
    if (!values)
        return;
    (void)sqlite3_finalize(values->get);
    (void)sqlite3_finalize(values->put);
    (void)sqlite3_finalize(values->use);
    (void)lci_sql_run(values->store->database, "DROP TABLE IF EXISTS temp.used");
    lci_hasher_free(values->hasher);
    lci_free(values);
}

struct lci_memo *
lci_values_memo(struct lci_values *values)
{
    return &values->memo;
}

/* Notes this turn with every value used, and drops those that were last used too long ago. */
static bool
drop_unused(sqlite3 *database)
{
    const sqlite3_int64 turn = lci_sql_number(database, "SELECT max(turn) FROM uses") + 1;
    const sqlite3_int64 last = turn - KEPT_TURNS;

    return lci_sql_run(database, "INSERT OR REPLACE INTO uses SELECT key, %lld FROM temp.used", (long long)turn) &&
           lci_sql_run(database, "DELETE FROM memo WHERE key IN (SELECT key FROM uses WHERE turn <= %lld)", (long long)last) &&
           lci_sql_run(database, "DELETE FROM uses WHERE turn <= %lld", (long long)last);
}

enum lci_status
lci_values_keep_used(struct lci_values *values, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (values->is_damaged)
        return LCI_OK;
    (void)sqlite3_reset(values->get);
    status = lci_store_begin(values->store, err);
    if (status == LCI_OK && !drop_unused(values->store->database))
        status = fail(values, err);
    if (status == LCI_OK && !values->is_damaged)
        status = lci_store_commit(values->store, err);
    return status;
}

bool
lci_values_are_damaged(const struct lci_values *values)
{
    return values->is_damaged;
}
