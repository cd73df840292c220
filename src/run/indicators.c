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

/* Those by whom the job's people go. NULL: out of memory. */
static const struct lci_indicator_walker *
find_walkers(struct lci_job *job, size_t *count)
{
    const struct lci_passes *passes = job->passes;
    struct lci_indicator_walker *walkers = lci_arena_alloc(&job->arena, passes->walk_count, sizeof(*walkers));

    *count = 0;
    for (size_t p = 0; walkers && p < passes->walk_count; p++) {
        const struct lci_job *pass = &passes->items[p];

        if (job->is_composed ? job->is_used[p] : pass == job)
            walkers[(*count)++] = (struct lci_indicator_walker){pass->config->profile.speed_mps, pass->limits};
    }
    return walkers;
}

enum lci_status
lci_job_judge(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    const struct lci_job *walking = lci_job_walking(job);
    const char **const ids = category_ids(job);
    size_t walker_count = 0;
    const struct lci_indicator_walker *walkers = find_walkers(job, &walker_count);
    const struct lci_indicator_inputs inputs = {
        .indicators = config->indicators,
        .indicator_count = config->indicator_count,
        .category_ids = ids,
        .category_count = job->category_count,
        .facilities = &walking->facilities,
        .idle = &walking->idle,
        .homes = &job->homes,
        .units = &job->units,
        .figures = &job->figures,
        .coverage = &job->coverage,
        .unhoused = &job->unhoused,
        .metric = &walking->metric,
        .walkers = walkers,
        .walker_count = walker_count,
        .tiers = job->tiers,
        .site_tolerance_m = config->parameters.site_tolerance_m,
    };

    if (!ids || !walkers)
        return lci_fail_nomem(err, "indicators");
    return lci_indicators_build(&inputs, &job->quality, &job->indicators, err);
}

/* Which facilities are there does not depend on who walks. */
static enum lci_status
find_presence(struct lci_job *job, struct lci_error *err)
{
    const char **const ids = category_ids(job);
    const struct lci_presence_inputs inputs = {
        .wanted = job->config->presence,
        .wanted_count = job->config->presence_count,
        .category_ids = ids,
        .facilities = &job->facilities,
        .idle = &job->idle,
        .homes = &job->homes,
        .units = &job->units,
        .coverage = &job->coverage,
    };

    return ids ? lci_presence_build(&inputs, &job->quality, &job->presence, err) : lci_fail_nomem(err, "presence");
}

enum lci_status
lci_job_indicators(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    enum lci_status status = lci_job_judge(job, err);

    if (status == LCI_OK)
        status = find_presence(job, err);
    lci_count_add(stage->in, sizeof(stage->in), job->config->indicator_count, "indicator", "indicators");
    lci_count_add(stage->in, sizeof(stage->in), job->config->presence_count, "required facility", "required facilities");
    lci_count_add(stage->in, sizeof(stage->in), job->figures.count, "figure", "figures");
    lci_count_add(stage->out, sizeof(stage->out), job->indicators.row_count, "value", "values");
    lci_count_add(stage->out, sizeof(stage->out), job->indicators.spread_count, "spread", "spreads");
    lci_count_add(stage->out, sizeof(stage->out), job->presence.row_count, "answer on what is there", "answers on what is there");
    return status;
}
