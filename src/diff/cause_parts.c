/* cause_parts.c - from the values of replays to the parts of causes. */
#include "diff/cause_parts.h"

#include <math.h>
#include <string.h>

const char *
lci_diff_cause_text(enum lci_diff_cause cause)
{
    static const char *const texts[LCI_CAUSE_COUNT] = {
        [LCI_CAUSE_PROGRAM] = "program", [LCI_CAUSE_FACILITIES] = "facilities", [LCI_CAUSE_NETWORK] = "network",
        [LCI_CAUSE_HOMES] = "homes",     [LCI_CAUSE_PARAMETERS] = "parameters",
    };

    return texts[cause];
}

bool
lci_cause_is_known(const struct lci_diff_job *job)
{
    return job->replays && !job->replays->why_unknown;
}

unsigned
lci_cause_subset_count(const struct lci_diff_replays *replays)
{
    return 1U << replays->count;
}

bool
lci_cause_has_file(const struct lci_diff_replays *replays, unsigned subset)
{
    return subset + 1 < lci_cause_subset_count(replays) && (subset > 0 || replays->program_differs);
}

enum lci_diff_side
lci_cause_side_of(const struct lci_diff_replays *replays, enum lci_diff_cause cause, unsigned subset)
{
    for (size_t i = 0; i < replays->count; i++)
        if (replays->causes[i] == cause && subset >> i & 1U)
            return LCI_DIFF_NEW;
    return LCI_DIFF_OLD;
}

bool
lci_cause_is_largest(const struct lci_cause_measure *measure)
{
    const struct lci_result_category *of = measure->of[LCI_DIFF_NEW];

    return !of || strcmp(of->limits[of->limit_count - 1].ratio_column, measure->ratio_columns[LCI_DIFF_NEW]) == 0;
}

bool
lci_cause_whole(double value, int64_t *out)
{
    *out = 0;
    if (!(fabs(value) <= (double)LCI_SHARES_VALUE_MOST))
        return false;
    *out = llround(value);
    return true;
}

void
lci_cause_sums_add(const struct lci_diff_replays *replays, struct lci_cause_sums *sums, unsigned subset, int64_t value)
{
    for (size_t i = 0; i < replays->count; i++)
        sums->of[i] += value * lci_shares_times(replays->count, subset, i);
}

bool
lci_cause_parts(const struct lci_diff_replays *replays, const struct lci_cause_sums *sums, int64_t old_value, int64_t base,
                int64_t parts[LCI_CAUSE_COUNT])
{
    int64_t own[LCI_SHARES_MOST] = {0};

    for (size_t c = 0; c < LCI_CAUSE_COUNT; c++)
        parts[c] = 0;
    lci_shares_round(sums->of, replays->count, own);
    for (size_t i = 0; i < replays->count; i++)
        parts[replays->causes[i]] = own[i];
    if (base != old_value && !replays->program_differs)
        return false;
    parts[LCI_CAUSE_PROGRAM] = base - old_value;
    return true;
}
