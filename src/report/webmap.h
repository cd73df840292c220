/* webmap.h - the maps of a report: one that pans and zooms, and for each category one for print and without scripts. */
#ifndef LCI_REPORT_WEBMAP_H
#define LCI_REPORT_WEBMAP_H

#include "report/assets.h"
#include "report/html.h"
#include "result/result.h"

/**
 * What the maps of a pass show: homes with their verdicts and walks, facilities, gaps, units, service areas, streets and
 * barriers, generalised to what a screen can show. They hold no counts of people: which of these may be shown the page
 * decides. One thread at a time.
 *
 * Maps and page refer to each other by fid: `data-gap="FID"` (of the table gaps), `data-unit="FID"` (of the pass's units)
 * and `data-category="C"` (index in the pass, category_count: all together) on any element, or a link to "#map-gap-FID",
 * "#map-unit-FID",
 * "#map-category-C", make the map go there; the map links to the elements "gap-FID" and "unit-FID" that the page has.
 */
struct lci_webmap;

/**
 * Reads the maps of a pass of a result, which must outlive them. What a result leaves out (`output.without`) its maps leave
 * out. english: language of their words. On success *out belongs to the caller: lci_webmap_free(). Errors: LCI_E_IO,
 * LCI_E_DATA, LCI_E_NOMEM. Cost: one pass over each layer, two over homes, one more for each category. Memory: 100 bytes a
 * home, 12 a home and category, and the shapes.
 */
LCI_MUST_USE enum lci_status lci_webmap_read(struct lci_result *result, const struct lci_result_pass *pass, bool english,
                                             struct lci_webmap **out, struct lci_error *err);
void lci_webmap_free(struct lci_webmap *map);

/** The place of the map that pans and zooms. Without scripts and in print it is not there. */
void lci_webmap_add(const struct lci_webmap *map, struct lci_html *html);

/**
 * The map of a category (of all together for category_count) as a figure, id "map-C", with its legend: for print, and
 * without scripts. What all of them share stands in the one that is added first.
 */
void lci_webmap_add_overview(struct lci_webmap *map, size_t category, struct lci_html *html);

/** At the end of the body: data and scripts. */
void lci_webmap_add_data(const struct lci_webmap *map, struct lci_html *html);

struct lci_page;

/** In a page: the overview of a category, and what has to stand at its end. */
void lci_webmap_place(const struct lci_page *page, size_t category);
void lci_webmap_finish(const struct lci_page *page);

/** Scripts and style sheets that the policy of the page has to let through, in their order; NULL at the end. */
extern const struct lci_asset *const lci_webmap_scripts[];
extern const struct lci_asset *const lci_webmap_styles[];

#endif
