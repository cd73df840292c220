/* style_places.c - signs: facilities, gates, defects of the network, and places for one more gate.
 */
#include <string.h>

#include "qgis/style_page.h"

static const char COUNTED[] = "\"status\" IN ('joined', 'by_gates', 'inside_only')";
static const char NAME[] = "coalesce(nullif(\"name\", ''), \"facility_id\")";

/* Colours that a white number is seen on, most of them of Okabe and Ito, and shapes: of 24 kinds no
 * two are the same. */
static const char *const colours[] = {"#0072b2", "#d55e00", "#00795a",
                                      "#aa4585", "#8a5a00", "#4d4d4d"};
static const char *const shapes[] = {"circle", "square", "diamond", "pentagon"};

/* Whole districts are shown with small signs and without numbers. */
static const char FAR[] = "coalesce(@map_scale, 0) > 60000";

enum {
    COLOUR_COUNT = sizeof(colours) / sizeof(colours[0]),
    SHAPE_COUNT = sizeof(shapes) / sizeof(shapes[0])
};

static const char *
colour_of(size_t category)
{
    return colours[category % COLOUR_COUNT];
}

static const char *
shape_of(size_t category)
{
    return shapes[category / COLOUR_COUNT % SHAPE_COUNT];
}

static void
add_label(struct lci_style_page *page, const char *filter, const char *expression, double scale_to)
{
    const struct lci_qml_label label = {.filter = filter,
                                        .expression = expression,
                                        .size_pt = 7.0,
                                        .colour = "#222222",
                                        .scale_to = scale_to,
                                        .of_points = true,
                                        .priority = 6};

    lci_qml_add_labels(page->out, &label, 1);
}

static void
add_facility_tip(struct lci_style_page *page)
{
    static const char *const status[] = {"planned",        "closed",        "closed_now",
                                         "status_unknown", "hours_unknown", "below_limits",
                                         "limit_unknown"};
    const char *counting = lci_style_text(
        page, "CASE WHEN %s THEN '%s' WHEN \"status\" = 'far_from_street' THEN '%s' ELSE %s END",
        COUNTED,
        lci_legend_label(lci_legend_class_of(lci_legend_find("counting"), "counted"),
                         page->english),
        lci_legend_label(lci_legend_class_of(lci_legend_find("counting"), "far_from_street"),
                         page->english),
        lci_style_value_words(page, "status", "change_status", status,
                              sizeof(status) / sizeof(status[0])));
    const struct lci_qml_tip rows[] = {
        {"category", lci_style_html(page, lci_style_category_words(page, "category"))},
        {"facility_id", NULL},
        {"status", counting},
        {"snap_m", lci_style_metres(page, "snap_m")},
        {"limit_m", lci_style_metres(page, "limit_m")},
        {"reached_home_count", NULL},
        {"reached_households", lci_style_count(page, "reached_households")},
        {"reached_population", lci_style_count(page, "reached_population")},
        {"reached_elders", lci_style_count(page, "reached_elders")},
    };

    lci_style_tip(page, NAME, rows, sizeof(rows) / sizeof(rows[0]));
}

/* A number by which a kind is looked up in the legend: it is read where colours are not told apart.
 */
static const char *
number_of(struct lci_style_page *page, size_t category)
{
    return lci_style_text(page, "%zu", category + 1);
}

/* Shapes of one area look equally large, and have room for two digits. */
static double
size_of(const char *shape, double size_mm)
{
    return strcmp(shape, "diamond") == 0    ? size_mm * 1.4
           : strcmp(shape, "pentagon") == 0 ? size_mm * 1.2
                                            : size_mm;
}

/* A sign with a number on maps of quarters, a small one without on maps of districts. text:
 * expression for the number. */
static void
add_sign(struct lci_style_page *page, struct lci_qml_renderer *renderer,
         const struct lci_qml_sign *look, const char *text)
{
    const struct lci_qml_pair size[] = {
        {"size", lci_style_text(page, "CASE WHEN %s THEN %s ELSE %s END", FAR,
                                lci_style_number(page, look->size_mm * 0.45),
                                lci_style_number(page, look->size_mm))},
        {"outlineWidth", lci_style_text(page, "CASE WHEN %s THEN 0.15 ELSE %s END", FAR,
                                        lci_style_number(page, look->line_mm))},
        {NULL, NULL}};
    const struct lci_qml_pair number[] = {{"enabled", lci_style_text(page, "NOT (%s)", FAR)},
                                          {text ? "char" : NULL, text},
                                          {NULL, NULL}};
    struct lci_qml_sign sign = *look;

    sign.defined = size;
    sign.text_defined = number;
    lci_qml_sign_symbol(renderer, &sign);
}

static void
add_kind(struct lci_style_page *page, struct lci_qml_renderer *renderer, size_t category,
         double size_mm)
{
    lci_qml_rule(renderer,
                 lci_style_text(page, "%s AND %s",
                                lci_style_is(page, "category", page->styles->categories[category]),
                                COUNTED),
                 lci_style_text(page, "%zu %s", category + 1,
                                lci_style_category(page, page->styles->categories[category])),
                 0.0, 0.0);
    add_sign(page, renderer,
             &(struct lci_qml_sign){.shape = shape_of(category),
                                    .fill = colour_of(category),
                                    .line = "#ffffff",
                                    .size_mm = size_of(shape_of(category), size_mm),
                                    .line_mm = 0.3,
                                    .text = number_of(page, category),
                                    .text_mm = size_mm,
                                    .text_colour = "#ffffff"},
             NULL);
}

/* What does not count is hollow: white, with the number of its kind, and a triangle where no street
 * is near. */
static void
add_uncounted(struct lci_style_page *page, struct lci_qml_renderer *renderer, double size_mm)
{
    const struct lci_legend *counting = lci_legend_find("counting");
    const char *numbers = "'?'";

    for (size_t c = page->styles->category_count; c > 0; c--)
        if (!page->style->category ||
            strcmp(page->style->category, page->styles->categories[c - 1]) == 0)
            numbers = lci_style_text(
                page, "CASE WHEN %s THEN '%zu' ELSE %s END",
                lci_style_is(page, "category", page->styles->categories[c - 1]), c, numbers);
    for (size_t c = 0; c < counting->class_count; c++) {
        const struct lci_legend_class *of = &counting->classes[c];
        const bool is_far = of->value && strcmp(of->value, "far_from_street") == 0;

        if (of->value && !is_far)
            continue;
        lci_qml_rule(renderer, is_far ? "\"status\" = 'far_from_street'" : "ELSE",
                     lci_legend_label(of, page->english), 0.0, 0.0);
        add_sign(page, renderer,
                 &(struct lci_qml_sign){.shape = is_far ? "triangle" : "circle",
                                        .fill = of->fill,
                                        .line = of->line,
                                        .size_mm = is_far ? size_mm * 1.5 : size_mm,
                                        .line_mm = 0.5,
                                        .text = "?",
                                        .text_mm = size_mm,
                                        .text_colour = of->line},
                 numbers);
    }
}

static void
write_kinds(struct lci_style_page *page)
{
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    for (size_t c = 0; c < page->styles->category_count; c++)
        add_kind(page, &renderer, c, 3.8);
    add_uncounted(page, &renderer, 3.8);
    lci_qml_add_rules(page->out, &renderer, NULL);
    lci_qml_renderer_fini(&renderer);
    add_label(page, NULL, NAME, 8000.0);
    add_facility_tip(page);
}

static void
write_one_kind(struct lci_style_page *page)
{
    const char *filter = lci_style_is(page, "category", page->style->category);
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    lci_qml_group_begin(&renderer, filter, page->style->titles[page->english], 0.0, 0.0);
    for (size_t c = 0; c < page->styles->category_count; c++)
        if (strcmp(page->styles->categories[c], page->style->category) == 0)
            add_kind(page, &renderer, c, 4.6);
    add_uncounted(page, &renderer, 4.0);
    lci_qml_group_end(&renderer);
    lci_qml_add_rules(page->out, &renderer, NULL);
    lci_qml_renderer_fini(&renderer);
    add_label(page, filter, NAME, 30000.0);
    add_facility_tip(page);
}

enum lci_status
lci_styles_of_facilities(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    struct lci_qgis_style *style = lci_styles_add(styles, layer, write_kinds, err);
    struct lci_qgis_title title = {.question = {"全部设施", "All facilities"}};
    enum lci_status status = LCI_OK;

    if (!style)
        return LCI_E_NOMEM;
    status = lci_styles_name_row(styles, style, "kinds", &title, err);
    if (strcmp(lci_layer_kind(layer), layer) != 0)
        return status; /* the same facilities, of a further profile */
    for (size_t c = 0; c < styles->category_count && status == LCI_OK; c++) {
        style = lci_styles_add(styles, layer, write_one_kind, err);
        if (!style)
            return LCI_E_NOMEM;
        style->category = styles->categories[c];
        title = (struct lci_qgis_title){.question = {"设施", "Facilities"}};
        status = lci_styles_name_row(styles, style, "kind", &title, err);
    }
    return status;
}

static void
write_gates(struct lci_style_page *page)
{
    const struct lci_legend *gates = lci_legend_find("gate");
    const struct lci_qml_tip rows[] = {{"home_id", NULL},
                                       {"status", NULL},
                                       {"hours", NULL},
                                       {"snap_m", lci_style_metres(page, "snap_m")}};
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    for (size_t c = 0; c < gates->class_count; c++) {
        const struct lci_legend_class *of = &gates->classes[c];

        lci_qml_rule(&renderer, of->value ? lci_style_is(page, "status", of->value) : "ELSE",
                     lci_legend_label(of, page->english), 0.0, 50000.0);
        lci_qml_sign_symbol(
            &renderer, &(struct lci_qml_sign){.shape = "square",
                                              .fill = of->fill,
                                              .line = of->line,
                                              .size_mm = of->hatch == LCI_HATCH_NONE ? 2.4 : 3.0,
                                              .line_mm = 0.4,
                                              .text = of->hatch == LCI_HATCH_NONE ? NULL : "×",
                                              .text_mm = 4.6,
                                              .text_colour = of->line});
    }
    lci_qml_add_rules(page->out, &renderer, NULL);
    lci_qml_renderer_fini(&renderer);
    add_label(page, NULL, "coalesce(nullif(\"name\", ''), \"gate_id\")", 4000.0);
    lci_style_tip(page, "coalesce(nullif(\"name\", ''), \"gate_id\")", rows,
                  sizeof(rows) / sizeof(rows[0]));
}

enum lci_status
lci_styles_of_gates(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    struct lci_qgis_style *style = lci_styles_add(styles, layer, write_gates, err);
    struct lci_qgis_title title = {.question = {"出入口", "Gates"}};

    return style ? lci_styles_name_row(styles, style, "gates", &title, err) : LCI_E_NOMEM;
}

static void
write_defects(struct lci_style_page *page)
{
    static const struct lci_qml_pair size[] = {
        {"size", "scale_linear(sqrt(\"people_categories\"), 0, 100, 3, 9) * CASE WHEN "
                 "coalesce(@map_scale, 0) > 60000 THEN 0.5 ELSE 1 END"},
        {NULL, NULL}};
    static const char *const shapes_of_kinds[] = {"triangle", "cross_fill", "circle"};
    const struct lci_legend *defects = lci_legend_find("defect");
    const char *filter = lci_style_is(page, "profile", page->style->profile);
    const struct lci_qml_tip rows[] = {
        {"kind", lci_style_legend_words(page, "\"kind\"", defects)},
        {"way_id", NULL},
        {"other_way_id", NULL},
        {"distance_m", lci_style_metres(page, "distance_m")},
        {"walk_m", lci_style_metres(page, "walk_m")},
        {"people_categories", lci_style_count(page, "people_categories")},
    };
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    lci_qml_group_begin(&renderer, filter, page->style->titles[page->english], 0.0, 0.0);
    for (size_t c = 0; c < defects->class_count; c++) {
        lci_qml_rule(&renderer, lci_style_is(page, "kind", defects->classes[c].value),
                     lci_legend_label(&defects->classes[c], page->english), 0.0, 0.0);
        lci_qml_sign_symbol(&renderer, &(struct lci_qml_sign){.shape = shapes_of_kinds[c],
                                                              .fill = defects->classes[c].fill,
                                                              .line = defects->classes[c].line,
                                                              .size_mm = 4.5,
                                                              .line_mm = 0.4,
                                                              .defined = size});
    }
    lci_qml_group_end(&renderer);
    lci_qml_add_rules(page->out, &renderer, "\"people_categories\"");
    lci_qml_renderer_fini(&renderer);
    add_label(page, filter,
              lci_style_text(page, "%s || '%s'", lci_style_count(page, "people_categories"),
                             lci_style_pick(page, " 人·类", " people, once a category")),
              60000.0);
    lci_style_tip(page, "\"way_id\"", rows, sizeof(rows) / sizeof(rows[0]));
}

/* The place of a gate of rank 1 is the largest sign; ranks are written in it. */
static void
write_gate_gains(struct lci_style_page *page)
{
    const char *scaled = lci_style_text(
        page,
        "CASE WHEN %s THEN 0.5 ELSE 1 END * scale_linear(sqrt(coalesce(\"saved_household_m\", 0)), "
        "0, 1000, 4, 9)",
        FAR);
    const struct lci_qml_pair size[] = {{"size", scaled}, {NULL, NULL}};
    const struct lci_qml_pair rank[] = {
        {"char", "\"rank\""}, {"size", lci_style_text(page, "0.62 * %s", scaled)}, {NULL, NULL}};
    const char *filter = lci_style_is(page, "profile", page->style->profile);
    const struct lci_qml_tip rows[] = {
        {"rank", NULL},
        {"home_id", NULL},
        {"households", lci_style_count(page, "households")},
        {"saved_household_m", "format_number(\"saved_household_m\", 0)"},
        {"new_walk_households", lci_style_count(page, "new_walk_households")},
    };
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    lci_qml_rule(
        &renderer, filter,
        lci_style_pick(page, "增开出入口的最佳位置（数字为排序，大小为可节省的户·米）",
                       "best place for one more gate (number: rank; size: household-metres saved)"),
        0.0, 0.0);
    lci_qml_sign_symbol(&renderer, &(struct lci_qml_sign){.shape = "square",
                                                          .fill = "#cc79a7",
                                                          .line = "#6b2f52",
                                                          .size_mm = 5.0,
                                                          .line_mm = 0.5,
                                                          .text = "1",
                                                          .text_mm = 5.0,
                                                          .text_colour = "#3d1230",
                                                          .defined = size,
                                                          .text_defined = rank});
    lci_qml_add_rules(page->out, &renderer, "-\"rank\"");
    lci_qml_renderer_fini(&renderer);
    add_label(page, filter, "coalesce(nullif(\"home_name\", ''), \"home_id\")", 25000.0);
    lci_style_tip(page, "coalesce(nullif(\"home_name\", ''), \"home_id\")", rows,
                  sizeof(rows) / sizeof(rows[0]));
}

/* A style for each profile that the layer has. */
static enum lci_status
list_profiles(struct lci_qgis_styles *styles, const char *layer, const char *id,
              const char *const question[LCI_QGIS_LANGUAGES], lci_qgis_style_writer write,
              struct lci_error *err)
{
    static const char *const columns[] = {"profile"};
    struct lci_qgis_rows rows = {.count = 0};
    enum lci_status status = lci_styles_scan(styles, layer, columns, 1, &rows, err);

    for (size_t r = 0; r < rows.count && status == LCI_OK; r++) {
        struct lci_qgis_title title = {.question = {question[0], question[1]}};
        struct lci_qgis_style *style =
            rows.values[r] ? lci_styles_add(styles, layer, write, err) : NULL;

        if (rows.values[r] && !style)
            return LCI_E_NOMEM;
        if (!style)
            continue;
        style->profile = rows.values[r];
        status = lci_styles_name_row(styles, style, id, &title, err);
    }
    return status;
}

enum lci_status
lci_styles_of_defects(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    return list_profiles(styles, layer, "defects", (const char *const[]){"路网断点", "Defects"},
                         write_defects, err);
}

enum lci_status
lci_styles_of_gate_gains(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    return list_profiles(styles, layer, "gains",
                         (const char *const[]){"增开出入口", "One more gate"}, write_gate_gains,
                         err);
}
