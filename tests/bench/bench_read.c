/*
 * bench_read.c CONFIG - the OSM files of a configuration: ReadOSM alone beside our way from the files to the finished network.
 *
 * Says "size vertices arcs" and a dot. After that every line on standard input is one round, answered by "time NAME
 * nanoseconds 1" and a dot: `bare` (ReadOSM with callbacks that do nothing), `roads` (files to ways and barriers) and `network`
 * (files to the network, roads included). Configuration and coordinate system are read before.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include <readosm.h>

#include "../support/city.h"

static double
now_ns(void)
{
    struct timespec now;

    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return 1e9 * (double)now.tv_sec + (double)now.tv_nsec;
}

static int
pass_node(const void *user, const readosm_node *node)
{
    (void)user;
    (void)node;
    return READOSM_OK;
}

static int
pass_way(const void *user, const readosm_way *way)
{
    (void)user;
    (void)way;
    return READOSM_OK;
}

static int
pass_relation(const void *user, const readosm_relation *relation)
{
    (void)user;
    (void)relation;
    return READOSM_OK;
}

static bool
parse_bare(const struct lci_config *config)
{
    bool done = true;

    for (size_t s = 0; done && s < config->network.count; s++) {
        const void *handle = NULL;

        done = readosm_open(config->network.items[s].path, &handle) == READOSM_OK &&
               readosm_parse(handle, NULL, pass_node, pass_way, pass_relation) == READOSM_OK;
        if (handle)
            (void)readosm_close(handle);
    }
    return done;
}

static bool
next_round(void)
{
    char line[64];

    (void)fflush(stdout);
    return fgets(line, sizeof(line), stdin) != NULL;
}

/* One round. The streets of the round before are released first, outside the times. */
static enum lci_status
time_round(struct test_city *city, struct lci_error *err)
{
    double begin_ns = 0.0;
    double roads_ns = 0.0;
    enum lci_status status = LCI_OK;

    test_city_clear(city);
    begin_ns = now_ns();
    if (!parse_bare(city->config))
        return lci_fail(err, LCI_E_DATA, "ReadOSM cannot read the files");
    printf("time bare %.0f 1\n", now_ns() - begin_ns);
    begin_ns = now_ns();
    status = test_city_read_streets(city, err);
    roads_ns = now_ns() - begin_ns;
    if (status == LCI_OK)
        status = test_city_build(city, err);
    printf("time roads %.0f 1\ntime network %.0f 1\n", roads_ns, now_ns() - begin_ns);
    return status;
}

static enum lci_status
run(struct test_city *city, const char *config_path, struct lci_error *err)
{
    enum lci_status status = test_city_read(city, config_path, err);

    if (status != LCI_OK)
        return status;
    printf("size %zu %zu\n.\n", city->net->vertex_count, city->net->arc_count);
    while (status == LCI_OK && next_round()) {
        status = time_round(city, err);
        printf(".\n");
    }
    return status;
}

int
main(int argument_count, char **arguments)
{
    struct test_city city = {0};
    struct lci_error err = {0};
    enum lci_status status = LCI_OK;

    if (argument_count != 2) {
        fprintf(stderr, "usage: bench_read CONFIG\n");
        return 2;
    }
    status = run(&city, arguments[1], &err);
    if (status != LCI_OK)
        fprintf(stderr, "%s\n", err.message);
    test_city_fini(&city);
    return status == LCI_OK ? 0 : 1;
}
