/* copy_file.h - a file once more. */
#ifndef LCI_IO_COPY_FILE_H
#define LCI_IO_COPY_FILE_H

#include <sys/types.h>

#include "base/error.h"

/** Copies the bytes of `from` to `to`, which must not exist and gets the rights `mode`; not synced. Errors: LCI_E_IO. */
LCI_MUST_USE enum lci_status lci_copy_file(const char *from, const char *to, mode_t mode, struct lci_error *err);

#endif
