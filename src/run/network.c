/* network.c - the stages `network` and `join`: streets to a graph, every place to its street. */
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include "base/alloc.h"
#include "run/job.h"

void
lci_job_grow_box(double box_m[4], const double *xy_m, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        box_m[0] = fmin(box_m[0], xy_m[2 * i]);
        box_m[1] = fmin(box_m[1], xy_m[2 * i + 1]);
        box_m[2] = fmax(box_m[2], xy_m[2 * i]);
        box_m[3] = fmax(box_m[3], xy_m[2 * i + 1]);
    }
}

/* The metric of the working system over all that is measured. */
static enum lci_status
make_metric(struct lci_job *job, struct lci_error *err)
{
    double box_m[4] = {HUGE_VAL, HUGE_VAL, -HUGE_VAL, -HUGE_VAL};

    lci_job_grow_box(box_m, job->ways.point_xy_m, job->ways.point_count);
    lci_job_grow_box(box_m, job->homes.shapes.xy_m, job->homes.shapes.point_count);
    lci_job_grow_box(box_m, job->units.shapes.xy_m, job->units.shapes.point_count);
    for (size_t i = 0; i < job->facilities.count; i++) {
        const double place[2] = {job->facilities.items[i].x_m, job->facilities.items[i].y_m};

        lci_job_grow_box(box_m, place, 1);
    }
    if (!(box_m[0] <= box_m[2]))
        return lci_fail(err, LCI_E_DATA, "network: no street and no place was read");
    return lci_working_system_metric(job->system, box_m, &job->metric, err);
}

static enum lci_status
split_slope(struct lci_job *job, struct lci_slope_table *table, struct lci_error *err)
{
    const struct lci_profile *profile = &job->config->profile;
    double *rises = lci_arena_alloc(&job->arena, profile->slope_count, sizeof(*rises));
    double *factors = lci_arena_alloc(&job->arena, profile->slope_count, sizeof(*factors));

    if (!rises || !factors)
        return lci_fail_nomem(err, "slope table");
    for (size_t i = 0; i < profile->slope_count; i++) {
        rises[i] = profile->slope[i].rise_ratio;
        factors[i] = profile->slope[i].factor;
    }
    *table = (struct lci_slope_table){rises, factors, profile->slope_count};
    return LCI_OK;
}

enum lci_status
lci_job_build_network(struct lci_job *job, const struct lci_ways *ways, struct lci_network **out,
                      struct lci_build_remarks *remarks, struct lci_error *err)
{
    const struct lci_parameters *parameters = &job->config->parameters;
    const struct lci_profile *profile = &job->config->profile;
    struct lci_build_options options = {
        .node_tolerance_m = parameters->node_tolerance_m,
        .islet_m = parameters->islet_m,
        .split_crossings = parameters->split_crossings,
        .signal_penalty_mm =
            (uint32_t)lround(profile->signal_penalty_s * profile->speed_mps * 1000.0),
    };
    enum lci_status status = LCI_OK;

    if (job->dem && profile->slope_count > 0) {
        options.height_at = lci_dem_height;
        options.height_user = job->dem;
        status = split_slope(job, &options.slope, err);
    }
    if (status == LCI_OK)
        status = lci_network_build(ways, &job->metric, &options, out, remarks, err);
    return status;
}

/* Keeps where streets cross without meeting. In the job's arena. */
static enum lci_status
keep_crossings(struct lci_job *job, const struct lci_build_remarks *remarks, struct lci_error *err)
{
    job->crossing_m = lci_arena_alloc(&job->arena, remarks->count, 2 * sizeof(*job->crossing_m));
    if (!job->crossing_m)
        return lci_fail_nomem(err, "network");
    for (size_t i = 0; i < remarks->count; i++)
        if (remarks->items[i].kind == LCI_REMARK_CROSSING) {
            job->crossing_m[2 * job->crossing_count] = remarks->items[i].x_m;
            job->crossing_m[2 * job->crossing_count++ + 1] = remarks->items[i].y_m;
        }
    return LCI_OK;
}

enum lci_status
lci_job_network(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    struct lci_build_remarks remarks = {0};
    enum lci_status status = make_metric(job, err);

    if (status == LCI_OK)
        status = lci_job_close_walls(job, err);
    if (status == LCI_OK)
        status = lci_job_supply(job, err);
    if (status == LCI_OK)
        status = lci_job_find_capacities(job, err);
    if (status == LCI_OK)
        status = lci_job_number_tiers(job, err);
    if (status == LCI_OK)
        status = lci_job_build_network(job, &job->ways, &job->net, &remarks, err);
    if (status == LCI_OK)
        status = lci_job_remark_network(job, &remarks, err);
    if (status == LCI_OK)
        status = keep_crossings(job, &remarks, err);
    lci_count_add(stage->in, sizeof(stage->in), job->ways.count, "way", "ways");
    if (status == LCI_OK) {
        lci_count_add(stage->out, sizeof(stage->out), job->net->vertex_count, "vertex", "vertices");
        lci_count_add(stage->out, sizeof(stage->out), job->net->edge_count, "edge", "edges");
        lci_count_add(stage->out, sizeof(stage->out), job->net->component_count, "component", "components");
        lci_count_add(stage->out, sizeof(stage->out), remarks.count, "remark", "remarks");
    }
    lci_build_remarks_fini(&remarks);
    return status;
}

struct lci_demand_inputs
lci_job_demand_inputs(const struct lci_job *job)
{
    return (struct lci_demand_inputs){
        .homes = &job->homes,
        .housing = &job->housing,
        .net = job->net,
        .index = job->index,
        .walled = job->walls.count > 0 ? &job->walled : NULL,
        .sample_m = job->config->parameters.sample_m,
        .far_leg_m = job->config->parameters.joined_within_m,
        .keep_places = job->config->parameters.gaps || job->config->parameters.gate_gains,
    };
}

static enum lci_status
join_origins(struct lci_job *job, struct lci_error *err)
{
    const struct lci_origin_inputs inputs = {&job->units, job->index, job->facilities.walled};

    return lci_origins_join(&job->origins, &inputs, job->pool, job->context, &job->quality, err);
}

enum lci_status
lci_job_join(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    const struct lci_parameters *parameters = &job->config->parameters;
    const struct lci_join_options options = {.off_street_m = parameters->off_street_m};
    struct lci_demand_inputs inputs = {0};
    size_t joined = 0;
    enum lci_status status =
        lci_join_index_new(job->net, &job->barriers, &job->metric, &options, &job->index, err);

    if (status == LCI_OK)
        status = lci_job_join_gates(job, err);
    if (status == LCI_OK)
        status = lci_facilities_join(&job->facilities, job->index, options.off_street_m, job->pool,
                                     job->context, &job->quality, err);
    if (status == LCI_OK)
        status = join_origins(job, err);
    if (status == LCI_OK)
        status = lci_job_remark_shifted(job, err);
    inputs = lci_job_demand_inputs(job);
    if (status == LCI_OK)
        status =
            lci_demand_build(&inputs, job->pool, job->context, &job->quality, &job->demand, err);
    if (status == LCI_OK)
        status = lci_job_remark_islands(job, err);
    for (size_t i = 0; i < job->facilities.count; i++)
        joined += job->facilities.items[i].join.edge != LCI_NONE;
    job->counts.demand_points = job->demand.point_count;
    lci_count_add(stage->in, sizeof(stage->in), job->facilities.count, "facility", "facilities");
    lci_count_add(stage->in, sizeof(stage->in), job->homes.count, "home", "homes");
    lci_count_add(stage->out, sizeof(stage->out), joined, "facility joined", "facilities joined");
    lci_count_add(stage->out, sizeof(stage->out), job->demand.point_count, "demand point", "demand points");
    return status;
}
