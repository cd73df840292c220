/* join.c - straight to the nearest street that a free leg reaches. */
#include "network/join.h"

#include <math.h>
#include <stdlib.h>

#include "base/order.h"
#include "base/real.h"
#include "network/street_index.h"

static const double EQUAL_M = LCI_STREET_EQUAL_M;

enum { WAITING = 128, MOST_FOUND = 64 };

bool
lci_street_allowed(const struct lci_street *street, const struct lci_street_choice *choice)
{
    /* A free leg never leads into or out of a closed barrier. */
    if (choice->enclosed && street->enclosed && choice->enclosure != street->enclosure)
        return false;
    if ((street->private_way || street->islet) && choice->private_count > 0 &&
        bsearch(&street->edge, choice->private_edges, choice->private_count, sizeof(lci_edge_id), lci_order_u32))
        return !choice->islets;
    return !street->private_way && street->islet == choice->islets;
}

bool
lci_street_leads_on(const struct lci_join_index *index, size_t street)
{
    const struct lci_street *a = &index->streets[street];
    const struct lci_street *b = a + 1;

    return street + 1 < index->street_count && a->edge == b->edge && a->at_b_m == b->at_a_m &&
           a->segment.bx_m == b->segment.ax_m && a->segment.by_m == b->segment.ay_m;
}

double
lci_street_distance_m(const struct lci_street *street, double x_m, double y_m, double *share)
{
    const struct lci_segment *s = &street->segment;
    const double ux = s->bx_m - s->ax_m;
    const double uy = s->by_m - s->ay_m;
    const double vx = x_m - s->ax_m;
    const double vy = y_m - s->ay_m;
    const double length2 = ux * ux + uy * uy;
    double t = length2 > 0.0 ? (ux * vx + uy * vy) / length2 : 0.0;
    double dx = 0.0;
    double dy = 0.0;

    t = t < 0.0 ? 0.0 : t > 1.0 ? 1.0 : t;
    dx = vx - t * ux;
    dy = vy - t * uy;
    *share = t;
    return sqrt(dx * dx + dy * dy);
}

static double
distance_at(const struct lci_segment *s, double share, double x_m, double y_m)
{
    const double dx = s->ax_m + share * (s->bx_m - s->ax_m) - x_m;
    const double dy = s->ay_m + share * (s->by_m - s->ay_m) - y_m;

    return sqrt(dx * dx + dy * dy);
}

/* The last share on the way from the foot to an end (0 or 1) that is as near as most_m. */
static double
share_within(const struct lci_segment *s, double x_m, double y_m, double foot, int end,
             double most_m)
{
    const double length = lci_length(s->bx_m - s->ax_m, s->by_m - s->ay_m);
    const double direct = distance_at(s, foot, x_m, y_m);
    const double room = most_m * most_m - direct * direct;
    const double along = length > 0.0 && isfinite(most_m) ? sqrt(lci_max(room, 0.0)) / length : 1.0;

    /* Where the foot is an end, the distance grows faster than from a right angle: the bound holds all the same. */
    return end == 0 ? lci_max(foot - along, 0.0) : lci_min(foot + along, 1.0);
}

/* The nearest free point of a street whose foot lies in a shadow, if it is as near as most_m; INFINITY otherwise. */
static double
past_shadows(const struct lci_join_index *index, const struct lci_street *street, const struct lci_place *place,
             double foot, const struct lci_barrier_shadow *shadow, double most_m, double *share)
{
    const struct lci_segment *s = &street->segment;
    double best = INFINITY;

    for (int end = 0; end < 2; end++) {
        const double from = end == 0 ? shadow->from : shadow->to;
        const double to = share_within(s, place->x_m, place->y_m, foot, end, lci_min(best, most_m));
        double at = -1.0;
        double distance = 0.0;

        if (end == 0 ? from <= to : from >= to)
            continue;
        at = lci_barrier_first_free(&index->barriers, place->x_m, place->y_m, s, from, to);
        distance = at < 0.0 ? INFINITY : distance_at(s, at, place->x_m, place->y_m);
        if (distance < best && distance <= most_m) {
            best = distance;
            *share = at;
        }
    }
    return best;
}

/* The nearest point of the street that a free leg reaches, if it is as near as most_m; INFINITY otherwise. */
static double
free_distance(const struct lci_join_index *index, const struct lci_street *street,
              const struct lci_place *place, double most_m,
              const struct lci_street_choice *choice, double *share)
{
    const double direct = lci_street_distance_m(street, place->x_m, place->y_m, share);
    struct lci_barrier_shadow shadow = {0};

    if (direct > most_m || (street->on_line && direct > LCI_TOUCH_M))
        return INFINITY;
    if (choice->barriers_far ||
        !lci_barrier_shades(&index->barriers, place->x_m, place->y_m, &street->segment, *share, &shadow))
        return direct;
    return past_shadows(index, street, place, *share, &shadow, most_m, share);
}

/* Of streets that are equally near: the lower edge, then the nearer, then the lower street. */
static bool
goes_before(const struct lci_join_index *index, uint32_t street, double distance,
            const struct lci_near *near)
{
    const lci_edge_id edge = index->streets[street].edge;

    if (!isfinite(near->distance_m))
        return true;
    if (edge != index->streets[near->street].edge)
        return edge < index->streets[near->street].edge;
    if (distance != near->distance_m)
        return distance < near->distance_m;
    return street < near->street;
}

/* Streets of a list with their direct distances, nearest taken first, and where those that were asked are reached. */
struct waiting {
    double distance_m[WAITING];
    uint32_t street[WAITING];
    size_t count;
    struct lci_barrier_shadow shadow[WAITING]; /* of those that were asked, from the last place down */
    struct lci_near found[MOST_FOUND];
    size_t found_count; /* MOST_FOUND + 1: more */
};

static void
note_found(struct waiting *waiting, double distance_m, uint32_t street, double share)
{
    if (waiting->found_count < MOST_FOUND)
        waiting->found[waiting->found_count++] = (struct lci_near){distance_m, street, share};
    else
        waiting->found_count = MOST_FOUND + 1;
}

/* Takes the nearest street out: its place in the lists is the last one. False when none is as near as most_m. */
static bool
next_nearest(struct waiting *waiting, double most_m)
{
    const size_t last = waiting->count - 1;
    size_t nearest = 0;
    double distance_m = 0.0;
    uint32_t street = 0;

    if (waiting->count == 0)
        return false;
    for (size_t i = 1; i < waiting->count; i++)
        if (waiting->distance_m[i] < waiting->distance_m[nearest])
            nearest = i;
    if (waiting->distance_m[nearest] > most_m)
        return false;
    distance_m = waiting->distance_m[nearest];
    street = waiting->street[nearest];
    waiting->distance_m[nearest] = waiting->distance_m[last];
    waiting->street[nearest] = waiting->street[last];
    waiting->distance_m[last] = distance_m;
    waiting->street[last] = street;
    waiting->count--;
    return true;
}

/*
 * Asks the streets that wait, nearest first, up to the first whose foot is free and those equally near. Only then those
 * before it are asked for a place past the shadows, which is dear: it must be as near as what is found already.
 */
static double
ask_waiting(const struct lci_join_index *index, const struct lci_place *place,
            struct waiting *waiting, double least_m)
{
    const size_t all = waiting->count;
    size_t shaded = all;
    double share = 0.0;

    while (next_nearest(waiting, least_m + EQUAL_M)) {
        const uint32_t at = waiting->street[waiting->count];
        const struct lci_street *street = &index->streets[at];
        const double direct_m =
            lci_street_distance_m(street, place->x_m, place->y_m, &share);

        if (!lci_barrier_shades(&index->barriers, place->x_m, place->y_m, &street->segment, share,
                                &waiting->shadow[shaded - 1])) {
            least_m = lci_min(least_m, direct_m);
            note_found(waiting, direct_m, at, share);
        } else {
            waiting->street[--shaded] = at; /* beyond waiting->count: that one is done with */
        }
    }
    for (size_t i = all; i > shaded; i--) {
        const uint32_t at = waiting->street[i - 1];
        const struct lci_street *street = &index->streets[at];
        double distance_m = lci_street_distance_m(street, place->x_m, place->y_m, &share);

        if (distance_m > least_m + EQUAL_M)
            continue;
        distance_m = past_shadows(index, street, place, share, &waiting->shadow[i - 1], least_m + EQUAL_M, &share);
        least_m = lci_min(least_m, distance_m);
        if (isfinite(distance_m))
            note_found(waiting, distance_m, at, share);
    }
    waiting->count = 0;
    return least_m;
}

/*
 * The least of place->least_m and the distances to the nearest points that free legs reach, among the streets of a list and within
 * off_street_m. Adds to what was found before: all that is as near as a millimetre more than the answer, and more.
 */
static double
least_found(const struct lci_join_index *index, const struct lci_place *place, const uint32_t *streets, size_t count,
            const struct lci_street_choice *choice, struct waiting *waiting)
{
    double least_m = lci_min(place->least_m, index->off_street_map_m);
    bool found = false;

    waiting->count = 0;
    for (size_t i = 0; i < count; i++) {
        const struct lci_street *street = &index->streets[streets[i]];
        double share = 0.0;
        double direct_m = 0.0;

        if (!lci_street_allowed(street, choice))
            continue;
        direct_m = lci_street_distance_m(street, place->x_m, place->y_m, &share);
        if (direct_m > least_m + EQUAL_M || (street->on_line && direct_m > LCI_TOUCH_M))
            continue;
        if (choice->barriers_far) {
            least_m = lci_min(least_m, direct_m);
            found = true;
            continue;
        }
        waiting->distance_m[waiting->count] = direct_m;
        waiting->street[waiting->count++] = streets[i];
        if (waiting->count == WAITING)
            least_m = ask_waiting(index, place, waiting, least_m);
    }
    least_m = ask_waiting(index, place, waiting, least_m);
    return found || least_m < index->off_street_map_m ? lci_min(least_m, place->least_m)
                                                       : place->least_m;
}

void
lci_street_take(const struct lci_join_index *index, const struct lci_place *place,
                const uint32_t *streets, size_t count, const struct lci_street_choice *choice,
                struct lci_near *near)
{
    const double most_m = place->least_m + EQUAL_M;

    for (size_t i = 0; i < count; i++) {
        const struct lci_street *street = &index->streets[streets[i]];
        double distance = 0.0;
        double share = 0.0;

        if (!lci_street_allowed(street, choice))
            continue;
        distance = free_distance(index, street, place, most_m, choice, &share);
        if (distance <= most_m && goes_before(index, streets[i], distance, near))
            *near = (struct lci_near){distance, streets[i], share};
    }
}

/* The winner among what was found, all of which is there. */
static struct lci_near
choose_found(const struct lci_join_index *index, const struct waiting *waiting, double least_m)
{
    struct lci_near near = {.distance_m = INFINITY};

    for (size_t i = 0; i < waiting->found_count; i++)
        if (waiting->found[i].distance_m <= least_m + EQUAL_M &&
            goes_before(index, waiting->found[i].street, waiting->found[i].distance_m, &near))
            near = waiting->found[i];
    return near;
}

struct lci_near
lci_street_nearest(const struct lci_join_index *index, double x_m, double y_m, const uint32_t *streets, size_t count,
                   const struct lci_street_choice *choice)
{
    struct lci_place place = {x_m, y_m, INFINITY};
    struct lci_near near = {.distance_m = INFINITY};
    struct waiting waiting;

    waiting.found_count = 0;
    place.least_m = least_found(index, &place, streets, count, choice, &waiting);
    if (!isfinite(place.least_m))
        return near;
    if (!choice->barriers_far && waiting.found_count <= MOST_FOUND)
        return choose_found(index, &waiting, place.least_m);
    lci_street_take(index, &place, streets, count, choice, &near);
    return near;
}

struct lci_join
lci_street_join(const struct lci_join_index *index, double x_m, double y_m,
                const struct lci_near *near)
{
    struct lci_join join = {.edge = LCI_NONE, .leg_mm = LCI_NONE};
    const struct lci_street *street = NULL;
    double leg_m = 0.0;
    double offset_m = 0.0;

    if (!isfinite(near->distance_m))
        return join;
    street = &index->streets[near->street];
    join.x_m = street->segment.ax_m + near->share * (street->segment.bx_m - street->segment.ax_m);
    join.y_m = street->segment.ay_m + near->share * (street->segment.by_m - street->segment.ay_m);
    leg_m = lci_metric_distance_m(index->metric, x_m, y_m, join.x_m, join.y_m);
    if (!(leg_m * 1000.0 < (double)index->off_street_mm + 0.5))
        return join;
    offset_m = street->at_a_m + near->share * (street->at_b_m - street->at_a_m);
    join.edge = street->edge;
    join.leg_mm = (uint32_t)lround(leg_m * 1000.0);
    join.offset_mm = (uint32_t)lround(offset_m * 1000.0);
    if (join.offset_mm > index->net->edges[join.edge].length_mm)
        join.offset_mm = index->net->edges[join.edge].length_mm;
    return join;
}

/* A search for the nearest street, from the place's own cell outwards in square rings of cells. */
struct outwards {
    const struct lci_join_index *index;
    const struct lci_street_choice *choice;
    struct lci_place place;
    int32_t column, row; /* the place's cell, perhaps outside the grid */
    double margin_m;     /* from the place to the nearest side of its cell */
    struct waiting waiting;
    struct lci_near near;
    bool taking; /* the distance is known, and who wins is asked */
};

/* How far what a cell holds is at least: a street stands in every cell that it has a part in, to less than EQUAL_M. */
static double
cell_distance_m(const struct outwards *search, int32_t column, int32_t row)
{
    const struct lci_segment_grid *grid = &search->index->grid;
    const double x_m = search->place.x_m - (grid->x0_m + column * grid->cell_m);
    const double y_m = search->place.y_m - (grid->y0_m + row * grid->cell_m);
    const double dx = x_m < 0.0 ? -x_m : x_m > grid->cell_m ? x_m - grid->cell_m : 0.0;
    const double dy = y_m < 0.0 ? -y_m : y_m > grid->cell_m ? y_m - grid->cell_m : 0.0;

    return sqrt(dx * dx + dy * dy);
}

static void
ask_cell(struct outwards *search, int32_t column, int32_t row)
{
    const struct lci_segment_grid *grid = &search->index->grid;
    const uint32_t *first = grid->first + (size_t)row * (size_t)grid->column_count + (size_t)column;
    const uint32_t *items = grid->items + first[0];
    const size_t count = first[1] - first[0];

    if (count == 0 || cell_distance_m(search, column, row) > search->place.least_m + 2.0 * EQUAL_M)
        return;
    if (search->taking)
        lci_street_take(search->index, &search->place, items, count, search->choice, &search->near);
    else
        search->place.least_m =
            least_found(search->index, &search->place, items, count, search->choice, &search->waiting);
}

static void
ask_ring(struct outwards *search, int32_t ring)
{
    const struct lci_segment_grid *grid = &search->index->grid;
    const int32_t last_row = search->row + ring < grid->row_count ? search->row + ring : grid->row_count - 1;

    for (int32_t row = search->row > ring ? search->row - ring : 0; row <= last_row; row++) {
        const bool whole = row == search->row - ring || row == search->row + ring || ring == 0;

        for (int32_t column = search->column - ring; column <= search->column + ring; column += whole ? 1 : 2 * ring)
            if (column >= 0 && column < grid->column_count)
                ask_cell(search, column, row);
    }
}

/* Rings until none can hold anything as near as what is found, or within off_street_m. */
static void
ask_rings(struct outwards *search)
{
    const double cell_m = search->index->grid.cell_m;
    const double most_m = search->index->off_street_map_m;

    for (int32_t ring = 0;; ring++) {
        const double least_m = ring == 0 ? 0.0 : (ring - 1) * cell_m + search->margin_m;

        if (least_m > lci_min(search->place.least_m, most_m) + 2.0 * EQUAL_M)
            return;
        ask_ring(search, ring);
    }
}

static struct lci_join
join_by_choice(const struct lci_join_index *index, double x_m, double y_m,
               const struct lci_street_choice *choice)
{
    const struct lci_segment_grid *grid = &index->grid;
    const double most_m = index->off_street_map_m;
    const struct lci_cell_range range =
        lci_segment_grid_range(grid, x_m - most_m, y_m - most_m, x_m + most_m, y_m + most_m);
    const double column = floor((x_m - grid->x0_m) / grid->cell_m);
    const double row = floor((y_m - grid->y0_m) / grid->cell_m);
    const double in_x_m = x_m - (grid->x0_m + column * grid->cell_m);
    const double in_y_m = y_m - (grid->y0_m + row * grid->cell_m);
    struct outwards search;

    search.near = (struct lci_near){.distance_m = INFINITY};
    if (range.last_row < range.first_row)
        return lci_street_join(index, x_m, y_m, &search.near); /* far from all streets: no cell has its number */
    search.index = index;
    search.choice = choice;
    search.place = (struct lci_place){x_m, y_m, INFINITY};
    search.column = (int32_t)column;
    search.row = (int32_t)row;
    search.margin_m = lci_max(0.0, lci_min(lci_min(in_x_m, grid->cell_m - in_x_m), lci_min(in_y_m, grid->cell_m - in_y_m)));
    search.waiting.found_count = 0;
    search.taking = false;
    ask_rings(&search);
    if (isfinite(search.place.least_m) && !choice->barriers_far && search.waiting.found_count <= MOST_FOUND) {
        search.near = choose_found(index, &search.waiting, search.place.least_m);
    } else if (isfinite(search.place.least_m)) {
        search.taking = true;
        ask_rings(&search);
    }
    return lci_street_join(index, x_m, y_m, &search.near);
}

struct lci_join
lci_join_place(const struct lci_join_index *index, double x_m, double y_m)
{
    return lci_join_place_private(index, x_m, y_m, NULL, 0);
}

struct lci_join
lci_join_place_private(const struct lci_join_index *index, double x_m, double y_m,
                       const lci_edge_id *private_edges, size_t count)
{
    struct lci_street_choice choice = {.private_edges = private_edges, .private_count = count};
    struct lci_join join = {.edge = LCI_NONE, .leg_mm = LCI_NONE};

    if (!isfinite(x_m) || !isfinite(y_m))
        return join;
    if (index->barriers.barriers)
        choice.enclosed = lci_barrier_enclosure(&index->barriers, x_m, y_m, &choice.enclosure);
    join = join_by_choice(index, x_m, y_m, &choice);
    if (join.edge == LCI_NONE) {
        choice.islets = true;
        join = join_by_choice(index, x_m, y_m, &choice);
    }
    return join;
}

struct lci_join
lci_join_place_far(const struct lci_join_index *index, double x_m, double y_m, double off_street_m, bool over_barriers)
{
    struct lci_join_index wide = *index;
    struct lci_street_choice choice = {.barriers_far = over_barriers};
    struct lci_join join = {.edge = LCI_NONE, .leg_mm = LCI_NONE};

    if (!isfinite(x_m) || !isfinite(y_m))
        return join;
    wide.off_street_mm = (uint32_t)lround(off_street_m * 1000.0);
    wide.off_street_map_m = index->off_street_map_m * (off_street_m * 1000.0 / index->off_street_mm);
    if (index->barriers.barriers && !over_barriers)
        choice.enclosed = lci_barrier_enclosure(&index->barriers, x_m, y_m, &choice.enclosure);
    join = join_by_choice(&wide, x_m, y_m, &choice);
    if (join.edge == LCI_NONE) {
        choice.islets = true;
        join = join_by_choice(&wide, x_m, y_m, &choice);
    }
    return join;
}

struct lci_join
lci_join_new_street(const struct lci_join_index *index, const struct lci_segment *street, uint32_t length_mm, double x_m,
                    double y_m)
{
    struct lci_join_index alone = *index;
    const struct lci_street_choice choice = {.islets = false};
    const uint32_t first = 0;
    struct lci_edge edge = {.length_mm = length_mm};
    const struct lci_network net = {.edge_count = 1, .edges = &edge};
    struct lci_street item = {.segment = *street, .at_b_m = length_mm / 1000.0};
    struct lci_near near;

    alone.net = &net;
    alone.streets = &item;
    alone.street_count = 1;
    near = lci_street_nearest(&alone, x_m, y_m, &first, 1, &choice);
    return lci_street_join(&alone, x_m, y_m, &near);
}
