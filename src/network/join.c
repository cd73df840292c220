/* join.c - straight to the nearest street that a free leg reaches. */
#include "network/join.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "network/street_index.h"

/* Distances this close are equal, and the lower edge id decides (contract, section 4). */
static const double EQUAL_M = 0.001;

enum { CELL_M = 40 };

static struct lci_segment
street_segment(const void *user, size_t index)
{
    const struct lci_street *streets = user;

    return streets[index].segment;
}

/* Files the segments of one edge; no place joins the inside of a bridge or tunnel. */
static void
add_edge(struct lci_join_index *index, lci_edge_id edge_id)
{
    const struct lci_edge *edge = &index->net->edges[edge_id];
    const double *xy = index->net->point_xy_m + 2 * (size_t)edge->first_point;
    const double *at = index->net->point_at_m + edge->first_point;

    if (edge->flags & LCI_EDGE_INSIDE)
        return;
    for (uint32_t i = 0; i + 1 < edge->point_count; i++)
        index->streets[index->street_count++] = (struct lci_street){
            .segment = {xy[2 * i], xy[2 * i + 1], xy[2 * i + 2], xy[2 * i + 3]},
            .at_a_m = at[i],
            .at_b_m = at[i + 1],
            .edge = edge_id,
            .islet = (edge->flags & LCI_EDGE_ISLET) != 0,
            .private_way = (edge->flags & LCI_EDGE_PRIVATE) != 0,
        };
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
    index->streets = lci_new_array(struct lci_street, net->point_count);
    if (!index->streets) {
        status = lci_fail_nomem(err, "streets");
        goto out;
    }
    for (size_t edge = 0; edge < net->edge_count; edge++)
        add_edge(index, (lci_edge_id)edge);
    /* A per mille more: scale and direction vary a little along a leg. */
    index->off_street_map_m = options->off_street_m / least_length_scale(index) * 1.001 + EQUAL_M;
    status = lci_segment_grid_build(&index->grid, street_segment, index->streets,
                                    index->street_count, CELL_M, err);
    if (status == LCI_OK)
        status = lci_barrier_index_build(&index->barriers, barriers, err);

out:
    if (status == LCI_OK)
        *out = index;
    else
        lci_join_index_free(index);
    return status;
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

static int
by_edge(const void *left, const void *right)
{
    const lci_edge_id a = *(const lci_edge_id *)left;
    const lci_edge_id b = *(const lci_edge_id *)right;

    return (a > b) - (a < b);
}

bool
lci_street_allowed(const struct lci_street *street, const struct lci_street_choice *choice)
{
    if (street->private_way)
        return !choice->islets && choice->private_count > 0 &&
               bsearch(&street->edge, choice->private_edges, choice->private_count,
                       sizeof(lci_edge_id), by_edge) != NULL;
    return street->islet == choice->islets;
}

double
lci_street_distance_m(const struct lci_street *street, double x_m, double y_m, double *share)
{
    const struct lci_segment *s = &street->segment;
    const double ux = s->bx_m - s->ax_m;
    const double uy = s->by_m - s->ay_m;
    const double vx = x_m - s->ax_m;
    const double vy = y_m - s->ay_m;
    const double length2 = ux * ux + uy * uy;
    double t = length2 > 0.0 ? (ux * vx + uy * vy) / length2 : 0.0;
    double dx = 0.0;
    double dy = 0.0;

    t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
    dx = vx - t * ux;
    dy = vy - t * uy;
    *share = t;
    return sqrt(dx * dx + dy * dy);
}

static double
distance_at(const struct lci_segment *s, double share, double x_m, double y_m)
{
    return hypot(s->ax_m + share * (s->bx_m - s->ax_m) - x_m,
                 s->ay_m + share * (s->by_m - s->ay_m) - y_m);
}

/* The nearest point of the street that a free leg reaches, if it is nearer than most_m; INFINITY otherwise. */
static double
free_distance(const struct lci_join_index *index, const struct lci_street *street, double x_m,
              double y_m, double most_m, const struct lci_street_choice *choice, double *share)
{
    const struct lci_segment *s = &street->segment;
    const double direct = lci_street_distance_m(street, x_m, y_m, share);
    const double foot = *share;
    double best = INFINITY;

    if (direct > most_m)
        return INFINITY;
    if (choice->barriers_far ||
        !lci_barrier_blocks(&index->barriers, x_m, y_m, s->ax_m + foot * (s->bx_m - s->ax_m),
                            s->ay_m + foot * (s->by_m - s->ay_m)))
        return direct;
    for (int end = 0; end < 2; end++) {
        const double at = foot == (double)end
                              ? -1.0
                              : lci_barrier_first_free(&index->barriers, x_m, y_m, s, foot, end);
        const double distance = at < 0.0 ? INFINITY : distance_at(s, at, x_m, y_m);

        if (distance < best && distance <= most_m) {
            best = distance;
            *share = at;
        }
    }
    return best;
}

/* Of streets that are equally near: the lower edge, then the nearer, then the lower street. */
static bool
goes_before(const struct lci_join_index *index, uint32_t street, double distance,
            const struct lci_near *near)
{
    const lci_edge_id edge = index->streets[street].edge;

    if (!isfinite(near->distance_m))
        return true;
    if (edge != index->streets[near->street].edge)
        return edge < index->streets[near->street].edge;
    if (distance != near->distance_m)
        return distance < near->distance_m;
    return street < near->street;
}

double
lci_street_least(const struct lci_join_index *index, double x_m, double y_m,
                 const uint32_t *streets, size_t count, const struct lci_street_choice *choice,
                 double least_m)
{
    double share = 0.0;

    for (size_t i = 0; i < count; i++) {
        const struct lci_street *street = &index->streets[streets[i]];

        if (lci_street_allowed(street, choice))
            least_m = fmin(least_m,
                           free_distance(index, street, x_m, y_m, least_m, choice, &share));
    }
    return least_m;
}

void
lci_street_take(const struct lci_join_index *index, const struct lci_place *place,
                const uint32_t *streets, size_t count, const struct lci_street_choice *choice,
                struct lci_near *near)
{
    const double most_m = place->least_m + EQUAL_M;

    for (size_t i = 0; i < count; i++) {
        const struct lci_street *street = &index->streets[streets[i]];
        double distance = 0.0;
        double share = 0.0;

        if (!lci_street_allowed(street, choice))
            continue;
        distance = free_distance(index, street, place->x_m, place->y_m, most_m, choice, &share);
        if (distance <= most_m && goes_before(index, streets[i], distance, near))
            *near = (struct lci_near){distance, streets[i], share};
    }
}

struct lci_join
lci_street_join(const struct lci_join_index *index, double x_m, double y_m,
                const struct lci_near *near)
{
    struct lci_join join = {.edge = LCI_NONE, .leg_mm = LCI_NONE};
    const struct lci_street *street = NULL;
    double leg_m = 0.0;
    double offset_m = 0.0;

    if (!isfinite(near->distance_m))
        return join;
    street = &index->streets[near->street];
    join.x_m = street->segment.ax_m + near->share * (street->segment.bx_m - street->segment.ax_m);
    join.y_m = street->segment.ay_m + near->share * (street->segment.by_m - street->segment.ay_m);
    leg_m = lci_metric_distance_m(index->metric, x_m, y_m, join.x_m, join.y_m);
    if (!(leg_m * 1000.0 < (double)index->off_street_mm + 0.5))
        return join;
    offset_m = street->at_a_m + near->share * (street->at_b_m - street->at_a_m);
    join.edge = street->edge;
    join.leg_mm = (uint32_t)lround(leg_m * 1000.0);
    join.offset_mm = (uint32_t)lround(offset_m * 1000.0);
    if (join.offset_mm > index->net->edges[join.edge].length_mm)
        join.offset_mm = index->net->edges[join.edge].length_mm;
    return join;
}

/* Asks all streets within `radius_m`, cell by cell: first how near the nearest is, then which of the equally near wins. */
static struct lci_near
nearest_within(const struct lci_join_index *index, double x_m, double y_m, double radius_m,
               const struct lci_street_choice *choice)
{
    const struct lci_segment_grid *grid = &index->grid;
    const struct lci_cell_range range = lci_segment_grid_range(
        grid, x_m - radius_m, y_m - radius_m, x_m + radius_m, y_m + radius_m);
    struct lci_place place = {x_m, y_m, INFINITY};
    struct lci_near near = {.distance_m = INFINITY};

    for (int pass = 0; pass < 2; pass++)
        for (int32_t row = range.first_row; row <= range.last_row; row++) {
            const uint32_t *first = grid->first + (size_t)row * (size_t)grid->column_count;

            for (int32_t column = range.first_column; column <= range.last_column; column++) {
                const uint32_t *items = grid->items + first[column];
                const size_t count = first[column + 1] - first[column];

                if (pass == 0)
                    place.least_m =
                        lci_street_least(index, x_m, y_m, items, count, choice, place.least_m);
                else if (isfinite(place.least_m))
                    lci_street_take(index, &place, items, count, choice, &near);
            }
        }
    return near;
}

static struct lci_join
join_by_choice(const struct lci_join_index *index, double x_m, double y_m,
               const struct lci_street_choice *choice)
{
    const double most_m = index->off_street_map_m;
    struct lci_near near = {.distance_m = INFINITY};

    for (double radius_m = fmin(index->grid.cell_m, most_m);; radius_m = fmin(3.0 * radius_m, most_m)) {
        near = nearest_within(index, x_m, y_m, radius_m, choice);
        if (near.distance_m + 2.0 * EQUAL_M <= radius_m || radius_m >= most_m)
            break;
    }
    return lci_street_join(index, x_m, y_m, &near);
}

struct lci_join
lci_join_place(const struct lci_join_index *index, double x_m, double y_m)
{
    return lci_join_place_private(index, x_m, y_m, NULL, 0);
}

struct lci_join
lci_join_place_private(const struct lci_join_index *index, double x_m, double y_m,
                       const lci_edge_id *private_edges, size_t count)
{
    struct lci_street_choice choice = {.private_edges = private_edges, .private_count = count};
    struct lci_join join = {.edge = LCI_NONE, .leg_mm = LCI_NONE};

    if (!isfinite(x_m) || !isfinite(y_m))
        return join;
    join = join_by_choice(index, x_m, y_m, &choice);
    if (join.edge == LCI_NONE) {
        choice.islets = true;
        join = join_by_choice(index, x_m, y_m, &choice);
    }
    return join;
}
