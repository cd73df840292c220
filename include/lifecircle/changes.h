/* changes.h - two results beside each other, and why they differ: by facilities, network, homes, parameters or program. */
#ifndef LIFECIRCLE_CHANGES_H
#define LIFECIRCLE_CHANGES_H

#include <stddef.h>

#include <lifecircle/config.h>
#include <lifecircle/diff.h>

#ifdef __cplusplus
extern "C" {
#endif

/** An input of a run, and what tells its contents from others: a fingerprint as text. */
struct lci_changes_input {
    const char *role; /* key of the configuration: "network", "homes", ..., "dem" */
    size_t number;    /* in its role, from 1 */
    const char *label;
    const char *content; /* NULL: a database, whose contents of then nobody knows */
};

/** One of the two results, and what it was made from. Borrowed. */
struct lci_changes_side {
    const char *result; /* GeoPackage that lci_run() has written */
    const char *name;   /* what summaries call it ("night 122"); NULL: by its path */
    /* What it was made by, with paths at which the inputs of then can be read now; NULL: not known, and why, for people. */
    const struct lci_config *config;
    const char *why_unknown;
    /* input_count: all that the run read; NULL: they are read, and have to be what the table `run` of the result says. */
    const struct lci_changes_input *inputs;
    size_t input_count;
    const char *program; /* what tells programs apart (build, versions of libraries); NULL: what the table `run` says of it */
};

struct lci_changes_options {
    struct lci_changes_side old_side, new_side;
    const char *temporary_folder; /* where replays are built and removed again; NULL: the system's */
    const char *output;           /* GeoPackage to write, or NULL */
    const char *csv_folder;       /* folder for the same tables as CSV, or NULL */
    bool all;                     /* also what is the same in both */
};

/**
 * As lci_diff(), and splits each change of numerators and denominators into what each group of changes has done to it: the groups
 * that differ are replayed by this program, each subset of them as in the new result and the others as in the old one (2^n - 2
 * runs for n groups that differ, none for one), and the mean over all orders is taken (doc/method.md, 11). Where the inputs of a
 * result are not known, or a replay fails, the results are compared all the same, and the summary says why causes are not known.
 *
 * The same inputs give the same summaries. Errors: as lci_diff(); LCI_E_DATA also where an input is not what the result was made
 * from. Cost: a run without layers for each replay. Threads: as lci_run().
 */
LCI_API LCI_MUST_USE enum lci_status lci_changes(const struct lci_changes_options *options, const struct lci_context *context,
                                                 struct lci_diff_summary *summary, struct lci_error *err);

#ifdef __cplusplus
}
#endif
#endif
