/* gdal_sql.c - statements to the SQLite inside a GeoPackage. */
#include "io/gdal_sql.h"

#include <cpl_error.h>
#include <ogr_api.h>

bool
lci_gpkg_execute(GDALDatasetH dataset, const char *sql)
{
    OGRLayerH result = NULL;

    CPLErrorReset();
    result = GDALDatasetExecuteSQL(dataset, sql, NULL, NULL);
    if (result)
        GDALDatasetReleaseResultSet(dataset, result);
    return CPLGetLastErrorType() < CE_Failure;
}
