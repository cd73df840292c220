/* parts.h - what the files of this module share while two results are explained. */
#ifndef LCI_CHANGES_PARTS_H
#define LCI_CHANGES_PARTS_H

#include <lifecircle/changes.h>

#include "base/alloc.h"
#include "diff/causes.h"
#include "result/result.h"

struct lci_memo;

enum lci_changes_which { LCI_CHANGES_OLD, LCI_CHANGES_NEW, LCI_CHANGES_SIDES };

/** What is found out, one thing after the other. All in the arena but the given ones. */
struct lci_changes_job {
    const struct lci_changes_options *options;
    const struct lci_changes_side *sides[LCI_CHANGES_SIDES];
    const struct lci_context *context;
    struct lci_memo *memo; /* for replays; NULL: none */
    struct lci_arena arena;
    struct lci_result results[LCI_CHANGES_SIDES]; /* for what they say of their making */
    const struct lci_changes_input *inputs[LCI_CHANGES_SIDES]; /* input_counts */
    size_t input_counts[LCI_CHANGES_SIDES];
    struct lci_diff_replays replays;
    struct lci_diff_given *given; /* given_count; lci_free(), then those of the replays are gone */
    size_t given_count, given_capacity;
    char why_unknown[512]; /* "": causes are known */
};

/** Notes why causes are not known; the first reason counts. */
void lci_changes_give_up(struct lci_changes_job *job, const char *format, ...) LCI_PRINTF(2, 3);

/** Adds something that has changed. Errors: LCI_E_NOMEM. */
LCI_MUST_USE enum lci_status lci_changes_add(struct lci_changes_job *job, const struct lci_diff_given *given,
                                             struct lci_error *err);

/**
 * Finds out which groups differ, and whether the program does; adds the parameters and sources that do. Gives up where the inputs
 * of a result are not known. Errors: LCI_E_DATA (an input is not what the result was made from), LCI_E_IO, LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_changes_compare(struct lci_changes_job *job, struct lci_error *err);

/** Adds the streets and barriers that were added, removed or changed, if the network is among what differs. Errors: as of reading.
 */
LCI_MUST_USE enum lci_status lci_changes_streets(struct lci_changes_job *job, struct lci_error *err);

/**
 * Makes the replays that are needed, in `folder`, and fills the paths. Gives up where one fails. Errors: LCI_E_CANCELLED,
 * LCI_E_NOMEM.
 */
LCI_MUST_USE enum lci_status lci_changes_replay(struct lci_changes_job *job, const char *folder, struct lci_error *err);

#endif
