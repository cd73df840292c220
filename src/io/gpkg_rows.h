/* gpkg_rows.h - the rows of tables into a GeoPackage whose empty layers GDAL has made. */
#ifndef LCI_IO_GPKG_ROWS_H
#define LCI_IO_GPKG_ROWS_H

#include "io/write.h"

/**
 * Fills the layers of a closed GeoPackage, one a table, in one transaction, as GDAL would: row i is fid i + 1, columns in the
 * table's order, column `geom` first where the table has a shape; then extent, number of rows and spatial index. The layers
 * must have no rows yet, and those with a shape an index without boxes. What fails leaves a file to be thrown away; nothing is
 * synced. Equal tables give equal bytes.
 * Errors: LCI_E_IO ("table homes: cannot write GPKG: database or disk is full"), LCI_E_NOMEM, what a table's fill answers.
 * Cost: a third of what GDAL takes row by row, before the index.
 */
LCI_MUST_USE enum lci_status lci_gpkg_fill(const char *path, const struct lci_table *tables, size_t table_count,
                                           struct lci_error *err);

#endif
