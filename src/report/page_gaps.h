/* page_gaps.h - the gaps of a result, as lists of the page. */
#ifndef LCI_REPORT_PAGE_GAPS_H
#define LCI_REPORT_PAGE_GAPS_H

#include "report/gaps_hide.h"
#include "report/page_rows.h"

/** The gaps of the pass. Fill with lci_page_gaps_read(); in the arena of the page. */
struct lci_page_gaps {
    const struct lci_page *page;
    struct lci_page_rows rows;
    struct lci_hidden_counts hidden; /* of the same rows */
};

/** Of a result that has none: no rows. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_page_gaps_read(const struct lci_page *page, struct lci_page_gaps *out,
                                                struct lci_error *err);

/** The list of a category, or (category_count) of all together: the first by people, more when it is unfolded, the rest as a
 * number. */
void lci_page_gaps_write(const struct lci_page_gaps *gaps, size_t category);

/** What the table calls a category, or all together. Borrowed. */
const char *lci_page_gaps_id(const struct lci_page *page, size_t category);

#endif
