/* webmap.h - the maps of the page: a place for each, and the data and script that fill them. */
#ifndef LCI_REPORT_WEBMAP_H
#define LCI_REPORT_WEBMAP_H

#include "report/assets.h"
#include "report/page.h"

/** The place of a category's map, id "map-C" (page.h), where the reader has come to it; with scripts off it says that there
 * is one. */
void lci_webmap_place(const struct lci_page *page, size_t category);

/** At the end of the page: data and scripts of all maps. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_webmap_finish(const struct lci_page *page, struct lci_error *err);

/** Scripts and style sheets that the policy of the page has to let through; NULL at the end. */
extern const struct lci_asset *const lci_webmap_scripts[];
extern const struct lci_asset *const lci_webmap_styles[];

#endif
