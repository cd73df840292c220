/* crs.h - coordinate systems: what a name means, and the way from a source into the working system. */
#ifndef LCI_IO_CRS_H
#define LCI_IO_CRS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "io/read.h"

/** What is known of a system. */
struct lci_crs_facts {
    char name[128]; /* "CGCS2000 / 3-degree Gauss-Kruger CM 120E" */
    char code[64];  /* "EPSG:4549", "gcj02"; "" where it has none */
    bool is_projected;
    bool is_metre;         /* projected, both axes in metres */
    bool is_web_mercator;  /* lengths stretched by 1 / cos(latitude) */
    bool is_shifted;       /* gcj02 or bd09 */
    bool has_unknown_datum; /* Beijing 54, Xian 80: no shift to WGS 84 is published for most places */
    bool has_area;
    double area_deg[4]; /* west, south, east, north of its area of use */
};

/**
 * Reads a name: "EPSG:4549", a PROJ string, WKT, "gcj02" or "bd09" (also "GCJ-02", "WGS84", "CGCS2000").
 * Errors: LCI_E_DATA (unknown name, or a system without places on the ground).
 */
LCI_MUST_USE enum lci_status lci_crs_describe(const char *crs, struct lci_crs_facts *out,
                                              struct lci_error *err);

/** A working system from its name; projected and in metres. Errors: LCI_E_CONFIG, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_working_system_from(const char *crs,
                                                     struct lci_working_system **out,
                                                     struct lci_error *err);

/** Longitude and latitude in degrees in place of metres: to find out where homes are. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_working_system_of_degrees(struct lci_working_system **out,
                                                           struct lci_error *err);

/** Equatorial radius and squared eccentricity of the system's ellipsoid. */
void lci_working_system_ellipsoid(const struct lci_working_system *system, double *a_m,
                                  double *eccentricity2);

/** UTM zone of a place on the WGS 84 ellipsoid as a name. */
void lci_crs_utm_zone(double lon_deg, double lat_deg, char name[32]);

/** Map metres per ground metre of a projected system at a place; 0 where it has none. */
double lci_crs_scale(const char *crs, double lon_deg, double lat_deg);

/**
 * The way from one source's system into the working system.
 *
 * Systems on the ellipsoids of WGS 84, GRS 80 and CGCS2000 count as equal (no shift). Beijing 54 and Xian 80 are taken
 * over without a shift. Others go by what PROJ knows, without the network.
 * Threads: one thread at a time.
 */
struct lci_projection;

LCI_MUST_USE enum lci_status lci_projection_new(const char *source_crs,
                                                const struct lci_working_system *system,
                                                struct lci_projection **out, struct lci_error *err);
void lci_projection_free(struct lci_projection *projection);

/**
 * Projects `count` places in place: xy holds x and y (longitude, latitude or easting, northing) alternating.
 * ok[i] is false, and the place NAN, where a number is not finite or lies outside what the system is for.
 * ok may be NULL. Answers how many are not ok.
 */
size_t lci_projection_run(struct lci_projection *projection, double *xy, size_t count, bool *ok);

/** Whether a place in the source's own numbers makes sense there. */
bool lci_projection_fits(struct lci_projection *projection, double x, double y);

/** Longitude and latitude of places of the working system, in place; NAN where there are none. */
LCI_MUST_USE enum lci_status lci_working_system_to_degrees(const struct lci_working_system *system,
                                                           double *xy, size_t count,
                                                           struct lci_error *err);

/** Places of the working system in another system (not gcj02 or bd09), in place; NAN where there are none. */
LCI_MUST_USE enum lci_status lci_working_system_to(const struct lci_working_system *system,
                                                   const char *crs, double *xy, size_t count,
                                                   struct lci_error *err);

/** lci_projection_new(), _run() and _free() in one. ok may be NULL. Errors: LCI_E_DATA, LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_crs_project(const struct lci_working_system *system,
                                             const char *source_crs, double *xy, size_t count,
                                             bool *ok, struct lci_error *err);

/**
 * Says what is wrong with the numbers of a source, for a person: swapped axes, a zone prefix too much or too little,
 * degrees under a metric system. x, y: a place that does not fit. text: at least 400 bytes.
 */
void lci_crs_explain(const char *source_crs, double x, double y, char *text, size_t size);

/** The path of the database that PROJ takes systems from (proj.db; PROJ_DATA says where); "": it finds none, or it does not fit. */
void lci_crs_database(char *path, size_t size);

#endif
