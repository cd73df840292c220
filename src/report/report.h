/* report.h - a result as one page of HTML, to a file that is staged. */
#ifndef LCI_REPORT_REPORT_H
#define LCI_REPORT_REPORT_H

#include <lifecircle/config.h>
#include <lifecircle/report.h>

#include "base/error.h"

/** What a page is made of. Texts are borrowed. */
struct lci_report_source {
    const char *result; /* the GeoPackage */
    const char *folder; /* that it is published in, where a night leaves what it has changed; NULL: that is not looked for */
    enum lci_report_language language;
    const struct lci_phrases *phrases; /* of texts in Chinese; NULL: none */
};

/**
 * Writes the report of a result to a new file. The same result gives the same bytes. Errors: LCI_E_IO (the result cannot be
 * read; `path` exists or cannot be written), LCI_E_DATA (no result, or one without what is shown), LCI_E_NOMEM. Memory: the
 * page, and some 50 bytes a row of `coverage` of the pass that is shown in full.
 */
LCI_MUST_USE enum lci_status lci_report_write(const struct lci_report_source *source, const char *path,
                                              struct lci_error *err);

/** Whether a file is an earlier report. */
bool lci_report_is_one(const char *path);

#endif
