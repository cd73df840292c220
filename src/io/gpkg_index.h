/* gpkg_index.h - the spatial index of a GeoPackage's layer, made in one go after its rows. */
#ifndef LCI_IO_GPKG_INDEX_H
#define LCI_IO_GPKG_INDEX_H

#include <stdint.h>

#include "base/sql.h"

/** The boxes of a layer's rows until they are packed: 24 bytes a row, and 4 while they are written. One thread at a time. */
struct lci_gpkg_index;

/** NULL: out of memory. */
struct lci_gpkg_index *lci_gpkg_index_new(void);
void lci_gpkg_index_free(struct lci_gpkg_index *index);

/** Notes the box of row `fid` (1 to 2^32 - 1): least x, greatest x, least y, greatest y. False: out of memory. */
bool lci_gpkg_index_add(struct lci_gpkg_index *index, int64_t fid, const double box_m[4]);

/**
 * Writes the index of a layer (column `geom`), once, where it is made (OGC 12-128r17, F.3) and has no boxes; the triggers that
 * make it follow the rows have not run. Equal boxes give equal bytes. False: out of memory, or sqlite3_errmsg() says why.
 * Cost: a tenth of what SQLite needs to put the boxes in one by one.
 */
bool lci_gpkg_index_write(struct lci_gpkg_index *index, sqlite3 *database, const char *table);

#endif
