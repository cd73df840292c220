/* result.c - opens what a run has written, and finds out what it holds. */
#include "result/result.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/number.h"

enum { NAME_SIZE = 512, SECONDS_A_MINUTE = 60 };

static const char BY_UNIT[] = "by_unit";
static const char HOMES[] = "homes";
static const char HOMES_BY_UNIT[] = "homes_by_unit";
static const char PROGRAM[] = "lifecircle";

/* What every result has that leaves nothing out. `homes` is asked for profile by profile. */
static const struct {
    const char *table;
    const char *columns[12]; /* NULL at the end */
} needed[] = {
    {"coverage",
     {"profile", "level", "unit_code", "definition", "category", "category_set", "k", "weight", "limit_m", "limit_min",
      "numerator"}},
    {"coverage", {"radius_m", "counted_level", "denominator", "ratio", "measure", "detail", "listed", "unit_name"}},
    {"homes", {"home_id", "profile", "households", "population", "elders", "minors", "whole_circle_ratio", "geom"}},
    {"facilities", {"facility_id", "name", "category", "status", "geom"}},
    {"units", {"unit_code", "level", "geom"}},
};

const char *
lci_result_value(const struct lci_result *result, const char *key)
{
    for (size_t i = 0; i < result->entry_count; i++)
        if (strcmp(result->entries[i].key, key) == 0)
            return result->entries[i].value;
    return NULL;
}

const char *
lci_result_label(const struct lci_result *result, const char *kind, const char *id, bool english)
{
    char key[NAME_SIZE];
    const char *label = NULL;

    (void)snprintf(key, sizeof(key), "%.64s.%.400s.%s", kind, id, english ? "en" : "zh");
    label = lci_result_value(result, key);
    return label ? label : id;
}

static const char *
keep(struct lci_arena *arena, const char *text)
{
    return lci_arena_text(arena, text ? text : "", text ? strlen(text) : 0);
}

static enum lci_status
read_entries(struct lci_result *result, struct lci_arena *arena, struct lci_error *err)
{
    static const char *const columns[] = {"key", "value"};
    struct lci_gpkg_cursor *cursor = NULL;
    struct lci_result_entry *items = NULL;
    size_t capacity = 0;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_cursor_new(result->source, "run", columns, 2, &cursor, err);

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        struct lci_result_entry entry = {keep(arena, lci_gpkg_text_at(cursor, 0)), keep(arena, lci_gpkg_text_at(cursor, 1))};

        if (entry.key && entry.value && lci_grow(&items, result->entry_count, &capacity))
            items[result->entry_count++] = entry;
        else
            status = lci_fail_nomem(err, result->path);
    }
    lci_gpkg_cursor_free(cursor);
    if (status == LCI_OK) {
        result->entries = lci_arena_alloc(arena, result->entry_count, sizeof(*items));
        status = result->entries ? LCI_OK : lci_fail_nomem(err, result->path);
    }
    if (status == LCI_OK && items)
        memcpy(result->entries, items, result->entry_count * sizeof(*items));
    lci_free(items);
    return status;
}

/* Is `name` a category's column of its own, "X_nearest_m" beside "X_status" and "X_covered_ratio"? Then X is in `column`. */
static bool
begins_category(const struct lci_result_pass *pass, const char *name, char column[NAME_SIZE])
{
    static const char ending[] = "_nearest_m";
    const size_t length = strlen(name);
    const size_t own = length > sizeof(ending) - 1 ? length - (sizeof(ending) - 1) : 0;
    char other[NAME_SIZE];

    if (own == 0 || own + 32 > NAME_SIZE || strcmp(name + own, ending) != 0)
        return false;
    memcpy(column, name, own);
    column[own] = '\0';
    (void)snprintf(other, sizeof(other), "%.*s_status", (int)own, name);
    if (!lci_gpkg_names_has(&pass->columns, other))
        return false;
    (void)snprintf(other, sizeof(other), "%.*s_covered_ratio", (int)own, name);
    return lci_gpkg_names_has(&pass->columns, other);
}

/* "562_5m", "10min": a limit as column names have it. */
static bool
read_limit(const char *text, struct lci_result_limit *limit)
{
    char number[NAME_SIZE];
    const size_t length = strspn(text, "0123456789_");
    double value = 0.0;
    char *point = NULL;

    if (length == 0 || length >= sizeof(number))
        return false;
    memcpy(number, text, length);
    number[length] = '\0';
    point = strchr(number, '_');
    if (point)
        *point = '.';
    if (lci_number_from_text(number, &value) != LCI_NUMBER_OK)
        return false;
    limit->limit_m = strcmp(text + length, "m") == 0 ? value : (double)NAN;
    limit->limit_min = strcmp(text + length, "min") == 0 ? value : (double)NAN;
    return isfinite(limit->limit_m) || isfinite(limit->limit_min);
}

/* The shares within smaller limits have the limit in their name; that within the largest has none. */
static enum lci_status
find_limits(const struct lci_result_pass *pass, struct lci_result_category *category, double largest_m, struct lci_arena *arena,
            struct lci_error *err)
{
    char name[NAME_SIZE];
    size_t length = 0;

    category->limits = lci_arena_alloc(arena, pass->columns.count, sizeof(*category->limits));
    if (!category->limits)
        return lci_fail_nomem(err, pass->homes);
    (void)snprintf(name, sizeof(name), "%s_covered_ratio", category->column);
    length = strlen(name);
    for (size_t c = 0; c < pass->columns.count; c++) {
        struct lci_result_limit limit = {.ratio_column = pass->columns.items[c]};

        if (strncmp(pass->columns.items[c], name, length) == 0 && pass->columns.items[c][length] == '_' &&
            read_limit(pass->columns.items[c] + length + 1, &limit))
            category->limits[category->limit_count++] = limit;
    }
    category->limits[category->limit_count] =
        (struct lci_result_limit){.limit_m = largest_m, .limit_min = NAN, .ratio_column = keep(arena, name)};
    if (!category->limits[category->limit_count++].ratio_column)
        return lci_fail_nomem(err, pass->homes);
    for (size_t l = 0; l < category->limit_count && isfinite(pass->speed_mps); l++)
        category->limits[l].limit_min = category->limits[l].limit_m / pass->speed_mps / SECONDS_A_MINUTE;
    return LCI_OK;
}

/* The last number of "400 800 1080", or NAN. */
static double
last_number(const char *text)
{
    const char *blank = strrchr(text, ' ');
    double value = 0.0;

    return lci_number_from_text(blank ? blank + 1 : text, &value) == LCI_NUMBER_OK ? value : (double)NAN;
}

/* Entries "category.X.limits_m" of a profile, "profile.P.category.X.limits_m" of further ones, are in the order of the columns. */
static enum lci_status
find_categories(const struct lci_result *result, struct lci_result_pass *pass, const char *before, struct lci_arena *arena,
                struct lci_error *err)
{
    static const char ending[] = ".limits_m";
    const size_t before_length = strlen(before);
    char column[NAME_SIZE];
    size_t at = 0;

    pass->categories = lci_arena_alloc(arena, pass->columns.count, sizeof(*pass->categories));
    if (!pass->categories)
        return lci_fail_nomem(err, pass->homes);
    for (size_t i = 0; i < result->entry_count; i++) {
        const struct lci_result_entry *entry = &result->entries[i];
        const size_t length = strlen(entry->key);
        struct lci_result_category *category = &pass->categories[pass->category_count];
        enum lci_status status = LCI_OK;

        if (length <= before_length + sizeof(ending) - 1 || strncmp(entry->key, before, before_length) != 0 ||
            strcmp(entry->key + length - (sizeof(ending) - 1), ending) != 0)
            continue;
        while (at < pass->columns.count && !begins_category(pass, pass->columns.items[at], column))
            at++;
        if (at++ >= pass->columns.count)
            return lci_fail(err, LCI_E_DATA, "%s: layer %s: it has no columns of the category that table run calls %s",
                            result->path, pass->homes, entry->key);
        category->id = lci_arena_text(arena, entry->key + before_length, length - before_length - (sizeof(ending) - 1));
        category->column = keep(arena, column);
        if (!category->id || !category->column)
            return lci_fail_nomem(err, pass->homes);
        pass->category_count++;
        status = find_limits(pass, category, last_number(entry->value), arena, err);
        if (status != LCI_OK)
            return status;
    }
    return LCI_OK;
}

/* Of homes that walk as their unit does: the largest limit is in metres where it is that of all profiles, else in minutes. */
static void
settle_largest(const struct lci_result *result, struct lci_result_pass *composed)
{
    for (size_t c = 0; c < composed->category_count; c++) {
        struct lci_result_limit *largest = &composed->categories[c].limits[composed->categories[c].limit_count - 1];

        for (size_t p = 0; p < result->pass_count; p++) {
            const struct lci_result_pass *pass = &result->passes[p];
            const struct lci_result_category *category = lci_result_category(pass, composed->categories[c].id);
            const struct lci_result_limit *own = category ? &category->limits[category->limit_count - 1] : NULL;

            if (own && p == 0)
                *largest = (struct lci_result_limit){own->limit_m, own->limit_min, largest->ratio_column};
            if (own && fabs(own->limit_m - largest->limit_m) > 1e-9)
                largest->limit_m = NAN;
        }
        if (isfinite(largest->limit_m))
            largest->limit_min = NAN;
    }
}

/* "homes_elder" for `base` "homes" and `suffix` "_elder", if there is such a layer. */
static const char *
layer_name(const struct lci_result *result, const char *base, const char *suffix, struct lci_arena *arena)
{
    char name[NAME_SIZE];

    (void)snprintf(name, sizeof(name), "%s%s", base, suffix);
    return lci_gpkg_has_table(result->source, name) ? keep(arena, name) : NULL;
}

static enum lci_status
add_pass(struct lci_result *result, const char *id, const char *suffix, struct lci_arena *arena, struct lci_error *err)
{
    const bool is_composed = strcmp(id, BY_UNIT) == 0;
    struct lci_result_pass *pass = &result->passes[result->pass_count];
    const char *speed = NULL;
    char key[NAME_SIZE];
    enum lci_status status = LCI_OK;

    *pass = (struct lci_result_pass){.id = keep(arena, id), .suffix = keep(arena, suffix), .speed_mps = NAN};
    if (result->pass_count == 0 || suffix[0] != '\0') {
        pass->homes = layer_name(result, HOMES, suffix, arena);
        pass->units = layer_name(result, "units", suffix, arena);
    }
    if (!pass->id || !pass->suffix)
        return lci_fail_nomem(err, result->path);
    (void)snprintf(key, sizeof(key), "profile.%s.speed_mps", id);
    speed = lci_result_value(result, key);
    if (speed)
        pass->speed_mps = last_number(speed);
    result->pass_count++;
    if (!pass->homes)
        return LCI_OK;
    status = lci_gpkg_columns(result->source, pass->homes, arena, &pass->columns, err);
    if (status != LCI_OK)
        return status;
    if (suffix[0] == '\0' || is_composed)
        (void)snprintf(key, sizeof(key), "category.");
    else
        (void)snprintf(key, sizeof(key), "profile.%s.category.", id);
    status = find_categories(result, pass, key, arena, err);
    if (status == LCI_OK && is_composed)
        settle_largest(result, pass);
    return status;
}

/*
 * The end of the name of the layer "homes_..." whose people walk by the profile: the names of layers are made of small letters,
 * what their rows say is not. "": there is none.
 */
static enum lci_status
find_suffix(struct lci_result *result, const struct lci_gpkg_names *tables, const char *id, const char **suffix,
            struct lci_error *err)
{
    static const char *const columns[] = {"profile"};
    enum lci_status status = LCI_OK;

    *suffix = "";
    for (size_t t = 0; t < tables->count && (*suffix)[0] == '\0' && status == LCI_OK; t++) {
        const char *const name = tables->items[t];
        struct lci_gpkg_cursor *cursor = NULL;
        const char *profile = NULL;
        uint32_t fid = 0;

        if (strncmp(name, HOMES, sizeof(HOMES) - 1) != 0 || name[sizeof(HOMES) - 1] != '_' || strcmp(name, HOMES_BY_UNIT) == 0)
            continue;
        status = lci_gpkg_cursor_new(result->source, name, columns, 1, &cursor, err);
        if (status == LCI_OK)
            status = lci_gpkg_next(cursor, &fid, err);
        profile = status == LCI_OK && fid > 0 ? lci_gpkg_text_at(cursor, 0) : NULL;
        if (profile && strcmp(profile, id) == 0)
            *suffix = name + sizeof(HOMES) - 1;
        lci_gpkg_cursor_free(cursor);
    }
    return status;
}

/* The profiles stand in one entry, "adult elder"; the first one's layers have no suffix. */
static enum lci_status
find_passes(struct lci_result *result, struct lci_arena *arena, struct lci_error *err)
{
    const char *const profiles = lci_result_value(result, "profile");
    char *rest = profiles ? lci_arena_text(arena, profiles, strlen(profiles)) : NULL;
    struct lci_gpkg_names tables = {.count = 0};
    enum lci_status status = lci_gpkg_tables(result->source, arena, &tables, err);

    result->passes = lci_arena_alloc(arena, (rest ? strlen(rest) : 0) + 2, sizeof(*result->passes));
    if (status == LCI_OK && !result->passes)
        status = lci_fail_nomem(err, result->path);
    while (rest && rest[0] != '\0' && status == LCI_OK) {
        const char *const id = rest;
        const char *suffix = "";

        rest = strchr(rest, ' ');
        if (rest)
            *rest++ = '\0';
        if (result->pass_count > 0)
            status = find_suffix(result, &tables, id, &suffix, err);
        if (status == LCI_OK)
            status = add_pass(result, id, suffix, arena, err);
    }
    if (status == LCI_OK && lci_gpkg_names_has(&tables, HOMES_BY_UNIT))
        status = add_pass(result, BY_UNIT, HOMES_BY_UNIT + sizeof(HOMES) - 1, arena, err);
    if (status == LCI_OK && result->pass_count == 0)
        status = lci_fail(err, LCI_E_DATA, "%s: table run: no profile stands in it", result->path);
    return status;
}

static enum lci_status
open_result(struct lci_result *result, struct lci_arena *arena, struct lci_error *err)
{
    const char *program = NULL;
    enum lci_status status = lci_gpkg_open(result->path, &result->source, err);

    if (status == LCI_OK && !lci_gpkg_has_table(result->source, "run"))
        return lci_fail(err, LCI_E_DATA, "%s: expected a result of lifecircle, found a GeoPackage without the table run",
                        result->path);
    if (status == LCI_OK)
        status = read_entries(result, arena, err);
    if (status != LCI_OK)
        return status;
    program = lci_result_value(result, "program");
    if (!program || strcmp(program, PROGRAM) != 0 || !lci_result_value(result, "version"))
        return lci_fail(err, LCI_E_DATA, "%s: expected a result of lifecircle, found a GeoPackage of %s", result->path,
                        program ? program : "an unknown program");
    return find_passes(result, arena, err);
}

enum lci_status
lci_result_open(const char *path, struct lci_arena *arena, struct lci_result *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *out = (struct lci_result){.path = path};
    status = open_result(out, arena, err);
    if (status != LCI_OK)
        lci_result_fini(out);
    return status;
}

static enum lci_status
check_tables(struct lci_result *result, struct lci_arena *arena, struct lci_error *err)
{
    const char *version = lci_result_value(result, "version");

    for (size_t t = 0; t < sizeof(needed) / sizeof(needed[0]); t++) {
        struct lci_gpkg_names names = {.count = 0};
        const enum lci_status status = lci_gpkg_columns(result->source, needed[t].table, arena, &names, err);

        if (status != LCI_OK)
            return status;
        if (names.count == 0)
            return lci_fail(err, LCI_E_DATA, "%s: table %s: there is none; written by version %s of lifecircle", result->path,
                            needed[t].table, version);
        for (size_t c = 0; needed[t].columns[c]; c++)
            if (!lci_gpkg_names_has(&names, needed[t].columns[c]))
                return lci_fail(err, LCI_E_DATA,
                                "%s: table %s: it has no column %s; written by version %s of lifecircle, whose results this "
                                "one does not know",
                                result->path, needed[t].table, needed[t].columns[c], version);
    }
    for (size_t p = 0; p < result->pass_count; p++)
        if (!result->passes[p].homes)
            return lci_fail(err, LCI_E_DATA, "%s: it has no layer of the homes of profile %s", result->path, result->passes[p].id);
    return LCI_OK;
}

enum lci_status
lci_result_open_whole(const char *path, struct lci_arena *arena, struct lci_result *out, struct lci_error *err)
{
    enum lci_status status = lci_result_open(path, arena, out, err);

    if (status == LCI_OK) {
        status = check_tables(out, arena, err);
        if (status != LCI_OK)
            lci_result_fini(out);
    }
    return status;
}

void
lci_result_fini(struct lci_result *result)
{
    lci_gpkg_close(result->source);
    *result = (struct lci_result){.path = NULL};
}

const struct lci_result_pass *
lci_result_pass(const struct lci_result *result, const char *id)
{
    for (size_t i = 0; i < result->pass_count; i++)
        if (strcmp(result->passes[i].id, id) == 0)
            return &result->passes[i];
    return NULL;
}

const struct lci_result_category *
lci_result_category(const struct lci_result_pass *pass, const char *id)
{
    for (size_t i = 0; i < pass->category_count; i++)
        if (strcmp(pass->categories[i].id, id) == 0)
            return &pass->categories[i];
    return NULL;
}
