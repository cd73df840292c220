/* rings.c - closes a border to rings, thins straight stretches out, and sees to it that no two pieces cross. */
#include "geom/border.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "geom/holes.h"
#include "geom/polygons.h"
#include "network/segment_grid.h"

/* A vertex and a side farther apart than this stay so on the grid, which moves both by less than one of its cells. */
static const double NEAR_M = 4.0 * LCI_GEOS_GRID_M;

/* A point of a ring on the way to the result. */
struct vertex {
    double x, y;
    uint32_t chain; /* stretch between anchors: what is thinned, or left alone, as one */
    bool kept;
};

struct ring {
    size_t first, count; /* in the vertices */
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

static bool
is_at(const struct vertex *vertex, const struct lci_border_point *point)
{
    return vertex->x == point->x_m && vertex->y == point->y_m;
}

/* Copies the ring through `start`, from its least point on, without repeating points; marks its points in `seen`. */
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
        if (ring.count == 0 || !is_at(&work->vertices[*vertex_count - 1], &points[at])) {
            work->vertices[(*vertex_count)++] =
                (struct vertex){.x = points[at].x_m, .y = points[at].y_m};
            ring.count++;
        }
        work->vertices[*vertex_count - 1].chain = (uint32_t)work->chain_count - 1;
        at = points[at].next;
    } while (at != least);
    while (ring.count > 1 && is_at(&work->vertices[*vertex_count - 1], &points[least])) {
        (*vertex_count)--;
        ring.count--;
    }
    if (ring.count < 3) /* it bounds nothing */
        *vertex_count = ring.first;
    else
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

/* The way from the nearest point of a line between two vertices to a third. */
static void
way_from_line(const struct vertex *p, const struct vertex *a, const struct vertex *b, double way[2])
{
    const double ux = b->x - a->x;
    const double uy = b->y - a->y;
    const double length2 = ux * ux + uy * uy;
    double t = length2 > 0.0 ? ((p->x - a->x) * ux + (p->y - a->y) * uy) / length2 : 0.0;

    t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
    way[0] = p->x - a->x - t * ux;
    way[1] = p->y - a->y - t * uy;
}

static double
distance_to_line(const struct vertex *p, const struct vertex *a, const struct vertex *b)
{
    double way[2];

    way_from_line(p, a, b, way);
    return hypot(way[0], way[1]);
}

/* Puts the distance in *most_m if it is greater. Most are not, and that takes no root. */
static bool
is_farther(const struct vertex *p, const struct vertex *a, const struct vertex *b, double *most_m)
{
    static const double ROUNDING = 1e-12;
    double way[2];
    double off_m = 0.0;

    way_from_line(p, a, b, way);
    if (*most_m > 0.0 && way[0] * way[0] + way[1] * way[1] < *most_m * *most_m * (1.0 - ROUNDING))
        return false;
    off_m = hypot(way[0], way[1]);
    if (!(off_m > *most_m))
        return false;
    *most_m = off_m;
    return true;
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

        for (size_t i = first + 1; i < end; i++)
            if (is_farther(&ring[i], &ring[first], b, &farthest_m))
                farthest = i;
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
    double most_m = -1.0;

    for (size_t i = 1; i < count; i++)
        if (is_farther(&ring[i], &ring[0], &ring[0], &most_m))
            far = i;
    most_m = -1.0;
    for (size_t i = 1; i < count; i++)
        if (i != far && is_farther(&ring[i], &ring[0], &ring[far], &most_m))
            side = i;
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

/* 1: p lies on the left of a -> b, -1: on the right, 0: on the line, or too near to it to tell (Shewchuk 1997, bound A). */
static int
side_of(double ax, double ay, double bx, double by, double px, double py)
{
    const double left = (bx - ax) * (py - ay);
    const double right = (by - ay) * (px - ax);
    const double unsure = 4.0 * DBL_EPSILON * (fabs(left) + fabs(right));

    return (left - right > unsure) - (left - right < -unsure);
}

static bool
apart(double a1, double a2, double b1, double b2)
{
    return fmax(a1, a2) < fmin(b1, b2) || fmax(b1, b2) < fmin(a1, a2);
}

/* Whether two sides meet anywhere but in a vertex that both end in; or may do, where rounding hides it. */
static bool
sides_meet(const struct side *a, const struct side *b)
{
    const struct lci_segment *s = &a->segment;
    const struct lci_segment *t = &b->segment;
    const int s1 = side_of(t->ax_m, t->ay_m, t->bx_m, t->by_m, s->ax_m, s->ay_m);
    const int s2 = side_of(t->ax_m, t->ay_m, t->bx_m, t->by_m, s->bx_m, s->by_m);
    const int t1 = side_of(s->ax_m, s->ay_m, s->bx_m, s->by_m, t->ax_m, t->ay_m);
    const int t2 = side_of(s->ax_m, s->ay_m, s->bx_m, s->by_m, t->bx_m, t->by_m);

    if (a->from == b->from || a->to == b->to)
        return false;
    if (a->to == b->from) /* they meet there; beyond it only if b runs back along a */
        return t2 == 0 && (t->bx_m - s->bx_m) * (s->ax_m - s->bx_m) +
                                  (t->by_m - s->by_m) * (s->ay_m - s->by_m) > 0.0;
    if (b->to == a->from)
        return t1 == 0 && (t->ax_m - s->ax_m) * (s->bx_m - s->ax_m) +
                                  (t->ay_m - s->ay_m) * (s->by_m - s->ay_m) > 0.0;
    return s1 * s2 <= 0 && t1 * t2 <= 0 && !apart(s->ax_m, s->bx_m, t->ax_m, t->bx_m) &&
           !apart(s->ay_m, s->by_m, t->ay_m, t->by_m);
}

/* What became of the sides that meet. */
struct meeting {
    bool thinned; /* of some, a chain was thinned: it was taken back */
    bool raw;     /* some meet though neither chain was thinned */
    bool near;    /* the grid may make some meet: a vertex and a side that does not end in it lie next to each other */
};

static struct meeting
mark_meeting_sides(struct work *work, const struct side *sides, const struct lci_segment_grid *grid)
{
    const size_t cells = (size_t)grid->column_count * (size_t)grid->row_count;
    struct meeting meeting = {false, false, false};

    for (size_t cell = 0; cell < cells; cell++)
        for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++)
            for (uint32_t j = i + 1; j < grid->first[cell + 1]; j++) {
                const struct side *a = &sides[grid->items[i]];
                const struct side *b = &sides[grid->items[j]];

                if (!sides_meet(a, b))
                    continue;
                if (work->raw[a->chain] && work->raw[b->chain])
                    meeting.raw = true;
                else
                    meeting.thinned = true;
                work->raw[a->chain] = work->raw[b->chain] = true;
            }
    return meeting;
}

/* True if a side that does not end in a vertex passes it so near that the grid may join them. */
static bool
is_near(const struct work *work, const struct side *sides, const struct lci_segment_grid *grid, uint32_t at)
{
    const struct vertex *v = &work->vertices[at];
    const struct lci_cell_range range = lci_segment_grid_range(grid, v->x - NEAR_M, v->y - NEAR_M, v->x + NEAR_M, v->y + NEAR_M);

    for (int32_t row = range.first_row; row <= range.last_row; row++)
        for (int32_t column = range.first_column; column <= range.last_column; column++) {
            const size_t cell = (size_t)row * (size_t)grid->column_count + (size_t)column;

            for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++) {
                const struct side *s = &sides[grid->items[i]];

                if (s->from != at && s->to != at &&
                    distance_to_line(v, &work->vertices[s->from], &work->vertices[s->to]) < NEAR_M)
                    return true;
            }
        }
    return false;
}

static bool
any_is_near(const struct work *work, const struct side *sides, const struct lci_segment_grid *grid)
{
    for (size_t k = 0; k < work->kept_count; k++)
        if (is_near(work, sides, grid, work->kept[k]))
            return true;
    return false;
}

/* Finds thinned chains that meet others and takes the thinning back. */
static enum lci_status
take_back_crossings(struct work *work, struct meeting *meeting, struct lci_error *err)
{
    struct side *sides = lci_new_array(struct side, work->kept_count);
    struct lci_segment_grid grid = {0};
    enum lci_status status = LCI_OK;
    size_t k = 0;

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
    if (status == LCI_OK) {
        *meeting = mark_meeting_sides(work, sides, &grid);
        if (!meeting->thinned && !meeting->raw)
            meeting->near = any_is_near(work, sides, &grid);
    }
    lci_segment_grid_fini(&grid);
    lci_free(sides);
    return status;
}

/* The nearest multiple of the grid, as GEOS finds it to the last bit: of two the greater. */
static double
on_grid(double at_m)
{
    const double cells = at_m / LCI_GEOS_GRID_M;
    const double below = floor(cells);

    return (cells - below < 0.5 ? below : below + 1.0) * LCI_GEOS_GRID_M;
}

static void
write_point(const struct vertex *at, struct lci_polygons *out)
{
    out->xy_m[2 * out->point_count] = at->x;
    out->xy_m[2 * out->point_count + 1] = at->y;
    out->point_count++;
}

/* The rings as they are now, each a polygon of its own. */
static enum lci_status
write_rings(const struct work *work, struct lci_polygons *out, struct lci_error *err)
{
    size_t k = 0;

    if (!lci_polygons_reserve(out, work->ring_count, work->ring_count,
                              work->kept_count + work->ring_count))
        return no_memory(err);
    for (size_t r = 0; r < work->ring_count; r++) {
        const struct ring *ring = &work->rings[r];

        for (; k < work->kept_count && work->kept[k] < ring->first + ring->count; k++)
            write_point(&work->vertices[work->kept[k]], out);
        write_point(&work->vertices[ring->first], out);
        lci_polygons_end_ring(out);
        lci_polygons_end(out);
    }
    return LCI_OK;
}

/*
 * Pieces of one border are true to the tolerance only, so two that bound a neck of millimetres may cross. The walk goes round
 * the neck's pieces in one sense and round what they enclose by crossing in the other: what lies inside an odd number of times
 * is the area, and the slips between are far below the least area.
 */
static enum lci_status
make_polygons(const struct lci_border_options *options, const struct lci_polygons *rings, const struct meeting *meeting,
              struct lci_polygons *out, struct lci_error *err)
{
    struct lci_polygons valid = {0};
    struct lci_polygons seated = {0};
    enum lci_status status = meeting->raw ? lci_geos_mend(options->geos, rings, &valid, err)
                                          : lci_holes_place(rings, options->least_m2, &valid, err);

    if (status == LCI_OK && (meeting->raw || meeting->near)) {
        status = lci_geos_seat(options->geos, &valid, &seated, err);
    } else if (status == LCI_OK) {
        /* No corner comes near any other side, so each goes to its own point of the grid and that is all. */
        for (size_t i = 0; i < 2 * valid.point_count; i++)
            valid.xy_m[i] = on_grid(valid.xy_m[i]);
        seated = valid;
        valid = (struct lci_polygons){0};
    }
    if (status == LCI_OK)
        status = lci_holes_keep(&seated, options->least_m2, options->min_hole_m2, out, err);
    lci_polygons_fini(&valid);
    lci_polygons_fini(&seated);
    return status;
}

/* Where a hole was filled, the islands in it are part of what is around them now. */
static enum lci_status
join_islands(const struct lci_border_options *options, struct lci_polygons *polygons,
             struct lci_error *err)
{
    struct lci_polygons joined = {0};
    struct lci_polygons ordered = {0};
    enum lci_status status = lci_geos_union(options->geos, polygons, &joined, err);

    if (status == LCI_OK)
        status = lci_holes_keep(&joined, options->least_m2, options->min_hole_m2, &ordered, err);
    lci_polygons_fini(&joined);
    lci_polygons_fini(polygons);
    *polygons = ordered;
    return status;
}

enum lci_status
lci_border_polygons(const struct lci_border *border, const struct lci_border_options *options,
                    struct lci_polygons *out, struct lci_error *err)
{
    struct work work = {.border = border, .options = options};
    struct meeting meeting = {.thinned = true};
    struct lci_polygons rings = {0};
    enum lci_status status = LCI_OK;

    *out = (struct lci_polygons){0};
    if (border->count == 0)
        return LCI_OK;
    status = copy_rings(&work, err);
    while (status == LCI_OK && meeting.thinned) {
        thin(&work);
        status = take_back_crossings(&work, &meeting, err);
    }
    if (status == LCI_OK)
        status = write_rings(&work, &rings, err);
    if (status == LCI_OK)
        status = make_polygons(options, &rings, &meeting, out, err);
    if (status == LCI_OK && options->min_hole_m2 > options->least_m2)
        status = join_islands(options, out, err);
    lci_polygons_fini(&rings);
    lci_free(work.vertices);
    lci_free(work.rings);
    lci_free(work.raw);
    lci_free(work.kept);
    return status;
}
