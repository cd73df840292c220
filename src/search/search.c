/* search.c - label-correcting search in buckets, backwards from the seeds, up to a limit. */
#include "search/search_state.h"

#include <assert.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/alloc.h"
#include "base/error.h"

static uint64_t
label_of(uint32_t cost_mm, uint32_t label)
{
    return (uint64_t)cost_mm << 32 | label;
}

static uint32_t
cost_of(uint64_t label)
{
    return (uint32_t)(label >> 32);
}

/* Cost and label of a vertex in the last run. */
static uint64_t
label_at(const struct lci_search *search, lci_vertex_id vertex)
{
    if (!search->one_label)
        return search->labels[vertex];
    return search->costs_mm[vertex] == LCI_NONE ? LCI_LABEL_NONE : label_of(search->costs_mm[vertex], search->label);
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
    search->costs_mm = lci_new_array(uint32_t, net->vertex_count);
    search->reached = lci_new_array(lci_vertex_id, net->vertex_count + 1);
    search->edge_marks = lci_new_array(uint64_t, net->edge_count / 64 + 1);
    search->mark_groups = lci_new_array(uint64_t, net->edge_count / 4096 + 1);
    if (!search->costs_mm || !search->reached || !search->edge_marks || !search->mark_groups ||
        !find_one_way(search))
        goto out;
    for (size_t v = 0; v < net->vertex_count; v++)
        search->costs_mm[v] = LCI_NONE;
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
    lci_free(search->costs_mm);
    lci_free(search->labels);
    lci_free(search->reached);
    lci_free(search->seeds);
    lci_free(search->one_way);
    lci_free(search->edge_marks);
    lci_free(search->mark_groups);
    lci_buckets_fini(&search->buckets);
    lci_free(search);
}

static void
forget_last_run(struct lci_search *search)
{
    for (size_t i = 0; i < search->reached_count && search->one_label; i++)
        search->costs_mm[search->reached[i]] = LCI_NONE;
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
    search->labels = lci_new_array(uint64_t, count);
    search->one_label = !search->labels;
    for (size_t v = 0; v < count && search->labels; v++)
        search->labels[v] = LCI_LABEL_NONE;
    return search->labels != NULL;
}

/* Lets `vertex` start with a walk of `cost_mm` (LCI_NONE: there is none). False: out of memory. */
static bool
start(struct lci_search *search, lci_vertex_id vertex, uint64_t cost_mm, uint32_t label)
{
    struct lci_buckets *buckets = &search->buckets;
    const uint64_t wanted = label_of((uint32_t)cost_mm, label);
    const uint64_t old = label_at(search, vertex);
    uint32_t bucket = 0;

    if (cost_mm > search->limit_mm || wanted >= old)
        return true;
    bucket = (uint32_t)cost_mm >> LCI_BUCKET_SHIFT;
    if (lci_buckets_full(buckets, bucket) && !lci_buckets_extend(buckets, bucket))
        return false;
    if (old == LCI_LABEL_NONE)
        search->reached[search->reached_count++] = vertex;
    if (search->one_label)
        search->costs_mm[vertex] = (uint32_t)cost_mm;
    else
        search->labels[vertex] = wanted;
    buckets->pool[buckets->end[bucket]++] = label_of((uint32_t)cost_mm, vertex);
    buckets->occupied[bucket / 64] |= UINT64_C(1) << (bucket % 64);
    return true;
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

/* Puts an entry into a bucket with room if `better`; otherwise it is written there, but does not count. */
static inline void
put(struct lci_buckets *buckets, uint32_t bucket, uint64_t entry, bool better)
{
    buckets->pool[buckets->end[bucket]] = entry;
    buckets->end[bucket] += better;
    buckets->occupied[bucket / 64] |= (uint64_t)better << (bucket % 64);
}

/*
 * Offers everyone who can walk to `vertex` the way over it. No branch depends on whether the offer is taken, because
 * that cannot be predicted: entry and label are always written, and the counters advance by 0 or 1. What is not
 * taken is written to the bucket being worked on, which is certain to have a place.
 * one_label: as the search's, known when this is compiled.
 */
static inline __attribute__((always_inline)) bool
relax(struct lci_search *search, lci_vertex_id vertex, uint32_t working_bucket, bool one_label)
{
    const uint32_t *first_in = search->net->first_in;
    const struct lci_arc *arcs = search->net->in_arcs;
    const struct lci_arc *end = arcs + first_in[vertex + 1];
    struct lci_buckets *buckets = &search->buckets;
    uint32_t *costs_mm = search->costs_mm;
    uint64_t *labels = search->labels;
    lci_vertex_id *reached = search->reached + search->reached_count;
    const uint32_t cost_mm = one_label ? costs_mm[vertex] : 0;
    const uint64_t label = one_label ? 0 : labels[vertex];
    const uint32_t limit_mm = search->limit_mm;
    const uint64_t bound = ((uint64_t)limit_mm + 1) << 32;

    for (const struct lci_arc *arc = arcs + first_in[vertex]; arc < end; arc++) {
        const lci_vertex_id head = arc->head;
        uint32_t offer_mm = cost_mm + arc->cost_mm;
        uint32_t bucket = 0;
        bool better = false;
        bool is_new = false;

        if (one_label) {
            const uint32_t old_mm = costs_mm[head];

            better = (offer_mm < old_mm) & (offer_mm <= limit_mm);
            is_new = better & (old_mm == LCI_NONE);
            costs_mm[head] = better ? offer_mm : old_mm;
        } else {
            const uint64_t offer = label + ((uint64_t)arc->cost_mm << 32);
            const uint64_t old = labels[head];

            offer_mm = cost_of(offer);
            better = (offer < old) & (offer < bound);
            is_new = better & (old == LCI_LABEL_NONE);
            labels[head] = better ? offer : old;
        }
        bucket = better ? offer_mm >> LCI_BUCKET_SHIFT : working_bucket;
        *reached = head;
        reached += is_new;
        __builtin_prefetch(&arcs[first_in[head]]); /* its turn comes soon */
        if (__builtin_expect(lci_buckets_full(buckets, bucket), 0) && !lci_buckets_extend(buckets, bucket)) {
            search->reached_count = (size_t)(reached - search->reached);
            return false;
        }
        put(buckets, bucket, label_of(offer_mm, head), better);
    }
    search->reached_count = (size_t)(reached - search->reached);
    return true;
}

/* Works a bucket off, with what is added to it meanwhile: an arc may be shorter than a bucket is wide. */
static inline __attribute__((always_inline)) bool
empty_bucket(struct lci_search *search, uint32_t bucket, bool one_label)
{
    struct lci_buckets *buckets = &search->buckets;
    uint32_t place = buckets->begin[bucket];

    while (place != buckets->end[bucket]) {
        uint64_t entry = 0;
        lci_vertex_id vertex = 0;
        uint32_t cost_mm = 0;

        if ((place & LCI_CHUNK_LINK) == LCI_CHUNK_LINK) {
            const uint32_t next = (uint32_t)buckets->pool[place];

            lci_buckets_release(buckets, place);
            place = next;
            continue;
        }
        entry = buckets->pool[place++];
        vertex = (lci_vertex_id)entry;
        cost_mm = one_label ? search->costs_mm[vertex] : cost_of(search->labels[vertex]);
        /* An entry whose vertex has found a cheaper way since is stale. */
        if (cost_mm == cost_of(entry) && !relax(search, vertex, bucket, one_label))
            return false;
    }
    lci_buckets_release(buckets, place);
    buckets->end[bucket] = LCI_CHUNK_LINK;
    buckets->occupied[bucket / 64] &= ~(UINT64_C(1) << (bucket % 64));
    return true;
}

static inline __attribute__((always_inline)) bool
empty_buckets(struct lci_search *search, bool one_label)
{
    const size_t word_count = ((size_t)search->limit_mm >> LCI_BUCKET_SHIFT) / 64 + 1;
    const uint64_t *occupied = search->buckets.occupied;

    for (size_t word = 0; word < word_count; word++)
        while (occupied[word] != 0)
            if (!empty_bucket(search, (uint32_t)word * 64 + (uint32_t)__builtin_ctzll(occupied[word]), one_label))
                return false;
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
    if (choose_labels(search) && lci_buckets_prepare(&search->buckets, limit_mm) && spread(search))
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
    return (uint32_t)label_at(search, vertex);
}

const struct lci_seed *
lci_search_seeds(const struct lci_search *search, size_t *count)
{
    *count = search->seed_count;
    return search->seeds;
}

size_t
lci_search_seeds_on(const struct lci_search *search, lci_edge_id edge, size_t *count)
{
    size_t low = 0;
    size_t high = search->seed_count;
    size_t end = 0;

    while (low < high) {
        const size_t middle = low + (high - low) / 2;

        if (search->seeds[middle].edge < edge)
            low = middle + 1;
        else
            high = middle;
    }
    for (end = low; end < search->seed_count && search->seeds[end].edge == edge;)
        end++;
    *count = end - low;
    return low;
}

/* The lesser of `best` and a walk that ends with `rest` after a part of the edge. */
static uint64_t
lesser(uint64_t best, uint64_t rest, uint32_t part_cost_mm)
{
    uint64_t label = LCI_LABEL_NONE;

    if (rest != LCI_LABEL_NONE && part_cost_mm != LCI_NONE)
        label = rest + ((uint64_t)part_cost_mm << 32);
    return label < best ? label : best;
}

struct lci_walk
lci_search_walk(const struct lci_search *search, lci_edge_id edge, uint32_t offset_mm)
{
    const struct lci_edge *on = &search->net->edges[edge];
    const uint32_t length_mm = on->length_mm;
    uint64_t best = LCI_LABEL_NONE;
    size_t count = 0;
    size_t first = 0;

    assert(edge < search->net->edge_count && offset_mm <= length_mm);
    best = lesser(best, label_at(search, on->from),
                  lci_part_cost_mm(on->cost_mm[1], offset_mm, length_mm));
    best = lesser(best, label_at(search, on->to),
                  lci_part_cost_mm(on->cost_mm[0], length_mm - offset_mm, length_mm));
    first = lci_search_seeds_on(search, edge, &count);
    for (size_t i = first; i < first + count; i++) {
        const struct lci_seed *seed = &search->seeds[i];
        const bool ahead = seed->offset_mm >= offset_mm;
        const uint32_t part_mm =
            ahead ? seed->offset_mm - offset_mm : offset_mm - seed->offset_mm;

        best = lesser(best, label_of(seed->leg_mm, seed->label),
                      lci_part_cost_mm(on->cost_mm[ahead ? 0 : 1], part_mm, length_mm));
    }
    return (struct lci_walk){.cost_mm = cost_of(best), .label = (uint32_t)best};
}
