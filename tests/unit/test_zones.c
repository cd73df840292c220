/* test_zones.c - homes with private ways, found by place and by vertex: random boxes against asking each of them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <lifecircle/network.h>

#include "base/alloc.h"
#include "geom/zones.h"

#include "../support/random_town.h"

enum { ZONES = 60, TOWNS = 40, BOXES = 60, EDGES = 80, VERTICES = 50 };

struct town {
    struct lci_edge edges[EDGES];
    struct lci_network net;
    struct lci_zone items[ZONES];
    lci_edge_id zone_edges[ZONES][2];
    uint32_t ring_first[2], point_first[2];
    double xy_m[ZONES][10];
    struct lci_zones zones;
};

/* Homes of up to size_m each, in a town that is wide_m by high_m; one of ten has no ground at all. */
static void
build(struct town *town, uint64_t *random, double wide_m, double high_m, double size_m)
{
    *town = (struct town){.ring_first = {0, 1}, .point_first = {0, 5}};
    for (size_t e = 0; e < EDGES; e++) {
        town->edges[e].from = (lci_vertex_id)town_between(random, 0.0, VERTICES - 0.5);
        town->edges[e].to = (lci_vertex_id)town_between(random, 0.0, VERTICES - 0.5);
    }
    town->net.edges = town->edges;
    town->net.edge_count = EDGES;
    for (size_t i = 0; i < ZONES; i++) {
        const double x = town_between(random, 0.0, wide_m);
        const double y = town_between(random, 0.0, high_m);
        const double right = x + town_between(random, 0.0, size_m);
        const double top = y + town_between(random, 0.0, size_m);
        const double xy_m[10] = {x, y, right, y, right, top, x, top, x, y};

        for (size_t k = 0; k < 10; k++)
            town->xy_m[i][k] = xy_m[k];
        town->zone_edges[i][0] = (lci_edge_id)town_between(random, 0.0, EDGES - 1.5);
        town->zone_edges[i][1] = town->zone_edges[i][0] + 1;
        town->items[i] = (struct lci_zone){
            {1, 1, 5, town->ring_first, town->point_first, town->xy_m[i]}, town->zone_edges[i], 2};
        if (i % 10 == 3)
            town->items[i].polygons = (struct lci_polygons){0};
    }
    assert_int_equal(lci_zones_init(&town->zones, &town->net, town->items, ZONES, NULL), LCI_OK);
}

static void
ask_for_a_box(const struct town *town, const double box_m[4])
{
    uint32_t *found = NULL;
    size_t count = 0;
    size_t capacity = 0;
    size_t next = 0;

    assert_true(lci_zones_near(&town->zones, box_m, &found, &count, &capacity));
    for (uint32_t i = 0; i < ZONES; i++) {
        const double *at = town->xy_m[i];

        if (i % 10 == 3 || at[0] > box_m[2] || at[4] < box_m[0] || at[1] > box_m[3] || at[5] < box_m[1])
            continue;
        assert_true(next < count);
        assert_int_equal(found[next++], i);
    }
    assert_int_equal(next, count);
    lci_free(found);
}

static void
ask_for_a_vertex(const struct town *town, lci_vertex_id vertex)
{
    size_t count = 0;
    size_t next = 0;
    const struct lci_zone_door *doors = lci_zones_at(&town->zones, vertex, &count);

    for (uint32_t i = 0; i < ZONES; i++) {
        bool leads = false;

        for (size_t e = 0; e < 2; e++)
            leads = leads || town->edges[town->zone_edges[i][e]].from == vertex ||
                    town->edges[town->zone_edges[i][e]].to == vertex;
        if (!leads)
            continue;
        assert_true(next < count);
        assert_int_equal(doors[next].vertex, vertex);
        assert_int_equal(doors[next++].zone, i);
    }
    assert_int_equal(next, count);
}

static void
test_homes_are_found_as_by_asking_each(void **state)
{
    /* Small ones over a square, in a thin row, and large ones over each other. */
    const double shapes[][3] = {{1000.0, 800.0, 60.0}, {5000.0, 0.0, 3.0}, {0.0, 2000.0, 500.0}, {10.0, 10.0, 4000.0}};
    uint64_t random = 20261126;

    (void)state;
    for (int n = 0; n < TOWNS; n++) {
        const double *shape = shapes[n % 4];
        struct town town;

        build(&town, &random, shape[0], shape[1], shape[2]);
        for (int k = 0; k < BOXES; k++) {
            const double x = town_between(&random, -500.0, shape[0] + 500.0);
            const double y = town_between(&random, -500.0, shape[1] + 500.0);
            const double size_m = k % 3 == 0 ? 0.0 : town_between(&random, 0.0, 700.0);

            ask_for_a_box(&town, (const double[4]){x, y, x + size_m, y + size_m / 2.0});
        }
        for (size_t i = 0; i < ZONES; i++) { /* boxes that touch a home's from each side */
            const double *m = town.zones.box_m + 4 * i;

            if (i % 10 == 3)
                continue;
            ask_for_a_box(&town, (const double[4]){m[0] - 5.0, m[1], m[0], m[3]});
            ask_for_a_box(&town, (const double[4]){m[2], m[1], m[2] + 5.0, m[3]});
            ask_for_a_box(&town, (const double[4]){m[0], m[1] - 5.0, m[2], m[1]});
            ask_for_a_box(&town, (const double[4]){m[0], m[3], m[2], m[3] + 5.0});
        }
        for (lci_vertex_id vertex = 0; vertex < VERTICES; vertex++)
            ask_for_a_vertex(&town, vertex);
        lci_zones_fini(&town.zones);
    }
}

static void
test_no_homes(void **state)
{
    const struct lci_network net = {0};
    struct lci_zones zones;
    uint32_t *found = NULL;
    size_t count = 1;
    size_t capacity = 0;

    (void)state;
    assert_int_equal(lci_zones_init(&zones, &net, NULL, 0, NULL), LCI_OK);
    assert_true(lci_zones_near(&zones, (const double[4]){0.0, 0.0, 1.0, 1.0}, &found, &count, &capacity));
    assert_int_equal(count, 0);
    (void)lci_zones_at(&zones, 7, &count);
    assert_int_equal(count, 0);
    lci_zones_fini(&zones);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_homes_are_found_as_by_asking_each),
        cmocka_unit_test(test_no_homes),
    };

    return cmocka_run_group_tests_name("zones", tests, NULL, NULL);
}
