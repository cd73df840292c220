/* gap_town.h - a town with everything that gaps are about, as lists that can be edited, and its gaps as bytes. Include it after
 * cmocka. */
#ifndef LCI_TESTS_GAP_TOWN_H
#define LCI_TESTS_GAP_TOWN_H

#include <stdio.h>

#include "analysis/gaps.h"
#include "analysis/walls.h"
#include "analysis_model.h"
#include "network/build.h"
#include "random_town.h"

enum { GAP_TOWN_MOST = 1200, GAP_TOWN_CATEGORIES = 3, GAP_TOWN_WALKERS = 2, GAP_TOWN_COLUMNS = 34, GAP_TOWN_ROWS = 9 };

/* A straight street; of two who walk the second does not go where it is narrow. */
struct gap_town_street {
    char id[12];
    double ax_m, ay_m, bx_m, by_m, factor;
    uint32_t flags;
    int32_t level;
    bool is_narrow, is_gone;
};

struct gap_town_home {
    char id[12];
    double box_m[4];
    double people;
    bool is_gone;
};

struct gap_town_gate {
    char id[12], home[12];
    double x_m, y_m;
    bool residents_only, is_gone;
};

struct gap_town_facility {
    char id[12];
    uint32_t category, short_mm;
    enum lci_facility_state state;
    double x_m, y_m;
    bool is_gone;
};

struct gap_town_wall {
    double ax_m, ay_m, bx_m, by_m;
    bool is_gone;
};

/* What can be edited. Lists are handed in in any order. */
struct gap_town {
    uint64_t seed;
    struct gap_town_street streets[GAP_TOWN_MOST];
    struct gap_town_home homes[GAP_TOWN_MOST];
    struct gap_town_gate gates[GAP_TOWN_MOST];
    struct gap_town_facility facilities[GAP_TOWN_MOST];
    struct gap_town_wall walls[GAP_TOWN_MOST];
    size_t street_count, home_count, gate_count, facility_count, wall_count;
    double limit_m[GAP_TOWN_CATEGORIES];
    double off_street_m, islet_m, link_max_m, gap_link_m;
    double curve_m; /* added to the side of the curve along which vertices are numbered, which changes no number */
    size_t walker_count;
    bool keeps_flips, is_reversed; /* reversed: handed in from the last to the first */
};

/* One who walks in the town. */
struct gap_town_pass {
    struct lci_ways ways;
    struct lci_barriers barriers;
    struct lci_walls walls;
    struct lci_gates gates;
    struct lci_network *net;
    struct lci_join_index *index;
    struct lci_homes homes;
    struct lci_facilities facilities, idle;
    struct lci_walled walled;
    struct lci_demand demand;
    struct lci_nearest *nearest;
    struct lci_quality quality;
    struct lci_access_category categories[GAP_TOWN_CATEGORIES];
    struct lci_access_inputs access;
    double *crossing_m;
    size_t crossing_count;
};

/* Bytes as they are gathered. */
struct gap_town_bytes {
    unsigned char *items;
    size_t count, capacity;
};

static inline struct gap_town_street *
gap_town_add_street(struct gap_town *town, double ax_m, double ay_m, double bx_m, double by_m)
{
    struct gap_town_street *street = &town->streets[town->street_count];

    *street = (struct gap_town_street){.ax_m = ax_m, .ay_m = ay_m, .bx_m = bx_m, .by_m = by_m, .factor = 1.0};
    (void)snprintf(street->id, sizeof(street->id), "w%zu", town->street_count++);
    return street;
}

/* A bent grid with streets missing, narrow, private, dear or over others, dead ends beside streets, and islets. */
static inline void
gap_town_fill_streets(struct gap_town *town)
{
    uint64_t *state = &town->seed;
    static double xy_m[GAP_TOWN_ROWS + 1][GAP_TOWN_COLUMNS + 1][2];

    for (int row = 0; row <= GAP_TOWN_ROWS; row++)
        for (int column = 0; column <= GAP_TOWN_COLUMNS; column++) {
            xy_m[row][column][0] = 100.0 * column + round(town_between(state, -20.0, 20.0));
            xy_m[row][column][1] = 100.0 * row + round(town_between(state, -20.0, 20.0));
        }
    for (int row = 0; row <= GAP_TOWN_ROWS; row++)
        for (int column = 0; column <= GAP_TOWN_COLUMNS; column++)
            for (int axis = 0; axis < 2; axis++) {
                const double *a = xy_m[row][column];
                const double *b = axis == 0 ? a + 2 : xy_m[row + 1][column];
                const uint64_t luck = town_next(state) % 40;
                struct gap_town_street *street = NULL;

                if ((axis == 0 ? column == GAP_TOWN_COLUMNS : row == GAP_TOWN_ROWS) || luck < 7)
                    continue;
                street = gap_town_add_street(town, a[0], a[1], luck == 7 ? 0.3 * a[0] + 0.7 * b[0] : b[0],
                                             luck == 7 ? 0.3 * a[1] + 0.7 * b[1] : b[1]);
                street->flags = luck == 8 ? LCI_WAY_PRIVATE : luck == 9 ? LCI_WAY_BRIDGE : luck == 10 ? LCI_WAY_FORWARD_ONLY : 0;
                street->factor = luck == 11 ? 1.7 : luck == 12 ? 0.9 : 1.0;
                street->is_narrow = luck > 32;
            }
    for (int i = 0; i < 90; i++) {
        const double x_m = round(town_between(state, 10.0, 100.0 * GAP_TOWN_COLUMNS - 10.0));
        const double y_m = round(town_between(state, 10.0, 100.0 * GAP_TOWN_ROWS - 10.0));

        (void)gap_town_add_street(town, x_m, y_m, x_m + round(town_between(state, -30.0, 30.0)), y_m + 25.0);
    }
}

static inline void
gap_town_add_facility(struct gap_town *town)
{
    static const enum lci_facility_state states[] = {LCI_FACILITY_COUNTS, LCI_FACILITY_COUNTS, LCI_FACILITY_PLANNED,
                                                     LCI_FACILITY_CLOSED_NOW, LCI_FACILITY_BELOW_LIMITS};
    uint64_t *state = &town->seed;
    struct gap_town_facility *facility = &town->facilities[town->facility_count];

    *facility = (struct gap_town_facility){
        .category = (uint32_t)(town_next(state) % GAP_TOWN_CATEGORIES),
        .state = states[town_next(state) % 5],
        .x_m = round(town_between(state, -40.0, 100.0 * GAP_TOWN_COLUMNS + 40.0)),
        .y_m = round(town_between(state, -110.0, 100.0 * GAP_TOWN_ROWS + 110.0)),
    };
    if (facility->category == 1)
        facility->short_mm = (uint32_t)(town_next(state) % 3) * 40000;
    (void)snprintf(facility->id, sizeof(facility->id), "f%zu", town->facility_count++);
}

static inline void
gap_town_add_gate(struct gap_town *town, const struct gap_town_home *home)
{
    uint64_t *state = &town->seed;
    struct gap_town_gate *gate = &town->gates[town->gate_count];
    const double share = (double)(town_next(state) % 5) / 4.0;

    *gate = (struct gap_town_gate){
        .x_m = home->box_m[0] + round(share * (home->box_m[2] - home->box_m[0])),
        .y_m = home->box_m[town_next(state) % 2 ? 1 : 3],
        .residents_only = town_next(state) % 4 == 0,
    };
    memcpy(gate->home, home->id, sizeof(gate->home));
    (void)snprintf(gate->id, sizeof(gate->id), "g%zu", town->gate_count++);
}

static inline void
gap_town_add_home(struct gap_town *town)
{
    uint64_t *state = &town->seed;
    struct gap_town_home *home = &town->homes[town->home_count];
    const double x_m = round(town_between(state, -60.0, 100.0 * GAP_TOWN_COLUMNS));
    const double y_m = round(town_between(state, -100.0, 100.0 * GAP_TOWN_ROWS + 60.0));

    *home = (struct gap_town_home){.people = (double)(town_next(state) % 500)};
    home->box_m[0] = x_m;
    home->box_m[1] = y_m;
    home->box_m[2] = x_m + round(town_between(state, 12.0, 90.0));
    home->box_m[3] = y_m + round(town_between(state, 12.0, 90.0));
    (void)snprintf(home->id, sizeof(home->id), "h%zu", town->home_count++);
    if (town_next(state) % 5 == 0)
        gap_town_add_gate(town, home);
}

static inline void
gap_town_add_wall(struct gap_town *town)
{
    uint64_t *state = &town->seed;
    struct gap_town_wall *wall = &town->walls[town->wall_count++];

    *wall = (struct gap_town_wall){.ax_m = round(town_between(state, 0.0, 100.0 * GAP_TOWN_COLUMNS)),
                                   .ay_m = round(town_between(state, 0.0, 100.0 * GAP_TOWN_ROWS))};
    wall->bx_m = wall->ax_m + round(town_between(state, -90.0, 90.0));
    wall->by_m = wall->ay_m + round(town_between(state, -90.0, 90.0));
}

static inline void
gap_town_fill(struct gap_town *town, uint64_t seed, size_t walker_count)
{
    *town = (struct gap_town){
        .seed = seed,
        .limit_m = {150.0, 220.0, 120.0},
        .off_street_m = 45.0,
        .islet_m = 60.0,
        .link_max_m = 30.0,
        .gap_link_m = 30.0,
        .walker_count = walker_count,
        .keeps_flips = seed % 2 == 0,
    };
    gap_town_fill_streets(town);
    for (int i = 0; i < 110; i++)
        gap_town_add_home(town);
    for (int i = 0; i < 60; i++)
        gap_town_add_facility(town);
    for (int i = 0; i < 25; i++)
        gap_town_add_wall(town);
}

/* Item i as it is handed in. */
static inline size_t
gap_town_at(const struct gap_town *town, size_t i, size_t count)
{
    return town->is_reversed ? count - 1 - i : i;
}

static inline void
gap_town_hand_in(const struct gap_town *town, size_t walker, struct gap_town_pass *pass)
{
    for (size_t i = 0; i < town->street_count; i++) {
        const struct gap_town_street *street = &town->streets[gap_town_at(town, i, town->street_count)];
        const struct lci_way way = {.flags = street->flags, .factor = walker == 1 && street->factor > 1.0 ? 1.0 : street->factor,
                                    .level = street->level, .area = LCI_NONE, .id = street->id};

        if (street->is_gone || (walker == 1 && street->is_narrow))
            continue;
        if (!lci_ways_add(&pass->ways, &way) || !lci_ways_add_point(&pass->ways, street->ax_m, street->ay_m, 0, 0) ||
            !lci_ways_add_point(&pass->ways, street->bx_m, street->by_m, 0, 0))
            abort();
    }
    for (size_t i = 0; i < town->home_count; i++) {
        const struct gap_town_home *home = &town->homes[gap_town_at(town, i, town->home_count)];
        const double weights[4] = {home->people / 4.0, home->people, home->people / 5.0, home->people / 7.0};

        if (home->is_gone)
            continue;
        model_add_box(&pass->homes.shapes, home->box_m[0], home->box_m[1], home->box_m[2], home->box_m[3]);
        (void)model_add_home(&pass->homes, home->id, weights);
    }
    for (size_t i = 0; i < town->gate_count; i++) {
        const struct gap_town_gate *gate = &town->gates[gap_town_at(town, i, town->gate_count)];

        if (gate->is_gone)
            continue;
        if (!lci_grow(&pass->gates.items, pass->gates.count, &pass->gates.capacity))
            abort();
        pass->gates.items[pass->gates.count++] = (struct lci_gate){
            .id = gate->id, .name = "", .home_id = gate->home, .x_m = gate->x_m, .y_m = gate->y_m,
            .residents_only = gate->residents_only, .origin = MODEL_ORIGIN};
    }
    for (size_t i = 0; i < town->facility_count; i++) {
        const struct gap_town_facility *item = &town->facilities[gap_town_at(town, i, town->facility_count)];
        struct lci_facility *facility = NULL;

        if (item->is_gone)
            continue;
        facility = model_add_facility(&pass->facilities, item->id, item->category, item->x_m, item->y_m);
        facility->short_mm = item->short_mm;
        facility->state = item->state;
    }
    for (size_t i = 0; i < town->wall_count; i++) {
        const struct gap_town_wall *wall = &town->walls[gap_town_at(town, i, town->wall_count)];
        const double xy_m[4] = {wall->ax_m, wall->ay_m, wall->bx_m, wall->by_m};

        if (!wall->is_gone && (!lci_barriers_name(&pass->barriers, "wall") || !lci_barriers_add_line(&pass->barriers, xy_m, 2)))
            abort();
    }
}

static inline void
gap_town_keep_crossings(struct gap_town_pass *pass, const struct lci_build_remarks *remarks)
{
    pass->crossing_m = lci_new_array(double, 2 * remarks->count);
    for (size_t i = 0; i < remarks->count; i++)
        if (remarks->items[i].kind == LCI_REMARK_CROSSING) {
            pass->crossing_m[2 * pass->crossing_count] = remarks->items[i].x_m;
            pass->crossing_m[2 * pass->crossing_count++ + 1] = remarks->items[i].y_m;
        }
}

static inline void
gap_town_open(const struct gap_town *town, size_t walker, struct lci_pool *pool, struct gap_town_pass *pass)
{
    const struct lci_metric *plane = lci_metric_plane();
    const struct lci_build_options build = {.node_tolerance_m = 0.5, .islet_m = town->islet_m};
    const struct lci_join_options join = {.off_street_m = town->off_street_m};
    struct lci_build_remarks remarks = {0};
    struct lci_walled_inputs walled = {.walls = &pass->walls, .gates = &pass->gates, .homes = &pass->homes,
                                       .facilities = &pass->facilities, .metric = plane};
    struct lci_demand_inputs demand = {.homes = &pass->homes, .walled = &pass->walled, .sample_m = 20.0, .keep_places = true};

    gap_town_hand_in(town, walker, pass);
    lci_gates_sort(&pass->gates);
    if (lci_homes_check(&pass->homes, &pass->quality, NULL) ||
        lci_facilities_check(&pass->facilities, GAP_TOWN_CATEGORIES, plane, &pass->quality, NULL) ||
        lci_facilities_split(&pass->facilities, &pass->idle, NULL) ||
        lci_walls_find(&pass->gates, &pass->homes, plane, 5.0, &pass->walls, &pass->quality, NULL) ||
        lci_walls_bar(&pass->walls, &pass->homes, &pass->barriers, NULL) ||
        lci_walls_cut(&pass->walls, &pass->homes, 5.0, &pass->ways, &pass->quality, NULL) ||
        lci_network_build(&pass->ways, plane, &build, &pass->net, &remarks, NULL) ||
        lci_join_index_new(pass->net, &pass->barriers, plane, &join, &pass->index, NULL))
        abort();
    pass->net->curve_m[2] += town->curve_m;
    gap_town_keep_crossings(pass, &remarks);
    lci_build_remarks_fini(&remarks);
    walled.net = demand.net = pass->net;
    walled.index = demand.index = pass->index;
    pass->facilities.walled = &pass->walled;
    for (size_t c = 0; c < GAP_TOWN_CATEGORIES; c++)
        pass->categories[c] = (struct lci_access_category){.limits_m = &town->limit_m[c], .limit_count = 1, .by_facility = c == 1};
    pass->access = (struct lci_access_inputs){.net = pass->net, .index = pass->index, .metric = plane,
                                              .facilities = &pass->facilities, .homes = &pass->homes, .demand = &pass->demand,
                                              .categories = pass->categories, .category_count = GAP_TOWN_CATEGORIES};
    if (lci_walled_build(&walled, pool, NULL, &pass->walled, &pass->quality, NULL) ||
        lci_facilities_join(&pass->facilities, pass->index, town->off_street_m, pool, NULL, &pass->quality, NULL) ||
        lci_demand_build(&demand, pool, NULL, &pass->quality, &pass->demand, NULL) ||
        lci_nearest_build(&pass->access, pool, NULL, &pass->nearest, NULL))
        abort();
}

static inline void
gap_town_close(struct gap_town_pass *pass)
{
    lci_nearest_free(pass->nearest, GAP_TOWN_CATEGORIES);
    lci_demand_fini(&pass->demand);
    lci_walled_fini(&pass->walled);
    lci_facilities_fini(&pass->idle);
    lci_facilities_fini(&pass->facilities);
    lci_homes_fini(&pass->homes);
    lci_join_index_free(pass->index);
    lci_network_free(pass->net);
    lci_gates_fini(&pass->gates);
    lci_walls_fini(&pass->walls);
    lci_barriers_fini(&pass->barriers);
    lci_ways_fini(&pass->ways);
    lci_quality_fini(&pass->quality);
    lci_free(pass->crossing_m);
    *pass = (struct gap_town_pass){.net = NULL};
}

static inline void
gap_town_put(struct gap_town_bytes *bytes, const void *from, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if (!lci_grow(&bytes->items, bytes->count, &bytes->capacity))
            abort();
        bytes->items[bytes->count++] = ((const unsigned char *)from)[i];
    }
}

static inline void
gap_town_put_numbers(struct gap_town_bytes *bytes, const double *numbers, size_t count)
{
    gap_town_put(bytes, numbers, count * sizeof(*numbers));
}

static inline void
gap_town_put_gain(struct gap_town_bytes *bytes, const struct lci_gain *gain)
{
    gap_town_put_numbers(bytes, gain->weights, LCI_WEIGHT_FIRST_EXTRA);
    gap_town_put_numbers(bytes, &gain->homes, 1);
}

/* All of a gap that results are made of. */
static inline void
gap_town_put_gap(struct gap_town_bytes *bytes, const struct lci_gap *gap)
{
    const struct lci_gap_change *change = &gap->change;
    const double numbers[] = {gap->category, gap->missing, gap->rank_population, gap->rank_elders, gap->home_first, gap->home_count,
                              gap->facility, gap->straight_m, gap->walk_m, gap->walk_min, gap->walker, gap->detour_factor,
                              gap->cause, gap->barrier != NULL, change->kind, change->category, change->facility,
                              change->kind == LCI_CHANGE_GATE ? change->home : 0, change->line.ax_m, change->line.ay_m,
                              change->line.bx_m, change->line.by_m, change->length_m, change->capacity, change->closes_ratio};

    gap_town_put_numbers(bytes, numbers, sizeof(numbers) / sizeof(numbers[0]));
    gap_town_put_numbers(bytes, gap->weights, LCI_WEIGHT_FIRST_EXTRA);
    gap_town_put_gain(bytes, &change->gain);
    gap_town_put(bytes, gap->flips.points, gap->flips.count * sizeof(*gap->flips.points));
}

static inline void
gap_town_put_gaps(struct gap_town_bytes *bytes, const struct lci_gaps *gaps)
{
    for (size_t l = 0; l < gaps->list_count; l++) {
        const struct lci_gap_list *list = &gaps->lists[l];

        gap_town_put(bytes, &list->count, sizeof(list->count));
        for (size_t i = 0; i < list->count; i++)
            gap_town_put_gap(bytes, &list->items[i]);
        for (size_t i = 0; i < list->home_count; i++) {
            const double numbers[] = {list->homes[i].home, list->homes[i].cause, (double)list->homes[i].share};

            gap_town_put_numbers(bytes, numbers, 3);
        }
    }
    for (size_t d = 0; d < gaps->defects.count; d++) {
        const struct lci_defect *defect = &gaps->defects.items[d];
        const struct lci_segment *line = &defect->street.line;
        const double numbers[] = {defect->kind, line->ax_m, line->ay_m, line->bx_m, line->by_m, defect->street.length_mm,
                                  defect->street.end[0].edge, defect->street.end[1].edge, defect->street.end[0].offset_mm,
                                  defect->street.end[1].offset_mm, defect->walk_mm};

        gap_town_put_numbers(bytes, numbers, sizeof(numbers) / sizeof(numbers[0]));
        for (size_t c = 0; c < gaps->defects.category_count; c++)
            gap_town_put_gain(bytes, &defect->gains[c]);
    }
}

/* The gaps and defects of a town as bytes: lci_free(out->items). */
static inline void
gap_town_gaps(const struct gap_town *town, struct lci_pool *pool, struct lci_memo *memo, struct gap_town_bytes *out)
{
    struct gap_town_pass passes[GAP_TOWN_WALKERS] = {{.net = NULL}};
    struct lci_gap_inputs inputs[GAP_TOWN_WALKERS];
    struct lci_gap_walkers walkers = {.items = inputs, .count = town->walker_count, .keeps_flips = town->keeps_flips, .memo = memo};
    uint32_t *home_walker = NULL;
    struct lci_gaps gaps;

    *out = (struct gap_town_bytes){0};
    for (size_t w = 0; w < town->walker_count; w++) {
        gap_town_open(town, w, pool, &passes[w]);
        inputs[w] = (struct lci_gap_inputs){.access = &passes[w].access, .nearest = passes[w].nearest, .idle = &passes[w].idle,
                                            .crossing_m = passes[w].crossing_m, .crossing_count = passes[w].crossing_count,
                                            .gap_link_m = town->gap_link_m, .off_street_m = town->off_street_m,
                                            .islet_m = town->islet_m, .link_max_m = town->link_max_m, .sample_m = 20.0,
                                            .speed_mps = w == 0 ? 1.2 : 3.0};
    }
    if (town->walker_count > 1) {
        home_walker = lci_new_array(uint32_t, passes[0].homes.count);
        for (size_t home = 0; home < passes[0].homes.count; home++)
            home_walker[home] = (uint32_t)passes[0].homes.items[home].id[1] % 2;
        walkers.home_walker = home_walker;
    }
    if (lci_gaps_build(&walkers, pool, NULL, &gaps, NULL))
        abort();
    gap_town_put_gaps(out, &gaps);
    lci_gaps_fini(&gaps);
    for (size_t w = 0; w < town->walker_count; w++)
        gap_town_close(&passes[w]);
    lci_free(home_walker);
}

#endif
