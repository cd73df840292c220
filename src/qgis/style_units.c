/* style_units.c - units: who is covered, what the straight line claims too much, and which targets
 * are met. */
#include "qgis/style_units.h"

#include <math.h>
#include <string.h>

#include "io/number.h"

static const char BORDER[] = "#4d4d4d";
static const char LAND[] = "land_network";

/* What a layer of units is known to hold. */
struct unit_layer {
    struct lci_unit_levels levels;
    const char *weight; /* what shares are of: "population", "households" or "land_network" */
    struct lci_qgis_rows
        indicators; /* profile, indicator, level, unit_code, pass, value, measure, number */
};

enum indicator_value {
    PROFILE,
    INDICATOR,
    LEVEL,
    UNIT_CODE,
    PASS,
    VALUE,
    MEASURE,
    INDICATOR_WIDTH
};

static const struct unit_layer *
facts_of(const struct lci_style_page *page)
{
    return page->style->facts;
}

static const char *
own_column(struct lci_style_page *page, const char *ending)
{
    return lci_style_text(page, "%s_%s",
                          lci_result_category(page->style->pass, page->style->category)->column,
                          ending);
}

static const char *
share_column(struct lci_style_page *page)
{
    return lci_style_text(page, "%s_%s_ratio",
                          lci_result_category(page->style->pass, page->style->category)->column,
                          facts_of(page)->weight);
}

/* Are so few people behind the share, or left out by it, that it may not be shown? NULL: it is of
 * land. */
static const char *
is_hidden(struct lci_style_page *page)
{
    const char *ratio = lci_style_column(page, share_column(page));
    const char *all = facts_of(page)->weight;
    const char *below = lci_style_number(page, page->styles->suppress_below);

    if (strcmp(all, LAND) == 0 || !(page->styles->suppress_below > 0.0))
        return NULL;
    all = lci_style_column(page, all);
    return lci_style_text(page, "((%s > 0 AND %s * %s < %s) OR (%s < 1 AND (1 - %s) * %s < %s))",
                          ratio, ratio, all, below, ratio, ratio, all, below);
}

static const char *
share_of(struct lci_style_page *page)
{
    const char *hidden = is_hidden(page);
    const char *ratio = lci_style_column(page, share_column(page));

    return hidden ? lci_style_text(page, "CASE WHEN NOT %s THEN %s END", hidden, ratio) : ratio;
}

static void
add_shares(struct lci_style_page *page, struct lci_qml_renderer *renderer, const char *level)
{
    (void)level;
    lci_style_add_ranges(page, renderer, lci_legend_find("share"),
                         lci_style_column(page, share_column(page)), BORDER);
}

static void
add_tip(struct lci_style_page *page)
{
    const char *share = share_column(page);
    const char *network = own_column(page, "land_network_ratio");
    const char *radius = own_column(page, "land_radius_ratio");
    const struct lci_qml_tip rows[] = {
        {share, lci_style_share(page, share_of(page))},
        {network, lci_style_share(page, lci_style_column(page, network))},
        {radius, lci_style_share(page, lci_style_column(page, radius))},
        {own_column(page, "facility_count"), NULL},
        {"home_count", NULL},
        {"households", lci_style_count(page, "households")},
        {"population", lci_style_count(page, "population")},
        {"elders", lci_style_count(page, "elders")},
        {"minors", lci_style_count(page, "minors")},
    };
    const bool of_land =
        strcmp(facts_of(page)->weight, LAND) == 0; /* then the first two are the same */

    lci_style_tip(page, "coalesce(nullif(\"name\", ''), \"unit_code\")", rows + of_land,
                  sizeof(rows) / sizeof(rows[0]) - of_land);
}

static void
write_shares(struct lci_style_page *page)
{
    const char *share =
        lci_style_text(page, "format_number(100 * (%s), 0) || ' %%'", share_of(page));

    lci_unit_levels_render(page, &facts_of(page)->levels, is_hidden(page), add_shares);
    lci_unit_levels_label(page, &facts_of(page)->levels,
                          "coalesce(nullif(\"name\", ''), \"unit_code\")",
                          (const char *const[]){share, share});
    add_tip(page);
}

/* Straight line less network, of residential land: both are of the same land. */
static const char *
over_claim(struct lci_style_page *page)
{
    return lci_style_text(page, "%s - %s",
                          lci_style_column(page, own_column(page, "land_radius_ratio")),
                          lci_style_column(page, own_column(page, "land_network_ratio")));
}

static void
add_over_claims(struct lci_style_page *page, struct lci_qml_renderer *renderer, const char *level)
{
    (void)level;
    lci_style_add_ranges(page, renderer, lci_legend_find("over_claim"), over_claim(page), BORDER);
}

static void
write_over_claims(struct lci_style_page *page)
{
    const char *shares = lci_style_text(
        page, "format_number(100 * %s, 0) || ' → ' || format_number(100 * %s, 0) || ' %%'",
        lci_style_column(page, own_column(page, "land_radius_ratio")),
        lci_style_column(page, own_column(page, "land_network_ratio")));

    lci_unit_levels_render(page, &facts_of(page)->levels, NULL, add_over_claims);
    lci_unit_levels_label(page, &facts_of(page)->levels,
                          "coalesce(nullif(\"name\", ''), \"unit_code\")",
                          (const char *const[]){shares, shares});
    add_tip(page);
}

static bool
is_own(const struct lci_style_page *page, const char *const *row, const char *level)
{
    return row[PROFILE] && strcmp(row[PROFILE], page->style->profile) == 0 && row[INDICATOR] &&
           strcmp(row[INDICATOR], page->style->detail) == 0 && row[LEVEL] &&
           strcmp(row[LEVEL], level) == 0 && row[UNIT_CODE];
}

/*
 * Whether a unit meets a target stands in the table `indicators`, which has no shape; a style that
 * looked there would need it in the same project and under one name. So the style says which units
 * they are.
 */
static const char *
units_that(struct lci_style_page *page, const char *level, const char *pass)
{
    const struct lci_qgis_rows *rows = &facts_of(page)->indicators;
    const char *list = NULL;
    struct lci_growing_text text = {.bytes = NULL};

    for (size_t r = 0; r < rows->count; r++) {
        const char *const *row = &rows->values[r * rows->width];

        if (!is_own(page, row, level) || !row[PASS] || strcmp(row[PASS], pass) != 0)
            continue;
        lci_text_add(&text, "%s", text.length > 0 ? ", " : "\"unit_code\" IN (");
        lci_qml_add_literal(&text, row[UNIT_CODE]);
    }
    list = text.length > 0 ? lci_style_text(page, "%s)", text.bytes) : "false";
    page->out->failed = page->out->failed || text.failed;
    lci_free(text.bytes);
    return list;
}

static void
add_passes(struct lci_style_page *page, struct lci_qml_renderer *renderer, const char *level)
{
    const struct lci_legend *passes = lci_legend_find("pass");

    for (size_t c = 0; c < passes->class_count; c++) {
        const struct lci_legend_class *of = &passes->classes[c];

        lci_qml_rule(renderer, of->value ? units_that(page, level, of->value) : "ELSE",
                     lci_legend_label(of, page->english), 0.0, 0.0);
        lci_qml_class_symbol(renderer, of, BORDER);
    }
}

/* map_get(map('310999001', '43.3', ...), "unit_code"): for a level of few units. */
static const char *
values_of(struct lci_style_page *page, const char *level)
{
    const struct lci_qgis_rows *rows = &facts_of(page)->indicators;
    const char *map = NULL;
    struct lci_growing_text text = {.bytes = NULL};

    for (size_t r = 0; r < rows->count; r++) {
        const char *const *row = &rows->values[r * rows->width];
        double value = 0.0;

        if (!is_own(page, row, level) || !row[VALUE] ||
            lci_number_from_text(row[VALUE], &value) != LCI_NUMBER_OK)
            continue;
        lci_text_add(&text, "%s", text.length > 0 ? ", " : "map_get(map(");
        lci_qml_add_literal(&text, row[UNIT_CODE]);
        lci_text_add(&text, ", ");
        lci_qml_add_literal(
            &text, lci_style_text(page, "%s%s", lci_style_number(page, round(value * 10.0) / 10.0),
                                  row[MEASURE] && strcmp(row[MEASURE], "%") == 0 ? " %" : ""));
    }
    map = text.length > 0 ? lci_style_text(page, "%s), \"unit_code\")", text.bytes) : NULL;
    page->out->failed = page->out->failed || text.failed;
    lci_free(text.bytes);
    return map;
}

/* Of the levels that are shown those that have a target met or missed; else all. */
static struct lci_unit_levels
levels_with_targets(const struct lci_style_page *page)
{
    const struct unit_layer *facts = facts_of(page);
    const struct lci_qgis_rows *rows = &facts->indicators;
    struct lci_unit_levels levels = {.count = 0};

    for (size_t i = 0; i < facts->levels.count; i++) {
        bool has = false;

        for (size_t r = 0; r < rows->count && !has; r++) {
            const char *const *row = &rows->values[r * rows->width];

            has = is_own(page, row, facts->levels.shown[i]) && row[PASS] &&
                  lci_legend_class_of(lci_legend_find("pass"), row[PASS]);
        }
        if (has)
            levels.shown[levels.count++] = facts->levels.shown[i];
    }
    return levels.count > 0 ? levels : facts->levels;
}

static void
write_passes(struct lci_style_page *page)
{
    const struct lci_unit_levels levels = levels_with_targets(page);
    const char *first = levels.count > 0 ? values_of(page, levels.shown[0]) : NULL;
    const struct lci_qml_tip rows[] = {
        {"level", lci_style_value_words(page, "level", "level", levels.shown, levels.count)},
        {"home_count", NULL},
        {"population", lci_style_count(page, "population")},
    };

    lci_unit_levels_render(page, &levels, NULL, add_passes);
    lci_unit_levels_label(page, &levels, "coalesce(nullif(\"name\", ''), \"unit_code\")",
                          (const char *const[]){first, NULL});
    lci_style_tip(page, "coalesce(nullif(\"name\", ''), \"unit_code\")", rows,
                  sizeof(rows) / sizeof(rows[0]));
}

/* Shares are of people where any are given, else of households, else of land. */
static enum lci_status
find_weight(const struct lci_qgis_styles *styles, const char *layer, const char **weight,
            struct lci_error *err)
{
    static const char *const weights[] = {"population", "households"};
    struct lci_qgis_rows rows = {.count = 0};
    enum lci_status status = LCI_OK;

    *weight = NULL;
    for (size_t w = 0; w < sizeof(weights) / sizeof(weights[0]) && !*weight && status == LCI_OK;
         w++) {
        status = lci_styles_read(styles, layer, &weights[w], 1, &rows, err);
        for (size_t r = 0; r < rows.count; r++) {
            double value = 0.0;

            if (rows.values[r] && lci_number_from_text(rows.values[r], &value) == LCI_NUMBER_OK &&
                value > 0.0)
                *weight = weights[w];
        }
    }
    *weight = *weight ? *weight : LAND;
    return status;
}

static enum lci_status
add_style(struct lci_qgis_styles *styles, const char *layer, const struct unit_layer *facts,
          const struct lci_qgis_style *like, const char *const question[3], struct lci_error *err)
{
    struct lci_qgis_style *style = lci_styles_add(styles, layer, like->write, err);
    struct lci_qgis_title title = {.question = {question[1], question[2]}};
    const bool of_category = like->category != NULL;

    if (!style)
        return LCI_E_NOMEM;
    style->pass = like->pass;
    style->profile = like->profile;
    style->category = like->category;
    style->detail = like->detail;
    style->facts = facts;
    lci_styles_labels(styles, of_category ? "category" : "indicator",
                      of_category ? like->category : like->detail, title.subject);
    return lci_styles_name(
        styles, style,
        (const char *const[]){question[0], of_category ? like->category : like->detail, NULL},
        &title, err);
}

/* One style for each indicator of who walks in this layer, in the order of the table. */
static enum lci_status
add_indicators(struct lci_qgis_styles *styles, const char *layer, const struct unit_layer *facts,
               const struct lci_result_pass *pass, struct lci_error *err)
{
    static const char *const question[] = {"target", "达标", "Target"};
    const struct lci_qgis_rows *rows = &facts->indicators;
    const size_t first = styles->count;
    enum lci_status status = LCI_OK;

    for (size_t r = 0; r < rows->count && status == LCI_OK; r++) {
        const char *const *row = &rows->values[r * rows->width];
        size_t s = first;

        if (!row[PROFILE] || !row[INDICATOR] || strcmp(row[PROFILE], pass->id) != 0)
            continue;
        while (s < styles->count && strcmp(styles->items[s].detail, row[INDICATOR]) != 0)
            s++;
        if (s == styles->count)
            status = add_style(styles, layer, facts,
                               &(struct lci_qgis_style){.pass = pass,
                                                        .profile = pass->id,
                                                        .detail = row[INDICATOR],
                                                        .write = write_passes},
                               question, err);
    }
    return status;
}

enum lci_status
lci_styles_of_units(struct lci_qgis_styles *styles, const char *layer, struct lci_error *err)
{
    static const char *const columns[] = {"profile", "indicator", "level",  "unit_code",
                                          "pass",    "value",     "measure"};
    static const char *const share[] = {"share", "覆盖率", "Share"};
    static const char *const claim[] = {"over_claim", "直线高估", "Over-claim"};
    struct unit_layer *facts = lci_arena_alloc(styles->arena, 1, sizeof(*facts));
    const struct lci_result_pass *pass = NULL;
    enum lci_status status = facts ? LCI_OK : lci_fail_nomem(err, layer);

    for (size_t p = 0; p < styles->result->pass_count; p++)
        if (styles->result->passes[p].units && strcmp(styles->result->passes[p].units, layer) == 0)
            pass = &styles->result->passes[p];
    if (!pass || status != LCI_OK)
        return status;
    status = lci_unit_levels_find(styles, layer, &facts->levels, err);
    if (status == LCI_OK)
        status = find_weight(styles, layer, &facts->weight, err);
    if (status == LCI_OK && lci_gpkg_has_table(styles->file, "indicators"))
        status = lci_styles_read(styles, "indicators", columns, INDICATOR_WIDTH, &facts->indicators,
                                 err);
    for (size_t c = 0; c < pass->category_count && status == LCI_OK; c++) {
        const struct lci_qgis_style like = {
            .pass = pass, .category = pass->categories[c].id, .write = write_shares};
        const struct lci_qgis_style other = {
            .pass = pass, .category = pass->categories[c].id, .write = write_over_claims};

        status = add_style(styles, layer, facts, &like, share, err);
        if (status == LCI_OK && lci_styles_in_full(styles, pass))
            status = add_style(styles, layer, facts, &other, claim, err);
    }
    return status == LCI_OK && lci_styles_in_full(styles, pass)
               ? add_indicators(styles, layer, facts, pass, err)
               : status;
}
