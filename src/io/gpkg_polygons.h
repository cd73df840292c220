/* gpkg_polygons.h - multipolygons, multilines and points out of the bytes that a GeoPackage keeps (OGC 12-128r17, 2.1.3). */
#ifndef LCI_IO_GPKG_POLYGONS_H
#define LCI_IO_GPKG_POLYGONS_H

#include <lifecircle/service_area.h>
#include <stdbool.h>
#include <stddef.h>

/** One multipolygon. Memory is kept from one to the next; all zeroes is an empty one. One thread at a time. */
struct lci_gpkg_polygons {
    struct lci_polygons polygons;
    size_t ring_first_capacity, point_first_capacity, xy_capacity;
};

enum lci_gpkg_polygons_fault { LCI_GPKG_POLYGONS_FINE, LCI_GPKG_POLYGONS_DAMAGED, LCI_GPKG_POLYGONS_NO_MEMORY };

/**
 * Reads `size` bytes of a multipolygon in the plane with the lowest byte first, as GDAL and lci_gpkg_shape_fill() write them. No
 * bytes make no polygon. DAMAGED: it is anything else, or ends too early. Cost: O(size).
 */
enum lci_gpkg_polygons_fault lci_gpkg_polygons_read(const unsigned char *bytes, size_t size, struct lci_gpkg_polygons *out);
/** The same of a multiline: ring r is a line, there are no polygons. */
enum lci_gpkg_polygons_fault lci_gpkg_lines_read(const unsigned char *bytes, size_t size, struct lci_gpkg_polygons *out);
void lci_gpkg_polygons_fini(struct lci_gpkg_polygons *polygons);

/** The place of a point; false: it is none, or damaged. */
bool lci_gpkg_point(const unsigned char *bytes, size_t size, double place_m[2]);

/**
 * The box of a geometry, from its header where that has one, else of the multipolygon: least x, greatest x, least y, greatest y.
 * room: of the caller, written over. False: it has no point, or is damaged.
 */
bool lci_gpkg_box(const unsigned char *bytes, size_t size, struct lci_gpkg_polygons *room, double box_m[4]);

#endif
