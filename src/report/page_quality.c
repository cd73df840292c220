/* page_quality.c - what was dropped, repaired, guessed, merged or lies far off: grouped by what it is. */
#include <string.h>

#include "report/page_rows.h"

/* Groups of more are folded, and of very many the first are shown. */
enum { OPEN_AT_MOST = 4, SHOWN_AT_MOST = 100 };

enum column { SEVERITY, PROFILE, CODE, LAYER, SOURCE, LAYER_NAME, FEATURE, FIELD, FOUND, DONE, COLUMNS };

static const char *const columns[COLUMNS] = {"severity",   "profile",    "code",  "layer", "source",
                                             "layer_name", "feature_id", "field", "found", "done"};

static const char *const severities[] = {"error", "warning", "note"};

enum { SEVERITY_COUNT = sizeof(severities) / sizeof(severities[0]) };

/* Where it is: "homes.gpkg / homes / H047 / households" */
static void
write_place(const struct lci_page *page, const struct lci_page_rows *rows, size_t row)
{
    static const enum column parts[] = {SOURCE, LAYER_NAME, FEATURE, FIELD};
    size_t written = 0;

    for (size_t p = 0; p < sizeof(parts) / sizeof(parts[0]); p++) {
        const char *const text = lci_page_row_text(rows, row, parts[p]);

        if (!text || text[0] == '\0')
            continue;
        if (written++ > 0)
            lci_html_raw(page->html, " / ");
        lci_html_text(page->html, text);
    }
    if (written == 0)
        lci_html_text(page->html, lci_page_word(page, "layer", lci_page_row_text(rows, row, LAYER)));
}

static void
write_remark(const struct lci_page *page, const struct lci_page_rows *rows, size_t row)
{
    struct lci_html *html = page->html;
    const char *const profile = lci_page_row_text(rows, row, PROFILE);

    lci_html_raw(html, "<tr><th scope=\"row\">");
    write_place(page, rows, row);
    if (profile && profile[0] != '\0') {
        lci_html_say(html, "（", " (");
        lci_html_text(html, lci_result_label(page->result, "profile", profile, html->english));
        lci_html_say(html, "）", ")");
    }
    lci_html_raw(html, "</th><td>");
    lci_page_phrase(page, lci_page_row_text(rows, row, FOUND));
    lci_html_raw(html, "</td><td>");
    lci_page_phrase(page, lci_page_row_text(rows, row, DONE));
    lci_html_raw(html, "</td></tr>\n");
}

static bool
is_of(const struct lci_page_rows *rows, size_t row, const char *severity, const char *code)
{
    return lci_page_row_is(rows, row, SEVERITY, severity) && lci_page_row_is(rows, row, CODE, code);
}

/* All remarks of one kind, told with the first of them. */
static void
write_group(const struct lci_page *page, const struct lci_page_rows *rows, size_t first)
{
    struct lci_html *html = page->html;
    const char *const severity = lci_page_row_text(rows, first, SEVERITY);
    const char *const code = lci_page_row_text(rows, first, CODE);
    const char *const zh = page->phrases ? lci_phrases_word(page->phrases, code) : NULL;
    size_t count = 0;
    size_t shown = 0;

    for (size_t r = first; r < rows->count; r++)
        count += is_of(rows, r, severity, code);
    lci_html_raw(html, count <= OPEN_AT_MOST && strcmp(severity, "note") != 0 ? "<details open>" : "<details>");
    lci_html_raw(html, "<summary><span class=\"severity ");
    lci_html_text(html, severity);
    lci_html_raw(html, "\">");
    lci_html_text(html, lci_page_word(page, "severity", severity));
    lci_html_raw(html, "</span> ");
    lci_html_text(html, html->english || !zh ? code : zh);
    lci_html_raw(html, html->english ? " (%zu)" : "（%zu 条）", count);
    lci_html_raw(html, "</summary>\n<div class=\"scroll\"><table class=\"remarks\"><tbody>\n");
    for (size_t r = first; r < rows->count && shown < SHOWN_AT_MOST; r++)
        if (is_of(rows, r, severity, code)) {
            write_remark(page, rows, r);
            shown++;
        }
    lci_html_raw(html, "</tbody></table></div>\n");
    if (count > shown) {
        lci_html_raw(html, "<p class=\"lead\">");
        lci_html_raw(html,
                     html->english ? "The other %zu are in the table quality of the result."
                                   : "其余 %zu 条见成果文件表 quality。",
                     count - shown);
        lci_html_raw(html, "</p>\n");
    }
    lci_html_raw(html, "</details>\n");
}

static bool
is_first(const struct lci_page_rows *rows, size_t row)
{
    for (size_t r = 0; r < row; r++)
        if (is_of(rows, r, lci_page_row_text(rows, row, SEVERITY), lci_page_row_text(rows, row, CODE)))
            return false;
    return true;
}

enum lci_status
lci_page_quality(const struct lci_page *page, struct lci_error *err)
{
    struct lci_html *html = page->html;
    struct lci_page_rows rows;
    const enum lci_status status = lci_page_rows_read(page, "quality", NULL, columns, COLUMNS, &rows, err);

    if (status != LCI_OK)
        return status;
    lci_html_raw(html, "<p class=\"lead\">");
    for (size_t s = 0; s < SEVERITY_COUNT; s++) {
        size_t count = 0;

        for (size_t r = 0; r < rows.count; r++)
            count += lci_page_row_is(&rows, r, SEVERITY, severities[s]);
        if (s > 0)
            lci_html_say(html, "，", ", ");
        lci_html_text(html, lci_page_word(page, "severity", severities[s]));
        lci_html_raw(html, " <strong>%zu</strong>", count);
    }
    lci_html_say(
        html, "。剔除、修复、推定、合并与远离道路者均列于此；无法定位的人口仍计入分母。",
        ". Everything dropped, repaired, guessed, merged or far from streets; people who could not be located stay in the "
        "denominators.");
    lci_html_raw(html, "</p>\n");
    for (size_t s = 0; s < SEVERITY_COUNT; s++)
        for (size_t r = 0; r < rows.count; r++)
            if (lci_page_row_is(&rows, r, SEVERITY, severities[s]) && lci_page_row_text(&rows, r, CODE) &&
                is_first(&rows, r))
                write_group(page, &rows, r);
    return LCI_OK;
}
