/* table_missing.c - how many minutes are missing: how far beyond a limit those walk who are not within it. */
#include <math.h>

#include "base/alloc.h"
#include "run/tables.h"

enum { SECONDS_A_MINUTE = 60 };

/* A row is a unit, a limit of a category, and a weight that some home has. */
struct writer {
    struct lci_job *job;
    uint32_t *weights; /* weight_count */
    size_t weight_count;
};

static enum lci_status
fill_missing(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct writer *writer = user;
    const struct lci_job *job = writer->job;
    const struct lci_sums *sums = &job->coverage.sums;
    const size_t limit_total = job->land.limit_total;
    const uint32_t w = writer->weights[index % writer->weight_count];
    const size_t at = index / writer->weight_count % limit_total;
    const uint32_t category = lci_land_category(&job->land, at);
    const size_t limit = at - job->land.limit_first[category];
    const size_t place = index / writer->weight_count / limit_total; /* 0: everything */
    const size_t unit = place == 0 ? job->units.count : place - 1;
    const double whole = lci_sum_weight(sums, unit, w);
    const double walked = lci_sum_walked(sums, unit, category, w);
    const double beyond = walked - lci_sum_covered(sums, unit, category, limit, w);
    const double total_min =
        lci_sum_beyond_m(sums, unit, category, limit, w) / job->config->profile.speed_mps / SECONDS_A_MINUTE;
    struct lci_cells cells = {.values = row->values};

    (void)err;
    lci_cell_text(&cells, job->config->profile.id);
    lci_cells_unit(&cells, job, place == 0 ? LCI_NONE : (uint32_t)unit);
    lci_cell_text(&cells, job->categories[category].id);
    lci_cell_m(&cells, job->limits[category].limits_m[limit]);
    lci_cell_text(&cells, job->homes.weight_names[w]);
    lci_cell_number(&cells, whole);
    lci_cell_number(&cells, beyond);
    lci_cell_number(&cells, whole - walked);
    lci_cell_number(&cells, total_min);
    lci_cell_m(&cells, total_min > 0.0 ? total_min / beyond : NAN);
    lci_cell_text(&cells, lci_weight_measure(job, w));
    return LCI_OK;
}

static enum lci_status
new_writer(struct lci_job *job, struct writer **out, struct lci_error *err)
{
    const size_t weight_count = job->homes.weight_count;
    struct writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));

    *out = writer;
    if (writer)
        writer->weights = lci_arena_alloc(&job->arena, weight_count, sizeof(*writer->weights));
    if (!writer || !writer->weights)
        return lci_fail_nomem(err, "missing_minutes");
    writer->job = job;
    for (uint32_t w = 0; w < weight_count; w++)
        if (job->coverage.weight_is_known[w])
            writer->weights[writer->weight_count++] = w;
    return LCI_OK;
}

static void
add_columns(struct lci_columns *columns)
{
    lci_columns_add(columns, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_unit(columns);
    lci_columns_add(columns, LCI_COLUMN_TEXT, "category", "category");
    lci_columns_add(columns, LCI_COLUMN_REAL, "longest walk that counts", "limit_m");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "what is weighed", "weight");
    lci_columns_add(columns, LCI_COLUMN_REAL, "all of it", "denominator");
    lci_columns_add(columns, LCI_COLUMN_REAL, "those who walk farther than the limit", "beyond");
    lci_columns_add(columns, LCI_COLUMN_REAL, "those who have no walk at all", "without_walk");
    lci_columns_add(columns, LCI_COLUMN_REAL, "minutes beyond the limit, of all who walk beyond it", "missing_total_min");
    lci_columns_add(columns, LCI_COLUMN_REAL, "missing_total_min / beyond; none where nobody walks beyond it", "missing_min");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "what denominator, beyond and without_walk count", "measure");
}

enum lci_status
lci_table_missing_minutes(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct writer *writer = NULL;
    const enum lci_status status = new_writer(job, &writer, err);

    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "missing_minutes",
        .description = "Missing minutes: how far beyond each limit those walk who are not within it",
        .shape = LCI_TABLE_PLAIN,
        .row_count = (job->units.count + 1) * job->land.limit_total * writer->weight_count,
        .fill = fill_missing,
        .user = writer,
    };
    add_columns(&columns);
    return lci_columns_finish(&columns, out, err);
}
