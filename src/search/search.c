/* search.c - label-correcting search in buckets, backwards from the seeds, up to a limit. */
#include "search/search_state.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"
#include "base/order.h"

#define WALK_NONE UINT64_MAX

enum { OFFER_COUNT = 512 }; /* enough that most buckets are worked off in one go; 4 KB stay in the first cache */

/* Cost and label of a vertex in the last run: cost << 32 | label. */
static uint64_t
walk_from(const struct lci_search *search, lci_vertex_id vertex)
{
    const uint32_t cost_mm = lci_vertex_cost_mm(search, vertex);

    if (cost_mm == LCI_NONE)
        return WALK_NONE;
    return (uint64_t)cost_mm << 32 | (search->one_label ? search->label : ~(uint32_t)search->labels[vertex]);
}

static bool
is_one_way(const struct lci_edge *edge)
{
    return !(edge->flags & LCI_EDGE_PRIVATE) &&
           (edge->cost_mm[0] == LCI_NONE || edge->cost_mm[1] == LCI_NONE);
}

static bool
find_one_way(struct lci_search *search)
{
    const struct lci_network *net = search->net;
    size_t count = 0;

    for (size_t i = 0; i < net->edge_count; i++)
        count += is_one_way(&net->edges[i]);
    search->one_way = lci_new_array(lci_edge_id, count);
    if (!search->one_way)
        return false;
    for (size_t i = 0; i < net->edge_count; i++)
        if (is_one_way(&net->edges[i]))
            search->one_way[search->one_way_count++] = (lci_edge_id)i;
    return true;
}

static size_t
longest_row(const struct lci_network *net)
{
    size_t longest = 0;

    for (size_t v = 0; v < net->vertex_count; v++)
        if (net->first_in[v + 1] - net->first_in[v] > longest)
            longest = net->first_in[v + 1] - net->first_in[v];
    return longest;
}

enum lci_status
lci_search_new(const struct lci_network *net, struct lci_search **out, struct lci_error *err)
{
    enum lci_status status = LCI_E_NOMEM;
    struct lci_search *search = lci_new(struct lci_search);

    *out = NULL;
    if (!search)
        goto out;
    search->net = net;
    search->one_label = true;
    search->left_mm = lci_new_array(int32_t, net->vertex_count);
    search->offer_capacity = longest_row(net) > OFFER_COUNT ? longest_row(net) : OFFER_COUNT;
    search->offers = lci_new_array(uint64_t, search->offer_capacity + 1);
    search->reached = lci_new_array(lci_vertex_id, net->vertex_count + 1);
    search->writer.marks = lci_new_array(uint64_t, net->vertex_count / 64 + 1);
    search->writer.groups = lci_new_array(uint64_t, net->vertex_count / 4096 + 1);
    if (!search->left_mm || !search->offers || !search->reached || !search->writer.marks ||
        !search->writer.groups || !find_one_way(search))
        goto out;
    *out = search;
    search = NULL;
    status = LCI_OK;

out:
    lci_search_free(search);
    return status == LCI_OK ? status : lci_fail_nomem(err, "search");
}

void
lci_search_free(struct lci_search *search)
{
    if (!search)
        return;
    lci_free(search->left_mm);
    lci_free(search->labels);
    lci_free(search->offers);
    lci_free(search->reached);
    lci_free(search->seeds);
    lci_free(search->one_way);
    lci_free(search->writer.marks);
    lci_free(search->writer.groups);
    lci_free(search->writer.rim);
    lci_free(search->writer.items);
    lci_free(search->writer.rest);
    lci_buckets_fini(&search->buckets);
    lci_free(search);
}

static void
forget_last_run(struct lci_search *search)
{
    for (size_t i = 0; i < search->reached_count && search->one_label; i++)
        search->left_mm[search->reached[i]] = 0;
    for (size_t i = 0; i < search->reached_count && !search->one_label; i++)
        search->labels[search->reached[i]] = LCI_LABEL_NONE;
    search->reached_count = 0;
    search->seed_count = 0;
}

static enum lci_status
check_seed(const struct lci_network *net, const struct lci_seed *seed, struct lci_error *err)
{
    const struct lci_edge *edge = NULL;

    if (seed->edge >= net->edge_count)
        return lci_fail(err, LCI_E_ARG, "search: edge %" PRIu32 ": the network has %zu", seed->edge,
                        net->edge_count);
    edge = &net->edges[seed->edge];
    if (edge->flags & LCI_EDGE_PRIVATE)
        return lci_fail(err, LCI_E_ARG, "search: edge %" PRIu32 " is private", seed->edge);
    if (seed->offset_mm > edge->length_mm)
        return lci_fail(err, LCI_E_ARG,
                        "search: edge %" PRIu32 ": offset %" PRIu32 " mm, the edge is %" PRIu32
                        " mm long",
                        seed->edge, seed->offset_mm, edge->length_mm);
    if (seed->leg_mm >= LCI_MM_MAX || seed->label == LCI_NONE)
        return lci_fail(err, LCI_E_ARG, "search: label %" PRIu32 ": leg of %" PRIu32 " mm",
                        seed->label, seed->leg_mm);
    return LCI_OK;
}

static int
compare_seeds(const void *left, const void *right)
{
    const struct lci_seed *a = left;
    const struct lci_seed *b = right;

    if (a->edge != b->edge)
        return a->edge < b->edge ? -1 : 1;
    if (a->offset_mm != b->offset_mm)
        return a->offset_mm < b->offset_mm ? -1 : 1;
    if (a->leg_mm != b->leg_mm)
        return a->leg_mm < b->leg_mm ? -1 : 1;
    return (a->label > b->label) - (a->label < b->label);
}

static enum lci_status
take_seeds(struct lci_search *search, const struct lci_seed *seeds, size_t count,
           struct lci_error *err)
{
    for (size_t i = 0; i < count; i++) {
        const enum lci_status status = check_seed(search->net, &seeds[i], err);

        if (status != LCI_OK)
            return status;
    }
    if (count > search->seed_capacity) {
        struct lci_seed *grown = lci_realloc(search->seeds, count, sizeof(*grown));

        if (!grown)
            return lci_fail_nomem(err, "search");
        search->seeds = grown;
        search->seed_capacity = count;
    }
    if (count > 0) {
        memcpy(search->seeds, seeds, count * sizeof(*seeds));
        qsort(search->seeds, count, sizeof(*seeds), compare_seeds);
    }
    search->seed_count = count;
    return LCI_OK;
}

/* Finds out whether all seeds have one label, and has labels ready if not. False: out of memory. */
static bool
choose_labels(struct lci_search *search)
{
    const size_t count = search->net->vertex_count;

    search->label = search->seed_count > 0 ? search->seeds[0].label : LCI_NONE;
    search->one_label = true;
    for (size_t i = 1; i < search->seed_count; i++)
        search->one_label = search->one_label && search->seeds[i].label == search->label;
    if (search->one_label || search->labels)
        return true;
    search->labels = lci_new_array(int64_t, count);
    search->one_label = !search->labels;
    for (size_t v = 0; v < count && search->labels; v++)
        search->labels[v] = LCI_LABEL_NONE;
    return search->labels != NULL;
}

/* Lets `vertex` start with a walk of `cost_mm` (LCI_NONE: there is none). False: out of memory. */
static bool
start(struct lci_search *search, lci_vertex_id vertex, uint64_t cost_mm, uint32_t label)
{
    int64_t offer = 0;
    int64_t old = 0;

    if (cost_mm > search->limit_mm)
        return true;
    offer = (int64_t)(search->limit_mm + 1 - cost_mm) << 32 | (uint32_t)~label;
    old = search->one_label ? (int64_t)search->left_mm[vertex] << 32 | (uint32_t)~label : search->labels[vertex];
    if (offer <= old)
        return true;
    if (old >> 32 == 0)
        search->reached[search->reached_count++] = vertex;
    if (search->one_label)
        search->left_mm[vertex] = (int32_t)(offer >> 32);
    else
        search->labels[vertex] = offer;
    return lci_buckets_put(&search->buckets, (uint64_t)offer >> 32 << 32 | vertex, true);
}

static bool
start_from_seeds(struct lci_search *search)
{
    for (size_t i = 0; i < search->seed_count; i++) {
        const struct lci_seed *seed = &search->seeds[i];
        const struct lci_edge *edge = &search->net->edges[seed->edge];
        const uint32_t length_mm = edge->length_mm;
        const uint64_t from_mm = lci_part_cost_mm(edge->cost_mm[0], seed->offset_mm, length_mm);
        const uint64_t to_mm =
            lci_part_cost_mm(edge->cost_mm[1], length_mm - seed->offset_mm, length_mm);

        if (!start(search, edge->from, seed->leg_mm + from_mm, seed->label) ||
            !start(search, edge->to, seed->leg_mm + to_mm, seed->label))
            return false;
    }
    return true;
}

/*
 * Offers everyone who can walk to the vertices of a bucket, from entry *place on, the way over them; stops where there is
 * no room for the offers of another row. Answers how many were taken: they wait in search->offers. No branch
 * depends on whether an offer is taken, because that cannot be predicted: offer and label are always written, and
 * the counters advance by 0 or 1. They do not go into their buckets at once: the next offer would have to wait until it is known
 * which bucket's end the last one moved.
 * one_label: as the search's, known when this is compiled.
 */
static inline __attribute__((always_inline)) size_t
make_offers(struct lci_search *search, const struct lci_bucket *bucket, size_t *place, bool one_label)
{
    const uint32_t *restrict first_in = search->net->first_in;
    const struct lci_arc *restrict arcs = search->net->in_arcs;
    const uint64_t *restrict entries = bucket->entries;
    uint64_t *restrict offers = search->offers;
    int32_t *restrict all_left_mm = search->left_mm;
    int64_t *restrict labels = search->labels;
    lci_vertex_id *restrict reached = search->reached;
    size_t reached_count = search->reached_count;
    size_t offer_count = 0;
    size_t i = *place;

    for (; i < bucket->count; i++) {
        const lci_vertex_id vertex = (lci_vertex_id)entries[i];
        const int64_t label = one_label ? (int64_t)all_left_mm[vertex] << 32 : labels[vertex];
        const int32_t left_mm = (int32_t)(label >> 32);
        const uint32_t end = first_in[vertex + 1];
        uint32_t a = first_in[vertex];

        if ((uint32_t)left_mm != entries[i] >> 32)
            continue; /* it has found a cheaper way since */
        if (offer_count + (end - a) > search->offer_capacity)
            break;
        for (; a < end; a++) {
            const lci_vertex_id head = arcs[a].head;
            bool better = false;
            bool is_new = false;

            if (one_label) {
                const int32_t offer_mm = left_mm - (int32_t)arcs[a].cost_mm;
                const int32_t old_mm = all_left_mm[head];

                better = offer_mm > old_mm;
                is_new = better & (old_mm == 0);
                all_left_mm[head] = better ? offer_mm : old_mm;
                offers[offer_count] = (uint64_t)(uint32_t)offer_mm << 32 | head;
            } else {
                const int64_t offer = label - ((int64_t)arcs[a].cost_mm << 32);
                const int64_t old = labels[head];

                better = offer > old;
                is_new = better & (old == LCI_LABEL_NONE);
                labels[head] = better ? offer : old;
                offers[offer_count] = (uint64_t)offer >> 32 << 32 | head;
            }
            reached[reached_count] = head;
            reached_count += is_new;
            offer_count += better;
        }
    }
    search->reached_count = reached_count;
    *place = i;
    return offer_count;
}

/* Puts the offers into their buckets, less those that a better one has overtaken since. False: out of memory. */
static inline __attribute__((always_inline)) bool
put_offers(struct lci_search *search, size_t count, bool one_label)
{
    const uint32_t *first_in = search->net->first_in;
    const struct lci_arc *arcs = search->net->in_arcs;

    for (size_t i = 0; i < count; i++) {
        const uint64_t offer = search->offers[i];
        const lci_vertex_id vertex = (lci_vertex_id)offer;
        const uint32_t left_mm =
            one_label ? (uint32_t)search->left_mm[vertex] : (uint32_t)((uint64_t)search->labels[vertex] >> 32);

        __builtin_prefetch(&arcs[first_in[vertex]]); /* its turn comes soon */
        if (!lci_buckets_put(&search->buckets, offer, left_mm == offer >> 32))
            return false;
    }
    return true;
}

/*
 * Works the buckets off, those with most left first. A bucket gets new entries meanwhile, where an arc is shorter than
 * a bucket is wide: these are worked off in their turn, so that in the end every label is the best one.
 */
static inline __attribute__((always_inline)) bool
empty_buckets(struct lci_search *search, bool one_label)
{
    for (size_t b = ((size_t)search->limit_mm + 1) >> LCI_BUCKET_SHIFT; b != SIZE_MAX; b--) {
        struct lci_bucket *bucket = &search->buckets.items[b];

        for (size_t place = 0; place < bucket->count;) {
            const size_t count = make_offers(search, bucket, &place, one_label);

            if (!put_offers(search, count, one_label))
                return false;
        }
        bucket->count = 0;
    }
    return true;
}

static bool
spread(struct lci_search *search)
{
    if (!start_from_seeds(search))
        return false;
    return search->one_label ? empty_buckets(search, true) : empty_buckets(search, false);
}

enum lci_status
lci_search_run(struct lci_search *search, const struct lci_seed *seeds, size_t seed_count,
               uint32_t limit_mm, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    forget_last_run(search);
    if (limit_mm >= LCI_MM_MAX)
        return lci_fail(err, LCI_E_ARG, "search: a limit of %" PRIu32 " mm; at most %" PRIu32,
                        limit_mm, LCI_MM_MAX - 1);
    status = take_seeds(search, seeds, seed_count, err);
    if (status != LCI_OK)
        return status;
    search->limit_mm = limit_mm;
    if (choose_labels(search) && lci_buckets_prepare(&search->buckets, limit_mm + 1) && spread(search))
        return LCI_OK;

    lci_buckets_clear(&search->buckets);
    forget_last_run(search);
    return lci_fail_nomem(err, "search");
}

const lci_vertex_id *
lci_search_reached(const struct lci_search *search, size_t *count)
{
    *count = search->reached_count;
    return search->reached;
}

uint32_t
lci_search_cost_mm(const struct lci_search *search, lci_vertex_id vertex)
{
    assert(vertex < search->net->vertex_count);
    return lci_vertex_cost_mm(search, vertex);
}

uint32_t
lci_search_label(const struct lci_search *search, lci_vertex_id vertex)
{
    assert(vertex < search->net->vertex_count);
    return (uint32_t)walk_from(search, vertex);
}

const struct lci_seed *
lci_search_seeds(const struct lci_search *search, size_t *count)
{
    *count = search->seed_count;
    return search->seeds;
}

static int
order_by_edge(const void *items, size_t i, const void *key)
{
    const struct lci_seed *seeds = items;
    const lci_edge_id edge = *(const lci_edge_id *)key;

    return (seeds[i].edge > edge) - (seeds[i].edge < edge);
}

size_t
lci_search_seeds_on(const struct lci_search *search, lci_edge_id edge, size_t *count)
{
    const struct lci_run run = lci_run_of(search->seeds, search->seed_count, &edge, order_by_edge);

    *count = run.count;
    return run.first;
}

/* The lesser of `best` and a walk that ends with `rest` after a part of the edge. */
static uint64_t
lesser(uint64_t best, uint64_t rest, uint32_t part_cost_mm)
{
    uint64_t walk = WALK_NONE;

    if (rest != WALK_NONE && part_cost_mm != LCI_NONE)
        walk = rest + ((uint64_t)part_cost_mm << 32);
    return walk < best ? walk : best;
}

struct lci_walk
lci_search_walk(const struct lci_search *search, lci_edge_id edge, uint32_t offset_mm)
{
    const struct lci_edge *on = &search->net->edges[edge];
    const uint32_t length_mm = on->length_mm;
    uint64_t best = WALK_NONE;
    size_t count = 0;
    size_t first = 0;

    assert(edge < search->net->edge_count && offset_mm <= length_mm);
    best = lesser(best, walk_from(search, on->from),
                  lci_part_cost_mm(on->cost_mm[1], offset_mm, length_mm));
    best = lesser(best, walk_from(search, on->to),
                  lci_part_cost_mm(on->cost_mm[0], length_mm - offset_mm, length_mm));
    first = lci_search_seeds_on(search, edge, &count);
    for (size_t i = first; i < first + count; i++) {
        const struct lci_seed *seed = &search->seeds[i];
        const bool ahead = seed->offset_mm >= offset_mm;
        const uint32_t part_mm =
            ahead ? seed->offset_mm - offset_mm : offset_mm - seed->offset_mm;

        best = lesser(best, (uint64_t)seed->leg_mm << 32 | seed->label,
                      lci_part_cost_mm(on->cost_mm[ahead ? 0 : 1], part_mm, length_mm));
    }
    return (struct lci_walk){.cost_mm = (uint32_t)(best >> 32), .label = (uint32_t)best};
}
