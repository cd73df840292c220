/* drawing.c - the walk of one place, and bounds on the walks of all places of a square. */
#include "geom/drawing.h"

#include <math.h>

#include "base/alloc.h"
#include "search/search_seeds.h"

/* Sure bounds allow for scale and direction that vary a little inside a square. */
static const double SCALE_SLACK = 0.001;
static const double SLACK_MM = 3.0;

/* How many streets are tried for a sure leg; in squares up to how many steps the middle's own one is. */
enum { SURE_TRIES = 3, OWN_LEG_STEPS = 8 };

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
walk_on(const struct drawing *d, const struct lci_kept_join *join, uint32_t zone)
{
    if (d->ground->index->net->edges[join->edge].flags & LCI_EDGE_PRIVATE)
        return lci_zone_walk(&d->ground->zone_walks, zone, join->edge, join->offset_mm);
    return lci_search_walk(d->search, join->edge, join->offset_mm);
}

struct lci_kept_join
lci_drawing_join(const struct drawing *d, double x_m, double y_m, const struct square *square)
{
    const struct lci_join_index *index = d->ground->index;
    const uint32_t *streets = d->ground->stack + square->first;
    const uint32_t zone = zone_at(d, x_m, y_m);
    struct lci_street_choice choice = {.barriers_far = !square->barriers};
    struct lci_join join = {.edge = LCI_NONE};

    if (zone != LCI_NONE) {
        choice.private_edges = d->ground->tiles.zones->items[zone].edges;
        choice.private_count = d->ground->tiles.zones->items[zone].edge_count;
    }
    if (square->barriers) {
        if (lci_barrier_holds(&index->barriers, x_m, y_m))
            return (struct lci_kept_join){LCI_NONE, 0, 0, zone};
        choice.enclosed = lci_barrier_enclosure(&index->barriers, x_m, y_m, &choice.enclosure);
    }
    for (int islets = 0; islets < 2 && join.edge == LCI_NONE; islets++) {
        struct lci_place place = {x_m, y_m, INFINITY};
        struct lci_near near = {.distance_m = INFINITY};

        choice.islets = islets != 0;
        place.least_m = lci_street_least(index, &place, streets, square->count, &choice);
        if (!isfinite(place.least_m))
            continue;
        lci_street_take(index, &place, streets, square->count, &choice, &near);
        join = lci_street_join(index, x_m, y_m, &near);
    }
    return (struct lci_kept_join){join.edge, join.offset_mm, join.leg_mm, zone};
}

double
lci_drawing_walk_mm(const struct drawing *d, const struct lci_kept_join *join)
{
    struct lci_walk walk = {0};

    if (join->edge == LCI_NONE)
        return INFINITY;
    walk = walk_on(d, join, join->zone);
    if (walk.cost_mm == LCI_NONE || (d->label != LCI_NONE && walk.label != d->label))
        return INFINITY;
    return (double)walk.cost_mm + (double)join->leg_mm;
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
    double sure_m;             /* from its middle a free leg this long; from elsewhere radius_m more; INFINITY: not known */
    bool barriers;             /* one may lie on a leg */
};

static bool
box_around_is_free(const struct drawing *d, const struct view *view, double half_m)
{
    return lci_barrier_box_free(&d->ground->index->barriers, view->x_m - half_m,
                                view->y_m - half_m, view->x_m + half_m, view->y_m + half_m);
}

/* True if the leg from every place of the square to the foot of its middle on the street is free. */
static bool
surely_free(const struct drawing *d, const struct view *view, uint32_t street, double share)
{
    const struct lci_segment *s = &d->ground->index->streets[street].segment;
    const struct lci_segment leg = {view->x_m, view->y_m,
                                    s->ax_m + share * (s->bx_m - s->ax_m),
                                    s->ay_m + share * (s->by_m - s->ay_m)};

    return lci_barrier_leg_free(&d->ground->index->barriers, &leg, view->radius_m);
}

/* A street of the square's list and its distance from the middle. */
struct nearby {
    double distance_m, share;
    uint32_t street;
};

/* Puts a street among the nearest so far, ascending. */
static void
keep_nearest(struct nearby *nearest, size_t *count, const struct nearby *street)
{
    size_t at = *count < SURE_TRIES ? (*count)++ : SURE_TRIES - 1;

    if (*count == SURE_TRIES && at == SURE_TRIES - 1 &&
        nearest[at].distance_m <= street->distance_m && nearest[at].street != LCI_NONE)
        return;
    for (; at > 0 && nearest[at - 1].distance_m > street->distance_m; at--)
        nearest[at] = nearest[at - 1];
    nearest[at] = *street;
}

/* The leg that the middle itself has, if it is surely free from all over the square; INFINITY otherwise. */
static double
own_leg_m(const struct drawing *d, const struct view *view, const struct square *square,
          const struct lci_street_choice *choice)
{
    const struct lci_join_index *index = d->ground->index;
    const uint32_t *streets = d->ground->stack + square->first;
    struct lci_place place = {view->x_m, view->y_m, INFINITY};
    struct lci_near near = {.distance_m = INFINITY};

    place.least_m = lci_street_least(index, &place, streets, square->count, choice);
    if (!isfinite(place.least_m))
        return INFINITY;
    lci_street_take(index, &place, streets, square->count, choice, &near);
    return surely_free(d, view, near.street, near.share) ? near.distance_m : INFINITY;
}

/*
 * The shortest leg from the middle to a street of the square's list whose end is surely free from all over the square, as
 * far as a few tries find it; INFINITY: not found.
 */
static double
sure_leg_m(const struct drawing *d, const struct view *view, const struct square *square,
           struct lci_street_choice choice)
{
    struct nearby nearest[SURE_TRIES];
    size_t count = 0;

    for (size_t i = 0; i < SURE_TRIES; i++)
        nearest[i].street = LCI_NONE;
    for (size_t k = 0; k < square->count; k++) {
        struct nearby one = {.street = d->ground->stack[square->first + k]};

        if (!lci_street_allowed(&d->ground->index->streets[one.street], &choice))
            continue;
        one.distance_m = lci_street_distance_m(&d->ground->index->streets[one.street], view->x_m,
                                               view->y_m, &one.share);
        keep_nearest(nearest, &count, &one);
    }
    for (size_t i = 0; i < count; i++)
        if (!square->barriers || surely_free(d, view, nearest[i].street, nearest[i].share))
            return nearest[i].distance_m;
    /* A square that a barrier passes has no leg that is free from all over it. */
    return count > 0 && choice.enclosed && square->steps <= OWN_LEG_STEPS
               ? own_leg_m(d, view, square, &choice)
               : INFINITY;
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
    const double spread_m = view->barriers
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
    const double most = cost.greatest + (fmin(view->barriers ? INFINITY : distance,
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
    struct lci_street_choice choice = {.enclosed = false};
    double islet_sure_m = 0.0;
    bool joined = false;

    view.scale = lci_metric_length_scale(ground->index->metric, view.x_m, view.y_m);
    *kept = *square;
    kept->first = ground->stack_count;
    kept->count = 0;
    *bounds = (struct bounds){.none_inside = true};
    if (square->barriers &&
        lci_barrier_box_held(&ground->index->barriers, view.x_m - half_m, view.y_m - half_m,
                             view.x_m + half_m, view.y_m + half_m))
        return true;
    if (square->barriers)
        choice.enclosed = lci_barrier_box_enclosure(&ground->index->barriers, view.x_m - half_m,
                                                    view.y_m - half_m, view.x_m + half_m,
                                                    view.y_m + half_m, &choice.enclosure);
    view.sure_m = sure_leg_m(d, &view, square, choice);
    /* No leg is longer than sure_m and a radius: barriers beyond that do not matter. */
    if (square->barriers && isfinite(view.sure_m))
        kept->barriers = !box_around_is_free(d, &view, view.sure_m + 2.0 * view.radius_m);
    view.barriers = kept->barriers;
    joined = (view.sure_m + view.radius_m) * view.scale * (1.0 + SCALE_SLACK) <= off_m;
    choice.islets = true;
    islet_sure_m = joined ? 0.0 : sure_leg_m(d, &view, square, choice);
    bounds->all_inside = joined;
    for (size_t k = 0; k < square->count; k++) {
        const uint32_t street = ground->stack[square->first + k];
        const struct lci_street *s = &ground->index->streets[street];
        double share = 0.0;
        const double distance = lci_street_distance_m(s, view.x_m, view.y_m, &share);
        const double sure_m = s->islet ? islet_sure_m : view.sure_m;

        if (choice.enclosed && s->enclosed && choice.enclosure != s->enclosure)
            continue;
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

