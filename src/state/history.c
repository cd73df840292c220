/* history.c - the figures of one night beside those of the nights before: what is different is written. */
#include "state/history.h"

#include <math.h>
#include <string.h>

#include "base/sort.h"
#include "state/history_internal.h"

/* A row of the table `history`, with indices instead of ids. */
struct stored {
    uint64_t key;
    sqlite3_int64 unit_id, figure_id, night;
    bool is_there;
    struct lci_history_value value;
};

/* Where the table is being read. */
struct reading {
    sqlite3_stmt *rows;
    bool has_row; /* `row` is the next one */
    struct stored row;
    uint32_t unit, figure; /* indices of the last row's ids: ids only grow, figures within a unit */
};

/* What the table says of one series. */
struct told {
    bool is_published, is_last;
    struct lci_history_value published, last;
};

static uint32_t
number_of_real(struct lci_numbering *numbers, double value)
{
    uint64_t bits = 0;

    if (isnan(value))
        return lci_numbering_pair(numbers, UINT32_MAX, UINT32_MAX);
    memcpy(&bits, &value, sizeof(bits));
    return lci_numbering_pair(numbers, (uint32_t)(bits >> 32), (uint32_t)bits);
}

static uint32_t
number_of_unit(struct lci_numbering *numbers, const struct lci_history_unit *unit)
{
    return lci_numbering_pair(numbers, lci_numbering_text(numbers, unit->level), lci_numbering_text(numbers, unit->code));
}

static uint32_t
number_of_figure(struct lci_numbering *numbers, const struct lci_history_figure *figure)
{
    const char *const texts[] = {figure->profile,       figure->definition,    figure->category, figure->category_set,
                                 figure->counted_level, figure->detail,        figure->weight};
    const double reals[] = {figure->limit_m, figure->limit_min, figure->radius_m};
    uint32_t number = (uint32_t)figure->k;

    for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
        number = lci_numbering_pair(numbers, number, lci_numbering_text(numbers, texts[i]));
    for (size_t i = 0; i < sizeof(reals) / sizeof(reals[0]); i++)
        number = lci_numbering_pair(numbers, number, number_of_real(numbers, reals[i]));
    return number;
}

/* The place of a chain's number in one of the maps, or NULL. */
static uint32_t *
place_of(uint32_t **map, size_t *capacity, uint32_t number)
{
    const size_t before = *capacity;

    if (!lci_reserve(map, (size_t)number + 1, capacity))
        return NULL;
    if (*capacity > before)
        memset(*map + before, 0, (*capacity - before) * sizeof(**map));
    return &(*map)[number];
}

/* A copy; NULL of NULL, and *failed when memory runs out. */
static const char *
copy_text(struct lci_history *history, const char *text, bool *failed)
{
    const char *copy = text ? lci_arena_text(&history->arena, text, strlen(text)) : NULL;

    *failed = *failed || (text && !copy);
    return copy;
}

/* Index of a unit, which is added where it is new; id 0: to be written. */
static enum lci_status
take_unit(struct lci_history *history, const struct lci_history_unit *unit, sqlite3_int64 id, uint32_t *index,
          struct lci_error *err)
{
    uint32_t *place = place_of(&history->unit_of, &history->unit_of_capacity, number_of_unit(&history->numbers, unit));
    bool failed = history->numbers.failed || !place;

    if (!failed && *place > 0) {
        *index = *place - 1;
        if (strcmp(history->units[*index].name, unit->name) == 0)
            return LCI_OK;
        history->units[*index].name = copy_text(history, unit->name, &failed);
        history->is_renamed[*index] = true;
    } else if (!failed) {
        failed = !lci_grow(&history->units, history->unit_count, &history->unit_capacity) ||
                 !lci_grow(&history->unit_ids, history->unit_count, &history->unit_id_capacity) ||
                 !lci_grow(&history->is_renamed, history->unit_count, &history->renamed_capacity);
        if (!failed) {
            *index = (uint32_t)history->unit_count++;
            history->units[*index] = (struct lci_history_unit){.level = copy_text(history, unit->level, &failed),
                                                               .code = copy_text(history, unit->code, &failed),
                                                               .name = copy_text(history, unit->name, &failed)};
            history->unit_ids[*index] = id;
            history->is_renamed[*index] = false;
            *place = *index + 1;
        }
    }
    return failed ? lci_fail_nomem(err, "history") : LCI_OK;
}

static enum lci_status
take_figure(struct lci_history *history, const struct lci_history_figure *figure, sqlite3_int64 id, uint32_t *index,
            struct lci_error *err)
{
    uint32_t *place = place_of(&history->figure_of, &history->figure_of_capacity, number_of_figure(&history->numbers, figure));
    bool failed = history->numbers.failed || !place;

    if (!failed && *place > 0) {
        *index = *place - 1;
        return LCI_OK;
    }
    failed = failed || !lci_grow(&history->figures, history->figure_count, &history->figure_capacity) ||
             !lci_grow(&history->figure_ids, history->figure_count, &history->figure_id_capacity);
    if (failed)
        return lci_fail_nomem(err, "history");
    *index = (uint32_t)history->figure_count++;
    history->figures[*index] = *figure;
    history->figures[*index].profile = copy_text(history, figure->profile, &failed);
    history->figures[*index].definition = copy_text(history, figure->definition, &failed);
    history->figures[*index].category = copy_text(history, figure->category, &failed);
    history->figures[*index].category_set = copy_text(history, figure->category_set, &failed);
    history->figures[*index].weight = copy_text(history, figure->weight, &failed);
    history->figures[*index].counted_level = copy_text(history, figure->counted_level, &failed);
    history->figures[*index].detail = copy_text(history, figure->detail, &failed);
    history->figure_ids[*index] = id;
    *place = *index + 1;
    return failed ? lci_fail_nomem(err, "history") : LCI_OK;
}

static enum lci_status
load_units(struct lci_history *history, struct lci_error *err)
{
    sqlite3_stmt *rows = lci_sql_prepare(history->store->database, "SELECT id, level, code, name FROM history_units ORDER BY id");
    enum lci_status status = LCI_OK;
    uint32_t index = 0;
    int step = SQLITE_ERROR;

    while (rows && status == LCI_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        const struct lci_history_unit unit = {(const char *)sqlite3_column_text(rows, 1),
                                              (const char *)sqlite3_column_text(rows, 2),
                                              (const char *)sqlite3_column_text(rows, 3)};

        status = take_unit(history, &unit, sqlite3_column_int64(rows, 0), &index, err);
    }
    if (status == LCI_OK)
        return lci_store_finish(history->store, rows, step == SQLITE_DONE, err);
    (void)sqlite3_finalize(rows);
    return status;
}

static enum lci_status
load_figures(struct lci_history *history, struct lci_error *err)
{
    sqlite3_stmt *rows = lci_sql_prepare(history->store->database, "SELECT id, " LCI_HISTORY_FIGURE_COLUMNS
                                                                   " FROM history_figures f ORDER BY id");
    enum lci_status status = LCI_OK;
    uint32_t index = 0;
    int step = SQLITE_ERROR;

    while (rows && status == LCI_OK && (step = sqlite3_step(rows)) == SQLITE_ROW) {
        const struct lci_history_figure figure = lci_history_figure_of(rows, 1);

        status = take_figure(history, &figure, sqlite3_column_int64(rows, 0), &index, err);
    }
    if (status == LCI_OK)
        return lci_store_finish(history->store, rows, step == SQLITE_DONE, err);
    (void)sqlite3_finalize(rows);
    return status;
}

enum lci_status
lci_history_new(struct lci_store *store, struct lci_history **out, struct lci_error *err)
{
    struct lci_history *history = lci_new(struct lci_history);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!history)
        return lci_fail_nomem(err, "history");
    history->store = store;
    status = load_units(history, err);
    if (status == LCI_OK)
        status = load_figures(history, err);
    if (status != LCI_OK) {
        lci_history_free(history);
        return status;
    }
    *out = history;
    return LCI_OK;
}

void
lci_history_free(struct lci_history *history)
{
    if (!history)
        return;
    lci_numbering_fini(&history->numbers);
    lci_arena_fini(&history->arena);
    lci_free(history->unit_of);
    lci_free(history->figure_of);
    lci_free(history->units);
    lci_free(history->unit_ids);
    lci_free(history->is_renamed);
    lci_free(history->figures);
    lci_free(history->figure_ids);
    lci_free(history->entries);
    lci_free(history->differences);
    lci_free(history->useless);
    lci_free(history);
}

enum lci_status
lci_history_add(struct lci_history *history, const struct lci_history_unit *unit, const struct lci_history_figure *figure,
                const struct lci_history_value *value, struct lci_error *err)
{
    struct lci_history_entry entry = {.value = *value};
    enum lci_status status = take_unit(history, unit, 0, &entry.unit, err);

    if (status == LCI_OK)
        status = take_figure(history, figure, 0, &entry.figure, err);
    if (status != LCI_OK)
        return status;
    if (history->entry_count == UINT32_MAX)
        return lci_fail(err, LCI_E_LIMIT, "history: more than %u figures of units", UINT32_MAX);
    if (!lci_grow(&history->entries, history->entry_count, &history->entry_capacity))
        return lci_fail_nomem(err, "history");
    history->entries[history->entry_count++] = entry;
    return LCI_OK;
}

static uint64_t
key_of(uint32_t unit, uint32_t figure)
{
    return (uint64_t)unit << 32 | figure;
}

/* Puts the entries in the order of the table; of equal ones the last stays. */
static enum lci_status
sort_entries(struct lci_history *history, struct lci_error *err)
{
    struct lci_keyed *keyed = lci_new_array(struct lci_keyed, history->entry_count + 1);
    struct lci_history_entry *sorted = lci_new_array(struct lci_history_entry, history->entry_count + 1);
    size_t count = 0;
    bool done = keyed && sorted;

    for (size_t i = 0; i < history->entry_count && done; i++)
        keyed[i] = (struct lci_keyed){key_of(history->entries[i].unit, history->entries[i].figure), (uint32_t)i};
    done = done && lci_sort_keyed(keyed, history->entry_count);
    for (size_t i = 0; i < history->entry_count && done; i++)
        if (i + 1 == history->entry_count || keyed[i + 1].key != keyed[i].key)
            sorted[count++] = history->entries[keyed[i].value];
    lci_free(keyed);
    if (!done) {
        lci_free(sorted);
        return lci_fail_nomem(err, "history");
    }
    lci_free(history->entries);
    history->entries = sorted;
    history->entry_count = history->entry_capacity = count;
    return LCI_OK;
}

/* The next row; has_row false: there is none. */
static enum lci_status
read_row(struct lci_history *history, struct reading *reading, struct lci_error *err)
{
    const int step = sqlite3_step(reading->rows);
    const sqlite3_int64 unit = reading->row.unit_id;

    reading->has_row = step == SQLITE_ROW;
    if (step == SQLITE_DONE)
        return LCI_OK;
    if (step != SQLITE_ROW)
        return lci_store_fail(history->store, err);
    reading->row = (struct stored){
        .unit_id = sqlite3_column_int64(reading->rows, 0),
        .figure_id = sqlite3_column_int64(reading->rows, 1),
        .night = sqlite3_column_int64(reading->rows, 2),
        .is_there = sqlite3_column_int(reading->rows, 3) != 0,
        .value = {lci_history_real(reading->rows, 4), lci_history_real(reading->rows, 5), lci_history_real(reading->rows, 6)},
    };
    if (reading->row.unit_id != unit)
        reading->figure = 0;
    while (reading->unit < history->unit_count && history->unit_ids[reading->unit] != reading->row.unit_id)
        reading->unit++;
    while (reading->figure < history->figure_count && history->figure_ids[reading->figure] != reading->row.figure_id)
        reading->figure++;
    if (reading->unit == history->unit_count || reading->figure == history->figure_count)
        return lci_fail(err, LCI_E_DATA, "%s: the history has a figure or unit that it does not name", history->store->path);
    reading->row.key = key_of(reading->unit, reading->figure);
    return LCI_OK;
}

static enum lci_status
note_useless(struct lci_history *history, const struct stored *row, struct lci_error *err)
{
    if (!lci_grow(&history->useless, history->useless_count, &history->useless_capacity))
        return lci_fail_nomem(err, "history");
    history->useless[history->useless_count++] = (struct lci_history_useless){row->unit_id, row->figure_id, row->night};
    return LCI_OK;
}

/* All rows of the series that comes next. */
static enum lci_status
read_series(struct lci_history *history, struct reading *reading, uint64_t published, uint64_t oldest, struct told *told,
            struct lci_error *err)
{
    const uint64_t key = reading->row.key;
    enum lci_status status = LCI_OK;

    *told = (struct told){.is_published = false};
    while (reading->has_row && reading->row.key == key && status == LCI_OK) {
        const struct stored row = reading->row;

        if ((uint64_t)row.night <= published) {
            told->is_published = row.is_there;
            told->published = row.value;
        }
        told->is_last = row.is_there;
        told->last = row.value;
        status = read_row(history, reading, err);
        if (status == LCI_OK && reading->has_row && reading->row.key == key) {
            if ((uint64_t)reading->row.night <= oldest)
                status = note_useless(history, &row, err);
        } else if (status == LCI_OK && !row.is_there && (uint64_t)row.night <= oldest) {
            history->has_dead = true;
            status = note_useless(history, &row, err);
        }
    }
    return status;
}

static bool
is_same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool
are_same(const struct lci_history_value *a, const struct lci_history_value *b)
{
    return is_same(a->numerator, b->numerator) && is_same(a->denominator, b->denominator) && is_same(a->value, b->value);
}

/* Notes a series if it is different; entry LCI_NOWHERE: the night does not have it. */
static enum lci_status
note_difference(struct lci_history *history, uint64_t key, size_t entry, const struct told *told, struct lci_error *err)
{
    const bool is_there = entry != LCI_NOWHERE;

    if (is_there == told->is_last && (!is_there || are_same(&history->entries[entry].value, &told->last)))
        return LCI_OK;
    if (!lci_grow(&history->differences, history->difference_count, &history->difference_capacity))
        return lci_fail_nomem(err, "history");
    history->differences[history->difference_count++] = (struct lci_history_difference){(uint32_t)(key >> 32), (uint32_t)key,
                                                                                        entry};
    return LCI_OK;
}

enum lci_status
lci_history_compare(struct lci_history *history, uint64_t published, uint64_t oldest,
                    enum lci_status (*visit)(void *user, const struct lci_history_change *change, struct lci_error *err),
                        void *user,
                    struct lci_error *err)
{
    struct reading reading = {.row = {.unit_id = -1}};
    enum lci_status status = sort_entries(history, err);
    size_t next = 0;

    history->difference_count = history->useless_count = 0;
    if (status == LCI_OK) {
        reading.rows = lci_sql_prepare(history->store->database,
                                       "SELECT unit, figure, night, is_there, numerator, denominator, value"
                                                                 " FROM history ORDER BY unit, figure, night");
        status = reading.rows ? read_row(history, &reading, err) : lci_store_fail(history->store, err);
    }
    while (status == LCI_OK && (reading.has_row || next < history->entry_count)) {
        const struct lci_history_entry *entry = next < history->entry_count ? &history->entries[next] : NULL;
        const uint64_t entry_key = entry ? key_of(entry->unit, entry->figure) : UINT64_MAX;
        const uint64_t key = reading.has_row && reading.row.key < entry_key ? reading.row.key : entry_key;
        const bool is_now = entry && key == entry_key;
        struct told told = {.is_published = false};

        if (reading.has_row && reading.row.key == key)
            status = read_series(history, &reading, published, oldest, &told, err);
        if (status == LCI_OK)
            status = note_difference(history, key, is_now ? next : LCI_NOWHERE, &told, err);
        if (status == LCI_OK && visit && (is_now || told.is_published)) {
            const struct lci_history_change change = {.unit = &history->units[key >> 32],
                                                      .figure = &history->figures[(uint32_t)key],
                                                      .now = is_now ? &entry->value : NULL,
                                                      .published = told.is_published ? &told.published : NULL};

            status = visit(user, &change, err);
        }
        next += is_now;
    }
    (void)sqlite3_finalize(reading.rows);
    return status;
}
