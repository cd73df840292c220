/* cause_parts.h - what the causes of differences are found from, for the files of this module that find them. */
#ifndef LCI_DIFF_CAUSE_PARTS_H
#define LCI_DIFF_CAUSE_PARTS_H

#include "diff/job.h"

/** How many times n! the values of all subsets are, cause by cause; n up to LCI_SHARES_MOST. */
struct lci_cause_sums {
    int64_t of[LCI_SHARES_MOST];
};

/** Adds what the value of a subset counts. */
void lci_cause_sums_add(const struct lci_diff_replays *replays, struct lci_cause_sums *sums, unsigned subset, int64_t value);

/**
 * Whole parts by cause: of the program what it changed beside the old value, of the others what the sums say; a cause that is not
 * among those that differ has 0. base: value of the subset of none, by the new program. False: the values differ though no cause
 * does, so that nobody knows why.
 */
bool lci_cause_parts(const struct lci_diff_replays *replays, const struct lci_cause_sums *sums, int64_t old_value, int64_t base,
                     int64_t parts[LCI_CAUSE_COUNT]);

/** The nearest whole number; false: there is none, or it is too great to stay exact. */
bool lci_cause_whole(double value, int64_t *out);

/** Whether a subset is read from a file of its own: not where it is the old or the new result. */
bool lci_cause_has_file(const struct lci_diff_replays *replays, unsigned subset);
unsigned lci_cause_subset_count(const struct lci_diff_replays *replays);

/** The result whose parameters the replay of a subset has: names of layers and columns, limits and speeds are as there. */
enum lci_diff_side lci_cause_side_of(const struct lci_diff_replays *replays, enum lci_diff_cause cause, unsigned subset);

/** Whether a measure is about the largest limit of its category in the new result; that of the whole circle is. */
bool lci_cause_is_largest(const struct lci_cause_measure *measure);

/** Whether causes were asked for and are known. */
bool lci_cause_is_known(const struct lci_diff_job *job);

#endif
