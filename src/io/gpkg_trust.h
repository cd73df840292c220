/* gpkg_trust.h - what a GeoPackage that somebody hands in may not do. For the files gpkg_*.c only. */
#ifndef LCI_IO_GPKG_TRUST_H
#define LCI_IO_GPKG_TRUST_H

#include "base/sql.h"

/** Nothing that a file brings with it is run from now on, a name in quotes is never taken for a text, and no value is larger than
 * 256 MiB. */
void lci_gpkg_distrust(sqlite3 *database);

#endif
