/* page_gaps.c - where who is out of reach: gaps with their causes, and the least change that closes each. */
#include "report/page_gaps.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/suppress.h"
#include "legend/legend.h"
#include "report/svg.h"

/* Sums of parts of whole numbers are off by less: nobody is nobody. */
static const double ROUNDING = 1e-6;

/* Rows of a list that are shown at once, and all in all when it is unfolded; the rest is counted. A page has room for so many
 * rows, and each category for the same number of them. */
enum { SHOWN_AT_ONCE = 8, SHOWN_AT_MOST = 68, ROWS_OF_A_PAGE = 400, NAME_SIZE = 96 };

enum column {
    CATEGORY,
    RANK,
    HOMES,
    HOUSEHOLDS,
    PEOPLE,
    ELDERS,
    FACILITY_ID,
    FACILITY,
    STRAIGHT_M,
    WALK_M,
    WALK_MIN,
    CAUSE,
    BARRIER,
    CHANGE,
    CHANGE_FACILITY,
    CHANGE_LENGTH_M,
    CLOSES,
    GAIN_PEOPLE,
    GAIN_HOUSEHOLDS,
    COLUMNS
};

static const char *const columns[COLUMNS] = {
    "category",           "rank_population", "home_count",   "households",      "population",     "elders",  "facility_id",
    "facility_name",      "straight_m",      "walk_m",       "walk_min",        "cause",          "barrier", "change",
    "change_facility_id", "change_length_m", "closes_ratio", "gain_population", "gain_households"};

enum lci_status
lci_page_gaps_read(const struct lci_page *page, struct lci_page_gaps *out, struct lci_error *err)
{
    const struct lci_figures *figures = page->figures;
    const char **asked = lci_arena_alloc(page->arena, COLUMNS + figures->level_count, sizeof(*asked));
    enum lci_status status = LCI_OK;

    *out = (struct lci_page_gaps){.page = page};
    if (!asked)
        return lci_fail_nomem(err, "gaps");
    memcpy(asked, columns, sizeof(columns));
    for (size_t l = 0; l < figures->level_count; l++)
        asked[COLUMNS + l] = figures->home_columns[l];
    status = lci_page_rows_read(page, "gaps", page->pass->id, asked, COLUMNS + figures->level_count, &out->rows, err);
    return status == LCI_OK ? lci_hidden_counts_read(page->result, figures, page->arena, &out->hidden, err) : status;
}

static void
write_count(const struct lci_page_gaps *gaps, size_t row, enum column column, bool is_hidden)
{
    const struct lci_page *page = gaps->page;
    const double count = lci_page_row_real(&gaps->rows, row, column);

    lci_html_raw(page->html, "<td class=\"number\">");
    if (is_hidden || lci_suppress_count(count, page->figures->below))
        lci_page_hidden(page);
    else
        lci_html_number(page->html, count, 0);
    lci_html_raw(page->html, "</td>");
}

/* How much of a gap a change closes is a share of its people: where few are closed, or few are left, it would tell them. */
static bool
closing_is_hidden(const struct lci_page_gaps *gaps, size_t row, double closes)
{
    const double below = gaps->page->figures->below;
    const double people = lci_page_row_real(&gaps->rows, row, PEOPLE);
    const double closed = people * closes;

    return lci_count_is_hidden(&gaps->hidden, row, LCI_FIGURE_PEOPLE) ||
           lci_suppress_count(closed < ROUNDING ? 0.0 : closed, below) ||
           lci_suppress_count(people - closed < ROUNDING ? 0.0 : people - closed, below);
}

/* Where it is: the lowest unit that has it all, after the main level's. */
static void
write_place(const struct lci_page_gaps *gaps, size_t row)
{
    const struct lci_page *page = gaps->page;
    const struct lci_figures *figures = page->figures;
    const uint32_t main_level = lci_page_main_level(page);
    size_t written = 0;

    for (uint32_t l = 0; l < figures->level_count; l++) {
        const char *const code = lci_page_row_text(&gaps->rows, row, COLUMNS + l);
        const uint32_t at = code ? lci_figures_find(figures, l, code) : LCI_FIGURES_NONE;
        const bool is_lowest = strcmp(figures->levels[l], "community") == 0 || l + 1 == figures->level_count;

        if (at == LCI_FIGURES_NONE || !(l == main_level || is_lowest))
            continue;
        if (written++ > 0)
            lci_html_raw(page->html, " · ");
        lci_html_text(page->html, figures->units[at].name[0] != '\0' ? figures->units[at].name : code);
    }
    if (written == 0)
        lci_html_raw(page->html, "—");
}

static void
write_cause(const struct lci_page_gaps *gaps, size_t row)
{
    const struct lci_page *page = gaps->page;
    struct lci_html *html = page->html;
    const char *const cause = lci_page_row_text(&gaps->rows, row, CAUSE);
    const char *const barrier = lci_page_row_text(&gaps->rows, row, BARRIER);
    const struct lci_legend_class *of = lci_legend_class_of(lci_legend_find("cause"), cause);

    if (of)
        lci_svg_swatch(html, of->fill);
    lci_html_text(html, lci_page_word(page, "cause", cause));
    if (barrier && barrier[0] != '\0') {
        lci_html_say(html, "（阻隔：", " (barrier: ");
        lci_page_phrase(page, barrier);
        lci_html_say(html, "）", ")");
    }
}

static void
write_change(const struct lci_page_gaps *gaps, size_t row)
{
    const struct lci_page *page = gaps->page;
    struct lci_html *html = page->html;
    const char *const change = lci_page_row_text(&gaps->rows, row, CHANGE);
    const char *const facility = lci_page_row_text(&gaps->rows, row, CHANGE_FACILITY);
    const double length_m = lci_page_row_real(&gaps->rows, row, CHANGE_LENGTH_M);
    const double closes = lci_page_row_real(&gaps->rows, row, CLOSES);

    lci_html_raw(html, "<td>");
    lci_html_text(html, change ? lci_page_word(page, "change", change) : "—");
    if (facility && facility[0] != '\0') {
        lci_html_raw(html, " ");
        lci_html_text(html, facility);
    }
    if (isfinite(length_m)) {
        lci_html_raw(html, " ");
        lci_html_number(html, length_m, 0);
        lci_html_say(html, " 米", " m");
    }
    lci_html_raw(html, "</td><td class=\"number\">");
    if (change && closing_is_hidden(gaps, row, closes))
        lci_page_hidden(page);
    else if (change)
        lci_html_percent(html, closes);
    else
        lci_html_raw(html, "—");
    lci_html_raw(html, "</td>");
}

static void
write_row(const struct lci_page_gaps *gaps, size_t row, size_t category)
{
    const struct lci_page *page = gaps->page;
    struct lci_html *html = page->html;
    const char *facility = lci_page_row_text(&gaps->rows, row, FACILITY);
    const double walk_m = lci_page_row_real(&gaps->rows, row, WALK_M);

    if (!facility || facility[0] == '\0')
        facility = lci_page_row_text(&gaps->rows, row, FACILITY_ID);
    lci_html_raw(html, "<tr id=\"gap-%u\"><td class=\"number\">", (unsigned)gaps->rows.fids[row]);
    lci_html_plain(html, lci_page_row_real(&gaps->rows, row, RANK), 0);
    lci_html_raw(html, "</td><th scope=\"row\"><a class=\"to-map\" href=\"#map-%zu\" data-gap=\"%u\">", category,
                 (unsigned)gaps->rows.fids[row]);
    write_place(gaps, row);
    lci_html_raw(html, "</a></th>");
    write_count(gaps, row, PEOPLE, lci_count_is_hidden(&gaps->hidden, row, LCI_FIGURE_PEOPLE));
    write_count(gaps, row, ELDERS, lci_count_is_hidden(&gaps->hidden, row, LCI_FIGURE_ELDERS));
    write_count(gaps, row, HOUSEHOLDS, lci_count_is_hidden(&gaps->hidden, row, LCI_FIGURE_HOUSEHOLDS));
    lci_html_raw(html, "<td>");
    lci_html_text(html, facility ? facility : "—");
    lci_html_raw(html, "</td><td class=\"number\">");
    lci_html_number(html, lci_page_row_real(&gaps->rows, row, STRAIGHT_M), 0);
    lci_html_raw(html, " → ");
    lci_html_number(html, walk_m, 0);
    if (isfinite(walk_m)) {
        lci_html_say(html, "（", " (");
        lci_html_number(html, lci_page_row_real(&gaps->rows, row, WALK_MIN), 1);
        lci_html_say(html, " 分）", " min)");
    }
    lci_html_raw(html, "</td><td class=\"cause\">");
    write_cause(gaps, row);
    lci_html_raw(html, "</td>");
    write_change(gaps, row);
    if (lci_page_row_text(&gaps->rows, row, CHANGE))
        write_count(gaps, row, GAIN_PEOPLE, false);
    else
        lci_html_raw(html, "<td class=\"number\">—</td>");
    lci_html_raw(html, "</tr>\n");
}

static void
write_heads(struct lci_html *html)
{
    static const struct {
        const char *kind, *zh, *en;
    } heads[] = {{"number", "排名", "Rank"},
                 {"", "位置", "Where"},
                 {"number", "人口", "People"},
                 {"number", "老年人", "60+"},
                 {"number", "户数", "Households"},
                 {"", "最近设施", "Nearest facility"},
                 {"number", "直线 → 实际（米）", "Straight → walk (m)"},
                 {"", "成因", "Cause"},
                 {"", "最小改动", "Least change"},
                 {"number", "可消除", "Closes"},
                 {"number", "全域新增覆盖（人）", "Newly covers (people)"}};

    lci_html_raw(html, "<thead><tr>");
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
        lci_html_heading(html, heads[i].kind, heads[i].zh, heads[i].en);
    lci_html_raw(html, "</tr></thead>\n<tbody>\n");
}

/* The rows of a category from the from-th on, at most `most` of them. */
static void
write_rows(const struct lci_page_gaps *gaps, size_t category, size_t from, size_t most)
{
    const struct lci_page *page = gaps->page;
    const char *const id = lci_page_gaps_id(page, category);
    size_t met = 0;

    lci_html_raw(page->html, "<div class=\"scroll\"><table class=\"gaps\">\n");
    write_heads(page->html);
    for (size_t r = 0; r < gaps->rows.count && met < from + most; r++)
        if (lci_page_row_is(&gaps->rows, r, CATEGORY, id) && met++ >= from)
            write_row(gaps, r, category);
    lci_html_raw(page->html, "</tbody></table></div>\n");
}

const char *
lci_page_gaps_id(const struct lci_page *page, size_t category)
{
    return category < page->pass->category_count ? page->pass->categories[category].id : "whole_circle";
}

/* How many gaps have which cause: words and numbers, and a bar a cause. */
static void
write_causes(const struct lci_page_gaps *gaps, const char *id, size_t count)
{
    struct lci_html *html = gaps->page->html;
    const struct lci_legend *legend = lci_legend_find("cause");

    lci_html_raw(html, "<p class=\"key\">");
    for (size_t c = 0; c < legend->class_count; c++) {
        size_t own = 0;

        for (size_t r = 0; r < gaps->rows.count; r++)
            own += lci_page_row_is(&gaps->rows, r, CATEGORY, id) &&
                   lci_page_row_is(&gaps->rows, r, CAUSE, legend->classes[c].value);
        if (own == 0)
            continue;
        lci_svg_swatch(html, legend->classes[c].fill);
        lci_html_text(html, lci_page_word(gaps->page, "cause", legend->classes[c].value));
        lci_html_raw(html, " %zu / %zu ", own, count);
    }
    lci_html_raw(html, "</p>\n");
}

static size_t
shown_at_most(const struct lci_page *page)
{
    const size_t lists = page->figures->category_count + (lci_figures_circle(page->figures) ? 1 : 0);
    const size_t room = ROWS_OF_A_PAGE / (lists > 0 ? lists : 1);

    return room > SHOWN_AT_MOST ? SHOWN_AT_MOST : room < SHOWN_AT_ONCE ? SHOWN_AT_ONCE : room;
}

/* What the list leaves out, and where that is. */
static void
write_rest(const struct lci_page *page, size_t shown, size_t count)
{
    struct lci_html *html = page->html;

    if (count <= shown)
        return;
    lci_html_raw(html, "<p class=\"lead rest\">");
    lci_html_raw(html,
                 html->english ? "These are the %zu gaps with the most people. %zu more, by the same rank, are in the layer "
                                 "gaps of the result (GeoPackage), and on the map above."
                               : "以上为人口最多的 %zu 处；其余 %zu 处按同一排名列于成果 GeoPackage 图层 gaps，并见上方地图。",
                 shown, count - shown);
    lci_html_raw(html, "</p>\n");
}

void
lci_page_gaps_write(const struct lci_page_gaps *gaps, size_t category)
{
    const struct lci_page *page = gaps->page;
    struct lci_html *html = page->html;
    const char *const id = lci_page_gaps_id(page, category);
    const size_t most = shown_at_most(page);
    size_t count = 0;

    if (!lci_gpkg_has_table(page->result->source, "gaps"))
        return;
    for (size_t r = 0; r < gaps->rows.count; r++)
        count += lci_page_row_is(&gaps->rows, r, CATEGORY, id);
    lci_html_raw(html, "<h4>");
    lci_html_say(html, "缺口清单", "Gaps");
    lci_html_raw(html, html->english ? " (%zu)" : "（%zu 处）", count);
    lci_html_raw(html, "</h4>\n");
    if (count == 0) {
        lci_html_raw(html, "<p>");
        lci_html_say(html, "无缺口。", "There is none.");
        lci_html_raw(html, "</p>\n");
        return;
    }
    write_causes(gaps, id, count);
    write_rows(gaps, category, 0, SHOWN_AT_ONCE);
    if (count > SHOWN_AT_ONCE && most > SHOWN_AT_ONCE) {
        const size_t more = (count < most ? count : most) - SHOWN_AT_ONCE;

        lci_html_raw(html, "<details class=\"more\"><summary>");
        lci_html_raw(html, html->english ? "Next %zu by people" : "其后 %zu 处（按人口排序）", more);
        lci_html_raw(html, "</summary>\n");
        write_rows(gaps, category, SHOWN_AT_ONCE, more);
        lci_html_raw(html, "</details>\n");
    }
    write_rest(page, most, count);
}
