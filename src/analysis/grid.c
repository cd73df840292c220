/* grid.c - grid points in a polygon, row by row between the crossings of its outline. */
#include "analysis/grid.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* As in shapes.c: a place this close to an outline lies on it. */
static const double ON_OUTLINE_M = 1e-6;

/* A run of a row that belongs to the part; a crossing is one that is not paired yet. */
struct run {
    int64_t row;
    double from_m, to_m;
};

struct runs {
    struct run *items;
    size_t count, capacity;
};

static bool
add_run(struct runs *runs, int64_t row, double a_m, double b_m)
{
    if (!lci_grow(&runs->items, runs->count, &runs->capacity))
        return false;
    runs->items[runs->count++] = (struct run){row, fmin(a_m, b_m), fmax(a_m, b_m)};
    return true;
}

static int
compare_runs(const void *left, const void *right)
{
    const struct run *a = left;
    const struct run *b = right;

    if (a->row != b->row)
        return a->row < b->row ? -1 : 1;
    if (a->from_m > b->from_m || a->from_m < b->from_m)
        return a->from_m > b->from_m ? 1 : -1;
    return (a->to_m > b->to_m) - (a->to_m < b->to_m);
}

/* Where one side crosses the rows; what lies along a row or just touches it is on the outline. */
static bool
cross_rows(const double *a, double sample_m, struct runs *crossings, struct runs *touches)
{
    double low_m = fmin(a[1], a[3]);
    double high_m = fmax(a[1], a[3]);
    int64_t first = (int64_t)ceil((low_m - ON_OUTLINE_M) / sample_m);
    int64_t last = (int64_t)floor((high_m + ON_OUTLINE_M) / sample_m);

    for (int64_t row = first; row <= last; row++) {
        double y_m = (double)row * sample_m;
        bool starts_on = fabs(a[1] - y_m) <= ON_OUTLINE_M;
        bool ends_on = fabs(a[3] - y_m) <= ON_OUTLINE_M;

        if ((a[1] > y_m) != (a[3] > y_m)) {
            double x_m = a[0] + (y_m - a[1]) / (a[3] - a[1]) * (a[2] - a[0]);

            if (!add_run(crossings, row, x_m, x_m))
                return false;
        }
        if (starts_on && !add_run(touches, row, a[0], ends_on ? a[2] : a[0]))
            return false;
    }
    return true;
}

/* Crossings of a row in pairs bound what is inside. */
static bool
pair_crossings(const struct runs *crossings, struct runs *runs)
{
    for (size_t i = 0; i + 1 < crossings->count; i += 2)
        if (!add_run(runs, crossings->items[i].row, crossings->items[i].from_m,
                     crossings->items[i + 1].from_m))
            return false;
    return true;
}

static enum lci_status
fill_runs(const struct runs *runs, double sample_m, struct lci_places *places,
          struct lci_error *err)
{
    int64_t next = 0;

    for (size_t i = 0; i < runs->count; i++) {
        const struct run *run = &runs->items[i];
        int64_t first = (int64_t)ceil((run->from_m - ON_OUTLINE_M) / sample_m);
        int64_t last = (int64_t)floor((run->to_m + ON_OUTLINE_M) / sample_m);

        if (i == 0 || run->row != runs->items[i - 1].row || first > next)
            next = first;
        for (; next <= last; next++) {
            if (places->count >= LCI_GRID_POINTS_MAX)
                return lci_fail(err, LCI_E_LIMIT, "more than %d grid points: is sample_m right?",
                                LCI_GRID_POINTS_MAX);
            if (!lci_grow(&places->xy_m, places->count, &places->capacity))
                return lci_fail_nomem(err, "demand points");
            places->xy_m[places->count][0] = (double)next * sample_m;
            places->xy_m[places->count++][1] = (double)run->row * sample_m;
        }
    }
    return LCI_OK;
}

enum lci_status
lci_grid_points(const struct lci_shapes *shapes, size_t part, double sample_m,
                struct lci_places *places, struct lci_error *err)
{
    struct runs crossings = {0};
    struct runs runs = {0};
    bool fine = true;
    enum lci_status status = LCI_OK;

    for (uint32_t ring = shapes->ring_first[part]; ring < shapes->ring_first[part + 1]; ring++)
        for (uint32_t i = shapes->point_first[ring]; fine && i + 1 < shapes->point_first[ring + 1];
             i++)
            fine = cross_rows(shapes->xy_m + 2 * (size_t)i, sample_m, &crossings, &runs);
    if (fine && crossings.count > 0)
        qsort(crossings.items, crossings.count, sizeof(*crossings.items), compare_runs);
    if (!fine || !pair_crossings(&crossings, &runs)) {
        status = lci_fail_nomem(err, "demand points");
        goto out;
    }
    if (runs.count > 0)
        qsort(runs.items, runs.count, sizeof(*runs.items), compare_runs);
    status = fill_runs(&runs, sample_m, places, err);

out:
    lci_free(crossings.items);
    lci_free(runs.items);
    return status;
}
