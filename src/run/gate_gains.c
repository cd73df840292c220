/* gate_gains.c - one more gate in each walled home, if asked for: part of the stage `coverage`. */
#include "analysis/gate_trials.h"
#include "run/job.h"

enum lci_status
lci_job_gate_gains(struct lci_job *job, struct lci_error *err)
{
    const struct lci_parameters *parameters = &job->config->parameters;
    const struct lci_facilities none = {.count = 0};
    struct lci_gate_trials trials = {.known_count = 0};
    struct lci_walled walled = {.count = 0};
    struct lci_quality quality = {0}; /* of gates that nobody handed in: not told */
    const struct lci_gate_gain_inputs inputs = {&job->access, &trials, &walled};
    struct lci_walled_inputs city = {
        .walls = &trials.all,
        .gates = &trials.gates,
        .homes = &job->homes,
        .facilities = &none,
        .net = job->net,
        .index = job->index,
        .metric = &job->metric,
    };
    enum lci_status status = LCI_OK;

    if (!parameters->gate_gains || job->walls.count == 0)
        return LCI_OK;
    status = lci_gate_trials_add(&job->homes, &job->gates, &job->walls, &job->metric, parameters->gate_tolerance_m,
                                 parameters->sample_m, &trials, err);
    if (status == LCI_OK)
        status = lci_walled_build(&city, job->pool, job->context, &walled, &quality, err);
    if (status == LCI_OK)
        status = lci_gate_gains_build(&inputs, job->pool, job->context, &job->gate_gains, err);
    lci_walled_fini(&walled);
    lci_gate_trials_fini(&trials);
    lci_quality_fini(&quality);
    return status;
}
