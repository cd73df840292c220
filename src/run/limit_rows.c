/* limit_rows.c - what tables with a row a unit, limit of a category, and weight have in common. */
#include "run/limit_rows.h"

#include "base/alloc.h"

enum lci_status
lci_limit_rows_make(struct lci_job *job, bool with_land, const char *table, struct lci_limit_rows **out, struct lci_error *err)
{
    const size_t weight_count = job->homes.weight_count;
    struct lci_limit_rows *rows = lci_arena_alloc(&job->arena, 1, sizeof(*rows));
    uint32_t *measures = lci_arena_alloc(&job->arena, weight_count + 1, sizeof(*measures));

    *out = rows;
    if (!rows || !measures)
        return lci_fail_nomem(err, table);
    *rows = (struct lci_limit_rows){.job = job, .measures = measures, .limit_total = job->coverage.sums.limit_total};
    if (with_land)
        measures[rows->measure_count++] = LCI_NONE;
    for (uint32_t w = 0; w < weight_count; w++)
        if (job->coverage.weight_is_known[w])
            measures[rows->measure_count++] = w;
    rows->row_count = (job->units.count + 1) * rows->limit_total * rows->measure_count;
    return LCI_OK;
}

struct lci_limit_row
lci_limit_rows_at(const struct lci_limit_rows *rows, size_t index)
{
    const struct lci_sums *sums = &rows->job->coverage.sums;
    struct lci_limit_row row = {
        .place = index / rows->measure_count / rows->limit_total,
        .limit_at = index / rows->measure_count % rows->limit_total,
        .measure_at = index % rows->measure_count,
    };

    row.unit = row.place == 0 ? sums->unit_count : row.place - 1;
    row.category = lci_category_at(sums->limit_first, row.limit_at);
    row.limit = row.limit_at - sums->limit_first[row.category];
    row.measure = rows->measures[row.measure_at];
    return row;
}

void
lci_limit_row_fill(const struct lci_limit_rows *rows, const struct lci_limit_row *row, struct lci_cells *cells)
{
    const struct lci_job *job = rows->job;

    lci_cell_text(cells, job->config->profile.id);
    lci_cells_unit(cells, job, row->place == 0 ? LCI_NONE : (uint32_t)row->unit);
    lci_cell_text(cells, job->categories[row->category].id);
    lci_cell_m(cells, job->limits[row->category].limits_m[row->limit]);
    lci_cell_m(cells, lci_job_limit_min(job, row->category, row->limit));
    lci_cell_text(cells, row->measure == LCI_NONE ? "land" : job->homes.weight_names[row->measure]);
}

void
lci_limit_row_columns(struct lci_columns *columns, const char *limit, const char *weight)
{
    lci_columns_add(columns, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_unit(columns);
    lci_columns_add(columns, LCI_COLUMN_TEXT, "category", "category");
    lci_columns_add(columns, LCI_COLUMN_REAL, limit, "limit_m");
    lci_columns_add(columns, LCI_COLUMN_REAL, "the same in minutes at the profile's speed", "limit_min");
    lci_columns_add(columns, LCI_COLUMN_TEXT, weight, "weight");
}
