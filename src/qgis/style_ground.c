/* style_ground.c - streets and barriers, quiet behind what the map is about. */
#include <string.h>

#include "qgis/style_page.h"

static const char *const barrier_kinds[] = {"water", "railway", "road", "wall", "other"};

enum { BARRIER_KINDS = sizeof(barrier_kinds) / sizeof(barrier_kinds[0]) };

/* Kinds of streets by the words of OpenStreetMap, from the widest to the narrowest; what has no
 * such word is a street. */
static const struct {
    const char *filter, *zh, *en, *style;
    double width_mm;
} streets[] = {
    {"\"highway\" LIKE 'trunk%' OR \"highway\" LIKE 'primary%' OR \"highway\" LIKE 'secondary%'",
     "主次干路", "main streets", NULL, 0.9},
    {"\"highway\" IN ('footway', 'path', 'steps', 'cycleway', 'pedestrian', 'track', 'bridleway', "
     "'corridor')",
     "人行道路、小径", "paths for walking", "dash", 0.25},
    {"ELSE", "其他道路", "other streets", NULL, 0.5},
};

static void
write_streets(struct lci_style_page *page)
{
    const struct lci_qml_tip rows[] = {
        {"highway", NULL}, {"way_id", NULL}, {"bridge", NULL}, {"tunnel", NULL}};
    const struct lci_qml_label label = {.filter = "\"name\" IS NOT NULL",
                                        .expression = "\"name\"",
                                        .size_pt = 6.0,
                                        .colour = "#7a7a7a",
                                        .scale_to = 6000.0,
                                        .along = true,
                                        .priority = 1};
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    for (size_t s = 0; s < sizeof(streets) / sizeof(streets[0]); s++) {
        const bool is_path = streets[s].style != NULL;

        lci_qml_rule(&renderer, streets[s].filter,
                     lci_style_pick(page, streets[s].zh, streets[s].en), 0.0,
                     is_path ? 20000.0 : 0.0);
        lci_qml_stroke_symbol(
            &renderer, &(struct lci_qml_stroke){
                           .colour = is_path ? "#a8a8a8" : "#c4c4c4",
                           .width_mm = streets[s].width_mm,
                           .width = lci_style_text(page,
                                                   "%s * CASE WHEN @map_scale > 50000 THEN 0.35 "
                                                   "WHEN @map_scale > 15000 THEN 0.6 ELSE 1 END",
                                                   lci_style_number(page, streets[s].width_mm)),
                           .style = streets[s].style});
    }
    lci_qml_add_rules(page->out, &renderer, NULL);
    lci_qml_renderer_fini(&renderer);
    lci_qml_add_labels(page->out, &label, 1);
    lci_style_tip(page, "coalesce(nullif(\"name\", ''), \"way_id\")", rows,
                  sizeof(rows) / sizeof(rows[0]));
}

static void
add_barrier_tip(struct lci_style_page *page)
{
    const struct lci_qml_tip rows[] = {
        {"kind",
         lci_style_value_words(page, "kind", "barrier_kind", barrier_kinds, BARRIER_KINDS)}};

    lci_style_tip(page, "\"barrier\"", rows, sizeof(rows) / sizeof(rows[0]));
}

static void
write_barriers(struct lci_style_page *page)
{
    static const struct lci_qml_stroke looks[BARRIER_KINDS] = {
        {.colour = "#9cc3d5", .width_mm = 0.7},
        {.colour = "#8c8c8c",
         .width_mm = 0.5,
         .style = "dash",
         .casing = "#e8e8e8",
         .casing_mm = 0.15},
        {.colour = "#b9a9a0", .width_mm = 0.9},
        {.colour = "#8a7f70", .width_mm = 0.35, .style = "dot"},
        {.colour = "#9a9a9a", .width_mm = 0.35, .style = "dash dot"},
    };
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    for (size_t k = 0; k < BARRIER_KINDS; k++) {
        const bool is_wall = strcmp(barrier_kinds[k], "wall") == 0;

        lci_qml_rule(&renderer,
                     k + 1 < BARRIER_KINDS ? lci_style_is(page, "kind", barrier_kinds[k]) : "ELSE",
                     lci_value_word("barrier_kind", barrier_kinds[k], page->english), 0.0,
                     is_wall ? 15000.0 : 0.0);
        lci_qml_stroke_symbol(&renderer, &looks[k]);
    }
    lci_qml_add_rules(page->out, &renderer, NULL);
    lci_qml_renderer_fini(&renderer);
    add_barrier_tip(page);
}

static void
write_barrier_areas(struct lci_style_page *page)
{
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    for (size_t k = 0; k < BARRIER_KINDS; k++) {
        const bool is_water = strcmp(barrier_kinds[k], "water") == 0;

        if (!is_water && k + 1 < BARRIER_KINDS)
            continue;
        lci_qml_rule(&renderer, is_water ? lci_style_is(page, "kind", barrier_kinds[k]) : "ELSE",
                     lci_value_word("barrier_kind", barrier_kinds[k], page->english), 0.0, 0.0);
        lci_qml_fill_symbol(&renderer,
                            &(struct lci_qml_fill){.fill = is_water ? "#d3e6ee" : "#eae6e0",
                                                   .border = is_water ? "#a9cbd9" : "#c9c2b8",
                                                   .line_mm = 0.2});
    }
    lci_qml_add_rules(page->out, &renderer, NULL);
    lci_qml_renderer_fini(&renderer);
    add_barrier_tip(page);
}

enum lci_status
lci_styles_of_ground(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    static const struct {
        const char *layer;
        lci_qgis_style_writer write;
        struct lci_qgis_title title;
    } kinds[] = {{"streets", write_streets, {.question = {"道路底图", "Streets"}}},
                 {"barriers", write_barriers, {.question = {"阻隔底图", "Barriers"}}},
                 {"barrier_areas",
                  write_barrier_areas,
                  {.question = {"水域底图", "Water and other areas"}}}};

    for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++)
        if (strcmp(kinds[k].layer, layer) == 0) {
            struct lci_qgis_style *style = lci_styles_add(styles, layer, kinds[k].write, err);
            struct lci_qgis_title title = kinds[k].title;

            return style ? lci_styles_name_row(styles, style, "ground", &title, err) : LCI_E_NOMEM;
        }
    return LCI_OK;
}
