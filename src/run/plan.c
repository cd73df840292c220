/* plan.c - the stages of a run in one table, and the one loop around them. */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "run/job.h"

void
lci_count_add(char *text, size_t size, size_t count, const char *one, const char *many)
{
    const size_t used = strlen(text);

    (void)snprintf(text + used, size - used, "%s%zu %s", used > 0 ? ", " : "", count, count == 1 ? one : many);
}

typedef enum lci_status (*stage_function)(struct lci_job *job, struct lci_job_stage *stage,
                                          struct lci_error *err);

/* From `check` to a whole run, each extent does all before it and more. */
static const struct {
    const char *name;
    stage_function function;
    const char *reads, *makes;
    bool checks; /* part of LCI_RUN_CHECK */
    bool dry;    /* part of LCI_RUN_DRY */
    bool once;   /* not in every pass, but in the first after all passes */
} plan[] = {
    {"read", lci_job_read, "configuration, sources", "features", true, true, false},
    {"network", lci_job_network, "ways, barriers", "network", true, true, false},
    {"join", lci_job_join, "network, facilities, homes", "joins, demand", true, true, false},
    {"search", lci_job_search, "network, joins, demand", "walks, areas", false, true, false},
    {"coverage", lci_job_coverage, "walks, areas, units", "coverage", false, true, false},
    {"gaps", lci_job_gaps, "walks, coverage", "gaps", false, true, false},
    {"indicators", lci_job_indicators, "coverage, units, figures", "indicators, presence", false, true, false},
    {"modes", lci_job_modes, "coverage of all profiles", "coverage by unit", false, true, true},
    {"write", lci_job_write, "everything", "results", false, false, true},
};

enum { STAGE_COUNT = sizeof(plan) / sizeof(plan[0]) };

static bool
is_cancelled(const struct lci_context *context)
{
    return context && context->cancelled && context->cancelled(context->user);
}

static void
tell_progress(const struct lci_context *context, const char *stage, double done_ratio)
{
    if (context && context->progress)
        context->progress(context->user, stage, done_ratio);
}

static void
tell_stage(const struct lci_context *context, const char *stage, const char *profile)
{
    if (context && context->stage)
        context->stage(context->user, stage, profile);
}

static void
tell_stages_done(struct lci_passes *passes)
{
    const struct lci_context *context = passes->items[0].context;

    if (context && context->stages)
        context->stages(context->user, passes->stages_done, passes->stages_total);
}

static bool
is_asked_for(const struct lci_job *job, size_t stage)
{
    const enum lci_run_extent extent = job->extent;

    if (plan[stage].function == lci_job_modes && job->config->mode_count == 0)
        return false;
    return extent == LCI_RUN_ALL || (extent == LCI_RUN_DRY && plan[stage].dry) ||
           (extent == LCI_RUN_CHECK && plan[stage].checks);
}

/* "network", or of several passes "network (elder)". */
static void
name_stage(const struct lci_job *job, size_t stage, struct lci_job_stage *out)
{
    out->name = plan[stage].name;
    out->once = plan[stage].once;
    out->is_of_profile = job->passes->walk_count > 1 && !out->once;
    if (out->is_of_profile)
        (void)snprintf(out->label, sizeof(out->label), "%s (%.40s)", out->name,
                       job->config->profile.id);
    else
        (void)snprintf(out->label, sizeof(out->label), "%s", out->name);
}

static enum lci_status
run_stage(struct lci_job *job, size_t index, struct lci_error *err)
{
    struct lci_job_stage *stage = &job->stages[job->stage_count];
    const double begin_s = lci_clock_s();
    enum lci_status status = LCI_OK;

    if (is_cancelled(job->context))
        return lci_fail(err, LCI_E_CANCELLED, "stopped before stage %s", plan[index].name);
    name_stage(job, index, stage);
    tell_stage(job->context, stage->name, stage->is_of_profile ? job->config->profile.id : NULL);
    tell_progress(job->context, stage->label, 0.0);
    lci_log(job->context, LCI_LOG_DEBUG, "%s: from %s to %s", stage->label, plan[index].reads,
            plan[index].makes);
    status = plan[index].function(job, stage, err);
    if (status != LCI_OK)
        return status;
    stage->seconds = lci_clock_s() - begin_s;
    job->stage_count++;
    job->passes->stages_done++;
    tell_stages_done(job->passes);
    tell_progress(job->context, stage->label, 1.0);
    lci_log(job->context, LCI_LOG_INFO, "%s: %s -> %s, %.2f s", stage->label, stage->in, stage->out,
            stage->seconds);
    tell_stage(job->context, NULL, NULL);
    return LCI_OK;
}

static enum lci_status
run_pass(struct lci_job *job, bool once, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < STAGE_COUNT && status == LCI_OK; i++)
        if (plan[i].once == once && is_asked_for(job, i))
            status = run_stage(job, i, err);
    return status;
}

/* Stages of all passes, whether they take long or not. */
static size_t
count_stages(const struct lci_passes *passes)
{
    size_t count = 0;

    for (size_t i = 0; i < STAGE_COUNT; i++)
        if (is_asked_for(&passes->items[0], i))
            count += plan[i].once ? 1 : passes->walk_count;
    return count;
}

enum lci_status
lci_passes_run(struct lci_passes *passes, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    passes->stages_done = 0;
    passes->stages_total = count_stages(passes);
    tell_stages_done(passes);
    for (size_t i = 0; i < passes->walk_count && status == LCI_OK; i++) {
        struct lci_job *job = &passes->items[i];

        status = run_pass(job, false, err);
        if (status == LCI_OK && passes->options->walked)
            status = passes->options->walked(passes->options->user, job, err);
        if (status == LCI_OK)
            lci_job_release(job);
        if (status == LCI_OK && (lci_job_is_last_walk(job) || !job->partition))
            lci_job_release_ground(job);
    }
    return status == LCI_OK ? run_pass(&passes->items[0], true, err) : status;
}
