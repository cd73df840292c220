/* causes.h - what has caused the differences of two results: replays of what has changed, and objects that have. */
#ifndef LCI_DIFF_CAUSES_H
#define LCI_DIFF_CAUSES_H

#include <lifecircle/diff.h>

#include "base/error.h"
#include "diff/shares.h"

/** What may be different between two runs, in the order in which parts stand in tables and ties are settled. */
enum lci_diff_cause {
    LCI_CAUSE_PROGRAM,
    LCI_CAUSE_FACILITIES,
    LCI_CAUSE_NETWORK,
    LCI_CAUSE_HOMES,
    LCI_CAUSE_PARAMETERS,
    LCI_CAUSE_COUNT
};

/** "program", "facilities", ... Static. */
const char *lci_diff_cause_text(enum lci_diff_cause cause);

/** Something of the inputs that is different, and that results do not show: a street, a barrier, a parameter. Texts are borrowed.
 */
struct lci_diff_given {
    enum lci_diff_cause cause;
    const char *kind;                  /* "street", "barrier", "parameter", ... */
    const char *id, *name, *of;        /* name, of: NULL where there is none */
    const char *change;                /* "added", "removed", "changed", ... */
    const char *fields;                /* what of it; NULL: all, or nothing to name */
    const char *old_value, *new_value; /* NULL: none */
    const double *xy_m;                /* 2 * point_count, working system: where it is, or was and is now; NULL: it has no place */
    size_t point_count;
    bool is_line; /* from point to point; else each stands for itself */
};

/**
 * Results of the new program with some causes as they are in the new result and the others as they are in the old one. Borrowed
 * while results are compared.
 */
struct lci_diff_replays {
    const char *names[2];    /* what the results are called in summaries; NULL: by their paths */
    const char *why_unknown; /* not NULL: causes are not known, and why, for people; all else is not looked at */
    bool program_differs;    /* then its part comes first: paths[0] less the old result */
    enum lci_diff_cause causes[LCI_SHARES_MOST]; /* count: those that differ beside it, ascending */
    size_t count;
    const char *const *paths; /* 1 << count GeoPackages, by the subset of causes that are new, a bit each; the last is not looked
                               * at: it is the new result; [0] is the old one where the programs are the same */
    const struct lci_diff_given *given; /* given_count */
    size_t given_count;
};

/** As lci_diff(), with the causes; replays NULL: nothing is said of causes. Errors: as there. */
LCI_MUST_USE enum lci_status lci_diff_with_replays(const struct lci_diff_options *options, const struct lci_diff_replays *replays,
                                                   const struct lci_context *context, struct lci_diff_summary *summary,
                                                   struct lci_error *err);

#endif
