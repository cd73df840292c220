/* utf8.h - where one character of UTF-8 ends. */
#ifndef LCI_BASE_UTF8_H
#define LCI_BASE_UTF8_H

#include <stddef.h>

/**
 * Length in bytes of the character at `text`, which ends with a zero byte (itself a character of 1 byte); 0 if it is no
 * valid UTF-8 (RFC 3629: nothing overlong, no surrogates, nothing above U+10FFFF).
 */
size_t lci_utf8_length(const char *text);

#endif
