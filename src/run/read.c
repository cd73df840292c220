/* read.c - the stage `read`: every source of the configuration, in the working system. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "base/alloc.h"
#include "base/log.h"
#include "io/write.h"
#include "run/job.h"
#include "run/hand_in.h"
#include "run/show.h"
#include "run/output.h"

enum lci_status
lci_job_remark(struct lci_job *job, const struct lci_quality_row *row, struct lci_error *err)
{
    return lci_quality_add(&job->quality, row) ? LCI_OK : lci_fail_nomem(err, "quality");
}

enum lci_status
lci_job_keep_texts(struct lci_job *job, const struct lci_source *source, size_t taken_count, struct lci_features *features,
                   struct lci_error *err)
{
    struct lci_job_layer layer = {.source = source, .row_count = features->row_count, .taken_count = taken_count};

    if (!lci_grow(&job->kept, job->kept_count, &job->kept_capacity))
        return lci_fail_nomem(err, "texts");
    layer.texts.layer_name = features->layer_name;
    layer.texts.arena = features->arena;
    features->layer_name = NULL;
    features->arena = (struct lci_arena){0};
    job->kept[job->kept_count++] = layer;
    lci_features_fini(features);
    *features = (struct lci_features){0};
    return LCI_OK;
}

static enum lci_status
read_streets(struct lci_job *job, struct lci_error *err)
{
    const uint32_t backdrop = 1U << LCI_LAYER_STREETS | 1U << LCI_LAYER_BARRIERS | 1U << LCI_LAYER_BARRIER_AREAS;
    const struct lci_config *config = job->config;
    enum lci_status status = LCI_OK;

    for (size_t s = 0; s < config->network.count && status == LCI_OK; s++)
        status = lci_read_roads(&config->network.items[s], (uint32_t)s, &config->profile,
                                job->system, &job->quality, &job->ways, &job->barriers, err);
    for (size_t s = 0; s < config->barriers.count && status == LCI_OK; s++)
        status = lci_read_barriers(&config->barriers.items[s], job->system, &job->quality,
                                   &job->barriers, err);
    if (status == LCI_OK)
        status = lci_job_close_ways(job, err);
    job->counts.ways = job->ways.count;
    if (status == LCI_OK && !job->borrows && job->extent == LCI_RUN_ALL && (config->output.without & backdrop) != backdrop)
        status = lci_backdrop_take(&job->ways, &job->barriers, &job->backdrop, err);
    return status;
}

/* Nothing is read before it is known that the result could be written. */
static enum lci_status
check_output(const struct lci_job *job, struct lci_error *err)
{
    struct lci_write_options options = lci_job_write_options(job);
    enum lci_status status = LCI_OK;

    if (job->extent == LCI_RUN_DRY || !options.path)
        return LCI_OK;
    lci_hand_in_add(job->config, NULL, &options);
    lci_show_add(job, &options);
    status = lci_job_spare_inputs(job, err);
    return status == LCI_OK ? lci_write_check(&options, err) : status;
}

static enum lci_status
report_system(struct lci_job *job, struct lci_error *err)
{
    const bool chosen = job->config->working_crs == NULL;
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_NOTE,
        .stage = "read",
        .code = "working_system",
        .field = "working_crs",
        .found = chosen ? "not configured" : job->config->working_crs,
        .done = lci_working_system_name(job->system),
    };

    return lci_job_remark(job, &row, err);
}

/* What a standard lacks, nobody finds in the results: it is said in the table, and with its warnings in the log. */
static enum lci_status
report_standard(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "standard_incomplete",
        .field = "standard",
        .found = config->incomplete_reason,
        .done = "what the standard does not hold is not checked",
    };

    return config->incomplete_reason ? lci_job_remark(job, &row, err) : LCI_OK;
}

/* What does not depend on the profile, handed to all passes. */
static enum lci_status
read_shared(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    enum lci_status status = check_output(job, err);

    if (status == LCI_OK)
        status = lci_working_system_new(config, &job->system, err);
    if (status == LCI_OK)
        status = report_system(job, err);
    if (status == LCI_OK)
        status = report_standard(job, err);
    if (status == LCI_OK)
        status = lci_job_read_facilities(job, err);
    if (status == LCI_OK)
        status = lci_job_number_sets(job, err);
    if (status == LCI_OK)
        status = lci_job_read_homes(job, err);
    if (status == LCI_OK)
        status = lci_job_read_gates(job, err);
    if (status == LCI_OK)
        status = lci_job_read_buildings(job, err);
    if (status == LCI_OK)
        status = lci_job_read_units(job, err);
    if (status == LCI_OK && config->dem_path)
        status = lci_dem_open(config->dem_path, job->system, &job->dem, err);
    if (status == LCI_OK)
        status = lci_job_read_figures(job, err);
    if (status == LCI_OK)
        status = lci_job_settle_homes(job, err);
    if (status == LCI_OK)
        status = lci_job_read_origins(job, err);
    if (status == LCI_OK)
        status = lci_figures_check(&job->figures, &job->units, &job->quality, err);
    if (status == LCI_OK)
        status = lci_job_remark_modes_left_out(job, err);
    if (status == LCI_OK)
        status = lci_job_remark_words(job, err);
    if (status == LCI_OK)
        status = lci_job_check_hand_in(job, err);
    job->shared_quality_count = job->quality.count;
    for (size_t i = 1; i < job->passes->count && status == LCI_OK; i++)
        status = lci_job_borrow(&job->passes->items[i], job, err);
    return status;
}

enum lci_status
lci_job_read(struct lci_job *job, struct lci_job_stage *stage, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    const size_t street_sources = config->network.count + config->barriers.count;
    const size_t shared_sources = config->facilities.count + config->homes.count + config->gates.count +
                                  config->buildings.count + config->units.count + config->figures.count +
                                  config->origins.count;
    enum lci_status status = job->borrows ? LCI_OK : read_shared(job, err);

    if (status == LCI_OK)
        status = read_streets(job, err);
    if ((status == LCI_E_DATA || status == LCI_E_IO) && err && !job->borrows)
        lci_job_tell_faults(job, err);
    lci_count_add(stage->in, sizeof(stage->in), street_sources + (job->borrows ? 0 : shared_sources), "source", "sources");
    lci_count_add(stage->out, sizeof(stage->out), job->ways.count, "way", "ways");
    if (!job->borrows) {
        lci_count_add(stage->out, sizeof(stage->out), job->facilities.count, "facility", "facilities");
        lci_count_add(stage->out, sizeof(stage->out), job->homes.count, "home", "homes");
        lci_count_add(stage->out, sizeof(stage->out), job->buildings.count, "building", "buildings");
        lci_count_add(stage->out, sizeof(stage->out), job->units.count, "unit", "units");
    }
    return status;
}
