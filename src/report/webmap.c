/* webmap.c - reads what the maps show, and puts their scripts into the page. */
#include "report/webmap.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "io/number_text.h"
#include "report/webmap_parts.h"

enum { SECONDS_A_MINUTE = 60, LIMIT_SIZE = 96 };

static const double ORIGIN_STEP_M = 1000.0;
static const double MOST_AROUND = 3.0; /* times the ground of what is judged */

const struct lci_asset *const lci_webmap_scripts[] = {&lci_asset_leaflet_js, &lci_asset_webmap_data_js,
                                                      &lci_asset_webmap_draw_js, &lci_asset_webmap_js, NULL};
const struct lci_asset *const lci_webmap_styles[] = {&lci_asset_leaflet_css, &lci_asset_webmap_css, NULL};

void
lci_webmap_free(struct lci_webmap *map)
{
    if (!map)
        return;
    lci_webmap_shapes_fini(&map->home_shapes);
    lci_webmap_shapes_fini(&map->unit_shapes);
    lci_webmap_shapes_fini(&map->area_shapes);
    for (int g = 0; g < LCI_WEBMAP_GROUND_COUNT; g++)
        lci_webmap_shapes_fini(&map->ground[g]);
    lci_webmap_index_fini(&map->unit_ids);
    lci_webmap_index_fini(&map->facility_ids);
    lci_webmap_index_fini(&map->home_ids);
    lci_arena_fini(&map->arena);
    lci_free(map);
}

/* "15 min (1,080 m)": a limit in what is known of it. */
static const char *
limit_text(struct lci_webmap *map, const struct lci_result_limit *limit)
{
    char minutes[LCI_NUMBER_TEXT_SIZE];
    char metres[LCI_NUMBER_TEXT_SIZE];
    char text[LIMIT_SIZE];
    const double known_min =
        isfinite(limit->limit_min) ? limit->limit_min : limit->limit_m / map->pass->speed_mps / SECONDS_A_MINUTE;

    lci_number_to_short(known_min, 1, minutes);
    lci_number_to_read(limit->limit_m, 0, true, metres);
    if (!isfinite(known_min))
        (void)snprintf(text, sizeof(text), map->english ? "%s m" : "%s 米", metres);
    else if (!isfinite(limit->limit_m))
        (void)snprintf(text, sizeof(text), map->english ? "%s min" : "%s 分钟", minutes);
    else
        (void)snprintf(text, sizeof(text), map->english ? "%s min (%s m)" : "%s 分钟（%s 米）", minutes, metres);
    return isfinite(known_min) || isfinite(limit->limit_m) ? lci_webmap_keep(map, text) : lci_webmap_keep(map, "–");
}

static enum lci_status
add_categories(struct lci_webmap *map, struct lci_error *err)
{
    const struct lci_result_pass *pass = map->pass;
    const bool has_whole = pass->category_count > 1 && lci_gpkg_names_has(&pass->columns, "whole_circle_ratio");

    map->category_count = pass->category_count + (has_whole ? 1 : 0);
    map->categories = lci_arena_alloc(&map->arena, map->category_count + 1, sizeof(*map->categories));
    for (size_t c = 0; map->categories && c < pass->category_count; c++) {
        struct lci_webmap_category *category = &map->categories[c];

        category->of = &pass->categories[c];
        category->label = lci_result_label(map->result, "category", category->of->id, map->english);
        category->limit_count = category->of->limit_count;
        category->limits = lci_arena_alloc(&map->arena, category->limit_count + 1, sizeof(*category->limits));
        for (size_t l = 0; category->limits && l < category->limit_count; l++)
            category->limits[l] = limit_text(map, &category->of->limits[l]);
        if (!category->limits || (category->limit_count > 0 && !category->limits[category->limit_count - 1]))
            return lci_fail_nomem(err, pass->id);
    }
    if (map->categories && has_whole)
        map->categories[pass->category_count].label = map->english ? "All categories together" : "全部类别";
    return map->categories ? LCI_OK : lci_fail_nomem(err, pass->id);
}

/* The grid starts at a round place near the first thing that has one: what is written of places is short then. */
static enum lci_status
find_origin(struct lci_webmap *map, struct lci_error *err)
{
    static const char *const columns[] = {"geom"};
    const char *const tables[] = {map->pass->homes, map->pass->units};
    struct lci_gpkg_polygons room = {0};
    enum lci_status status = LCI_OK;
    bool found = false;

    for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]) && status == LCI_OK && !found; t++) {
        struct lci_gpkg_cursor *cursor = NULL;
        uint32_t fid = 0;

        if (!tables[t])
            continue;
        status = lci_gpkg_cursor_new(map->result->source, tables[t], columns, 1, &cursor, err);
        while (!found && status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
            status = lci_gpkg_polygons_at(cursor, 0, &room, err);
            found = status == LCI_OK && room.polygons.point_count > 0;
        }
        lci_gpkg_cursor_free(cursor);
    }
    if (found) {
        map->origin.x_m = floor(room.polygons.xy_m[0] / ORIGIN_STEP_M) * ORIGIN_STEP_M;
        map->origin.y_m = floor(room.polygons.xy_m[1] / ORIGIN_STEP_M) * ORIGIN_STEP_M;
    }
    lci_gpkg_polygons_fini(&room);
    return status;
}

static void
stretch(int32_t box[4], bool *has_box, const int32_t other[4])
{
    for (int i = 0; i < 4; i++)
        if (!*has_box || (i < 2 ? other[i] < box[i] : other[i] > box[i]))
            box[i] = other[i];
    *has_box = true;
}

static double
area_of(const int32_t box[4])
{
    return ((double)box[2] - box[0]) * ((double)box[3] - box[1]);
}

/* Everything that is judged: homes, and facilities that count; the whole of the units only where most of it is about these.
 */
static void
find_box(struct lci_webmap *map)
{
    bool has_box = false;
    bool has_units = false;
    int32_t units[4] = {0};
    int32_t box[4];

    for (size_t s = 0; s < map->home_shapes.shape_count; s++)
        if (lci_webmap_shapes_box(&map->home_shapes, s, box))
            stretch(map->box, &has_box, box);
    for (size_t f = 0; f < map->facility_count; f++) {
        const int32_t *xy = map->facilities[f].xy;

        if (map->facilities[f].has_place && !map->facilities[f].reason)
            stretch(map->box, &has_box, (const int32_t[]){xy[0], xy[1], xy[0] + 1, xy[1] + 1});
    }
    for (size_t s = 0; s < map->unit_shapes.shape_count; s++)
        if (lci_webmap_shapes_box(&map->unit_shapes, s, box))
            stretch(units, &has_units, box);
    if (has_units && (!has_box || area_of(units) <= MOST_AROUND * area_of(map->box)))
        stretch(map->box, &has_box, units);
}

enum lci_status
lci_webmap_read(struct lci_result *result, const struct lci_result_pass *pass, bool english, struct lci_webmap **out,
                struct lci_error *err)
{
    static enum lci_status (*const parts[])(struct lci_webmap *, struct lci_error *) = {
        find_origin,           add_categories,       lci_webmap_read_units, lci_webmap_read_facilities,
        lci_webmap_read_homes, lci_webmap_read_gaps, lci_webmap_read_areas, lci_webmap_read_ground};
    struct lci_webmap *map = lci_new(struct lci_webmap);
    enum lci_status status = map ? LCI_OK : lci_fail_nomem(err, result->path);

    *out = NULL;
    if (status != LCI_OK)
        return status;
    map->result = result;
    map->pass = pass;
    map->english = english;
    for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]) && status == LCI_OK; p++)
        status = parts[p](map, err);
    if (status != LCI_OK) {
        lci_webmap_free(map);
        return status;
    }
    find_box(map);
    *out = map;
    return LCI_OK;
}

void
lci_webmap_add(const struct lci_webmap *map, struct lci_html *html)
{
    if (map->home_count > 0 || map->unit_count > 0 || map->facility_count > 0)
        lci_html_raw(html, "<div id=\"webmap\" class=\"webmap\" hidden></div>\n");
}
