/* webmap_read.c - units, facilities and homes of a result, as the maps show them. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "legend/value_words.h"
#include "report/webmap_parts.h"

enum { NAME_SIZE = 512, COLUMN_MAX = 2000, CATEGORY_COLUMNS = 3 };

static const char UNIT[] = "unit_";
static const double HOME_TOLERANCE = 1.0; /* steps: half a pixel of the largest zoom but one */

const char *
lci_webmap_keep(struct lci_webmap *map, const char *text)
{
    return lci_arena_text(&map->arena, text ? text : "", text ? strlen(text) : 0);
}

void
lci_webmap_home_middle(const struct lci_webmap *map, size_t home, int32_t xy[2])
{
    int32_t box[4] = {0};

    (void)lci_webmap_shapes_box(&map->home_shapes, home, box);
    xy[0] = box[0] + (box[2] - box[0]) / 2;
    xy[1] = box[1] + (box[3] - box[1]) / 2;
}

uint32_t
lci_webmap_category_of(const struct lci_webmap *map, const char *id)
{
    for (size_t c = 0; id && c < map->category_count; c++)
        if (strcmp(map->categories[c].of ? map->categories[c].of->id : "whole_circle", id) == 0)
            return (uint32_t)c;
    return LCI_WEBMAP_NONE;
}

uint32_t
lci_webmap_class_of(const struct lci_legend *legend, const char *value, uint32_t otherwise)
{
    const struct lci_legend_class *found = lci_legend_class_of(legend, value);

    return found ? (uint32_t)(found - legend->classes) : otherwise;
}

enum lci_status
lci_webmap_count(struct lci_webmap *map, const char *table, size_t *count, struct lci_error *err)
{
    static const char *const columns[] = {"fid"};
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_cursor_new(map->result->source, table, columns, 1, &cursor, err);

    *count = 0;
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0)
        ++*count;
    lci_gpkg_cursor_free(cursor);
    return status;
}

/* The levels of units that homes have columns for, the largest first as results have them. */
static enum lci_status
find_levels(struct lci_webmap *map, struct lci_error *err)
{
    const struct lci_gpkg_names *columns = &map->pass->columns;

    map->levels = lci_arena_alloc(&map->arena, columns->count + 1, sizeof(*map->levels));
    if (!map->levels)
        return lci_fail_nomem(err, "units");
    for (size_t c = 0; c < columns->count; c++)
        if (strncmp(columns->items[c], UNIT, sizeof(UNIT) - 1) == 0)
            map->levels[map->level_count++] = columns->items[c] + sizeof(UNIT) - 1;
    for (size_t l = 0; l < map->level_count; l++)
        map->main_level = strcmp(map->levels[l], "subdistrict") == 0 ? l : map->main_level;
    return LCI_OK;
}

static enum lci_status
read_unit(struct lci_webmap *map, struct lci_gpkg_cursor *cursor, uint32_t fid, struct lci_gpkg_polygons *room,
          struct lci_error *err)
{
    struct lci_webmap_unit *unit = &map->units[map->unit_count];
    const char *level = lci_gpkg_text_at(cursor, 3);
    const char *code = NULL;
    enum lci_status status = lci_gpkg_polygons_at(cursor, 0, room, err);

    if (status != LCI_OK)
        return status;
    *unit = (struct lci_webmap_unit){.fid = fid, .level = LCI_WEBMAP_NONE};
    for (size_t l = 0; level && l < map->level_count; l++)
        if (strcmp(map->levels[l], level) == 0)
            unit->level = (uint32_t)l;
    code = lci_webmap_keep(map, lci_gpkg_text_at(cursor, 1));
    unit->name = lci_webmap_keep(map, lci_gpkg_text_at(cursor, 2));
    if (!code || !unit->name || !lci_webmap_shapes_add(&map->unit_shapes, &room->polygons, map->origin) ||
        (unit->level != LCI_WEBMAP_NONE &&
         !lci_webmap_index_add(&map->unit_ids, unit->level, code, (uint32_t)map->unit_count)))
        return lci_fail_nomem(err, "units");
    if (unit->name[0] == '\0')
        unit->name = code;
    map->unit_count++;
    return LCI_OK;
}

enum lci_status
lci_webmap_read_units(struct lci_webmap *map, struct lci_error *err)
{
    static const char *const columns[] = {"geom", "unit_code", "name", "level"};
    struct lci_gpkg_cursor *cursor = NULL;
    struct lci_gpkg_polygons room = {0};
    const char *table = map->pass->units;
    size_t count = 0;
    uint32_t fid = 0;
    enum lci_status status = find_levels(map, err);

    if (status != LCI_OK || !table)
        return status;
    status = lci_webmap_count(map, table, &count, err);
    if (status == LCI_OK) {
        map->units = lci_arena_alloc(&map->arena, count + 1, sizeof(*map->units));
        status = map->units ? lci_gpkg_cursor_new(map->result->source, table, columns, 4, &cursor, err)
                            : lci_fail_nomem(err, table);
    }
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0)
        status = read_unit(map, cursor, fid, &room, err);
    lci_gpkg_cursor_free(cursor);
    lci_gpkg_polygons_fini(&room);
    return status;
}

/* What a facility is in the legend, and why it does not count. */
static void
judge_facility(struct lci_webmap *map, const char *status, struct lci_webmap_facility *facility)
{
    const struct lci_legend *legend = lci_legend_find("counting");
    const bool counts = !status || strcmp(status, "joined") == 0 || strcmp(status, "by_gates") == 0;
    const uint32_t others = (uint32_t)legend->class_count - 1;
    const char *word = NULL;

    facility->counting = lci_webmap_class_of(legend, counts ? "counted" : status, others);
    if (counts)
        return;
    word = lci_value_word("change_status", status, map->english);
    word = word ? word : lci_value_word("status", status, map->english);
    facility->reason = lci_webmap_keep(map, word ? word : status);
}

static enum lci_status
read_facility(struct lci_webmap *map, struct lci_gpkg_cursor *cursor, uint32_t c, struct lci_error *err)
{
    struct lci_webmap_category *category = &map->categories[c];
    struct lci_webmap_facility *facility = &map->facilities[map->facility_count];
    const char *id = lci_webmap_keep(map, lci_gpkg_text_at(cursor, 2));
    double place_m[2];

    facility->name = lci_webmap_keep(map, lci_gpkg_text_at(cursor, 3));
    judge_facility(map, lci_gpkg_text_at(cursor, 4), facility);
    facility->has_place = lci_gpkg_point_at(cursor, 0, place_m);
    if (facility->has_place) {
        facility->xy[0] = lci_webmap_step(place_m[0], map->origin.x_m);
        facility->xy[1] = lci_webmap_step(place_m[1], map->origin.y_m);
    }
    if (!id || !facility->name || !lci_webmap_index_add(&map->facility_ids, c, id, (uint32_t)category->facility_count))
        return lci_fail_nomem(err, "facilities");
    if (facility->name[0] == '\0')
        facility->name = id;
    category->facility_count++;
    map->facility_count++;
    return LCI_OK;
}

/* Facilities stand in the order of their layer, category by category: one pass for each would be dear, so their rows are
 * noted first. */
enum lci_status
lci_webmap_read_facilities(struct lci_webmap *map, struct lci_error *err)
{
    static const char *const columns[] = {"geom", "category", "facility_id", "name", "status"};
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t *rows = NULL; /* 2 * count: fid and category */
    char table[NAME_SIZE];
    size_t count = 0;
    size_t row = 0;
    uint32_t fid = 0;
    enum lci_status status = LCI_OK;

    (void)snprintf(table, sizeof(table), "facilities%.400s", map->pass->suffix);
    if (!lci_gpkg_has_table(map->result->source, table))
        (void)snprintf(table, sizeof(table), "facilities"); /* those of homes by unit are the first profile's */
    status = lci_webmap_count(map, table, &count, err);
    if (status != LCI_OK)
        return status;
    rows = lci_new_array(uint32_t, 2 * count + 2);
    map->facilities = lci_arena_alloc(&map->arena, count + 1, sizeof(*map->facilities));
    status = rows && map->facilities ? lci_gpkg_cursor_new(map->result->source, table, columns, 5, &cursor, err)
                                     : lci_fail_nomem(err, table);
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0 && row < count) {
        rows[2 * row] = fid;
        rows[2 * row + 1] = lci_webmap_category_of(map, lci_gpkg_text_at(cursor, 1));
        row++;
    }
    for (uint32_t c = 0; c < map->category_count && status == LCI_OK; c++) {
        map->categories[c].first_facility = map->facility_count;
        for (size_t r = 0; r < row && status == LCI_OK; r++) {
            if (rows[2 * r + 1] != c)
                continue;
            status = lci_gpkg_seek(cursor, rows[2 * r], err);
            if (status == LCI_OK)
                status = read_facility(map, cursor, c, err);
        }
    }
    lci_gpkg_cursor_free(cursor);
    lci_free(rows);
    return status;
}

static uint32_t
speed_of(struct lci_webmap *map, const char *profile)
{
    double speed_mps = map->pass->speed_mps;
    const struct lci_result_pass *own = NULL;

    if (!isfinite(speed_mps) && profile) {
        own = lci_result_pass(map->result, profile);
        speed_mps = own ? own->speed_mps : (double)NAN;
    }
    for (size_t s = 0; s < map->speed_count; s++)
        if (map->speeds_mps[s] == speed_mps || (isnan(map->speeds_mps[s]) && isnan(speed_mps)))
            return (uint32_t)s;
    map->speeds_mps[map->speed_count] = speed_mps;
    return (uint32_t)map->speed_count++;
}

static enum lci_status
read_home(struct lci_webmap *map, struct lci_gpkg_cursor *cursor, struct lci_gpkg_polygons *room, struct lci_error *err)
{
    struct lci_webmap_home *home = &map->homes[map->home_count];
    const char *id = lci_webmap_keep(map, lci_gpkg_text_at(cursor, 1));
    enum lci_status status = lci_gpkg_polygons_at(cursor, 0, room, err);

    if (status != LCI_OK)
        return status;
    home->name = lci_webmap_keep(map, lci_gpkg_text_at(cursor, 2));
    home->speed = speed_of(map, lci_gpkg_text_at(cursor, 3));
    home->units = lci_arena_alloc(&map->arena, map->level_count + 1, sizeof(*home->units));
    if (!id || !home->name || !home->units || !lci_webmap_shapes_add(&map->home_shapes, &room->polygons, map->origin) ||
        !lci_webmap_index_add(&map->home_ids, 0, id, (uint32_t)map->home_count))
        return lci_fail_nomem(err, "homes");
    if (home->name[0] == '\0')
        home->name = id;
    for (size_t l = 0; l < map->level_count; l++)
        home->units[l] = lci_webmap_index_find(&map->unit_ids, (uint32_t)l, lci_gpkg_text_at(cursor, 4 + l));
    map->home_count++;
    return LCI_OK;
}

/* Once, so that everything that is said of their places is about the shapes that the page has. */
static enum lci_status
simplify_homes(struct lci_webmap *map, struct lci_error *err)
{
    struct lci_webmap_shapes simple = {0};

    if (map->home_count > 0 && !lci_webmap_shapes_simplify(&map->home_shapes, HOME_TOLERANCE, &simple)) {
        lci_webmap_shapes_fini(&simple);
        return lci_fail_nomem(err, "homes");
    }
    lci_webmap_shapes_fini(&map->home_shapes);
    map->home_shapes = simple;
    return LCI_OK;
}

static enum lci_status
read_names(struct lci_webmap *map, struct lci_error *err)
{
    const size_t column_count = 4 + map->level_count;
    const char **columns = lci_arena_alloc(&map->arena, column_count, sizeof(*columns));
    struct lci_gpkg_cursor *cursor = NULL;
    struct lci_gpkg_polygons room = {0};
    uint32_t fid = 0;
    enum lci_status status = columns ? LCI_OK : lci_fail_nomem(err, "homes");

    if (status == LCI_OK) {
        static const char *const first[] = {"geom", "home_id", "name", "profile"};

        memcpy(columns, first, sizeof(first));
        for (size_t c = 0, l = 0; c < map->pass->columns.count; c++)
            if (strncmp(map->pass->columns.items[c], UNIT, sizeof(UNIT) - 1) == 0)
                columns[4 + l++] = map->pass->columns.items[c];
        status = lci_gpkg_cursor_new(map->result->source, map->pass->homes, columns, column_count, &cursor, err);
    }
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0)
        status = read_home(map, cursor, &room, err);
    lci_gpkg_cursor_free(cursor);
    lci_gpkg_polygons_fini(&room);
    return status == LCI_OK ? simplify_homes(map, err) : status;
}

static const char *
column_of(struct lci_webmap *map, const struct lci_result_category *category, const char *ending)
{
    char name[NAME_SIZE];

    (void)snprintf(name, sizeof(name), "%.400s%.64s", category->column, ending);
    return lci_webmap_keep(map, name);
}

static struct lci_webmap_cell
cell_at(struct lci_webmap *map, struct lci_gpkg_cursor *cursor, uint32_t c)
{
    const struct lci_webmap_category *category = &map->categories[c];
    const struct lci_legend *legend = lci_legend_find("verdict");
    const double walk_m = lci_gpkg_real_at(cursor, 1);
    const uint32_t verdict =
        lci_webmap_class_of(legend, lci_gpkg_text_at(cursor, 0), lci_webmap_class_of(legend, "invalid", 0));
    struct lci_webmap_cell cell = {.verdict = (uint8_t)verdict, .band = 0, .walk_dm = LCI_WEBMAP_NONE};

    while (cell.band < category->limit_count && !(lci_gpkg_real_at(cursor, CATEGORY_COLUMNS + cell.band) >= 1.0))
        cell.band++;
    if (walk_m >= 0.0 && walk_m < 1e8)
        cell.walk_dm = (uint32_t)lround(walk_m * 10.0);
    cell.nearest = lci_webmap_index_find(&map->facility_ids, c, lci_gpkg_text_at(cursor, 2));
    return cell;
}

static enum lci_status
read_cells(struct lci_webmap *map, uint32_t c, struct lci_error *err)
{
    struct lci_webmap_category *category = &map->categories[c];
    const char *columns[CATEGORY_COLUMNS + UINT8_MAX];
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    size_t home = 0;
    enum lci_status status = LCI_OK;

    columns[0] = column_of(map, category->of, "_status");
    columns[1] = column_of(map, category->of, "_nearest_m");
    columns[2] = column_of(map, category->of, "_facility_id");
    for (size_t l = 0; l < category->limit_count; l++)
        columns[CATEGORY_COLUMNS + l] = category->of->limits[l].ratio_column;
    if (!columns[0] || !columns[1] || !columns[2])
        return lci_fail_nomem(err, "homes");
    status = lci_gpkg_cursor_new(map->result->source, map->pass->homes, columns, CATEGORY_COLUMNS + category->limit_count,
                                 &cursor, err);
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0 && home < map->home_count)
        category->cells[home++] = cell_at(map, cursor, c);
    lci_gpkg_cursor_free(cursor);
    return status;
}

/* All categories together: the verdict on the homes that no category can have one on, else by the share that is within all
 * limits. */
static enum lci_status
read_whole(struct lci_webmap *map, struct lci_webmap_category *whole, struct lci_error *err)
{
    static const char *const columns[] = {"whole_circle_ratio"};
    const struct lci_legend *legend = lci_legend_find("verdict");
    const uint32_t covered = lci_webmap_class_of(legend, "covered", 0);
    const uint32_t partly = lci_webmap_class_of(legend, "partly", 0);
    const uint32_t uncovered = lci_webmap_class_of(legend, "uncovered", 0);
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    size_t home = 0;
    enum lci_status status = lci_gpkg_cursor_new(map->result->source, map->pass->homes, columns, 1, &cursor, err);

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0 && home < map->home_count) {
        const uint8_t first = map->categories[0].cells[home].verdict;
        const double ratio = lci_gpkg_real_at(cursor, 0);
        struct lci_webmap_cell *cell = &whole->cells[home++];

        *cell = (struct lci_webmap_cell){.verdict = first, .walk_dm = LCI_WEBMAP_NONE, .nearest = LCI_WEBMAP_NONE};
        if (first == covered || first == partly || first == uncovered)
            cell->verdict = (uint8_t)(ratio >= 1.0 ? covered : ratio > 0.0 ? partly : uncovered);
        cell->band = cell->verdict == covered ? 0 : 1;
    }
    lci_gpkg_cursor_free(cursor);
    return status;
}

enum lci_status
lci_webmap_read_homes(struct lci_webmap *map, struct lci_error *err)
{
    size_t count = 0;
    enum lci_status status = LCI_OK;

    if (!map->pass->homes)
        return LCI_OK;
    status = lci_webmap_count(map, map->pass->homes, &count, err);
    if (status != LCI_OK)
        return status;
    map->homes = lci_arena_alloc(&map->arena, count + 1, sizeof(*map->homes));
    map->speeds_mps = lci_arena_alloc(&map->arena, map->result->pass_count + 2, sizeof(*map->speeds_mps));
    status = map->homes && map->speeds_mps ? read_names(map, err) : lci_fail_nomem(err, "homes");
    for (uint32_t c = 0; c < map->category_count && status == LCI_OK; c++) {
        struct lci_webmap_category *category = &map->categories[c];

        category->cells = lci_arena_alloc(&map->arena, map->home_count + 1, sizeof(*category->cells));
        if (!category->cells)
            status = lci_fail_nomem(err, "homes");
        else
            status = category->of ? read_cells(map, c, err) : read_whole(map, category, err);
    }
    return status;
}
