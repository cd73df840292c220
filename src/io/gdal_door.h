/* gdal_door.h - GDAL with only the drivers we support, offline, and its errors in our hands. For gdal_*.c only. */
#ifndef LCI_IO_GDAL_DOOR_H
#define LCI_IO_GDAL_DOOR_H

#include <stdbool.h>

#include <gdal.h>
#include <ogr_api.h>

#include <lifecircle/config.h>

#include "base/alloc.h"
#include "base/error.h"
#include "io/features.h"
#include "io/staging.h"

/** Registers the drivers and shuts off network, plug-ins and extensions. Again and again is fine. One thread. */
void lci_gdal_start(void);

/** The first failure GDAL told of while it was watched. */
struct lci_gdal_failure {
    bool is_set;
    char message[600];
};

/** Keeps GDAL from printing, and the first failure in `failure`, until lci_gdal_unwatch(). May be nested. */
void lci_gdal_watch(struct lci_gdal_failure *failure);
void lci_gdal_unwatch(void);

/** A source that is open. One thread at a time. */
struct lci_gdal_source {
    GDALDatasetH dataset;
    OGRLayerH layer;
    const char *driver;       /* short name of its driver */
    char path[4096];          /* what GDAL opened: absolute, maybe a private copy */
    char staging[LCI_STAGING_PATH_SIZE]; /* folder of private copies, or "" */
    const char *encoding;     /* texts come as bytes in this encoding of iconv; NULL: as UTF-8 */
    char encoding_found[160]; /* how it was found; "" where there was nothing to find */
    bool encoding_is_doubtful;
    bool is_shapefile;
    bool is_table;            /* CSV or spreadsheet */
    bool header_is_a_row;     /* field names are in row `header_row`, all rows are features */
    uint32_t header_row;      /* 1-based */
    struct lci_gdal_failure failure;
    bool is_watched;
};

/**
 * Opens a source with the drivers we support; nothing is written beside it. out must stay where it is until it is
 * closed with lci_gdal_close(), also after a failure.
 * Errors: LCI_E_IO (not there, not a file or folder, no connection), LCI_E_DATA (no supported format, damaged), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_gdal_open(const struct lci_source *source,
                                           struct lci_gdal_source *out, struct lci_error *err);
void lci_gdal_close(struct lci_gdal_source *opened);

/**
 * Makes opened->layer the source's layer: the one it names, else the only one, else the first that suits `shape`.
 * *choice_count gets the number of layers there were. Looks into the encoding of its texts as well.
 * Errors: LCI_E_DATA (no such layer, a view, none that suits).
 */
LCI_MUST_USE enum lci_status lci_gdal_choose_layer(struct lci_gdal_source *opened,
                                                   const struct lci_source *source,
                                                   enum lci_shape shape, size_t *choice_count,
                                                   struct lci_error *err);

/** Whether a layer may be read: in a GeoPackage tables only, never views. */
bool lci_gdal_layer_is_table(struct lci_gdal_source *opened, OGRLayerH layer);

/** Name of the layer's CRS ("EPSG:n" or WKT) in `arena`; NULL: the file has none. */
const char *lci_gdal_layer_crs(const struct lci_gdal_source *opened, struct lci_arena *arena);

#endif
