/* webmap.c - the maps of the page: a place for each, and the data and script that fill them. */
#include "report/webmap.h"

const struct lci_asset *const lci_webmap_scripts[] = {NULL};
const struct lci_asset *const lci_webmap_styles[] = {NULL};

void
lci_webmap_place(const struct lci_page *page, size_t category)
{
    (void)page;
    (void)category;
}

enum lci_status
lci_webmap_finish(const struct lci_page *page, struct lci_error *err)
{
    (void)page;
    (void)err;
    return LCI_OK;
}
