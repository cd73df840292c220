/* plan.c - the stages of a run in one table, and the one loop around them. */
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "run/job.h"

typedef enum lci_status (*stage_function)(struct lci_job *job, struct lci_job_stage *stage,
                                          struct lci_error *err);

/* From `check` to a whole run, each extent does all before it and more. */
static const struct {
    const char *name;
    stage_function function;
    const char *reads, *makes;
    bool checks; /* part of LCI_RUN_CHECK */
    bool dry;    /* part of LCI_RUN_DRY */
} plan[] = {
    {"read", lci_job_read, "configuration, sources", "features", true, true},
    {"network", lci_job_network, "ways, barriers", "network", true, true},
    {"join", lci_job_join, "network, facilities, homes", "joins, demand", true, true},
    {"search", lci_job_search, "network, joins, demand", "walks, areas", false, true},
    {"coverage", lci_job_coverage, "walks, areas, units", "coverage", false, true},
    {"write", lci_job_write, "everything", "results", false, false},
};

enum { STAGE_COUNT = sizeof(plan) / sizeof(plan[0]) };

static double
now_s(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

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

enum lci_status
lci_job_run(struct lci_job *job, struct lci_error *err)
{
    for (size_t i = 0; i < STAGE_COUNT; i++) {
        struct lci_job_stage *stage = &job->stages[job->stage_count];
        const double begin_s = now_s();
        enum lci_status status = LCI_OK;

        if ((job->extent == LCI_RUN_CHECK && !plan[i].checks) ||
            (job->extent == LCI_RUN_DRY && !plan[i].dry))
            continue;
        if (is_cancelled(job->context))
            return lci_fail(err, LCI_E_CANCELLED, "stopped before stage %s", plan[i].name);
        stage->name = plan[i].name;
        tell_progress(job->context, plan[i].name, 0.0);
        lci_log(job->context, LCI_LOG_DEBUG, "%s: from %s to %s", plan[i].name, plan[i].reads,
                plan[i].makes);
        status = plan[i].function(job, stage, err);
        if (status != LCI_OK)
            return status;
        stage->seconds = now_s() - begin_s;
        job->stage_count++;
        tell_progress(job->context, plan[i].name, 1.0);
        lci_log(job->context, LCI_LOG_INFO, "%s: %s -> %s, %.2f s", plan[i].name, stage->in,
                stage->out, stage->seconds);
    }
    return LCI_OK;
}
