/* gdal_read.h - features of any OGR layer or table. */
#ifndef LCI_IO_GDAL_READ_H
#define LCI_IO_GDAL_READ_H

#include "io/read.h"

/** lci_read_features() for everything but OSM files. Messages do not name the source: the caller does. */
LCI_MUST_USE enum lci_status lci_gdal_read_features(const struct lci_source *source,
                                                    const struct lci_read_request *request,
                                                    const struct lci_working_system *system,
                                                    struct lci_quality *quality,
                                                    struct lci_features *out,
                                                    struct lci_error *err);

/** lci_read_judge() for everything but OSM files. */
void lci_gdal_judge(const struct lci_source *source, const char *kind, enum lci_shape shape,
                    void (*tell)(void *user, const char *message), void *user);

/** The source's CRS, declared or from its file, in `arena`; *crs is NULL where there is none. Errors: as lci_gdal_open(). */
LCI_MUST_USE enum lci_status lci_gdal_source_crs(const struct lci_source *source,
                                                 enum lci_shape shape, struct lci_arena *arena,
                                                 const char **crs, struct lci_error *err);

#endif
