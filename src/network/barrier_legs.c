/* barrier_legs.c - whether a leg crosses a barrier, and where along a street it stops doing so. */
#include "network/barrier_index.h"

#include <math.h>
#include <stdlib.h>

#include <lifecircle/network.h>

#include "base/order.h"
#include "base/real.h"

enum { MOST_TOUCHES = 32 };

/* Of a corner right before the place, the step beyond it on the street stays below two centimetres. */
static const double MOST_CLEARANCE = 1e4;

/* What the sides say about one leg. */
struct crossing {
    bool blocked;
    size_t touch_count;
    double touch_at[MOST_TOUCHES]; /* share of the leg */
};

static double
distance(double ax, double ay, double bx, double by)
{
    return sqrt((bx - ax) * (bx - ax) + (by - ay) * (by - ay));
}

static void
add_touch(struct crossing *crossing, double at)
{
    if (crossing->touch_count < MOST_TOUCHES)
        crossing->touch_at[crossing->touch_count++] = at;
}

/* Where along the line a -> b a place lies, in metres from a; the line is `length` long. */
static double
along_m(double ax, double ay, double bx, double by, double length, double px, double py)
{
    return ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / length;
}

static bool
within(double at_m, double length)
{
    return at_m >= -LCI_TOUCH_M && at_m <= length + LCI_TOUCH_M;
}

/* One of four ends lies on the other's line: judges whether it lies on the other itself, and notes the touch. */
static void
touch_side(const struct lci_barrier_side *s, const struct lci_segment *leg, double length,
           const bool on_line[4], struct crossing *crossing)
{
    const double side_length = distance(s->ax_m, s->ay_m, s->bx_m, s->by_m);
    const double ends[2] = {
        along_m(leg->ax_m, leg->ay_m, leg->bx_m, leg->by_m, length, s->ax_m, s->ay_m),
        along_m(leg->ax_m, leg->ay_m, leg->bx_m, leg->by_m, length, s->bx_m, s->by_m),
    };
    bool touches = false;

    for (int end = 0; end < 2; end++)
        if (on_line[end] && within(ends[end], length)) {
            touches = true;
            if (s->area)
                add_touch(crossing, ends[end] / length);
        }
    if (side_length > 0.0) {
        const double at_p = along_m(s->ax_m, s->ay_m, s->bx_m, s->by_m, side_length, leg->ax_m,
                                    leg->ay_m);
        const double at_q = along_m(s->ax_m, s->ay_m, s->bx_m, s->by_m, side_length, leg->bx_m,
                                    leg->by_m);

        touches = touches || (on_line[2] && within(at_p, side_length)) ||
                  (on_line[3] && within(at_q, side_length));
    }
    if (touches && !s->area)
        crossing->blocked = true;
}

/* True if `turn`, twice the area of a triangle on a base of length2 (squared), lifts its tip off the base by more than a touch. */
static bool
off_line(double turn, double length2)
{
    return turn * turn > LCI_TOUCH_M * LCI_TOUCH_M * length2;
}

/* Judges one side against the leg p -> q of `length` map metres. */
static void
meet_side(const struct lci_barrier_side *s, const struct lci_segment *leg, double length,
          struct crossing *crossing)
{
    const double sx = s->bx_m - s->ax_m;
    const double sy = s->by_m - s->ay_m;
    const double lx = leg->bx_m - leg->ax_m;
    const double ly = leg->by_m - leg->ay_m;
    const double side2 = sx * sx + sy * sy;
    const double leg2 = length * length;
    const double a = lx * (s->ay_m - leg->ay_m) - ly * (s->ax_m - leg->ax_m);
    const double b = lx * (s->by_m - leg->ay_m) - ly * (s->bx_m - leg->ax_m);
    bool on_line[4] = {!off_line(a, leg2), !off_line(b, leg2), false, false};
    double p = 0.0;
    double q = 0.0;

    if (!on_line[0] && !on_line[1] && (a > 0.0) == (b > 0.0))
        return;
    p = sx * (leg->ay_m - s->ay_m) - sy * (leg->ax_m - s->ax_m);
    q = sx * (leg->by_m - s->ay_m) - sy * (leg->bx_m - s->ax_m);
    on_line[2] = !off_line(p, side2);
    on_line[3] = !off_line(q, side2);
    if (!on_line[2] && !on_line[3] && (p > 0.0) == (q > 0.0))
        return;
    if (on_line[0] || on_line[1] || on_line[2] || on_line[3])
        touch_side(s, leg, length, on_line, crossing);
    else
        crossing->blocked = true;
}

/* No side is crossed outright: between touches the leg is all inside an area or all outside. */
static bool
passes_inside(const struct lci_barrier_index *index, const struct lci_segment *leg,
              struct crossing *crossing)
{
    double before = 0.0;

    qsort(crossing->touch_at, crossing->touch_count, sizeof(double), lci_order_doubles);
    for (size_t i = 0; i <= crossing->touch_count; i++) {
        const double here = i < crossing->touch_count ? lci_min(crossing->touch_at[i], 1.0) : 1.0;
        const double middle = 0.5 * (before + here);

        if (here <= before)
            continue;
        if (lci_barrier_holds(index, leg->ax_m + middle * (leg->bx_m - leg->ax_m),
                              leg->ay_m + middle * (leg->by_m - leg->ay_m)))
            return true;
        before = here;
    }
    return false;
}

/* Calls meet_side() for the sides near the leg up to the first that blocks it, and answers that; LCI_NONE: none does. */
static uint32_t
blocking_side(const struct lci_barrier_index *index, const struct lci_segment *leg, double length,
              struct crossing *crossing)
{
    const struct lci_segment_grid *grid = &index->grid;
    const struct lci_cell_range range = lci_segment_grid_range(
        grid, lci_min(leg->ax_m, leg->bx_m) - LCI_TOUCH_M, lci_min(leg->ay_m, leg->by_m) - LCI_TOUCH_M,
        lci_max(leg->ax_m, leg->bx_m) + LCI_TOUCH_M, lci_max(leg->ay_m, leg->by_m) + LCI_TOUCH_M);

    for (int32_t row = range.first_row; row <= range.last_row; row++) {
        int32_t column = range.first_column;
        int32_t last = range.last_column;

        if (range.first_row < range.last_row && range.first_column < range.last_column)
            lci_segment_grid_columns(grid, leg, row, &column, &last);
        for (; column <= last; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
                meet_side(&index->barriers->sides[grid->items[i]], leg, length, crossing);
                if (crossing->blocked)
                    return grid->items[i];
            }
        }
    }
    return LCI_NONE;
}

size_t
lci_barrier_leg_sides(const struct lci_barrier_index *index, const struct lci_segment *leg,
                      double radius_m, uint32_t *sides, size_t most)
{
    const struct lci_segment_grid *grid = &index->grid;
    const double length = distance(leg->ax_m, leg->ay_m, leg->bx_m, leg->by_m);
    struct lci_cell_range range = {0, -1, 0, -1};
    size_t count = 0;

    if (!index->barriers)
        return 0;
    if (length <= LCI_TOUCH_M)
        return lci_barrier_box_sides(index, leg->ax_m - radius_m, leg->ay_m - radius_m,
                                     leg->ax_m + radius_m, leg->ay_m + radius_m, sides, most);
    range = lci_segment_grid_range(
        grid, lci_min(leg->ax_m, leg->bx_m) - radius_m, lci_min(leg->ay_m, leg->by_m) - radius_m,
        lci_max(leg->ax_m, leg->bx_m) + radius_m, lci_max(leg->ay_m, leg->by_m) + radius_m);
    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++)
                if (!lci_barrier_side_clear(&index->barriers->sides[grid->items[i]], leg, length, radius_m) &&
                    !lci_barrier_list_side(grid->items[i], sides, &count, most))
                    return count;
        }
    return count;
}

bool
lci_barrier_leg_free(const struct lci_barrier_index *index, const struct lci_segment *leg,
                     double radius_m)
{
    return lci_barrier_leg_sides(index, leg, radius_m, NULL, 0) == 0 && !lci_barrier_holds(index, leg->ax_m, leg->ay_m);
}

/* Share of segment s at which the line from p through (cx, cy) meets it; NAN if they are parallel. */
static double
share_through(const struct lci_segment *s, double px, double py, double cx, double cy)
{
    const double ux = s->bx_m - s->ax_m;
    const double uy = s->by_m - s->ay_m;
    const double vx = cx - px;
    const double vy = cy - py;
    const double cross = ux * vy - uy * vx;

    if (fabs(cross) < 1e-12 * (fabs(ux) + fabs(uy)) * (fabs(vx) + fabs(vy)))
        return NAN;
    return ((px - s->ax_m) * vy - (py - s->ay_m) * vx) / cross;
}

static bool
side_blocks_at(const struct lci_barrier_side *side, double px, double py,
               const struct lci_segment *s, double share)
{
    const struct lci_segment leg = {px, py, s->ax_m + share * (s->bx_m - s->ax_m),
                                    s->ay_m + share * (s->by_m - s->ay_m)};
    const double length = distance(px, py, leg.bx_m, leg.by_m);
    struct crossing crossing = {.blocked = false};

    if (length <= LCI_TOUCH_M)
        return false;
    meet_side(side, &leg, length, &crossing);
    return crossing.blocked;
}

/* One over the sine of the angle between two directions, at most MOST_CLEARANCE. */
static double
slant(double ux, double uy, double vx, double vy)
{
    const double sine = fabs(ux * vy - uy * vx) / lci_max(sqrt((ux * ux + uy * uy) * (vx * vx + vy * vy)), LCI_TOUCH_M);

    return lci_min(1.0 / lci_max(sine, LCI_TOUCH_M), MOST_CLEARANCE);
}

/*
 * How many times LCI_TOUCH_M a leg must go beyond the shadow's edge to pass the corner (cx, cy) without touching it: the
 * nearer the corner to p and the flatter the leg meets the street, the more.
 */
static double
corner_clearance(const struct lci_segment *s, double px, double py, double cx, double cy,
                 double share)
{
    const double to_street = lci_length(s->ax_m + share * (s->bx_m - s->ax_m) - px, s->ay_m + share * (s->by_m - s->ay_m) - py);
    const double ratio = lci_max(to_street / lci_max(distance(px, py, cx, cy), LCI_TOUCH_M), 1.0);

    return lci_min(ratio * slant(s->bx_m - s->ax_m, s->by_m - s->ay_m, cx - px, cy - py),
                MOST_CLEARANCE);
}

/* Puts a share among `count` ascending ones. */
static void
insert_share(double *shares, size_t count, double share)
{
    for (; count > 0 && shares[count - 1] > share; count--)
        shares[count] = shares[count - 1];
    shares[count] = share;
}

/*
 * The shadow that `side` throws on s, seen from p: it has no gap, and ends where the line through an end of the side, or the
 * side itself, passes the street. Widened so that legs beyond it clear the side. False: none.
 */
static bool
shadow_of(const struct lci_barrier_side *side, double px, double py, const struct lci_segment *s,
          struct lci_barrier_shadow *shadow)
{
    const double length = distance(s->ax_m, s->ay_m, s->bx_m, s->by_m);
    const double touch = 2.0 * LCI_TOUCH_M / lci_max(length, LCI_TOUCH_M);
    const double at_a = share_through(s, px, py, side->ax_m, side->ay_m);
    const double at_b = share_through(s, px, py, side->bx_m, side->by_m);
    const double at_side = share_through(s, side->ax_m, side->ay_m, side->bx_m, side->by_m);
    const double places[3] = {at_a, at_b, at_side};
    double wide = touch;
    double ends[5] = {0.0, 1.0};
    size_t count = 2;
    bool any = false;

    for (size_t i = 0; i < 3; i++)
        if (places[i] > 0.0 && places[i] < 1.0)
            insert_share(ends, count++, places[i]);
    for (size_t i = 0; i + 1 < count; i++) {
        if (ends[i] >= ends[i + 1] ||
            !side_blocks_at(side, px, py, s, 0.5 * (ends[i] + ends[i + 1])))
            continue;
        if (!any)
            shadow->from = ends[i];
        shadow->to = ends[i + 1];
        any = true;
    }
    if (!any)
        return false;
    if (at_a >= 0.0 && at_a <= 1.0)
        wide = lci_max(wide, touch * corner_clearance(s, px, py, side->ax_m, side->ay_m, at_a));
    if (at_b >= 0.0 && at_b <= 1.0)
        wide = lci_max(wide, touch * corner_clearance(s, px, py, side->bx_m, side->by_m, at_b));
    if (at_side >= 0.0 && at_side <= 1.0)
        wide = lci_max(wide, touch * slant(s->bx_m - s->ax_m, s->by_m - s->ay_m,
                                        side->bx_m - side->ax_m, side->by_m - side->ay_m));
    shadow->from -= wide;
    shadow->to += wide;
    return true;
}

static struct lci_segment
leg_to(double px, double py, const struct lci_segment *s, double share)
{
    return (struct lci_segment){px, py, s->ax_m + share * (s->bx_m - s->ax_m), s->ay_m + share * (s->by_m - s->ay_m)};
}

/* The shadow of a side that blocks the leg to `at`. Right at its edge a side may still touch the leg: then a nudge goes on. */
static struct lci_barrier_shadow
shadow_around(const struct lci_barrier_side *side, double px, double py, const struct lci_segment *s, double at, double nudge)
{
    struct lci_barrier_shadow shadow = {at, at};

    if (!shadow_of(side, px, py, s, &shadow) || shadow.from > at || shadow.to < at)
        shadow = (struct lci_barrier_shadow){at, at};
    if (shadow.from == at)
        shadow.from = at - nudge;
    if (shadow.to == at)
        shadow.to = at + nudge;
    return shadow;
}

/* The first nudge on a street. */
static double
nudge_on(const struct lci_segment *s)
{
    return 2.0 * LCI_TOUCH_M / lci_max(distance(s->ax_m, s->ay_m, s->bx_m, s->by_m), LCI_TOUCH_M);
}

bool
lci_barrier_shades(const struct lci_barrier_index *index, double px_m, double py_m, const struct lci_segment *s,
                   double at, struct lci_barrier_shadow *shadow)
{
    const struct lci_segment leg = leg_to(px_m, py_m, s, at);
    const double length = distance(px_m, py_m, leg.bx_m, leg.by_m);
    struct crossing crossing = {.blocked = false};
    uint32_t side = LCI_NONE;

    if (!index->barriers || length <= LCI_TOUCH_M)
        return false;
    side = blocking_side(index, &leg, length, &crossing);
    if (side != LCI_NONE) {
        *shadow = shadow_around(&index->barriers->sides[side], px_m, py_m, s, at, nudge_on(s));
        return true;
    }
    *shadow = (struct lci_barrier_shadow){-INFINITY, INFINITY};
    return passes_inside(index, &leg, &crossing);
}

/* One of the two sides joined to a side if it blocks the leg too, as it often does: barriers bend. */
static uint32_t
blocking_neighbour(const struct lci_barrier_index *index, uint32_t side, const struct lci_segment *leg, double length)
{
    for (int end = 0; end < 2; end++) {
        const uint32_t next = index->joined[side][end];
        struct crossing crossing = {.blocked = false};

        if (next != LCI_NONE)
            meet_side(&index->barriers->sides[next], leg, length, &crossing);
        if (crossing.blocked)
            return next;
    }
    return LCI_NONE;
}

double
lci_barrier_first_free(const struct lci_barrier_index *index, double px_m, double py_m,
                       const struct lci_segment *s, double from, double to)
{
    double nudge = nudge_on(s);
    double at = from;
    uint32_t side = LCI_NONE;

    if (!index->barriers || from == to)
        return from;
    /* From shadow to shadow: a side that blocks here hides all of its shadow at once. */
    for (;;) {
        const struct lci_segment leg = leg_to(px_m, py_m, s, at);
        const double length = distance(px_m, py_m, leg.bx_m, leg.by_m);
        struct crossing crossing = {.blocked = false};
        struct lci_barrier_shadow shadow = {0};

        if (length <= LCI_TOUCH_M)
            return at;
        side = side == LCI_NONE ? LCI_NONE : blocking_neighbour(index, side, &leg, length);
        if (side == LCI_NONE)
            side = blocking_side(index, &leg, length, &crossing);
        /* Not crossed outright, but perhaps through the inside from edge to edge: then nothing on s is free. */
        if (side == LCI_NONE)
            return passes_inside(index, &leg, &crossing) ? -1.0 : at;
        shadow = shadow_around(&index->barriers->sides[side], px_m, py_m, s, at, nudge);
        if ((to > from ? shadow.to - at : at - shadow.from) <= nudge)
            nudge *= 2.0;
        at = to > from ? shadow.to : shadow.from;
        if (to > from ? at >= to : at <= to)
            return -1.0;
    }
}
