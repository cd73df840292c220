/* growing_text.h - a text that grows, and JSON in it. */
#ifndef LCI_IO_GROWING_TEXT_H
#define LCI_IO_GROWING_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/** A text of zeroes is an empty one. bytes: lci_free(), or given away. */
struct lci_growing_text {
    char *bytes; /* ends with a zero byte once something was added */
    size_t length, capacity;
    bool failed; /* out of memory: what is added from then on is lost */
};

void lci_text_add(struct lci_growing_text *text, const char *format, ...) LCI_PRINTF(2, 3);
void lci_text_add_bytes(struct lci_growing_text *text, const char *bytes, size_t length);

/** A JSON string with its quotes; what is not UTF-8 becomes U+FFFD. */
void lci_text_add_json(struct lci_growing_text *text, const char *value);

/** A JSON number; null where it is not finite. */
void lci_text_add_number(struct lci_growing_text *text, double value);

/** A member of a JSON object, `"key":value`; a NULL is null. The key is written as it is, and no comma. */
void lci_text_add_json_text(struct lci_growing_text *text, const char *key, const char *value);
void lci_text_add_json_number(struct lci_growing_text *text, const char *key, double value);

/** Writes a text to a new file. Errors: LCI_E_IO (it exists, or cannot be written in full). */
LCI_MUST_USE enum lci_status lci_text_write_file(const struct lci_growing_text *text, const char *path, struct lci_error *err);

#endif
