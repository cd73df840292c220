/* sequence.c - puts splits into the ways' sequences, and numbers the places by where they are. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/sort.h"
#include "network/hilbert.h"
#include "network/noding.h"

/* What makes a place different from all others at its position on the curve, whatever the order of the ways. */
struct place_key {
    double xy_m[2];
    int64_t node;
    int64_t level;       /* least of the ways that visit it */
    uint64_t neighbours; /* a sum over the steps from it, for what shares all of the above */
    uint32_t place;
};

/* The places that share their position on the curve with another: few. */
struct tied_places {
    struct place_key *keys;
    size_t count, capacity;
    uint32_t *key_of; /* by place: its key, LCI_NONE if it is alone */
};

static int
compare_splits(const void *left, const void *right, void *user)
{
    const struct lci_split *a = left;
    const struct lci_split *b = right;
    const struct lci_places *places = user;

    if (a->segment != b->segment)
        return a->segment < b->segment ? -1 : 1;
    if (a->t != b->t)
        return a->t < b->t ? -1 : 1;
    return lci_compare_xy(&places->xy_m[2 * (size_t)a->place],
                          &places->xy_m[2 * (size_t)b->place]);
}

/* Splits of a segment that lie at one place are one. */
static void
unite_near_splits(struct lci_places *places, const struct lci_split *splits, size_t count)
{
    for (size_t i = 1; i < count; i++)
        if (splits[i].segment == splits[i - 1].segment &&
            lci_places_near(&places->xy_m[2 * (size_t)splits[i - 1].place],
                            &places->xy_m[2 * (size_t)splits[i].place]))
            lci_places_unite(places, splits[i - 1].place, splits[i].place);
}

/* Appends the splits of the segment from `here` to `next`, in walking order. */
static size_t
append_splits(const struct lci_noding *noding, const struct lci_split *splits, size_t count,
              size_t here, uint32_t *out)
{
    const double *xy_m = noding->places.xy_m;
    const uint32_t *sequence = noding->sequence;
    const bool forward = lci_compare_xy(&xy_m[2 * (size_t)sequence[here]],
                                        &xy_m[2 * (size_t)sequence[here + 1]]) <= 0;

    for (size_t i = 0; i < count; i++)
        out[i] = splits[forward ? i : count - 1 - i].place;
    return count;
}

/* The sequences with the splits in them. False: out of memory, nothing changed. */
static bool
insert_splits(struct lci_noding *noding, const struct lci_split *splits, size_t count)
{
    const size_t way_count = noding->ways->count;
    const size_t room = noding->first[way_count] + count;
    uint32_t *sequence = lci_new_array(uint32_t, room);
    uint32_t *ways = lci_new_array(uint32_t, room);
    size_t used = 0;
    size_t at = 0;

    if (!sequence || !ways) {
        lci_free(sequence);
        lci_free(ways);
        return false;
    }
    for (size_t w = 0; w < way_count; w++) {
        const size_t begin = noding->first[w];
        const size_t end = noding->first[w + 1];
        const size_t new_first = used;

        for (size_t s = begin; s < end; s++) {
            size_t here = 0;

            sequence[used++] = noding->sequence[s];
            while (at + here < count && splits[at + here].segment == s)
                here++;
            if (here > 0 && s + 1 < end)
                used += append_splits(noding, &splits[at], here, s, &sequence[used]);
            at += here;
        }
        noding->first[w] = new_first;
        for (size_t i = new_first; i < used; i++)
            ways[i] = (uint32_t)w;
    }
    noding->first[way_count] = used;
    lci_free(noding->sequence);
    lci_free(noding->sequence_way);
    noding->sequence = sequence;
    noding->sequence_way = ways;
    return true;
}

/* Names every place by the one that stands for it, and keeps one of those repeated in a row. */
static void
drop_repeated(struct lci_noding *noding)
{
    size_t used = 0;

    for (size_t w = 0; w < noding->ways->count; w++) {
        const size_t begin = noding->first[w];
        const size_t end = noding->first[w + 1];
        const size_t new_first = used;

        for (size_t s = begin; s < end; s++) {
            const uint32_t place = lci_places_find(&noding->places, noding->sequence[s]);

            if (used > new_first && noding->sequence[used - 1] == place)
                continue;
            noding->sequence_way[used] = (uint32_t)w;
            noding->sequence[used++] = place;
        }
        noding->first[w] = new_first;
    }
    noding->first[noding->ways->count] = used;
}

static void
unite_near_neighbours(struct lci_noding *noding)
{
    const double *xy_m = noding->places.xy_m;

    for (size_t w = 0; w < noding->ways->count; w++)
        for (size_t s = noding->first[w] + 1; s < noding->first[w + 1]; s++)
            if (lci_places_near(&xy_m[2 * (size_t)noding->sequence[s - 1]],
                                &xy_m[2 * (size_t)noding->sequence[s]]))
                lci_places_unite(&noding->places, noding->sequence[s - 1], noding->sequence[s]);
}

bool
lci_noding_apply(struct lci_noding *noding, struct lci_split *splits, size_t count)
{
    if (count > 0) {
        qsort_r(splits, count, sizeof(*splits), compare_splits, &noding->places);
        unite_near_splits(&noding->places, splits, count);
        if (!insert_splits(noding, splits, count))
            return false;
    }
    lci_places_settle(&noding->places);
    drop_repeated(noding);
    /* Ends that were taken along may have come close to their neighbours. */
    unite_near_neighbours(noding);
    lci_places_settle(&noding->places);
    drop_repeated(noding);
    return true;
}

static int
compare_keys(const void *left, const void *right)
{
    const struct place_key *a = left;
    const struct place_key *b = right;
    const int by_place = lci_compare_xy(a->xy_m, b->xy_m);

    if (by_place != 0)
        return by_place;
    if (a->node != b->node)
        return a->node < b->node ? -1 : 1;
    if (a->level != b->level)
        return a->level < b->level ? -1 : 1;
    return (a->neighbours > b->neighbours) - (a->neighbours < b->neighbours);
}

/* A number for a step to a place on a level. Sums of them do not depend on the steps' order. */
static uint64_t
step_number(int64_t level, const double *xy_m)
{
    uint64_t parts[3] = {(uint64_t)level, 0, 0};
    uint64_t number = 0;

    memcpy(&parts[1], xy_m, 2 * sizeof(*xy_m));
    for (size_t i = 0; i < 3; i++) {
        number = (number ^ parts[i]) * UINT64_C(0x9e3779b97f4a7c15);
        number ^= number >> 31;
    }
    return number;
}

/* Lists the visited places; answers their number. `items` has room for all places. */
static size_t
list_visited(const struct lci_noding *noding, struct lci_keyed *items, uint32_t *visited)
{
    size_t count = 0;

    for (size_t w = 0; w < noding->ways->count; w++) {
        if (noding->first[w + 1] - noding->first[w] < 2)
            continue;
        for (size_t s = noding->first[w]; s < noding->first[w + 1]; s++)
            visited[noding->sequence[s]] = 1;
    }
    for (uint32_t p = 0; p < noding->places.count; p++)
        if (visited[p])
            items[count++].value = p;
    return count;
}

/* Gives the places their position on the curve over their box, as keys. curve_m: gets its square. */
static void
place_on_curve(const double *xy_m, struct lci_keyed *items, size_t count, double curve_m[3])
{
    double low_m[2] = {INFINITY, INFINITY};
    double high_m[2] = {-INFINITY, -INFINITY};
    double side_m = 0.0;
    struct lci_hilbert curve;

    for (size_t i = 0; i < count; i++)
        for (size_t axis = 0; axis < 2; axis++) {
            const double at_m = xy_m[2 * (size_t)items[i].value + axis];

            low_m[axis] = at_m < low_m[axis] ? at_m : low_m[axis];
            high_m[axis] = at_m > high_m[axis] ? at_m : high_m[axis];
        }
    side_m = count > 0 ? fmax(high_m[0] - low_m[0], high_m[1] - low_m[1]) : 0.0;
    for (size_t axis = 0; axis < 2; axis++)
        curve_m[axis] = count > 0 ? low_m[axis] : 0.0;
    curve_m[2] = side_m;
    lci_hilbert_init(&curve);
    for (size_t i = 0; i < count && side_m > 0.0; i++) {
        const double *place_m = &xy_m[2 * (size_t)items[i].value];
        const double cells = ((1 << 24) - 1) / side_m;

        items[i].key = lci_hilbert_position(&curve, (uint32_t)((place_m[0] - low_m[0]) * cells),
                                            (uint32_t)((place_m[1] - low_m[1]) * cells));
    }
}

/* Looks for places that share a position, and gives them keys. `key_of` holds LCI_NONE for every place. */
static bool
find_ties(const double *xy_m, const struct lci_keyed *items, size_t count, struct tied_places *ties)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t place = items[i].value;

        if ((i == 0 || items[i - 1].key != items[i].key) &&
            (i + 1 == count || items[i + 1].key != items[i].key))
            continue;
        if (!lci_grow(&ties->keys, ties->count, &ties->capacity))
            return false;
        ties->key_of[place] = (uint32_t)ties->count;
        ties->keys[ties->count++] =
            (struct place_key){.xy_m = {xy_m[2 * (size_t)place], xy_m[2 * (size_t)place + 1]},
                               .node = INT64_MAX,
                               .level = INT64_MAX,
                               .place = place};
    }
    return true;
}

/* What the ways that visit the tied places say about them. */
static void
fill_keys(struct lci_noding *noding, struct tied_places *ties)
{
    const double *xy_m = noding->places.xy_m;

    for (uint32_t p = 0; p < noding->point_place_count; p++) {
        const uint32_t at = ties->key_of[lci_places_find(&noding->places, p)];

        if (at != LCI_NONE && noding->node[p] < ties->keys[at].node)
            ties->keys[at].node = noding->node[p];
    }
    for (size_t w = 0; w < noding->ways->count; w++) {
        const int64_t level = lci_way_level(&noding->ways->items[w]);
        const uint32_t *sequence = noding->sequence;

        if (noding->first[w + 1] - noding->first[w] < 2)
            continue;
        for (size_t s = noding->first[w]; s < noding->first[w + 1]; s++) {
            const uint32_t at = ties->key_of[sequence[s]];
            struct place_key *key = at != LCI_NONE ? &ties->keys[at] : NULL;

            if (!key)
                continue;
            if (level < key->level)
                key->level = level;
            if (s > noding->first[w])
                key->neighbours += step_number(level, &xy_m[2 * (size_t)sequence[s - 1]]);
            if (s + 1 < noding->first[w + 1])
                key->neighbours += step_number(level, &xy_m[2 * (size_t)sequence[s + 1]]);
        }
    }
}

/* Sorts the places by the curve, then the few that share a position on it by the rest. `key_of`: scratch, by place. */
static bool
sort_places(struct lci_noding *noding, struct lci_keyed *items, size_t count, uint32_t *key_of)
{
    struct tied_places ties = {.key_of = key_of};
    size_t at = 0; /* in the keys, which stand in the order of the items */
    bool ok = lci_sort_keyed(items, count);

    for (size_t p = 0; p < noding->places.count; p++)
        key_of[p] = LCI_NONE;
    ok = ok && find_ties(noding->places.xy_m, items, count, &ties);
    if (ok && ties.count > 0)
        fill_keys(noding, &ties);
    for (size_t begin = 0, end = 0; ok && begin < count && ties.count > 0; begin = end) {
        for (end = begin + 1; end < count && items[end].key == items[begin].key; end++)
            ;
        if (end - begin == 1)
            continue;
        qsort(&ties.keys[at], end - begin, sizeof(*ties.keys), compare_keys);
        for (size_t i = begin; i < end; i++)
            items[i].value = ties.keys[at++].place;
    }
    lci_free(ties.keys);
    return ok;
}

bool
lci_noding_number(struct lci_noding *noding)
{
    const size_t all = noding->places.count;
    const size_t entries = noding->first[noding->ways->count];
    struct lci_keyed *items = lci_new_array(struct lci_keyed, all);
    size_t count = 0;
    bool ok = false;

    noding->number = lci_new_array(uint32_t, all);
    if (!items || !noding->number)
        goto out;
    count = list_visited(noding, items, noding->number);
    place_on_curve(noding->places.xy_m, items, count, noding->curve_m);
    noding->xy_m = lci_new_array(double, 2 * count);
    noding->flags = lci_new_array(uint8_t, count);
    if (!noding->xy_m || !noding->flags || !sort_places(noding, items, count, noding->number))
        goto out;
    for (size_t p = 0; p < all; p++)
        noding->number[p] = LCI_NONE;
    for (size_t i = 0; i < count; i++) {
        const size_t place = items[i].value;

        noding->number[place] = (uint32_t)i;
        noding->xy_m[2 * i] = noding->places.xy_m[2 * place];
        noding->xy_m[2 * i + 1] = noding->places.xy_m[2 * place + 1];
    }
    for (uint32_t p = 0; p < noding->point_place_count; p++) {
        const uint32_t number = noding->number[lci_places_find(&noding->places, p)];

        if (noding->point_flags[p] != 0 && number != LCI_NONE)
            noding->flags[number] |= noding->point_flags[p];
    }
    for (size_t s = 0; s < entries; s++)
        noding->sequence[s] = noding->number[noding->sequence[s]];
    noding->place_count = count;
    ok = true;

out:
    lci_free(items);
    return ok;
}
