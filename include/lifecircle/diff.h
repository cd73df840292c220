/* diff.h - two results of runs beside each other: who won, who lost, and what may be the cause. */
#ifndef LIFECIRCLE_DIFF_H
#define LIFECIRCLE_DIFF_H

#include <stdbool.h>

#include <lifecircle/context.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What to compare, and where to write it. Paths are borrowed. */
struct lci_diff_options {
    const char *old_path, *new_path; /* GeoPackages that lci_run() has written */
    const char *output;              /* GeoPackage to write, or NULL */
    const char *csv_folder;          /* folder for the same tables as CSV, or NULL */
    bool all;                        /* also what is the same in both */
};

/** What came out, for a summary; free with lci_diff_summary_fini(). */
struct lci_diff_summary {
    char *json;    /* one JSON object in UTF-8 */
    char *text;    /* the same for a person, several lines */
    char *text_zh; /* the same in Chinese */
};

/**
 * Compares two results. Both are only read; what is written is built aside and renamed into place. The same results give the same
 * bytes. summary may be NULL.
 * Errors: LCI_E_IO, LCI_E_DATA (no result, or one that cannot be compared), LCI_E_CONFIG (the output is an input, or in the way of
 * something else), LCI_E_NOMEM, LCI_E_CANCELLED; an older output is untouched by any of them.
 * Memory: some 100 bytes a row of `coverage` in each. Threads: one at a time in a process (GDAL's drivers are process-wide).
 */
LCI_API LCI_MUST_USE enum lci_status lci_diff(const struct lci_diff_options *options, const struct lci_context *context,
                                              struct lci_diff_summary *summary, struct lci_error *err);
LCI_API void lci_diff_summary_fini(struct lci_diff_summary *summary);

#ifdef __cplusplus
}
#endif
#endif
