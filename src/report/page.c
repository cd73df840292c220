/* page.c - the report as a whole: what is read first, the order of the sections, the policy of the page. */
#include <string.h>

#include "config/paths.h"
#include "report/page.h"
#include "report/report.h"
#include "report/webmap.h"

static const struct lci_asset *const own_scripts[] = {&lci_asset_page_js, NULL};
static const struct lci_asset *const own_styles[] = {&lci_asset_page_css, NULL};

/* Sections in their order, their anchors, and what the table of contents calls them. */
static const struct {
    lci_page_section write;
    const char *anchor, *zh, *en;
    const char *table; /* that it is about: a result without it has no such section; NULL: every result has it */
} sections[] = {
    {lci_page_head, "overview", "总体结论", "Overview", NULL},
    {lci_page_map, "map", "地图", "Map", NULL},
    {lci_page_indicators, "indicators", "指标", "Indicators", "indicators"},
    {lci_page_matrix, "matrix", "覆盖矩阵", "Units by categories", "units"},
    {lci_page_categories, "categories", "分类评估", "Categories", NULL},
    {lci_page_units, "units", "分单元评估", "Units", "units"},
    {lci_page_changes, "changes", "变化", "What has changed", "changes"},
    {lci_page_quality, "quality", "数据质量", "Data quality", NULL},
    {lci_page_method, "method", "方法与参数", "Method", NULL},
};

enum { SECTION_COUNT = sizeof(sections) / sizeof(sections[0]) };

static bool
has_section(const struct lci_page *page, size_t section)
{
    const char *const table = sections[section].table;

    if (table && strcmp(table, "units") == 0)
        return page->figures->unit_count > 0;
    if (table && strcmp(table, "changes") == 0)
        return page->account != NULL;
    return !table || lci_gpkg_has_table(page->result->source, table);
}

static void
write_hashes(struct lci_html *html, const struct lci_asset *const *assets)
{
    for (; *assets; assets++)
        lci_html_raw(html, " '%s'", (*assets)->hash);
}

static void
write_assets(struct lci_html *html, const struct lci_asset *const *assets, const char *tag)
{
    for (; *assets; assets++) {
        lci_html_raw(html, "<%s>", tag);
        lci_text_add_bytes(&html->text, (*assets)->text, (*assets)->length);
        lci_html_raw(html, "</%s>\n", tag);
    }
}

/* Nothing but the page's own constant scripts and styles runs, nothing is fetched, nothing is sent. */
static void
write_start(const struct lci_page *page)
{
    struct lci_html *html = page->html;

    lci_html_raw(html, "%s -->\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n", LCI_REPORT_START,
                 html->english ? "en" : "zh-CN");
    lci_html_raw(html, "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src");
    write_hashes(html, own_scripts);
    write_hashes(html, lci_webmap_scripts);
    lci_html_raw(html, "; style-src");
    write_hashes(html, own_styles);
    write_hashes(html, lci_webmap_styles);
    lci_html_raw(html, "; img-src data:; base-uri 'none'; form-action 'none'\">\n"
                       "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                       "<meta name=\"referrer\" content=\"no-referrer\">\n<title>");
    lci_html_text(html, lci_page_title(page));
    lci_html_raw(html, "</title>\n");
    write_assets(html, own_styles, "style");
    write_assets(html, lci_webmap_styles, "style");
    lci_html_raw(html, "</head>\n<body>\n");
}

static void
write_contents(const struct lci_page *page)
{
    struct lci_html *html = page->html;

    lci_html_raw(html, "<nav class=\"contents\"");
    lci_html_attribute(html, "aria-label", html->english ? "Contents" : "目录");
    lci_html_raw(html, "><ol>");
    for (size_t s = 0; s < SECTION_COUNT; s++) {
        if (!has_section(page, s))
            continue;
        lci_html_raw(html, "<li><a href=\"#%s\">", sections[s].anchor);
        lci_html_say(html, sections[s].zh, sections[s].en);
        lci_html_raw(html, "</a></li>");
    }
    lci_html_raw(html, "</ol></nav>\n");
}

static enum lci_status
write_page(const struct lci_page *page, struct lci_error *err)
{
    struct lci_html *html = page->html;
    enum lci_status status = LCI_OK;

    write_start(page);
    lci_page_cover(page);
    write_contents(page);
    lci_html_raw(html, "<main>\n");
    for (size_t s = 0; s < SECTION_COUNT && status == LCI_OK; s++) {
        if (!has_section(page, s))
            continue;
        lci_html_raw(html, "<section id=\"%s\">\n<h2>", sections[s].anchor);
        lci_html_say(html, sections[s].zh, sections[s].en);
        lci_html_raw(html, "</h2>\n");
        status = sections[s].write(page, err);
        lci_html_raw(html, "</section>\n");
    }
    lci_html_raw(html, "</main>\n");
    lci_webmap_finish(page);
    write_assets(html, own_scripts, "script");
    lci_html_raw(html, "</body>\n</html>\n");
    return status;
}

static enum lci_status
make_page(struct lci_page *page, const struct lci_report_source *source, struct lci_error *err)
{
    struct lci_figures *figures = lci_arena_alloc(page->arena, 1, sizeof(*figures));
    const struct lci_result_pass *by_unit = lci_result_pass(page->result, "by_unit");
    enum lci_status status = figures ? LCI_OK : lci_fail_nomem(err, page->result->path);

    page->html->english = source->language == LCI_REPORT_AS_RESULT ? lci_result_english(page->result)
                                                                   : source->language == LCI_REPORT_ENGLISH;
    page->document = lci_result_document(page->result, page->html->english);
    page->pass = by_unit ? by_unit : &page->result->passes[0];
    page->figures = figures;
    if (status == LCI_OK)
        status = lci_page_account_read(page, err);
    if (status == LCI_OK)
        status = lci_figures_read(page->result, page->pass, true, page->arena, figures, err);
    if (status == LCI_OK)
        status = lci_webmap_read(page->result, page->pass, page->html->english, &page->webmap, err);
    if (status == LCI_OK)
        status = write_page(page, err);
    lci_webmap_free(page->webmap);
    return status;
}

enum lci_status
lci_report_write(const struct lci_report_source *source, const char *path, struct lci_error *err)
{
    struct lci_arena arena = {0};
    struct lci_html html = {.english = false};
    struct lci_result result;
    struct lci_page page = {
        .html = &html, .result = &result, .phrases = source->phrases, .arena = &arena, .folder = source->folder};
    enum lci_status status = lci_result_open_whole(source->result, &arena, &result, err);

    if (status != LCI_OK) {
        lci_arena_fini(&arena);
        return status;
    }
    status = make_page(&page, source, err);
    if (status == LCI_OK && html.text.failed)
        status = lci_fail_nomem(err, path);
    if (status == LCI_OK)
        status = lci_text_write_file(&html.text, path, err);
    lci_html_fini(&html);
    lci_result_fini(&result);
    lci_arena_fini(&arena);
    return status;
}

bool
lci_report_is_one(const char *path)
{
    return lci_file_refusal(path, "HTML") == NULL;
}
