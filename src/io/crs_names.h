/* crs_names.h - names of coordinate systems as people write them, and zone systems of China. */
#ifndef LCI_IO_CRS_NAMES_H
#define LCI_IO_CRS_NAMES_H

/**
 * The name that PROJ knows, or "gcj02" or "bd09": "GCJ-02" is "gcj02", "wgs84" is "EPSG:4326".
 * Others are answered as they are. Borrowed: static, or the argument.
 */
const char *lci_crs_plain_name(const char *name);

/** EPSG code of the same system with (or without) the zone number in front of its eastings; 0: none is known. */
int lci_crs_other_zone_form(int epsg);

/** EPSG code of the 3-degree zone `zone` (25 to 45) with zone number, on the datum of system `epsg`; 0: none. */
int lci_crs_zone_of_family(int epsg, int zone);

#endif
