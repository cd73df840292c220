/* small_city.h - a network with homes and facilities, joined and ready to be analysed. Include it
 * after cmocka. */
#ifndef LCI_TESTS_SMALL_CITY_H
#define LCI_TESTS_SMALL_CITY_H

#include "analysis_model.h"
#include "random_town.h"

enum { CITY_CATEGORIES = 3 };

struct city {
    struct lci_network *net;
    struct lci_barriers barriers;
    struct lci_join_index *index;
    struct lci_homes homes;
    struct lci_facilities facilities;
    struct lci_units units;
    struct lci_quality quality;
    struct lci_pool *pool;
    struct lci_demand demand;
    struct lci_demand_inputs demand_inputs;
    double limits_m[CITY_CATEGORIES][2];
    struct lci_access_category categories[CITY_CATEGORIES];
    struct lci_partition *partition;
    struct lci_access_inputs access;
};

/* Divides the ground anew, with another tolerance. */
static inline void
city_partition(struct city *city, double area_tolerance_m)
{
    const struct lci_partition_options options = {.area_tolerance_m = area_tolerance_m};

    lci_partition_free(city->partition);
    if (lci_partition_new(city->index, &options, &city->partition, NULL))
        abort();
    city->access.partition = city->partition;
}

/* Checks, joins and makes the demand of a city whose network, homes, facilities and units are
 * there. */
static inline void
city_open(struct city *city, size_t category_count, double off_street_m, double sample_m,
          unsigned threads)
{
    const struct lci_join_options options = {.off_street_m = off_street_m};
    if (lci_pool_new(threads, &city->pool, NULL) ||
        lci_join_index_new(city->net, &city->barriers, lci_metric_plane(), &options, &city->index,
                           NULL) ||
        lci_facilities_check(&city->facilities, category_count, lci_metric_plane(), &city->quality,
                             NULL) ||
        lci_homes_check(&city->homes, &city->quality, NULL) ||
        lci_units_check(&city->units, &city->quality, NULL) ||
        lci_facilities_join(&city->facilities, city->index, off_street_m, city->pool, NULL,
                            &city->quality, NULL))
        abort();
    city->demand_inputs = (struct lci_demand_inputs){
        .homes = &city->homes, .net = city->net, .index = city->index, .sample_m = sample_m};
    city_partition(city, 1.0);
    if (lci_demand_build(&city->demand_inputs, city->pool, NULL, &city->quality, &city->demand, NULL))
        abort();
    city->access = (struct lci_access_inputs){
        .net = city->net,
        .index = city->index,
        .metric = lci_metric_plane(),
        .facilities = &city->facilities,
        .homes = &city->homes,
        .demand = &city->demand,
        .categories = city->categories,
        .category_count = category_count,
        .partition = city->partition,
        .area_mode = LCI_AREA_OVERLAP,
        .areas = true,
    };
}

/* The limits of a category: one or two, ascending. */
static inline void
city_limits(struct city *city, size_t category, double first_m, double second_m, double radius_m)
{
    city->limits_m[category][0] = first_m;
    city->limits_m[category][1] = second_m;
    city->categories[category] = (struct lci_access_category){
        .limits_m = city->limits_m[category],
        .limit_count = second_m > 0.0 ? 2 : 1,
        .radius_m = radius_m,
    };
}

static inline void
city_close(struct city *city)
{
    lci_partition_free(city->partition);
    lci_demand_fini(&city->demand);
    lci_pool_free(city->pool);
    lci_quality_fini(&city->quality);
    lci_units_fini(&city->units);
    lci_facilities_fini(&city->facilities);
    lci_homes_fini(&city->homes);
    lci_join_index_free(city->index);
    lci_barriers_fini(&city->barriers);
    hand_network_free(city->net);
}

/* A town of random streets, 12 homes of up to 150 m and 9 facilities of three categories; limits
 * 150 and 400 m. */
static inline void
city_random(struct city *city, uint64_t seed)
{
    static const char *const home_ids[] = {"A", "B", "C", "D", "E", "F",
                                           "G", "H", "I", "J", "K", "L"};
    static const char *const facility_ids[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9"};
    uint64_t random = seed;

    *city = (struct city){.net = town_network(&random)};
    town_barriers(&random, &city->barriers, 4, 2);
    for (size_t i = 0; i < 12; i++) {
        const double x = town_between(&random, 0.0, 450.0);
        const double y = town_between(&random, 0.0, 450.0);
        const double weights[4] = {(double)(i + 1), 3.0 * (double)(i + 1), (double)i, 1.0};

        model_add_box(&city->homes.shapes, x, y, x + town_between(&random, 1.0, 150.0),
                      y + town_between(&random, 1.0, 150.0));
        (void)model_add_home(&city->homes, home_ids[i], weights);
    }
    for (size_t i = 0; i < 9; i++) {
        const double x = town_between(&random, 0.0, 500.0);

        (void)model_add_facility(&city->facilities, facility_ids[i], (uint32_t)i % 3, x,
                                 town_between(&random, 0.0, 500.0));
    }
    for (size_t category = 0; category < 3; category++)
        city_limits(city, category, 150.0, 400.0, 400.0);
}

#endif
