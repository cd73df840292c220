/* link_memo.h - links that the streets lack, found again where streets and walled homes are what they were. */
#ifndef LCI_ANALYSIS_LINK_MEMO_H
#define LCI_ANALYSIS_LINK_MEMO_H

#include "analysis/city_tiles.h"
#include "analysis/links.h"
#include "base/memo.h"

/**
 * As lci_links_build() of the city's streets, but that the links come from the memo if it has them, and are handed in if it has
 * not: all or none. Errors: also LCI_E_IO.
 */
LCI_MUST_USE enum lci_status lci_links_recall(const struct lci_city_tiles *city, double link_max_m, struct lci_memo *memo,
                                              struct lci_pool *pool, const struct lci_context *context, struct lci_links *out,
                                              struct lci_error *err);

#endif
