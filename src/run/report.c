/* report.c - warnings and errors of the table `quality` on the log, the first few of each. */
#include <stdio.h>
#include <string.h>

#include "base/log.h"
#include "run/job.h"

enum { SHOWN_A_CODE = 3 };

static bool
same_group(const struct lci_quality_row *a, const struct lci_quality_row *b)
{
    return a->severity == b->severity && strcmp(a->code, b->code) == 0;
}

static void
log_row(const struct lci_context *context, const struct lci_quality_row *row)
{
    const bool has_field = row->field[0] != '\0';
    const bool has_id = row->feature_id[0] != '\0';
    const bool has_profile = row->profile[0] != '\0';
    const bool has_source = row->source[0] != '\0';
    const char *layer = row->layer_name[0] != '\0' ? row->layer_name : row->layer;

    lci_log(context, row->severity == LCI_SEVERITY_ERROR ? LCI_LOG_ERROR : LCI_LOG_WARNING,
            "%s%s%s%s: %s%s%s%s%s%s%s: %s; %s", row->code, has_profile ? " (" : "", row->profile,
            has_profile ? ")" : "", has_source ? row->source : "",
            has_source && layer[0] != '\0' ? ": " : "", layer, has_id ? " " : "", row->feature_id,
            has_field ? ", field " : "", row->field, row->found, row->done);
}

/* One code at one severity: there are few of them. */
struct group {
    const struct lci_quality_row *first;
    size_t count;
};

enum { GROUP_MAX = 64 };

static struct group *
find_group(struct group groups[GROUP_MAX], size_t *count, const struct lci_quality_row *row)
{
    for (size_t g = 0; g < *count; g++)
        if (same_group(groups[g].first, row))
            return &groups[g];
    if (*count == GROUP_MAX)
        return NULL;
    groups[*count] = (struct group){.first = row};
    return &groups[(*count)++];
}

void
lci_job_log_quality(const struct lci_job *job)
{
    struct group groups[GROUP_MAX];
    size_t group_count = 0;

    for (size_t i = 0; i < job->quality.count; i++) {
        const struct lci_quality_row *row = &job->quality.rows[i];
        struct group *group = NULL;

        if (row->severity == LCI_SEVERITY_NOTE)
            continue;
        group = find_group(groups, &group_count, row);
        if (group && ++group->count <= SHOWN_A_CODE)
            log_row(job->context, row);
    }
    for (size_t g = 0; g < group_count; g++)
        if (groups[g].count > SHOWN_A_CODE)
            lci_log(job->context,
                    groups[g].first->severity == LCI_SEVERITY_ERROR ? LCI_LOG_ERROR
                                                                    : LCI_LOG_WARNING,
                    "%s: %zu in all; the table quality lists each", groups[g].first->code,
                    groups[g].count);
}
