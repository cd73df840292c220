/* join.c - straight to the nearest street that a free leg reaches. */
#include "network/join.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "base/real.h"
#include "network/street_index.h"

/* Distances this close are equal, and the lower edge id decides (contract, section 4). */
static const double EQUAL_M = 0.001;

enum { CELL_M = 40, WAITING = 128, MOST_FOUND = 64, MOST_CROSSINGS = 32 };

static struct lci_segment
street_segment(const void *user, size_t index)
{
    const struct lci_street *streets = user;

    return streets[index].segment;
}

/* The part of a segment between two shares, with the closed barriers around it. */
static bool
add_street(struct lci_join_index *index, const struct lci_street *whole, double from, double to)
{
    const struct lci_segment *s = &whole->segment;
    const double dx = s->bx_m - s->ax_m;
    const double dy = s->by_m - s->ay_m;
    const double length_m = whole->at_b_m - whole->at_a_m;
    struct lci_street part = *whole;

    if (!lci_grow(&index->streets, index->street_count, &index->street_capacity))
        return false;
    part.segment = (struct lci_segment){s->ax_m + from * dx, s->ay_m + from * dy,
                                        to < 1.0 ? s->ax_m + to * dx : s->bx_m,
                                        to < 1.0 ? s->ay_m + to * dy : s->by_m};
    part.at_a_m = whole->at_a_m + from * length_m;
    part.at_b_m = to < 1.0 ? whole->at_a_m + to * length_m : whole->at_b_m;
    if (index->barriers.barriers) {
        const double x_m = s->ax_m + 0.5 * (from + to) * dx;
        const double y_m = s->ay_m + 0.5 * (from + to) * dy;

        part.on_line = lci_barrier_on_line(&index->barriers, x_m, y_m);
        part.enclosed =
            lci_barrier_enclosure(&index->barriers, x_m, y_m, &part.enclosure);
    }
    index->streets[index->street_count++] = part;
    return true;
}

/* Files one segment, cut where closed barriers cross it, so that each part lies within the same ones. */
static bool
add_segment(struct lci_join_index *index, const struct lci_street *whole)
{
    double shares[MOST_CROSSINGS];
    size_t count = 0;
    double from = 0.0;

    if (index->barriers.barriers)
        count = lci_barrier_crossings(&index->barriers, &whole->segment, shares, MOST_CROSSINGS);
    if (count > MOST_CROSSINGS) {
        if (!add_street(index, whole, 0.0, 1.0))
            return false;
        index->streets[index->street_count - 1].enclosed = false;
        return true;
    }
    for (size_t i = 0; i < count; i++) {
        if (shares[i] > from && !add_street(index, whole, from, shares[i]))
            return false;
        from = lci_max(from, shares[i]);
    }
    return add_street(index, whole, from, 1.0);
}

/* Files the segments of one edge; no place joins the inside of a bridge or tunnel. */
static bool
add_edge(struct lci_join_index *index, lci_edge_id edge_id)
{
    const struct lci_edge *edge = &index->net->edges[edge_id];
    const double *xy = index->net->point_xy_m + 2 * (size_t)edge->first_point;
    const double *at = index->net->point_at_m + edge->first_point;
    struct lci_street street = {
        .edge = edge_id,
        .islet = (edge->flags & LCI_EDGE_ISLET) != 0,
        .private_way = (edge->flags & LCI_EDGE_PRIVATE) != 0,
    };

    if (edge->flags & LCI_EDGE_INSIDE)
        return true;
    for (uint32_t i = 0; i + 1 < edge->point_count; i++, xy += 2) {
        street.segment = (struct lci_segment){xy[0], xy[1], xy[2], xy[3]};
        street.at_a_m = at[i];
        street.at_b_m = at[i + 1];
        if (!add_segment(index, &street))
            return false;
    }
    return true;
}

/* The smallest ground length of a map metre over the streets: bounds how far a leg can be on the map. */
static double
least_length_scale(const struct lci_join_index *index)
{
    double least = INFINITY;

    for (size_t i = 0; i < index->street_count; i++) {
        const struct lci_segment *s = &index->streets[i].segment;

        least = lci_min(least, lci_metric_length_scale(index->metric, s->ax_m, s->ay_m));
    }
    return isfinite(least) && least > 0.0 ? least : 1.0;
}

enum lci_status
lci_join_index_new(const struct lci_network *net, const struct lci_barriers *barriers,
                   const struct lci_metric *metric, const struct lci_join_options *options,
                   struct lci_join_index **out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;
    struct lci_join_index *index = lci_new(struct lci_join_index);

    *out = NULL;
    if (!index)
        return lci_fail_nomem(err, "streets");
    index->net = net;
    index->metric = metric;
    index->off_street_mm = (uint32_t)lround(options->off_street_m * 1000.0);
    status = lci_barrier_index_build(&index->barriers, barriers, err);
    if (status != LCI_OK)
        goto out;
    for (size_t edge = 0; edge < net->edge_count; edge++)
        if (!add_edge(index, (lci_edge_id)edge)) {
            status = lci_fail_nomem(err, "streets");
            goto out;
        }
    /* A per mille more: scale and direction vary a little along a leg. */
    index->off_street_map_m = options->off_street_m / least_length_scale(index) * 1.001 + EQUAL_M;
    status = lci_segment_grid_build(&index->grid, street_segment, index->streets,
                                    index->street_count, CELL_M, err);

out:
    if (status == LCI_OK)
        *out = index;
    else
        lci_join_index_free(index);
    return status;
}

void
lci_join_index_free(struct lci_join_index *index)
{
    if (!index)
        return;
    lci_barrier_index_fini(&index->barriers);
    lci_segment_grid_fini(&index->grid);
    lci_free(index->streets);
    lci_free(index);
}

static int
by_edge(const void *left, const void *right)
{
    const lci_edge_id a = *(const lci_edge_id *)left;
    const lci_edge_id b = *(const lci_edge_id *)right;

    return (a > b) - (a < b);
}

bool
lci_street_allowed(const struct lci_street *street, const struct lci_street_choice *choice)
{
    /* A free leg never leads into or out of a closed barrier. */
    if (choice->enclosed && street->enclosed && choice->enclosure != street->enclosure)
        return false;
    if (street->private_way)
        return !choice->islets && choice->private_count > 0 &&
               bsearch(&street->edge, choice->private_edges, choice->private_count,
                       sizeof(lci_edge_id), by_edge) != NULL;
    return street->islet == choice->islets;
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

/* As lci_street_least(), with what is found on the way: all that is as near as a millimetre more than the answer, and more. */
static double
least_found(const struct lci_join_index *index, const struct lci_place *place, const uint32_t *streets, size_t count,
            const struct lci_street_choice *choice, struct waiting *waiting)
{
    double least_m = lci_min(place->least_m, index->off_street_map_m);
    bool found = false;

    waiting->count = 0;
    waiting->found_count = 0;
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

double
lci_street_least(const struct lci_join_index *index, const struct lci_place *place,
                 const uint32_t *streets, size_t count, const struct lci_street_choice *choice)
{
    struct waiting waiting;

    return least_found(index, place, streets, count, choice, &waiting);
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

struct lci_near
lci_street_nearest(const struct lci_join_index *index, double x_m, double y_m, const uint32_t *streets, size_t count,
                   const struct lci_street_choice *choice)
{
    struct lci_place place = {x_m, y_m, INFINITY};
    struct lci_near near = {.distance_m = INFINITY};
    struct waiting waiting;

    place.least_m = least_found(index, &place, streets, count, choice, &waiting);
    if (!isfinite(place.least_m))
        return near;
    if (choice->barriers_far || waiting.found_count > MOST_FOUND) {
        lci_street_take(index, &place, streets, count, choice, &near);
        return near;
    }
    for (size_t i = 0; i < waiting.found_count; i++)
        if (waiting.found[i].distance_m <= place.least_m + EQUAL_M &&
            goes_before(index, waiting.found[i].street, waiting.found[i].distance_m, &near))
            near = waiting.found[i];
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

/* Asks all streets within `radius_m`, cell by cell: first how near the nearest is, then which of the equally near wins. */
static struct lci_near
nearest_within(const struct lci_join_index *index, double x_m, double y_m, double radius_m,
               const struct lci_street_choice *choice)
{
    const struct lci_segment_grid *grid = &index->grid;
    const struct lci_cell_range range = lci_segment_grid_range(
        grid, x_m - radius_m, y_m - radius_m, x_m + radius_m, y_m + radius_m);
    struct lci_place place = {x_m, y_m, INFINITY};
    struct lci_near near = {.distance_m = INFINITY};

    for (int pass = 0; pass < 2; pass++)
        for (int32_t row = range.first_row; row <= range.last_row; row++) {
            const uint32_t *first = grid->first + (size_t)row * (size_t)grid->column_count;

            for (int32_t column = range.first_column; column <= range.last_column; column++) {
                const uint32_t *items = grid->items + first[column];
                const size_t count = first[column + 1] - first[column];

                if (pass == 0)
                    place.least_m = lci_street_least(index, &place, items, count, choice);
                else if (isfinite(place.least_m))
                    lci_street_take(index, &place, items, count, choice, &near);
            }
        }
    return near;
}

static struct lci_join
join_by_choice(const struct lci_join_index *index, double x_m, double y_m,
               const struct lci_street_choice *choice)
{
    const double most_m = index->off_street_map_m;
    struct lci_near near = {.distance_m = INFINITY};

    for (double radius_m = lci_min(index->grid.cell_m, most_m);; radius_m = lci_min(3.0 * radius_m, most_m)) {
        near = nearest_within(index, x_m, y_m, radius_m, choice);
        if (near.distance_m + 2.0 * EQUAL_M <= radius_m || radius_m >= most_m)
            break;
    }
    return lci_street_join(index, x_m, y_m, &near);
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
