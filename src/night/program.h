/* program.h - which program this is, down to the libraries that its results depend on. */
#ifndef LCI_NIGHT_PROGRAM_H
#define LCI_NIGHT_PROGRAM_H

#include "base/error.h"
#include "base/fingerprint.h"

/**
 * The fingerprint of the version, and of the build ids (as the linker writes them: of all that was built) of this program and
 * of the libraries whose results are in ours, and of the database of PROJ: another build, or a library that was updated, is
 * another program. Errors: LCI_E_IO (that database cannot be read), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_program_fingerprint(struct lci_fingerprint *out, struct lci_error *err);

#endif
