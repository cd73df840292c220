/* test_network.c - where ways meet, and what becomes one edge. Expected values by hand. */
#include "network_fixture.h"

static const uint32_t OSM = LCI_WAY_BY_NODE;

static void
test_grid_has_junctions_and_dead_ends_only(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "a", "0 0,100 0,200 0,250 0");
    add_street(&ways, "b", "100 0,100 50,100 100");
    net = build(&ways, &default_options, NULL);
    /* Junction 100 0; dead ends 0 0, 250 0, 100 100; the vertices between are geometry. */
    assert_int_equal(net->vertex_count, 4);
    assert_int_equal(net->edge_count, 3);
    assert_int_equal(net->arc_count, 6);
    assert_int_equal(net->component_count, 1);
    assert_int_equal(net->components[0].length_mm, 350000);
    assert_int_equal(walk_mm(net, 0, 0, 100, 100), 200000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_streets_of_different_level_share_no_inner_vertex(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "street", "0 0,100 0,200 0");
    add_way(&ways, "deck", 0, 1, 1.0, "100 -50,100 0,100 50");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(net->component_count, 2);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_end_on_a_vertex_of_another_level_meets(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "street", "0 0,100 0,200 0");
    add_way(&ways, "bridge", LCI_WAY_BRIDGE, 1, 1.0, "100 0,100 50");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(walk_mm(net, 0, 0, 100, 50), 150000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_osm_ways_meet_by_node_whatever_the_level(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_way(&ways, "a", OSM, 0, 1.0, "0 0#1,100 0#2,200 0#3");
    add_way(&ways, "b", OSM, 5, 1.0, "100 -50#4,100 0#2,100 50#5");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(walk_mm(net, 0, 0, 100, 50), 150000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_osm_ways_do_not_meet_by_coincidence(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_remarks remarks = {0};
    struct lci_build_options options = default_options;
    struct lci_network *net = NULL;

    (void)state;
    options.split_crossings = true;
    add_way(&ways, "a", OSM, 0, 1.0, "0 0#1,100 0#2,200 0#3");
    add_way(&ways, "b", OSM, 0, 1.0, "100 -50#4,100 0#6,100 50#5");
    add_way(&ways, "c", OSM, 0, 1.0, "50 -50#7,50 50#8");
    add_way(&ways, "d", OSM, 0, 1.0, "0 0.1#9,0 50#10");
    net = build(&ways, &options, &remarks);
    assert_int_equal(net->component_count, 4);
    assert_int_equal(remarks.count, 0);
    lci_build_remarks_fini(&remarks);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_osm_and_other_ways_meet_at_shared_coordinates(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_way(&ways, "a", OSM, 0, 1.0, "0 0#1,100 0#2,200 0#3");
    add_street(&ways, "b", "100 -50,100.0003 0,100 50");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(walk_mm(net, 0, 0, 100, 50), 150000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_gap_below_the_tolerance_is_closed(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_remarks remarks = {0};
    struct lci_build_options options = default_options;
    struct lci_network *net = NULL;

    (void)state;
    options.node_tolerance_m = 0.01;
    add_street(&ways, "a", "0 0,200 0");
    add_street(&ways, "b", "200.004 0,400 0");
    add_street(&ways, "c", "405 0,800 0");
    net = build(&ways, &options, &remarks);
    assert_int_equal(net->component_count, 2);
    assert_int_equal(walk_mm(net, 0, 0, 400, 0), 400000);
    assert_int_equal(remarks.count, 1);
    assert_int_equal(remarks.items[0].kind, LCI_REMARK_JOINED);
    assert_int_equal(remarks.items[0].way, 0);
    assert_int_equal(remarks.items[0].other_way, 1);
    lci_build_remarks_fini(&remarks);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_without_tolerance_a_gap_is_a_near_miss(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_remarks remarks = {0};
    struct lci_build_options options = default_options;
    struct lci_network *net = NULL;

    (void)state;
    options.node_tolerance_m = 0.0;
    add_street(&ways, "a", "0 0,200 0");
    add_street(&ways, "b", "200.004 0,400 0");
    add_street(&ways, "c", "300 0,300 80");
    net = build(&ways, &options, &remarks);
    assert_int_equal(net->component_count, 3);
    assert_int_equal(remarks.count, 2);
    assert_int_equal(count_remarks(&remarks, LCI_REMARK_NEAR_MISS), 2);
    lci_build_remarks_fini(&remarks);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_end_beside_a_segment_splits_it(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_remarks remarks = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "main", "0 0,200 0");
    add_street(&ways, "side", "80 0.4,80 60");
    add_way(&ways, "other level", 0, 1, 1.0, "120 0.4,120 60");
    net = build(&ways, &default_options, &remarks);
    /* The end goes to 80 0, so the side street is 60 m long. */
    assert_int_equal(walk_mm(net, 0, 0, 80, 60), 140000);
    assert_int_equal(net->component_count, 2);
    assert_int_equal(count_remarks(&remarks, LCI_REMARK_JOINED), 1);
    assert_true(fabs(remarks.items[0].distance_m - 0.4) < 1e-9);
    lci_build_remarks_fini(&remarks);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_end_on_a_segment_joins_without_a_remark(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_remarks remarks = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "main", "0 0,200 0");
    add_street(&ways, "side", "80 0,80 60");
    net = build(&ways, &default_options, &remarks);
    assert_int_equal(walk_mm(net, 0, 0, 80, 60), 140000);
    assert_int_equal(remarks.count, 0);
    lci_build_remarks_fini(&remarks);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_crossing_is_split_or_remarked(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_remarks remarks = {0};
    struct lci_build_options options = default_options;
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "a", "0 0,400 0");
    add_street(&ways, "b", "200 -200,200 200");
    net = build(&ways, &options, &remarks);
    assert_int_equal(net->component_count, 2);
    assert_int_equal(remarks.count, 1);
    assert_int_equal(remarks.items[0].kind, LCI_REMARK_CROSSING);
    assert_true(remarks.items[0].x_m == 200.0 && remarks.items[0].y_m == 0.0);
    lci_build_remarks_fini(&remarks);
    lci_network_free(net);
    options.split_crossings = true;
    net = build(&ways, &options, &remarks);
    assert_int_equal(walk_mm(net, 0, 0, 200, 200), 400000);
    assert_int_equal(remarks.count, 0);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_bridge_is_not_joined_where_it_crosses(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_remarks remarks = {0};
    struct lci_build_options options = default_options;
    struct lci_network *net = NULL;

    (void)state;
    options.split_crossings = true;
    add_street(&ways, "a", "0 0,400 0");
    add_way(&ways, "bridge", LCI_WAY_BRIDGE, 0, 1.0, "200 -200,200 200");
    add_way(&ways, "same bridge", LCI_WAY_BRIDGE, 0, 1.0, "0 100,400 100");
    add_way(&ways, "deck", 0, 1, 1.0, "300 -200,300 200");
    net = build(&ways, &options, &remarks);
    assert_int_equal(net->component_count, 4);
    assert_int_equal(remarks.count, 0);
    lci_build_remarks_fini(&remarks);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_way_that_crosses_itself_is_split(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_options options = default_options;
    struct lci_network *net = NULL;

    (void)state;
    options.split_crossings = true;
    add_street(&ways, "knot", "0 0,100 0,100 100,50 100,50 -100");
    net = build(&ways, &options, NULL);
    assert_int_equal(walk_mm(net, 0, 0, 50, -100), 150000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_overshoot_is_one_joint_not_a_crossing(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_remarks remarks = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "main", "0 0,200 0");
    add_street(&ways, "side", "80 -0.3,80 60");
    net = build(&ways, &default_options, &remarks);
    assert_int_equal(walk_mm(net, 0, 0, 80, 60), 140000);
    assert_int_equal(count_remarks(&remarks, LCI_REMARK_CROSSING), 0);
    lci_build_remarks_fini(&remarks);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_copies_count_once(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "a", "0 0,500 0");
    add_street(&ways, "a2", "0 0,500 0");
    add_street(&ways, "a3", "500 0,0 0");
    add_street(&ways, "more vertices", "0 0,120 0.0004,300 0,500 0");
    add_street(&ways, "half", "0 0,250 0");
    add_street(&ways, "other half", "250 0,500 0");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(street_mm(net), 500000);
    assert_int_equal(walk_mm(net, 0, 0, 500, 0), 500000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_parallel_streets_both_stay(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "straight", "0 0,100 0");
    add_street(&ways, "round", "0 0,50 50,100 0");
    add_street(&ways, "stub", "0 0,-50 0");
    add_street(&ways, "stub", "100 0,150 0");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(net->edge_count, 4);
    assert_int_equal(walk_mm(net, 0, 0, 100, 0), 100000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_overlapping_sheets_count_once(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_options options = default_options;
    struct lci_network *net = NULL;

    (void)state;
    options.node_tolerance_m = 0.01;
    add_street(&ways, "west", "0 0,510 0");
    add_street(&ways, "east", "490 0.002,1000 0.002");
    for (int split = 0; split < 2; split++) {
        options.split_crossings = split == 1;
        net = build(&ways, &options, NULL);
        assert_int_equal(net->component_count, 1);
        assert_int_equal(street_mm(net), 1000000);
        assert_int_equal(walk_mm(net, 0, 0, 1000, 0.002), 1000000);
        lci_network_free(net);
    }
    lci_ways_fini(&ways);
}

static void
test_repeated_vertices_and_points_change_nothing(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_remarks remarks = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "a", "0 0,100 0,100 0,200 0");
    add_street(&ways, "zero", "200 0,200 0");
    add_street(&ways, "one", "0 0");
    add_street(&ways, "none", "");
    add_street(&ways, "b", "200 0,400 0");
    net = build(&ways, &default_options, &remarks);
    assert_int_equal(net->edge_count, 1);
    assert_int_equal(street_mm(net), 400000);
    assert_int_equal(count_remarks(&remarks, LCI_REMARK_TOO_SHORT), 3);
    lci_build_remarks_fini(&remarks);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_closed_way_begins_at_its_least_place(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "ring", "100 0,100 100,0 100,0 0,100 0");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(net->vertex_count, 1);
    assert_int_equal(net->edge_count, 1);
    assert_int_equal(net->edges[0].from, net->edges[0].to);
    assert_true(vertex_is_at(net, 0, 0, 0));
    /* Read from the side that is lexicographically lower: 0 100 comes before 100 0. */
    assert_true(net->point_xy_m[2] == 0.0 && net->point_xy_m[3] == 100.0);
    assert_int_equal(net->edges[0].length_mm, 400000);
    assert_int_equal(net->arc_count, 2);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_copied_loop_with_more_vertices_counts_once(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;

    (void)state;
    add_street(&ways, "ring", "100 0,100 100,0 100,0 0,100 0");
    add_street(&ways, "copy", "0 100,0 0,50 0,100 0,100 100,0 100");
    net = build(&ways, &default_options, NULL);
    assert_int_equal(street_mm(net), 400000);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_islets_are_marked_and_components_sorted(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_options options = default_options;
    struct lci_network *net = NULL;

    (void)state;
    options.islet_m = 200.0;
    add_street(&ways, "short", "0 0,199.999 0");
    add_street(&ways, "copy", "0 0,199.999 0");
    add_street(&ways, "long", "0 500,200 500");
    net = build(&ways, &options, NULL);
    assert_int_equal(net->component_count, 2);
    assert_int_equal(net->components[0].length_mm, 200000);
    for (size_t e = 0; e < net->edge_count; e++) {
        const bool is_short = net->edges[e].length_mm == 199999;

        assert_int_equal(net->edges[e].component, is_short);
        assert_int_equal((net->edges[e].flags & LCI_EDGE_ISLET) != 0, is_short);
    }
    lci_network_free(net);
    lci_ways_fini(&ways);
}

static void
test_nothing_to_walk_is_an_error(void **state)
{
    struct lci_ways ways = {0};
    struct lci_build_remarks remarks = {0};
    struct lci_network *net = NULL;
    struct lci_error err = {0};

    (void)state;
    assert_int_equal(lci_network_build(&ways, lci_metric_plane(), &default_options, &net, &remarks,
                                       &err),
                     LCI_E_DATA);
    assert_null(net);
    add_street(&ways, "far", "0 0,1e300 0");
    assert_int_equal(lci_network_build(&ways, lci_metric_plane(), &default_options, &net, &remarks,
                                       &err),
                     LCI_E_DATA);
    lci_ways_fini(&ways);
    add_street(&ways, "long", "0 0,1e8 0");
    add_way(&ways, "dear", 0, 0, 1e6, "0 0,1e5 0");
    assert_int_equal(lci_network_build(&ways, lci_metric_plane(), &default_options, &net, &remarks,
                                       &err),
                     LCI_E_LIMIT);
    assert_null(net);
    assert_int_equal(remarks.count, 0);
    lci_ways_fini(&ways);
}

static void
test_place_lies_on_the_edge_at_its_offset(void **state)
{
    struct lci_ways ways = {0};
    struct lci_network *net = NULL;
    double x_m = 0.0;
    double y_m = 0.0;

    (void)state;
    add_street(&ways, "bend", "0 0,100 0,100 50");
    net = build(&ways, &default_options, NULL);
    lci_network_place(net, 0, 0, &x_m, &y_m);
    assert_true(x_m == 0.0 && y_m == 0.0);
    lci_network_place(net, 0, 120000, &x_m, &y_m);
    assert_true(fabs(x_m - 100.0) < 1e-9 && fabs(y_m - 20.0) < 1e-9);
    lci_network_place(net, 0, net->edges[0].length_mm, &x_m, &y_m);
    assert_true(x_m == 100.0 && y_m == 50.0);
    lci_network_free(net);
    lci_ways_fini(&ways);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_grid_has_junctions_and_dead_ends_only),
        cmocka_unit_test(test_streets_of_different_level_share_no_inner_vertex),
        cmocka_unit_test(test_end_on_a_vertex_of_another_level_meets),
        cmocka_unit_test(test_osm_ways_meet_by_node_whatever_the_level),
        cmocka_unit_test(test_osm_ways_do_not_meet_by_coincidence),
        cmocka_unit_test(test_osm_and_other_ways_meet_at_shared_coordinates),
        cmocka_unit_test(test_gap_below_the_tolerance_is_closed),
        cmocka_unit_test(test_without_tolerance_a_gap_is_a_near_miss),
        cmocka_unit_test(test_end_beside_a_segment_splits_it),
        cmocka_unit_test(test_end_on_a_segment_joins_without_a_remark),
        cmocka_unit_test(test_crossing_is_split_or_remarked),
        cmocka_unit_test(test_bridge_is_not_joined_where_it_crosses),
        cmocka_unit_test(test_way_that_crosses_itself_is_split),
        cmocka_unit_test(test_overshoot_is_one_joint_not_a_crossing),
        cmocka_unit_test(test_copies_count_once),
        cmocka_unit_test(test_parallel_streets_both_stay),
        cmocka_unit_test(test_overlapping_sheets_count_once),
        cmocka_unit_test(test_repeated_vertices_and_points_change_nothing),
        cmocka_unit_test(test_closed_way_begins_at_its_least_place),
        cmocka_unit_test(test_copied_loop_with_more_vertices_counts_once),
        cmocka_unit_test(test_islets_are_marked_and_components_sorted),
        cmocka_unit_test(test_nothing_to_walk_is_an_error),
        cmocka_unit_test(test_place_lies_on_the_edge_at_its_offset),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
