/* search.c - the stages `search` and `coverage`: walks, areas, shares of people and land. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "analysis/area.h"
#include "analysis/households.h"
#include "base/alloc.h"
#include "run/job.h"

/* Ground inside walled homes is drawn larger by this share of the tolerance: what is drawn outside ends as near to the wall. */
static const double GROW_SHARE = 0.3;

static void
fill_inputs(struct lci_job *job)
{
    const struct lci_parameters *parameters = &job->config->parameters;

    job->access = (struct lci_access_inputs){
        .net = job->net,
        .index = job->index,
        .metric = &job->metric,
        .facilities = &job->facilities,
        .homes = &job->homes,
        .demand = &job->demand,
        .origins = &job->origins,
        .categories = job->limits,
        .category_count = job->category_count,
        .partition = job->partition,
        .keeps_ground = !lci_job_is_last_walk(job),
        .yards = job->walls.count > 0 ? &job->yards : NULL,
        .min_hole_m2 = parameters->min_hole_m2,
        .area_mode = parameters->area_mode,
        .areas = parameters->areas,
        .rings = parameters->rings,
        .memo = job->passes->memo,
    };
}

/* Keeps what the layers `service_areas` and `reached_streets` say about one facility, or one whole
 * category. */
static enum lci_status
keep_areas(struct lci_job *job, const struct lci_reach *reach, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t l = 0; l < reach->limit_count && status == LCI_OK; l++) {
        const struct lci_reach_limit *limit = &reach->limits[l];
        struct lci_job_area *area = NULL;

        if (!lci_grow(&job->areas, job->area_count, &job->area_capacity))
            return lci_fail_nomem(err, "service areas");
        area = &job->areas[job->area_count++];
        *area = (struct lci_job_area){
            .facility = reach->facility,
            .category = reach->category,
            .limit_m = limit->limit_m,
            .from_m = limit->from_m,
            .area_m2 = limit->area_m2,
            .street_mm = limit->street_mm,
        };
        status = lci_spool_put_polygons(job->spool, &limit->area, &area->polygons, err);
        if (status == LCI_OK && !(job->config->output.without & 1U << LCI_LAYER_REACHED_STREETS))
            status = lci_spool_put_stretches(job->spool, limit->stretches, limit->stretch_count,
                                             &area->stretches, err);
    }
    return status;
}

/* Gets one facility after the other, in order. */
static enum lci_status
keep_reach(void *user, struct lci_reach *reach, struct lci_error *err)
{
    struct lci_job *job = user;
    struct lci_job_reach *kept = &job->reach[reach->facility];
    enum lci_status status = LCI_OK;

    lci_counts_add(job->facility_counts, job->category_count, reach);
    kept->home_count = (uint32_t)reach->pair_count;
    if (reach->limit_count > 0)
        kept->street_mm = reach->limits[reach->limit_count - 1].street_mm;
    for (size_t w = 0; w < job->homes.known_count; w++)
        kept->weights[w] = lci_reach_weight(reach, &job->homes, w);
    if (job->config->output.pairs) {
        job->pair_count += reach->pair_count;
        status = lci_spool_put_pairs(job->spool, reach->pairs, reach->pair_count, &kept->pairs, err);
    }
    if (status == LCI_OK && job->access.area_mode != LCI_AREA_DISSOLVE)
        status = keep_areas(job, reach, err);
    return status;
}

/* The homes, as what alone needs to be divided where no area is drawn: not on the map, nor with the ground inside walled homes. */
static enum lci_status
make_mask(struct lci_job *job, struct lci_error *err)
{
    if (job->config->parameters.areas || job->walls.count > 0)
        return LCI_OK;
    job->plots = lci_new_array(struct lci_polygons, job->homes.count);
    if (!job->plots)
        return lci_fail_nomem(err, "ground");
    for (size_t home = 0; home < job->homes.count; home++)
        job->plots[home] = lci_shape_view(&job->homes.shapes, home);
    return lci_mask_init(&job->mask, job->plots, job->homes.count, err);
}

/* The ground of the pass: of streets, and inside walled homes. */
static enum lci_status
make_ground(struct lci_job *job, struct lci_error *err)
{
    struct lci_partition_options ground = {
        .area_tolerance_m = job->config->parameters.area_tolerance_m,
        .zones = &job->zones.zones,
    };
    enum lci_status status = lci_home_zones_build(job->net, &job->homes, &job->zones, err);

    if (status == LCI_OK)
        status = make_mask(job, err);
    ground.mask = job->plots ? &job->mask : NULL;
    if (status == LCI_OK)
        status = lci_job_take_ground(job, &ground, err);
    if (status == LCI_OK && job->walls.count > 0)
        status = lci_yards_build(&job->walled, &job->homes, job->config->parameters.sample_m,
                                 GROW_SHARE * ground.area_tolerance_m, job->pool, job->context, &job->yards, err);
    return status;
}

enum lci_status
lci_job_search(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    enum lci_status status = make_ground(job, err);

    if (status != LCI_OK)
        return status;
    fill_inputs(job);
    job->facility_counts = lci_new_array(uint32_t, job->homes.count * job->category_count);
    job->reach = lci_new_array(struct lci_job_reach, job->facilities.count);
    if (!job->facility_counts || !job->reach)
        return lci_fail_nomem(err, "search");
    status = lci_spool_new(&job->spool, err);
    if (status == LCI_OK)
        status = lci_nearest_build(&job->access, job->pool, job->context, &job->nearest, err);
    if (status == LCI_OK)
        status = lci_reach_run(&job->access, job->pool, job->context, keep_reach, job, err);
    lci_count_add(stage->in, sizeof(stage->in), job->facilities.count, "facility", "facilities");
    lci_count_add(stage->in, sizeof(stage->in), job->demand.point_count, "demand point", "demand points");
    lci_count_add(stage->out, sizeof(stage->out), job->area_count, "reach", "reaches");
    lci_count_add(stage->out, sizeof(stage->out), job->pair_count, "pair", "pairs");
    return status;
}

static enum lci_status
keep_dissolved(struct lci_job *job, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t c = 0; c < job->category_count && status == LCI_OK; c++)
        status = keep_areas(job, &job->land.dissolved[c], err);
    return status;
}

enum lci_status
lci_job_coverage(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    const struct lci_demand_inputs demand = lci_job_demand_inputs(job);
    enum lci_status status = lci_land_build(&job->access, job->pool, job->context, &job->land, err);

    job->coverage_inputs = (struct lci_coverage_inputs){
        .access = &job->access,
        .nearest = job->nearest,
        .land = &job->land,
        .straight = &job->straight,
        .sets = job->sets,
        .set_count = job->set_count,
        .tiers = job->tiers,
        .tier_count = job->tier_count,
        .has = job->has,
        .has_count = job->has_count,
        .units = &job->units,
        .facility_counts = job->facility_counts,
        .joined = &job->joined,
        .unhoused = &job->unhoused,
        .speed_mps = job->config->profile.speed_mps,
    };
    if (status == LCI_OK && job->access.area_mode == LCI_AREA_DISSOLVE)
        status = keep_dissolved(job, err);
    if (status == LCI_OK)
        status = lci_straight_build(&job->access, &demand, job->nearest, job->pool, job->context, &job->straight, err);
    if (status == LCI_OK)
        status = lci_joined_build(&job->access, job->config->joined_shares ? job->nearest : NULL, job->land.limit_first,
                                  &job->joined, err);
    if (status == LCI_OK)
        status = lci_job_remark_joined(job, err);
    if (status == LCI_OK)
        status = lci_coverage_build(&job->coverage_inputs, &job->quality, &job->coverage, err);
    if (status == LCI_OK && lci_job_has_capacities(job))
        status = lci_loads_build(&job->access,
                                 &(struct lci_loads_walkers){
                                     .items = &(struct lci_loads_walker){job->nearest, job->config->profile.speed_mps}, .count = 1},
                                 &job->loads, err);
    if (status == LCI_OK)
        status = lci_job_gate_band(job, err);
    if (status == LCI_OK)
        status = lci_job_gate_gains(job, err);
    if (status == LCI_OK)
        status = lci_households_report(&job->homes, &job->units, job->coverage.home_unit, &job->quality, err);
    lci_count_add(stage->in, sizeof(stage->in), job->homes.count, "home", "homes");
    lci_count_add(stage->in, sizeof(stage->in), job->units.count, "unit", "units");
    lci_count_add(stage->in, sizeof(stage->in), job->category_count, "category", "categories");
    lci_count_add(stage->out, sizeof(stage->out), job->coverage.row_count, "share", "shares");
    lci_count_add(stage->out, sizeof(stage->out), job->quality.count, "quality row", "quality rows");
    return status;
}
