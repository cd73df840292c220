/* pass_quality.c - the quality rows of all passes as one list, none twice. */
#include "base/alloc.h"
#include "run/job.h"

/* The rows of one pass, sorted, from `next` on. */
struct reading {
    const char *profile;
    const struct lci_quality_row *rows;
    size_t next, count;
    size_t equal; /* rows from `next` on that say what the row in hand says */
};

static enum lci_status
add(struct lci_quality *all, const struct lci_quality_row *row, const char *profile, size_t times,
    struct lci_error *err)
{
    struct lci_quality_row copy = *row;

    copy.profile = profile;
    for (; times > 0; times--)
        if (!lci_quality_add(all, &copy))
            return lci_fail_nomem(err, "quality");
    return LCI_OK;
}

/* The first row in the order of the table that no reading is past; NULL: all are at their end. */
static const struct lci_quality_row *
least_row(const struct reading *readings, size_t count)
{
    const struct lci_quality_row *least = NULL;

    for (size_t i = 0; i < count; i++) {
        const struct reading *reading = &readings[i];

        if (reading->next < reading->count &&
            (!least || lci_quality_compare(&reading->rows[reading->next], least) < 0))
            least = &reading->rows[reading->next];
    }
    return least;
}

/* Counts the rows equal to `row` in every reading. */
static void
count_equal(struct reading *readings, size_t count, const struct lci_quality_row *row)
{
    for (size_t i = 0; i < count; i++) {
        struct reading *reading = &readings[i];

        reading->equal = 0;
        while (reading->next + reading->equal < reading->count &&
               lci_quality_compare(&reading->rows[reading->next + reading->equal], row) == 0)
            reading->equal++;
    }
}

/*
 * The first walk_count readings are passes of those who walk. A row that is in each of them as often is about all; what composing
 * found is news only where none of them says it.
 */
static enum lci_status
merge(struct reading *readings, size_t walk_count, size_t count, struct lci_quality *all, struct lci_error *err)
{
    const struct lci_quality_row *row = NULL;
    enum lci_status status = LCI_OK;

    while (status == LCI_OK && (row = least_row(readings, count)) != NULL) {
        bool is_said = false;
        bool is_same = true;

        count_equal(readings, count, row);
        for (size_t i = 0; i < walk_count; i++) {
            is_said = is_said || readings[i].equal > 0;
            is_same = is_same && readings[i].equal == readings[0].equal;
        }
        if (is_said && is_same)
            status = add(all, row, "", readings[0].equal, err);
        for (size_t i = 0; i < (is_said ? walk_count : count) && !(is_said && is_same) && status == LCI_OK; i++)
            status = add(all, row, readings[i].profile, readings[i].equal, err);
        for (size_t i = 0; i < count; i++)
            readings[i].next += readings[i].equal;
    }
    return status;
}

/* Takes the rows that are about all passes out of the first one's. */
static enum lci_status
take_shared(struct lci_quality *from, size_t shared_count, struct lci_quality *all,
            struct lci_quality *own, struct lci_error *err)
{
    enum lci_status status = LCI_OK;

    for (size_t i = 0; i < from->count && status == LCI_OK; i++)
        status = add(i < shared_count ? all : own, &from->rows[i], "", 1, err);
    return status;
}

enum lci_status
lci_passes_merge_quality(struct lci_passes *passes, struct lci_error *err)
{
    struct lci_quality all = {0};
    struct lci_quality own = {0}; /* the first pass's without the shared ones */
    struct reading *readings = NULL;
    struct lci_job *first = &passes->items[0];
    enum lci_status status = LCI_OK;

    if (passes->count > 1 && !passes->quality_is_merged) {
        readings = lci_new_array(struct reading, passes->count);
        status = readings ? take_shared(&first->quality, first->shared_quality_count, &all, &own, err)
                          : lci_fail_nomem(err, "quality");
        for (size_t i = 0; i < passes->count && status == LCI_OK; i++) {
            struct lci_job *job = &passes->items[i];
            struct lci_quality *rows = i == 0 ? &own : &job->quality;

            lci_quality_sort(rows);
            readings[i] = (struct reading){
                .profile = job->config->profile.id, .rows = rows->rows, .count = rows->count};
        }
        if (status == LCI_OK)
            status = merge(readings, passes->walk_count, passes->count, &all, err);
        if (status == LCI_OK) {
            lci_quality_fini(&first->quality);
            first->quality = all;
            all = (struct lci_quality){0};
        }
    }
    passes->quality_is_merged = passes->quality_is_merged || status == LCI_OK;
    lci_quality_sort(&first->quality);
    lci_quality_fini(&all);
    lci_quality_fini(&own);
    lci_free(readings);
    return status;
}
