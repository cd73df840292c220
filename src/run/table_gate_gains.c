/* table_gate_gains.c - layer `gate_gains`: what one more gate would save the people of each walled home. */
#include "run/tables.h"

static enum lci_status
fill_gain(void *user, size_t index, struct lci_row *row, struct lci_error *err)
{
    const struct lci_job *job = user;
    const struct lci_gate_gains *gains = &job->gate_gains;
    const struct lci_gate_gain *gain = &gains->items[index];
    const struct lci_home *home = &job->homes.items[gain->home];
    struct lci_cells cells = {.values = row->values};

    (void)err;
    lci_cell_text(&cells, job->config->profile.id);
    lci_cell_integer(&cells, (int64_t)index + 1);
    lci_cell_text(&cells, home->id);
    lci_cell_text(&cells, home->name);
    lci_cell_number(&cells, home->weights[LCI_WEIGHT_HOUSEHOLDS].value);
    lci_cell_m(&cells, gain->x_m);
    lci_cell_m(&cells, gain->y_m);
    lci_cell_number(&cells, gain->saved_household_m);
    lci_cell_number(&cells, gain->new_walk_households);
    for (size_t c = 0; c < gains->category_count; c++)
        lci_cell_number(&cells, gains->saved_household_m[gains->row[index] * gains->category_count + c]);
    row->has_geometry = true;
    row->x_m = gain->x_m;
    row->y_m = gain->y_m;
    return LCI_OK;
}

enum lci_status
lci_table_gate_gains(struct lci_job *job, struct lci_table *out, struct lci_error *err)
{
    struct lci_columns columns = {.arena = &job->arena};

    *out = (struct lci_table){
        .name = "gate_gains",
        .description = "Walled homes by what one more gate, at its best place, would save their households on the way",
        .shape = LCI_TABLE_POINT,
        .row_count = job->gate_gains.count,
        .fill = fill_gain,
        .user = job,
    };
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "profile of those who walk", "profile");
    lci_columns_add(&columns, LCI_COLUMN_INTEGER, "1: most saved", "rank");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "id of the walled home", "home_id");
    lci_columns_add(&columns, LCI_COLUMN_TEXT, "its name", "home_name");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "its households", "households");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "easting of the best place for one more gate", "x_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL, "northing of it", "y_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL,
                    "households times metres saved on the way to the nearest of each category, summed up", "saved_household_m");
    lci_columns_add(&columns, LCI_COLUMN_REAL,
                    "households times categories that they cannot walk to now, and could: in no metres", "new_walk_households");
    for (size_t c = 0; c < job->category_count; c++)
        lci_columns_add(&columns, LCI_COLUMN_REAL, "households times metres saved on the way to the nearest of this category",
                        "%s_saved_household_m", job->categories[c].column);
    return lci_columns_finish(&columns, out, err);
}
