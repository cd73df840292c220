/* run.h - the main job: from a configuration to published results. */
#ifndef LIFECIRCLE_RUN_H
#define LIFECIRCLE_RUN_H

#include <stdbool.h>
#include <stddef.h>

#include <lifecircle/config.h>
#include <lifecircle/context.h>

#ifdef __cplusplus
extern "C" {
#endif

enum lci_run_extent {
    LCI_RUN_ALL,     /* read, compute, write */
    LCI_RUN_CHECK,   /* read and judge the inputs only; nothing is written */
    LCI_RUN_DRY      /* everything but writing */
};

/** What came out, for a summary. Free with lci_run_summary_fini(). */
struct lci_run_summary {
    size_t quality_error_count, quality_warning_count;
    char *json; /* one JSON object in UTF-8: counts, coverage by category, durations, files written */
    char *text; /* the same for a person, several lines; of many shares only those that decide */
    char *text_zh; /* the same in Chinese */
    char *all_text, *all_text_zh; /* with every share */
};

/**
 * Runs `config`. summary may be NULL.
 * Errors: LCI_E_IO, LCI_E_DATA, LCI_E_CONFIG, LCI_E_NOMEM, LCI_E_CANCELLED; the last good result is untouched by any of them.
 * Threads: one run at a time in a process (GDAL's drivers are process-wide).
 */
LCI_API LCI_MUST_USE enum lci_status lci_run(const struct lci_config *config,
                                             enum lci_run_extent extent,
                                             const struct lci_context *context,
                                             struct lci_run_summary *summary, struct lci_error *err);
LCI_API void lci_run_summary_fini(struct lci_run_summary *summary);

/** Describes what a file or folder holds and how it would be read; *out is freed with lci_text_free(). */
LCI_API LCI_MUST_USE enum lci_status lci_inspect(const char *path, char **out, struct lci_error *err);
LCI_API void lci_text_free(char *text);

/** "0.1.0", and a line of the versions of the libraries in use. Static. */
LCI_API const char *lci_version(void);
LCI_API const char *lci_versions(void);

#ifdef __cplusplus
}
#endif
#endif
