/* reach_limits.c - the limits of one reach: made, cut to rings, measured, released. */
#include "analysis/reach_limits.h"

#include "analysis/area.h"
#include "base/alloc.h"

enum lci_status
lci_reach_limits_new(const struct lci_access_inputs *inputs, struct lci_reach *reach,
                     struct lci_error *err)
{
    const struct lci_access_category *category = &inputs->categories[reach->category];

    reach->limits = lci_new_array(struct lci_reach_limit, category->limit_count);
    if (!reach->limits)
        return lci_fail_nomem(err, "service areas");
    reach->limit_count = category->limit_count;
    for (size_t i = 0; i < reach->limit_count; i++) {
        reach->limits[i].limit_m = category->limits_m[i];
        if (reach->facility != LCI_NONE)
            reach->limits[i].limit_m = lci_facility_limit_m(&inputs->facilities->items[reach->facility], category->limits_m[i]);
        if (inputs->rings && i > 0)
            reach->limits[i].from_m = category->limits_m[i - 1];
    }
    return LCI_OK;
}

enum lci_status
lci_reach_finish(const struct lci_access_inputs *inputs, struct lci_ground *ground,
                 struct lci_reach *reach, struct lci_error *err)
{
    for (size_t i = reach->limit_count; i-- > 0;) {
        struct lci_reach_limit *limit = &reach->limits[i];

        if (inputs->rings && i > 0 && !limit->area_kept && limit->area.polygon_count > 0) {
            struct lci_polygons ring = {0};
            enum lci_status status =
                lci_ground_ring(ground, &limit->area, &reach->limits[i - 1].area, &ring, err);

            if (status)
                return status;
            lci_polygons_fini(&limit->area);
            limit->area = ring;
        }
        limit->area_m2 = lci_true_area_m2(inputs->metric, &limit->area);
    }
    return LCI_OK;
}

void
lci_reach_fini(struct lci_reach *reach)
{
    for (size_t i = 0; i < reach->limit_count; i++) {
        lci_search_free_stretches(reach->limits[i].stretches);
        lci_polygons_fini(&reach->limits[i].area);
    }
    lci_free(reach->limits);
    lci_free(reach->pairs);
    *reach = (struct lci_reach){0};
}
