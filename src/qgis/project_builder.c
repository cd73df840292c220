/* project_builder.c - groups and layers of a project, one after another. */
#include "qgis/project_builder.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "io/number_text.h"
#include "qgis/qml_text.h"

enum { TEXT_SIZE = 1024 };

const char *
lci_project_print(const struct lci_project *project, const char *format, ...)
{
    char text[TEXT_SIZE];
    va_list args;

    va_start(args, format);
    (void)vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    return lci_arena_text(project->arena, text, strlen(text));
}

const char *
lci_project_limit(const struct lci_project *project, const struct lci_result_category *category)
{
    const struct lci_result_limit *limit = &category->limits[category->limit_count - 1];
    char number[LCI_NUMBER_TEXT_SIZE];

    if (isfinite(limit->limit_min)) {
        lci_number_to_short(limit->limit_min, 1, number);
        return lci_project_print(project, project->english ? "%s min" : "%s 分钟", number);
    }
    if (isfinite(limit->limit_m)) {
        lci_number_to_short(limit->limit_m, 0, number);
        return lci_project_print(project, project->english ? "%s m" : "%s 米", number);
    }
    return lci_project_word(project, (struct lci_project_words){"上限内", "within the limit"});
}

static void
add_node(struct lci_planner *planner, struct lci_project_node node)
{
    struct lci_project *project = planner->project;

    if (lci_grow(&project->nodes, project->node_count, &project->node_capacity))
        project->nodes[project->node_count++] = node;
    else
        planner->failed = true;
}

/* The innermost group that is open, or NULL. */
static const struct lci_project_node *
open_group(const struct lci_project *project)
{
    size_t depth = 0;

    for (size_t n = project->node_count; n > 0; n--) {
        const struct lci_project_node *node = &project->nodes[n - 1];

        if (node->kind == LCI_NODE_END)
            depth++;
        else if (node->kind == LCI_NODE_GROUP && depth-- == 0)
            return node;
    }
    return NULL;
}

void
lci_group_begin(struct lci_planner *planner, const char *name, bool is_shown, bool is_open, bool is_choice)
{
    const struct lci_project_node *outer = open_group(planner->project);
    const char *path = outer ? lci_project_print(planner->project, "%s/%s", outer->path, name) : name;

    if (!name || !path)
        planner->failed = true;
    add_node(planner, (struct lci_project_node){.kind = LCI_NODE_GROUP,
                                                .name = name,
                                                .path = path,
                                                .is_shown = is_shown,
                                                .is_open = is_open,
                                                .is_choice = is_choice});
}

void
lci_group_end(struct lci_planner *planner)
{
    add_node(planner, (struct lci_project_node){.kind = LCI_NODE_END});
}

static const char *
shape_of(const struct lci_project *project, const char *table)
{
    const char *shape = lci_gpkg_shape(project->styles->file, table, project->arena);

    if (!shape)
        return "No geometry";
    return strstr(shape, "POINT") ? "Point" : strstr(shape, "LINE") ? "Line" : "Polygon";
}

void
lci_planner_add(struct lci_planner *planner, const struct lci_project_layer *layer, bool is_shown, bool is_open)
{
    struct lci_project *project = planner->project;

    if (!layer->id || !layer->name || !lci_grow(&project->layers, project->layer_count, &project->layer_capacity)) {
        planner->failed = true;
        return;
    }
    project->layers[project->layer_count] = *layer;
    if (!layer->legend)
        project->layers[project->layer_count].legend = layer->name;
    project->layers[project->layer_count].shape = shape_of(project, layer->table);
    add_node(planner, (struct lci_project_node){
                          .kind = LCI_NODE_LAYER, .layer = project->layer_count, .is_shown = is_shown, .is_open = is_open});
    project->layer_count++;
}

const char *
lci_planner_filter(struct lci_planner *planner, const char *profile, const char *category, const char *level)
{
    const struct {
        const char *column, *value;
    } parts[] = {{"profile", profile}, {"category", category}, {"level", level}};
    struct lci_growing_text text = {.bytes = NULL};
    const char *kept = NULL;

    for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
        if (parts[i].value) {
            lci_text_add(&text, "%s\"%s\" = ", text.length > 0 ? " AND " : "", parts[i].column);
            lci_qml_add_sql(&text, parts[i].value);
        }
    if (!text.failed && text.bytes)
        kept = lci_arena_text(planner->project->arena, text.bytes, text.length);
    if (!kept)
        planner->failed = true;
    lci_free(text.bytes);
    return kept;
}

bool
lci_planner_has(const struct lci_planner *planner, const char *table)
{
    return lci_gpkg_names_has(&planner->tables, table);
}

void
lci_planner_move(struct lci_planner *planner, size_t at, size_t from)
{
    struct lci_project *project = planner->project;
    const size_t count = project->node_count - from;
    struct lci_project_node *moved = lci_arena_alloc(project->arena, count + 1, sizeof(*moved));

    if (!moved) {
        planner->failed = true;
        return;
    }
    memcpy(moved, project->nodes + from, count * sizeof(*moved));
    memmove(project->nodes + at + count, project->nodes + at, (from - at) * sizeof(*moved));
    memcpy(project->nodes + at, moved, count * sizeof(*moved));
}
