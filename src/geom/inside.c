/* inside.c - walks inside a polygon over its visibility graph. */
#include "geom/inside.h"

#include <math.h>
#include <stdlib.h>

#include <lifecircle/network.h>

#include "base/alloc.h"

/* A corner that turns into the polygon: walks bend there, and nowhere else. */
struct corner {
    struct lci_lattice_point before, at, after;
    double x_m, y_m;
};

/* A place on the lattice, moved by micrometres where that brings it inside. */
struct seat {
    struct lci_lattice_point at;
    double x_m, y_m;
    bool inside;
};

struct lci_inside {
    const struct lci_metric *metric;
    struct lci_lattice lattice;
    struct corner *corners;
    size_t corner_count;
    struct seat *goals;
    size_t goal_count;
    double *walk_m; /* [corner * goal_count + goal]; INFINITY: none */
};

/* Two corners that a walk may go straight between. */
struct tie {
    uint32_t a, b;
    double length_m;
};

struct ties {
    struct tie *items;
    size_t count, capacity;
};

/* Steps of the lattice by which a place may be off that should be inside: rounding, and a tenth of a millimetre. */
static const int64_t seat_steps[] = {2, 8, 32, 256};

static struct seat
seat_place(const struct lci_lattice *lattice, double x_m, double y_m)
{
    const double xy_m[2] = {x_m, y_m};
    const struct lci_lattice_point exact = lci_lattice_round(xy_m);
    struct seat seat = {exact, x_m, y_m, lci_lattice_contains(lattice, exact)};

    for (size_t s = 0; s < sizeof(seat_steps) / sizeof(seat_steps[0]) && !seat.inside; s++)
        for (int64_t i = 0; i < 9 && !seat.inside; i++) {
            seat.at.x = exact.x + (i % 3 - 1) * seat_steps[s];
            seat.at.y = exact.y + (i / 3 - 1) * seat_steps[s];
            seat.inside = lci_lattice_contains(lattice, seat.at);
        }
    return seat;
}

static double
ring_area2(const struct lci_polygons *polygons, uint32_t ring)
{
    const double *origin = polygons->xy_m + 2 * (size_t)polygons->point_first[ring];
    double area2 = 0.0;

    for (uint32_t i = polygons->point_first[ring]; i + 1 < polygons->point_first[ring + 1]; i++) {
        const double *a = polygons->xy_m + 2 * (size_t)i;

        area2 += (a[0] - origin[0]) * (a[3] - origin[1]) - (a[2] - origin[0]) * (a[1] - origin[1]);
    }
    return area2;
}

static bool
is_same(struct lci_lattice_point a, struct lci_lattice_point b)
{
    return a.x == b.x && a.y == b.y;
}

/* Adds the corners of a ring, whose different places are given with the inside to their left. */
static void
add_corners(struct lci_inside *inside, const struct lci_lattice_point *places, const double *xy_m, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const struct corner corner = {places[(i + count - 1) % count], places[i], places[(i + 1) % count], xy_m[2 * i],
                                      xy_m[2 * i + 1]};

        if (lci_lattice_turn(corner.before, corner.at, corner.after) < 0)
            inside->corners[inside->corner_count++] = corner;
    }
}

static bool
add_ring(struct lci_inside *inside, const struct lci_polygons *polygons, uint32_t ring, bool is_hole)
{
    const bool turn_round = (ring_area2(polygons, ring) < 0.0) != is_hole;
    const uint32_t first = polygons->point_first[ring];
    const size_t total = polygons->point_first[ring + 1] - first;
    struct lci_lattice_point *places = lci_new_array(struct lci_lattice_point, total);
    double *xy_m = lci_new_array(double, 2 * total);
    size_t count = 0;
    bool added = places && xy_m;

    for (size_t i = 0; added && i < total; i++) {
        const double *from_m = polygons->xy_m + 2 * (first + (turn_round ? total - 1 - i : i));
        const struct lci_lattice_point place = lci_lattice_round(from_m);

        if (count > 0 && is_same(places[count - 1], place))
            continue;
        xy_m[2 * count] = from_m[0];
        xy_m[2 * count + 1] = from_m[1];
        places[count++] = place;
    }
    while (count > 1 && is_same(places[0], places[count - 1]))
        count--;
    if (added && count > 2) {
        add_corners(inside, places, xy_m, count);
        added = lci_lattice_add_ring(&inside->lattice, places, count);
    }
    lci_free(places);
    lci_free(xy_m);
    return added;
}

static bool
add_rings(struct lci_inside *inside, const struct lci_polygons *polygons, size_t polygon)
{
    const uint32_t first = polygons->ring_first[polygon];
    const uint32_t end = polygons->ring_first[polygon + 1];

    inside->corners = lci_new_array(struct corner, polygons->point_first[end] - polygons->point_first[first]);
    if (!inside->corners)
        return false;
    for (uint32_t ring = first; ring < end; ring++)
        if (!add_ring(inside, polygons, ring, ring > first))
            return false;
    return lci_lattice_prepare(&inside->lattice);
}

/* Whether a walk that bends at the corner may come from there, or go on to there: both sides of the corner on one hand. */
static bool
is_tangent(const struct corner *corner, struct lci_lattice_point other)
{
    return lci_lattice_turn(corner->at, other, corner->before) * lci_lattice_turn(corner->at, other, corner->after) >= 0;
}

static double
between_m(const struct lci_inside *inside, double ax_m, double ay_m, double bx_m, double by_m)
{
    return lci_metric_distance_m(inside->metric, ax_m, ay_m, bx_m, by_m);
}

/* Every pair of corners that see each other along a line that walks may take. False: out of memory. */
static bool
find_ties(const struct lci_inside *inside, struct lci_lattice_touches *touches, struct ties *ties)
{
    for (uint32_t i = 0; i < inside->corner_count; i++)
        for (uint32_t j = i + 1; j < inside->corner_count; j++) {
            const struct corner *a = &inside->corners[i];
            const struct corner *b = &inside->corners[j];
            bool sees = false;

            if (!is_tangent(a, b->at) || !is_tangent(b, a->at))
                continue;
            if (!lci_lattice_sees(&inside->lattice, a->at, b->at, touches, &sees))
                return false;
            if (!sees)
                continue;
            if (!lci_grow(&ties->items, ties->count, &ties->capacity))
                return false;
            ties->items[ties->count++] = (struct tie){i, j, between_m(inside, a->x_m, a->y_m, b->x_m, b->y_m)};
        }
    return true;
}

/* The ties by corner, each twice; and a heap of corners by their walk. */
struct graph {
    size_t *first; /* corner_count + 1 */
    struct tie *ties; /* a is the other end */
    uint32_t *heap, *place; /* place: of a corner in the heap, LCI_NONE before it was in */
    size_t heap_count;
    double *walk_m; /* of a corner to the goal of the moment */
};

static bool
new_graph(size_t corner_count, const struct ties *ties, struct graph *graph)
{
    graph->first = lci_new_array(size_t, corner_count + 2);
    graph->ties = lci_new_array(struct tie, 2 * ties->count);
    graph->heap = lci_new_array(uint32_t, corner_count);
    graph->place = lci_new_array(uint32_t, corner_count);
    graph->walk_m = lci_new_array(double, corner_count);
    if (!graph->first || !graph->ties || !graph->heap || !graph->place || !graph->walk_m)
        return false;
    for (size_t i = 0; i < ties->count; i++) {
        graph->first[ties->items[i].a + 2]++;
        graph->first[ties->items[i].b + 2]++;
    }
    for (size_t c = 0; c < corner_count; c++)
        graph->first[c + 2] += graph->first[c + 1];
    for (size_t i = 0; i < ties->count; i++) {
        const struct tie tie = ties->items[i];

        graph->ties[graph->first[tie.a + 1]++] = (struct tie){tie.b, tie.a, tie.length_m};
        graph->ties[graph->first[tie.b + 1]++] = tie;
    }
    return true;
}

static void
free_graph(struct graph *graph)
{
    lci_free(graph->first);
    lci_free(graph->ties);
    lci_free(graph->heap);
    lci_free(graph->place);
    lci_free(graph->walk_m);
}

static void
put(struct graph *graph, size_t place, uint32_t corner)
{
    graph->heap[place] = corner;
    graph->place[corner] = (uint32_t)place;
}

/* Lowers a corner's walk, and lifts it in the heap. */
static void
improve(struct graph *graph, uint32_t corner, double walk_m)
{
    size_t at = graph->place[corner];

    if (walk_m >= graph->walk_m[corner])
        return;
    graph->walk_m[corner] = walk_m;
    if (at == LCI_NONE)
        at = graph->heap_count++;
    for (; at > 0 && graph->walk_m[graph->heap[(at - 1) / 2]] > walk_m; at = (at - 1) / 2)
        put(graph, at, graph->heap[(at - 1) / 2]);
    put(graph, at, corner);
}

static uint32_t
take_least(struct graph *graph)
{
    const uint32_t least = graph->heap[0];
    const uint32_t moved = graph->heap[--graph->heap_count];
    size_t at = 0;

    for (;;) {
        size_t child = 2 * at + 1;

        if (child + 1 < graph->heap_count && graph->walk_m[graph->heap[child + 1]] < graph->walk_m[graph->heap[child]])
            child++;
        if (child >= graph->heap_count || graph->walk_m[graph->heap[child]] >= graph->walk_m[moved])
            break;
        put(graph, at, graph->heap[child]);
        at = child;
    }
    put(graph, at, moved);
    return least;
}

/* The walks from all corners to one goal. False: out of memory. */
static bool
walk_to_goal(struct lci_inside *inside, struct graph *graph, struct lci_lattice_touches *touches, size_t goal_index)
{
    const struct seat *goal = &inside->goals[goal_index];

    for (uint32_t c = 0; c < inside->corner_count; c++) {
        graph->walk_m[c] = INFINITY;
        graph->place[c] = LCI_NONE;
    }
    graph->heap_count = 0;
    for (uint32_t c = 0; goal->inside && c < inside->corner_count; c++) {
        const struct corner *corner = &inside->corners[c];
        bool sees = false;

        if (!is_tangent(corner, goal->at))
            continue;
        if (!lci_lattice_sees(&inside->lattice, corner->at, goal->at, touches, &sees))
            return false;
        if (sees)
            improve(graph, c, between_m(inside, corner->x_m, corner->y_m, goal->x_m, goal->y_m));
    }
    while (graph->heap_count > 0) {
        const uint32_t corner = take_least(graph);

        for (size_t i = graph->first[corner]; i < graph->first[corner + 1]; i++)
            improve(graph, graph->ties[i].a, graph->walk_m[corner] + graph->ties[i].length_m);
    }
    for (size_t c = 0; c < inside->corner_count; c++)
        inside->walk_m[c * inside->goal_count + goal_index] = graph->walk_m[c];
    return true;
}

static bool
walk_to_goals(struct lci_inside *inside)
{
    struct lci_lattice_touches touches = {0};
    struct ties ties = {0};
    struct graph graph = {0};
    bool done = false;

    inside->walk_m = lci_new_array(double, inside->corner_count *inside->goal_count);
    done = inside->walk_m && find_ties(inside, &touches, &ties) && new_graph(inside->corner_count, &ties, &graph);
    for (size_t goal = 0; done && goal < inside->goal_count; goal++)
        done = walk_to_goal(inside, &graph, &touches, goal);
    free_graph(&graph);
    lci_free(ties.items);
    lci_lattice_touches_fini(&touches);
    return done;
}

enum lci_status
lci_inside_new(const struct lci_polygons *polygons, size_t polygon, const double *goals_xy_m, size_t goal_count,
               const struct lci_metric *metric, struct lci_inside **out, struct lci_error *err)
{
    struct lci_inside *inside = lci_new(struct lci_inside);
    bool done = inside != NULL;

    *out = NULL;
    if (done) {
        inside->metric = metric;
        inside->goals = lci_new_array(struct seat, goal_count);
        inside->goal_count = goal_count;
        done = inside->goals && add_rings(inside, polygons, polygon);
    }
    for (size_t goal = 0; done && goal < goal_count; goal++)
        inside->goals[goal] = seat_place(&inside->lattice, goals_xy_m[2 * goal], goals_xy_m[2 * goal + 1]);
    if (!done || !walk_to_goals(inside)) {
        lci_inside_free(inside);
        return lci_fail_nomem(err, "walks inside a home");
    }
    *out = inside;
    return LCI_OK;
}

void
lci_inside_free(struct lci_inside *inside)
{
    if (!inside)
        return;
    lci_lattice_fini(&inside->lattice);
    lci_free(inside->corners);
    lci_free(inside->goals);
    lci_free(inside->walk_m);
    lci_free(inside);
}

void
lci_inside_bench_fini(struct lci_inside_bench *bench)
{
    lci_lattice_touches_fini(&bench->touches);
    lci_free(bench->best_m);
    lci_free(bench->last_turn);
    *bench = (struct lci_inside_bench){0};
}

static bool
prepare_bench(const struct lci_inside *inside, struct lci_inside_bench *bench)
{
    if (!lci_reserve(&bench->best_m, inside->goal_count, &bench->best_capacity) ||
        !lci_reserve(&bench->last_turn, inside->goal_count, &bench->turn_capacity))
        return false;
    if (bench->last != inside)
        for (size_t goal = 0; goal < inside->goal_count; goal++)
            bench->last_turn[goal] = LCI_NONE;
    bench->last = inside;
    return true;
}

/* Takes the walks by way of a corner, if any of them could be better than what is known. False: out of memory. */
static bool
try_corner(const struct lci_inside *inside, struct lci_inside_bench *bench, const struct seat *from, uint32_t index)
{
    const struct corner *corner = &inside->corners[index];
    const double *walk_m = inside->walk_m + index * inside->goal_count;
    const double leg_m = between_m(inside, from->x_m, from->y_m, corner->x_m, corner->y_m);
    bool better = false;

    for (size_t goal = 0; goal < inside->goal_count && !better; goal++)
        better = leg_m + walk_m[goal] < bench->best_m[goal];
    if (!better || !is_tangent(corner, from->at))
        return true;
    if (!lci_lattice_sees(&inside->lattice, from->at, corner->at, &bench->touches, &better))
        return false;
    for (size_t goal = 0; goal < inside->goal_count && better; goal++)
        if (leg_m + walk_m[goal] < bench->best_m[goal]) {
            bench->best_m[goal] = leg_m + walk_m[goal];
            bench->last_turn[goal] = index;
        }
    return true;
}

/* Straight walks first, then those around the corners that the place before turned at: they show most others to be longer. */
static bool
find_walks(const struct lci_inside *inside, struct lci_inside_bench *bench, const struct seat *from)
{
    for (size_t g = 0; g < inside->goal_count; g++) {
        const struct seat *goal = &inside->goals[g];
        bool sees = false;

        if (goal->inside && !lci_lattice_sees(&inside->lattice, from->at, goal->at, &bench->touches, &sees))
            return false;
        bench->best_m[g] = sees ? between_m(inside, from->x_m, from->y_m, goal->x_m, goal->y_m) : INFINITY;
    }
    for (size_t g = 0; g < inside->goal_count; g++)
        if (isinf(bench->best_m[g]) && bench->last_turn[g] < inside->corner_count &&
            !try_corner(inside, bench, from, bench->last_turn[g]))
            return false;
    for (uint32_t corner = 0; corner < inside->corner_count; corner++)
        if (!try_corner(inside, bench, from, corner))
            return false;
    return true;
}

enum lci_status
lci_inside_walks(const struct lci_inside *inside, struct lci_inside_bench *bench, double x_m, double y_m, uint32_t *walk_mm,
                 struct lci_error *err)
{
    const struct seat from = seat_place(&inside->lattice, x_m, y_m);

    if (!prepare_bench(inside, bench) || (from.inside && !find_walks(inside, bench, &from)))
        return lci_fail_nomem(err, "walks inside a home");
    for (size_t goal = 0; goal < inside->goal_count; goal++) {
        const double walk_m = from.inside ? bench->best_m[goal] * 1000.0 : INFINITY;

        walk_mm[goal] = walk_m < (double)LCI_MM_MAX - 1.0 ? (uint32_t)lround(walk_m) : LCI_NONE;
    }
    return LCI_OK;
}
