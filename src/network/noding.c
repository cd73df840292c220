/* noding.c - which points of ways are one place: the same OSM node, or the same coordinates. */
#include "network/noding.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/sort.h"

/* Side of a cell in which equal coordinates are looked for; few searches touch a second one. */
#define SPOT_CELL_M 0.008

/* Points by coordinates: cells hashed into chains. */
struct spot_table {
    uint32_t *head;
    uint32_t *next;
    uint64_t mask;
};

int64_t
lci_way_level(const struct lci_way *way)
{
    return 4 * (int64_t)way->level + (way->flags & (LCI_WAY_BRIDGE | LCI_WAY_TUNNEL));
}

static bool
has_node(const struct lci_ways *ways, const struct lci_way *way, size_t point)
{
    return (way->flags & LCI_WAY_BY_NODE) && ways->point_node[point] != 0;
}

static bool
is_end(const struct lci_way *way, size_t point)
{
    return !(way->flags & LCI_WAY_RING) &&
           (point == way->first_point || point + 1 == way->first_point + way->point_count);
}

/* The bit for a node; others may share it. */
static uint64_t
bit_of(uint64_t mask, int64_t node)
{
    const uint64_t hash = (uint64_t)node * UINT64_C(0x9e3779b97f4a7c15);

    return (hash ^ hash >> 32) & mask;
}

/*
 * Lists the points whose node comes by more than once, and a few others: most nodes come by once and need not be sorted.
 * `items` has room for all points. False: out of memory.
 */
static bool
list_repeated_nodes(const struct lci_ways *ways, struct lci_keyed *items, size_t *count)
{
    uint64_t bit_count = 1 << 12;
    uint64_t *once = NULL;
    uint64_t *again = NULL;
    bool ok = false;

    while (bit_count < 8 * (uint64_t)ways->point_count)
        bit_count *= 2;
    once = lci_new_array(uint64_t, bit_count / 64);
    again = lci_new_array(uint64_t, bit_count / 64);
    for (size_t p = 0; once && again && p < ways->point_count; p++) {
        const uint64_t bit = bit_of(bit_count - 1, ways->point_node[p]);

        again[bit / 64] |= once[bit / 64] & UINT64_C(1) << bit % 64;
        once[bit / 64] |= UINT64_C(1) << bit % 64;
    }
    *count = 0;
    for (size_t w = 0; once && again && w < ways->count; w++) {
        const struct lci_way *way = &ways->items[w];

        for (size_t p = way->first_point; p < way->first_point + way->point_count; p++) {
            const uint64_t bit = bit_of(bit_count - 1, ways->point_node[p]);

            if ((again[bit / 64] >> bit % 64 & 1) && has_node(ways, way, p))
                items[(*count)++] = (struct lci_keyed){(uint64_t)ways->point_node[p], (uint32_t)p};
        }
    }
    ok = once && again;
    lci_free(once);
    lci_free(again);
    return ok;
}

static bool
unite_by_node(struct lci_places *places, const struct lci_ways *ways)
{
    struct lci_keyed *items = lci_new_array(struct lci_keyed, ways->point_count);
    size_t count = 0;

    if (!items || !list_repeated_nodes(ways, items, &count) || !lci_sort_keyed(items, count)) {
        lci_free(items);
        return false;
    }
    for (size_t i = 1; i < count; i++)
        if (items[i].key == items[i - 1].key)
            lci_places_unite(places, items[i - 1].value, items[i].value);
    lci_free(items);
    return true;
}

/* A vertex drawn twice in a row is one place. */
static void
unite_repeated(struct lci_places *places, const struct lci_ways *ways)
{
    for (size_t w = 0; w < ways->count; w++) {
        const struct lci_way *way = &ways->items[w];

        for (size_t p = way->first_point + 1; p < way->first_point + way->point_count; p++)
            if (lci_places_near(&ways->point_xy_m[2 * (p - 1)], &ways->point_xy_m[2 * p]))
                lci_places_unite(places, (uint32_t)(p - 1), (uint32_t)p);
    }
}

static uint64_t
cell_slot(const struct spot_table *table, double column, double row)
{
    uint64_t hash = (uint64_t)(int64_t)column * UINT64_C(0x9e3779b97f4a7c15) +
                    (uint64_t)(int64_t)row * UINT64_C(0xc2b2ae3d27d4eb4f);

    hash ^= hash >> 29;
    hash *= UINT64_C(0xbf58476d1ce4e5b9);
    hash ^= hash >> 32;
    return hash & table->mask;
}

/* Unites a point with those before it in one cell. True: one of them has its very coordinates. */
static bool
unite_in_cell(struct lci_places *spots, const struct spot_table *table, uint64_t slot,
              uint32_t point)
{
    const double *here_m = &spots->xy_m[2 * (size_t)point];
    bool same = false;

    for (uint32_t other = table->head[slot]; other != LCI_NONE; other = table->next[other]) {
        const double *there_m = &spots->xy_m[2 * (size_t)other];

        if (lci_places_near(here_m, there_m))
            lci_places_unite(spots, point, other);
        same = same || lci_compare_xy(here_m, there_m) == 0;
    }
    return same;
}

static void
unite_spot(struct lci_places *spots, struct spot_table *table, uint32_t point)
{
    const double x_m = spots->xy_m[2 * (size_t)point];
    const double y_m = spots->xy_m[2 * (size_t)point + 1];
    const double last_column = floor((x_m + LCI_SAME_PLACE_M) / SPOT_CELL_M);
    const double last_row = floor((y_m + LCI_SAME_PLACE_M) / SPOT_CELL_M);
    const uint64_t own = cell_slot(table, floor(x_m / SPOT_CELL_M), floor(y_m / SPOT_CELL_M));
    bool same = false;

    for (double c = floor((x_m - LCI_SAME_PLACE_M) / SPOT_CELL_M); c <= last_column; c++)
        for (double r = floor((y_m - LCI_SAME_PLACE_M) / SPOT_CELL_M); r <= last_row; r++)
            same = unite_in_cell(spots, table, cell_slot(table, c, r), point) || same;
    if (same)
        return; /* the one before stands for both in the table */
    table->next[point] = table->head[own];
    table->head[own] = point;
}

/* Fills `spots` with one entry a point, united where points share coordinates. */
static bool
find_spots(struct lci_places *spots, const struct lci_ways *ways)
{
    struct spot_table table = {0};
    size_t slots = 64;
    bool ok = false;

    while (slots < 2 * ways->point_count)
        slots *= 2;
    table.mask = slots - 1;
    table.head = lci_new_array(uint32_t, slots);
    table.next = lci_new_array(uint32_t, ways->point_count);
    if (!table.head || !table.next)
        goto out;
    for (size_t s = 0; s < slots; s++)
        table.head[s] = LCI_NONE;
    for (size_t p = 0; p < ways->point_count; p++) {
        const uint32_t spot =
            lci_places_add(spots, ways->point_xy_m[2 * p], ways->point_xy_m[2 * p + 1]);

        if (spot == LCI_NONE)
            goto out;
        unite_spot(spots, &table, spot);
    }
    ok = true;

out:
    lci_free(table.next);
    lci_free(table.head);
    return ok;
}

/*
 * Unites the points of one spot, sorted by level: another way's point meets each point there,
 * unless both lie inside their ways and the levels differ. Between two OSM ways nothing happens
 * here.
 */
static void
unite_at_spot(struct lci_noding *noding, const uint32_t *way_of, const struct lci_keyed *items,
              size_t count)
{
    const struct lci_ways *ways = noding->ways;
    uint32_t any_plain = LCI_NONE;
    bool all = false;
    bool ends = false;

    for (size_t i = 0; i < count; i++) {
        const struct lci_way *way = &ways->items[way_of[items[i].value]];
        const bool end = is_end(way, items[i].value);

        if (!(way->flags & LCI_WAY_BY_NODE)) {
            any_plain = items[i].value;
            all = all || end;
        } else {
            ends = ends || end;
        }
    }
    for (size_t begin = 0, end = 0; begin < count && any_plain != LCI_NONE; begin = end) {
        const int64_t level = lci_way_level(&ways->items[way_of[items[begin].value]]);
        uint32_t plain = LCI_NONE;

        for (end = begin; end < count; end++) {
            const struct lci_way *way = &ways->items[way_of[items[end].value]];

            if (lci_way_level(way) != level)
                break;
            if (!(way->flags & LCI_WAY_BY_NODE))
                plain = items[end].value;
        }
        for (size_t i = begin; i < end; i++) {
            const struct lci_way *way = &ways->items[way_of[items[i].value]];
            const bool by_node = way->flags & LCI_WAY_BY_NODE;

            if (plain != LCI_NONE)
                lci_places_unite(&noding->places, items[i].value, plain);
            if (all || (ends && (!by_node || is_end(way, items[i].value))))
                lci_places_unite(&noding->places, items[i].value, any_plain);
        }
    }
}

/* All points, sorted by spot and within it by level. */
static bool
sort_by_spot(struct lci_keyed *items, const struct lci_ways *ways, struct lci_places *spots,
             const uint32_t *way_of)
{
    for (size_t p = 0; p < ways->point_count; p++) {
        const int64_t level = lci_way_level(&ways->items[way_of[p]]);

        items[p] = (struct lci_keyed){(uint64_t)level ^ (UINT64_C(1) << 63), (uint32_t)p};
    }
    if (!lci_sort_keyed(items, ways->point_count))
        return false;
    for (size_t i = 0; i < ways->point_count; i++)
        items[i].key = lci_places_find(spots, items[i].value);
    return lci_sort_keyed(items, ways->point_count);
}

static bool
unite_by_coordinates(struct lci_noding *noding)
{
    const struct lci_ways *ways = noding->ways;
    struct lci_places spots = {0};
    struct lci_keyed *items = lci_new_array(struct lci_keyed, ways->point_count);
    uint32_t *way_of = lci_new_array(uint32_t, ways->point_count);
    bool ok = items && way_of;

    for (uint32_t w = 0; ok && w < ways->count; w++)
        for (size_t p = 0; p < ways->items[w].point_count; p++)
            way_of[ways->items[w].first_point + p] = w;
    ok = ok && find_spots(&spots, ways) && sort_by_spot(items, ways, &spots, way_of);
    for (size_t begin = 0, end = 0; ok && begin < ways->point_count; begin = end) {
        for (end = begin + 1; end < ways->point_count; end++)
            if (items[end].key != items[begin].key)
                break;
        if (end - begin > 1)
            unite_at_spot(noding, way_of, &items[begin], end - begin);
    }
    lci_free(way_of);
    lci_free(items);
    lci_places_fini(&spots);
    return ok;
}

/* Turns united points into places numbered from 0, with their OSM node and flags. */
static bool
gather_places(struct lci_noding *noding, uint32_t *place_of)
{
    const struct lci_ways *ways = noding->ways;
    struct lci_places gathered = {0};

    lci_places_settle(&noding->places);
    noding->node = lci_new_array(int64_t, ways->point_count);
    noding->point_flags = lci_new_array(uint8_t, ways->point_count);
    if (!noding->node || !noding->point_flags)
        return false;
    for (uint32_t p = 0; p < ways->point_count; p++) {
        const double *xy_m = &noding->places.xy_m[2 * (size_t)p];

        if (lci_places_find(&noding->places, p) != p)
            continue;
        place_of[p] = lci_places_add(&gathered, xy_m[0], xy_m[1]);
        if (place_of[p] == LCI_NONE) {
            lci_places_fini(&gathered);
            return false;
        }
        noding->node[place_of[p]] = INT64_MAX;
    }
    for (size_t w = 0; w < ways->count; w++) {
        const struct lci_way *way = &ways->items[w];

        for (size_t p = way->first_point; p < way->first_point + way->point_count; p++) {
            const uint32_t place = place_of[lci_places_find(&noding->places, (uint32_t)p)];

            place_of[p] = place;
            noding->point_flags[place] |= ways->point_flags[p];
            if (has_node(ways, way, p) && ways->point_node[p] < noding->node[place])
                noding->node[place] = ways->point_node[p];
        }
    }
    lci_places_fini(&noding->places);
    noding->places = gathered;
    noding->point_place_count = gathered.count;
    return true;
}

/* Sequences from the points, a place repeated in a row only once. */
static bool
make_sequences(struct lci_noding *noding, const uint32_t *place_of)
{
    const struct lci_ways *ways = noding->ways;
    size_t count = 0;

    noding->sequence = lci_new_array(uint32_t, ways->point_count);
    noding->sequence_way = lci_new_array(uint32_t, ways->point_count);
    noding->first = lci_new_array(size_t, ways->count + 1);
    if (!noding->sequence || !noding->sequence_way || !noding->first)
        return false;
    for (size_t w = 0; w < ways->count; w++) {
        const struct lci_way *way = &ways->items[w];

        noding->first[w] = count;
        for (size_t p = way->first_point; p < way->first_point + way->point_count; p++) {
            if (count > noding->first[w] && noding->sequence[count - 1] == place_of[p])
                continue;
            noding->sequence_way[count] = (uint32_t)w;
            noding->sequence[count++] = place_of[p];
        }
    }
    noding->first[ways->count] = count;
    return true;
}

bool
lci_noding_init(struct lci_noding *noding, const struct lci_ways *ways)
{
    uint32_t *place_of = NULL;
    bool plain = false;
    bool ok = false;

    *noding = (struct lci_noding){.ways = ways};
    place_of = lci_new_array(uint32_t, ways->point_count);
    if (!place_of || !lci_places_reserve(&noding->places, ways->point_count))
        goto out;
    for (size_t w = 0; w < ways->count; w++)
        plain = plain || !(ways->items[w].flags & LCI_WAY_BY_NODE);
    for (size_t p = 0; p < ways->point_count; p++)
        if (lci_places_add(&noding->places, ways->point_xy_m[2 * p],
                           ways->point_xy_m[2 * p + 1]) == LCI_NONE)
            goto out;
    if (!unite_by_node(&noding->places, ways))
        goto out;
    unite_repeated(&noding->places, ways);
    if (plain && !unite_by_coordinates(noding))
        goto out;
    ok = gather_places(noding, place_of) && make_sequences(noding, place_of);

out:
    lci_free(place_of);
    return ok;
}

void
lci_noding_fini(struct lci_noding *noding)
{
    lci_places_fini(&noding->places);
    lci_free(noding->node);
    lci_free(noding->point_flags);
    lci_free(noding->sequence);
    lci_free(noding->first);
    lci_free(noding->sequence_way);
    lci_free(noding->xy_m);
    lci_free(noding->flags);
    lci_free(noding->number);
    *noding = (struct lci_noding){0};
}
