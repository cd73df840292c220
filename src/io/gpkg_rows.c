/* gpkg_rows.c - layers are filled in order by one thread, while others fill long ones aside for it to take over. */
#include "io/gpkg_rows.h"

#include <math.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/alloc.h"
#include "base/sql.h"
#include "io/gpkg_feed.h"

/* A file that fails is thrown away as a whole, and the whole file is synced before it is published. */
static const char unsafe[] = "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA locking_mode = EXCLUSIVE";

/* Tables with fewer values are not worth a file of their own. */
enum { LEAST_ASIDE = 50000, SUFFIX_SIZE = 32 };

enum state { UNTOUCHED, TAKEN, FILLED }; /* by whoever fills it aside, or in its place */

struct layer {
    struct lci_gpkg_feed feed;
    char *sql;                           /* that makes its table */
    char *make_triggers, *drop_triggers; /* scripts; NULL: it has none that follow new rows */
    char *aside;                         /* path of the file that it may be filled in */
    atomic_int state;
    bool is_aside; /* who took it fills the file aside */
};

struct fill {
    sqlite3 *database;
    struct layer *layers;
    size_t layer_count;
    size_t next;            /* layer that is to be filled or taken over next */
    size_t *longest;        /* layer_count: layers by length */
    size_t aside_count;     /* of them, those that may be filled aside */
    int page_bytes;         /* of the file */
    atomic_bool is_waiting; /* the next layer is being filled aside: whoever does it takes no other before */
};

static size_t
value_count(const struct layer *layer)
{
    return layer->feed.table->row_count * layer->feed.table->column_count;
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
open_layer(sqlite3 *database, const char *path, size_t number, const struct lci_table *table, struct layer *layer,
           struct lci_error *err)
{
    const size_t path_size = strlen(path) + SUFFIX_SIZE;

    layer->feed = (struct lci_gpkg_feed){.table = table, .box_m = {INFINITY, -INFINITY, INFINITY, -INFINITY}};
    layer->sql = lci_sql_text(database, "SELECT sql FROM sqlite_master WHERE type = 'table' AND name = %Q", table->name);
    layer->make_triggers = script_of_triggers(database, table->name, "sql");
    layer->drop_triggers = script_of_triggers(database, table->name, "'DROP TRIGGER \"' || name || '\"'");
    layer->feed.crs_id =
        (int32_t)lci_sql_number(database, "SELECT srs_id FROM gpkg_contents WHERE table_name = %Q", table->name);
    layer->aside = lci_alloc(path_size, 1);
    if (table->shape != LCI_TABLE_PLAIN)
        layer->feed.index = lci_gpkg_index_new();
    if (!layer->aside || (table->shape != LCI_TABLE_PLAIN && !layer->feed.index))
        return lci_fail_nomem(err, table->name);
    if (!layer->sql || (layer->drop_triggers && !lci_sql_run(database, "%s", layer->drop_triggers)))
        return lci_gpkg_fail(database, table, err);
    (void)snprintf(layer->aside, path_size, "%s-%zu", path, number);
    return LCI_OK;
}

static void
close_layer(struct layer *layer)
{
    lci_gpkg_index_free(layer->feed.index);
    lci_free(layer->sql);
    lci_free(layer->make_triggers);
    lci_free(layer->drop_triggers);
    if (layer->is_aside)
        (void)unlink(layer->aside);
    lci_free(layer->aside);
}

static bool
is_stretched(const double box_m[4])
{
    return box_m[0] <= box_m[1];
}

/* What GDAL notes about a layer when it closes it. */
static bool
write_summary(sqlite3 *database, const struct lci_gpkg_feed *feed)
{
    const struct lci_table *table = feed->table;
    sqlite3_stmt *put = lci_sql_prepare(
        database, "UPDATE gpkg_contents SET min_x = ?, max_x = ?, min_y = ?, max_y = ? WHERE table_name = %Q", table->name);
    bool done = put != NULL;

    for (int side = 0; side < 4 && done && is_stretched(feed->box_m); side++)
        done = sqlite3_bind_double(put, side + 1, feed->box_m[side]) == SQLITE_OK;
    done = done && lci_sql_step(put);
    (void)sqlite3_finalize(put);
    return done && lci_sql_run(database, "UPDATE gpkg_ogr_contents SET feature_count = %lld WHERE table_name = %Q",
                               (sqlite3_int64)table->row_count, table->name);
}

/* Rows of a layer into a new file with nothing but its table. */
static enum lci_status
fill_aside(struct layer *layer, int page_bytes, struct lci_error *err)
{
    const struct lci_table *table = layer->feed.table;
    sqlite3 *database = NULL;
    enum lci_status status = LCI_OK;

    if (sqlite3_open_v2(layer->aside, &database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, NULL) !=
            SQLITE_OK ||
        !lci_sql_run(database, "PRAGMA page_size = %d; %s; %s; BEGIN", page_bytes, unsafe, layer->sql))
        status = lci_gpkg_fail(database, table, err);
    if (status == LCI_OK)
        status = lci_gpkg_feed(database, &layer->feed, err);
    if (status == LCI_OK && !lci_sql_run(database, "COMMIT"))
        status = lci_gpkg_fail(database, table, err);
    if (sqlite3_close(database) != SQLITE_OK && status == LCI_OK)
        status = lci_gpkg_fail(database, table, err);
    return status;
}

/* SQLite copies records as they are where both tables are alike (insert.c, xferOptimization), into the pages that the rows
 * themselves would have filled. */
static enum lci_status
take_over(sqlite3 *database, const struct layer *layer, struct lci_error *err)
{
    const char *name = layer->feed.table->name;

    if (lci_sql_run(database,
                    "ATTACH %Q AS aside; BEGIN; INSERT INTO main.\"%w\" SELECT * FROM aside.\"%w\"; COMMIT; "
                    "DETACH aside",
                    layer->aside, name, name))
        return LCI_OK;
    return lci_gpkg_fail(database, layer->feed.table, err);
}

static enum lci_status
fill_in_place(sqlite3 *database, struct layer *layer, struct lci_error *err)
{
    enum lci_status status = lci_sql_run(database, "BEGIN") ? LCI_OK : lci_gpkg_fail(database, layer->feed.table, err);

    if (status == LCI_OK)
        status = lci_gpkg_feed(database, &layer->feed, err);
    if (status == LCI_OK && !lci_sql_run(database, "COMMIT"))
        status = lci_gpkg_fail(database, layer->feed.table, err);
    return status;
}

static enum lci_status
complete(sqlite3 *database, const struct layer *layer, struct lci_error *err)
{
    const struct lci_gpkg_feed *feed = &layer->feed;

    if (lci_sql_run(database, "BEGIN") && (!feed->index || lci_gpkg_index_write(feed->index, database, feed->table->name)) &&
        write_summary(database, feed) && (!layer->make_triggers || lci_sql_run(database, "%s", layer->make_triggers)) &&
        lci_sql_run(database, "COMMIT"))
        return LCI_OK;
    return lci_gpkg_fail(database, feed->table, err);
}

static bool
try_to_take(struct layer *layer)
{
    int untouched = UNTOUCHED;

    return atomic_compare_exchange_strong(&layer->state, &untouched, TAKEN);
}

/* Goes on through the layers in order, up to one that is being filled aside. */
static enum lci_status
fill_in_order(struct fill *fill, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (; fill->next < fill->layer_count && status == LCI_OK; fill->next++) {
        struct layer *layer = &fill->layers[fill->next];

        if (try_to_take(layer))
            status = fill_in_place(fill->database, layer, err);
        else if (atomic_load(&layer->state) == FILLED)
            status = take_over(fill->database, layer, err);
        else
            break;
        if (status == LCI_OK)
            status = complete(fill->database, layer, err);
        if (layer->is_aside)
            (void)unlink(layer->aside); /* the disk holds no table twice for longer than needed */
    }
    atomic_store(&fill->is_waiting, true);
    return status;
}

/* The longest that is left first, until somebody waits. */
static enum lci_status
fill_others(struct fill *fill, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < fill->aside_count && status == LCI_OK && !atomic_load(&fill->is_waiting); i++) {
        struct layer *layer = &fill->layers[fill->longest[i]];

        if (!try_to_take(layer))
            continue;
        layer->is_aside = true;
        status = fill_aside(layer, fill->page_bytes, err);
        if (status == LCI_OK) /* else nobody takes it over, and this error is the one that is told */
            atomic_store(&layer->state, FILLED);
    }
    return status;
}

static enum lci_status
work(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    (void)worker;
    return item == 0 ? fill_in_order(user, err) : fill_others(user, err);
}

/* In rounds: one ends when the next layer in order is being filled aside, and has been. */
static enum lci_status
fill_layers(struct fill *fill, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const size_t thread_count = pool && fill->aside_count > 0 ? lci_pool_thread_count(pool) : 1;
    enum lci_status status = LCI_OK;

    while (fill->next < fill->layer_count && status == LCI_OK) {
        atomic_store(&fill->is_waiting, false);
        if (thread_count > 1)
            status = lci_pool_run(pool, context, "write", thread_count, 1, work, fill, err);
        else
            status = fill_in_order(fill, err);
    }
    return status;
}

/* Longer ones first; of equal ones the first. */
static void
sort_by_length(struct fill *fill)
{
    for (size_t i = 0; i < fill->layer_count; i++) {
        const size_t count = value_count(&fill->layers[i]);
        size_t to = i;

        for (; to > 0 && value_count(&fill->layers[fill->longest[to - 1]]) < count; to--)
            fill->longest[to] = fill->longest[to - 1];
        fill->longest[to] = i;
        fill->aside_count += count >= LEAST_ASIDE;
    }
}

static enum lci_status
open_layers(struct fill *fill, const char *path, const struct lci_table *tables, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    fill->layers = lci_new_array(struct layer, fill->layer_count);
    fill->longest = lci_new_array(size_t, fill->layer_count);
    if (!fill->layers || !fill->longest)
        return lci_fail_nomem(err, "GPKG");
    if (sqlite3_open_v2(path, &fill->database, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, NULL) != SQLITE_OK ||
        !lci_sql_run(fill->database, "%s; BEGIN", unsafe))
        return lci_gpkg_fail(fill->database, NULL, err);
    fill->page_bytes = (int)lci_sql_number(fill->database, "PRAGMA page_size");
    for (size_t t = 0; t < fill->layer_count && status == LCI_OK; t++)
        status = open_layer(fill->database, path, t, &tables[t], &fill->layers[t], err);
    if (status == LCI_OK && !lci_sql_run(fill->database, "COMMIT"))
        status = lci_gpkg_fail(fill->database, NULL, err);
    return status;
}

enum lci_status
lci_gpkg_fill(const char *path, const struct lci_table *tables, size_t table_count, struct lci_pool *pool,
              const struct lci_context *context, struct lci_error *err)
{
    struct fill fill = {.layer_count = table_count};
    enum lci_status status = open_layers(&fill, path, tables, err);

    if (status == LCI_OK) {
        sort_by_length(&fill);
        status = fill_layers(&fill, pool, context, err);
    }
    if (sqlite3_close(fill.database) != SQLITE_OK && status == LCI_OK)
        status = lci_gpkg_fail(fill.database, NULL, err);
    for (size_t t = 0; fill.layers && t < table_count; t++)
        close_layer(&fill.layers[t]);
    lci_free(fill.layers);
    lci_free(fill.longest);
    return status;
}
