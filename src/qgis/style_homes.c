/* style_homes.c - homes: who is covered, how far it is, and who has everything. */
#include <math.h>
#include <string.h>

#include "qgis/style_page.h"

/* Homes are a few millimetres wide on a map of the district, and some centimetres on one of a
 * neighbourhood. */
static const double NAMES_TO = 7500.0, VERDICTS_TO = 16000.0;

static const struct lci_result_category *
category_of(const struct lci_style_page *page)
{
    return lci_result_category(page->style->pass, page->style->category);
}

static const char *
own_column(struct lci_style_page *page, const char *ending)
{
    return lci_style_text(page, "%s_%s", category_of(page)->column, ending);
}

/* Whoever is at all uncovered has to be seen, so it is drawn over its neighbours. */
static const char *
drawing_order(struct lci_style_page *page)
{
    const char *status = lci_style_column(page, own_column(page, "status"));

    return lci_style_text(page,
                          "CASE WHEN %s = 'covered' THEN 0 WHEN %s = 'partly' THEN 1 ELSE 2 END",
                          status, status);
}

/* Homes that are not covered say by how much, from farther away than others say their names. */
static void
add_labels(struct lci_style_page *page)
{
    const char *status = lci_style_column(page, own_column(page, "status"));
    const char *walk = lci_style_text(page, "format_number(%s, 0) || ' %s'",
                                      lci_style_column(page, own_column(page, "nearest_min")),
                                      lci_style_pick(page, "分钟", "min"));
    const char *share = lci_style_text(page, "'%s' || format_number(100 * %s, 0) || ' %%'",
                                       lci_style_pick(page, "覆盖 ", "covered: "),
                                       lci_style_column(page, own_column(page, "covered_ratio")));
    const struct lci_qml_label labels[] = {
        {.filter = lci_style_text(page, "%s <> 'covered'", status),
         .expression =
             lci_style_text(page,
                            "coalesce(nullif(\"name\", ''), \"home_id\") || coalesce('\\n' || CASE "
                            "WHEN %s = 'partly' THEN %s ELSE "
                            "%s END, '')",
                            status, share, walk),
         .size_pt = 7.5,
         .colour = "#6b0d06",
         .bold = true,
         .scale_to = VERDICTS_TO,
         .priority = 8},
        {.filter = lci_style_text(page, "%s = 'covered'", status),
         .expression = "coalesce(nullif(\"name\", ''), \"home_id\")",
         .size_pt = 6.5,
         .colour = "#4a4a4a",
         .scale_to = NAMES_TO,
         .priority = 3},
    };

    lci_qml_add_labels(page->out, labels, sizeof(labels) / sizeof(labels[0]));
}

static void
add_tip(struct lci_style_page *page)
{
    const char *status = own_column(page, "status");
    const char *ratio = own_column(page, "covered_ratio");
    const struct lci_qml_tip rows[] = {
        {status,
         lci_style_legend_words(page, lci_style_column(page, status), lci_legend_find("verdict"))},
        {ratio, lci_style_share(page, lci_style_column(page, ratio))},
        {own_column(page, "nearest_m"), lci_style_metres(page, own_column(page, "nearest_m"))},
        {own_column(page, "nearest_min"), lci_style_minutes(page, own_column(page, "nearest_min"))},
        {own_column(page, "missing_min"), lci_style_minutes(page, own_column(page, "missing_min"))},
        {own_column(page, "facility_id"), NULL},
        {"households", lci_style_count(page, "households")},
        {"population", lci_style_count(page, "population")},
        {"elders", lci_style_count(page, "elders")},
        {"minors", lci_style_count(page, "minors")},
    };

    lci_style_tip(page, "coalesce(nullif(\"name\", ''), \"home_id\")", rows,
                  sizeof(rows) / sizeof(rows[0]));
}

static void
write_covered(struct lci_style_page *page)
{
    const struct lci_legend *verdicts = lci_legend_find("verdict");
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    for (size_t c = 0; c < verdicts->class_count; c++) {
        lci_qml_category(&renderer, verdicts->classes[c].value,
                         lci_legend_label(&verdicts->classes[c], page->english));
        lci_qml_class_symbol(&renderer, &verdicts->classes[c], NULL);
    }
    lci_qml_add_categories(page->out, &renderer, lci_style_column(page, own_column(page, "status")),
                           drawing_order(page));
    lci_qml_renderer_fini(&renderer);
    add_labels(page);
    add_tip(page);
}

/* All of the home is within the limit, and not within the one before. Shares are 1 only where they
 * are exactly that. */
static void
add_bands(struct lci_style_page *page, struct lci_qml_renderer *renderer)
{
    const struct lci_result_category *category = category_of(page);

    for (size_t l = 0; l < category->limit_count; l++) {
        const struct lci_result_limit *limit = &category->limits[l];
        const struct lci_result_limit *before = l > 0 ? limit - 1 : NULL;
        const char *filter = lci_style_text(page, "coalesce(%s, 0) >= 1",
                                            lci_style_column(page, limit->ratio_column));

        if (before)
            filter = lci_style_text(page, "%s AND coalesce(%s, 0) < 1", filter,
                                    lci_style_column(page, before->ratio_column));
        lci_qml_rule(renderer, filter,
                     lci_style_band(page, before ? before->limit_min : 0.0, limit->limit_min,
                                    before ? before->limit_m : 0.0, limit->limit_m),
                     0.0, 0.0);
        lci_qml_fill_symbol(
            renderer, &(struct lci_qml_fill){.fill = lci_band_colour(l, category->limit_count),
                                             .line = "#4f7f9f",
                                             .line_mm = 0.25});
    }
}

static void
write_bands(struct lci_style_page *page)
{
    const struct lci_legend *verdicts = lci_legend_find("verdict");
    const char *status = own_column(page, "status");
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    add_bands(page, &renderer);
    for (size_t c = 0; c < verdicts->class_count; c++) {
        if (strcmp(verdicts->classes[c].value, "covered") == 0)
            continue;
        lci_qml_rule(&renderer, lci_style_is(page, status, verdicts->classes[c].value),
                     lci_legend_label(&verdicts->classes[c], page->english), 0.0, 0.0);
        lci_qml_class_symbol(&renderer, &verdicts->classes[c], NULL);
    }
    lci_qml_add_rules(page->out, &renderer, drawing_order(page));
    lci_qml_renderer_fini(&renderer);
    add_labels(page);
    add_tip(page);
}

static void
write_whole_circle(struct lci_style_page *page)
{
    static const char ratio[] = "whole_circle_ratio";
    const struct lci_legend *shares = lci_legend_find("share");
    const struct lci_qml_tip rows[] = {
        {ratio, lci_style_share(page, lci_style_column(page, ratio))},
        {"weakest_category",
         lci_style_html(page, lci_style_category_words(page, "weakest_category"))},
        {"households", lci_style_count(page, "households")},
        {"population", lci_style_count(page, "population")},
        {"elders", lci_style_count(page, "elders")},
        {"minors", lci_style_count(page, "minors")},
    };
    const struct lci_qml_label label = {
        .expression = lci_style_text(
            page, "coalesce(nullif(\"name\", ''), \"home_id\") || coalesce('\\n' || %s, '')",
            lci_style_category_words(page, "weakest_category")),
        .size_pt = 6.5,
        .colour = "#4a4a4a",
        .scale_to = NAMES_TO,
        .priority = 3};
    struct lci_qml_renderer renderer = {.symbol_count = 0};

    lci_style_add_ranges(page, &renderer, shares, lci_style_column(page, ratio), NULL);
    lci_qml_add_rules(page->out, &renderer, NULL);
    lci_qml_renderer_fini(&renderer);
    lci_qml_add_labels(page->out, &label, 1);
    lci_style_tip(page, "coalesce(nullif(\"name\", ''), \"home_id\")", rows,
                  sizeof(rows) / sizeof(rows[0]));
}

static enum lci_status
add_style(struct lci_qgis_styles *styles, const char *layer, const struct lci_result_pass *pass,
          const char *category, const char *question, lci_qgis_style_writer write,
          struct lci_error *err)
{
    static const struct {
        const char *id, *words[LCI_QGIS_LANGUAGES];
    } questions[] = {{"covered", {"覆盖", "Covered"}},
                     {"bands", {"远近", "How far"}},
                     {"whole", {"全部类别均可达", "Everything in reach"}}};
    struct lci_qgis_style *style = lci_styles_add(styles, layer, write, err);
    struct lci_qgis_title title = {.subject = {NULL}};

    if (!style)
        return LCI_E_NOMEM;
    for (size_t q = 0; q < sizeof(questions) / sizeof(questions[0]); q++)
        if (strcmp(questions[q].id, question) == 0)
            memcpy(title.question, questions[q].words, sizeof(title.question));
    style->pass = pass;
    style->category = category;
    if (category)
        lci_styles_labels(styles, "category", category, title.subject);
    return lci_styles_name(styles, style, (const char *const[]){question, category, NULL}, &title,
                           err);
}

enum lci_status
lci_styles_of_homes(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    const struct lci_result_pass *pass = NULL;
    enum lci_status status = LCI_OK;

    for (size_t p = 0; p < styles->result->pass_count; p++)
        if (styles->result->passes[p].homes && strcmp(styles->result->passes[p].homes, layer) == 0)
            pass = &styles->result->passes[p];
    for (size_t c = 0; pass && c < pass->category_count && status == LCI_OK; c++) {
        status =
            add_style(styles, layer, pass, pass->categories[c].id, "covered", write_covered, err);
        if (status == LCI_OK)
            status =
                add_style(styles, layer, pass, pass->categories[c].id, "bands", write_bands, err);
    }
    return pass && status == LCI_OK
               ? add_style(styles, layer, pass, NULL, "whole", write_whole_circle, err)
               : status;
}
