/* entries.c - what the runs were made with, where it differs; and what could not be compared. */
#include <string.h>

#include "diff/job.h"

/* Entries of the new result, then those that only the old one has; of a key that stands there twice each with the next. */
enum lci_status
lci_diff_entries(struct lci_diff_job *job, struct lci_error *err)
{
    const struct lci_result *results = job->results;
    struct lci_keyed *keys[LCI_DIFF_SIDES] = {NULL};
    struct lci_pairs pairs = {.items = NULL};
    enum lci_status status = LCI_OK;

    for (size_t side = 0; side < LCI_DIFF_SIDES && status == LCI_OK; side++) {
        keys[side] = lci_new_array(struct lci_keyed, results[side].entry_count);
        for (size_t i = 0; i < results[side].entry_count && keys[side]; i++)
            keys[side][i] = (struct lci_keyed){lci_numbering_text(&job->numbering, results[side].entries[i].key), (uint32_t)i + 1};
        if (!keys[side] || job->numbering.failed)
            status = lci_fail_nomem(err, "run");
    }
    if (status == LCI_OK)
        status = lci_pairs_build(keys[LCI_DIFF_OLD], results[LCI_DIFF_OLD].entry_count, keys[LCI_DIFF_NEW],
                                 results[LCI_DIFF_NEW].entry_count, NULL, NULL, &pairs, err);
    for (size_t i = 0; i < pairs.count && status == LCI_OK; i++) {
        const struct lci_pair_of_rows *pair = &pairs.items[i];
        const struct lci_diff_row row = {.fids = {pair->old_row, pair->new_row}};
        const bool same = pair->old_row > 0 && pair->new_row > 0 &&
                          strcmp(results[LCI_DIFF_OLD].entries[pair->old_row - 1].value,
                                 results[LCI_DIFF_NEW].entries[pair->new_row - 1].value) == 0;

        if (!same || job->options.all)
            status = lci_diff_add(&job->entries, &row, err);
    }
    lci_free(pairs.items);
    for (size_t side = 0; side < LCI_DIFF_SIDES; side++)
        lci_free(keys[side]);
    return status;
}

const struct lci_result_entry *
lci_diff_entry(const struct lci_diff_job *job, const struct lci_diff_row *row, enum lci_diff_side side)
{
    return row->fids[side] > 0 ? &job->results[side].entries[row->fids[side] - 1] : NULL;
}

static enum lci_status
fill_entry(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct lci_diff_job *job = user;
    const struct lci_diff_row *row = &job->entries.items[index];
    const struct lci_result_entry *old = lci_diff_entry(job, row, LCI_DIFF_OLD);
    const struct lci_result_entry *new_entry = lci_diff_entry(job, row, LCI_DIFF_NEW);
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_cell_text(&cells, new_entry ? new_entry->key : old->key);
    lci_cell_text(&cells, old ? old->value : NULL);
    lci_cell_text(&cells, new_entry ? new_entry->value : NULL);
    return LCI_OK;
}

enum lci_status
lci_diff_table_entries(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns made = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "run_changed",
        .description = "Parameters, inputs and versions of the runs that differ",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->entries.count,
        .fill = fill_entry,
        .user = job,
    };
    lci_columns_add(&made, LCI_COLUMN_TEXT, "as in the table run", "key");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "its value in the old result", "old_value");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "its value in the new result", "new_value");
    return lci_columns_finish(&made, out, err);
}

static enum lci_status
fill_rest(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct lci_diff_job *job = user;
    const struct lci_diff_rest *rest = &job->rests[index];
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_cell_text(&cells, rest->kind);
    lci_cell_text(&cells, rest->name);
    lci_cell_text(&cells, rest->side == LCI_DIFF_OLD ? "old" : "new");
    lci_cell_integer(&cells, (int64_t)rest->row_count);
    return LCI_OK;
}

enum lci_status
lci_diff_table_rests(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns made = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "not_compared",
        .description = "What only one of the results has, so that it could not be compared",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->rest_count,
        .fill = fill_rest,
        .user = job,
    };
    lci_columns_add(&made, LCI_COLUMN_TEXT,
                    "profile, indicator, unit, definition, category, weight, limit, row (of coverage: none of these alone), gaps "
                    "(their largest "
                    "limit differs) or layer",
                    "kind");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "which one", "name");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "the result that has it: old or new", "found_in");
    lci_columns_add(&made, LCI_COLUMN_INTEGER, "rows of coverage, or gaps, that it concerns", "row_count");
    return lci_columns_finish(&made, out, err);
}
