/* qgis.h - the projects that a result holds for QGIS, and what becomes of them when the file gets another name. */
#ifndef LIFECIRCLE_QGIS_H
#define LIFECIRCLE_QGIS_H

#include <stddef.h>

#include <lifecircle/error.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What lci_relink() has found. */
struct lci_relinked {
    size_t changed_count; /* projects that named another file, and name this one now */
    size_t right_count;   /* that named this file before */
    size_t other_count;   /* that another program has saved: they are as they were, whatever they name */
    char *old_name;       /* that the changed ones had: a text for lci_text_free(); NULL: none was changed */
};

/**
 * Makes the projects in a result, or in a comparison of results, name the file by the name it has now. A project names its file, so
 * that one of a renamed copy shows the old file's data if that still lies beside it, and else nothing. The file is
 * copied aside, changed, synced and renamed into place; links to it are not followed. out: filled; may be NULL.
 *
 * Errors: LCI_E_IO (it cannot be read or written, or another program is writing it), LCI_E_DATA (no GeoPackage, or none with a
 * project of lifecircle), LCI_E_CONFIG (a link), LCI_E_NOMEM; the file is untouched by any of them. Threads: any, one a file.
 */
LCI_API LCI_MUST_USE enum lci_status lci_relink(const char *path, struct lci_relinked *out, struct lci_error *err);

#ifdef __cplusplus
}
#endif
#endif
