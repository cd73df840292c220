/* staging.h - a private folder for copies of inputs that must not be touched where they lie. */
#ifndef LCI_IO_STAGING_H
#define LCI_IO_STAGING_H

#include "base/error.h"

enum { LCI_STAGING_PATH_SIZE = 512 };

/** Makes a new folder (mode 0700) under $TMPDIR or /tmp; `path` gets its name. Errors: LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_staging_new(char path[LCI_STAGING_PATH_SIZE],
                                             struct lci_error *err);

/** Likewise in the folder `base`; NULL: as there. */
LCI_MUST_USE enum lci_status lci_staging_new_in(const char *base, char path[LCI_STAGING_PATH_SIZE], struct lci_error *err);

/** Copies the file `from` into `folder` as `name`. Errors: LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_staging_copy(const char *folder, const char *from,
                                              const char *name, struct lci_error *err);

/** Removes the folder and the files in it; "" is fine. Sets path to "". */
void lci_staging_free(char path[LCI_STAGING_PATH_SIZE]);

#endif
