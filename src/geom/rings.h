/* rings.h - rings of a border on the way to polygons; for the files of this module only. */
#ifndef LCI_GEOM_RINGS_H
#define LCI_GEOM_RINGS_H

#include <math.h>

#include "geom/border.h"

/* A point of a ring on the way to the result. */
struct lci_ring_vertex {
    double x, y;
    uint32_t chain; /* stretch between anchors: what is thinned, or left alone, as one */
    bool kept;
    bool dropped; /* goes, as sides beside it cross others by themselves */
};

struct lci_ring {
    size_t first, count; /* in the vertices */
    double area_m2;      /* signed: holes below 0 */
    double min_x, min_y, max_x, max_y;
    size_t shell; /* of a hole: its outer ring */
};

struct lci_rings {
    const struct lci_border *border;
    const struct lci_border_options *options;
    struct lci_ring_vertex *vertices;
    struct lci_ring *rings;
    size_t ring_count, ring_capacity;
    bool *raw; /* a chain: may not be thinned */
    size_t chain_count;
    uint32_t *kept; /* kept vertices in order, for the check */
    size_t kept_count;
};

/* The kept vertex that follows kept vertex k in its ring. */
static inline uint32_t
lci_ring_kept_after(const struct lci_rings *work, const struct lci_ring *ring, size_t k)
{
    if (k + 1 < work->kept_count && work->kept[k + 1] < ring->first + ring->count)
        return work->kept[k + 1];
    return (uint32_t)ring->first;
}

/* How far a vertex is from the line between two others. */
static inline double
lci_ring_distance_m(const struct lci_ring_vertex *p, const struct lci_ring_vertex *a, const struct lci_ring_vertex *b)
{
    const double ux = b->x - a->x;
    const double uy = b->y - a->y;
    const double length2 = ux * ux + uy * uy;
    double t = length2 > 0.0 ? ((p->x - a->x) * ux + (p->y - a->y) * uy) / length2 : 0.0;

    t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
    return hypot(p->x - a->x - t * ux, p->y - a->y - t * uy);
}

/**
 * Finds chains whose kept sides cross others: takes their thinning back, or where there is none a vertex out of its ring.
 * *again: there were some, so thin and ask again. Errors: LCI_E_NOMEM. Cost: O(n) for n kept vertices, as they lie in a plane.
 */
LCI_MUST_USE enum lci_status lci_rings_untangle(struct lci_rings *work, bool *again, struct lci_error *err);

#endif
