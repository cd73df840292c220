/* history_read.c - series of the history, night by night. */
#include "state/history.h"

#include <math.h>

#include "state/history_internal.h"

double
lci_history_real(sqlite3_stmt *row, int column)
{
    return sqlite3_column_type(row, column) == SQLITE_NULL ? NAN : sqlite3_column_double(row, column);
}

static const char *
text_of(sqlite3_stmt *row, int column)
{
    return (const char *)sqlite3_column_text(row, column);
}

struct lci_history_figure
lci_history_figure_of(sqlite3_stmt *row, int first)
{
    return (struct lci_history_figure){
        .profile = text_of(row, first),
        .definition = text_of(row, first + 1),
        .category = text_of(row, first + 2),
        .category_set = text_of(row, first + 3),
        .k = sqlite3_column_int64(row, first + 4),
        .weight = text_of(row, first + 5),
        .limit_m = lci_history_real(row, first + 6),
        .limit_min = lci_history_real(row, first + 7),
        .radius_m = lci_history_real(row, first + 8),
        .counted_level = text_of(row, first + 9),
        .detail = text_of(row, first + 10),
    };
}

/* A series is in a night what the last row up to it says. `+` keeps the planner from another order of the tables. */
static const char query[] =
    "SELECT n.id, n.started_at, u.level, u.code, u.name, h.numerator, h.denominator, h.value, " LCI_HISTORY_FIGURE_COLUMNS
    " FROM (SELECT DISTINCT h.unit, h.figure FROM history_units u JOIN history h ON h.unit = u.id JOIN history_figures f"
    "  ON f.id = h.figure WHERE (?1 IS NULL OR u.code = ?1 OR u.name = ?1) AND (?2 IS NULL OR f.category = ?2 OR"
    "  f.category_set = ?2) AND (?3 IS NULL OR f.definition = ?3)) s"
    " JOIN history_units u ON u.id = s.unit JOIN history_figures f ON f.id = s.figure JOIN nights n JOIN history h"
    "  ON h.unit = s.unit AND h.figure = s.figure AND h.night = (SELECT max(l.night) FROM history l WHERE l.unit = s.unit AND"
    "  l.figure = s.figure AND l.night <= n.id)"
    " WHERE n.status IN ('published', 'unchanged') AND h.is_there AND (?4 = 0 OR n.id = ?4)"
    " ORDER BY n.id, u.level, u.code, f.profile, f.definition, f.category, f.category_set, f.k, f.weight, f.limit_m, f.radius_m,"
    "  f.counted_level, f.detail";

enum lci_status
lci_history_read(struct lci_store *store, const struct lci_history_filter *filter,
                 enum lci_status (*visit)(void *user, const struct lci_history_point *point, struct lci_error *err), void *user,
                 struct lci_error *err)
{
    sqlite3_stmt *row = lci_sql_prepare(store->database, "%s", query);
    enum lci_status status = row ? LCI_OK : lci_store_fail(store, err);
    int step = SQLITE_DONE;

    if (status == LCI_OK) {
        (void)sqlite3_bind_text(row, 1, filter->unit, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(row, 2, filter->category, -1, SQLITE_STATIC);
        (void)sqlite3_bind_text(row, 3, filter->definition, -1, SQLITE_STATIC);
        (void)sqlite3_bind_int64(row, 4, (sqlite3_int64)filter->night);
    }
    while (status == LCI_OK && (step = sqlite3_step(row)) == SQLITE_ROW) {
        const struct lci_history_point point = {
            .night = (uint64_t)sqlite3_column_int64(row, 0),
            .started_at = text_of(row, 1),
            .unit = {text_of(row, 2), text_of(row, 3), text_of(row, 4)},
            .figure = lci_history_figure_of(row, 8),
            .value = {lci_history_real(row, 5), lci_history_real(row, 6), lci_history_real(row, 7)},
        };

        status = visit(user, &point, err);
    }
    if (status == LCI_OK && step != SQLITE_DONE)
        status = lci_store_fail(store, err);
    (void)sqlite3_finalize(row);
    return status;
}
