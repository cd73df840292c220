/* ground.c - finds the border of a service area: squares that lie wholly on one side are passed over, the others are
 * divided down to the lattice, where the border's crossings are solved on the definition itself. */
#include "geom/ground.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "geom/drawing.h"

enum {
    ANCHOR_STEPS = 16,          /* borders keep their points on these lines, so that thinning is a local matter */
    SOLVE_ROUNDS = 24,
    SIDE_BITS = 31
};

/* A crossing keeps this share of a side away from the lattice points, so that no two ever meet. */
static const double END_SHARE = 0.004;

/* Where the walk jumps, its place on a side is halved down to this share of it. */
static const double SOLVED_SHARE = 0.01;

/* Share of the tolerance that thinning may use up. */
static const double THIN_SHARE = 0.05;


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
    status = lci_tiles_init(&ground->tiles, index, options->zones, options->area_tolerance_m, err);
    if (status == LCI_OK)
        status = lci_zone_walks_init(&ground->zone_walks, options->zones, index->net, err);
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
    lci_zone_walks_fini(&ground->zone_walks);
    lci_tiles_fini(&ground->tiles);
    lci_tile_list_fini(&ground->wanted);
    lci_free(ground->stack);
    lci_free(ground);
}

static double
node_walk(const struct drawing *d, const struct square *square, int32_t i, int32_t j)
{
    struct lci_ground *ground = d->ground;
    const size_t node = (size_t)j * LCI_TILE_NODES + (size_t)i;

    if (ground->joins[node].edge == LCI_JOIN_UNKNOWN)
        ground->joins[node] = lci_drawing_join(d, d->x0_m + i * ground->tiles.step_m,
                                          d->y0_m + j * ground->tiles.step_m, square);
    if (isnan(ground->walk_mm[node]))
        ground->walk_mm[node] = lci_drawing_walk_mm(d, &ground->joins[node]);
    return ground->walk_mm[node];
}

/* A node of the lattice with its walk. */
struct node {
    int32_t i, j;
    double x_m, y_m, walk_mm;
    bool inside;
};

static struct node
node_at(const struct drawing *d, const struct square *square, int32_t i, int32_t j)
{
    struct node node = {.i = i, .j = j};

    node.x_m = d->x0_m + i * d->ground->tiles.step_m;
    node.y_m = d->y0_m + j * d->ground->tiles.step_m;
    node.walk_mm = node_walk(d, square, i, j);
    node.inside = node.walk_mm <= (double)d->limit_mm;
    return node;
}

/* The share of the side a -> b at which the area ends: where the walk passes the limit, or where it jumps. a is inside,
   b is not. */
static double
solve_crossing(const struct drawing *d, const struct square *square, const struct node *a,
               const struct node *b)
{
    const double limit = (double)d->limit_mm + 0.5;
    double low = 0.0;
    double high = 1.0;
    double low_walk = a->walk_mm;
    double high_walk = b->walk_mm;

    for (int round = 0; round < SOLVE_ROUNDS && high - low > SOLVED_SHARE; round++) {
        double at = 0.5 * (low + high);
        struct lci_kept_join join = {0};
        double walk = 0.0;

        /* Where both ends have a walk it is nearly linear between them; every third round halves all the same. */
        if (round % 3 != 2 && isfinite(high_walk) && high_walk > low_walk)
            at = low + (high - low) * (limit - low_walk) / (high_walk - low_walk);
        at = fmin(fmax(at, low + 0.02 * (high - low)), high - 0.02 * (high - low));
        join = lci_drawing_join(d, a->x_m + at * (b->x_m - a->x_m),
                                a->y_m + at * (b->y_m - a->y_m), square);
        walk = lci_drawing_walk_mm(d, &join);
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

/* Brings the nodes of the tile in: most tiles lie on one side of the border and never need them. */
static bool
open_nodes(const struct drawing *d)
{
    struct lci_ground *ground = d->ground;

    if (ground->joins)
        return true;
    ground->joins = lci_tiles_joins(&ground->tiles, d->tile.column, d->tile.row);
    for (size_t node = 0; node < LCI_TILE_NODES * LCI_TILE_NODES; node++)
        ground->walk_mm[node] = NAN;
    return ground->joins != NULL;
}

static enum lci_status
draw_step(const struct drawing *d, const struct square *square, struct lci_error *err)
{
    struct node a, b, c, e;
    const struct node *lower[3] = {&a, &b, &c};
    const struct node *upper[3] = {&a, &c, &e};
    enum lci_status status = LCI_OK;

    if (!open_nodes(d))
        return lci_fail_nomem(err, "service area");
    a = node_at(d, square, square->i, square->j);
    b = node_at(d, square, square->i + 1, square->j);
    c = node_at(d, square, square->i + 1, square->j + 1);
    e = node_at(d, square, square->i, square->j + 1);
    status = draw_triangle(d, square, lower, err);
    return status == LCI_OK ? draw_triangle(d, square, upper, err) : status;
}

static enum lci_status draw_square(const struct drawing *d, const struct square *square,
                                   struct lci_error *err);

static enum lci_status
draw_quarters(const struct drawing *d, const struct square *square, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (int quarter = 0; quarter < 4 && status == LCI_OK; quarter++) {
        struct square child = *square;

        child.steps = square->steps / 2;
        child.i += (quarter & 1) * child.steps;
        child.j += (quarter >> 1) * child.steps;
        status = child.steps > 1 ? draw_square(d, &child, err) : draw_step(d, &child, err);
    }
    return status;
}

/* Divides a square until it lies on one side of the border or is a single step. Depth: log2 of LCI_TILE_STEPS. */
static enum lci_status
draw_square(const struct drawing *d, const struct square *square, struct lci_error *err)
{
    const size_t stack_count = d->ground->stack_count;
    struct square kept = {0};
    struct bounds bounds = {0};
    enum lci_status status = LCI_OK;

    if (!lci_drawing_judge(d, square, &kept, &bounds))
        return lci_fail_nomem(err, "service area");
    if (!bounds.none_inside && !bounds.all_inside)
        status = draw_quarters(d, &kept, err);
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
    ground->joins = NULL;
    ground->stack_count = 0;
    for (uint32_t k = 0; k < d->tile.zone_count; k++)
        if (!lci_zone_walks_make(&ground->zone_walks,
                                 ground->tiles.zone_list[d->tile.zone_first + k]))
            return lci_fail_nomem(err, "service area");
    for (uint32_t k = 0; k < d->tile.count; k++)
        if (!lci_drawing_push(ground, ground->tiles.streets[d->tile.first + k]))
            return lci_fail_nomem(err, "service area");
    all.count = d->tile.count;
    all.barriers = d->tile.barriers;
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
    lci_zone_walks_start(&ground->zone_walks, search);
    for (size_t i = 0; i < ground->wanted.count && status == LCI_OK; i++)
        status = draw_tile(&d, lci_tile_list_column(&ground->wanted, i),
                           lci_tile_list_row(&ground->wanted, i), err);
    if (status == LCI_OK)
        status = lci_border_polygons(&ground->border, &border_options, out, err);
    return status;
}
