/* changes.c - two results and why they differ, from outside: lci_changes(). */
#include <lifecircle/changes.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "changes/parts.h"
#include "changes/remembered.h"
#include "io/staging.h"

void
lci_changes_give_up(struct lci_changes_job *job, const char *format, ...)
{
    va_list args;

    if (job->why_unknown[0] != '\0')
        return;
    va_start(args, format);
    (void)vsnprintf(job->why_unknown, sizeof(job->why_unknown), format, args);
    va_end(args);
}

enum lci_status
lci_changes_add(struct lci_changes_job *job, const struct lci_diff_given *given, struct lci_error *err)
{
    if (!lci_grow(&job->given, job->given_count, &job->given_capacity))
        return lci_fail_nomem(err, "changes");
    job->given[job->given_count++] = *given;
    return LCI_OK;
}

/* Finds out all that has changed, and makes the replays. */
static enum lci_status
explain(struct lci_changes_job *job, const char *folder, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t side = 0; side < LCI_CHANGES_SIDES && status == LCI_OK; side++)
        status = lci_result_open_whole(job->sides[side]->result, &job->arena, &job->results[side], err);
    if (status == LCI_OK)
        status = lci_changes_compare(job, err);
    if (status == LCI_OK && job->why_unknown[0] == '\0') {
        status = lci_changes_streets(job, err);
        if (status == LCI_E_DATA || status == LCI_E_IO) { /* the results can be compared all the same */
            lci_changes_give_up(job, "streets cannot be read any more (%s)", err ? err->message : "");
            status = LCI_OK;
        }
    }
    if (status == LCI_OK && job->why_unknown[0] == '\0')
        status = lci_changes_replay(job, folder, err);
    return status;
}

enum lci_status
lci_changes(const struct lci_changes_options *options, const struct lci_context *context, struct lci_diff_summary *summary,
            struct lci_error *err)
{
    return lci_changes_remembered(options, NULL, context, summary, err);
}

enum lci_status
lci_changes_remembered(const struct lci_changes_options *options, struct lci_memo *memo, const struct lci_context *context,
                       struct lci_diff_summary *summary, struct lci_error *err)
{
    struct lci_changes_job job = {
        .options = options, .sides = {&options->old_side, &options->new_side}, .context = context, .memo = memo};
    const struct lci_diff_options compared = {
        .old_path = options->old_side.result,
        .new_path = options->new_side.result,
        .output = options->output,
        .csv_folder = options->csv_folder,
        .all = options->all,
    };
    char folder[LCI_STAGING_PATH_SIZE] = "";
    enum lci_status status = lci_staging_new_in(options->temporary_folder, folder, err);

    if (summary)
        *summary = (struct lci_diff_summary){.json = NULL};
    if (status == LCI_OK)
        status = explain(&job, folder, err);
    job.replays.names[LCI_CHANGES_OLD] = options->old_side.name;
    job.replays.names[LCI_CHANGES_NEW] = options->new_side.name;
    job.replays.why_unknown = job.why_unknown[0] != '\0' ? job.why_unknown : NULL;
    job.replays.given = job.given;
    job.replays.given_count = job.given_count;
    if (status == LCI_OK)
        status = lci_diff_with_replays(&compared, &job.replays, context, summary, err);
    lci_staging_free(folder);
    for (size_t side = 0; side < LCI_CHANGES_SIDES; side++)
        lci_result_fini(&job.results[side]);
    lci_free(job.given);
    lci_arena_fini(&job.arena);
    return status;
}
