/* dissolve.h - the areas of whole categories, drawn block by block: blocks that a memo has are not drawn again. */
#ifndef LCI_ANALYSIS_DISSOLVE_H
#define LCI_ANALYSIS_DISSOLVE_H

#include "analysis/access.h"

/**
 * Fills in streets and areas of all limits of all categories. categories: category_count, with limits; limit_first: category_count
 * + 1, which of all limits is the first of a category. Ground is divided only in blocks that the memo has not, where an area may
 * have a part. The same bytes with any memo or none, and for any number of threads.
 * Errors: LCI_E_NOMEM, LCI_E_LIMIT, LCI_E_LIBRARY, LCI_E_CANCELLED, LCI_E_IO. Memory: a search a thread, and the borders of as
 * many areas as there are threads, at some 25 bytes a point.
 */
LCI_MUST_USE enum lci_status lci_dissolve(const struct lci_access_inputs *inputs, struct lci_pool *pool,
                                          const struct lci_context *context, struct lci_reach *categories,
                                          const size_t *limit_first, struct lci_error *err);

#endif
