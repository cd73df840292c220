/* area.h - true square metres of polygons, and views of shapes as polygons. */
#ifndef LCI_ANALYSIS_AREA_H
#define LCI_ANALYSIS_AREA_H

#include <lifecircle/service_area.h>

#include "analysis/model.h"
#include "base/metric.h"

/**
 * True square metres: triangles from the first point of each ring, each times the scale at its
 * middle, holes taken out. Reads only the rings that ring_first names. Never negative.
 */
double lci_true_area_m2(const struct lci_metric *metric, const struct lci_polygons *polygons);

/** Shape `shape` as polygons, borrowed: rings and points are those of `shapes`. */
struct lci_polygons lci_shape_view(const struct lci_shapes *shapes, size_t shape);

#endif
