/* project.h - the projects that QGIS opens a result with. */
#ifndef LCI_QGIS_PROJECT_H
#define LCI_QGIS_PROJECT_H

#include "qgis/styles.h"

enum { LCI_PROJECT_COUNT = 2 }; /* a language each */

struct lci_project_made {
    const char
        *name; /* static: "lifecircle" in the language of the result, "lifecircle_en" or "lifecircle_zh" in the other */
    struct lci_growing_text text;
};

/**
 * Makes the projects of a result, whose styles are `styles`. They name the file as `file`, without a folder, so it has to
 * have that name when one of them is opened. Equal results give equal texts. The texts belong to the caller (lci_free() of
 * their bytes), also after an error. Errors: LCI_E_IO, LCI_E_DATA, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_projects_make(const struct lci_qgis_styles *styles, const char *file,
                                               struct lci_project_made out[LCI_PROJECT_COUNT], struct lci_error *err);

#endif
