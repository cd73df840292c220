/* polygon.c - simplicity by a sweep over sides, a place inside by centroid or by a level line. */
#include "io/polygon.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/alloc.h"

struct side {
    const double *a, *b;
    double x_min, x_max;
    size_t ring, number, ring_size; /* its place in its ring */
};

static int
compare_sides(const void *a, const void *b)
{
    const struct side *x = a;
    const struct side *y = b;

    return (x->x_min > y->x_min) - (x->x_min < y->x_min);
}

/* Positive if p lies left of a -> b. */
static double
turn(const double *a, const double *b, const double *p)
{
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]);
}

static bool
is_between(const double *a, const double *b, const double *p)
{
    return fmin(a[0], b[0]) <= p[0] && p[0] <= fmax(a[0], b[0]) && fmin(a[1], b[1]) <= p[1] &&
           p[1] <= fmax(a[1], b[1]);
}

static bool
is_same(const double *a, const double *b)
{
    return a[0] >= b[0] && a[0] <= b[0] && a[1] >= b[1] && a[1] <= b[1];
}

static int
sign(double value)
{
    return (value > 0.0) - (value < 0.0);
}

/* Do two sides have more in common than they may? */
static bool
clash(const struct side *s, const struct side *t)
{
    const int sa = sign(turn(t->a, t->b, s->a));
    const int sb = sign(turn(t->a, t->b, s->b));
    const int ta = sign(turn(s->a, s->b, t->a));
    const int tb = sign(turn(s->a, s->b, t->b));
    const size_t apart = s->number > t->number ? s->number - t->number : t->number - s->number;
    const bool touch_at_ends =
        is_same(s->a, t->a) || is_same(s->a, t->b) || is_same(s->b, t->a) || is_same(s->b, t->b);

    if (sa * sb < 0 && ta * tb < 0)
        return true; /* they cross */
    if (!((sa == 0 && is_between(t->a, t->b, s->a)) || (sb == 0 && is_between(t->a, t->b, s->b)) ||
          (ta == 0 && is_between(s->a, s->b, t->a)) || (tb == 0 && is_between(s->a, s->b, t->b))))
        return false; /* nothing in common */
    if (sa == 0 && sb == 0) {
        /* On one line: fine only if they end at each other and lead apart. */
        const double along = (s->b[0] - s->a[0]) * (t->b[0] - t->a[0]) +
                             (s->b[1] - s->a[1]) * (t->b[1] - t->a[1]);
        const bool apart_lead = is_same(s->b, t->a) || is_same(s->a, t->b) ? along > 0.0 : along < 0.0;

        if (!touch_at_ends || !apart_lead)
            return true;
    }
    if (s->ring != t->ring)
        return false; /* rings may touch */
    return !touch_at_ends || (apart != 1 && apart != s->ring_size - 1);
}

enum lci_simple
lci_polygon_is_simple(const struct lci_polygon *polygon)
{
    const size_t point_count = polygon->ring_first[polygon->ring_count];
    struct side *sides = lci_new_array(struct side, point_count);
    enum lci_simple answer = LCI_SIMPLE;
    size_t count = 0;

    if (!sides)
        return LCI_SIMPLE_NOMEM;
    for (size_t ring = 0; ring < polygon->ring_count; ring++) {
        const size_t first = polygon->ring_first[ring];
        const size_t size = polygon->ring_first[ring + 1] - first - 1;

        for (size_t i = 0; i < size; i++) {
            const double *a = polygon->xy_m + 2 * (first + i);

            sides[count++] = (struct side){.a = a,
                                           .b = a + 2,
                                           .x_min = fmin(a[0], a[2]),
                                           .x_max = fmax(a[0], a[2]),
                                           .ring = ring,
                                           .number = i,
                                           .ring_size = size};
        }
    }
    qsort(sides, count, sizeof(*sides), compare_sides);
    for (size_t i = 0; answer == LCI_SIMPLE && i < count; i++)
        for (size_t j = i + 1; j < count && sides[j].x_min <= sides[i].x_max; j++)
            if (clash(&sides[i], &sides[j])) {
                answer = LCI_CROSSING;
                break;
            }
    lci_free(sides);
    return answer;
}

bool
lci_polygon_holds(const struct lci_polygon *polygon, double x_m, double y_m)
{
    bool inside = false;

    for (size_t ring = 0; ring < polygon->ring_count; ring++)
        for (size_t i = polygon->ring_first[ring]; i + 1 < polygon->ring_first[ring + 1]; i++) {
            const double *a = polygon->xy_m + 2 * i;
            const double *b = a + 2;

            if ((a[1] > y_m) != (b[1] > y_m) &&
                x_m < a[0] + (y_m - a[1]) / (b[1] - a[1]) * (b[0] - a[0]))
                inside = !inside;
        }
    return inside;
}

/* Centroid over all rings; the holes are drawn the other way round and so take away. */
static bool
centroid(const struct lci_polygon *polygon, double place[2])
{
    const double x0 = polygon->xy_m[0];
    const double y0 = polygon->xy_m[1];
    double twice = 0.0;
    double sum_x = 0.0;
    double sum_y = 0.0;

    for (size_t ring = 0; ring < polygon->ring_count; ring++)
        for (size_t i = polygon->ring_first[ring]; i + 1 < polygon->ring_first[ring + 1]; i++) {
            const double ax = polygon->xy_m[2 * i] - x0;
            const double ay = polygon->xy_m[2 * i + 1] - y0;
            const double bx = polygon->xy_m[2 * i + 2] - x0;
            const double by = polygon->xy_m[2 * i + 3] - y0;
            const double cross = ax * by - bx * ay;

            twice += cross;
            sum_x += (ax + bx) * cross;
            sum_y += (ay + by) * cross;
        }
    if (!(fabs(twice) > 0.0))
        return false;
    place[0] = x0 + sum_x / (3.0 * twice);
    place[1] = y0 + sum_y / (3.0 * twice);
    return true;
}

/* The next crossing of the level line to the right of `from`, or NAN. */
static double
next_crossing(const struct lci_polygon *polygon, double y_m, double from)
{
    double next = (double)NAN;

    for (size_t ring = 0; ring < polygon->ring_count; ring++)
        for (size_t i = polygon->ring_first[ring]; i + 1 < polygon->ring_first[ring + 1]; i++) {
            const double *a = polygon->xy_m + 2 * i;
            const double *b = a + 2;
            double x = 0.0;

            if ((a[1] > y_m) == (b[1] > y_m))
                continue;
            x = a[0] + (y_m - a[1]) / (b[1] - a[1]) * (b[0] - a[0]);
            if (x > from && !(x >= next))
                next = x;
        }
    return next;
}

/* A level line through no point: half-way between the two heights next to the middle of the outer ring. */
static double
level_line(const struct lci_polygon *polygon)
{
    const size_t end = polygon->ring_first[polygon->ring_count];
    double low = (double)INFINITY;
    double high = -(double)INFINITY;
    double middle = 0.0;

    for (size_t i = 0; i < end; i++) {
        low = fmin(low, polygon->xy_m[2 * i + 1]);
        high = fmax(high, polygon->xy_m[2 * i + 1]);
    }
    middle = (low + high) / 2.0;
    for (size_t i = 0; i < end; i++) {
        const double y = polygon->xy_m[2 * i + 1];

        if (y <= middle)
            low = fmax(low, y);
        else
            high = fmin(high, y);
    }
    return (low + high) / 2.0;
}

void
lci_polygon_place(const struct lci_polygon *polygon, double place[2])
{
    double left = 0.0;
    double longest = -1.0;
    double y = 0.0;

    place[0] = polygon->xy_m[0];
    place[1] = polygon->xy_m[1];
    if (centroid(polygon, place) && lci_polygon_holds(polygon, place[0], place[1]))
        return;
    y = level_line(polygon);
    left = next_crossing(polygon, y, -(double)INFINITY);
    while (!isnan(left)) {
        const double right = next_crossing(polygon, y, left);

        if (isnan(right))
            break;
        if (right - left > longest) {
            longest = right - left;
            place[0] = left + longest / 2.0;
            place[1] = y;
        }
        left = next_crossing(polygon, y, right);
    }
}
