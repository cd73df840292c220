/* webmap_shapes.c - see webmap_shapes.h. */
#include "report/webmap_shapes.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEAST_RING = 3, LEAST_LINE = 2 };

static const double FARTHEST_STEP = 1e9;

static const char characters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

int32_t
lci_webmap_step(double place_m, double origin_m)
{
    const double steps = (place_m - origin_m) * LCI_WEBMAP_STEPS_A_METRE;

    return (int32_t)lround(fmin(fmax(steps, -FARTHEST_STEP), FARTHEST_STEP));
}

void
lci_webmap_shapes_fini(struct lci_webmap_shapes *shapes)
{
    lci_free(shapes->ring_first);
    lci_free(shapes->point_first);
    lci_free(shapes->xy);
    *shapes = (struct lci_webmap_shapes){.are_lines = shapes->are_lines};
}

static bool
start_shape(struct lci_webmap_shapes *shapes)
{
    if (!lci_reserve(&shapes->ring_first, shapes->shape_count + 2, &shapes->shape_capacity) ||
        !lci_reserve(&shapes->point_first, shapes->ring_count + 1, &shapes->ring_capacity))
        return false;
    shapes->ring_first[shapes->shape_count + 1] = shapes->ring_first[shapes->shape_count] = (uint32_t)shapes->ring_count;
    shapes->point_first[shapes->ring_count] = (uint32_t)shapes->point_count;
    return true;
}

static bool
add_point(struct lci_webmap_shapes *shapes, int32_t x, int32_t y)
{
    const size_t at = 2 * shapes->point_count;
    const bool is_first = shapes->point_count == shapes->point_first[shapes->ring_count];

    if (!is_first && shapes->xy[at - 2] == x && shapes->xy[at - 1] == y)
        return true;
    if (!lci_reserve(&shapes->xy, at + 2, &shapes->xy_capacity))
        return false;
    shapes->xy[at] = x;
    shapes->xy[at + 1] = y;
    shapes->point_count++;
    return true;
}

/* Ends a ring that started at point_first[ring_count]; one that is none is taken back. */
static bool
end_ring(struct lci_webmap_shapes *shapes)
{
    const size_t first = shapes->point_first[shapes->ring_count];
    const int32_t *xy = shapes->xy;

    while (!shapes->are_lines && shapes->point_count > first + 1 && xy[2 * first] == xy[2 * shapes->point_count - 2] &&
           xy[2 * first + 1] == xy[2 * shapes->point_count - 1])
        shapes->point_count--;
    if (shapes->point_count - first < (shapes->are_lines ? LEAST_LINE : LEAST_RING)) {
        shapes->point_count = first;
        return true;
    }
    if (!lci_reserve(&shapes->point_first, shapes->ring_count + 2, &shapes->ring_capacity))
        return false;
    shapes->ring_count++;
    shapes->point_first[shapes->ring_count] = (uint32_t)shapes->point_count;
    return true;
}

static void
end_shape(struct lci_webmap_shapes *shapes)
{
    shapes->shape_count++;
    shapes->ring_first[shapes->shape_count] = (uint32_t)shapes->ring_count;
}

bool
lci_webmap_shapes_add(struct lci_webmap_shapes *shapes, const struct lci_polygons *polygons, struct lci_webmap_origin origin)
{
    if (!start_shape(shapes))
        return false;
    for (size_t r = 0; r < polygons->ring_count; r++) {
        for (size_t p = polygons->point_first[r]; p < polygons->point_first[r + 1]; p++)
            if (!add_point(shapes, lci_webmap_step(polygons->xy_m[2 * p], origin.x_m),
                           lci_webmap_step(polygons->xy_m[2 * p + 1], origin.y_m)))
                return false;
        if (!end_ring(shapes))
            return false;
    }
    end_shape(shapes);
    return true;
}

bool
lci_webmap_shapes_box(const struct lci_webmap_shapes *shapes, size_t shape, int32_t box[4])
{
    const size_t first = shapes->point_first[shapes->ring_first[shape]];
    const size_t end = shapes->point_first[shapes->ring_first[shape + 1]];

    for (size_t p = first; p < end; p++) {
        const int32_t x = shapes->xy[2 * p];
        const int32_t y = shapes->xy[2 * p + 1];

        box[0] = p == first || x < box[0] ? x : box[0];
        box[1] = p == first || y < box[1] ? y : box[1];
        box[2] = p == first || x > box[2] ? x : box[2];
        box[3] = p == first || y > box[3] ? y : box[3];
    }
    return end > first;
}

/* A place as often as rings come by, with the place before and after it. */
struct visit {
    int32_t x, y;
    int32_t near[2][2]; /* the two neighbours, the lesser first, so that both directions look the same */
    uint32_t point;
};

static int
compare_place(const int32_t *a, const int32_t *b)
{
    if (a[0] != b[0])
        return a[0] < b[0] ? -1 : 1;
    return a[1] == b[1] ? 0 : a[1] < b[1] ? -1 : 1;
}

static int
compare_visits(const void *a, const void *b)
{
    const struct visit *one = a;
    const struct visit *other = b;

    return compare_place((const int32_t[]){one->x, one->y}, (const int32_t[]){other->x, other->y});
}

static struct visit
visit_of(const struct lci_webmap_shapes *shapes, size_t first, size_t end, size_t point)
{
    const int32_t *before = &shapes->xy[2 * (point == first ? end - 1 : point - 1)];
    const int32_t *after = &shapes->xy[2 * (point + 1 == end ? first : point + 1)];
    const bool swap = compare_place(before, after) > 0;
    struct visit visit = {.x = shapes->xy[2 * point], .y = shapes->xy[2 * point + 1], .point = (uint32_t)point};

    memcpy(visit.near[swap ? 1 : 0], before, sizeof(visit.near[0]));
    memcpy(visit.near[swap ? 0 : 1], after, sizeof(visit.near[0]));
    return visit;
}

/* is_kept: point_count. Keeps ends of lines, and places where rings meet or part: not all who come by have the same
 * neighbours. */
static bool
keep_meetings(const struct lci_webmap_shapes *shapes, bool *is_kept)
{
    struct visit *visits = lci_new_array(struct visit, shapes->point_count + 1);

    if (!visits)
        return false;
    for (size_t r = 0; r < shapes->ring_count; r++)
        for (size_t p = shapes->point_first[r]; p < shapes->point_first[r + 1]; p++)
            visits[p] = visit_of(shapes, shapes->point_first[r], shapes->point_first[r + 1], p);
    qsort(visits, shapes->point_count, sizeof(*visits), compare_visits);
    for (size_t first = 0, end = 0; first < shapes->point_count; first = end) {
        bool is_meeting = false;

        for (end = first; end < shapes->point_count && compare_visits(&visits[first], &visits[end]) == 0; end++)
            is_meeting = is_meeting || memcmp(visits[first].near, visits[end].near, sizeof(visits[0].near)) != 0;
        for (size_t v = first; v < end; v++)
            is_kept[visits[v].point] = is_meeting;
    }
    lci_free(visits);
    for (size_t r = 0; r < shapes->ring_count && shapes->are_lines; r++)
        is_kept[shapes->point_first[r]] = is_kept[shapes->point_first[r + 1] - 1] = true;
    return true;
}

/* A ring under way: places by their number along it, which wraps. */
struct ring {
    const int32_t *xy;
    bool *is_kept;
    size_t count;
};

static const int32_t *
place_at(const struct ring *ring, size_t at)
{
    return &ring->xy[2 * (at % ring->count)];
}

/* How far a place is from the straight way between two others; the ends in one order, so that both directions get the same.
 */
static double
distance(const int32_t *place, const int32_t *one, const int32_t *other)
{
    const int32_t *from = compare_place(one, other) <= 0 ? one : other;
    const int32_t *to = from == one ? other : one;
    const double dx = (double)to[0] - from[0];
    const double dy = (double)to[1] - from[1];
    const double x = (double)place[0] - from[0];
    const double y = (double)place[1] - from[1];
    const double length2 = dx * dx + dy * dy;
    const double along = length2 > 0.0 ? fmin(fmax((x * dx + y * dy) / length2, 0.0), 1.0) : 0.0;

    return hypot(x - along * dx, y - along * dy);
}

/* The farthest place strictly between two from the way between them; of equal ones the least. `from` itself: there is none.
 */
static size_t
farthest(const struct ring *ring, size_t from, size_t to, double *most)
{
    size_t found = from;

    *most = 0.0;
    for (size_t at = from + 1; at < to; at++) {
        const double far = distance(place_at(ring, at), place_at(ring, from), place_at(ring, to));

        if (found == from || far > *most || (far >= *most && compare_place(place_at(ring, at), place_at(ring, found)) < 0)) {
            *most = far;
            found = at;
        }
    }
    return found;
}

/* Keeps what it takes between two kept places. stack: 2 * count. */
static void
thin(const struct ring *ring, size_t from, size_t to, double tolerance, size_t *stack)
{
    size_t waiting = 0;
    double most = 0.0;

    stack[waiting++] = from;
    stack[waiting++] = to;
    while (waiting > 0) {
        const size_t end = stack[--waiting];
        const size_t start = stack[--waiting];
        const size_t middle = farthest(ring, start, end, &most);

        if (middle == start || most <= tolerance)
            continue;
        ring->is_kept[middle % ring->count] = true;
        stack[waiting++] = start;
        stack[waiting++] = middle;
        stack[waiting++] = middle;
        stack[waiting++] = end;
    }
}

/* A ring that meets no other starts at its least place, and turns at the one farthest from it. */
static void
keep_two(const struct ring *ring)
{
    size_t least = 0;
    size_t far = 0;
    double most = 0.0;

    for (size_t at = 1; at < ring->count; at++)
        least = compare_place(place_at(ring, at), place_at(ring, least)) < 0 ? at : least;
    far = farthest(ring, least, least + ring->count, &most);
    ring->is_kept[least] = ring->is_kept[far % ring->count] = true;
}

static void
thin_ring(const struct ring *ring, bool is_line, double tolerance, size_t *stack)
{
    size_t first = 0;
    size_t from = 0;

    while (first < ring->count && !ring->is_kept[first])
        first++;
    if (first == ring->count) {
        keep_two(ring);
        for (first = 0; !ring->is_kept[first];)
            first++;
    }
    from = first;
    for (size_t at = first + 1; at <= first + ring->count; at++) {
        if (!ring->is_kept[at % ring->count] || (is_line && at >= ring->count))
            continue;
        thin(ring, from, at, tolerance, stack);
        from = at;
    }
}

static bool
copy_ring(const struct lci_webmap_shapes *shapes, size_t ring, const bool *is_kept, bool whole,
          struct lci_webmap_shapes *out)
{
    for (size_t p = shapes->point_first[ring]; p < shapes->point_first[ring + 1]; p++)
        if ((whole || is_kept[p]) && !add_point(out, shapes->xy[2 * p], shapes->xy[2 * p + 1]))
            return false;
    return end_ring(out);
}

static bool
copy_kept(const struct lci_webmap_shapes *shapes, const bool *is_kept, struct lci_webmap_shapes *out)
{
    for (size_t s = 0; s < shapes->shape_count; s++) {
        if (!start_shape(out))
            return false;
        for (size_t r = shapes->ring_first[s]; r < shapes->ring_first[s + 1]; r++)
            if (!copy_ring(shapes, r, is_kept, false, out))
                return false;
        if (out->ring_count == out->ring_first[out->shape_count] && shapes->ring_first[s] < shapes->ring_first[s + 1] &&
            !copy_ring(shapes, shapes->ring_first[s], is_kept, true, out))
            return false;
        end_shape(out);
    }
    return true;
}

bool
lci_webmap_shapes_simplify(const struct lci_webmap_shapes *shapes, double tolerance, struct lci_webmap_shapes *out)
{
    bool *is_kept = lci_new_array(bool, shapes->point_count + 1);
    size_t *stack = lci_new_array(size_t, 4 * shapes->point_count + 4);
    bool done = is_kept && stack && keep_meetings(shapes, is_kept);

    out->are_lines = shapes->are_lines;
    for (size_t r = 0; done && r < shapes->ring_count; r++) {
        const size_t first = shapes->point_first[r];
        const struct ring ring = {&shapes->xy[2 * first], &is_kept[first], shapes->point_first[r + 1] - first};

        thin_ring(&ring, shapes->are_lines, tolerance, stack);
    }
    done = done && copy_kept(shapes, is_kept, out);
    lci_free(stack);
    lci_free(is_kept);
    return done;
}

void
lci_webmap_pack(struct lci_growing_text *text, uint64_t number)
{
    char packed[16];
    size_t length = 0;

    do {
        packed[length++] = characters[(number & 31U) | (number > 31U ? 32U : 0U)];
        number >>= 5;
    } while (number > 0);
    lci_text_add_bytes(text, packed, length);
}

void
lci_webmap_pack_signed(struct lci_growing_text *text, int64_t number)
{
    lci_webmap_pack(text, number < 0 ? (uint64_t)-number * 2U + 1U : (uint64_t)number * 2U);
}

void
lci_webmap_shapes_pack(const struct lci_webmap_shapes *shapes, const bool *is_left_out, struct lci_growing_text *text)
{
    int32_t x = 0;
    int32_t y = 0;

    for (size_t s = 0; s < shapes->shape_count; s++) {
        const size_t first = shapes->ring_first[s];
        const size_t end = is_left_out && is_left_out[s] ? first : shapes->ring_first[s + 1];

        lci_webmap_pack(text, end - first);
        for (size_t r = first; r < end; r++) {
            lci_webmap_pack(text, shapes->point_first[r + 1] - shapes->point_first[r]);
            for (size_t p = shapes->point_first[r]; p < shapes->point_first[r + 1]; p++) {
                lci_webmap_pack_signed(text, shapes->xy[2 * p] - x);
                lci_webmap_pack_signed(text, shapes->xy[2 * p + 1] - y);
                x = shapes->xy[2 * p];
                y = shapes->xy[2 * p + 1];
            }
        }
    }
}
