/* indicators.c - the stage `indicators`: what the standard asks of every unit. */
#include <stdio.h>

#include "run/job.h"

static const char **
category_ids(struct lci_job *job)
{
    const char **ids = lci_arena_alloc(&job->arena, job->category_count, sizeof(*ids));

    for (size_t c = 0; ids && c < job->category_count; c++)
        ids[c] = job->categories[c].id;
    return ids;
}

enum lci_status
lci_job_indicators(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    const char **const ids = category_ids(job);
    const struct lci_indicator_inputs inputs = {
        .indicators = config->indicators,
        .indicator_count = config->indicator_count,
        .category_ids = ids,
        .category_count = job->category_count,
        .facilities = &job->facilities,
        .idle = &job->idle,
        .homes = &job->homes,
        .units = &job->units,
        .figures = &job->figures,
        .coverage = &job->coverage,
        .unhoused = &job->unhoused,
        .metric = &job->metric,
        .speed_mps = config->profile.speed_mps,
        .site_tolerance_m = config->parameters.site_tolerance_m,
    };
    const struct lci_presence_inputs presence = {
        .wanted = config->presence,
        .wanted_count = config->presence_count,
        .category_ids = ids,
        .facilities = &job->facilities,
        .idle = &job->idle,
        .homes = &job->homes,
        .units = &job->units,
        .coverage = &job->coverage,
    };
    enum lci_status status = ids ? LCI_OK : lci_fail_nomem(err, "indicators");

    if (status == LCI_OK)
        status = lci_indicators_build(&inputs, &job->quality, &job->indicators, err);
    if (status == LCI_OK)
        status = lci_presence_build(&presence, &job->quality, &job->presence, err);
    (void)snprintf(stage->in, sizeof(stage->in), "%zu indicators, %zu required facilities, %zu figures", config->indicator_count,
                   config->presence_count, job->figures.count);
    (void)snprintf(stage->out, sizeof(stage->out), "%zu values, %zu spreads, %zu answers on what is there",
                   job->indicators.row_count, job->indicators.spread_count, job->presence.row_count);
    return status;
}
