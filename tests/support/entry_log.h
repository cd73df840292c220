/* entry_log.h - what is read of an OSM file, as text. */
#ifndef LCI_TESTS_ENTRY_LOG_H
#define LCI_TESTS_ENTRY_LOG_H

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "io/osm_entry.h"

struct log {
    char text[1 << 16];
    size_t size;
};

__attribute__((format(printf, 2, 3))) static inline void
say(struct log *log, const char *format, ...)
{
    va_list values;

    va_start(values, format);
    log->size += (size_t)vsnprintf(log->text + log->size, sizeof(log->text) - log->size, format, values);
    va_end(values);
    if (log->size >= sizeof(log->text))
        abort();
}

static inline bool
log_entry(void *user, const struct lci_osm_entry *entry)
{
    struct log *log = user;

    say(log, "%c%" PRId64, "nwr"[entry->type], entry->id);
    if (entry->type == LCI_OSM_NODE)
        say(log, " %a %a", entry->lon_deg, entry->lat_deg);
    for (size_t i = 0; i < entry->ref_count; i++)
        say(log, " %" PRId64, entry->refs[i]);
    for (size_t i = 0; i < entry->tag_count; i++)
        say(log, " %s=%s", entry->tags[i].key, entry->tags[i].value);
    say(log, "\n");
    return true;
}

#endif
