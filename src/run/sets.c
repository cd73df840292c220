/* sets.c - the sets of categories of a run, by the numbers of their categories. */
#include <stdio.h>
#include <stdlib.h>

#include "base/alloc.h"
#include "run/job.h"

static int
compare_numbers(const void *left, const void *right)
{
    const uint32_t a = *(const uint32_t *)left;
    const uint32_t b = *(const uint32_t *)right;

    return (a > b) - (a < b);
}

static enum lci_status
number_set(struct lci_job *job, const struct lci_set *from, struct lci_category_set *to, struct lci_error *err)
{
    uint32_t *categories = lci_arena_alloc(&job->arena, from->categories.count, sizeof(*categories));

    if (!categories)
        return lci_fail_nomem(err, "sets of categories");
    for (size_t c = 0; c < from->categories.count; c++) {
        categories[c] = lci_job_find_category(job, from->categories.items[c]);
        if (categories[c] == LCI_NONE)
            return lci_fail(err, LCI_E_CONFIG, "sets: %s: expected categories that facilities have, found \"%s\"", from->id,
                            from->categories.items[c]);
    }
    qsort(categories, from->categories.count, sizeof(*categories), compare_numbers);
    *to = (struct lci_category_set){from->id, categories, from->categories.count};
    return LCI_OK;
}

/* Each optional category that is handed in is one more that the whole circle asks for, which nobody may have meant. */
static enum lci_status
report_optional(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    size_t count = 0;
    char found[96];
    const struct lci_quality_row row = {
        .severity = LCI_SEVERITY_WARNING,
        .stage = "read",
        .code = "circle_asks_for_optional",
        .layer = "facilities",
        .field = "sets",
        .found = found,
        .done = "whole_circle and all_of of all categories ask for each of them; sets: [{id: ..., categories: [...]}] adds a "
                "circle of those that are meant",
    };

    for (size_t c = 0; c < job->category_count && config->category_count > 0; c++)
        count += config->categories[job->categories[c].configured].optional;
    (void)snprintf(found, sizeof(found), "%zu of %zu categories are optional", count, job->category_count);
    return count > 0 && config->set_count == 0 ? lci_job_remark(job, &row, err) : LCI_OK;
}

enum lci_status
lci_job_number_sets(struct lci_job *job, struct lci_error *err)
{
    const struct lci_config *config = job->config;
    enum lci_status status = LCI_OK;

    job->sets = lci_arena_alloc(&job->arena, config->set_count, sizeof(*job->sets));
    if (!job->sets)
        return lci_fail_nomem(err, "sets of categories");
    for (; job->set_count < config->set_count && status == LCI_OK; job->set_count++)
        status = number_set(job, &config->sets[job->set_count], &job->sets[job->set_count], err);
    return status == LCI_OK ? report_optional(job, err) : status;
}
