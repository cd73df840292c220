/* page_units.c - a part of the page for every unit: its people, and what they reach. */
#include <math.h>

#include "report/page.h"
#include "report/svg.h"

static const char *
name_of(const struct lci_figure_unit *unit)
{
    return unit->name[0] != '\0' ? unit->name : unit->code;
}

static void
write_link(const struct lci_page *page, const struct lci_figure_unit *unit)
{
    lci_html_raw(page->html, "<a href=\"#unit-%u\">", (unsigned)unit->fid);
    lci_html_text(page->html, name_of(unit));
    lci_html_raw(page->html, "</a>");
}

/* What it lies in, and what lies in it. */
static void
write_relatives(const struct lci_page *page, size_t at)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const struct lci_figure_unit *unit = &figures->units[at];
    bool is_first = true;

    lci_html_raw(html, "<p class=\"relatives\">");
    lci_html_text(html, lci_page_word(page, "level", figures->levels[unit->level]));
    lci_html_raw(html, " ");
    lci_html_text(html, unit->code);
    if (unit->parent != LCI_FIGURES_NONE) {
        lci_html_say(html, "；属于 ", "; in ");
        write_link(page, &figures->units[unit->parent]);
    }
    for (size_t u = 0; u < figures->unit_count; u++) {
        if (figures->units[u].parent != at)
            continue;
        lci_html_say(html, is_first ? "；下辖 " : "、", is_first ? "; holds " : ", ");
        write_link(page, &figures->units[u]);
        is_first = false;
    }
    lci_html_raw(html, "</p>\n");
}

static void
write_people(const struct lci_page *page, const struct lci_figure_unit *unit)
{
    struct lci_html *html = page->html;

    lci_html_raw(html, "<dl class=\"facts\">");
    for (unsigned w = 0; w < LCI_FIGURE_WEIGHTS; w++) {
        const struct lci_page_weight *of = lci_page_weight((enum lci_figure_weight)w);

        if (isnan(unit->whole[w]))
            continue;
        lci_html_raw(html, "<div><dt>");
        lci_html_say(html, of->zh, of->en);
        lci_html_raw(html, "</dt><dd>");
        if (unit->whole_is_hidden[w])
            lci_page_hidden(page);
        else
            lci_page_amount(page, unit->whole[w], (enum lci_figure_weight)w);
        lci_html_raw(html, " ");
        lci_html_say(html, of->measure_zh, of->measure_en);
        lci_html_raw(html, "</dd></div>");
    }
    lci_html_raw(html, "</dl>\n");
}

static void
write_row(const struct lci_page *page, const struct lci_figure_unit *unit, const struct lci_figure_group *group)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const struct lci_figure_unit *everything = lci_figures_everything(figures);
    const struct lci_figure *figure = lci_figure_of(unit, group, figures->main);

    lci_html_raw(html, "<tr><th scope=\"row\">");
    lci_html_text(html, lci_page_group(page, group));
    if (!group->category)
        lci_html_say(html, "（均可达）", " (all of)");
    lci_html_raw(html, "</th><td class=\"chart\">");
    lci_svg_share(html, lci_page_ratio(unit, figure, figures->main),
                  lci_page_ratio(everything, lci_figure_of(everything, group, figures->main), figures->main));
    lci_html_raw(html, "</td><td class=\"number strong\">");
    lci_page_share(page, unit, figure, figures->main);
    lci_html_raw(html, "</td><td class=\"number\">");
    lci_page_fraction(page, unit, figure, figures->main);
    lci_html_raw(html, "</td>");
    for (unsigned w = LCI_FIGURE_ELDERS; w < LCI_FIGURE_LAND; w++) {
        const enum lci_figure_weight weight = (enum lci_figure_weight)w;

        if (!(everything->whole[w] > 0.0))
            continue;
        lci_html_raw(html, "<td class=\"number\">");
        lci_page_share(page, unit, lci_figure_of(unit, group, weight), weight);
        lci_html_raw(html, "</td>");
    }
    lci_html_raw(html, "</tr>\n");
}

static void
write_heads(const struct lci_page *page)
{
    struct lci_html *html = page->html;
    const struct lci_figure_unit *everything = lci_figures_everything(page->figures);

    lci_html_raw(html, "<thead><tr><th scope=\"col\">");
    lci_html_say(html, "设施类别", "Category");
    lci_html_raw(html, "</th><th scope=\"col\">");
    lci_html_say(html, "竖线：全域", "line: everything");
    lci_html_raw(html, "</th>");
    lci_html_heading(html, "number", "覆盖率", "Share");
    lci_html_heading(html, "number", "分子 / 分母", "Numerator / denominator");
    if (everything->whole[LCI_FIGURE_ELDERS] > 0.0)
        lci_html_heading(html, "number", "老年人", "60+");
    if (everything->whole[LCI_FIGURE_MINORS] > 0.0)
        lci_html_heading(html, "number", "未成年人", "Under 18");
    lci_html_raw(html, "</tr></thead>\n<tbody>\n");
}

static void
write_unit(const struct lci_page *page, size_t at)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const struct lci_figure_unit *unit = &figures->units[at];

    lci_html_raw(html, "<article id=\"unit-%u\" class=\"unit\">\n<h3>", (unsigned)unit->fid);
    lci_html_text(html, name_of(unit));
    lci_html_raw(html, "</h3>\n");
    write_relatives(page, at);
    write_people(page, unit);
    if (!(unit->whole[figures->main] > 0.0)) {
        lci_html_raw(html, "<p>");
        lci_html_say(html, "分母为零，覆盖率不适用（n/a）。", "There is nothing to divide by: shares are n/a.");
        lci_html_raw(html, "</p></article>\n");
        return;
    }
    lci_html_raw(html, "<div class=\"scroll\"><table class=\"shares\">");
    write_heads(page);
    for (size_t g = 0; g < figures->group_count; g++)
        write_row(page, unit, &figures->groups[g]);
    lci_html_raw(html, "</tbody></table></div>\n</article>\n");
}

/* What stands for the parts of a level that has too many units for them. */
static void
write_left_out(const struct lci_page *page, uint32_t level)
{
    struct lci_html *html = page->html;

    lci_html_raw(html, "<p class=\"lead rest\">");
    lci_html_text(html, lci_page_word(page, "level", page->figures->levels[level]));
    lci_html_raw(html, html->english ? " (%zu): " : "（%zu 个）：", lci_figures_level_size(page->figures, level));
    lci_html_say(html, "单元较多，本页不逐一列出；覆盖率见上方", "too many to be shown one by one; their shares are in ");
    lci_html_raw(html, "<a href=\"#matrix\">");
    lci_html_say(html, "覆盖矩阵", "Units by categories");
    lci_html_raw(html, "</a>");
    lci_html_say(html, "，分子、分母和各类人口见成果 GeoPackage 表 coverage。",
                 ", numerators, denominators and all weights in the table coverage of the result (GeoPackage).");
    lci_html_raw(html, "</p>\n");
}

enum lci_status
lci_page_units(const struct lci_page *page, struct lci_error *err)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const uint32_t main_level = lci_page_main_level(page);

    (void)err;
    for (uint32_t level = 0; level < figures->level_count; level++) {
        if (!lci_page_has_parts(page, level)) {
            write_left_out(page, level);
            continue;
        }
        lci_html_raw(html, level == main_level ? "<details open><summary>" : "<details><summary>");
        lci_html_text(html, lci_page_word(page, "level", figures->levels[level]));
        lci_html_raw(html, html->english ? " (%zu)" : "（%zu 个）", lci_figures_level_size(figures, level));
        lci_html_raw(html, "</summary>\n");
        for (size_t u = 0; u < figures->unit_count; u++)
            if (figures->units[u].level == level)
                write_unit(page, u);
        lci_html_raw(html, "</details>\n");
    }
    return LCI_OK;
}
