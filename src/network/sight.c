/* sight.c - lines of sight inside an area with holes, between its entrances. */
#include "network/sight.h"

#include <stdlib.h>

#include "base/alloc.h"

void
lci_sight_clear(struct lci_sight *sight)
{
    lci_lattice_clear(&sight->lattice);
    lci_free(sight->by_place);
    sight->by_place = NULL;
}

void
lci_sight_fini(struct lci_sight *sight)
{
    lci_sight_clear(sight);
    lci_lattice_fini(&sight->lattice);
    lci_free(sight->vertices);
    lci_free(sight->ring);
    lci_lattice_touches_fini(&sight->touches);
    *sight = (struct lci_sight){0};
}

bool
lci_sight_add_ring(struct lci_sight *sight, const double *xy_m, const uint32_t *ring, size_t count)
{
    const size_t first = sight->lattice.vertex_count;

    if (count > 1 && ring[0] == ring[count - 1])
        count--;
    if (!lci_reserve(&sight->ring, count, &sight->ring_capacity) ||
        !lci_reserve(&sight->vertices, first + count, &sight->vertex_capacity))
        return false;
    for (size_t i = 0; i < count; i++) {
        sight->ring[i] = lci_lattice_round(&xy_m[2 * (size_t)ring[i]]);
        sight->vertices[first + i] = (struct lci_sight_vertex){.place = ring[i]};
    }
    return lci_lattice_add_ring(&sight->lattice, sight->ring, count);
}

static int
compare_places(const void *left, const void *right, void *user)
{
    const struct lci_sight *sight = user;
    const uint32_t a = sight->vertices[*(const size_t *)left].place;
    const uint32_t b = sight->vertices[*(const size_t *)right].place;

    return (a > b) - (a < b);
}

bool
lci_sight_prepare(struct lci_sight *sight, const uint32_t *entrances, size_t count)
{
    const size_t vertex_count = sight->lattice.vertex_count;
    size_t e = 0;

    sight->by_place = lci_new_array(size_t, vertex_count);
    if (!sight->by_place)
        return false;
    for (size_t v = 0; v < vertex_count; v++)
        sight->by_place[v] = v;
    qsort_r(sight->by_place, vertex_count, sizeof(*sight->by_place), compare_places, sight);
    for (size_t i = 0; i < vertex_count; i++) {
        struct lci_sight_vertex *vertex = &sight->vertices[sight->by_place[i]];

        while (e < count && entrances[e] < vertex->place)
            e++;
        vertex->entrance = e < count && entrances[e] == vertex->place;
    }
    return lci_lattice_prepare(&sight->lattice);
}

/* A vertex at this place. */
static size_t
vertex_at(const struct lci_sight *sight, uint32_t place)
{
    size_t low = 0;
    size_t high = sight->lattice.vertex_count - 1;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (sight->vertices[sight->by_place[middle]].place < place)
            low = middle + 1;
        else
            high = middle;
    }
    return sight->by_place[low];
}

/* A line of sight, and the area that it is in. */
struct line {
    struct lci_sight *sight;
    size_t from, to;
};

static struct lci_lattice_point
at(const struct lci_sight *sight, size_t vertex)
{
    return sight->lattice.vertices[vertex].at;
}

/* A side blocks the line where it crosses it, lies along it end to end, or touches it with an entrance. */
static enum lci_lattice_answer
look_past(void *user, size_t side)
{
    const struct line *line = user;
    struct lci_sight *sight = line->sight;
    const uint32_t places[2] = {sight->vertices[side].place, sight->vertices[sight->lattice.vertices[side].next].place};
    const uint32_t from_place = sight->vertices[line->from].place;
    const uint32_t to_place = sight->vertices[line->to].place;
    const struct lci_lattice_point p = at(sight, line->from);
    const struct lci_lattice_point q = at(sight, line->to);
    const size_t before = sight->touches.count;
    const enum lci_lattice_meeting meeting = lci_lattice_meet(&sight->lattice, side, p, q);

    if (meeting == LCI_LATTICE_CROSSES || (places[0] == from_place && places[1] == to_place) ||
        (places[1] == from_place && places[0] == to_place))
        return LCI_LATTICE_BLOCKED;
    if (meeting == LCI_LATTICE_APART)
        return LCI_LATTICE_GO_ON;
    if (!lci_lattice_touch(&sight->lattice, side, p, q, &sight->touches))
        return LCI_LATTICE_NO_MEMORY;
    for (size_t i = before; i < sight->touches.count; i++)
        if (sight->vertices[sight->touches.vertices[i]].entrance)
            return LCI_LATTICE_BLOCKED;
    return LCI_LATTICE_GO_ON;
}

bool
lci_sight_sees(struct lci_sight *sight, uint32_t from_place, uint32_t to_place, bool *sees)
{
    const size_t from = vertex_at(sight, from_place);
    const size_t to = vertex_at(sight, to_place);
    const struct lci_lattice_point p = at(sight, from);
    const struct lci_lattice_point q = at(sight, to);
    struct line line = {sight, from, to};
    enum lci_lattice_answer answer = LCI_LATTICE_BLOCKED;

    *sees = false;
    sight->touches.count = 0;
    if (p.x != q.x || p.y != q.y)
        answer = lci_lattice_pass(&sight->lattice, p, q, look_past, &line);
    if (answer == LCI_LATTICE_GO_ON)
        *sees = lci_lattice_stays_inside(&sight->lattice, p, q, &sight->touches);
    return answer != LCI_LATTICE_NO_MEMORY;
}
