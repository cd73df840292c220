/* nearest.c - the nearest facility of a category for every demand point: one search over the whole
 * network. */
#include <math.h>

#include "analysis/access.h"
#include "base/alloc.h"

uint32_t
lci_limit_mm(double limit_m)
{
    double limit_mm = round(limit_m * 1000.0) + 1.0;

    if (!(limit_mm < (double)LCI_MM_MAX))
        return LCI_MM_MAX - 1;
    return limit_mm > 1.0 ? (uint32_t)limit_mm : 1;
}

struct work {
    const struct lci_access_inputs *inputs;
    struct lci_search **searches; /* one a worker */
    struct lci_nearest *nearest;  /* category_count */
};

static enum lci_status
search_category(const struct work *work, struct lci_search *search, size_t category,
                struct lci_error *err)
{
    const struct lci_facilities *facilities = work->inputs->facilities;
    uint32_t first = facilities->category_first[category];
    uint32_t end = facilities->category_first[category + 1];
    struct lci_seed *seeds = lci_new_array(struct lci_seed, end - first);
    size_t count = 0;
    enum lci_status status = LCI_OK;

    if (!seeds)
        return lci_fail_nomem(err, "nearest facilities");
    for (uint32_t label = first; label < end; label++) {
        const struct lci_join *join = &facilities->items[label].join;

        if (join->edge != LCI_NONE)
            seeds[count++] = (struct lci_seed){join->edge, join->offset_mm, join->leg_mm, label};
    }
    status = lci_search_run(search, seeds, count, LCI_MM_MAX - 1, err);
    lci_free(seeds);
    return status;
}

/* The least over a point's entries; of equal walks that to the lower facility. */
static struct lci_walk
walk_from_point(const struct lci_demand *demand, const struct lci_search *search, size_t point)
{
    struct lci_walk best = {LCI_NONE, LCI_NONE};

    for (uint32_t i = demand->entry_first[point]; i < demand->entry_first[point + 1]; i++) {
        const struct lci_entry *entry = &demand->entries[i];
        struct lci_walk walk = lci_search_walk(search, entry->edge, entry->offset_mm);

        if (walk.cost_mm == LCI_NONE)
            continue;
        walk.cost_mm += entry->before_mm;
        if (walk.cost_mm < best.cost_mm ||
            (walk.cost_mm == best.cost_mm && walk.label < best.label))
            best = walk;
    }
    return best;
}

static enum lci_status
nearest_of_category(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    const struct lci_demand *demand = work->inputs->demand;
    struct lci_nearest *nearest = &work->nearest[item];
    struct lci_search *search = work->searches[worker];
    enum lci_status status = search_category(work, search, item, err);

    if (status)
        return status;
    nearest->walk_mm = lci_new_array(uint32_t, demand->point_count);
    nearest->facility = lci_new_array(uint32_t, demand->point_count);
    if (!nearest->walk_mm || !nearest->facility)
        return lci_fail_nomem(err, "nearest facilities");
    for (size_t point = 0; point < demand->point_count; point++) {
        struct lci_walk walk = walk_from_point(demand, search, point);

        nearest->walk_mm[point] = walk.cost_mm;
        nearest->facility[point] = walk.label;
    }
    return LCI_OK;
}

enum lci_status
lci_nearest_build(const struct lci_access_inputs *inputs, struct lci_pool *pool,
                  const struct lci_context *context, struct lci_nearest **out,
                  struct lci_error *err)
{
    unsigned worker_count = lci_pool_thread_count(pool);
    struct work work = {.inputs = inputs};
    enum lci_status status = LCI_OK;

    *out = NULL;
    work.searches = lci_new_array(struct lci_search *, worker_count);
    work.nearest = lci_new_array(struct lci_nearest, inputs->category_count);
    if (!work.searches || !work.nearest) {
        status = lci_fail_nomem(err, "nearest facilities");
        goto out;
    }
    for (unsigned i = 0; i < worker_count && !status; i++)
        status = lci_search_new(inputs->net, &work.searches[i], err);
    if (!status)
        status = lci_pool_run(pool, context, "search", inputs->category_count, 1,
                              nearest_of_category, &work, err);

out:
    for (unsigned i = 0; work.searches && i < worker_count; i++)
        lci_search_free(work.searches[i]);
    lci_free(work.searches);
    if (status)
        lci_nearest_free(work.nearest, inputs->category_count);
    else
        *out = work.nearest;
    return status;
}

void
lci_nearest_free(struct lci_nearest *nearest, size_t category_count)
{
    for (size_t category = 0; nearest && category < category_count; category++) {
        lci_free(nearest[category].walk_mm);
        lci_free(nearest[category].facility);
    }
    lci_free(nearest);
}
