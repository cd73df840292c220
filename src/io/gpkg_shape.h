/* gpkg_shape.h - geometries as a GeoPackage keeps them (OGC 12-128r17, 2.1.3). */
#ifndef LCI_IO_GPKG_SHAPE_H
#define LCI_IO_GPKG_SHAPE_H

#include "io/write.h"

/** The geometry of one row. Memory is kept from row to row; all zeroes is an empty one. One thread at a time. */
struct lci_gpkg_shape {
    unsigned char *bytes; /* size */
    size_t size, capacity;
    bool is_empty;    /* it has no point */
    double box_m[4];  /* least x, greatest x, least y, greatest y; of no meaning where is_empty */
};

/**
 * Fills `shape` from the geometry of a row that has one, byte for byte as GDAL would. kind: not
 * LCI_TABLE_PLAIN; crs_id: the key of the system in gpkg_spatial_ref_sys. False: out of memory.
 */
bool lci_gpkg_shape_fill(struct lci_gpkg_shape *shape, enum lci_table_shape kind, const struct lci_row *row, int32_t crs_id);
void lci_gpkg_shape_fini(struct lci_gpkg_shape *shape);

#endif
