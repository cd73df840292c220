/* scene.c - reads units and homes, and all else in its order. */
#include "maps/scene.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "maps/scene_layer.h"

enum { UNITS_ON_A_SHEET = 60, LEVELS_MAX = 32, NAME_SIZE = 512 };

static const char USUAL_LEVEL[] = "subdistrict";

struct level {
    const char *name;
    size_t count;
};

/* The level that is mapped; NULL: none. */
static enum lci_status
choose_level(struct lci_scene *scene, const char *layer, struct lci_error *err)
{
    static const char *const columns[] = {"level"};
    struct level levels[LEVELS_MAX];
    size_t count = 0;
    const struct level *best = NULL;
    struct lci_layer_rows rows = {.cursor = NULL};
    enum lci_status status = lci_layer_open(scene->result, layer, columns, 1, &scene->arena, &rows, err);

    while (lci_layer_next(&rows, &status, err)) {
        const char *name = lci_layer_text(&rows, 0);
        size_t at = 0;

        if (!name)
            status = lci_fail_nomem(err, layer);
        while (name && at < count && strcmp(levels[at].name, name) != 0)
            at++;
        if (name && at == count && count < LEVELS_MAX)
            levels[count++] = (struct level){.name = name};
        if (name && at < count)
            levels[at].count++;
    }
    lci_layer_close(&rows);
    for (size_t l = 0; l < count; l++)
        if (strcmp(levels[l].name, USUAL_LEVEL) == 0)
            best = &levels[l];
    for (size_t l = 0; l < count && !(best && strcmp(best->name, USUAL_LEVEL) == 0); l++)
        if (levels[l].count <= UNITS_ON_A_SHEET && (!best || levels[l].count > best->count))
            best = &levels[l];
    scene->level = best ? best->name : NULL;
    return status;
}

static int
compare_units(const void *left, const void *right)
{
    return strcmp(((const struct lci_scene_unit *)left)->code, ((const struct lci_scene_unit *)right)->code);
}

static enum lci_status
read_units(struct lci_scene *scene, const char *layer, struct lci_error *err)
{
    static const char *const columns[] = {"level", "unit_code", "name", "parent_code", "geom"};
    struct lci_layer_rows rows = {.cursor = NULL};
    size_t capacity = 0;
    enum lci_status status = lci_layer_open(scene->result, layer, columns, 5, &scene->arena, &rows, err);

    while (lci_layer_next(&rows, &status, err)) {
        struct lci_scene_unit unit = {.code = NULL};

        if (!lci_layer_text_is(&rows, 0, scene->level))
            continue;
        unit.code = lci_layer_text(&rows, 1);
        unit.name = lci_layer_text(&rows, 2);
        unit.parent = lci_layer_text(&rows, 3);
        status = lci_layer_polygons(&rows, 4, &unit.ground, err);
        if (status == LCI_OK &&
            (!unit.code || !unit.name || !unit.parent || !lci_grow(&scene->units, scene->unit_count, &capacity)))
            status = lci_fail_nomem(err, layer);
        if (status != LCI_OK)
            break;
        if (!lci_map_shape_place(&unit.ground, unit.place_m))
            unit.place_m[0] = unit.place_m[1] = NAN;
        if (unit.name[0] == '\0')
            unit.name = unit.code;
        lci_map_box_join(&scene->box, &unit.ground.box);
        scene->units[scene->unit_count++] = unit;
    }
    lci_layer_close(&rows);
    if (scene->unit_count > 0)
        qsort(scene->units, scene->unit_count, sizeof(*scene->units), compare_units);
    return status;
}

const struct lci_scene_unit *
lci_scene_unit_of(const struct lci_scene *scene, const char *code)
{
    const struct lci_scene_unit wanted = {.code = code};

    return scene->unit_count > 0 ? bsearch(&wanted, scene->units, scene->unit_count, sizeof(wanted), compare_units) : NULL;
}

/* Where the columns of a category are among those that are asked for of homes. */
struct home_columns {
    const char **names;
    size_t count;
    size_t *status, *smallest, *ratios; /* category_count; ratios: of its first limit, the others follow */
};

enum { HOME_GEOMETRY };

static bool
add_column(struct lci_scene *scene, struct home_columns *columns, const char *name, size_t *at)
{
    *at = columns->count;
    columns->names[columns->count] = lci_arena_text(&scene->arena, name, strlen(name));
    return columns->names[columns->count++] != NULL;
}

/* False: out of memory. */
static bool
name_columns(struct lci_scene *scene, struct home_columns *columns)
{
    const struct lci_result_pass *pass = scene->pass;
    const size_t count = pass->category_count;
    char name[NAME_SIZE];
    size_t ignored = 0;

    columns->names = lci_arena_alloc(&scene->arena, pass->columns.count + 3 * count + 1, sizeof(*columns->names));
    columns->status = lci_arena_alloc(&scene->arena, 3 * count + 1, sizeof(*columns->status));
    if (!columns->names || !columns->status)
        return false;
    columns->smallest = columns->status + count;
    columns->ratios = columns->smallest + count;
    columns->names[columns->count++] = "geom";
    for (size_t c = 0; c < count; c++) {
        const struct lci_result_category *category = &pass->categories[c];
        bool is_kept = false;

        (void)snprintf(name, sizeof(name), "%s_status", category->column);
        is_kept = add_column(scene, columns, name, &columns->status[c]);
        (void)snprintf(name, sizeof(name), "%s_smallest_limit_m", category->column);
        is_kept = is_kept && add_column(scene, columns, name, &columns->smallest[c]);
        for (size_t l = 0; l < category->limit_count && is_kept; l++)
            is_kept = add_column(scene, columns, category->limits[l].ratio_column, l == 0 ? &columns->ratios[c] : &ignored);
        if (!is_kept)
            return false;
    }
    return true;
}

/* A home is of the band of the smallest limit within which all of it is; that there is one says a column of its own. */
static struct lci_scene_verdict
read_verdict(struct lci_layer_rows *rows, const struct home_columns *columns, const struct lci_scene *scene, size_t category)
{
    const size_t limit_count = scene->pass->categories[category].limit_count;
    const char *status = lci_gpkg_text_at(rows->cursor, columns->status[category]);
    struct lci_scene_verdict verdict = {.of = lci_legend_class_of(lci_legend_find("verdict"), status), .band = LCI_NO_BAND};

    if (!status || strcmp(status, "covered") != 0 || isnan(lci_gpkg_real_at(rows->cursor, columns->smallest[category])))
        return verdict;
    for (size_t l = 0; l < limit_count && verdict.band == LCI_NO_BAND; l++)
        if (lci_gpkg_real_at(rows->cursor, columns->ratios[category] + l) >= 1.0)
            verdict.band = (unsigned char)l;
    return verdict;
}

static enum lci_status
read_homes(struct lci_scene *scene, struct lci_error *err)
{
    struct home_columns columns = {.count = 0};
    struct lci_layer_rows rows = {.cursor = NULL};
    size_t capacity = 0;
    enum lci_status status = name_columns(scene, &columns) ? LCI_OK : lci_fail_nomem(err, scene->pass->homes);

    if (status == LCI_OK)
        status = lci_layer_open(scene->result, scene->pass->homes, columns.names, columns.count, &scene->arena, &rows, err);
    while (lci_layer_next(&rows, &status, err)) {
        struct lci_scene_home home = {
            .verdicts = lci_arena_alloc(&scene->arena, scene->pass->category_count + 1, sizeof(*home.verdicts)),
        };

        status = lci_layer_polygons(&rows, HOME_GEOMETRY, &home.ground, err);
        if (status == LCI_OK && (!home.verdicts || !lci_grow(&scene->homes, scene->home_count, &capacity)))
            status = lci_fail_nomem(err, scene->pass->homes);
        if (status != LCI_OK)
            break;
        for (size_t c = 0; c < scene->pass->category_count; c++)
            home.verdicts[c] = read_verdict(&rows, &columns, scene, c);
        lci_map_box_join(&scene->box, &home.ground.box);
        scene->homes[scene->home_count++] = home;
    }
    lci_layer_close(&rows);
    return status;
}

/* What maps may not show, as report and tables hide it: one that hid others would tell what those hide. */
static enum lci_status
read_hidden(struct lci_scene *scene, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    if (!scene->pass->homes || !lci_gpkg_has_table(scene->result->source, "coverage"))
        return LCI_OK;
    status = lci_figures_read(scene->result, scene->pass, true, &scene->arena, &scene->figures, err);
    return status == LCI_OK
               ? lci_hidden_counts_read(scene->result, &scene->figures, &scene->arena, &scene->hidden_gaps, err)
               : status;
}

enum lci_status
lci_scene_read(const struct lci_result *result, const struct lci_result_pass *pass, bool english, struct lci_scene *out,
               struct lci_error *err)
{
    const char *units = pass->units ? pass->units : result->passes[0].units;
    enum lci_status status = LCI_OK;

    *out = (struct lci_scene){.result = result, .pass = pass, .english = english, .box = lci_map_box_empty()};
    if (units)
        status = choose_level(out, units, err);
    if (status == LCI_OK && out->level)
        status = read_units(out, units, err);
    if (status == LCI_OK && pass->homes)
        status = read_homes(out, err);
    if (status == LCI_OK)
        status = lci_scene_read_ground(out, err);
    if (status == LCI_OK)
        status = lci_scene_read_gaps(out, err);
    if (status == LCI_OK)
        status = read_hidden(out, err);
    if (status == LCI_OK && lci_map_box_is_empty(&out->box))
        status = lci_fail(err, LCI_E_DATA, "%s: nothing to draw: no home, unit or facility has a place", result->path);
    if (status != LCI_OK)
        lci_scene_fini(out);
    return status;
}

void
lci_scene_fini(struct lci_scene *scene)
{
    lci_free(scene->units);
    lci_free(scene->homes);
    lci_free(scene->facilities);
    lci_free(scene->gaps);
    lci_free(scene->streets);
    lci_free(scene->barriers);
    lci_arena_fini(&scene->arena);
    *scene = (struct lci_scene){.result = NULL};
}
