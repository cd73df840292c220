/* history_write.c - what is different tonight, into the table; what is of no use any more, out of it. */
#include <math.h>

#include "state/history_internal.h"

/* Binds a number, or null. */
static void
bind_real(sqlite3_stmt *statement, int at, double value)
{
    if (isnan(value))
        (void)sqlite3_bind_null(statement, at);
    else
        (void)sqlite3_bind_double(statement, at, value);
}

static void
bind_text(sqlite3_stmt *statement, int at, const char *text)
{
    (void)sqlite3_bind_text(statement, at, text, -1, SQLITE_STATIC);
}

/* Units that are new, and new names of others. */
static enum lci_status
write_units(struct lci_history *history, struct lci_error *err)
{
    sqlite3 *database = history->store->database;
    sqlite3_stmt *statement = lci_sql_prepare(database, "INSERT INTO history_units (id, level, code, name) VALUES (?1, ?2, ?3, ?4)"
                                                        " ON CONFLICT (id) DO UPDATE SET name = ?4");
    bool done = statement != NULL;

    for (size_t i = 0; i < history->unit_count && done; i++) {
        if (history->unit_ids[i] > 0 && !history->is_renamed[i])
            continue;
        if (history->unit_ids[i] > 0)
            (void)sqlite3_bind_int64(statement, 1, history->unit_ids[i]);
        else
            (void)sqlite3_bind_null(statement, 1);
        bind_text(statement, 2, history->units[i].level);
        bind_text(statement, 3, history->units[i].code);
        bind_text(statement, 4, history->units[i].name);
        done = lci_sql_step(statement);
        if (history->unit_ids[i] == 0)
            history->unit_ids[i] = sqlite3_last_insert_rowid(database);
        history->is_renamed[i] = false;
    }
    return lci_store_finish(history->store, statement, done, err);
}

static enum lci_status
write_figures(struct lci_history *history, struct lci_error *err)
{
    sqlite3 *database = history->store->database;
    sqlite3_stmt *statement = lci_sql_prepare(database,
                                              "INSERT INTO history_figures (profile, definition, category, category_set, k,"
                                                        " weight, limit_m, limit_min, radius_m, counted_level, detail)"
                                                        " VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)");
    bool done = statement != NULL;

    for (size_t i = 0; i < history->figure_count && done; i++) {
        const struct lci_history_figure *figure = &history->figures[i];

        if (history->figure_ids[i] > 0)
            continue;
        bind_text(statement, 1, figure->profile);
        bind_text(statement, 2, figure->definition);
        bind_text(statement, 3, figure->category);
        bind_text(statement, 4, figure->category_set);
        if (figure->k > 0)
            (void)sqlite3_bind_int64(statement, 5, figure->k);
        else
            (void)sqlite3_bind_null(statement, 5);
        bind_text(statement, 6, figure->weight);
        bind_real(statement, 7, figure->limit_m);
        bind_real(statement, 8, figure->limit_min);
        bind_real(statement, 9, figure->radius_m);
        bind_text(statement, 10, figure->counted_level);
        bind_text(statement, 11, figure->detail);
        done = lci_sql_step(statement);
        history->figure_ids[i] = sqlite3_last_insert_rowid(database);
    }
    return lci_store_finish(history->store, statement, done, err);
}

static enum lci_status
write_differences(struct lci_history *history, uint64_t night, struct lci_error *err)
{
    static const struct lci_history_value none = {NAN, NAN, NAN};
    sqlite3_stmt *statement = lci_sql_prepare(history->store->database,
                                              "INSERT OR REPLACE INTO history (unit, figure, night, is_there, numerator,"
                                              " denominator, value) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)");
    bool done = statement != NULL;

    for (size_t i = 0; i < history->difference_count && done; i++) {
        const struct lci_history_difference *difference = &history->differences[i];
        const bool is_there = difference->entry != LCI_NOWHERE;
        const struct lci_history_value *value = is_there ? &history->entries[difference->entry].value : &none;

        (void)sqlite3_bind_int64(statement, 1, history->unit_ids[difference->unit]);
        (void)sqlite3_bind_int64(statement, 2, history->figure_ids[difference->figure]);
        (void)sqlite3_bind_int64(statement, 3, (sqlite3_int64)night);
        (void)sqlite3_bind_int(statement, 4, is_there);
        bind_real(statement, 5, value->numerator);
        bind_real(statement, 6, value->denominator);
        bind_real(statement, 7, value->value);
        done = lci_sql_step(statement);
    }
    return lci_store_finish(history->store, statement, done, err);
}

static enum lci_status
drop_useless(struct lci_history *history, struct lci_error *err)
{
    sqlite3 *database = history->store->database;
    sqlite3_stmt *statement = lci_sql_prepare(database, "DELETE FROM history WHERE unit = ?1 AND figure = ?2 AND night = ?3");
    bool done = statement != NULL;

    for (size_t i = 0; i < history->useless_count && done; i++) {
        (void)sqlite3_bind_int64(statement, 1, history->useless[i].unit);
        (void)sqlite3_bind_int64(statement, 2, history->useless[i].figure);
        (void)sqlite3_bind_int64(statement, 3, history->useless[i].night);
        done = lci_sql_step(statement);
    }
    if (done && history->has_dead)
        done = lci_sql_run(database, "DELETE FROM history_figures WHERE id NOT IN (SELECT figure FROM history);"
                                     "DELETE FROM history_units WHERE id NOT IN (SELECT unit FROM history)");
    return lci_store_finish(history->store, statement, done, err);
}

enum lci_status
lci_history_write(struct lci_history *history, uint64_t night, struct lci_error *err)
{
    enum lci_status status = lci_store_begin(history->store, err);

    if (status == LCI_OK)
        status = write_units(history, err);
    if (status == LCI_OK)
        status = write_figures(history, err);
    if (status == LCI_OK)
        status = write_differences(history, night, err);
    return status == LCI_OK ? drop_useless(history, err) : status;
}

enum lci_status
lci_history_drop(struct lci_store *store, uint64_t night, struct lci_error *err)
{
    const enum lci_status status = lci_store_begin(store, err);

    if (status != LCI_OK)
        return status;
    return lci_sql_run(store->database, "DELETE FROM history WHERE night = %lld",
                       (long long)night) ? LCI_OK : lci_store_fail(store, err);
}

/* Where the last row is not what held in the published night: that again. IS, since a value may be null. */
static const char again[] =
    "INSERT OR REPLACE INTO history (unit, figure, night, is_there, numerator, denominator, value)"
    " SELECT s.unit, s.figure, %lld, coalesce(h.is_there, 0), h.numerator, h.denominator, h.value"
    " FROM (SELECT unit, figure, max(night) AS last FROM history GROUP BY unit, figure HAVING max(night) > %lld) s"
    " JOIN history l ON l.unit = s.unit AND l.figure = s.figure AND l.night = s.last"
    " LEFT JOIN history h ON h.unit = s.unit AND h.figure = s.figure AND h.night = (SELECT max(e.night) FROM history e"
    "  WHERE e.unit = s.unit AND e.figure = s.figure AND e.night <= %lld)"
    " WHERE coalesce(h.is_there, 0) IS NOT l.is_there OR h.numerator IS NOT l.numerator OR h.denominator IS NOT l.denominator"
    "  OR h.value IS NOT l.value";

enum lci_status
lci_history_stay(struct lci_store *store, uint64_t night, uint64_t published, struct lci_error *err)
{
    const enum lci_status status = lci_store_begin(store, err);

    if (status != LCI_OK)
        return status;
    return lci_sql_run(store->database, again, (long long)night, (long long)published,
                       (long long)published) ? LCI_OK : lci_store_fail(store, err);
}
