/* areas.c - straight lines across walkable areas, between entrances that see each other. */
#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/order.h"
#include "base/sort.h"
#include "network/sight.h"
#include "network/streets.h"

/*
 * The areas of the ways that visit a place: least and greatest number, LCI_NONE standing for a
 * plain way.
 */
struct visit {
    uint32_t least, greatest;
};

/* One area while its entrances are looked for. */
struct area_work {
    struct lci_streets *streets;
    const struct lci_noding *noding;
    const struct visit *visits;
    struct lci_sight sight;
    uint32_t *entrances; /* places, ascending */
    size_t entrance_count, entrance_capacity;
};

static void
fill_visits(const struct lci_noding *noding, struct visit *visits)
{
    for (size_t p = 0; p < noding->place_count; p++)
        visits[p] = (struct visit){LCI_NONE, 0};
    for (size_t w = 0; w < noding->ways->count; w++) {
        const struct lci_way *way = &noding->ways->items[w];
        const uint32_t area = (way->flags & LCI_WAY_RING) ? way->area : LCI_NONE;

        if (noding->first[w + 1] - noding->first[w] < 2)
            continue;
        for (size_t s = noding->first[w]; s < noding->first[w + 1]; s++) {
            struct visit *visit = &visits[noding->sequence[s]];

            if (area < visit->least)
                visit->least = area;
            if (area > visit->greatest)
                visit->greatest = area;
        }
    }
}

/* Adds a ring to what blocks the view, and its entrances to the list. */
static bool
add_ring(struct area_work *work, uint32_t w)
{
    const struct lci_noding *noding = work->noding;
    const uint32_t *ring = &noding->sequence[noding->first[w]];
    const size_t count = noding->first[w + 1] - noding->first[w];
    const uint32_t area = noding->ways->items[w].area;

    if (count < 2)
        return true;
    for (size_t i = 0; i < count; i++) {
        const struct visit *visit = &work->visits[ring[i]];

        if (noding->flags[ring[i]] & LCI_POINT_CLOSED)
            continue;
        if (visit->least == area && visit->greatest == area)
            continue;
        if (!lci_grow(&work->entrances, work->entrance_count, &work->entrance_capacity))
            return false;
        work->entrances[work->entrance_count++] = ring[i];
    }
    return lci_sight_add_ring(&work->sight, noding->xy_m, ring, count);
}

static void
sort_entrances(struct area_work *work)
{
    size_t used = 0;

    if (work->entrance_count == 0)
        return;
    qsort(work->entrances, work->entrance_count, sizeof(*work->entrances), lci_order_u32);
    for (size_t i = 0; i < work->entrance_count; i++)
        if (used == 0 || work->entrances[used - 1] != work->entrances[i])
            work->entrances[used++] = work->entrances[i];
    work->entrance_count = used;
}

/* The area whose rings are the ways rings[0] to rings[count - 1].value. */
static bool
cross_area(struct area_work *work, const struct lci_keyed *rings, size_t count)
{
    const uint32_t *way_rank = work->streets->way_rank;
    struct lci_piece piece = {.point_count = 2, .way = rings[0].value};
    const struct lci_way *way = NULL;

    work->entrance_count = 0;
    lci_sight_clear(&work->sight);
    for (size_t i = 0; i < count; i++) {
        if (way_rank[rings[i].value] < way_rank[piece.way])
            piece.way = rings[i].value;
        if (!add_ring(work, rings[i].value))
            return false;
    }
    sort_entrances(work);
    if (work->entrance_count < 2)
        return true;
    if (!lci_sight_prepare(&work->sight, work->entrances, work->entrance_count))
        return false;
    way = &work->noding->ways->items[piece.way];
    piece.factor[0] = way->factor;
    piece.factor[1] = way->factor;
    piece.kind = LCI_PIECE_ACROSS | ((way->flags & LCI_WAY_BRIDGE) ? LCI_PIECE_BRIDGE : 0U) |
                 ((way->flags & LCI_WAY_TUNNEL) ? LCI_PIECE_TUNNEL : 0U) |
                 ((way->flags & LCI_WAY_PRIVATE) ? LCI_PIECE_PRIVATE : 0U);
    for (size_t i = 0; i < work->entrance_count; i++) {
        for (size_t j = i + 1; j < work->entrance_count; j++) {
            const uint32_t points[2] = {work->entrances[i], work->entrances[j]};
            bool sees = false;

            if (!lci_sight_sees(&work->sight, points[0], points[1], &sees) ||
                (sees && !lci_pieces_add(&work->streets->pieces, &piece, points)))
                return false;
        }
    }
    return true;
}

bool
lci_streets_cross_areas(struct lci_streets *streets, const struct lci_noding *noding)
{
    const struct lci_ways *ways = noding->ways;
    struct lci_keyed *rings = lci_new_array(struct lci_keyed, ways->count);
    struct visit *visits = lci_new_array(struct visit, noding->place_count);
    struct area_work work = {.streets = streets, .noding = noding, .visits = visits};
    size_t count = 0;
    bool ok = rings && visits;

    for (uint32_t w = 0; ok && w < ways->count; w++)
        if ((ways->items[w].flags & LCI_WAY_RING) && ways->items[w].area != LCI_NONE)
            rings[count++] = (struct lci_keyed){ways->items[w].area, w};
    if (ok && count > 0) {
        fill_visits(noding, visits);
        ok = lci_sort_keyed(rings, count);
    }
    for (size_t begin = 0, end = 0; ok && begin < count; begin = end) {
        for (end = begin + 1; end < count && rings[end].key == rings[begin].key; end++)
            ;
        ok = cross_area(&work, &rings[begin], end - begin);
    }
    lci_sight_fini(&work.sight);
    lci_free(work.entrances);
    lci_free(visits);
    lci_free(rings);
    return ok;
}
