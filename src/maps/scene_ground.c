/* scene_ground.c - reads facilities, streets, barriers, gaps and service areas. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "maps/scene_layer.h"

/* By the words of OpenStreetMap, up to "_link"; what is not named here is a local street. */
static const struct {
    const char *highway;
    enum lci_street_rank rank;
} ranks[] = {
    {"motorway", LCI_STREET_TRUNK},      {"trunk", LCI_STREET_TRUNK},       {"primary", LCI_STREET_PRIMARY},
    {"secondary", LCI_STREET_SECONDARY}, {"tertiary", LCI_STREET_TERTIARY}, {"service", LCI_STREET_PATH},
    {"footway", LCI_STREET_PATH},        {"path", LCI_STREET_PATH},         {"cycleway", LCI_STREET_PATH},
    {"steps", LCI_STREET_PATH},          {"track", LCI_STREET_PATH},        {"corridor", LCI_STREET_PATH},
    {"elevator", LCI_STREET_PATH},       {"bridleway", LCI_STREET_PATH},    {"platform", LCI_STREET_PATH},
};

static const char *const barrier_kinds[] = {
    [LCI_BARRIER_WATER] = "water",
    [LCI_BARRIER_RAILWAY] = "railway",
    [LCI_BARRIER_ROAD] = "road",
    [LCI_BARRIER_WALL] = "wall",
};

static enum lci_status
read_facilities(struct lci_scene *scene, struct lci_error *err)
{
    static const char *const columns[] = {"name", "category", "status", "geom"};
    struct lci_layer_rows rows = {.cursor = NULL};
    size_t capacity = 0;
    enum lci_status status = LCI_OK;

    if (!lci_gpkg_has_table(scene->result->source, "facilities"))
        return LCI_OK;
    status = lci_layer_open(scene->result, "facilities", columns, 4, &scene->arena, &rows, err);
    while (lci_layer_next(&rows, &status, err)) {
        const char *category = lci_gpkg_text_at(rows.cursor, 1);
        struct lci_scene_facility facility = {
            .counts = lci_layer_text_is(&rows, 2, "joined") || lci_layer_text_is(&rows, 2, "by_gates"),
        };

        while (facility.category < scene->pass->category_count &&
               !(category && strcmp(scene->pass->categories[facility.category].id, category) == 0))
            facility.category++;
        if (facility.category == scene->pass->category_count || !lci_gpkg_point_at(rows.cursor, 3, facility.place_m))
            continue;
        facility.name = lci_layer_text(&rows, 0);
        if (!facility.name || !lci_grow(&scene->facilities, scene->facility_count, &capacity)) {
            status = lci_fail_nomem(err, "facilities");
            break;
        }
        if (scene->unit_count == 0 && scene->home_count == 0) /* those far out would make the map small */
            lci_map_box_add(&scene->box, facility.place_m);
        scene->facilities[scene->facility_count++] = facility;
    }
    lci_layer_close(&rows);
    return status;
}

static enum lci_street_rank
rank_of(const char *highway)
{
    for (size_t i = 0; highway && i < sizeof(ranks) / sizeof(ranks[0]); i++) {
        const size_t length = strlen(ranks[i].highway);

        if (strncmp(highway, ranks[i].highway, length) == 0 &&
            (highway[length] == '\0' || strcmp(highway + length, "_link") == 0))
            return ranks[i].rank;
    }
    return LCI_STREET_LOCAL;
}

static enum lci_status
read_streets(struct lci_scene *scene, struct lci_error *err)
{
    static const char *const columns[] = {"highway", "name", "geom"};
    struct lci_layer_rows rows = {.cursor = NULL};
    size_t capacity = 0;
    enum lci_status status = LCI_OK;

    if (!lci_gpkg_has_table(scene->result->source, "streets"))
        return LCI_OK;
    status = lci_layer_open(scene->result, "streets", columns, 3, &scene->arena, &rows, err);
    while (lci_layer_next(&rows, &status, err)) {
        struct lci_scene_street street = {.rank = rank_of(lci_gpkg_text_at(rows.cursor, 0)),
                                          .name = lci_layer_text(&rows, 1)};

        status = lci_layer_lines(&rows, 2, &street.lines, err);
        if (status == LCI_OK && (!street.name || !lci_grow(&scene->streets, scene->street_count, &capacity)))
            status = lci_fail_nomem(err, "streets");
        if (status == LCI_OK)
            scene->streets[scene->street_count++] = street;
    }
    lci_layer_close(&rows);
    return status;
}

static enum lci_barrier_look
barrier_look_of(const char *kind)
{
    for (size_t i = 0; kind && i < sizeof(barrier_kinds) / sizeof(barrier_kinds[0]); i++)
        if (strcmp(barrier_kinds[i], kind) == 0)
            return (enum lci_barrier_look)i;
    return LCI_BARRIER_OTHER;
}

static enum lci_status
read_barriers(struct lci_scene *scene, const char *layer, bool areas, size_t *capacity, struct lci_error *err)
{
    static const char *const columns[] = {"kind", "geom"};
    struct lci_layer_rows rows = {.cursor = NULL};
    enum lci_status status = LCI_OK;

    if (!lci_gpkg_has_table(scene->result->source, layer))
        return LCI_OK;
    status = lci_layer_open(scene->result, layer, columns, 2, &scene->arena, &rows, err);
    while (lci_layer_next(&rows, &status, err)) {
        struct lci_scene_barrier barrier = {.look = barrier_look_of(lci_gpkg_text_at(rows.cursor, 0)), .is_area = areas};

        status = areas ? lci_layer_polygons(&rows, 1, &barrier.shape, err) : lci_layer_lines(&rows, 1, &barrier.shape, err);
        if (status == LCI_OK && !lci_grow(&scene->barriers, scene->barrier_count, capacity))
            status = lci_fail_nomem(err, layer);
        if (status == LCI_OK)
            scene->barriers[scene->barrier_count++] = barrier;
    }
    lci_layer_close(&rows);
    return status;
}

enum lci_status
lci_scene_read_ground(struct lci_scene *scene, struct lci_error *err)
{
    size_t capacity = 0;
    enum lci_status status = read_facilities(scene, err);

    if (status == LCI_OK)
        status = read_streets(scene, err);
    if (status == LCI_OK)
        status = read_barriers(scene, "barrier_areas", true, &capacity, err);
    if (status == LCI_OK)
        status = read_barriers(scene, "barriers", false, &capacity, err);
    return status;
}

static const char *
unit_column(struct lci_scene *scene)
{
    static const char start[] = "unit_";
    const size_t length = scene->level ? strlen(scene->level) : 0;
    char *name = lci_arena_alloc(&scene->arena, sizeof(start) + length, 1);

    if (name) {
        memcpy(name, start, sizeof(start) - 1);
        if (length > 0)
            memcpy(name + sizeof(start) - 1, scene->level, length);
    }
    return name;
}

static uint32_t
rank_at(struct lci_layer_rows *rows, size_t at)
{
    const double rank = lci_gpkg_real_at(rows->cursor, at);

    return rank >= 1.0 && rank < (double)UINT32_MAX ? (uint32_t)rank : 0;
}

enum lci_status
lci_scene_read_gaps(struct lci_scene *scene, struct lci_error *err)
{
    const char *const columns[] = {"profile", "category", "rank_population", "households", "population", "walk_min",
                                   "cause",   "geom",     unit_column(scene)};
    struct lci_layer_rows rows = {.cursor = NULL};
    size_t capacity = 0;
    enum lci_status status = LCI_OK;

    scene->has_gaps = lci_gpkg_has_table(scene->result->source, "gaps");
    if (!scene->has_gaps)
        return LCI_OK;
    status = lci_layer_open(scene->result, "gaps", columns, sizeof(columns) / sizeof(columns[0]), &scene->arena, &rows, err);
    while (lci_layer_next(&rows, &status, err)) {
        struct lci_scene_gap gap = {.rank = 0};

        if (!lci_layer_text_is(&rows, 0, scene->pass->id))
            continue;
        gap.category = lci_layer_text(&rows, 1);
        gap.rank = rank_at(&rows, 2);
        gap.households = lci_gpkg_real_at(rows.cursor, 3);
        gap.population = lci_gpkg_real_at(rows.cursor, 4);
        gap.walk_min = lci_gpkg_real_at(rows.cursor, 5);
        gap.cause = lci_legend_class_of(lci_legend_find("cause"), lci_gpkg_text_at(rows.cursor, 6));
        gap.unit = lci_layer_text(&rows, 8);
        status = lci_layer_polygons(&rows, 7, &gap.ground, err);
        if (status == LCI_OK && (!gap.category || !gap.unit || !lci_grow(&scene->gaps, scene->gap_count, &capacity)))
            status = lci_fail_nomem(err, "gaps");
        if (status == LCI_OK)
            scene->gaps[scene->gap_count++] = gap;
    }
    lci_layer_close(&rows);
    return status;
}

/* The limit of a category that is nearest to the number, which a layer and the name of a column write alike. */
static size_t
limit_of(const struct lci_result_category *category, double limit_m)
{
    size_t best = 0;

    for (size_t l = 1; l < category->limit_count; l++)
        if (fabs(category->limits[l].limit_m - limit_m) < fabs(category->limits[best].limit_m - limit_m))
            best = l;
    return best;
}

static enum lci_status
add_area(struct lci_scene_areas *areas, size_t limit, const struct lci_map_shape *shape, struct lci_error *err)
{
    size_t at = areas->count;
    size_t capacity = areas->capacity;

    if (!lci_grow(&areas->limits, areas->count, &capacity) || !lci_grow(&areas->shapes, areas->count, &areas->capacity))
        return lci_fail_nomem(err, "service_areas");
    while (at > 0 && areas->limits[at - 1] < limit) {
        areas->limits[at] = areas->limits[at - 1];
        areas->shapes[at] = areas->shapes[at - 1];
        at--;
    }
    areas->limits[at] = limit;
    areas->shapes[at] = *shape;
    areas->count++;
    return LCI_OK;
}

enum lci_status
lci_scene_areas_read(const struct lci_scene *scene, size_t category, struct lci_scene_areas *out, struct lci_error *err)
{
    static const char *const columns[] = {"profile", "category", "limit_m", "geom"};
    const struct lci_result_category *wanted = &scene->pass->categories[category];
    struct lci_layer_rows rows = {.cursor = NULL};
    enum lci_status status = LCI_OK;

    *out = (struct lci_scene_areas){.count = 0};
    if (!lci_gpkg_has_table(scene->result->source, "service_areas"))
        return LCI_OK;
    status = lci_layer_open(scene->result, "service_areas", columns, 4, &out->arena, &rows, err);
    while (lci_layer_next(&rows, &status, err)) {
        struct lci_map_shape shape = {.box = lci_map_box_empty()};

        if (!lci_layer_text_is(&rows, 0, scene->pass->id) || !lci_layer_text_is(&rows, 1, wanted->id))
            continue;
        status = lci_layer_polygons(&rows, 3, &shape, err);
        if (status == LCI_OK)
            status = add_area(out, limit_of(wanted, lci_gpkg_real_at(rows.cursor, 2)), &shape, err);
    }
    lci_layer_close(&rows);
    if (status != LCI_OK)
        lci_scene_areas_fini(out);
    return status;
}

void
lci_scene_areas_fini(struct lci_scene_areas *areas)
{
    lci_free(areas->limits);
    lci_free(areas->shapes);
    lci_arena_fini(&areas->arena);
    *areas = (struct lci_scene_areas){.count = 0};
}
