/* zip_write.h - one file packed as a zip, and taken out again, in memory. */
#ifndef LCI_IO_ZIP_WRITE_H
#define LCI_IO_ZIP_WRITE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/**
 * Packs size bytes as the only entry of a zip. *zip (*zip_size bytes) belongs to the caller: lci_free(). The entry is dated
 * 1980-01-01, the first day that a zip knows: equal bytes make equal zips. name: ASCII, at most 255 bytes.
 * Errors: LCI_E_LIMIT (4 GB and more), LCI_E_NOMEM. Source: APPNOTE.TXT 6.3 of PKWARE, 4.3.7, 4.3.12 and 4.3.16.
 */
LCI_MUST_USE enum lci_status lci_zip_one(const char *name, const void *bytes, size_t size, unsigned char **zip,
                                         size_t *zip_size, struct lci_error *err);

/**
 * What lci_zip_one() has packed, with a zero byte behind it, for lci_free(). False: the zip is of another program, damaged, or
 * says that it holds more than `most` bytes; or out of memory.
 */
bool lci_zip_one_open(const unsigned char *zip, size_t zip_size, size_t most, char **bytes, size_t *size);

#endif
