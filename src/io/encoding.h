/* encoding.h - which encoding bytes are in, and how they become UTF-8. */
#ifndef LCI_IO_ENCODING_H
#define LCI_IO_ENCODING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/alloc.h"
#include "base/error.h"

/**
 * The name iconv knows for an encoding as people and .cpg files write it: "936", "GBK", "ANSI 936", "GB2312" are all
 * "GB18030", which holds them; "65001" is "UTF-8". NULL: not known ("OEM", "ANSI"). Static.
 */
const char *lci_encoding_plain_name(const char *name);

/** The same for the language driver byte of a .dbf; NULL: it says nothing. */
const char *lci_encoding_of_language_driver(unsigned char driver);

/** Whether the bytes make sense in an encoding of iconv. */
bool lci_encoding_fits(const char *encoding, const char *bytes, size_t length);

/**
 * The bytes as UTF-8 in `arena`; what cannot be read becomes U+FFFD and sets *damaged (which is never cleared); a last
 * character that was cut off is left out. NULL: out of memory, or an encoding that iconv does not know.
 */
const char *lci_encoding_to_utf8(const char *encoding, const char *bytes, size_t length,
                                 struct lci_arena *arena, bool *damaged);

/** What the bytes of a text file look like. */
struct lci_text_file_facts {
    bool is_utf16;
    bool has_zero_bytes;
    bool has_high_bytes;
    bool is_utf8;
    bool has_wide_commas; /* the first line holds U+FF0C in UTF-8 and none of , ; TAB */
};

/** Looks through a whole text file, in blocks. Errors: LCI_E_IO, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_encoding_look_at_file(const char *path,
                                                       struct lci_text_file_facts *out,
                                                       struct lci_error *err);

#endif
