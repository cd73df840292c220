/* webmap_gaps.c - gaps and service areas of a result, as the maps show them. */
#include <math.h>
#include <string.h>

#include "legend/value_words.h"
#include "report/webmap_parts.h"

enum { MOST_CHANGES = 64 };

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
    const double change_m[2] = {lci_gpkg_real_at(cursor, 7), lci_gpkg_real_at(cursor, 8)};

    gap->fid = fid;
    gap->category = category;
    gap->cause = lci_webmap_class_of(lci_legend_find("cause"), lci_gpkg_text_at(cursor, 3), LCI_WEBMAP_NONE);
    gap->change = change_of(map, lci_gpkg_text_at(cursor, 6));
    gap->nearest = nearest_of(map, category, lci_gpkg_text_at(cursor, 9));
    gap->has_change_place = isfinite(change_m[0]) && isfinite(change_m[1]);
    gap->straight_m = lci_gpkg_real_at(cursor, 4);
    gap->walk_m = lci_gpkg_real_at(cursor, 5);
    if (gap->has_change_place) {
        gap->change_xy[0] = lci_webmap_step(change_m[0], map->origin.x_m);
        gap->change_xy[1] = lci_webmap_step(change_m[1], map->origin.y_m);
    }
    return lci_webmap_index_add(ids, 0, lci_gpkg_text_at(cursor, 1), (uint32_t)map->gap_count++);
}

/* Where it is: the middle of its own box, which is less than those of its homes where these are covered in part. */
static void
read_middle(struct lci_webmap *map, struct lci_gpkg_cursor *cursor, struct lci_gpkg_polygons *room,
            struct lci_webmap_gap *gap)
{
    size_t size = 0;
    const unsigned char *bytes = lci_gpkg_bytes_at(cursor, 10, &size);
    double box_m[4] = {0.0};

    gap->has_middle = lci_gpkg_box(bytes, size, room, box_m);
    gap->middle_xy[0] = lci_webmap_step((box_m[0] + box_m[1]) / 2.0, map->origin.x_m);
    gap->middle_xy[1] = lci_webmap_step((box_m[2] + box_m[3]) / 2.0, map->origin.y_m);
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

static enum lci_status
read_gap_rows(struct lci_webmap *map, struct lci_webmap_index *ids, struct lci_error *err)
{
    static const char *const columns[] = {"profile", "gap_id",     "category",   "cause",       "straight_m", "walk_m",
                                          "change",  "change_x_m", "change_y_m", "facility_id", "geom"};
    struct lci_gpkg_cursor *cursor = NULL;
    struct lci_gpkg_polygons room = {0};
    uint32_t fid = 0;
    size_t count = 0;
    enum lci_status status = lci_webmap_count(map, "gaps", &count, err);

    if (status != LCI_OK)
        return status;
    map->gaps = lci_arena_alloc(&map->arena, count + 1, sizeof(*map->gaps));
    map->changes = lci_arena_alloc(&map->arena, MOST_CHANGES, sizeof(*map->changes));
    status = map->gaps && map->changes ? lci_gpkg_cursor_new(map->result->source, "gaps", columns,
                                                             sizeof(columns) / sizeof(columns[0]), &cursor, err)
                                       : lci_fail_nomem(err, "gaps");
    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const char *profile = lci_gpkg_text_at(cursor, 0);
        const uint32_t category = lci_webmap_category_of(map, lci_gpkg_text_at(cursor, 2));

        if (!profile || strcmp(profile, map->pass->id) != 0 || category == LCI_WEBMAP_NONE)
            continue;
        read_middle(map, cursor, &room, &map->gaps[map->gap_count]);
        if (!read_gap(map, cursor, fid, category, ids))
            status = lci_fail_nomem(err, "gaps");
    }
    lci_gpkg_cursor_free(cursor);
    lci_gpkg_polygons_fini(&room);
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
