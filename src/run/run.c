/* run.c - the main job from outside: lci_run(), and what else the command asks. */
#include <lifecircle/run.h>

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/alloc.h"
#include "run/job.h"

static void
write_now(char text[32])
{
    struct timespec now = {0};
    struct tm utc = {0};
    size_t length = 0;

    (void)clock_gettime(CLOCK_REALTIME, &now);
    (void)gmtime_r(&now.tv_sec, &utc);
    length = strftime(text, 20, "%Y-%m-%dT%H:%M:%S", &utc);
    (void)snprintf(text + length, 32 - length, ".%03ldZ", now.tv_nsec / 1000000);
}

static double
now_s(void)
{
    struct timespec now = {0};

    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

enum lci_status
lci_run(const struct lci_config *config, enum lci_run_extent extent,
        const struct lci_context *context, struct lci_run_summary *summary, struct lci_error *err)
{
    struct lci_passes passes = {0};
    struct lci_job_time time = {.duration_s = 0.0};
    const double begin_s = now_s();
    enum lci_status status = LCI_OK;

    if (summary)
        *summary = (struct lci_run_summary){0};
    write_now(time.started_at);
    status = lci_passes_new(config, extent, context, &passes, err);
    if (status == LCI_OK && extent == LCI_RUN_ALL)
        status = lci_run_sources_take(config, &passes.sources, err);
    if (status == LCI_OK)
        status = lci_passes_run(&passes, err);
    if (status != LCI_E_CANCELLED && passes.count > 0) {
        const enum lci_status merged = lci_passes_merge_quality(&passes, status == LCI_OK ? err : NULL);

        status = status == LCI_OK ? merged : status;
        lci_job_log_quality(&passes.items[0]);
    }
    time.duration_s = now_s() - begin_s;
    if (status == LCI_OK && summary)
        status = lci_passes_summarize(&passes, &time, summary, err);
    lci_passes_fini(&passes);
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
