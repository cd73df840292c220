/* objects.c - which facilities, homes, streets and units the nights have had. */
#include "state/objects.h"

#include <string.h>

#include "state/store_internal.h"

enum { ITEM_SIZE = 8 };

/* Least byte first, on every machine. */
static void
write_items(const struct lci_objects *objects, unsigned char *bytes)
{
    for (size_t i = 0; i < objects->count; i++)
        for (size_t b = 0; b < ITEM_SIZE; b++)
            bytes[ITEM_SIZE * i + b] = (unsigned char)(objects->items[i] >> 8 * b);
}

static void
read_items(const unsigned char *bytes, struct lci_objects *objects)
{
    for (size_t i = 0; i < objects->count; i++)
        for (size_t b = 0; b < ITEM_SIZE; b++)
            objects->items[i] |= (uint64_t)bytes[ITEM_SIZE * i + b] << 8 * b;
}

enum lci_status
lci_objects_put(struct lci_store *store, uint64_t night, const char *kind, const struct lci_objects *objects, struct lci_error *err)
{
    unsigned char *bytes = lci_alloc(objects->count + 1, ITEM_SIZE);
    sqlite3_stmt *statement = NULL;
    enum lci_status status = bytes ? lci_store_begin(store, err) : lci_fail_nomem(err, store->path);
    bool done = false;

    if (status == LCI_OK) {
        write_items(objects, bytes);
        statement = lci_sql_prepare(store->database, "INSERT OR REPLACE INTO objects (night, kind, items) VALUES (%lld, %Q, ?1)",
                                    (long long)night, kind);
        done = statement && sqlite3_bind_blob64(statement, 1, bytes, objects->count * ITEM_SIZE, SQLITE_STATIC) == SQLITE_OK &&
               lci_sql_step(statement);
        status = done ? LCI_OK : lci_store_fail(store, err);
    }
    (void)sqlite3_finalize(statement);
    lci_free(bytes);
    return status;
}

enum lci_status
lci_objects_get(struct lci_store *store, uint64_t night, const char *kind, struct lci_arena *arena, struct lci_objects *out,
                bool *found,
                struct lci_error *err)
{
    sqlite3_stmt *statement = lci_sql_prepare(store->database, "SELECT items FROM objects WHERE night = %lld AND kind = %Q",
                                              (long long)night, kind);
    const int step = statement ? sqlite3_step(statement) : SQLITE_ERROR;
    enum lci_status status = LCI_OK;

    *out = (struct lci_objects){.items = NULL};
    *found = step == SQLITE_ROW;
    if (*found) {
        out->count = (size_t)sqlite3_column_bytes(statement, 0) / ITEM_SIZE;
        out->items = lci_arena_alloc(arena, out->count + 1, sizeof(*out->items));
        if (out->items && out->count > 0)
            read_items(sqlite3_column_blob(statement, 0), out);
        else if (!out->items)
            status = lci_fail_nomem(err, store->path);
    } else if (step != SQLITE_DONE) {
        status = lci_store_fail(store, err);
    }
    (void)sqlite3_finalize(statement);
    return status;
}

size_t
lci_objects_count_gone(const struct lci_objects *before, const struct lci_objects *now)
{
    size_t gone = 0;
    size_t at = 0;

    for (size_t i = 0; i < before->count; i++) {
        while (at < now->count && now->items[at] < before->items[i])
            at++;
        if (at < now->count && now->items[at] == before->items[i])
            at++;
        else
            gone++;
    }
    return gone;
}

enum lci_status
lci_objects_prune(struct lci_store *store, uint64_t oldest, uint64_t current, struct lci_error *err)
{
    const enum lci_status status = lci_store_begin(store, err);

    if (status != LCI_OK)
        return status;
    if (!lci_sql_run(store->database, "DELETE FROM objects WHERE night < %lld AND night <> %lld", (long long)oldest,
                     (long long)current))
        return lci_store_fail(store, err);
    return LCI_OK;
}
