/* webmap_gaps.c - gaps and service areas of a result, as the maps show them. */
#include <math.h>
#include <string.h>

#include "analysis/suppress.h"
#include "legend/value_words.h"
#include "report/webmap_parts.h"

enum { GAP_COLUMNS = 13, MOST_CHANGES = 64 };

static const double TOO_FEW = -1.0;
static const double SAME_LIMIT = 1e-3; /* metres, or minutes */

/* Index of a change in words; the words are kept once. */
static uint32_t
change_of(struct lci_webmap *map, const char *value)
{
    const char *word = value ? lci_value_word("change", value, map->english) : NULL;

    if (!value || value[0] == '\0')
        return LCI_WEBMAP_NONE;
    word = word ? word : value;
    for (size_t i = 0; i < map->change_count; i++)
        if (strcmp(map->changes[i], word) == 0)
            return (uint32_t)i;
    if (map->change_count == MOST_CHANGES)
        return LCI_WEBMAP_NONE;
    map->changes[map->change_count] = lci_webmap_keep(map, word);
    return map->changes[map->change_count] ? (uint32_t)map->change_count++ : LCI_WEBMAP_NONE;
}

static uint32_t
nearest_of(struct lci_webmap *map, uint32_t category, const char *id)
{
    return map->categories[category].of ? lci_webmap_index_find(&map->facility_ids, category, id) : LCI_WEBMAP_NONE;
}

static bool
read_gap(struct lci_webmap *map, struct lci_gpkg_cursor *cursor, uint32_t fid, uint32_t category,
         struct lci_webmap_index *ids)
{
    struct lci_webmap_gap *gap = &map->gaps[map->gap_count];
    const double change_m[2] = {lci_gpkg_real_at(cursor, 9), lci_gpkg_real_at(cursor, 10)};

    *gap = (struct lci_webmap_gap){
        .fid = fid,
        .category = category,
        .cause = lci_webmap_class_of(lci_legend_find("cause"), lci_gpkg_text_at(cursor, 3), LCI_WEBMAP_NONE),
        .change = change_of(map, lci_gpkg_text_at(cursor, 8)),
        .nearest = nearest_of(map, category, lci_gpkg_text_at(cursor, 11)),
        .has_change_place = isfinite(change_m[0]) && isfinite(change_m[1]),
        .people = lci_gpkg_real_at(cursor, 4),
        .elders = lci_gpkg_real_at(cursor, 5),
        .straight_m = lci_gpkg_real_at(cursor, 6),
        .walk_m = lci_gpkg_real_at(cursor, 7),
        .home_count = (size_t)fmax(lci_gpkg_real_at(cursor, 12), 0.0),
    };
    if (gap->has_change_place) {
        gap->change_xy[0] = lci_webmap_step(change_m[0], map->origin.x_m);
        gap->change_xy[1] = lci_webmap_step(change_m[1], map->origin.y_m);
    }
    return lci_webmap_index_add(ids, 0, lci_gpkg_text_at(cursor, 1), (uint32_t)map->gap_count++);
}

/* Homes of the gaps of the pass; a first pass counts them, a second one fills. */
static enum lci_status
read_gap_homes(struct lci_webmap *map, struct lci_webmap_index *ids, bool fills, struct lci_error *err)
{
    static const char *const columns[] = {"profile", "gap_id", "home_id"};
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_cursor_new(map->result->source, "gap_homes", columns, 3, &cursor, err);

    for (size_t g = 0; g < map->gap_count; g++)
        map->gaps[g].home_count = 0;
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const char *profile = lci_gpkg_text_at(cursor, 0);
        const uint32_t g = profile && strcmp(profile, map->pass->id) == 0
                               ? lci_webmap_index_find(ids, 0, lci_gpkg_text_at(cursor, 1))
                               : LCI_WEBMAP_NONE;
        const uint32_t home =
            g == LCI_WEBMAP_NONE ? g : lci_webmap_index_find(&map->home_ids, 0, lci_gpkg_text_at(cursor, 2));

        if (home == LCI_WEBMAP_NONE)
            continue;
        if (fills)
            map->gaps[g].homes[map->gaps[g].home_count] = home;
        map->gaps[g].home_count++;
    }
    lci_gpkg_cursor_free(cursor);
    return status;
}

/* Hides counts of people and elders, category by category, that are too few or that the sum of the category would give away.
 */
static enum lci_status
hide_small_counts(struct lci_webmap *map, struct lci_error *err)
{
    double *parts = lci_new_array(double, map->gap_count + 1);
    bool *hidden = lci_new_array(bool, map->gap_count + 1);
    size_t *gaps = lci_new_array(size_t, map->gap_count + 1);

    for (size_t i = 0; parts && hidden && gaps && i < 2 * map->category_count; i++) {
        const bool is_people = i % 2 == 0;
        size_t count = 0;

        for (size_t g = 0; g < map->gap_count; g++) {
            if (map->gaps[g].category != i / 2)
                continue;
            gaps[count] = g;
            parts[count++] = is_people ? map->gaps[g].people : map->gaps[g].elders;
        }
        (void)lci_suppress_parts(parts, count, map->below, hidden); /* the sum itself is not shown here */
        for (size_t p = 0; p < count; p++) {
            double *shown = is_people ? &map->gaps[gaps[p]].people : &map->gaps[gaps[p]].elders;

            *shown = hidden[p] ? TOO_FEW : *shown;
        }
    }
    lci_free(parts);
    lci_free(gaps);
    if (hidden && parts && gaps) {
        lci_free(hidden);
        return LCI_OK;
    }
    lci_free(hidden);
    return lci_fail_nomem(err, "gaps");
}

static enum lci_status
read_gap_rows(struct lci_webmap *map, struct lci_webmap_index *ids, struct lci_error *err)
{
    static const char *const columns[GAP_COLUMNS] = {"profile",    "gap_id",      "category",  "cause",  "population",
                                                     "elders",     "straight_m",  "walk_m",    "change", "change_x_m",
                                                     "change_y_m", "facility_id", "home_count"};
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    size_t count = 0;
    enum lci_status status = lci_webmap_count(map, "gaps", &count, err);

    if (status != LCI_OK)
        return status;
    map->gaps = lci_arena_alloc(&map->arena, count + 1, sizeof(*map->gaps));
    map->changes = lci_arena_alloc(&map->arena, MOST_CHANGES, sizeof(*map->changes));
    status = map->gaps && map->changes ? lci_gpkg_cursor_new(map->result->source, "gaps", columns, GAP_COLUMNS, &cursor, err)
                                       : lci_fail_nomem(err, "gaps");
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const char *profile = lci_gpkg_text_at(cursor, 0);
        const uint32_t category = lci_webmap_category_of(map, lci_gpkg_text_at(cursor, 2));

        if (profile && strcmp(profile, map->pass->id) == 0 && category != LCI_WEBMAP_NONE &&
            !read_gap(map, cursor, fid, category, ids))
            status = lci_fail_nomem(err, "gaps");
    }
    lci_gpkg_cursor_free(cursor);
    return status;
}

enum lci_status
lci_webmap_read_gaps(struct lci_webmap *map, struct lci_error *err)
{
    struct lci_webmap_index ids = {0};
    enum lci_status status = LCI_OK;

    if (!lci_gpkg_has_table(map->result->source, "gaps") || !lci_gpkg_has_table(map->result->source, "gap_homes"))
        return LCI_OK;
    status = read_gap_rows(map, &ids, err);
    if (status == LCI_OK)
        status = read_gap_homes(map, &ids, false, err);
    for (size_t g = 0; g < map->gap_count && status == LCI_OK; g++) {
        map->gaps[g].homes = lci_arena_alloc(&map->arena, map->gaps[g].home_count + 1, sizeof(*map->gaps[g].homes));
        status = map->gaps[g].homes ? LCI_OK : lci_fail_nomem(err, "gaps");
    }
    if (status == LCI_OK)
        status = read_gap_homes(map, &ids, true, err);
    if (status == LCI_OK)
        status = hide_small_counts(map, err);
    lci_webmap_index_fini(&ids);
    return status;
}

static uint32_t
limit_of(const struct lci_result_category *category, double limit_m, double limit_min)
{
    for (size_t l = 0; l < category->limit_count; l++) {
        const struct lci_result_limit *limit = &category->limits[l];

        if (fabs(limit->limit_m - limit_m) < SAME_LIMIT || fabs(limit->limit_min - limit_min) < SAME_LIMIT)
            return (uint32_t)l;
    }
    return LCI_WEBMAP_NONE;
}

enum lci_status
lci_webmap_read_areas(struct lci_webmap *map, struct lci_error *err)
{
    static const char *const columns[] = {"geom", "profile", "category", "limit_m", "limit_min", "from_m"};
    struct lci_gpkg_cursor *cursor = NULL;
    struct lci_gpkg_polygons room = {0};
    uint32_t fid = 0;
    size_t count = 0;
    enum lci_status status = LCI_OK;

    if (!lci_gpkg_has_table(map->result->source, "service_areas"))
        return LCI_OK;
    status = lci_webmap_count(map, "service_areas", &count, err);
    if (status != LCI_OK)
        return status;
    map->areas = lci_arena_alloc(&map->arena, count + 1, sizeof(*map->areas));
    status = map->areas ? lci_gpkg_cursor_new(map->result->source, "service_areas", columns, 6, &cursor, err)
                        : lci_fail_nomem(err, "service_areas");
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const char *profile = lci_gpkg_text_at(cursor, 1);
        const uint32_t c = lci_webmap_category_of(map, lci_gpkg_text_at(cursor, 2));
        const struct lci_result_category *category = c == LCI_WEBMAP_NONE ? NULL : map->categories[c].of;
        const uint32_t limit =
            category ? limit_of(category, lci_gpkg_real_at(cursor, 3), lci_gpkg_real_at(cursor, 4)) : LCI_WEBMAP_NONE;

        if (!profile || strcmp(profile, map->pass->id) != 0 || limit == LCI_WEBMAP_NONE)
            continue;
        status = lci_gpkg_polygons_at(cursor, 0, &room, err);
        if (status == LCI_OK && !lci_webmap_shapes_add(&map->area_shapes, &room.polygons, map->origin))
            status = lci_fail_nomem(err, "service_areas");
        map->areas_are_rings = map->areas_are_rings || lci_gpkg_real_at(cursor, 5) > 0.0;
        map->areas[map->area_count++] = (struct lci_webmap_area){.category = c, .limit = limit};
    }
    lci_gpkg_cursor_free(cursor);
    lci_gpkg_polygons_fini(&room);
    return status;
}
