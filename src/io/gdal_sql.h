/* gdal_sql.h - statements to the SQLite inside a GeoPackage. */
#ifndef LCI_IO_GDAL_SQL_H
#define LCI_IO_GDAL_SQL_H

#include <gdal.h>
#include <stdbool.h>

/** Runs a statement. False: GDAL's error handler has heard why. */
bool lci_gpkg_execute(GDALDatasetH dataset, const char *sql);

#endif
