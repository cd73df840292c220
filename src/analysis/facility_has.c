/* facility_has.c - what lies in one place. */
#include "analysis/facility_has.h"

#include <math.h>
#include <string.h>

#include "analysis/attributes.h"

/* Within the distance to the millimetre, one more allowed, as of walks. */
static bool
is_within(const struct lci_metric *metric, const struct lci_facility *a, const struct lci_facility *b, double within_m)
{
    return lci_metric_distance_m(metric, a->x_m, a->y_m, b->x_m, b->y_m) <= (double)lci_limit_mm(within_m) / 1000.0;
}

bool
lci_facility_is_with(const struct lci_has_question *question, const struct lci_access_inputs *inputs, uint32_t facility)
{
    const struct lci_facilities *all = inputs->facilities;
    const char *site = lci_facility_attribute(all, facility, "site");

    for (uint32_t other = all->category_first[question->with]; other < all->category_first[question->with + 1]; other++) {
        const char *its_site = site ? lci_facility_attribute(all, other, "site") : NULL;

        if (other == facility)
            continue; /* it is not in its own company */
        if ((its_site && strcmp(its_site, site) == 0) ||
            is_within(inputs->metric, &all->items[facility], &all->items[other], question->within_m))
            return true;
    }
    return false;
}
