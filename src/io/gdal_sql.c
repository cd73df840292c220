/* gdal_sql.c - statements to the SQLite inside a GeoPackage. */
#include "io/gdal_sql.h"

#include <cpl_error.h>
#include <ogr_api.h>
#include <string.h>

#include "base/alloc.h"

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

char *
lci_gpkg_query(GDALDatasetH dataset, const char *sql)
{
    OGRLayerH result = GDALDatasetExecuteSQL(dataset, sql, NULL, NULL);
    OGRFeatureH feature = result ? OGR_L_GetNextFeature(result) : NULL;
    char *copy = NULL;

    if (feature && OGR_F_IsFieldSetAndNotNull(feature, 0)) {
        const char *text = OGR_F_GetFieldAsString(feature, 0);

        copy = lci_alloc(strlen(text) + 1, 1);
        if (copy)
            memcpy(copy, text, strlen(text));
    }
    OGR_F_Destroy(feature);
    if (result)
        GDALDatasetReleaseResultSet(dataset, result);
    return copy;
}
