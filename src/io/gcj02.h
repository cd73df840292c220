/* gcj02.h - the two shifted longitude-latitude systems of Chinese map services, both ways. */
#ifndef LCI_IO_GCJ02_H
#define LCI_IO_GCJ02_H

/** A place in degrees. */
struct lci_lonlat {
    double lon_deg, lat_deg;
};

/**
 * WGS 84 to GCJ-02 and back. The way back is iterated until it no longer moves: round trips stay below 1e-12 degrees.
 * Everywhere, also outside China, where maps of these services may be true: whoever names the system decides.
 * Source: formula and constants as in domain.md 4.2, seen in three independent codes.
 */
struct lci_lonlat lci_gcj02_from_wgs84(struct lci_lonlat place);
struct lci_lonlat lci_gcj02_to_wgs84(struct lci_lonlat place);

/** GCJ-02 to BD-09 and back, likewise. */
struct lci_lonlat lci_bd09_from_gcj02(struct lci_lonlat place);
struct lci_lonlat lci_bd09_to_gcj02(struct lci_lonlat place);

#endif
