/* project_text.c - a project as QGIS 3 reads it. */
#include <string.h>

#include "qgis/project_parts.h"
#include "qgis/qml_text.h"

/* How far apart the extent of what is shown stands from the edge of the window. */
static const double MARGIN_RATIO = 0.05;

static const int scales[] = {500, 1000, 2000, 5000, 10000, 25000, 50000, 100000, 200000};

void
lci_project_add_crs(const struct lci_project *project, struct lci_growing_text *text)
{
    lci_text_add(text, "<spatialrefsys>");
    lci_qml_add_element(text, "wkt", project->crs_wkt);
    if (project->crs_id)
        lci_qml_add_element(text, "authid", project->crs_id);
    lci_text_add(text, "</spatialrefsys>");
}

void
lci_project_add_source(const struct lci_project *project, const struct lci_project_layer *layer,
                       struct lci_growing_text *text)
{
    lci_text_add(text, "./");
    lci_qml_add_raw(text, project->file);
    lci_text_add(text, "|layername=");
    lci_qml_add_raw(text, layer->table);
    if (layer->filter) {
        lci_text_add(text, "|subset=");
        lci_qml_add_raw(text, layer->filter);
    }
}

void
lci_project_add_reference(const struct lci_project *project, const struct lci_project_layer *layer,
                          struct lci_growing_text *text)
{
    lci_qml_add_attribute(text, "id", layer->id);
    lci_qml_add_attribute(text, "name", layer->name);
    lci_text_add(text, " providerKey=\"ogr\" source=\"");
    lci_project_add_source(project, layer, text);
    lci_text_add(text, "\"");
}

/* The place of the first member of the group at `node` that is shown; -1: none. */
static int
chosen_member(const struct lci_project *project, size_t node)
{
    size_t depth = 0;
    int place = 0;

    for (size_t n = node + 1; n < project->node_count; n++) {
        const struct lci_project_node *at = &project->nodes[n];

        if (at->kind == LCI_NODE_END && depth-- == 0)
            return -1;
        if (at->kind == LCI_NODE_END)
            continue;
        if (depth == 0 && at->is_shown)
            return place;
        if (depth == 0)
            place++;
        if (at->kind == LCI_NODE_GROUP)
            depth++;
    }
    return -1;
}

static void
add_state(struct lci_growing_text *text, const struct lci_project_node *node)
{
    lci_text_add(text, " checked=\"%s\" expanded=\"%d\"", node->is_shown ? "Qt::Checked" : "Qt::Unchecked", node->is_open);
}

static void
add_tree(const struct lci_project *project, struct lci_growing_text *text)
{
    lci_text_add(text, "<layer-tree-group>\n");
    for (size_t n = 0; n < project->node_count; n++) {
        const struct lci_project_node *node = &project->nodes[n];

        if (node->kind == LCI_NODE_END) {
            lci_text_add(text, "</layer-tree-group>\n");
        } else if (node->kind == LCI_NODE_GROUP) {
            lci_text_add(text, "<layer-tree-group");
            lci_qml_add_attribute(text, "name", node->name);
            add_state(text, node);
            if (node->is_choice)
                lci_text_add(text, " mutually-exclusive=\"1\" mutually-exclusive-child=\"%d\"", chosen_member(project, n));
            lci_text_add(text, ">\n");
        } else {
            lci_text_add(text, "<layer-tree-layer");
            lci_project_add_reference(project, &project->layers[node->layer], text);
            add_state(text, node);
            lci_text_add(text, "/>\n");
        }
    }
    lci_text_add(text, "</layer-tree-group>\n");
}

/* Nothing is edited by mistake: what a layer says has been worked out of others. */
static void
add_layer(const struct lci_project *project, const struct lci_project_layer *layer, struct lci_growing_text *text)
{
    lci_text_add(text,
                 "<maplayer type=\"vector\" geometry=\"%s\" styleCategories=\"AllStyleCategories\" labelsEnabled=\"1\" "
                 "readOnly=\"1\">",
                 layer->shape);
    lci_qml_add_element(text, "id", layer->id);
    lci_text_add(text, "<datasource>");
    lci_project_add_source(project, layer, text);
    lci_text_add(text, "</datasource>");
    lci_qml_add_element(text, "layername", layer->name);
    if (strcmp(layer->shape, "No geometry") != 0) {
        lci_text_add(text, "<srs>");
        lci_project_add_crs(project, text);
        lci_text_add(text, "</srs>");
    }
    lci_text_add(text, "<provider encoding=\"UTF-8\">ogr</provider>\n%s</maplayer>\n", layer->style);
}

/* A group is shown where one of the theme's layers is in it. */
static bool
shows_group(const struct lci_project *project, const struct lci_project_theme *theme, size_t node)
{
    size_t depth = 0;

    for (size_t n = node + 1; n < project->node_count; n++) {
        const struct lci_project_node *at = &project->nodes[n];

        if (at->kind == LCI_NODE_END && depth-- == 0)
            return false;
        if (at->kind == LCI_NODE_GROUP)
            depth++;
        if (at->kind == LCI_NODE_LAYER && theme->shows[at->layer])
            return true;
    }
    return false;
}

static void
add_group_nodes(const struct lci_project *project, const struct lci_project_theme *theme, const char *list,
                struct lci_growing_text *text)
{
    lci_text_add(text, "<%s-group-nodes>", list);
    for (size_t n = 0; n < project->node_count; n++)
        if (project->nodes[n].kind == LCI_NODE_GROUP && shows_group(project, theme, n)) {
            lci_text_add(text, "<%s-group-node", list);
            lci_qml_add_attribute(text, "id", project->nodes[n].path);
            lci_text_add(text, "/>");
        }
    lci_text_add(text, "</%s-group-nodes>", list);
}

static void
add_themes(const struct lci_project *project, struct lci_growing_text *text)
{
    lci_text_add(text, "<visibility-presets>\n");
    for (size_t t = 0; t < project->theme_count; t++) {
        const struct lci_project_theme *theme = &project->themes[t];

        lci_text_add(text, "<visibility-preset has-expanded-info=\"1\" has-checked-group-info=\"1\"");
        lci_qml_add_attribute(text, "name", theme->name);
        lci_text_add(text, ">");
        for (size_t l = 0; l < project->layer_count; l++)
            if (theme->shows[l]) {
                lci_text_add(text, "<layer visible=\"1\" style=\"\" expanded=\"%d\"", l == theme->layer);
                lci_qml_add_attribute(text, "id", project->layers[l].id);
                lci_text_add(text, "/>");
            }
        add_group_nodes(project, theme, "checked", text);
        add_group_nodes(project, theme, "expanded", text);
        lci_text_add(text, "</visibility-preset>\n");
    }
    lci_text_add(text, "</visibility-presets>\n");
}

static void
add_extent(const struct lci_project *project, struct lci_growing_text *text)
{
    static const char *const names[4] = {"xmin", "xmax", "ymin", "ymax"};
    const double margin_m =
        MARGIN_RATIO * (project->box_m[1] - project->box_m[0] + project->box_m[3] - project->box_m[2]) / 2.0;

    lci_text_add(text, "<mapcanvas name=\"theMapCanvas\" annotationsVisible=\"1\"><units>meters</units><extent>");
    for (size_t i = 0; i < 4; i++) {
        lci_text_add(text, "<%s>", names[i]);
        lci_qml_add_number(text, project->box_m[i] + (i % 2 == 0 ? -margin_m : margin_m));
        lci_text_add(text, "</%s>", names[i]);
    }
    lci_text_add(text, "</extent><rotation>0</rotation><destinationsrs>");
    lci_project_add_crs(project, text);
    lci_text_add(text, "</destinationsrs></mapcanvas>\n");
}

static void
add_view(const struct lci_project *project, struct lci_growing_text *text)
{
    static const char *const names[4] = {"xmin", "xmax", "ymin", "ymax"};

    lci_text_add(text, "<ProjectViewSettings UseProjectScales=\"1\" rotation=\"0\"><Scales>");
    for (size_t s = sizeof(scales) / sizeof(scales[0]); s > 0; s--)
        lci_text_add(text, "<Scale Value=\"%d\"/>", scales[s - 1]);
    lci_text_add(text, "</Scales><DefaultViewExtent");
    for (size_t i = 0; i < 4; i++) {
        lci_text_add(text, " %s=\"", names[i]);
        lci_qml_add_number(text, project->box_m[i]);
        lci_text_add(text, "\"");
    }
    lci_text_add(text, ">");
    lci_project_add_crs(project, text);
    lci_text_add(text, "</DefaultViewExtent></ProjectViewSettings>\n");
}

/* Paths are those beside the file, lengths in metres and ground in square metres, on the ellipsoid. */
static void
add_properties(struct lci_growing_text *text)
{
    lci_text_add(text, "<properties>"
                       "<Gui><CanvasColorRedPart type=\"int\">255</CanvasColorRedPart>"
                       "<CanvasColorGreenPart type=\"int\">255</CanvasColorGreenPart>"
                       "<CanvasColorBluePart type=\"int\">255</CanvasColorBluePart></Gui>"
                       "<Measurement><DistanceUnits type=\"QString\">meters</DistanceUnits>"
                       "<AreaUnits type=\"QString\">m2</AreaUnits></Measurement>"
                       "<PAL><PlacementEngineVersion type=\"int\">1</PlacementEngineVersion></PAL>"
                       "<Paths><Absolute type=\"bool\">false</Absolute></Paths>"
                       "<SpatialRefSys><ProjectionsEnabled type=\"int\">1</ProjectionsEnabled></SpatialRefSys>"
                       "</properties>\n");
}

void
lci_project_write(const struct lci_project *project, struct lci_growing_text *text)
{
    const char *title = lci_project_title(project);

    lci_text_add(text, "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n<qgis version=\"3.22.0\"");
    lci_qml_add_attribute(text, "projectname", title);
    lci_text_add(text, ">\n<homePath path=\"\"/>");
    lci_qml_add_element(text, "title", title);
    lci_text_add(text, "\n<projectCrs>");
    lci_project_add_crs(project, text);
    lci_text_add(text, "</projectCrs>\n");
    add_tree(project, text);
    add_extent(project, text);
    lci_text_add(text, "<projectlayers>\n");
    for (size_t l = 0; l < project->layer_count; l++)
        add_layer(project, &project->layers[l], text);
    lci_text_add(text, "</projectlayers>\n");
    add_properties(text);
    add_themes(project, text);
    lci_text_add(text, "<projectMetadata>");
    lci_text_add(text, "<identifier>"); /* what relink.c finds the name of the file by */
    lci_qml_add_raw(text, project->file);
    lci_text_add(text, "</identifier>");
    lci_qml_add_element(text, "language", project->english ? "en" : "zh");
    lci_qml_add_element(text, "title", title);
    lci_qml_add_element(text, "abstract", lci_project_abstract(project));
    if (project->document.author)
        lci_qml_add_element(text, "author", project->document.author);
    lci_text_add(text, "</projectMetadata>\n");
    lci_layouts_write(project, text);
    add_view(project, text);
    lci_text_add(text, "</qgis>\n");
}
