/* clip.c - cuts rings by one side of a rectangle after the other. */
#include "geom/clip.h"

#include <math.h>
#include <string.h>

#include "base/alloc.h"
#include "base/real.h"

/* Twice the signed area of a ring. */
static double
twice_area(const double *xy_m, size_t count)
{
    double sum = 0.0;

    for (size_t i = 1; i + 1 < count; i++)
        sum += (xy_m[2 * i] - xy_m[0]) * (xy_m[2 * i + 3] - xy_m[1]) - (xy_m[2 * i + 2] - xy_m[0]) * (xy_m[2 * i + 1] - xy_m[1]);
    return sum;
}

/* Keeps what of a ring is above a value along an axis (0: x, 1: y), or below it. to: room for twice as many points. */
static size_t
cut(const double *from_m, size_t count, size_t axis, double at_m, bool above, double *to_m)
{
    size_t kept = 0;

    for (size_t i = 0; i < count; i++) {
        const double *a = from_m + 2 * i;
        const double *b = from_m + 2 * ((i + 1) % count);
        const double over_a = above ? a[axis] - at_m : at_m - a[axis];
        const double over_b = above ? b[axis] - at_m : at_m - b[axis];

        if (over_a >= 0.0) {
            to_m[2 * kept] = a[0];
            to_m[2 * kept++ + 1] = a[1];
        }
        if ((over_a > 0.0 && over_b < 0.0) || (over_a < 0.0 && over_b > 0.0)) {
            const double share = over_a / (over_a - over_b);

            to_m[2 * kept + axis] = at_m;
            to_m[2 * kept++ + 1 - axis] = a[1 - axis] + share * (b[1 - axis] - a[1 - axis]);
        }
    }
    return kept;
}

/* Cuts the ring in the first scratch to a rectangle: *ring is borrowed from the scratch. False: out of memory. */
static bool
cut_ring(struct lci_clipped *clipped, const double low_m[2], const double high_m[2], const double **ring, size_t *count)
{
    size_t at = 0;

    for (size_t side = 0; side < 4 && *count > 0; side++, at = 1 - at) {
        const size_t axis = side / 2;
        const bool above = side % 2 == 0;

        if (!lci_reserve_sized(&clipped->scratch_m[1 - at], 2 * *count, &clipped->scratch_capacity[1 - at], 2 * sizeof(double)))
            return false;
        *count = cut(clipped->scratch_m[at], *count, axis, above ? low_m[axis] : high_m[axis], above, clipped->scratch_m[1 - at]);
    }
    *ring = clipped->scratch_m[at];
    return true;
}

static bool
keep_ring(struct lci_clipped *clipped, const double *ring, size_t count)
{
    const size_t before = clipped->ring_count > 0 ? clipped->ring_end[clipped->ring_count - 1] : 0;

    if (count < 3)
        return true;
    if (!lci_reserve_sized(&clipped->xy_m, before + count, &clipped->point_capacity, 2 * sizeof(double)) ||
        !lci_grow(&clipped->ring_end, clipped->ring_count, &clipped->ring_capacity))
        return false;
    memcpy(clipped->xy_m + 2 * before, ring, 2 * count * sizeof(double));
    clipped->ring_end[clipped->ring_count++] = before + count;
    return true;
}

void
lci_clipped_clear(struct lci_clipped *clipped)
{
    clipped->ring_count = 0;
}

bool
lci_clip_polygons(struct lci_clipped *clipped, const struct lci_polygons *polygons, const double corner_m[2], double size_m)
{
    const double low_m[2] = {0.0, 0.0};
    const double high_m[2] = {size_m, size_m};

    for (size_t p = 0; p < polygons->polygon_count; p++)
        for (uint32_t r = polygons->ring_first[p]; r < polygons->ring_first[p + 1]; r++) {
            const double *xy_m = polygons->xy_m + 2 * (size_t)polygons->point_first[r];
            size_t count = polygons->point_first[r + 1] - polygons->point_first[r];
            const bool back = (twice_area(xy_m, count) < 0.0) == (r == polygons->ring_first[p]);
            const double *ring = NULL;

            count -= count > 0;
            if (!lci_reserve_sized(&clipped->scratch_m[0], count, &clipped->scratch_capacity[0], 2 * sizeof(double)))
                return false;
            for (size_t i = 0; i < count; i++)
                for (size_t axis = 0; axis < 2; axis++)
                    clipped->scratch_m[0][2 * i + axis] = xy_m[2 * (back ? count - 1 - i : i) + axis] - corner_m[axis];
            if (!cut_ring(clipped, low_m, high_m, &ring, &count) || !keep_ring(clipped, ring, count))
                return false;
        }
    return true;
}

void
lci_clipped_fini(struct lci_clipped *clipped)
{
    lci_free(clipped->xy_m);
    lci_free(clipped->ring_end);
    lci_free(clipped->scratch_m[0]);
    lci_free(clipped->scratch_m[1]);
    *clipped = (struct lci_clipped){0};
}

double
lci_clipped_area_m2(const struct lci_clipped *clipped)
{
    double twice_m2 = 0.0;
    size_t begin = 0;

    for (size_t ring = 0; ring < clipped->ring_count; begin = clipped->ring_end[ring++])
        twice_m2 += twice_area(clipped->xy_m + 2 * begin, clipped->ring_end[ring] - begin);
    return fmax(0.5 * twice_m2, 0.0);
}

bool
lci_clipped_is_apart(const struct lci_clipped *clipped, const double low_m[2], const double high_m[2], bool *all)
{
    size_t begin = 0;
    int around = 0; /* how often rings go round the lower left corner */

    *all = false;
    for (size_t ring = 0; ring < clipped->ring_count; begin = clipped->ring_end[ring++]) {
        const double *b = clipped->xy_m + 2 * begin;
        const double *a = clipped->xy_m + 2 * (clipped->ring_end[ring] - 1);

        for (size_t i = begin; i < clipped->ring_end[ring]; i++, a = b, b += 2) {
            if (lci_min(a[0], b[0]) <= high_m[0] && lci_max(a[0], b[0]) >= low_m[0] && lci_min(a[1], b[1]) <= high_m[1] &&
                lci_max(a[1], b[1]) >= low_m[1])
                return false;
            if ((a[1] > low_m[1]) != (b[1] > low_m[1]) &&
                low_m[0] < a[0] + (low_m[1] - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                around += b[1] > a[1] ? 1 : -1;
        }
    }
    *all = around > 0;
    return true;
}

bool
lci_clipped_sides(struct lci_clipped *clipped, const double low_m[2], const double high_m[2], struct lci_clip_side **sides,
                  size_t *count, size_t *capacity)
{
    size_t begin = 0;

    for (size_t ring = 0; ring < clipped->ring_count; begin = clipped->ring_end[ring++]) {
        size_t left = clipped->ring_end[ring] - begin;
        const double *cut_m = NULL;

        if (!lci_reserve_sized(&clipped->scratch_m[0], left, &clipped->scratch_capacity[0], 2 * sizeof(double)))
            return false;
        memcpy(clipped->scratch_m[0], clipped->xy_m + 2 * begin, 2 * left * sizeof(double));
        if (!cut_ring(clipped, low_m, high_m, &cut_m, &left))
            return false;
        for (size_t i = 0; i < left; i++) {
            const double *a = cut_m + 2 * i;
            const double *b = cut_m + 2 * ((i + 1) % left);

            if (a[0] == b[0])
                continue;
            if (!lci_grow(sides, *count, capacity))
                return false;
            (*sides)[(*count)++] = (struct lci_clip_side){a[0], a[1], b[0], b[1]};
        }
    }
    return true;
}
