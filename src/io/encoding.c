/* encoding.c - encodings by iconv: aliases, sniffing, conversion. */
#include "io/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "io/text.h"

struct alias {
    const char *written; /* folded: lower case, no blanks, "-", "_" */
    const char *plain;
};

static const struct alias ALIASES[] = {
    {"936", "GB18030"},
    {"cp936", "GB18030"},
    {"gbk", "GB18030"},
    {"gb2312", "GB18030"},
    {"gb231280", "GB18030"},
    {"gb18030", "GB18030"},
    {"ansi936", "GB18030"},
    {"oem936", "GB18030"},
    {"ms936", "GB18030"},
    {"windows936", "GB18030"},
    {"euccn", "GB18030"},
    {"54936", "GB18030"},
    {"chinese", "GB18030"},
    {"utf8", "UTF-8"},
    {"65001", "UTF-8"},
    {"cp65001", "UTF-8"},
    {"utf8sig", "UTF-8"},
    {"utf8bom", "UTF-8"},
    {"big5", "BIG5-HKSCS"},
    {"950", "BIG5-HKSCS"},
    {"cp950", "BIG5-HKSCS"},
    {"ansi950", "BIG5-HKSCS"},
    {"big5hkscs", "BIG5-HKSCS"},
    {"88591", "CP1252"},
    {"iso88591", "CP1252"},
    {"latin1", "CP1252"},
    {"1252", "CP1252"},
    {"cp1252", "CP1252"},
    {"windows1252", "CP1252"},
    {"ansi1252", "CP1252"},
    {"885915", "ISO-8859-15"},
    {"iso885915", "ISO-8859-15"},
    {"932", "CP932"},
    {"shiftjis", "CP932"},
    {"sjis", "CP932"},
    {"cp932", "CP932"},
    {"949", "CP949"},
    {"euckr", "CP949"},
    {"cp949", "CP949"},
    {"1251", "CP1251"},
    {"cp1251", "CP1251"},
    {"windows1251", "CP1251"},
    {"1250", "CP1250"},
    {"cp1250", "CP1250"},
    {"windows1250", "CP1250"},
};

const char *
lci_encoding_plain_name(const char *name)
{
    char folded[40];

    lci_text_fold(name, folded, sizeof(folded));
    for (size_t i = 0; i < sizeof(ALIASES) / sizeof(ALIASES[0]); i++)
        if (strcmp(folded, ALIASES[i].written) == 0)
            return ALIASES[i].plain;
    return NULL;
}

const char *
lci_encoding_of_language_driver(unsigned char driver)
{
    switch (driver) {
    case 0x4D:
    case 0x7A:
        return "GB18030";
    case 0x4F:
    case 0x78:
        return "BIG5-HKSCS";
    case 0x13:
    case 0x7B:
        return "CP932";
    case 0x4E:
    case 0x79:
        return "CP949";
    case 0x03:
        return "CP1252";
    case 0xC8:
        return "CP1250";
    case 0xC9:
        return "CP1251";
    default:
        return NULL; /* 0x57 is "ANSI", which is whatever the writing machine used */
    }
}

/*
 * Converts as far as it goes into out[0 .. size); unreadable bytes become U+FFFD one by one and set
 * *damaged. A character cut off by the end is left out. Answers the bytes written.
 */
static size_t
convert(iconv_t converter, const char *bytes, size_t length, char *out, size_t size, bool *damaged)
{
    char *from = (char *)(uintptr_t)bytes; /* iconv does not write to it */
    char *to = out;
    size_t left = length;
    size_t room = size;

    while (left > 0) {
        if (iconv(converter, &from, &left, &to, &room) != (size_t)-1)
            break;
        if (errno == EINVAL) /* cut off at the end */
            break;
        if (errno == E2BIG || room < 4)
            break;
        *damaged = true;
        from++;
        left--;
        memcpy(to, "\xEF\xBF\xBD", 3);
        to += 3;
        room -= 3;
    }
    return (size_t)(to - out);
}

bool
lci_encoding_fits(const char *encoding, const char *bytes, size_t length)
{
    char scratch[256];
    bool damaged = false;
    iconv_t converter = (iconv_t)-1;
    char *from = (char *)(uintptr_t)bytes;
    size_t left = length;

    if (strcmp(encoding, "UTF-8") == 0)
        return lci_text_is_utf8(bytes, length);
    converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1)
        return false;
    while (left > 0 && !damaged) {
        char *to = scratch;
        size_t room = sizeof(scratch);

        if (iconv(converter, &from, &left, &to, &room) == (size_t)-1 && errno != E2BIG)
            damaged = true;
    }
    (void)iconv_close(converter);
    return !damaged;
}

const char *
lci_encoding_to_utf8(const char *encoding, const char *bytes, size_t length,
                     struct lci_arena *arena, bool *damaged)
{
    size_t room = 0;
    size_t used = 0;
    char *out = NULL;
    iconv_t converter = (iconv_t)-1;

    if (strcmp(encoding, "UTF-8") == 0 && lci_text_is_utf8(bytes, length))
        return lci_arena_text(arena, bytes, length);
    if (length > SIZE_MAX / 4)
        return NULL;
    room = 4 * length + 1; /* no character of any of these encodings grows more */
    out = lci_arena_alloc(arena, room, 1);
    if (!out)
        return NULL;
    converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1)
        return NULL;
    used = convert(converter, bytes, length, out, room - 1, damaged);
    out[used] = '\0';
    (void)iconv_close(converter);
    return out;
}

enum { BLOCK_SIZE = 1 << 16 };

static void
look_at_start(const unsigned char *block, size_t length, struct lci_text_file_facts *out)
{
    size_t line = 0;
    size_t zero_count = 0;
    bool has_comma = false;

    if (length >= 2 &&
        ((block[0] == 0xFF && block[1] == 0xFE) || (block[0] == 0xFE && block[1] == 0xFF)))
        out->is_utf16 = true;
    for (; line < length && block[line] != '\n' && block[line] != '\r'; line++) {
        zero_count += block[line] == 0;
        has_comma = has_comma || block[line] == ',' || block[line] == ';' || block[line] == '\t';
    }
    if (zero_count > 0 && zero_count * 3 > line)
        out->is_utf16 = true; /* without a byte-order mark every other byte of Latin text is zero */
    out->has_wide_commas = !has_comma && memmem(block, line, "\xEF\xBC\x8C", 3) != NULL;
}

enum lci_status
lci_encoding_look_at_file(const char *path, struct lci_text_file_facts *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    FILE *file = fopen(path, "rbe");
    char *block = NULL;
    size_t kept = 0; /* bytes of a character that the last block cut */
    size_t got = 0;
    bool is_first = true;

    *out = (struct lci_text_file_facts){.is_utf8 = true};
    if (!file)
        return lci_fail(err, LCI_E_IO, "cannot be opened: %s", strerror(errno));
    block = lci_new_array(char, BLOCK_SIZE + 4);
    if (!block) {
        status = lci_fail_nomem(err, "text file");
        goto out;
    }
    while ((got = fread(block + kept, 1, BLOCK_SIZE, file)) > 0) {
        size_t length = kept + got;
        size_t whole = length;

        if (is_first)
            look_at_start((const unsigned char *)block, length, out);
        is_first = false;
        out->has_high_bytes = out->has_high_bytes || lci_text_has_high_bytes(block, length);
        out->has_zero_bytes = out->has_zero_bytes || memchr(block, 0, length) != NULL;
        while (whole > 0 && length - whole < 3 && !lci_text_is_utf8(block, whole))
            whole--;
        if (!lci_text_is_utf8(block, whole) || !lci_text_is_cut_utf8(block + whole, length - whole))
            out->is_utf8 = false;
        kept = out->is_utf8 ? length - whole : 0;
        memmove(block, block + length - kept, kept);
    }
    if (kept > 0)
        out->is_utf8 = false;
    if (ferror(file))
        status = lci_fail(err, LCI_E_IO, "cannot be read: %s", strerror(errno));

out:
    lci_free(block);
    (void)fclose(file);
    return status;
}
