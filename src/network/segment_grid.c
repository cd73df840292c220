/* segment_grid.c - builds and asks a grid of segments. */
#include "network/segment_grid.h"

#include <math.h>

#include "base/alloc.h"
#include "base/real.h"

/* A segment on a cell border stands on both sides of it, so that rounding never hides it from a query. */
static const double BORDER_M = 1e-6;

enum { CELLS_A_SEGMENT = 16, FEWEST_CELLS = 4096, MOST_CELLS_A_SIDE = 1 << 15 };

struct box {
    double min_x, min_y, max_x, max_y;
};

static struct box
box_of(lci_segment_at at, const void *user, size_t count)
{
    struct box box = {INFINITY, INFINITY, -INFINITY, -INFINITY};

    for (size_t i = 0; i < count; i++) {
        const struct lci_segment s = at(user, i);

        box.min_x = lci_min(box.min_x, lci_min(s.ax_m, s.bx_m));
        box.min_y = lci_min(box.min_y, lci_min(s.ay_m, s.by_m));
        box.max_x = lci_max(box.max_x, lci_max(s.ax_m, s.bx_m));
        box.max_y = lci_max(box.max_y, lci_max(s.ay_m, s.by_m));
    }
    return box;
}

static int32_t
clamped(double cell, int32_t count)
{
    if (!(cell > 0.0))
        return 0;
    return cell >= (double)count ? count - 1 : (int32_t)cell;
}

static int32_t
column_of(const struct lci_segment_grid *grid, double x_m)
{
    return clamped((x_m - grid->x0_m) / grid->cell_m, grid->column_count);
}

static int32_t
row_of(const struct lci_segment_grid *grid, double y_m)
{
    return clamped((y_m - grid->y0_m) / grid->cell_m, grid->row_count);
}

void
lci_segment_grid_columns(const struct lci_segment_grid *grid, const struct lci_segment *s, int32_t row,
                         int32_t *first, int32_t *last)
{
    const double low = grid->y0_m + row * grid->cell_m - BORDER_M;
    const double high = low + grid->cell_m + 2.0 * BORDER_M;
    const double rise = s->by_m - s->ay_m;
    double t0 = 0.0;
    double t1 = 1.0;
    double x0 = 0.0;
    double x1 = 0.0;

    if (fabs(rise) > BORDER_M) {
        const double ta = (low - s->ay_m) / rise;
        const double tb = (high - s->ay_m) / rise;

        t0 = lci_max(0.0, lci_min(ta, tb));
        t1 = lci_min(1.0, lci_max(ta, tb));
    }
    x0 = s->ax_m + t0 * (s->bx_m - s->ax_m);
    x1 = s->ax_m + t1 * (s->bx_m - s->ax_m);
    *first = column_of(grid, lci_min(x0, x1) - BORDER_M);
    *last = column_of(grid, lci_max(x0, x1) + BORDER_M);
}

/* Counts (items NULL) or files the segment in every cell it passes. */
static void
file_segment(struct lci_segment_grid *grid, const struct lci_segment *s, uint32_t index,
             uint32_t *next)
{
    const int32_t first_row = row_of(grid, lci_min(s->ay_m, s->by_m) - BORDER_M);
    const int32_t last_row = row_of(grid, lci_max(s->ay_m, s->by_m) + BORDER_M);

    for (int32_t row = first_row; row <= last_row; row++) {
        int32_t first = 0;
        int32_t last = 0;

        lci_segment_grid_columns(grid, s, row, &first, &last);
        for (int32_t column = first; column <= last; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            if (grid->items)
                grid->items[next[cell]] = index;
            next[cell]++;
        }
    }
}

/*
 * Where cells begin, as a part of their side: neither borders nor middles lie where people draw lines, on whole and half
 * metres. A middle on the side of a ring would be neither inside nor outside.
 */
static const double OFFSET_RATIO = 1347.0 / 4096.0;

/* The last begin of a cell that is not above a place. */
static double
begin_of(double at_m, double cell_m)
{
    return floor((at_m - OFFSET_RATIO * cell_m) / cell_m) * cell_m + OFFSET_RATIO * cell_m;
}

/*
 * Cells begin a fixed part of their side after its multiples, and the side is doubled as often as need be: so that a place
 * stands in the same cell, and that cell holds the same, whatever is added far away. The side is a power of two: nothing of
 * that is rounded.
 */
static void
choose_cells(struct lci_segment_grid *grid, const struct box *box, size_t count, double cell_m)
{
    const double most = (double)count * CELLS_A_SEGMENT + FEWEST_CELLS;

    for (;; cell_m *= 2.0) {
        const double x0_m = begin_of(box->min_x - BORDER_M, cell_m);
        const double y0_m = begin_of(box->min_y - BORDER_M, cell_m);
        const double columns = floor((box->max_x + BORDER_M - x0_m) / cell_m) + 1.0;
        const double rows = floor((box->max_y + BORDER_M - y0_m) / cell_m) + 1.0;

        if (columns * rows > most || lci_max(columns, rows) > MOST_CELLS_A_SIDE)
            continue;
        *grid = (struct lci_segment_grid){x0_m, y0_m, cell_m, (int32_t)columns, (int32_t)rows, NULL, NULL};
        return;
    }
}

static enum lci_status
fill_cells(struct lci_segment_grid *grid, lci_segment_at at, const void *user, size_t count,
           struct lci_error *err)
{
    const size_t cells = (size_t)grid->column_count * (size_t)grid->row_count;
    uint32_t *next = lci_new_array(uint32_t, cells + 1);
    uint64_t total = 0;
    enum lci_status status = LCI_OK;

    grid->first = lci_new_array(uint32_t, cells + 1);
    if (!next || !grid->first) {
        status = lci_fail_nomem(err, "segment grid");
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        const struct lci_segment s = at(user, i);

        file_segment(grid, &s, (uint32_t)i, next);
    }
    for (size_t cell = 0; cell < cells; cell++) {
        const uint32_t here = next[cell];

        grid->first[cell] = next[cell] = (uint32_t)total;
        total += here;
    }
    if (total > UINT32_MAX) {
        status = lci_fail(err, LCI_E_LIMIT, "segment grid: more than 2^32 entries");
        goto out;
    }
    grid->first[cells] = (uint32_t)total;
    grid->items = lci_new_array(uint32_t, total);
    if (!grid->items) {
        status = lci_fail_nomem(err, "segment grid");
        goto out;
    }
    for (size_t i = 0; i < count; i++) {
        const struct lci_segment s = at(user, i);

        file_segment(grid, &s, (uint32_t)i, next);
    }

out:
    lci_free(next);
    return status;
}

enum lci_status
lci_segment_grid_build(struct lci_segment_grid *grid, lci_segment_at at, const void *user,
                       size_t count, double cell_m, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct box box = {0};

    *grid = (struct lci_segment_grid){.cell_m = cell_m};
    if (count == 0)
        return LCI_OK;
    if (count >= UINT32_MAX)
        return lci_fail(err, LCI_E_LIMIT, "segment grid: %zu segments", count);
    box = box_of(at, user, count);
    choose_cells(grid, &box, count, cell_m);
    status = fill_cells(grid, at, user, count, err);
    if (status != LCI_OK)
        lci_segment_grid_fini(grid);
    return status;
}

void
lci_segment_grid_fini(struct lci_segment_grid *grid)
{
    lci_free(grid->first);
    lci_free(grid->items);
    *grid = (struct lci_segment_grid){0};
}

struct lci_cell_range
lci_segment_grid_range(const struct lci_segment_grid *grid, double min_x_m, double min_y_m,
                       double max_x_m, double max_y_m)
{
    const double right = grid->x0_m + grid->column_count * grid->cell_m;
    const double top = grid->y0_m + grid->row_count * grid->cell_m;

    if (!grid->first || max_x_m < grid->x0_m || max_y_m < grid->y0_m || min_x_m > right ||
        min_y_m > top)
        return (struct lci_cell_range){0, -1, 0, -1};
    return (struct lci_cell_range){
        .first_column = column_of(grid, min_x_m),
        .last_column = column_of(grid, max_x_m),
        .first_row = row_of(grid, min_y_m),
        .last_row = row_of(grid, max_y_m),
    };
}
