/* style_changes.c - what differs between two results: homes, gaps, units, and the things that were
 * handed in. */
#include <math.h>
#include <string.h>

#include "io/number.h"
#include "qgis/style_units.h"

static const char NAME[] = "coalesce(nullif(\"name\", ''), \"home_id\")";

/* Grey behind what matters: the same, or only a longer or shorter walk within one verdict. */
static const struct lci_legend_class same = {.zh = "无变化或仅路程变化",
                                             .en = "the same, or only the walk differs",
                                             .fill = "#f2f2f2",
                                             .line = "#b5b5b5"};

/* Rows of who walks and of a category, where the style is about one; and those about a thing as it
 * was handed in. */
static const char *
own_rows(struct lci_style_page *page, const char *more)
{
    const char *own = lci_style_is(page, "profile", page->style->profile);

    if (page->style->category)
        own = lci_style_text(page, "%s AND %s", own,
                             lci_style_is(page, "category", page->style->category));
    return lci_style_text(page, "(%s%s%s) OR \"profile\" IS NULL", own, more ? " AND " : "",
                          more ? more : "");
}

static void
add_classes(struct lci_style_page *page, struct lci_qml_renderer *renderer,
            const struct lci_legend *legend)
{
    lci_style_add_values(page, renderer, legend, "change", NULL);
    lci_qml_rule(renderer, "ELSE", lci_legend_label(&same, page->english), 0.0, 0.0);
    lci_qml_class_symbol(renderer, &same, NULL);
}

/* The largest limit is the one that the verdict is about; smaller ones have rows of their own. */
static const char *
largest_limit(struct lci_style_page *page)
{
    const struct lci_qgis_rows *rows = page->style->facts;
    double greatest[2] = {NAN, NAN}; /* metres, minutes */

    for (size_t r = 0; r < rows->count; r++)
        for (size_t v = 0; v < 2; v++) {
            const char *const *row = &rows->values[r * rows->width];
            double value = NAN;

            if (row[0] && strcmp(row[0], page->style->profile) == 0 &&
                (!page->style->category ||
                 (row[1] && strcmp(row[1], page->style->category) == 0)) &&
                row[2 + v] && lci_number_from_text(row[2 + v], &value) == LCI_NUMBER_OK &&
                !(greatest[v] >= value))
                greatest[v] = value;
        }
    if (isfinite(greatest[1]))
        return lci_style_text(page, "(\"limit_min\" IS NULL OR abs(\"limit_min\" - %s) < 0.0005)",
                              lci_style_number(page, greatest[1]));
    if (isfinite(greatest[0]))
        return lci_style_text(page, "(\"limit_m\" IS NULL OR abs(\"limit_m\" - %s) < 0.0005)",
                              lci_style_number(page, greatest[0]));
    return NULL;
}

static void
write_homes(struct lci_style_page *page)
{
    const struct lci_legend *changes = lci_legend_find("change");
    const struct lci_legend *verdicts = lci_legend_find("verdict");
    const char *filter = own_rows(page, largest_limit(page));
    const struct lci_qml_tip rows[] = {
        {"change", lci_style_legend_words(page, "\"change\"", changes)},
        {"category", lci_style_html(page, lci_style_category_words(page, "category"))},
        {"old_status", lci_style_legend_words(page, "\"old_status\"", verdicts)},
        {"new_status", lci_style_legend_words(page, "\"new_status\"", verdicts)},
        {"old_covered_ratio", lci_style_share(page, "\"old_covered_ratio\"")},
        {"new_covered_ratio", lci_style_share(page, "\"new_covered_ratio\"")},
        {"old_nearest_m", lci_style_metres(page, "old_nearest_m")},
        {"new_nearest_m", lci_style_metres(page, "new_nearest_m")},
        {"new_households", lci_style_count(page, "new_households")},
        {"new_population", lci_style_count(page, "new_population")},
        {"fields", NULL},
    };
    const struct lci_qml_label label = {
        .filter = lci_style_text(page, "(%s) AND \"change\" IN ('lost', 'won', 'added', 'removed')",
                                 filter),
        .expression = NAME,
        .size_pt = 7.0,
        .colour = "#222222",
        .bold = true,
        .scale_to = 16000.0,
        .priority = 8};
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    lci_qml_group_begin(&renderer, filter, page->style->titles[page->english], 0.0, 0.0);
    add_classes(page, &renderer, changes);
    lci_qml_group_end(&renderer);
    lci_qml_add_rules(page->out, &renderer, /* a loss is seen whatever else was won */
                      "coalesce(map_get(map('lost', 6, 'removed', 5, 'added', 4, 'worse', 3, "
                      "'won', 2, 'unchanged', 0), \"change\"), 1)");
    lci_qml_renderer_fini(&renderer);
    lci_qml_add_labels(page->out, &label, 1);
    lci_style_tip(page, NAME, rows, sizeof(rows) / sizeof(rows[0]));
}

static void
write_gaps(struct lci_style_page *page)
{
    const struct lci_legend *changes = lci_legend_find("gap_change");
    const struct lci_legend *causes = lci_legend_find("cause");
    const char *filter = own_rows(page, NULL);
    const char *people = lci_style_count(page, "new_population");
    const struct lci_qml_tip rows[] = {
        {"change", lci_style_legend_words(page, "\"change\"", changes)},
        {"category", lci_style_html(page, lci_style_category_words(page, "category"))},
        {"old_cause", lci_style_legend_words(page, "\"old_cause\"", causes)},
        {"new_cause", lci_style_legend_words(page, "\"new_cause\"", causes)},
        {"old_population", lci_style_count(page, "old_population")},
        {"new_population", people},
        {"shared_home_count", NULL},
        {"removed_home_count", NULL},
        {"added_home_count", NULL},
        {"due_to_id", NULL},
    };
    const struct lci_qml_label label = {
        .filter = lci_style_text(page, "(%s) AND \"change\" <> 'unchanged'", filter),
        .expression = lci_style_text(
            page, "%s || ' → ' || %s || '%s'",
            lci_style_text(page, "coalesce(%s, '0')", lci_style_count(page, "old_population")),
            lci_style_text(page, "coalesce(%s, '0')", people),
            lci_style_pick(page, " 人", " people")),
        .size_pt = 8.0,
        .colour = "#1a1a1a",
        .bold = true,
        .scale_to = 40000.0,
        .priority = 8};
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    lci_qml_group_begin(&renderer, filter, page->style->titles[page->english], 0.0, 0.0);
    add_classes(page, &renderer, changes);
    lci_qml_group_end(&renderer);
    lci_qml_add_rules(
        page->out, &renderer,
        "coalesce(map_get(map('opened', 3, 'closed', 2, 'unchanged', 0), \"change\"), 1)");
    lci_qml_renderer_fini(&renderer);
    lci_qml_add_labels(page->out, &label, 1);
    lci_style_tip(page, "coalesce(\"new_gap_id\", \"old_gap_id\")", rows,
                  sizeof(rows) / sizeof(rows[0]));
}

/* Styles of each profile, of all categories and of each. */
static enum lci_status
list_rows(struct lci_qgis_styles *styles, const char *layer,
          const char *const question[LCI_QGIS_LANGUAGES], lci_qgis_style_writer write,
          struct lci_error *err)
{
    static const char *const columns[] = {"profile", "category", "limit_m", "limit_min"};
    struct lci_qgis_rows *facts = lci_arena_alloc(styles->arena, 1, sizeof(*facts));
    const size_t first = styles->count;
    enum lci_status status =
        facts ? lci_styles_scan(styles, layer, columns, 4, facts, err) : lci_fail_nomem(err, layer);

    for (size_t r = 0; status == LCI_OK && r < facts->count; r++)
        for (int whole = 1; whole >= 0 && status == LCI_OK; whole--) {
            const char *profile = facts->values[4 * r];
            const char *category = whole ? NULL : facts->values[4 * r + 1];
            struct lci_qgis_title title = {.question = {question[0], question[1]}};
            struct lci_qgis_style *style = NULL;
            size_t s = first;

            if (!profile || (!whole && !category))
                continue;
            while (s < styles->count && (strcmp(styles->items[s].profile, profile) != 0 ||
                                         (styles->items[s].category && category
                                              ? strcmp(styles->items[s].category, category) != 0
                                              : styles->items[s].category != category)))
                s++;
            if (s < styles->count)
                continue;
            style = lci_styles_add(styles, layer, write, err);
            if (!style)
                return LCI_E_NOMEM;
            style->profile = profile;
            style->category = category;
            style->facts = facts;
            status = lci_styles_name_row(styles, style, "change", &title, err);
        }
    return status;
}

enum lci_status
lci_styles_of_homes_changed(struct lci_qgis_styles *styles, const char *layer,
                            struct lci_error *err)
{
    return list_rows(styles, layer, (const char *const[]){"住宅变化", "Homes changed"}, write_homes,
                     err);
}

enum lci_status
lci_styles_of_gaps_changed(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    return list_rows(styles, layer, (const char *const[]){"缺口变化", "Gaps changed"}, write_gaps,
                     err);
}

static void
add_unit_classes(struct lci_style_page *page, struct lci_qml_renderer *renderer, const char *level)
{
    const char *own = lci_style_is(page, "profile", page->style->profile);
    const struct lci_legend *changes = lci_legend_find("unit_change");

    (void)level;
    for (size_t c = 0; c < changes->class_count; c++) {
        lci_qml_rule(renderer,
                     lci_style_text(page, "%s AND %s", own,
                                    lci_style_is(page, "change", changes->classes[c].value)),
                     lci_legend_label(&changes->classes[c], page->english), 0.0, 0.0);
        lci_qml_class_symbol(renderer, &changes->classes[c], "#4d4d4d");
    }
    lci_qml_rule(renderer,
                 lci_style_text(page, "%s AND \"change\" NOT IN ('better', 'mixed', 'worse')", own),
                 lci_style_pick(page, "无变化", "the same"), 0.0, 0.0);
    lci_qml_class_symbol(renderer, &same, "#4d4d4d");
}

static void
write_units(struct lci_style_page *page)
{
    const char *counts = "'▲' || \"better_count\" || ' ▼' || \"worse_count\"";
    const struct lci_qml_tip rows[] = {
        {"change", lci_style_legend_words(page, "\"change\"", lci_legend_find("unit_change"))},
        {"worse_count", NULL},
        {"better_count", NULL},
        {"worst_category", lci_style_html(page, lci_style_category_words(page, "worst_category"))},
        {"worst_old_ratio", lci_style_share(page, "\"worst_old_ratio\"")},
        {"worst_new_ratio", lci_style_share(page, "\"worst_new_ratio\"")},
        {"best_category", lci_style_html(page, lci_style_category_words(page, "best_category"))},
        {"best_old_ratio", lci_style_share(page, "\"best_old_ratio\"")},
        {"best_new_ratio", lci_style_share(page, "\"best_new_ratio\"")},
    };

    lci_unit_levels_render(page, page->style->facts, NULL, add_unit_classes);
    lci_unit_levels_label(
        page, page->style->facts,
        lci_style_text(page,
                       "CASE WHEN %s THEN coalesce(nullif(\"unit_name\", ''), \"unit_code\") END",
                       lci_style_is(page, "profile", page->style->profile)),
        (const char *const[]){counts, counts});
    lci_style_tip(page, "coalesce(nullif(\"unit_name\", ''), \"unit_code\")", rows,
                  sizeof(rows) / sizeof(rows[0]));
}

enum lci_status
lci_styles_of_units_changed(struct lci_qgis_styles *styles, const char *layer,
                            struct lci_error *err)
{
    static const char *const columns[] = {"profile"};
    struct lci_unit_levels *levels = lci_arena_alloc(styles->arena, 1, sizeof(*levels));
    struct lci_qgis_rows rows = {.count = 0};
    enum lci_status status =
        levels ? lci_unit_levels_find(styles, layer, levels, err) : lci_fail_nomem(err, layer);

    if (status == LCI_OK)
        status = lci_styles_scan(styles, layer, columns, 1, &rows, err);
    for (size_t r = 0; r < rows.count && status == LCI_OK; r++) {
        struct lci_qgis_title title = {.question = {"覆盖率变化", "Shares changed"}};
        struct lci_qgis_style *style =
            rows.values[r] ? lci_styles_add(styles, layer, write_units, err) : NULL;

        if (rows.values[r] && !style)
            return LCI_E_NOMEM;
        if (!style)
            continue;
        style->profile = rows.values[r];
        style->facts = levels;
        status = lci_styles_name_row(styles, style, "change", &title, err);
    }
    return status;
}

/* Facilities, gates and objects: what they are called stands beside the sign. */
static void
write_things(struct lci_style_page *page)
{
    static const char *const signs[] = {"cross_fill", "cross2", "arrow", "diamond", "circle"};
    const struct lci_legend *changes = lci_legend_find("thing_change");
    const char *kind = lci_layer_kind(page->style->layer);
    const bool of_objects = strcmp(kind, "objects_changed") == 0;
    const char *name = of_objects ? "coalesce(nullif(\"name\", ''), \"id\")"
                       : strcmp(kind, "gates_changed") == 0
                           ? "coalesce(nullif(\"name\", ''), \"gate_id\")"
                           : "coalesce(nullif(\"name\", ''), \"facility_id\")";
    const struct lci_qml_tip things[] = {
        {"change", lci_style_legend_words(page, "\"change\"", changes)},
        {"fields", NULL},
        {"old_status", NULL},
        {"new_status", NULL},
        {"moved_m", lci_style_metres(page, "moved_m")},
    };
    const struct lci_qml_tip objects[] = {
        {"change", lci_style_legend_words(page, "\"change\"", changes)},
        {"kind", NULL},
        {"fields", NULL},
        {"won_population", lci_style_count(page, "won_population")},
        {"lost_population", lci_style_count(page, "lost_population")},
        {"gaps_opened_count", NULL},
        {"gaps_closed_count", NULL},
        {"gaps_changed_count", NULL},
    };
    const struct lci_qml_label label = {.filter = "\"change\" <> 'unchanged'",
                                        .expression = name,
                                        .size_pt = 7.5,
                                        .colour = "#222222",
                                        .bold = true,
                                        .scale_to = 30000.0,
                                        .of_points = true,
                                        .priority = 7};
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    for (size_t c = 0; c < changes->class_count; c++) {
        lci_qml_rule(&renderer, lci_style_is(page, "change", changes->classes[c].value),
                     lci_legend_label(&changes->classes[c], page->english), 0.0, 0.0);
        lci_qml_sign_symbol(&renderer, &(struct lci_qml_sign){
                                           .shape = signs[c],
                                           .fill = changes->classes[c].fill,
                                           .line = changes->classes[c].line,
                                           .size_mm = 5.0,
                                           .line_mm = strcmp(signs[c], "cross2") == 0 ? 1.2 : 0.4});
    }
    lci_qml_rule(&renderer, "ELSE", lci_style_pick(page, "无变化", "the same"), 0.0, 0.0);
    lci_qml_sign_symbol(&renderer, &(struct lci_qml_sign){.shape = "circle",
                                                          .fill = same.fill,
                                                          .line = same.line,
                                                          .size_mm = 1.8,
                                                          .line_mm = 0.3});
    lci_qml_add_rules(page->out, &renderer, "CASE WHEN \"change\" = 'unchanged' THEN 0 ELSE 1 END");
    lci_qml_renderer_fini(&renderer);
    lci_qml_add_labels(page->out, &label, 1);
    lci_style_tip(page, name, of_objects ? objects : things,
                  of_objects ? sizeof(objects) / sizeof(objects[0])
                             : sizeof(things) / sizeof(things[0]));
}

enum lci_status
lci_styles_of_things_changed(struct lci_qgis_styles *styles, const char *layer,
                             struct lci_error *err)
{
    struct lci_qgis_style *style = lci_styles_add(styles, layer, write_things, err);
    struct lci_qgis_title title = {.question = {"变化", "Changed"}};

    return style ? lci_styles_name_row(styles, style, "change", &title, err) : LCI_E_NOMEM;
}
