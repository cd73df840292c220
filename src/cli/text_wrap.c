/* text_wrap.c - breaks texts into lines, Chinese ones too. Its texts are the program's own: valid UTF-8. */
#include "usage.h"

#include <string.h>

/* From CJK radicals on characters are two columns wide; what texts hold before that is one (Unicode, EastAsianWidth.txt). */
static const unsigned char FIRST_WIDE[] = {0xE2, 0xBA, 0x80};

static size_t
character_length(const char *text)
{
    const unsigned char first = (unsigned char)*text;

    return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

static bool
is_wide(const char *text)
{
    return (unsigned char)*text >= 0xE0 && memcmp(text, FIRST_WIDE, sizeof(FIRST_WIDE)) >= 0;
}

static bool
is_one_of(const char *text, const char *characters)
{
    const size_t length = character_length(text);

    for (; *characters != '\0'; characters += character_length(characters))
        if (character_length(characters) == length && memcmp(text, characters, length) == 0)
            return true;
    return false;
}

/* Between two characters: beside a Chinese one, but no line begins with a closing sign or ends with an opening one. */
static bool
may_break(const char *before, const char *after)
{
    if (*after == ' ')
        return true;
    if (!is_wide(before) && !is_wide(after))
        return *before == ' ';
    return !is_one_of(after, "，。、；：）》」”！？,.;:)") && !is_one_of(before, "（《「“(");
}

unsigned
text_columns(const char *text)
{
    unsigned columns = 0;

    for (; *text != '\0'; text += character_length(text))
        columns += is_wide(text) ? 2 : 1;
    return columns;
}

/* Bytes of the next line: what fits into `room` columns and ends where a line may end, else up to the first such place. */
static size_t
line_length(const char *text, unsigned room)
{
    unsigned columns = 0;
    size_t length = 0;

    for (const char *at = text; *at != '\0'; at += character_length(at)) {
        const char *next = at + character_length(at);

        columns += is_wide(at) ? 2 : 1;
        if (columns > room && length > 0)
            return length;
        if (*next == '\0' || may_break(at, next))
            length = (size_t)(next - text);
    }
    return length;
}

void
text_wrap(FILE *to, const char *text, unsigned column, unsigned indent, unsigned width)
{
    while (*text != '\0') {
        const size_t length = line_length(text, width > column ? width - column : 1);
        size_t shown = length;

        while (shown > 0 && text[shown - 1] == ' ')
            shown--;
        (void)fprintf(to, "%.*s\n", (int)shown, text);
        text += length;
        text += strspn(text, " ");
        column = indent;
        if (*text != '\0')
            (void)fprintf(to, "%*s", (int)indent, "");
    }
}
