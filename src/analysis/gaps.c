/* gaps.c - uncovered demand of every category and of the whole circle, clustered, measured and ranked. */
#include "analysis/gaps.h"

#include <assert.h>
#include <stdlib.h>

#include "analysis/gap_clusters.h"
#include "analysis/gap_work.h"
#include "base/alloc.h"

/* A home with its cluster, on the way to be a gap's. */
struct clustered {
    uint32_t cluster;
    struct lci_gap_home home;
};

static enum lci_status
collect_points(const struct lci_demand *demand, const struct lci_gap_list *list, struct lci_gap_bench *bench, size_t *count,
               struct lci_error *err)
{
    *count = 0;
    for (size_t point = 0; point < demand->point_count; point++) {
        if (!lci_gap_is_open(list, point))
            continue;
        if (!lci_grow(&bench->points, *count, &bench->point_capacity))
            return lci_fail_nomem(err, "gaps");
        bench->points[(*count)++] = (uint32_t)point;
    }
    return LCI_OK;
}

static int
compare_clustered(const void *left, const void *right)
{
    const struct clustered *a = left;
    const struct clustered *b = right;

    if (a->cluster != b->cluster)
        return a->cluster < b->cluster ? -1 : 1;
    return (a->home.home > b->home.home) - (a->home.home < b->home.home);
}

static uint64_t
open_share(const struct lci_demand *demand, const struct lci_gap_list *list, size_t home)
{
    uint64_t share = 0;

    for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++)
        if (lci_gap_is_open(list, point))
            share += demand->share[point];
    return share;
}

static void
sum_weights(const struct lci_access_inputs *access, const struct lci_gap_list *list, struct lci_gap *gap)
{
    for (size_t i = gap->home_first; i < gap->home_first + gap->home_count; i++) {
        const struct lci_gap_home *part = &list->homes[i];
        const double ratio = (double)part->share / (double)access->demand->home_share[part->home];

        for (size_t w = 0; w < LCI_WEIGHT_FIRST_EXTRA; w++)
            gap->weights[w] += ratio * access->homes->items[part->home].weights[w].value;
    }
}

/* Turns clusters of homes into gaps. */
static enum lci_status
make_gaps(const struct lci_gap_walkers *walkers, const uint32_t *cluster, struct lci_gap_list *list, uint32_t category,
          struct lci_error *err)
{
    const struct lci_gap_inputs *inputs = &walkers->items[0];
    const struct lci_demand *demand = inputs->access->demand;
    struct clustered *rows = NULL;
    size_t count = 0;

    size_t left_home_count = 0;
    size_t left_gap_count = 0;

    lci_gap_count_left(inputs, category, &left_home_count, &left_gap_count);
    for (size_t home = 0; home < demand->home_count; home++)
        list->home_count += cluster[home] != LCI_NONE;
    rows = lci_new_array(struct clustered, list->home_count);
    list->homes = lci_new_array(struct lci_gap_home, list->home_count + left_home_count);
    list->items = lci_new_array(struct lci_gap, list->home_count + left_gap_count);
    if (!rows || !list->homes || !list->items) {
        lci_free(rows);
        return lci_fail_nomem(err, "gaps");
    }
    for (uint32_t home = 0; home < demand->home_count; home++)
        if (cluster[home] != LCI_NONE)
            rows[count++] = (struct clustered){cluster[home], {.home = home, .share = open_share(demand, list, home)}};
    if (count > 0)
        qsort(rows, count, sizeof(*rows), compare_clustered);
    for (size_t i = 0; i < count; i++) {
        list->homes[i] = rows[i].home;
        if (i == 0 || rows[i].cluster != rows[i - 1].cluster)
            list->items[list->count++] = (struct lci_gap){.category = category, .home_first = (uint32_t)i};
        list->items[list->count - 1].home_count++;
    }
    lci_free(rows);
    lci_gap_add_left(inputs, category, list);
    for (size_t i = 0; i < list->count; i++) {
        sum_weights(inputs->access, list, &list->items[i]);
        if (list->items[i].left)
            lci_gap_measure_left(walkers, list, &list->items[i]);
    }
    return LCI_OK;
}

static int
compare_amounts(double a, double b)
{
    return (a < b) - (a > b);
}

/* Most people first; where these are equal (or not known) most households, and at last the lower home. */
static int
compare_gaps(const void *left, const void *right)
{
    const struct lci_gap *a = left;
    const struct lci_gap *b = right;
    int order = compare_amounts(a->weights[LCI_WEIGHT_POPULATION], b->weights[LCI_WEIGHT_POPULATION]);

    if (!order)
        order = compare_amounts(a->weights[LCI_WEIGHT_HOUSEHOLDS], b->weights[LCI_WEIGHT_HOUSEHOLDS]);
    return order ? order : (a->home_first > b->home_first) - (a->home_first < b->home_first);
}

static int
compare_by_elders(const void *left, const void *right, void *user)
{
    const struct lci_gap *items = user;
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;
    const int order = compare_amounts(items[a].weights[LCI_WEIGHT_ELDERS], items[b].weights[LCI_WEIGHT_ELDERS]);

    return order ? order : (a > b) - (a < b);
}

static enum lci_status
rank_gaps(struct lci_gap_list *list, struct lci_error *err)
{
    uint32_t *order = lci_new_array(uint32_t, list->count);

    if (!order)
        return lci_fail_nomem(err, "gaps");
    if (list->count > 0)
        qsort(list->items, list->count, sizeof(*list->items), compare_gaps);
    for (uint32_t i = 0; i < list->count; i++) {
        list->items[i].rank_population = i + 1;
        order[i] = i;
    }
    if (list->count > 0)
        qsort_r(order, list->count, sizeof(*order), compare_by_elders, list->items);
    for (uint32_t i = 0; i < list->count; i++)
        list->items[order[i]].rank_elders = i + 1;
    lci_free(order);
    return LCI_OK;
}

static enum lci_status
build_list(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct lci_gap_work *work = user;
    const struct lci_gap_inputs *inputs = work->inputs;
    struct lci_gap_bench *bench = &work->benches[worker];
    struct lci_gap_list *list = &work->gaps->lists[item];
    const bool whole_circle = item == inputs->access->category_count;
    const uint32_t category = whole_circle ? LCI_NONE : (uint32_t)item;
    size_t point_count = 0;
    enum lci_status status = LCI_OK;

    if (whole_circle && inputs->access->category_count < 2)
        return LCI_OK; /* the same as its only category */
    if (whole_circle)
        list->own_covered = lci_gap_cover_others(work, inputs->access->category_count);
    list->covered = whole_circle ? list->own_covered : work->covered[item];
    if (!list->covered)
        return lci_fail_nomem(err, "gaps");
    status = collect_points(inputs->access->demand, list, bench, &point_count, err);
    if (!status)
        status = lci_gap_clusters(inputs->access->demand, bench->points, point_count, inputs->gap_link_m, bench->cluster, err);
    if (!status)
        status = make_gaps(work->walkers, bench->cluster, list, category, err);
    if (!status)
        status = rank_gaps(list, err);
    for (size_t i = 0; i < list->count && !status && !whole_circle; i++)
        list->items[i].missing = category;
    if (!status && whole_circle)
        status = lci_gap_choose_missing(inputs->access, work->covered, list, err);
    return status;
}

static enum lci_status
new_work(struct lci_gap_work *work, unsigned worker_count, struct lci_error *err)
{
    const size_t walker_count = work->walkers->count;
    bool room = true;

    work->benches = lci_new_array(struct lci_gap_bench, worker_count);
    work->grounds = lci_new_array(struct lci_gap_ground, walker_count);
    work->covered = lci_new_array(const uint64_t *, work->inputs->access->category_count);
    work->gaps->lists = lci_new_array(struct lci_gap_list, work->gaps->list_count);
    room = work->benches && work->grounds && work->covered && work->gaps->lists;
    for (unsigned i = 0; i < worker_count && room; i++) {
        struct lci_gap_bench *bench = &work->benches[i];

        bench->trials = lci_new_array(struct lci_trial *, walker_count);
        bench->cases = lci_new_array(struct lci_gap_case, walker_count);
        bench->cluster = lci_new_array(uint32_t, work->inputs->access->demand->home_count);
        room = bench->trials && bench->cases && bench->cluster;
    }
    return room ? LCI_OK : lci_fail_nomem(err, "gaps");
}

static void
work_fini(struct lci_gap_work *work, unsigned worker_count)
{
    const size_t walker_count = work->walkers->count;

    for (unsigned i = 0; work->benches && i < worker_count; i++) {
        for (size_t w = 0; work->benches[i].trials && w < walker_count; w++)
            lci_trial_free(work->benches[i].trials[w]);
        lci_free(work->benches[i].trials);
        lci_free(work->benches[i].cases);
        lci_free(work->benches[i].cluster);
        lci_free(work->benches[i].points);
    }
    for (size_t w = 0; work->grounds && w < walker_count; w++) {
        lci_gate_places_free(work->grounds[w].gate_places, work->inputs->access->homes->shapes.part_count);
        lci_links_fini(&work->grounds[w].links);
        lci_trial_ground_fini(&work->grounds[w].trials);
    }
    for (size_t w = 0; work->own && w < walker_count; w++)
        lci_free(work->own[w]);
    lci_free(work->own);
    lci_free(work->grounds);
    lci_free(work->covered);
    lci_free(work->benches);
}

/* What each category covers: by one who walks, or each point by its own. */
static enum lci_status
find_covered(struct lci_gap_work *work, struct lci_error *err)
{
    const struct lci_gap_walkers *walkers = work->walkers;
    bool room = true;

    if (walkers->home_walker) {
        work->own = lci_new_array(uint64_t *, walkers->count);
        room = work->own != NULL;
    }
    for (size_t w = 0; work->own && w < walkers->count && room; w++) {
        work->own[w] = lci_gap_own_points(walkers, w);
        room = work->own[w] != NULL;
    }
    for (size_t category = 0; category < work->inputs->access->category_count && room; category++) {
        struct lci_gap_list *list = &work->gaps->lists[category];

        if (work->own)
            list->own_covered = lci_gap_cover(walkers, work->own, category);
        work->covered[category] = work->own ? list->own_covered : lci_nearest_bits(&work->inputs->nearest[category]);
        room = work->covered[category] != NULL;
    }
    return room ? LCI_OK : lci_fail_nomem(err, "gaps");
}

enum lci_status
lci_gaps_build(const struct lci_gap_walkers *walkers, struct lci_pool *pool, const struct lci_context *context,
               struct lci_gaps *out, struct lci_error *err)
{
    const unsigned worker_count = lci_pool_thread_count(pool);
    struct lci_gap_work work = {.walkers = walkers, .inputs = &walkers->items[0], .gaps = out};
    enum lci_status status = LCI_OK;

    for (size_t w = 1; w < walkers->count; w++)
        assert(walkers->items[w].access->demand->point_count == work.inputs->access->demand->point_count);
    *out = (struct lci_gaps){.list_count = work.inputs->access->category_count + 1};
    status = new_work(&work, worker_count, err);
    if (!status)
        status = find_covered(&work, err);
    if (!status)
        status = lci_pool_run(pool, context, "gaps", out->list_count, 1, build_list, &work, err);
    if (!status)
        status = lci_gaps_explain(&work, pool, context, err);
    work_fini(&work, worker_count);
    if (status)
        lci_gaps_fini(out);
    return status;
}

void
lci_gaps_release_flips(struct lci_gaps *gaps)
{
    for (size_t l = 0; gaps->lists && l < gaps->list_count; l++)
        for (size_t i = 0; i < gaps->lists[l].count; i++) {
            lci_free(gaps->lists[l].items[i].flips.points);
            gaps->lists[l].items[i].flips = (struct lci_gap_flips){0};
        }
}

void
lci_gaps_fini(struct lci_gaps *gaps)
{
    lci_gaps_release_flips(gaps);
    for (size_t i = 0; gaps->lists && i < gaps->list_count; i++) {
        lci_free(gaps->lists[i].own_covered);
        lci_free(gaps->lists[i].items);
        lci_free(gaps->lists[i].homes);
    }
    lci_free(gaps->lists);
    lci_defects_fini(&gaps->defects);
    *gaps = (struct lci_gaps){0};
}
