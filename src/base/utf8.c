/* utf8.c - validates UTF-8 one character at a time. */
#include "base/utf8.h"

size_t
lci_utf8_length(const char *text)
{
    const unsigned char *bytes = (const unsigned char *)text;
    const unsigned char lead = bytes[0];
    unsigned char low = 0x80U;
    unsigned char high = 0xBFU;
    size_t length = 0;

    if (lead < 0x80U)
        return 1;
    if (lead < 0xC2U || lead > 0xF4U)
        return 0;
    length = lead < 0xE0U ? 2 : lead < 0xF0U ? 3 : 4;
    if (lead == 0xE0U)
        low = 0xA0U;
    else if (lead == 0xEDU)
        high = 0x9FU;
    else if (lead == 0xF0U)
        low = 0x90U;
    else if (lead == 0xF4U)
        high = 0x8FU;
    for (size_t i = 1; i < length; i++) {
        if (bytes[i] < low || bytes[i] > high)
            return 0;
        low = 0x80U;
        high = 0xBFU;
    }
    return length;
}
