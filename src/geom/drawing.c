/* drawing.c - the walk of one place, and bounds on the walks of all places of a square. */
#include "geom/drawing.h"

#include <math.h>

#include "base/alloc.h"
#include "search/search_seeds.h"

/* Sure bounds allow for scale and direction that vary a little inside a square. */
static const double SCALE_SLACK = 0.001;
static const double SLACK_MM = 3.0;

/* The zone of the tile that holds the place, or LCI_NONE. Where homes overlap the first one counts. */
static uint32_t
zone_at(const struct drawing *d, double x_m, double y_m)
{
    const struct lci_tiles *tiles = &d->ground->tiles;

    for (uint32_t k = 0; k < d->tile.zone_count; k++)
        if (lci_zones_hold(tiles->zones, tiles->zone_list[d->tile.zone_first + k], x_m, y_m))
            return tiles->zone_list[d->tile.zone_first + k];
    return LCI_NONE;
}

static struct lci_walk
walk_on(const struct drawing *d, const struct lci_join *join, uint32_t zone)
{
    if (d->ground->index->net->edges[join->edge].flags & LCI_EDGE_PRIVATE)
        return lci_zone_walk(&d->ground->zone_walks, zone, join->edge, join->offset_mm);
    return lci_search_walk(d->search, join->edge, join->offset_mm);
}

double
lci_drawing_walk_mm(const struct drawing *d, double x_m, double y_m, const struct square *square)
{
    const struct lci_join_index *index = d->ground->index;
    const uint32_t *streets = d->ground->stack + square->first;
    struct lci_street_choice choice = {.barriers_far = !d->tile.barriers};
    struct lci_join join = {.edge = LCI_NONE};
    struct lci_near near = {.distance_m = INFINITY};
    const uint32_t zone = zone_at(d, x_m, y_m);
    struct lci_walk walk = {0};

    if (zone != LCI_NONE) {
        choice.private_edges = d->ground->tiles.zones->items[zone].edges;
        choice.private_count = d->ground->tiles.zones->items[zone].edge_count;
    }
    for (int islets = 0; islets < 2 && join.edge == LCI_NONE; islets++) {
        struct lci_place place = {x_m, y_m, INFINITY};

        choice.islets = islets != 0;
        near = (struct lci_near){.distance_m = INFINITY};
        place.least_m = lci_street_least(index, x_m, y_m, streets, square->count, &choice, INFINITY);
        if (!isfinite(place.least_m))
            continue;
        lci_street_take(index, &place, streets, square->count, &choice, &near);
        join = lci_street_join(index, x_m, y_m, &near);
    }
    if (join.edge == LCI_NONE)
        return INFINITY;
    walk = walk_on(d, &join, zone);
    if (walk.cost_mm == LCI_NONE || (d->label != LCI_NONE && walk.label != d->label))
        return INFINITY;
    return (double)walk.cost_mm + (double)join.leg_mm;
}

/* Least and greatest cost (mm) of walking on from the places of a street between two shares of it. */
struct cost_range {
    double least, greatest;
    bool label_only, label_none; /* all walks end at the wanted facility; none does */
};

static struct cost_range
costs_between(const struct drawing *d, uint32_t street_id, double share0, double share1)
{
    const struct lci_street *street = &d->ground->index->streets[street_id];
    const struct lci_edge *edge = &d->ground->index->net->edges[street->edge];
    const double length_m = street->at_b_m - street->at_a_m;
    double at0 = floor((street->at_a_m + share0 * length_m) * 1000.0) - 1.0;
    double at1 = ceil((street->at_a_m + share1 * length_m) * 1000.0) + 1.0;
    const double per_mm = edge->length_mm > 0 ? fmax(edge->cost_mm[0], edge->cost_mm[1]) /
                                                    (double)edge->length_mm
                                              : 0.0;
    struct cost_range range = {INFINITY, INFINITY, false, true};
    struct lci_walk w0 = {0};
    struct lci_walk w1 = {0};
    uint32_t from = lci_search_label(d->search, edge->from);
    uint32_t to = lci_search_label(d->search, edge->to);
    size_t seeds = 0;

    (void)lci_search_seeds_on(d->search, street->edge, &seeds);
    if (from == LCI_NONE && to == LCI_NONE && seeds == 0)
        return range;
    if (edge->cost_mm[0] == LCI_NONE || edge->cost_mm[1] == LCI_NONE)
        return (struct cost_range){0.0, INFINITY, false, false};
    at0 = fmax(at0, 0.0);
    at1 = fmin(at1, (double)edge->length_mm);
    w0 = lci_search_walk(d->search, street->edge, (uint32_t)at0);
    w1 = lci_search_walk(d->search, street->edge, (uint32_t)at1);
    /* Along the edge a walk never changes faster than one walks. */
    range.least = 0.5 * ((double)w0.cost_mm + w1.cost_mm - per_mm * (at1 - at0));
    range.greatest = 0.5 * ((double)w0.cost_mm + w1.cost_mm + per_mm * (at1 - at0));
    range.label_none = false;
    if (d->label != LCI_NONE && seeds == 0) {
        const bool all = (from == d->label || from == LCI_NONE) &&
                         (to == d->label || to == LCI_NONE);

        range.label_only = all;
        range.label_none = from != d->label && to != d->label;
    }
    return range;
}

/* The same for a private street: between the least and the greatest of its zones' walks, whatever zone a place lies in. */
static struct cost_range
private_costs(const struct drawing *d, const struct lci_street *street)
{
    const struct lci_tiles *tiles = &d->ground->tiles;
    const struct lci_edge *edge = &d->ground->index->net->edges[street->edge];
    struct cost_range range = {INFINITY, 0.0, false, true};

    for (uint32_t k = 0; k < d->tile.zone_count; k++) {
        const uint32_t zone = tiles->zone_list[d->tile.zone_first + k];

        if (!lci_zones_serve(tiles->zones, zone, street->edge))
            continue;
        for (int end = 0; end < 2; end++) {
            const struct lci_walk walk = lci_zone_walk(&d->ground->zone_walks, zone, street->edge,
                                                       end == 0 ? 0 : edge->length_mm);

            if (walk.cost_mm == LCI_NONE) {
                range.greatest = INFINITY;
                continue;
            }
            range.least = fmin(range.least, walk.cost_mm);
            /* LCI_NONE, a closed direction, is far above any limit. */
            range.greatest = fmax(range.greatest, (double)walk.cost_mm +
                                                      fmax(edge->cost_mm[0], edge->cost_mm[1]));
            range.label_none = range.label_none && d->label != LCI_NONE && walk.label != d->label;
        }
    }
    return range;
}

/* What dividing a square needs to know of the streets around it. */
struct view {
    double x_m, y_m, radius_m; /* middle, and the distance of its corners */
    double scale;              /* ground metres a map metre */
    double sure_m;             /* every place of the square has a free leg this long; INFINITY: not known */
};

/* True if no barrier can lie between any place of the square and the part of the street nearest to it. */
static bool
surely_free(const struct drawing *d, const struct view *view, uint32_t street, double share)
{
    const struct lci_segment *s = &d->ground->index->streets[street].segment;
    const double foot_x = s->ax_m + share * (s->bx_m - s->ax_m);
    const double foot_y = s->ay_m + share * (s->by_m - s->ay_m);
    const double r = view->radius_m;

    /* Nearest points of places r away from the middle lie within r of the middle's. */
    return lci_barrier_box_free(&d->ground->index->barriers,
                                fmin(view->x_m, foot_x) - r, fmin(view->y_m, foot_y) - r,
                                fmax(view->x_m, foot_x) + r, fmax(view->y_m, foot_y) + r);
}

/* The shortest leg to a street of the square's list that surely is free from everywhere in the square. */
static double
sure_leg_m(const struct drawing *d, const struct view *view, const struct square *square,
           bool islets)
{
    const struct lci_street_choice choice = {.islets = islets};
    double sure = INFINITY;

    for (size_t k = 0; k < square->count; k++) {
        const uint32_t street = d->ground->stack[square->first + k];
        double share = 0.0;
        double distance = 0.0;

        if (!lci_street_allowed(&d->ground->index->streets[street], &choice))
            continue;
        distance = lci_street_distance_m(&d->ground->index->streets[street], view->x_m, view->y_m,
                                         &share);
        if (distance < sure &&
            (!d->tile.barriers || surely_free(d, view, street, share)))
            sure = distance;
    }
    return sure;
}

bool
lci_drawing_push(struct lci_ground *ground, uint32_t street)
{
    if (!lci_grow(&ground->stack, ground->stack_count, &ground->stack_capacity))
        return false;
    ground->stack[ground->stack_count++] = street;
    return true;
}

/* Takes one street into the bounds: `distance` from the middle, its part that places of the square may join. */
static void
bound_by(const struct drawing *d, const struct view *view, uint32_t street, double distance,
         double share, struct bounds *bounds)
{
    const struct lci_street *s = &d->ground->index->streets[street];
    const double length_m = hypot(s->segment.bx_m - s->segment.ax_m,
                                  s->segment.by_m - s->segment.ay_m);
    /* Without barriers the foot moves no faster than the place; in a shadow it may lie anywhere within the leg. */
    const double spread_m = d->tile.barriers
                                ? fmin(view->sure_m, d->ground->index->off_street_map_m) +
                                      3.0 * view->radius_m
                                : view->radius_m;
    const double spread = length_m > 0.0 ? spread_m / length_m : 1.0;
    const struct cost_range cost =
        s->private_way ? private_costs(d, s)
                       : costs_between(d, street, fmax(share - spread, 0.0),
                                       fmin(share + spread, 1.0));
    const double mm = 1000.0 * view->scale;
    const double least =
        cost.least + fmax(distance - view->radius_m, 0.0) * mm * (1.0 - SCALE_SLACK);
    const double most = cost.greatest + (fmin(d->tile.barriers ? INFINITY : distance,
                                              view->sure_m) + 2.0 * view->radius_m) *
                                            mm * (1.0 + SCALE_SLACK);

    if (least <= (double)d->limit_mm + SLACK_MM && !cost.label_none)
        bounds->none_inside = false;
    if (!(most <= (double)d->limit_mm - SLACK_MM) || (d->label != LCI_NONE && !cost.label_only))
        bounds->all_inside = false;
}

bool
lci_drawing_judge(const struct drawing *d, const struct square *square, struct square *kept,
             struct bounds *bounds)
{
    struct lci_ground *ground = d->ground;
    const double half_m = 0.5 * square->steps * ground->tiles.step_m;
    const double off_m = (double)ground->index->off_street_mm / 1000.0;
    struct view view = {
        .x_m = d->x0_m + square->i * ground->tiles.step_m + half_m,
        .y_m = d->y0_m + square->j * ground->tiles.step_m + half_m,
        .radius_m = half_m * M_SQRT2 + 1e-6,
    };
    double islet_sure_m = 0.0;
    bool joined = false;

    view.scale = lci_metric_length_scale(ground->index->metric, view.x_m, view.y_m);
    view.sure_m = sure_leg_m(d, &view, square, false);
    joined = (view.sure_m + view.radius_m) * view.scale * (1.0 + SCALE_SLACK) <= off_m;
    islet_sure_m = joined ? 0.0 : sure_leg_m(d, &view, square, true);
    *bounds = (struct bounds){.none_inside = true, .all_inside = joined};
    *kept = *square;
    kept->first = ground->stack_count;
    for (size_t k = 0; k < square->count; k++) {
        const uint32_t street = ground->stack[square->first + k];
        const struct lci_street *s = &ground->index->streets[street];
        double share = 0.0;
        const double distance = lci_street_distance_m(s, view.x_m, view.y_m, &share);
        const double sure_m = s->islet ? islet_sure_m : view.sure_m;

        if ((s->islet && joined) || distance > sure_m + 2.0 * view.radius_m + 0.002 ||
            distance - view.radius_m > ground->index->off_street_map_m)
            continue;
        if (!lci_drawing_push(ground, street))
            return false;
        bound_by(d, &view, street, distance, share, bounds);
    }
    kept->count = ground->stack_count - kept->first;
    return true;
}

