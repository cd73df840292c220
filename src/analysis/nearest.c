/* nearest.c - the nearest facilities of a category for every home: one search over the whole network. */
#include <math.h>
#include <stdlib.h>

#include "analysis/access.h"
#include "analysis/seeds.h"
#include "base/alloc.h"

uint32_t
lci_limit_mm(double limit_m)
{
    double limit_mm = round(limit_m * 1000.0) + 1.0;

    if (!(limit_mm < (double)LCI_MM_MAX))
        return LCI_MM_MAX - 1;
    return limit_mm > 1.0 ? (uint32_t)limit_mm : 1;
}

/* p90: the smallest distance that holds nine tenths of the weight (contract, section 7). */
enum { TENTHS_OF_P90 = 9 };

/* A demand point that can walk to a facility. */
struct walker {
    uint32_t walk_mm;
    uint32_t facility;
    uint64_t share;
};

/* Scratch space of one worker. */
struct bench {
    struct lci_search *search;
    struct walker *walkers; /* room for the points of the largest home */
};

struct work {
    const struct lci_access_inputs *inputs;
    struct bench *benches;       /* one a worker */
    struct lci_nearest *nearest; /* category_count */
};

double
lci_facility_limit_m(const struct lci_facility *facility, double limit_m)
{
    if (facility->short_mm == 0)
        return limit_m;
    return (round(limit_m * 1000.0) - (double)facility->short_mm) / 1000.0;
}

enum lci_status
lci_category_search(const struct lci_access_inputs *inputs, size_t category, bool by_limit, uint32_t limit_mm,
                    struct lci_search *search, struct lci_error *err)
{
    const uint32_t *first = inputs->facilities->category_first;
    struct lci_seeds seeds = {0};
    enum lci_status status = LCI_OK;

    for (uint32_t label = first[category]; label < first[category + 1] && !status; label++)
        status = lci_seeds_add(&seeds, inputs->facilities, label, by_limit, err);
    if (!status)
        status = lci_search_run(search, seeds.items, seeds.count, limit_mm, err);
    lci_seeds_fini(&seeds);
    return status;
}

enum lci_status
lci_nearest_search(const struct lci_access_inputs *inputs, size_t category, struct lci_search *search,
                   struct lci_error *err)
{
    return lci_category_search(inputs, category, false, LCI_MM_MAX - 1, search, err);
}

static bool
is_better(struct lci_walk a, struct lci_walk b)
{
    return a.cost_mm < b.cost_mm || (a.cost_mm == b.cost_mm && a.label < b.label);
}

/* Where somebody sets out. */
struct start {
    const struct lci_entry *entries;
    size_t entry_count;
    const struct lci_indoor *indoor;
    size_t indoor_count;
};

/* The walk from there, after a search of the category. */
static struct lci_walk
walk_from(const struct lci_access_inputs *inputs, size_t category, bool by_limit, const struct lci_search *search,
          const struct start *start)
{
    const uint32_t *first = inputs->facilities->category_first;
    struct lci_walk best = {LCI_NONE, LCI_NONE};

    for (size_t i = 0; i < start->entry_count; i++) {
        const struct lci_entry *entry = &start->entries[i];
        struct lci_walk walk = lci_search_walk(search, entry->edge, entry->offset_mm);

        if (walk.cost_mm == LCI_NONE)
            continue;
        walk.cost_mm += entry->before_mm;
        if (is_better(walk, best))
            best = walk;
    }
    for (size_t i = 0; i < start->indoor_count; i++) {
        const uint32_t label = start->indoor[i].facility;
        const struct lci_walk walk = {start->indoor[i].walk_mm + (by_limit ? inputs->facilities->items[label].short_mm : 0), label};

        if (walk.label >= first[category] && walk.label < first[category + 1] && is_better(walk, best))
            best = walk;
    }
    return best;
}

struct lci_walk
lci_category_walk(const struct lci_access_inputs *inputs, size_t category, bool by_limit, const struct lci_search *search,
                  size_t point)
{
    const struct lci_demand *demand = inputs->demand;
    const uint32_t first = demand->entry_first[point];
    struct start start = {.entries = demand->entries ? demand->entries + first : NULL,
                          .entry_count = demand->entry_first[point + 1] - first};

    if (demand->indoor_count > 0)
        start.indoor = lci_demand_indoor(demand, point, &start.indoor_count);
    return walk_from(inputs, category, by_limit, search, &start);
}

static int
compare_by_walk(const void *left, const void *right)
{
    const struct walker *a = left;
    const struct walker *b = right;

    if (a->walk_mm != b->walk_mm)
        return a->walk_mm < b->walk_mm ? -1 : 1;
    return (a->facility > b->facility) - (a->facility < b->facility);
}

static int
compare_by_facility(const void *left, const void *right)
{
    const struct walker *a = left;
    const struct walker *b = right;

    return (a->facility > b->facility) - (a->facility < b->facility);
}

/* The facility nearest to the most weight; of equal ones the lower. */
static uint32_t
main_facility(struct walker *walkers, size_t count)
{
    uint32_t best = LCI_NONE;
    uint64_t best_share = 0;
    size_t end = 0;

    qsort(walkers, count, sizeof(*walkers), compare_by_facility);
    for (size_t begin = 0; begin < count; begin = end) {
        uint64_t share = 0;

        for (end = begin; end < count && walkers[end].facility == walkers[begin].facility; end++)
            share += walkers[end].share;
        if (share > best_share) {
            best_share = share;
            best = walkers[begin].facility;
        }
    }
    return best;
}

static void
fill_walks(struct lci_home_walks *row, struct walker *walkers, size_t count)
{
    uint64_t total_share = 0;
    uint64_t total_walk = 0;
    uint64_t held = 0;
    size_t at = 0;

    row->nearest_m = row->least_m = row->p90_m = row->greatest_m = NAN;
    row->facility = LCI_NONE;
    if (count == 0)
        return;
    qsort(walkers, count, sizeof(*walkers), compare_by_walk);
    for (size_t i = 0; i < count; i++) {
        total_share += walkers[i].share;
        total_walk += walkers[i].share * walkers[i].walk_mm;
    }
    row->least_m = walkers[0].walk_mm / 1000.0;
    row->greatest_m = walkers[count - 1].walk_mm / 1000.0;
    row->nearest_m = (double)total_walk / (double)total_share / 1000.0;
    for (held = walkers[0].share; held * 10 < total_share * TENTHS_OF_P90;)
        held += walkers[++at].share;
    row->p90_m = walkers[at].walk_mm / 1000.0;
    row->facility = main_facility(walkers, count);
}

/* Share of a home's points within a limit. */
static double
share_within(const struct walker *walkers, size_t count, uint64_t home_share, uint32_t limit_mm)
{
    uint64_t share = 0;

    for (size_t i = 0; i < count; i++)
        if (walkers[i].walk_mm <= limit_mm)
            share += walkers[i].share;
    return share == 0 ? 0.0 : (double)share / (double)home_share;
}

/* How far the walks beyond a limit go beyond it, on average: the walk less the limit itself, as both are said to people. */
static double
mean_beyond_m(const struct walker *walkers, size_t count, double limit_m)
{
    const uint32_t limit_mm = lci_limit_mm(limit_m);
    uint64_t share = 0;
    uint64_t walk = 0;

    for (size_t i = 0; i < count; i++)
        if (walkers[i].walk_mm > limit_mm) {
            share += walkers[i].share;
            walk += walkers[i].share * walkers[i].walk_mm;
        }
    return share == 0 ? 0.0 : (double)walk / (double)share / 1000.0 - limit_m;
}

static void
note_within(struct lci_nearest *nearest, const struct lci_access_category *limits, size_t point, uint32_t walk_mm)
{
    for (size_t i = 0; i < limits->limit_count; i++)
        if (walk_mm <= lci_limit_mm(limits->limits_m[i]))
            nearest->within[i * nearest->word_count + point / 64] |= UINT64_C(1) << (point % 64);
}

/* What a search is asked about: how far people walk, whom it covers, or both. */
struct questions {
    bool walks, limits;
};

/* What the last search means for one home; the home's points are walked once. */
static void
fill_home(const struct work *work, struct bench *bench, size_t category, struct questions asked, size_t home)
{
    const struct lci_demand *demand = work->inputs->demand;
    const struct lci_access_category *limits = &work->inputs->categories[category];
    const uint64_t home_share = demand->home_share[home];
    struct lci_nearest *nearest = &work->nearest[category];
    size_t count = 0;

    for (size_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++) {
        const struct lci_walk walk = lci_category_walk(work->inputs, category, !asked.walks, bench->search, point);

        if (walk.cost_mm == LCI_NONE)
            continue;
        if (asked.limits)
            note_within(nearest, limits, point, walk.cost_mm);
        if (asked.limits && nearest->served_by && lci_nearest_is_within(nearest, point)) {
            nearest->served_by[point] = walk.label;
            nearest->served_mm[point] = walk.cost_mm;
        }
        bench->walkers[count++] = (struct walker){walk.cost_mm, walk.label, demand->share[point]};
    }
    for (size_t i = 0; asked.limits && i < limits->limit_count; i++) {
        const size_t at = home * limits->limit_count + i;

        nearest->covered_ratio[at] = share_within(bench->walkers, count, home_share, lci_limit_mm(limits->limits_m[i]));
        nearest->beyond_m[at] = mean_beyond_m(bench->walkers, count, limits->limits_m[i]);
    }
    if (asked.walks) {
        nearest->walked_ratio[home] = share_within(bench->walkers, count, home_share, LCI_NONE);
        fill_walks(&nearest->homes[home], bench->walkers, count);
    }
}

/* What the last search means for the origins of units. */
static void
fill_origins(const struct work *work, const struct bench *bench, size_t category, struct questions asked)
{
    const struct lci_origins *origins = work->inputs->origins;
    const struct lci_access_category *limits = &work->inputs->categories[category];
    struct lci_nearest *nearest = &work->nearest[category];

    for (size_t unit = 0; origins && unit < origins->count; unit++) {
        const struct lci_origin_point *point = &origins->items[unit];
        const struct start start = {point->entries, point->entry_count, point->indoor, point->indoor_count};
        const struct lci_walk walk = walk_from(work->inputs, category, !asked.walks, bench->search, &start);

        if (asked.walks)
            nearest->origin_m[unit] = walk.cost_mm == LCI_NONE ? NAN : walk.cost_mm / 1000.0;
        for (size_t i = 0; asked.limits && i < limits->limit_count; i++)
            nearest->origin_within[unit * limits->limit_count + i] = walk.cost_mm <= lci_limit_mm(limits->limits_m[i]);
    }
}

static enum lci_status
new_nearest(const struct lci_access_inputs *inputs, size_t category, struct lci_nearest *nearest, struct lci_error *err)
{
    const size_t limit_count = inputs->categories[category].limit_count;
    const struct lci_demand *demand = inputs->demand;

    if (inputs->origins) {
        nearest->origin_m = lci_new_array(double, inputs->origins->count);
        nearest->origin_within = lci_new_array(bool, inputs->origins->count *limit_count);
        if (!nearest->origin_m || !nearest->origin_within)
            return lci_fail_nomem(err, "nearest facilities");
    }
    if (inputs->categories[category].has_capacity) {
        nearest->served_by = lci_new_array(uint32_t, demand->point_count);
        nearest->served_mm = lci_new_array(uint32_t, demand->point_count);
        if (!nearest->served_by || !nearest->served_mm)
            return lci_fail_nomem(err, "nearest facilities");
        for (size_t point = 0; point < demand->point_count; point++)
            nearest->served_by[point] = LCI_NONE;
    }
    nearest->limit_count = limit_count;
    nearest->word_count = demand->point_count / 64 + 1;
    nearest->homes = lci_new_array(struct lci_home_walks, demand->home_count);
    nearest->covered_ratio = lci_new_array(double, demand->home_count *limit_count);
    nearest->walked_ratio = lci_new_array(double, demand->home_count);
    nearest->beyond_m = lci_new_array(double, demand->home_count *limit_count);
    nearest->within = lci_new_array(uint64_t, limit_count *nearest->word_count);
    if (!nearest->homes || !nearest->covered_ratio || !nearest->walked_ratio || !nearest->beyond_m || !nearest->within)
        return lci_fail_nomem(err, "nearest facilities");
    return LCI_OK;
}

static enum lci_status
nearest_of_category(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    const struct lci_demand *demand = work->inputs->demand;
    const struct lci_access_category *category = &work->inputs->categories[item];
    struct lci_nearest *nearest = &work->nearest[item];
    struct bench *bench = &work->benches[worker];
    enum lci_status status = lci_nearest_search(work->inputs, item, bench->search, err);

    if (!status)
        status = new_nearest(work->inputs, item, nearest, err);
    for (size_t home = 0; home < demand->home_count && !status; home++)
        fill_home(work, bench, item, (struct questions){true, !category->by_facility}, home);
    if (!status)
        fill_origins(work, bench, item, (struct questions){true, !category->by_facility});
    /* Who is covered, if not the nearest facility decides, but any within whose own limit one is. */
    if (!status && category->by_facility)
        status = lci_category_search(work->inputs, item, true, LCI_MM_MAX - 1, bench->search, err);
    for (size_t home = 0; home < demand->home_count && category->by_facility && !status; home++)
        fill_home(work, bench, item, (struct questions){false, true}, home);
    if (!status && category->by_facility)
        fill_origins(work, bench, item, (struct questions){false, true});
    return status;
}

static enum lci_status
prepare_bench(const struct lci_access_inputs *inputs, struct bench *bench, struct lci_error *err)
{
    const struct lci_demand *demand = inputs->demand;
    size_t most_points = 0;

    for (size_t home = 0; home < demand->home_count; home++) {
        const size_t count = demand->home_first[home + 1] - demand->home_first[home];

        most_points = count > most_points ? count : most_points;
    }
    bench->walkers = lci_new_array(struct walker, most_points);
    return bench->walkers ? lci_search_new(inputs->net, &bench->search, err) : lci_fail_nomem(err, "nearest facilities");
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
    work.benches = lci_new_array(struct bench, worker_count);
    work.nearest = lci_new_array(struct lci_nearest, inputs->category_count);
    if (!work.benches || !work.nearest) {
        status = lci_fail_nomem(err, "nearest facilities");
        goto out;
    }
    for (unsigned i = 0; i < worker_count && !status; i++)
        status = prepare_bench(inputs, &work.benches[i], err);
    if (!status)
        status = lci_pool_run(pool, context, "search", inputs->category_count, 1,
                              nearest_of_category, &work, err);

out:
    for (unsigned i = 0; work.benches && i < worker_count; i++) {
        lci_search_free(work.benches[i].search);
        lci_free(work.benches[i].walkers);
    }
    lci_free(work.benches);
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
        lci_free(nearest[category].homes);
        lci_free(nearest[category].origin_m);
        lci_free(nearest[category].origin_within);
        lci_free(nearest[category].covered_ratio);
        lci_free(nearest[category].walked_ratio);
        lci_free(nearest[category].beyond_m);
        lci_free(nearest[category].within);
        lci_free(nearest[category].served_by);
        lci_free(nearest[category].served_mm);
    }
    lci_free(nearest);
}
