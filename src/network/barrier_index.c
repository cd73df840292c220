/* barrier_index.c - barriers in a grid, and what goes round a place. */
#include "network/barrier_index.h"

#include <math.h>
#include <stdlib.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "base/fingerprint.h"
#include "base/order.h"
#include "base/real.h"
#include "base/sort.h"

enum { CELL_M = 32 };

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

/* Whether the way from p to q passes over a side: 1 to its left, -1 to its right, 0 not. Half-open, so that corners count once. */
static int32_t
passes(const struct lci_barrier_side *side, double px, double py, double qx, double qy)
{
    const bool p_in = orientation(side->ax_m, side->ay_m, side->bx_m, side->by_m, px, py) > 0.0;
    const bool q_in = orientation(side->ax_m, side->ay_m, side->bx_m, side->by_m, qx, qy) > 0.0;
    const bool a_left = orientation(px, py, qx, qy, side->ax_m, side->ay_m) > 0.0;
    const bool b_left = orientation(px, py, qx, qy, side->bx_m, side->by_m) > 0.0;

    if (p_in == q_in || a_left == b_left)
        return 0;
    return q_in ? 1 : -1;
}

/* Scatters a number (splitmix64). */
static uint64_t
scattered(uint64_t z)
{
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* Fingerprints the sides of every ring: keys[ring - 1]. False: out of memory. */
static bool
print_rings(const struct lci_barriers *barriers, struct lci_keyed *keys)
{
    struct lci_hasher *hasher = lci_hasher_new();

    for (size_t i = 0; hasher && i < barriers->count; i++) {
        const struct lci_barrier_side *side = &barriers->sides[i];

        if (side->ring == 0)
            continue;
        if (i == 0 || barriers->sides[i - 1].ring != side->ring)
            lci_hasher_reset(hasher);
        lci_hasher_add_double(hasher, side->ax_m);
        lci_hasher_add_double(hasher, side->ay_m);
        lci_hasher_add_double(hasher, side->bx_m);
        lci_hasher_add_double(hasher, side->by_m);
        lci_hasher_add_u32(hasher, side->area);
        keys[side->ring - 1].key = lci_hasher_end(hasher).low;
    }
    lci_hasher_free(hasher);
    return hasher != NULL;
}

/*
 * A number for each ring, such that the exclusive or of different sets of rings differs: by its sides, whatever other rings there
 * are, and of equal ones by which it is among them.
 */
static enum lci_status
mark_rings(struct lci_barrier_index *index, struct lci_error *err)
{
    const struct lci_barriers *barriers = index->barriers;
    struct lci_keyed *rings = lci_new_array(struct lci_keyed, barriers->ring_count);
    bool ok = rings != NULL;

    index->mark = lci_new_array(uint64_t, (size_t)barriers->ring_count + 1);
    for (uint32_t ring = 0; ok && ring < barriers->ring_count; ring++)
        rings[ring] = (struct lci_keyed){0, ring};
    ok = ok && index->mark && print_rings(barriers, rings) && lci_sort_keyed(rings, barriers->ring_count);
    for (size_t i = 0, same = 0; ok && i < barriers->ring_count; i++) {
        same = i > 0 && rings[i - 1].key == rings[i].key ? same + 1 : 0;
        index->mark[rings[i].value + 1] = scattered(rings[i].key + same);
    }
    lci_free(rings);
    return ok ? LCI_OK : lci_fail_nomem(err, "barriers");
}

/* Depth and enclosure of a place. False: it lies on a side. */
struct inside {
    int32_t depth;
    uint64_t enclosure;
};

static bool
on_side(const struct lci_barrier_side *side, double x_m, double y_m)
{
    const double length = hypot(side->bx_m - side->ax_m, side->by_m - side->ay_m);
    const double off = orientation(side->ax_m, side->ay_m, side->bx_m, side->by_m, x_m, y_m);
    const double along = (x_m - side->ax_m) * (side->bx_m - side->ax_m) +
                         (y_m - side->ay_m) * (side->by_m - side->ay_m);

    return fabs(off) <= LCI_TOUCH_M * length && along >= -LCI_TOUCH_M * length &&
           along <= length * length + LCI_TOUCH_M * length;
}

/* From what is known of the middle of the place's cell, side by side on the way to the place. */
static bool
look_inside(const struct lci_barrier_index *index, double x_m, double y_m, struct inside *inside)
{
    const struct lci_segment_grid *grid = &index->grid;
    const struct lci_cell_range range = lci_segment_grid_range(grid, x_m, y_m, x_m, y_m);
    const size_t cell = (size_t)range.first_row * (size_t)grid->column_count +
                        (size_t)range.first_column;
    double middle_x = 0.0;
    double middle_y = 0.0;

    *inside = (struct inside){0};
    if (!index->barriers || range.first_row > range.last_row)
        return true;
    middle_x = grid->x0_m + (range.first_column + 0.5) * grid->cell_m;
    middle_y = grid->y0_m + (range.first_row + 0.5) * grid->cell_m;
    *inside = (struct inside){index->depth[cell], index->enclosure[cell]};
    for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
        const struct lci_barrier_side *side = &index->barriers->sides[grid->items[i]];
        const int32_t step = passes(side, middle_x, middle_y, x_m, y_m);

        if (on_side(side, x_m, y_m))
            return false;
        if (step != 0 && side->area)
            inside->depth += step;
        if (step != 0 && side->ring != 0)
            inside->enclosure ^= index->mark[side->ring];
    }
    return true;
}

/* What one side changes for the middles of cells to its right, row by row. */
static void
pass_side(struct lci_barrier_index *index, const struct lci_barrier_side *s)
{
    const struct lci_segment_grid *grid = &index->grid;
    const double low = fmin(s->ay_m, s->by_m);
    const double high = fmax(s->ay_m, s->by_m);
    const double first = floor((low - grid->y0_m) / grid->cell_m - 0.5);

    for (int32_t row = first < 0.0 ? 0 : (int32_t)first; row < grid->row_count; row++) {
        const double y = grid->y0_m + (row + 0.5) * grid->cell_m;
        double column = 0.0;
        size_t cell = (size_t)row * (size_t)grid->column_count;

        if (y > high)
            break;
        if ((s->ay_m > y) == (s->by_m > y))
            continue;
        column = ceil((s->ax_m + (y - s->ay_m) / (s->by_m - s->ay_m) * (s->bx_m - s->ax_m) -
                       grid->x0_m) / grid->cell_m - 0.5);
        if (column >= (double)grid->column_count)
            continue;
        cell += (size_t)fmax(column, 0.0);
        if (s->area)
            index->depth[cell] += s->by_m > s->ay_m ? -1 : 1;
        if (s->ring != 0)
            index->enclosure[cell] ^= index->mark[s->ring];
    }
}

/* Depth and enclosure at the middle of every cell: along each row of middles, what a passed side changes adds up. */
static enum lci_status
fill_cells(struct lci_barrier_index *index, struct lci_error *err)
{
    const size_t columns = (size_t)index->grid.column_count;
    const size_t cells = columns * (size_t)index->grid.row_count;

    index->depth = lci_new_array(int32_t, cells);
    index->enclosure = lci_new_array(uint64_t, cells);
    if (!index->depth || !index->enclosure)
        return lci_fail_nomem(err, "barriers");
    for (size_t i = 0; i < index->barriers->count; i++)
        pass_side(index, &index->barriers->sides[i]);
    for (size_t cell = 0; cell < cells; cell++)
        if (cell % columns != 0) {
            index->depth[cell] += index->depth[cell - 1];
            index->enclosure[cell] ^= index->enclosure[cell - 1];
        }
    return LCI_OK;
}

/* Files two sides as joined where an end of one is an end of the other. */
static void
join_sides(struct lci_barrier_index *index, uint32_t i, uint32_t k)
{
    const struct lci_barrier_side *a = &index->barriers->sides[i];
    const struct lci_barrier_side *b = &index->barriers->sides[k];

    if (a->area != b->area || a->ring != b->ring)
        return;
    for (int ends = 0; ends < 4; ends++) {
        const int end_a = ends & 1;
        const int end_b = ends >> 1;

        if ((end_a ? a->bx_m : a->ax_m) == (end_b ? b->bx_m : b->ax_m) &&
            (end_a ? a->by_m : a->ay_m) == (end_b ? b->by_m : b->ay_m) && index->joined[i][end_a] == LCI_NONE &&
            index->joined[k][end_b] == LCI_NONE) {
            index->joined[i][end_a] = k;
            index->joined[k][end_b] = i;
        }
    }
}

/* Sides come one after the other along a barrier; rings close. */
static enum lci_status
join_all_sides(struct lci_barrier_index *index, struct lci_error *err)
{
    const struct lci_barriers *barriers = index->barriers;
    uint32_t first = 0;

    index->joined = lci_alloc(barriers->count, sizeof(*index->joined));
    if (!index->joined)
        return lci_fail_nomem(err, "barriers");
    for (size_t i = 0; i < barriers->count; i++)
        index->joined[i][0] = index->joined[i][1] = LCI_NONE;
    for (uint32_t i = 0; i < barriers->count; i++) {
        if (i > 0)
            join_sides(index, i - 1, i);
        if (i > 0 && barriers->sides[i].ring != barriers->sides[i - 1].ring)
            first = i;
        if (i > first + 1 && barriers->sides[i].ring != 0 &&
            (i + 1 == barriers->count || barriers->sides[i + 1].ring != barriers->sides[i].ring))
            join_sides(index, i, first);
    }
    return LCI_OK;
}

/* An end of a line: 2 * side for its a, 2 * side + 1 for its b. */
struct end {
    double x_m, y_m;
    uint32_t id;
};

static int
by_place(const void *left, const void *right)
{
    const struct end *a = left;
    const struct end *b = right;

    if (a->x_m != b->x_m)
        return a->x_m < b->x_m ? -1 : 1;
    if (a->y_m != b->y_m)
        return a->y_m < b->y_m ? -1 : 1;
    return (a->id > b->id) - (a->id < b->id);
}

/* Leads from each end of a line to the others at its place: motorways fork, walls meet. */
static enum lci_status
ring_ends(struct lci_barrier_index *index, struct lci_error *err)
{
    const struct lci_barriers *barriers = index->barriers;
    struct end *ends = lci_new_array(struct end, 2 * barriers->count);
    size_t count = 0;

    index->beside = lci_new_array(uint32_t, 2 * barriers->count);
    if (!ends || !index->beside) {
        lci_free(ends);
        return lci_fail_nomem(err, "barriers");
    }
    for (uint32_t id = 0; id < 2 * barriers->count; id++) {
        const struct lci_barrier_side *side = &barriers->sides[id / 2];

        index->beside[id] = id;
        if (!side->area)
            ends[count++] = id % 2 == 0 ? (struct end){side->ax_m, side->ay_m, id} : (struct end){side->bx_m, side->by_m, id};
    }
    if (count > 1)
        qsort(ends, count, sizeof(*ends), by_place);
    for (size_t first = 0, i = 0; i < count; i++) {
        const bool last = i + 1 == count || ends[i + 1].x_m != ends[first].x_m || ends[i + 1].y_m != ends[first].y_m;

        index->beside[ends[i].id] = ends[last ? first : i + 1].id;
        if (last)
            first = i + 1;
    }
    lci_free(ends);
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
        status = mark_rings(index, err);
    if (status == LCI_OK)
        status = fill_cells(index, err);
    if (status == LCI_OK)
        status = join_all_sides(index, err);
    if (status == LCI_OK)
        status = ring_ends(index, err);
    if (status != LCI_OK)
        lci_barrier_index_fini(index);
    return status;
}

void
lci_barrier_index_fini(struct lci_barrier_index *index)
{
    lci_segment_grid_fini(&index->grid);
    lci_free(index->mark);
    lci_free(index->depth);
    lci_free(index->enclosure);
    lci_free(index->joined);
    lci_free(index->beside);
    *index = (struct lci_barrier_index){0};
}

bool
lci_barrier_holds(const struct lci_barrier_index *index, double x_m, double y_m)
{
    struct inside inside = {0};

    return look_inside(index, x_m, y_m, &inside) && inside.depth > 0;
}

bool
lci_barrier_on_line(const struct lci_barrier_index *index, double x_m, double y_m)
{
    const struct lci_segment_grid *grid = &index->grid;
    const struct lci_cell_range range = lci_segment_grid_range(grid, x_m, y_m, x_m, y_m);
    const size_t cell = (size_t)range.first_row * (size_t)grid->column_count +
                        (size_t)range.first_column;

    if (!index->barriers || range.first_row > range.last_row)
        return false;
    for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
        const struct lci_barrier_side *side = &index->barriers->sides[grid->items[i]];

        if (!side->area && on_side(side, x_m, y_m))
            return true;
    }
    return false;
}

bool
lci_barrier_enclosure(const struct lci_barrier_index *index, double x_m, double y_m,
                      uint64_t *enclosure)
{
    struct inside inside = {0};
    const bool known = look_inside(index, x_m, y_m, &inside);

    *enclosure = inside.enclosure;
    return known;
}

/* True if the segment has a part in the box: neither the box's axes nor the segment's normal part them. */
static bool
meets_box(const struct lci_segment *s, const double box[4])
{
    const double half_x = 0.5 * (box[2] - box[0]);
    const double half_y = 0.5 * (box[3] - box[1]);
    const double off = orientation(s->ax_m, s->ay_m, s->bx_m, s->by_m, box[0] + half_x,
                                   box[1] + half_y);

    return fmax(s->ax_m, s->bx_m) >= box[0] && fmin(s->ax_m, s->bx_m) <= box[2] &&
           fmax(s->ay_m, s->by_m) >= box[1] && fmin(s->ay_m, s->by_m) <= box[3] &&
           fabs(off) <= half_x * fabs(s->by_m - s->ay_m) + half_y * fabs(s->bx_m - s->ax_m) +
                            LCI_TOUCH_M;
}

bool
lci_barrier_list_side(uint32_t side, uint32_t *sides, size_t *count, size_t most)
{
    for (size_t k = 0; k < *count; k++)
        if (sides[k] == side)
            return true;
    if (*count < most)
        sides[*count] = side;
    return ++*count <= most;
}

size_t
lci_barrier_box_sides(const struct lci_barrier_index *index, double min_x_m, double min_y_m,
                      double max_x_m, double max_y_m, uint32_t *sides, size_t most)
{
    const struct lci_segment_grid *grid = &index->grid;
    const struct lci_cell_range range =
        lci_segment_grid_range(grid, min_x_m, min_y_m, max_x_m, max_y_m);
    const double box[4] = {min_x_m, min_y_m, max_x_m, max_y_m};
    size_t count = 0;

    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
                const struct lci_segment s = side_at(index->barriers, grid->items[i]);

                if (meets_box(&s, box) && !lci_barrier_list_side(grid->items[i], sides, &count, most))
                    return count;
            }
        }
    return count;
}

bool
lci_barrier_box_free(const struct lci_barrier_index *index, double min_x_m, double min_y_m,
                     double max_x_m, double max_y_m)
{
    return !index->barriers ||
           (lci_barrier_box_sides(index, min_x_m, min_y_m, max_x_m, max_y_m, NULL, 0) == 0 &&
            !lci_barrier_holds(index, 0.5 * (min_x_m + max_x_m), 0.5 * (min_y_m + max_y_m)));
}

bool
lci_barrier_box_held(const struct lci_barrier_index *index, double min_x_m, double min_y_m,
                     double max_x_m, double max_y_m)
{
    return index->barriers && lci_barrier_box_sides(index, min_x_m, min_y_m, max_x_m, max_y_m, NULL, 0) == 0 &&
           lci_barrier_holds(index, 0.5 * (min_x_m + max_x_m), 0.5 * (min_y_m + max_y_m));
}

bool
lci_barrier_box_enclosure(const struct lci_barrier_index *index, double min_x_m, double min_y_m,
                          double max_x_m, double max_y_m, uint64_t *enclosure)
{
    return lci_barrier_box_sides(index, min_x_m, min_y_m, max_x_m, max_y_m, NULL, 0) == 0 &&
           lci_barrier_enclosure(index, 0.5 * (min_x_m + max_x_m), 0.5 * (min_y_m + max_y_m),
                                 enclosure);
}

bool
lci_barrier_side_clear(const struct lci_barrier_side *s, const struct lci_segment *leg,
                       double length, double radius_m)
{
    const double ux = (leg->bx_m - leg->ax_m) / length;
    const double uy = (leg->by_m - leg->ay_m) / length;
    const double along_a = ux * (s->ax_m - leg->ax_m) + uy * (s->ay_m - leg->ay_m);
    const double along_b = ux * (s->bx_m - leg->ax_m) + uy * (s->by_m - leg->ay_m);
    const double off_a = ux * (s->ay_m - leg->ay_m) - uy * (s->ax_m - leg->ax_m);
    const double off_b = ux * (s->by_m - leg->ay_m) - uy * (s->bx_m - leg->ax_m);
    const double sx = s->bx_m - s->ax_m;
    const double sy = s->by_m - s->ay_m;
    const double turn_a = sx * (leg->ay_m - s->ay_m) - sy * (leg->ax_m - s->ax_m);
    const double turn_b = sx * (leg->by_m - s->ay_m) - sy * (leg->bx_m - s->ax_m);
    const double most = radius_m * lci_length(sx, sy);

    /* Parted along the leg, across it, or across the side. */
    return lci_min(off_a, off_b) > radius_m || lci_max(off_a, off_b) < -radius_m ||
           lci_min(along_a, along_b) > length + radius_m || lci_max(along_a, along_b) < -radius_m ||
           lci_min(turn_a, turn_b) > most || lci_max(turn_a, turn_b) < -most;
}

/* Share of the segment next to a place; NAN outside its ends. */
static double
share_beside(const struct lci_segment *s, double x_m, double y_m)
{
    const double ux = s->bx_m - s->ax_m;
    const double uy = s->by_m - s->ay_m;
    const double share = ((x_m - s->ax_m) * ux + (y_m - s->ay_m) * uy) / (ux * ux + uy * uy);

    return share > 0.0 && share < 1.0 ? share : NAN;
}

/* Where the side's line passes the segment; NAN where they run alongside, or not between the segment's ends. */
static double
crossing_share(const struct lci_barrier_side *side, const struct lci_segment *s)
{
    const double p = orientation(side->ax_m, side->ay_m, side->bx_m, side->by_m, s->ax_m, s->ay_m);
    const double q = orientation(side->ax_m, side->ay_m, side->bx_m, side->by_m, s->bx_m, s->by_m);
    const double share = p != q ? p / (p - q) : NAN;

    return share > 0.0 && share < 1.0 ? share : NAN;
}

size_t
lci_barrier_crossings(const struct lci_barrier_index *index, const struct lci_segment *s,
                           double *shares, size_t most)
{
    const struct lci_segment_grid *grid = &index->grid;
    const double length = hypot(s->bx_m - s->ax_m, s->by_m - s->ay_m);
    const struct lci_cell_range range = lci_segment_grid_range(
        grid, fmin(s->ax_m, s->bx_m) - LCI_TOUCH_M, fmin(s->ay_m, s->by_m) - LCI_TOUCH_M,
        fmax(s->ax_m, s->bx_m) + LCI_TOUCH_M, fmax(s->ay_m, s->by_m) + LCI_TOUCH_M);
    size_t count = 0;

    for (int32_t row = range.first_row; row <= range.last_row && length > LCI_TOUCH_M; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
                const struct lci_barrier_side *side = &index->barriers->sides[grid->items[i]];
                double meets[3] = {0.0};

                if (lci_barrier_side_clear(side, s, length, LCI_TOUCH_M))
                    continue;
                /* Where they run alongside, the side's ends count. */
                meets[0] = crossing_share(side, s);
                meets[1] = share_beside(s, side->ax_m, side->ay_m);
                meets[2] = share_beside(s, side->bx_m, side->by_m);
                for (int k = 0; k < 3; k++) {
                    if (isnan(meets[k]))
                        continue;
                    if (count < most)
                        shares[count] = meets[k];
                    count++;
                }
            }
        }
    qsort(shares, count < most ? count : most, sizeof(*shares), lci_order_doubles);
    return count;
}
