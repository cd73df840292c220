/* bench_settled.c CONFIG - vertices that the searches of a run settle: of every joined facility, within its largest limit. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include <lifecircle/search.h>

#include "run/job.h"

static enum lci_status
join(struct lci_job *job, struct lci_error *err)
{
    struct lci_job_stage stage = {0};
    enum lci_status status = lci_pool_new(1, &job->pool, err);

    if (status == LCI_OK)
        status = lci_job_read(job, &stage, err);
    if (status == LCI_OK)
        status = lci_job_network(job, &stage, err);
    if (status == LCI_OK)
        status = lci_job_join(job, &stage, err);
    return status;
}

static enum lci_status
count_settled(const struct lci_job *job, uint64_t *settled, struct lci_error *err)
{
    struct lci_search *search = NULL;
    enum lci_status status = lci_search_new(job->net, &search, err);

    for (uint32_t i = 0; i < job->facilities.count && status == LCI_OK; i++) {
        const struct lci_facility *facility = &job->facilities.items[i];
        const struct lci_join *place = &facility->join;
        const struct lci_seed seed = {place->edge, place->offset_mm, place->leg_mm, i};
        const double limit_m = lci_job_limit_m(job, facility->category);
        size_t count = 0;

        if (place->edge == LCI_NONE)
            continue;
        status = lci_search_run(search, &seed, 1, (uint32_t)lround(1000.0 * limit_m), err);
        (void)lci_search_reached(search, &count);
        *settled += count;
    }
    lci_search_free(search);
    return status;
}

int
main(int argument_count, char **arguments)
{
    struct lci_job job = {.extent = LCI_RUN_DRY};
    struct lci_passes passes = {.items = &job, .count = 1};
    struct lci_config *config = NULL;
    struct lci_error err = {0};
    uint64_t settled = 0;
    enum lci_status status = LCI_OK;

    if (argument_count != 2) {
        fprintf(stderr, "usage: bench_settled CONFIG\n");
        return 2;
    }
    status = lci_config_load(arguments[1], &config, NULL, &err);
    job.config = config;
    job.passes = &passes;
    if (status == LCI_OK)
        status = join(&job, &err);
    if (status == LCI_OK)
        status = count_settled(&job, &settled, &err);
    if (status == LCI_OK)
        printf("%" PRIu64 "\n", settled);
    else
        fprintf(stderr, "%s\n", err.message);
    lci_job_fini(&job);
    lci_config_free(config);
    return status == LCI_OK ? 0 : 1;
}
