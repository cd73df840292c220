/* ground.c - finds the border of a service area: squares that lie wholly on one side are passed over, the others are
 * divided down to the lattice, where the border's crossings are solved on the definition itself. */
#include "geom/ground.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "geom/border.h"
#include "geom/tiles.h"
#include "network/street_index.h"
#include "search/search_seeds.h"

enum {
    TILE_NODES = LCI_TILE_STEPS + 1,
    ANCHOR_STEPS = 16,          /* borders keep their points on these lines, so that thinning is a local matter */
    SOLVE_ROUNDS = 24,
    SIDE_BITS = 31
};

/* A crossing keeps this share of a side away from the lattice points, so that no two ever meet. */
static const double END_SHARE = 0.004;

/* Share of the tolerance that thinning may use up. */
static const double THIN_SHARE = 0.05;

/* Sure bounds allow for scale and direction that vary a little inside a square. */
static const double SCALE_SLACK = 0.001;
static const double SLACK_MM = 3.0;

struct lci_ground {
    const struct lci_join_index *index;
    struct lci_ground_options options;
    struct lci_tiles tiles;
    uint32_t *stack; /* lists of streets of the squares being divided */
    size_t stack_count, stack_capacity;
    struct lci_tile_list wanted; /* tiles that the area at hand touches */
    struct lci_border border;
    double walk_mm[TILE_NODES * TILE_NODES]; /* of the tile being worked on; NAN: not known yet */
    uint32_t near[TILE_NODES * TILE_NODES];
};

/* One area being drawn. */
struct drawing {
    struct lci_ground *ground;
    const struct lci_search *search;
    uint32_t label, limit_mm;
    struct lci_tile tile;
    double x0_m, y0_m; /* lower left node of the tile */
};

/* A square of the lattice, in steps from the tile's corner. */
struct square {
    int32_t i, j, steps;
    size_t first, count; /* its streets on the stack */
};

/* What is known of all places of a square. */
struct bounds {
    bool none_inside, all_inside;
};

enum lci_status
lci_ground_new(const struct lci_join_index *index, const struct lci_ground_options *options,
               struct lci_ground **out, struct lci_error *err)
{
    struct lci_ground *ground = lci_new(struct lci_ground);
    enum lci_status status = LCI_OK;

    *out = NULL;
    if (!ground)
        return lci_fail_nomem(err, "service area");
    ground->index = index;
    ground->options = *options;
    status = lci_tiles_init(&ground->tiles, index, options->area_tolerance_m, err);
    if (status == LCI_OK)
        *out = ground;
    else
        lci_ground_free(ground);
    return status;
}

void
lci_ground_free(struct lci_ground *ground)
{
    if (!ground)
        return;
    lci_border_fini(&ground->border);
    lci_tiles_fini(&ground->tiles);
    lci_tile_list_fini(&ground->wanted);
    lci_free(ground->stack);
    lci_free(ground);
}

/* The walk from a place in millimetres, INFINITY if there is none or it is not the wanted facility's. */
static double
walk_from(const struct drawing *d, double x_m, double y_m, const struct square *square,
          uint32_t *street)
{
    const struct lci_join_index *index = d->ground->index;
    const uint32_t *streets = d->ground->stack + square->first;
    struct lci_street_choice choice = {.barriers_far = !d->tile.barriers};
    struct lci_join join = {.edge = LCI_NONE};
    struct lci_near near = {.distance_m = INFINITY};
    struct lci_walk walk = {0};

    *street = LCI_NONE;
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
    walk = lci_search_walk(d->search, join.edge, join.offset_mm);
    if (walk.cost_mm == LCI_NONE || (d->label != LCI_NONE && walk.label != d->label))
        return INFINITY;
    *street = near.street;
    return (double)walk.cost_mm + (double)join.leg_mm;
}

static double
node_walk(const struct drawing *d, const struct square *square, int32_t i, int32_t j,
          uint32_t *street)
{
    struct lci_ground *ground = d->ground;
    const size_t node = (size_t)j * TILE_NODES + (size_t)i;

    if (isnan(ground->walk_mm[node]))
        ground->walk_mm[node] = walk_from(d, d->x0_m + i * ground->tiles.step_m,
                                          d->y0_m + j * ground->tiles.step_m, square,
                                          &ground->near[node]);
    *street = ground->near[node];
    return ground->walk_mm[node];
}

/* A node of the lattice with its walk. */
struct node {
    int32_t i, j;
    double x_m, y_m, walk_mm;
    uint32_t street;
    bool inside;
};

static struct node
node_at(const struct drawing *d, const struct square *square, int32_t i, int32_t j)
{
    struct node node = {.i = i, .j = j};

    node.x_m = d->x0_m + i * d->ground->tiles.step_m;
    node.y_m = d->y0_m + j * d->ground->tiles.step_m;
    node.walk_mm = node_walk(d, square, i, j, &node.street);
    node.inside = node.walk_mm <= (double)d->limit_mm;
    return node;
}

/* The share of the side a -> b at which the area ends: where the walk passes the limit, or where it jumps. a is inside, b is not. */
static double
solve_crossing(const struct drawing *d, const struct square *square, const struct node *a,
               const struct node *b)
{
    const double limit = (double)d->limit_mm + 0.5;
    double low = 0.0;
    double high = 1.0;
    double low_walk = a->walk_mm;
    double high_walk = b->walk_mm;

    for (int round = 0; round < SOLVE_ROUNDS && high - low > 0.0005; round++) {
        double at = 0.5 * (low + high);
        double walk = 0.0;
        uint32_t street = 0;

        /* Where both ends have a walk it is nearly linear between them; every third round halves all the same. */
        if (round % 3 != 2 && isfinite(high_walk) && high_walk > low_walk)
            at = low + (high - low) * (limit - low_walk) / (high_walk - low_walk);
        at = fmin(fmax(at, low + 0.02 * (high - low)), high - 0.02 * (high - low));
        walk = walk_from(d, a->x_m + at * (b->x_m - a->x_m), a->y_m + at * (b->y_m - a->y_m),
                         square, &street);
        if (fabs(walk - limit) <= 1.0)
            return at;
        if (walk <= (double)d->limit_mm) {
            low = at;
            low_walk = walk;
        } else {
            high = at;
            high_walk = walk;
        }
    }
    return 0.5 * (low + high);
}

static uint64_t
side_key(const struct drawing *d, const struct node *low, int direction)
{
    const uint64_t half = UINT64_C(1) << (SIDE_BITS - 1);
    const uint64_t i = (uint64_t)((int64_t)d->tile.column * LCI_TILE_STEPS + low->i + (int64_t)half);
    const uint64_t j = (uint64_t)((int64_t)d->tile.row * LCI_TILE_STEPS + low->j + (int64_t)half);

    return (i << SIDE_BITS | j) << 2 | (uint64_t)direction;
}

/* Whether a side lies on one of the lines at which borders keep their points. */
static bool
on_anchor_line(const struct node *low, int direction)
{
    return (direction == 0 && low->j % ANCHOR_STEPS == 0) ||
           (direction == 1 && low->i % ANCHOR_STEPS == 0);
}

/* The border's point on the side between two nodes, one of them inside. False: out of memory. */
static bool
crossing_of(const struct drawing *d, const struct square *square, const struct node *a,
            const struct node *b, uint32_t *index)
{
    const struct node *low = a->i < b->i || (a->i == b->i && a->j < b->j) ? a : b;
    const int direction = a->i == b->i ? 1 : a->j == b->j ? 0 : 2;
    const uint64_t key = side_key(d, low, direction);
    const struct node *in = a->inside ? a : b;
    const struct node *out = a->inside ? b : a;
    struct lci_border_point point = {.side = key, .anchor = on_anchor_line(low, direction)};
    double share = 0.0;

    *index = lci_border_find(&d->ground->border, key);
    if (*index != LCI_NONE)
        return true;
    share = solve_crossing(d, square, in, out);
    share = fmin(fmax(share, END_SHARE), 1.0 - END_SHARE);
    point.x_m = in->x_m + share * (out->x_m - in->x_m);
    point.y_m = in->y_m + share * (out->y_m - in->y_m);
    return lci_border_add(&d->ground->border, &point, index);
}

/* Leads the border through a triangle (counter-clockwise), the area on its left. */
static enum lci_status
draw_triangle(const struct drawing *d, const struct square *square, const struct node *nodes[3],
              struct lci_error *err)
{
    const int inside = nodes[0]->inside + nodes[1]->inside + nodes[2]->inside;
    uint32_t to_next = 0;
    uint32_t from_last = 0;
    int odd = 0;

    if (inside == 0 || inside == 3)
        return LCI_OK;
    while (nodes[odd]->inside != (inside == 1))
        odd++;
    if (!crossing_of(d, square, nodes[odd], nodes[(odd + 1) % 3], &to_next) ||
        !crossing_of(d, square, nodes[odd], nodes[(odd + 2) % 3], &from_last))
        return lci_fail_nomem(err, "service area");
    if (!lci_border_connect(&d->ground->border, inside == 1 ? to_next : from_last,
                            inside == 1 ? from_last : to_next))
        return lci_fail(err, LCI_E_LIBRARY, "service area: the border forks at %.3f, %.3f",
                        nodes[odd]->x_m, nodes[odd]->y_m);
    return LCI_OK;
}

static enum lci_status
draw_step(const struct drawing *d, const struct square *square, struct lci_error *err)
{
    const struct node a = node_at(d, square, square->i, square->j);
    const struct node b = node_at(d, square, square->i + 1, square->j);
    const struct node c = node_at(d, square, square->i + 1, square->j + 1);
    const struct node e = node_at(d, square, square->i, square->j + 1);
    const struct node *lower[3] = {&a, &b, &c};
    const struct node *upper[3] = {&a, &c, &e};
    enum lci_status status = draw_triangle(d, square, lower, err);

    return status == LCI_OK ? draw_triangle(d, square, upper, err) : status;
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

/* What dividing a square needs to know of the streets around it. */
struct view {
    double x_m, y_m, radius_m; /* middle, and the distance of its corners */
    double scale;              /* ground metres a map metre */
    double sure_m;             /* every place of the square has a free leg this long; INFINITY: not known */
};

/* True if no barrier can lie between any place of the square and the part of the street nearest to it. */
static bool
surely_free(const struct drawing *d, const struct view *view, uint32_t street, double share,
            double distance_m)
{
    const struct lci_segment *s = &d->ground->index->streets[street].segment;
    const double foot_x = s->ax_m + share * (s->bx_m - s->ax_m);
    const double foot_y = s->ay_m + share * (s->by_m - s->ay_m);
    const double r = view->radius_m;

    (void)distance_m;
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
            (!d->tile.barriers || surely_free(d, view, street, share, distance)))
            sure = distance;
    }
    return sure;
}

static bool
push_street(struct lci_ground *ground, uint32_t street)
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
    const struct cost_range cost = costs_between(d, street, fmax(share - spread, 0.0),
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

/* Lists on the stack the streets that can be nearest somewhere in the square, and bounds the walks by them. False: out of memory. */
static bool
judge_square(const struct drawing *d, const struct square *square, struct square *kept,
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
        if (!push_street(ground, street))
            return false;
        bound_by(d, &view, street, distance, share, bounds);
    }
    kept->count = ground->stack_count - kept->first;
    return true;
}

/* Divides a square until it lies on one side of the border or is a single step. Depth: log2 of LCI_TILE_STEPS. */
static enum lci_status
draw_square(const struct drawing *d, const struct square *square, struct lci_error *err)
{
    const size_t stack_count = d->ground->stack_count;
    struct square kept = {0};
    struct bounds bounds = {0};
    enum lci_status status = LCI_OK;

    if (!judge_square(d, square, &kept, &bounds))
        return lci_fail_nomem(err, "service area");
    if (!bounds.none_inside && !bounds.all_inside) {
        if (square->steps == 1)
            status = draw_step(d, &kept, err);
        for (int quarter = 0; quarter < 4 && square->steps > 1 && status == LCI_OK; quarter++) {
            const int32_t half = square->steps / 2;
            const struct square child = {
                .i = square->i + (quarter & 1) * half,
                .j = square->j + (quarter >> 1) * half,
                .steps = half,
                .first = kept.first,
                .count = kept.count,
            };

            status = draw_square(d, &child, err);
        }
    }
    d->ground->stack_count = stack_count;
    return status;
}

static enum lci_status
draw_tile(struct drawing *d, int32_t column, int32_t row, struct lci_error *err)
{
    struct lci_ground *ground = d->ground;
    struct square all = {.steps = LCI_TILE_STEPS};

    if (!lci_tiles_find(&ground->tiles, column, row, &d->tile))
        return lci_fail_nomem(err, "service area");
    d->x0_m = lci_tile_x_m(&ground->tiles, column);
    d->y0_m = lci_tile_y_m(&ground->tiles, row);
    for (size_t node = 0; node < TILE_NODES * TILE_NODES; node++)
        ground->walk_mm[node] = NAN;
    ground->stack_count = 0;
    for (uint32_t k = 0; k < d->tile.count; k++)
        if (!push_street(ground, ground->tiles.streets[d->tile.first + k]))
            return lci_fail_nomem(err, "service area");
    all.count = d->tile.count;
    return draw_square(d, &all, err);
}

enum lci_status
lci_ground_area(struct lci_ground *ground, const struct lci_search *search, uint32_t label,
                uint32_t limit_mm, struct lci_polygons *out, struct lci_error *err)
{
    const struct lci_border_options border_options = {
        .straight_m = THIN_SHARE * ground->options.area_tolerance_m,
        .min_hole_m2 = ground->options.min_hole_m2,
    };
    struct drawing d = {ground, search, label, limit_mm, {0}, 0.0, 0.0};
    enum lci_status status = lci_tile_list_fill(&ground->wanted, &ground->tiles, search, err);

    *out = (struct lci_polygons){0};
    lci_border_clear(&ground->border);
    for (size_t i = 0; i < ground->wanted.count && status == LCI_OK; i++)
        status = draw_tile(&d, lci_tile_list_column(&ground->wanted, i),
                           lci_tile_list_row(&ground->wanted, i), err);
    if (status == LCI_OK)
        status = lci_border_polygons(&ground->border, &border_options, out, err);
    return status;
}
