/* remark.h - rows of the quality table, and numbers in them whatever the locale. */
#ifndef LCI_ANALYSIS_REMARK_H
#define LCI_ANALYSIS_REMARK_H

#include "analysis/model.h"
#include "base/quality.h"

enum { LCI_NUMBER_TEXT_SIZE = 40 };

/** "12.5": at most three decimals, a point whatever the locale. Borrows and answers `text`. */
const char *lci_number_text(double value, char text[LCI_NUMBER_TEXT_SIZE]);

/** Adds the row with the origin's source and layer name. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_remark(struct lci_quality *quality,
                                        const struct lci_origin *origin,
                                        const struct lci_quality_row *row, struct lci_error *err);

/**
 * "source:layer:id" in the arena: tells apart ids that are only the numbers of two files' rows.
 * NULL: out of memory.
 */
const char *lci_id_with_origin(struct lci_arena *arena, const struct lci_origin *origin,
                               const char *id);

#endif
