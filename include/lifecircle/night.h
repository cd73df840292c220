/* night.h - a run that is repeated: it computes what has changed, and publishes complete results or none. */
#ifndef LIFECIRCLE_NIGHT_H
#define LIFECIRCLE_NIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include <lifecircle/diff.h>
#include <lifecircle/run.h>

#ifdef __cplusplus
extern "C" {
#endif

struct lci_night_options {
    bool full;   /* compute everything, whatever is known of earlier nights */
    bool accept; /* publish, whatever alarms there are */
};

/** What became of a night that did not fail. */
enum lci_night_outcome {
    LCI_NIGHT_WAS_UNCHANGED, /* all as in the published night: nothing was computed, its results stay */
    LCI_NIGHT_WAS_PUBLISHED  /* `current` names its results now */
};

/** Free with lci_night_summary_fini(). */
struct lci_night_summary {
    uint64_t night;     /* its number */
    uint64_t published; /* the one whose results `current` names now */
    enum lci_night_outcome outcome;
    char *line, *line_zh;       /* what happened, in one line */
    char *json;                 /* one JSON object: night, published, outcome, `values` that were kept and made, `run` or null */
    struct lci_run_summary run; /* of a night that computed something */
};

/**
 * Runs a configuration with the section `nights`: in the folder of output.path it keeps results night by night, `current` is a
 * link to the published ones. Without anything changed nothing is computed. With changes only what they can touch is, and the
 * results are those of a full run, byte for byte. They are built aside, checked, synced, and then `current` is switched to them at
 * once: whatever fails or kills this, the results published before stay, and the next night needs no help.
 *
 * summary may be NULL. Errors: as lci_run(), LCI_E_LOCKED (another night is at work on this folder), LCI_E_ALARM (an alarm of the
 * configuration: nothing was published), LCI_E_ARG (no section `nights`). Threads: as lci_run().
 */
LCI_API LCI_MUST_USE enum lci_status lci_night_run(const struct lci_config *config, const struct lci_night_options *options,
                                                   const struct lci_context *context, struct lci_night_summary *summary,
                                                   struct lci_error *err);
LCI_API void lci_night_summary_fini(struct lci_night_summary *summary);

/** What came of making results again. Free with lci_night_again_fini(). */
struct lci_night_again {
    uint64_t night;     /* whose results they are */
    bool other_program; /* this program, or a library of it, is not the one that made them */
    size_t file_count;
    size_t different_count;
    char *line, *line_zh, *json; /* what came of it; files that differ are named in the log */
};

/**
 * Makes the results of a night again from its manifest ("F/runs/000123/manifest.json", or that folder) and the copies of its
 * inputs, into `folder`, which must not exist or be empty, and compares them with the fingerprints in the manifest. Databases
 * are read as they are now. The folder of the nights is only read. out may be NULL. Errors: LCI_E_DATA (a copy of an input is
 * missing or damaged, or the manifest is), LCI_E_CONFIG (folder is not empty), else as lci_run(). Results that differ are no
 * error: different_count says so.
 */
LCI_API LCI_MUST_USE enum lci_status lci_night_rerun(const char *manifest, const char *folder, const struct lci_context *context,
                                                     struct lci_night_again *out, struct lci_error *err);

/**
 * Whether the state of a configuration with `nights` is right: the published files are those that were written; everything
 * computed anew from the copies of the published night's inputs gives the same files; and so does what a night would do, with
 * values of earlier nights. Holds the lock meanwhile; changes nothing. Errors: as lci_night_rerun(), LCI_E_LOCKED; LCI_E_DATA
 * also where nothing is published.
 */
LCI_API LCI_MUST_USE enum lci_status lci_night_verify(const struct lci_config *config, const struct lci_context *context,
                                                      struct lci_night_again *out, struct lci_error *err);
LCI_API void lci_night_again_fini(struct lci_night_again *again);

/** Which series of the history; NULL: all. A unit by its code or name, a category or set or indicator by its id. */
struct lci_night_filter {
    const char *unit, *category, *definition;
};

/**
 * What every night has said of its units, as CSV (UTF-8, RFC 4180, a heading, no byte-order mark): a row for each published
 * night and series, ordered by night, level, code and what is asked. Values of nights in which nothing changed are those of the
 * night before. *out is freed with lci_text_free(). May be called while a night is at work. Errors: LCI_E_ARG (no section
 * `nights`), LCI_E_IO (no state yet), LCI_E_DATA (a state of another program, or a damaged one), LCI_E_NOMEM.
 */
LCI_API LCI_MUST_USE enum lci_status lci_night_history(const struct lci_config *config, const struct lci_night_filter *filter,
                                                       char **out, struct lci_error *err);

/** How it stands with the nights of a configuration. Free with lci_night_standing_fini(). */
struct lci_night_standing {
    bool is_at_work;   /* a night holds the lock */
    bool is_good;      /* what is published is what the last night that ended made, or found unchanged */
    char *text, *text_zh; /* for people, several lines */
    char *json;           /* one JSON object; doc/operators.md has its members */
};

/** May be called while a night is at work. Errors: as lci_night_history(), but that there is no state yet is none. */
LCI_API LCI_MUST_USE enum lci_status lci_night_standing_get(const struct lci_config *config, struct lci_night_standing *out,
                                                          struct lci_error *err);
LCI_API void lci_night_standing_fini(struct lci_night_standing *standing);

/** Two results to compare. Borrowed. */
struct lci_night_compare_options {
    const char *old_path, *new_path; /* a folder of `runs` (or `current`), the manifest in it, or a GeoPackage */
    const struct lci_config *old_config, *new_config; /* what a GeoPackage was made by, if it is of no night; NULL: not known */
    const char *output;     /* GeoPackage to write, or NULL */
    const char *csv_folder; /* folder for the same tables as CSV, or NULL */
    bool all;               /* also what is the same in both */
};

/**
 * As lci_changes(). What a night was made from is in its manifest and the copies of its inputs beside it; of a GeoPackage in the
 * manifest that lies beside it, if one does, unless its configuration is given.
 * Errors: as there, and LCI_E_DATA (a folder without the results of a night).
 */
LCI_API LCI_MUST_USE enum lci_status lci_night_compare(const struct lci_night_compare_options *options,
                                                       const struct lci_context *context, struct lci_diff_summary *summary,
                                                       struct lci_error *err);

#ifdef __cplusplus
}
#endif
#endif
