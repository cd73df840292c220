/* zip.h - how large a zip would become, and taking it apart into a private folder, both with a cap. */
#ifndef LCI_IO_ZIP_H
#define LCI_IO_ZIP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"

/** A number as zips write them, least byte first; count: at most 8 bytes. */
uint64_t lci_zip_number(const unsigned char *bytes, size_t count);

/** Whether a file begins as zips do, whatever its name. */
bool lci_zip_is_one(const char *path);

/**
 * Unpacks every entry into nothing and counts: what the directory of the zip claims is not believed.
 * Errors: LCI_E_DATA (damaged, also by its checksums, encrypted, or larger than 256 MB or 10,000 entries), LCI_E_IO, LCI_E_NOMEM.
 * Memory: two blocks of 64 KiB and the directory (at most 16 MB).
 */
LCI_MUST_USE enum lci_status lci_zip_check(const char *path, struct lci_error *err);

/**
 * As lci_zip_check(), and every entry has to be an XML document that ends with its root: what a workbook is made of, and what
 * a full disk cuts off. Errors: as above; LCI_E_IO where an entry is not whole.
 */
LCI_MUST_USE enum lci_status lci_zip_check_xml(const char *path, struct lci_error *err);

/**
 * Unpacks the entries with geodata names (.shp .shx .dbf .prj .cpg .kml .geojson .json .gpkg .csv .hgt) flat into
 * `folder`, with harmless names and never over an existing file. Errors: as above.
 */
LCI_MUST_USE enum lci_status lci_zip_unpack(const char *path, const char *folder,
                                            struct lci_error *err);

#endif
