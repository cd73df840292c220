/* bench_demand.c CONFIG [POINTS [THREADS]] - joins seeded points to the streets of a city, batch by batch: how many a second. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "../support/city.h"

#include "base/alloc.h"
#include "base/pool.h"
#include "network/join.h"

/* A batch is all that is held at once; an item of the pool is as large as in analysis/demand.c. */
enum { BATCH = 1 << 18, CHUNK = 512, CHUNKS = BATCH / CHUNK };

static const uint64_t POINTS = 10000000;
static const double AT_MOST_S = 60.0, BESIDE_M = 150.0;

struct bench {
    const struct lci_network *net;
    const struct lci_join_index *index;
    uint64_t first, end;       /* points of the batch */
    uint64_t hashes[CHUNKS];   /* of a chunk's joins */
    uint64_t joined[CHUNKS];
};

/* SplitMix64: the same points for any number of threads. */
static uint64_t
draw(uint64_t *state)
{
    uint64_t z = (*state += UINT64_C(0x9e3779b97f4a7c15));

    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static double
draw_between(uint64_t *state, double low, double high)
{
    return low + (high - low) * (double)(draw(state) >> 11) / (double)(UINT64_C(1) << 53);
}

/* As homes stand: somewhere beside a street. No point is near the one before it. */
static void
place_point(const struct lci_network *net, uint64_t point, double at[2])
{
    uint64_t state = point * UINT64_C(0xd1342543de82ef95) + 1;
    const size_t beside = (size_t)(draw(&state) % net->point_count);

    for (size_t axis = 0; axis < 2; axis++)
        at[axis] = net->point_xy_m[2 * beside + axis] + draw_between(&state, -BESIDE_M, BESIDE_M);
}

/* FNV-1a over the bytes of a number. */
static uint64_t
mix(uint64_t hash, uint64_t number)
{
    for (unsigned shift = 0; shift < 64; shift += 8)
        hash = (hash ^ ((number >> shift) & 255)) * UINT64_C(0x100000001b3);
    return hash;
}

static uint64_t
mix_join(uint64_t hash, const struct lci_join *join)
{
    uint64_t bits[2] = {0, 0};

    hash = mix(hash, (uint64_t)join->edge << 32 | join->offset_mm);
    if (join->edge == LCI_NONE)
        return hash;
    memcpy(bits, (const double[2]){join->x_m, join->y_m}, sizeof(bits));
    return mix(mix(mix(hash, join->leg_mm), bits[0]), bits[1]);
}

static enum lci_status
join_chunk(void *user, unsigned worker, size_t item, struct lci_error *err)
{
    struct bench *bench = user;
    const uint64_t first = bench->first + item * CHUNK;

    (void)worker;
    (void)err;
    bench->hashes[item] = UINT64_C(0xcbf29ce484222325);
    bench->joined[item] = 0;
    for (uint64_t point = first; point < first + CHUNK && point < bench->end; point++) {
        double at[2] = {0.0, 0.0};
        struct lci_join join = {.edge = LCI_NONE};

        place_point(bench->net, point, at);
        join = lci_join_place(bench->index, at[0], at[1]);
        bench->hashes[item] = mix_join(bench->hashes[item], &join);
        bench->joined[item] += join.edge != LCI_NONE;
    }
    return LCI_OK;
}

static double
clock_s(clockid_t clock)
{
    struct timespec now = {0};

    (void)clock_gettime(clock, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double
peak_mb(void)
{
    struct rusage usage;

    memset(&usage, 0, sizeof(usage));
    (void)getrusage(RUSAGE_SELF, &usage);
    return (double)usage.ru_maxrss / 1024.0;
}

/* Joins all points and says how it went; seconds for other numbers of points are scaled to that of the target. */
static enum lci_status
run(struct bench *bench, uint64_t point_count, unsigned thread_count, struct lci_error *err)
{
    const double before_mb = peak_mb();
    const double wall_s = clock_s(CLOCK_MONOTONIC);
    const double cpu_s = clock_s(CLOCK_PROCESS_CPUTIME_ID);
    struct lci_pool *pool = NULL;
    enum lci_status status = lci_pool_new(thread_count, &pool, err);
    uint64_t hash = 0;
    uint64_t joined = 0;
    double took_s = 0.0;

    for (uint64_t first = 0; first < point_count && status == LCI_OK; first += BATCH) {
        const uint64_t count = point_count - first < BATCH ? point_count - first : BATCH;
        const size_t chunks = (size_t)((count + CHUNK - 1) / CHUNK);

        bench->first = first;
        bench->end = first + count;
        status = lci_pool_run(pool, NULL, "demand", chunks, 1, join_chunk, bench, err);
        for (size_t c = 0; c < chunks && status == LCI_OK; c++) {
            hash = mix(hash, bench->hashes[c]);
            joined += bench->joined[c];
        }
    }
    lci_pool_free(pool);
    took_s = clock_s(CLOCK_MONOTONIC) - wall_s;
    if (status == LCI_OK) {
        const double scaled_s = took_s * (double)POINTS / (double)point_count;

        printf("%" PRIu64 " points, %" PRIu64 " joined, hash %016" PRIx64 "\n", point_count, joined, hash);
        printf("%u threads: %.2f s, %.2f s on processors, %.0f points a second\n", thread_count, took_s,
               clock_s(CLOCK_PROCESS_CPUTIME_ID) - cpu_s, (double)point_count / took_s);
        printf("peak %.1f MB, %.1f MB of it by joining\n", peak_mb(), peak_mb() - before_mb);
        printf("ten million points: %.1f s <= %.0f s: %s\n", scaled_s, AT_MOST_S, scaled_s <= AT_MOST_S ? "ok" : "short");
    }
    return status;
}

int
main(int argument_count, char **arguments)
{
    const uint64_t point_count = argument_count > 2 ? strtoull(arguments[2], NULL, 10) : POINTS;
    const unsigned thread_count = argument_count > 3 ? (unsigned)strtoul(arguments[3], NULL, 10) : 2;
    struct test_city city = {0};
    struct lci_join_index *index = NULL;
    struct bench *bench = lci_new(struct bench);
    struct lci_error err = {0};
    enum lci_status status = LCI_E_ARG;

    if (argument_count < 2 || !bench || point_count == 0) {
        fprintf(stderr, "usage: bench_demand CONFIG [POINTS [THREADS]]\n");
        return 2;
    }
    status = test_city_read(&city, arguments[1], &err);
    if (status == LCI_OK) {
        const struct lci_join_options options = {.off_street_m = city.config->parameters.off_street_m};

        status = lci_join_index_new(city.net, &city.barriers, &city.metric, &options, &index, &err);
    }
    if (status == LCI_OK) {
        bench->net = city.net;
        bench->index = index;
        status = run(bench, point_count, thread_count, &err);
    }
    if (status != LCI_OK)
        fprintf(stderr, "%s\n", err.message);
    lci_join_index_free(index);
    test_city_fini(&city);
    lci_free(bench);
    return status == LCI_OK ? 0 : 1;
}
