/* city.c - the streets of a configuration, read and built by the product's own code. */
#include "city.h"

#include <math.h>

#include "network/build.h"

enum lci_status
test_city_read_streets(struct test_city *city, struct lci_error *err)
{
    const struct lci_config *config = city->config;
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < config->network.count && status == LCI_OK; s++)
        status = lci_read_roads(&config->network.items[s], (uint32_t)s, &config->profile, city->system,
                                &city->quality, &city->ways, &city->barriers, err);
    for (size_t s = 0; s < config->barriers.count && status == LCI_OK; s++)
        status = lci_read_barriers(&config->barriers.items[s], city->system, &city->quality, &city->barriers, err);
    return status;
}

enum lci_status
test_city_build(struct test_city *city, struct lci_error *err)
{
    const struct lci_parameters *parameters = &city->config->parameters;
    const struct lci_build_options options = {.node_tolerance_m = parameters->node_tolerance_m,
                                              .islet_m = parameters->islet_m,
                                              .split_crossings = parameters->split_crossings};
    struct lci_build_remarks remarks = {0};
    double box_m[4] = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};
    enum lci_status status = LCI_OK;

    for (size_t p = 0; p < city->ways.point_count; p++)
        for (size_t axis = 0; axis < 2; axis++) {
            box_m[axis] = fmin(box_m[axis], city->ways.point_xy_m[2 * p + axis]);
            box_m[2 + axis] = fmax(box_m[2 + axis], city->ways.point_xy_m[2 * p + axis]);
        }
    status = lci_working_system_metric(city->system, box_m, &city->metric, err);
    if (status == LCI_OK)
        status = lci_network_build(&city->ways, &city->metric, &options, &city->net, &remarks, err);
    lci_build_remarks_fini(&remarks);
    return status;
}

enum lci_status
test_city_read(struct test_city *city, const char *config_path, struct lci_error *err)
{
    enum lci_status status = lci_config_load(config_path, &city->config, NULL, err);

    if (status == LCI_OK)
        status = lci_working_system_new(city->config, &city->system, err);
    if (status == LCI_OK)
        status = test_city_read_streets(city, err);
    if (status == LCI_OK)
        status = test_city_build(city, err);
    return status;
}

void
test_city_clear(struct test_city *city)
{
    lci_network_free(city->net);
    city->net = NULL;
    lci_metric_fini(&city->metric);
    lci_barriers_fini(&city->barriers);
    lci_ways_fini(&city->ways);
    lci_quality_fini(&city->quality);
}

void
test_city_fini(struct test_city *city)
{
    test_city_clear(city);
    lci_working_system_free(city->system);
    lci_config_free(city->config);
}
