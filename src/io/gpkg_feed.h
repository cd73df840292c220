/* gpkg_feed.h - all rows of a table into a layer of a GeoPackage, by one statement. */
#ifndef LCI_IO_GPKG_FEED_H
#define LCI_IO_GPKG_FEED_H

#include "io/gpkg_index.h"
#include "io/write.h"

/** What becomes of a table's rows beside the rows themselves. */
struct lci_gpkg_feed {
    const struct lci_table *table;
    int32_t crs_id;               /* of the layer */
    struct lci_gpkg_index *index; /* gets the boxes; NULL: the table has no shape */
    double box_m[4]; /* of all rows, as in lci_gpkg_index_add(); as long as there is none the first is above the second */
};

/**
 * Puts row i of feed->table into the layer of its name as fid i + 1, column `geom` first where the table has a shape. The layer
 * has no rows and no triggers that follow new ones. SQLite asks a virtual table for the rows, so that one statement takes them
 * all, instead of one that is started and ended for each. Threads: one a database; tables share what their fill() shares.
 * Errors: LCI_E_IO (see lci_gpkg_fail()), LCI_E_NOMEM, what the table's fill answers.
 */
LCI_MUST_USE enum lci_status lci_gpkg_feed(sqlite3 *database, struct lci_gpkg_feed *feed, struct lci_error *err);

/** "table homes: cannot write GPKG: database or disk is full", or LCI_E_NOMEM where it was not SQLite that failed. table: NULL
 * where it is the file as a whole. */
LCI_MUST_USE enum lci_status lci_gpkg_fail(sqlite3 *database, const struct lci_table *table, struct lci_error *err);

#endif
