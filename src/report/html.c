/* html.c - escaping, by the HTML standard (13.1.2.6, 13.1.3) and RFC 8259. */
#include "report/html.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "io/number_text.h"

void
lci_html_fini(struct lci_html *html)
{
    lci_free(html->text.bytes);
    *html = (struct lci_html){.english = html->english};
}

void
lci_html_raw(struct lci_html *html, const char *format, ...)
{
    char text[1024];
    va_list args;
    int length = 0;

    va_start(args, format);
    length = vsnprintf(text, sizeof(text), format, args);
    va_end(args);
    if (length >= 0 && (size_t)length < sizeof(text))
        lci_text_add_bytes(&html->text, text, (size_t)length);
    else
        html->text.failed = true;
}

/* Controls but for blanks, and what turns or hides the direction in which a text is read (Unicode, UAX 9). */
static bool
is_deceptive(uint32_t character)
{
    return (character < 0x20 && character != '\t' && character != '\n') || (character >= 0x7F && character < 0xA0) ||
           (character >= 0x200B && character <= 0x200F) || (character >= 0x202A && character <= 0x202E) ||
           (character >= 0x2060 && character <= 0x206F) || character == 0xFEFF || character == 0x2028 || character == 0x2029;
}

static const char *
escape_of(char character)
{
    switch (character) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void
lci_html_text(struct lci_html *html, const char *text)
{
    while (text && *text != '\0') {
        const char *escape = escape_of(*text);
        uint32_t character = 0;
        char bytes[4];

        if (escape) {
            lci_text_add_bytes(&html->text, escape, strlen(escape));
            text++;
            continue;
        }
        character = lci_utf8_next(&text);
        if (is_deceptive(character))
            lci_html_raw(html, "[U+%04" PRIX32 "]", character);
        else
            lci_text_add_bytes(&html->text, bytes, lci_utf8_put(character, bytes));
    }
}

void
lci_html_say(struct lci_html *html, const char *zh, const char *en)
{
    lci_html_text(html, html->english ? en : zh);
}

void
lci_html_heading(struct lci_html *html, const char *kind, const char *zh, const char *en)
{
    lci_html_raw(html, "<th scope=\"col\" class=\"%s\">", kind);
    lci_html_say(html, zh, en);
    lci_html_raw(html, "</th>");
}

void
lci_html_attribute(struct lci_html *html, const char *name, const char *value)
{
    if (!value)
        return;
    lci_html_raw(html, " %s=\"", name);
    lci_html_text(html, value);
    lci_html_raw(html, "\"");
}

void
lci_html_json_text(struct lci_html *html, const char *text)
{
    lci_html_raw(html, "\"");
    while (*text != '\0') {
        const uint32_t character = lci_utf8_next(&text);
        char bytes[4];

        if (character < 0x20 || (character < 0x7F && strchr("\"\\<>&'", (int)character)) || is_deceptive(character))
            lci_html_raw(html, "\\u%04" PRIx32, character);
        else
            lci_text_add_bytes(&html->text, bytes, lci_utf8_put(character, bytes));
    }
    lci_html_raw(html, "\"");
}

void
lci_html_number(struct lci_html *html, double value, unsigned decimals)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_read(value, decimals, true, text);
    lci_html_raw(html, "%s", text);
}

void
lci_html_percent(struct lci_html *html, double ratio)
{
    double percent = ratio * 100.0;

    if (!isfinite(ratio)) {
        lci_html_raw(html, "–");
        return;
    }
    if (ratio < 1.0 && percent >= 99.95)
        percent = 99.9;
    if (ratio > 0.0 && percent < 0.05)
        percent = 0.1;
    lci_html_number(html, percent, ratio <= 0.0 || ratio >= 1.0 ? 0 : 1);
    lci_html_raw(html, "%%");
}

void
lci_html_plain(struct lci_html *html, double value, unsigned decimals)
{
    char text[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_short(value, decimals, text);
    lci_html_raw(html, "%s", text);
}
