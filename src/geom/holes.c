/* holes.c - measures rings, puts holes into their polygons, and writes both in order. */
#include "geom/holes.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "geom/polygons.h"
#include "geom/slabs.h"

struct ring {
    size_t first, count; /* in the points; the last one repeats the first */
    size_t least;        /* its lexicographically least point */
    double area_m2;      /* signed: holes below 0; 0 what is too small to keep */
    double min_x, min_y, max_x, max_y;
    size_t shell; /* of a hole: its outer ring */
};

struct work {
    const double *xy_m;
    size_t point_count;
    struct ring *rings;
    size_t ring_count;
};

static enum lci_status
no_memory(struct lci_error *err)
{
    return lci_fail_nomem(err, "service area");
}

static bool
lower_point(const double *a, const double *b)
{
    return a[0] != b[0] ? a[0] < b[0] : a[1] < b[1];
}

static void
measure_ring(const double *xy_m, struct ring *ring)
{
    const double *origin = xy_m + 2 * ring->first;
    double twice = 0.0;

    ring->least = ring->first;
    ring->min_x = ring->max_x = origin[0];
    ring->min_y = ring->max_y = origin[1];
    for (size_t i = 1; i < ring->count; i++) {
        const double *at = origin + 2 * i;

        twice += (at[-2] - origin[0]) * (at[1] - origin[1]) -
                 (at[-1] - origin[1]) * (at[0] - origin[0]);
        if (lower_point(at, xy_m + 2 * ring->least))
            ring->least = ring->first + i;
        ring->min_x = fmin(ring->min_x, at[0]);
        ring->max_x = fmax(ring->max_x, at[0]);
        ring->min_y = fmin(ring->min_y, at[1]);
        ring->max_y = fmax(ring->max_y, at[1]);
    }
    ring->area_m2 = 0.5 * twice;
}

static enum lci_status
measure_rings(const struct lci_polygons *polygons, double least_m2, double min_hole_m2,
              struct work *work, struct lci_error *err)
{
    work->xy_m = polygons->xy_m;
    work->point_count = polygons->point_count;
    work->ring_count = polygons->ring_count;
    work->rings = lci_new_array(struct ring, polygons->ring_count);
    if (!work->rings)
        return no_memory(err);
    for (size_t p = 0; p < polygons->polygon_count; p++)
        for (size_t r = polygons->ring_first[p]; r < polygons->ring_first[p + 1]; r++) {
            struct ring *ring = &work->rings[r];

            ring->first = polygons->point_first[r];
            ring->count = polygons->point_first[r + 1] - ring->first;
            ring->shell = polygons->ring_first[p];
            measure_ring(work->xy_m, ring);
            if (ring->area_m2 < least_m2 && ring->area_m2 > -fmax(least_m2, min_hole_m2))
                ring->area_m2 = 0.0;
        }
    return LCI_OK;
}

static bool
in_box(const struct ring *ring, double x, double y)
{
    return x >= ring->min_x && x <= ring->max_x && y >= ring->min_y && y <= ring->max_y;
}

/* The sides of outer rings; *count of them. */
static struct lci_slab_side *
outer_sides(const struct work *work, size_t *count)
{
    struct lci_slab_side *sides = lci_new_array(struct lci_slab_side, work->point_count);

    *count = 0;
    for (size_t r = 0; sides && r < work->ring_count; r++) {
        const struct ring *ring = &work->rings[r];

        for (size_t i = 0; ring->area_m2 > 0.0 && i + 1 < ring->count; i++) {
            const double *a = work->xy_m + 2 * (ring->first + i);

            sides[(*count)++] = (struct lci_slab_side){a[0], a[1], a[2], a[3], (uint32_t)r};
        }
    }
    return sides;
}

/* Gives a hole the smallest outer ring around it; of equal ones the first. */
static enum lci_status
place_hole(struct work *work, struct ring *hole, struct lci_slabs *slabs, struct lci_error *err)
{
    const double *at = work->xy_m + 2 * hole->least;

    hole->shell = SIZE_MAX;
    lci_slabs_find(slabs, at[0], at[1]);
    for (size_t i = 0; i < slabs->found_count; i++) {
        const size_t s = slabs->found[i];
        const struct ring *shell = &work->rings[s];
        const struct ring *best = hole->shell == SIZE_MAX ? NULL : &work->rings[hole->shell];

        if (shell->area_m2 > -hole->area_m2 && in_box(shell, at[0], at[1]) &&
            (!best || shell->area_m2 < best->area_m2 ||
             (shell->area_m2 == best->area_m2 && s < hole->shell)))
            hole->shell = s;
    }
    if (hole->shell == SIZE_MAX)
        return lci_fail(err, LCI_E_LIBRARY, "service area: a hole without an area at %.3f, %.3f", at[0],
                        at[1]);
    return LCI_OK;
}

static enum lci_status
place_holes(struct work *work, struct lci_error *err)
{
    size_t side_count = 0;
    struct lci_slab_side *sides = outer_sides(work, &side_count);
    struct lci_slabs slabs = {0};
    enum lci_status status = sides ? lci_slabs_build(sides, side_count, work->ring_count, &slabs, err)
                                   : no_memory(err);

    for (size_t h = 0; h < work->ring_count && status == LCI_OK; h++)
        if (work->rings[h].area_m2 < 0.0)
            status = place_hole(work, &work->rings[h], &slabs, err);
    lci_slabs_fini(&slabs);
    lci_free(sides);
    return status;
}

/* From its least point on, and that once more at the end. */
static void
write_ring(const struct work *work, const struct ring *ring, struct lci_polygons *out)
{
    const size_t different = ring->count - 1;

    for (size_t i = 0; i < ring->count; i++) {
        const size_t at = ring->first + (ring->least - ring->first + i) % different;

        out->xy_m[2 * out->point_count] = work->xy_m[2 * at];
        out->xy_m[2 * out->point_count + 1] = work->xy_m[2 * at + 1];
        out->point_count++;
    }
    lci_polygons_end_ring(out);
}

/* Index of rings in the order of their least points; two may touch there. */
struct order {
    double xy[2], area_m2;
    size_t ring;
};

static int
by_place(const void *left, const void *right)
{
    const struct order *a = left;
    const struct order *b = right;

    if (a->xy[0] != b->xy[0] || a->xy[1] != b->xy[1])
        return lower_point(a->xy, b->xy) ? -1 : 1;
    if (a->area_m2 != b->area_m2)
        return a->area_m2 < b->area_m2 ? -1 : 1;
    return (a->ring > b->ring) - (a->ring < b->ring);
}

/* Outer rings by place, each with its holes by place: holes are filed by shell first, so this takes O(n log n). */
static void
write_polygons(const struct work *work, const struct order *orders, size_t *next_hole,
               size_t *first_hole, struct lci_polygons *out)
{
    for (size_t i = work->ring_count; i > 0; i--) {
        const size_t r = orders[i - 1].ring;
        const struct ring *ring = &work->rings[r];

        if (ring->area_m2 < 0.0) {
            next_hole[r] = first_hole[ring->shell];
            first_hole[ring->shell] = r + 1;
        }
    }
    for (size_t i = 0; i < work->ring_count; i++) {
        const size_t r = orders[i].ring;

        if (!(work->rings[r].area_m2 > 0.0))
            continue;
        write_ring(work, &work->rings[r], out);
        for (size_t hole = first_hole[r]; hole != 0; hole = next_hole[hole - 1])
            write_ring(work, &work->rings[hole - 1], out);
        lci_polygons_end(out);
    }
}

static enum lci_status
make_polygons(const struct work *work, struct lci_polygons *out, struct lci_error *err)
{
    const size_t count = work->ring_count;
    struct order *orders = lci_new_array(struct order, count);
    size_t *next_hole = lci_new_array(size_t, count);
    size_t *first_hole = lci_new_array(size_t, count);
    enum lci_status status = LCI_OK;

    if (!orders || !next_hole || !first_hole ||
        !lci_polygons_reserve(out, count, count, work->point_count)) {
        status = no_memory(err);
        goto out;
    }
    for (size_t r = 0; r < count; r++) {
        const double *at = work->xy_m + 2 * work->rings[r].least;

        orders[r] = (struct order){{at[0], at[1]}, work->rings[r].area_m2, r};
    }
    qsort(orders, count, sizeof(*orders), by_place);
    write_polygons(work, orders, next_hole, first_hole, out);

out:
    lci_free(orders);
    lci_free(next_hole);
    lci_free(first_hole);
    return status;
}

static enum lci_status
arrange(const struct lci_polygons *polygons, bool placed, double least_m2, double min_hole_m2,
        struct lci_polygons *out, struct lci_error *err)
{
    struct work work = {0};
    enum lci_status status = measure_rings(polygons, least_m2, min_hole_m2, &work, err);

    *out = (struct lci_polygons){0};
    if (status == LCI_OK && !placed)
        status = place_holes(&work, err);
    if (status == LCI_OK)
        status = make_polygons(&work, out, err);
    if (status != LCI_OK)
        lci_polygons_fini(out);
    lci_free(work.rings);
    return status;
}

enum lci_status
lci_holes_place(const struct lci_polygons *rings, double least_m2, struct lci_polygons *out,
                struct lci_error *err)
{
    return arrange(rings, false, least_m2, 0.0, out, err);
}

enum lci_status
lci_holes_keep(const struct lci_polygons *polygons, double least_m2, double min_hole_m2,
               struct lci_polygons *out, struct lci_error *err)
{
    return arrange(polygons, true, least_m2, min_hole_m2, out, err);
}
