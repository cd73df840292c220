/* page_matrix.c - units by categories: the shares of every unit, level by level. */
#include <math.h>
#include <string.h>

#include "legend/legend.h"
#include "report/page.h"
#include "report/svg.h"

static void
write_colours(const struct lci_page *page)
{
    struct lci_html *html = page->html;
    const struct lci_legend *legend = lci_legend_find("share");

    lci_html_raw(html, "<p class=\"key\">");
    for (size_t c = 0; c < legend->class_count; c++) {
        lci_svg_swatch(html, legend->classes[c].fill);
        lci_html_text(html, lci_legend_label(&legend->classes[c], html->english));
        lci_html_raw(html, " ");
    }
    lci_html_raw(html, "</p>\n");
}

static void
write_heads(const struct lci_page *page, uint32_t level)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const struct lci_page_weight *of = lci_page_weight(figures->main);

    lci_html_raw(html, "<thead><tr><th scope=\"col\">");
    lci_html_text(html, lci_page_word(page, "level", figures->levels[level]));
    lci_html_raw(html, "</th><th scope=\"col\" class=\"number\">");
    lci_html_say(html, "分母：", "Denominator: ");
    lci_html_text(html, html->english ? of->en : of->zh);
    lci_html_raw(html, "</th>");
    for (size_t g = 0; g < figures->group_count; g++) {
        lci_html_raw(html, "<th scope=\"col\" class=\"number\">");
        if (figures->groups[g].category) {
            lci_html_raw(html, "<a href=\"#category-%zu\">", g);
            lci_html_text(html, lci_page_group(page, &figures->groups[g]));
            lci_html_raw(html, "</a>");
        } else {
            lci_html_text(html, lci_page_group(page, &figures->groups[g]));
            lci_html_say(html, "（均可达）", " (all of)");
        }
        lci_html_raw(html, "</th>");
    }
    lci_html_raw(html, "</tr></thead>\n");
}

static void
write_cell(const struct lci_page *page, const struct lci_figure_unit *unit, const struct lci_figure_group *group,
           bool has_bars)
{
    struct lci_html *html = page->html;
    const enum lci_figure_weight weight = page->figures->main;
    const struct lci_figure *figure = lci_figure_of(unit, group, weight);

    lci_html_raw(html, "<td>");
    lci_page_share(page, unit, figure, weight);
    if (has_bars && !figure->is_hidden && unit->whole[weight] > 0.0) {
        lci_svg_cell(html, lci_page_ratio(unit, figure, weight));
        lci_html_raw(html, "<small>");
        lci_page_amount(page, figure->numerator, weight);
        lci_html_raw(html, "</small>");
    }
    lci_html_raw(html, "</td>");
}

/* is_anchor: whether links to the unit lead here, because it has no part of its own. */
static void
write_unit(const struct lci_page *page, const struct lci_figure_unit *unit, bool has_bars, bool is_anchor)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const bool is_whole = unit == lci_figures_everything(figures);

    lci_html_raw(html, is_whole ? "<tr class=\"total\">" : "<tr>");
    lci_html_raw(html, "<th scope=\"row\"");
    if (is_anchor)
        lci_html_raw(html, " id=\"unit-%u\"", (unsigned)unit->fid);
    lci_html_raw(html, ">");
    if (!is_whole && !is_anchor)
        lci_html_raw(html, "<a href=\"#unit-%u\">", (unsigned)unit->fid);
    if (is_whole)
        lci_html_say(html, "合计", "All");
    else
        lci_html_text(html, unit->name[0] != '\0' ? unit->name : unit->code);
    if (!is_whole && !is_anchor)
        lci_html_raw(html, "</a>");
    lci_html_raw(html, "</th><td>");
    if (unit->whole_is_hidden[figures->main])
        lci_page_hidden(page);
    else
        lci_page_amount(page, unit->whole[figures->main], figures->main);
    lci_html_raw(html, "</td>");
    for (size_t g = 0; g < figures->group_count; g++)
        write_cell(page, unit, &figures->groups[g], has_bars);
    lci_html_raw(html, "</tr>\n");
}

static void
write_level(const struct lci_page *page, uint32_t level)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const bool has_bars = lci_page_has_parts(page, level);
    const bool is_anchor = !has_bars;

    if (!has_bars) {
        lci_html_raw(html, "<p class=\"lead rest\">");
        lci_html_say(html, "单元较多，此表只列分母和覆盖率；分子、各类人口和其他上限见成果 GeoPackage 表 coverage。",
                     "There are many units at this level, so this table has denominators and shares alone: numerators, other "
                     "weights and other limits are in the table coverage of the result (GeoPackage).");
        lci_html_raw(html, "</p>\n");
    }
    lci_html_raw(html, "<div class=\"scroll\"><table class=\"grid matrix\" data-level=\"%u\">\n", (unsigned)level);
    write_heads(page, level);
    lci_html_raw(html, "<tbody>\n");
    for (size_t u = 0; u < figures->unit_count; u++)
        if (figures->units[u].level == level)
            write_unit(page, &figures->units[u], has_bars, is_anchor);
    write_unit(page, lci_figures_everything(figures), has_bars, false);
    lci_html_raw(html, "</tbody></table></div>\n");
}

enum lci_status
lci_page_matrix(const struct lci_page *page, struct lci_error *err)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const uint32_t main_level = lci_page_main_level(page);

    (void)err;
    lci_html_raw(html, "<p class=\"lead\">");
    lci_html_say(
        html,
        "每格：覆盖率＝分子÷分母；色条长度与颜色按覆盖率，其下为分子；分母列于左侧。上限同“各类设施覆盖率”表。"
        "*：人数或户数过少（或可由其他数推出），不公布；n/a：分母为零。",
        "Each cell: share = numerator / denominator; a bar as long as the share, in its colour, and below it the numerator. "
        "The denominator stands on the left. Limits are those of the table of categories. *: too few people or "
        "households, or what would tell them; not published. n/a: nothing to divide by.");
    lci_html_raw(html, "</p>\n");
    write_colours(page);
    for (uint32_t level = 0; level < figures->level_count; level++) {
        const bool is_main = level == main_level;

        lci_html_raw(html, is_main ? "<details open>" : "<details>");
        lci_html_raw(html, "<summary>");
        lci_html_text(html, lci_page_word(page, "level", figures->levels[level]));
        lci_html_raw(html, html->english ? " (%zu)" : "（%zu 个）", lci_figures_level_size(figures, level));
        lci_html_raw(html, "</summary>\n");
        write_level(page, level);
        lci_html_raw(html, "</details>\n");
    }
    return LCI_OK;
}
