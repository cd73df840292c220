/* shape.c - boxes, copies and label places of what is drawn. */
#include "maps/shape.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLACE_LINES = 15, CROSSINGS_MAX = 512 };

struct lci_map_box
lci_map_box_empty(void)
{
    return (struct lci_map_box){{INFINITY, INFINITY}, {-INFINITY, -INFINITY}};
}

bool
lci_map_box_is_empty(const struct lci_map_box *box)
{
    return !(box->least_m[0] <= box->greatest_m[0] && box->least_m[1] <= box->greatest_m[1]);
}

void
lci_map_box_add(struct lci_map_box *box, const double place_m[2])
{
    for (size_t axis = 0; axis < 2; axis++) {
        box->least_m[axis] = fmin(box->least_m[axis], place_m[axis]);
        box->greatest_m[axis] = fmax(box->greatest_m[axis], place_m[axis]);
    }
}

void
lci_map_box_join(struct lci_map_box *box, const struct lci_map_box *other)
{
    for (size_t axis = 0; axis < 2; axis++) {
        box->least_m[axis] = fmin(box->least_m[axis], other->least_m[axis]);
        box->greatest_m[axis] = fmax(box->greatest_m[axis], other->greatest_m[axis]);
    }
}

bool
lci_map_box_meet(const struct lci_map_box *a, const struct lci_map_box *b)
{
    return a->least_m[0] <= b->greatest_m[0] && b->least_m[0] <= a->greatest_m[0] && a->least_m[1] <= b->greatest_m[1] &&
           b->least_m[1] <= a->greatest_m[1];
}

bool
lci_map_shape_keep(const struct lci_polygons *from, struct lci_arena *arena, struct lci_map_shape *out)
{
    struct lci_polygons *to = &out->polygons;

    *out = (struct lci_map_shape){.polygons = *from, .box = lci_map_box_empty()};
    to->ring_first = lci_arena_alloc(arena, from->polygon_count + 1, sizeof(*to->ring_first));
    to->point_first = lci_arena_alloc(arena, from->ring_count + 1, sizeof(*to->point_first));
    to->xy_m = lci_arena_alloc(arena, from->point_count + 1, 2 * sizeof(*to->xy_m));
    if (!to->ring_first || !to->point_first || !to->xy_m)
        return false;
    if (from->polygon_count > 0)
        memcpy(to->ring_first, from->ring_first, (from->polygon_count + 1) * sizeof(*to->ring_first));
    memcpy(to->point_first, from->point_first, (from->ring_count + 1) * sizeof(*to->point_first));
    if (from->point_count > 0)
        memcpy(to->xy_m, from->xy_m, from->point_count * 2 * sizeof(*to->xy_m));
    for (size_t p = 0; p < from->point_count; p++)
        lci_map_box_add(&out->box, from->xy_m + 2 * p);
    return true;
}

static int
compare_numbers(const void *left, const void *right)
{
    const double a = *(const double *)left, b = *(const double *)right;

    return (a > b) - (a < b);
}

/* Where the sides of all rings cross a line from west to east, sorted. */
static size_t
crossings_at(const struct lci_polygons *polygons, double y_m, double x_m[CROSSINGS_MAX])
{
    size_t count = 0;

    for (size_t r = 0; r < polygons->ring_count; r++)
        for (size_t p = polygons->point_first[r]; p + 1 < polygons->point_first[r + 1] && count < CROSSINGS_MAX; p++) {
            const double *a = &polygons->xy_m[2 * p], *b = &polygons->xy_m[2 * p + 2];

            if ((a[1] > y_m) != (b[1] > y_m))
                x_m[count++] = a[0] + (b[0] - a[0]) * (y_m - a[1]) / (b[1] - a[1]);
        }
    qsort(x_m, count, sizeof(*x_m), compare_numbers);
    return count;
}

bool
lci_map_shape_place(const struct lci_map_shape *shape, double place_m[2])
{
    const double height_m = shape->box.greatest_m[1] - shape->box.least_m[1];
    double x_m[CROSSINGS_MAX];
    double best = 0.0;

    for (size_t line = 0; line < PLACE_LINES && shape->polygons.ring_count > 0; line++) {
        const double share = (2.0 * (double)line + 1.0) / (2.0 * PLACE_LINES);
        const double y_m = shape->box.least_m[1] + height_m * share;
        const size_t count = crossings_at(&shape->polygons, y_m, x_m);
        const double worth = 1.0 - 0.9 * fabs(2.0 * share - 1.0);

        for (size_t c = 0; c + 1 < count; c += 2)
            if ((x_m[c + 1] - x_m[c]) * worth > best) {
                best = (x_m[c + 1] - x_m[c]) * worth;
                place_m[0] = (x_m[c] + x_m[c + 1]) / 2.0;
                place_m[1] = y_m;
            }
    }
    return best > 0.0;
}
