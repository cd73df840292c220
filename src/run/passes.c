/* passes.c - one pass a profile: made together, fed from the first, released one by one. */
#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "run/tables.h"

/* Ends of layer names: "" for the first pass, then the profile's id, unlike those before. */
static const char *
suffix_of(struct lci_passes *passes, size_t pass)
{
    struct lci_job *job = &passes->items[pass];
    const size_t room = 24;
    size_t length = 0;
    char *text = NULL;

    if (pass == 0)
        return "";
    text = lci_job_name_part(job, job->config->profile.id, room);
    if (!text)
        return NULL;
    length = strlen(text);
    memmove(text + 1, text, length + 1);
    text[0] = '_';
    for (size_t before = 0; before < pass; before++)
        if (strcmp(passes->items[before].layer_suffix, text) == 0) {
            (void)snprintf(text + length + 1, room, "_%zu", pass + 1);
            break;
        }
    return text;
}

enum lci_status
lci_passes_new(const struct lci_config *config, enum lci_run_extent extent,
               const struct lci_context *context, struct lci_passes *out, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    *out = (struct lci_passes){.walk_count = 1 + config->further_count, .by_unit = *config};
    out->by_unit.profile.id = LCI_BY_UNIT;
    out->count = out->walk_count + (config->mode_count > 0 ? 1 : 0);
    out->gaps_to_compose = out->count > out->walk_count && config->parameters.gaps;
    out->items = lci_new_array(struct lci_job, out->count);
    if (!out->items) {
        out->count = 0;
        return lci_fail_nomem(err, "run");
    }
    for (size_t i = 0; i < out->count; i++)
        out->items[i] = (struct lci_job){
            .passes = out,
            .config = i == 0 ? config : i < out->walk_count ? &config->further[i - 1] : &out->by_unit,
            .context = context,
            .extent = extent,
            .borrows = i > 0,
            .is_composed = i >= out->walk_count,
        };
    for (size_t i = 0; i < out->count; i++) {
        out->items[i].layer_suffix = suffix_of(out, i);
        if (!out->items[i].layer_suffix)
            return lci_fail_nomem(err, "run");
    }
    status = lci_pool_new(context ? context->thread_count : 1, &out->items[0].pool, err);
    return status;
}

/* The facilities as they were read: sorted by category they are only once they are checked. */
static enum lci_status
copy_facilities(const struct lci_facilities *from, struct lci_facilities *to, struct lci_error *err)
{
    *to = (struct lci_facilities){
        .count = from->count,
        .capacity = from->count,
        .attribute_names = from->attribute_names,
        .attribute_count = from->attribute_count,
    };
    to->items = lci_new_array(struct lci_facility, from->count);
    if (!to->items)
        return lci_fail_nomem(err, "facilities");
    memcpy(to->items, from->items, from->count * sizeof(*to->items));
    return LCI_OK;
}

enum lci_status
lci_job_borrow(struct lci_job *job, const struct lci_job *first, struct lci_error *err)
{
    const struct lci_job own = *job;
    struct lci_facilities facilities = {0};
    struct lci_origins origins = {0};
    enum lci_status status = lci_origins_copy(&first->origins, &origins, err);

    if (status == LCI_OK)
        status = copy_facilities(&first->facilities, &facilities, err);
    if (status != LCI_OK) {
        lci_origins_fini(&origins);
        return status;
    }
    *job = *first;
    job->passes = own.passes;
    job->config = own.config;
    job->borrows = true;
    job->is_composed = own.is_composed;
    job->layer_suffix = own.layer_suffix;
    job->quality = own.quality;
    job->arena = own.arena;
    memcpy(job->stages, own.stages, sizeof(job->stages));
    job->stage_count = own.stage_count;
    job->shared_quality_count = 0;
    job->facilities = facilities;
    job->origins = origins;
    job->idle = own.idle;
    job->ways = own.ways;
    job->barriers = own.barriers;
    return lci_job_take_limits(job, err);
}

void
lci_job_release_walks(struct lci_job *job)
{
    lci_nearest_free(job->nearest, job->category_count);
    job->nearest = NULL;
    lci_coverage_release_ratios(&job->coverage);
}

/* Whether changes are going to be tried on the streets of the pass once more, after all passes. */
static bool
is_tried_later(const struct lci_job *job)
{
    return job->passes && job->passes->gaps_to_compose;
}

void
lci_job_release(struct lci_job *job)
{
    const struct lci_passes *passes = job->passes;

    if (!passes || passes->count == passes->walk_count)
        lci_job_release_walks(job);
    job->access.yards = NULL;
    job->access.partition = NULL;
    lci_yards_fini(&job->yards);
    lci_ways_fini(&job->ways);
    if (is_tried_later(job))
        return;
    job->access.index = NULL;
    lci_demand_release_points(&job->demand);
    lci_walled_fini(&job->walled);
    job->facilities.walled = NULL;
}

void
lci_job_release_ground(struct lci_job *job)
{
    lci_partition_free(job->partition);
    job->partition = NULL;
    lci_mask_fini(&job->mask);
    lci_free(job->plots);
    job->plots = NULL;
    lci_home_zones_fini(&job->zones);
    if (is_tried_later(job))
        return;
    lci_join_index_free(job->index);
    job->index = NULL;
    lci_barriers_fini(&job->barriers);
}

void
lci_passes_release_walks(struct lci_passes *passes)
{
    passes->gaps_to_compose = false;
    for (size_t i = 0; i < passes->walk_count; i++) {
        lci_job_release_walks(&passes->items[i]);
        lci_job_release(&passes->items[i]);
        lci_job_release_ground(&passes->items[i]);
    }
}

enum lci_status
lci_job_take_ground(struct lci_job *job, const struct lci_partition_options *options, struct lci_error *err)
{
    const size_t pass = (size_t)(job - job->passes->items);
    struct lci_job *before = pass > 0 ? &job->passes->items[pass - 1] : NULL;

    if (before && before->partition && lci_partition_rebase(before->partition, job->index, options)) {
        job->partition = before->partition;
        before->partition = NULL;
    }
    if (before)
        lci_job_release_ground(before);
    return job->partition ? LCI_OK : lci_partition_new(job->index, options, &job->partition, err);
}

bool
lci_job_is_last_walk(const struct lci_job *job)
{
    return (size_t)(job - job->passes->items) + 1 == job->passes->walk_count;
}

/* What the first pass has read, for all of them. */
static void
release_shared(struct lci_job *job)
{
    lci_dem_free(job->dem);
    lci_homes_fini(&job->homes);
    lci_gates_fini(&job->gates);
    lci_housing_fini(&job->housing);
    lci_free(job->unhoused.items);
    lci_buildings_fini(&job->buildings);
    lci_units_fini(&job->units);
    lci_figures_fini(&job->figures);
    for (size_t i = 0; i < job->kept_count; i++)
        lci_features_fini(&job->kept[i].texts);
    lci_free(job->kept);
    lci_working_system_free(job->system);
    lci_pool_free(job->pool);
}

void
lci_job_fini(struct lci_job *job)
{
    lci_job_release(job);
    lci_job_release_ground(job);
    lci_free(job->gap_rows);
    lci_projects_fini(&job->projects);
    lci_gaps_fini(&job->gaps);
    lci_presence_fini(&job->presence);
    lci_indicators_fini(&job->indicators);
    lci_loads_fini(&job->loads);
    lci_gate_band_fini(&job->gate_band);
    lci_gate_gains_fini(&job->gate_gains);
    lci_job_release_walks(job);
    lci_modes_fini(&job->modes);
    lci_coverage_fini(&job->coverage);
    lci_straight_fini(&job->straight);
    lci_joined_fini(&job->joined);
    lci_land_fini(&job->land);
    lci_spool_free(job->spool);
    lci_free(job->facility_counts);
    lci_free(job->reach);
    lci_free(job->areas);
    lci_free(job->manifest.items);
    lci_demand_fini(&job->demand);
    lci_walls_fini(&job->walls);
    lci_network_free(job->net);
    lci_metric_fini(&job->metric);
    lci_facilities_fini(&job->idle);
    lci_facilities_fini(&job->facilities);
    lci_origins_fini(&job->origins);
    lci_quality_fini(&job->quality);
    lci_backdrop_fini(&job->backdrop);
    if (!job->borrows)
        release_shared(job);
    lci_arena_fini(&job->arena);
    *job = (struct lci_job){0};
}

void
lci_passes_fini(struct lci_passes *passes)
{
    passes->gaps_to_compose = false;
    /* The first one last: the others borrow from it. */
    for (size_t i = passes->count; i-- > 0;)
        lci_job_fini(&passes->items[i]);
    lci_free(passes->items);
    lci_free(passes->is_closed_way_found);
    lci_run_sources_fini(&passes->sources);
    *passes = (struct lci_passes){0};
}

const char *
lci_layer_name(struct lci_job *job, const char *base)
{
    const size_t size = strlen(base) + strlen(job->layer_suffix) + 1;
    char *name = lci_arena_alloc(&job->arena, size, 1);

    if (name)
        (void)snprintf(name, size, "%s%s", base, job->layer_suffix);
    return name;
}
