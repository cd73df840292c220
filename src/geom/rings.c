/* rings.c - closes a border to rings, thins straight stretches out, and puts holes into their polygons. */
#include "geom/border.h"

#include <math.h>
#include <stdlib.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "geom/slabs.h"
#include "network/segment_grid.h"

/* A point of a ring on the way to the result. */
struct vertex {
    double x, y;
    uint32_t chain; /* stretch between anchors: what is thinned, or left alone, as one */
    bool kept;
};

struct ring {
    size_t first, count; /* in the vertices */
    double area_m2;      /* signed: holes below 0 */
    double min_x, min_y, max_x, max_y;
    size_t shell; /* of a hole: its outer ring */
};

struct work {
    const struct lci_border *border;
    const struct lci_border_options *options;
    struct vertex *vertices;
    struct ring *rings;
    size_t ring_count, ring_capacity;
    bool *raw; /* a chain: may not be thinned */
    size_t chain_count;
    uint32_t *kept; /* kept vertices in order, for the check */
    size_t kept_count;
};

static enum lci_status
no_memory(struct lci_error *err)
{
    return lci_fail_nomem(err, "service area");
}

static bool
lower_point(const struct lci_border_point *a, const struct lci_border_point *b)
{
    return a->x_m != b->x_m ? a->x_m < b->x_m : a->y_m < b->y_m;
}

/* Copies the ring through `start`, from its least point on; marks its points in `seen`. */
static enum lci_status
copy_ring(struct work *work, uint32_t start, bool *seen, size_t *vertex_count,
          struct lci_error *err)
{
    const struct lci_border_point *points = work->border->points;
    uint32_t least = start;
    uint32_t at = start;
    struct ring ring = {.first = *vertex_count};

    do {
        if (points[at].next == LCI_NONE || seen[at])
            return lci_fail(err, LCI_E_LIBRARY, "service area: a border does not close at %.3f, %.3f",
                            points[at].x_m, points[at].y_m);
        seen[at] = true;
        if (lower_point(&points[at], &points[least]))
            least = at;
        at = points[at].next;
    } while (at != start);
    if (!lci_grow(&work->rings, work->ring_count, &work->ring_capacity))
        return no_memory(err);
    at = least;
    do {
        if (points[at].anchor || at == least)
            work->chain_count++;
        work->vertices[(*vertex_count)++] = (struct vertex){
            points[at].x_m, points[at].y_m, (uint32_t)work->chain_count - 1, false};
        at = points[at].next;
    } while (at != least);
    ring.count = *vertex_count - ring.first;
    work->rings[work->ring_count++] = ring;
    return LCI_OK;
}

static enum lci_status
copy_rings(struct work *work, struct lci_error *err)
{
    const size_t count = work->border->count;
    bool *seen = lci_new_array(bool, count);
    size_t vertex_count = 0;
    enum lci_status status = LCI_OK;

    work->vertices = lci_new_array(struct vertex, count);
    if (!seen || !work->vertices) {
        status = no_memory(err);
        goto out;
    }
    for (size_t i = 0; i < count && status == LCI_OK; i++)
        if (!seen[i])
            status = copy_ring(work, (uint32_t)i, seen, &vertex_count, err);
    if (status != LCI_OK)
        goto out;
    work->raw = lci_new_array(bool, work->chain_count);
    work->kept = lci_new_array(uint32_t, count);
    if (!work->raw || !work->kept)
        status = no_memory(err);

out:
    lci_free(seen);
    return status;
}

static double
distance_to_line(const struct vertex *p, const struct vertex *a, const struct vertex *b)
{
    const double ux = b->x - a->x;
    const double uy = b->y - a->y;
    const double length2 = ux * ux + uy * uy;
    double t = length2 > 0.0 ? ((p->x - a->x) * ux + (p->y - a->y) * uy) / length2 : 0.0;

    t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
    return hypot(p->x - a->x - t * ux, p->y - a->y - t * uy);
}

/* Douglas and Peucker 1973 between a kept vertex and a later one (which may be the ring's first again); a stack of ranges. */
static void
thin_range(struct vertex *ring, size_t ring_count, size_t first, size_t last, double straight_m)
{
    size_t stack[128];
    size_t depth = 0;

    stack[depth++] = last;
    while (depth > 0) {
        const size_t end = stack[depth - 1];
        const struct vertex *b = &ring[end % ring_count];
        double farthest_m = straight_m;
        size_t farthest = 0;

        for (size_t i = first + 1; i < end; i++) {
            const double off = distance_to_line(&ring[i], &ring[first], b);

            if (off > farthest_m) {
                farthest_m = off;
                farthest = i;
            }
        }
        if (farthest == 0) {
            first = end;
            depth--;
        } else if (depth < sizeof(stack) / sizeof(stack[0])) {
            ring[farthest].kept = true;
            stack[depth++] = farthest;
        } else {
            for (size_t i = first + 1; i < end; i++)
                ring[i].kept = true;
            first = end;
            depth--;
        }
    }
}

/* A ring needs three points: the first, the one farthest from it, and the one farthest from the line of both. */
static void
keep_corners(struct vertex *ring, size_t count)
{
    size_t far = 0;
    size_t side = 0;
    double most = -1.0;

    for (size_t i = 1; i < count; i++)
        if (hypot(ring[i].x - ring[0].x, ring[i].y - ring[0].y) > most) {
            most = hypot(ring[i].x - ring[0].x, ring[i].y - ring[0].y);
            far = i;
        }
    most = -1.0;
    for (size_t i = 1; i < count; i++)
        if (i != far && distance_to_line(&ring[i], &ring[0], &ring[far]) > most) {
            most = distance_to_line(&ring[i], &ring[0], &ring[far]);
            side = i;
        }
    ring[0].kept = ring[far].kept = ring[side].kept = true;
}

static void
thin_ring(struct work *work, const struct ring *r)
{
    struct vertex *ring = work->vertices + r->first;
    size_t before = 0;

    for (size_t i = 0; i < r->count; i++)
        ring[i].kept = work->raw[ring[i].chain] || i == 0 || ring[i].chain != ring[i - 1].chain;
    keep_corners(ring, r->count);
    for (size_t i = 1; i <= r->count; i++) {
        if (i < r->count && !ring[i].kept)
            continue;
        thin_range(ring, r->count, before, i, work->options->straight_m);
        before = i;
    }
}

static void
thin(struct work *work)
{
    work->kept_count = 0;
    for (size_t r = 0; r < work->ring_count; r++) {
        const struct ring *ring = &work->rings[r];

        thin_ring(work, ring);
        for (size_t i = 0; i < ring->count; i++)
            if (work->vertices[ring->first + i].kept)
                work->kept[work->kept_count++] = (uint32_t)(ring->first + i);
    }
}

/* The kept vertex that follows kept vertex k in its ring. */
static uint32_t
kept_after(const struct work *work, const struct ring *ring, size_t k)
{
    if (k + 1 < work->kept_count && work->kept[k + 1] < ring->first + ring->count)
        return work->kept[k + 1];
    return (uint32_t)ring->first;
}

struct side {
    struct lci_segment segment;
    uint32_t chain;
    uint32_t from, to; /* vertices */
};

static struct lci_segment
side_segment(const void *user, size_t index)
{
    return ((const struct side *)user)[index].segment;
}

static double
turn(double ax, double ay, double bx, double by, double px, double py)
{
    return (bx - ax) * (py - ay) - (by - ay) * (px - ax);
}

/* Whether two sides meet anywhere but in a vertex that both end in. */
static bool
sides_meet(const struct side *a, const struct side *b)
{
    const struct lci_segment *s = &a->segment;
    const struct lci_segment *t = &b->segment;
    const double s1 = turn(t->ax_m, t->ay_m, t->bx_m, t->by_m, s->ax_m, s->ay_m);
    const double s2 = turn(t->ax_m, t->ay_m, t->bx_m, t->by_m, s->bx_m, s->by_m);
    const double t1 = turn(s->ax_m, s->ay_m, s->bx_m, s->by_m, t->ax_m, t->ay_m);
    const double t2 = turn(s->ax_m, s->ay_m, s->bx_m, s->by_m, t->bx_m, t->by_m);

    if (a->from == b->from || a->to == b->to)
        return false;
    if (a->to == b->from) /* they meet there; beyond it only if b runs back along a */
        return t2 == 0.0 && (t->bx_m - s->bx_m) * (s->ax_m - s->bx_m) +
                                    (t->by_m - s->by_m) * (s->ay_m - s->by_m) > 0.0;
    if (b->to == a->from)
        return t1 == 0.0 && (t->ax_m - s->ax_m) * (s->bx_m - s->ax_m) +
                                    (t->ay_m - s->ay_m) * (s->by_m - s->ay_m) > 0.0;
    return s1 * s2 <= 0.0 && t1 * t2 <= 0.0;
}

static bool
mark_meeting_sides(struct work *work, const struct side *sides, const struct lci_segment_grid *grid)
{
    const size_t cells = (size_t)grid->column_count * (size_t)grid->row_count;
    bool any = false;

    for (size_t cell = 0; cell < cells; cell++)
        for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++)
            for (uint32_t j = i + 1; j < grid->first[cell + 1]; j++) {
                const struct side *a = &sides[grid->items[i]];
                const struct side *b = &sides[grid->items[j]];

                if ((work->raw[a->chain] && work->raw[b->chain]) || !sides_meet(a, b))
                    continue;
                work->raw[a->chain] = work->raw[b->chain] = true;
                any = true;
            }
    return any;
}

/* Finds thinned chains that cross others and takes the thinning back. *again: there were some. */
static enum lci_status
take_back_crossings(struct work *work, bool *again, struct lci_error *err)
{
    struct side *sides = lci_new_array(struct side, work->kept_count);
    struct lci_segment_grid grid = {0};
    enum lci_status status = LCI_OK;
    size_t k = 0;

    *again = false;
    if (!sides)
        return no_memory(err);
    for (size_t r = 0; r < work->ring_count; r++) {
        const struct ring *ring = &work->rings[r];

        for (; k < work->kept_count && work->kept[k] < ring->first + ring->count; k++) {
            const struct vertex *a = &work->vertices[work->kept[k]];
            const uint32_t to = kept_after(work, ring, k);
            const struct vertex *b = &work->vertices[to];

            sides[k] = (struct side){{a->x, a->y, b->x, b->y}, a->chain, work->kept[k], to};
        }
    }
    status = lci_segment_grid_build(&grid, side_segment, sides, work->kept_count, 8.0, err);
    if (status == LCI_OK)
        *again = mark_meeting_sides(work, sides, &grid);
    lci_segment_grid_fini(&grid);
    lci_free(sides);
    return status;
}

static void
measure_ring(const struct work *work, struct ring *ring)
{
    const struct vertex *v = work->vertices + ring->first;
    double twice = 0.0;
    double bx = v[0].x;
    double by = v[0].y;

    ring->min_x = ring->max_x = v[0].x;
    ring->min_y = ring->max_y = v[0].y;
    for (size_t i = 1; i < ring->count; i++) {
        if (!v[i].kept)
            continue;
        twice += (bx - v[0].x) * (v[i].y - v[0].y) - (by - v[0].y) * (v[i].x - v[0].x);
        bx = v[i].x;
        by = v[i].y;
        ring->min_x = fmin(ring->min_x, bx);
        ring->max_x = fmax(ring->max_x, bx);
        ring->min_y = fmin(ring->min_y, by);
        ring->max_y = fmax(ring->max_y, by);
    }
    ring->area_m2 = 0.5 * twice;
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
    struct lci_slab_side *sides = lci_new_array(struct lci_slab_side, work->kept_count);
    size_t k = 0;

    *count = 0;
    for (size_t r = 0; sides && r < work->ring_count; r++) {
        const struct ring *ring = &work->rings[r];

        for (; k < work->kept_count && work->kept[k] < ring->first + ring->count; k++) {
            const struct vertex *a = &work->vertices[work->kept[k]];
            const struct vertex *b = &work->vertices[kept_after(work, ring, k)];

            if (ring->area_m2 > 0.0)
                sides[(*count)++] = (struct lci_slab_side){a->x, a->y, b->x, b->y, (uint32_t)r};
        }
    }
    return sides;
}

/* Gives a hole the smallest outer ring around it; of equal ones the first. */
static enum lci_status
place_hole(struct work *work, struct ring *hole, struct lci_slabs *slabs, struct lci_error *err)
{
    const struct vertex *at = &work->vertices[hole->first];

    hole->shell = SIZE_MAX;
    lci_slabs_find(slabs, at->x, at->y);
    for (size_t i = 0; i < slabs->found_count; i++) {
        const size_t s = slabs->found[i];
        const struct ring *shell = &work->rings[s];
        const struct ring *best = hole->shell == SIZE_MAX ? NULL : &work->rings[hole->shell];

        if (shell->area_m2 > -hole->area_m2 && in_box(shell, at->x, at->y) &&
            (!best || shell->area_m2 < best->area_m2 ||
             (shell->area_m2 == best->area_m2 && s < hole->shell)))
            hole->shell = s;
    }
    if (hole->shell == SIZE_MAX)
        return lci_fail(err, LCI_E_LIBRARY, "service area: a hole without an area at %.3f, %.3f",
                        at->x, at->y);
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

static void
write_ring(const struct work *work, const struct ring *ring, struct lci_polygons *out)
{
    const struct vertex *v = work->vertices + ring->first;

    out->point_first[out->ring_count++] = (uint32_t)out->point_count;
    for (size_t i = 0; i <= ring->count; i++) {
        const struct vertex *at = &v[i % ring->count];

        if (!at->kept)
            continue;
        out->xy_m[2 * out->point_count] = at->x;
        out->xy_m[2 * out->point_count + 1] = at->y;
        out->point_count++;
    }
    out->point_first[out->ring_count] = (uint32_t)out->point_count;
}

/* Index of rings in the order of their first, least points. */
struct order {
    double x, y;
    size_t ring;
};

static int
by_place(const void *left, const void *right)
{
    const struct order *a = left;
    const struct order *b = right;

    if (a->x != b->x)
        return a->x < b->x ? -1 : 1;
    return (a->y > b->y) - (a->y < b->y);
}

/* Outer rings by place, each with its holes by place: holes are filed by shell first, so this takes O(n log n). */
static void
write_polygons(const struct work *work, const struct order *orders, size_t *next_hole,
               size_t *first_hole, struct lci_polygons *out)
{
    for (size_t i = work->ring_count; i > 0; i--) {
        const size_t r = orders[i - 1].ring;
        const struct ring *ring = &work->rings[r];

        if (ring->area_m2 < 0.0 && -ring->area_m2 >= work->options->min_hole_m2) {
            next_hole[r] = first_hole[ring->shell];
            first_hole[ring->shell] = r + 1;
        }
    }
    for (size_t i = 0; i < work->ring_count; i++) {
        const size_t r = orders[i].ring;

        if (!(work->rings[r].area_m2 > 0.0))
            continue;
        out->ring_first[out->polygon_count++] = (uint32_t)out->ring_count;
        write_ring(work, &work->rings[r], out);
        for (size_t hole = first_hole[r]; hole != 0; hole = next_hole[hole - 1])
            write_ring(work, &work->rings[hole - 1], out);
        out->ring_first[out->polygon_count] = (uint32_t)out->ring_count;
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

    out->ring_first = lci_new_array(uint32_t, count + 1);
    out->point_first = lci_new_array(uint32_t, count + 1);
    out->xy_m = lci_new_array(double, 2 * (work->kept_count + count));
    if (!orders || !next_hole || !first_hole || !out->ring_first || !out->point_first ||
        !out->xy_m) {
        status = no_memory(err);
        goto out;
    }
    for (size_t r = 0; r < count; r++) {
        const struct vertex *at = &work->vertices[work->rings[r].first];

        orders[r] = (struct order){at->x, at->y, r};
    }
    qsort(orders, count, sizeof(*orders), by_place);
    write_polygons(work, orders, next_hole, first_hole, out);

out:
    lci_free(orders);
    lci_free(next_hole);
    lci_free(first_hole);
    return status;
}

enum lci_status
lci_border_polygons(const struct lci_border *border, const struct lci_border_options *options,
                    struct lci_polygons *out, struct lci_error *err)
{
    struct work work = {.border = border, .options = options};
    enum lci_status status = LCI_OK;
    bool again = true;

    *out = (struct lci_polygons){0};
    if (border->count == 0)
        return LCI_OK;
    status = copy_rings(&work, err);
    while (status == LCI_OK && again) {
        thin(&work);
        status = take_back_crossings(&work, &again, err);
    }
    if (status != LCI_OK)
        goto out;
    for (size_t r = 0; r < work.ring_count; r++) {
        measure_ring(&work, &work.rings[r]);
        if (fabs(work.rings[r].area_m2) < options->least_m2)
            work.rings[r].area_m2 = 0.0; /* neither an area nor a hole */
    }
    status = place_holes(&work, err);
    if (status == LCI_OK)
        status = make_polygons(&work, out, err);

out:
    if (status != LCI_OK)
        lci_polygons_fini(out);
    lci_free(work.vertices);
    lci_free(work.rings);
    lci_free(work.raw);
    lci_free(work.kept);
    return status;
}
