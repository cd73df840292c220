/* test_coverage.c - the definitions on a district of two units (case C116), and what must hold
 * in any town. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "../support/covered_city.h"
#include "../support/near.h"

static void
test_weights_of_c116(void **state)
{
    struct covered_city covered;
    const struct {
        uint32_t category, weight;
        double u1[2], u2[2];
    } cases[] = {
        {ELDERLY, LCI_WEIGHT_HOUSEHOLDS, {30, 75}, {0, 55}},
        {ELDERLY, LCI_WEIGHT_POPULATION, {80, 215}, {0, 160}},
        {ELDERLY, LCI_WEIGHT_ELDERS, {16, 43}, {0, 32}},
        {ELDERLY, LCI_WEIGHT_MINORS, {8, 22}, {0, 16}},
        {PROTECTION, LCI_WEIGHT_POPULATION, {50, 215}, {90, 160}},
        {PROTECTION, LCI_WEIGHT_MINORS, {5, 22}, {9, 16}},
        {CONVENIENCE, LCI_WEIGHT_POPULATION, {80, 215}, {160, 160}},
    };

    (void)state;
    open_c116(&covered);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct wanted wanted = {LCI_BY_WEIGHT, cases[i].category, cases[i].weight, 0,
                                      LCI_NONE, 0};

        check_rows(&covered.coverage, &wanted, cases[i].u1, cases[i].u2);
    }
    uncover(&covered);
}

static void
test_land_of_c116(void **state)
{
    struct covered_city covered;
    const struct {
        enum lci_definition definition;
        uint32_t category;
        double u1[2], u2[2];
    } cases[] = {
        {LCI_BY_LAND_NETWORK, ELDERLY, {8, 16}, {0, 8}},
        {LCI_BY_LAND_NETWORK, PROTECTION, {4, 16}, {4, 8}},
        {LCI_BY_LAND_NETWORK, CONVENIENCE, {8, 16}, {8, 8}},
        {LCI_BY_LAND_RADIUS, ELDERLY, {16, 16}, {0, 8}},
        {LCI_BY_LAND_RADIUS, PROTECTION, {4, 16}, {8, 8}},
        {LCI_BY_LAND_RADIUS, CONVENIENCE, {16, 16}, {8, 8}},
    };

    (void)state;
    open_c116(&covered);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
        const struct wanted wanted = {cases[i].definition, cases[i].category, LCI_NONE, 0,
                                      LCI_NONE, 0};

        check_rows(&covered.coverage, &wanted, cases[i].u1, cases[i].u2);
    }
    uncover(&covered);
}

static void
test_sets_and_units_of_c116(void **state)
{
    struct covered_city covered;
    const uint32_t people = LCI_WEIGHT_POPULATION;
    const struct {
        struct wanted wanted;
        double u1[2], u2[2];
    } cases[] = {
        {{LCI_BY_ALL_OF, LCI_NONE, people, 3, LCI_NONE, 0}, {50, 215}, {0, 160}},
        {{LCI_BY_K_OF_N, LCI_NONE, people, 2, LCI_NONE, 0}, {80, 215}, {90, 160}},
        {{LCI_BY_UNIT_HAS, ELDERLY, LCI_NONE, 0, 1, 0}, {1, 1}, {0, 1}},
        {{LCI_BY_UNIT_HAS, PROTECTION, LCI_NONE, 0, 1, 0}, {0, 1}, {1, 1}},
        {{LCI_BY_UNIT_HAS, CONVENIENCE, LCI_NONE, 0, 1, 0}, {1, 1}, {1, 1}},
    };

    (void)state;
    open_c116(&covered);
    for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
        check_rows(&covered.coverage, &cases[i].wanted, cases[i].u1, cases[i].u2);
    assert_int_equal(covered.coverage.units[3].facility_count[CONVENIENCE], 2);
    assert_int_equal(covered.coverage.units[1].home_count, 4);
    assert_near(covered.coverage.units[0].area_m2, 400000.0, 1e-6);
    uncover(&covered);
}

static void
test_homes_of_c116(void **state)
{
    struct covered_city covered;
    const struct lci_home_access *homes = NULL;

    (void)state;
    open_c116(&covered);
    homes = covered.coverage.homes;
    assert_near(homes[0 * 3 + ELDERLY].walks.nearest_m, 100.0, 1e-9);
    assert_near(homes[1 * 3 + ELDERLY].walks.nearest_m, 280.0, 1e-9);
    assert_near(homes[1 * 3 + PROTECTION].walks.nearest_m, 270.0, 1e-9);
    assert_near(homes[2 * 3 + PROTECTION].walks.p90_m, 150.0, 1e-9);
    assert_near(homes[2 * 3 + CONVENIENCE].walks.nearest_m, 280.0, 1e-9);
    assert_near(homes[4 * 3 + CONVENIENCE].walks.greatest_m, 30.0, 1e-9);
    assert_string_equal(covered.city.facilities.items[homes[4 * 3 + CONVENIENCE].walks.facility].id,
                        "F4");
    assert_int_equal(homes[1 * 3 + ELDERLY].status, LCI_HOME_COVERED);
    assert_int_equal(homes[1 * 3 + ELDERLY].smallest_limit, 0);
    assert_int_equal(homes[1 * 3 + ELDERLY].facility_count, 1);
    assert_int_equal(homes[3 * 3 + ELDERLY].status, LCI_HOME_UNCOVERED);
    /* 300 m back east along y = 350, 150 m down, 800 m to F1: 700 + 150 + 800. */
    assert_near(homes[3 * 3 + ELDERLY].walks.nearest_m, 1650.0, 1e-9);
    assert_int_equal(homes[3 * 3 + ELDERLY].smallest_limit, LCI_NONE);
    assert_int_equal(homes[5 * 3 + ELDERLY].status, LCI_HOME_NO_STREET);
    assert_true(isnan(homes[5 * 3 + ELDERLY].walks.nearest_m));
    assert_int_equal(homes[5 * 3 + ELDERLY].walks.facility, LCI_NONE);
    assert_near(covered.coverage.whole_circle_ratio[1], 1.0, 0.0);
    assert_near(covered.coverage.whole_circle_ratio[0], 0.0, 0.0);
    assert_true(covered.coverage.near_network_edge[0]);
    assert_true(model_reported(&covered.city.quality, "home_no_street", "R6"));
    uncover(&covered);
}

/* Case C39: 3000 m x 190 m along a street whose facility is at its west end; 1350 points, 484 of
 * them covered. */
static void
test_long_home_is_covered_in_part(void **state)
{
    const double xy[4] = {0, 100, 3100, 100};
    const struct hand_edge edge = {0, 1, 3100000, {3100000, 3100000}, 0};
    const double people[4] = {900, 2700, 0, 0};
    struct covered_city covered = {.city = {.net = hand_network(2, xy, &edge, 1)}};
    struct city *city = &covered.city;
    const struct lci_home_access *home = NULL;
    size_t near_count = 0;
    double walk_m = 0.0;

    (void)state;
    model_add_box(&city->homes.shapes, 5, 5, 3005, 195);
    (void)model_add_home(&city->homes, "R1", people);
    (void)model_add_facility(&city->facilities, "F", 0, 0, 100);
    city_limits(city, 0, 1125.0, 0.0, 1125.0);
    city_open(city, 1, 100.0, 20.0, 1);
    cover(&covered);
    /* 20, 40, ..., 3000 by 20, 40, ..., 180: 150 x 9 points, each x + |y - 100| from the facility.
     */
    for (int x = 20; x <= 3000; x += 20)
        for (int y = 20; y <= 180; y += 20) {
            near_count += x + abs(y - 100) <= 1125;
            walk_m += x + abs(y - 100);
        }
    home = &covered.coverage.homes[0];
    assert_int_equal(city->demand.point_count, 1350);
    assert_near(home->covered_ratio[0], (double)near_count / 1350.0, 1e-12);
    assert_near(home->walks.nearest_m, walk_m / 1350.0, 1e-6);
    assert_near(home->walks.least_m, 20.0, 1e-9);
    assert_near(home->walks.greatest_m, 3080.0, 1e-9);
    assert_int_equal(home->status, LCI_HOME_PARTLY);
    assert_int_equal(home->smallest_limit, LCI_NONE);
    /* From x = 5 to 1125 - |y - 100|: the sum over the width of 190 m is 190 x 1120 - 95^2. */
    assert_near(covered.land.network_ratio[0] * 570000.0, 190.0 * 1120.0 - 95.0 * 95.0, 300.0);
    assert_near(covered.coverage.rows[1].denominator, 2700.0, 0.0);
    uncover(&covered);
}

static void
check_sums(const struct covered_city *covered)
{
    const struct lci_coverage *coverage = &covered->coverage;

    for (size_t i = 0; i < coverage->row_count; i++) {
        const struct lci_coverage_row *row = &coverage->rows[i];
        const struct wanted same = {row->definition, row->category, row->weight, row->k,
                                    row->counted_level, row->set};
        double numerator = 0.0;
        double denominator = 0.0;

        assert_true(row->numerator >= 0.0);
        assert_true(row->numerator <= row->denominator * (1.0 + 1e-12));
        if (row->unit != 0 || row->counted_level == 0 || row->definition == LCI_BY_WEAKEST)
            continue; /* another category may be the weakest in each unit */
        for (uint32_t unit = 1; unit < coverage->unit_count; unit++) {
            for (size_t k = 0; k < coverage->row_count; k++) {
                const struct lci_coverage_row *other = &coverage->rows[k];

                if (other->unit != unit || other->definition != same.definition ||
                    other->category != same.category || other->weight != same.weight ||
                    other->k != same.k || other->counted_level != same.level || other->set != same.set ||
                    (!isnan(row->limit_m) && fabs(other->limit_m - row->limit_m) > 0.0))
                    continue;
                numerator += other->numerator;
                denominator += other->denominator;
            }
        }
        assert_near(row->numerator, numerator, 1e-6);
        assert_near(row->denominator, denominator, 1e-6);
    }
}

/* Shares within the straight lines 150 and 400 m: the lines, of all demand points and facilities, by hand; the walk never more. */
static void
check_straight(const struct covered_city *covered, size_t home, size_t category)
{
    const struct city *city = &covered->city;
    const struct lci_radii *radii = &covered->straight.radii;
    const double *box = city->homes.shapes.xy_m + 2 * city->homes.shapes.point_first[home];

    assert_int_equal(radii->total, 6);
    for (size_t limit = 0; limit < 2; limit++) {
        const size_t at = radii->first[category] + limit;
        const double ratio = covered->straight.ratio[home * 6 + at];
        size_t near = 0;
        size_t count = 0;

        /* The points of the grid of 20 m in the home, a box whose first and third corners are opposite. */
        for (double x = 20.0 * ceil(fmin(box[0], box[4]) / 20.0); x <= fmax(box[0], box[4]); x += 20.0)
            for (double y = 20.0 * ceil(fmin(box[1], box[5]) / 20.0); y <= fmax(box[1], box[5]); y += 20.0) {
                bool within = false;

                for (size_t f = 0; f < city->facilities.count; f++)
                    within |= city->facilities.items[f].category == category &&
                              hypot(city->facilities.items[f].x_m - x, city->facilities.items[f].y_m - y) <=
                                  city->limits_m[category][limit] + 0.001;
                near += within;
                count++;
            }
        if (count > 0)
            assert_near(ratio, (double)near / (double)count, 1e-9);
        assert_true(covered->coverage.homes[home * 3 + category].covered_ratio[limit] <= ratio);
        assert_true(covered->land.network_ratio[home * 6 + at] <= covered->land.radius_ratio[home * 6 + at]);
    }
}

static void
test_units_add_up_and_straight_is_not_below_network(void **state)
{
    (void)state;
    for (uint64_t trial = 1; trial <= 4; trial++) {
        struct covered_city covered = {0};
        const double all[4] = {-200, -200, 800, 800};
        const double quarters[4][4] = {{-200, -200, 300, 300},
                                       {300, -200, 800, 300},
                                       {-200, 300, 300, 800},
                                       {300, 300, 800, 800}};
        static const char *const codes[] = {"U1", "U2", "U3", "U4"};

        city_random(&covered.city, trial);
        model_add_unit(&covered.city.units, "district", "D", NULL, all);
        for (size_t i = 0; i < 4; i++)
            model_add_unit(&covered.city.units, "subdistrict", codes[i], NULL, quarters[i]);
        city_open(&covered.city, 3, 80.0, 20.0, 2);
        covered.city.access.areas = false;
        cover(&covered);
        check_sums(&covered);
        for (size_t home = 0; home < covered.city.homes.count; home++)
            for (size_t category = 0; category < 3; category++) {
                const double *network = covered.land.network_ratio + home * 6 + category * 2;
                const struct lci_home_access *row = &covered.coverage.homes[home * 3 + category];

                assert_true(network[0] <= network[1] + 1e-3);
                check_straight(&covered, home, category);
                assert_true(row->covered_ratio[0] <= row->covered_ratio[1]);
            }
        uncover(&covered);
    }
}

static void
test_facility_on_a_border_is_in_one_unit(void **state)
{
    struct covered_city covered;

    (void)state;
    open_c116(&covered);
    covered.city.facilities.items[0].x_m = 500.0; /* between U1 and U2 */
    cover_again(&covered);
    assert_int_equal(covered.coverage.units[1].facility_count[ELDERLY], 1);
    assert_int_equal(covered.coverage.units[2].facility_count[ELDERLY], 0);
    uncover(&covered);
}

static void
test_code_of_a_home_outranks_its_place(void **state)
{
    struct covered_city covered;
    struct city *city = &covered.city;

    (void)state;
    open_c116(&covered);
    city->homes.items[0].code = "U2";
    city->homes.items[1].code = "nowhere";
    cover_again(&covered);
    assert_int_equal(covered.coverage.home_unit[0 * 2 + 1], 2);
    assert_int_equal(covered.coverage.home_unit[0 * 2 + 0], 0);
    assert_int_equal(covered.coverage.home_unit[1 * 2 + 1], 1);
    assert_true(model_reported(&city->quality, "unknown_unit", "R2"));
    uncover(&covered);
}

static void
test_cut_off_home_is_on_an_island(void **state)
{
    /* Two streets that do not meet; the shorter one, component 1, holds no facility. */
    const double xy[8] = {0, 0, 1000, 0, 0, 500, 300, 500};
    const struct hand_edge edges[2] = {{0, 1, 1000000, {1000000, 1000000}, 0},
                                       {2, 3, 300000, {300000, 300000}, 0}};
    struct covered_city covered = {.city = {.net = hand_network(4, xy, edges, 2)}};
    struct city *city = &covered.city;

    (void)state;
    lci_free(city->net->components);
    city->net->components = lci_new_array(struct lci_component, 2);
    city->net->components[0] = (struct lci_component){1, 1000000};
    city->net->components[1] = (struct lci_component){1, 300000};
    city->net->component_count = 2;
    city->net->edges[1].component = 1;
    model_add_box(&city->homes.shapes, 100, 499, 102, 501);
    (void)model_add_home(&city->homes, "cut", NULL);
    model_add_box(&city->homes.shapes, 900, -1, 902, 1);
    (void)model_add_home(&city->homes, "far", NULL);
    assert_int_equal(lci_shapes_append_empty(&city->homes.shapes, NULL), LCI_OK);
    (void)model_add_home(&city->homes, "none", NULL);
    (void)model_add_facility(&city->facilities, "F", 0, 0, 0);
    city_limits(city, 0, 500.0, 0.0, 500.0);
    city_open(city, 1, 100.0, 20.0, 1);
    cover(&covered);
    assert_int_equal(covered.coverage.homes[0].status, LCI_HOME_ISLAND);
    assert_int_equal(covered.coverage.homes[1].status, LCI_HOME_UNCOVERED);
    assert_int_equal(covered.coverage.homes[2].status, LCI_HOME_INVALID);
    assert_true(model_reported(&city->quality, "island", "cut"));
    assert_string_equal(lci_home_status_text(LCI_HOME_ISLAND), "island");
    assert_string_equal(lci_definition_text(LCI_BY_K_OF_N), "k_of_n");
    uncover(&covered);
}

static bool
is_released(const struct lci_partition *partition)
{
    for (int32_t row = 0; row < lci_partition_row_count(partition); row++)
        for (int32_t column = 0; column < lci_partition_column_count(partition); column++)
            if (lci_partition_made(partition, column, row))
                return false;
    return true;
}

/* A facility that reaches 150 m of a long street. A home 4.8 km off needs no ground divided, one beside the facility does. */
static void
test_ground_is_divided_only_for_homes_near_it(void **state)
{
    const double xy[6] = {0, 0, 400, 0, 5000, 0};
    const struct hand_edge edges[2] = {{0, 1, 400000, {400000, 400000}, 0}, {1, 2, 4600000, {4600000, 4600000}, 0}};
    const double weights[4] = {1, 1, 1, 1};

    (void)state;
    for (int near = 0; near < 2; near++)
        for (int dissolve = 0; dissolve < 2; dissolve++) {
            struct city city = {.net = hand_network(3, xy, edges, 2)};
            struct lci_land land = {0};

            model_add_box(&city.homes.shapes, 4900, 10, 4910, 20);
            (void)model_add_home(&city.homes, "far", weights);
            if (near) {
                model_add_box(&city.homes.shapes, 110, 10, 120, 20);
                (void)model_add_home(&city.homes, "near", weights);
            }
            (void)model_add_facility(&city.facilities, "F", 0, 100, 0);
            city_limits(&city, 0, 150.0, 0.0, 150.0);
            city_open(&city, 1, 100.0, 20.0, 1);
            city.access.areas = dissolve != 0;
            city.access.area_mode = LCI_AREA_DISSOLVE;
            assert_int_equal(lci_land_build(&city.access, city.pool, NULL, &land, NULL), LCI_OK);
            assert_int_equal(lci_partition_made_count(city.partition) > 0, near || dissolve);
            assert_true(is_released(city.partition)); /* nobody needs ground any more */
            assert_int_equal(land.dissolved[0].limits[0].area.polygon_count, dissolve);
            assert_near(land.network_ratio[0], 0.0, 0.0); /* sorted by id: far, near */
            if (near)
                assert_near(land.network_ratio[1], 1.0, 1e-9);
            lci_land_fini(&land);
            city_close(&city);
        }
}

static void
test_out_of_memory_is_said(void **state)
{
    struct covered_city covered;
    enum lci_status status = LCI_E_NOMEM;

    (void)state;
    open_c116(&covered);
    lci_coverage_fini(&covered.coverage);
    lci_land_fini(&covered.land);
    for (uint64_t n = 1; n < 20000 && status != LCI_OK; n += 1 + n / 10) {
        const struct lci_coverage_inputs inputs = {.access = &covered.city.access,
                                                   .nearest = covered.nearest,
                                                   .land = &covered.land,
                                                   .straight = &covered.straight,
                                                   .units = &covered.city.units,
                                                   .facility_counts = covered.counts,
                                                   .speed_mps = 1.2};

        lci_pool_free(covered.city.pool);
        assert_int_equal(lci_pool_new(1, &covered.city.pool, NULL), LCI_OK);
        lci_alloc_fail_at(n);
        status = lci_land_build(&covered.city.access, covered.city.pool, NULL, &covered.land, NULL);
        if (!status)
            status = lci_coverage_build(&inputs, &covered.city.quality, &covered.coverage, NULL);
        lci_alloc_fail_at(0);
        if (status != LCI_OK)
            lci_land_fini(&covered.land);
    }
    assert_int_equal(status, LCI_OK);
    uncover(&covered);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights_of_c116),
        cmocka_unit_test(test_land_of_c116),
        cmocka_unit_test(test_sets_and_units_of_c116),
        cmocka_unit_test(test_homes_of_c116),
        cmocka_unit_test(test_long_home_is_covered_in_part),
        cmocka_unit_test(test_units_add_up_and_straight_is_not_below_network),
        cmocka_unit_test(test_facility_on_a_border_is_in_one_unit),
        cmocka_unit_test(test_code_of_a_home_outranks_its_place),
        cmocka_unit_test(test_cut_off_home_is_on_an_island),
        cmocka_unit_test(test_ground_is_divided_only_for_homes_near_it),
        cmocka_unit_test(test_out_of_memory_is_said),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
