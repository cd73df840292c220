/* gaps.c - uncovered demand of every category and of the whole circle, clustered, measured and ranked. */
#include "analysis/gaps.h"

#include <assert.h>
#include <stdlib.h>

#include "analysis/gap_clusters.h"
#include "analysis/gap_parts.h"
#include "base/alloc.h"

/* Scratch space of one worker. */
struct bench {
    struct lci_trial **trials;  /* walker count */
    struct lci_gap_case *cases; /* walker count */
    uint32_t *cluster;          /* home_count */
    uint32_t *points;           /* uncovered ones */
    size_t point_capacity;
};

/* What trials take on the network of one who walks. */
struct ground {
    struct lci_trial_ground trials;
    struct lci_links links;
    struct lci_gate_places *gate_places; /* a part of a home */
};

struct work {
    const struct lci_gap_walkers *walkers;
    const struct lci_gap_inputs *inputs; /* of the first: for what all have in common */
    struct bench *benches;               /* one a worker */
    struct lci_gaps *gaps;
    struct ground *grounds;         /* walker count */
    uint64_t **own;                 /* walker count: points of the homes of each; NULL where only one walks */
    const uint64_t **covered;       /* category_count: points within the largest limit; as the lists of categories have it */
    struct lci_gap_flips *flips;    /* [gap of the whole circle * category_count + category]: of streets and gates */
};

/* A home with its cluster, on the way to be a gap's. */
struct clustered {
    uint32_t cluster;
    struct lci_gap_home home;
};

static enum lci_status
collect_points(const struct lci_demand *demand, const struct lci_gap_list *list, struct bench *bench, size_t *count,
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

/* Points that reach all categories but perhaps one, which may be none of them. NULL: out of memory. */
static uint64_t *
cover_others(const struct work *work, size_t category)
{
    const size_t words = work->inputs->access->demand->point_count / 64 + 1;
    uint64_t *others = lci_new_array(uint64_t, words);

    for (size_t word = 0; others && word < words; word++) {
        others[word] = UINT64_MAX;
        for (size_t other = 0; other < work->inputs->access->category_count; other++)
            if (other != category)
                others[word] &= work->covered[other][word];
    }
    return others;
}

static enum lci_status
build_list(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    const struct lci_gap_inputs *inputs = work->inputs;
    struct bench *bench = &work->benches[worker];
    struct lci_gap_list *list = &work->gaps->lists[item];
    const bool whole_circle = item == inputs->access->category_count;
    const uint32_t category = whole_circle ? LCI_NONE : (uint32_t)item;
    size_t point_count = 0;
    enum lci_status status = LCI_OK;

    if (whole_circle && inputs->access->category_count < 2)
        return LCI_OK; /* the same as its only category */
    if (whole_circle)
        list->own_covered = cover_others(work, inputs->access->category_count);
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

/* Explains a gap, and keeps what its change does if it is one of a category. */
static enum lci_status
explain_gap(const struct lci_gap_case *cases, const struct lci_gap_list *list, struct lci_gap *gap, struct lci_error *err)
{
    const enum lci_status status = lci_gap_explain(cases, gap, list->homes + gap->home_first, err);

    if (status || !cases[0].walkers->keeps_flips || gap->category == LCI_NONE || gap->change.kind == LCI_CHANGE_NONE)
        return status;
    return lci_gap_flip(cases, &gap->change, &gap->flips, err);
}

/* Measures the gaps of a list that miss the category of the cases, or explains them. */
static enum lci_status
go_through(const struct work *work, struct lci_gap_case *cases, struct lci_gap_list *list, bool explain, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < work->walkers->count; w++) {
        const bool whole_circle = list == &work->gaps->lists[work->gaps->list_count - 1];

        cases[w].list = list;
        lci_trial_count_only(cases[w].trial, whole_circle ? cases[w].counted : cases[w].own);
        lci_trial_spare(cases[w].trial, whole_circle);
    }
    for (size_t i = 0; i < list->count && !status; i++) {
        struct lci_gap *gap = &list->items[i];

        if (gap->missing == cases[0].category && !gap->left)
            status = explain ? explain_gap(cases, list, gap, err) : lci_gap_measure(cases, gap, err);
    }
    return status;
}

/* Of both lists, the gaps of the category first. */
static enum lci_status
go_through_both(const struct work *work, struct lci_gap_case *cases, bool explain, struct lci_error *err)
{
    const enum lci_status status = go_through(work, cases, &work->gaps->lists[cases[0].category], explain, err);

    return status ? status : go_through(work, cases, &work->gaps->lists[work->gaps->list_count - 1], explain, err);
}

static enum lci_status
find_facilities(struct lci_gap_case *gap_case, struct lci_error *err)
{
    const struct lci_facilities *facilities = gap_case->inputs->access->facilities;
    const struct lci_facilities *idle = gap_case->inputs->idle;
    enum lci_status status = lci_nearby_build(facilities, gap_case->category, LCI_NEARBY_JOINED, &gap_case->joined, err);

    if (!status)
        status = lci_nearby_build(facilities, gap_case->category, LCI_NEARBY_UNJOINED, &gap_case->unjoined, err);
    if (!status && idle)
        status = lci_nearby_build(idle, gap_case->category, LCI_NEARBY_OPENABLE, &gap_case->idle, err);
    return status;
}

/* What one who walks has to do with a category. */
static enum lci_status
begin_case(const struct work *work, struct bench *bench, size_t walker, size_t category, bool by_limit, struct lci_error *err)
{
    const size_t words = work->inputs->access->demand->point_count / 64 + 1;
    const struct lci_gap_inputs *inputs = &work->walkers->items[walker];
    const struct lci_access_category *limits = &inputs->access->categories[category];
    struct lci_gap_case *one = &bench->cases[walker];
    enum lci_status status = LCI_OK;

    *one = (struct lci_gap_case){
        .walkers = work->walkers,
        .all = bench->cases,
        .own = work->own ? work->own[walker] : NULL,
        .counted = cover_others(work, category),
        .inputs = inputs,
        .links = &work->grounds[walker].links,
        .gate_places = work->grounds[walker].gate_places,
        .nearest = &inputs->nearest[category],
        .category = (uint32_t)category,
        .trial = bench->trials[walker],
        .limit_m = limits->limits_m[limits->limit_count - 1],
    };
    if (!one->counted)
        return lci_fail_nomem(err, "gaps");
    for (size_t word = 0; one->own && word < words; word++)
        one->counted[word] &= one->own[word];
    status = find_facilities(one, err);
    return status ? status : lci_trial_begin(one->trial, one->category, by_limit, one->nearest, err);
}

static void
end_case(struct lci_gap_case *one)
{
    lci_nearby_fini(&one->joined);
    lci_nearby_fini(&one->unjoined);
    lci_nearby_fini(&one->idle);
    lci_free(one->counted);
    lci_gap_ways_fini(&one->ways);
    *one = (struct lci_gap_case){.walkers = NULL};
}

/* The gaps of a category, and those of the whole circle where it is what is missing. */
static enum lci_status
explain_category(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    struct bench *bench = &work->benches[worker];
    const size_t walker_count = work->walkers->count;
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < walker_count && !status; w++)
        status = begin_case(work, bench, w, item, false, err);
    if (!status)
        status = go_through_both(work, bench->cases, false, err);
    for (size_t w = 0; w < walker_count && !status; w++) {
        if (work->walkers->items[w].access->categories[item].by_facility)
            status = lci_trial_begin(bench->trials[w], (uint32_t)item, true, &work->walkers->items[w].nearest[item], err);
        if (!status)
            status = lci_gap_ways_build(&bench->cases[w], &bench->cases[w].ways, err);
    }
    if (!status)
        status = go_through_both(work, bench->cases, true, err);
    lci_trial_count_only(bench->trials[0], NULL);
    lci_trial_spare(bench->trials[0], false);
    if (!status && walker_count == 1)
        status = lci_defects_try(&work->gaps->defects, bench->trials[0], (uint32_t)item, err);
    for (size_t w = 0; w < walker_count; w++)
        end_case(&bench->cases[w]);
    return status;
}

/* Places for gates of all homes in gaps from which one walks, which are the same for every category. */
static enum lci_status
find_gate_places(struct work *work, size_t walker, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const struct lci_access_inputs *access = work->walkers->items[walker].access;
    const uint32_t *home_walker = work->walkers->home_walker;
    bool *wanted = lci_new_array(bool, access->homes->count);
    enum lci_status status = LCI_OK;

    if (!wanted)
        return lci_fail_nomem(err, "gaps");
    for (size_t l = 0; l < work->gaps->list_count; l++)
        for (size_t i = 0; i < work->gaps->lists[l].home_count; i++) {
            const uint32_t home = work->gaps->lists[l].homes[i].home;

            wanted[home] = !home_walker || home_walker[home] == walker;
        }
    status = lci_gate_places_build(access, wanted, pool, context, &work->grounds[walker].gate_places, err);
    lci_free(wanted);
    return status;
}

/* What streets and gates of the gaps of the whole circle do to a category. */
static enum lci_status
flip_category(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    struct bench *bench = &work->benches[worker];
    const size_t walker_count = work->walkers->count;
    const struct lci_gap_list *circle = &work->gaps->lists[work->gaps->list_count - 1];
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < walker_count && !status; w++) {
        status = begin_case(work, bench, w, item, true, err);
        bench->cases[w].list = &work->gaps->lists[item];
        lci_trial_count_only(bench->trials[w], bench->cases[w].own);
    }
    for (size_t i = 0; i < circle->count && !status; i++)
        if (lci_gap_changes_all(&circle->items[i].change))
            status = lci_gap_flip(bench->cases, &circle->items[i].change,
                                  &work->flips[i * work->inputs->access->category_count + item], err);
    for (size_t w = 0; w < walker_count; w++)
        end_case(&bench->cases[w]);
    return status;
}

/* Who newly reaches all categories by a street or a gate may have missed several. */
static enum lci_status
count_circles(struct work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const size_t category_count = work->inputs->access->category_count;
    struct lci_gap_list *circle = &work->gaps->lists[work->gaps->list_count - 1];
    enum lci_status status = LCI_OK;
    bool any = false;

    for (size_t i = 0; i < circle->count; i++)
        any = any || lci_gap_changes_all(&circle->items[i].change);
    if (!any)
        return LCI_OK;
    work->flips = lci_new_array(struct lci_gap_flips, circle->count * category_count);
    if (!work->flips)
        return lci_fail_nomem(err, "gaps");
    status = lci_pool_run(pool, context, "gaps", category_count, 1, flip_category, work, err);
    for (size_t i = 0; i < circle->count && !status; i++)
        if (lci_gap_changes_all(&circle->items[i].change))
            status = lci_gap_count_circle(work->inputs->access, work->covered, work->flips + i * category_count, circle,
                                          &circle->items[i], err);
    for (size_t i = 0; i < circle->count * category_count; i++)
        lci_free(work->flips[i].points);
    lci_free(work->flips);
    return status;
}

/* Grounds, and on each a trial a worker. */
static enum lci_status
make_grounds(struct work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const unsigned worker_count = lci_pool_thread_count(pool);
    enum lci_status status = LCI_OK;

    for (size_t w = 0; w < work->walkers->count && !status; w++) {
        const struct lci_gap_inputs *inputs = &work->walkers->items[w];
        struct ground *ground = &work->grounds[w];

        status = lci_trial_ground_build(inputs->access, inputs->islet_m, inputs->off_street_m, &ground->trials, err);
        if (!status)
            status = lci_links_build(inputs->access, inputs->link_max_m, pool, context, &ground->links, err);
        if (!status)
            status = find_gate_places(work, w, pool, context, err);
        for (unsigned i = 0; i < worker_count && !status; i++)
            status = lci_trial_new(&ground->trials, &work->benches[i].trials[w], err);
    }
    return status;
}

static enum lci_status
explain(struct work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const struct lci_gap_inputs *inputs = work->inputs;
    enum lci_status status = make_grounds(work, pool, context, err);

    if (!status && work->walkers->count == 1)
        status = lci_defects_find(inputs->access, &work->grounds[0].links, inputs->crossing_m, inputs->crossing_count,
                                  &work->gaps->defects, err);
    if (!status)
        status = lci_pool_run(pool, context, "gaps", inputs->access->category_count, 1, explain_category, work, err);
    if (!status)
        status = count_circles(work, pool, context, err);
    if (!status)
        lci_defects_rank(&work->gaps->defects);
    return status;
}

static enum lci_status
new_work(struct work *work, unsigned worker_count, struct lci_error *err)
{
    const size_t walker_count = work->walkers->count;
    bool room = true;

    work->benches = lci_new_array(struct bench, worker_count);
    work->grounds = lci_new_array(struct ground, walker_count);
    work->covered = lci_new_array(const uint64_t *, work->inputs->access->category_count);
    work->gaps->lists = lci_new_array(struct lci_gap_list, work->gaps->list_count);
    room = work->benches && work->grounds && work->covered && work->gaps->lists;
    for (unsigned i = 0; i < worker_count && room; i++) {
        struct bench *bench = &work->benches[i];

        bench->trials = lci_new_array(struct lci_trial *, walker_count);
        bench->cases = lci_new_array(struct lci_gap_case, walker_count);
        bench->cluster = lci_new_array(uint32_t, work->inputs->access->demand->home_count);
        room = bench->trials && bench->cases && bench->cluster;
    }
    return room ? LCI_OK : lci_fail_nomem(err, "gaps");
}

static void
work_fini(struct work *work, unsigned worker_count)
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
find_covered(struct work *work, struct lci_error *err)
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
    struct work work = {.walkers = walkers, .inputs = &walkers->items[0], .gaps = out};
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
        status = explain(&work, pool, context, err);
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
