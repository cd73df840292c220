/* barrier_index.c - crossings of legs with barriers. */
#include "network/barrier_index.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* Nearer than this is touching: far below a millimetre, far above rounding at coordinates of 10^7 m. */
static const double TOUCH_M = 1e-6;

enum { CELL_M = 32, MOST_TOUCHES = 32 };

/* Of a corner right before the place, the step beyond it on the street stays below two centimetres. */
static const double MOST_CLEARANCE = 1e4;

/* What the sides say about one leg. */
struct crossing {
    bool blocked;
    size_t touch_count;
    double touch_at[MOST_TOUCHES]; /* share of the leg */
};

static struct lci_segment
side_at(const void *user, size_t index)
{
    const struct lci_barriers *barriers = user;
    const struct lci_barrier_side *side = &barriers->sides[index];

    return (struct lci_segment){side->ax_m, side->ay_m, side->bx_m, side->by_m};
}

/* Twice the area of a, b, p: positive if p lies to the left of a -> b. */
static double
orientation(double ax, double ay, double bx, double by, double px, double py)
{
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax);
}

/* How the depth changes on the way from p to q over one side: by half-open rules, so that corners count once. */
static int32_t
depth_step(const struct lci_barrier_side *side, double px, double py, double qx, double qy)
{
    const bool p_in = orientation(side->ax_m, side->ay_m, side->bx_m, side->by_m, px, py) > 0.0;
    const bool q_in = orientation(side->ax_m, side->ay_m, side->bx_m, side->by_m, qx, qy) > 0.0;
    const bool a_left = orientation(px, py, qx, qy, side->ax_m, side->ay_m) > 0.0;
    const bool b_left = orientation(px, py, qx, qy, side->bx_m, side->by_m) > 0.0;

    if (!side->area || p_in == q_in || a_left == b_left)
        return 0;
    return q_in ? 1 : -1;
}

/* Depth at the middle of every cell: along each row of middles, a side adds or takes one where it is passed. */
static enum lci_status
fill_depth(struct lci_barrier_index *index, struct lci_error *err)
{
    const struct lci_segment_grid *grid = &index->grid;
    const size_t columns = (size_t)grid->column_count;

    index->depth = lci_new_array(int32_t, columns * (size_t)grid->row_count);
    if (!index->depth)
        return lci_fail_nomem(err, "barriers");
    for (size_t i = 0; i < index->barriers->count; i++) {
        const struct lci_barrier_side *s = &index->barriers->sides[i];
        const double low = fmin(s->ay_m, s->by_m);
        const double high = fmax(s->ay_m, s->by_m);
        const double first = floor((low - grid->y0_m) / grid->cell_m - 0.5);

        if (!s->area)
            continue;
        for (int32_t row = first < 0.0 ? 0 : (int32_t)first; row < grid->row_count; row++) {
            const double y = grid->y0_m + (row + 0.5) * grid->cell_m;
            double column = 0.0;

            if (y > high)
                break;
            if ((s->ay_m > y) == (s->by_m > y))
                continue;
            column = ceil((s->ax_m + (y - s->ay_m) / (s->by_m - s->ay_m) * (s->bx_m - s->ax_m) -
                           grid->x0_m) / grid->cell_m - 0.5);
            if (column < (double)grid->column_count)
                index->depth[(size_t)row * columns + (size_t)fmax(column, 0.0)] +=
                    s->by_m > s->ay_m ? -1 : 1;
        }
    }
    for (size_t cell = 0; cell < columns * (size_t)grid->row_count; cell++)
        if (cell % columns != 0)
            index->depth[cell] += index->depth[cell - 1];
    return LCI_OK;
}

enum lci_status
lci_barrier_index_build(struct lci_barrier_index *index, const struct lci_barriers *barriers,
                        struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *index = (struct lci_barrier_index){0};
    if (!barriers || barriers->count == 0)
        return LCI_OK;
    index->barriers = barriers;
    status = lci_segment_grid_build(&index->grid, side_at, barriers, barriers->count, CELL_M, err);
    if (status == LCI_OK)
        status = fill_depth(index, err);
    if (status != LCI_OK)
        lci_barrier_index_fini(index);
    return status;
}

void
lci_barrier_index_fini(struct lci_barrier_index *index)
{
    lci_segment_grid_fini(&index->grid);
    lci_free(index->depth);
    *index = (struct lci_barrier_index){0};
}

bool
lci_barrier_holds(const struct lci_barrier_index *index, double x_m, double y_m)
{
    const struct lci_segment_grid *grid = &index->grid;
    const struct lci_cell_range range = lci_segment_grid_range(grid, x_m, y_m, x_m, y_m);
    const size_t cell = (size_t)range.first_row * (size_t)grid->column_count +
                        (size_t)range.first_column;
    double middle_x = 0.0;
    double middle_y = 0.0;
    int32_t depth = 0;

    if (range.first_row > range.last_row)
        return false;
    middle_x = grid->x0_m + (range.first_column + 0.5) * grid->cell_m;
    middle_y = grid->y0_m + (range.first_row + 0.5) * grid->cell_m;
    depth = index->depth[cell];
    for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
        const struct lci_barrier_side *side = &index->barriers->sides[grid->items[i]];
        const double length = hypot(side->bx_m - side->ax_m, side->by_m - side->ay_m);
        const double off = orientation(side->ax_m, side->ay_m, side->bx_m, side->by_m, x_m, y_m);
        const double along = (x_m - side->ax_m) * (side->bx_m - side->ax_m) +
                             (y_m - side->ay_m) * (side->by_m - side->ay_m);

        if (side->area && fabs(off) <= TOUCH_M * length && along >= 0.0 && along <= length * length)
            return false; /* on the edge */
        depth += depth_step(side, middle_x, middle_y, x_m, y_m);
    }
    return depth > 0;
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
    return at_m >= -TOUCH_M && at_m <= length + TOUCH_M;
}

/* One of four ends lies on the other's line: judges whether it lies on the other itself, and notes the touch. */
static void
touch_side(const struct lci_barrier_side *s, const struct lci_segment *leg, double length,
           const bool on_line[4], struct crossing *crossing)
{
    const double side_length = hypot(s->bx_m - s->ax_m, s->by_m - s->ay_m);
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

/* Judges one side against the leg p -> q of `length` map metres. */
static void
meet_side(const struct lci_barrier_side *s, const struct lci_segment *leg, double length,
          struct crossing *crossing)
{
    const double side_slack = TOUCH_M * hypot(s->bx_m - s->ax_m, s->by_m - s->ay_m);
    const double leg_slack = TOUCH_M * length;
    const double p = orientation(s->ax_m, s->ay_m, s->bx_m, s->by_m, leg->ax_m, leg->ay_m);
    const double q = orientation(s->ax_m, s->ay_m, s->bx_m, s->by_m, leg->bx_m, leg->by_m);
    const double a = orientation(leg->ax_m, leg->ay_m, leg->bx_m, leg->by_m, s->ax_m, s->ay_m);
    const double b = orientation(leg->ax_m, leg->ay_m, leg->bx_m, leg->by_m, s->bx_m, s->by_m);
    const bool on_line[4] = {fabs(a) <= leg_slack, fabs(b) <= leg_slack, fabs(p) <= side_slack,
                             fabs(q) <= side_slack};

    if ((p > side_slack && q > side_slack) || (p < -side_slack && q < -side_slack) ||
        (a > leg_slack && b > leg_slack) || (a < -leg_slack && b < -leg_slack))
        return;
    if (on_line[0] || on_line[1] || on_line[2] || on_line[3])
        touch_side(s, leg, length, on_line, crossing);
    else
        crossing->blocked = true;
}

static int
by_value(const void *left, const void *right)
{
    const double a = *(const double *)left;
    const double b = *(const double *)right;

    return (a > b) - (a < b);
}

/* No side is crossed outright: between touches the leg is all inside an area or all outside. */
static bool
passes_inside(const struct lci_barrier_index *index, const struct lci_segment *leg,
              struct crossing *crossing)
{
    double before = 0.0;

    qsort(crossing->touch_at, crossing->touch_count, sizeof(double), by_value);
    for (size_t i = 0; i <= crossing->touch_count; i++) {
        const double here = i < crossing->touch_count ? fmin(crossing->touch_at[i], 1.0) : 1.0;
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

/* Calls meet_side() for all sides near the leg. */
static void
meet_sides(const struct lci_barrier_index *index, const struct lci_segment *leg, double length,
           struct crossing *crossing)
{
    const struct lci_segment_grid *grid = &index->grid;
    const struct lci_cell_range range = lci_segment_grid_range(
        grid, fmin(leg->ax_m, leg->bx_m) - TOUCH_M, fmin(leg->ay_m, leg->by_m) - TOUCH_M,
        fmax(leg->ax_m, leg->bx_m) + TOUCH_M, fmax(leg->ay_m, leg->by_m) + TOUCH_M);

    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
                meet_side(&index->barriers->sides[grid->items[i]], leg, length, crossing);
                if (crossing->blocked)
                    return;
            }
        }
}

bool
lci_barrier_blocks(const struct lci_barrier_index *index, double px_m, double py_m, double qx_m,
                   double qy_m)
{
    const struct lci_segment leg = {px_m, py_m, qx_m, qy_m};
    const double length = hypot(qx_m - px_m, qy_m - py_m);
    struct crossing crossing = {.blocked = false};

    if (!index->barriers || length <= TOUCH_M)
        return false;
    meet_sides(index, &leg, length, &crossing);
    return crossing.blocked || passes_inside(index, &leg, &crossing);
}

bool
lci_barrier_box_free(const struct lci_barrier_index *index, double min_x_m, double min_y_m,
                     double max_x_m, double max_y_m)
{
    const struct lci_segment_grid *grid = &index->grid;
    struct lci_cell_range range = {0, -1, 0, -1};

    if (!index->barriers)
        return true;
    range = lci_segment_grid_range(grid, min_x_m, min_y_m, max_x_m, max_y_m);
    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
                const struct lci_segment s = side_at(index->barriers, grid->items[i]);

                if (fmax(s.ax_m, s.bx_m) >= min_x_m && fmin(s.ax_m, s.bx_m) <= max_x_m &&
                    fmax(s.ay_m, s.by_m) >= min_y_m && fmin(s.ay_m, s.by_m) <= max_y_m)
                    return false;
            }
        }
    return !lci_barrier_holds(index, 0.5 * (min_x_m + max_x_m), 0.5 * (min_y_m + max_y_m));
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
    const double length = hypot(leg.bx_m - px, leg.by_m - py);
    struct crossing crossing = {.blocked = false};

    if (length <= TOUCH_M)
        return false;
    meet_side(side, &leg, length, &crossing);
    return crossing.blocked;
}

/* One over the sine of the angle between two directions, at most MOST_CLEARANCE. */
static double
slant(double ux, double uy, double vx, double vy)
{
    const double sine = fabs(ux * vy - uy * vx) / fmax(hypot(ux, uy) * hypot(vx, vy), TOUCH_M);

    return fmin(1.0 / fmax(sine, TOUCH_M), MOST_CLEARANCE);
}

/*
 * How many times TOUCH_M a leg must go beyond the shadow's edge to pass the corner (cx, cy) without touching it: the
 * nearer the corner to p and the flatter the leg meets the street, the more.
 */
static double
corner_clearance(const struct lci_segment *s, double px, double py, double cx, double cy,
                 double share)
{
    const double to_street = hypot(s->ax_m + share * (s->bx_m - s->ax_m) - px,
                                   s->ay_m + share * (s->by_m - s->ay_m) - py);
    const double ratio = fmax(to_street / fmax(hypot(cx - px, cy - py), TOUCH_M), 1.0);

    return fmin(ratio * slant(s->bx_m - s->ax_m, s->by_m - s->ay_m, cx - px, cy - py),
                MOST_CLEARANCE);
}

/* Where the shadow that `side` throws on s ends, going from `from` in direction `step` (a signed share); NAN: not before
   the end. */
static double
shadow_end(const struct lci_barrier_side *side, double px, double py, const struct lci_segment *s,
           double from, double step)
{
    const double at_a = share_through(s, px, py, side->ax_m, side->ay_m);
    const double at_b = share_through(s, px, py, side->bx_m, side->by_m);
    const double ends[3] = {
        at_a + step * corner_clearance(s, px, py, side->ax_m, side->ay_m, at_a),
        at_b + step * corner_clearance(s, px, py, side->bx_m, side->by_m, at_b),
        share_through(s, side->ax_m, side->ay_m, side->bx_m, side->by_m) +
            step * slant(s->bx_m - s->ax_m, s->by_m - s->ay_m, side->bx_m - side->ax_m,
                         side->by_m - side->ay_m),
    };
    double best = NAN;

    for (size_t i = 0; i < 3; i++) {
        if (isnan(ends[i]) || (ends[i] - from) * step <= 0.0 || ends[i] < 0.0 || ends[i] > 1.0)
            continue;
        if (!isnan(best) && (ends[i] - best) * step >= 0.0)
            continue;
        if (!side_blocks_at(side, px, py, s, ends[i]))
            best = ends[i];
    }
    return best;
}

/* The end of the longest shadow that lies over `from`; `from` itself if no side blocks there; NAN if one does to the end. */
static double
next_free(const struct lci_barrier_index *index, double px, double py, const struct lci_segment *s,
          double from, double step)
{
    const struct lci_segment_grid *grid = &index->grid;
    const double qx = s->ax_m + from * (s->bx_m - s->ax_m);
    const double qy = s->ay_m + from * (s->by_m - s->ay_m);
    const struct lci_cell_range range = lci_segment_grid_range(
        grid, fmin(px, qx) - TOUCH_M, fmin(py, qy) - TOUCH_M, fmax(px, qx) + TOUCH_M,
        fmax(py, qy) + TOUCH_M);
    double end = from;

    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
                const struct lci_barrier_side *side = &index->barriers->sides[grid->items[i]];
                double shadow = 0.0;

                if (!side_blocks_at(side, px, py, s, from))
                    continue;
                shadow = shadow_end(side, px, py, s, from, step);
                if (isnan(shadow))
                    return NAN;
                if ((shadow - end) * step > 0.0)
                    end = shadow;
            }
        }
    return end;
}

double
lci_barrier_first_free(const struct lci_barrier_index *index, double px_m, double py_m,
                       const struct lci_segment *s, double from, double to)
{
    const double length = hypot(s->bx_m - s->ax_m, s->by_m - s->ay_m);
    const double step = (to > from ? TOUCH_M : -TOUCH_M) * 2.0 / fmax(length, TOUCH_M);
    double at = from;

    if (!index->barriers)
        return from;
    while ((to - at) * step >= 0.0) {
        const double next = next_free(index, px_m, py_m, s, at, step);

        if (isnan(next) || (to - next) * step < 0.0)
            return -1.0;
        if (next == at) {
            const double x = s->ax_m + at * (s->bx_m - s->ax_m);
            const double y = s->ay_m + at * (s->by_m - s->ay_m);

            /* Not crossed outright, but perhaps through the inside from edge to edge: then nothing on s is free. */
            return lci_barrier_blocks(index, px_m, py_m, x, y) ? -1.0 : at;
        }
        at = next;
    }
    return -1.0;
}
