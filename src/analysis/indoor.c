/* indoor.c - walks of demand points to facilities in the same walled home, by point and by facility. */
#include <stdlib.h>

#include "analysis/demand.h"
#include "base/alloc.h"

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

const struct lci_indoor *
lci_demand_indoor(const struct lci_demand *demand, size_t point, size_t *count)
{
    size_t low = 0;
    size_t high = demand->indoor_count;
    size_t end = 0;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (demand->indoor[middle].point < point)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < demand->indoor_count && demand->indoor[end].point == point;)
        end++;
    *count = end - low;
    return demand->indoor + low;
}

const uint32_t *
lci_demand_indoor_of(const struct lci_demand *demand, uint32_t facility, size_t *count)
{
    size_t low = 0;
    size_t high = demand->indoor_count;
    size_t end = 0;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (demand->indoor[demand->indoor_by_facility[middle]].facility < facility)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < demand->indoor_count && demand->indoor[demand->indoor_by_facility[end]].facility == facility;)
        end++;
    *count = end - low;
    return demand->indoor_by_facility + low;
}
