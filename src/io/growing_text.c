/* growing_text.c - texts that grow; JSON by RFC 8259. */
#include "io/growing_text.h"

#include <errno.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/utf8.h"
#include "io/number_text.h"

static bool
make_room(struct lci_growing_text *text, size_t more)
{
    const size_t wanted = text->length + more + 1;
    size_t capacity = text->capacity > 0 ? text->capacity : 256;
    char *grown = NULL;

    if (text->failed)
        return false;
    if (wanted <= text->capacity)
        return true;
    while (capacity < wanted)
        capacity *= 2;
    grown = lci_realloc(text->bytes, capacity, 1);
    text->failed = !grown;
    if (!grown)
        return false;
    text->bytes = grown;
    text->capacity = capacity;
    return true;
}

void
lci_text_add_bytes(struct lci_growing_text *text, const char *bytes, size_t length)
{
    if (!make_room(text, length))
        return;
    memcpy(text->bytes + text->length, bytes, length);
    text->length += length;
    text->bytes[text->length] = '\0';
}

void
lci_text_add(struct lci_growing_text *text, const char *format, ...)
{
    va_list args;
    int length = 0;

    va_start(args, format);
    length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0 || !make_room(text, (size_t)length))
        return;
    va_start(args, format);
    (void)vsnprintf(text->bytes + text->length, (size_t)length + 1, format, args);
    va_end(args);
    text->length += (size_t)length;
}

void
lci_text_add_json(struct lci_growing_text *text, const char *value)
{
    lci_text_add(text, "\"");
    while (*value != '\0') {
        const size_t step = lci_utf8_length(value);

        if (step == 0) {
            lci_text_add(text, "\\ufffd");
            value++;
            continue;
        }
        if (*value == '"' || *value == '\\')
            lci_text_add(text, "\\%c", *value);
        else if ((unsigned char)*value < 0x20)
            lci_text_add(text, "\\u%04x", (unsigned)(unsigned char)*value);
        else
            lci_text_add_bytes(text, value, step);
        value += step;
    }
    lci_text_add(text, "\"");
}

void
lci_text_add_number(struct lci_growing_text *text, double value)
{
    char number[LCI_NUMBER_TEXT_SIZE] = "null";

    if (isfinite(value))
        lci_number_to_text(value, number);
    lci_text_add(text, "%s", number);
}

void
lci_text_add_json_text(struct lci_growing_text *text, const char *key, const char *value)
{
    lci_text_add(text, "\"%s\":", key);
    if (value)
        lci_text_add_json(text, value);
    else
        lci_text_add(text, "null");
}

void
lci_text_add_json_number(struct lci_growing_text *text, const char *key, double value)
{
    lci_text_add(text, "\"%s\":", key);
    lci_text_add_number(text, value);
}

enum lci_status
lci_text_write_file(const struct lci_growing_text *text, const char *path, struct lci_error *err)
{
    FILE *file = fopen(path, "wbxe");
    bool written = false;

    if (!file)
        return lci_fail(err, LCI_E_IO, "%s: cannot write: %s", path, strerror(errno));
    written = fwrite(text->bytes, 1, text->length, file) == text->length;
    if (fclose(file) != 0 || !written)
        return lci_fail(err, LCI_E_IO, "%s: cannot write: %s", path, strerror(errno));
    return LCI_OK;
}
