/* text.h - UTF-8 as it comes: valid or not, blanks around it, and names that are alike. */
#ifndef LCI_IO_TEXT_H
#define LCI_IO_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** Whether all `length` bytes are valid UTF-8 (no surrogates, nothing overlong). */
bool lci_text_is_utf8(const char *text, size_t length);

/** Whether the bytes are valid UTF-8 but for a last character that was cut off. */
bool lci_text_is_cut_utf8(const char *text, size_t length);

/** Whether any byte is above 127. */
bool lci_text_has_high_bytes(const char *text, size_t length);

/** Takes blanks, ideographic ones and byte-order marks too, off both ends of text[0 .. *length). */
const char *lci_text_trim(const char *text, size_t *length);

/**
 * Writes `name` to `out` for comparison: lower case, narrow, without blanks, "_", "-", ":" and ".".
 * Cut to size - 1 bytes. Bytes that are no UTF-8 are left out.
 */
void lci_text_fold(const char *name, char *out, size_t size);

#endif
