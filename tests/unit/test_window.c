/* test_window.c - the part of a service area in a few tiles, against asking its places for their own walk. */
#include <string.h>

#include "../support/ground_town.h"

enum { PLACES = 300 };

/* Asks places of a window, and beyond it, of the part of an area that lies there. */
static void
check_window(const struct town *town, uint64_t *state, const struct lci_tile_range *tiles, uint32_t limit_mm, size_t *seen)
{
    bool touched[64];
    const struct lci_ground_window window = {*tiles, touched};
    const double size_m = LCI_TILE_STEPS * lci_partition_step_m(town->partition);
    enum lci_tile_side side = LCI_TILE_CROSSED;
    struct lci_polygons area = {0};
    double low_m[2];
    double high_m[2];

    memset(touched, 1, sizeof(touched));
    assert_int_equal(lci_ground_window_area(town->ground, town->search, limit_mm, &window, &side, &area, NULL), LCI_OK);
    assert_true((area.polygon_count > 0) == (side == LCI_TILE_CROSSED));
    seen[side]++;
    lci_partition_corner(town->partition, tiles->first_column, tiles->first_row, &low_m[0], &low_m[1]);
    lci_partition_corner(town->partition, tiles->last_column, tiles->last_row, &high_m[0], &high_m[1]);
    for (int i = 0; i < PLACES; i++) {
        const double at[2] = {town_between(state, low_m[0] - 50.0, high_m[0] + size_m + 50.0),
                              town_between(state, low_m[1] - 50.0, high_m[1] + size_m + 50.0)};
        const bool within = at[0] > low_m[0] && at[0] < high_m[0] + size_m && at[1] > low_m[1] && at[1] < high_m[1] + size_m;
        const bool covered = within && place_is_covered(town, LCI_NONE, limit_mm, at[0], at[1]);
        const bool drawn = side == LCI_TILE_INSIDE ? within : area_holds(&area, at[0], at[1]);

        if (drawn != covered && (!within || !verdict_is_near(town, LCI_NONE, limit_mm, at, !covered, 1.0)))
            fail_msg("place %.4f, %.4f is %s, the window says otherwise (limit %u mm)", at[0], at[1],
                     covered ? "covered" : "not covered", limit_mm);
    }
    lci_polygons_fini(&area);
}

static void
test_window_holds_what_the_area_has_there(void **state)
{
    size_t seen[3] = {0};

    (void)state;
    for (uint64_t number = 200; number < 210; number++) {
        uint64_t random = number;
        struct town town = {.net = town_network(&random)};
        struct lci_seed seeds[FACILITIES];
        size_t count = 0;

        town_barriers(&random, &town.barriers, (int)(number % 3) * 6, (int)(number % 4) * 3);
        town_open(&town, 80.0, 1.0);
        count = random_seeds(&town, &random, seeds);
        assert_int_equal(lci_search_run(town.search, seeds, count, 600000, NULL), LCI_OK);
        for (int trial = 0; trial < 12; trial++) {
            const double x = town_between(&random, -60.0, 540.0);
            const double y = town_between(&random, -60.0, 540.0);
            const struct lci_tile_range tiles =
                lci_partition_range(town.partition, x, y, x + town_between(&random, 0.0, 300.0), y + 128.0 * (trial % 3));

            check_window(&town, &random, &tiles, 100000 * (1 + (uint32_t)trial / 2), seen);
        }
        town_close(&town);
    }
    assert_true(seen[LCI_TILE_OUTSIDE] > 0 && seen[LCI_TILE_INSIDE] > 0 && seen[LCI_TILE_CROSSED] > 60);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_window_holds_what_the_area_has_there),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
