/* untangle.c - sees to it that the sides of rings do not cross. */
#include "geom/rings.h"

#include "base/alloc.h"
#include "network/segment_grid.h"

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

/* Whether two sides cross outright: each has its ends clearly on different sides of the other. */
static bool
sides_cross(const struct side *a, const struct side *b)
{
    const struct lci_segment *s = &a->segment;
    const struct lci_segment *t = &b->segment;

    if (a->from == b->from || a->to == b->to || a->to == b->from || b->to == a->from)
        return false;
    return turn(t->ax_m, t->ay_m, t->bx_m, t->by_m, s->ax_m, s->ay_m) *
                       turn(t->ax_m, t->ay_m, t->bx_m, t->by_m, s->bx_m, s->by_m) < 0.0 &&
           turn(s->ax_m, s->ay_m, s->bx_m, s->by_m, t->ax_m, t->ay_m) *
                       turn(s->ax_m, s->ay_m, s->bx_m, s->by_m, t->bx_m, t->by_m) < 0.0;
}

/* How far the border moves if this vertex goes; INFINITY of the first of a ring, which stays. */
static double
drop_distance(const struct lci_rings *work, uint32_t vertex)
{
    size_t low = 0;
    size_t high = work->ring_count;
    const struct lci_ring *ring = NULL;
    const struct lci_ring_vertex *v = NULL;
    size_t at = 0;

    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;

        if (work->rings[middle].first <= vertex)
            low = middle;
        else
            high = middle;
    }
    ring = &work->rings[low];
    v = work->vertices + ring->first;
    at = vertex - ring->first;
    return at == 0 ? INFINITY : lci_ring_distance_m(&v[at], &v[at - 1], &v[(at + 1) % ring->count]);
}

/*
 * Two pieces of border that were found by themselves may cross by millimetres where a neck of the area is as thin: of the four
 * ends the one goes by which the border moves least.
 */
static void
drop_nearest(struct lci_rings *work, const struct side *a, const struct side *b)
{
    const uint32_t ends[4] = {a->from, a->to, b->from, b->to};
    double least_m = INFINITY;
    uint32_t least = ends[0];

    for (size_t i = 0; i < 4; i++) {
        const double here_m = drop_distance(work, ends[i]);

        if (work->vertices[ends[i]].dropped)
            return; /* one of them goes already: see what is left then */
        if (here_m < least_m) {
            least_m = here_m;
            least = ends[i];
        }
    }
    work->vertices[least].dropped = true;
}

/* Takes the dropped vertices out. A ring that has no three left is none. */
static void
close_up(struct lci_rings *work)
{
    for (size_t r = 0; r < work->ring_count; r++) {
        struct lci_ring *ring = &work->rings[r];
        struct lci_ring_vertex *v = work->vertices + ring->first;
        size_t count = 0;

        for (size_t i = 0; i < ring->count; i++)
            if (!v[i].dropped)
                v[count++] = v[i];
        ring->count = count < 3 ? 0 : count;
    }
}

static bool
mark_meeting_sides(struct lci_rings *work, const struct side *sides, const struct lci_segment_grid *grid)
{
    const size_t cells = (size_t)grid->column_count * (size_t)grid->row_count;
    bool any = false;

    for (size_t cell = 0; cell < cells; cell++)
        for (uint32_t i = grid->first[cell]; i < grid->first[cell + 1]; i++)
            for (uint32_t j = i + 1; j < grid->first[cell + 1]; j++) {
                const struct side *a = &sides[grid->items[i]];
                const struct side *b = &sides[grid->items[j]];

                if (work->raw[a->chain] && work->raw[b->chain]) {
                    if (!sides_cross(a, b))
                        continue;
                    drop_nearest(work, a, b);
                } else {
                    if (!sides_meet(a, b))
                        continue;
                    work->raw[a->chain] = work->raw[b->chain] = true;
                }
                any = true;
            }
    return any;
}

enum lci_status
lci_rings_untangle(struct lci_rings *work, bool *again, struct lci_error *err)
{
    struct side *sides = lci_new_array(struct side, work->kept_count);
    struct lci_segment_grid grid = {0};
    enum lci_status status = LCI_OK;
    size_t k = 0;

    *again = false;
    if (!sides)
        return lci_fail_nomem(err, "service area");
    for (size_t r = 0; r < work->ring_count; r++) {
        const struct lci_ring *ring = &work->rings[r];

        for (; k < work->kept_count && work->kept[k] < ring->first + ring->count; k++) {
            const struct lci_ring_vertex *a = &work->vertices[work->kept[k]];
            const uint32_t to = lci_ring_kept_after(work, ring, k);
            const struct lci_ring_vertex *b = &work->vertices[to];

            sides[k] = (struct side){{a->x, a->y, b->x, b->y}, a->chain, work->kept[k], to};
        }
    }
    status = lci_segment_grid_build(&grid, side_segment, sides, work->kept_count, 8.0, err);
    if (status == LCI_OK)
        *again = mark_meeting_sides(work, sides, &grid);
    close_up(work);
    lci_segment_grid_fini(&grid);
    lci_free(sides);
    return status;
}
