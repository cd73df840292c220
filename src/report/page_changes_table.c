/* page_changes_table.c - what a night has changed, as tables: by category, and by unit and category. */
#include <math.h>

#include "report/page_changes.h"

/* Rows of the table by unit; what is over it is counted. */
enum { MOST_ROWS = 400 };

static const struct {
    const char *zh, *en;
} causes[LCI_PAGE_CAUSES] = {[LCI_PAGE_FACILITIES] = {"设施", "facilities"},
                             [LCI_PAGE_NETWORK] = {"路网", "network"},
                             [LCI_PAGE_HOMES] = {"住宅", "homes"},
                             [LCI_PAGE_PARAMETERS] = {"参数", "parameters"},
                             [LCI_PAGE_PROGRAM] = {"程序", "program"}};

/* Causes that have done something in any change. */
static void
find_shown(const struct lci_page *page, const struct lci_page_change_list *list, bool shown[LCI_PAGE_CAUSES])
{
    const size_t count = (page->figures->unit_count + 1) * page->figures->group_count;

    for (size_t c = 0; c < LCI_PAGE_CAUSES; c++) {
        shown[c] = false;
        for (size_t i = 0; i < count; i++)
            shown[c] = shown[c] || (list->changes[i].is_split && fabs(list->changes[i].parts[c]) > 0.0);
    }
}

static void
write_head(struct lci_html *html, const char *zh, const char *en, bool is_number)
{
    lci_html_raw(html, is_number ? "<th scope=\"col\" class=\"number\">" : "<th scope=\"col\">");
    lci_html_say(html, zh, en);
    lci_html_raw(html, "</th>");
}

static void
write_heads(const struct lci_page *page, const bool shown[LCI_PAGE_CAUSES])
{
    struct lci_html *html = page->html;
    const struct lci_page_weight *of = lci_page_weight(page->figures->main);

    write_head(html, "变化前", "Before", true);
    write_head(html, "现在", "Now", true);
    write_head(html, "变化（百分点）", "Change (points)", true);
    for (size_t c = 0; c < LCI_PAGE_CAUSES; c++) {
        if (!shown[c])
            continue;
        lci_html_raw(html, "<th scope=\"col\" class=\"number\">");
        lci_html_say(html, "因", "By ");
        lci_html_say(html, causes[c].zh, causes[c].en);
        lci_html_raw(html, html->english ? " (" : "（");
        lci_html_say(html, of->measure_zh, of->measure_en);
        lci_html_raw(html, html->english ? ")</th>" : "）</th>");
    }
}

/* "+3.1", "-0.4", "0" */
static void
write_signed(struct lci_html *html, double value, unsigned decimals)
{
    if (value > 0.0)
        lci_html_raw(html, "+");
    lci_html_number(html, value, decimals);
}

static void
write_side(const struct lci_page *page, double numerator, double denominator)
{
    struct lci_html *html = page->html;

    lci_html_raw(html, "<td class=\"number\">");
    if (denominator > 0.0) {
        lci_html_percent(html, numerator / denominator);
        lci_html_raw(html, "<small>");
        lci_page_amount(page, numerator, page->figures->main);
        lci_html_raw(html, " / ");
        lci_page_amount(page, denominator, page->figures->main);
        lci_html_raw(html, "</small>");
    } else {
        lci_html_raw(html, "n/a");
    }
    lci_html_raw(html, "</td>");
}

static void
write_hidden(const struct lci_page *page, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        lci_html_raw(page->html, "<td class=\"number\">");
        lci_page_hidden(page);
        lci_html_raw(page->html, "</td>");
    }
}

/* The cells of a change behind what it is about. */
static void
write_change(const struct lci_page *page, const struct lci_page_change *change, const bool shown[LCI_PAGE_CAUSES])
{
    struct lci_html *html = page->html;
    size_t shown_count = 0;

    for (size_t c = 0; c < LCI_PAGE_CAUSES; c++)
        shown_count += shown[c];
    if (change->is_hidden) {
        write_hidden(page, 3 + shown_count);
        return;
    }
    write_side(page, change->old_numerator, change->old_denominator);
    write_side(page, change->new_numerator, change->new_denominator);
    lci_html_raw(html, "<td class=\"number strong\">");
    if (change->old_denominator > 0.0 && change->new_denominator > 0.0)
        write_signed(html, 100.0 * change->new_numerator / change->new_denominator -
                               100.0 * change->old_numerator / change->old_denominator, 1);
    else
        lci_html_raw(html, "n/a");
    lci_html_raw(html, "</td>");
    for (size_t c = 0; c < LCI_PAGE_CAUSES; c++) {
        if (!shown[c])
            continue;
        lci_html_raw(html, "<td class=\"number\">");
        if (change->is_split)
            write_signed(html, change->parts[c], 0);
        else
            lci_html_say(html, "未知", "not known");
        lci_html_raw(html, "</td>");
    }
}

/* The share of now, twice: nothing has changed. */
static void
write_unchanged(const struct lci_page *page, size_t group, const bool shown[LCI_PAGE_CAUSES])
{
    const struct lci_figures *figures = page->figures;
    const struct lci_figure_unit *everything = lci_figures_everything(figures);
    const struct lci_figure *figure = lci_figure_of(everything, &figures->groups[group], figures->main);
    const struct lci_page_change change = {.is_split = true,
                                           .is_hidden = figure->is_hidden || everything->whole_is_hidden[figures->main],
                                           .old_numerator = figure->numerator,
                                           .new_numerator = figure->numerator,
                                           .old_denominator = everything->whole[figures->main],
                                           .new_denominator = everything->whole[figures->main]};

    write_change(page, &change, shown);
}

static void
write_count(struct lci_html *html, double count, bool is_hidden, const struct lci_page *page)
{
    lci_html_raw(html, "<td class=\"number\">");
    if (isnan(count))
        lci_html_raw(html, "—");
    else if (is_hidden)
        lci_page_hidden(page);
    else
        lci_html_number(html, count, 0);
    lci_html_raw(html, "</td>");
}

static void
write_group(const struct lci_page *page, size_t group)
{
    if (page->figures->groups[group].category)
        lci_html_raw(page->html, "<a href=\"#category-%zu\">", group);
    lci_html_text(page->html, lci_page_group(page, &page->figures->groups[group]));
    if (page->figures->groups[group].category)
        lci_html_raw(page->html, "</a>");
    else
        lci_html_say(page->html, "（均可达）", " (all of)");
}

static void
write_categories(const struct lci_page *page, const struct lci_page_change_list *list, const bool shown[LCI_PAGE_CAUSES])
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;

    lci_html_raw(html, "<h3>");
    lci_html_say(html, "按设施类别（全域）", "By category, everything together");
    lci_html_raw(html, "</h3>\n<div class=\"scroll\"><table class=\"changes\"><thead><tr>");
    write_head(html, "设施类别", "Category", false);
    write_heads(page, shown);
    write_head(html, "新覆盖住宅（处）", "Homes won", true);
    write_head(html, "失去覆盖住宅（处）", "Homes lost", true);
    write_head(html, "新增缺口（处）", "Gaps opened", true);
    write_head(html, "消除缺口（处）", "Gaps closed", true);
    lci_html_raw(html, "</tr></thead><tbody>\n");
    for (size_t g = 0; g < figures->group_count; g++) {
        const struct lci_page_change *change = lci_page_change_of(page, list, figures->unit_count, g);
        const struct lci_page_change_counts *counts = &list->counts[g];

        /* Of sets without causes the account names no share: nothing is said rather than "unchanged". */
        if (!list->are_causes_known && !figures->groups[g].category)
            continue;
        lci_html_raw(html, "<tr><th scope=\"row\">");
        write_group(page, g);
        lci_html_raw(html, "</th>");
        if (change->is_there)
            write_change(page, change, shown);
        else
            write_unchanged(page, g, shown);
        write_count(html, counts->won, change->is_hidden, page);
        write_count(html, counts->lost, change->is_hidden, page);
        write_count(html, counts->opened, change->is_hidden, page);
        write_count(html, counts->closed, change->is_hidden, page);
        lci_html_raw(html, "</tr>\n");
    }
    lci_html_raw(html, "</tbody></table></div>\n");
}

static void
write_unit(const struct lci_page *page, const struct lci_page_change *change, size_t unit, size_t group,
           const bool shown[LCI_PAGE_CAUSES])
{
    struct lci_html *html = page->html;
    const struct lci_figure_unit *of = &page->figures->units[unit];

    lci_html_raw(html, "<tr><th scope=\"row\"><a href=\"#unit-%u\">", (unsigned)of->fid);
    lci_html_text(html, of->name[0] != '\0' ? of->name : of->code);
    lci_html_raw(html, "</a></th><th scope=\"row\">");
    write_group(page, group);
    lci_html_raw(html, "</th>");
    write_change(page, change, shown);
    lci_html_raw(html, "</tr>\n");
}

static void
write_units(const struct lci_page *page, const struct lci_page_change_list *list, const bool shown[LCI_PAGE_CAUSES])
{
    struct lci_html *html = page->html;
    const struct lci_figures *figures = page->figures;
    const uint32_t level = lci_page_main_level(page);
    size_t count = 0;

    lci_html_raw(html, "<h3>");
    lci_html_say(html, "按单元与设施类别（", "By unit and category (");
    lci_html_text(html, lci_page_word(page, "level", figures->levels[level]));
    lci_html_say(html, "，仅列有变化者）", ", what has changed)");
    lci_html_raw(html, "</h3>\n<div class=\"scroll\"><table class=\"changes by-unit\"><thead><tr>");
    write_head(html, "单元", "Unit", false);
    write_head(html, "设施类别", "Category", false);
    write_heads(page, shown);
    lci_html_raw(html, "</tr></thead><tbody>\n");
    for (size_t u = 0; u < figures->unit_count; u++)
        for (size_t g = 0; g < figures->group_count; g++) {
            const struct lci_page_change *change = lci_page_change_of(page, list, u, g);

            if (change->is_there && count++ < MOST_ROWS)
                write_unit(page, change, u, g, shown);
        }
    lci_html_raw(html, "</tbody></table></div>\n");
    if (count == 0) {
        lci_html_raw(html, "<p>");
        lci_html_say(html, "无变化。", "None has changed.");
        lci_html_raw(html, "</p>\n");
    }
    if (count > MOST_ROWS) {
        lci_html_raw(html, "<p class=\"lead rest\">");
        lci_html_raw(html,
                     html->english ? "%zu more rows are in changes.json beside the result."
                                   : "其余 %zu 行见成果旁的 changes.json。",
                     count - MOST_ROWS);
        lci_html_raw(html, "</p>\n");
    }
}

void
lci_page_change_list_write(const struct lci_page *page, const struct lci_page_change_list *list)
{
    struct lci_html *html = page->html;
    bool shown[LCI_PAGE_CAUSES];

    find_shown(page, list, shown);
    lci_html_raw(html, "<p class=\"lead\">");
    lci_html_say(html,
                 "覆盖率按各类别最大步行上限，与上一夜已发布成果比较；“因……”列为分子变化按原因的分解，各列之和即分子的变化，"
                 "分母的变化另计入百分点。*：数字过小或可由其他数推出，该类别在该级单元一并不公布。其他级别、其他上限和各类人口见 changes.json。",
                 "Shares within each category's largest limit, beside those of the night that was published before. Columns "
                 "\"By …\" split the change of the numerator and add up to it; a change of the denominator is in the "
                 "points as well. *: too small, or it would tell what is; then the category is hidden for all units of the level. "
                 "Other levels, limits and weights are in changes.json.");
    lci_html_raw(html, "</p>\n");
    write_categories(page, list, shown);
    if (list->are_causes_known && lci_page_main_level(page) != LCI_FIGURES_NONE) {
        write_units(page, list, shown);
    } else if (!list->are_causes_known) {
        lci_html_raw(html, "<p class=\"lead rest\">");
        lci_html_say(html, "变化原因未知（见下），因此不列原因和分单元的变化；可用 lifecircle diff 比较两份成果。",
                     "Causes are not known (see below), so neither they nor changes by unit are listed: compare the two results "
                     "with lifecircle diff.");
        lci_html_raw(html, "</p>\n");
    }
}
