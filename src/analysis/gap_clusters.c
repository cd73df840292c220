/* gap_clusters.c - homes joined by uncovered points near each other, cell by cell. */
#include "analysis/gap_clusters.h"

#include <math.h>

#include "base/alloc.h"
#include "base/order.h"
#include "base/sort.h"

/*
 * Cells are so small that any two points of one are within the link distance: 0.7 < 1 / sqrt(2). Points two cells apart may be as
 * well, those three apart (2 * 0.7 > 1) not.
 */
static const double CELL_PER_LINK = 0.7;
enum { CELLS_AROUND = 2 };

/* Points in square cells, row by row from the south. */
struct cells {
    const struct lci_demand *demand;
    double x0_m, y0_m, cell_m, link_m;
    struct lci_keyed *points; /* point_count: key is the cell, value the demand point */
    uint64_t *key;            /* count, ascending */
    size_t *first;            /* count + 1: of the cell's points */
    size_t count;
    uint32_t *cluster; /* home_count: a home above it, or itself */
};

static uint32_t
top_of(uint32_t *cluster, uint32_t home)
{
    while (cluster[home] != home) {
        cluster[home] = cluster[cluster[home]];
        home = cluster[home];
    }
    return home;
}

/* The lower home is the top, whatever is joined first. */
static void
join_homes(uint32_t *cluster, uint32_t a, uint32_t b)
{
    a = top_of(cluster, a);
    b = top_of(cluster, b);
    if (a < b)
        cluster[b] = a;
    else
        cluster[a] = b;
}

static uint64_t
key_of(uint32_t row, uint32_t column)
{
    return (uint64_t)row << 32 | column;
}

static void
place_points(struct cells *cells, const uint32_t *points, size_t point_count)
{
    const double(*place_m)[2] = (const double(*)[2])cells->demand->place_m;

    cells->x0_m = cells->y0_m = INFINITY;
    for (size_t i = 0; i < point_count; i++) {
        cells->x0_m = fmin(cells->x0_m, place_m[points[i]][0]);
        cells->y0_m = fmin(cells->y0_m, place_m[points[i]][1]);
    }
    for (size_t i = 0; i < point_count; i++) {
        const double *at = place_m[points[i]];
        const uint32_t row = (uint32_t)floor((at[1] - cells->y0_m) / cells->cell_m);
        const uint32_t column = (uint32_t)floor((at[0] - cells->x0_m) / cells->cell_m);

        cells->points[i] = (struct lci_keyed){key_of(row, column), points[i]};
    }
}

static void
find_cells(struct cells *cells, size_t point_count)
{
    for (size_t i = 0; i < point_count; i++) {
        if (i > 0 && cells->points[i].key == cells->points[i - 1].key)
            continue;
        cells->key[cells->count] = cells->points[i].key;
        cells->first[cells->count++] = i;
    }
    cells->first[cells->count] = point_count;
}

/* Points of one cell are all within the link distance. */
static void
join_inside(struct cells *cells, size_t cell)
{
    const uint32_t *home = cells->demand->point_home;

    for (size_t i = cells->first[cell] + 1; i < cells->first[cell + 1]; i++)
        if (home[cells->points[i].value] != home[cells->points[i - 1].value])
            join_homes(cells->cluster, home[cells->points[i].value], home[cells->points[i - 1].value]);
}

static bool
are_near(const struct cells *cells, size_t a, size_t b)
{
    const double(*place_m)[2] = (const double(*)[2])cells->demand->place_m;

    for (size_t i = cells->first[a]; i < cells->first[a + 1]; i++)
        for (size_t k = cells->first[b]; k < cells->first[b + 1]; k++) {
            const double *p = place_m[cells->points[i].value];
            const double *q = place_m[cells->points[k].value];

            if (hypot(p[0] - q[0], p[1] - q[1]) <= cells->link_m)
                return true;
        }
    return false;
}

/* All points of a cell are of one cluster by now. */
static void
join_cells(struct cells *cells, size_t a, size_t b)
{
    const uint32_t *home = cells->demand->point_home;
    const uint32_t home_a = home[cells->points[cells->first[a]].value];
    const uint32_t home_b = home[cells->points[cells->first[b]].value];

    if (top_of(cells->cluster, home_a) != top_of(cells->cluster, home_b) && are_near(cells, a, b))
        join_homes(cells->cluster, home_a, home_b);
}

static int
order_by_key(const void *items, size_t i, const void *key)
{
    const uint64_t own = ((const uint64_t *)items)[i];
    const uint64_t wanted = *(const uint64_t *)key;

    return (own > wanted) - (own < wanted);
}

/* Cells behind it in its own row, and those of the next rows; the others have looked at this one. */
static void
join_around(struct cells *cells, size_t cell)
{
    const uint32_t row = (uint32_t)(cells->key[cell] >> 32);
    const uint32_t column = (uint32_t)cells->key[cell];
    const uint32_t from = column > CELLS_AROUND ? column - CELLS_AROUND : 0;

    for (uint32_t up = 0; up <= CELLS_AROUND; up++) {
        const uint64_t last = key_of(row + up, column + CELLS_AROUND);
        const uint64_t begin = key_of(row + up, from);
        size_t other = up == 0 ? cell + 1 : lci_first_not_before(cells->key, cell + 1, cells->count, &begin, order_by_key);

        for (; other < cells->count && cells->key[other] <= last; other++)
            join_cells(cells, cell, other);
    }
}

enum lci_status
lci_gap_clusters(const struct lci_demand *demand, const uint32_t *points, size_t point_count, double link_m,
                 uint32_t *cluster, struct lci_error *err)
{
    struct cells cells = {.demand = demand, .cell_m = CELL_PER_LINK * link_m, .link_m = link_m, .cluster = cluster};
    enum lci_status status = LCI_OK;

    for (size_t home = 0; home < demand->home_count; home++)
        cluster[home] = LCI_NONE;
    for (size_t i = 0; i < point_count; i++)
        cluster[demand->point_home[points[i]]] = demand->point_home[points[i]];
    cells.points = lci_new_array(struct lci_keyed, point_count);
    cells.key = lci_new_array(uint64_t, point_count);
    cells.first = lci_new_array(size_t, point_count + 1);
    if (!cells.points || !cells.key || !cells.first) {
        status = lci_fail_nomem(err, "gaps");
        goto out;
    }
    place_points(&cells, points, point_count);
    if (!lci_sort_keyed(cells.points, point_count)) {
        status = lci_fail_nomem(err, "gaps");
        goto out;
    }
    find_cells(&cells, point_count);
    for (size_t cell = 0; cell < cells.count; cell++)
        join_inside(&cells, cell);
    for (size_t cell = 0; cell < cells.count; cell++)
        join_around(&cells, cell);
    for (uint32_t home = 0; home < demand->home_count; home++)
        if (cluster[home] != LCI_NONE)
            cluster[home] = top_of(cluster, home);

out:
    lci_free(cells.points);
    lci_free(cells.key);
    lci_free(cells.first);
    return status;
}
