/* loads.c - fills facilities with the demand that goes there, nearest first. */
#include "analysis/loads.h"

#include <math.h>
#include <stdlib.h>

#include "base/alloc.h"

/* Sums of parts of whole numbers are off by less: who fits to the last place fits. */
static const double ROUNDING = 1e-9;

/* A demand point on its way to a facility. */
struct visitor {
    uint32_t facility, point;
    double walk_s; /* where all walk alike, millimetres would give the same order */
};

static int
compare_visitors(const void *left, const void *right)
{
    const struct visitor *a = left;
    const struct visitor *b = right;

    if (a->facility != b->facility)
        return a->facility < b->facility ? -1 : 1;
    if (a->walk_s < b->walk_s || a->walk_s > b->walk_s)
        return a->walk_s < b->walk_s ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

static int
compare_left(const void *left, const void *right)
{
    const struct lci_left *a = left;
    const struct lci_left *b = right;

    return (a->point > b->point) - (a->point < b->point);
}

static double
demand_of(const struct lci_access_inputs *access, size_t weight, uint32_t point)
{
    const struct lci_demand *demand = access->demand;
    const uint32_t home = demand->point_home[point];

    return access->homes->items[home].weights[weight].value * ((double)demand->share[point] / (double)demand->home_share[home]);
}

/* Everybody of a category who goes somewhere and counts in its weight, by facility, nearest first. NULL: out of memory. */
static struct visitor *
list_visitors(const struct lci_access_inputs *access, const struct lci_loads_walkers *walkers, size_t category, size_t *count)
{
    const size_t weight = access->categories[category].capacity_weight;
    struct visitor *visitors = lci_new_array(struct visitor, access->demand->point_count);

    *count = 0;
    for (uint32_t point = 0; visitors && point < access->demand->point_count; point++) {
        const struct lci_loads_walker *walker =
            &walkers->items[walkers->home_walker ? walkers->home_walker[access->demand->point_home[point]] : 0];
        const struct lci_nearest *nearest = &walker->nearest[category];

        if (nearest->served_by[point] != LCI_NONE && demand_of(access, weight, point) > 0.0)
            visitors[(*count)++] =
                (struct visitor){nearest->served_by[point], point, nearest->served_mm[point] / 1000.0 / walker->speed_mps};
    }
    if (visitors && *count > 0)
        qsort(visitors, *count, sizeof(*visitors), compare_visitors);
    return visitors;
}

static bool
keep_left(struct lci_loads *loads, size_t *kept, uint32_t point, uint64_t share)
{
    if (share == 0)
        return true;
    if (!lci_grow(&loads->left, *kept, &loads->left_capacity))
        return false;
    loads->left[(*kept)++] = (struct lci_left){point, share};
    return true;
}

/* Fills one facility. False: out of memory. */
static bool
fill_facility(const struct lci_access_inputs *access, size_t weight, const struct visitor *visitors, size_t count,
              struct lci_loads *loads, size_t *kept)
{
    struct lci_load *item = &loads->items[visitors[0].facility];
    const double capacity = isnan(item->capacity) ? INFINITY : item->capacity * (1.0 + ROUNDING);
    bool full = false;
    bool room = true;

    for (size_t i = 0; i < count && room; i++) {
        const uint32_t point = visitors[i].point;
        const uint64_t share = access->demand->share[point];
        const double amount = demand_of(access, weight, point);
        double part = 0.0; /* of it that fits */

        item->load += amount;
        if (!full && item->served + amount <= capacity)
            part = 1.0;
        else if (!full)
            part = fmax(0.0, (item->capacity - item->served) / amount);
        full = full || part < 1.0;
        item->served += part * amount;
        room = keep_left(loads, kept, point, share - (uint64_t)llround(part * (double)share));
    }
    return room;
}

/* Fills the facilities of a category, which are in the order of their numbers. */
static enum lci_status
fill_category(const struct lci_access_inputs *access, const struct lci_loads_walkers *walkers, size_t category,
              struct lci_loads *loads, struct lci_error *err)
{
    const uint32_t *first = access->facilities->category_first;
    const size_t weight = access->categories[category].capacity_weight;
    size_t count = 0;
    size_t at = 0;
    struct visitor *visitors = list_visitors(access, walkers, category, &count);
    bool room = visitors != NULL;

    for (uint32_t facility = first[category]; facility < first[category + 1] && room; facility++) {
        const size_t begin = at;
        size_t kept = loads->left_first[facility];

        loads->items[facility].capacity = access->facilities->items[facility].capacity;
        while (at < count && visitors[at].facility == facility)
            at++;
        if (at > begin)
            room = fill_facility(access, weight, visitors + begin, at - begin, loads, &kept);
        if (kept > loads->left_first[facility] + 1)
            qsort(loads->left + loads->left_first[facility], kept - loads->left_first[facility], sizeof(*loads->left),
                  compare_left);
        loads->left_first[facility + 1] = kept;
    }
    lci_free(visitors);
    return room ? LCI_OK : lci_fail_nomem(err, "capacities");
}

enum lci_status
lci_loads_build(const struct lci_access_inputs *access, const struct lci_loads_walkers *walkers, struct lci_loads *out,
                struct lci_error *err)
{
    const struct lci_facilities *facilities = access->facilities;
    enum lci_status status = LCI_OK;

    *out = (struct lci_loads){.items = lci_new_array(struct lci_load, facilities->count), .count = facilities->count};
    out->left_first = lci_new_array(size_t, facilities->count + 1);
    if (!out->items || !out->left_first)
        status = lci_fail_nomem(err, "capacities");
    for (size_t category = 0; category < access->category_count && !status; category++) {
        if (access->categories[category].has_capacity) {
            status = fill_category(access, walkers, category, out, err);
            continue;
        }
        for (uint32_t f = facilities->category_first[category]; f < facilities->category_first[category + 1]; f++)
            out->left_first[f + 1] = out->left_first[f];
    }
    if (status)
        lci_loads_fini(out);
    return status;
}

void
lci_loads_fini(struct lci_loads *loads)
{
    lci_free(loads->items);
    lci_free(loads->left);
    lci_free(loads->left_first);
    *loads = (struct lci_loads){0};
}

const struct lci_left *
lci_loads_left(const struct lci_loads *loads, uint32_t facility, size_t *count)
{
    *count = facility < loads->count ? loads->left_first[facility + 1] - loads->left_first[facility] : 0;
    return *count > 0 ? loads->left + loads->left_first[facility] : NULL;
}
