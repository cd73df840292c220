/* styles.c - the list of styles, and a style as text. */
#include "qgis/styles.h"

#include <string.h>

#include "base/alloc.h"
#include "io/number.h"
#include "qgis/style_page.h"

enum { GEOMETRY_POINT, GEOMETRY_LINE, GEOMETRY_POLYGON, GEOMETRY_NONE = 4 };

/* What QGIS calls the geometry of a layer, and who lists its styles; a table has one style, for its
 * aliases. */
static const struct {
    const char *kind;
    int geometry;
    lci_styles_lister list;
} kinds[] = {
    {"homes", GEOMETRY_POLYGON, lci_styles_of_homes},
    {"units", GEOMETRY_POLYGON, lci_styles_of_units},
    {"service_areas", GEOMETRY_POLYGON, lci_styles_of_areas},
    {"reached_streets", GEOMETRY_LINE, lci_styles_of_reached_streets},
    {"gaps", GEOMETRY_POLYGON, lci_styles_of_gaps},
    {"facilities", GEOMETRY_POINT, lci_styles_of_facilities},
    {"gates", GEOMETRY_POINT, lci_styles_of_gates},
    {"network_defects", GEOMETRY_POINT, lci_styles_of_defects},
    {"gate_gains", GEOMETRY_POINT, lci_styles_of_gate_gains},
    {"streets", GEOMETRY_LINE, lci_styles_of_ground},
    {"barriers", GEOMETRY_LINE, lci_styles_of_ground},
    {"barrier_areas", GEOMETRY_POLYGON, lci_styles_of_ground},
    {"homes_changed", GEOMETRY_POLYGON, lci_styles_of_homes_changed},
    {"gaps_changed", GEOMETRY_POLYGON, lci_styles_of_gaps_changed},
    {"units_changed", GEOMETRY_POLYGON, lci_styles_of_units_changed},
    {"facilities_changed", GEOMETRY_POINT, lci_styles_of_things_changed},
    {"gates_changed", GEOMETRY_POINT, lci_styles_of_things_changed},
    {"objects_changed", GEOMETRY_POINT, lci_styles_of_things_changed},
};

static size_t
kind_of(const char *layer)
{
    const char *kind = lci_layer_kind(layer);
    size_t at = 0;

    while (at < sizeof(kinds) / sizeof(kinds[0]) && strcmp(kinds[at].kind, kind) != 0)
        at++;
    return at;
}

static void
write_table(struct lci_style_page *page)
{
    lci_qml_add_nothing(page->out);
}

/* For aliases only: of a table, and of a layer that has no row to make a style of. */
static enum lci_status
add_plain(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    struct lci_qgis_style *style = lci_styles_add(styles, layer, write_table, err);
    struct lci_qgis_title title = {.question = {"字段名称", "Names of columns"}};

    return style ? lci_styles_name(styles, style, (const char *const[]){"columns", NULL, NULL},
                                   &title, err)
                 : LCI_E_NOMEM;
}

/* Of the first profile, or of a result without homes what its table `run` says. */
static enum lci_status
find_categories(struct lci_qgis_styles *styles, struct lci_error *err)
{
    static const char beginning[] = "category.", ending[] = ".limits_m";
    const struct lci_result *result = styles->result;

    styles->categories =
        lci_arena_alloc(styles->arena, result->entry_count, sizeof(*styles->categories));
    if (!styles->categories)
        return lci_fail_nomem(err, "styles");
    for (size_t e = 0; e < result->entry_count; e++) {
        const char *key = result->entries[e].key;
        const size_t length = strlen(key);
        const char *id = NULL;

        if (strncmp(key, beginning, sizeof(beginning) - 1) != 0 ||
            length < sizeof(beginning) + sizeof(ending) - 1 ||
            strcmp(key + length - (sizeof(ending) - 1), ending) != 0)
            continue;
        id = lci_arena_text(styles->arena, key + sizeof(beginning) - 1,
                            length - (sizeof(beginning) - 1) - (sizeof(ending) - 1));
        if (!id)
            return lci_fail_nomem(err, "styles");
        styles->categories[styles->category_count++] = id;
    }
    return LCI_OK;
}

static enum lci_status
list_all(struct lci_qgis_styles *styles, struct lci_error *err)
{
    struct lci_gpkg_names tables = {.count = 0};
    enum lci_status status = lci_gpkg_tables(styles->file, styles->arena, &tables, err);

    for (size_t t = 0; t < tables.count && status == LCI_OK; t++) {
        const char *layer = tables.items[t];
        const size_t before = styles->count;
        size_t kind = 0;

        if (!lci_layer_kind(layer))
            continue;
        kind = kind_of(layer);
        if (kind < sizeof(kinds) / sizeof(kinds[0]))
            status = kinds[kind].list(styles, layer, err);
        if (status == LCI_OK && styles->count == before)
            status = add_plain(styles, layer, err);
    }
    return status;
}

enum lci_status
lci_qgis_styles_make(struct lci_gpkg_source *file, const struct lci_result *result,
                     struct lci_arena *arena, struct lci_qgis_styles *out, struct lci_error *err)
{
    struct lci_qgis_styles styles = {.file = file, .result = result, .arena = arena};
    const char *below = lci_result_value(result, "parameter.suppress_below");
    struct lci_qgis_style *items = NULL;
    enum lci_status status = LCI_OK;

    *out = (struct lci_qgis_styles){.file = file, .result = result, .arena = arena};
    if (below)
        (void)lci_number_from_text(below, &styles.suppress_below);
    status = find_categories(&styles, err);
    if (status == LCI_OK)
        status = list_all(&styles, err);
    if (status == LCI_OK) {
        items = lci_arena_alloc(arena, styles.count, sizeof(*items));
        status = items ? LCI_OK : lci_fail_nomem(err, "styles");
    }
    if (status == LCI_OK && styles.count > 0)
        memcpy(items, styles.items, styles.count * sizeof(*items));
    lci_free(styles.items);
    styles.items = items;
    if (status == LCI_OK)
        *out = styles;
    return status;
}

const struct lci_qgis_style *
lci_qgis_style_find(const struct lci_qgis_styles *styles, const char *layer, const char *id)
{
    for (size_t i = 0; i < styles->count; i++)
        if (strcmp(styles->items[i].layer, layer) == 0 &&
            (id ? strcmp(styles->items[i].id, id) == 0 : styles->items[i].is_default))
            return &styles->items[i];
    return NULL;
}

/* Is a column of a category other than the style's? */
static bool
is_foreign(const struct lci_qgis_style *style, const char *column)
{
    const struct lci_result_pass *pass = style->pass;
    const char *owner = NULL;
    size_t longest = 0;

    for (size_t c = 0; pass && c < pass->category_count; c++) {
        const size_t length = strlen(pass->categories[c].column);

        if (length > longest && strncmp(column, pass->categories[c].column, length) == 0 &&
            column[length] == '_') {
            longest = length;
            owner = pass->categories[c].id;
        }
    }
    return owner && !(style->category && strcmp(owner, style->category) == 0);
}

static enum lci_status
add_aliases(struct lci_style_page *page, enum lci_qgis_aliases aliases, struct lci_error *err)
{
    struct lci_gpkg_names columns = {.count = 0};
    const enum lci_status status = lci_gpkg_columns(page->styles->file, page->style->layer,
                                                    page->styles->arena, &columns, err);

    if (status != LCI_OK)
        return status;
    lci_text_add(page->out, "<aliases>\n");
    for (size_t c = 0; c < columns.count; c++) {
        const char *column = columns.items[c];
        const char *word = NULL;

        if (strcmp(column, "geom") == 0 ||
            (aliases == LCI_ALIASES_OWN && is_foreign(page->style, column)))
            continue;
        word = lci_style_word(page, column);
        if (word == column)
            continue; /* its name says it */
        lci_text_add(page->out, "<alias field=\"");
        lci_qml_add_raw(page->out, columns.items[c]);
        lci_text_add(page->out, "\" name=\"");
        lci_qml_add_label(page->out, word);
        lci_text_add(page->out, "\"/>\n");
    }
    lci_text_add(page->out, "</aliases>\n");
    return LCI_OK;
}

enum lci_status
lci_qgis_style_add(const struct lci_qgis_styles *styles, const struct lci_qgis_style *style,
                   bool english, enum lci_qgis_aliases aliases, struct lci_growing_text *out,
                   struct lci_error *err)
{
    struct lci_style_page page = {.styles = styles, .style = style, .english = english, .out = out};
    const size_t kind = kind_of(style->layer);
    enum lci_status status = LCI_OK;

    style->write(&page);
    if (aliases != LCI_ALIASES_NONE)
        status = add_aliases(&page, aliases, err);
    lci_text_add(out, "<layerGeometryType>%d</layerGeometryType>\n",
                 kind < sizeof(kinds) / sizeof(kinds[0]) ? kinds[kind].geometry : GEOMETRY_NONE);
    if (status == LCI_OK && out->failed)
        status = lci_fail_nomem(err, style->layer);
    return status;
}

enum lci_status
lci_qgis_style_add_document(const struct lci_qgis_styles *styles,
                            const struct lci_qgis_style *style, bool english,
                            enum lci_qgis_aliases aliases, struct lci_growing_text *out,
                            struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    lci_text_add(
        out,
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\" "
        "styleCategories=\"Symbology|Labeling|%sMapTips|Rendering\" labelsEnabled=\"1\">\n",
        aliases == LCI_ALIASES_NONE ? "" : "Fields|");
    status = lci_qgis_style_add(styles, style, english, aliases, out, err);
    lci_text_add(out, "</qgis>\n");
    if (status == LCI_OK && out->failed)
        status = lci_fail_nomem(err, style->layer);
    return status;
}
