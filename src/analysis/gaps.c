/* gaps.c - uncovered demand of every category and of the whole circle, clustered, measured and ranked. */
#include "analysis/gaps.h"

#include <math.h>
#include <stdlib.h>

#include "analysis/gap_clusters.h"
#include "analysis/nearby.h"
#include "base/alloc.h"

/* Scratch space of one worker. */
struct bench {
    struct lci_search *search;
    uint32_t *cluster; /* home_count */
    uint32_t *points;  /* uncovered ones */
    size_t point_capacity;
};

struct work {
    const struct lci_gap_inputs *inputs;
    struct bench *benches; /* one a worker */
    struct lci_gaps *gaps;
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

    for (size_t home = 0; home < demand->home_count; home++)
        list->home_count += cluster[home] != LCI_NONE;
    rows = lci_new_array(struct clustered, list->home_count);
    list->homes = lci_new_array(struct lci_gap_home, list->home_count);
    list->items = lci_new_array(struct lci_gap, list->home_count);
    if (!rows || !list->homes || !list->items) {
        lci_free(rows);
        return lci_fail_nomem(err, "gaps");
    }
    for (uint32_t home = 0; home < demand->home_count; home++)
        if (cluster[home] != LCI_NONE)
            rows[count++] = (struct clustered){cluster[home], {home, open_share(demand, list, home)}};
    if (count > 0)
        qsort(rows, count, sizeof(*rows), compare_clustered);
    for (size_t i = 0; i < count; i++) {
        list->homes[i] = rows[i].home;
        if (i == 0 || rows[i].cluster != rows[i - 1].cluster)
            list->items[list->count++] = (struct lci_gap){.category = category, .home_first = (uint32_t)i};
        list->items[list->count - 1].home_count++;
    }
    lci_free(rows);
    for (size_t i = 0; i < list->count; i++)
        sum_weights(inputs->access, list, &list->items[i]);
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

/* A facility, and the people of a gap who have it nearest. */
struct claim {
    uint32_t facility, point;
    double people;
};

/* Ways of a gap's people, summed up. */
struct ways {
    double people, straight_m;             /* of all */
    double walkers, walk_m, walk_straight_m; /* of those who can walk to a facility */
    struct claim *claims;                  /* one a point */
    size_t claim_count, claim_capacity;
};

static int
compare_claims(const void *left, const void *right)
{
    const struct claim *a = left;
    const struct claim *b = right;

    if (a->facility != b->facility)
        return a->facility < b->facility ? -1 : 1;
    return (a->point > b->point) - (a->point < b->point);
}

/* The facility that most people have nearest; of equal ones the lower. */
static uint32_t
most_claimed(struct claim *claims, size_t count)
{
    uint32_t best = LCI_NONE;
    double most = -1.0;
    size_t end = 0;

    if (count > 0)
        qsort(claims, count, sizeof(*claims), compare_claims);
    for (size_t begin = 0; begin < count; begin = end) {
        double people = 0.0;

        for (end = begin; end < count && claims[end].facility == claims[begin].facility; end++)
            people += claims[end].people;
        if (people > most) {
            most = people;
            best = claims[begin].facility;
        }
    }
    return best;
}

/* Adds the ways of the uncovered points of one home. False: out of memory. */
static bool
add_home_ways(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, const struct lci_nearby *nearby,
              const struct bench *bench, uint32_t home, double people, struct ways *ways)
{
    const struct lci_access_inputs *access = inputs->access;
    const struct lci_demand *demand = access->demand;

    for (uint32_t point = demand->home_first[home]; point < demand->home_first[home + 1]; point++) {
        const double *at = demand->place_m[point];
        const double part = people * ((double)demand->share[point] / (double)demand->home_share[home]);
        const uint32_t facility = lci_gap_is_open(list, point) ? lci_nearby_find(nearby, at[0], at[1]) : LCI_NONE;
        const struct lci_facility *item = &access->facilities->items[facility == LCI_NONE ? 0 : facility];
        struct lci_walk walk;
        double straight_m = 0.0;

        if (facility == LCI_NONE)
            continue;
        straight_m = lci_metric_distance_m(access->metric, at[0], at[1], item->x_m, item->y_m);
        ways->people += part;
        ways->straight_m += part * straight_m;
        walk = lci_nearest_walk(demand, bench->search, point);
        if (walk.cost_mm != LCI_NONE) {
            ways->walkers += part;
            ways->walk_m += part * (walk.cost_mm / 1000.0);
            ways->walk_straight_m += part * straight_m;
        }
        if (!lci_grow(&ways->claims, ways->claim_count, &ways->claim_capacity))
            return false;
        ways->claims[ways->claim_count++] = (struct claim){facility, point, part};
    }
    return true;
}

/* Where nobody is known to live, each home counts the same. */
static double
people_of(const struct lci_access_inputs *access, const struct lci_gap *gap, uint32_t home)
{
    const struct lci_weight_value *weights = access->homes->items[home].weights;

    if (gap->weights[LCI_WEIGHT_POPULATION] > 0.0)
        return weights[LCI_WEIGHT_POPULATION].value;
    return gap->weights[LCI_WEIGHT_HOUSEHOLDS] > 0.0 ? weights[LCI_WEIGHT_HOUSEHOLDS].value : 1.0;
}

/* How far the gap's people have it to the nearest facilities of its category, straight and on foot. */
static bool
measure_gap(const struct lci_gap_inputs *inputs, const struct lci_gap_list *list, const struct lci_nearby *nearby,
            const struct bench *bench, struct lci_gap *gap)
{
    struct ways ways = {.people = 0.0};
    bool room = true;

    for (size_t i = gap->home_first; i < gap->home_first + gap->home_count && room; i++) {
        const uint32_t home = list->homes[i].home;

        room = add_home_ways(inputs, list, nearby, bench, home, people_of(inputs->access, gap, home), &ways);
    }
    gap->facility = most_claimed(ways.claims, ways.claim_count);
    gap->straight_m = ways.people > 0.0 ? ways.straight_m / ways.people : NAN;
    gap->walk_m = ways.walkers > 0.0 ? ways.walk_m / ways.walkers : NAN;
    gap->detour_ratio = ways.walk_straight_m > 0.0 ? ways.walk_m / ways.walk_straight_m : NAN;
    lci_free(ways.claims);
    return room;
}

static enum lci_status
measure_gaps(const struct lci_gap_inputs *inputs, struct lci_gap_list *list, uint32_t category, struct bench *bench,
             struct lci_error *err)
{
    const struct lci_access_inputs *access = inputs->access;
    const uint32_t *first = access->facilities->category_first;
    struct lci_nearby nearby = {0};
    enum lci_status status = lci_nearby_build(access->facilities, first[category], first[category + 1], true, &nearby, err);

    if (!status)
        status = lci_nearest_search(access, category, bench->search, err);
    for (size_t i = 0; i < list->count && !status; i++)
        if (!measure_gap(inputs, list, &nearby, bench, &list->items[i]))
            status = lci_fail_nomem(err, "gaps");
    lci_nearby_fini(&nearby);
    return status;
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
            list->own_covered[word] &= inputs->nearest[category].within[word];
    }
    list->covered = list->own_covered;
    return list->covered != NULL;
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
        list->covered = inputs->nearest[item].within;
    else if (!cover_whole_circle(inputs, list))
        return lci_fail_nomem(err, "gaps");
    status = collect_points(inputs->access->demand, list, bench, &point_count, err);
    if (!status)
        status = lci_gap_clusters(inputs->access->demand, bench->points, point_count, inputs->gap_link_m, bench->cluster, err);
    if (!status)
        status = make_gaps(inputs, bench->cluster, list, category, err);
    if (!status)
        status = rank_gaps(list, err);
    for (size_t i = 0; i < list->count && !status; i++) {
        list->items[i].facility = LCI_NONE;
        list->items[i].straight_m = list->items[i].walk_m = list->items[i].detour_ratio = NAN;
    }
    if (!status && !whole_circle && list->count > 0)
        status = measure_gaps(inputs, list, category, bench, err);
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
        else
            status = lci_search_new(inputs->access->net, &work.benches[i].search, err);
    }
    if (!status)
        status = lci_pool_run(pool, context, "gaps", out->list_count, 1, build_list, &work, err);
    for (unsigned i = 0; work.benches && i < worker_count; i++) {
        lci_search_free(work.benches[i].search);
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
    *gaps = (struct lci_gaps){0};
}
