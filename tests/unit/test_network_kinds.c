/* test_network_kinds.c - one-ways, private ways, closed points, lights, slope and areas. */
#include "network_fixture.h"

#include "base/alloc.h"

static const struct lci_edge *
edge_between(const struct lci_network *net, double ax_m, double ay_m, double bx_m, double by_m)
{
    for (size_t e = 0; e < net->edge_count; e++) {
        const struct lci_edge *edge = &net->edges[e];

        if ((vertex_is_at(net, edge->from, ax_m, ay_m) &&
             vertex_is_at(net, edge->to, bx_m, by_m)) ||
            (vertex_is_at(net, edge->from, bx_m, by_m) && vertex_is_at(net, edge->to, ax_m, ay_m)))
            return edge;
    }
    return NULL;
}

static size_t
count_across(const struct lci_network *net)
{
    size_t count = 0;

    for (size_t e = 0; e < net->edge_count; e++)
        count += (net->edges[e].flags & LCI_EDGE_ACROSS) != 0;
    return count;
}

static void
test_one_way_is_walked_in_its_direction_only(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_way(&ways, "forward", LCI_WAY_FORWARD_ONLY, 0, 1.0, "100 0,0 0");
    add_way(&ways, "backward", LCI_WAY_BACKWARD_ONLY, 0, 1.0, "100 0,200 0");
    net = build(&ways, &default_options, NULL);
    /* Drawn from opposite sides, both lead from 200 to 0: one chain, closed the other way. */
    assert_int_equal(net->edge_count, 1);
    assert_int_equal(walk_mm(net, 200, 0, 0, 0), 200000);
    assert_int_equal(walk_mm(net, 0, 0, 200, 0), LCI_NONE);
    assert_int_equal(net->edges[0].cost_mm[0], LCI_NONE);
    assert_int_equal(net->edges[0].cost_mm[1], 200000);
    assert_int_equal(net->component_count, 1);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_copies_open_what_one_of_them_opens(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_way(&ways, "there", LCI_WAY_FORWARD_ONLY, 0, 1.0, "0 0,100 0");
    add_way(&ways, "back", LCI_WAY_FORWARD_ONLY, 0, 1.5, "100 0,0 0");
    add_way(&ways, "private", LCI_WAY_PRIVATE, 0, 1.0, "0 0,100 0");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(net->edge_count, 1);
    assert_int_equal(net->edges[0].flags, 0);
    assert_int_equal(walk_mm(net, 0, 0, 100, 0), 100000);
    assert_int_equal(walk_mm(net, 100, 0, 0, 0), 150000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_factor_makes_cost_and_cuts_the_chain(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "flat", "0 0,100 0");
    add_way(&ways, "steps", 0, 0, 2.5, "100 0,110 0");
    add_street(&ways, "flat again", "110 0,200 0");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(net->edge_count, 3);
    assert_int_equal(walk_mm(net, 0, 0, 200, 0), 100000 + 25000 + 90000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_bridge_is_marked_inside_and_cut_out(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "west", "0 0,100 0");
    add_way(&ways, "bridge", LCI_WAY_BRIDGE, 1, 1.0, "100 0,150 0");
    add_way(&ways, "tunnel", LCI_WAY_TUNNEL, -1, 1.0, "150 0,180 0");
    add_way(&ways, "raised", 0, 3, 1.0, "0 0,0 70");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(net->edge_count, 3);
    assert_int_equal(edge_between(net, 100, 0, 150, 0)->flags, LCI_EDGE_INSIDE);
    assert_int_equal(edge_between(net, 150, 0, 180, 0)->flags, LCI_EDGE_INSIDE);
    assert_int_equal(edge_between(net, 0, 70, 100, 0)->length_mm, 170000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_private_ways_are_in_no_arc_and_never_merge(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "a", "0 0,100 0");
    add_way(&ways, "drive 1", LCI_WAY_PRIVATE, 0, 1.0, "100 0,150 0");
    add_way(&ways, "drive 2", LCI_WAY_PRIVATE, 0, 1.0, "150 0,200 0");
    add_street(&ways, "b", "200 0,300 0");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(net->edge_count, 4);
    assert_int_equal(net->arc_count, 4);
    assert_int_equal(net->component_count, 2);
    assert_int_equal(edge_between(net, 100, 0, 150, 0)->way, 1);
    assert_int_equal(edge_between(net, 150, 0, 200, 0)->way, 2);
    assert_int_equal(edge_between(net, 150, 0, 200, 0)->flags, LCI_EDGE_PRIVATE);
    assert_int_equal(edge_between(net, 150, 0, 200, 0)->component, LCI_NONE);
    assert_int_equal(walk_mm(net, 0, 0, 300, 0), LCI_NONE);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_closed_point_cuts_every_way_there(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_way(&ways, "a", LCI_WAY_BY_NODE, 0, 1.0, "0 0#1,100 0#2c,200 0#3");
    add_way(&ways, "b", LCI_WAY_BY_NODE, 0, 1.0, "100 -50#4,100 0#2,100 50#5");
    add_way(&ways, "copy", LCI_WAY_BY_NODE, 0, 1.0, "0 0#1,100 0#2");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(count_vertices_at(net, 100, 0), 4);
    assert_int_equal(net->component_count, 4);
    assert_int_equal(street_mm(net), 300000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_lights_cost_on_the_way_in(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_options options = default_options;
    struct lci_network *net = NULL;

    (void)state;
    options.signal_penalty_mm = 20000;
    add_street(&ways, "a", "0 0,100 0s,200 0");
    net = build(&ways, &options, NULL);
    assert_int_equal(net->vertex_count, 3);
    assert_int_equal(walk_mm(net, 0, 0, 100, 0), 120000);
    assert_int_equal(walk_mm(net, 100, 0, 0, 0), 100000);
    assert_int_equal(walk_mm(net, 200, 0, 0, 0), 220000);
    lci_network_free(net);
    net = build(&ways, &default_options, NULL);
    assert_int_equal(net->vertex_count, 2);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

/* A hill: 0 m up to x = 20, 1 m up at x = 30 and beyond; unknown beyond x = 100. */
static bool
hill(void *user, double x_m, double y_m, double *height_m)
{
    (void)user;
    (void)y_m;
    *height_m = fmin(fmax((x_m - 20.0) / 10.0, 0.0), 1.0);
    return x_m <= 100.0;
}

static void
test_slope_is_averaged_over_equal_pieces(void **state)
{
    static const double rise[] = {-0.2, 0.0, 0.2};
    static const double factor[] = {0.5, 1.0, 3.0};
    struct lci_ways ways = {0};
    struct lci_build_options options = default_options;
    struct lci_network *net = NULL;

    (void)state;
    options.height_at = hill;
    options.slope = (struct lci_slope_table){rise, factor, 3};
    add_street(&ways, "up", "0 0,40 0");
    net = build(&ways, &options, NULL);
    /*
     * Four pieces of 10 m; the third rises 1 in 10: factor 2 going up, so 5 / 4 on average and 50
     * m. Coming down it is 0.75, on average 3.75 / 4, and no edge counts less than its length.
     */
    assert_int_equal(net->edges[0].length_mm, 40000);
    assert_int_equal(walk_mm(net, 0, 0, 40, 0), 50000);
    assert_int_equal(walk_mm(net, 40, 0, 0, 0), 40000);
    lci_network_free(net);
    lci_ways_fini(&ways);

    /*
     * 25 m in three pieces of 8.333 m, heights 0 0 0 0.5: the last rises 0.06, factor 1.6,
     * mean 1.2.
     */
    add_way(&ways, "steps", 0, 0, 2.0, "0 0,10 0,25 0");
    net = build(&ways, &options, NULL);
    assert_int_equal(walk_mm(net, 0, 0, 25, 0), 60000);
    lci_network_free(net);
    lci_ways_fini(&ways);

    /* Beyond the raster the ground counts as level. */
    add_street(&ways, "unknown", "95 0,300 0");
    net = build(&ways, &options, NULL);
    assert_int_equal(walk_mm(net, 95, 0, 300, 0), 205000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_area_is_crossed_between_its_entrances(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_ring(&ways, "square", 0, 0, "0 0,0 100,0 200,200 200,200 100,200 0,0 0");
    add_street(&ways, "west", "-100 100,0 100");
    add_street(&ways, "east", "200 100,300 100");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(count_across(net), 1);
    assert_int_equal(walk_mm(net, -100, 100, 300, 100), 400000);
    assert_int_equal(net->component_count, 1);
    assert_int_equal(net->components[0].length_mm, 1000000); /* the line across is no street */
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_hole_hides_entrances_from_each_other(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_ring(&ways, "square", 0, 7, "0 0,0 100,0 200,200 200,200 100,200 0,0 0");
    add_ring(&ways, "pond", 0, 7, "80 80,120 80,120 120,80 120,80 80");
    add_street(&ways, "west", "-100 100,0 100");
    add_street(&ways, "east", "200 100,300 100");
    add_street(&ways, "south", "0 0,-50 -50");
    add_street(&ways, "corner", "200 0,250 -50");
    net = build(&ways, &default_options, NULL);
    /*
     * west-east is hidden by the pond. west sees the corner 200 0: at x = 80 the line is at y = 60,
     * below the pond. So east sees 0 0. west-south, south-corner and corner-east are single sides
     * of the ring.
     */
    assert_int_equal(count_across(net), 2);
    assert_non_null(edge_between(net, 0, 100, 200, 0));
    assert_non_null(edge_between(net, 0, 0, 200, 100));
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_line_of_sight_may_touch_a_corner_but_not_leave(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    /*
     * An L: from 0 100 to 100 0 the line touches the inner corner 50 50; from 0 100 to 100 20 it
     * would leave.
     */
    add_ring(&ways, "L", 0, 0, "0 0,100 0,100 20,100 50,50 50,50 100,0 100,0 0");
    add_street(&ways, "a", "0 100,0 150");
    add_street(&ways, "b", "100 0,150 0");
    add_street(&ways, "c", "100 50,150 50");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(count_across(net), 1);
    assert_int_equal(walk_mm(net, 0, 100, 100, 0), 141421);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_line_along_the_ring_is_the_ring(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_ring(&ways, "square", 0, 0, "0 0,40 0,60 0,100 0,100 100,0 100,0 0");
    add_street(&ways, "a", "0 0,0 -50");
    add_street(&ways, "b", "60 0,60 -50");
    add_street(&ways, "c", "100 0,100 -50");
    net = build(&ways, &default_options, NULL);
    /* a-b lies on the ring, a-c passes the entrance b. */
    assert_int_equal(count_across(net), 0);
    assert_int_equal(walk_mm(net, 0, -50, 100, -50), 200000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_areas_side_by_side_are_entered_from_each_other(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_ring(&ways, "left", 0, 0, "0 0,50 0,100 0,100 100,0 100,0 0");
    add_ring(&ways, "right", 0, 1, "100 0,200 0,200 100,100 100,100 0");
    add_street(&ways, "street", "50 0,50 -50");
    net = build(&ways, &default_options, NULL);
    /* In the left area 50 0 sees 100 100; 100 0 is its neighbour on the ring. */
    assert_int_equal(count_across(net), 1);
    assert_non_null(edge_between(net, 50, 0, 100, 100));
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_end_beside_a_ring_is_an_entrance(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_ring(&ways, "square", 0, 0, "0 0,100 0,100 100,0 100,0 0");
    add_street(&ways, "south", "50 -0.2,50 -50");
    add_street(&ways, "north", "50 100.2,50 150");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(count_across(net), 1);
    assert_int_equal(walk_mm(net, 50, -50, 50, 150), 200000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

/* A ring of many sides with an entrance at every vertex: all pairs but neighbours see each other.
 */
static void
test_round_area_with_many_entrances_is_complete(void **state)
{
    enum { SIDES = 120 };
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;
    char text[128];

    (void)state;
    add_ring(&ways, "round", 0, 0, "");
    for (int i = 0; i <= SIDES; i++) {
        const double angle = 2.0 * 3.14159265358979323846 * (i % SIDES) / SIDES;

        assert_true(lci_ways_add_point(&ways, 500.0 * cos(angle), 500.0 * sin(angle), 0, 0));
    }
    for (int i = 0; i < SIDES; i++) {
        const double angle = 2.0 * 3.14159265358979323846 * i / SIDES;

        (void)snprintf(text, sizeof(text), "%.17g %.17g,%.17g %.17g", 500.0 * cos(angle),
                       500.0 * sin(angle), 600.0 * cos(angle), 600.0 * sin(angle));
        add_street(&ways, "spoke", text);
    }
    net = build(&ways, &default_options, NULL);
    /* Pairs through the middle pass no third entrance. */
    assert_int_equal(count_across(net), SIDES * (SIDES - 1) / 2 - SIDES);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

/* Everything at once, small: for making each allocation fail. */
static void
add_everything(struct lci_ways *ways)
{
    add_ring(ways, "square", 0, 0, "0 0,100 0,100 100,0 100,0 0");
    add_ring(ways, "pond", 0, 0, "40 40,60 40,60 60,40 60,40 40");
    add_street(ways, "south", "50 -0.2,50 -50");
    add_street(ways, "north", "50 100,50 150");
    add_street(ways, "copy", "50 100,50 120,50 150");
    add_street(ways, "crossing", "0 -20,90 -20");
    add_street(ways, "miss", "0 -20.8,0 -60");
    add_way(ways, "osm", LCI_WAY_BY_NODE, 0, 1.0, "300 0#1,310 0#2c,320 0#3,300 0#1");
    add_street(ways, "short", "0 0,0 0");
}

static void
test_every_failing_allocation_is_reported(void **state)
{
    struct lci_build_options options = default_options;
    bool done = false;

    (void)state;
    for (int split = 0; split < 2; split++) {
        options.split_crossings = split == 1;
        done = false;
        for (uint64_t n = 1; !done; n++) {
            struct lci_ways ways = {0};
            struct lci_build_remarks remarks = {0};
            struct lci_network *net = NULL;
            enum lci_status status = LCI_OK;

            add_everything(&ways);
            lci_alloc_fail_at(n);
            status = lci_network_build(&ways, lci_metric_plane(), &options, &net, &remarks, NULL);
            lci_alloc_fail_at(0);
            done = status == LCI_OK;
            if (!done) {
                assert_int_equal(status, LCI_E_NOMEM);
                assert_null(net);
                assert_int_equal(remarks.count, 0);
            }
            lci_build_remarks_fini(&remarks);
            lci_network_free(net);
            lci_ways_fini(&ways);
            assert_true(n < 100000);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_one_way_is_walked_in_its_direction_only),
        cmocka_unit_test(test_copies_open_what_one_of_them_opens),
        cmocka_unit_test(test_factor_makes_cost_and_cuts_the_chain),
        cmocka_unit_test(test_bridge_is_marked_inside_and_cut_out),
        cmocka_unit_test(test_private_ways_are_in_no_arc_and_never_merge),
        cmocka_unit_test(test_closed_point_cuts_every_way_there),
        cmocka_unit_test(test_lights_cost_on_the_way_in),
        cmocka_unit_test(test_slope_is_averaged_over_equal_pieces),
        cmocka_unit_test(test_area_is_crossed_between_its_entrances),
        cmocka_unit_test(test_hole_hides_entrances_from_each_other),
        cmocka_unit_test(test_line_of_sight_may_touch_a_corner_but_not_leave),
        cmocka_unit_test(test_line_along_the_ring_is_the_ring),
        cmocka_unit_test(test_areas_side_by_side_are_entered_from_each_other),
        cmocka_unit_test(test_end_beside_a_ring_is_an_entrance),
        cmocka_unit_test(test_round_area_with_many_entrances_is_complete),
        cmocka_unit_test(test_every_failing_allocation_is_reported),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
