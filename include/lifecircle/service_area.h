/* service_area.h - the ground from which a facility can be walked to within a limit, as polygons. */
#ifndef LIFECIRCLE_SERVICE_AREA_H
#define LIFECIRCLE_SERVICE_AREA_H

#include <stddef.h>
#include <stdint.h>

#include <lifecircle/error.h>
#include <lifecircle/search.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Polygons of one area: polygon p has rings [ring_first[p], ring_first[p + 1]), its outer ring first; ring r has points
 * [point_first[r], point_first[r + 1]), the first repeated at the end. Outer rings run counter-clockwise, holes clockwise.
 */
struct lci_polygons {
    size_t polygon_count, ring_count, point_count;
    uint32_t *ring_first;  /* polygon_count + 1 */
    uint32_t *point_first; /* ring_count + 1 */
    double *xy_m;          /* 2 * point_count, working system */
};

LCI_API void lci_polygons_fini(struct lci_polygons *polygons);

#ifdef __cplusplus
}
#endif
#endif
