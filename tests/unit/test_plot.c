/* test_plot.c - how much of polygons lies inside areas: by hand, by counting places, and against areas that are drawn. */
#include <string.h>

#include "../support/ground_town.h"
#include "geom/overlay.h"
#include "geom/plot.h"

enum { CORNERS = 12, STARS = 2, POINTS = 4 * (CORNERS + 1), LIMITS = 3 };

/* Two stars, the first with a hole; the second runs clockwise. */
struct stars {
    double xy_m[2 * POINTS];
    uint32_t ring_first[STARS + 1], point_first[STARS + 2];
    struct lci_polygons polygons;
};

static void
add_star(double *xy_m, const double middle[2], const double radii_m[CORNERS], double share, bool clockwise)
{
    for (int i = 0; i <= CORNERS; i++) {
        const int corner = (clockwise ? CORNERS - i : i) % CORNERS;
        const double angle = 2.0 * PI * corner / CORNERS;

        xy_m[2 * i] = middle[0] + share * radii_m[corner] * cos(angle);
        xy_m[2 * i + 1] = middle[1] + share * radii_m[corner] * sin(angle);
    }
}

static void
random_stars(uint64_t *random, struct stars *stars)
{
    double middle[2] = {town_between(random, 60.0, 260.0), town_between(random, 60.0, 440.0)};
    double radii_m[CORNERS];

    for (int i = 0; i < CORNERS; i++)
        radii_m[i] = town_between(random, 20.0, 120.0);
    add_star(stars->xy_m, middle, radii_m, 1.0, false);
    add_star(stars->xy_m + 2 * (CORNERS + 1), middle, radii_m, 0.4, false);
    middle[0] += 250.0;
    add_star(stars->xy_m + 4 * (CORNERS + 1), middle, radii_m, 1.0, true);
    for (uint32_t ring = 0; ring < STARS + 2; ring++)
        stars->point_first[ring] = ring * (CORNERS + 1);
    stars->ring_first[0] = 0;
    stars->ring_first[1] = 2;
    stars->ring_first[2] = 3;
    stars->polygons = (struct lci_polygons){STARS, STARS + 1, (STARS + 1) * (CORNERS + 1), stars->ring_first,
                                            stars->point_first, stars->xy_m};
}

/* What lies inside within each limit, asked of all tiles. */
static void
measure(const struct town *town, struct lci_plot *plot, const struct lci_polygons *polygons, const uint32_t *limits_mm,
        size_t limit_count, double *inside_m2)
{
    double box_m[4] = {INFINITY, INFINITY, -INFINITY, -INFINITY};
    bool touched[256];
    struct lci_tile_range range;

    for (size_t i = 0; i < polygons->point_count; i++) {
        box_m[0] = fmin(box_m[0], polygons->xy_m[2 * i]);
        box_m[1] = fmin(box_m[1], polygons->xy_m[2 * i + 1]);
        box_m[2] = fmax(box_m[2], polygons->xy_m[2 * i]);
        box_m[3] = fmax(box_m[3], polygons->xy_m[2 * i + 1]);
    }
    range = lci_partition_range(town->partition, box_m[0], box_m[1], box_m[2], box_m[3]);
    assert_true((range.last_column - range.first_column + 1) * (range.last_row - range.first_row + 1) <= 256);
    memset(touched, 1, sizeof(touched));
    assert_int_equal(lci_plot_lay(plot, town->ground, polygons, &range, NULL), LCI_OK);
    assert_int_equal(lci_plot_inside_m2(plot, town->ground, town->search, limits_mm, limit_count, touched, inside_m2, NULL),
                     LCI_OK);
}

static double
drawn_m2(const struct town *town, const struct lci_polygons *polygons, uint32_t limit_mm)
{
    struct lci_polygons area = {0};
    struct lci_overlay *overlay = NULL;
    double inside_m2 = 0.0;

    assert_int_equal(lci_ground_area(town->ground, town->search, LCI_NONE, limit_mm, &area, NULL), LCI_OK);
    assert_int_equal(lci_overlay_new(town->geos, &area, &overlay, NULL), LCI_OK);
    assert_int_equal(lci_overlay_area_m2(overlay, polygons, &inside_m2, NULL), LCI_OK);
    lci_overlay_free(overlay);
    lci_polygons_fini(&area);
    return inside_m2;
}

/* Places of a grid, each for its square, that lie in the polygons and are covered. */
static double
counted_m2(const struct town *town, const struct lci_polygons *polygons, uint32_t limit_mm)
{
    const double step_m = 4.0;
    double sum_m2 = 0.0;

    for (double x_m = -101.3; x_m < 700.0; x_m += step_m)
        for (double y_m = -101.7; y_m < 700.0; y_m += step_m)
            if (area_holds(polygons, x_m, y_m) && place_is_covered(town, LCI_NONE, limit_mm, x_m, y_m))
                sum_m2 += step_m * step_m;
    return sum_m2;
}

static void
open_random(struct town *town, uint64_t *random, uint64_t number)
{
    struct lci_seed seeds[FACILITIES];
    size_t count = 0;

    *town = (struct town){.net = town_network(random)};
    town_barriers(random, &town->barriers, (int)(number % 3) * 6, (int)(number % 4) * 3);
    town_open(town, 80.0, 1.0);
    count = random_seeds(town, random, seeds);
    assert_int_equal(lci_search_run(town->search, seeds, count, 600000, NULL), LCI_OK);
}

static void
test_land_inside_is_what_drawn_areas_hold(void **state)
{
    const uint32_t limits_mm[LIMITS] = {90000, 250000, 500000};
    struct lci_plot plot = {0};
    double least_m2 = INFINITY;
    double most_m2 = 0.0;

    (void)state;
    for (uint64_t number = 300; number < 316; number++) {
        uint64_t random = number;
        struct town town;

        open_random(&town, &random, number);
        for (int trial = 0; trial < 6; trial++) {
            struct stars stars;
            double inside_m2[LIMITS];

            random_stars(&random, &stars);
            measure(&town, &plot, &stars.polygons, limits_mm, LIMITS, inside_m2);
            for (int l = 0; l < LIMITS; l++) {
                const double m2 = drawn_m2(&town, &stars.polygons, limits_mm[l]);

                /* Thinning moves a drawn border by up to 0.05 m, and parts below 1 m2 are not drawn. */
                if (fabs(inside_m2[l] - m2) > 15.0)
                    fail_msg("town %d, trial %d, limit %u mm: %.3f m2 inside, drawn %.3f", (int)number, trial, limits_mm[l],
                             inside_m2[l], m2);
                assert_true(l == 0 || inside_m2[l] >= inside_m2[l - 1] - 1e-6);
                least_m2 = fmin(least_m2, m2);
                most_m2 = fmax(most_m2, m2);
            }
        }
        town_close(&town);
    }
    assert_true(least_m2 < 100.0 && most_m2 > 20000.0);
    lci_plot_fini(&plot);
}

static void
test_land_inside_is_where_covered_places_are(void **state)
{
    const uint32_t limit_mm = 300000;
    struct lci_plot plot = {0};

    (void)state;
    for (uint64_t number = 330; number < 334; number++) {
        uint64_t random = number;
        struct town town;
        struct stars stars;
        double inside_m2 = 0.0;
        double m2 = 0.0;

        open_random(&town, &random, number);
        random_stars(&random, &stars);
        measure(&town, &plot, &stars.polygons, &limit_mm, 1, &inside_m2);
        m2 = counted_m2(&town, &stars.polygons, limit_mm);
        /* A square of 16 m2 is right or wrong where the border passes it: some hundred of them, evenly. */
        if (fabs(inside_m2 - m2) > 16.0 * 40.0)
            fail_msg("town %d: %.1f m2 inside, by places %.1f", (int)number, inside_m2, m2);
        town_close(&town);
    }
    lci_plot_fini(&plot);
}

/* A street along the x axis, the facility at its middle, and a polygon of two rings. */
static void
check_by_hand(const double *outer, const double *inner, double length_m, const uint32_t *limits_mm, const double *expected_m2)
{
    const uint32_t ring_first[2] = {0, inner ? 2 : 1};
    const uint32_t point_first[3] = {0, 5, 10};
    const double xy[4] = {0.0, 0.0, length_m, 0.0};
    const uint32_t mm = (uint32_t)(length_m * 1000.0);
    const struct hand_edge edge = {0, 1, mm, {mm, mm}, 0};
    const struct lci_seed seed = {0, mm / 2, 0, 5};
    double points[20];
    const struct lci_polygons polygons = {1, inner ? 2 : 1, inner ? 10 : 5, (uint32_t *)ring_first, (uint32_t *)point_first,
                                          points};
    struct town town = {.net = hand_network(2, xy, &edge, 1)};
    struct lci_plot plot = {0};
    double inside_m2[2];

    memcpy(points, outer, 10 * sizeof(double));
    if (inner)
        memcpy(points + 10, inner, 10 * sizeof(double));
    town_open(&town, 100.0, 1.0);
    assert_int_equal(lci_search_run(town.search, &seed, 1, 1125000, NULL), LCI_OK);
    measure(&town, &plot, &polygons, limits_mm, 2, inside_m2);
    for (int l = 0; l < 2; l++)
        /* The round end of what joins the street is drawn as chords, up to 0.06 m inside: 2.9 m2 of the second case. */
        if (fabs(inside_m2[l] - expected_m2[l]) > 0.2 + 2e-4 * expected_m2[l])
            fail_msg("limit %u mm: %.3f m2 inside, by hand %.3f", limits_mm[l], inside_m2[l], expected_m2[l]);
    lci_plot_fini(&plot);
    town_close(&town);
}

static void
test_land_inside_by_hand(void **state)
{
    const uint32_t near_mm[2] = {25000, 50000};
    const uint32_t far_mm[2] = {50000, 1125000};
    /* Reach is a square on its corner at 500, 0: the plot has a quarter of it. */
    const double quarter[10] = {500.0, 0.0, 600.0, 0.0, 600.0, 100.0, 500.0, 100.0, 500.0, 0.0};
    /* Legs are 100 m at most: of 200 m of land only those, and not beyond the street's end at 1000, but for a quarter of a disc. */
    const double end[10] = {900.0, 200.0, 1100.0, 200.0, 1100.0, 0.0, 900.0, 0.0, 900.0, 200.0};
    const double yard[10] = {100.0, -50.0, 200.0, -50.0, 200.0, 50.0, 100.0, 50.0, 100.0, -50.0};
    const double pond[10] = {120.0, -10.0, 140.0, -10.0, 140.0, 10.0, 120.0, 10.0, 120.0, -10.0};

    (void)state;
    check_by_hand(quarter, NULL, 1000.0, near_mm, (const double[2]){312.5, 1250.0});
    check_by_hand(end, NULL, 1000.0, far_mm, (const double[2]){0.0, 10000.0 + PI * 2500.0});
    check_by_hand(yard, pond, 1000.0, far_mm, (const double[2]){0.0, 9600.0});
}

static void
test_tiles_without_land_or_reach_are_not_made(void **state)
{
    const uint32_t limit_mm = 500000;
    const bool none[256] = {false};
    uint64_t random = 350;
    struct town town;
    struct stars stars;
    struct lci_plot plot = {0};
    double inside_m2 = -1.0;
    struct lci_tile_range range;

    (void)state;
    open_random(&town, &random, 350);
    random_stars(&random, &stars);
    range = lci_partition_range(town.partition, 0.0, 0.0, 600.0, 600.0);
    assert_int_equal(lci_plot_lay(&plot, town.ground, &stars.polygons, &range, NULL), LCI_OK);
    assert_int_equal(lci_plot_inside_m2(&plot, town.ground, town.search, &limit_mm, 1, none, &inside_m2, NULL), LCI_OK);
    assert_true(inside_m2 == 0.0);
    assert_int_equal(lci_partition_made_count(town.partition), 0);
    measure(&town, &plot, &stars.polygons, &limit_mm, 1, &inside_m2);
    for (int32_t row = 0; row < lci_partition_row_count(town.partition); row++)
        for (int32_t column = 0; column < lci_partition_column_count(town.partition); column++) {
            double x_m = 0.0;
            double y_m = 0.0;
            bool any = false;

            if (!lci_partition_made(town.partition, column, row))
                continue;
            lci_partition_corner(town.partition, column, row, &x_m, &y_m);
            for (double dx_m = 0.0; dx_m <= 128.0 && !any; dx_m += 1.0)
                for (double dy_m = 0.0; dy_m <= 128.0 && !any; dy_m += 1.0)
                    any = area_holds(&stars.polygons, x_m + dx_m, y_m + dy_m);
            assert_true(any);
        }
    lci_plot_fini(&plot);
    town_close(&town);
}

static size_t
boxes_made(const struct lci_partition *partition)
{
    size_t count = 0;

    for (int32_t row = 0; row < lci_partition_row_count(partition); row++)
        for (int32_t column = 0; column < lci_partition_column_count(partition); column++) {
            const struct lci_tile *tile = lci_partition_made(partition, column, row);

            count += tile ? tile->box_count : 0;
        }
    return count;
}

static void
test_what_lies_outside_of_the_mask_is_not_divided_and_changes_nothing(void **state)
{
    const uint32_t limits_mm[LIMITS] = {90000, 250000, 500000};

    (void)state;
    for (uint64_t number = 370; number < 378; number++) {
        uint64_t random = number;
        struct town town;
        struct stars stars[2]; /* the second, which lies over the first, is of the mask only */
        struct lci_polygons items[2];
        struct lci_mask mask = {0};
        struct lci_partition_options options = {.area_tolerance_m = 1.0, .mask = &mask};
        struct lci_plot plot = {0};
        double whole_m2[LIMITS];
        double masked_m2[LIMITS];
        size_t box_count = 0;

        open_random(&town, &random, number);
        for (int i = 0; i < 2; i++) {
            random_stars(&random, &stars[i]);
            items[i] = stars[i].polygons;
        }
        measure(&town, &plot, &items[0], limits_mm, LIMITS, whole_m2);
        box_count = boxes_made(town.partition);
        lci_ground_free(town.ground);
        lci_partition_free(town.partition);
        options.zones = town.zone.edge_count > 0 ? &town.zones : NULL;
        assert_int_equal(lci_mask_init(&mask, items, 2, NULL), LCI_OK);
        assert_int_equal(lci_partition_new(town.index, &options, &town.partition, NULL), LCI_OK);
        assert_int_equal(lci_ground_new(town.partition, town.geos, 0.0, &town.ground, NULL), LCI_OK);
        measure(&town, &plot, &items[0], limits_mm, LIMITS, masked_m2);
        assert_memory_equal(masked_m2, whole_m2, sizeof(whole_m2));
        assert_true(boxes_made(town.partition) < box_count);
        lci_plot_fini(&plot);
        lci_mask_fini(&mask);
        town_close(&town);
    }
}

static void
test_memory_that_runs_out_is_an_error(void **state)
{
    const uint32_t limit_mm = 300000;
    enum lci_status status = LCI_E_NOMEM;

    (void)state;
    for (uint64_t n = 1; status != LCI_OK && n < 2000; n++) {
        bool touched[256];
        uint64_t random = 360;
        struct town town;
        struct stars stars;
        struct lci_plot plot = {0};
        double inside_m2 = 0.0;
        struct lci_tile_range range;

        memset(touched, 1, sizeof(touched));
        open_random(&town, &random, 360);
        random_stars(&random, &stars);
        range = lci_partition_range(town.partition, 0.0, 0.0, 600.0, 600.0);
        lci_alloc_fail_at(n);
        status = lci_plot_lay(&plot, town.ground, &stars.polygons, &range, NULL);
        if (status == LCI_OK)
            status = lci_plot_inside_m2(&plot, town.ground, town.search, &limit_mm, 1, touched, &inside_m2, NULL);
        lci_alloc_fail_at(0);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        lci_plot_fini(&plot);
        town_close(&town);
    }
    assert_int_equal(status, LCI_OK);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_land_inside_by_hand),
        cmocka_unit_test(test_land_inside_is_what_drawn_areas_hold),
        cmocka_unit_test(test_land_inside_is_where_covered_places_are),
        cmocka_unit_test(test_tiles_without_land_or_reach_are_not_made),
        cmocka_unit_test(test_what_lies_outside_of_the_mask_is_not_divided_and_changes_nothing),
        cmocka_unit_test(test_memory_that_runs_out_is_an_error),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
