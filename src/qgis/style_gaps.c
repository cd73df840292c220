/* style_gaps.c - gaps by their cause, the largest most in sight. */
#include <string.h>

#include "qgis/style_page.h"

static const char *const changes[] = {"locate_facility", "open_facility", "gate",        "link",
                                      "street",          "facility",      "add_capacity"};

enum { CHANGE_COUNT = sizeof(changes) / sizeof(changes[0]) };

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
        {"category", lci_style_category_words(page, "category")},
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

static void
write_causes(struct lci_style_page *page)
{
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    lci_qml_group_begin(&renderer, own_rows(page), page->style->titles[page->english], 0.0, 0.0);
    lci_style_add_values(page, &renderer, lci_legend_find("cause"), "cause", NULL);
    lci_qml_group_end(&renderer);
    lci_qml_add_rules(page->out, &renderer, "-\"rank_population\"");
    lci_qml_renderer_fini(&renderer);
    add_labels(page);
    add_tip(page);
}

enum lci_status
lci_styles_of_gaps(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    static const char *const columns[] = {"profile", "category"};
    struct lci_qgis_rows rows = {.count = 0};
    enum lci_status status = lci_styles_scan(styles, layer, columns, 2, &rows, err);

    for (size_t r = 0; r < rows.count && status == LCI_OK; r++) {
        struct lci_qgis_style *style = NULL;
        struct lci_qgis_title title = {.question = {"缺口成因", "Gaps"}};

        if (!rows.values[2 * r] || !rows.values[2 * r + 1])
            continue;
        style = lci_styles_add(styles, layer, write_causes, err);
        if (!style)
            return LCI_E_NOMEM;
        style->profile = rows.values[2 * r];
        style->category = rows.values[2 * r + 1];
        status = lci_styles_name_row(styles, style, "cause", &title, err);
    }
    return status;
}
