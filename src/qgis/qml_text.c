/* qml_text.c - escaping for XML, HTML, expressions of QGIS and SQL; elements and numbers. */
#include "qgis/qml_text.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "io/number_text.h"

/* No character of XML (1.0, 2.2). */
static bool
is_none(uint32_t character)
{
    return (character < 0x20 && character != '\n' && character != '\t') || character == 0xFFFE ||
           character == 0xFFFF;
}

/* What moves or turns what stands beside it. */
static bool
is_out_of_sight(uint32_t character)
{
    return character < 0x20 || (character >= 0x7F && character < 0xA0) || character == 0x200E ||
           character == 0x200F || (character >= 0x2028 && character <= 0x202E) ||
           (character >= 0x2066 && character <= 0x2069);
}

static void
add_character(struct lci_growing_text *out, uint32_t character)
{
    static const struct {
        uint32_t character;
        const char *escaped;
    } specials[] = {{'&', "&amp;"}, {'<', "&lt;"}, {'>', "&gt;"}, {'"', "&quot;"}, {'\n', "&#10;"}};
    char bytes[4];

    for (size_t i = 0; i < sizeof(specials) / sizeof(specials[0]); i++)
        if (specials[i].character == character) {
            lci_text_add(out, "%s", specials[i].escaped);
            return;
        }
    lci_text_add_bytes(out, bytes, lci_utf8_put(character, bytes));
}

/* Is this the end of what opens or closes an expression? */
static bool
ends_marker(uint32_t before, uint32_t character)
{
    return (before == '[' && character == '%') || (before == '%' && character == ']');
}

/* For whom a text is: QGIS, which has to find what it means; a person; a person, where it is no
 * XML. */
enum text_kind { TEXT_RAW, TEXT_INNER, TEXT_LABEL, TEXT_PLAIN };

static void
add(struct lci_growing_text *out, const char *text, enum text_kind kind)
{
    uint32_t before = 0;
    char bytes[4];

    for (uint32_t character = lci_utf8_next(&text); character != 0;
         character = lci_utf8_next(&text)) {
        if (is_none(character) || (kind >= TEXT_LABEL && is_out_of_sight(character)))
            character = LCI_UTF8_REPLACEMENT;
        if (kind >= TEXT_LABEL && ends_marker(before, character))
            lci_text_add(out, " ");
        if (kind == TEXT_PLAIN || (kind == TEXT_INNER && character == '"'))
            lci_text_add_bytes(out, bytes, lci_utf8_put(character, bytes));
        else
            add_character(out, character);
        before = character;
    }
}

void
lci_qml_add_label(struct lci_growing_text *out, const char *text)
{
    add(out, text, TEXT_LABEL);
}

void
lci_qml_add_plain(struct lci_growing_text *out, const char *text)
{
    add(out, text, TEXT_PLAIN);
}

void
lci_qml_add_raw(struct lci_growing_text *out, const char *text)
{
    add(out, text, TEXT_RAW);
}

void
lci_qml_add_inner(struct lci_growing_text *out, const char *text)
{
    add(out, text, TEXT_INNER);
}

void
lci_qml_add_html(struct lci_growing_text *out, const char *text)
{
    add(out, text, TEXT_LABEL); /* &quot; and numbers are known to HTML as well */
}

static void
add_doubled(struct lci_growing_text *out, const char *text, char quote)
{
    lci_text_add_bytes(out, &quote, 1);
    for (const char *at = text; *at; at++) {
        if (quote == '\'' && (ends_marker((unsigned char)at[0], (unsigned char)at[1])))
            lci_text_add(out, "%c' || '", *at);
        else if (*at == quote || (quote == '\'' && *at == '\\'))
            lci_text_add(out, "%c%c", *at, *at);
        else
            lci_text_add_bytes(out, at, 1);
    }
    lci_text_add_bytes(out, &quote, 1);
}

void
lci_qml_add_column(struct lci_growing_text *out, const char *name)
{
    add_doubled(out, name, '"');
}

void
lci_qml_add_literal(struct lci_growing_text *out, const char *text)
{
    const bool is_split = strstr(text, "[%") || strstr(text, "%]");

    lci_text_add(out, "%s", is_split ? "(" : "");
    add_doubled(out, text, '\'');
    lci_text_add(out, "%s", is_split ? ")" : "");
}

const char *
lci_qml_colour(const char *colour, char out[20])
{
    const unsigned long rgb = strtoul(colour + 1, NULL, 16);

    (void)snprintf(out, 20, "%lu,%lu,%lu,255", rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
    return out;
}

void
lci_qml_add_defined(struct lci_growing_text *out, const char *element,
                    const struct lci_qml_pair *defined)
{
    if (!defined || !defined->name)
        return;
    lci_text_add(out,
                 "<%s><Option type=\"Map\"><Option name=\"name\" type=\"QString\" value=\"\"/>"
                 "<Option name=\"properties\" type=\"Map\">",
                 element);
    for (; defined->name; defined++) {
        lci_text_add(out,
                     "<Option name=\"%s\" type=\"Map\"><Option name=\"active\" type=\"bool\" "
                     "value=\"true\"/>"
                     "<Option name=\"expression\" type=\"QString\" value=\"",
                     defined->name);
        lci_qml_add_raw(out, defined->value);
        lci_text_add(out, "\"/><Option name=\"type\" type=\"int\" value=\"3\"/></Option>");
    }
    lci_text_add(
        out, "</Option><Option name=\"type\" type=\"QString\" value=\"collection\"/></Option></%s>",
        element);
}

void
lci_qml_add_attribute(struct lci_growing_text *text, const char *name, const char *value)
{
    lci_text_add(text, " %s=\"", name);
    lci_qml_add_label(text, value ? value : "");
    lci_text_add(text, "\"");
}

void
lci_qml_add_element(struct lci_growing_text *text, const char *name, const char *value)
{
    lci_text_add(text, "<%s>", name);
    lci_qml_add_label(text, value ? value : "");
    lci_text_add(text, "</%s>", name);
}

void
lci_qml_add_number(struct lci_growing_text *text, double value)
{
    char number[LCI_NUMBER_TEXT_SIZE];

    lci_number_to_text(value, number);
    lci_text_add_bytes(text, number, strlen(number));
}

void
lci_qml_add_sql(struct lci_growing_text *text, const char *value)
{
    lci_text_add(text, "'");
    for (; value && *value; value++)
        lci_text_add_bytes(text, *value == '\'' ? "''" : value, *value == '\'' ? 2 : 1);
    lci_text_add(text, "'");
}
