/* walls.c - walled homes in the stages `network` and `join`: their walls close streets, their gates are joined. */
#include "analysis/walls.h"

#include "run/job.h"

enum lci_status
lci_job_close_walls(struct lci_job *job, struct lci_error *err)
{
    const double tolerance_m = job->config->parameters.gate_tolerance_m;
    enum lci_status status =
        lci_walls_find(&job->gates, &job->homes, &job->metric, tolerance_m, &job->walls, &job->quality, err);

    if (status == LCI_OK && job->walls.count > 0)
        status = lci_walls_bar(&job->walls, &job->homes, &job->barriers, err);
    if (status == LCI_OK && job->walls.count > 0)
        status = lci_walls_cut(&job->walls, &job->homes, tolerance_m, &job->ways, &job->quality, err);
    return status;
}

enum lci_status
lci_job_join_gates(struct lci_job *job, struct lci_error *err)
{
    const struct lci_walled_inputs inputs = {
        .walls = &job->walls,
        .gates = &job->gates,
        .homes = &job->homes,
        .facilities = &job->facilities,
        .net = job->net,
        .index = job->index,
        .metric = &job->metric,
    };

    enum lci_status status = LCI_OK;

    if (job->walls.count > 0) {
        job->facilities.walled = &job->walled;
        status = lci_walled_build(&inputs, job->pool, job->context, &job->walled, &job->quality, err);
    }
    return status == LCI_OK && job->gates.count > 0 ? lci_job_keep_gates(job, err) : status;
}
