/* style_gaps.c - gaps by their cause, the largest most in sight. */
#include <string.h>

#include "qgis/style_page.h"

static const char *const changes[] = {"locate_facility", "open_facility", "gate",        "link",
                                      "street",          "facility",      "add_capacity"};

enum { CHANGE_COUNT = sizeof(changes) / sizeof(changes[0]) };

enum gap_value { PROFILE, CATEGORY, CAUSE, GAP_WIDTH };

static bool
is_own(const struct lci_qgis_style *style, const char *const *row)
{
    return row[PROFILE] && row[CATEGORY] && strcmp(row[PROFILE], style->profile) == 0 &&
           strcmp(row[CATEGORY], style->category) == 0;
}

static const char *
own_rows(struct lci_style_page *page)
{
    return lci_style_text(page, "%s AND %s", lci_style_is(page, "profile", page->style->profile),
                          lci_style_is(page, "category", page->style->category));
}

/* People of the gap, in letters that grow with their number: 7 points for a few, 15 for ten
 * thousand. */
static void
add_labels(struct lci_style_page *page)
{
    const char *people = lci_style_count(page, "population");
    const char *filter = own_rows(page);
    const char *size = "scale_linear(ln(1 + coalesce(\"population\", 0)), 4, 9, 7, 15)";
    const struct lci_qml_label labels[] = {
        {.filter = lci_style_text(page, "%s AND \"rank_population\" <= 12", filter),
         .expression =
             lci_style_text(page, "%s || '%s'", people, lci_style_pick(page, " 人", " people")),
         .size_pt = 9.0,
         .size = size,
         .colour = "#1a1a1a",
         .bold = true,
         .scale_from = 20000.0,
         .scale_to = 80000.0,
         .priority = 9},
        {.filter = filter,
         .expression =
             lci_style_text(page, "%s || '%s\\n' || coalesce(%s, '')", people,
                            lci_style_pick(page, " 人", " people"),
                            lci_style_value_words(page, "change", "change", changes, CHANGE_COUNT)),
         .size_pt = 8.0,
         .size = size,
         .colour = "#1a1a1a",
         .bold = true,
         .scale_to = 20000.0,
         .priority = 9},
    };

    lci_qml_add_labels(page->out, labels, sizeof(labels) / sizeof(labels[0]));
}

static void
add_tip(struct lci_style_page *page)
{
    const struct lci_legend *causes = lci_legend_find("cause");
    const struct lci_qml_tip rows[] = {
        {"category", lci_style_html(page, lci_style_category_words(page, "category"))},
        {"cause", lci_style_legend_words(page, "\"cause\"", causes)},
        {"barrier", NULL},
        {"change", lci_style_value_words(page, "change", "change", changes, CHANGE_COUNT)},
        {"closes_ratio", lci_style_share(page, "\"closes_ratio\"")},
        {"gain_population", lci_style_count(page, "gain_population")},
        {"home_count", NULL},
        {"households", lci_style_count(page, "households")},
        {"population", lci_style_count(page, "population")},
        {"elders", lci_style_count(page, "elders")},
        {"minors", lci_style_count(page, "minors")},
        {"facility_name", NULL},
        {"straight_m", lci_style_metres(page, "straight_m")},
        {"walk_m", lci_style_metres(page, "walk_m")},
        {"walk_min", lci_style_minutes(page, "walk_min")},
    };

    lci_style_tip(page, "\"gap_id\"", rows, sizeof(rows) / sizeof(rows[0]));
}

/* Those that the category's gaps have: a legend of eight for two would be looked at eight times. */
static void
add_causes(struct lci_style_page *page, struct lci_qml_renderer *renderer)
{
    const struct lci_legend *causes = lci_legend_find("cause");
    const struct lci_qgis_rows *rows = page->style->facts;

    for (size_t c = 0; c < causes->class_count; c++) {
        const struct lci_legend_class *of = &causes->classes[c];
        bool occurs = false;

        for (size_t r = 0; r < rows->count && !occurs; r++)
            occurs = is_own(page->style, &rows->values[r * rows->width]) &&
                     rows->values[r * rows->width + CAUSE] &&
                     strcmp(rows->values[r * rows->width + CAUSE], of->value) == 0;
        if (!occurs)
            continue;
        lci_qml_rule(renderer, lci_style_is(page, "cause", of->value),
                     lci_legend_label(of, page->english), 0.0, 0.0);
        lci_qml_class_symbol(renderer, of, NULL);
    }
}

static void
write_causes(struct lci_style_page *page)
{
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    lci_qml_group_begin(&renderer, own_rows(page), page->style->titles[page->english], 0.0, 0.0);
    add_causes(page, &renderer);
    lci_qml_group_end(&renderer);
    lci_qml_add_rules(page->out, &renderer, "-\"rank_population\"");
    lci_qml_renderer_fini(&renderer);
    add_labels(page);
    add_tip(page);
}

enum lci_status
lci_styles_of_gaps(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    static const char *const columns[] = {"profile", "category", "cause"};
    struct lci_qgis_rows *rows = lci_arena_alloc(styles->arena, 1, sizeof(*rows));
    const size_t first = styles->count;
    enum lci_status status = rows ? lci_styles_scan(styles, layer, columns, GAP_WIDTH, rows, err)
                                  : lci_fail_nomem(err, layer);

    for (size_t r = 0; status == LCI_OK && r < rows->count; r++) {
        const char *const *row = &rows->values[r * rows->width];
        struct lci_qgis_title title = {.question = {"缺口成因", "Gaps"}};
        struct lci_qgis_style *style = NULL;
        size_t s = first;

        while (s < styles->count && !is_own(&styles->items[s], row))
            s++;
        if (s < styles->count || !row[PROFILE] || !row[CATEGORY])
            continue;
        style = lci_styles_add(styles, layer, write_causes, err);
        if (!style)
            return LCI_E_NOMEM;
        style->profile = row[PROFILE];
        style->category = row[CATEGORY];
        style->facts = rows;
        status = lci_styles_name_row(styles, style, "cause", &title, err);
    }
    return status;
}
