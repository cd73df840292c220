/* figures.c - reads the shares of a result: units, their wholes, and how much of them reaches what. */
#include "report/figures.h"

#include <math.h>
#include <string.h>

#include "base/numbering.h"
#include "io/number.h"
#include "report/figures_hide.h"

static const char CIRCLE[] = "all";
static const double SAME_LIMIT = 1e-6;
const char *const lci_figure_weight_ids[LCI_FIGURE_LAND] = {"households", "population", "elders", "minors"};

enum { MOST_SETS = 64 };

/* Figures while they are read. */
struct reader {
    const struct lci_result *result;
    struct lci_figures *figures;
    struct lci_arena *arena;
    struct lci_numbering numbering; /* of levels and codes */
    uint32_t *unit_keys;            /* unit_count: number of (level, code) */
    bool with_units;
};

static uint32_t
unit_key(struct reader *reader, const char *level, const char *code)
{
    const uint32_t first = lci_numbering_text(&reader->numbering, level ? level : "");

    return lci_numbering_pair(&reader->numbering, first, lci_numbering_text(&reader->numbering, code ? code : ""));
}

/* Units stand level by level and coverage goes through them in their order, so the next one is mostly near the last. */
static uint32_t
find_unit(const struct reader *reader, uint32_t key, size_t *hint)
{
    const size_t count = reader->figures->unit_count;

    for (size_t i = 0; i < count; i++) {
        const size_t at = (*hint + i) % count;

        if (reader->unit_keys[at] == key) {
            *hint = at;
            return (uint32_t)at;
        }
    }
    return LCI_FIGURES_NONE;
}

static const char *
keep(struct reader *reader, const char *text)
{
    return lci_arena_text(reader->arena, text ? text : "", text ? strlen(text) : 0);
}

static enum lci_status
take_level(struct reader *reader, const char *name, uint32_t *level, struct lci_error *err)
{
    struct lci_figures *figures = reader->figures;
    const char **grown = NULL;

    for (*level = 0; *level < figures->level_count; (*level)++)
        if (strcmp(figures->levels[*level], name) == 0)
            return LCI_OK;
    grown = lci_arena_alloc(reader->arena, figures->level_count + 1, sizeof(*grown));
    if (!grown)
        return lci_fail_nomem(err, "units");
    if (figures->level_count > 0)
        memcpy(grown, figures->levels, figures->level_count * sizeof(*grown));
    figures->levels = grown;
    figures->levels[figures->level_count] = keep(reader, name);
    return figures->levels[figures->level_count++] ? LCI_OK : lci_fail_nomem(err, "units");
}

static enum lci_status
count_rows(const struct lci_result *result, const char *table, size_t *count, struct lci_error *err)
{
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_cursor_new(result->source, table, NULL, 0, &cursor, err);

    for (*count = 0; status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0;)
        (*count)++;
    lci_gpkg_cursor_free(cursor);
    return status;
}

static bool
fill_unit(struct reader *reader, struct lci_figure_unit *unit)
{
    const size_t count = reader->figures->figure_count * LCI_FIGURE_WEIGHTS;

    unit->figures = lci_arena_alloc(reader->arena, count, sizeof(*unit->figures));
    for (size_t i = 0; i < count && unit->figures; i++)
        unit->figures[i] = (struct lci_figure){.numerator = NAN};
    for (size_t w = 0; w < LCI_FIGURE_WEIGHTS; w++)
        unit->whole[w] = NAN;
    unit->level = LCI_FIGURES_NONE;
    unit->parent = LCI_FIGURES_NONE;
    return unit->figures && unit->code && unit->name;
}

/* What a unit lies in stands in any level above it; codes of different levels may be the same. */
static uint32_t
find_parent(const struct lci_figures *figures, const struct lci_figure_unit *unit, const char *code)
{
    for (uint32_t p = 0; p < figures->unit_count && code && code[0] != '\0'; p++)
        if (figures->units[p].level < unit->level && strcmp(figures->units[p].code, code) == 0)
            return p;
    return LCI_FIGURES_NONE;
}

static enum lci_status
read_units(struct reader *reader, struct lci_error *err)
{
    static const char *const columns[] = {"unit_code", "name", "level", "parent_code"};
    struct lci_figures *figures = reader->figures;
    const char *const layer = reader->with_units ? figures->pass->units : NULL;
    struct lci_figure_unit *everything = NULL;
    struct lci_gpkg_cursor *cursor = NULL;
    size_t count = 0;
    uint32_t fid = 0;
    enum lci_status status = layer ? count_rows(reader->result, layer, &count, err) : LCI_OK;

    if (status != LCI_OK)
        return status;
    figures->units = lci_arena_alloc(reader->arena, count + 1, sizeof(*figures->units));
    reader->unit_keys = lci_arena_alloc(reader->arena, count + 1, sizeof(*reader->unit_keys));
    if (!figures->units || !reader->unit_keys)
        return lci_fail_nomem(err, "units");
    if (layer)
        status = lci_gpkg_cursor_new(reader->result->source, layer, columns, 6, &cursor, err);
    while (layer && status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        struct lci_figure_unit *unit = &figures->units[figures->unit_count];
        const char *level = lci_gpkg_text_at(cursor, 2);

        unit->code = keep(reader, lci_gpkg_text_at(cursor, 0));
        unit->name = keep(reader, lci_gpkg_text_at(cursor, 1));
        unit->fid = fid;
        if (!fill_unit(reader, unit))
            status = lci_fail_nomem(err, layer);
        if (status == LCI_OK)
            status = take_level(reader, level ? level : "", &unit->level, err);
        unit->parent = find_parent(figures, unit, lci_gpkg_text_at(cursor, 3));
        if (status == LCI_OK)
            reader->unit_keys[figures->unit_count++] = unit_key(reader, level, unit->code);
    }
    lci_gpkg_cursor_free(cursor);
    everything = &figures->units[figures->unit_count];
    everything->code = everything->name = "";
    if (status == LCI_OK && !fill_unit(reader, everything))
        status = lci_fail_nomem(err, "units");
    return status;
}

/* The categories of the pass, then the sets that `coverage` speaks of, that of all first. */
static enum lci_status
find_groups(struct reader *reader, struct lci_error *err)
{
    static const char *const columns[] = {"profile", "level", "definition", "category_set"};
    struct lci_figures *figures = reader->figures;
    const struct lci_result_pass *pass = figures->pass;
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = LCI_OK;

    figures->groups = lci_arena_alloc(reader->arena, pass->category_count + MOST_SETS, sizeof(*figures->groups));
    if (!figures->groups)
        return lci_fail_nomem(err, "coverage");
    for (size_t c = 0; c < pass->category_count; c++) {
        const struct lci_result_category *category = &pass->categories[c];
        const struct lci_result_limit *largest = &category->limits[category->limit_count - 1];

        figures->groups[figures->group_count++] = (struct lci_figure_group){.category = category,
                                                                            .id = category->id,
                                                                            .first = figures->figure_count,
                                                                            .limit_count = category->limit_count,
                                                                            .limit_m = largest->limit_m,
                                                                            .limit_min = largest->limit_min};
        figures->figure_count += category->limit_count;
    }
    figures->category_count = pass->category_count;
    status = lci_gpkg_cursor_new(reader->result->source, "coverage", columns, 4, &cursor, err);
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const char *const set = lci_gpkg_text_at(cursor, 3);
        const char *const profile = lci_gpkg_text_at(cursor, 0);
        const char *const level = lci_gpkg_text_at(cursor, 1);
        const char *const definition = lci_gpkg_text_at(cursor, 2);
        size_t g = figures->category_count;

        if (!set || !profile || !level || !definition || strcmp(definition, "all_of") != 0 || strcmp(level, CIRCLE) != 0 ||
            strcmp(profile, pass->id) != 0 || figures->group_count == pass->category_count + MOST_SETS)
            continue;
        while (g < figures->group_count && strcmp(figures->groups[g].id, set) != 0)
            g++;
        if (g < figures->group_count)
            continue;
        figures->groups[figures->group_count++] = (struct lci_figure_group){
            .id = keep(reader, set), .first = figures->figure_count++, .limit_count = 1, .limit_m = -1.0, .limit_min = -1.0};
        if (!figures->groups[g].id)
            status = lci_fail_nomem(err, "coverage");
    }
    lci_gpkg_cursor_free(cursor);
    return status;
}

enum coverage_column {
    PROFILE,
    LEVEL,
    CODE,
    DEFINITION,
    CATEGORY,
    SET,
    WEIGHT,
    LIMIT_M,
    LIMIT_MIN,
    NUMERATOR,
    DENOMINATOR,
    COLUMNS
};

static bool
is_limit(const struct lci_result_limit *limit, double limit_m, double limit_min)
{
    if (isfinite(limit->limit_m) && isfinite(limit_m))
        return fabs(limit->limit_m - limit_m) < SAME_LIMIT * fmax(1.0, limit_m);
    return isfinite(limit->limit_min) && isfinite(limit_min) && fabs(limit->limit_min - limit_min) < 1e-3;
}

/* Which figure a row of `coverage` is; NULL: none that is shown. A set counts by the largest limits of its categories. */
static struct lci_figure *
figure_of_row(struct reader *reader, struct lci_gpkg_cursor *row, struct lci_figure_unit *unit,
              enum lci_figure_weight weight)
{
    struct lci_figures *figures = reader->figures;
    const char *const set = lci_gpkg_text_at(row, SET);
    const char *const category = lci_gpkg_text_at(row, CATEGORY);
    const double limit_m = lci_gpkg_real_at(row, LIMIT_M);
    const double limit_min = lci_gpkg_real_at(row, LIMIT_MIN);
    const char *const id = set && set[0] != '\0' ? set : category;
    const bool is_set = id == set;

    for (size_t g = 0; g < figures->group_count && id; g++) {
        struct lci_figure_group *group = &figures->groups[g];
        struct lci_figure *found = &unit->figures[group->first * LCI_FIGURE_WEIGHTS + weight];

        if (is_set != !group->category || strcmp(group->id, id) != 0)
            continue;
        if (is_set) {
            const bool is_larger = (isnan(limit_m) && isnan(limit_min)) || limit_m > group->limit_m ||
                                   (isnan(limit_m) && limit_min > group->limit_min);
            const bool is_same = (limit_m == group->limit_m || (isnan(limit_m) && isnan(group->limit_m))) &&
                                 (limit_min == group->limit_min || (isnan(limit_min) && isnan(group->limit_min)));

            if (is_larger && !(isnan(group->limit_m) && isnan(group->limit_min))) {
                group->limit_m = limit_m;
                group->limit_min = limit_min;
            }
            return is_larger || is_same ? found : NULL;
        }
        for (size_t l = 0; l < group->limit_count; l++)
            if (is_limit(&group->category->limits[l], limit_m, limit_min))
                return found + l * LCI_FIGURE_WEIGHTS;
    }
    return NULL;
}

/* Which weight a row is about; LCI_FIGURE_WEIGHTS: its definition is none of those read here. */
static enum lci_figure_weight
weight_of_row(struct lci_gpkg_cursor *row)
{
    const char *const definition = lci_gpkg_text_at(row, DEFINITION);
    const char *const weight = lci_gpkg_text_at(row, WEIGHT);

    if (definition && strcmp(definition, "land_network") == 0)
        return LCI_FIGURE_LAND;
    if (!definition || !weight || (strcmp(definition, "weight") != 0 && strcmp(definition, "all_of") != 0))
        return LCI_FIGURE_WEIGHTS;
    for (unsigned w = 0; w < LCI_FIGURE_LAND; w++)
        if (strcmp(lci_figure_weight_ids[w], weight) == 0)
            return (enum lci_figure_weight)w;
    return LCI_FIGURE_WEIGHTS;
}

static void
take_row(struct reader *reader, struct lci_gpkg_cursor *row, size_t *hint)
{
    struct lci_figures *figures = reader->figures;
    const char *const profile = lci_gpkg_text_at(row, PROFILE);
    const char *const level = lci_gpkg_text_at(row, LEVEL);
    const enum lci_figure_weight weight = weight_of_row(row);
    uint32_t at = (uint32_t)figures->unit_count;
    struct lci_figure *figure = NULL;

    if (weight == LCI_FIGURE_WEIGHTS || !profile || !level || strcmp(profile, figures->pass->id) != 0)
        return;
    if (strcmp(level, CIRCLE) != 0)
        at = find_unit(reader, unit_key(reader, level, lci_gpkg_text_at(row, CODE)), hint);
    if (at == LCI_FIGURES_NONE)
        return;
    figure = figure_of_row(reader, row, &figures->units[at], weight);
    if (!figure)
        return;
    figure->numerator = lci_gpkg_real_at(row, NUMERATOR);
    figures->units[at].whole[weight] = lci_gpkg_real_at(row, DENOMINATOR);
}

static enum lci_status
read_coverage(struct reader *reader, struct lci_error *err)
{
    static const char *const columns[COLUMNS] = {"profile",   "level",        "unit_code",  "definition",
                                                 "category",  "category_set", "weight",     "limit_m",
                                                 "limit_min", "numerator",    "denominator"};
    struct lci_gpkg_cursor *cursor = NULL;
    size_t hint = 0;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_cursor_new(reader->result->source, "coverage", columns, COLUMNS, &cursor, err);

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0)
        take_row(reader, cursor, &hint);
    lci_gpkg_cursor_free(cursor);
    return status;
}

/* The columns of the units that a home is in, "unit_tier" and so on: one a level, in the order of the levels. */
static enum lci_status
find_home_columns(struct reader *reader, struct lci_error *err)
{
    static const char start[] = "unit_";
    struct lci_figures *figures = reader->figures;
    const struct lci_gpkg_names *columns = &figures->pass->columns;
    size_t count = 0;

    figures->home_columns = lci_arena_alloc(reader->arena, figures->level_count + 1, sizeof(*figures->home_columns));
    if (!figures->home_columns)
        return lci_fail_nomem(err, "units");
    for (size_t c = 0; c < columns->count && count < figures->level_count; c++)
        if (strncmp(columns->items[c], start, sizeof(start) - 1) == 0)
            figures->home_columns[count++] = columns->items[c];
    if (count != figures->level_count)
        return lci_fail(err, LCI_E_DATA,
                        "%s: layer %s: expected a column unit_LEVEL for each of the %zu levels of its units",
                        reader->result->path, figures->pass->homes, figures->level_count);
    return LCI_OK;
}

/* Which unit of each level the homes of a unit lie in. */
static enum lci_status
read_within(struct reader *reader, uint32_t *within, struct lci_error *err)
{
    const struct lci_figures *figures = reader->figures;
    const size_t levels = figures->level_count;
    uint32_t *units = lci_arena_alloc(reader->arena, levels + 1, sizeof(*units));
    size_t *hints = lci_arena_alloc(reader->arena, levels + 1, sizeof(*hints));
    bool *is_met = lci_arena_alloc(reader->arena, figures->unit_count + 1, sizeof(*is_met));
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = LCI_OK;

    if (!units || !hints || !is_met)
        return lci_fail_nomem(err, "units");
    for (size_t i = 0; i < figures->unit_count * levels; i++)
        within[i] = LCI_FIGURES_NONE;
    status = lci_gpkg_cursor_new(reader->result->source, figures->pass->homes, figures->home_columns, levels, &cursor, err);
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        for (size_t l = 0; l < levels; l++) {
            const char *const code = lci_gpkg_text_at(cursor, l);

            units[l] = code ? find_unit(reader, unit_key(reader, figures->levels[l], code), &hints[l]) : LCI_FIGURES_NONE;
        }
        lci_figures_note_home(figures->level_count, units, within, is_met);
    }
    lci_gpkg_cursor_free(cursor);
    return status;
}

static enum lci_status
hide(struct reader *reader, struct lci_error *err)
{
    struct lci_figures *figures = reader->figures;
    uint32_t *within = lci_arena_alloc(reader->arena, figures->unit_count * figures->level_count + 1, sizeof(*within));
    const char *below = lci_result_value(reader->result, "parameter.suppress_below");
    enum lci_status status = within ? LCI_OK : lci_fail_nomem(err, "units");

    if (status == LCI_OK && below && lci_number_from_text(below, &figures->below) != LCI_NUMBER_OK)
        status = lci_fail(err, LCI_E_DATA, "%s: table run: parameter.suppress_below: expected a number, found \"%s\"",
                          reader->result->path, below);
    if (status == LCI_OK && figures->unit_count > 0 && figures->below > 0.0)
        status = read_within(reader, within, err);
    if (status == LCI_OK && figures->below > 0.0)
        status = lci_figures_hide(figures, within, err);
    return status;
}

static enum lci_figure_weight
main_weight(const struct lci_figures *figures)
{
    const struct lci_figure_unit *everything = lci_figures_everything(figures);

    for (unsigned w = LCI_FIGURE_HOUSEHOLDS; w <= LCI_FIGURE_PEOPLE; w++)
        if (everything->whole[w] > 0.0)
            return (enum lci_figure_weight)w;
    return LCI_FIGURE_LAND;
}

enum lci_status
lci_figures_read(const struct lci_result *result, const struct lci_result_pass *pass, bool with_units, struct lci_arena *arena,
                 struct lci_figures *out, struct lci_error *err)
{
    struct reader reader = {.result = result, .figures = out, .arena = arena, .with_units = with_units};
    enum lci_status status = LCI_OK;

    *out = (struct lci_figures){.pass = pass, .below = 5.0};
    status = find_groups(&reader, err);
    if (status == LCI_OK)
        status = read_units(&reader, err);
    if (status == LCI_OK)
        status = find_home_columns(&reader, err);
    if (status == LCI_OK)
        status = read_coverage(&reader, err);
    if (status == LCI_OK)
        status = hide(&reader, err);
    if (status == LCI_OK && reader.numbering.failed)
        status = lci_fail_nomem(err, "units");
    out->main = status == LCI_OK ? main_weight(out) : LCI_FIGURE_LAND;
    lci_numbering_fini(&reader.numbering);
    return status;
}

const struct lci_figure_group *
lci_figures_circle(const struct lci_figures *figures)
{
    for (size_t g = figures->category_count; g < figures->group_count; g++)
        if (strcmp(figures->groups[g].id, CIRCLE) == 0)
            return &figures->groups[g];
    return NULL;
}

uint32_t
lci_figures_level(const struct lci_figures *figures, const char *level)
{
    for (uint32_t l = 0; l < figures->level_count; l++)
        if (strcmp(figures->levels[l], level) == 0)
            return l;
    return LCI_FIGURES_NONE;
}

size_t
lci_figures_level_size(const struct lci_figures *figures, uint32_t level)
{
    size_t size = 0;

    for (size_t u = 0; u < figures->unit_count; u++)
        size += figures->units[u].level == level;
    return size;
}

uint32_t
lci_figures_find(const struct lci_figures *figures, uint32_t level, const char *code)
{
    for (uint32_t u = 0; u < figures->unit_count; u++)
        if (figures->units[u].level == level && strcmp(figures->units[u].code, code) == 0)
            return u;
    return LCI_FIGURES_NONE;
}
