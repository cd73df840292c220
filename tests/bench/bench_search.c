/* bench_search.c - nanoseconds a reached vertex, bounded and over the whole network, on a grid of uneven blocks. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <lifecircle/search.h>

#include "../support/hand_network.h"

enum { SIDE = 256, SEEDS = 1000, ROUNDS = 7, SHORTEST_MM = 40000, SPREAD_MM = 80000 };

static uint32_t
random_below(uint64_t *state, uint32_t bound)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % bound);
}

static double
now_s(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

/* Numbered along a Z curve, because real networks are numbered along a curve too (SIDE is a power of 2). */
static lci_vertex_id
vertex_at(uint32_t x, uint32_t y)
{
    lci_vertex_id vertex = 0;

    for (uint32_t bit = 0; bit < 16; bit++)
        vertex |= (x >> bit & 1) << (2 * bit) | (y >> bit & 1) << (2 * bit + 1);
    return vertex;
}

static struct lci_network *
grid_network(uint64_t *random)
{
    struct hand_edge *edges = lci_new_array(struct hand_edge, 2 * SIDE * SIDE);
    struct lci_network *net = NULL;
    size_t count = 0;

    if (!edges)
        abort();
    for (uint32_t y = 0; y < SIDE; y++)
        for (uint32_t x = 0; x < SIDE; x++)
            for (uint32_t way = 0; way < 2; way++) {
                const uint32_t length_mm = SHORTEST_MM + random_below(random, SPREAD_MM);

                if ((way == 0 ? x : y) + 1 == SIDE)
                    continue;
                edges[count++] = (struct hand_edge){
                    .from = vertex_at(x, y),
                    .to = way == 0 ? vertex_at(x + 1, y) : vertex_at(x, y + 1),
                    .length_mm = length_mm,
                    .cost_mm = {length_mm, length_mm},
                };
            }
    net = hand_network((size_t)SIDE * SIDE, NULL, edges, count);
    lci_free(edges);
    return net;
}

/* Seconds and reached vertices of searching from `seeds`, `batch` of them at a time. */
static double
time_runs(struct lci_search *search, const struct lci_seed *seeds, size_t batch, uint32_t limit_mm,
          size_t *reached_count)
{
    const double start_s = now_s();

    *reached_count = 0;
    for (size_t i = 0; i < SEEDS; i += batch) {
        size_t count = 0;

        if (lci_search_run(search, seeds + i, batch, limit_mm, NULL) != LCI_OK)
            abort();
        (void)lci_search_reached(search, &count);
        *reached_count += count;
    }
    return now_s() - start_s;
}

static void
report(struct lci_search *search, const struct lci_seed *seeds, size_t batch, uint32_t limit_mm,
       const char *name)
{
    double least_s = 1e9;
    size_t reached_count = 0;

    for (int round = 0; round < ROUNDS; round++) {
        const double seconds = time_runs(search, seeds, batch, limit_mm, &reached_count);

        least_s = seconds < least_s ? seconds : least_s;
    }
    printf("%s: %.1f ns a reached vertex, %zu reached, %.2f ms\n", name,
           1e9 * least_s / (double)reached_count, reached_count, 1e3 * least_s);
}

int
main(void)
{
    static struct lci_seed seeds[SEEDS];
    uint64_t random = 20251125;
    struct lci_network *net = grid_network(&random);
    struct lci_search *search = NULL;

    for (uint32_t i = 0; i < SEEDS; i++)
        seeds[i] = (struct lci_seed){
            .edge = random_below(&random, (uint32_t)net->edge_count),
            .offset_mm = random_below(&random, SHORTEST_MM),
            .label = i,
        };
    if (lci_search_new(net, &search, NULL) != LCI_OK)
        abort();
    report(search, seeds, 1, 1000000, "each seed alone, 1000 m");
    report(search, seeds, SEEDS, LCI_MM_MAX - 1, "nearest of 1000 seeds, whole network");
    lci_search_free(search);
    hand_network_free(net);
    return 0;
}
