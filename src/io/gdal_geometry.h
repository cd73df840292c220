/* gdal_geometry.h - a geometry of GDAL into the working system and into a builder. For gdal_*.c only. */
#ifndef LCI_IO_GDAL_GEOMETRY_H
#define LCI_IO_GDAL_GEOMETRY_H

#include <ogr_api.h>

#include "base/quality.h"
#include "io/builder.h"
#include "io/crs.h"

/** What a layer's geometries are turned into, with buffers that are used again. One thread. */
struct lci_shaper {
    enum lci_shape shape;
    struct lci_projection *projection; /* NULL: the numbers are the working system's */
    struct lci_builder *builder;
    double extent_max_m; /* larger features are broken ones; 0: any size */
    double *xy;
    size_t capacity; /* points */
};

/** What came of one geometry. */
struct lci_taking {
    bool is_taken;       /* its parts are in the builder */
    bool is_outside;     /* dropped because its numbers do not fit the CRS */
    bool is_nonsense;    /* so much so that they say nothing about the CRS: not finite, huge, or 0, 0 */
    bool is_out_of_memory;
    const char *code;    /* of the quality row; NULL: nothing to report. Static */
    const char *done;
    enum lci_severity severity;
    char found[200];
    double source_x, source_y; /* of the place that does not fit, in the source's numbers */
    bool has_place;
    double x_m, y_m;
};

/** Takes a geometry over (NULL is fine) and adds its parts of the wanted shape to the builder. */
void lci_gdal_take_geometry(struct lci_shaper *shaper, OGRGeometryH geometry,
                            struct lci_taking *out);

void lci_shaper_fini(struct lci_shaper *shaper);

#endif
