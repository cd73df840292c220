/* log.h - one message to the caller's log. */
#ifndef LCI_BASE_LOG_H
#define LCI_BASE_LOG_H

#include <lifecircle/context.h>

/** Formats a message (cut at 2 KiB) and hands it to context->log; context may be NULL. */
void lci_log(const struct lci_context *context, enum lci_log_level level, const char *format, ...)
    LCI_PRINTF(3, 4);

#endif
