/* page_head.c - the first section: headline figures with what they count, and all categories below each other. */
#include <math.h>
#include <string.h>

#include "legend/legend.h"
#include "report/page.h"
#include "report/svg.h"

static void
write_card(const struct lci_page *page, const struct lci_figure_group *group, enum lci_figure_weight weight)
{
    struct lci_html *html = page->html;
    const struct lci_figure_unit *everything = lci_figures_everything(page->figures);
    const struct lci_figure *figure = lci_figure_of(everything, group, weight);

    if (isnan(figure->numerator) || !(everything->whole[weight] > 0.0))
        return;
    lci_html_raw(html, "<div class=\"card\"><p class=\"what\">");
    lci_html_text(html, lci_page_group(page, group));
    lci_html_say(html, group->category ? "可达：" : "均可达：", group->category ? ": " : ", all at once: ");
    lci_html_text(html, html->english ? lci_page_weight(weight)->en : lci_page_weight(weight)->zh);
    lci_html_raw(html, "</p><p class=\"figure\" data-group=\"%s\" data-weight=\"%u\">", group->category ? "category" : "set",
                 (unsigned)weight);
    lci_page_share(page, everything, figure, weight);
    lci_html_raw(html, "</p>");
    lci_svg_share(html, lci_page_ratio(everything, figure, weight), NAN);
    lci_html_raw(html, "<p class=\"fraction\">");
    lci_page_fraction(page, everything, figure, weight);
    lci_html_raw(html, "</p><p class=\"definition\">");
    lci_page_definition(page, group, weight);
    lci_html_raw(html, "</p></div>\n");
}

static void
write_cards(const struct lci_page *page)
{
    const struct lci_figures *figures = page->figures;
    const struct lci_figure_group *circle = lci_figures_circle(figures);

    lci_html_raw(page->html, "<div class=\"cards\">\n");
    if (circle)
        for (unsigned w = 0; w < LCI_FIGURE_LAND; w++)
            if (w != LCI_FIGURE_PEOPLE || figures->main == LCI_FIGURE_PEOPLE)
                write_card(page, circle, (enum lci_figure_weight)w);
    for (size_t g = circle ? figures->category_count : 0; g < figures->group_count; g++)
        if (&figures->groups[g] != circle)
            write_card(page, &figures->groups[g], figures->main);
    lci_html_raw(page->html, "</div>\n");
}

/* What the colours of the bands are: the limits of the first category that has most of them. */
static void
write_band_legend(const struct lci_page *page)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const struct lci_figure_group *most = &figures->groups[0];
    const struct lci_legend_class *beyond = lci_legend_class_of(lci_legend_find("verdict"), "uncovered");

    for (size_t g = 1; g < figures->category_count; g++)
        if (figures->groups[g].limit_count > most->limit_count)
            most = &figures->groups[g];
    lci_html_raw(html, "<p class=\"key\">");
    for (size_t l = 0; l < most->limit_count; l++) {
        const struct lci_result_limit *limit = &most->category->limits[l];

        lci_svg_swatch(html, lci_band_colour(l, most->limit_count));
        lci_html_say(html, "≤ ", "≤ ");
        lci_page_limit(page, isfinite(limit->limit_min) ? (double)NAN : limit->limit_m, limit->limit_min);
        lci_html_raw(html, " ");
    }
    lci_svg_swatch(html, beyond->fill);
    lci_html_say(html, "超出上限或不可达", "beyond the limit, or no way");
    lci_html_raw(html, "</p>\n");
}

static void
write_category_row(const struct lci_page *page, size_t category)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const struct lci_figure_group *group = &figures->groups[category];
    const struct lci_figure_unit *everything = lci_figures_everything(figures);
    const struct lci_figure *figure = lci_figure_of(everything, group, figures->main);
    double *ratios = lci_arena_alloc(page->arena, group->limit_count, sizeof(*ratios));

    if (!ratios) {
        html->text.failed = true;
        return;
    }
    for (size_t l = 0; l < group->limit_count; l++)
        ratios[l] = lci_page_ratio(everything, lci_figure_at(everything, group, l, figures->main), figures->main);
    lci_html_raw(html, "<tr><th scope=\"row\"><a href=\"#category-%zu\">", category);
    lci_html_text(html, lci_page_category(page, category));
    lci_html_raw(html, "</a></th><td class=\"limit\">");
    lci_page_category_limit(page, group->id, isfinite(group->limit_min) ? (double)NAN : group->limit_m, group->limit_min);
    lci_html_raw(html, "</td><td class=\"chart\">");
    lci_svg_bands(html, ratios, group->limit_count);
    lci_html_raw(html, "</td><td class=\"number strong\">");
    lci_page_share(page, everything, figure, figures->main);
    lci_html_raw(html, "</td><td class=\"number\">");
    lci_page_fraction(page, everything, figure, figures->main);
    lci_html_raw(html, "</td>");
    for (unsigned w = LCI_FIGURE_ELDERS; w < LCI_FIGURE_LAND; w++) {
        if (!(everything->whole[w] > 0.0))
            continue;
        lci_html_raw(html, "<td class=\"number\">");
        lci_page_share(page, everything, lci_figure_of(everything, group, (enum lci_figure_weight)w),
                       (enum lci_figure_weight)w);
        lci_html_raw(html, "</td>");
    }
    lci_html_raw(html, "</tr>\n");
}

static void
write_categories(const struct lci_page *page)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const struct lci_figure_unit *everything = lci_figures_everything(figures);
    const struct lci_page_weight *of = lci_page_weight(figures->main);

    lci_html_raw(html, "<h3>");
    lci_html_say(html, "各类设施覆盖率", "Share covered, by category");
    lci_html_raw(html, "</h3>\n");
    write_band_legend(page);
    lci_html_raw(html, "<div class=\"scroll\"><table class=\"categories\">\n<caption>");
    lci_html_say(html, "分子：上限内可达至少一处该类设施的", "Numerator: ");
    lci_html_text(html, html->english ? of->en : of->zh);
    lci_html_say(html, "；分母：全部", " that reach at least one within the limit; denominator: all ");
    lci_html_text(html, html->english ? of->en : of->zh);
    lci_html_say(html, "（含无法定位者）。", ", also what could not be located.");
    lci_html_raw(html, "</caption>\n<thead><tr>");
    lci_html_heading(html, "", "设施类别", "Category");
    lci_html_heading(html, "", "上限", "Limit");
    lci_html_heading(html, "", "按上限分段", "Within each limit");
    lci_html_heading(html, "number", "覆盖率", "Share");
    lci_html_heading(html, "number", "分子 / 分母", "Numerator / denominator");
    if (everything->whole[LCI_FIGURE_ELDERS] > 0.0)
        lci_html_heading(html, "number", "老年人覆盖率", "Of people of 60+");
    if (everything->whole[LCI_FIGURE_MINORS] > 0.0)
        lci_html_heading(html, "number", "未成年人覆盖率", "Of under 18");
    lci_html_raw(html, "</tr></thead>\n<tbody>\n");
    for (size_t c = 0; c < figures->category_count; c++)
        write_category_row(page, c);
    lci_html_raw(html, "</tbody></table></div>\n");
}

enum lci_status
lci_page_head(const struct lci_page *page, struct lci_error *err)
{
    (void)err;
    write_cards(page);
    write_categories(page);
    return LCI_OK;
}
