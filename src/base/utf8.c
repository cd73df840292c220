/* utf8.c - UTF-8 one character at a time. */
#include "base/utf8.h"

#include <string.h>

/* Length of the sequence that `lead` begins; 0: no lead byte. */
static size_t
sequence_length(unsigned char lead)
{
    if (lead < 0x80)
        return 1;
    if (lead >= 0xC2 && lead <= 0xDF)
        return 2;
    if (lead >= 0xE0 && lead <= 0xEF)
        return 3;
    return lead >= 0xF0 && lead <= 0xF4 ? 4 : 0;
}

/* Whether `byte` may stand at `place` (from 1) after `lead`: shuts out overlong forms, surrogates
 * and what is too large. */
static bool
continues(unsigned char lead, size_t place, unsigned char byte)
{
    unsigned char least = 0x80;
    unsigned char most = 0xBF;

    if (place == 1 && lead == 0xE0)
        least = 0xA0;
    if (place == 1 && lead == 0xED)
        most = 0x9F;
    if (place == 1 && lead == 0xF0)
        least = 0x90;
    if (place == 1 && lead == 0xF4)
        most = 0x8F;
    return byte >= least && byte <= most;
}

size_t
lci_utf8_length(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const size_t need = sequence_length(bytes[0]);

    for (size_t place = 1; place < need; place++)
        if (!continues(bytes[0], place, bytes[place]))
            return 0;
    return need;
}

size_t
lci_utf8_valid(const char *text, size_t length, bool *is_cut)
{
    const unsigned char *bytes = (const unsigned char *)text;
    size_t at = 0;

    *is_cut = false;
    while (at < length) {
        size_t need = sequence_length(bytes[at]);
        size_t place = 1;

        if (need == 0)
            return at;
        while (place < need && at + place < length &&
               continues(bytes[at], place, bytes[at + place]))
            place++;
        if (place < need) {
            *is_cut = at + place == length;
            return at;
        }
        at += need;
    }
    return at;
}

uint32_t
lci_utf8_next(const char **text)
{
    static const unsigned char LEAD_BITS[] = {0, 0x7F, 0x1F, 0x0F, 0x07};
    const unsigned char *bytes = (const unsigned char *)*text;
    size_t need = sequence_length(bytes[0]);
    uint32_t character = 0;

    if (bytes[0] == 0)
        return 0;
    if (need == 0) {
        *text += 1;
        return LCI_UTF8_REPLACEMENT;
    }
    character = bytes[0] & LEAD_BITS[need];
    for (size_t place = 1; place < need; place++) {
        if (!continues(bytes[0], place, bytes[place])) {
            *text += place;
            return LCI_UTF8_REPLACEMENT;
        }
        character = character << 6 | (bytes[place] & 0x3F);
    }
    *text += need;
    return character;
}

size_t
lci_utf8_put(uint32_t character, char out[4])
{
    static const unsigned char LEAD[] = {0, 0, 0xC0, 0xE0, 0xF0};
    size_t length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;

    if (length == 1) {
        out[0] = (char)character;
        return 1;
    }
    for (size_t place = length - 1; place > 0; place--) {
        out[place] = (char)(0x80 | (character & 0x3F));
        character >>= 6;
    }
    out[0] = (char)(LEAD[length] | character);
    return length;
}

uint32_t
lci_utf8_narrow(uint32_t character)
{
    if (character >= 0xFF01 && character <= 0xFF5E)
        return character - 0xFF01 + '!';
    return character == 0x3000 || character == 0x00A0 ? ' ' : character;
}

bool
lci_utf8_fold(const char *text, bool drops_blanks, char *out, size_t size)
{
    size_t used = 0;
    uint32_t character = 0;

    while ((character = lci_utf8_narrow(lci_utf8_next(&text))) != 0) {
        char bytes[4];
        size_t length = 0;

        if (drops_blanks && character <= ' ')
            continue;
        if (character >= 'A' && character <= 'Z')
            character += 'a' - 'A';
        length = lci_utf8_put(character, bytes);
        if (used + length >= size)
            return false;
        memcpy(out + used, bytes, length);
        used += length;
    }
    out[used] = '\0';
    return true;
}
