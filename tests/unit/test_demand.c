/* test_demand.c - demand points by hand and against asking every grid point, and the ways out of private streets. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/analysis_model.h"
#include "../support/near.h"
#include "../support/random_town.h"
#include "analysis/grid.h"
#include "analysis/private.h"

/* Homes on a network, and the demand that is made of them. */
struct setting {
    struct lci_network *net;
    struct lci_join_index *index;
    struct lci_homes homes;
    struct lci_buildings buildings;
    struct lci_housing housing;
    struct lci_quality quality;
    struct lci_demand demand;
};

static enum lci_status
build_sampled(struct setting *setting, unsigned threads, double sample_m, const struct lci_context *context)
{
    struct lci_pool *pool = NULL;
    const struct lci_demand_inputs inputs = {.homes = &setting->homes, .housing = &setting->housing, .net = setting->net,
                                             .index = setting->index, .sample_m = sample_m};
    enum lci_status status = lci_pool_new(threads, &pool, NULL);

    if (!status)
        status = lci_housing_build(&setting->homes, &setting->buildings, 0.0, pool, &setting->housing, NULL);
    if (!status)
        status = lci_demand_build(&inputs, pool, context, &setting->quality, &setting->demand, NULL);
    lci_pool_free(pool);
    return status;
}

static enum lci_status
build_demand(struct setting *setting, unsigned threads)
{
    return build_sampled(setting, threads, 20.0, NULL);
}

static void
index_streets(struct setting *setting, double off_street_m)
{
    const struct lci_join_options options = {.off_street_m = off_street_m};

    assert_int_equal(lci_join_index_new(setting->net, NULL, lci_metric_plane(), &options, &setting->index, NULL), LCI_OK);
}

static void
setting_end(struct setting *setting)
{
    lci_demand_fini(&setting->demand);
    lci_quality_fini(&setting->quality);
    lci_housing_fini(&setting->housing);
    lci_buildings_fini(&setting->buildings);
    lci_homes_fini(&setting->homes);
    lci_join_index_free(setting->index);
    hand_network_free(setting->net);
}

/* One street along y = 0 from x = 0 to 1000. */
static void
one_street(struct setting *setting)
{
    const double xy[4] = {0.0, 0.0, 1000.0, 0.0};
    const struct hand_edge edge = {0, 1, 1000000, {1000000, 1000000}, 0};

    *setting = (struct setting){.net = hand_network(2, xy, &edge, 1)};
    index_streets(setting, 100.0);
}

static void
test_grid_counts_its_outline(void **state)
{
    /* 0 to 100 in both directions: 6 x 6 points at multiples of 20; a hole from 30 to 70 takes (40,
     * 60)^2 out. */
    struct lci_shapes shapes = {0};
    struct lci_places places = {0};
    double outer[10];
    double hole[10];
    const double *rings[2] = {outer, hole};
    const size_t counts[2] = {5, 5};
    const bool is_outer[2] = {true, false};

    (void)state;
    model_box_ring(0, 0, 100, 100, outer);
    model_box_ring(30, 30, 70, 70, hole);
    model_add_rings(&shapes, rings, counts, is_outer, 2);
    assert_int_equal(lci_grid_points(&shapes, 0, 20.0, &places, NULL), LCI_OK);
    assert_int_equal(places.count, 32);
    lci_free(places.xy_m);
    lci_shapes_fini(&shapes);

    /* A hole from 40 to 60: its outline belongs to the home, so all 36 stay. */
    places = (struct lci_places){0};
    model_box_ring(40, 40, 60, 60, hole);
    model_add_rings(&shapes, rings, counts, is_outer, 2);
    assert_int_equal(lci_grid_points(&shapes, 0, 20.0, &places, NULL), LCI_OK);
    assert_int_equal(places.count, 36);
    lci_free(places.xy_m);
    lci_shapes_fini(&shapes);
}

/* True inside a star of corners; odd crossings of a ray downwards, nothing shared with the code
 * tested. */
static bool
star_holds(const double *xy, size_t corners, double x, double y)
{
    bool inside = false;

    for (size_t i = 0; i < corners; i++) {
        const double *a = xy + 2 * i;
        const double *b = xy + 2 * ((i + 1) % corners);

        if ((a[0] > x) != (b[0] > x) && a[1] + (x - a[0]) / (b[0] - a[0]) * (b[1] - a[1]) < y)
            inside = !inside;
    }
    return inside;
}

static void
test_grid_equals_asking_every_point(void **state)
{
    (void)state;
    for (uint64_t trial = 1; trial <= 200; trial++) {
        uint64_t random = trial;
        double xy[42];
        const double *rings[1] = {xy};
        const size_t counts[1] = {21};
        const bool outer[1] = {true};
        struct lci_shapes shapes = {0};
        struct lci_places places = {0};
        size_t expected = 0;

        for (size_t i = 0; i < 20; i++) {
            const double angle = 6.283185307179586 * (double)i / 20.0;
            const double radius = town_between(&random, 20.0, 200.0);

            xy[2 * i] = 31.7 + radius * cos(angle);
            xy[2 * i + 1] = -12.3 + radius * sin(angle);
        }
        xy[40] = xy[0];
        xy[41] = xy[1];
        model_add_rings(&shapes, rings, counts, outer, 1);
        assert_int_equal(lci_grid_points(&shapes, 0, 7.0, &places, NULL), LCI_OK);
        for (int row = -40; row <= 40; row++)
            for (int column = -40; column <= 40; column++)
                expected += star_holds(xy, 20, 7.0 * column, 7.0 * row);
        if (places.count != expected)
            fail_msg("trial %d: %zu points, not %zu", (int)trial, places.count, expected);
        for (size_t i = 0; i < places.count; i++)
            assert_true(star_holds(xy, 20, places.xy_m[i][0], places.xy_m[i][1]));
        lci_free(places.xy_m);
        lci_shapes_fini(&shapes);
    }
}

static void
test_parts_share_by_land_and_small_ones_have_one_point(void **state)
{
    /* 100 m x 100 m with 36 grid points and 10 m x 10 m with one, its centre: 10000 and 100 of
     * 10100 m2. */
    struct setting setting;
    double big[10];
    double small[10];
    const double *rings[2] = {big, small};
    const size_t counts[2] = {5, 5};
    const bool outer[2] = {true, true};
    const struct lci_demand *demand = &setting.demand;

    (void)state;
    one_street(&setting);
    model_box_ring(0, -40, 100, 60, big);
    model_box_ring(201, 3, 211, 13, small);
    model_add_rings(&setting.homes.shapes, rings, counts, outer, 2);
    (void)model_add_home(&setting.homes, "A", NULL);
    assert_int_equal(build_demand(&setting, 2), LCI_OK);
    assert_int_equal(demand->point_count, 37);
    assert_near((double)demand->share[36] / (double)demand->home_share[0], 100.0 / 10100.0, 1e-8);
    assert_near((double)demand->share[0] / (double)demand->home_share[0], 10000.0 / 10100.0 / 36.0,
                1e-8);
    assert_int_equal(demand->entries[36].offset_mm, 206000);
    assert_int_equal(demand->entries[36].before_mm, 8000);
    setting_end(&setting);
}

static void
test_part_that_bends_round_its_centre_has_a_point_inside(void **state)
{
    /* A thin hook of 30 m x 30 m whose centroid lies outside: 30 + 30 + 28 = 88 m2, below 400. */
    struct setting setting;
    double hook[18] = {1, 1, 31, 1, 31, 2, 2, 2, 2, 30, 31, 30, 31, 31, 1, 31, 1, 1};
    const double *rings[1] = {hook};
    const size_t counts[1] = {9};
    const bool outer[1] = {true};
    const struct lci_entry *entry = NULL;

    (void)state;
    one_street(&setting);
    model_add_rings(&setting.homes.shapes, rings, counts, outer, 1);
    (void)model_add_home(&setting.homes, "A", NULL);
    assert_int_equal(build_demand(&setting, 1), LCI_OK);
    assert_int_equal(setting.demand.point_count, 1);
    entry = &setting.demand.entries[0]; /* the street is y = 0 */
    assert_true(star_holds(hook, 8, entry->offset_mm / 1000.0, entry->before_mm / 1000.0));
    setting_end(&setting);
}

static void
add_building(struct lci_buildings *buildings, double x, double y, double households, double floor_area, double floors)
{
    if (!lci_grow(&buildings->items, buildings->count, &buildings->capacity))
        abort();
    buildings->items[buildings->count++] = (struct lci_building){households, floor_area, floors, NAN, NAN};
    model_add_box(&buildings->shapes, x - 5, y - 5, x + 5, y + 5);
}

static void
test_buildings_stand_for_their_home(void **state)
{
    /* A: households 1 and 3. B: no households, floor area 300 against 10 x 10 m2 x 6 floors. C: no building, the grid. */
    struct setting setting;
    const struct lci_demand *demand = &setting.demand;

    (void)state;
    one_street(&setting);
    model_add_box(&setting.homes.shapes, 0, 0, 100, 50);
    model_add_box(&setting.homes.shapes, 200, 0, 300, 50);
    model_add_box(&setting.homes.shapes, 400, 0, 420, 20);
    (void)model_add_home(&setting.homes, "A", NULL);
    (void)model_add_home(&setting.homes, "B", NULL);
    (void)model_add_home(&setting.homes, "C", NULL);
    add_building(&setting.buildings, 80, 30, 3, 99, NAN);
    add_building(&setting.buildings, 20, 30, 1, 500, NAN);
    add_building(&setting.buildings, 60, 30, 0, 500, NAN);
    add_building(&setting.buildings, 220, 30, NAN, 300, NAN);
    add_building(&setting.buildings, 280, 30, NAN, NAN, 6);
    add_building(&setting.buildings, 700, 30, 50, NAN, 6); /* in no home */
    assert_int_equal(build_demand(&setting, 2), LCI_OK);
    assert_int_equal(demand->point_count, 2 + 2 + 4);
    assert_int_equal(demand->entries[0].offset_mm, 20000); /* the street is y = 0 */
    assert_int_equal(demand->entries[0].before_mm, 30000);
    assert_near((double)demand->share[0] / (double)demand->home_share[0], 0.25, 1e-9);
    assert_near((double)demand->share[1] / (double)demand->home_share[0], 0.75, 1e-9);
    assert_near((double)demand->share[2] / (double)demand->home_share[1], 1.0 / 3.0, 1e-9);
    assert_int_equal(demand->home_first[3] - demand->home_first[2], 4);
    setting_end(&setting);
}

static void
test_homes_off_the_streets_are_reported(void **state)
{
    struct setting setting;

    (void)state;
    one_street(&setting);
    model_add_box(&setting.homes.shapes, 10, 500, 12, 502);
    model_add_box(&setting.homes.shapes, 10, 70, 30, 130); /* rows at 80, 100 join, 120 does not */
    assert_int_equal(lci_shapes_append_empty(&setting.homes.shapes, NULL), LCI_OK);
    (void)model_add_home(&setting.homes, "far", NULL);
    (void)model_add_home(&setting.homes, "half", NULL);
    (void)model_add_home(&setting.homes, "none", NULL);
    assert_int_equal(build_demand(&setting, 1), LCI_OK);
    assert_int_equal(setting.demand.joined[0], LCI_NONE);
    assert_int_equal(setting.demand.home_first[3] - setting.demand.home_first[2], 0);
    assert_true(model_reported(&setting.quality, "home_no_street", "far"));
    assert_true(model_reported(&setting.quality, "home_partly_no_street", "half"));
    assert_false(model_reported(&setting.quality, "home_no_street", "none"));
    setting_end(&setting);
}

/* Case C20: P1 along y = 0, P2 along y = 200, a private way between them at x = 400. */
static void
private_street(struct setting *setting, uint32_t private_flags)
{
    const double xy[8] = {0, 0, 400, 0, 400, 200, 0, 200};
    const struct hand_edge edges[3] = {{0, 1, 400000, {400000, 400000}, 0},
                                       {1, 2, 200000, {200000, 200000}, private_flags},
                                       {2, 3, 400000, {400000, 400000}, 0}};

    *setting = (struct setting){.net = hand_network(4, xy, edges, 3)};
    index_streets(setting, 100.0);
}

static void
test_private_way_leads_its_own_home_out_at_both_ends(void **state)
{
    /* 80 m along the way from its first end, 1 m off it: 81 m and 121 m. */
    struct setting setting;
    const struct lci_demand *demand = &setting.demand;

    (void)state;
    private_street(&setting, LCI_EDGE_PRIVATE);
    model_add_box(&setting.homes.shapes, 400, 79, 402, 81);
    model_add_box(&setting.homes.shapes, 403, 99, 405, 101);
    (void)model_add_home(&setting.homes, "touches", NULL);
    (void)model_add_home(&setting.homes, "beside", NULL);
    assert_int_equal(build_demand(&setting, 2), LCI_OK);
    assert_int_equal(demand->entry_first[1], 2);
    assert_int_equal(demand->joined[0], 1);
    assert_int_equal(demand->entries[0].edge, 0);
    assert_int_equal(demand->entries[0].offset_mm, 400000);
    assert_int_equal(demand->entries[0].before_mm, 81000);
    assert_int_equal(demand->entries[1].edge, 2);
    assert_int_equal(demand->entries[1].offset_mm, 0);
    assert_int_equal(demand->entries[1].before_mm, 121000);
    /* The neighbour may not use it: 100 m to either open street and a step, too far. */
    assert_int_equal(demand->joined[1], LCI_NONE);
    setting_end(&setting);
}

/* Costs between all vertices over the private edges (Floyd 1962, Warshall 1962). */
static void
walks_by_floyd(const struct lci_network *net, uint32_t walk[TOWN_VERTICES][TOWN_VERTICES])
{
    for (size_t i = 0; i < TOWN_VERTICES; i++)
        for (size_t j = 0; j < TOWN_VERTICES; j++)
            walk[i][j] = i == j ? 0 : LCI_MM_MAX;
    for (size_t e = 0; e < net->edge_count; e++) {
        const struct lci_edge *edge = &net->edges[e];

        if (!(edge->flags & LCI_EDGE_PRIVATE))
            continue;
        if (edge->cost_mm[0] < walk[edge->from][edge->to])
            walk[edge->from][edge->to] = edge->cost_mm[0];
        if (edge->cost_mm[1] < walk[edge->to][edge->from])
            walk[edge->to][edge->from] = edge->cost_mm[1];
    }
    for (size_t k = 0; k < TOWN_VERTICES; k++)
        for (size_t i = 0; i < TOWN_VERTICES; i++)
            for (size_t j = 0; j < TOWN_VERTICES; j++)
                if (walk[i][k] + walk[k][j] < walk[i][j])
                    walk[i][j] = walk[i][k] + walk[k][j];
}

static void
test_private_walks_equal_all_pairs(void **state)
{
    static uint32_t walk[TOWN_VERTICES][TOWN_VERTICES];

    (void)state;
    for (uint64_t trial = 1; trial <= 20; trial++) {
        uint64_t random = trial;
        struct lci_network *open = town_network(&random);
        struct hand_edge edges[TOWN_EDGES];
        struct lci_network *net = NULL;
        struct lci_private *ways = NULL;
        struct lci_private_home home = {0};
        struct lci_shapes shapes = {0};

        for (size_t i = 0; i < open->edge_count; i++)
            edges[i] = (struct hand_edge){open->edges[i].from, open->edges[i].to, open->edges[i].length_mm,
                                          {open->edges[i].cost_mm[0], open->edges[i].cost_mm[1]},
                                          town_next(&random) % 4 ? LCI_EDGE_PRIVATE : 0};
        net = hand_network(TOWN_VERTICES, open->vertex_xy_m, edges, open->edge_count);
        walks_by_floyd(net, walk);
        model_add_box(&shapes, -1000, -1000, 2000, 2000); /* touches every way */
        assert_int_equal(lci_private_new(net, &ways, NULL), LCI_OK);
        assert_int_equal(lci_private_home_build(ways, &shapes, 0, &home, NULL), LCI_OK);
        assert_true(home.exit_count > 0);
        for (size_t exit = 0; exit < home.exit_count; exit++) {
            const struct lci_edge *edge = &net->edges[home.exits[exit].edge];
            const lci_vertex_id at = home.exits[exit].offset_mm == 0 ? edge->from : edge->to;

            for (size_t v = 0; v < home.vertex_count; v++) {
                const uint32_t found = home.walk_mm[exit * home.vertex_count + v];
                const uint32_t expected = walk[home.vertices[v]][at];

                assert_int_equal(found == LCI_NONE ? LCI_MM_MAX : found, expected);
            }
        }
        lci_private_home_fini(&home);
        lci_private_free(ways);
        lci_shapes_fini(&shapes);
        hand_network_free(net);
        hand_network_free(open);
    }
}

static void
random_homes(struct setting *setting, uint64_t *random)
{
    static const char *const ids[] = {"A", "B", "C", "D", "E", "F", "G", "H"};

    for (size_t i = 0; i < 8; i++) {
        const double x = town_between(random, 0.0, 500.0);
        const double y = town_between(random, 0.0, 500.0);

        model_add_box(&setting->homes.shapes, x, y, x + town_between(random, 1.0, 300.0),
                      y + town_between(random, 1.0, 300.0));
        (void)model_add_home(&setting->homes, ids[i], NULL);
    }
}

static void
test_threads_change_nothing(void **state)
{
    const unsigned threads[3] = {1, 2, 8};
    struct setting settings[3];

    (void)state;
    for (size_t i = 0; i < 3; i++) {
        uint64_t random = 7;

        settings[i] = (struct setting){.net = town_network(&random)};
        index_streets(&settings[i], 80.0);
        random_homes(&settings[i], &random);
        assert_int_equal(build_demand(&settings[i], threads[i]), LCI_OK);
    }
    for (size_t i = 1; i < 3; i++) {
        const struct lci_demand *a = &settings[0].demand;
        const struct lci_demand *b = &settings[i].demand;

        assert_int_equal(a->point_count, b->point_count);
        assert_int_equal(a->entry_count, b->entry_count);
        assert_memory_equal(a->joined, b->joined, a->point_count * sizeof(lci_edge_id));
        assert_memory_equal(a->share, b->share, a->point_count * sizeof(uint64_t));
        assert_memory_equal(a->entries, b->entries, a->entry_count * sizeof(struct lci_entry));
        assert_memory_equal(a->edge_entry, b->edge_entry, a->entry_count * sizeof(uint32_t));
    }
    for (size_t i = 0; i < 3; i++)
        setting_end(&settings[i]);
}

/* What progress was told: how often, and how often less than before or more than 1. */
struct told {
    size_t count, wrong_count, called_off_at;
    double last_ratio;
};

static void
hear(void *user, const char *stage, double done_ratio)
{
    struct told *told = user;

    (void)stage;
    told->count++;
    told->wrong_count += done_ratio < told->last_ratio || done_ratio > 1.0;
    told->last_ratio = done_ratio;
}

static bool
call_off(void *user)
{
    const struct told *told = user;

    return told->called_off_at > 0 && told->count >= told->called_off_at;
}

enum { WIDE_COUNT = 5, WIDE_M = 340 }; /* squares of 340 m have 115,600 points a metre apart: three fill a batch */

static void
add_wide_home(struct setting *setting, size_t which)
{
    const double at_m = 0.5 + 40.0 * (double)which;

    model_add_box(&setting->homes.shapes, at_m, at_m / 2.0, at_m + WIDE_M, at_m / 2.0 + WIDE_M);
    (void)model_add_home(&setting->homes, "wide", NULL);
}

/* Homes in several batches have what each has alone. */
static void
test_homes_have_the_same_points_in_any_batch(void **state)
{
    struct told told = {0};
    const struct lci_context context = {.progress = hear, .cancelled = call_off, .user = &told};
    uint64_t random = 5;
    struct setting all = {.net = town_network(&random)};

    (void)state;
    index_streets(&all, 80.0);
    for (size_t home = 0; home < WIDE_COUNT; home++)
        add_wide_home(&all, home);
    assert_int_equal(build_sampled(&all, 2, 1.0, &context), LCI_OK);
    assert_true(all.demand.point_count > 2 * (size_t)LCI_DEMAND_BATCH);
    assert_true(told.count > 1 && told.wrong_count == 0);
    for (size_t home = 0; home < WIDE_COUNT; home++) {
        struct setting alone = {.net = NULL};
        const uint32_t first = all.demand.home_first[home];
        const size_t count = all.demand.home_first[home + 1] - first;

        random = 5;
        alone.net = town_network(&random);
        index_streets(&alone, 80.0);
        add_wide_home(&alone, home);
        assert_int_equal(build_sampled(&alone, 2, 1.0, NULL), LCI_OK);
        assert_int_equal(count, WIDE_M * WIDE_M);
        assert_int_equal(alone.demand.point_count, count);
        assert_int_equal(alone.demand.home_share[0], all.demand.home_share[home]);
        assert_memory_equal(alone.demand.share, all.demand.share + first, count * sizeof(uint64_t));
        assert_memory_equal(alone.demand.joined, all.demand.joined + first, count * sizeof(lci_edge_id));
        assert_memory_equal(alone.demand.entries, all.demand.entries + all.demand.entry_first[first],
                            alone.demand.entry_count * sizeof(struct lci_entry));
        for (size_t i = 0; i < count; i++)
            assert_int_equal(all.demand.point_home[first + i], home);
        setting_end(&alone);
    }
    setting_end(&all);
}

static void
test_joining_can_be_called_off(void **state)
{
    struct told told = {.called_off_at = 1};
    const struct lci_context context = {.progress = hear, .cancelled = call_off, .user = &told};
    uint64_t random = 5;
    struct setting setting = {.net = town_network(&random)};

    (void)state;
    index_streets(&setting, 80.0);
    for (size_t home = 0; home < WIDE_COUNT; home++)
        add_wide_home(&setting, home);
    assert_int_equal(build_sampled(&setting, 2, 1.0, &context), LCI_E_CANCELLED);
    assert_null(setting.demand.share);
    setting_end(&setting);
}

/* Sorted by offset within an edge, and by number where two enter at one place. */
static void
test_entries_of_an_edge_are_those_on_it(void **state)
{
    uint64_t random = 3;
    struct setting setting = {.net = town_network(&random)};
    size_t seen = 0;

    (void)state;
    index_streets(&setting, 80.0);
    random_homes(&setting, &random);
    assert_int_equal(build_demand(&setting, 1), LCI_OK);
    for (lci_edge_id edge = 0; edge < setting.demand.edge_count; edge++)
        for (uint32_t i = setting.demand.edge_first[edge]; i < setting.demand.edge_first[edge + 1];
             i++, seen++) {
            const uint32_t at = setting.demand.edge_entry[i];
            const struct lci_entry *entry = &setting.demand.entries[at];

            assert_int_equal(entry->edge, edge);
            if (i > setting.demand.edge_first[edge]) {
                const uint32_t before = setting.demand.edge_entry[i - 1];
                const uint32_t offset_mm = setting.demand.entries[before].offset_mm;

                assert_true(offset_mm < entry->offset_mm || (offset_mm == entry->offset_mm && before < at));
            }
        }
    assert_int_equal(seen, setting.demand.entry_count);
    setting_end(&setting);
}

static void
test_out_of_memory_leaves_nothing(void **state)
{
    enum lci_status status = LCI_E_NOMEM;

    (void)state;
    for (uint64_t n = 1; n < 500 && status != LCI_OK; n++) {
        struct setting setting;

        private_street(&setting, LCI_EDGE_PRIVATE);
        model_add_box(&setting.homes.shapes, 380, 79, 440, 140);
        (void)model_add_home(&setting.homes, "touches", NULL);
        add_building(&setting.buildings, 402, 100, 3, 99, NAN);
        lci_alloc_fail_at(n);
        status = build_demand(&setting, 1);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        assert_true(status == LCI_OK || !setting.demand.share);
        setting_end(&setting);
    }
    assert_int_equal(status, LCI_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grid_counts_its_outline),
        cmocka_unit_test(test_grid_equals_asking_every_point),
        cmocka_unit_test(test_parts_share_by_land_and_small_ones_have_one_point),
        cmocka_unit_test(test_part_that_bends_round_its_centre_has_a_point_inside),
        cmocka_unit_test(test_buildings_stand_for_their_home),
        cmocka_unit_test(test_homes_off_the_streets_are_reported),
        cmocka_unit_test(test_private_way_leads_its_own_home_out_at_both_ends),
        cmocka_unit_test(test_private_walks_equal_all_pairs),
        cmocka_unit_test(test_threads_change_nothing),
        cmocka_unit_test(test_homes_have_the_same_points_in_any_batch),
        cmocka_unit_test(test_joining_can_be_called_off),
        cmocka_unit_test(test_entries_of_an_edge_are_those_on_it),
        cmocka_unit_test(test_out_of_memory_leaves_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
