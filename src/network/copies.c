/* copies.c - a street drawn twice is one street. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/sort.h"
#include "network/streets.h"

/* Lengths of copies differ by less than this: saves comparing lines that cannot agree. */
#define COPY_LENGTH_M 0.02

struct candidate {
    struct lci_piece *piece;
    double length_m;
};

struct candidates {
    const struct lci_streets *streets;
    struct candidate *items;
    size_t count, capacity;
};

static const double *
place_of(const struct lci_streets *streets, const struct lci_piece *piece, uint32_t point)
{
    return &streets->xy_m[2 * (size_t)streets->pieces.points[piece->first_point + point]];
}

static double
length_of(const struct lci_streets *streets, const struct lci_piece *piece)
{
    double sum_m = 0.0;

    for (uint32_t i = 1; i < piece->point_count; i++) {
        const double *a_m = place_of(streets, piece, i - 1);
        const double *b_m = place_of(streets, piece, i);

        sum_m += hypot(b_m[0] - a_m[0], b_m[1] - a_m[1]);
    }
    return sum_m;
}

static double
distance_to_segment(const double *p_m, const double *a_m, const double *b_m)
{
    const double dx_m = b_m[0] - a_m[0];
    const double dy_m = b_m[1] - a_m[1];
    const double square_m2 = dx_m * dx_m + dy_m * dy_m;
    double t = 0.0;

    if (square_m2 > 0.0)
        t = ((p_m[0] - a_m[0]) * dx_m + (p_m[1] - a_m[1]) * dy_m) / square_m2;
    t = fmin(fmax(t, 0.0), 1.0);
    return hypot(a_m[0] + t * dx_m - p_m[0], a_m[1] + t * dy_m - p_m[1]);
}

/*
 * Whether the points of `piece` lie on `line` one after the other; `reversed`: the line is walked
 * backwards.
 */
static bool
lies_on(const struct lci_streets *streets, const struct lci_piece *piece,
        const struct lci_piece *line, bool reversed)
{
    const uint32_t last = line->point_count - 1;
    uint32_t at = 0;

    for (uint32_t i = 0; i < piece->point_count; i++) {
        const double *p_m = place_of(streets, piece, i);

        while (at < last) {
            const double *a_m = place_of(streets, line, reversed ? last - at : at);
            const double *b_m = place_of(streets, line, reversed ? last - at - 1 : at + 1);

            if (distance_to_segment(p_m, a_m, b_m) <= LCI_COPY_M)
                break;
            at++;
        }
        if (at == last)
            return false;
    }
    return true;
}

/*
 * Whether two pieces between the same places are one line; *reversed: a loop drawn the other way
 * round.
 */
static bool
is_copy(const struct lci_streets *streets, const struct lci_piece *a, const struct lci_piece *b,
        bool *reversed)
{
    *reversed = false;
    if (lies_on(streets, a, b, false) && lies_on(streets, b, a, false))
        return true;
    *reversed = true;
    return a->a == a->b && lies_on(streets, a, b, true) && lies_on(streets, b, a, true);
}

static int
compare_numbers(double a, double b)
{
    return (a > b) - (a < b);
}

static int
compare_points(const struct lci_streets *streets, const struct lci_piece *a,
               const struct lci_piece *b)
{
    const uint32_t *points = streets->pieces.points;

    if (a->point_count != b->point_count)
        return a->point_count < b->point_count ? -1 : 1;
    for (uint32_t i = 0; i < a->point_count; i++)
        if (points[a->first_point + i] != points[b->first_point + i])
            return points[a->first_point + i] < points[b->first_point + i] ? -1 : 1;
    return 0;
}

/*
 * The one to keep comes first: level by level, open before private, cheap before dear, a real
 * street before a line across.
 */
static int
compare_candidates(const void *left, const void *right, void *user)
{
    const struct lci_streets *streets = user;
    const struct lci_piece *a = ((const struct candidate *)left)->piece;
    const struct lci_piece *b = ((const struct candidate *)right)->piece;
    const uint32_t kinds[] = {LCI_PIECE_BRIDGE | LCI_PIECE_TUNNEL, LCI_PIECE_PRIVATE};
    int by = 0;

    for (size_t i = 0; i < 2; i++)
        if ((a->kind & kinds[i]) != (b->kind & kinds[i]))
            return (a->kind & kinds[i]) < (b->kind & kinds[i]) ? -1 : 1;
    by = compare_numbers(a->factor[0] + a->factor[1], b->factor[0] + b->factor[1]);
    by = by ? by : compare_numbers(a->factor[0], b->factor[0]);
    if (by == 0 && a->kind != b->kind)
        by = a->kind < b->kind ? -1 : 1;
    by = by ? by : compare_points(streets, a, b);
    return by ? by : compare_numbers(streets->way_rank[a->way], streets->way_rank[b->way]);
}

/*
 * Whether `later` may be dropped for `kept` where their lines agree. Private ways serve homes, each
 * its own.
 */
static bool
may_stand_for(const struct lci_piece *kept, const struct lci_piece *later)
{
    const uint32_t level = LCI_PIECE_BRIDGE | LCI_PIECE_TUNNEL;

    if ((kept->kind & level) != (later->kind & level))
        return false;
    return !(kept->kind & LCI_PIECE_PRIVATE) || kept->way == later->way;
}

static void
merge_into(struct lci_piece *kept, const struct lci_piece *later, bool reversed)
{
    if ((later->kind & LCI_PIECE_PRIVATE) && !(kept->kind & LCI_PIECE_PRIVATE))
        return;
    kept->factor[0] = fmin(kept->factor[0], later->factor[reversed ? 1 : 0]);
    kept->factor[1] = fmin(kept->factor[1], later->factor[reversed ? 0 : 1]);
    if (!(later->kind & LCI_PIECE_ACROSS) && (kept->kind & LCI_PIECE_ACROSS)) {
        kept->kind &= ~(uint32_t)LCI_PIECE_ACROSS;
        kept->way = later->way;
    }
}

/* Keeps one each of the copies between one pair of places: the others are left without points. */
static void
keep_one_each(struct candidates *group)
{
    const struct lci_streets *streets = group->streets;
    size_t kept_count = 0;

    for (size_t i = 0; i < group->count; i++)
        group->items[i].length_m = length_of(streets, group->items[i].piece);
    qsort_r(group->items, group->count, sizeof(*group->items), compare_candidates, (void *)(uintptr_t)streets);
    for (size_t i = 0; i < group->count; i++) {
        const struct candidate later = group->items[i];
        bool copy = false;
        bool reversed = false;

        for (size_t k = 0; k < kept_count && !copy; k++) {
            struct lci_piece *kept = group->items[k].piece;

            copy = fabs(group->items[k].length_m - later.length_m) <= COPY_LENGTH_M &&
                   may_stand_for(kept, later.piece) && is_copy(streets, kept, later.piece, &reversed);
            if (copy)
                merge_into(kept, later.piece, reversed);
        }
        if (copy)
            later.piece->point_count = 0;
        else
            group->items[kept_count++] = later;
    }
}

/* Lists the pieces that may be copies of each other, of those in `order`, which share both their places. */
static bool
list_group(struct candidates *group, struct lci_piece *pieces, const struct lci_keyed *order, size_t count,
           bool segments_only)
{
    group->count = 0;
    for (size_t i = 0; i < count; i++) {
        struct lci_piece *piece = &pieces[order[i].value];

        if (segments_only && piece->point_count > 2)
            continue;
        if (!lci_grow(&group->items, group->count, &group->capacity))
            return false;
        group->items[group->count++] = (struct candidate){.piece = piece};
    }
    return true;
}

/* Takes the pieces without points out of the list; answers how many there were. */
static size_t
drop_marked(struct lci_piece_list *pieces)
{
    const size_t count = pieces->count;

    pieces->count = 0;
    for (size_t i = 0; i < count; i++)
        if (pieces->items[i].point_count > 0)
            pieces->items[pieces->count++] = pieces->items[i];
    return count - pieces->count;
}

bool
lci_streets_drop_copies(struct lci_streets *streets, bool segments_only, size_t *removed)
{
    struct lci_piece_list *pieces = &streets->pieces;
    struct lci_keyed *order = lci_new_array(struct lci_keyed, pieces->count);
    struct candidates group = {.streets = streets};
    bool ok = order != NULL;

    for (size_t i = 0; ok && i < pieces->count; i++)
        order[i] = (struct lci_keyed){(uint64_t)pieces->items[i].a << 32 | pieces->items[i].b,
                                      (uint32_t)i};
    ok = ok && lci_sort_keyed(order, pieces->count);
    for (size_t begin = 0, end = 0; ok && begin < pieces->count; begin = end) {
        for (end = begin + 1; end < pieces->count && order[end].key == order[begin].key; end++)
            ;
        if (end - begin == 1)
            continue; /* nearly all */
        ok = list_group(&group, pieces->items, &order[begin], end - begin, segments_only);
        if (ok && group.count > 1)
            keep_one_each(&group);
    }
    *removed = drop_marked(pieces);
    lci_free(group.items);
    lci_free(order);
    return ok;
}
