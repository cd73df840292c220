/* indoor.c - walks of demand points to facilities in the same walled home, by point and by facility. */
#include <stdlib.h>

#include "analysis/demand.h"
#include "base/alloc.h"
#include "base/order.h"

static int
compare_by_facility(const void *left, const void *right, void *user)
{
    const struct lci_indoor *indoor = user;
    const uint32_t i = *(const uint32_t *)left;
    const uint32_t j = *(const uint32_t *)right;

    if (indoor[i].facility != indoor[j].facility)
        return indoor[i].facility < indoor[j].facility ? -1 : 1;
    return (i > j) - (i < j);
}

enum lci_status
lci_demand_sort_indoor(struct lci_demand *demand, struct lci_error *err)
{
    demand->indoor_by_facility = lci_new_array(uint32_t, demand->indoor_count);
    if (!demand->indoor_by_facility)
        return lci_fail_nomem(err, "demand points");
    for (size_t i = 0; i < demand->indoor_count; i++)
        demand->indoor_by_facility[i] = (uint32_t)i;
    if (demand->indoor_count > 1)
        qsort_r(demand->indoor_by_facility, demand->indoor_count, sizeof(uint32_t), compare_by_facility, demand->indoor);
    return LCI_OK;
}

static int
order_by_point(const void *items, size_t i, const void *key)
{
    const struct lci_indoor *indoor = items;
    const uint32_t point = *(const uint32_t *)key;

    return (indoor[i].point > point) - (indoor[i].point < point);
}

const struct lci_indoor *
lci_demand_indoor(const struct lci_demand *demand, size_t point, size_t *count)
{
    const uint32_t key = (uint32_t)point;
    const struct lci_run run = lci_run_of(demand->indoor, demand->indoor_count, &key, order_by_point);

    *count = run.count;
    return demand->indoor + run.first;
}

static int
order_by_facility(const void *items, size_t i, const void *key)
{
    const struct lci_demand *demand = items;
    const uint32_t own = demand->indoor[demand->indoor_by_facility[i]].facility;
    const uint32_t facility = *(const uint32_t *)key;

    return (own > facility) - (own < facility);
}

const uint32_t *
lci_demand_indoor_of(const struct lci_demand *demand, uint32_t facility, size_t *count)
{
    const struct lci_run run = lci_run_of(demand, demand->indoor_count, &facility, order_by_facility);

    *count = run.count;
    return demand->indoor_by_facility + run.first;
}
