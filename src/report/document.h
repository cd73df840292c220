/* document.h - what is said where a document says nothing of itself. */
#ifndef LCI_REPORT_DOCUMENT_H
#define LCI_REPORT_DOCUMENT_H

#include <stdbool.h>

/** The stamp that is shown: NULL is the usual one, "" none (NULL). Borrowed. */
const char *lci_document_stamp(const char *stamp, bool english);

#endif
