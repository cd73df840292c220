/* table_missing.c - how many minutes are missing: how far beyond a limit those walk who are not within it. */
#include <math.h>

#include "run/limit_rows.h"

static enum lci_status
fill_missing(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct lci_limit_rows *rows = user;
    const struct lci_job *job = rows->job;
    const struct lci_sums *sums = &job->coverage.sums;
    const struct lci_limit_row row = lci_limit_rows_at(rows, index);
    const double whole = lci_sum_weight(sums, row.unit, row.measure);
    const double walked = lci_sum_walked(sums, row.unit, row.category, row.measure);
    const double beyond = walked - lci_sum_covered(sums, row.unit, row.category, row.limit, row.measure);
    const double total_min = lci_sum_beyond_min(sums, row.unit, row.category, row.limit, row.measure);
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_limit_row_fill(rows, &row, &cells);
    lci_cell_number(&cells, whole);
    lci_cell_number(&cells, beyond);
    lci_cell_number(&cells, whole - walked);
    lci_cell_number(&cells, total_min);
    lci_cell_m(&cells, total_min > 0.0 ? total_min / beyond : NAN);
    lci_cell_text(&cells, lci_weight_measure(job, row.measure));
    return LCI_OK;
}

enum lci_status
lci_table_missing_minutes(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct lci_limit_rows *rows = NULL;
    const enum lci_status status = lci_limit_rows_make(job, false, "missing_minutes", &rows, err);

    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "missing_minutes",
        .description = "Missing minutes: how far beyond each limit those walk who are not within it",
        .shape = LCI_TABLE_PLAIN,
        .row_count = rows->row_count,
        .fill = fill_missing,
        .user = rows,
    };
    lci_limit_row_columns(&columns, "longest walk that counts", "what is weighed");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "all of it", "denominator");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "those who walk farther than the limit", "beyond");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "those who have no walk at all", "without_walk");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "minutes beyond the limit, of all who walk beyond it", "missing_total_min");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "missing_total_min / beyond; none where nobody walks beyond it", "missing_min");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "what denominator, beyond and without_walk count", "measure");
    return lci_columns_finish(&columns, out, err);
}
