/* rivals.c - the neighbourhood of a facility that decides which places are nearest to it. */
#include "analysis/rivals.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

struct lci_rivals {
    const struct lci_access_inputs *inputs;
    uint32_t *by_x;           /* joined facilities by category, then x, then number */
    uint32_t *category_first; /* category_count + 1, into by_x */
    double least_factor;      /* cost per metre of the cheapest edge, at most 1 */
};

static int
compare_by_x(const void *left, const void *right, void *user)
{
    const struct lci_facility *items = user;
    uint32_t i = *(const uint32_t *)left;
    uint32_t j = *(const uint32_t *)right;

    if (items[i].category != items[j].category)
        return items[i].category < items[j].category ? -1 : 1;
    if (items[i].x_m > items[j].x_m || items[i].x_m < items[j].x_m)
        return items[i].x_m > items[j].x_m ? 1 : -1;
    return (i > j) - (i < j);
}

static double
least_factor(const struct lci_network *net)
{
    double least = 1.0;

    for (size_t i = 0; i < net->edge_count; i++)
        for (int direction = 0; direction < 2; direction++) {
            const struct lci_edge *edge = &net->edges[i];

            if (edge->cost_mm[direction] != LCI_NONE && edge->length_mm > 0)
                least = fmin(least, (double)edge->cost_mm[direction] / (double)edge->length_mm);
        }
    return fmax(least, 1e-3);
}

enum lci_status
lci_rivals_new(const struct lci_access_inputs *inputs, struct lci_rivals **out,
               struct lci_error *err)
{
    const struct lci_facilities *facilities = inputs->facilities;
    struct lci_rivals *rivals = lci_new(struct lci_rivals);
    uint32_t count = 0;
    uint32_t at = 0;

    *out = NULL;
    if (rivals) {
        rivals->by_x = lci_new_array(uint32_t, facilities->count);
        rivals->category_first = lci_new_array(uint32_t, inputs->category_count + 1);
    }
    if (!rivals || !rivals->by_x || !rivals->category_first) {
        lci_rivals_free(rivals);
        return lci_fail_nomem(err, "facilities");
    }
    rivals->inputs = inputs;
    rivals->least_factor = least_factor(inputs->net);
    for (uint32_t i = 0; i < facilities->count; i++)
        if (facilities->items[i].join.edge != LCI_NONE)
            rivals->by_x[count++] = i;
    qsort_r(rivals->by_x, count, sizeof(*rivals->by_x), compare_by_x, facilities->items);
    for (uint32_t category = 0; category <= inputs->category_count; category++) {
        while (at < count && facilities->items[rivals->by_x[at]].category < category)
            at++;
        rivals->category_first[category] = at;
    }
    *out = rivals;
    return LCI_OK;
}

void
lci_rivals_free(struct lci_rivals *rivals)
{
    if (!rivals)
        return;
    lci_free(rivals->by_x);
    lci_free(rivals->category_first);
    lci_free(rivals);
}

enum lci_status
lci_rivals_seeds(const struct lci_rivals *rivals, uint32_t facility, uint32_t limit_mm,
                 struct lci_seeds *seeds, struct lci_error *err)
{
    const struct lci_facility *items = rivals->inputs->facilities->items;
    const struct lci_facility *self = &items[facility];
    double scale = lci_metric_length_scale(rivals->inputs->metric, self->x_m, self->y_m);
    /* A hundredth and a metre more than needed: the scale is that of one place. */
    double radius_m = 2.0 * limit_mm / 1000.0 / rivals->least_factor / scale * 1.01 + 1.0;
    uint32_t low = rivals->category_first[self->category];
    uint32_t end = rivals->category_first[self->category + 1];
    enum lci_status status = LCI_OK;

    seeds->count = 0;
    for (uint32_t high = end; low < high;) {
        uint32_t middle = low + (high - low) / 2;

        if (items[rivals->by_x[middle]].x_m < self->x_m - radius_m)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < end && items[rivals->by_x[low]].x_m <= self->x_m + radius_m && !status; low++) {
        uint32_t other = rivals->by_x[low];

        if (fabs(items[other].y_m - self->y_m) <= radius_m)
            status = lci_seeds_add(seeds, rivals->inputs->facilities, other, true, err);
    }
    return status;
}
