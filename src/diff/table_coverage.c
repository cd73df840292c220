/* table_coverage.c - the table of shares that have changed. */
#include <math.h>

#include "diff/job.h"

/* What a row is about, as text or as a number; then what it says. */
enum column {
    PROFILE,
    LEVEL,
    UNIT_CODE,
    UNIT_NAME,
    DEFINITION,
    CATEGORY,
    CATEGORY_SET,
    WEIGHT,
    COUNTED_LEVEL,
    DETAIL,
    MEASURE,
    K,
    LIMIT_M,
    LIMIT_MIN,
    RADIUS_M,
    NUMERATOR,
    DENOMINATOR,
    RATIO,
    LISTED,
    COLUMN_COUNT
};

static const char *const columns[] = {
    [PROFILE] = "profile",
    [LEVEL] = "level",
    [UNIT_CODE] = "unit_code",
    [UNIT_NAME] = "unit_name",
    [DEFINITION] = "definition",
    [CATEGORY] = "category",
    [CATEGORY_SET] = "category_set",
    [WEIGHT] = "weight",
    [COUNTED_LEVEL] = "counted_level",
    [DETAIL] = "detail",
    [MEASURE] = "measure",
    [K] = "k",
    [LIMIT_M] = "limit_m",
    [LIMIT_MIN] = "limit_min",
    [RADIUS_M] = "radius_m",
    [NUMERATOR] = "numerator",
    [DENOMINATOR] = "denominator",
    [RATIO] = "ratio",
    [LISTED] = "listed",
};

struct coverage_writer {
    struct lci_diff_job *job;
    struct lci_diff_cursors *cursors;
};

static void
cell_integer_of(struct lci_cells *cells, double value)
{
    if (isfinite(value))
        lci_cell_integer(cells, (int64_t)value);
    else
        lci_cell_null(cells);
}

static enum lci_status
fill_coverage(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct coverage_writer *writer = user;
    struct lci_diff_cursors *cursors = writer->cursors;
    const struct lci_diff_row *row = &writer->job->coverage.items[index];
    struct lci_cells cells = {.values = out->values};
    enum lci_diff_side side = LCI_DIFF_NEW;
    enum lci_status status = lci_diff_go_on(writer->job, index, err);

    if (status == LCI_OK)
        status = lci_diff_seek(cursors, row->fids, err);
    if (status != LCI_OK)
        return status;
    side = lci_diff_latest(cursors);
    for (enum column c = PROFILE; c <= MEASURE; c++)
        lci_cell_text(&cells, lci_diff_text(cursors, side, c));
    cell_integer_of(&cells, lci_diff_real(cursors, side, K));
    for (enum column c = LIMIT_M; c <= RADIUS_M; c++)
        lci_cell_m(&cells, lci_diff_real(cursors, side, c));
    lci_cell_text(&cells, lci_diff_text(cursors, LCI_DIFF_OLD, CATEGORY));
    lci_cell_text(&cells, lci_diff_change_text(row->change));
    for (enum column c = NUMERATOR; c <= RATIO; c++)
        lci_diff_cells(&cells, lci_diff_real(cursors, LCI_DIFF_OLD, c), lci_diff_real(cursors, LCI_DIFF_NEW, c));
    lci_cell_text(&cells, lci_diff_text(cursors, LCI_DIFF_OLD, LISTED));
    lci_cell_text(&cells, lci_diff_text(cursors, LCI_DIFF_NEW, LISTED));
    return LCI_OK;
}

enum lci_status
lci_diff_table_coverage(struct lci_diff_job *job, struct lci_table *out, struct lci_error *err)
{
    static const char *const tables[LCI_DIFF_SIDES] = {"coverage", "coverage"};
    static const char *const *const both[LCI_DIFF_SIDES] = {columns, columns};
    struct lci_columns made = {.arena = &job->arena};
    struct coverage_writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));
    enum lci_status status = LCI_OK;

    if (!writer)
        return lci_fail_nomem(err, "coverage_changed");
    writer->job = job;
    status = lci_diff_cursors_keep(job, tables, both, COLUMN_COUNT, &writer->cursors, err);
    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "coverage_changed",
        .description = "Shares that have changed, with old and new numerator and denominator",
        .shape = LCI_TABLE_PLAIN,
        .row_count = job->coverage.count,
        .fill = fill_coverage,
        .user = writer,
    };
    for (enum column c = PROFILE; c <= MEASURE; c++)
        lci_columns_add(&made, LCI_COLUMN_TEXT, "as in the table coverage", "%s", columns[c]);
    lci_columns_add(&made, LCI_COLUMN_INTEGER, "as in the table coverage", "k");
    for (enum column c = LIMIT_M; c <= RADIUS_M; c++)
        lci_columns_add(&made, LCI_COLUMN_REAL, "as in the table coverage, of the new result", "%s", columns[c]);
    lci_columns_add(&made, LCI_COLUMN_TEXT, "category in the old result: another one where the definition is weakest",
                    "old_category");
    lci_columns_add(&made, LCI_COLUMN_TEXT,
                    "of the share: higher, lower, same_ratio (of other numbers, of another weakest category, or with other "
                    "facilities listed), no_ratio (nothing to "
                    "divide by in one of them); unchanged, only_old, only_new",
                    "change");
    lci_diff_columns(&made, "numerator", "what was covered");
    lci_diff_columns(&made, "denominator", "of what");
    lci_diff_columns(&made, "ratio", "share, 0 to 1");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "facilities that the old result lists", "old_listed");
    lci_columns_add(&made, LCI_COLUMN_TEXT, "facilities that the new result lists", "new_listed");
    return lci_columns_finish(&made, out, err);
}
