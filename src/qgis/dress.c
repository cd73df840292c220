/* dress.c - writes all styles of a GeoPackage: read first, then written. */
#include "qgis/dress.h"

#include <string.h>

#include "base/alloc.h"
#include "io/gpkg_projects.h"
#include "io/gpkg_styles.h"
#include "qgis/project.h"
#include "result/document.h"

/* Styles as rows, and projects; their texts are of their own, all else lives in the arena. */
struct wardrobe {
    struct lci_gpkg_style *rows; /* count */
    size_t count;
    struct lci_project_made projects[LCI_PROJECT_COUNT];
};

static void
wardrobe_fini(struct wardrobe *wardrobe)
{
    for (size_t i = 0; i < wardrobe->count; i++)
        lci_free((char *)(uintptr_t)wardrobe->rows[i].qml);
    lci_free(wardrobe->rows);
    for (size_t p = 0; p < LCI_PROJECT_COUNT; p++)
        lci_free(wardrobe->projects[p].text.bytes);
}

static enum lci_status
put_projects(const char *path, const struct wardrobe *wardrobe, struct lci_error *err)
{
    struct lci_gpkg_project projects[LCI_PROJECT_COUNT];

    for (size_t p = 0; p < LCI_PROJECT_COUNT; p++)
        projects[p] = (struct lci_gpkg_project){.name = wardrobe->projects[p].name,
                                                .text = wardrobe->projects[p].text.bytes,
                                                .length = wardrobe->projects[p].text.length};
    return lci_gpkg_put_projects(path, projects, LCI_PROJECT_COUNT, err);
}

static const char *
name_of(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash ? slash + 1 : path;
}

static enum lci_status
has_shape(const struct lci_qgis_styles *styles, const char *layer, bool *has, struct lci_error *err)
{
    struct lci_gpkg_names columns = {.count = 0};
    const enum lci_status status =
        lci_gpkg_columns(styles->file, layer, styles->arena, &columns, err);

    *has = status == LCI_OK && lci_gpkg_names_has(&columns, "geom");
    return status;
}

/* The default style of a layer names all its columns; others leave the names of those that they are
 * not about. */
static enum lci_status
add_row(struct wardrobe *wardrobe, const struct lci_qgis_styles *styles,
        const struct lci_qgis_style *style, bool english, bool is_default, struct lci_error *err)
{
    struct lci_gpkg_style *row = &wardrobe->rows[wardrobe->count];
    struct lci_growing_text qml = {.bytes = NULL};
    bool shape = false;
    enum lci_status status = has_shape(styles, style->layer, &shape, err);

    if (status == LCI_OK)
        status = lci_qgis_style_add_document(styles, style, english,
                                             style->is_default ? LCI_ALIASES_ALL : LCI_ALIASES_NONE,
                                             &qml, err);
    if (status != LCI_OK) {
        lci_free(qml.bytes);
        return status;
    }
    *row = (struct lci_gpkg_style){.layer = style->layer,
                                   .has_shape = shape,
                                   .name = style->names[english],
                                   .description = style->titles[english],
                                   .qml = qml.bytes,
                                   .is_default = is_default};
    wardrobe->count++;
    return LCI_OK;
}

/* Styles of further profiles are in the language of the result only, but for the one that a layer
 * opens with. */
static bool
is_wanted(const struct lci_qgis_styles *styles, const struct lci_qgis_style *style,
          bool in_other_language)
{
    const struct lci_result *result = styles->result;
    const char *profile = style->pass ? style->pass->id : style->profile;

    return !in_other_language || style->is_default || !profile || result->pass_count == 0 ||
           strcmp(profile, result->passes[0].id) == 0;
}

static enum lci_status
make(const struct lci_qgis_styles *styles, bool english, struct wardrobe *wardrobe,
     struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    wardrobe->rows = lci_new_array(struct lci_gpkg_style, styles->count * LCI_QGIS_LANGUAGES);
    if (!wardrobe->rows)
        return lci_fail_nomem(err, "styles");
    for (size_t i = 0; i < styles->count && status == LCI_OK; i++)
        for (int other = 0; other < LCI_QGIS_LANGUAGES && status == LCI_OK; other++)
            if (is_wanted(styles, &styles->items[i], other))
                status = add_row(wardrobe, styles, &styles->items[i], other ? !english : english,
                                 styles->items[i].is_default && !other, err);
    return status;
}

static enum lci_status
make_of_file(struct lci_gpkg_source *file, const char *path, const struct lci_result *result, struct lci_arena *arena,
             struct wardrobe *wardrobe, struct lci_error *err)
{
    const bool english = lci_result_english(result);
    struct lci_qgis_styles styles = {.count = 0};
    enum lci_status status = lci_qgis_styles_make(file, result, arena, &styles, err);

    if (status == LCI_OK)
        status = make(&styles, english, wardrobe, err);
    return status == LCI_OK ? lci_projects_make(&styles, name_of(path), wardrobe->projects, err) : status;
}

enum lci_status
lci_qgis_dress(const char *path, const struct lci_result *newer, struct lci_error *err)
{
    struct lci_arena arena = {.last = NULL};
    struct lci_result own = {.path = path};
    struct lci_gpkg_source *file = NULL;
    struct wardrobe wardrobe = {.count = 0};
    enum lci_status status =
        newer ? lci_gpkg_open(path, &file, err) : lci_result_open(path, &arena, &own, err);

    if (status == LCI_OK)
        status =
            make_of_file(newer ? file : own.source, path, newer ? newer : &own, &arena, &wardrobe, err);
    if (newer)
        lci_gpkg_close(file);
    lci_result_fini(&own);
    if (status == LCI_OK)
        status = lci_gpkg_put_styles(path, wardrobe.rows, wardrobe.count, err);
    if (status == LCI_OK)
        status = put_projects(path, &wardrobe, err);
    wardrobe_fini(&wardrobe);
    lci_arena_fini(&arena);
    return status;
}
