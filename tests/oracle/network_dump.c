/*
 * network_dump.c CONFIG FOLDER SEEDS - writes the network of a configuration, its barriers, and the costs of all vertices
 * from SEEDS places drawn by a fixed rule, as arrays of numbers that numpy reads.
 *
 * FOLDER must exist. Files: edges.u32 (10 a row: from, to, length, cost there, cost back, first point, point count, flags,
 * component, way), vertices.f64 (x, y), points.f64 (x, y, metres from the start of the edge), barriers.f64 (ax, ay, bx,
 * by, 1 of an area), seeds.u32 (edge, offset, leg), costs.u32 (a row a seed, a column a vertex).
 */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <lifecircle/search.h>

#include "../support/city.h"
#include "base/alloc.h"
#include "io/read.h"

enum { EDGE_COLUMNS = 10, SEED_COLUMNS = 3, LEG_BOUND_MM = 50000 };

/* Everything read and built, so that one place releases it. */
struct dump {
    const char *folder;
    struct test_city city;
    struct lci_search *search;
};

static uint32_t
random_below(uint64_t *state, uint32_t bound)
{
    *state = *state * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (uint32_t)((*state >> 33) % bound);
}

static enum lci_status
open_file(const struct dump *dump, const char *name, FILE **out, struct lci_error *err)
{
    char path[4096];

    if (snprintf(path, sizeof(path), "%s/%s", dump->folder, name) >= (int)sizeof(path))
        return lci_fail(err, LCI_E_ARG, "%s: too long", dump->folder);
    *out = fopen(path, "wb");
    return *out ? LCI_OK : lci_fail(err, LCI_E_IO, "%s: cannot be written", path);
}

static enum lci_status
close_file(FILE *file, const char *name, struct lci_error *err)
{
    const bool failed = ferror(file) != 0;

    return fclose(file) == 0 && !failed ? LCI_OK : lci_fail(err, LCI_E_IO, "%s: disk full?", name);
}

static enum lci_status
write_edges(const struct dump *dump, struct lci_error *err)
{
    FILE *file = NULL;
    enum lci_status status = open_file(dump, "edges.u32", &file, err);

    if (status != LCI_OK)
        return status;
    for (size_t e = 0; e < dump->city.net->edge_count; e++) {
        const struct lci_edge *edge = &dump->city.net->edges[e];
        const uint32_t row[EDGE_COLUMNS] = {edge->from,        edge->to,          edge->length_mm,
                                            edge->cost_mm[0],  edge->cost_mm[1],  edge->first_point,
                                            edge->point_count, edge->flags,       edge->component,
                                            edge->way};

        (void)fwrite(row, sizeof(row), 1, file);
    }
    return close_file(file, "edges.u32", err);
}

static enum lci_status
write_places(const struct dump *dump, struct lci_error *err)
{
    FILE *file = NULL;
    enum lci_status status = open_file(dump, "vertices.f64", &file, err);

    if (status != LCI_OK)
        return status;
    (void)fwrite(dump->city.net->vertex_xy_m, 2 * sizeof(double), dump->city.net->vertex_count, file);
    status = close_file(file, "vertices.f64", err);
    if (status == LCI_OK)
        status = open_file(dump, "points.f64", &file, err);
    if (status != LCI_OK)
        return status;
    for (size_t p = 0; p < dump->city.net->point_count; p++) {
        const double row[3] = {dump->city.net->point_xy_m[2 * p], dump->city.net->point_xy_m[2 * p + 1],
                               dump->city.net->point_at_m[p]};

        (void)fwrite(row, sizeof(row), 1, file);
    }
    return close_file(file, "points.f64", err);
}

static enum lci_status
write_barriers(const struct dump *dump, struct lci_error *err)
{
    FILE *file = NULL;
    enum lci_status status = open_file(dump, "barriers.f64", &file, err);

    if (status != LCI_OK)
        return status;
    for (size_t i = 0; i < dump->city.barriers.count; i++) {
        const struct lci_barrier_side *side = &dump->city.barriers.sides[i];
        const double row[5] = {side->ax_m, side->ay_m, side->bx_m, side->by_m, side->area ? 1.0 : 0.0};

        (void)fwrite(row, sizeof(row), 1, file);
    }
    return close_file(file, "barriers.f64", err);
}

static struct lci_seed
draw_seed(const struct lci_network *net, uint64_t *random)
{
    struct lci_seed seed = {0};

    do
        seed.edge = random_below(random, (uint32_t)net->edge_count);
    while (net->edges[seed.edge].flags & LCI_EDGE_PRIVATE);
    seed.offset_mm = random_below(random, net->edges[seed.edge].length_mm + 1);
    seed.leg_mm = random_below(random, LEG_BOUND_MM);
    return seed;
}

static enum lci_status
write_costs(struct dump *dump, size_t seed_count, struct lci_error *err)
{
    FILE *seeds = NULL;
    FILE *costs = NULL;
    uint64_t random = 15;
    enum lci_status status = open_file(dump, "seeds.u32", &seeds, err);

    if (status == LCI_OK)
        status = open_file(dump, "costs.u32", &costs, err);
    for (size_t s = 0; s < seed_count && status == LCI_OK; s++) {
        const struct lci_seed seed = draw_seed(dump->city.net, &random);
        const uint32_t row[SEED_COLUMNS] = {seed.edge, seed.offset_mm, seed.leg_mm};

        status = lci_search_run(dump->search, &seed, 1, LCI_MM_MAX - 1, err);
        (void)fwrite(row, sizeof(row), 1, seeds);
        for (size_t v = 0; v < dump->city.net->vertex_count; v++) {
            const uint32_t cost_mm = lci_search_cost_mm(dump->search, (lci_vertex_id)v);

            (void)fwrite(&cost_mm, sizeof(cost_mm), 1, costs);
        }
    }
    if (seeds && close_file(seeds, "seeds.u32", err) != LCI_OK)
        status = LCI_E_IO;
    if (costs && close_file(costs, "costs.u32", err) != LCI_OK)
        status = LCI_E_IO;
    return status;
}

static enum lci_status
run(struct dump *dump, const char *config_path, size_t seed_count, struct lci_error *err)
{
    enum lci_status status = test_city_read(&dump->city, config_path, err);

    if (status == LCI_OK)
        status = lci_search_new(dump->city.net, &dump->search, err);
    if (status == LCI_OK)
        status = write_edges(dump, err);
    if (status == LCI_OK)
        status = write_places(dump, err);
    if (status == LCI_OK)
        status = write_barriers(dump, err);
    if (status == LCI_OK)
        status = write_costs(dump, seed_count, err);
    return status;
}

int
main(int argument_count, char **arguments)
{
    struct dump dump = {0};
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;

    if (argument_count != 4) {
        fprintf(stderr, "usage: network_dump CONFIG FOLDER SEEDS\n");
        return 2;
    }
    dump.folder = arguments[2];
    status = run(&dump, arguments[1], strtoul(arguments[3], NULL, 10), &err);
    if (status != LCI_OK)
        fprintf(stderr, "%s\n", err.message);
    lci_search_free(dump.search);
    test_city_fini(&dump.city);
    return status == LCI_OK ? 0 : 1;
}
