/* edited_town.h - a random town with walled homes, gates, private ways, barriers and facilities, and what may happen to it from one
 * night to the next. Include it after cmocka. */
#ifndef LCI_TESTS_EDITED_TOWN_H
#define LCI_TESTS_EDITED_TOWN_H

#include <stdlib.h>
#include <string.h>

#include "analysis/home_zones.h"
#include "analysis/walls.h"
#include "analysis_model.h"
#include "random_town.h"

enum {
    SIDE = 10,
    VERTICES = SIDE * SIDE + 3,
    FAR_WEST = SIDE * SIDE,
    MOST_EDGES = 2 * SIDE * SIDE + 2,
    MOST_WALLS = 16,
    HOMES = 8,
    MOST_FACILITIES = 12,
    MOST_GATES = 8,
    CATEGORIES = 2,
    LIMITS = 3
};

static const double STREETS_APART_M = 90.0;

/* What can happen to a town from one night to the next. */
enum edit {
    NOTHING,
    MOVE_VERTEX,
    REMOVE_EDGE,
    CLOSE_ONE_WAY,
    MAKE_DEAR,
    MAKE_PRIVATE,
    MAKE_ISLET,
    MAKE_TUNNEL,
    TURN_NUMBERS,        /* of vertices and edges: the last ones come first */
    SHIFT_NUMBERS,       /* all are one higher */
    ADD_STREET_FAR_WEST, /* the lattice begins elsewhere */
    ADD_WALL,
    MOVE_WALL,
    REMOVE_WALL,
    MOVE_FACILITY,
    MOVE_FACILITY_INTO_WALLS,
    ADD_FACILITY,
    REMOVE_FACILITY,
    RENAME_FACILITIES, /* all of them have other numbers */
    FALL_SHORT,
    CHANGE_FIRST_LIMIT,
    CHANGE_LAST_LIMIT,
    MOVE_OPEN_HOME,
    MOVE_WALLED_HOME,
    MOVE_GATE,
    ADD_GATE,
    REMOVE_GATE,
    SWAP_HOMES,
    CHANGE_OFF_STREET,
    CHANGE_TOLERANCE,
    CHANGE_SAMPLE,
    FILL_HOLES,
    EDIT_COUNT
};

static const char *const EDIT_NAMES[EDIT_COUNT] = {
    "nothing",       "move vertex",     "remove edge",    "close one way",       "make dear",       "make private",
    "make islet",    "make tunnel",     "turn numbers",   "shift numbers",   "add street far west", "add wall",    "move wall",
    "remove wall",   "move facility",   "into walls",     "add facility",        "remove facility", "rename facilities",
    "fall short",    "first limit",     "last limit",     "move open home",      "move walled home", "move gate",
    "add gate",      "remove gate",     "swap homes",     "off-street",          "tolerance",       "sample",
    "fill holes"};

/* A town as it is written down. */
struct plan {
    double xy_m[2 * VERTICES];
    struct hand_edge edges[MOST_EDGES];
    size_t edge_count;
    bool turned, shifted; /* numbers of vertices and edges */
    double walls_xy_m[MOST_WALLS][6];
    size_t wall_count;
    double homes_m[HOMES][4];
    bool home_order_turned;
    double facilities_xy_m[MOST_FACILITIES][2];
    uint32_t short_mm[MOST_FACILITIES];
    uint32_t first_id;
    size_t facility_count;
    struct {
        uint32_t home;
        double share; /* of its lower side */
    } gates[MOST_GATES];
    size_t gate_count;
    double limits_m[LIMITS], off_street_m, tolerance_m, sample_m, min_hole_m2;
};

/* A plan come true. */
struct built {
    struct lci_network *net;
    struct lci_barriers barriers;
    struct lci_join_index *index;
    struct lci_homes homes;
    struct lci_facilities facilities;
    struct lci_gates gates;
    struct lci_walls walls;
    struct lci_walled walled;
    struct lci_yards yards;
    struct lci_home_zones zones;
    struct lci_quality quality;
    struct lci_pool *pool;
    struct lci_demand demand;
    struct lci_access_category categories[CATEGORIES];
    struct lci_partition *partition;
    struct lci_access_inputs access;
};

static inline void
plan_streets(struct plan *plan, uint64_t *random)
{
    for (int v = 0; v < SIDE * SIDE; v++) {
        plan->xy_m[2 * v] = STREETS_APART_M * (v % SIDE) + town_between(random, -30.0, 30.0);
        plan->xy_m[2 * v + 1] = STREETS_APART_M * (v / SIDE) + town_between(random, -30.0, 30.0);
    }
    /* For a street far away that is there or not. */
    plan->xy_m[2 * FAR_WEST] = -900.0;
    plan->xy_m[2 * FAR_WEST + 2] = -860.0;
    for (int v = 0; v < SIDE * SIDE; v++)
        for (int axis = 0; axis < 2; axis++) {
            const int w = axis == 0 ? v + 1 : v + SIDE;
            const uint64_t luck = town_next(random) % 16;
            double length_m = 0.0;
            uint32_t mm = 0;

            if (w >= SIDE * SIDE || (axis == 0 && w % SIDE == 0) || luck < 2)
                continue;
            length_m = hypot(plan->xy_m[2 * w] - plan->xy_m[2 * v], plan->xy_m[2 * w + 1] - plan->xy_m[2 * v + 1]);
            mm = (uint32_t)lround(length_m * 1000.0);
            plan->edges[plan->edge_count++] = (struct hand_edge){.from = (lci_vertex_id)v,
                                                                 .to = (lci_vertex_id)w,
                                                                 .length_mm = mm,
                                                                 .cost_mm = {mm, luck == 3 ? mm + mm / 2 : mm},
                                                                 .flags = luck == 4 ? LCI_EDGE_PRIVATE : 0};
        }
}

static inline void
plan_town(struct plan *plan, uint64_t seed)
{
    uint64_t random = seed;

    *plan = (struct plan){.limits_m = {90.0, 150.0, 220.0}, .off_street_m = 45.0, .tolerance_m = 0.75, .sample_m = 12.0};
    plan_streets(plan, &random);
    for (; plan->wall_count < 6; plan->wall_count++)
        for (int i = 0; i < 6; i++)
            plan->walls_xy_m[plan->wall_count][i] = i < 2 ? town_between(&random, 0.0, 800.0)
                                                          : plan->walls_xy_m[plan->wall_count][i - 2] +
                                                                town_between(&random, -50.0, 50.0);
    for (int i = 0; i < HOMES; i++) {
        const double x_m = 10.0 + STREETS_APART_M * (double)(1 + (5 * i) % (SIDE - 2));
        const double y_m = 10.0 + STREETS_APART_M * (double)(i % (SIDE - 1));

        plan->homes_m[i][0] = x_m;
        plan->homes_m[i][1] = y_m;
        plan->homes_m[i][2] = x_m + town_between(&random, 25.0, 60.0);
        plan->homes_m[i][3] = y_m + town_between(&random, 25.0, 60.0);
    }
    for (; plan->facility_count < 10; plan->facility_count++) {
        const double *home_m = plan->homes_m[plan->facility_count % HOMES];
        const bool is_near_gate = plan->facility_count < 3;

        plan->facilities_xy_m[plan->facility_count][0] = is_near_gate ? home_m[0] - 15.0 : town_between(&random, 0.0, 800.0);
        plan->facilities_xy_m[plan->facility_count][1] = is_near_gate ? home_m[1] - 15.0 : town_between(&random, 0.0, 800.0);
    }
    for (; plan->gate_count < 3; plan->gate_count++) {
        plan->gates[plan->gate_count].home = (uint32_t)plan->gate_count;
        plan->gates[plan->gate_count].share = town_between(&random, 0.2, 0.8);
    }
}

static inline void
edit_streets(struct plan *plan, enum edit edit, uint64_t *random)
{
    struct hand_edge *edge = &plan->edges[town_next(random) % plan->edge_count];

    switch (edit) {
    case MOVE_VERTEX:
        plan->xy_m[2 * edge->from] += town_between(random, 2.0, 9.0);
        break;
    case REMOVE_EDGE:
        memmove(edge, edge + 1, (size_t)(plan->edges + --plan->edge_count - edge) * sizeof(*edge));
        break;
    case CLOSE_ONE_WAY:
        edge->cost_mm[town_next(random) % 2] = LCI_NONE;
        break;
    case MAKE_DEAR:
        edge->cost_mm[0] += edge->cost_mm[0] / 3;
        edge->cost_mm[1] += edge->cost_mm[1] / 3;
        break;
    case MAKE_PRIVATE:
        edge->flags ^= LCI_EDGE_PRIVATE;
        break;
    case MAKE_ISLET:
        edge->flags ^= LCI_EDGE_ISLET;
        break;
    case MAKE_TUNNEL:
        edge->flags ^= LCI_EDGE_INSIDE;
        break;
    case TURN_NUMBERS:
        plan->turned = true;
        break;
    case SHIFT_NUMBERS:
        plan->shifted = true;
        break;
    default:
        plan->edges[plan->edge_count++] = (struct hand_edge){FAR_WEST, FAR_WEST + 1, 40000, {40000, 40000}, 0};
    }
}

static inline void
edit_facilities(struct plan *plan, enum edit edit, uint64_t *random)
{
    const size_t which = town_next(random) % plan->facility_count;
    const size_t changed = edit == ADD_FACILITY ? plan->facility_count++ : which;

    switch (edit) {
    case MOVE_FACILITY:
    case ADD_FACILITY:
        plan->facilities_xy_m[changed][0] = town_between(random, 0.0, 800.0);
        plan->facilities_xy_m[changed][1] = town_between(random, 0.0, 800.0);
        break;
    case MOVE_FACILITY_INTO_WALLS:
        plan->facilities_xy_m[which][0] = plan->homes_m[0][0] + 10.0;
        plan->facilities_xy_m[which][1] = plan->homes_m[0][1] + 10.0;
        break;
    case REMOVE_FACILITY: /* of the same category as the last one, so that all others stay what they are */
        plan->facilities_xy_m[plan->facility_count - 3][0] = plan->facilities_xy_m[plan->facility_count - 1][0];
        plan->facilities_xy_m[plan->facility_count - 3][1] = plan->facilities_xy_m[plan->facility_count - 1][1];
        plan->facility_count--;
        break;
    case RENAME_FACILITIES:
        plan->first_id = 3;
        break;
    default:
        plan->short_mm[which] += 30000;
    }
}

static inline void
edit_homes(struct plan *plan, enum edit edit, uint64_t *random)
{
    const size_t gate = town_next(random) % plan->gate_count;
    const size_t home = edit == MOVE_WALLED_HOME ? plan->gates[gate].home : HOMES - 1 - town_next(random) % 3;

    switch (edit) {
    case MOVE_OPEN_HOME:
    case MOVE_WALLED_HOME:
        for (size_t i = 0; i < 4; i++)
            plan->homes_m[home][i] += 4.0;
        break;
    case MOVE_GATE:
        for (size_t g = 0; g < plan->gate_count; g++)
            plan->gates[g].share = plan->gates[g].share > 0.5 ? 0.1 : 0.9;
        break;
    case ADD_GATE:
        plan->gates[plan->gate_count].home = (uint32_t)plan->gate_count;
        plan->gates[plan->gate_count++].share = 0.4;
        break;
    case REMOVE_GATE:
        plan->gate_count--;
        break;
    default:
        plan->home_order_turned = true;
    }
}

static inline void
edit_plan(struct plan *plan, enum edit edit, uint64_t *random)
{
    const size_t wall = town_next(random) % plan->wall_count;

    if (edit >= MOVE_VERTEX && edit <= ADD_STREET_FAR_WEST)
        edit_streets(plan, edit, random);
    if (edit >= MOVE_FACILITY && edit <= FALL_SHORT)
        edit_facilities(plan, edit, random);
    if (edit >= MOVE_OPEN_HOME && edit <= SWAP_HOMES)
        edit_homes(plan, edit, random);
    switch (edit) {
    case ADD_WALL:
        for (int i = 0; i < 6; i++)
            plan->walls_xy_m[plan->wall_count][i] = 200.0 + town_between(random, 0.0, 90.0);
        plan->wall_count++;
        break;
    case MOVE_WALL:
        for (int i = 0; i < 6; i++)
            plan->walls_xy_m[wall][i] += 7.0;
        break;
    case REMOVE_WALL:
        memcpy(plan->walls_xy_m[wall], plan->walls_xy_m[--plan->wall_count], sizeof(plan->walls_xy_m[wall]));
        break;
    case CHANGE_FIRST_LIMIT:
        plan->limits_m[0] += 10.0;
        break;
    case CHANGE_LAST_LIMIT:
        plan->limits_m[LIMITS - 1] -= 10.0;
        break;
    case CHANGE_OFF_STREET:
        plan->off_street_m += 1.0;
        break;
    case CHANGE_TOLERANCE:
        plan->tolerance_m = 1.5;
        break;
    case CHANGE_SAMPLE:
        plan->sample_m = 9.0;
        break;
    case FILL_HOLES:
        plan->min_hole_m2 = 4000.0;
        break;
    default:
        break;
    }
}

static inline int
by_lower_end(const void *left, const void *right)
{
    const struct hand_edge *a = left;
    const struct hand_edge *b = right;
    const lci_vertex_id lower_a = a->from < a->to ? a->from : a->to;
    const lci_vertex_id lower_b = b->from < b->to ? b->from : b->to;

    if (lower_a != lower_b)
        return lower_a < lower_b ? -1 : 1;
    return a->from + a->to < b->from + b->to ? -1 : 1;
}

static inline struct lci_network *
build_network(const struct plan *plan)
{
    struct plan numbered = *plan;
    lci_vertex_id number[VERTICES];

    for (lci_vertex_id v = 0; v < VERTICES; v++) {
        number[v] = plan->turned ? VERTICES - 1 - v : plan->shifted ? (v + 1) % VERTICES : v;
        memcpy(numbered.xy_m + 2 * number[v], plan->xy_m + 2 * v, 2 * sizeof(double));
    }
    for (size_t e = 0; e < plan->edge_count; e++) {
        numbered.edges[e].from = number[plan->edges[e].from];
        numbered.edges[e].to = number[plan->edges[e].to];
    }
    qsort(numbered.edges, plan->edge_count, sizeof(numbered.edges[0]), by_lower_end);
    return hand_network(VERTICES, numbered.xy_m, numbered.edges, plan->edge_count);
}

static inline void
build_homes(const struct plan *plan, struct built *built)
{
    static const char *const ids[HOMES] = {"a", "b", "c", "d", "e", "f", "g", "h"};
    static const double weights[4] = {10.0, 30.0, 8.0, 5.0};
    static const char *const gate_ids[MOST_GATES] = {"1", "2", "3", "4", "5", "6", "7", "8"};

    for (size_t i = 0; i < HOMES; i++) {
        const double *box_m = plan->homes_m[i];

        model_add_box(&built->homes.shapes, box_m[0], box_m[1], box_m[2], box_m[3]);
        (void)model_add_home(&built->homes, ids[plan->home_order_turned ? HOMES - 1 - i : i], weights);
    }
    for (size_t g = 0; g < plan->gate_count; g++) {
        const size_t home = plan->gates[g].home;
        const double *box_m = plan->homes_m[home];

        assert_true(lci_grow(&built->gates.items, built->gates.count, &built->gates.capacity));
        built->gates.items[built->gates.count++] = (struct lci_gate){
            .id = gate_ids[g],
            .name = "",
            .home_id = ids[plan->home_order_turned ? HOMES - 1 - home : home],
            .x_m = box_m[0] + plan->gates[g].share * (box_m[2] - box_m[0]),
            .y_m = box_m[1],
            .origin = MODEL_ORIGIN,
        };
    }
}

static inline void
build_facilities(const struct plan *plan, struct built *built)
{
    static const char *const ids[MOST_FACILITIES] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "A", "B"};

    for (size_t i = 0; i < plan->facility_count; i++) {
        struct lci_facility *facility =
            model_add_facility(&built->facilities, ids[(i + plan->first_id) % MOST_FACILITIES], (uint32_t)i % CATEGORIES,
                               plan->facilities_xy_m[i][0], plan->facilities_xy_m[i][1]);

        facility->short_mm = plan->short_mm[i];
    }
    for (size_t c = 0; c < CATEGORIES; c++)
        built->categories[c] = (struct lci_access_category){
            .limits_m = plan->limits_m, .limit_count = LIMITS, .radius_m = 200.0, .by_facility = true};
}

/* As the run does it, but that streets are what the plan says. */
static inline void
build_town(const struct plan *plan, struct built *built)
{
    const struct lci_join_options join = {.off_street_m = plan->off_street_m};
    struct lci_walled_inputs walled = {.walls = &built->walls,
                                       .gates = &built->gates,
                                       .homes = &built->homes,
                                       .facilities = &built->facilities,
                                       .metric = lci_metric_plane()};
    struct lci_demand_inputs demand = {.homes = &built->homes, .walled = &built->walled, .sample_m = plan->sample_m};
    struct lci_partition_options ground = {.area_tolerance_m = plan->tolerance_m, .zones = &built->zones.zones};

    *built = (struct built){.net = build_network(plan)};
    for (size_t i = 0; i < plan->wall_count; i++)
        assert_true(lci_barriers_add_line(&built->barriers, plan->walls_xy_m[i], 3));
    build_homes(plan, built);
    build_facilities(plan, built);
    assert_int_equal(lci_pool_new(2, &built->pool, NULL), LCI_OK);
    assert_int_equal(lci_facilities_check(&built->facilities, CATEGORIES, lci_metric_plane(), &built->quality, NULL), LCI_OK);
    assert_int_equal(lci_homes_check(&built->homes, &built->quality, NULL), LCI_OK);
    lci_gates_sort(&built->gates);
    assert_int_equal(lci_walls_find(&built->gates, &built->homes, lci_metric_plane(), 5.0, &built->walls, &built->quality, NULL),
                     LCI_OK);
    assert_int_equal(lci_walls_bar(&built->walls, &built->homes, &built->barriers, NULL), LCI_OK);
    assert_int_equal(lci_join_index_new(built->net, &built->barriers, lci_metric_plane(), &join, &built->index, NULL), LCI_OK);
    walled.net = demand.net = built->net;
    walled.index = demand.index = built->index;
    built->facilities.walled = &built->walled;
    assert_int_equal(lci_walled_build(&walled, built->pool, NULL, &built->walled, &built->quality, NULL), LCI_OK);
    assert_int_equal(lci_facilities_join(&built->facilities, built->index, plan->off_street_m, built->pool, NULL, &built->quality,
                                         NULL),
                     LCI_OK);
    assert_int_equal(lci_demand_build(&demand, built->pool, NULL, &built->quality, &built->demand, NULL), LCI_OK);
    assert_int_equal(lci_home_zones_build(built->net, &built->homes, &built->zones, NULL), LCI_OK);
    assert_int_equal(lci_yards_build(&built->walled, &built->homes, plan->sample_m, 0.3 * plan->tolerance_m, built->pool, NULL,
                                     &built->yards, NULL),
                     LCI_OK);
    assert_int_equal(lci_partition_new(built->index, &ground, &built->partition, NULL), LCI_OK);
    built->access = (struct lci_access_inputs){
        .net = built->net,
        .index = built->index,
        .metric = lci_metric_plane(),
        .facilities = &built->facilities,
        .homes = &built->homes,
        .demand = &built->demand,
        .categories = built->categories,
        .category_count = CATEGORIES,
        .partition = built->partition,
        .keeps_ground = true,
        .yards = &built->yards,
        .min_hole_m2 = plan->min_hole_m2,
        .areas = true,
    };
}

static inline void
demolish_town(struct built *built)
{
    lci_partition_free(built->partition);
    lci_yards_fini(&built->yards);
    lci_home_zones_fini(&built->zones);
    lci_demand_fini(&built->demand);
    lci_walled_fini(&built->walled);
    lci_walls_fini(&built->walls);
    lci_gates_fini(&built->gates);
    lci_pool_free(built->pool);
    lci_quality_fini(&built->quality);
    lci_facilities_fini(&built->facilities);
    lci_homes_fini(&built->homes);
    lci_join_index_free(built->index);
    lci_barriers_fini(&built->barriers);
    hand_network_free(built->net);
}

#endif
