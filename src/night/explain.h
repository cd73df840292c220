/* explain.h - what has changed since the published night, and why: an account beside the results of a night. */
#ifndef LCI_NIGHT_EXPLAIN_H
#define LCI_NIGHT_EXPLAIN_H

#include "night/night_internal.h"

/**
 * Compares the results that were built in `staged` with those of the published night, and writes why they differ into
 * the same folder (LCI_CHANGES_JSON_NAME, LCI_CHANGES_TEXT_NAME, LCI_CHANGES_ZH_NAME, and where there is a report
 * LCI_CHANGES_PAGE_NAME), not synced. Without a published night nothing is written. Where results cannot be compared
 * that is what is written: an account that cannot be given is no reason to publish nothing. Errors: LCI_E_IO (it cannot
 * be written), LCI_E_NOMEM, LCI_E_CANCELLED.
 */
LCI_MUST_USE enum lci_status lci_night_explain(struct lci_night *night, const char *staged, struct lci_error *err);

#endif
