/* page_categories.c - category by category: shares by limit, by unit, straight line beside network, map, gaps. */
#include <math.h>
#include <string.h>

#include "analysis/suppress.h"
#include "report/page_gaps.h"
#include "report/svg.h"
#include "report/webmap.h"

/* Of a level whose units have no parts of their own. */
enum { LOWEST_SHOWN = 20 };

/* Straight line beside network, everything together. */
enum straight_column { CATEGORY, LEVEL, WEIGHT, LIMIT_M, LIMIT_MIN, STRAIGHT, NETWORK, DENOMINATOR, COLUMNS };

static const char *const straight_columns[COLUMNS] = {"category",  "level",    "weight",  "limit_m",
                                                      "limit_min", "straight", "network", "denominator"};

/* Whether there are shares of a weight at all: of land there are none of several categories at once. */
static bool
is_shown(const struct lci_figure_unit *everything, const struct lci_figure_group *group, unsigned weight)
{
    return everything->whole[weight] > 0.0 &&
           !isnan(lci_figure_of(everything, group, (enum lci_figure_weight)weight)->numerator);
}

/* What is weighed and, where its name does not say so, what it is counted in. */
static void
write_weight(struct lci_html *html, const struct lci_page_weight *of)
{
    lci_html_raw(html, "<th scope=\"col\" class=\"number\">");
    lci_html_say(html, of->zh, of->en);
    if (html->english ? of->scale < 1.0 : strstr(of->zh, of->measure_zh) == NULL) {
        lci_html_say(html, "/", ", ");
        lci_html_say(html, of->measure_zh, of->measure_en);
    }
    lci_html_raw(html, "</th>");
}

/* By limit and weight: share, numerator and denominator. */
static void
write_limits(const struct lci_page *page, const struct lci_figure_group *group)
{
    struct lci_html *html = page->html;
    const struct lci_figure_unit *everything = lci_figures_everything(page->figures);

    lci_html_raw(html, "<div class=\"scroll\"><table class=\"limits\"><thead><tr><th scope=\"col\">");
    lci_html_say(html, "上限", "Limit");
    lci_html_raw(html, "</th>");
    for (unsigned w = 0; w < LCI_FIGURE_WEIGHTS; w++) {
        if (!is_shown(everything, group, w))
            continue;
        write_weight(html, lci_page_weight((enum lci_figure_weight)w));
    }
    lci_html_raw(html, "</tr></thead><tbody>\n");
    for (size_t l = 0; l < group->limit_count; l++) {
        lci_html_raw(html, "<tr><th scope=\"row\">≤ ");
        if (group->category)
            lci_page_category_limit(page, group->id, group->category->limits[l].limit_m,
                                    group->category->limits[l].limit_min);
        else
            lci_page_limit(page, group->limit_m, group->limit_min);
        lci_html_raw(html, "</th>");
        for (unsigned w = 0; w < LCI_FIGURE_WEIGHTS; w++) {
            const enum lci_figure_weight weight = (enum lci_figure_weight)w;
            const struct lci_figure *figure = lci_figure_at(everything, group, l, weight);

            if (!is_shown(everything, group, w))
                continue;
            lci_html_raw(html, "<td class=\"number\">");
            if (isnan(figure->numerator)) {
                lci_html_raw(html, "—</td>");
                continue;
            }
            lci_html_raw(html, "<strong>");
            lci_page_share(page, everything, figure, weight);
            lci_html_raw(html, "</strong><small>");
            lci_page_parts(page, everything, figure, weight);
            lci_html_raw(html, "</small></td>");
        }
        lci_html_raw(html, "</tr>\n");
    }
    lci_html_raw(html, "</tbody></table></div>\n");
}

static void
write_unit(const struct lci_page *page, const struct lci_figure_group *group, const struct lci_figure_unit *unit)
{
    struct lci_html *html = page->html;
    const enum lci_figure_weight weight = page->figures->main;
    const struct lci_figure *figure = lci_figure_of(unit, group, weight);

    lci_html_raw(html, "<tr><th scope=\"row\"><a href=\"#unit-%u\">", (unsigned)unit->fid);
    lci_html_text(html, unit->name[0] != '\0' ? unit->name : unit->code);
    lci_html_raw(html, "</a></th><td class=\"chart\">");
    lci_svg_share(html, lci_page_ratio(unit, figure, weight), NAN);
    lci_html_raw(html, "</td><td class=\"number\">");
    lci_page_share(page, unit, figure, weight);
    lci_html_raw(html, "</td><td class=\"number fraction\">");
    lci_page_fraction(page, unit, figure, weight);
    lci_html_raw(html, "</td></tr>\n");
}

/* Of units with a share that is shown, the one behind `last` in the order of shares, the first of equal ones; unit_count:
 * none. */
static size_t
next_lowest(const struct lci_page *page, const struct lci_figure_group *group, uint32_t level, size_t last)
{
    const struct lci_figures *figures = page->figures;
    size_t next = figures->unit_count;
    double last_ratio = -1.0;
    double next_ratio = INFINITY;

    if (last < figures->unit_count)
        last_ratio =
            lci_page_ratio(&figures->units[last], lci_figure_of(&figures->units[last], group, figures->main), figures->main);
    for (size_t u = 0; u < figures->unit_count; u++) {
        const struct lci_figure_unit *unit = &figures->units[u];
        const double ratio = lci_page_ratio(unit, lci_figure_of(unit, group, figures->main), figures->main);
        const bool is_behind = ratio > last_ratio || (!(ratio < last_ratio) && last < figures->unit_count && u > last);

        if (unit->level == level && !isnan(ratio) && is_behind && ratio < next_ratio) {
            next = u;
            next_ratio = ratio;
        }
    }
    return next;
}

/* A bar a unit of the main level; of very many those with the lowest shares. */
static void
write_units(const struct lci_page *page, const struct lci_figure_group *group)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const uint32_t level = lci_page_main_level(page);
    size_t unit = figures->unit_count;

    if (level == LCI_FIGURES_NONE)
        return;
    lci_html_raw(html, "<h4>");
    lci_html_say(html, "分", "By ");
    lci_html_text(html, lci_page_word(page, "level", figures->levels[level]));
    lci_html_say(html, "覆盖率", "");
    if (!lci_page_has_parts(page, level))
        lci_html_raw(html, html->english ? ": the %d lowest" : "（最低的 %d 个）", (int)LOWEST_SHOWN);
    lci_html_raw(html, "</h4>\n<table class=\"bars\"><tbody>\n");
    if (lci_page_has_parts(page, level)) {
        for (size_t u = 0; u < figures->unit_count; u++)
            if (figures->units[u].level == level)
                write_unit(page, group, &figures->units[u]);
    } else {
        for (size_t i = 0; i < LOWEST_SHOWN; i++) {
            unit = next_lowest(page, group, level, unit);
            if (unit == figures->unit_count)
                break;
            write_unit(page, group, &figures->units[unit]);
        }
    }
    lci_html_raw(html, "</tbody></table>\n");
}

/* Whether what a straight line reaches, leaves out or has more than a walk is too few people; rounding is nobody. */
static bool
straight_is_hidden(double straight, double network, double whole, double below)
{
    static const double ROUNDING = 1e-3;
    const double counts[] = {straight, whole - straight, straight - network};

    for (size_t i = 0; i < sizeof(counts) / sizeof(counts[0]); i++)
        if (counts[i] > ROUNDING && lci_suppress_count(counts[i], below))
            return true;
    return false;
}

/* The straight circle that plans are drawn with, and the walk of the same length. Hidden where the share itself is. */
static void
write_straight(const struct lci_page *page, const struct lci_page_rows *rows, size_t category)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const struct lci_figure_group *group = &figures->groups[category];
    static const char *const weights[LCI_FIGURE_WEIGHTS] = {"households", "population", "elders", "minors", "land"};

    if (lci_figure_of(lci_figures_everything(figures), group, figures->main)->is_hidden)
        return;
    for (size_t r = rows->count; r-- > 0;) {
        const double whole = lci_page_row_real(rows, r, DENOMINATOR);
        double straight = 0.0;
        double network = 0.0;

        if (!lci_page_row_is(rows, r, LEVEL, "all") || !lci_page_row_is(rows, r, CATEGORY, group->id) ||
            !lci_page_row_is(rows, r, WEIGHT, weights[figures->main]))
            continue;
        straight = lci_page_row_real(rows, r, STRAIGHT) / whole;
        network = lci_page_row_real(rows, r, NETWORK) / whole;
        if (!isfinite(straight) || !isfinite(network) ||
            (figures->main != LCI_FIGURE_LAND && straight_is_hidden(straight * whole, network * whole, whole, figures->below)))
            return;
        lci_html_raw(html, "<p class=\"straight\">");
        lci_html_say(html, "同一上限内：直线半径 ", "Within the same limit: straight line ");
        lci_html_raw(html, "<strong>");
        lci_html_percent(html, straight);
        lci_html_raw(html, "</strong>");
        lci_html_say(html, "，步行网络 ", ", network ");
        lci_html_raw(html, "<strong>");
        lci_html_percent(html, network);
        lci_html_raw(html, "</strong>");
        lci_html_say(html, "；直线多计 ", "; the straight line claims ");
        lci_html_number(html, (straight - network) * 100.0, 1);
        lci_html_say(html, " 个百分点。", " percentage points more.");
        lci_html_raw(html, "</p>");
        lci_svg_pair(html, straight, network);
        lci_html_raw(html, "<p class=\"key\">");
        lci_html_say(html, "○ 直线半径　● 步行网络", "○ straight line   ● network");
        lci_html_raw(html, "</p>\n");
        return;
    }
}

static void
write_category(const struct lci_page *page, size_t category, const struct lci_page_gaps *gaps,
               const struct lci_page_rows *straight)
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const struct lci_figure_group *group =
        category < figures->category_count ? &figures->groups[category] : lci_figures_circle(figures);

    lci_html_raw(html, "<article id=\"category-%zu\" class=\"category\">\n<h3>", category);
    lci_html_text(html, lci_page_category(page, category));
    lci_html_raw(html, "</h3>\n<p class=\"definition\">");
    lci_page_definition(page, group, figures->main);
    lci_html_raw(html, "</p>\n");
    lci_html_raw(html, "<div class=\"columns\"><div>\n");
    write_limits(page, group);
    write_units(page, group);
    if (category < figures->category_count)
        write_straight(page, straight, category);
    lci_html_raw(html, "</div><div>\n");
    lci_webmap_place(page, category);
    lci_html_raw(html, "</div></div>\n");
    lci_page_gaps_write(gaps, category);
    lci_html_raw(html, "</article>\n");
}

enum lci_status
lci_page_categories(const struct lci_page *page, struct lci_error *err)
{
    const struct lci_figures *figures = page->figures;
    struct lci_page_gaps gaps;
    struct lci_page_rows straight = {.count = 0};
    enum lci_status status = lci_page_gaps_read(page, &gaps, err);

    if (status == LCI_OK)
        status = lci_page_rows_read(page, "straight_network", page->pass->id, straight_columns, COLUMNS, &straight, err);
    if (status == LCI_OK && lci_figures_circle(figures))
        write_category(page, figures->category_count, &gaps, &straight);
    for (size_t c = 0; c < figures->category_count && status == LCI_OK; c++)
        write_category(page, c, &gaps, &straight);
    return status;
}
