/* page_method.c - how the numbers were made: definitions, formulas, limits, parameters, versions, inputs. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "report/meanings.h"
#include "report/page_rows.h"

enum { KEY_SIZE = 256 };

/* What everything else is computed by. */
static const struct {
    const char *zh, *formula, *en;
} formulas[] = {
    {"步行上限", "limit_m = limit_min × 60 × speed_mps", "A limit in minutes, in metres"},
    {"道路代价（毫米，取整一次）", "cost = round(length × factor × slope) + penalties",
     "Cost of a street in whole millimetres, rounded once"},
    {"步行距离：接入道路的直线段计入步行", "walk = min(leg + k·x + cost(u), leg + k·(L − x) + cost(v))",
     "A walk: the straight leg to the street counts"},
    {"判定：恰等于上限者为可达", "covered ⇔ walk ≤ limit + 1 mm", "The verdict: a walk of exactly the limit is covered"},
    {"服务范围：按自身步行距离划定，不作缓冲", "A(f, B) = { p : leg(p) + walk(p, f) ≤ B }",
     "Service area: drawn by the walk itself, no buffer"},
    {"平均步行距离", "nearest_m = Σ wᵢ dᵢ / Σ wᵢ", "Mean walk, over the points that have one"},
    {"单元与全域：分子、分母分别求和后再相除，不取比值的平均", "ratio = Σ numerator / Σ denominator",
     "Units and everything: ratios of sums, never means of ratios"},
    {"直线多计", "difference = straight − network; over-claim = difference / network", "Over-claim of the straight line"},
    {"超出上限的平均分钟数", "missing_min = Σ w (d − B) / speed / Σ w", "Minutes missing, of who walks too far"},
    {"缺口：彼此相距不超过 gap_link_m 的未覆盖需求连成一处", "Σ gap = Σ weight × (1 − covered_ratio)",
     "Gaps: uncovered demand that hangs together within gap_link_m"},
    {"最小改动的增益：以改动后的路网和设施重新搜索", "gain = covered(after) − covered(before)",
     "Gain of the least change: searched anew"},
    {"指标数值", "value = scale × N / D", "Value of an indicator"},
    {"指标达标", "scale × N ≥ target × D  (at most: ≤)", "An indicator is met"},
    {"指标差距", "gap = max(0, target × D / scale − N)", "Gap of an indicator"},
    {"满意率等抽样指标的 95% 置信区间（威尔逊）", "(p + z²/2n ± z√(p(1−p)/n + z²/4n²)) / (1 + z²/n),  z = 1.96",
     "95% interval of a sample (Wilson)"},
    {"均衡程度（基尼系数）", "G = 2 Σ i·xᵢ / (n Σ x) − (n + 1)/n", "Gini coefficient of units' values"},
};

static void
write_title(struct lci_html *html, const char *zh, const char *en)
{
    lci_html_raw(html, "<h3>");
    lci_html_say(html, zh, en);
    lci_html_raw(html, "</h3>\n");
}

static void
start_table(struct lci_html *html, const char *const heads[][2], size_t count)
{
    lci_html_raw(html, "<div class=\"scroll\"><table class=\"method\"><thead><tr>");
    for (size_t i = 0; i < count; i++) {
        lci_html_raw(html, "<th scope=\"col\">");
        lci_html_say(html, heads[i][0], heads[i][1]);
        lci_html_raw(html, "</th>");
    }
    lci_html_raw(html, "</tr></thead><tbody>\n");
}

static void
end_table(struct lci_html *html)
{
    lci_html_raw(html, "</tbody></table></div>\n");
}

/* The definitions that the result has rows of; is_used: one a meaning. */
static enum lci_status
find_used(const struct lci_page *page, const struct lci_meaning *meanings, size_t count, bool *is_used,
          struct lci_error *err)
{
    static const char *const columns[] = {"definition"};
    struct lci_gpkg_cursor *cursor = NULL;
    uint32_t fid = 0;
    enum lci_status status = lci_gpkg_cursor_new(page->result->source, "coverage", columns, 1, &cursor, err);

    while (status == LCI_OK && (status = lci_gpkg_next(cursor, &fid, err)) == LCI_OK && fid > 0) {
        const char *const id = lci_gpkg_text_at(cursor, 0);

        for (size_t m = 0; m < count && id; m++)
            is_used[m] = is_used[m] || (meanings[m].is_share && strcmp(meanings[m].id, id) == 0);
    }
    lci_gpkg_cursor_free(cursor);
    return status;
}

static void
write_cell(struct lci_html *html, struct lci_words words)
{
    lci_html_raw(html, "<td>");
    lci_html_say(html, words.zh, words.en);
    lci_html_raw(html, "</td>");
}

static enum lci_status
write_definitions(const struct lci_page *page, struct lci_error *err)
{
    static const char *const heads[][2] = {
        {"定义", "Definition"}, {"分子", "Numerator"}, {"分母", "Denominator"}, {"公式", "Formula"}};
    struct lci_html *html = page->html;
    size_t count = 0;
    const struct lci_meaning *meanings = lci_meanings(&count);
    bool *is_used = lci_arena_alloc(page->arena, count, sizeof(*is_used));
    const enum lci_status status =
        is_used ? find_used(page, meanings, count, is_used, err) : lci_fail_nomem(err, page->result->path);

    if (status != LCI_OK)
        return status;
    write_title(html, "覆盖率的定义", "Definitions of coverage");
    start_table(html, heads, sizeof(heads) / sizeof(heads[0]));
    for (size_t m = 0; m < count; m++) {
        if (!is_used[m])
            continue;
        lci_html_raw(html, "<tr><th scope=\"row\"><code>%s</code><span class=\"note\">", meanings[m].id);
        lci_html_say(html, meanings[m].title.zh, meanings[m].title.en);
        lci_html_raw(html, "</span></th>");
        write_cell(html, meanings[m].numerator);
        write_cell(html, meanings[m].denominator);
        write_cell(html, meanings[m].formula);
        lci_html_raw(html, "</tr>\n");
    }
    end_table(html);
    return LCI_OK;
}

static void
write_formulas(const struct lci_page *page)
{
    static const char *const heads[][2] = {{"内容", "What"}, {"公式", "Formula"}};
    struct lci_html *html = page->html;

    write_title(html, "公式", "Formulas");
    start_table(html, heads, 2);
    for (size_t f = 0; f < sizeof(formulas) / sizeof(formulas[0]); f++) {
        lci_html_raw(html, "<tr><th scope=\"row\">");
        lci_html_say(html, formulas[f].zh, formulas[f].en);
        lci_html_raw(html, "</th><td class=\"formula\">");
        lci_html_text(html, formulas[f].formula);
        lci_html_raw(html, "</td></tr>\n");
    }
    end_table(html);
    lci_html_raw(html, "<p class=\"lead\">");
    lci_html_say(html,
                 "坐标：GCJ-02、BD-09 迭代反算，误差小于 1 厘米；长度为椭球面上的测地长度。各式的推导与出处见程序文档 "
                 "doc/method.md。",
                 "Coordinates: GCJ-02 and BD-09 are inverted by iteration, to less than 1 cm; lengths are geodesic. Where "
                 "every formula "
                 "comes from: doc/method.md of the program.");
    lci_html_raw(html, "</p>\n");
}

/* The limits of every category, a column a profile. */
static void
write_limits(const struct lci_page *page)
{
    struct lci_html *html = page->html;
    const struct lci_result *result = page->result;

    write_title(html, "各类设施的上限", "Limits of the categories");
    lci_html_raw(html, "<div class=\"scroll\"><table class=\"method\"><thead><tr><th scope=\"col\">");
    lci_html_say(html, "设施类别", "Category");
    lci_html_raw(html, "</th>");
    for (size_t p = 0; p < result->pass_count; p++) {
        if (!isfinite(result->passes[p].speed_mps))
            continue;
        lci_html_raw(html, "<th scope=\"col\">");
        lci_html_text(html, lci_page_profile(page, &result->passes[p]));
        lci_html_raw(html, " ");
        lci_html_plain(html, result->passes[p].speed_mps, 3);
        lci_html_say(html, " 米/秒", " m/s");
        lci_html_raw(html, "</th>");
    }
    lci_html_raw(html, "</tr></thead><tbody>\n");
    for (size_t c = 0; c < result->passes[0].category_count; c++) {
        const char *const id = result->passes[0].categories[c].id;

        lci_html_raw(html, "<tr><th scope=\"row\">");
        lci_html_text(html, lci_result_label(result, "category", id, html->english));
        lci_html_raw(html, " <code>");
        lci_html_text(html, id);
        lci_html_raw(html, "</code></th>");
        for (size_t p = 0; p < result->pass_count; p++) {
            const struct lci_result_category *category = lci_result_category(&result->passes[p], id);

            if (!isfinite(result->passes[p].speed_mps))
                continue;
            lci_html_raw(html, "<td>");
            for (size_t l = 0; category && l < category->limit_count; l++) {
                if (l > 0)
                    lci_html_say(html, "、", ", ");
                lci_page_category_limit(page, id, category->limits[l].limit_m, category->limits[l].limit_min);
            }
            lci_html_raw(html, "</td>");
        }
        lci_html_raw(html, "</tr>\n");
    }
    end_table(html);
}

static bool
begins(const char *text, const char *start)
{
    return strncmp(text, start, strlen(start)) == 0;
}

/* Entries of the table `run` whose keys begin so; of all others where `rest`. */
static void
write_entries(const struct lci_page *page, const char *const *starts, bool rest, const char *zh, const char *en)
{
    static const char *const heads[][2] = {{"键", "Key"}, {"值", "Value"}};
    struct lci_html *html = page->html;

    write_title(html, zh, en);
    lci_html_raw(html, rest ? "<details class=\"more\"><summary>" : "<details open><summary>");
    lci_html_say(html, "表 run 所载", "as the table run says it");
    lci_html_raw(html, "</summary>\n");
    start_table(html, heads, 2);
    for (size_t i = 0; i < page->result->entry_count; i++) {
        const struct lci_result_entry *entry = &page->result->entries[i];
        bool is_one = false;

        for (size_t s = 0; starts[s]; s++)
            is_one = is_one || begins(entry->key, starts[s]);
        if (is_one == rest)
            continue;
        lci_html_raw(html, "<tr><th scope=\"row\"><code>");
        lci_html_text(html, entry->key);
        lci_html_raw(html, "</code></th><td>");
        lci_html_text(html, entry->value);
        lci_html_raw(html, "</td></tr>\n");
    }
    end_table(html);
    lci_html_raw(html, "</details>\n");
}

/* Of the key "input.homes.1.source" those of its size and fingerprint. */
static const char *
beside(const struct lci_page *page, const char *key, const char *what)
{
    static const char source[] = "source";
    char other[KEY_SIZE];

    (void)snprintf(other, sizeof(other), "%.*s%s", (int)(strlen(key) - (sizeof(source) - 1)), key, what);
    return lci_result_value(page->result, other);
}

static void
write_inputs(const struct lci_page *page)
{
    static const char start[] = "input.";
    static const char *const heads[][2] = {
        {"用途", "Of"}, {"数据源", "Source"}, {"字节数", "Bytes"}, {"指纹（XXH3 128）", "Fingerprint (XXH3, 128 bits)"}};
    struct lci_html *html = page->html;

    write_title(html, "输入数据", "Inputs");
    start_table(html, heads, 4);
    for (size_t i = 0; i < page->result->entry_count; i++) {
        const struct lci_result_entry *entry = &page->result->entries[i];
        const size_t length = strlen(entry->key);
        const char *bytes = NULL;
        const char *print = NULL;
        char role[KEY_SIZE];

        if (!begins(entry->key, start) || length < 8 || strcmp(entry->key + length - 7, ".source") != 0)
            continue;
        bytes = beside(page, entry->key, "bytes");
        print = beside(page, entry->key, "xxh128");
        (void)snprintf(role, sizeof(role), "%.*s", (int)strcspn(entry->key + sizeof(start) - 1, "."),
                       entry->key + sizeof(start) - 1);
        lci_html_raw(html, "<tr><td>");
        lci_html_text(html, lci_page_word(page, "layer", role));
        lci_html_raw(html, "</td><th scope=\"row\">");
        lci_html_text(html, entry->value);
        lci_html_raw(html, "</th><td class=\"number\">");
        lci_html_text(html, bytes ? bytes : "—");
        lci_html_raw(html, "</td><td><code>");
        lci_html_text(html, print ? print : "—");
        lci_html_raw(html, "</code></td></tr>\n");
    }
    end_table(html);
}

static void
write_suppression(const struct lci_page *page)
{
    struct lci_html *html = page->html;

    write_title(html, "小数不公布", "Small counts");
    lci_html_raw(html, "<p class=\"lead\">");
    if (page->figures->below > 0.0) {
        lci_html_say(html, "户数、人数在 1 至 ", "Counts of households and people from 1 to below ");
        lci_html_plain(html, page->figures->below, 2);
        lci_html_say(html, " 以下（不含）者，或可据其他数字推出者，以“*”代替；零照常列出。",
                     ", and numbers that would tell them, are shown as \"*\"; zero is shown.");
    } else {
        lci_html_say(html, "本次设定为全部公布（suppress_below＝0）。", "All counts are shown (suppress_below = 0).");
    }
    lci_html_raw(html, "</p>\n");
}

enum lci_status
lci_page_method(const struct lci_page *page, struct lci_error *err)
{
    static const char *const parameters[] = {"parameter.", "count_status", "at", "mode.", NULL};
    static const char *const versions[] = {"program", "version", "libraries", "standard", "working_crs", NULL};
    static const char *const shown[] = {"parameter.", "count_status", "at",          "mode.",  "program", "version",
                                        "libraries",  "standard",     "working_crs", "input.", NULL};
    const enum lci_status status = write_definitions(page, err);

    if (status != LCI_OK)
        return status;
    write_formulas(page);
    write_suppression(page);
    write_limits(page);
    write_entries(page, parameters, false, "参数", "Parameters");
    write_entries(page, versions, false, "版本", "Versions");
    write_inputs(page);
    write_entries(page, shown, true, "其余记录", "What else is recorded");
    return LCI_OK;
}
