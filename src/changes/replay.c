/* replay.c - runs with some groups of changes as in the new result and the others as in the old one. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "changes/parts.h"
#include "config/groups.h"
#include "run/options.h"

enum { PATH_SIZE = 1024, NAMES_SIZE = 256 };

/* Only shares are looked at: nothing else is made. */
static void
leave_out(struct lci_config *config)
{
    config->parameters.areas = false;
    config->parameters.gaps = false;
    config->parameters.gate_gains = false;
    config->parameters.gate_band = LCI_GATE_BAND_NONE;
    config->indicator_count = 0;
    config->presence_count = 0;
}

/* The configuration of a subset of the causes, to be written to `path`. */
static enum lci_status
mix(struct lci_changes_job *job, unsigned subset, const char *path, struct lci_config *out, struct lci_error *err)
{
    const struct lci_config *of[LCI_GROUP_COUNT];
    const char *crs = lci_result_value(&job->results[LCI_CHANGES_NEW], "working_crs");
    enum lci_status status = LCI_OK;

    for (size_t g = 0; g < LCI_GROUP_COUNT; g++)
        of[g] = job->sides[LCI_CHANGES_NEW]->config; /* where nothing differs, either will do */
    for (size_t c = 0; c < job->replays.count; c++)
        if (!(subset >> c & 1U))
            of[job->replays.causes[c] - LCI_CAUSE_FACILITIES] = job->sides[LCI_CHANGES_OLD]->config;
    status = lci_config_mix(of, &job->arena, out, err);
    if (status != LCI_OK)
        return status;
    for (size_t i = 0; i <= out->further_count; i++) {
        struct lci_config *config = i == 0 ? out : &out->further[i - 1];

        leave_out(config);
        config->output = (struct lci_output){.path = path, .without = ~(1U << LCI_LAYER_HOMES | 1U << LCI_LAYER_COVERAGE)};
        /* Both results are in one system; which one a mixture would choose may depend on what it is mixed of. */
        config->working_crs = crs ? crs : config->working_crs;
    }
    return LCI_OK;
}

/* "facilities, network": the causes that are new in a subset. */
static void
name_subset(const struct lci_diff_replays *replays, unsigned subset, char names[NAMES_SIZE])
{
    size_t used = 0;

    (void)snprintf(names, NAMES_SIZE, "nothing");
    for (size_t c = 0; c < replays->count; c++)
        if (subset >> c & 1U)
            used += (size_t)snprintf(names + used, NAMES_SIZE - used, "%s%s", used > 0 ? ", " : "",
                                     lci_diff_cause_text(replays->causes[c]));
}

static enum lci_status
replay(struct lci_changes_job *job, unsigned subset, const char *path, struct lci_error *err)
{
    /* What is wrong with the inputs was said when the results were made. */
    struct lci_context quiet = job->context ? *job->context : (struct lci_context){.thread_count = 1};
    struct lci_config config;
    char names[NAMES_SIZE];
    enum lci_status status = mix(job, subset, path, &config, err);

    quiet.log = NULL;
    quiet.progress = NULL;
    quiet.stages = NULL;
    name_subset(&job->replays, subset, names);
    lci_log(job->context, LCI_LOG_INFO, "replay: new in it: %s", names);
    if (status == LCI_OK)
        status = lci_run_with(&config, LCI_RUN_ALL, &(struct lci_run_options){.memo = job->memo}, &quiet, NULL, err);
    if (status != LCI_OK && status != LCI_E_CANCELLED && status != LCI_E_NOMEM) {
        lci_changes_give_up(job, "a run cannot be made in which only this is new: %s (%s)", names,
                            err ? err->message : "it failed");
        status = LCI_OK;
    }
    return status;
}

enum lci_status
lci_changes_replay(struct lci_changes_job *job, const char *folder, struct lci_error *err)
{
    struct lci_diff_replays *replays = &job->replays;
    const unsigned all = (1U << replays->count) - 1;
    const char **paths = lci_arena_alloc(&job->arena, (size_t)all + 1, sizeof(*paths));
    enum lci_status status = paths ? LCI_OK : lci_fail_nomem(err, "replays");

    replays->paths = paths;
    for (unsigned subset = 0; subset < all && job->why_unknown[0] == '\0' && status == LCI_OK; subset++) {
        char path[PATH_SIZE];

        if (subset == 0 && !replays->program_differs)
            continue; /* that is the old result */
        (void)snprintf(path, sizeof(path), "%s/replay-%u.gpkg", folder, subset);
        paths[subset] = lci_arena_text(&job->arena, path, strlen(path));
        status = paths[subset] ? replay(job, subset, paths[subset], err) : lci_fail_nomem(err, "replays");
    }
    return status;
}
