/* streets.c - from sequences of places to pieces of street. */
#include "network/streets.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/sort.h"

/* A closed place as seen from one neighbour: a dead end of its own. */
struct dead_end {
    uint32_t place, neighbour;
};

struct dead_end_list {
    struct dead_end *items;
    size_t count, capacity;
};

bool
lci_pieces_reserve(struct lci_piece_list *list, size_t count, size_t point_count)
{
    if (count > list->capacity) {
        struct lci_piece *items = lci_realloc(list->items, count, sizeof(*items));

        if (!items)
            return false;
        list->items = items;
        list->capacity = count;
    }
    if (point_count > list->point_capacity) {
        uint32_t *points = lci_realloc(list->points, point_count, sizeof(*points));

        if (!points)
            return false;
        list->points = points;
        list->point_capacity = point_count;
    }
    return true;
}

static bool
make_room(struct lci_piece_list *list, uint32_t point_count)
{
    const size_t count = list->point_count + point_count;

    return lci_grow(&list->items, list->count, &list->capacity) &&
           (count <= list->point_capacity || lci_pieces_reserve(list, 0, 2 * count));
}

bool
lci_pieces_add(struct lci_piece_list *list, const struct lci_piece *piece, const uint32_t *points)
{
    const uint32_t count = piece->point_count;
    const bool turn_round = points[0] > points[count - 1];
    struct lci_piece *added = NULL;
    uint32_t *out = NULL;

    if (!make_room(list, count))
        return false;
    added = &list->items[list->count++];
    *added = *piece;
    added->first_point = list->point_count;
    added->a = points[turn_round ? count - 1 : 0];
    added->b = points[turn_round ? 0 : count - 1];
    added->factor[0] = piece->factor[turn_round ? 1 : 0];
    added->factor[1] = piece->factor[turn_round ? 0 : 1];
    out = &list->points[list->point_count];
    for (uint32_t i = 0; i < count; i++)
        out[i] = points[turn_round ? count - 1 - i : i];
    list->point_count += count;
    return true;
}

int
lci_way_order(const struct lci_ways *ways, uint32_t a, uint32_t b)
{
    const struct lci_way *way_a = &ways->items[a];
    const struct lci_way *way_b = &ways->items[b];
    const int by_id = strcmp(way_a->id ? way_a->id : "", way_b->id ? way_b->id : "");

    if (by_id != 0)
        return by_id;
    if (way_a->source != way_b->source)
        return way_a->source < way_b->source ? -1 : 1;
    return (a > b) - (a < b);
}

static int
compare_ways(const void *left, const void *right, void *user)
{
    return lci_way_order(user, ((const struct lci_keyed *)left)->value, ((const struct lci_keyed *)right)->value);
}

/* Eight letters of a text from the given one on as a number: two texts compare as these do, as far as they reach. */
static uint64_t
letters(const char *text, size_t from)
{
    const size_t length = text ? strnlen(text, from + 8) : 0;
    uint64_t number = 0;

    for (size_t i = from; i < from + 8; i++)
        number = number << 8 | (i < length ? (unsigned char)text[i] : 0U);
    return number;
}

/* The ways in their order: by letters 8 to 15 of their ids, then by 0 to 7, and the few that share these by the rest. */
static bool
sort_ways(struct lci_keyed *order, const struct lci_ways *ways)
{
    for (uint32_t w = 0; w < ways->count; w++)
        order[w] = (struct lci_keyed){letters(ways->items[w].id, 8), w};
    if (!lci_sort_keyed(order, ways->count))
        return false;
    for (size_t i = 0; i < ways->count; i++)
        order[i].key = letters(ways->items[order[i].value].id, 0);
    if (!lci_sort_keyed(order, ways->count))
        return false;
    for (size_t begin = 0, end = 0; begin < ways->count; begin = end) {
        const char *id = ways->items[order[begin].value].id;

        for (end = begin + 1; end < ways->count && order[end].key == order[begin].key; end++)
            if (letters(ways->items[order[end].value].id, 8) != letters(id, 8))
                break;
        if (end - begin > 1)
            qsort_r(&order[begin], end - begin, sizeof(*order), compare_ways, (void *)(uintptr_t)ways);
    }
    return true;
}

static bool
rank_ways(struct lci_streets *streets, const struct lci_ways *ways)
{
    struct lci_keyed *order = lci_new_array(struct lci_keyed, ways->count);
    bool ok = false;

    streets->way_rank = lci_new_array(uint32_t, ways->count);
    ok = order && streets->way_rank && sort_ways(order, ways);
    for (uint32_t rank = 0; ok && rank < ways->count; rank++)
        streets->way_rank[order[rank].value] = rank;
    lci_free(order);
    return ok;
}

static int
compare_dead_ends(const void *left, const void *right)
{
    const struct dead_end *a = left;
    const struct dead_end *b = right;

    if (a->place != b->place)
        return a->place < b->place ? -1 : 1;
    return (a->neighbour > b->neighbour) - (a->neighbour < b->neighbour);
}

static bool
add_dead_end(struct dead_end_list *ends, const struct lci_noding *noding, uint32_t place,
             uint32_t neighbour)
{
    if (!(noding->flags[place] & LCI_POINT_CLOSED))
        return true;
    if (!lci_grow(&ends->items, ends->count, &ends->capacity))
        return false;
    ends->items[ends->count++] = (struct dead_end){place, neighbour};
    return true;
}

/* All closed places with their neighbours, each once. */
static bool
list_dead_ends(struct dead_end_list *ends, const struct lci_noding *noding)
{
    size_t used = 0;

    for (size_t w = 0; w < noding->ways->count; w++) {
        for (size_t s = noding->first[w]; s + 1 < noding->first[w + 1]; s++) {
            const uint32_t here = noding->sequence[s];
            const uint32_t next = noding->sequence[s + 1];

            if (!add_dead_end(ends, noding, here, next) || !add_dead_end(ends, noding, next, here))
                return false;
        }
    }
    if (ends->count == 0)
        return true;
    qsort(ends->items, ends->count, sizeof(*ends->items), compare_dead_ends);
    for (size_t i = 0; i < ends->count; i++)
        if (used == 0 || compare_dead_ends(&ends->items[used - 1], &ends->items[i]) != 0)
            ends->items[used++] = ends->items[i];
    ends->count = used;
    return true;
}

/* The place as it is met from `neighbour`. */
static uint32_t
seen_from(const struct dead_end_list *ends, const struct lci_noding *noding, uint32_t place,
          uint32_t neighbour)
{
    const struct dead_end wanted = {place, neighbour};
    const struct dead_end *found = NULL;

    if (!(noding->flags[place] & LCI_POINT_CLOSED))
        return place;
    found = bsearch(&wanted, ends->items, ends->count, sizeof(*ends->items), compare_dead_ends);
    return found ? (uint32_t)(noding->place_count + (size_t)(found - ends->items)) : place;
}

static bool
fill_places(struct lci_streets *streets, const struct lci_noding *noding,
            const struct dead_end_list *ends, bool stop_at_signals)
{
    const size_t own = noding->place_count;
    const size_t count = own + ends->count;

    streets->xy_m = lci_new_array(double, 2 * count);
    streets->stop = lci_new_array(uint8_t, count);
    streets->base = lci_new_array(uint32_t, count);
    if (!streets->xy_m || !streets->stop || !streets->base)
        return false;
    streets->place_count = count;
    memcpy(streets->curve_m, noding->curve_m, sizeof(streets->curve_m));
    for (size_t p = 0; p < count; p++) {
        const uint32_t base = p < own ? (uint32_t)p : ends->items[p - own].place;

        streets->base[p] = base;
        streets->xy_m[2 * p] = noding->xy_m[2 * (size_t)base];
        streets->xy_m[2 * p + 1] = noding->xy_m[2 * (size_t)base + 1];
        streets->stop[p] = stop_at_signals && (noding->flags[base] & LCI_POINT_SIGNAL);
    }
    return true;
}

static struct lci_piece
piece_of_way(const struct lci_way *way, uint32_t index)
{
    struct lci_piece piece = {.way = index, .factor = {way->factor, way->factor}};

    piece.kind = ((way->flags & LCI_WAY_BRIDGE) ? LCI_PIECE_BRIDGE : 0U) |
                 ((way->flags & LCI_WAY_TUNNEL) ? LCI_PIECE_TUNNEL : 0U) |
                 ((way->flags & LCI_WAY_PRIVATE) ? LCI_PIECE_PRIVATE : 0U);
    if (way->flags & LCI_WAY_BACKWARD_ONLY)
        piece.factor[0] = INFINITY;
    if (way->flags & LCI_WAY_FORWARD_ONLY)
        piece.factor[1] = INFINITY;
    return piece;
}

/* How many steps of ways begin or end at each place; 3 stands for more. NULL: out of memory. */
static uint8_t *
count_steps(const struct lci_noding *noding)
{
    uint8_t *steps = lci_new_array(uint8_t, noding->place_count);

    for (size_t w = 0; steps && w < noding->ways->count; w++)
        for (size_t s = noding->first[w]; s + 1 < noding->first[w + 1]; s++)
            for (size_t end = 0; end < 2; end++) {
                const uint32_t place = noding->sequence[s + end];

                steps[place] = steps[place] < 3 ? steps[place] + 1 : 3;
            }
    return steps;
}

/*
 * Whether a chain goes on at entry `s`, inside a way, whatever else is found out: nothing but this way's steps before and
 * after it comes by. They are then no copies either, and no line across an area ends here.
 */
static bool
goes_on(const struct lci_streets *streets, const struct lci_noding *noding, const uint8_t *steps, size_t s)
{
    const uint32_t *here = &noding->sequence[s];

    return steps[*here] == 2 && here[-1] != here[1] && !(noding->flags[*here] & LCI_POINT_CLOSED) &&
           !streets->stop[*here] &&
           !lci_streets_fold_back(&noding->xy_m[2 * (size_t)here[0]], &noding->xy_m[2 * (size_t)here[-1]],
                                  &noding->xy_m[2 * (size_t)here[1]]);
}

/* The pieces of way `w`. `points` has room for as many places as the longest way visits. */
static bool
cut_way(struct lci_streets *streets, const struct lci_noding *noding, const struct dead_end_list *ends,
        const uint8_t *steps, uint32_t w, uint32_t *points)
{
    const uint32_t *sequence = noding->sequence;
    const size_t first = noding->first[w];
    const size_t last = noding->first[w + 1] - 1;
    struct lci_piece piece = piece_of_way(&noding->ways->items[w], w);

    points[0] = seen_from(ends, noding, sequence[first], sequence[first + 1]);
    piece.point_count = 1;
    for (size_t s = first + 1; s <= last; s++) {
        points[piece.point_count++] = seen_from(ends, noding, sequence[s], sequence[s - 1]);
        if (s < last && goes_on(streets, noding, steps, s))
            continue;
        if (!lci_pieces_add(&streets->pieces, &piece, points))
            return false;
        if (s < last)
            points[0] = seen_from(ends, noding, sequence[s], sequence[s + 1]);
        piece.point_count = 1;
    }
    return true;
}

static size_t
longest_way(const struct lci_noding *noding)
{
    size_t longest = 0;

    for (size_t w = 0; w < noding->ways->count; w++)
        if (noding->first[w + 1] - noding->first[w] > longest)
            longest = noding->first[w + 1] - noding->first[w];
    return longest;
}

bool
lci_streets_init(struct lci_streets *streets, const struct lci_noding *noding, bool stop_at_signals)
{
    const struct lci_ways *ways = noding->ways;
    struct dead_end_list ends = {0};
    uint8_t *steps = count_steps(noding);
    uint32_t *points = lci_new_array(uint32_t, longest_way(noding));
    bool ok = false;

    *streets = (struct lci_streets){.ways = ways};
    if (!steps || !points || !rank_ways(streets, ways) || !list_dead_ends(&ends, noding) ||
        !fill_places(streets, noding, &ends, stop_at_signals) ||
        !lci_pieces_reserve(&streets->pieces, 2 * ways->count, noding->first[ways->count] + ways->count))
        goto out;
    for (uint32_t w = 0; w < ways->count; w++)
        if (noding->first[w + 1] - noding->first[w] >= 2 && !cut_way(streets, noding, &ends, steps, w, points))
            goto out;
    ok = true;

out:
    lci_free(points);
    lci_free(steps);
    lci_free(ends.items);
    return ok;
}

void
lci_pieces_fini(struct lci_piece_list *list)
{
    lci_free(list->items);
    lci_free(list->points);
    *list = (struct lci_piece_list){0};
}

void
lci_streets_fini(struct lci_streets *streets)
{
    lci_free(streets->xy_m);
    lci_free(streets->stop);
    lci_free(streets->base);
    lci_free(streets->way_rank);
    lci_pieces_fini(&streets->pieces);
    *streets = (struct lci_streets){0};
}
