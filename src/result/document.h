/* document.h - what a result says of itself wherever it is shown: title, author, language, stamp and so on. */
#ifndef LCI_RESULT_DOCUMENT_H
#define LCI_RESULT_DOCUMENT_H

#include "result/result.h"

/** Entries `document.*` of the table `run` and what goes with them. Borrowed from the result; NULL: nothing is said. */
struct lci_result_document {
    const char *title, *author, *source, *date, *approval_number;
    const char *stamp;    /* the usual one where nothing is said; NULL: there is to be none */
    const char *standard; /* its label; NULL: targets are of no standard */
    const char *version;  /* of the program */
};

/** english: the language of the label and of the usual stamp. Reads no file. */
struct lci_result_document lci_result_document(const struct lci_result *result, bool english);

/** Whether the language of the result is English; else it is Chinese. */
bool lci_result_english(const struct lci_result *result);

/** The stamp that is shown where a configuration says `stamp`: NULL or "" is the usual one; "none" is none, NULL. Borrowed. */
const char *lci_document_stamp(const char *stamp, bool english);

#endif
