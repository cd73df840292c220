/* join_index.c - files the streets that places may join, cut where closed barriers cross them. */
#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "network/join.h"
#include "network/street_index.h"

enum { CELL_M = 32, MOST_CROSSINGS = 32 };

static const double REACH_GRAIN_M = 1.0 / 16.0;

static struct lci_segment
street_segment(const void *user, size_t index)
{
    const struct lci_street *streets = user;

    return streets[index].segment;
}

/* The part of a segment between two shares, with the closed barriers around it. */
static bool
add_street(struct lci_join_index *index, const struct lci_street *whole, double from, double to)
{
    const struct lci_segment *s = &whole->segment;
    const double dx = s->bx_m - s->ax_m;
    const double dy = s->by_m - s->ay_m;
    const double length_m = whole->at_b_m - whole->at_a_m;
    struct lci_street part = *whole;

    if (!lci_grow(&index->streets, index->street_count, &index->street_capacity))
        return false;
    part.segment = (struct lci_segment){s->ax_m + from * dx, s->ay_m + from * dy,
                                        to < 1.0 ? s->ax_m + to * dx : s->bx_m,
                                        to < 1.0 ? s->ay_m + to * dy : s->by_m};
    part.at_a_m = whole->at_a_m + from * length_m;
    part.at_b_m = to < 1.0 ? whole->at_a_m + to * length_m : whole->at_b_m;
    if (index->barriers.barriers) {
        const double x_m = s->ax_m + 0.5 * (from + to) * dx;
        const double y_m = s->ay_m + 0.5 * (from + to) * dy;

        part.on_line = lci_barrier_on_line(&index->barriers, x_m, y_m);
        part.enclosed =
            lci_barrier_enclosure(&index->barriers, x_m, y_m, &part.enclosure);
    }
    index->streets[index->street_count++] = part;
    return true;
}

/* Files one segment, cut where closed barriers cross it, so that each part lies within the same ones. */
static bool
add_segment(struct lci_join_index *index, const struct lci_street *whole)
{
    double shares[MOST_CROSSINGS];
    size_t count = 0;
    double from = 0.0;

    if (index->barriers.barriers)
        count = lci_barrier_crossings(&index->barriers, &whole->segment, shares, MOST_CROSSINGS);
    if (count > MOST_CROSSINGS) {
        if (!add_street(index, whole, 0.0, 1.0))
            return false;
        index->streets[index->street_count - 1].enclosed = false;
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        if (shares[i] > from && !add_street(index, whole, from, shares[i]))
            return false;
        from = fmax(from, shares[i]);
    }
    return add_street(index, whole, from, 1.0);
}

/* Files the segments of one edge; no place joins the inside of a bridge or tunnel. */
static bool
add_edge(struct lci_join_index *index, lci_edge_id edge_id)
{
    const struct lci_edge *edge = &index->net->edges[edge_id];
    const double *xy = index->net->point_xy_m + 2 * (size_t)edge->first_point;
    const double *at = index->net->point_at_m + edge->first_point;
    struct lci_street street = {
        .edge = edge_id,
        .islet = (edge->flags & LCI_EDGE_ISLET) != 0,
        .private_way = (edge->flags & LCI_EDGE_PRIVATE) != 0,
    };

    if (edge->flags & LCI_EDGE_INSIDE)
        return true;
    for (uint32_t i = 0; i + 1 < edge->point_count; i++, xy += 2) {
        street.segment = (struct lci_segment){xy[0], xy[1], xy[2], xy[3]};
        street.at_a_m = at[i];
        street.at_b_m = at[i + 1];
        if (!add_segment(index, &street))
            return false;
    }
    return true;
}

/* The smallest ground length of a map metre over the streets: bounds how far a leg can be on the map. */
static double
least_length_scale(const struct lci_join_index *index)
{
    double least = INFINITY;

    for (size_t i = 0; i < index->street_count; i++) {
        const struct lci_segment *s = &index->streets[i].segment;

        least = fmin(least, lci_metric_length_scale(index->metric, s->ax_m, s->ay_m));
    }
    return isfinite(least) && least > 0.0 ? least : 1.0;
}

enum lci_status
lci_join_index_new(const struct lci_network *net, const struct lci_barriers *barriers,
                   const struct lci_metric *metric, const struct lci_join_options *options,
                   struct lci_join_index **out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct lci_join_index *index = lci_new(struct lci_join_index);

    *out = NULL;
    if (!index)
        return lci_fail_nomem(err, "streets");
    index->net = net;
    index->metric = metric;
    index->off_street_mm = (uint32_t)lround(options->off_street_m * 1000.0);
    status = lci_barrier_index_build(&index->barriers, barriers, err);
    if (status != LCI_OK)
        goto out;
    for (size_t edge = 0; edge < net->edge_count; edge++)
        if (!add_edge(index, (lci_edge_id)edge)) {
            status = lci_fail_nomem(err, "streets");
            goto out;
        }
    /* A per mille more: scale and direction vary a little along a leg. Rounded up: seldom another with other streets. */
    index->off_street_map_m =
        ceil((options->off_street_m / least_length_scale(index) * 1.001 + LCI_STREET_EQUAL_M) / REACH_GRAIN_M) * REACH_GRAIN_M;
    status = lci_segment_grid_build(&index->grid, street_segment, index->streets,
                                    index->street_count, CELL_M, err);

out:
    if (status == LCI_OK)
        *out = index;
    else
        lci_join_index_free(index);
    return status;
}

/* True if blocks of `count` numbers are the same bits. */
static bool
same_numbers(const double *a, const double *b, size_t count)
{
    return count == 0 || memcmp(a, b, count * sizeof(*a)) == 0;
}

static bool
same_metric(const struct lci_metric *a, const struct lci_metric *b)
{
    const size_t count = (size_t)a->column_count * a->row_count;

    return a->x0_m == b->x0_m && a->y0_m == b->y0_m && a->cell_m == b->cell_m && a->column_count == b->column_count &&
           a->row_count == b->row_count && same_numbers(a->e, b->e, count) && same_numbers(a->f, b->f, count) &&
           same_numbers(a->g, b->g, count);
}

/* True if edges run alike, from the same vertices to the same, whatever walking them costs. */
static bool
same_edges(const struct lci_network *a, const struct lci_network *b)
{
    if (a->vertex_count != b->vertex_count || a->edge_count != b->edge_count || a->point_count != b->point_count)
        return false;
    for (size_t i = 0; i < a->edge_count; i++) {
        const struct lci_edge *one = &a->edges[i];
        const struct lci_edge *other = &b->edges[i];

        if (one->from != other->from || one->to != other->to || one->length_mm != other->length_mm ||
            one->first_point != other->first_point || one->point_count != other->point_count || one->flags != other->flags)
            return false;
    }
    return same_numbers(a->point_xy_m, b->point_xy_m, 2 * a->point_count) &&
           same_numbers(a->point_at_m, b->point_at_m, a->point_count);
}

static bool
same_barriers(const struct lci_barriers *a, const struct lci_barriers *b)
{
    const size_t count = a ? a->count : 0;

    if (!a != !b || count != (b ? b->count : 0))
        return false;
    for (size_t i = 0; i < count; i++) {
        const struct lci_barrier_side *one = &a->sides[i];
        const struct lci_barrier_side *other = &b->sides[i];

        if (one->ax_m != other->ax_m || one->ay_m != other->ay_m || one->bx_m != other->bx_m || one->by_m != other->by_m ||
            one->area != other->area || one->ring != other->ring)
            return false;
    }
    return true;
}

bool
lci_join_index_equal(const struct lci_join_index *a, const struct lci_join_index *b)
{
    return a->off_street_mm == b->off_street_mm && same_metric(a->metric, b->metric) && same_edges(a->net, b->net) &&
           same_barriers(a->barriers.barriers, b->barriers.barriers);
}

void
lci_join_index_free(struct lci_join_index *index)
{
    if (!index)
        return;
    lci_barrier_index_fini(&index->barriers);
    lci_segment_grid_fini(&index->grid);
    lci_free(index->streets);
    lci_free(index);
}
