/* text.c - blanks around UTF-8 texts, and names that are alike. */
#include "io/text.h"

#include <string.h>

#include "base/utf8.h"

bool
lci_text_is_utf8(const char *text, size_t length)
{
    bool is_cut = false;

    return lci_utf8_valid(text, length, &is_cut) == length;
}

bool
lci_text_is_cut_utf8(const char *text, size_t length)
{
    bool is_cut = false;

    return lci_utf8_valid(text, length, &is_cut) == length || is_cut;
}

bool
lci_text_has_high_bytes(const char *text, size_t length)
{
    for (size_t i = 0; i < length; i++)
        if ((unsigned char)text[i] > 127)
            return true;
    return false;
}

/* Length of a blank that begins at text; 0: no blank. */
static size_t
blank_length(const char *text, size_t length)
{
    static const char *const WIDE[] = {"\xC2\xA0", "\xE3\x80\x80", "\xEF\xBB\xBF", "\xE2\x80\x8B"};

    if (length > 0 && (unsigned char)text[0] <= ' ')
        return 1;
    for (size_t i = 0; i < sizeof(WIDE) / sizeof(WIDE[0]); i++) {
        size_t size = strlen(WIDE[i]);

        if (length >= size && memcmp(text, WIDE[i], size) == 0)
            return size;
    }
    return 0;
}

static size_t
blank_length_at_end(const char *text, size_t length)
{
    for (size_t size = 1; size <= 3 && size <= length; size++)
        if (blank_length(text + length - size, size) == size)
            return size;
    return 0;
}

const char *
lci_text_trim(const char *text, size_t *length)
{
    size_t blank = 0;

    while ((blank = blank_length(text, *length)) > 0) {
        text += blank;
        *length -= blank;
    }
    while ((blank = blank_length_at_end(text, *length)) > 0)
        *length -= blank;
    return text;
}

void
lci_text_fold(const char *name, char *out, size_t size)
{
    size_t used = 0;
    uint32_t character = 0;

    while ((character = lci_utf8_next(&name)) != 0) {
        char bytes[4];
        size_t length = 0;

        character = lci_utf8_narrow(character);
        if (character == LCI_UTF8_REPLACEMENT || character <= ' ' ||
            (character < 128 && strchr("_-:.", (int)character)))
            continue;
        if (character >= 'A' && character <= 'Z')
            character += 'a' - 'A';
        length = lci_utf8_put(character, bytes);
        if (used + length >= size)
            break;
        memcpy(out + used, bytes, length);
        used += length;
    }
    out[used] = '\0';
}
