/* test_search_random.c - searches against relaxation and against a network of single millimetres. */
#include <inttypes.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <lifecircle/search.h>

#include "../support/hand_network.h"

enum {
    MAX_VERTICES = 40,
    MAX_EDGES = 90,
    MAX_SEEDS = 12,
    SHORT_VERTICES = 7,
    SHORT_EDGES = 10,
    SHORT_MM = 40,
    SHORT_PLACES = SHORT_VERTICES + SHORT_EDGES * SHORT_MM
};

/* scripts/check asks for more. */
static uint64_t
trial_count(void)
{
    const char *wanted = getenv("LCI_TRIALS");

    return wanted ? strtoull(wanted, NULL, 10) : 400;
}

static uint64_t
random_next(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static uint32_t
random_below(uint64_t *state, uint32_t bound)
{
    return (uint32_t)(random_next(state) % bound);
}

/* What a trial works on. */
struct trial {
    uint64_t number;
    uint64_t random;
    struct hand_edge edges[MAX_EDGES];
    struct lci_seed seeds[MAX_SEEDS];
    size_t vertex_count, edge_count, seed_count;
    struct lci_network *net;
    struct lci_search *search;
};

static void
trial_seeds(struct trial *trial, uint32_t most_leg_mm)
{
    trial->seed_count = 1 + random_below(&trial->random, MAX_SEEDS);
    for (size_t i = 0; i < trial->seed_count; i++) {
        const uint32_t edge = random_below(&trial->random, (uint32_t)trial->edge_count);
        const uint32_t length_mm = trial->edges[edge].length_mm;

        trial->seeds[i] = (struct lci_seed){
            .edge = edge,
            .offset_mm = random_below(&trial->random, length_mm + 1),
            .leg_mm = random_below(&trial->random, most_leg_mm + 1),
            .label = random_below(&trial->random, 6),
        };
        /* Ends of edges, where ties and closed directions meet, more often than chance has it. */
        if (random_below(&trial->random, 4) == 0)
            trial->seeds[i].offset_mm = random_below(&trial->random, 2) * length_mm;
    }
}

static void
trial_start(struct trial *trial)
{
    trial->net = hand_network(trial->vertex_count, NULL, trial->edges, trial->edge_count);
    assert_int_equal(lci_search_new(trial->net, &trial->search, NULL), LCI_OK);
}

static void
trial_end(struct trial *trial)
{
    lci_search_free(trial->search);
    hand_network_free(trial->net);
}

static int
compare_lower_ends(const void *left, const void *right)
{
    const struct hand_edge *a = left;
    const struct hand_edge *b = right;
    const lci_vertex_id low_a = a->from < a->to ? a->from : a->to;
    const lci_vertex_id low_b = b->from < b->to ? b->from : b->to;

    return (low_a > low_b) - (low_a < low_b);
}

/* Metres to kilometres, slopes, one-way edges, copies, loops and edges of no length. */
static void
trial_long_edges(struct trial *trial, uint64_t number)
{
    *trial = (struct trial){.number = number, .random = number};
    trial->vertex_count = 2 + random_below(&trial->random, MAX_VERTICES - 1);
    trial->edge_count = 1 + random_below(&trial->random, MAX_EDGES);
    for (size_t i = 0; i < trial->edge_count; i++) {
        struct hand_edge *edge = &trial->edges[i];
        const uint32_t kind = random_below(&trial->random, 12);

        edge->from = random_below(&trial->random, (uint32_t)trial->vertex_count);
        edge->to = random_below(&trial->random, (uint32_t)trial->vertex_count);
        edge->length_mm = random_below(&trial->random, 4) * 10000;
        if (kind > 5)
            edge->length_mm = random_below(&trial->random, 200000);
        edge->cost_mm[0] = edge->length_mm;
        edge->cost_mm[1] = edge->length_mm;
        if (kind > 8)
            edge->cost_mm[0] += random_below(&trial->random, 50000);
        if (kind == 0)
            edge->cost_mm[random_below(&trial->random, 2)] = LCI_NONE;
        if (kind == 1 && i > 0)
            *edge = trial->edges[i - 1];
    }
    qsort(trial->edges, trial->edge_count, sizeof(*trial->edges), compare_lower_ends);
    trial_seeds(trial, 50000);
    trial_start(trial);
}

/* Edges of a few millimetres whose costs are a whole multiple of their length. */
static void
trial_short_edges(struct trial *trial, uint64_t number)
{
    *trial = (struct trial){.number = number, .random = ~number};
    trial->vertex_count = 2 + random_below(&trial->random, SHORT_VERTICES - 1);
    trial->edge_count = 1 + random_below(&trial->random, SHORT_EDGES);
    for (size_t i = 0; i < trial->edge_count; i++) {
        struct hand_edge *edge = &trial->edges[i];

        edge->from = random_below(&trial->random, (uint32_t)trial->vertex_count);
        edge->to = random_below(&trial->random, (uint32_t)trial->vertex_count);
        edge->length_mm = 1 + random_below(&trial->random, SHORT_MM);
        for (size_t way = 0; way < 2; way++) {
            const uint32_t factor = number % 3 == 0 ? 1 : 1 + random_below(&trial->random, 4); /* level ground, too */

            edge->cost_mm[way] = factor == 4 ? LCI_NONE : factor * edge->length_mm;
        }
    }
    qsort(trial->edges, trial->edge_count, sizeof(*trial->edges), compare_lower_ends);
    trial_seeds(trial, 20);
    trial_start(trial);
}

/* Half of a millimetre and more counts as one. */
static uint64_t
share_of(uint32_t cost_mm, uint32_t part_mm, uint32_t length_mm)
{
    if (part_mm == 0)
        return 0;
    if (cost_mm == LCI_NONE)
        return UINT32_MAX;
    return (uint64_t)((double)cost_mm * part_mm / length_mm + 0.5);
}

static void
lower(uint64_t *key, uint64_t cost_mm, uint32_t label, uint64_t limit_mm)
{
    if (cost_mm <= limit_mm && (cost_mm << 32 | label) < *key)
        *key = cost_mm << 32 | label;
}

/* Bellman-Ford: relaxes every edge both ways until nothing changes. */
static void
keys_by_relaxation(const struct trial *trial, uint64_t limit_mm, uint64_t keys[MAX_VERTICES])
{
    bool changed = true;

    for (size_t v = 0; v < trial->vertex_count; v++)
        keys[v] = UINT64_MAX;
    for (size_t i = 0; i < trial->seed_count; i++) {
        const struct lci_seed *seed = &trial->seeds[i];
        const struct hand_edge *edge = &trial->edges[seed->edge];
        const uint32_t rest_mm = edge->length_mm - seed->offset_mm;

        lower(&keys[edge->from],
              seed->leg_mm + share_of(edge->cost_mm[0], seed->offset_mm, edge->length_mm),
              seed->label, limit_mm);
        lower(&keys[edge->to], seed->leg_mm + share_of(edge->cost_mm[1], rest_mm, edge->length_mm),
              seed->label, limit_mm);
    }
    while (changed) {
        changed = false;
        for (size_t i = 0; i < 2 * trial->edge_count; i++) {
            const struct hand_edge *edge = &trial->edges[i / 2];
            const lci_vertex_id walker = i % 2 ? edge->to : edge->from;
            const uint64_t ahead = keys[i % 2 ? edge->from : edge->to];
            const uint64_t before = keys[walker];

            if (ahead == UINT64_MAX || edge->cost_mm[i % 2] == LCI_NONE)
                continue;
            lower(&keys[walker], (ahead >> 32) + edge->cost_mm[i % 2], (uint32_t)ahead, limit_mm);
            changed = changed || keys[walker] != before;
        }
    }
}

static void
compare_vertices(const struct trial *trial, const uint64_t *keys)
{
    size_t expected_count = 0;
    size_t count = 0;

    for (lci_vertex_id v = 0; v < trial->vertex_count; v++) {
        expected_count += keys[v] != UINT64_MAX;
        if (lci_search_cost_mm(trial->search, v) != keys[v] >> 32 ||
            lci_search_label(trial->search, v) != (uint32_t)keys[v])
            fail_msg("trial %" PRIu64 ", vertex %" PRIu32, trial->number, v);
    }
    (void)lci_search_reached(trial->search, &count);
    if (count != expected_count)
        fail_msg("trial %" PRIu64 ": %zu reached, expected %zu", trial->number, count,
                 expected_count);
}

static void
run(struct trial *trial, uint32_t limit_mm)
{
    assert_int_equal(
        lci_search_run(trial->search, trial->seeds, trial->seed_count, limit_mm, NULL), LCI_OK);
}

/* The search against relaxing every edge until nothing changes, three limits on one search. */
static void
test_costs_and_labels_equal_relaxation_on_random_networks(void **state)
{
    (void)state;
    for (uint64_t number = 0; number < trial_count(); number++) {
        struct trial trial;
        uint64_t keys[MAX_VERTICES];

        trial_long_edges(&trial, number);
        for (int i = 0; i < 3; i++) {
            const uint32_t limit_mm =
                i == 1 ? LCI_MM_MAX - 1 : random_below(&trial.random, 400000);

            keys_by_relaxation(&trial, limit_mm, keys);
            run(&trial, limit_mm);
            compare_vertices(&trial, keys);
        }
        trial_end(&trial);
    }
}

static void
test_order_of_seeds_changes_nothing(void **state)
{
    (void)state;
    for (uint64_t number = 0; number < trial_count(); number++) {
        struct trial trial;
        uint64_t keys[MAX_VERTICES];

        trial_long_edges(&trial, number);
        keys_by_relaxation(&trial, 300000, keys);
        for (size_t i = trial.seed_count; i > 1; i--) {
            const size_t j = random_below(&trial.random, (uint32_t)i);
            const struct lci_seed kept = trial.seeds[i - 1];

            trial.seeds[i - 1] = trial.seeds[j];
            trial.seeds[j] = kept;
        }
        run(&trial, 300000);
        compare_vertices(&trial, keys);
        trial_end(&trial);
    }
}

/* The number of the place at `offset_mm` of an edge when every millimetre is a vertex. */
static size_t
place_of(const struct trial *trial, size_t edge, uint32_t offset_mm)
{
    if (offset_mm == 0)
        return trial->edges[edge].from;
    if (offset_mm == trial->edges[edge].length_mm)
        return trial->edges[edge].to;
    return SHORT_VERTICES + edge * SHORT_MM + offset_mm;
}

/* Relaxation over single millimetres, for costs that are whole multiples of the length. */
static void
keys_by_millimetres(const struct trial *trial, uint64_t keys[SHORT_PLACES])
{
    bool changed = true;

    for (size_t i = 0; i < SHORT_PLACES; i++)
        keys[i] = UINT64_MAX;
    for (size_t i = 0; i < trial->seed_count; i++)
        lower(&keys[place_of(trial, trial->seeds[i].edge, trial->seeds[i].offset_mm)],
              trial->seeds[i].leg_mm, trial->seeds[i].label, UINT32_MAX);
    while (changed) {
        changed = false;
        for (size_t i = 0; i < 2 * trial->edge_count; i++) {
            const struct hand_edge *edge = &trial->edges[i / 2];

            for (uint32_t x = 0; edge->cost_mm[i % 2] != LCI_NONE && x < edge->length_mm; x++) {
                const size_t here = place_of(trial, i / 2, x);
                const size_t next = place_of(trial, i / 2, x + 1);
                uint64_t *walker = &keys[i % 2 ? next : here];
                const uint64_t ahead = keys[i % 2 ? here : next];
                const uint64_t before = *walker;

                if (ahead != UINT64_MAX)
                    lower(walker, (ahead >> 32) + edge->cost_mm[i % 2] / edge->length_mm,
                          (uint32_t)ahead, UINT32_MAX);
                changed = changed || *walker != before;
            }
        }
    }
}

/* Within the limit a walk is exact to the millimetre and the label; beyond it, it is beyond it. */
static void
test_walks_equal_a_network_of_single_millimetres(void **state)
{
    (void)state;
    for (uint64_t number = 0; number < trial_count(); number++) {
        struct trial trial;
        uint64_t keys[SHORT_PLACES];
        uint32_t limit_mm = 0;

        trial_short_edges(&trial, number);
        limit_mm = number % 2 ? random_below(&trial.random, 200) : LCI_MM_MAX - 1;
        keys_by_millimetres(&trial, keys);
        run(&trial, limit_mm);
        for (lci_edge_id e = 0; e < trial.edge_count; e++)
            for (uint32_t x = 0; x <= trial.edges[e].length_mm; x++) {
                const uint64_t key = keys[place_of(&trial, e, x)];
                const struct lci_walk walk = lci_search_walk(trial.search, e, x);
                const bool same = walk.cost_mm == key >> 32 && walk.label == (uint32_t)key;

                if (key >> 32 <= limit_mm ? !same : walk.cost_mm <= limit_mm)
                    fail_msg("trial %" PRIu64 ", edge %" PRIu32 " at %" PRIu32, number, e, x);
            }
        trial_end(&trial);
    }
}

static void
compare_stretches(const struct trial *trial, uint32_t limit_mm)
{
    struct lci_stretch *stretches = NULL;
    size_t count = 0;
    size_t next = 0;

    assert_int_equal(lci_search_stretches(trial->search, &stretches, &count, NULL), LCI_OK);
    for (lci_edge_id e = 0; e < trial->edge_count; e++)
        for (uint32_t x = 0; x <= trial->edges[e].length_mm; x++) {
            const bool reached = lci_search_walk(trial->search, e, x).cost_mm <= limit_mm;
            bool inside = false;

            while (next < count && (stretches[next].edge < e ||
                                    (stretches[next].edge == e && stretches[next].end_mm < x)))
                next++;
            inside = next < count && stretches[next].edge == e && stretches[next].begin_mm <= x;
            if (inside != reached)
                fail_msg("trial %" PRIu64 ", edge %" PRIu32 " at %" PRIu32, trial->number, e, x);
        }
    for (size_t i = 0; i < count; i++) {
        assert_true(stretches[i].begin_mm <= stretches[i].end_mm);
        if (i > 0 && stretches[i].edge == stretches[i - 1].edge)
            assert_true(stretches[i].begin_mm > stretches[i - 1].end_mm);
        if (i > 0)
            assert_true(stretches[i].edge >= stretches[i - 1].edge);
    }
    lci_search_free_stretches(stretches);
}

/* Costs that are no whole multiple of the length too, so that the limit falls between millimetres. */
static void
test_stretches_hold_exactly_the_places_within_the_limit(void **state)
{
    (void)state;
    for (uint64_t number = 0; number < trial_count(); number++) {
        struct trial trial;
        uint32_t limit_mm = 0;

        trial_short_edges(&trial, number);
        limit_mm = random_below(&trial.random, 150);
        for (size_t i = 0; i < trial.edge_count; i++)
            for (size_t way = 0; way < 2; way++)
                if (number % 2 && trial.edges[i].cost_mm[way] != LCI_NONE)
                    trial.edges[i].cost_mm[way] = random_below(&trial.random, 90);
        trial_end(&trial);
        trial_start(&trial);
        run(&trial, limit_mm);
        compare_stretches(&trial, limit_mm);
        trial_end(&trial);
    }
}

/* Every allocation of a search and its stretches fails once; afterwards the same search works. */
static void
test_out_of_memory_is_reported_and_survived(void **state)
{
    struct trial trial;
    uint64_t keys[MAX_VERTICES];

    (void)state;
    trial_long_edges(&trial, 11);
    keys_by_relaxation(&trial, 300000, keys);
    for (uint64_t n = 1; n < 60; n++) {
        struct lci_search *search = NULL;
        struct lci_stretch *stretches = NULL;
        size_t count = 0;
        enum lci_status status = LCI_OK;

        lci_alloc_fail_at(n);
        status = lci_search_new(trial.net, &search, NULL);
        if (status == LCI_OK)
            status = lci_search_run(search, trial.seeds, trial.seed_count, 300000, NULL);
        if (status == LCI_OK)
            status = lci_search_stretches(search, &stretches, &count, NULL);
        lci_alloc_fail_at(0);
        if (n == 1 || n == 6)
            assert_int_equal(status, LCI_E_NOMEM);
        assert_true(status == LCI_OK || status == LCI_E_NOMEM);
        if (search) {
            struct lci_search *kept = trial.search;

            trial.search = search;
            run(&trial, 300000);
            compare_vertices(&trial, keys);
            trial.search = kept;
        }
        lci_search_free_stretches(stretches);
        lci_search_free(search);
    }
    trial_end(&trial);
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_costs_and_labels_equal_relaxation_on_random_networks),
        cmocka_unit_test(test_order_of_seeds_changes_nothing),
        cmocka_unit_test(test_walks_equal_a_network_of_single_millimetres),
        cmocka_unit_test(test_stretches_hold_exactly_the_places_within_the_limit),
        cmocka_unit_test(test_out_of_memory_is_reported_and_survived),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
