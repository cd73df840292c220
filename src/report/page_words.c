/* page_words.c - what things are called on the page. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/suppress.h"
#include "io/number.h"
#include "io/number_text.h"
#include "legend/value_words.h"
#include "report/page.h"

/* Levels of more units have rows in the matrix only. */
/* Of a level: units, and rows of their parts, one a unit and group of figures. */
enum { MOST_PARTS = 120, MOST_ROWS = 1200 };

const char *
lci_page_category(const struct lci_page *page, size_t category)
{
    if (category >= page->pass->category_count)
        return page->html->english ? "All categories" : "全部类别";
    return lci_result_label(page->result, "category", page->pass->categories[category].id, page->html->english);
}

const char *
lci_page_group(const struct lci_page *page, const struct lci_figure_group *group)
{
    const char *label = NULL;

    if (group->category)
        return lci_result_label(page->result, "category", group->id, page->html->english);
    if (strcmp(group->id, "all") == 0)
        return lci_page_category(page, page->pass->category_count);
    label = lci_result_label(page->result, "set", group->id, page->html->english);
    return label != group->id ? label : lci_result_label(page->result, "set", group->id, !page->html->english);
}

const char *
lci_page_profile(const struct lci_page *page, const struct lci_result_pass *pass)
{
    const char *word = lci_value_word("profile", pass->id, page->html->english);

    return word ? word : lci_result_label(page->result, "profile", pass->id, page->html->english);
}

const char *
lci_page_word(const struct lci_page *page, const char *column, const char *value)
{
    const char *word = value ? lci_value_word(column, value, page->html->english) : NULL;

    return word ? word : value;
}

static bool
is_text(const char *word, const char *text, size_t length)
{
    return strlen(word) == length && memcmp(word, text, length) == 0;
}

/* What an id inside a text is called: a category, also one that the run left out, or a level. */
static const char *
title_of(const void *user, const char *text, size_t length)
{
    static const char start[] = "category.";
    static const char end[] = ".zh";
    const struct lci_page *page = user;

    for (size_t i = 0; i < page->result->entry_count; i++) {
        const struct lci_result_entry *entry = &page->result->entries[i];
        const size_t key = strlen(entry->key);

        if (key == sizeof(start) - 1 + length + sizeof(end) - 1 && strncmp(entry->key, start, sizeof(start) - 1) == 0 &&
            memcmp(entry->key + sizeof(start) - 1, text, length) == 0 &&
            strcmp(entry->key + key - (sizeof(end) - 1), end) == 0)
            return entry->value;
    }
    for (size_t l = 0; l < page->figures->level_count; l++)
        if (is_text(page->figures->levels[l], text, length))
            return lci_page_word(page, "level", page->figures->levels[l]);
    return NULL;
}

/* Where a text counts too few people or households, "3 households", an asterisk stands for the number. out: LCI_PHRASE_SIZE.
 */
static const char *
mask_small(const struct lci_page *page, const char *text, char *out)
{
    static const char *const counted[] = {" households", " people", " elders", " minors"};
    size_t used = 0;

    for (const char *at = text; *at != '\0' && used + 1 < LCI_PHRASE_SIZE;) {
        const size_t digits = strspn(at, "0123456789.");
        bool is_small = false;
        double value = 0.0;
        char number[LCI_NUMBER_TEXT_SIZE];

        for (size_t i = 0; i < sizeof(counted) / sizeof(counted[0]) && digits > 0 && digits < sizeof(number); i++) {
            (void)snprintf(number, sizeof(number), "%.*s", (int)digits, at);
            is_small = is_small || (strncmp(at + digits, counted[i], strlen(counted[i])) == 0 &&
                                    lci_number_from_text(number, &value) == LCI_NUMBER_OK &&
                                    lci_suppress_count(value, page->figures->below));
        }
        if (is_small)
            out[used++] = '*';
        for (size_t i = 0; i < (digits > 0 ? digits : 1); i++, at++)
            if (!is_small && used + 1 < LCI_PHRASE_SIZE)
                out[used++] = *at;
    }
    out[used] = '\0';
    return out;
}

void
lci_page_phrase(const struct lci_page *page, const char *text)
{
    const struct lci_phrase_book book = {page->phrases, title_of, page};
    char masked[LCI_PHRASE_SIZE];
    char buffer[LCI_PHRASE_SIZE];

    if (text && strlen(text) < sizeof(masked))
        text = mask_small(page, text, masked);
    if (!page->html->english && page->phrases)
        text = lci_phrases_say(&book, text, buffer, sizeof(buffer));
    lci_html_text(page->html, text);
}

const char *
lci_page_title(const struct lci_page *page)
{
    if (page->document.title)
        return page->document.title;
    return page->html->english ? "15-minute life circle: who reaches what on foot"
                               : "15分钟社区生活圈服务设施可达性评估报告";
}

const struct lci_page_weight *
lci_page_weight(enum lci_figure_weight weight)
{
    static const struct lci_page_weight weights[LCI_FIGURE_WEIGHTS] = {
        [LCI_FIGURE_HOUSEHOLDS] = {"户数", "households", "户", "households", 1.0, 0},
        [LCI_FIGURE_PEOPLE] = {"常住人口", "people", "人", "people", 1.0, 0},
        [LCI_FIGURE_ELDERS] = {"老年人口（60岁及以上）", "people of 60 and over", "人", "people", 1.0, 0},
        [LCI_FIGURE_MINORS] = {"未成年人口（18岁以下）", "people under 18", "人", "people", 1.0, 0},
        [LCI_FIGURE_LAND] = {"居住用地", "residential land", "公顷", "ha", 1e-4, 2},
    };

    return &weights[weight];
}

void
lci_page_limit(const struct lci_page *page, double limit_m, double limit_min)
{
    struct lci_html *html = page->html;

    if (isfinite(limit_min)) {
        lci_html_plain(html, limit_min, 1);
        lci_html_say(html, " 分钟", " min");
        if (!isfinite(limit_m))
            return;
        lci_html_say(html, "（", " (");
    }
    if (isfinite(limit_m)) {
        lci_html_number(html, limit_m, 0);
        lci_html_say(html, " 米", " m");
        if (isfinite(limit_min))
            lci_html_say(html, "）", ")");
    } else {
        lci_html_say(html, "各类别上限", "the limit of each category");
    }
}

/* Whether each facility of a category has a limit of its own, by an attribute; the category's is the largest of them. */
static bool
has_own_limits(const struct lci_page *page, const char *id)
{
    const struct lci_result *result = page->result;
    const size_t size = strlen(id) + sizeof("category..limits_by");
    char *wanted = lci_arena_alloc(page->arena, size, 1);

    if (!wanted) {
        page->html->text.failed = true;
        return false;
    }
    (void)snprintf(wanted, size, "category.%s.limits_by", id);
    for (size_t i = 0; i < result->entry_count; i++) {
        const char *const key = result->entries[i].key;
        const char *const found = strstr(key, wanted);

        /* "category.park.limits_by" of one profile, "adult.category.park.limits_by" of several */
        if (found && strcmp(found, wanted) == 0 && (found == key || found[-1] == '.'))
            return true;
    }
    return false;
}

void
lci_page_category_limit(const struct lci_page *page, const char *id, double limit_m, double limit_min)
{
    const bool is_own = has_own_limits(page, id);

    if (is_own)
        lci_html_say(page->html, "各设施自身上限（最大 ", "its own limit (");
    lci_page_limit(page, limit_m, limit_min);
    if (is_own)
        lci_html_say(page->html, "）", " at most)");
}

void
lci_page_amount(const struct lci_page *page, double amount, enum lci_figure_weight weight)
{
    lci_html_number(page->html, amount * lci_page_weight(weight)->scale, lci_page_weight(weight)->decimals);
}

void
lci_page_hidden(const struct lci_page *page)
{
    lci_html_raw(page->html, "<span class=\"hidden\">*</span>");
}

void
lci_page_parts(const struct lci_page *page, const struct lci_figure_unit *unit, const struct lci_figure *figure,
               enum lci_figure_weight weight)
{
    if (figure->is_hidden)
        lci_page_hidden(page);
    else
        lci_page_amount(page, figure->numerator, weight);
    lci_html_raw(page->html, " / ");
    if (unit->whole_is_hidden[weight])
        lci_page_hidden(page);
    else
        lci_page_amount(page, unit->whole[weight], weight);
}

void
lci_page_fraction(const struct lci_page *page, const struct lci_figure_unit *unit, const struct lci_figure *figure,
                  enum lci_figure_weight weight)
{
    lci_page_parts(page, unit, figure, weight);
    lci_html_raw(page->html, " ");
    lci_html_say(page->html, lci_page_weight(weight)->measure_zh, lci_page_weight(weight)->measure_en);
}

double
lci_page_ratio(const struct lci_figure_unit *unit, const struct lci_figure *figure, enum lci_figure_weight weight)
{
    if (figure->is_hidden || !(unit->whole[weight] > 0.0))
        return NAN;
    return fmin(1.0, figure->numerator / unit->whole[weight]);
}

void
lci_page_share(const struct lci_page *page, const struct lci_figure_unit *unit, const struct lci_figure *figure,
               enum lci_figure_weight weight)
{
    if (figure->is_hidden)
        lci_page_hidden(page);
    else if (!(unit->whole[weight] > 0.0))
        lci_html_say(page->html, "n/a", "n/a");
    else
        lci_html_percent(page->html, lci_page_ratio(unit, figure, weight));
}

uint32_t
lci_page_main_level(const struct lci_page *page)
{
    const uint32_t subdistricts = lci_figures_level(page->figures, "subdistrict");

    if (subdistricts != LCI_FIGURES_NONE)
        return subdistricts;
    for (uint32_t l = 0; l < page->figures->level_count; l++)
        if (lci_figures_level_size(page->figures, l) > 1)
            return l;
    return page->figures->level_count > 0 ? 0 : LCI_FIGURES_NONE;
}

bool
lci_page_has_parts(const struct lci_page *page, uint32_t level)
{
    const size_t count = lci_figures_level_size(page->figures, level);

    return count <= MOST_PARTS && count * page->figures->group_count <= MOST_ROWS;
}

static void
write_group_limit(const struct lci_page *page, const struct lci_figure_group *group)
{
    if (group->category)
        lci_page_category_limit(page, group->id, group->limit_m, group->limit_min);
    else
        lci_page_limit(page, group->limit_m, group->limit_min);
}

/* What is counted, of what: below every headline figure. */
void
lci_page_definition(const struct lci_page *page, const struct lci_figure_group *group, enum lci_figure_weight weight)
{
    struct lci_html *html = page->html;
    const struct lci_page_weight *of = lci_page_weight(weight);

    lci_html_say(html, "定义：", "Definition: ");
    if (group->category || html->english)
        lci_html_text(html, html->english ? of->en : of->zh);
    if (html->english) {
        lci_html_raw(html, " ");
        lci_html_say(html, "",
                     group->category ? "that reach at least one within " : "that reach at least one of each within ");
        write_group_limit(page, group);
        lci_html_say(html, "", ", of all; what could not be located stays in the denominator");
        return;
    }
    if (!group->category)
        lci_html_text(html, of->zh);
    lci_html_say(html, "中，在 ", "");
    write_group_limit(page, group);
    lci_html_say(html,
                 group->category ? " 内可达至少一处者，占全部之比；无法定位者计入分母"
                                 : " 内各类均可达至少一处者，占全部之比；无法定位者计入分母",
                 "");
}
