/* network.c - the finished network: places on its edges, and its release. */
#include <lifecircle/network.h>

#include <assert.h>

#include "base/alloc.h"

void
lci_network_place(const struct lci_network *net, lci_edge_id edge, uint32_t offset_mm, double *x_m,
                  double *y_m)
{
    const struct lci_edge *e = &net->edges[edge];
    const double *at_m = &net->point_at_m[e->first_point];
    const double *xy_m = &net->point_xy_m[2 * (size_t)e->first_point];
    const double wanted_m = offset_mm / 1000.0;
    uint32_t low = 0;
    uint32_t high = e->point_count - 1;
    double span_m = 0.0;
    double t = 0.0;

    assert(edge < net->edge_count);
    while (high - low > 1) {
        const uint32_t middle = low + (high - low) / 2;

        if (at_m[middle] <= wanted_m)
            low = middle;
        else
            high = middle;
    }
    span_m = at_m[high] - at_m[low];
    if (span_m > 0.0)
        t = (wanted_m - at_m[low]) / span_m;
    if (t >= 1.0) {
        *x_m = xy_m[2 * (size_t)high];
        *y_m = xy_m[2 * (size_t)high + 1];
        return;
    }
    *x_m = xy_m[2 * (size_t)low] + t * (xy_m[2 * (size_t)high] - xy_m[2 * (size_t)low]);
    *y_m = xy_m[2 * (size_t)low + 1] + t * (xy_m[2 * (size_t)high + 1] - xy_m[2 * (size_t)low + 1]);
}

void
lci_network_free(struct lci_network *net)
{
    if (!net)
        return;
    lci_free(net->vertex_xy_m);
    lci_free(net->first_in);
    lci_free(net->in_arcs);
    lci_free(net->in_edge);
    lci_free(net->edges);
    lci_free(net->spans);
    lci_free(net->first_edge);
    lci_free(net->point_xy_m);
    lci_free(net->point_at_m);
    lci_free(net->components);
    lci_free(net);
}
