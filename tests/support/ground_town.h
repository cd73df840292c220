/* ground_town.h - a random town with all that is needed to draw areas on its ground, and the verdict of each of its places. */
#ifndef LCI_TESTS_GROUND_TOWN_H
#define LCI_TESTS_GROUND_TOWN_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "geom/ground.h"
#include "random_town.h"

enum { FACILITIES = 3, AROUND = 32 };

static const double PI = 3.14159265358979323846;

/* A network with everything that is needed to draw areas on it. */
struct town {
    struct lci_network *net;
    struct lci_barriers barriers;
    const struct lci_metric *metric; /* NULL: a plane */
    const struct lci_mask *mask;     /* NULL: none */
    const double *home_xy_m;         /* NULL: HOME_XY */
    struct lci_join_index *index;
    struct lci_search *search;
    struct lci_partition *partition;
    struct lci_geos *geos;
    struct lci_ground *ground;
    struct lci_zone zone; /* a home with private ways, if it has edges */
    struct lci_zones zones;
    lci_edge_id private_edges[TOWN_EDGES];
};

/* The home: a block in the middle of the town, served by every private way. */
static const double HOME_XY[10] = {120.0, 90.0, 430.0, 110.0, 400.0, 420.0, 90.0, 380.0, 120.0, 90.0};
static const uint32_t HOME_FIRST[2] = {0, 1};
static const uint32_t HOME_POINTS[2] = {0, 5};

static inline void
town_open(struct town *town, double off_street_m, double tolerance_m)
{
    const struct lci_join_options join = {.off_street_m = off_street_m};
    struct lci_partition_options ground = {.area_tolerance_m = tolerance_m, .mask = town->mask};

    for (size_t e = 0; e < town->net->edge_count; e++)
        if (town->net->edges[e].flags & LCI_EDGE_PRIVATE)
            town->private_edges[town->zone.edge_count++] = (lci_edge_id)e;
    if (town->zone.edge_count > 0) {
        town->zone.edges = town->private_edges;
        town->zone.polygons = (struct lci_polygons){
            1, 1, 5, (uint32_t *)HOME_FIRST, (uint32_t *)HOME_POINTS,
            (double *)(town->home_xy_m ? town->home_xy_m : HOME_XY)};
        assert_int_equal(lci_zones_init(&town->zones, town->net, &town->zone, 1, NULL), LCI_OK);
        ground.zones = &town->zones;
    }
    assert_int_equal(lci_join_index_new(town->net, &town->barriers, town->metric ? town->metric : lci_metric_plane(), &join,
                                        &town->index, NULL),
                     LCI_OK);
    assert_int_equal(lci_search_new(town->net, &town->search, NULL), LCI_OK);
    assert_int_equal(lci_partition_new(town->index, &ground, &town->partition, NULL), LCI_OK);
    assert_int_equal(lci_geos_new(&town->geos, NULL), LCI_OK);
    assert_int_equal(lci_ground_new(town->partition, town->geos, 0.0, &town->ground, NULL), LCI_OK);
}

static inline void
town_close(struct town *town)
{
    lci_ground_free(town->ground);
    lci_geos_free(town->geos);
    lci_partition_free(town->partition);
    lci_zones_fini(&town->zones);
    lci_search_free(town->search);
    lci_join_index_free(town->index);
    lci_barriers_fini(&town->barriers);
    hand_network_free(town->net);
}

static inline bool
area_holds(const struct lci_polygons *area, double x, double y)
{
    bool inside = false;

    for (size_t r = 0; r < area->ring_count; r++)
        for (uint32_t p = area->point_first[r]; p + 1 < area->point_first[r + 1]; p++) {
            const double *a = area->xy_m + 2 * p;

            if ((a[1] > y) != (a[3] > y) && x < a[0] + (y - a[1]) / (a[3] - a[1]) * (a[2] - a[0]))
                inside = !inside;
        }
    return inside;
}

static inline uint32_t
part_of(uint32_t cost_mm, uint32_t part_mm, uint32_t length_mm)
{
    return (uint32_t)floor((double)cost_mm * part_mm / length_mm + 0.5);
}

/* The walk from a private way of the home: over private ways only, as often as it takes, to a junction with a walk. */
static inline struct lci_walk
private_walk(const struct town *town, const struct lci_join *join)
{
    const struct lci_edge *at = &town->net->edges[join->edge];
    struct lci_walk best[TOWN_VERTICES];
    struct lci_walk from;
    struct lci_walk to;

    for (lci_vertex_id v = 0; v < TOWN_VERTICES; v++)
        best[v] = (struct lci_walk){lci_search_cost_mm(town->search, v),
                                    lci_search_label(town->search, v)};
    for (int round = 0; round < TOWN_EDGES; round++)
        for (size_t e = 0; e < town->zone.edge_count; e++) {
            const struct lci_edge *edge = &town->net->edges[town->private_edges[e]];

            for (int way = 0; way < 2; way++) {
                const struct lci_walk goal = best[way == 0 ? edge->to : edge->from];
                struct lci_walk *start = &best[way == 0 ? edge->from : edge->to];
                const uint32_t cost_mm = goal.cost_mm + edge->cost_mm[way];

                if (goal.cost_mm != LCI_NONE &&
                    (start->cost_mm == LCI_NONE || cost_mm < start->cost_mm ||
                     (cost_mm == start->cost_mm && goal.label < start->label)))
                    *start = (struct lci_walk){cost_mm, goal.label};
            }
        }
    from = best[at->from];
    to = best[at->to];
    if (from.cost_mm != LCI_NONE)
        from.cost_mm += part_of(at->cost_mm[1], join->offset_mm, at->length_mm);
    if (to.cost_mm != LCI_NONE)
        to.cost_mm += part_of(at->cost_mm[0], at->length_mm - join->offset_mm, at->length_mm);
    return from.cost_mm < to.cost_mm || (from.cost_mm == to.cost_mm && from.label < to.label) ? from
                                                                                              : to;
}

/* Inside the home's four straight sides, which run counter-clockwise. */
static inline bool
home_holds(double x, double y)
{
    for (int i = 0; i < 4; i++)
        if ((HOME_XY[2 * i + 2] - HOME_XY[2 * i]) * (y - HOME_XY[2 * i + 1]) <
            (HOME_XY[2 * i + 3] - HOME_XY[2 * i + 1]) * (x - HOME_XY[2 * i]))
            return false;
    return true;
}

/* The verdict of the place itself: joins are tested in test_join.c, walks in test_search.c. */
static inline bool
place_is_covered(const struct town *town, uint32_t label, uint32_t limit_mm, double x, double y)
{
    const bool at_home = town->zone.edge_count > 0 && home_holds(x, y);
    const struct lci_join join =
        at_home ? lci_join_place_private(town->index, x, y, town->private_edges,
                                         town->zone.edge_count)
                : lci_join_place(town->index, x, y);
    struct lci_walk walk;

    if (join.edge == LCI_NONE)
        return false;
    if (town->net->edges[join.edge].flags & LCI_EDGE_PRIVATE)
        walk = private_walk(town, &join);
    else
        walk = lci_search_walk(town->search, join.edge, join.offset_mm);
    return walk.cost_mm != LCI_NONE && (uint64_t)walk.cost_mm + join.leg_mm <= limit_mm &&
           (label == LCI_NONE || walk.label == label);
}

/* Whether a place within `tolerance_m` has the verdict `wanted`. */
static inline bool
verdict_is_near(const struct town *town, uint32_t label, uint32_t limit_mm, const double at[2],
                bool wanted, double tolerance_m)
{
    for (int ring = 1; ring <= 4; ring++)
        for (int k = 0; k < AROUND; k++) {
            const double angle = 2.0 * PI * k / AROUND;
            const double radius = tolerance_m * ring / 4.0;

            if (place_is_covered(town, label, limit_mm, at[0] + radius * cos(angle),
                                 at[1] + radius * sin(angle)) == wanted)
                return true;
        }
    return false;
}

static inline size_t
random_seeds(const struct town *town, uint64_t *state, struct lci_seed *seeds)
{
    size_t count = 0;

    for (uint32_t label = 0; label < FACILITIES; label++) {
        const struct lci_join join = lci_join_place(town->index, town_between(state, 0.0, 500.0),
                                                    town_between(state, 0.0, 500.0));

        if (join.edge != LCI_NONE)
            seeds[count++] = (struct lci_seed){join.edge, join.offset_mm, join.leg_mm, label};
    }
    return count;
}

#endif
