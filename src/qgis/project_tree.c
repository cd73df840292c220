/* project_tree.c - which layers a project has, in which groups, by the questions that they answer. */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "legend/column_words.h"
#include "legend/value_words.h"
#include "qgis/project_builder.h"
#include "qgis/qml_text.h"

static const char SUBDISTRICT[] = "subdistrict";
static const char WHOLE_CIRCLE[] = "whole_circle";

/* "facilities_elder" of a pass; the composed one has none of its own and shows those of the first. NULL: there is no such
 * layer. */
static const char *
table_of(struct lci_planner *planner, const char *base, const struct lci_result_pass *pass)
{
    const char *table = lci_project_print(planner->project, "%s%s", base, pass->suffix);

    return table && lci_planner_has(planner, table) ? table : NULL;
}

static const char *
category_label(const struct lci_project *project, const struct lci_result_category *category)
{
    return lci_result_label(project->result, "category", category->id, project->english);
}

const char *
lci_project_pass_label(const struct lci_project *project, const struct lci_result_pass *pass)
{
    const char *word = lci_value_word("profile", pass->id, project->english);

    return word ? word : lci_result_label(project->result, "profile", pass->id, project->english);
}

/* One question about every category of a pass. */
struct question {
    enum lci_project_role role;
    struct lci_project_words name, legend; /* legend: before the limit */
    const char *base;                      /* of the table's name */
    bool of_pass;                          /* each pass has a table of its own; else the rows of all are in one */
    bool of_all_passes;                    /* else of the first only: a project of hundreds of layers opens slowly */
    bool is_first;                         /* shown when the project is opened */
};

static const struct question questions[] = {
    {LCI_ROLE_FACILITIES, {"设施", "Facilities"}, {"设施", "Facilities"}, "facilities", true, false, true},
    {LCI_ROLE_GAP, {"缺口", "Gaps"}, {"缺口成因", "Cause of the gap"}, "gaps", false, false, false},
    {LCI_ROLE_VERDICT, {"覆盖情况", "Coverage"}, {"覆盖结论", "Verdict"}, "homes", true, true, true},
    {LCI_ROLE_BAND, {"步行时间", "Walking time"}, {"步行时间", "Walking time"}, "service_areas", false, false, false},
    {LCI_ROLE_OVER_CLAIM,
     {"直线与路网", "Straight line and network"},
     {"直线高估", "Over-claim of the straight line"},
     "units",
     true,
     false,
     false},
};

/* Facilities of a category look alike for everybody, and so are their names; those of what people walk to say their limit.
 */
static const char *
layer_name(const struct lci_project *project, const struct question *question, const struct lci_result_category *category)
{
    const char *label = category_label(project, category);

    if (question->role == LCI_ROLE_FACILITIES)
        return label;
    return lci_project_print(project, project->english ? "%s (%s)" : "%s（%s）", label,
                             lci_project_limit(project, category));
}

static void
add_category(struct lci_planner *planner, const struct question *question, const char *table,
             const struct lci_result_pass *pass, const struct lci_result_category *category, bool is_shown)
{
    struct lci_project *project = planner->project;
    struct lci_project_layer layer = {
        .role = question->role, .table = table, .pass = pass, .category = category, .about = category->id};

    layer.id = lci_project_print(project, "lifecircle_%s%s_%s", question->base, pass->suffix, category->column);
    layer.name = layer_name(project, question, category);
    layer.legend = lci_project_print(project, project->english ? "%s (%s)" : "%s（%s）",
                                     lci_project_word(project, question->legend), lci_project_limit(project, category));
    if (question->role == LCI_ROLE_FACILITIES) {
        layer.filter = lci_planner_filter(planner, NULL, category->id, NULL);
        layer.legend = layer.name;
    } else if (question->role == LCI_ROLE_OVER_CLAIM) { /* its style chooses levels by the scale */
        layer.id = lci_project_print(project, "lifecircle_over_claim%s_%s", pass->suffix, category->column);
    } else if (!question->of_pass) {
        layer.filter = lci_planner_filter(planner, pass->id, category->id, NULL);
    }
    lci_planner_add(planner, &layer, is_shown, is_shown && question->is_first);
}

/* What is about all categories at once: homes by the share that reaches them all, and the gaps of that. */
static void
add_whole_circle(struct lci_planner *planner, const struct question *question, const char *table,
                 const struct lci_result_pass *pass)
{
    struct lci_project *project = planner->project;
    struct lci_project_layer layer = {.role = question->role, .table = table, .pass = pass, .about = WHOLE_CIRCLE};

    if (pass->category_count < 2 || (question->role != LCI_ROLE_GAP && question->role != LCI_ROLE_VERDICT))
        return;
    layer.id = lci_project_print(project, "lifecircle_%s%s_%s", question->base, pass->suffix, WHOLE_CIRCLE);
    layer.name = lci_project_word(project, (struct lci_project_words){"全部类别", "All categories"});
    if (question->role == LCI_ROLE_GAP) {
        layer.filter = lci_planner_filter(planner, pass->id, WHOLE_CIRCLE, NULL);
    } else {
        layer.role = LCI_ROLE_CIRCLE;
        layer.about = NULL;
        layer.legend =
            lci_project_word(project, (struct lci_project_words){"全部类别可达的比例", "Share that reaches all categories"});
    }
    lci_planner_add(planner, &layer, false, false);
}

/* Whether a question can be asked of a pass; its table in *table. */
static bool
can_ask(struct lci_planner *planner, const struct question *question, const struct lci_result_pass *pass, const char **table)
{
    *table = question->of_pass                          ? table_of(planner, question->base, pass)
             : lci_planner_has(planner, question->base) ? question->base
                                                        : NULL;
    if (question->role == LCI_ROLE_BAND && !isfinite(pass->speed_mps))
        return false; /* the ground within reach is that of a profile */
    if (question->role == LCI_ROLE_OVER_CLAIM && !planner->project->main_level)
        return false;
    return *table && pass->category_count > 0;
}

static void
ask(struct lci_planner *planner, const struct question *question)
{
    struct lci_project *project = planner->project;
    const struct lci_result *result = project->result;
    const size_t pass_count = question->of_all_passes ? result->pass_count : 1;
    const bool has_passes = pass_count > 1;
    const bool is_choice = question->role != LCI_ROLE_FACILITIES;
    const size_t node = project->node_count;
    size_t asked = 0;

    lci_group_begin(planner, lci_project_word(project, question->name), question->is_first, question->is_first,
                    is_choice && has_passes);
    if (!planner->failed && !has_passes)
        project->nodes[node].is_choice = is_choice;
    for (size_t p = 0; p < pass_count && !planner->failed; p++) {
        const struct lci_result_pass *pass = &result->passes[p];
        const char *table = NULL;

        if (!can_ask(planner, question, pass, &table))
            continue;
        if (has_passes)
            lci_group_begin(planner, lci_project_pass_label(project, pass), asked == 0, asked == 0 && question->is_first,
                            is_choice);
        for (size_t c = 0; c < pass->category_count; c++)
            add_category(planner, question, table, pass, &pass->categories[c], c == 0 && asked == 0);
        add_whole_circle(planner, question, table, pass);
        if (has_passes)
            lci_group_end(planner);
        asked++;
    }
    if (asked == 0)
        project->node_count = node;
    else
        lci_group_end(planner);
}

static enum lci_status
find_levels(struct lci_planner *planner, const char *table, struct lci_error *err)
{
    static const char *const columns[] = {"level"};
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_cursor_new(planner->project->styles->file, table, columns, 1, &cursor, err);

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const char *level = lci_gpkg_text_at(cursor, 0);
        size_t l = 0;

        while (level && l < planner->level_count && strcmp(planner->levels[l], level) != 0)
            l++;
        if (level && l == planner->level_count && l < LCI_PROJECT_LEVELS_MAX) {
            planner->levels[l] = lci_arena_text(planner->project->arena, level, strlen(level));
            if (!planner->levels[l])
                planner->failed = true;
            else
                planner->level_count++;
        }
        if (planner->failed)
            break;
    }
    lci_gpkg_cursor_free(cursor);
    return status;
}

/* Maps are cut by subdistricts, as the bureau is; without any, by the first level that was handed in. */
static void
choose_level(struct lci_planner *planner)
{
    planner->project->main_level = planner->level_count > 0 ? planner->levels[0] : NULL;
    for (size_t l = 0; l < planner->level_count; l++)
        if (strcmp(planner->levels[l], SUBDISTRICT) == 0)
            planner->project->main_level = planner->levels[l];
}

/* Who meets the target of which indicator, in the first profile's units. */
static void
add_targets(struct lci_planner *planner)
{
    struct lci_project *project = planner->project;
    const struct lci_result_pass *pass = &project->result->passes[0];
    const size_t node = project->node_count;
    size_t added = 0;

    lci_group_begin(planner, lci_project_word(project, (struct lci_project_words){"指标达标", "Targets"}), false, false,
                    true);
    for (size_t s = 0; s < project->styles->count && pass->units; s++) {
        const struct lci_qgis_style *style = &project->styles->items[s];
        struct lci_project_layer layer = {
            .role = LCI_ROLE_PASS, .table = pass->units, .pass = pass, .detail = style->detail};

        if (!style->detail || strcmp(style->layer, pass->units) != 0)
            continue;
        layer.id = lci_project_print(project, "lifecircle_target_%zu", ++added);
        layer.name = lci_result_label(project->result, "indicator", style->detail, project->english);
        lci_planner_add(planner, &layer, added == 1, false);
    }
    if (added == 0)
        project->node_count = node;
    else
        lci_group_end(planner);
}

static const char *
table_word(struct lci_planner *planner, const char *table)
{
    const struct lci_project *project = planner->project;
    struct lci_column_words words = {.result = project->result, .english = project->english, .arena = project->arena};
    const char *word = lci_layer_word(&words, table);

    planner->failed = planner->failed || words.failed;
    return word ? word : table;
}

/* What has changed since another result: each layer of changes by the styles that it has. */
static void
add_changes(struct lci_planner *planner)
{
    static const char *const kinds[] = {"facilities_changed", "gates_changed", "objects_changed",
                                        "gaps_changed",       "homes_changed", "units_changed"};
    struct lci_project *project = planner->project;
    const size_t node = project->node_count;
    size_t added = 0;

    lci_group_begin(planner, lci_project_word(project, (struct lci_project_words){"变化", "Changes"}), true, true, false);
    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
        size_t of_kind = 0;

        for (size_t s = 0; s < project->styles->count; s++) {
            const struct lci_qgis_style *style = &project->styles->items[s];
            struct lci_project_layer layer = {.role = LCI_ROLE_CHANGE, .table = kinds[k], .detail = style->id};

            if (strcmp(style->layer, kinds[k]) != 0)
                continue;
            layer.id = lci_project_print(project, "lifecircle_%s_%zu", kinds[k], ++of_kind);
            layer.name = style->category ? style->titles[project->english] : table_word(planner, kinds[k]);
            layer.about = style->category;
            if (style->profile || style->category)
                layer.filter = lci_planner_filter(planner, style->profile, style->category, NULL);
            lci_planner_add(planner, &layer, of_kind == 1, of_kind == 1 && k + 2 >= sizeof(kinds) / sizeof(kinds[0]));
            added++;
        }
    }
    if (added == 0)
        project->node_count = node;
    else
        lci_group_end(planner);
}

/* How many units the maps are cut by, and whether people are known in them, or households only. */
static enum lci_status
look_at_units(struct lci_planner *planner, const char *table, struct lci_error *err)
{
    static const char *const columns[] = {"level", "population", "households"};
    struct lci_project *project = planner->project;
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_cursor_new(project->styles->file, table, columns, 3, &cursor, err);

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const char *level = lci_gpkg_text_at(cursor, 0);

        if (!level || !project->main_level || strcmp(level, project->main_level) != 0)
            continue;
        project->unit_count++;
        if (lci_gpkg_real_at(cursor, 1) > 0.0)
            project->weight = columns[1];
        else if (!project->weight && lci_gpkg_real_at(cursor, 2) > 0.0)
            project->weight = columns[2];
    }
    lci_gpkg_cursor_free(cursor);
    return status;
}

/* The shares of the units that maps are cut by: of each category within its largest limit. */
static void
add_figures(struct lci_planner *planner)
{
    struct lci_project *project = planner->project;
    const struct lci_result_pass *pass = &project->result->passes[0];
    struct lci_project_layer layer = {.role = LCI_ROLE_TABLE, .table = "coverage", .id = "lifecircle_figures"};
    struct lci_growing_text filter = {.bytes = NULL};

    if (!lci_planner_has(planner, layer.table) || !project->main_level || !project->weight || pass->category_count == 0)
        return;
    lci_text_add(&filter, "%s AND \"definition\" = 'weight' AND \"weight\" = '%s' AND (",
                 lci_planner_filter(planner, pass->id, NULL, project->main_level), project->weight);
    for (size_t c = 0; c < pass->category_count; c++) {
        const struct lci_result_limit *limit = &pass->categories[c].limits[pass->categories[c].limit_count - 1];
        const bool in_m = isfinite(limit->limit_m);

        lci_text_add(&filter, "%s(\"category\" = ", c > 0 ? " OR " : "");
        lci_qml_add_sql(&filter, pass->categories[c].id);
        lci_text_add(&filter, " AND \"%s\" = ", in_m ? "limit_m" : "limit_min");
        lci_qml_add_number(&filter, in_m ? limit->limit_m : limit->limit_min);
        lci_text_add(&filter, ")");
    }
    lci_text_add(&filter, ")");
    layer.filter = filter.failed ? NULL : lci_arena_text(project->arena, filter.bytes, filter.length);
    lci_free(filter.bytes);
    layer.name = lci_project_word(project, (struct lci_project_words){"覆盖率（图中所列）", "Shares beside the maps"});
    if (!layer.filter)
        planner->failed = true;
    project->figures = project->layer_count;
    lci_planner_add(planner, &layer, false, false);
}

static void
add_outlines(struct lci_planner *planner, const char *table)
{
    struct lci_project *project = planner->project;

    if (planner->level_count == 0)
        return;
    lci_group_begin(planner, lci_project_word(project, (struct lci_project_words){"边界", "Boundaries"}), true, false,
                    false);
    for (size_t l = 0; l < planner->level_count; l++) {
        const char *level = planner->levels[l];
        const char *word = lci_value_word("level", level, project->english);
        const struct lci_project_layer layer = {
            .role = LCI_ROLE_OUTLINE,
            .table = table,
            .level = level,
            .id = lci_project_print(project, "lifecircle_units_%zu", l + 1),
            .name = word ? word : level,
            .legend = lci_project_print(project, project->english ? "Border of a %s" : "%s界", word ? word : level),
            .filter = lci_planner_filter(planner, NULL, NULL, level)};

        lci_planner_add(planner, &layer, level == project->main_level, false);
    }
    lci_group_end(planner);
}

static void
add_background(struct lci_planner *planner)
{
    static const struct {
        const char *table;
        enum lci_project_role role;
        struct lci_project_words name;
    } grounds[] = {{"streets", LCI_ROLE_STREETS, {"道路", "Streets"}},
                   {"barriers", LCI_ROLE_BARRIERS, {"水系、铁路与围墙", "Water, railways and walls"}},
                   {"barrier_areas", LCI_ROLE_BARRIERS, {"水面与封闭地块", "Water and closed ground"}}};
    struct lci_project *project = planner->project;
    bool found = false;

    for (size_t g = 0; g < sizeof(grounds) / sizeof(grounds[0]); g++)
        found = found || lci_planner_has(planner, grounds[g].table);
    if (!found)
        return;
    lci_group_begin(planner, lci_project_word(project, (struct lci_project_words){"背景", "Background"}), true, false,
                    false);
    for (size_t g = 0; g < sizeof(grounds) / sizeof(grounds[0]); g++) {
        const struct lci_project_layer layer = {.role = grounds[g].role,
                                                .table = grounds[g].table,
                                                .id = lci_project_print(project, "lifecircle_%s", grounds[g].table),
                                                .name = lci_project_word(project, grounds[g].name)};

        if (lci_planner_has(planner, grounds[g].table))
            lci_planner_add(planner, &layer, true, false);
    }
    lci_group_end(planner);
}

static bool
is_shown_by_some_layer(const struct lci_project *project, const char *table)
{
    for (size_t l = 0; l < project->layer_count; l++)
        if (strcmp(project->layers[l].table, table) == 0)
            return true;
    return false;
}

/* Everything that the file has is in the project: what no question has shown stands here, with shapes or without. */
static void
add_rest(struct lci_planner *planner, bool has_shape)
{
    struct lci_project *project = planner->project;
    const size_t node = project->node_count;
    size_t added = 0;

    lci_group_begin(planner,
                    lci_project_word(project, has_shape ? (struct lci_project_words){"明细", "Details"}
                                                        : (struct lci_project_words){"数据表", "Tables"}),
                    false, false, false);
    for (size_t t = 0; t < planner->tables.count; t++) {
        const char *table = planner->tables.items[t];
        const struct lci_project_layer layer = {.role = has_shape ? LCI_ROLE_DETAIL : LCI_ROLE_TABLE,
                                                .table = table,
                                                .id = lci_project_print(project, "lifecircle_%s", table),
                                                .name = table_word(planner, table)};

        if ((lci_gpkg_shape(project->styles->file, table, project->arena) != NULL) != has_shape ||
            is_shown_by_some_layer(project, table))
            continue;
        lci_planner_add(planner, &layer, false, false);
        added++;
    }
    if (!has_shape)
        add_figures(planner);
    if (added == 0)
        project->node_count = node;
    else
        lci_group_end(planner);
}

/* The tables that people look at: not those that the file is managed with. */
static enum lci_status
list_tables(struct lci_planner *planner, struct lci_error *err)
{
    static const char *const managing[] = {"gpkg_", "rtree_", "sqlite_", "layer_styles", "qgis_projects"};
    struct lci_gpkg_names all = {.count = 0};
    enum lci_status status = lci_gpkg_tables(planner->project->styles->file, planner->project->arena, &all, err);

    if (status != LCI_OK)
        return status;
    planner->tables.items = lci_arena_alloc(planner->project->arena, all.count, sizeof(*planner->tables.items));
    if (!planner->tables.items)
        return lci_fail_nomem(err, "project");
    for (size_t t = 0; t < all.count; t++) {
        bool manages = false;

        for (size_t m = 0; m < sizeof(managing) / sizeof(managing[0]); m++)
            manages = manages || strncmp(all.items[t], managing[m], strlen(managing[m])) == 0;
        if (!manages)
            planner->tables.items[planner->tables.count++] = all.items[t];
    }
    return LCI_OK;
}

static void
find_box(struct lci_planner *planner)
{
    static const char *const layers[] = {
        "units", "homes", "facilities", "units_changed", "homes_changed", "facilities_changed", "streets"};
    struct lci_project *project = planner->project;
    double *box = project->box_m;
    bool has_box = false;

    for (size_t l = 0; l < sizeof(layers) / sizeof(layers[0]); l++) {
        double of_layer[4];

        if (!lci_planner_has(planner, layers[l]))
            continue;
        if (!project->crs_wkt) {
            project->crs_wkt = lci_gpkg_crs_wkt(project->styles->file, layers[l], project->arena);
            project->crs_id = lci_gpkg_crs_id(project->styles->file, layers[l], project->arena);
        }
        if (!lci_gpkg_layer_box(project->styles->file, layers[l], of_layer) ||
            (has_box && strcmp(layers[l], "streets") == 0))
            continue;
        for (size_t i = 0; i < 4; i++)
            box[i] = !has_box ? of_layer[i] : i % 2 == 0 ? fmin(box[i], of_layer[i]) : fmax(box[i], of_layer[i]);
        has_box = true;
    }
}

static enum lci_status
add_styles(struct lci_project *project, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t l = 0; l < project->layer_count && status == LCI_OK; l++)
        status = lci_project_style(project, &project->layers[l], err);
    return status;
}

enum lci_status
lci_project_plan(struct lci_project *project, struct lci_error *err)
{
    struct lci_planner planner = {.project = project};
    size_t on_top = 0;
    size_t rest = 0;
    enum lci_status status = list_tables(&planner, err);

    if (status == LCI_OK && lci_planner_has(&planner, "units"))
        status = find_levels(&planner, "units", err);
    if (status != LCI_OK)
        return status;
    choose_level(&planner);
    if (project->main_level)
        status = look_at_units(&planner, "units", err);
    if (status != LCI_OK)
        return status;
    project->figures = SIZE_MAX;
    find_box(&planner);
    ask(&planner, &questions[0]);
    add_outlines(&planner, "units");
    on_top = project->node_count;
    for (size_t q = 1; q < sizeof(questions) / sizeof(questions[0]); q++)
        ask(&planner, &questions[q]);
    add_targets(&planner);
    add_changes(&planner);
    add_background(&planner);
    rest = project->node_count;
    add_rest(&planner, true);
    lci_planner_move(&planner, on_top, rest); /* points lie on top of ground */
    add_rest(&planner, false);
    if (planner.failed)
        return lci_fail_nomem(err, "project");
    status = add_styles(project, err);
    return status == LCI_OK ? lci_project_add_themes(project, err) : status;
}

void
lci_project_fini(struct lci_project *project)
{
    lci_free(project->layers);
    lci_free(project->nodes);
    lci_free(project->themes);
}
