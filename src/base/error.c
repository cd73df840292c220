/* error.c - formats error messages. */
#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum lci_status
lci_fail(struct lci_error *err, enum lci_status status, const char *format, ...)
{
    va_list args;

    if (!err)
        return status;
    err->status = status;
    va_start(args, format);
    (void)vsnprintf(err->message, sizeof(err->message), format, args);
    va_end(args);
    return status;
}

enum lci_status
lci_fail_in(struct lci_error *err, enum lci_status status, const char *format, ...)
{
    char prefix[LCI_ERROR_MESSAGE_SIZE / 2];
    size_t length = 0;
    size_t kept = 0;
    va_list args;

    if (!err)
        return status;
    va_start(args, format);
    (void)vsnprintf(prefix, sizeof(prefix), format, args);
    va_end(args);

    length = strlen(prefix);
    kept = strnlen(err->message, sizeof(err->message) - 1);
    if (kept > sizeof(err->message) - length - 3)
        kept = sizeof(err->message) - length - 3;
    memmove(err->message + length + 2, err->message, kept);
    memcpy(err->message, prefix, length);
    memcpy(err->message + length, ": ", 2);
    err->message[length + 2 + kept] = '\0';
    err->status = status;
    return status;
}

enum lci_status
lci_fail_nomem(struct lci_error *err, const char *what)
{
    return lci_fail(err, LCI_E_NOMEM, "%s: out of memory", what);
}

const char *
lci_write_doubt(const char *reason)
{
    return strstr(reason, "disk I/O error") ? " (disk damaged, quota used up, or file too large for this user?)" : "";
}
