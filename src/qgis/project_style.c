/* project_style.c - the style of each layer of a project: that of the bare layer about the same question. */
#include <string.h>

#include "qgis/project_parts.h"
#include "qgis/style_page.h"

/* How the ids of styles begin that answer the question of a role; NULL: the default of the layer. */
static const char *const beginnings[LCI_ROLE_COUNT] = {
    [LCI_ROLE_VERDICT] = "covered",       [LCI_ROLE_CIRCLE] = "whole", [LCI_ROLE_BAND] = "bands",
    [LCI_ROLE_OVER_CLAIM] = "over_claim", [LCI_ROLE_PASS] = "target",  [LCI_ROLE_GAP] = "cause",
};

static bool
same(const char *a, const char *b)
{
    return a && b ? strcmp(a, b) == 0 : a == b;
}

/* "covered" or "covered.dining" for "covered". */
static bool
begins_with(const char *id, const char *beginning)
{
    const size_t length = strlen(beginning);

    return strncmp(id, beginning, length) == 0 && (id[length] == '\0' || id[length] == '.');
}

static bool
answers(const struct lci_qgis_style *style, const struct lci_project_layer *layer)
{
    const char *beginning = beginnings[layer->role];

    if (strcmp(style->layer, layer->table) != 0 || (beginning && !begins_with(style->id, beginning)))
        return false;
    if (layer->role == LCI_ROLE_PASS)
        return same(style->detail, layer->detail);
    if (layer->role == LCI_ROLE_CHANGE)
        return same(style->id, layer->detail);
    if (layer->about && !same(style->category, layer->about))
        return false;
    return !style->profile || !layer->pass || strcmp(style->profile, layer->pass->id) == 0;
}

/* Only borders and names: units over what else a map shows. */
static void
write_outline(struct lci_style_page *page)
{
    struct lci_qml_renderer renderer = {.symbol_count = 0};
    const struct lci_qml_label label = {
        .expression = "coalesce(\"name\", \"unit_code\")", .size_pt = 9.0, .colour = "#333333", .bold = true, .priority = 3};

    lci_qml_rule(&renderer, "TRUE", page->style->detail, 0.0, 0.0);
    lci_qml_fill_symbol(&renderer, &(struct lci_qml_fill){.border = "#333333", .line_mm = 0.5, .line_style = "dash"});
    lci_qml_add_rules(page->out, &renderer, NULL);
    lci_qml_renderer_fini(&renderer);
    lci_qml_add_labels(page->out, &label, 1);
}

enum lci_status
lci_project_style(const struct lci_project *project, struct lci_project_layer *layer, struct lci_error *err)
{
    const struct lci_qgis_styles *styles = project->styles;
    const struct lci_qgis_style *found = lci_qgis_style_find(styles, layer->table, NULL);
    struct lci_qgis_style outline = {.layer = NULL};
    struct lci_growing_text text = {.bytes = NULL};
    enum lci_status status = LCI_OK;

    for (size_t s = styles->count; s > 0; s--)
        if (answers(&styles->items[s - 1], layer))
            found = &styles->items[s - 1];
    if (found && layer->role == LCI_ROLE_OUTLINE) {
        outline = *found;
        outline.write = write_outline;
        outline.detail = layer->legend;
        found = &outline;
    }
    if (found)
        status = lci_qgis_style_add(styles, found, project->english, false, &text, err);
    layer->style = status == LCI_OK ? lci_arena_text(project->arena, text.bytes ? text.bytes : "", text.length) : NULL;
    if (status == LCI_OK && !layer->style)
        status = lci_fail_nomem(err, layer->table);
    lci_free(text.bytes);
    return status;
}
