/* page_map.c - the map in the page: a section of its own, an overview for each category, data and scripts at the end. */
#include "report/page.h"
#include "report/webmap.h"

/* With scripts off there are the overviews, and links to them. */
enum lci_status
lci_page_map(const struct lci_page *page, struct lci_error *err)
{
    struct lci_html *html = page->html;

    (void)err;
    lci_webmap_add(page->webmap, html);
    lci_html_raw(html, "<p class=\"webmap-still\">");
    lci_html_say(html, "可平移缩放的地图需要启用脚本。不用脚本时，各类别的地图为：",
                 "The map that pans and zooms needs scripts. Without them there is one of each category:");
    for (size_t c = 0; c < page->pass->category_count; c++) {
        lci_html_raw(html, " <a href=\"#map-%zu\">", c);
        lci_html_text(html, lci_page_category(page, c));
        lci_html_raw(html, "</a>");
    }
    lci_html_raw(html, "</p>\n");
    return LCI_OK;
}

void
lci_webmap_place(const struct lci_page *page, size_t category)
{
    lci_webmap_add_overview(page->webmap, category, page->html);
}

void
lci_webmap_finish(const struct lci_page *page)
{
    lci_webmap_add_data(page->webmap, page->html);
}
