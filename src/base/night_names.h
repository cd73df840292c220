/* night_names.h - names of what a night leaves beside its results, in the same folder: no result may have one of them. */
#ifndef LCI_BASE_NIGHT_NAMES_H
#define LCI_BASE_NIGHT_NAMES_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/** The manifest of a night, which is written after its results and is none of them. */
#define LCI_MANIFEST_NAME "manifest.json"

/** What has changed since the night before, and why: about two nights, so it is none of the results of one. */
#define LCI_CHANGES_JSON_NAME "changes.json"
#define LCI_CHANGES_TEXT_NAME "changes.txt"
#define LCI_CHANGES_ZH_NAME "changes.zh.txt"
#define LCI_CHANGES_PAGE_NAME "changes.html"

/** Whether a name of `length` bytes is one of them. */
static inline bool
lci_is_night_name(const char *name, size_t length)
{
    static const char *const names[] = {LCI_MANIFEST_NAME, LCI_CHANGES_JSON_NAME, LCI_CHANGES_TEXT_NAME, LCI_CHANGES_ZH_NAME,
                                        LCI_CHANGES_PAGE_NAME};

    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
        if (length == strlen(names[i]) && memcmp(name, names[i], length) == 0)
            return true;
    return false;
}

#endif
