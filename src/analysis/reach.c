/* reach.c - what each facility reaches: homes, streets and ground, one bounded search a limit. */
#include <stdlib.h>

#include "analysis/reach_areas.h"
#include "analysis/reach_limits.h"
#include "analysis/seeds.h"
#include "base/alloc.h"
#include "base/order.h"

/* Facilities that are held at once, per worker. */
enum { BATCH_PER_WORKER = 32 };

/* What the searches take of the time in which areas are made. */
static const double SEARCH_SHARE = 0.05;

/* A walk from a demand point that has several entries. */
struct point_walk {
    uint32_t point;
    uint32_t walk_mm;
};

/* Scratch space of one worker. */
struct bench {
    struct lci_search *search;
    uint64_t *home_share; /* home_count: of the points within the limit, zero between facilities */
    uint64_t *home_walk;  /* home_count: share times millimetres */
    uint32_t *touched;    /* home_count */
    size_t touched_count;
    struct point_walk *several;
    size_t several_count, several_capacity;
    struct lci_seeds seeds;
};

struct work {
    const struct lci_access_inputs *inputs;
    struct bench *benches;     /* one a worker */
    struct lci_reach_areas *areas; /* NULL: facilities have none of their own */
    struct lci_reach *reaches; /* of one batch */
    uint32_t first;            /* facility of the batch */
};

static void
count_point(const struct lci_demand *demand, struct bench *bench, uint32_t point, uint32_t walk_mm)
{
    uint32_t home = demand->point_home[point];

    if (bench->home_share[home] == 0)
        bench->touched[bench->touched_count++] = home;
    bench->home_share[home] += demand->share[point];
    bench->home_walk[home] += demand->share[point] * walk_mm;
}

static int
compare_point_walks(const void *left, const void *right)
{
    const struct point_walk *a = left;
    const struct point_walk *b = right;

    if (a->point != b->point)
        return a->point < b->point ? -1 : 1;
    return (a->walk_mm > b->walk_mm) - (a->walk_mm < b->walk_mm);
}

/* Whether a point has walks by more than one way. */
static bool
has_several(const struct lci_demand *demand, uint32_t point)
{
    size_t indoor_count = 0;

    if (demand->indoor_count > 0)
        (void)lci_demand_indoor(demand, point, &indoor_count);
    return demand->entry_first[point + 1] - demand->entry_first[point] + indoor_count > 1;
}

static bool
add_several(struct bench *bench, uint32_t point, uint32_t walk_mm)
{
    if (!lci_grow(&bench->several, bench->several_count, &bench->several_capacity))
        return false;
    bench->several[bench->several_count++] = (struct point_walk){point, walk_mm};
    return true;
}

/* Takes the walks of points that are in the same walled home as the facility. */
static enum lci_status
take_indoor(const struct lci_demand *demand, struct bench *bench, uint32_t facility, uint32_t limit_mm, struct lci_error *err)
{
    size_t count = 0;
    const uint32_t *found = demand->indoor_count > 0 ? lci_demand_indoor_of(demand, facility, &count) : NULL;

    for (size_t i = 0; i < count; i++) {
        const struct lci_indoor *indoor = &demand->indoor[found[i]];

        if (indoor->walk_mm <= limit_mm && !add_several(bench, indoor->point, indoor->walk_mm))
            return lci_fail_nomem(err, "reached homes");
    }
    return LCI_OK;
}

/* Takes the points of one edge; those with several walks wait until all of them are known. */
static enum lci_status
take_edge(const struct lci_demand *demand, struct bench *bench, lci_edge_id edge, uint32_t limit_mm,
          struct lci_error *err)
{
    for (uint32_t i = demand->edge_first[edge]; i < demand->edge_first[edge + 1]; i++) {
        uint32_t at = demand->edge_entry[i];
        const struct lci_entry *entry = &demand->entries[at];
        uint32_t point = demand->entry_point[at];
        struct lci_walk walk = lci_search_walk(bench->search, edge, entry->offset_mm);

        if (walk.cost_mm == LCI_NONE || walk.cost_mm + entry->before_mm > limit_mm)
            continue;
        walk.cost_mm += entry->before_mm;
        if (!has_several(demand, point))
            count_point(demand, bench, point, walk.cost_mm);
        else if (!add_several(bench, point, walk.cost_mm))
            return lci_fail_nomem(err, "reached homes");
    }
    return LCI_OK;
}

static void
take_several(const struct lci_demand *demand, struct bench *bench)
{
    if (bench->several_count > 0)
        qsort(bench->several, bench->several_count, sizeof(*bench->several), compare_point_walks);
    for (size_t i = 0; i < bench->several_count; i++)
        if (i == 0 || bench->several[i].point != bench->several[i - 1].point)
            count_point(demand, bench, bench->several[i].point, bench->several[i].walk_mm);
    bench->several_count = 0;
}

static enum lci_status
make_pairs(const struct lci_demand *demand, struct bench *bench, struct lci_reach *reach,
           struct lci_error *err)
{
    size_t count = bench->touched_count;

    bench->touched_count = 0;
    reach->pairs = lci_new_array(struct lci_pair, count);
    if (!reach->pairs)
        return lci_fail_nomem(err, "reached homes");
    if (count > 0)
        qsort(bench->touched, count, sizeof(*bench->touched), lci_order_u32);
    for (size_t i = 0; i < count; i++) {
        uint32_t home = bench->touched[i];
        double share = (double)bench->home_share[home];

        reach->pairs[i] = (struct lci_pair){
            .home = home,
            .walk_m = (double)bench->home_walk[home] / share / 1000.0,
            .covered_ratio = share / (double)demand->home_share[home],
        };
        bench->home_share[home] = 0;
        bench->home_walk[home] = 0;
    }
    reach->pair_count = count;
    return LCI_OK;
}

/* The homes on the reached edges of the last run, whose limit was that of `limit`. */
static enum lci_status
find_homes(const struct lci_demand *demand, struct bench *bench,
           const struct lci_reach_limit *limit, struct lci_reach *reach, struct lci_error *err)
{
    uint32_t limit_mm = lci_limit_mm(limit->limit_m);
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < limit->stretch_count && !status; i++)
        if (i == 0 || limit->stretches[i].edge != limit->stretches[i - 1].edge)
            status = take_edge(demand, bench, limit->stretches[i].edge, limit_mm, err);
    if (!status)
        status = take_indoor(demand, bench, reach->facility, limit_mm, err);
    if (status)
        return status;
    take_several(demand, bench);
    return make_pairs(demand, bench, reach, err);
}

void
lci_reach_sum_street(const struct lci_network *net, struct lci_reach_limit *limit)
{
    size_t kept = 0;

    limit->street_mm = 0;
    for (size_t i = 0; i < limit->stretch_count; i++) {
        const struct lci_stretch stretch = limit->stretches[i];

        if (net->edges[stretch.edge].flags & LCI_EDGE_ACROSS)
            continue;
        limit->street_mm += stretch.end_mm - stretch.begin_mm;
        limit->stretches[kept++] = stretch;
    }
    limit->stretch_count = kept;
}

static enum lci_status
reach_limit(const struct work *work, unsigned worker, struct lci_reach *reach, size_t which, struct lci_error *err)
{
    const struct lci_access_inputs *inputs = work->inputs;
    struct bench *bench = &work->benches[worker];
    struct lci_reach_limit *limit = &reach->limits[which];
    enum lci_status status = LCI_OK;

    bench->seeds.count = 0;
    status = lci_seeds_add(&bench->seeds, inputs->facilities, reach->facility, false, err);
    if (!status)
        status = lci_search_run(bench->search, bench->seeds.items, bench->seeds.count, lci_limit_mm(limit->limit_m), err);
    if (!status)
        status = lci_search_stretches(bench->search, &limit->stretches, &limit->stretch_count, err);
    if (status)
        return status;
    if (which + 1 == reach->limit_count)
        status = find_homes(inputs->demand, bench, limit, reach, err); /* also on lines across */
    lci_reach_sum_street(inputs->net, limit);
    return status;
}

/* Whether people of the same walled home walk to the facility inside. */
static bool
is_indoors(const struct lci_access_inputs *inputs, uint32_t facility)
{
    size_t count = 0;

    (void)lci_demand_indoor_of(inputs->demand, facility, &count);
    return count > 0;
}

static enum lci_status
reach_one(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    const struct lci_access_inputs *inputs = work->inputs;
    struct lci_reach *reach = &work->reaches[item];
    const struct lci_facility *facility = &inputs->facilities->items[work->first + item];
    enum lci_status status = LCI_OK;

    reach->facility = work->first + (uint32_t)item;
    reach->category = facility->category;
    if (facility->join.edge == LCI_NONE && !is_indoors(inputs, reach->facility))
        return LCI_OK;
    status = lci_reach_limits_new(inputs, reach, err);
    for (size_t i = 0; i < reach->limit_count && !status; i++)
        status = reach_limit(work, worker, reach, i, err);
    if (!status && work->areas)
        status = lci_reach_areas_plan(work->areas, worker, reach, err);
    if (status)
        return lci_fail_in(err, status, "facility %s", facility->id);
    return LCI_OK;
}

static enum lci_status
new_bench(const struct lci_access_inputs *inputs, struct bench *bench, struct lci_error *err)
{
    size_t home_count = inputs->homes->count;
    enum lci_status status = lci_search_new(inputs->net, &bench->search, err);

    if (status)
        return status;
    bench->home_share = lci_new_array(uint64_t, home_count);
    bench->home_walk = lci_new_array(uint64_t, home_count);
    bench->touched = lci_new_array(uint32_t, home_count);
    if (!bench->home_share || !bench->home_walk || !bench->touched)
        return lci_fail_nomem(err, "reached homes");
    return LCI_OK;
}

static void
free_bench(struct bench *bench)
{
    lci_search_free(bench->search);
    lci_free(bench->home_share);
    lci_free(bench->home_walk);
    lci_free(bench->touched);
    lci_free(bench->several);
    lci_seeds_fini(&bench->seeds);
}

/* The pool counts the facilities of one batch; the caller sees those of the whole run. */
struct batch_progress {
    const struct lci_context *context;
    double before_ratio, batch_ratio;
};

static void
pass_log(void *user, enum lci_log_level level, const char *message)
{
    const struct lci_context *context = ((struct batch_progress *)user)->context;

    if (context && context->log)
        context->log(context->user, level, message);
}

static void
pass_progress(void *user, const char *stage, double done_ratio)
{
    const struct batch_progress *progress = user;
    const struct lci_context *context = progress->context;

    if (context && context->progress)
        context->progress(context->user, stage,
                          progress->before_ratio + progress->batch_ratio * done_ratio);
}

static bool
pass_cancelled(void *user)
{
    const struct lci_context *context = ((struct batch_progress *)user)->context;

    return context && context->cancelled && context->cancelled(context->user);
}

/* Does the batch that begins at work->first, and hands it over. */
static enum lci_status
run_batch(struct work *work, struct lci_pool *pool, const struct lci_context *context, size_t batch,
          lci_reach_sink sink, void *user, struct lci_error *err)
{
    size_t total = work->inputs->facilities->count;
    struct batch_progress progress = {
        .context = context,
        .before_ratio = (double)work->first / (double)total,
    };
    struct lci_context passing = {
        .log = pass_log,
        .progress = pass_progress,
        .cancelled = pass_cancelled,
        .user = &progress,
    };
    const double drawing_ratio = work->areas ? 1.0 - SEARCH_SHARE : 0.0;
    enum lci_status status = LCI_OK;

    progress.batch_ratio = (1.0 - drawing_ratio) * (double)batch / (double)total;
    status = lci_pool_run(pool, &passing, "areas", batch, 1, reach_one, work, err);
    progress.before_ratio += progress.batch_ratio;
    progress.batch_ratio = drawing_ratio * (double)batch / (double)total;
    if (!status && work->areas)
        status = lci_reach_areas_complete(work->areas, pool, &passing, work->reaches, batch, err);
    for (size_t i = 0; i < batch; i++) {
        if (!status)
            status = sink(user, &work->reaches[i], err);
        lci_reach_fini(&work->reaches[i]);
    }
    return status;
}

/* Makes what draws areas, if facilities have any of their own. */
static enum lci_status
new_areas(struct work *work, unsigned worker_count, struct lci_error *err)
{
    struct lci_search **searches = NULL;
    enum lci_status status = LCI_OK;

    if (!work->inputs->areas || work->inputs->area_mode == LCI_AREA_DISSOLVE)
        return LCI_OK;
    searches = lci_new_array(struct lci_search *, worker_count);
    if (!searches)
        return lci_fail_nomem(err, "service areas");
    for (unsigned i = 0; i < worker_count; i++)
        searches[i] = work->benches[i].search;
    status = lci_reach_areas_new(work->inputs, searches, worker_count, &work->areas, err);
    lci_free(searches);
    return status;
}

enum lci_status
lci_reach_run(const struct lci_access_inputs *inputs, struct lci_pool *pool,
              const struct lci_context *context, lci_reach_sink sink, void *user,
              struct lci_error *err)
{
    unsigned worker_count = lci_pool_thread_count(pool);
    size_t batch_size = (size_t)worker_count * BATCH_PER_WORKER;
    struct work work = {.inputs = inputs};
    enum lci_status status = LCI_OK;

    work.benches = lci_new_array(struct bench, worker_count);
    work.reaches = lci_new_array(struct lci_reach, batch_size);
    if (!work.benches || !work.reaches)
        status = lci_fail_nomem(err, "reached homes");
    for (unsigned i = 0; i < worker_count && !status; i++)
        status = new_bench(inputs, &work.benches[i], err);
    if (!status)
        status = new_areas(&work, worker_count, err);
    while (!status && work.first < inputs->facilities->count) {
        size_t left = inputs->facilities->count - work.first;
        size_t batch = left < batch_size ? left : batch_size;

        status = run_batch(&work, pool, context, batch, sink, user, err);
        work.first += (uint32_t)batch;
    }
    lci_reach_areas_free(work.areas);
    for (unsigned i = 0; work.benches && i < worker_count; i++)
        free_bench(&work.benches[i]);
    lci_free(work.benches);
    lci_free(work.reaches);
    return status;
}
