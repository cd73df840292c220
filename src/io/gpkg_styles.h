/* gpkg_styles.h - the table by which a GeoPackage says how QGIS draws its layers. */
#ifndef LCI_IO_GPKG_STYLES_H
#define LCI_IO_GPKG_STYLES_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"

/** A style of a layer; all borrowed. */
struct lci_gpkg_style {
    const char *layer;
    bool has_shape;          /* the layer has a column `geom` */
    const char *name;        /* no two of a layer are the same */
    const char *description; /* what a list of styles shows beside the name */
    const char *qml;         /* a whole document */
    bool is_default;         /* one of a layer: drawn by when the layer is opened */
};

/**
 * Puts the table `layer_styles`, as QGIS 3.22 makes it, into a GeoPackage that nobody else reads,
 * instead of one that is there. Times are fixed: equal styles give equal bytes. Nothing is synced.
 * What fails leaves a file to be thrown away. Errors: LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_gpkg_put_styles(const char *path,
                                                 const struct lci_gpkg_style *styles, size_t count,
                                                 struct lci_error *err);

#endif
