/* raster.c - sorts segments into square cells. */
#include "network/raster.h"

#include <math.h>

#include "base/alloc.h"

/* Cells are no smaller than this, so that columns and rows fit 31 bits. */
#define MIN_CELL_M 2.0

struct entry_list {
    struct lci_keyed *items;
    size_t count, capacity;
};

static double
column_of(const struct lci_raster *raster, double x_m)
{
    return floor((x_m - raster->x0_m) / raster->cell_m);
}

static double
row_of(const struct lci_raster *raster, double y_m)
{
    return floor((y_m - raster->y0_m) / raster->cell_m);
}

static uint64_t
key_of(double column, double row)
{
    return ((uint64_t)fmax(column, 0.0) << 32) | (uint64_t)fmax(row, 0.0);
}

uint64_t
lci_raster_key(const struct lci_raster *raster, double x_m, double y_m)
{
    return key_of(column_of(raster, x_m), row_of(raster, y_m));
}

/* Enters one segment, widened by the margin, into every cell of every column that it can touch. */
static bool
enter(struct entry_list *list, const struct lci_raster *raster,
      const struct lci_raster_segment *segment, uint32_t index, double margin_m)
{
    const bool ab = segment->a_m[0] <= segment->b_m[0];
    const double *left_m = ab ? segment->a_m : segment->b_m;
    const double *right_m = ab ? segment->b_m : segment->a_m;
    const double dx_m = right_m[0] - left_m[0];
    const double rise = dx_m > 0.0 ? (right_m[1] - left_m[1]) / dx_m : 0.0;
    const double low_m = fmin(left_m[1], right_m[1]);
    const double high_m = fmax(left_m[1], right_m[1]);
    const double last = column_of(raster, right_m[0] + margin_m);

    for (double column = column_of(raster, left_m[0] - margin_m); column <= last; column++) {
        /* The part of the line above this column, from one margin before to one margin after it. */
        const double from_m = raster->x0_m + column * raster->cell_m - margin_m;
        const double to_m = from_m + raster->cell_m + 2.0 * margin_m;
        const double y1_m = left_m[1] + rise * (fmax(from_m, left_m[0]) - left_m[0]);
        const double y2_m = left_m[1] + rise * (fmin(to_m, right_m[0]) - left_m[0]);
        const bool steep = dx_m <= 2.0 * margin_m;
        const double y_low_m = steep ? low_m : fmax(low_m, fmin(y1_m, y2_m));
        const double y_high_m = steep ? high_m : fmin(high_m, fmax(y1_m, y2_m));
        const double last_row = row_of(raster, y_high_m + 2.0 * margin_m);

        for (double row = row_of(raster, y_low_m - 2.0 * margin_m); row <= last_row; row++) {
            if (!lci_grow(&list->items, list->count, &list->capacity))
                return false;
            list->items[list->count++] = (struct lci_keyed){key_of(column, row), index};
        }
    }
    return true;
}

static void
choose_cells(struct lci_raster *raster, const struct lci_raster_segment *segments, size_t count,
             double margin_m)
{
    double sum_m = 0.0;

    raster->x0_m = INFINITY;
    raster->y0_m = INFINITY;
    for (size_t i = 0; i < count; i++) {
        const double *a_m = segments[i].a_m;
        const double *b_m = segments[i].b_m;

        raster->x0_m = fmin(raster->x0_m, fmin(a_m[0], b_m[0]));
        raster->y0_m = fmin(raster->y0_m, fmin(a_m[1], b_m[1]));
        sum_m += fabs(b_m[0] - a_m[0]) + fabs(b_m[1] - a_m[1]);
    }
    raster->cell_m =
        fmax(fmax(MIN_CELL_M, 4.0 * margin_m), count > 0 ? sum_m / (double)count : 0.0);
    raster->x0_m -= 3.0 * margin_m + raster->cell_m;
    raster->y0_m -= 3.0 * margin_m + raster->cell_m;
}

bool
lci_raster_build(struct lci_raster *raster, const struct lci_raster_segment *segments, size_t count,
                 double margin_m)
{
    struct entry_list list = {0};
    size_t cell = 0;

    *raster = (struct lci_raster){0};
    choose_cells(raster, segments, count, margin_m);
    for (size_t i = 0; i < count; i++) {
        if (!enter(&list, raster, &segments[i], (uint32_t)i, margin_m)) {
            lci_free(list.items);
            return false;
        }
    }
    raster->entries = list.items;
    raster->entry_count = list.count;
    if (!lci_sort_keyed(raster->entries, raster->entry_count))
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (i == 0 || list.items[i].key != list.items[i - 1].key)
            raster->cell_count++;
    raster->cell_first = lci_new_array(size_t, raster->cell_count + 1);
    if (!raster->cell_first)
        return false;
    for (size_t i = 0; i < list.count; i++)
        if (i == 0 || list.items[i].key != list.items[i - 1].key)
            raster->cell_first[cell++] = i;
    raster->cell_first[cell] = list.count;
    return true;
}

const struct lci_keyed *
lci_raster_cell(const struct lci_raster *raster, uint64_t key, size_t *count)
{
    size_t low = 0;
    size_t high = raster->cell_count;

    *count = 0;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (raster->entries[raster->cell_first[middle]].key < key)
            low = middle + 1;
        else
            high = middle;
    }
    if (low == raster->cell_count || raster->entries[raster->cell_first[low]].key != key)
        return NULL;
    *count = raster->cell_first[low + 1] - raster->cell_first[low];
    return &raster->entries[raster->cell_first[low]];
}

void
lci_raster_fini(struct lci_raster *raster)
{
    lci_free(raster->entries);
    lci_free(raster->cell_first);
    *raster = (struct lci_raster){0};
}
