/* page_indicators.c - the indicators of the standard: value, target, verdict, numerator and denominator, and unit by unit.
 */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/suppress.h"
#include "base/alloc.h"
#include "legend/legend.h"
#include "report/page_rows.h"

enum column {
    LEVEL,
    CODE,
    UNIT_NAME,
    INDICATOR,
    NUMBER,
    NAME_ZH,
    NAME_EN,
    KIND,
    VALUE,
    TARGET,
    SENSE,
    GAP,
    GAP_MEASURE,
    PASS,
    NUMERATOR,
    DENOMINATOR,
    MEASURE,
    LOW,
    HIGH,
    BASE,
    DATE,
    TARGET_DATE,
    BINDING,
    NOTE,
    COLUMNS
};

static const char *const columns[COLUMNS] = {"level",       "unit_code", "unit_name", "indicator",   "number",  "name_zh",
                                             "name_en",     "kind",      "value",     "target",      "sense",   "gap",
                                             "gap_measure", "pass",      "numerator", "denominator", "measure", "low",
                                             "high",        "base",      "date",      "target_date", "binding", "note"};

/* The rows of the pass, and which are not shown. */
struct indicators {
    const struct lci_page *page;
    struct lci_page_rows rows;
    bool *is_hidden; /* a row each */
    const char **ids;
    size_t *first; /* the row of each for everything */
    size_t count;
    double below;
};

enum { KEY_SIZE = 512 };

/* Entry "indicator.ID.WHAT" of the table `run`: weights, or what a coverage is of. NULL: there is none. */
static const char *
entry_of(const struct indicators *all, size_t row, const char *what)
{
    const char *id = lci_page_row_text(&all->rows, row, INDICATOR);
    char key[KEY_SIZE];

    (void)snprintf(key, sizeof(key), "indicator.%.400s.%.64s", id ? id : "", what);
    return lci_result_value(all->page->result, key);
}

/* Whether `words`, parted by blanks, has a word; NULL: there are none. */
static bool
has_word(const char *words, const char *word)
{
    const size_t length = strlen(word);

    for (const char *at = words; at && *at; at += strcspn(at, " "), at += *at == ' ')
        if (strcspn(at, " ") == length && strncmp(at, word, length) == 0)
            return true;
    return false;
}

/* Whether weights are people's or households', and whether their whole in the unit is hidden. */
static bool
counts_people(const char *weights)
{
    for (size_t w = 0; w < LCI_FIGURE_LAND; w++)
        if (has_word(weights, lci_figure_weight_ids[w]))
            return true;
    return false;
}

static bool
has_hidden_whole(const struct lci_figure_unit *unit, const char *weights)
{
    for (size_t w = 0; unit && w < LCI_FIGURE_LAND; w++)
        if (unit->whole_is_hidden[w] && has_word(weights, lci_figure_weight_ids[w]))
            return true;
    return false;
}

static const struct lci_figure_unit *
unit_of(const struct indicators *all, size_t row)
{
    const struct lci_figures *figures = all->page->figures;
    const char *level = lci_page_row_text(&all->rows, row, LEVEL);
    const char *code = lci_page_row_text(&all->rows, row, CODE);
    const uint32_t at = level ? lci_figures_level(figures, level) : LCI_FIGURES_NONE;
    const uint32_t unit = at != LCI_FIGURES_NONE && code ? lci_figures_find(figures, at, code) : LCI_FIGURES_NONE;

    if (level && strcmp(level, "all") == 0)
        return lci_figures_everything(figures);
    return unit == LCI_FIGURES_NONE ? NULL : &figures->units[unit];
}

/* Whether the page hides a share within one of the limits that the indicator could be told from. */
static bool
has_hidden_share(const struct indicators *all, const struct lci_figure_unit *unit, const char *of, const char *weight)
{
    const struct lci_figures *figures = all->page->figures;

    for (size_t g = 0; unit && of && g < figures->group_count; g++)
        for (size_t l = 0; strcmp(figures->groups[g].id, of) == 0 && l < figures->groups[g].limit_count; l++)
            for (size_t w = 0; w < LCI_FIGURE_LAND; w++)
                if (strcmp(weight, lci_figure_weight_ids[w]) == 0 &&
                    lci_figure_at(unit, &figures->groups[g], l, (enum lci_figure_weight)w)->is_hidden)
                    return true;
    return false;
}

/*
 * As table T4 does: too few people or households, or what would tell a number that is hidden elsewhere. Communities, facilities
 * and square metres are nobody's secret.
 */
static bool
has_to_hide(const struct indicators *all, size_t row)
{
    const double numerator = lci_page_row_real(&all->rows, row, NUMERATOR);
    const double denominator = lci_page_row_real(&all->rows, row, DENOMINATOR);
    const struct lci_figure_unit *unit = unit_of(all, row);
    const char *weight = entry_of(all, row, "weight");
    const char *above = entry_of(all, row, "numerator_weights");
    const char *below = entry_of(all, row, "denominator_weights");

    if (lci_page_row_is(&all->rows, row, KIND, "coverage"))
        return weight && counts_people(weight) &&
               (lci_suppress_share(numerator, denominator, all->below) || has_hidden_whole(unit, weight) ||
                has_hidden_share(all, unit, entry_of(all, row, "of"), weight));
    return (counts_people(above) && lci_suppress_count(numerator, all->below)) ||
           (counts_people(below) && lci_suppress_count(denominator, all->below)) || has_hidden_whole(unit, above) ||
           has_hidden_whole(unit, below);
}

/* One hidden unit of a level would follow from the whole: another is hidden with it, or else the whole. */
static void
hide_with_others(struct indicators *all, size_t indicator, const char *level, double *parts, bool *hidden)
{
    const struct lci_page_rows *rows = &all->rows;

    for (size_t r = 0; r < rows->count; r++) {
        const double numerator = lci_page_row_real(rows, r, NUMERATOR);

        parts[r] = NAN;
        if (lci_page_row_is(rows, r, LEVEL, level) && lci_page_row_is(rows, r, INDICATOR, all->ids[indicator]) &&
            !isnan(numerator))
            parts[r] = all->is_hidden[r] ? 0.5 * all->below : fmax(numerator, all->below);
    }
    if (!lci_suppress_parts(parts, rows->count, all->below, hidden))
        all->is_hidden[all->first[indicator]] = true;
    for (size_t r = 0; r < rows->count; r++)
        all->is_hidden[r] = all->is_hidden[r] || hidden[r];
}

static enum lci_status
hide(struct indicators *all, struct lci_error *err)
{
    const struct lci_figures *figures = all->page->figures;
    double *parts = lci_new_array(double, all->rows.count + 1);
    bool *hidden = lci_new_array(bool, all->rows.count + 1);

    for (size_t r = 0; r < all->rows.count && parts && hidden; r++)
        all->is_hidden[r] = has_to_hide(all, r);
    for (size_t i = 0; i < all->count && parts && hidden; i++)
        for (size_t l = 0; l < figures->level_count; l++)
            hide_with_others(all, i, figures->levels[l], parts, hidden);
    lci_free(parts);
    lci_free(hidden);
    return parts && hidden ? LCI_OK : lci_fail_nomem(err, "indicators");
}

static enum lci_status
read_indicators(const struct lci_page *page, struct indicators *all, struct lci_error *err)
{
    enum lci_status status = lci_page_rows_read(page, "indicators", page->pass->id, columns, COLUMNS, &all->rows, err);

    if (status != LCI_OK)
        return status;
    all->page = page;
    all->below = page->figures->below;
    all->is_hidden = lci_arena_alloc(page->arena, all->rows.count + 1, sizeof(*all->is_hidden));
    all->ids = lci_arena_alloc(page->arena, all->rows.count + 1, sizeof(*all->ids));
    all->first = lci_arena_alloc(page->arena, all->rows.count + 1, sizeof(*all->first));
    if (!all->is_hidden || !all->ids || !all->first)
        return lci_fail_nomem(err, "indicators");
    for (size_t r = 0; r < all->rows.count; r++)
        if (lci_page_row_is(&all->rows, r, LEVEL, "all")) {
            all->ids[all->count] = lci_page_row_text(&all->rows, r, INDICATOR);
            all->first[all->count++] = r;
        }
    return hide(all, err);
}

static void
write_mark(const struct lci_page *page, const char *pass, bool is_hidden)
{
    struct lci_html *html = page->html;
    const bool is_yes = pass && strcmp(pass, "yes") == 0;
    const bool is_no = pass && strcmp(pass, "no") == 0;

    if (is_hidden) {
        lci_page_hidden(page);
        return;
    }
    lci_html_raw(html, "<span class=\"mark %s\">", is_yes ? "yes" : is_no ? "no" : "none");
    if (is_yes)
        lci_html_say(html, "✔ 达标", "✔ met");
    else if (is_no)
        lci_html_say(html, "✘ 未达标", "✘ not met");
    else
        lci_html_say(html, "—", "—");
    lci_html_raw(html, "</span>");
}

/* Values with as many decimals as their size asks for. */
static void
write_value(struct lci_html *html, double value)
{
    lci_html_number(html, value, fabs(value) >= 1000.0 || value == floor(value) ? 0 : fabs(value) < 10.0 ? 2 : 1);
}

static void
write_measured(const struct indicators *all, size_t row, double value)
{
    const char *measure = lci_page_row_text(&all->rows, row, MEASURE);
    struct lci_html *html = all->page->html;

    write_value(html, value);
    if (!measure || measure[0] == '\0')
        return;
    lci_html_raw(html, "<span class=\"measure\">%s", strcmp(measure, "%") == 0 ? "" : " ");
    lci_html_text(html, lci_page_word(all->page, "measure", measure));
    lci_html_raw(html, "</span>");
}

static void
write_fraction(const struct indicators *all, size_t row)
{
    struct lci_html *html = all->page->html;
    const double denominator = lci_page_row_real(&all->rows, row, DENOMINATOR);

    if (all->is_hidden[row]) {
        lci_page_hidden(all->page);
        return;
    }
    write_value(html, lci_page_row_real(&all->rows, row, NUMERATOR));
    if (isnan(denominator))
        return;
    lci_html_raw(html, " / ");
    write_value(html, denominator);
}

/* Where it has no name in the language of the page, the other one's says more than its id. */
static const char *
name_of(const struct indicators *all, size_t row)
{
    const enum column column = all->page->html->english ? NAME_EN : NAME_ZH;
    const char *const id = lci_page_row_text(&all->rows, row, INDICATOR);
    const char *name = lci_page_row_text(&all->rows, row, column);

    if (!name || name[0] == '\0' || (id && strcmp(name, id) == 0))
        name = lci_page_row_text(&all->rows, row, all->page->html->english ? NAME_ZH : NAME_EN);
    return name && name[0] != '\0' ? name : lci_page_row_text(&all->rows, row, INDICATOR);
}

/* Below the name: kind, base and date of the data, remarks. */
static void
write_notes(const struct indicators *all, size_t row)
{
    const struct lci_page *page = all->page;
    struct lci_html *html = page->html;
    const char *date = lci_page_row_text(&all->rows, row, DATE);
    const char *base = lci_page_row_text(&all->rows, row, BASE);
    const char *note = lci_page_row_text(&all->rows, row, NOTE);

    lci_html_raw(html, "<span class=\"note\">");
    lci_html_text(html, lci_page_word(page, "kind", lci_page_row_text(&all->rows, row, KIND)));
    if (base && base[0] != '\0') {
        lci_html_say(html, "；基数：", "; base: ");
        lci_html_text(html, base);
    }
    if (date && date[0] != '\0') {
        lci_html_say(html, "；数据日期 ", "; data of ");
        lci_html_text(html, date);
    }
    if (!isnan(lci_page_row_real(&all->rows, row, LOW)) && !all->is_hidden[row]) {
        lci_html_say(html, "；95% 置信区间 ", "; 95% interval ");
        write_value(html, lci_page_row_real(&all->rows, row, LOW));
        lci_html_raw(html, "–");
        write_value(html, lci_page_row_real(&all->rows, row, HIGH));
    }
    if (note && note[0] != '\0' && !all->is_hidden[row]) {
        lci_html_say(html, "；", "; ");
        lci_page_phrase(page, note);
    }
    lci_html_raw(html, "</span>");
}

static void
write_row(const struct indicators *all, size_t row)
{
    const struct lci_page *page = all->page;
    struct lci_html *html = page->html;
    const double target = lci_page_row_real(&all->rows, row, TARGET);
    const double gap = lci_page_row_real(&all->rows, row, GAP);
    const bool is_hidden = all->is_hidden[row];

    lci_html_raw(html, "<tr><td class=\"number\">");
    lci_html_plain(html, lci_page_row_real(&all->rows, row, NUMBER), 0);
    lci_html_raw(html, "</td><th scope=\"row\">");
    lci_html_text(html, name_of(all, row));
    write_notes(all, row);
    lci_html_raw(html, "</th><td>");
    lci_html_text(html, lci_page_word(page, "binding", lci_page_row_text(&all->rows, row, BINDING)));
    lci_html_raw(html, "</td><td class=\"number strong\">");
    if (is_hidden)
        lci_page_hidden(page);
    else if (isnan(lci_page_row_real(&all->rows, row, VALUE)))
        lci_html_raw(html, "n/a");
    else
        write_measured(all, row, lci_page_row_real(&all->rows, row, VALUE));
    lci_html_raw(html, "</td><td class=\"number\">");
    if (isnan(target)) {
        lci_html_raw(html, "—");
    } else {
        lci_html_raw(html, "%s ", lci_page_row_is(&all->rows, row, SENSE, "at_most") ? "≤" : "≥");
        write_value(html, target);
    }
    lci_html_raw(html, "</td><td>");
    write_mark(page, lci_page_row_text(&all->rows, row, PASS), is_hidden);
    lci_html_raw(html, "</td><td class=\"number\">");
    write_fraction(all, row);
    lci_html_raw(html, "</td><td class=\"number\">");
    if (is_hidden) {
        lci_page_hidden(page);
    } else if (isnan(gap) || isnan(target)) {
        lci_html_raw(html, "—");
    } else {
        write_value(html, gap);
        lci_html_raw(html, " ");
        lci_html_text(html, lci_page_word(page, "measure", lci_page_row_text(&all->rows, row, GAP_MEASURE)));
    }
    lci_html_raw(html, "</td></tr>\n");
}

static void
write_columns(struct lci_html *html)
{
    static const struct {
        const char *kind, *zh, *en;
    } heads[] = {{"number", "序号", "No."},
                 {"", "指标", "Indicator"},
                 {"", "属性", "Kind"},
                 {"number", "数值", "Value"},
                 {"number", "目标", "Target"},
                 {"", "达标情况", "Verdict"},
                 {"number", "分子 / 分母", "Numerator / denominator"},
                 {"number", "差距", "Gap"}};

    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++)
        lci_html_heading(html, heads[i].kind, heads[i].zh, heads[i].en);
}

/* "8 of 11 indicators with a target are met" */
static void
write_summary(const struct indicators *all)
{
    struct lci_html *html = all->page->html;
    size_t met = 0;
    size_t judged = 0;

    for (size_t i = 0; i < all->count; i++) {
        const bool is_met = lci_page_row_is(&all->rows, all->first[i], PASS, "yes");

        if (all->is_hidden[all->first[i]])
            continue;
        met += is_met;
        judged += is_met || lci_page_row_is(&all->rows, all->first[i], PASS, "no");
    }
    lci_html_raw(html, "<p class=\"lead\">");
    lci_html_say(html, "设有目标且有数据的指标 ", "Of ");
    lci_html_raw(html, "<strong>%zu</strong>", judged);
    lci_html_say(html, " 项，达标 ", " indicators that have a target and data, ");
    lci_html_raw(html, "<strong>%zu</strong>", met);
    lci_html_say(html, " 项。数值＝系数×分子÷分母，各级均为分子、分母分别求和后再相除；差距以分子的计量表示。",
                 " meet it. Value: scale × numerator / denominator, of sums at every level. Gap: what the numerator lacks.");
    lci_html_raw(html, "</p>\n");
}

/* The units of a level side by side: a row each, an indicator a column. */
static void
write_units(const struct indicators *all, const char *level)
{
    const struct lci_page *page = all->page;
    struct lci_html *html = page->html;
    const char *code = NULL;

    lci_html_raw(html, "<h3>");
    lci_html_say(html, "分", "By ");
    lci_html_text(html, lci_page_word(page, "level", level));
    lci_html_say(html, "指标", "");
    lci_html_raw(html, "</h3>\n<div class=\"scroll\"><table class=\"grid\"><thead><tr><th scope=\"col\">");
    lci_html_text(html, lci_page_word(page, "level", level));
    lci_html_raw(html, "</th>");
    for (size_t i = 0; i < all->count; i++) {
        lci_html_raw(html, "<th scope=\"col\" class=\"number\"><span class=\"of\">");
        lci_html_plain(html, lci_page_row_real(&all->rows, all->first[i], NUMBER), 0);
        lci_html_raw(html, "</span> ");
        lci_html_text(html, name_of(all, all->first[i]));
        lci_html_raw(html, "</th>");
    }
    lci_html_raw(html, "</tr></thead><tbody>\n");
    for (size_t u = 0; u < page->figures->unit_count; u++) {
        const struct lci_figure_unit *unit = &page->figures->units[u];

        if (strcmp(page->figures->levels[unit->level], level) != 0)
            continue;
        code = unit->code;
        lci_html_raw(html, "<tr><th scope=\"row\"><a href=\"#unit-%u\">", (unsigned)unit->fid);
        lci_html_text(html, unit->name[0] != '\0' ? unit->name : unit->code);
        lci_html_raw(html, "</a></th>");
        for (size_t i = 0; i < all->count; i++) {
            size_t row = 0;

            while (row < all->rows.count &&
                   !(lci_page_row_is(&all->rows, row, CODE, code) && lci_page_row_is(&all->rows, row, LEVEL, level) &&
                     lci_page_row_is(&all->rows, row, INDICATOR, all->ids[i])))
                row++;
            if (row == all->rows.count) {
                lci_html_raw(html, "<td class=\"number\">—</td>");
                continue;
            }
            lci_html_raw(html, "<td class=\"number%s\">",
                         !all->is_hidden[row] && lci_page_row_is(&all->rows, row, PASS, "no") ? " failed" : "");
            if (all->is_hidden[row])
                lci_page_hidden(page);
            else if (isnan(lci_page_row_real(&all->rows, row, VALUE)))
                lci_html_raw(html, "n/a");
            else
                write_value(html, lci_page_row_real(&all->rows, row, VALUE));
            if (!all->is_hidden[row] && lci_page_row_is(&all->rows, row, PASS, "yes"))
                lci_html_raw(html, " <span class=\"mark yes\">✔</span>");
            if (!all->is_hidden[row] && lci_page_row_is(&all->rows, row, PASS, "no"))
                lci_html_raw(html, " <span class=\"mark no\">✘</span>");
            lci_html_raw(html, "</td>");
        }
        lci_html_raw(html, "</tr>\n");
    }
    lci_html_raw(html, "</tbody></table></div>\n");
}

enum lci_status
lci_page_indicators(const struct lci_page *page, struct lci_error *err)
{
    struct indicators all = {.page = page};
    struct lci_html *html = page->html;
    const enum lci_status status = read_indicators(page, &all, err);
    const uint32_t level = lci_page_main_level(page);

    if (status != LCI_OK)
        return status;
    write_summary(&all);
    lci_html_raw(html, "<div class=\"scroll\"><table class=\"indicators\"><thead><tr>");
    write_columns(html);
    lci_html_raw(html, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < all.count; i++)
        write_row(&all, all.first[i]);
    lci_html_raw(html, "</tbody></table></div>\n");
    if (level != LCI_FIGURES_NONE && lci_page_has_parts(page, level)) {
        write_units(&all, page->figures->levels[level]);
    } else if (level != LCI_FIGURES_NONE) {
        lci_html_raw(html, "<p class=\"lead\">");
        lci_html_raw(html,
                     html->english ? "Those of each of the %zu units are in the table indicators of the result."
                                   : "各单元（%zu 个）的指标见成果文件表 indicators。",
                     lci_figures_level_size(page->figures, level));
        lci_html_raw(html, "</p>\n");
    }
    return LCI_OK;
}
