/* table_straight.c - coverage on foot beside coverage in a straight line of the same length: how much a circle claims too much. */
#include <math.h>

#include "base/alloc.h"
#include "run/tables.h"

enum { M2_A_HECTARE = 10000, PER_CENT = 100 };

/* A row is a unit, a limit of a category, and land or a weight that some home has. */
struct writer {
    struct lci_job *job;
    uint32_t *measures; /* measure_count: weights; LCI_NONE: land */
    size_t measure_count;
};

/* Numbers of a row: what is covered in a straight line and on foot, and the whole. */
struct pair {
    double straight, network, whole;
};

static struct pair
pair_of(const struct lci_job *job, size_t unit, uint32_t category, size_t limit, uint32_t measure)
{
    const struct lci_sums *sums = &job->coverage.sums;
    const size_t radius = lci_radii_find(&job->land.radii, category, job->limits[category].limits_m[limit]);

    if (measure == LCI_NONE)
        return (struct pair){
            .straight = lci_sum_land_radius_m2(sums, unit, radius) / M2_A_HECTARE,
            .network = lci_sum_land_network_m2(sums, unit, category, limit) / M2_A_HECTARE,
            .whole = lci_sum_land_m2(sums, unit) / M2_A_HECTARE,
        };
    return (struct pair){
        .straight = lci_sum_straight(sums, unit, radius, measure),
        .network = lci_sum_covered(sums, unit, category, limit, measure),
        .whole = lci_sum_weight(sums, unit, measure),
    };
}

static enum lci_status
fill_straight(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct writer *writer = user;
    const struct lci_job *job = writer->job;
    const size_t limit_total = job->land.limit_total;
    const uint32_t measure = writer->measures[index % writer->measure_count];
    const size_t at = index / writer->measure_count % limit_total;
    const uint32_t category = lci_land_category(&job->land, at);
    const size_t limit = at - job->land.limit_first[category];
    const size_t place = index / writer->measure_count / limit_total; /* 0: everything */
    const size_t unit = place == 0 ? job->units.count : place - 1;
    const struct pair pair = pair_of(job, unit, category, limit, measure);
    struct lci_cells cells = {.values = row->values};

    (void)err;
    lci_cell_text(&cells, job->config->profile.id);
    lci_cells_unit(&cells, job, place == 0 ? LCI_NONE : (uint32_t)unit);
    lci_cell_text(&cells, job->categories[category].id);
    lci_cell_m(&cells, job->limits[category].limits_m[limit]);
    lci_cell_text(&cells, measure == LCI_NONE ? "land" : job->homes.weight_names[measure]);
    lci_cell_number(&cells, pair.straight);
    lci_cell_number(&cells, pair.network);
    lci_cell_number(&cells, pair.straight - pair.network);
    lci_cell_number(&cells, pair.whole);
    lci_cell_share(&cells, pair.straight, pair.whole);
    lci_cell_share(&cells, pair.network, pair.whole);
    lci_cell_share(&cells, pair.straight - pair.network, pair.whole);
    lci_cell_number(&cells, pair.network > 0.0 ? PER_CENT * (pair.straight - pair.network) / pair.network : NAN);
    lci_cell_text(&cells, measure == LCI_NONE ? "ha" : lci_weight_measure(job, measure));
    return LCI_OK;
}

static enum lci_status
new_writer(struct lci_job *job, struct writer **out, struct lci_error *err)
{
    const size_t weight_count = job->homes.weight_count;
    struct writer *writer = lci_arena_alloc(&job->arena, 1, sizeof(*writer));

    *out = writer;
    if (writer)
        writer->measures = lci_arena_alloc(&job->arena, weight_count + 1, sizeof(*writer->measures));
    if (!writer || !writer->measures)
        return lci_fail_nomem(err, "straight_network");
    writer->job = job;
    writer->measures[writer->measure_count++] = LCI_NONE;
    for (uint32_t w = 0; w < weight_count; w++)
        if (job->coverage.weight_is_known[w])
            writer->measures[writer->measure_count++] = w;
    return LCI_OK;
}

static void
add_columns(struct lci_columns *columns)
{
    lci_columns_add(columns, LCI_COLUMN_TEXT, "who walks", "profile");
    lci_columns_unit(columns);
    lci_columns_add(columns, LCI_COLUMN_TEXT, "category", "category");
    lci_columns_add(columns, LCI_COLUMN_REAL, "longest walk, and longest straight line, that counts", "limit_m");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "land (of homes), or what is weighed", "weight");
    lci_columns_add(columns, LCI_COLUMN_REAL, "within the straight line", "straight");
    lci_columns_add(columns, LCI_COLUMN_REAL, "within the walk", "network");
    lci_columns_add(columns, LCI_COLUMN_REAL, "straight less network: what the circle claims too much", "difference");
    lci_columns_add(columns, LCI_COLUMN_REAL, "of what, also what could not be located", "denominator");
    lci_columns_add(columns, LCI_COLUMN_REAL, "straight / denominator; none where there is nothing", "straight_ratio");
    lci_columns_add(columns, LCI_COLUMN_REAL, "network / denominator; none where there is nothing", "network_ratio");
    lci_columns_add(columns, LCI_COLUMN_REAL, "difference / denominator; none where there is nothing", "difference_ratio");
    lci_columns_add(columns, LCI_COLUMN_REAL, "difference / network in per cent: over-claim; none where nothing is within the walk",
                    "over_claim_percent");
    lci_columns_add(columns, LCI_COLUMN_TEXT, "what straight, network, difference and denominator count", "measure");
}

enum lci_status
lci_table_straight_network(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct writer *writer = NULL;
    const enum lci_status status = new_writer(job, &writer, err);

    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "straight_network",
        .description = "Straight line beside network: what a circle of the same length claims too much",
        .shape = LCI_TABLE_PLAIN,
        .row_count = (job->units.count + 1) * job->land.limit_total * writer->measure_count,
        .fill = fill_straight,
        .user = writer,
    };
    add_columns(&columns);
    return lci_columns_finish(&columns, out, err);
}
