/* barrier_hides.c - whether a barrier stands between all places of a piece of ground and all of a segment. */
#include <math.h>

#include <lifecircle/network.h>

#include "base/real.h"
#include "network/barrier_index.h"

/* So many sides are looked at. */
enum { MOST_SIDES = 64 };

/* The legs from a piece of ground to a segment: its corners, both ends, and the strip between. */
struct legs {
    const struct lci_ground_piece *ground;
    double ends[2][2];
    double ux, uy;     /* the way they all go, more or less */
    double from, to;   /* along it, where the ground ends and the segment begins */
    double touch_m2;   /* twice the area of a triangle on a leg whose tip is but a touch off it */
    struct lci_segment middle;
};

static double
turn(const double p[2], const double q[2], double x_m, double y_m)
{
    return (q[0] - p[0]) * (y_m - p[1]) - (q[1] - p[1]) * (x_m - p[0]);
}

struct lci_ground_piece
lci_ground_square(double x_m, double y_m, double radius_m)
{
    return (struct lci_ground_piece){{{x_m - radius_m, y_m - radius_m}, {x_m + radius_m, y_m - radius_m},
                                      {x_m + radius_m, y_m + radius_m}, {x_m - radius_m, y_m + radius_m}}, 4};
}

struct lci_ground_piece
lci_ground_beside(const struct lci_ground_piece *square, const struct lci_barrier_side *side, bool left)
{
    const double a[2] = {side->ax_m, side->ay_m};
    const double b[2] = {side->bx_m, side->by_m};
    const double sign = left ? 1.0 : -1.0;
    struct lci_ground_piece piece = {.count = 0};

    for (size_t i = 0; i < square->count; i++) {
        const double *here = square->xy_m[i];
        const double *next = square->xy_m[(i + 1) % square->count];
        const double off = sign * turn(a, b, here[0], here[1]);
        const double off_next = sign * turn(a, b, next[0], next[1]);
        const double share = off / (off - off_next);

        if (off >= 0.0 && piece.count < LCI_GROUND_CORNERS) {
            piece.xy_m[piece.count][0] = here[0];
            piece.xy_m[piece.count++][1] = here[1];
        }
        if ((off > 0.0) != (off_next > 0.0) && off != 0.0 && off_next != 0.0 && piece.count < LCI_GROUND_CORNERS) {
            piece.xy_m[piece.count][0] = here[0] + share * (next[0] - here[0]);
            piece.xy_m[piece.count++][1] = here[1] + share * (next[1] - here[1]);
        }
    }
    return piece;
}

/* 1 if the place is left of every leg, -1 if right of every one, else 0. The turn is bilinear: corners and ends decide. */
static int
side_of_all(const struct legs *legs, double x_m, double y_m)
{
    double least = INFINITY;
    double most = -INFINITY;

    for (size_t corner = 0; corner < legs->ground->count; corner++)
        for (int end = 0; end < 2; end++) {
            const double here = turn(legs->ground->xy_m[corner], legs->ends[end], x_m, y_m);

            least = lci_min(least, here);
            most = lci_max(most, here);
        }
    return least > legs->touch_m2 ? 1 : most < -legs->touch_m2 ? -1 : 0;
}

/* How far beyond the strip a place is: below 0 towards the ground, above 0 towards the segment, 0 in it. */
static double
beyond_strip(const struct legs *legs, double x_m, double y_m)
{
    const double along = x_m * legs->ux + y_m * legs->uy;

    return lci_min(along - legs->from - LCI_TOUCH_M, 0.0) + lci_max(along - legs->to + LCI_TOUCH_M, 0.0);
}

/* The end of a side, or the last place before it in the strip. *beyond: the end itself is not. False: no part of the side is. */
static bool
end_in_strip(const struct legs *legs, const struct lci_barrier_side *side, int end, double xy_m[2], bool *beyond)
{
    const double ends[2][2] = {{side->ax_m, side->ay_m}, {side->bx_m, side->by_m}};
    const double here = beyond_strip(legs, ends[end][0], ends[end][1]);
    const double there = beyond_strip(legs, ends[1 - end][0], ends[1 - end][1]);
    double share = 0.0;

    if (!(legs->to - legs->from > 4.0 * LCI_TOUCH_M))
        return false;
    *beyond = here != 0.0;
    if (*beyond) {
        /* Along the side the strip's own axis grows evenly. */
        const double along = (ends[1 - end][0] - ends[end][0]) * legs->ux + (ends[1 - end][1] - ends[end][1]) * legs->uy;

        if ((here < 0.0 && there < 0.0) || (here > 0.0 && there > 0.0))
            return false;
        share = -here / along;
    }
    for (int k = 0; k < 2; k++)
        xy_m[k] = ends[end][k] + share * (ends[1 - end][k] - ends[end][k]);
    return true;
}

/* Chooses the direction (ux, uy) for the strip if it leaves more room between ground and segment. */
static void
widen_strip(struct legs *legs, double ux, double uy)
{
    const double length = lci_length(ux, uy);
    double from = -INFINITY;
    double to = 0.0;

    if (length <= 0.0)
        return;
    ux /= length;
    uy /= length;
    for (size_t corner = 0; corner < legs->ground->count; corner++)
        from = lci_max(from, legs->ground->xy_m[corner][0] * ux + legs->ground->xy_m[corner][1] * uy);
    to = lci_min(legs->ends[0][0] * ux + legs->ends[0][1] * uy, legs->ends[1][0] * ux + legs->ends[1][1] * uy);
    if (to - from <= legs->to - legs->from)
        return;
    legs->ux = ux;
    legs->uy = uy;
    legs->from = from;
    legs->to = to;
}

/* The leg from the middle of a piece of ground to that of a segment. */
static struct lci_segment
middle_leg(const struct lci_ground_piece *from, const struct lci_segment *s)
{
    struct lci_segment leg = {0.0, 0.0, 0.5 * (s->ax_m + s->bx_m), 0.5 * (s->ay_m + s->by_m)};

    for (size_t corner = 0; corner < from->count; corner++) {
        leg.ax_m += from->xy_m[corner][0] / (double)from->count;
        leg.ay_m += from->xy_m[corner][1] / (double)from->count;
    }
    return leg;
}

static struct legs
legs_of(const struct lci_ground_piece *from, const struct lci_segment *s, const struct lci_segment *middle)
{
    struct legs legs = {
        .ground = from,
        .ends = {{s->ax_m, s->ay_m}, {s->bx_m, s->by_m}},
        .to = -INFINITY,
        .middle = *middle,
    };
    double dx = 0.0;
    double dy = 0.0;
    double facing = 0.0;
    double wide = 0.0;

    for (size_t corner = 0; corner < from->count; corner++)
        wide = lci_max(wide, lci_length(from->xy_m[corner][0] - legs.middle.ax_m, from->xy_m[corner][1] - legs.middle.ay_m));
    dx = legs.middle.bx_m - legs.middle.ax_m;
    dy = legs.middle.by_m - legs.middle.ay_m;
    facing = (s->bx_m - s->ax_m) * dy - (s->by_m - s->ay_m) * dx < 0.0 ? -1.0 : 1.0;
    legs.touch_m2 = 2.0 * LCI_TOUCH_M * (lci_length(dx, dy) + 2.0 * wide + lci_length(s->bx_m - s->ax_m, s->by_m - s->ay_m));
    widen_strip(&legs, dx, dy);
    widen_strip(&legs, -facing * (s->by_m - s->ay_m), facing * (s->bx_m - s->ax_m));
    return legs;
}

/*
 * True if ground and segment lie on different sides of the side's line, so that what passes through the side on the line of a leg
 * passes through it on the leg. Both may touch a line, for no leg begins or ends on one.
 */
static bool
side_parts(const struct lci_barrier_side *side, const struct legs *legs)
{
    const double a[2] = {side->ax_m, side->ay_m};
    const double b[2] = {side->bx_m, side->by_m};
    const double touch_m2 = LCI_TOUCH_M * lci_length(b[0] - a[0], b[1] - a[1]);
    const double ends[2] = {turn(a, b, legs->ends[0][0], legs->ends[0][1]), turn(a, b, legs->ends[1][0], legs->ends[1][1])};
    const double sign = fabs(ends[0]) > fabs(ends[1]) ? copysign(1.0, ends[0]) : copysign(1.0, ends[1]);
    const double nearest = lci_min(sign * ends[0], sign * ends[1]);

    if (side->area ? nearest <= touch_m2 : nearest < 0.0)
        return false;
    for (size_t corner = 0; corner < legs->ground->count; corner++)
        if (sign * turn(a, b, legs->ground->xy_m[corner][0], legs->ground->xy_m[corner][1]) >= (side->area ? -1.0 : 0.5) * touch_m2)
            return false;
    return true;
}

/* Sides that were looked at: what hangs together comes one after the other. */
struct chain {
    uint32_t sides[MOST_SIDES];
    bool beyond[MOST_SIDES]; /* what joins it to one before it is beyond the strip: the part of it in there may not be joined */
    size_t count;            /* MOST_SIDES + 1: no more are taken */
};

static void
list_side(struct chain *chain, uint32_t side, bool beyond)
{
    const size_t count = chain->count;

    if (count <= MOST_SIDES && lci_barrier_list_side(side, chain->sides, &chain->count, MOST_SIDES) && chain->count > count)
        chain->beyond[count] = beyond;
}

/* Lists the sides that carry on where one ends: at its a (0) or b (1); beyond: not in the strip. */
static void
list_next(const struct lci_barrier_index *index, uint32_t at, int end, bool beyond, struct chain *chain)
{
    const uint32_t id = 2 * at + (uint32_t)end;

    if (index->joined[at][end] != LCI_NONE)
        list_side(chain, index->joined[at][end], beyond);
    for (uint32_t next = index->beside[id]; next != id; next = index->beside[next])
        list_side(chain, next / 2, beyond);
}

/*
 * True if this side alone, or with those that hang together with it, leads from the left of all legs to their right: so each leg's
 * line passes through one of them, and it does so on the leg where the side lies in the strip or parts square and segment.
 * False too for a side of the chain: it was looked at.
 */
static bool
chain_hides(const struct lci_barrier_index *index, uint32_t at, const struct legs *legs, struct chain *chain)
{
    size_t i = chain->count;
    bool left = false;
    bool right = false;

    list_side(chain, at, false);
    for (; i < chain->count && i < MOST_SIDES && !(left && right); i++) {
        const struct lci_barrier_side *side = &index->barriers->sides[chain->sides[i]];
        const bool whole = side_parts(side, legs);

        for (int end = 0; end < 2 && (whole || !chain->beyond[i]); end++) {
            double xy_m[2] = {0.0, 0.0};
            bool beyond = true;
            int where = 0;

            if (!end_in_strip(legs, side, end, xy_m, &beyond) && !whole)
                break;
            if (whole) {
                xy_m[0] = end == 0 ? side->ax_m : side->bx_m;
                xy_m[1] = end == 0 ? side->ay_m : side->by_m;
            }
            where = side_of_all(legs, xy_m[0], xy_m[1]);
            left = left || where > 0;
            right = right || where < 0;
            if (where == 0 && (whole || !beyond))
                list_next(index, chain->sides[i], end, beyond, chain);
        }
    }
    return left && right;
}

/* True if the side crosses the leg from middle to middle, as every barrier does somewhere that crosses all legs. */
static bool
crosses_middle(const struct lci_barrier_side *side, const struct lci_segment *leg)
{
    const double p[2] = {leg->ax_m, leg->ay_m};
    const double q[2] = {leg->bx_m, leg->by_m};
    const double a[2] = {side->ax_m, side->ay_m};
    const double b[2] = {side->bx_m, side->by_m};

    return (turn(p, q, a[0], a[1]) > 0.0) != (turn(p, q, b[0], b[1]) > 0.0) &&
           (turn(a, b, p[0], p[1]) > 0.0) != (turn(a, b, q[0], q[1]) > 0.0);
}

bool
lci_barrier_hides(const struct lci_barrier_index *index, const struct lci_ground_piece *from, const struct lci_segment *s)
{
    const struct lci_segment_grid *grid = &index->grid;
    struct lci_cell_range range = {0, -1, 0, -1};
    struct lci_segment middle;
    struct legs legs;
    struct chain chain;
    bool crossed = false; /* by some side: legs are worked out only then */

    if (!index->barriers || from->count == 0)
        return false;
    middle = middle_leg(from, s);
    chain.count = 0;
    range = lci_segment_grid_range(grid, lci_min(middle.ax_m, middle.bx_m), lci_min(middle.ay_m, middle.by_m),
                                   lci_max(middle.ax_m, middle.bx_m), lci_max(middle.ay_m, middle.by_m));
    for (int32_t row = range.first_row; row <= range.last_row; row++) {
        int32_t column = 0;
        int32_t last = 0;

        if (lci_segment_grid_row_is_empty(grid, &range, row))
            continue;
        lci_segment_grid_columns(grid, &middle, row, &column, &last);
        for (; column <= last; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
                if (!crosses_middle(&index->barriers->sides[grid->items[i]], &middle))
                    continue;
                if (!crossed)
                    legs = legs_of(from, s, &middle);
                crossed = true;
                if (chain_hides(index, grid->items[i], &legs, &chain))
                    return true;
            }
        }
    }
    return false;
}
