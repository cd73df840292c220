/* report.h - a result as one page of HTML that needs no network, no other file, and no script to be read. */
#ifndef LIFECIRCLE_REPORT_H
#define LIFECIRCLE_REPORT_H

#include <lifecircle/error.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lci_report_language {
    LCI_REPORT_AS_RESULT, /* what the result says of itself; Chinese where it says nothing */
    LCI_REPORT_CHINESE,
    LCI_REPORT_ENGLISH
};

/** What to make a report of, and where to. Paths are borrowed. */
struct lci_report_options {
    const char *result; /* GeoPackage that lci_run() has written */
    const char *output; /* NULL: beside it, with the ending .html */
    enum lci_report_language language;
};

/**
 * Writes the report of a result; the page that a run writes beside it is the same, byte for byte. The result is only read.
 * The page is built aside and renamed into place. written: where it is, a text for lci_text_free(); may be NULL. Errors:
 * LCI_E_IO (the result cannot be read, the page cannot be written), LCI_E_DATA (no result, or one that leaves out what is
 * shown), LCI_E_CONFIG (something that is no report is in the way), LCI_E_NOMEM; an older report is untouched by any of
 * them. Threads: one at a time in a process.
 */
LCI_API LCI_MUST_USE enum lci_status lci_report(const struct lci_report_options *options, char **written,
                                                struct lci_error *err);

#ifdef __cplusplus
}
#endif
#endif
