/* log.c - formats one message and hands it to the caller's log. */
#include "base/log.h"

#include <stdarg.h>
#include <stdio.h>

enum { LOG_MESSAGE_SIZE = 2048 };

/* Takes away what is left of a character whose last bytes were cut off at `length`. */
static void
drop_half_character(char *text, size_t length)
{
    size_t start = length;

    while (start > 0 && length - start < 4 && ((unsigned char)text[start - 1] & 0xC0U) == 0x80U)
        start--;
    if (start > 0) {
        const unsigned char lead = (unsigned char)text[start - 1];
        const size_t wanted = lead >= 0xF0U ? 3 : lead >= 0xE0U ? 2 : lead >= 0xC0U ? 1 : 0;

        if (length - start < wanted)
            text[start - 1] = '\0';
    }
}

void
lci_log(const struct lci_context *context, enum lci_log_level level, const char *format, ...)
{
    char message[LOG_MESSAGE_SIZE];
    int length = 0;
    va_list args;

    if (!context || !context->log)
        return;
    va_start(args, format);
    length = vsnprintf(message, sizeof(message), format, args);
    va_end(args);
    if (length < 0)
        return;
    if ((size_t)length >= sizeof(message))
        drop_half_character(message, sizeof(message) - 1);
    context->log(context->user, level, message);
}
