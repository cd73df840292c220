/* gpkg_check.h - whether a GeoPackage that was written holds what it should. */
#ifndef LCI_IO_GPKG_CHECK_H
#define LCI_IO_GPKG_CHECK_H

#include "base/pool.h"
#include "io/write.h"

/**
 * Opens a closed GeoPackage anew and has SQLite look at every page (whether trees and chains of pages are whole, and rows and
 * indexes agree) and count the rows of every table: a counter in the file may be right where rows are missing. Meanwhile the
 * system begins to bring the file to the disk; whoever publishes it waits for that. pool, context: as in lci_gpkg_fill().
 * Errors: LCI_E_IO ("table homes: cannot write: 12 rows were written, 8 were found when read back (disk full?)"), LCI_E_NOMEM,
 * LCI_E_CANCELLED.
 */
LCI_MUST_USE enum lci_status lci_gpkg_check(const char *path, const struct lci_table *tables, size_t table_count,
                                            struct lci_pool *pool, const struct lci_context *context, struct lci_error *err);

#endif
