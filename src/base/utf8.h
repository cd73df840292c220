/* utf8.h - UTF-8 one character at a time. */
#ifndef LCI_BASE_UTF8_H
#define LCI_BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What bytes that are no UTF-8 come out as: U+FFFD. */
#define LCI_UTF8_REPLACEMENT 0xFFFDU

/**
 * Length in bytes of the character at `text`, which ends with a zero byte (itself a character of 1 byte); 0 if it is no
 * valid UTF-8 (RFC 3629: nothing overlong, no surrogates, nothing above U+10FFFF).
 */
size_t lci_utf8_length(const char *text);

/** How many of the bytes, from the first on, are valid UTF-8; *is_cut: what follows them is a character that the end cut off. */
size_t lci_utf8_valid(const char *text, size_t length, bool *is_cut);

/** Next character at *text, which is moved on; 0 at the end. Bytes that are no UTF-8 come out as LCI_UTF8_REPLACEMENT. */
uint32_t lci_utf8_next(const char **text);

/** Writes a character as UTF-8: up to 4 bytes, no zero byte. Answers how many. */
size_t lci_utf8_put(uint32_t character, char out[4]);

/** U+FF01 to U+FF5E, U+3000 and U+00A0 as their ASCII selves; others unchanged. */
uint32_t lci_utf8_narrow(uint32_t character);

/**
 * Copies a text with its characters narrow and A to Z in lower case, without control characters and blanks if `drops_blanks`.
 * out: size bytes. False: longer than that.
 */
bool lci_utf8_fold(const char *text, bool drops_blanks, char *out, size_t size);

#endif
