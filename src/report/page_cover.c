/* page_cover.c - above all sections: title, who made the page of what, stamp. */
#include <math.h>

#include "report/page.h"

static bool
has(const char *text)
{
    return text && text[0] != '\0';
}

static void
write_fact(const struct lci_page *page, const char *zh, const char *en, const char *value)
{
    struct lci_html *html = page->html;

    if (!has(value))
        return;
    lci_html_raw(html, "<div><dt>");
    lci_html_say(html, zh, en);
    lci_html_raw(html, "</dt><dd>");
    lci_html_text(html, value);
    lci_html_raw(html, "</dd></div>\n");
}

/* "成人 1.2 m/s、老年人 0.8 m/s" */
static void
write_walkers(const struct lci_page *page)
{
    struct lci_html *html = page->html;
    bool is_first = true;

    lci_html_raw(html, "<div><dt>");
    lci_html_say(html, "出行方式", "Who goes how");
    lci_html_raw(html, "</dt><dd>");
    for (size_t p = 0; p < page->result->pass_count; p++) {
        const struct lci_result_pass *pass = &page->result->passes[p];

        if (!isfinite(pass->speed_mps))
            continue;
        if (!is_first)
            lci_html_say(html, "、", ", ");
        lci_html_text(html, lci_page_profile(page, pass));
        lci_html_raw(html, " ");
        lci_html_plain(html, pass->speed_mps, 2);
        lci_html_say(html, " 米/秒", " m/s");
        is_first = false;
    }
    if (!isfinite(page->pass->speed_mps))
        lci_html_say(html, "；正文数值按各单元规则取其出行方式", "; figures are by the rule of each unit");
    else if (page->result->pass_count > 1) {
        lci_html_say(html, "；正文数值为：", "; figures are those of: ");
        lci_html_text(html, lci_page_profile(page, page->pass));
    }
    lci_html_raw(html, "</dd></div>\n");
}

void
lci_page_cover(const struct lci_page *page)
{
    struct lci_html *html = page->html;
    const struct lci_result_document *document = &page->document;
    const char *approval = document->approval_number;

    lci_html_raw(html, "<header class=\"cover\">\n");
    if (document->stamp) {
        lci_html_raw(html, "<p class=\"stamp\">");
        lci_html_text(html, document->stamp);
        lci_html_raw(html, "</p>\n");
    }
    lci_html_raw(html, "<h1>");
    lci_html_text(html, lci_page_title(page));
    lci_html_raw(html, "</h1>\n<dl class=\"facts\">\n");
    write_fact(page, "采用标准", "Standard", document->standard);
    write_fact(page, "编制单位", "Author", document->author);
    write_fact(page, "资料来源", "Source", document->source);
    write_fact(page, "日期", "Date", document->date);
    write_walkers(page);
    write_fact(page, "坐标系", "Coordinate system", lci_result_value(page->result, "working_crs"));
    write_fact(page, "审图号", "Map approval number", approval ? approval : html->english ? "none" : "（空）");
    write_fact(page, "程序版本", "Made with", document->version);
    lci_html_raw(html, "</dl>\n</header>\n");
}
