/* chains.c - pieces of one kind, joined where just two of them meet. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "network/streets.h"

/* What is needed to walk from piece to piece. */
struct walker {
    const struct lci_streets *streets;
    uint32_t *first; /* place_count + 1: ends[first[p]] to ends[first[p + 1] - 1] are those at p */
    uint32_t *ends;  /* 2 * piece + 1 if it is the far end (b) */
    uint8_t *used;   /* by piece */
    uint32_t *points; /* the chain being walked */
    size_t point_count, point_capacity;
    struct lci_piece_list out;
};

static const struct lci_piece *
piece_of(const struct walker *walker, uint32_t end)
{
    return &walker->streets->pieces.items[end / 2];
}

/* Factor of walking a piece away from this end of it. */
static double
factor_from(const struct walker *walker, uint32_t end)
{
    return piece_of(walker, end)->factor[end % 2];
}

/* The place next to an end, along its piece. */
static const double *
next_place(const struct walker *walker, uint32_t end)
{
    const struct lci_piece *piece = piece_of(walker, end);
    const uint32_t step = end % 2 == 0 ? 1 : piece->point_count - 2;

    return &walker->streets->xy_m[2 * (size_t)walker->streets->pieces
                                          .points[piece->first_point + step]];
}

bool
lci_streets_fold_back(const double *place_m, const double *a_m, const double *b_m)
{
    const double ax_m = a_m[0] - place_m[0];
    const double ay_m = a_m[1] - place_m[1];
    const double bx_m = b_m[0] - place_m[0];
    const double by_m = b_m[1] - place_m[1];

    if (!(ax_m * bx_m + ay_m * by_m > 0.0))
        return false; /* nearly all */
    return fabs(ax_m * by_m - ay_m * bx_m) <= LCI_COPY_M * fmax(hypot(ax_m, ay_m), hypot(bx_m, by_m));
}

/* Whether a chain goes on through this place: two ends of one kind, no lights, no fold. */
static bool
goes_through(const struct walker *walker, uint32_t place)
{
    const struct lci_streets *streets = walker->streets;
    const uint32_t begin = walker->first[place];
    const struct lci_piece *a = NULL;
    const struct lci_piece *b = NULL;

    if (walker->first[place + 1] - begin != 2 || streets->stop[place])
        return false;
    a = piece_of(walker, walker->ends[begin]);
    b = piece_of(walker, walker->ends[begin + 1]);
    if (a->kind != b->kind || ((a->kind & LCI_PIECE_PRIVATE) && a->way != b->way))
        return false;
    if (factor_from(walker, walker->ends[begin]) !=
            factor_from(walker, walker->ends[begin + 1] ^ 1) ||
        factor_from(walker, walker->ends[begin + 1]) !=
            factor_from(walker, walker->ends[begin] ^ 1))
        return false;
    return !lci_streets_fold_back(&streets->xy_m[2 * (size_t)place],
                                  next_place(walker, walker->ends[begin]),
                                  next_place(walker, walker->ends[begin + 1]));
}

static bool
append_piece(struct walker *walker, uint32_t end)
{
    const struct lci_piece *piece = piece_of(walker, end);
    const uint32_t *points = &walker->streets->pieces.points[piece->first_point];
    const uint32_t count = piece->point_count;

    for (uint32_t i = walker->point_count > 0 ? 1 : 0; i < count; i++) {
        if (!lci_grow(&walker->points, walker->point_count, &walker->point_capacity))
            return false;
        walker->points[walker->point_count++] = points[end % 2 == 0 ? i : count - 1 - i];
    }
    return true;
}

/* Which of the places is lexicographically least. */
static size_t
least_place(const struct walker *walker, const uint32_t *points, size_t count)
{
    const double *xy_m = walker->streets->xy_m;
    size_t least = 0;

    for (size_t i = 1; i < count; i++) {
        const int by = lci_compare_xy(&xy_m[2 * (size_t)points[i]], &xy_m[2 * (size_t)points[least]]);

        if (by < 0 || (by == 0 && points[i] < points[least]))
            least = i;
    }
    return least;
}

/* Lets a closed chain begin at its least place. */
static bool
rotate_loop(struct walker *walker)
{
    const size_t count = walker->point_count - 1;
    const size_t least = least_place(walker, walker->points, count);
    uint32_t *turned = lci_new_array(uint32_t, count);

    if (!turned)
        return false;
    for (size_t i = 0; i < count; i++)
        turned[i] = walker->points[(least + i) % count];
    for (size_t i = 0; i < count; i++)
        walker->points[i] = turned[i];
    walker->points[count] = turned[0];
    lci_free(turned);
    return true;
}

/* Walks from an end as far as the kind goes, and adds the chain. A loop ends where it began. */
static bool
walk(struct walker *walker, uint32_t start, bool loop)
{
    const uint32_t *way_rank = walker->streets->way_rank;
    struct lci_piece chain = *piece_of(walker, start);
    uint32_t end = start;

    chain.factor[0] = factor_from(walker, start);
    chain.factor[1] = factor_from(walker, start ^ 1);
    walker->point_count = 0;
    for (;;) {
        const struct lci_piece *piece = piece_of(walker, end);
        const uint32_t place = end % 2 == 0 ? piece->b : piece->a;
        const uint32_t *here = &walker->ends[walker->first[place]];

        walker->used[end / 2] = 1;
        if (way_rank[piece->way] < way_rank[chain.way])
            chain.way = piece->way;
        if (!append_piece(walker, end))
            return false;
        if (!goes_through(walker, place))
            break;
        end = here[0] == (end ^ 1) ? here[1] : here[0];
        if (walker->used[end / 2])
            break;
    }
    if (loop && !rotate_loop(walker))
        return false;
    if (walker->point_count >= LCI_NONE)
        return false;
    chain.point_count = (uint32_t)walker->point_count;
    return lci_pieces_add(&walker->out, &chain, walker->points);
}

static bool
index_ends(struct walker *walker)
{
    const struct lci_streets *streets = walker->streets;
    const struct lci_piece_list *pieces = &streets->pieces;
    uint32_t *first = lci_new_array(uint32_t, streets->place_count + 2);

    walker->first = first;
    walker->ends = lci_new_array(uint32_t, 2 * pieces->count);
    walker->used = lci_new_array(uint8_t, pieces->count);
    if (!first || !walker->ends || !walker->used)
        return false;
    for (size_t i = 0; i < pieces->count; i++) {
        first[pieces->items[i].a + 2]++;
        first[pieces->items[i].b + 2]++;
    }
    for (size_t p = 2; p < streets->place_count + 2; p++)
        first[p] += first[p - 1];
    for (uint32_t i = 0; i < pieces->count; i++) {
        walker->ends[first[pieces->items[i].a + 1]++] = 2 * i;
        walker->ends[first[pieces->items[i].b + 1]++] = 2 * i + 1;
    }
    return true;
}

static bool
walk_all(struct walker *walker)
{
    const struct lci_piece_list *pieces = &walker->streets->pieces;

    for (uint32_t i = 0; i < pieces->count; i++) {
        if (!walker->used[i] && !goes_through(walker, pieces->items[i].a) &&
            !walk(walker, 2 * i, false))
            return false;
        if (!walker->used[i] && !goes_through(walker, pieces->items[i].b) &&
            !walk(walker, 2 * i + 1, false))
            return false;
    }
    for (uint32_t i = 0; i < pieces->count; i++)
        if (!walker->used[i] && !walk(walker, 2 * i, true))
            return false;
    return true;
}

/* Whether walking would change nothing: a chain goes on nowhere but where a loop of one piece begins, rightly turned. */
static bool
is_chained(const struct walker *walker)
{
    const struct lci_piece_list *pieces = &walker->streets->pieces;

    for (uint32_t i = 0; i < pieces->count; i++) {
        const struct lci_piece *piece = &pieces->items[i];

        if (!goes_through(walker, piece->a) && !goes_through(walker, piece->b))
            continue;
        if (piece->a != piece->b ||
            least_place(walker, &pieces->points[piece->first_point], piece->point_count - 1) != 0)
            return false;
    }
    return true;
}

bool
lci_streets_chain(struct lci_streets *streets, bool *changed)
{
    struct walker walker = {.streets = streets};
    bool ok = index_ends(&walker);

    *changed = ok && !is_chained(&walker);
    if (*changed)
        ok = lci_pieces_reserve(&walker.out, streets->pieces.count, streets->pieces.point_count) && walk_all(&walker);
    if (*changed && ok) {
        lci_pieces_fini(&streets->pieces);
        streets->pieces = walker.out;
        walker.out = (struct lci_piece_list){0};
    }
    lci_free(walker.first);
    lci_free(walker.ends);
    lci_free(walker.used);
    lci_free(walker.points);
    lci_pieces_fini(&walker.out);
    return ok;
}
