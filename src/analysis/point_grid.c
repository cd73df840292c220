/* point_grid.c - demand points sorted by square cells. */
#include "analysis/point_grid.h"

#include <math.h>

#include "base/alloc.h"

static const double CELL_M = 100.0;

/* Number of a cell along one axis; what lies before the first counts as in it. */
static uint32_t
cell_of(double at_m, double first_m)
{
    const double cell = floor((at_m - first_m) / CELL_M);

    return cell > 0.0 ? (uint32_t)fmin(cell, 4e9) : 0;
}

enum lci_status
lci_point_grid_build(const struct lci_demand *demand, struct lci_point_grid *out, struct lci_error *err)
{
    *out = (struct lci_point_grid){.demand = demand, .x0_m = INFINITY, .y0_m = INFINITY};
    out->items = lci_new_array(struct lci_keyed, demand->point_count);
    if (!out->items)
        return lci_fail_nomem(err, "demand points");
    for (size_t p = 0; p < demand->point_count; p++) {
        out->x0_m = fmin(out->x0_m, demand->place_m[p][0]);
        out->y0_m = fmin(out->y0_m, demand->place_m[p][1]);
    }
    for (uint32_t p = 0; p < demand->point_count; p++)
        out->items[p] = (struct lci_keyed){(uint64_t)cell_of(demand->place_m[p][1], out->y0_m) << 32 |
                                               cell_of(demand->place_m[p][0], out->x0_m), p};
    if (lci_sort_keyed(out->items, demand->point_count))
        return LCI_OK;
    lci_point_grid_fini(out);
    return lci_fail_nomem(err, "demand points");
}

void
lci_point_grid_fini(struct lci_point_grid *grid)
{
    lci_free(grid->items);
    *grid = (struct lci_point_grid){0};
}

/* The first item with a key not below `key`. */
static size_t
find_key(const struct lci_point_grid *grid, uint64_t key)
{
    size_t low = 0;
    size_t high = grid->demand->point_count;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (grid->items[middle].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

bool
lci_point_grid_each(const struct lci_point_grid *grid, const double box_m[4], lci_point_taker take, void *user)
{
    const uint32_t last_row = cell_of(box_m[3], grid->y0_m);
    const uint32_t first_column = cell_of(box_m[0], grid->x0_m);
    const uint32_t last_column = cell_of(box_m[2], grid->x0_m);

    for (uint32_t row = cell_of(box_m[1], grid->y0_m); row <= last_row; row++) {
        const uint64_t last = (uint64_t)row << 32 | last_column;
        size_t i = find_key(grid, (uint64_t)row << 32 | first_column);

        for (; i < grid->demand->point_count && grid->items[i].key <= last; i++) {
            const double *at = grid->demand->place_m[grid->items[i].value];

            if (at[0] >= box_m[0] && at[0] <= box_m[2] && at[1] >= box_m[1] && at[1] <= box_m[3] &&
                !take(user, grid->items[i].value))
                return false;
        }
    }
    return true;
}
