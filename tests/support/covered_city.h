/* covered_city.h - a small city and everything that is said about it; case C116. Include it after cmocka. */
#ifndef LCI_TESTS_COVERED_CITY_H
#define LCI_TESTS_COVERED_CITY_H

#include "near.h"
#include "small_city.h"

/* A city and everything that is said about it. */
struct covered_city {
    struct city city;
    struct lci_nearest *nearest;
    struct lci_land land;
    struct lci_straight straight;
    uint32_t *counts;
    struct lci_coverage coverage;
};

static inline enum lci_status
count_pairs(void *user, struct lci_reach *reach, struct lci_error *err)
{
    struct covered_city *covered = user;

    (void)err;
    lci_counts_add(covered->counts, covered->city.access.category_count, reach);
    return LCI_OK;
}

static inline void
cover(struct covered_city *covered)
{
    struct city *city = &covered->city;
    const struct lci_access_inputs *access = &city->access;
    struct lci_coverage_inputs inputs = {.access = access, .units = &city->units, .speed_mps = 1.2};

    covered->counts = lci_new_array(uint32_t, city->homes.count * access->category_count);
    assert_int_equal(lci_nearest_build(access, city->pool, NULL, &covered->nearest, NULL), LCI_OK);
    assert_int_equal(lci_reach_run(access, city->pool, NULL, count_pairs, covered, NULL), LCI_OK);
    assert_int_equal(lci_land_build(access, city->pool, NULL, &covered->land, NULL), LCI_OK);
    assert_int_equal(lci_straight_build(access, &city->demand_inputs, covered->nearest, city->pool, NULL, &covered->straight, NULL),
                     LCI_OK);
    inputs.nearest = covered->nearest;
    inputs.land = &covered->land;
    inputs.straight = &covered->straight;
    inputs.facility_counts = covered->counts;
    assert_int_equal(lci_coverage_build(&inputs, &city->quality, &covered->coverage, NULL), LCI_OK);
}

static inline void
uncover(struct covered_city *covered)
{
    lci_coverage_fini(&covered->coverage);
    lci_straight_fini(&covered->straight);
    lci_land_fini(&covered->land);
    lci_nearest_free(covered->nearest, covered->city.access.category_count);
    lci_free(covered->counts);
    city_close(&covered->city);
}

enum { ELDERLY, PROTECTION, CONVENIENCE };

/* Case C116: three streets, six homes, four facilities of three categories, a district of two
 * subdistricts. */
static inline void
open_c116(struct covered_city *covered)
{
    const double xy[8] = {0, 200, 1000, 200, 1000, 350, 0, 350};
    const struct hand_edge edges[3] = {{0, 1, 1000000, {1000000, 1000000}, 0},
                                       {1, 2, 150000, {150000, 150000}, 0},
                                       {2, 3, 1000000, {1000000, 1000000}, 0}};
    const double homes[6][6] = {{100, 200, 10, 30, 6, 3},  {480, 200, 20, 50, 10, 5},
                                {600, 200, 30, 90, 18, 9}, {300, 350, 40, 120, 24, 12},
                                {880, 350, 25, 70, 14, 7}, {250, 10, 5, 15, 3, 2}};
    static const char *const ids[] = {"R1", "R2", "R3", "R4", "R5", "R6"};
    const double district[4] = {0, 0, 1000, 400};
    const double west[4] = {0, 0, 500, 400};
    const double east[4] = {500, 0, 1000, 400};
    struct city *city = &covered->city;

    *covered = (struct covered_city){.city = {.net = hand_network(4, xy, edges, 3)}};
    for (size_t i = 0; i < 6; i++) {
        const double *home = homes[i];

        model_add_box(&city->homes.shapes, home[0] - 1, home[1] - 1, home[0] + 1, home[1] + 1);
        (void)model_add_home(&city->homes, ids[i], home + 2);
    }
    (void)model_add_facility(&city->facilities, "F1", ELDERLY, 200, 200);
    (void)model_add_facility(&city->facilities, "F2", PROTECTION, 750, 200);
    (void)model_add_facility(&city->facilities, "F3", CONVENIENCE, 320, 200);
    (void)model_add_facility(&city->facilities, "F4", CONVENIENCE, 850, 350);
    model_add_unit(&city->units, "district", "D", NULL, district);
    model_add_unit(&city->units, "subdistrict", "U1", "D", west);
    model_add_unit(&city->units, "subdistrict", "U2", "D", east);
    for (size_t category = 0; category < 3; category++)
        city_limits(city, category, 300.0, 0.0, 300.0);
    city_open(city, 3, 100.0, 20.0, 2);
    cover(covered);
}

/* Says everything again after the test has changed the city, with named sets. */
static inline void
cover_again_with(struct covered_city *covered, const struct lci_category_set *sets, size_t set_count)
{
    const struct lci_coverage_inputs inputs = {.access = &covered->city.access,
                                               .nearest = covered->nearest,
                                               .land = &covered->land,
                                               .straight = &covered->straight,
                                               .sets = sets,
                                               .set_count = set_count,
                                               .units = &covered->city.units,
                                               .facility_counts = covered->counts,
                                               .speed_mps = 1.2};

    lci_coverage_fini(&covered->coverage);
    assert_int_equal(lci_coverage_build(&inputs, &covered->city.quality, &covered->coverage, NULL),
                     LCI_OK);
}

static inline void
cover_again(struct covered_city *covered)
{
    cover_again_with(covered, NULL, 0);
}

/* What is looked for in the table. */
struct wanted {
    enum lci_definition definition;
    uint32_t category, weight, k, level;
    uint32_t set; /* 0 also where there is none */
};

static inline const struct lci_coverage_row *
find_row(const struct lci_coverage *coverage, uint32_t unit, const struct wanted *wanted)
{
    for (size_t i = 0; i < coverage->row_count; i++) {
        const struct lci_coverage_row *row = &coverage->rows[i];

        if (row->unit == unit && row->definition == wanted->definition &&
            row->category == wanted->category && row->weight == wanted->weight &&
            row->k == wanted->k && row->counted_level == wanted->level &&
            (row->set == LCI_NONE || row->set == wanted->set))
            return row;
    }
    return NULL;
}

/* Units: 0 is D, 1 is U1, 2 is U2; everything is what D is. */
static inline void
check_rows(const struct lci_coverage *coverage, const struct wanted *wanted, const double u1[2],
           const double u2[2])
{
    const uint32_t units[4] = {1, 2, 0, LCI_NONE};
    const double numerators[4] = {u1[0], u2[0], u1[0] + u2[0], u1[0] + u2[0]};
    const double denominators[4] = {u1[1], u2[1], u1[1] + u2[1], u1[1] + u2[1]};

    for (size_t i = 0; i < 4; i++) {
        const struct lci_coverage_row *row = find_row(coverage, units[i], wanted);

        assert_non_null(row);
        assert_near(row->numerator, numerators[i], 1e-9);
        assert_near(row->denominator, denominators[i], 1e-9);
    }
}

#endif
