/*
 * bench_search.c CONFIG FOLDER [SIDE] - our searches on the network of a configuration, timed when asked.
 *
 * Writes the network to FOLDER for other programs (graphs.h), then says what it found: "check NAME settled sum". After that
 * every line on standard input is one round, answered by "time NAME nanoseconds settled" for each measure and a dot.
 * With SIDE it times the network itself and SIDE x SIDE copies of it instead, and writes nothing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <lifecircle/search.h>

#include "base/pool.h"
#include "../support/city.h"
#include "graphs.h"
#include "tile.h"

enum { SEEDS = 1000, LIMIT_MM = 1000000, THREADS = 2, BATCH = 8 };

/* Searches and their sources; the orders of settling, for the sweep that has no queue. */
struct bench {
    const struct lci_network *net;
    lci_vertex_id sources[SEEDS];
    struct lci_seed seeds[SEEDS];
    struct lci_search *searches[THREADS];
    struct lci_pool *pools[THREADS]; /* of 1 thread, of 2 */
    lci_vertex_id *settled;          /* by source, then by cost */
    size_t first_settled[SEEDS + 1];
    uint32_t *costs_mm; /* the sweep's labels */
    size_t nearest_count;
};

static void *
checked(void *memory)
{
    if (!memory)
        abort();
    return memory;
}

static uint32_t
random_below(uint64_t *state, uint32_t bound)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % bound);
}

static double
now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

/* Different vertices of the largest component, and seeds that stand just there. */
static void
draw_sources(struct bench *bench)
{
    const struct lci_network *net = bench->net;
    uint8_t *used = checked(lci_new_array(uint8_t, net->vertex_count));
    uint64_t random = 20251125;

    for (uint32_t i = 0; i < SEEDS;) {
        const lci_vertex_id v = random_below(&random, (uint32_t)net->vertex_count);
        const lci_edge_id id =
            net->first_in[v] < net->first_in[v + 1] ? net->in_edge[net->first_in[v]] : LCI_NONE;

        if (id == LCI_NONE || net->edges[id].component != 0 || used[v])
            continue;
        used[v] = 1;
        bench->sources[i] = v;
        bench->seeds[i] = (struct lci_seed){
            .edge = id,
            .offset_mm = net->edges[id].from == v ? 0 : net->edges[id].length_mm,
            .label = i,
        };
        i++;
    }
    lci_free(used);
}

static void
run(struct lci_search *search, const struct lci_seed *seeds, size_t count, uint32_t limit_mm)
{
    if (lci_search_run(search, seeds, count, limit_mm, NULL) != LCI_OK)
        abort();
}

static const struct lci_search *searched; /* qsort has no place for it */

static int
compare_costs(const void *left, const void *right)
{
    const uint32_t a = lci_search_cost_mm(searched, *(const lci_vertex_id *)left);
    const uint32_t b = lci_search_cost_mm(searched, *(const lci_vertex_id *)right);

    return (a > b) - (a < b);
}

/* One search of every source, untimed: what is found, and in which order. */
static void
look_first(struct bench *bench)
{
    struct lci_search *search = bench->searches[0];
    const lci_vertex_id *reached = NULL;
    size_t capacity = 0;
    size_t count = 0;
    uint64_t sum = 0;

    searched = search;
    for (size_t i = 0; i < SEEDS; i++) {
        const size_t begin = bench->first_settled[i];

        run(search, &bench->seeds[i], 1, LIMIT_MM);
        reached = lci_search_reached(search, &count);
        bench->first_settled[i + 1] = begin + count;
        for (size_t j = 0; j < count; j++) {
            if (!lci_grow(&bench->settled, begin + j, &capacity))
                abort();
            bench->settled[begin + j] = reached[j];
            sum += lci_search_cost_mm(search, reached[j]);
        }
        qsort(bench->settled + begin, count, sizeof(*bench->settled), compare_costs);
        if (i == 49)
            printf("check first50 %zu %" PRIu64 "\n", bench->first_settled[50], sum);
    }
    printf("check bounded %zu %" PRIu64 "\n", bench->first_settled[SEEDS], sum);

    run(search, bench->seeds, SEEDS, LCI_MM_MAX - 1);
    reached = lci_search_reached(search, &bench->nearest_count);
    sum = 0;
    for (size_t j = 0; j < bench->nearest_count; j++)
        sum += lci_search_cost_mm(search, reached[j]);
    printf("check nearest %zu %" PRIu64 "\n", bench->nearest_count, sum);
}

static void
time_search(struct bench *bench)
{
    for (size_t i = 0; i < SEEDS; i++)
        run(bench->searches[0], &bench->seeds[i], 1, LIMIT_MM);
}

static void
time_stretches(struct bench *bench)
{
    for (size_t i = 0; i < SEEDS; i++) {
        struct lci_stretch *stretches = NULL;
        size_t count = 0;

        run(bench->searches[0], &bench->seeds[i], 1, LIMIT_MM);
        if (lci_search_stretches(bench->searches[0], &stretches, &count, NULL) != LCI_OK)
            abort();
        lci_search_free_stretches(stretches);
    }
}

/* What no queue can beat: reading the same rows in the order of settling, and lowering every head's label. */
static void
time_sweep(struct bench *bench)
{
    const struct lci_network *net = bench->net;
    uint32_t *costs_mm = bench->costs_mm;

    for (size_t i = 0; i < SEEDS; i++) {
        const size_t end = bench->first_settled[i + 1];

        for (size_t j = bench->first_settled[i]; j < end; j++) {
            const lci_vertex_id v = bench->settled[j];

            for (uint32_t a = net->first_in[v]; a < net->first_in[v + 1]; a++) {
                const uint32_t offer_mm = (uint32_t)j + net->in_arcs[a].cost_mm;
                uint32_t *cost_mm = &costs_mm[net->in_arcs[a].head];

                *cost_mm = offer_mm < *cost_mm ? offer_mm : *cost_mm;
            }
        }
        for (size_t j = bench->first_settled[i]; j < end; j++)
            costs_mm[bench->settled[j]] = LCI_NONE;
    }
}

static void
time_nearest(struct bench *bench)
{
    run(bench->searches[0], bench->seeds, SEEDS, LCI_MM_MAX - 1);
}

static enum lci_status
search_one(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct bench *bench = user;

    return lci_search_run(bench->searches[worker], &bench->seeds[item], 1, LIMIT_MM, err);
}

static void
time_pool(struct bench *bench, struct lci_pool *pool)
{
    if (lci_pool_run(pool, NULL, "search", SEEDS, BATCH, search_one, bench, NULL) != LCI_OK)
        abort();
}

static void
time_one_thread(struct bench *bench)
{
    time_pool(bench, bench->pools[0]);
}

static void
time_two_threads(struct bench *bench)
{
    time_pool(bench, bench->pools[1]);
}

static void
report(struct bench *bench, const char *name, void (*work)(struct bench *), size_t settled)
{
    const double start_ns = now_ns();
    double end_ns = 0.0;

    work(bench);
    end_ns = now_ns();
    printf("time %s %.0f %zu\n", name, end_ns - start_ns, settled);
}

static void
bench_init(struct bench *bench, const struct lci_network *net)
{
    bench->net = net;
    bench->costs_mm = checked(lci_new_array(uint32_t, net->vertex_count));
    for (size_t v = 0; v < net->vertex_count; v++)
        bench->costs_mm[v] = LCI_NONE;
    for (unsigned i = 0; i < THREADS; i++)
        if (lci_search_new(net, &bench->searches[i], NULL) != LCI_OK ||
            lci_pool_new(i + 1, &bench->pools[i], NULL) != LCI_OK)
            abort();
    draw_sources(bench);
}

static void
bench_fini(struct bench *bench)
{
    for (unsigned i = 0; i < THREADS; i++) {
        lci_search_free(bench->searches[i]);
        lci_pool_free(bench->pools[i]);
    }
    lci_free(bench->settled);
    lci_free(bench->costs_mm);
}

static bool
next_round(void)
{
    char line[64];

    (void)fflush(stdout);
    return fgets(line, sizeof(line), stdin) != NULL;
}

static void
time_city(const struct lci_network *net, const char *folder)
{
    struct bench bench = {0};
    size_t settled = 0;

    bench_init(&bench, net);
    if (!bench_write_graphs(net, bench.sources, SEEDS, folder))
        abort();
    printf("size %zu %zu\n", net->vertex_count, net->arc_count);
    look_first(&bench);
    settled = bench.first_settled[SEEDS];
    printf(".\n");
    while (next_round()) {
        report(&bench, "search", time_search, settled);
        report(&bench, "stretches", time_stretches, settled);
        report(&bench, "sweep", time_sweep, settled);
        report(&bench, "nearest", time_nearest, bench.nearest_count);
        report(&bench, "one-thread", time_one_thread, settled);
        report(&bench, "two-threads", time_two_threads, settled);
        printf(".\n");
    }
    bench_fini(&bench);
}

static void
time_growth(const struct lci_network *net, uint32_t side)
{
    struct lci_network *tiled = bench_tile(net, side);
    struct bench benches[2] = {{0}, {0}};

    bench_init(&benches[0], net);
    bench_init(&benches[1], tiled);
    printf("size %zu %zu\n", tiled->vertex_count, tiled->arc_count);
    look_first(&benches[0]);
    look_first(&benches[1]);
    printf(".\n");
    while (next_round()) {
        report(&benches[0], "small", time_search, benches[0].first_settled[SEEDS]);
        report(&benches[1], "large", time_search, benches[1].first_settled[SEEDS]);
        printf(".\n");
    }
    bench_fini(&benches[0]);
    bench_fini(&benches[1]);
    lci_network_free(tiled);
}

int
main(int argument_count, char **arguments)
{
    struct test_city city = {0};
    struct lci_error err = {0};
    enum lci_status status = LCI_E_ARG;

    if (argument_count < 3) {
        fprintf(stderr, "usage: bench_search CONFIG FOLDER [SIDE]\n");
        return 2;
    }
    status = test_city_read(&city, arguments[1], &err);
    if (status != LCI_OK)
        fprintf(stderr, "%s\n", err.message);
    else if (argument_count > 3)
        time_growth(city.net, (uint32_t)strtoul(arguments[3], NULL, 10));
    else
        time_city(city.net, arguments[2]);
    test_city_fini(&city);
    return status == LCI_OK ? 0 : 1;
}
