/* gdal_schema.h - what a GeoPackage says about its columns. */
#ifndef LCI_IO_GDAL_SCHEMA_H
#define LCI_IO_GDAL_SCHEMA_H

#include <gdal.h>
#include <stdbool.h>

#include "io/write.h"

/**
 * Adds a description to every column. False: GDAL's error handler has heard why. For gdal_write.c only.
 */
bool lci_gpkg_describe(GDALDatasetH dataset, const struct lci_table *tables, size_t table_count);

#endif
