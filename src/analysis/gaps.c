/* gaps.c - uncovered demand of every category and of the whole circle, clustered, measured and ranked. */
#include "analysis/gaps.h"

#include <stdlib.h>

#include "analysis/gap_clusters.h"
#include "analysis/gap_parts.h"
#include "base/alloc.h"

/* Scratch space of one worker. */
struct bench {
    struct lci_trial *trial;
    uint32_t *cluster; /* home_count */
    uint32_t *points;  /* uncovered ones */
    size_t point_capacity;
};

struct work {
    const struct lci_gap_inputs *inputs;
    struct bench *benches; /* one a worker */
    struct lci_gaps *gaps;
    struct lci_links links;
    struct lci_gate_places *gate_places; /* a part of a home */
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
make_gaps(const struct lci_gap_inputs *inputs, const uint32_t *cluster, struct lci_gap_list *list, uint32_t category,
          struct lci_error *err)
{
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
            lci_gap_measure_left(inputs, list, &list->items[i]);
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

/* Points that reach every category. False: out of memory. */
static bool
cover_whole_circle(const struct lci_gap_inputs *inputs, struct lci_gap_list *list)
{
    const size_t words = inputs->access->demand->point_count / 64 + 1;

    list->own_covered = lci_new_array(uint64_t, words);
    for (size_t word = 0; list->own_covered && word < words; word++) {
        list->own_covered[word] = UINT64_MAX;
        for (size_t category = 0; category < inputs->access->category_count; category++)
            list->own_covered[word] &= lci_nearest_bits(&inputs->nearest[category])[word];
    }
    list->covered = list->own_covered;
    return list->covered != NULL;
}

/* Adds the people of one home who miss each category: only that one, and any. */
static void
add_missing(const struct lci_gap_inputs *inputs, uint32_t home, double people, double *only, double *any)
{
    const struct lci_demand *demand = inputs->access->demand;
    const size_t category_count = inputs->access->category_count;

    for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++) {
        const double part = people * ((double)demand->share[point] / (double)demand->home_share[home]);
        size_t missing_count = 0;
        size_t last = 0;

        for (size_t category = 0; category < category_count; category++)
            if (!lci_nearest_is_within(&inputs->nearest[category], point)) {
                any[category] += part;
                last = category;
                missing_count++;
            }
        if (missing_count == 1)
            only[last] += part;
    }
}

/*
 * The category that most people of a gap of the whole circle miss and nothing else; where nobody misses just one, that which most
 * miss.
 */
static enum lci_status
choose_missing(const struct lci_gap_inputs *inputs, struct lci_gap_list *list, struct lci_error *err)
{
    const size_t category_count = inputs->access->category_count;
    double *only = lci_new_array(double, 2 * category_count);

    if (!only)
        return lci_fail_nomem(err, "gaps");
    for (size_t i = 0; i < list->count; i++) {
        struct lci_gap *gap = &list->items[i];

        for (size_t category = 0; category < 2 * category_count; category++)
            only[category] = 0.0;
        for (size_t k = gap->home_first; k < gap->home_first + gap->home_count; k++)
            add_missing(inputs, list->homes[k].home, lci_gap_people(inputs->access, gap, list->homes[k].home), only,
                        only + category_count);
        gap->missing = 0;
        for (uint32_t category = 1; category < category_count; category++)
            if (only[category] > only[gap->missing] ||
                (only[category] >= only[gap->missing] && only[category_count + category] > only[category_count + gap->missing]))
                gap->missing = category;
    }
    lci_free(only);
    return LCI_OK;
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
    if (!whole_circle)
        list->covered = lci_nearest_bits(&inputs->nearest[item]);
    else if (!cover_whole_circle(inputs, list))
        return lci_fail_nomem(err, "gaps");
    status = collect_points(inputs->access->demand, list, bench, &point_count, err);
    if (!status)
        status = lci_gap_clusters(inputs->access->demand, bench->points, point_count, inputs->gap_link_m, bench->cluster, err);
    if (!status)
        status = make_gaps(inputs, bench->cluster, list, category, err);
    if (!status)
        status = rank_gaps(list, err);
    for (size_t i = 0; i < list->count && !status && !whole_circle; i++)
        list->items[i].missing = category;
    if (!status && whole_circle)
        status = choose_missing(inputs, list, err);
    return status;
}

/* Points that reach all categories but perhaps one. NULL: out of memory. */
static uint64_t *
cover_others(const struct lci_gap_inputs *inputs, size_t category)
{
    const size_t words = inputs->access->demand->point_count / 64 + 1;
    uint64_t *others = lci_new_array(uint64_t, words);

    for (size_t word = 0; others && word < words; word++) {
        others[word] = UINT64_MAX;
        for (size_t other = 0; other < inputs->access->category_count; other++)
            if (other != category)
                others[word] &= lci_nearest_bits(&inputs->nearest[other])[word];
    }
    return others;
}

/* Measures the gaps of a list that miss the category of the case, or explains them. */
static enum lci_status
go_through(struct lci_gap_case *gap_case, struct lci_gap_list *list, bool explain, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    gap_case->list = list;
    for (size_t i = 0; i < list->count && !status; i++) {
        struct lci_gap *gap = &list->items[i];

        if (gap->missing == gap_case->category && !gap->left)
            status = explain ? lci_gap_explain(gap_case, gap, list->homes + gap->home_first, err)
                             : lci_gap_measure(gap_case, gap, err);
    }
    return status;
}

/* Of both lists, the gaps of the category first. others: points that reach all other categories. */
static enum lci_status
go_through_both(struct lci_gap_case *gap_case, struct lci_gaps *gaps, const uint64_t *others, bool explain, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    lci_trial_count_only(gap_case->trial, NULL);
    status = go_through(gap_case, &gaps->lists[gap_case->category], explain, err);
    lci_trial_count_only(gap_case->trial, others);
    return status ? status : go_through(gap_case, &gaps->lists[gaps->list_count - 1], explain, err);
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

/* The gaps of a category, and those of the whole circle where it is what is missing. */
static enum lci_status
explain_category(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct work *work = user;
    const struct lci_gap_inputs *inputs = work->inputs;
    const struct lci_access_category *limits = &inputs->access->categories[item];
    struct lci_gap_case gap_case = {
        .inputs = inputs,
        .links = &work->links,
        .gate_places = work->gate_places,
        .nearest = &inputs->nearest[item],
        .category = (uint32_t)item,
        .trial = work->benches[worker].trial,
        .limit_m = limits->limits_m[limits->limit_count - 1],
    };
    uint64_t *others = NULL;
    enum lci_status status = LCI_OK;

    others = cover_others(inputs, item);
    status = others ? find_facilities(&gap_case, err) : lci_fail_nomem(err, "gaps");
    if (!status)
        status = lci_trial_begin(gap_case.trial, gap_case.category, false, gap_case.nearest, err);
    if (!status)
        status = go_through_both(&gap_case, work->gaps, others, false, err);
    if (!status && limits->by_facility)
        status = lci_trial_begin(gap_case.trial, gap_case.category, true, gap_case.nearest, err);
    if (!status) {
        gap_case.over_mm = lci_gap_ways_over_links(&gap_case);
        status = gap_case.over_mm ? LCI_OK : lci_fail_nomem(err, "gaps");
    }
    if (!status)
        status = go_through_both(&gap_case, work->gaps, others, true, err);
    lci_trial_count_only(gap_case.trial, NULL);
    if (!status)
        status = lci_defects_try(&work->gaps->defects, gap_case.trial, gap_case.category, err);
    lci_nearby_fini(&gap_case.joined);
    lci_nearby_fini(&gap_case.unjoined);
    lci_nearby_fini(&gap_case.idle);
    lci_free(gap_case.over_mm);
    lci_free(others);
    return status;
}

/* Places for gates of all homes in gaps, which are the same for every category. */
static enum lci_status
find_gate_places(struct work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const struct lci_access_inputs *access = work->inputs->access;
    bool *wanted = lci_new_array(bool, access->homes->count);
    enum lci_status status = LCI_OK;

    if (!wanted)
        return lci_fail_nomem(err, "gaps");
    for (size_t l = 0; l < work->gaps->list_count; l++)
        for (size_t i = 0; i < work->gaps->lists[l].home_count; i++)
            wanted[work->gaps->lists[l].homes[i].home] = true;
    status = lci_gate_places_build(access, wanted, pool, context, &work->gate_places, err);
    lci_free(wanted);
    return status;
}

static enum lci_status
explain(struct work *work, struct lci_pool *pool, const struct lci_context *context, struct lci_error *err)
{
    const struct lci_gap_inputs *inputs = work->inputs;
    const unsigned worker_count = lci_pool_thread_count(pool);
    struct lci_trial_ground ground = {0};
    enum lci_status status = lci_trial_ground_build(inputs->access, inputs->islet_m, inputs->off_street_m, &ground, err);

    if (!status)
        status = lci_links_build(inputs->access, inputs->link_max_m, pool, context, &work->links, err);
    if (!status)
        status = lci_defects_find(inputs->access, &work->links, inputs->crossing_m, inputs->crossing_count,
                                  &work->gaps->defects, err);
    if (!status)
        status = find_gate_places(work, pool, context, err);
    for (unsigned i = 0; i < worker_count && !status; i++)
        status = lci_trial_new(&ground, &work->benches[i].trial, err);
    if (!status)
        status = lci_pool_run(pool, context, "gaps", inputs->access->category_count, 1, explain_category, work, err);
    if (!status)
        lci_defects_rank(&work->gaps->defects);
    for (unsigned i = 0; i < worker_count; i++)
        lci_trial_free(work->benches[i].trial);
    lci_gate_places_free(work->gate_places, inputs->access->homes->shapes.part_count);
    lci_links_fini(&work->links);
    lci_trial_ground_fini(&ground);
    return status;
}

enum lci_status
lci_gaps_build(const struct lci_gap_inputs *inputs, struct lci_pool *pool, const struct lci_context *context,
               struct lci_gaps *out, struct lci_error *err)
{
    const unsigned worker_count = lci_pool_thread_count(pool);
    struct work work = {.inputs = inputs, .gaps = out};
    enum lci_status status = LCI_OK;

    *out = (struct lci_gaps){.list_count = inputs->access->category_count + 1};
    work.benches = lci_new_array(struct bench, worker_count);
    out->lists = lci_new_array(struct lci_gap_list, out->list_count);
    if (!work.benches || !out->lists)
        status = lci_fail_nomem(err, "gaps");
    for (unsigned i = 0; i < worker_count && !status; i++) {
        work.benches[i].cluster = lci_new_array(uint32_t, inputs->access->demand->home_count);
        if (!work.benches[i].cluster)
            status = lci_fail_nomem(err, "gaps");
    }
    if (!status)
        status = lci_pool_run(pool, context, "gaps", out->list_count, 1, build_list, &work, err);
    if (!status)
        status = explain(&work, pool, context, err);
    for (unsigned i = 0; work.benches && i < worker_count; i++) {
        lci_free(work.benches[i].cluster);
        lci_free(work.benches[i].points);
    }
    lci_free(work.benches);
    if (status)
        lci_gaps_fini(out);
    return status;
}

void
lci_gaps_fini(struct lci_gaps *gaps)
{
    for (size_t i = 0; gaps->lists && i < gaps->list_count; i++) {
        lci_free(gaps->lists[i].own_covered);
        lci_free(gaps->lists[i].items);
        lci_free(gaps->lists[i].homes);
    }
    lci_free(gaps->lists);
    lci_defects_fini(&gaps->defects);
    *gaps = (struct lci_gaps){0};
}
