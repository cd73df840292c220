/* gpkg_rows.h - the rows of tables into a GeoPackage whose empty layers GDAL has made. */
#ifndef LCI_IO_GPKG_ROWS_H
#define LCI_IO_GPKG_ROWS_H

#include "base/pool.h"
#include "io/write.h"

/**
 * Fills the layers of a closed GeoPackage, one a table, as GDAL would: row i is fid i + 1, columns in the table's order, column
 * `geom` first where the table has a shape; then extent, number of rows and spatial index. The layers must have no rows yet,
 * and those with a shape an index without boxes. What fails leaves a file to be thrown away; nothing is synced. Equal tables
 * give equal bytes, for any number of threads.
 * pool: NULL for one thread. With more, long tables are filled in files of their own, "<path>-1" and so on, which SQLite then
 * takes over record by record, since a file has one writer; they are gone afterwards.
 * context: asked whether to stop while other threads work; may be NULL.
 * Errors: LCI_E_IO ("table homes: cannot write GPKG: database or disk is full"), LCI_E_NOMEM, LCI_E_CANCELLED, what a table's
 * fill answers.
 * Cost: a fifth of what GDAL takes row by row, before the index.
 */
LCI_MUST_USE enum lci_status lci_gpkg_fill(const char *path, const struct lci_table *tables, size_t table_count,
                                           struct lci_pool *pool, const struct lci_context *context, struct lci_error *err);

#endif
