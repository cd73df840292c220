/* gpkg_projects.h - the table in which a GeoPackage holds the projects that QGIS opens it with. */
#ifndef LCI_IO_GPKG_PROJECTS_H
#define LCI_IO_GPKG_PROJECTS_H

#include <stddef.h>

#include "base/error.h"

/** A project; all borrowed. */
struct lci_gpkg_project {
    const char *name; /* ASCII, at most 50 characters */
    const char *text; /* length bytes: what a file NAME.qgs would hold */
    size_t length;
};

/**
 * Puts the table `qgis_projects`, as QGIS 3.22 makes it, into a GeoPackage that nobody else reads, instead of one that is there:
 * content is the hexadecimal digits of a zip. Dates are fixed: equal texts give equal bytes. Nothing is synced. What fails
 * leaves a file to be thrown away. Errors: LCI_E_IO, LCI_E_LIMIT, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_gpkg_put_projects(const char *path, const struct lci_gpkg_project *projects, size_t count,
                                                   struct lci_error *err);

/** Makes another text of a project's; no bytes: it stays. The text belongs to the caller. */
typedef enum lci_status (*lci_gpkg_project_change)(void *user, const struct lci_gpkg_project *project, char **text, size_t *length,
                                                   struct lci_error *err);

/**
 * Changes the projects of a GeoPackage that nobody else reads, each that lci_gpkg_put_projects() has put there; *others: how many
 * there are that another program has put or changed, which stay. Errors: as above, and what `change` answers.
 */
LCI_MUST_USE enum lci_status lci_gpkg_change_projects(const char *path, lci_gpkg_project_change change, void *user, size_t *others,
                                                      struct lci_error *err);

#endif
