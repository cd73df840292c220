/* shapes.c - multipolygons as flat arrays: appending, reordering, area, places inside. */
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/model.h"
#include "base/alloc.h"

/* A place this close to an outline lies on it: reprojected corners are off by nanometres. */
static const double ON_OUTLINE_M = 1e-6;

/* Makes room for so many more of each, and one sentinel. */
static enum lci_status
reserve_all(struct lci_shapes *shapes, size_t parts, size_t rings, size_t points,
            struct lci_error *err)
{
    if (shapes->count >= UINT32_MAX - 1 || shapes->part_count + parts >= UINT32_MAX ||
        shapes->ring_count + rings >= UINT32_MAX || shapes->point_count + points >= UINT32_MAX)
        return lci_fail(err, LCI_E_LIMIT, "polygons: more than 4294967294 points");
    if (!lci_reserve(&shapes->part_first, shapes->count + 2, &shapes->count_capacity) ||
        !lci_reserve(&shapes->ring_first, shapes->part_count + parts + 1, &shapes->part_capacity) ||
        !lci_reserve(&shapes->point_first, shapes->ring_count + rings + 1, &shapes->ring_capacity) ||
        !lci_reserve_sized(&shapes->xy_m, shapes->point_count + points + 1, &shapes->point_capacity, 2 * sizeof(double)))
        return lci_fail_nomem(err, "polygons");
    if (shapes->count == 0)
        shapes->part_first[0] = 0;
    if (shapes->part_count == 0)
        shapes->ring_first[0] = 0;
    if (shapes->ring_count == 0)
        shapes->point_first[0] = 0;
    return LCI_OK;
}

static void
add_ring(struct lci_shapes *shapes, const double *xy_m, size_t point_count)
{
    memcpy(shapes->xy_m + 2 * shapes->point_count, xy_m, point_count * 2 * sizeof(double));
    shapes->point_count += point_count;
    shapes->ring_count++;
    shapes->point_first[shapes->ring_count] = (uint32_t)shapes->point_count;
}

static void
end_part(struct lci_shapes *shapes)
{
    shapes->part_count++;
    shapes->ring_first[shapes->part_count] = (uint32_t)shapes->ring_count;
}

static void
end_shape(struct lci_shapes *shapes)
{
    shapes->count++;
    shapes->part_first[shapes->count] = (uint32_t)shapes->part_count;
}

enum lci_status
lci_shapes_append(struct lci_shapes *shapes, const struct lci_features *features, size_t feature,
                  struct lci_error *err)
{
    uint32_t part_begin = features->part_first[feature];
    uint32_t part_end = features->part_first[feature + 1];
    uint32_t ring_begin = features->ring_first[part_begin];
    uint32_t ring_end = features->ring_first[part_end];
    size_t points = features->point_first[ring_end] - features->point_first[ring_begin];
    enum lci_status status = LCI_OK;

    status = reserve_all(shapes, part_end - part_begin, ring_end - ring_begin, points, err);
    if (status)
        return status;
    for (uint32_t part = part_begin; part < part_end; part++) {
        for (uint32_t ring = features->ring_first[part]; ring < features->ring_first[part + 1];
             ring++) {
            uint32_t first = features->point_first[ring];

            add_ring(shapes, features->xy_m + 2 * (size_t)first,
                     features->point_first[ring + 1] - first);
        }
        end_part(shapes);
    }
    end_shape(shapes);
    return LCI_OK;
}

enum lci_status
lci_shapes_append_empty(struct lci_shapes *shapes, struct lci_error *err)
{
    enum lci_status status = reserve_all(shapes, 0, 0, 0, err);

    if (!status)
        end_shape(shapes);
    return status;
}

enum lci_status
lci_shapes_reorder(struct lci_shapes *shapes, const uint32_t *order, struct lci_error *err)
{
    struct lci_shapes sorted = {0};
    struct lci_features view = {
        .part_first = shapes->part_first,
        .ring_first = shapes->ring_first,
        .point_first = shapes->point_first,
        .xy_m = shapes->xy_m,
    };

    for (size_t i = 0; i < shapes->count; i++) {
        enum lci_status status = lci_shapes_append(&sorted, &view, order[i], err);

        if (status) {
            lci_shapes_fini(&sorted);
            return status;
        }
    }
    lci_shapes_fini(shapes);
    *shapes = sorted;
    return LCI_OK;
}

void
lci_shapes_fini(struct lci_shapes *shapes)
{
    lci_free(shapes->part_first);
    lci_free(shapes->ring_first);
    lci_free(shapes->point_first);
    lci_free(shapes->xy_m);
    *shapes = (struct lci_shapes){0};
}

/* Twice the signed area of a ring, and its moments about `ox_m`, `oy_m`. */
struct ring_sums {
    double area2, x3, y3;
};

static struct ring_sums
ring_sums(const struct lci_shapes *shapes, uint32_t ring, double ox_m, double oy_m)
{
    struct ring_sums sums = {0};

    for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++) {
        const double *a = shapes->xy_m + 2 * (size_t)i;
        double ax = a[0] - ox_m;
        double ay = a[1] - oy_m;
        double bx = a[2] - ox_m;
        double by = a[3] - oy_m;
        double cross = ax * by - bx * ay;

        sums.area2 += cross;
        sums.x3 += cross * (ax + bx);
        sums.y3 += cross * (ay + by);
    }
    return sums;
}

/* The outer ring counts in full, holes are taken out, whatever way they run. */
static struct ring_sums
part_sums(const struct lci_shapes *shapes, size_t part, double ox_m, double oy_m)
{
    struct ring_sums total = {0};

    for (uint32_t ring = shapes->ring_first[part]; ring < shapes->ring_first[part + 1]; ring++) {
        struct ring_sums one = ring_sums(shapes, ring, ox_m, oy_m);
        double sign = (one.area2 >= 0.0) == (ring == shapes->ring_first[part]) ? 1.0 : -1.0;

        total.area2 += sign * one.area2;
        total.x3 += sign * one.x3;
        total.y3 += sign * one.y3;
    }
    return total;
}

static const double *
part_origin(const struct lci_shapes *shapes, size_t part)
{
    return shapes->xy_m + 2 * (size_t)shapes->point_first[shapes->ring_first[part]];
}

double
lci_part_area_m2(const struct lci_shapes *shapes, size_t part)
{
    const double *origin = part_origin(shapes, part);

    return fmax(0.0, part_sums(shapes, part, origin[0], origin[1]).area2 / 2.0);
}

double
lci_shape_area_m2(const struct lci_shapes *shapes, size_t shape)
{
    double area_m2 = 0.0;

    for (uint32_t part = shapes->part_first[shape]; part < shapes->part_first[shape + 1]; part++)
        area_m2 += lci_part_area_m2(shapes, part);
    return area_m2;
}

bool
lci_shape_box(const struct lci_shapes *shapes, size_t shape, double box_m[4])
{
    uint32_t ring_begin = shapes->ring_first[shapes->part_first[shape]];
    uint32_t ring_end = shapes->ring_first[shapes->part_first[shape + 1]];

    box_m[0] = box_m[1] = INFINITY;
    box_m[2] = box_m[3] = -INFINITY;
    if (ring_begin == ring_end)
        return false;
    for (uint32_t i = shapes->point_first[ring_begin]; i < shapes->point_first[ring_end]; i++) {
        const double *at = shapes->xy_m + 2 * (size_t)i;

        box_m[0] = fmin(box_m[0], at[0]);
        box_m[1] = fmin(box_m[1], at[1]);
        box_m[2] = fmax(box_m[2], at[0]);
        box_m[3] = fmax(box_m[3], at[1]);
    }
    return true;
}

double
lci_side_distance_m(const double *side, double x_m, double y_m)
{
    double dx = side[2] - side[0];
    double dy = side[3] - side[1];
    double length2 = dx * dx + dy * dy;
    double t = 0.0;

    if (length2 > 0.0)
        t = fmin(1.0, fmax(0.0, ((x_m - side[0]) * dx + (y_m - side[1]) * dy) / length2));
    return hypot(side[0] + t * dx - x_m, side[1] + t * dy - y_m);
}

bool
lci_part_holds(const struct lci_shapes *shapes, size_t part, double x_m, double y_m)
{
    bool inside = false;

    for (uint32_t ring = shapes->ring_first[part]; ring < shapes->ring_first[part + 1]; ring++)
        for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++) {
            const double *a = shapes->xy_m + 2 * (size_t)i;

            if (lci_side_distance_m(a, x_m, y_m) <= ON_OUTLINE_M)
                return true;
            if ((a[1] > y_m) != (a[3] > y_m) &&
                x_m < a[0] + (y_m - a[1]) / (a[3] - a[1]) * (a[2] - a[0]))
                inside = !inside;
        }
    return inside;
}

bool
lci_shape_holds(const struct lci_shapes *shapes, size_t shape, double x_m, double y_m)
{
    for (uint32_t part = shapes->part_first[shape]; part < shapes->part_first[shape + 1]; part++)
        if (lci_part_holds(shapes, part, x_m, y_m))
            return true;
    return false;
}

static int
compare_doubles(const void *left, const void *right)
{
    const double *a = left;
    const double *b = right;

    return (*a > *b) - (*a < *b);
}

static size_t
count_crossings(const struct lci_shapes *shapes, size_t part, double y_m, double *x_m)
{
    size_t count = 0;

    for (uint32_t ring = shapes->ring_first[part]; ring < shapes->ring_first[part + 1]; ring++)
        for (uint32_t i = shapes->point_first[ring]; i + 1 < shapes->point_first[ring + 1]; i++) {
            const double *a = shapes->xy_m + 2 * (size_t)i;

            if ((a[1] > y_m) == (a[3] > y_m))
                continue;
            if (x_m)
                x_m[count] = a[0] + (y_m - a[1]) / (a[3] - a[1]) * (a[2] - a[0]);
            count++;
        }
    return count;
}

/* The middle of the widest run of the part at the height y. Out of memory: the first corner, which
 * lies on the part too. */
static void
middle_of_widest_run(const struct lci_shapes *shapes, size_t part, double y_m, double *out_x_m,
                     double *out_y_m)
{
    size_t count = count_crossings(shapes, part, y_m, NULL);
    double *x_m = count > 1 ? lci_new_array(double, count) : NULL;
    double widest_m = -1.0;

    *out_x_m = part_origin(shapes, part)[0];
    *out_y_m = part_origin(shapes, part)[1];
    if (!x_m)
        return;
    count_crossings(shapes, part, y_m, x_m);
    qsort(x_m, count, sizeof(*x_m), compare_doubles);
    for (size_t i = 0; i + 1 < count; i += 2)
        if (x_m[i + 1] - x_m[i] > widest_m) {
            widest_m = x_m[i + 1] - x_m[i];
            *out_x_m = (x_m[i] + x_m[i + 1]) / 2.0;
            *out_y_m = y_m;
        }
    lci_free(x_m);
}

void
lci_part_place(const struct lci_shapes *shapes, size_t part, double *x_m, double *y_m)
{
    const double *origin = part_origin(shapes, part);
    struct ring_sums sums = part_sums(shapes, part, origin[0], origin[1]);
    uint32_t ring = shapes->ring_first[part];
    double low_m = INFINITY;
    double high_m = -INFINITY;

    if (sums.area2 > 0.0) {
        *x_m = origin[0] + sums.x3 / (3.0 * sums.area2);
        *y_m = origin[1] + sums.y3 / (3.0 * sums.area2);
        if (lci_part_holds(shapes, part, *x_m, *y_m))
            return;
    }
    for (uint32_t i = shapes->point_first[ring]; i < shapes->point_first[ring + 1]; i++) {
        low_m = fmin(low_m, shapes->xy_m[2 * (size_t)i + 1]);
        high_m = fmax(high_m, shapes->xy_m[2 * (size_t)i + 1]);
    }
    middle_of_widest_run(shapes, part, (low_m + high_m) / 2.0, x_m, y_m);
}

bool
lci_shape_centroid(const struct lci_shapes *shapes, size_t shape, double *x_m, double *y_m)
{
    uint32_t first = shapes->part_first[shape];
    uint32_t end = shapes->part_first[shape + 1];
    struct ring_sums total = {0};
    const double *origin = NULL;

    if (first == end)
        return false;
    origin = part_origin(shapes, first);
    for (uint32_t part = first; part < end; part++) {
        struct ring_sums one = part_sums(shapes, part, origin[0], origin[1]);

        total.area2 += one.area2;
        total.x3 += one.x3;
        total.y3 += one.y3;
    }
    *x_m = origin[0];
    *y_m = origin[1];
    if (total.area2 > 0.0) {
        *x_m += total.x3 / (3.0 * total.area2);
        *y_m += total.y3 / (3.0 * total.area2);
    }
    return true;
}

bool
lci_shape_place(const struct lci_shapes *shapes, size_t shape, double *x_m, double *y_m)
{
    uint32_t largest = shapes->part_first[shape];
    double largest_m2 = -1.0;

    if (!lci_shape_centroid(shapes, shape, x_m, y_m))
        return false;
    if (lci_shape_holds(shapes, shape, *x_m, *y_m))
        return true;
    for (uint32_t part = largest; part < shapes->part_first[shape + 1]; part++) {
        double area_m2 = lci_part_area_m2(shapes, part);

        if (area_m2 > largest_m2) {
            largest_m2 = area_m2;
            largest = part;
        }
    }
    lci_part_place(shapes, largest, x_m, y_m);
    return true;
}

void
lci_facilities_fini(struct lci_facilities *facilities)
{
    lci_free(facilities->items);
    lci_free(facilities->category_first);
    lci_arena_fini(&facilities->texts);
    *facilities = (struct lci_facilities){0};
}

void
lci_homes_fini(struct lci_homes *homes)
{
    lci_free(homes->items);
    lci_shapes_fini(&homes->shapes);
    lci_arena_fini(&homes->texts);
    *homes = (struct lci_homes){0};
}

void
lci_buildings_fini(struct lci_buildings *buildings)
{
    lci_free(buildings->items);
    lci_shapes_fini(&buildings->shapes);
    *buildings = (struct lci_buildings){0};
}

void
lci_units_fini(struct lci_units *units)
{
    lci_free(units->items);
    lci_free(units->levels);
    lci_free(units->level_first);
    lci_shapes_fini(&units->shapes);
    lci_arena_fini(&units->texts);
    *units = (struct lci_units){0};
}
