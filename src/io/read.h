/* read.h - sources to features, ways and barriers: the doors of io for everyone above. */
#ifndef LCI_IO_READ_H
#define LCI_IO_READ_H

#include <lifecircle/config.h>
#include <lifecircle/context.h>

#include "base/error.h"
#include "base/metric.h"
#include "base/quality.h"
#include "io/features.h"
#include "io/number.h"
#include "network/barriers.h"
#include "network/ways.h"

/** The working system of a run and the way into it. Immutable once made, share it freely. */
struct lci_working_system;

/**
 * Chooses and opens the working system: `config->working_crs`; else the first projected metric system among homes, units
 * and roads whose scale at the homes' centre is within 0.1 % of 1; else the UTM zone of the homes' centre.
 * Errors: LCI_E_DATA (a source without a CRS that needs one), LCI_E_CONFIG (working_crs unknown or not metric), LCI_E_IO.
 */
LCI_MUST_USE enum lci_status lci_working_system_new(const struct lci_config *config,
                                                    struct lci_working_system **out,
                                                    struct lci_error *err);
void lci_working_system_free(struct lci_working_system *system);

/** Definition of the system: "EPSG:4549" where it has a code, else WKT2; and WKT for files. Borrowed. */
const char *lci_working_system_name(const struct lci_working_system *system);
const char *lci_working_system_wkt(const struct lci_working_system *system);

/** Metric of the system over the box (working system, metres), grown by one cell. Free with lci_metric_fini(). */
LCI_MUST_USE enum lci_status lci_working_system_metric(const struct lci_working_system *system,
                                                       const double box_m[4], struct lci_metric *out,
                                                       struct lci_error *err);

/** What is asked of a layer. */
struct lci_read_request {
    const char *kind; /* "facilities", "homes", "buildings", "units", "barriers", "roads": for messages and the quality table */
    enum lci_shape shape;
    const char *const *roles; /* role_count role names; field found by the source's map, else by the alias table */
    size_t role_count;
    const char *id_role; /* what names a feature in the quality table; NULL: "id" */
};

/**
 * Reads the features of a source (any supported OGR format, CSV, XLSX, or OSM by `select`) into the working system.
 * Dropped, repaired and guessed things go to `quality`. Errors: LCI_E_IO, LCI_E_DATA (unusable or empty source), LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_read_features(const struct lci_source *source,
                                               const struct lci_read_request *request,
                                               const struct lci_working_system *system,
                                               struct lci_quality *quality, struct lci_features *out,
                                               struct lci_error *err);

/**
 * Tells of everything that is wrong with a source before its rows are looked at: that it cannot be opened, or has no such layer,
 * and each field that it names and has not. Messages are those of reading. Of OSM files nothing is told.
 */
void lci_read_judge(const struct lci_source *source, const char *kind, enum lci_shape shape,
                    void (*tell)(void *user, const char *message), void *user);

/** Reads a road source: appends its ways and (unless own_barriers is false) its barriers. source_index goes into each way. */
LCI_MUST_USE enum lci_status lci_read_roads(const struct lci_source *source, uint32_t source_index,
                                            const struct lci_profile *profile,
                                            const struct lci_working_system *system,
                                            struct lci_quality *quality, struct lci_ways *ways,
                                            struct lci_barriers *barriers, struct lci_error *err);

/** Reads a barrier layer: lines and polygons. */
LCI_MUST_USE enum lci_status lci_read_barriers(const struct lci_source *source,
                                               const struct lci_working_system *system,
                                               struct lci_quality *quality,
                                               struct lci_barriers *barriers, struct lci_error *err);

/** Heights of a raster (any CRS, first band, metres), bilinear. Immutable once opened; lci_dem_height is thread-safe. */
struct lci_dem;
LCI_MUST_USE enum lci_status lci_dem_open(const char *path, const struct lci_working_system *system,
                                          struct lci_dem **out, struct lci_error *err);
bool lci_dem_height(void *dem, double x_m, double y_m, double *height_m);
void lci_dem_free(struct lci_dem *dem);

/** Writes what a source holds and how it would be read, as text for a person, to `out` (arena text). */
LCI_MUST_USE enum lci_status lci_inspect_source(const char *path, struct lci_arena *arena,
                                                const char **out, struct lci_error *err);

#endif
