/* table_straight.c - coverage on foot beside coverage in a straight line of the same length: how much a circle claims too much. */
#include <math.h>

#include "run/limit_rows.h"

enum { M2_A_HECTARE = 10000, PER_CENT = 100 };

/* Numbers of a row: what is covered in a straight line and on foot, and the whole. */
struct pair {
    double straight, network, whole;
};

static struct pair
pair_of(const struct lci_sums *sums, const struct lci_limit_row *row)
{
    const size_t radius = sums->limit_radius[row->limit_at];

    if (row->measure == LCI_NONE)
        return (struct pair){
            .straight = lci_sum_land_radius_m2(sums, row->unit, radius) / M2_A_HECTARE,
            .network = lci_sum_land_network_m2(sums, row->unit, row->category, row->limit) / M2_A_HECTARE,
            .whole = lci_sum_land_m2(sums, row->unit) / M2_A_HECTARE,
        };
    return (struct pair){
        .straight = lci_sum_straight(sums, row->unit, radius, row->measure),
        .network = lci_sum_covered(sums, row->unit, row->category, row->limit, row->measure),
        .whole = lci_sum_weight(sums, row->unit, row->measure),
    };
}

static enum lci_status
fill_straight(void *user, size_t index, struct lci_row *out, struct lci_error *err)
{
    const struct lci_limit_rows *rows = user;
    const struct lci_limit_row row = lci_limit_rows_at(rows, index);
    const struct pair pair = pair_of(&rows->job->coverage.sums, &row);
    struct lci_cells cells = {.values = out->values};

    (void)err;
    lci_limit_row_fill(rows, &row, &cells);
    lci_cell_number(&cells, pair.straight);
    lci_cell_number(&cells, pair.network);
    lci_cell_number(&cells, pair.straight - pair.network);
    lci_cell_number(&cells, pair.whole);
    lci_cell_share(&cells, pair.straight, pair.whole);
    lci_cell_share(&cells, pair.network, pair.whole);
    lci_cell_share(&cells, pair.straight - pair.network, pair.whole);
    lci_cell_number(&cells, pair.network > 0.0 ? PER_CENT * (pair.straight - pair.network) / pair.network : NAN);
    lci_cell_text(&cells, row.measure == LCI_NONE ? "ha" : lci_weight_measure(rows->job, row.measure));
    return LCI_OK;
}

enum lci_status
lci_table_straight_network(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};
    struct lci_limit_rows *rows = NULL;
    const enum lci_status status = lci_limit_rows_make(job, true, "straight_network", &rows, err);

    if (status != LCI_OK)
        return status;
    *out = (struct lci_table){
        .name = "straight_network",
        .description = "Straight line beside network: what a circle of the same length claims too much",
        .shape = LCI_TABLE_PLAIN,
        .row_count = rows->row_count,
        .fill = fill_straight,
        .user = rows,
    };
    lci_limit_row_columns(&columns, "longest walk, and longest straight line, that counts",
                          "land (of homes), or what is weighed");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "within the straight line", "straight");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "within the walk", "network");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "straight less network: what the circle claims too much", "difference");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "of what, also what could not be located", "denominator");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "straight / denominator; none where there is nothing", "straight_ratio");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "network / denominator; none where there is nothing", "network_ratio");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "difference / denominator; none where there is nothing", "difference_ratio");
    lci_columns_add(&columns, LCI_COLUMN_REAL,
                    "difference / network in per cent: over-claim; none where nothing is within the walk", "over_claim_percent");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "what straight, network, difference and denominator count", "measure");
    return lci_columns_finish(&columns, out, err);
}
