/* run.c - the main job from outside: lci_run(), and what else the command asks. */
#include <lifecircle/run.h>

#include <stdio.h>
#include <string.h>

#include "base/alloc.h"
#include "base/clock.h"
#include "io/lock.h"
#include "run/job.h"

/* What is read, with its fingerprints: only results say what they are of. */
static enum lci_status
take_sources(struct lci_passes *passes, const struct lci_config *config, struct lci_error *err)
{
    if (passes->options->sources)
        return lci_run_sources_copy(passes->options->sources, &passes->sources, err);
    return lci_run_sources_take(config, &passes->sources, err);
}

enum lci_status
lci_run(const struct lci_config *config, enum lci_run_extent extent,
        const struct lci_context *context, struct lci_run_summary *summary, struct lci_error *err)
{
    const struct lci_run_options options = {.memo = NULL};

    return lci_run_with(config, extent, &options, context, summary, err);
}

/*
 * One run at a time works on a result; of two that are the first the one that ends last stays, whole as it is. Results that
 * go elsewhere belong to something larger, which has a lock of its own.
 */
static enum lci_status
lock_output(const struct lci_config *config, enum lci_run_extent extent, const struct lci_run_options *options,
            struct lci_lock *lock, struct lci_error *err)
{
    *lock = (struct lci_lock){.fd = -1};
    if (extent != LCI_RUN_ALL || options->redirect.from || !config->output.path)
        return LCI_OK;
    return lci_lock_result(config->output.path, lock, err);
}

enum lci_status
lci_run_with(const struct lci_config *config, enum lci_run_extent extent, const struct lci_run_options *options,
             const struct lci_context *context, struct lci_run_summary *summary, struct lci_error *err)
{
    struct lci_passes passes = {0};
    struct lci_lock lock;
    struct lci_job_time time = {.duration_s = 0.0};
    const double begin_s = lci_clock_s();
    enum lci_status status = LCI_OK;

    if (summary)
        *summary = (struct lci_run_summary){0};
    lci_clock_write_now(time.started_at);
    status = lock_output(config, extent, options, &lock, err);
    if (status != LCI_OK)
        return status;
    status = lci_passes_new(config, extent, context, &passes, err);
    passes.options = options;
    passes.memo = options->memo;
    if (status == LCI_OK && extent == LCI_RUN_ALL)
        status = take_sources(&passes, config, err);
    if (status == LCI_OK)
        status = lci_passes_run(&passes, err);
    if (status != LCI_E_CANCELLED && passes.count > 0) {
        const enum lci_status merged = lci_passes_merge_quality(&passes, status == LCI_OK ? err : NULL);

        status = status == LCI_OK ? merged : status;
        lci_job_log_quality(&passes.items[0]);
    }
    time.duration_s = lci_clock_s() - begin_s;
    if (status == LCI_OK && summary)
        status = lci_passes_summarize(&passes, &time, summary, err);
    if (status == LCI_OK && options->done)
        status = options->done(options->user, &passes, err);
    lci_passes_fini(&passes);
    lci_lock_release(&lock);
    return status;
}

void
lci_run_summary_fini(struct lci_run_summary *summary)
{
    lci_free(summary->json);
    lci_free(summary->text);
    lci_free(summary->text_zh);
    lci_free(summary->all_text);
    lci_free(summary->all_text_zh);
    *summary = (struct lci_run_summary){0};
}

enum lci_status
lci_inspect(const char *path, char **out, struct lci_error *err)
{
    struct lci_arena arena = {0};
    const char *text = NULL;
    enum lci_status status = lci_inspect_source(path, &arena, &text, err);

    *out = NULL;
    if (status == LCI_OK) {
        const size_t size = strlen(text) + 1;

        *out = lci_alloc(size, 1);
        if (*out)
            memcpy(*out, text, size);
        else
            status = lci_fail_nomem(err, path);
    }
    lci_arena_fini(&arena);
    return status;
}

void
lci_text_free(char *text)
{
    lci_free(text);
}

const char *
lci_version(void)
{
    return LCI_VERSION;
}

const char *
lci_versions(void)
{
    return LCI_LIBRARY_VERSIONS;
}
